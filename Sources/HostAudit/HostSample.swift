// SPDX-License-Identifier: Apache-2.0

internal import CMachine
public import Telemetry

/// What the kernel has counted up to a moment: two of them tell who did what in between. Cold.
///
/// Everything in it is the kernel's to count, so nothing is slowed by looking; making one reads a
/// few files for each thread of the machine.
public struct HostSample: Sendable {
  /// Where a core's time went since the boot, in ticks (hundredths of a second).
  public struct CoreTimes: Equatable, Sendable {
    /// user, nice, system, idle, iowait, irq, softirq, steal, as proc/stat has them; 0 where an
    /// older kernel has fewer.
    var ticks: [UInt64]

    var total: UInt64 { ticks.reduce(0, &+) }
    var idle: UInt64 { ticks[3] &+ ticks[4] }
    var interrupts: UInt64 { ticks[5] &+ ticks[6] }
    var steal: UInt64 { ticks[7] }
  }

  /// A thread.
  public struct Task: Equatable, Sendable {
    var process: Int
    var name: String
    /// The core it ran on last.
    var core: Int
    var isKernel: Bool
    /// When it began, in ticks since the boot: thread numbers are used again.
    var start: UInt64
    /// How long it ran since it began.
    var nanoseconds: UInt64
    /// How long it stood ready to run and did not; nil when the kernel does not count that.
    var waitNanoseconds: UInt64?
    /// Page faults that needed no disk, and that did.
    var faults: UInt64
    var diskFaults: UInt64
  }

  /// A line of proc/interrupts.
  public struct InterruptLine: Equatable, Sendable {
    /// What raises it, as drivers call themselves.
    var name: String
    /// How often, by core.
    var counts: [Int: UInt64]
  }

  /// When it was taken, in nanoseconds of CLOCK_MONOTONIC_RAW.
  public let nanoseconds: UInt64
  /// The most threads that are looked at.
  public static var tasksMax: Int { 16_384 }

  public let cores: [Int: CoreTimes]
  /// By thread number.
  public let tasks: [Int: Task]
  /// By the kernel's name for the line: a number, or letters for its own.
  public let interrupts: [String: InterruptLine]

  /// Reads what is there; what cannot be read is not in it.
  ///
  /// - Parameter nanoseconds: when it is, for a machine that is made up; nil for now.
  public init(_ files: HostFiles, at nanoseconds: UInt64? = nil) {
    self.nanoseconds = nanoseconds ?? ml_machine_monotonic_nanoseconds()
    cores = Self.readCores(files.text("proc/stat") ?? "")
    interrupts = Self.readInterrupts(files.text("proc/interrupts") ?? "")
    tasks = Self.readTasks(files)
  }

  private static func readCores(_ text: String) -> [Int: CoreTimes] {
    var cores: [Int: CoreTimes] = [:]
    for line in text.split(separator: "\n") where line.hasPrefix("cpu") {
      let words = line.split(separator: " ")
      guard let core = Int(words[0].dropFirst(3)), (0...CoreSet.coreMax).contains(core) else {
        continue
      }
      var ticks = words.dropFirst().prefix(8).map { UInt64($0) ?? 0 }
      while ticks.count < 8 { ticks.append(0) }
      cores[core] = CoreTimes(ticks: ticks)
    }
    return cores
  }

  private static func readInterrupts(_ text: String) -> [String: InterruptLine] {
    let lines = text.split(separator: "\n")
    guard let first = lines.first else { return [:] }
    // The columns are the cores that are on.
    let columns = first.split(separator: " ").map { Int($0.dropFirst(3)) ?? -1 }
    var interrupts: [String: InterruptLine] = [:]
    for line in lines.dropFirst() {
      let words = line.split(separator: " ")
      guard let label = words.first, label.hasSuffix(":") else { continue }
      var counts: [Int: UInt64] = [:]
      let numbers = words.dropFirst().prefix(columns.count)
      for (column, word) in zip(columns, numbers) {
        guard let count = UInt64(word) else { break }
        if column >= 0 { counts[column] = count }
      }
      let key = String(label.dropLast())
      let rest = words.dropFirst(1 + counts.count)
      // Of a device's line the last word is who asked for it; the kernel's own have a sentence.
      let name = Int(key) == nil ? rest.joined(separator: " ") : String(rest.last ?? "")
      interrupts[key] = InterruptLine(name: name, counts: counts)
    }
    return interrupts
  }

  private static func readTasks(_ files: HostFiles) -> [Int: Task] {
    var tasks: [Int: Task] = [:]
    for name in files.names("proc") {
      guard let process = Int(name) else { continue }
      for thread in files.names("proc/\(process)/task") {
        guard let number = Int(thread), tasks.count < tasksMax else { continue }
        let folder = "proc/\(process)/task/\(number)"
        guard let text = files.text("\(folder)/stat"),
          var task = task(stat: text, process: process)
        else { continue }
        // Exact where the kernel keeps it; the ticks of `stat` are ten milliseconds.
        let exact = files.text("\(folder)/schedstat")?.split(separator: " ").map { UInt64($0) }
        if let exact, exact.count >= 2, let ran = exact[0], let waited = exact[1] {
          task.nanoseconds = ran
          task.waitNanoseconds = waited
        }
        tasks[number] = task
      }
    }
    return tasks
  }

  /// - Source: proc(5), /proc/pid/stat; the name is in parentheses and may hold any character.
  static func task(stat text: String, process: Int) -> Task? {
    guard let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")"), open < close
    else { return nil }
    let words = text[text.index(after: close)...].split(separator: " ")
    func number(_ field: Int) -> UInt64? {
      words.count > field - 3 ? UInt64(words[field - 3]) : nil
    }
    guard let flags = number(9), let user = number(14), let system = number(15),
      let start = number(22), let core = number(39), core <= UInt64(CoreSet.coreMax)
    else { return nil }
    let isKernelFlag: UInt64 = 0x20_0000
    let tickNanoseconds: UInt64 = 10_000_000
    return Task(
      process: process, name: String(text[text.index(after: open)..<close]), core: Int(core),
      isKernel: flags & isKernelFlag != 0, start: start,
      nanoseconds: (user &+ system) &* tickNanoseconds, faults: number(10) ?? 0,
      diskFaults: number(12) ?? 0)
  }
}

/// What happened between two samples.
struct HostActivity: Sendable {
  struct Running: Sendable {
    var task: HostSample.Task
    var thread: Int
    var nanoseconds: UInt64
  }

  let before: HostSample
  let after: HostSample

  /// The time between the samples; 1 at least.
  var nanoseconds: UInt64 {
    after.nanoseconds > before.nanoseconds ? after.nanoseconds - before.nanoseconds : 1
  }

  /// The ticks of a core between the samples, by kind; nil when it was not there or they went back.
  func times(_ core: Int) -> HostSample.CoreTimes? {
    guard let a = before.cores[core], let b = after.cores[core] else { return nil }
    let ticks = zip(a.ticks, b.ticks).map { $1 >= $0 ? $1 - $0 : 0 }
    return HostSample.CoreTimes(ticks: ticks)
  }

  /// Threads that ran between the samples, the longest first, but for those of process `process`.
  func ran(except process: Int?) -> [Running] {
    after.tasks.compactMap { thread, task -> Running? in
      if task.process == process { return nil }
      var earlier: UInt64 = 0
      if let old = before.tasks[thread], old.start == task.start { earlier = old.nanoseconds }
      guard task.nanoseconds > earlier else { return nil }
      return Running(task: task, thread: thread, nanoseconds: task.nanoseconds - earlier)
    }.sorted { ($1.nanoseconds, $0.thread) < ($0.nanoseconds, $1.thread) }
  }

  /// How often a line interrupted one of `cores`.
  func interruptions(_ line: String, of cores: CoreSet) -> UInt64 {
    guard let b = after.interrupts[line] else { return 0 }
    let a = before.interrupts[line]?.counts ?? [:]
    return cores.cores.reduce(0) { sum, core in
      let (old, new) = (a[core] ?? 0, b.counts[core] ?? 0)
      return new > old ? sum &+ (new - old) : sum
    }
  }
}
