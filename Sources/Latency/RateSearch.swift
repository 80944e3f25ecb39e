// SPDX-License-Identifier: Apache-2.0

internal import HistogramFiles
internal import HostAudit
internal import Telemetry

/// Finds the highest rate that is sustained: no answer missing, wrong or BUSY, and the 99th percentile of
/// response times within a bound. In the manner of MLRsearch: short trials first to come near, longer ones
/// to decide, upper and lower bound moved together.
///
///     rate ▲   ✗ fails                          bounds of ever longer trials
///          │ ──────────── upper                 ✓ holds at the final length: the answer
///          │   ✗   ✓
///          │ ──────────── lower
///          └──────────────────▶ trials
///
/// - Source: IETF draft-ietf-bmwg-mlrsearch (goal width, initial and final trial durations, exceed ratio).
public struct RateSearch: Sendable {
  /// Where to begin, in commands a second.
  public var start = 1_000.0
  public var rateMax = 2_000_000.0
  /// The bound of the response time's 99th percentile, in nanoseconds.
  public var p99Max: UInt64 = 10_000_000
  /// How close upper and lower bound must come: their ratio, less one.
  public var width = 0.05
  public var secondsFirst = 0.5
  public var secondsLast = 2.0
  /// How often a rate that failed is tried again: on a shared machine one failure says little. It has
  /// failed when more than half of its trials have.
  public var retriesMax = 2
  public var trialsMax = 100

  public init() {}

  /// - Parameters:
  ///   - measure: runs a load at a rate for some seconds.
  ///   - isInterrupted: whether to end with what is known.
  public func run(
    isInterrupted: () -> Bool,
    _ measure: (_ rate: Double, _ seconds: Double) throws(BenchError) -> LoadResult
  ) throws(BenchError) -> RateSearchResult {
    var trials: [RateSearchResult.Trial] = []
    var lower: Double?
    var upper: Double?
    var seconds = secondsFirst
    var rate = start
    while trials.count < trialsMax && !isInterrupted() {
      let holds = try decide(rate, seconds, &trials, measure)
      if holds { lower = max(lower ?? 0, rate) } else { upper = min(upper ?? .infinity, rate) }
      // What longer trials found moves a bound that shorter ones had set.
      if holds, let high = upper, high <= rate { upper = nil }
      if !holds, let low = lower, low >= rate { lower = nil }
      guard let next = next(lower, upper, rate, holds) else {
        if seconds >= secondsLast { break }
        // Decided at this length: the bounds are confirmed at the next, the lower one first.
        seconds = min(secondsLast, seconds * 2)
        rate = lower ?? rate / 2
        if rate < 1 { break }
        continue
      }
      rate = next
    }
    let confirmed = trials.filter { $0.holds && $0.seconds >= secondsLast }.map(\.rate).max()
    return RateSearchResult(
      rate: confirmed, upper: upper, trials: trials, p99Max: p99Max, secondsLast: secondsLast,
      width: width)
  }

  /// The rate to try next, or nil when the bounds are close enough.
  private func next(_ lower: Double?, _ upper: Double?, _ rate: Double, _ holds: Bool) -> Double? {
    switch (lower, upper) {
    case (.some(let low), .some(let high)):
      if high / low <= 1 + width { return nil }
      return (low * high).squareRoot()
    case (.some(let low), .none): return low >= rateMax ? nil : min(rateMax, low * 2)
    case (.none, .some(let high)): return high / 2 < 1 ? nil : high / 2
    case (.none, .none): return nil
    }
  }

  private func decide(
    _ rate: Double, _ seconds: Double, _ trials: inout [RateSearchResult.Trial],
    _ measure: (_ rate: Double, _ seconds: Double) throws(BenchError) -> LoadResult
  ) throws(BenchError) -> Bool {
    var failures = 0
    for attempt in 0...retriesMax {
      let result = try measure(rate, seconds)
      let trial = RateSearchResult.Trial(result, rate: rate, seconds: seconds, p99Max: p99Max)
      trials.append(trial)
      if trial.holds {
        // Held at once, or as often as not.
        if failures <= attempt - failures + 1 { return true }
      } else {
        failures += 1
        if failures * 2 > retriesMax + 1 { return false }
        // Lost by far is lost: no use trying again.
        if trial.isFarOff { return false }
      }
    }
    return false
  }
}

/// What a search found.
public struct RateSearchResult: Sendable {
  public struct Trial: Sendable {
    public let rate: Double
    public let seconds: Double
    public let p99: UInt64?
    public let holds: Bool
    /// Why it does not hold.
    public let reason: String?
    /// Whether the machine was disturbed meanwhile.
    public let noise: String?
    let isFarOff: Bool

    init(_ result: LoadResult, rate: Double, seconds: Double, p99Max: UInt64) {
      self.rate = rate
      self.seconds = seconds
      // Of too few values the highest stands for it: that is stricter.
      p99 = result.response.percentile(99) ?? result.response.counts.highest
      noise = result.noise.reason
      if result.lost > 0 {
        reason = "\(result.lost) without an answer"
      } else if result.wrong > 0 {
        reason = "\(result.wrong) wrong answers"
      } else if result.busy > 0 {
        reason = "\(result.busy) BUSY"
      } else if result.rateSent < result.rate * 0.99 {
        reason = "only \(Int(result.rateSent))/s were sent"
      } else if let p99, p99 > p99Max {
        reason = "p99 \(shown(p99))"
      } else {
        reason = nil
      }
      holds = reason == nil
      isFarOff = result.busy + result.lost > result.sent / 20 || (p99 ?? 0) > p99Max * 10
    }
  }

  /// The highest rate that held at the final length, in commands a second; nil when none did.
  public let rate: Double?
  /// The lowest rate that did not.
  public let upper: Double?
  public let trials: [Trial]
  let p99Max: UInt64
  let secondsLast: Double
  let width: Double

  public var text: String {
    let disturbed = trials.count { $0.noise != nil }
    let noise = disturbed == 0 ? "" : "; \(disturbed) of \(trials.count) trials were disturbed"
    guard let rate else {
      return "no rate is sustained: no trial of \(secondsLast) s had every answer and p99 within "
        + "\(shown(p99Max))\(noise)"
    }
    let above = upper.map { "; \(grouped(Int($0)))/s is not" } ?? ""
    return "sustained: \(grouped(Int(rate)))/s (no answer missing or BUSY, p99 within "
      + "\(shown(p99Max)), trials of \(secondsLast) s, \(trials.count) trials)\(above)\(noise)"
  }

  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.key("rate")
    if let rate { json.number(rate) } else { json.null() }
    json.key("upper")
    if let upper { json.number(upper) } else { json.null() }
    json.field("p99_max_ns", p99Max)
    json.field("seconds_last", secondsLast)
    json.field("width", width)
    json.key("trials")
    json.beginArray()
    for trial in trials {
      json.beginObject()
      json.field("rate", trial.rate)
      json.field("seconds", trial.seconds)
      json.field("holds", trial.holds)
      json.field("p99_ns", trial.p99)
      json.field("reason", trial.reason ?? "")
      json.field("noise", trial.noise ?? "")
      json.endObject()
    }
    json.endArray()
    json.endObject()
  }
}
