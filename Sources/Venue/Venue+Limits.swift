// SPDX-License-Identifier: Apache-2.0

internal import Matching
internal import Memory
internal import Quantities
internal import WireFormat

/// How far a market's prices may go, and how far they went.
struct LimitRecord: BitwiseCopyable {
  /// Whether limits were ever set: then it has a canonical record.
  var isSet = false
  /// What a trip leads to.
  var tripState = MarketState.halted
  /// In ticks and nanoseconds; 0 for no limit.
  var band: UInt64 = 0
  var breaker: UInt64 = 0
  var velocity: UInt64 = 0
  var span: UInt64 = 0
  /// The price of the last trade since the limits were set.
  var hasLast = false
  var last: Int64 = 0
  /// The log time at which the window of the velocity limit began, 0 for none, and the prices in it.
  var began: UInt64 = 0
  var low: Int64 = 0
  var high: Int64 = 0

  @_noAllocation @_noLocks
  init() {}

  /// Whether any limit holds.
  var isAny: Bool { @_noAllocation @_noLocks get { band | breaker | velocity != 0 } }
}

/// A limit that a trade of the command at hand went beyond.
struct LimitTrip: BitwiseCopyable {
  var market: UInt32
  var kind: TripKind
  var price: Int64
}

/// Price bands, velocity limits and circuit breakers.
extension Venue {
  @_noAllocation @_noLocks
  mutating func setLimits(
    _ context: CommandContext, _ command: SetPriceLimits, _ record: LogRecord,
    into events: inout VenueEvents
  ) -> RejectCode {
    let code = marketCode(command.market, context.group)
    if code != .none { return code }
    guard let state = command.tripStateValue, state == .halted || state == .volatilityAuction else {
      return .limitsParameters
    }
    let most = UInt64(ProtocolLimits.priceTicksMax) * 2
    if command.bandTicks > most || command.breakerTicks > most || command.velocityTicks > most
      || command.velocitySpan > ProtocolLimits.daySpan
      || (command.velocityTicks == 0) != (command.velocitySpan == 0)
    {
      return .limitsParameters
    }
    var limit = LimitRecord()
    limit.isSet = true
    limit.tripState = state
    limit.band = command.bandTicks
    limit.breaker = command.breakerTicks
    limit.velocity = command.velocityTicks
    limit.span = command.velocitySpan
    limits[command.market] = limit
    changedLimits.note(command.market)
    settleMode(command.market)
    let bytes = marketData(PriceLimits.messageBytes, record, into: &events)
    PriceLimits(
      logIndex: record.logIndex, logTime: record.logTime, market: command.market,
      tripState: state.wire, bandTicks: limit.band, breakerTicks: limit.breaker,
      velocityTicks: limit.velocity, velocitySpan: limit.span
    ).encode(message: bytes)
    return .none
  }

  /// Whether an order goes further through the last price than the market's band.
  @inline(never)
  @_noAllocation @_noLocks
  func isBeyondBand(_ market: UInt32, _ side: Side, _ price: Int64) -> Bool {
    let limit = limits[market]
    if limit.band == 0 { return false }
    guard let centre = limit.hasLast ? limit.last : sourcePrice(market) else { return false }
    // Neither is beyond 2^40 ticks but for a price out of the market's band, which is refused anyway.
    let (away, overflow) =
      side == .buy
      ? price.subtractingReportingOverflow(centre) : centre.subtractingReportingOverflow(price)
    if overflow { return (side == .buy) == (price > centre) }
    return away > Int64(limit.band)
  }

  /// The source's reference price, if there is one.
  @_noAllocation @_noLocks
  func sourcePrice(_ market: UInt32) -> Int64? {
    markets[market].referenceSequence == 0 ? nil : markets[market].referencePrice
  }

  /// Notes the price of a trade of a market with limits; one with an order that entered may trip them.
  @inline(never)
  @_noAllocation @_noLocks
  mutating func noteTrade(_ market: UInt32, _ price: Int64, isUncross: Bool) {
    var limit = limits[market]
    limit.hasLast = true
    limit.last = price
    changedLimits.note(market)
    if isUncross {
      // Prices begin anew from there.
      limit.began = 0
      limit.low = 0
      limit.high = 0
      limits[market] = limit
      return
    }
    var kind: TripKind?
    if limit.velocity != 0 {
      if limit.began == 0 || now &- limit.began >= limit.span {
        limit.began = now
        limit.low = price
        limit.high = price
      }
      limit.low = limit.low < price ? limit.low : price
      limit.high = limit.high > price ? limit.high : price
      if UInt64(limit.high &- limit.low) > limit.velocity { kind = .velocity }
    }
    if limit.breaker != 0, let anchor = reference(market),
      (price &- anchor).magnitude > limit.breaker
    {
      kind = .breaker
    }
    limits[market] = limit
    if let kind, trip == nil { trip = LimitTrip(market: market, kind: kind, price: price) }
  }

  /// Moves the state of the market whose limit was tripped, if one was.
  @inline(__always)
  @_noAllocation @_noLocks
  mutating func settleTrip(_ record: LogRecord, into events: inout VenueEvents) {
    guard let tripped = trip else { return }
    trip = nil
    stop(tripped, record, into: &events)
  }

  @inline(never)
  @_noAllocation @_noLocks
  private mutating func stop(
    _ trip: LimitTrip, _ record: LogRecord, into events: inout VenueEvents
  ) {
    if markets[trip.market].state != .open { return }
    let bytes = marketData(LimitTripped.messageBytes, record, into: &events)
    LimitTripped(
      logIndex: record.logIndex, logTime: record.logTime, market: trip.market,
      kind: trip.kind.wire, price: trip.price
    ).encode(message: bytes)
    var limit = limits[trip.market]
    limit.began = 0
    limit.low = 0
    limit.high = 0
    limits[trip.market] = limit
    changedLimits.note(trip.market)
    enter(limit.tripState, trip.market, record, into: &events)
  }
}
