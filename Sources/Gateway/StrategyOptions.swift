// SPDX-License-Identifier: Apache-2.0

/// What a gateway allows its strategies. Every limit has an answer of its own in
/// `matchlock_strategy.h`.
public struct StrategyOptions: Sendable {
  /// Where strategies connect: a path of at most 107 bytes.
  public var socketPath: String
  /// Strategies at one time, those included whose orders are still being cancelled; 1...32.
  public var strategiesMax = 8
  /// Orders that one strategy may have open or on their way; 1...4,096.
  public var ordersMax = 256
  /// Markets are numbered below it; the feed book's limit.
  public var marketsMax = 64
  /// Commands a second, and at once, that the venue takes from the session. A quarter of the burst
  /// is kept for cancels.
  public var rate: UInt64 = 10_000
  public var burst: UInt64 = 1_000
  /// The share of one strategy in it, so that one cannot use up the others'.
  public var strategyRate: UInt64 = 10_000
  public var strategyBurst: UInt64 = 1_000
  /// Commands that wait for the venue's answer at one time. Below the venue's `nonceWindow`: a
  /// datagram that is sent again must still be in it.
  public var inFlightMax = 32
  /// Commands of all strategies that wait to be sent.
  public var queueMax = 1_024
  /// Events that wait for one strategy to take them.
  public var eventsMax = 1_024
  /// A strategy that gives no sign of life for so long is ended; 0 for never.
  public var heartbeatNanoseconds: UInt64 = 1_000_000_000
  /// How long a command is good for: one that reaches the venue later is refused as expired. Below
  /// the time that the gateway goes on asking, so that an outcome is nearly always had.
  public var validityNanoseconds: UInt64 = 2_000_000_000
  /// The least time between two looks at the book.
  public var bookNanoseconds: UInt64 = 1_000_000
  /// The group of commands on a market that the feed has not announced.
  public var group: UInt16 = 0
  /// The venue cancels everything when it has not been told for so long not to, whatever the session
  /// does; told three times in that time. 0 for never, otherwise 1 ms to 24 h.
  public var deadManNanoseconds: UInt64 = 5_000_000_000
  /// The session's heartbeat. Either side takes three without a datagram for the other's end.
  public var sessionHeartbeatMilliseconds: UInt32 = 500

  public init(socketPath: String) { self.socketPath = socketPath }
}

/// What the port of strategies counts.
public struct StrategyCounters: Sendable {
  public var connections: UInt64 = 0
  /// Connections that ended, by cause.
  public var closed: UInt64 = 0
  public var silent: UInt64 = 0
  public var slow: UInt64 = 0
  public var broken: UInt64 = 0
  public var notGreeted: UInt64 = 0
  public var turnedAway: UInt64 = 0
  /// Requests taken, and refused by cause without anything sent.
  public var requests: UInt64 = 0
  public var malformed: UInt64 = 0
  public var throttled: UInt64 = 0
  public var ordersFull: UInt64 = 0
  public var orderNumbers: UInt64 = 0
  public var sessionDown: UInt64 = 0
  public var queueFull: UInt64 = 0
  /// BUSY answers of the venue.
  public var busy: UInt64 = 0
  /// Commands without an outcome after every resend.
  public var outcomesUnknown: UInt64 = 0
  /// Orders that were open when their strategy ended; all were seen to leave.
  public var ordersOfTheDead: UInt64 = 0
  /// Orders that had left when they were cancelled: a report was lost.
  public var closedUnseen: UInt64 = 0
  /// Fills, closes and results that came for a strategy that is gone.
  public var reportsForNobody: UInt64 = 0
  public var sessionsLost: UInt64 = 0

  public init() {}
}
