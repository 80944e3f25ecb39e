// SPDX-License-Identifier: Apache-2.0

/// What a recording has held so far.
public struct FlowStatistics: Sendable {
  /// Events delivered.
  public private(set) var events: UInt64 = 0
  /// Events whose time lies before the one before them; they are delivered as they are.
  public private(set) var timesBackwards: UInt64 = 0
  private var kinds = [UInt64](repeating: 0, count: FlowEvent.Kind.allCases.count)
  private var types = [UInt64](repeating: 0, count: 256)
  private var timeLast: UInt64 = 0

  init() {}

  /// Events of one kind.
  public func count(_ kind: FlowEvent.Kind) -> UInt64 { kinds[Int(kind.rawValue)] }

  /// Records of one type as the format itself names it: the message type of ITCH, the digit of
  /// LOBSTER's type column, the first letter of Bitstamp's action (`c` is created, `d` deleted),
  /// and `u` for its `changed`.
  public func count(type: Unicode.Scalar) -> UInt64 {
    type.value < 256 ? types[Int(type.value)] : 0
  }

  mutating func record(_ event: FlowEvent, type: UInt8) {
    events += 1
    kinds[Int(event.kind.rawValue)] += 1
    types[Int(type)] += 1
    if event.timeNanoseconds < timeLast { timesBackwards += 1 }
    timeLast = event.timeNanoseconds
  }
}
