// SPDX-License-Identifier: Apache-2.0

/// How a clock stood when it was checked. Results carry it: a stamp is worth what its clock is.
public struct ClockReport: Sendable, CustomStringConvertible {
  /// Why the kernel's clock was read in place of the counter; nil when the counter was.
  public let fallback: Clock.Fallback?
  /// The counter's rate over the whole run; nil without it.
  public let counterHertz: Double?
  /// How far the clock was behind CLOCK_MONOTONIC_RAW (negative: ahead), in nanoseconds.
  public let behindNanoseconds: Int64
  /// How far the counter's rate over the whole run was from the rate first measured. What steering
  /// has since made up for.
  public let driftPartsPerMillion: Double
  /// How often the clock was steered.
  public let corrections: Int

  public var description: String {
    if let fallback { return "clock: CLOCK_MONOTONIC_RAW (\(fallback.rawValue))" }
    let kilohertz = Int(((counterHertz ?? 0) / 1e3).rounded())
    let drift = (driftPartsPerMillion * 1000).rounded() / 1000
    return "clock: counter at \(kilohertz) kHz, \(behindNanoseconds) ns behind "
      + "CLOCK_MONOTONIC_RAW, rate off by \(drift) ppm at first, \(corrections) corrections"
  }

  /// Writes the report as one JSON object.
  public func write(to json: inout JSONWriter) {
    json.beginObject()
    json.field("source", fallback == nil ? "counter" : "kernel")
    if let fallback { json.field("reason", fallback.rawValue) }
    if let counterHertz { json.field("counter_hertz", counterHertz) }
    json.field("behind_ns", behindNanoseconds)
    json.field("drift_ppm", driftPartsPerMillion)
    json.field("corrections", corrections)
    json.endObject()
  }
}
