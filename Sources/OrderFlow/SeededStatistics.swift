// SPDX-License-Identifier: Apache-2.0

/// What a `SeededFlow` has sent so far.
public struct SeededStatistics: Sendable {
  /// The parts of the mix.
  public enum Part: Int, CaseIterable, Sendable {
    /// Adds that fill the markets before the mix begins.
    case load
    case add
    /// A cancel of any order, and one of a recent order.
    case cancel
    case cancelRecent
    case modify
    case ioc
    /// A limit order that crosses and rests with its remainder.
    case crossing
    case defect
  }

  private var parts = [UInt64](repeating: 0, count: Part.allCases.count)
  private var refusals = [UInt64](repeating: 0, count: 1 + FlowRefusal.allCases.count)
  /// Trades that the shadow books made.
  public private(set) var fills: UInt64 = 0

  init() {}

  /// Commands of one part.
  public func count(_ part: Part) -> UInt64 { parts[part.rawValue] }

  /// Commands that a venue is expected to refuse for one reason.
  public func count(_ refusal: FlowRefusal) -> UInt64 { refusals[Int(refusal.rawValue)] }

  /// All commands.
  public var commands: UInt64 { parts.reduce(0, +) }

  mutating func record(_ command: PlannedCommand, _ part: Part, fills: Int) {
    parts[part.rawValue] += 1
    if let refusal = command.refusal { refusals[Int(refusal.rawValue)] += 1 }
    self.fills += UInt64(fills)
  }
}
