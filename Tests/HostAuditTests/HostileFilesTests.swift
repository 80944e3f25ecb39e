// SPDX-License-Identifier: Apache-2.0

import Foundation
import Telemetry
import Testing

@testable import HostAudit

private let hostile: [(String, Data?)] = [
  ("missing", nil),
  ("empty", Data()),
  ("not text", Data((0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 129) })),
  ("huge", Data(repeating: 0x41, count: 2 << 20)),
  ("many lines", Data(String(repeating: "9 (x) : = , - /\n", count: 70_000).utf8)),
  ("the least number", Data("-9223372036854775808\n".utf8)),
  ("the greatest number", Data("9223372036854775807\n".utf8)),
  ("too great a number", Data("99999999999999999999999\n".utf8)),
  ("numbers", Data("18446744073709551615 18446744073709551615 18446744073709551615\n".utf8)),
  ("a range", Data("0-18446744073709551615:9/0\n".utf8)),
  ("colours", Data("\u{1b}[31mred\u{1b}[0m\u{202e}\u{200b}\u{7}\n".utf8)),
]

/// Nothing in it that a terminal would obey, but for line ends.
private func isPlain(_ text: String) -> Bool {
  text.unicodeScalars.allSatisfy { scalar in
    scalar == "\n" || ![.control, .format].contains(scalar.properties.generalCategory)
  }
}

@Suite struct HostileFilesTests {
  /// One file after another of the good machine, with each kind of content.
  @Test(arguments: 0..<11) func `no content of a file stops the audit or reaches the terminal`(
    kind: Int
  ) throws {
    let (name, bytes) = hostile[kind]
    let machine = try MadeUpMachine(goodFiles, links: goodLinks)
    for (path, text) in goodFiles {
      // A huge file costs time: one of each kind of core's files is enough.
      if path.contains("/cpu") && !path.contains("/cpu2/") && path.contains("sys/devices") {
        continue
      }
      if let bytes { try machine.write(path, bytes) } else { try machine.remove(path) }
      let audit = try machine.audit()
      #expect(audit.results.count == Check.all.count)
      let report = AuditText().report(audit)
      #expect(isPlain(report), "\(path), \(name)")
      var json = JSONWriter()
      audit.write(to: &json, run: "0")
      #expect(isPlain(json.finish()), "\(path), \(name)")
      try machine.write(path, Data(text.utf8))
    }
  }

  @Test func `folders, pipes and loops in place of files are not there`() throws {
    let machine = try MadeUpMachine(goodFiles, links: goodLinks)
    let paths = ["proc/stat", "proc/cpuinfo", "proc/cmdline", "sys/kernel/mm/ksm/run"]
    for path in paths {
      let file = machine.folder.appendingPathComponent(path).path
      try machine.remove(path)
      #expect(mkdir(file, 0o755) == 0)
      _ = try machine.audit()
      #expect(rmdir(file) == 0)
      #expect(mkfifo(file, 0o644) == 0)
      _ = try machine.audit()
      try machine.remove(path)
      #expect(symlink(file, file) == 0)
      _ = try machine.audit()
      try machine.remove(path)
    }
  }

  @Test func `a machine that tells nothing is audited, with nothing found`() throws {
    let machine = try MadeUpMachine([:])
    let audit = try machine.audit(facts: .none)
    #expect(audit.hotCores == CoreSet([0]))
    #expect(audit.count(.fail) == 0 && audit.count(.warn) == 0, "\(AuditText().report(audit))")
    #expect(audit.exitCode == 0)
  }

  @Test func `this machine is audited in less than a second of its own time`() {
    let audit = HostAudit(intervalNanoseconds: 1_000_000)
    #expect(audit.results.count == Check.all.count)
    #expect(!audit.kernel.isEmpty && audit.count(.ok) > 0)
  }

  @Test func `random lines of a process's state are read or refused`() {
    var random = SystemRandomNumberGenerator()
    let good = stat(7, "a b", core: 3, ticks: 4)
    #expect(HostSample.task(stat: good, process: 7)?.nanoseconds == 40_000_000)
    for _ in 0..<5000 {
      var bytes = Array(good.utf8)
      for _ in 0..<Int.random(in: 1...5, using: &random) {
        let at = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.removeSubrange(at...)
        default: bytes.insert(contentsOf: Array("()9".utf8), at: at)
        }
        if bytes.isEmpty { break }
      }
      _ = HostSample.task(stat: String(decoding: bytes, as: UTF8.self), process: 7)
    }
  }
}
