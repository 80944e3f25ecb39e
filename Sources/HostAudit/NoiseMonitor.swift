// SPDX-License-Identifier: Apache-2.0

public import Telemetry

/// Watches what else happens on a machine while something is measured on it, and names who did it.
///
///     var monitor = NoiseMonitor(ownProcesses: [pid])      begins
///     …a tenth of a second of nothing…
///     monitor.sample(.before)
///     …the run; once a second or so: monitor.sample(.during)
///     …a tenth of a second of nothing…
///     monitor.sample(.after)
///     monitor.report.reason        nil, or why the run is not to be believed
///
/// Reading costs some milliseconds on a control thread and nothing elsewhere; clock rates, whose
/// reading may interrupt the core asked, are read before and after only. Not for the hot path.
public struct NoiseMonitor: Sendable {
  public enum Phase: String, Sendable { case before, during, after }

  /// What is too much. Shares are of the time of the cores watched.
  public struct Limits: Sendable {
    /// Steal, from 0 to 1. The kernel counts it in hundredths of a second.
    public var stealShareMax = 0.005
    /// What our threads waited for a core that another held.
    public var waitShareMax = 0.01
    /// What others ran, where nothing of ours is to run beside them: before and after, and on
    /// cores that were named.
    public var othersShareMax = 0.05
    /// Interrupts of one line, a second on one core; the timer's are allowed besides.
    public var interruptsPerSecondMax = 2000.0
    /// Page faults of ours during the run, a second; and those that went to a disk, in all.
    public var faultsPerSecondMax = 1000.0
    public var diskFaultsMax: UInt64 = 0
    /// How much lower a core's clock may be after the run than before, from 0 to 1.
    public var frequencyDropMax = 0.1

    public init() {}
  }

  let files: HostFiles
  let cores: CoreSet?
  let ownProcesses: Set<Int>
  let limits: Limits
  private var last: HostSample
  private var first: [Int: Int]
  private let start: UInt64
  private var noises: [NoiseReport.Noise] = []
  private var intervals = 0

  /// Begins to watch.
  ///
  /// - Parameters:
  ///   - cores: those that our threads are pinned to, or nil when they run anywhere.
  ///   - ownProcesses: whose threads are ours.
  public init(
    files: HostFiles = HostFiles(), cores: CoreSet? = nil, ownProcesses: Set<Int>,
    limits: Limits = Limits()
  ) {
    self.init(
      files: files, cores: cores, ownProcesses: ownProcesses, limits: limits,
      first: HostSample(files))
  }

  init(
    files: HostFiles, cores: CoreSet?, ownProcesses: Set<Int>, limits: Limits, first: HostSample
  ) {
    self.files = files
    self.cores = cores
    self.ownProcesses = ownProcesses
    self.limits = limits
    last = first
    start = first.nanoseconds
    self.first = Self.frequencies(files, first)
  }

  /// Judges what happened since the sample before, as of a phase. Allocates; any thread, one at a
  /// time.
  public mutating func sample(_ phase: Phase) { sample(phase, HostSample(files)) }

  mutating func sample(_ phase: Phase, _ next: HostSample) {
    let activity = HostActivity(before: last, after: next)
    last = next
    intervals += 1
    let watched = cores ?? CoreSet(next.cores.keys)
    let time = Double(activity.nanoseconds) * Double(max(1, watched.cores.count))
    judgeSteal(activity, watched, time, phase)
    judgeOthers(activity, watched, time, phase)
    judgeInterrupts(activity, watched, phase)
    if phase == .during { judgeFaults(activity, phase) }
    if phase == .after { judgeFrequency(next, watched) }
  }

  /// What was found so far.
  public var report: NoiseReport {
    NoiseReport(noises: noises, intervals: intervals)
  }

  // MARK: Judging

  private mutating func add(
    _ kind: NoiseReport.Kind, _ phase: Phase, _ culprit: String, lost: Double
  ) {
    let culprit = shown(culprit, countMax: 120)
    let nanoseconds = UInt64(max(0, min(1e18, lost)))
    // One entry for each culprit and phase: as many as there are culprits, not seconds.
    if let index = noises.firstIndex(where: {
      $0.kind == kind && $0.phase == phase && $0.culprit == culprit
    }) {
      noises[index].lostNanoseconds &+= nanoseconds
      noises[index].intervals += 1
    } else if noises.count < NoiseReport.noisesMax {
      noises.append(
        NoiseReport.Noise(
          kind: kind, phase: phase, culprit: culprit, lostNanoseconds: nanoseconds, intervals: 1))
    }
  }

  private mutating func judgeSteal(
    _ activity: HostActivity, _ watched: CoreSet, _ time: Double, _ phase: Phase
  ) {
    let tickNanoseconds = 1e7
    let stolen = watched.cores.reduce(0.0) { sum, core in
      sum + Double(activity.times(core)?.steal ?? 0) * tickNanoseconds
    }
    // One tick is the least there is, and may stand for next to nothing.
    if stolen > tickNanoseconds && stolen / time > limits.stealShareMax {
      add(.steal, phase, "the hypervisor", lost: stolen)
    }
  }

  private mutating func judgeOthers(
    _ activity: HostActivity, _ watched: CoreSet, _ time: Double, _ phase: Phase
  ) {
    let others = activity.ran(except: nil).filter {
      !ownProcesses.contains($0.task.process) && watched.contains($0.task.core)
    }
    let ran = others.reduce(0.0) { $0 + Double($1.nanoseconds) }
    let interval = Double(activity.nanoseconds)
    var lost = ran
    if phase == .during, cores == nil, let waited = waitedNanoseconds(activity) {
      // Others cannot have cost more than they ran; the rest we waited for ourselves.
      lost = min(waited, ran)
      let ours = waited - lost
      if ours / interval > limits.waitShareMax {
        add(.process, phase, "threads of ours, more than there are cores", lost: ours)
      }
      if lost / interval <= limits.waitShareMax { return }
    } else if ran / time <= limits.othersShareMax {
      return
    }
    var byName: [String: Double] = [:]
    for other in others {
      let name = other.task.isKernel ? "kernel" : "\(other.task.process)"
      byName["\(other.task.name) (\(name))", default: 0] += Double(other.nanoseconds)
    }
    for (name, nanoseconds) in byName where nanoseconds / ran >= 0.1 {
      add(.process, phase, name, lost: lost * nanoseconds / ran)
    }
  }

  /// How long threads of ours stood ready and did not run; nil when the kernel does not count it.
  private func waitedNanoseconds(_ activity: HostActivity) -> Double? {
    var total: Double?
    for (thread, task) in activity.after.tasks where ownProcesses.contains(task.process) {
      guard let now = task.waitNanoseconds else { continue }
      let old = activity.before.tasks[thread]
      let then = old?.start == task.start ? old?.waitNanoseconds ?? 0 : 0
      total = (total ?? 0) + Double(now > then ? now - then : 0)
    }
    return total
  }

  private mutating func judgeInterrupts(
    _ activity: HostActivity, _ watched: CoreSet, _ phase: Phase
  ) {
    let seconds = Double(activity.nanoseconds) / 1e9
    let interruptNanoseconds = 3000.0
    for (line, interrupt) in activity.after.interrupts {
      // The tick is part of every run here; doctor's full-ticks speaks of it.
      if line == "LOC" { continue }
      let worst = watched.cores.map { activity.interruptions(line, of: CoreSet([$0])) }.max() ?? 0
      guard Double(worst) / seconds > limits.interruptsPerSecondMax else { continue }
      let name = interrupt.name.isEmpty ? "line \(line)" : "\(interrupt.name) (line \(line))"
      let count = activity.interruptions(line, of: watched)
      add(.interrupts, phase, name, lost: Double(count) * interruptNanoseconds)
    }
  }

  private mutating func judgeFaults(_ activity: HostActivity, _ phase: Phase) {
    let (faultNanoseconds, diskNanoseconds) = (1000.0, 100_000.0)
    for (thread, task) in activity.after.tasks where ownProcesses.contains(task.process) {
      // A thread that just began faults its stack in.
      guard let old = activity.before.tasks[thread], old.start == task.start else { continue }
      let faults = task.faults > old.faults ? task.faults - old.faults : 0
      let disk = task.diskFaults > old.diskFaults ? task.diskFaults - old.diskFaults : 0
      let isTooMany =
        Double(faults) / (Double(activity.nanoseconds) / 1e9) > limits.faultsPerSecondMax
      if isTooMany {
        add(.pageFaults, phase, "thread \(task.name)", lost: Double(faults) * faultNanoseconds)
      }
      if disk > limits.diskFaultsMax {
        add(
          .pageFaults, phase, "thread \(task.name), from a disk",
          lost: Double(disk) * diskNanoseconds)
      }
    }
  }

  private mutating func judgeFrequency(_ sample: HostSample, _ watched: CoreSet) {
    let now = Self.frequencies(files, sample)
    let drops = watched.cores.compactMap { core -> (core: Int, share: Double)? in
      guard let then = first[core], let rate = now[core], then > 0 else { return nil }
      let drop = 1 - Double(rate) / Double(then)
      return drop > limits.frequencyDropMax ? (core, drop) : nil
    }
    guard let worst = drops.max(by: { $0.share < $1.share }) else { return }
    let seconds = Double(sample.nanoseconds &- start)
    let (then, rate) = ((first[worst.core] ?? 0) / 1000, (now[worst.core] ?? 0) / 1000)
    add(
      .frequency, .after, "core \(worst.core), from \(then) to \(rate) MHz",
      lost: worst.share * seconds)
  }

  /// Clock rates in kHz, by core.
  private static func frequencies(_ files: HostFiles, _ sample: HostSample) -> [Int: Int] {
    var rates: [Int: Int] = [:]
    for core in sample.cores.keys {
      let path = "sys/devices/system/cpu/cpu\(core)/cpufreq/scaling_cur_freq"
      if let rate = files.integer(path), (1...100_000_000).contains(rate) { rates[core] = rate }
    }
    return rates
  }
}
