// SPDX-License-Identifier: Apache-2.0

internal import OrderFlow

/// When commands are to be sent: planned before the first one is, so that no answer and no stall moves
/// a later one. Response times count from here.
public struct Arrivals: Sendable, Equatable {
  public enum Shape: Sendable, Equatable {
    /// Evenly spaced.
    case constant
    /// Exponential gaps: independent senders.
    case poisson
    /// `size` at one moment, then a gap, so that the mean is the rate.
    case bursts(size: Int)
    /// The rate goes evenly from `from` commands a second to the load's own.
    case ramp(from: Double)
    /// Recorded times, in nanoseconds from the first, `speed` times as fast.
    case recorded(name: String, offsets: [UInt64], speed: Double)
  }

  public var shape: Shape
  /// Commands a second; of a recording it says nothing.
  public var rate: Double
  /// How long to send, in nanoseconds.
  public var nanoseconds: UInt64
  public var seed: UInt64

  /// The most commands of one trial: each keeps some hundred bytes until the end.
  public static var countMax: Int { 4_000_000 }

  public init(_ shape: Shape, rate: Double, nanoseconds: UInt64, seed: UInt64 = 1) {
    self.shape = shape
    self.rate = rate
    self.nanoseconds = nanoseconds
    self.seed = seed
  }

  /// The offsets from the start, in nanoseconds, never falling, all below `nanoseconds`.
  ///
  /// - Throws: a rate that gives nothing to send, or more than `countMax`.
  public func times() throws(BenchError) -> [UInt64] {
    let seconds = Double(nanoseconds) / 1e9
    guard rate > 0 || isRecorded, rate.isFinite else {
      throw BenchError("a rate of \(rate)/s sends nothing: give one above 0")
    }
    if !isRecorded {
      let expected = rate * seconds
      if expected < 1 {
        throw BenchError(
          "\(rate)/s for \(seconds) s is less than one command: raise --rate or --seconds")
      }
      if expected > Double(Self.countMax) {
        throw BenchError(
          "\(rate)/s for \(seconds) s is \(Int(min(expected, 1e15))) commands, a trial keeps at most "
            + "\(Self.countMax): lower --rate or --seconds")
      }
    }
    return try offsets(seconds)
  }

  private var isRecorded: Bool {
    if case .recorded = shape { true } else { false }
  }

  private func offsets(_ seconds: Double) throws(BenchError) -> [UInt64] {
    switch shape {
    case .constant: return evenly { Double($0) / rate * 1e9 }
    case .bursts(let size): return evenly { Double($0 / size * size) / rate * 1e9 }
    case .ramp(let from):
      // The k-th is sent when rate × time, which grows as the square, has come to k.
      let slope = (rate - from) / seconds
      return evenly { k in
        let k = Double(k)
        if slope == 0 { return k / rate * 1e9 }
        return ((from * from + 2 * slope * k).squareRoot() - from) / slope * 1e9
      }
    case .poisson:
      var random = SeededRandom(seed: seed)
      var at = 0.0
      return evenly { _ in
        at += random.exponential() / rate * 1e9
        return at
      }
    case .recorded(let name, let offsets, let speed):
      var times: [UInt64] = []
      for offset in offsets {
        let at = Double(offset) / speed
        if at >= Double(nanoseconds) || times.count == Self.countMax { break }
        times.append(max(UInt64(at), times.last ?? 0))
      }
      if times.isEmpty { throw BenchError("\(name) has nothing to send: record some traffic") }
      return times
    }
  }

  private func evenly(_ time: (Int) -> Double) -> [UInt64] {
    var times: [UInt64] = []
    times.reserveCapacity(Int(min(rate * Double(nanoseconds) / 1e9 * 1.1 + 16, 5e6)))
    while times.count < Self.countMax {
      let at = time(times.count)
      if !(at < Double(nanoseconds)) { break }
      times.append(UInt64(at))
    }
    return times
  }

  /// The shape in words.
  public var name: String {
    switch shape {
    case .constant: "constant"
    case .poisson: "poisson"
    case .bursts(let size): "bursts of \(size)"
    case .ramp(let from): "ramp from \(Int(from))/s"
    case .recorded(let name, _, let speed): "as recorded in \(name), \(speed) times as fast"
    }
  }
}
