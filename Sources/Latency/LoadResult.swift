// SPDX-License-Identifier: Apache-2.0

public import HistogramFiles
public import HostAudit
internal import Memory
public import Telemetry

/// What one load came to.
public struct LoadResult: Sendable {
  /// A distribution by its name, in nanoseconds.
  public struct Distribution: Sendable {
    public let name: String
    public let counts: HistogramCounts

    public init(_ name: String, _ histogram: borrowing Histogram) {
      self.name = name
      counts = HistogramCounts(histogram)
    }

    public func percentile(_ percent: Double) -> UInt64? { counts.reportable(percent) }
  }

  /// One piece of the load's time, by planned times.
  public struct Point: Sendable {
    /// The middle, in nanoseconds from the start.
    public let at: UInt64
    public let count: Int
    public let p50: UInt64?
    public let p99: UInt64?
    public let max: UInt64?
    public let serviceMax: UInt64?
  }

  /// How far the stages, added up, are from the whole.
  public struct SumCheck: Sendable, Equatable {
    /// Answers compared: those where the kernel's clock was read at once with ours at both ends.
    public var count = 0
    /// By how much the sum of the stages differs from the whole by the kernel's clock, in nanoseconds.
    public var differenceMax: UInt64 = 0
    public var differenceTypical: UInt64 = 0
    /// The worst step back from one stamp to the next, in nanoseconds; the clocks of two processes meet
    /// here.
    public var backwardsMax: UInt64 = 0
    /// What both may come to, given how the clocks stand and how they are read.
    public var bound: UInt64 = 0

    public var holds: Bool { differenceMax <= bound && backwardsMax <= bound }
  }

  public var target: String
  public var arrivals: String
  /// Commands a second, as planned, and as sent.
  public var rate: Double
  public var rateSent: Double
  public var nanoseconds: UInt64
  /// Answers a second that are accepted or refused by the rules, from the first command to the last
  /// answer.
  public var goodput: Double
  public var planned = 0
  public var sent = 0
  public var answered = 0
  public var refused = 0
  public var busy = 0
  public var lost = 0
  public var wrong: UInt64 = 0
  public var late: UInt64 = 0
  public var fills: UInt64 = 0
  public var receipts: UInt64 = 0
  /// In the order of the way; together they are `response`.
  public var stages: [Distribution]
  /// From the planned time to the answer, and from when the generator began on the command.
  public var response: Distribution
  public var service: Distribution
  /// Response times by kind of command.
  public var kinds: [Distribution]
  public var points: [Point]
  public var sum: SumCheck?
  public var clock: ClockReport
  public var noise: NoiseReport
  /// Why it does not count; empty when it does.
  public var reasons: [String] = []
  /// What else there is to say of it, a line each.
  public var notes: [String] = []

  public var isValid: Bool { reasons.isEmpty }
  /// The reasons in a line, or nil.
  public var reason: String? { reasons.isEmpty ? nil : reasons.joined(separator: "; ") }
  /// Whether answers are missing or wrong: no matter of noise.
  public var isCorrect: Bool { lost == 0 && wrong == 0 }
}

/// A load's samples, analysed.
struct LoadAnalysis {
  static let stageNames = [
    "late", "send", "in", "verify", "sequence", "match", "commit", "egress", "out",
  ]
  static let pointsMax = 120

  let recording: LoadRecording
  let startedAt: UInt64
  /// Whether answers carry the venue's stamps.
  let hasStamps: Bool

  /// The moments of a sample in order: nine stages lie between ten of them.
  private func moments(_ s: LoadSample) -> [UInt64] {
    if !hasStamps { return [s.planned, s.begun, s.sent, s.answered] }
    return [
      s.planned, s.begun, s.sent, s.received, s.verified, s.sequenced, s.matched, s.committed,
      s.left, s.answered,
    ]
  }

  private func isTimed(_ s: LoadSample) -> Bool {
    switch s.state {
    case .answered, .refused: s.answered != 0 && (!hasStamps || s.received != 0)
    case .planned, .sent, .busy, .wrong: false
    }
  }

  func stages() -> [LoadResult.Distribution] {
    if !hasStamps {
      return [
        distribution("late") { span($0.planned, $0.begun) },
        distribution("send") { span($0.begun, $0.sent) },
        distribution("away") { span($0.sent, $0.answered) },
      ]
    }
    return Self.stageNames.indices.map { stage in
      distribution(Self.stageNames[stage]) {
        let moments = moments($0)
        return span(moments[stage], moments[stage + 1])
      }
    }
  }

  func distribution(
    _ name: String, where isIn: (LoadSample) -> Bool = { _ in true },
    _ value: (LoadSample) -> UInt64
  ) -> LoadResult.Distribution {
    var histogram = Histogram()
    for index in 0..<recording.count {
      let sample = recording.samples[index]
      if isTimed(sample) && isIn(sample) { histogram.record(value(sample)) }
    }
    return LoadResult.Distribution(name, histogram)
  }

  func count(_ isIn: (LoadSample) -> Bool) -> Int {
    (0..<recording.count).count { isIn(recording.samples[$0]) }
  }

  /// The series over the load's time, in at most `pointsMax` pieces of at least a hundredth of a second.
  func points() -> [LoadResult.Point] {
    let last = recording.count == 0 ? 0 : recording.samples[recording.count - 1].planned
    if last <= startedAt { return [] }
    let width = max(10_000_000, (last - startedAt) / UInt64(Self.pointsMax) + 1)
    var points: [LoadResult.Point] = []
    var values: [UInt64] = []
    var service: UInt64 = 0
    var place: UInt64 = 0
    func close() {
      values.sort()
      points.append(
        LoadResult.Point(
          at: place * width + width / 2, count: values.count,
          p50: values.isEmpty ? nil : values[values.count / 2],
          // Of so few values a higher one is only the maximum by another name.
          p99: values.count < 1_000 ? nil : values[values.count * 99 / 100],
          max: values.last, serviceMax: values.isEmpty ? nil : service))
      values.removeAll(keepingCapacity: true)
      service = 0
    }
    for index in 0..<recording.count {
      let sample = recording.samples[index]
      while (sample.planned - startedAt) / width > place {
        close()
        place += 1
      }
      if !isTimed(sample) { continue }
      values.append(span(sample.planned, sample.answered))
      service = max(service, span(sample.begun, sample.answered))
    }
    close()
    return points
  }

  /// - Parameter clockBehind: how far our clock was off the kernel's, at the worst.
  func sum(clockBehind: UInt64) -> LoadResult.SumCheck {
    var check = LoadResult.SumCheck()
    check.bound = Moment.widthMax * 2 + clockBehind * 2
    var differences: [UInt64] = []
    for index in 0..<recording.count {
      let sample = recording.samples[index]
      if !isTimed(sample) { continue }
      let moments = moments(sample)
      for (one, next) in zip(moments, moments.dropFirst()) where next < one {
        check.backwardsMax = max(check.backwardsMax, one - next)
      }
      if sample.kernelSent == 0 || sample.kernelAnswered == 0 { continue }
      // What the report says was spent, added up, against the kernel's clock at both ends.
      var total: UInt64 = 0
      for (one, next) in zip(moments.dropFirst(2), moments.dropFirst(3)) {
        total += span(one, next)
      }
      let whole = sample.kernelAnswered - sample.kernelSent
      differences.append(total > whole ? total - whole : whole - total)
    }
    differences.sort()
    check.count = differences.count
    check.differenceMax = differences.last ?? 0
    check.differenceTypical = differences.isEmpty ? 0 : differences[differences.count / 2]
    return check
  }
}

/// From one moment to a later one; stamps of two cores may be some nanoseconds the wrong way round.
@inline(__always)
func span(_ from: UInt64, _ to: UInt64) -> UInt64 { to > from ? to - from : 0 }
