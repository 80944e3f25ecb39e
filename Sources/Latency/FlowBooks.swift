// SPDX-License-Identifier: Apache-2.0

internal import Matching
internal import Memory
internal import Quantities

/// `Matching` alone, driven by a flow: every call of the benchmark to it is in this file.
struct FlowBooks: ~Copyable {
  private var books: OrderBooks
  var events: BookEvents
  /// Operations that were refused: none, or the flow is not this engine's.
  private(set) var refused = 0

  init(_ engineCase: EngineCase, resting: Int) throws(EngineBenchError) {
    let limits = BookLimits(
      marketsMax: engineCase.markets, accountsMax: EngineLimits.accounts + 1,
      ordersMax: EngineLimits.ordersMax(resting: resting),
      openOrdersPerAccountMax: EngineLimits.ordersMax(resting: resting),
      fillsPerCommandMax: EngineLimits.fillsPerCommandMax,
      quantityMax: Quantity(lots: EngineLimits.lotsMax))
    books = try Self.build(limits, markets: engineCase.markets)
    events = BookEvents(capacity: limits.eventsPerCommandMax)
  }

  private static func build(_ limits: BookLimits, markets: Int) throws(EngineBenchError)
    -> OrderBooks
  {
    do {
      var books = try OrderBooks(limits)
      for market in 0..<UInt32(markets) {
        try books.list(
          MarketID(market), priceMin: Price(ticks: 1), priceMax: Price(ticks: EngineLimits.priceMax)
        )
      }
      return books
    } catch {
      throw EngineBenchError("the books cannot be built: \(error)")
    }
  }

  var openOrders: Int { books.openOrders }

  /// Carries out one operation; its events are there until the next.
  @inline(__always)
  @_noAllocation @_noLocks
  mutating func apply(_ operation: FlowOperation) {
    events.removeAll()
    let account = AccountID(operation.account)
    let side = operation.side == 0 ? Side.buy : .sell
    let price = Price(ticks: Int64(operation.price))
    let lots = Quantity(lots: UInt64(operation.lots))
    do throws(BookRefusal) {
      if operation.kind == FlowOperation.cancel {
        _ = try books.cancel(OrderID(operation.order), of: account, into: &events)
      } else if operation.kind == FlowOperation.replace {
        let amendment = Amendment(price: price, open: lots, key: KeyID(operation.account))
        _ = try books.replace(
          OrderID(operation.order), of: account, with: amendment, into: &events)
      } else {
        let order = NewOrder(
          market: MarketID(UInt32(operation.market)), account: account, side: side, price: price,
          quantity: lots, clientOrder: operation.clientOrder,
          timeInForce: operation.kind == FlowOperation.take
            ? .immediateOrCancel : .goodTillCancelled, key: KeyID(operation.account))
        _ = try books.submit(order, into: &events)
      }
    } catch {
      refused &+= 1
    }
  }

  /// How many operations ahead the driver is to tell the books what comes; 0 for not at all.
  var foresightDistance: Int {
    @_noAllocation @_noLocks
    get { books.gainsFromForesight ? OrderBooks.foresightDistance : 0 }
  }

  /// Carries out operation number `i`. Before that, with a `distance`, it tells the books of the one so
  /// far ahead and of the one twice as far, as a caller can who has polled a burst.
  @inline(__always)
  @_noAllocation @_noLocks
  mutating func apply(_ operations: borrowing Slab<FlowOperation>, _ i: Int, _ distance: Int) {
    if distance > 0 && i &+ 2 &* distance < operations.count {
      foresee(operations[i &+ 2 &* distance])
      foreseeMore(operations[i &+ distance])
    }
    apply(operations[i])
  }

  /// Tells the books of an operation that is some way off.
  @inline(__always)
  @_noAllocation @_noLocks
  private func foresee(_ operation: FlowOperation) {
    if operation.kind == FlowOperation.cancel || operation.kind == FlowOperation.replace {
      books.foresee(OrderID(operation.order))
    } else {
      books.foresee(
        MarketID(UInt32(operation.market)), operation.side == 0 ? .buy : .sell,
        Price(ticks: Int64(operation.price)), AccountID(operation.account),
        clientOrder: operation.clientOrder)
    }
  }

  /// Tells them again, nearer by.
  @inline(__always)
  @_noAllocation @_noLocks
  private func foreseeMore(_ operation: FlowOperation) {
    if operation.kind == FlowOperation.cancel || operation.kind == FlowOperation.replace {
      books.foreseeMore(OrderID(operation.order))
    } else {
      books.foreseeMore(
        MarketID(UInt32(operation.market)), operation.side == 0 ? .buy : .sell,
        Price(ticks: Int64(operation.price)), AccountID(operation.account))
    }
  }

  /// The price of the best level of a side; 0 if there is none.
  func best(_ market: Int, _ side: Side) -> Int64 {
    books.best(MarketID(UInt32(market)), side)?.price.ticks ?? 0
  }
}
