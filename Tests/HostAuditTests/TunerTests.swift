// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import Telemetry
import Testing

@testable import HostAudit

private let cpu = "sys/devices/system/cpu"

/// Values of every kind, and what is wanted of them.
private let before: [String: String] = [
  "proc/sys/kernel/random/boot_id": "one\n",
  "proc/sys/vm/stat_interval": "1\n",
  "proc/sys/vm/swappiness": "60\n",
  "proc/sys/kernel/nmi_watchdog": "0\n",
  "proc/irq/24/smp_affinity_list": "0-3,8\n",
  "proc/irq/default_smp_affinity": "000001ff\n",
  "sys/kernel/mm/transparent_hugepage/enabled": "[always] madvise never\n",
]
private let wanted: [(check: String, setting: Setting)] = [
  ("statistics-interval", Setting("proc/sys/vm/stat_interval", "10")),
  ("swap", Setting("proc/sys/vm/swappiness", "1")),
  ("nmi-watchdog", Setting("proc/sys/kernel/nmi_watchdog", "0")),
  ("interrupt-lines", Setting("proc/irq/24/smp_affinity_list", "0-1", .list)),
  ("default-interrupt-affinity", Setting("proc/irq/default_smp_affinity", "3", .mask)),
  (
    "transparent-huge-pages",
    Setting("sys/kernel/mm/transparent_hugepage/enabled", "madvise", .choice)
  ),
]

/// A kernel: it writes choices and masks in its own way, and refuses what it is told to.
private final class MadeUpKernel: Sendable {
  let machine: MadeUpMachine
  let state: String
  /// By path: what it makes of a text, or an errno.
  let habits = Mutex<[String: @Sendable (String) -> Result<String, Refusal>]>([:])
  struct Refusal: Error { var number: Int32 }

  init(_ texts: [String: String] = before) throws {
    machine = try MadeUpMachine(texts)
    state = machine.folder.appendingPathComponent("tune.state").path
    habits.withLock {
      $0["sys/kernel/mm/transparent_hugepage/enabled"] = { text in
        let words = ["always", "madvise", "never"]
        guard words.contains(text) else { return .failure(Refusal(number: EINVAL)) }
        return .success(words.map { $0 == text ? "[\($0)]" : $0 }.joined(separator: " "))
      }
      $0["proc/irq/default_smp_affinity"] = { text in
        .success(String(repeating: "0", count: 8 - text.count) + text)
      }
    }
  }

  var tuner: Tuner {
    let machine = machine
    return Tuner(
      files: machine.files,
      writer: HostWriter { path, text in
        guard machine.files.exists(path) else { return ENOENT }
        let habit = self.habits.withLock { $0[path] }
        switch habit?(text) ?? .success(text) {
        case .success(let made):
          try? machine.write(path, Data((made + "\n").utf8))
          return 0
        case .failure(let refusal): return refusal.number
        }
      }, state: state)
  }

  /// A tuner that is ended at its step number `step`.
  func tuner(endedAt step: Int) -> Tuner {
    var tuner = tuner
    let count = Mutex(0)
    let box = Box(count)
    tuner.goesOn = { _ in box.next() != step }
    return tuner
  }

  final class Box: Sendable {
    let count: Mutex<Int>
    init(_ count: consuming Mutex<Int>) { self.count = count }
    func next() -> Int {
      count.withLock {
        $0 += 1
        return $0 - 1
      }
    }
  }

  var values: [String: String] {
    machine.contents().filter { !$0.key.hasPrefix("tune.state") }
      .mapValues { String(decoding: $0, as: UTF8.self) }
  }
  var hasState: Bool { FileManager.default.fileExists(atPath: state) }
}

@Suite struct TunerTests {
  @Test func `what is applied is undone, to the byte`() throws {
    let kernel = try MadeUpKernel()
    let plan = kernel.tuner.plan(wanted)
    #expect(plan.map(\.kind) == [.planned, .planned, .already, .planned, .planned, .planned])
    #expect(kernel.values == before && !kernel.hasState, "a plan writes nothing")
    let applied = try kernel.tuner.apply(wanted)
    #expect(applied.map(\.kind) == [.changed, .changed, .already, .changed, .changed, .changed])
    #expect(applied[4].from == "1ff" && applied[4].to == "3")
    #expect(applied[5].from == "always" && applied[5].to == "madvise")
    #expect(kernel.values["proc/irq/24/smp_affinity_list"] == "0-1\n")
    #expect(
      kernel.values["sys/kernel/mm/transparent_hugepage/enabled"] == "always [madvise] never\n")
    let dry = try kernel.tuner.undo(isDry: true)
    #expect(dry?.map(\.kind) == Array(repeating: .planned, count: 5))
    #expect(kernel.values != before)
    let undone = try #require(try kernel.tuner.undo())
    #expect(undone.map(\.kind) == Array(repeating: .restored, count: 5))
    #expect(undone.first?.path == wanted.last?.setting.path, "the last first")
    #expect(kernel.values == before && !kernel.hasState)
    let again = try kernel.tuner.undo()
    #expect(again == nil)
  }

  @Test func `ended anywhere while applying, undo gives everything back`() throws {
    for step in 0..<15 {
      let kernel = try MadeUpKernel()
      #expect(throws: TuneFailure.self) { try kernel.tuner(endedAt: step).apply(wanted) }
      _ = try kernel.tuner.undo()
      #expect(kernel.values == before && !kernel.hasState, "ended at step \(step)")
    }
    let kernel = try MadeUpKernel()
    _ = try kernel.tuner(endedAt: 15).apply(wanted)
  }

  @Test func `ended anywhere, applied again and ended again, undo gives everything back`() throws {
    for step in 0..<15 {
      for other in stride(from: 0, to: 15, by: 4) {
        let kernel = try MadeUpKernel()
        _ = try? kernel.tuner(endedAt: step).apply(wanted)
        _ = try? kernel.tuner(endedAt: other).apply(wanted)
        _ = try kernel.tuner.apply(wanted)
        _ = try kernel.tuner.undo()
        #expect(kernel.values == before && !kernel.hasState, "ended at \(step), \(other)")
      }
    }
  }

  @Test func `ended anywhere while undoing, undo goes on`() throws {
    for step in 0..<5 {
      let kernel = try MadeUpKernel()
      _ = try kernel.tuner.apply(wanted)
      #expect(throws: TuneFailure.self) { try kernel.tuner(endedAt: step).undo() }
      #expect(kernel.hasState)
      _ = try kernel.tuner.undo()
      #expect(kernel.values == before && !kernel.hasState, "ended at step \(step)")
    }
  }

  @Test func `what another has changed since is left, and stays noted, until force`() throws {
    let kernel = try MadeUpKernel()
    _ = try kernel.tuner.apply(wanted)
    try kernel.machine.write("proc/sys/vm/swappiness", Data("30\n".utf8))
    let undone = try #require(try kernel.tuner.undo())
    let left = undone.filter { $0.kind == .foreign }
    #expect(left.map(\.path) == ["proc/sys/vm/swappiness"])
    #expect(left[0].from == "30" && left[0].to == "60" && left[0].reason.contains("--force"))
    #expect(kernel.values["proc/sys/vm/swappiness"] == "30\n")
    #expect(kernel.values["proc/sys/vm/stat_interval"] == "1\n")
    let again = try #require(try kernel.tuner.undo())
    #expect(again.map(\.kind) == [.foreign])
    let forced = try #require(try kernel.tuner.undo(isForced: true))
    #expect(forced.map(\.kind) == [.restored])
    #expect(kernel.values == before && !kernel.hasState)
  }

  @Test func `a value changed by another and tuned again goes back to what the other left`() throws
  {
    let kernel = try MadeUpKernel()
    _ = try kernel.tuner.apply(wanted)
    try kernel.machine.write("proc/sys/vm/swappiness", Data("30\n".utf8))
    _ = try kernel.tuner.apply(wanted)
    #expect(kernel.values["proc/sys/vm/swappiness"] == "1\n")
    let undone = try #require(try kernel.tuner.undo())
    #expect(undone.map(\.kind).filter { $0 == .foreign }.count == 1)
    #expect(kernel.values["proc/sys/vm/swappiness"] == "30\n")
  }

  @Test func `what the kernel refuses is said, and is not noted`() throws {
    let kernel = try MadeUpKernel()
    kernel.habits.withLock {
      $0["proc/irq/24/smp_affinity_list"] = { _ in .failure(.init(number: EIO)) }
      $0["proc/sys/vm/swappiness"] = { _ in .success("60") }
    }
    let absent = Setting("proc/sys/vm/absent", "1")
    let outcomes = try kernel.tuner.apply(wanted + [("x", absent)])
    #expect(
      outcomes.map(\.kind) == [
        .changed, .refused, .already, .refused, .changed, .changed, .refused,
      ])
    #expect(outcomes[1].reason.contains("changed nothing"))
    #expect(outcomes[3].reason == "Input/output error")
    #expect(outcomes[6].reason.contains("not there"))
    let undone = try #require(try kernel.tuner.undo())
    #expect(undone.count == 3)
    #expect(kernel.values == before)
  }

  @Test func `when everything is refused no state is left`() throws {
    let kernel = try MadeUpKernel()
    kernel.habits.withLock {
      $0["proc/sys/vm/swappiness"] = { _ in .failure(.init(number: EPERM)) }
    }
    _ = try kernel.tuner.apply([wanted[1]])
    #expect(!kernel.hasState && kernel.values == before)
  }

  @Test func `less than was wanted is said as it is, and undone`() throws {
    let pages = "sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages"
    let setting = [(check: "huge-pages", setting: Setting(pages, "128"))]
    let kernel = try MadeUpKernel([pages: "0\n"])
    kernel.habits.withLock {
      $0[pages] = { text in .success(String(min(77, Int(text) ?? 0))) }
    }
    let outcomes = try kernel.tuner.apply(setting)
    #expect(outcomes[0].kind == .changed && outcomes[0].to == "77")
    _ = try kernel.tuner.undo()
    #expect(kernel.values == [pages: "0\n"])
    // Ended before it could be noted that there are 77: nobody can tell whose they are.
    #expect(throws: TuneFailure.self) { try kernel.tuner(endedAt: 1).apply(setting) }
    let undone = try #require(try kernel.tuner.undo())
    #expect(undone[0].kind == .foreign && undone[0].reason.contains("ended while changing"))
    #expect(kernel.values == [pages: "77\n"])
    _ = try kernel.tuner.undo(isForced: true)
    #expect(kernel.values == [pages: "0\n"])
  }

  @Test func `what is refused until another value is back is tried again`() throws {
    let governor = "\(cpu)/cpu1/cpufreq/scaling_governor"
    let preference = "\(cpu)/cpu1/cpufreq/energy_performance_preference"
    let texts = [governor: "powersave\n", preference: "power\n"]
    let kernel = try MadeUpKernel(texts)
    let machine = kernel.machine
    kernel.habits.withLock {
      $0[preference] = { text in
        let governor = machine.text(governor)
        return governor == "performance\n" && text != "performance"
          ? .failure(.init(number: EBUSY)) : .success(text)
      }
    }
    _ = try kernel.tuner.apply([
      ("a", Setting(governor, "performance")), ("b", Setting(preference, "performance")),
    ])
    let undone = try #require(try kernel.tuner.undo())
    #expect(undone.map(\.kind) == [.restored, .restored])
    #expect(kernel.values == texts)
  }

  @Test func `a state of another boot is void`() throws {
    let kernel = try MadeUpKernel()
    _ = try kernel.tuner.apply(wanted)
    let booted = before.merging(["proc/sys/kernel/random/boot_id": "two\n"]) { $1 }
    for (path, text) in booted { try kernel.machine.write(path, Data(text.utf8)) }
    let undone = try kernel.tuner.undo()
    #expect(undone == nil && !kernel.hasState && kernel.values == booted)
    // Nor does what was noted then stand beside what is noted now.
    let other = try MadeUpKernel()
    _ = try other.tuner.apply(wanted)
    for (path, text) in booted { try other.machine.write(path, Data(text.utf8)) }
    _ = try other.tuner.apply([wanted[0]])
    let now = try #require(try other.tuner.undo())
    #expect(now.count == 1 && other.values == booted)
  }

  @Test func `outcomes are told under their checks, the path last`() throws {
    let kernel = try MadeUpKernel()
    kernel.habits.withLock {
      $0["proc/sys/vm/swappiness"] = { _ in .failure(.init(number: EPERM)) }
    }
    let text = TuneOutcome.text(try kernel.tuner.apply(Array(wanted.prefix(3))))
    #expect(
      text == """
        statistics-interval
          set         1 → 10        /proc/sys/vm/stat_interval
        swap
          REFUSED     60            /proc/sys/vm/swappiness: Operation not permitted
        nmi-watchdog
          as wanted   0             /proc/sys/kernel/nmi_watchdog
        """)
    try kernel.machine.write("proc/sys/vm/stat_interval", Data("\u{1b}[2J\n".utf8))
    let undone = TuneOutcome.text(try #require(try kernel.tuner.undo()))
    #expect(undone.hasPrefix("  LEFT        ?[2J          /proc/sys/vm/stat_interval: changed by"))
  }

  @Test func `the files of a root are written as they are`() throws {
    let kernel = try MadeUpKernel()
    let tuner = Tuner(root: kernel.machine.folder.path, state: kernel.state)
    let plain = Array(wanted.prefix(4))
    _ = try tuner.apply(plain)
    #expect(kernel.values["proc/sys/vm/stat_interval"] == "10\n")
    _ = try tuner.undo()
    #expect(kernel.values == before)
    let absent = HostWriter(root: kernel.machine.folder.path).write("proc/sys/absent", "1")
    #expect(absent == ENOENT && kernel.values == before, "a value that is not there is not made")
  }
}
