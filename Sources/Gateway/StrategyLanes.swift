// SPDX-License-Identifier: Apache-2.0

internal import CStrategy
internal import Glibc
internal import Memory

/// The gateway's end of the lanes that it shares with one strategy. `matchlock_strategy.h` draws them.
///
/// What the strategy writes is taken for hostile: its cursors are compared with the gateway's own,
/// which are kept here and never read back, and a request is copied out before anything looks at it.
/// Each connection has memory of its own, since the one before may still be mapped somewhere.
///
/// It is `@safe`: the mapping is its own, its size is sealed, and offsets are slots modulo the fixed
/// capacities.
@safe
final class StrategyLanes {
  enum Taken { case request(mls_request), none, broken }
  enum Put { case put, full, broken }

  private let memory: UnsafeMutableRawPointer
  let descriptor: Int32
  private var requestsSeen: UInt64 = 0
  private var requestsReleased: UInt64 = 0
  private var eventsPublished: UInt64 = 0
  private var eventsReleased: UInt64 = 0

  init() throws(GatewayError) {
    var address: UnsafeMutableRawPointer?
    descriptor = unsafe ml_strategy_memory(Int(MLS_LANES_BYTES), 0, &address)
    guard let address = unsafe address else {
      throw GatewayError("no memory to share: \(unsafe String(cString: strerror(-descriptor)))")
    }
    unsafe memory = address
  }

  deinit {
    unsafe ml_strategy_unmap(memory, Int(MLS_LANES_BYTES))
    ml_strategy_close(descriptor)
  }

  /// The strategy's sign of life: any change.
  var heartbeat: UInt64 { unsafe mls_load(memory, Int(MLS_HEARTBEAT_WORD)) }

  /// Takes the next request.
  func take() -> Taken {
    if requestsReleased == requestsSeen {
      // Pairs with the strategy's store after it has written the request.
      let published = unsafe mls_load(memory, Int(MLS_REQUESTS_PUBLISHED))
      if published &- requestsSeen > UInt64(MLS_REQUESTS) { return .broken }
      requestsSeen = published
      if requestsReleased == requestsSeen { return .none }
    }
    let slot = Int(requestsReleased % UInt64(MLS_REQUESTS))
    let offset = Int(MLS_REQUESTS_OFFSET) + slot * MemoryLayout<mls_request>.size
    let request = unsafe memory.loadUnaligned(fromByteOffset: offset, as: mls_request.self)
    requestsReleased &+= 1
    unsafe mls_store(memory, Int(MLS_REQUESTS_RELEASED), requestsReleased)
    return .request(request)
  }

  /// Puts one event into its lane.
  func put(_ event: mls_event) -> Put {
    if eventsPublished &- eventsReleased == UInt64(MLS_EVENTS) {
      // Pairs with the strategy's store after it has read the event.
      let released = unsafe mls_load(memory, Int(MLS_EVENTS_RELEASED))
      if released &- eventsReleased > eventsPublished &- eventsReleased { return .broken }
      eventsReleased = released
      if eventsPublished &- eventsReleased == UInt64(MLS_EVENTS) { return .full }
    }
    let slot = Int(eventsPublished % UInt64(MLS_EVENTS))
    let offset = Int(MLS_EVENTS_OFFSET) + slot * MemoryLayout<mls_event>.size
    unsafe memory.storeBytes(of: event, toByteOffset: offset, as: mls_event.self)
    eventsPublished &+= 1
    unsafe mls_store(memory, Int(MLS_EVENTS_PUBLISHED), eventsPublished)
    return .put
  }

  /// Whether the strategy's cursor over its events can be.
  var isSound: Bool {
    let released = unsafe mls_load(memory, Int(MLS_EVENTS_RELEASED))
    return released &- eventsReleased <= eventsPublished &- eventsReleased
  }
}

/// The best prices of every market, in memory that strategies map and cannot write.
///
/// It is `@safe`: the mapping is its own, and a market's place is checked.
@safe
final class StrategyPrices {
  private let memory: UnsafeMutableRawPointer
  let descriptor: Int32
  let bytes: Int
  private let marketsMax: Int

  init(marketsMax: Int) throws(GatewayError) {
    self.marketsMax = marketsMax
    bytes = marketsMax * Int(MLS_PRICES_BYTES)
    var address: UnsafeMutableRawPointer?
    descriptor = unsafe ml_strategy_memory(bytes, 1, &address)
    guard let address = unsafe address else {
      throw GatewayError("no memory to share: \(unsafe String(cString: strerror(-descriptor)))")
    }
    unsafe memory = address
  }

  deinit {
    unsafe ml_strategy_unmap(memory, bytes)
    ml_strategy_close(descriptor)
  }

  /// - Precondition: the market is below `marketsMax`.
  func write(_ market: Int, bid: StrategyLevel, ask: StrategyLevel, logIndex: UInt64, flags: UInt8)
  {
    invariant(market >= 0 && market < marketsMax, "a market has a place")
    let at = unsafe memory + market * Int(MLS_PRICES_BYTES)
    unsafe ml_strategy_write_prices(
      at, bid.price, bid.lots, ask.price, ask.lots, logIndex, UInt64(flags))
  }
}
