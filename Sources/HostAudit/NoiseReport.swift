// SPDX-License-Identifier: Apache-2.0

public import Telemetry

/// What disturbed a run, by whom.
public struct NoiseReport: Equatable, Sendable {
  public enum Kind: String, Sendable {
    case steal, interrupts, process, frequency
    case pageFaults = "page faults"
  }

  public struct Noise: Equatable, Sendable {
    public let kind: Kind
    public let phase: NoiseMonitor.Phase
    /// Its name: a process, an interrupt line, a thread of ours, a core.
    public let culprit: String
    /// What it cost, about: counted by the kernel, or counts times what one typically costs.
    public internal(set) var lostNanoseconds: UInt64
    /// In how many intervals it was too much.
    public internal(set) var intervals: Int
  }

  /// The most culprits that are kept; the first ones.
  public static var noisesMax: Int { 256 }

  /// The worst first.
  public let noises: [Noise]
  /// How many intervals were judged.
  public let intervals: Int

  init(noises: [Noise], intervals: Int) {
    self.noises = noises.sorted {
      ($1.lostNanoseconds, $0.culprit) < ($0.lostNanoseconds, $1.culprit)
    }
    self.intervals = intervals
  }

  /// Whether nothing was too much.
  public var isQuiet: Bool { noises.isEmpty }

  /// Why the run is not to be believed, in a line that names the worst; nil when it was quiet.
  public var reason: String? {
    noises.isEmpty ? nil : "noise: " + lines.joined(separator: "; ")
  }

  /// The three worst, a line each, and how many more there are.
  public var lines: [String] {
    let worst = noises.prefix(3).map { noise in
      let lost = noise.lostNanoseconds / 1_000_000
      let amount = lost > 0 ? "\(grouped(Int(clamping: lost))) ms" : "less than 1 ms"
      return "\(noise.kind.rawValue): \(noise.culprit), \(amount) \(noise.phase.rawValue) the run"
    }
    return noises.count > worst.count ? worst + ["and \(noises.count - worst.count) more"] : worst
  }

  /// Writes the report as one JSON object.
  public func write(to json: inout JSONWriter) {
    json.beginObject()
    json.field("quiet", isQuiet)
    json.key("reason")
    if let reason { json.string(reason) } else { json.null() }
    json.field("intervals", intervals)
    json.key("noises")
    json.beginArray()
    for noise in noises {
      json.beginObject()
      json.field("kind", noise.kind.rawValue)
      json.field("phase", noise.phase.rawValue)
      json.field("culprit", noise.culprit)
      json.field("lost_ns", noise.lostNanoseconds)
      json.field("intervals", noise.intervals)
      json.endObject()
    }
    json.endArray()
    json.endObject()
  }
}
