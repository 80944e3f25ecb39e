// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import HostAudit

private let heading = "matchlock-tune 1 b\n"

/// Opens a state that holds `text`, and tells what is in it.
private func read(_ text: String, mode: mode_t = 0o600) throws -> [TuneRecord] {
  let machine = try MadeUpMachine(["state": text])
  let path = machine.folder.appendingPathComponent("state").path
  chmod(path, mode)
  guard let state = try TuneState.open(path, boot: "b", creates: false) else { return [] }
  return state.records
}

/// A state, which is not copyable, outside of the macros.
private func open(_ path: String, creates: Bool) throws -> TuneState {
  guard let state = try TuneState.open(path, boot: "b", creates: creates) else {
    throw CocoaError(.fileNoSuchFile)
  }
  return state
}

@Suite struct TuneStateTests {
  @Test func `a line that was not finished is dropped, and the next begins anew`() throws {
    let machine = try MadeUpMachine(["state": heading + "change\tproc/sys/a\tword\t1\t2"])
    let path = machine.folder.appendingPathComponent("state").path
    let record = TuneRecord(
      path: "sys/b", kind: .list, original: "%\t\n\u{1b}é ", wanted: "", outcome: nil)
    do {
      var state = try open(path, creates: true)
      #expect(state.records.isEmpty)
      try state.announce(record)
    }
    #expect(machine.text("state")?.hasSuffix("\t%25%09%0a%1b%c3%a9 \t\n") == true)
    let state = try open(path, creates: false)
    #expect(state.records == [record])
  }

  @Test(arguments: [
    "change\tproc/sys/a\tword\t1\n", "change\tetc/passwd\tword\t1\t2\n",
    "change\tproc/sys/../../etc/passwd\tword\t1\t2\n", "change\tsys/a\tnumber\t1\t2\n",
    "made\tsys/a\t1\n", "change\tsys/a\tword\t1\t2\nmade\tsys/b\t2\n", "refused\tsys/a\n", "x\n",
    "change\tsys/a\tword\t%4\t2\n", "change\tsys/a\tword\t%zz\t2\n", "\t\t\n",
  ]) func `what is not understood stops everything`(line: String) throws {
    let error = #expect(throws: TuneFailure.self) { try read(heading + line) }
    #expect(error?.description.contains("not understood: nothing was changed") == true)
  }

  @Test func `a file that is no state, or another may write, is refused`() throws {
    for text in ["root:x:0:0\n", "matchlock-tune 2 b\n", "\u{0}\n"] {
      #expect(throws: TuneFailure.self) { try read(text) }
    }
    #expect(throws: TuneFailure.self) { try read(heading, mode: 0o620) }
    #expect(throws: TuneFailure.self) { try read(heading, mode: 0o602) }
    let none = try read(heading)
    #expect(none.isEmpty)
    let machine = try MadeUpMachine(["real": heading], links: ["state": "real"])
    let link = machine.folder.appendingPathComponent("state").path
    #expect(throws: TuneFailure.self) { _ = try TuneState.open(link, boot: "b", creates: true) }
    let folder = machine.folder.path
    #expect(throws: TuneFailure.self) { _ = try TuneState.open(folder, boot: "b", creates: true) }
    let pipe = machine.folder.appendingPathComponent("pipe").path
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(throws: TuneFailure.self) { _ = try TuneState.open(pipe, boot: "b", creates: true) }
  }

  @Test func `two tunings do not meet`() throws {
    let machine = try MadeUpMachine(["state": heading])
    let path = machine.folder.appendingPathComponent("state").path
    let first = try TuneState.open(path, boot: "b", creates: false)
    let error = #expect(throws: TuneFailure.self) {
      _ = try TuneState.open(path, boot: "b", creates: false)
    }
    #expect(error?.description.contains("another tune is at work") == true)
    _ = consume first
  }

  @Test func `any text survives encoding`() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<500 {
      let scalars = (0..<Int.random(in: 0...20, using: &random)).compactMap { _ in
        Unicode.Scalar(UInt32.random(in: 0...0x2FFF, using: &random))
      }
      var text = ""
      text.unicodeScalars.append(contentsOf: scalars)
      let encoded = TuneState.encoded(text)
      #expect(encoded.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F })
      #expect(TuneState.decoded(encoded[...]) == text)
    }
  }

  @Test(arguments: [
    ("proc/sys/vm/swappiness", true), ("proc/irq/1/smp_affinity", true), ("sys/x", true),
    ("/sys/x", false), ("sys/../etc/passwd", false), ("sys//x", false), ("sys/./x", false),
    ("proc/1/mem", false), ("etc/passwd", false), ("", false), ("sys/", false), ("sys/a\0b", false),
  ]) func `only values of the kernel may be written`(path: String, may: Bool) {
    #expect(HostWriter.mayBeWritten(path) == may)
  }
}
