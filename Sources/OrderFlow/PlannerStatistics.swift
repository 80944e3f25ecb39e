// SPDX-License-Identifier: Apache-2.0

/// What a planner has made of a flow so far.
public struct PlannerStatistics: Sendable {
  /// Trades that the shadow books made.
  public internal(set) var fills: UInt64 = 0
  /// Events that change no visible book: hidden executions, status and the like.
  public internal(set) var silent: UInt64 = 0
  /// Events that only said what the venue has done by itself already.
  public internal(set) var confirmed: UInt64 = 0
  /// Commands on orders that the venue has filled and the feed has not: races the venue wins.
  public internal(set) var late: UInt64 = 0
  /// Events on orders that the flow never entered, most of them older than the recording.
  public internal(set) var unknown: UInt64 = 0
  /// Executions of an order that our venue made against another, better or earlier one.
  public internal(set) var executionsElsewhere: UInt64 = 0
  /// Orders made smaller because of that, so that they do not outlive the feed's.
  public internal(set) var corrections: UInt64 = 0
  /// Executions outside the continuous book or at another price; taken off, not traded.
  public internal(set) var executionsAway: UInt64 = 0
  /// Events that leave open which side or price they mean; nothing was sent.
  public internal(set) var unplannable: UInt64 = 0
  private var kinds = [UInt64](repeating: 0, count: PlannedCommand.Kind.allCases.count)
  private var refusals = [UInt64](repeating: 0, count: 1 + FlowRefusal.allCases.count)

  init() {}

  /// Commands of one kind.
  public func count(_ kind: PlannedCommand.Kind) -> UInt64 { kinds[Int(kind.rawValue)] }
  /// Commands that a venue is expected to refuse for one reason.
  public func count(_ refusal: FlowRefusal) -> UInt64 { refusals[Int(refusal.rawValue)] }
  /// All commands.
  public var commands: UInt64 { kinds.reduce(0, +) }

  mutating func record(_ command: PlannedCommand) {
    kinds[Int(command.kind.rawValue)] += 1
    if let refusal = command.refusal { refusals[Int(refusal.rawValue)] += 1 }
  }
}

/// Why a flow cannot be planned any further.
public enum PlannerError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The feed holds more orders open than was allowed for.
  case ordersMax(Int, timeNanoseconds: UInt64)

  public var description: String {
    switch self {
    case .ordersMax(let max, let time):
      "the flow holds more than \(max) orders open at \(time) ns. Raise ordersMax, or plan fewer "
        + "instruments."
    }
  }
}
