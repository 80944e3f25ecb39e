// SPDX-License-Identifier: Apache-2.0

internal import CMachine
internal import Glibc
public import HistogramFiles
public import HostAudit
internal import Memory
internal import Synchronization
public import Telemetry

/// What a watcher tells once a second.
public struct LoadProgress: Sendable {
  public var seconds: Double
  public var sent: Int
  public var answered: Int
  public var planned: Int
  /// Of the answers since the last time, in nanoseconds.
  public var p50: UInt64?
  public var p99: UInt64?
  public var max: UInt64?
}

/// Follows a load from a thread of its own: samples the machine's noise, keeps clocks on the kernel's,
/// writes an interval of histograms a second, and says how far the load is. It reads what the load has
/// recorded and touches nothing of the load's.
public final class LoadWatch: @unchecked Sendable {
  private let recording: LoadRecording
  private let hasStamps: Bool
  private let clock: Clock
  private var monitor: NoiseMonitor
  private let log: HistogramLogWriter?
  private let begun: UInt64
  /// Lines for a histogram log, whole intervals.
  private let write: (String) -> Void
  private let tell: (LoadProgress) -> Void
  private let tick: () -> UInt64?
  /// How far the two clocks were off the kernel's at the worst, in nanoseconds: ours, and that of whoever
  /// else stamps.
  private(set) var clockWorst: (own: UInt64, other: UInt64?) = (0, nil)
  private let isEnding = Atomic<Bool>(false)
  private var thread = pthread_t()
  private var seen = 0
  private var intervalAt: UInt64 = 0
  private let names: [String]
  private let phaseNanoseconds: UInt32 = 100_000

  /// - Parameters:
  ///   - log: whose lines `write` takes; nil for none.
  ///   - tick: called once a second, for the clock of another who stamps: keeps it on the kernel's, and says
  ///     how far it was off; nil when that cannot be known.
  public init(
    _ recording: LoadRecording, hasStamps: Bool, clock: Clock, ownProcesses: Set<Int>,
    log: HistogramLogWriter?, write: @escaping (String) -> Void,
    tell: @escaping (LoadProgress) -> Void, tick: @escaping () -> UInt64?
  ) {
    self.recording = recording
    self.hasStamps = hasStamps
    self.clock = clock
    self.log = log
    self.write = write
    self.tell = tell
    self.tick = tick
    names = hasStamps ? LoadAnalysis.stageNames : ["late", "send", "away"]
    monitor = NoiseMonitor(ownProcesses: ownProcesses)
    begun = clock.nanoseconds()
  }

  /// Looks at the machine for a tenth of a second before the load. Blocks.
  public func before() {
    // The clocks may not have been kept on the kernel's for a while.
    steer()
    usleep(phaseNanoseconds)
    monitor.sample(.before)
  }

  /// Begins to watch.
  public func start() throws(BenchError) {
    intervalAt = clock.nanoseconds()
    let box = unsafe Unmanaged.passRetained(self).toOpaque()
    let code = unsafe pthread_create(
      &thread, nil,
      { raw in
        let watch = unsafe Unmanaged<LoadWatch>.fromOpaque(raw!).takeRetainedValue()
        unsafe ml_machine_name_thread("mlk-watch")
        watch.follow()
        return nil
      }, box)
    if code != 0 { throw BenchError("no thread could be started: raise `ulimit -u`") }
  }

  private func follow() {
    var second: UInt64 = 0
    while !isEnding.load(ordering: .acquiring) {
      usleep(50_000)
      let now = clock.nanoseconds()
      if now - intervalAt < 1_000_000_000 { continue }
      second += 1
      monitor.sample(.during)
      steer()
      takeInterval(now)
    }
  }

  private func steer() {
    if let behind = clock.steer() { clockWorst.own = max(clockWorst.own, behind.magnitude) }
    if let behind = tick() { clockWorst.other = max(clockWorst.other ?? 0, behind) }
  }

  /// Ends watching; the noise of the last piece, and of a tenth of a second of nothing, is in the report.
  /// Blocks.
  public func end() -> NoiseReport {
    isEnding.store(true, ordering: .releasing)
    pthread_join(thread, nil)
    monitor.sample(.during)
    steer()
    takeInterval(clock.nanoseconds())
    usleep(phaseNanoseconds)
    monitor.sample(.after)
    return monitor.report
  }

  private func takeInterval(_ now: UInt64) {
    let end = recording.answered
    var histograms = names.map { _ in HistogramHolder() }
    let response = HistogramHolder()
    let service = HistogramHolder()
    histograms.append(response)
    histograms.append(service)
    for place in seen..<max(seen, end) {
      let sample = recording.samples[recording.answer(place)]
      switch sample.state {
      case .answered, .refused: break
      case .planned, .sent, .busy, .wrong: continue
      }
      response.histogram.record(span(sample.planned, sample.answered))
      service.histogram.record(span(sample.begun, sample.answered))
      if log != nil { record(sample, histograms) }
    }
    seen = end
    if let log {
      var text = ""
      for (name, holder) in zip(names + ["response", "service"], histograms)
      where holder.histogram.count > 0 {
        text +=
          (try? log.lines(
            holder.histogram, tag: name, atNanoseconds: intervalAt - begun,
            lengthNanoseconds: now - intervalAt)) ?? ""
      }
      write(text)
    }
    tell(
      LoadProgress(
        seconds: Double(now - begun) / 1e9, sent: recording.sent, answered: end,
        planned: recording.count, p50: response.histogram.percentile(50),
        p99: response.histogram.reportable(99), max: response.histogram.max))
    intervalAt = now
  }

  private func record(_ s: LoadSample, _ histograms: [HistogramHolder]) {
    histograms[0].histogram.record(span(s.planned, s.begun))
    histograms[1].histogram.record(span(s.begun, s.sent))
    if !hasStamps {
      histograms[2].histogram.record(span(s.sent, s.answered))
      return
    }
    let moments = [
      s.sent, s.received, s.verified, s.sequenced, s.matched, s.committed, s.left, s.answered,
    ]
    for stage in 0..<moments.count - 1 {
      histograms[stage + 2].histogram.record(span(moments[stage], moments[stage + 1]))
    }
  }
}

/// A histogram that can stand in an array.
final class HistogramHolder {
  var histogram = Histogram()
}
