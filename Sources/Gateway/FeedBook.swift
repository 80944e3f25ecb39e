// SPDX-License-Identifier: Apache-2.0

public import Memory
internal import OrderFlow
public import Quantities
internal import WireFormat

/// Books built from the public order-by-order feed.
///
///     packet ─▶ sequence ─▶ message ─▶ order (by the slot in its number) ─▶ total at its price
///                  └ gap: counted, and the books are stale from there on
///
/// An order's number holds its slot at the venue, so it is found without hashing. Everything is
/// bounded: markets, slots and ticks beyond the limits are counted and passed over, as is whatever
/// contradicts what is there; the feed is not authenticated and never stops the program. Getting a
/// gap filled is for a later version.
///
/// One thread. Memory for a market's prices is taken when it is listed, at most `ticksMax` in all.
public struct FeedBook: ~Copyable {
  private struct Market {
    var symbol: Bytes16
    var priceMin: Int64
    /// Totals by price from `priceMin`: buys, then sells.
    var buys: [UInt64]
    var sells: [UInt64]
  }

  /// An order that rests; open 0 is none.
  struct Order: BitwiseCopyable {
    var generation: UInt32
    var market: UInt32
    var tick: UInt32
    var side: UInt8
    var open: UInt64
  }

  private let marketsMax: Int
  private let ticksMax: Int
  private var markets: [UInt32: Market] = [:]
  private let orders: Slab<Order>
  private var ticks = 0
  private var sequenceNext: UInt64 = 1
  /// Messages applied.
  public private(set) var messages: UInt64 = 0
  /// Messages that never came.
  public private(set) var missed: UInt64 = 0
  /// Times that some were missing.
  public private(set) var gaps: UInt64 = 0
  /// Packets or messages not in form; messages that contradict the books or pass the limits.
  public private(set) var malformed: UInt64 = 0
  public private(set) var contradictions: UInt64 = 0
  /// The log index of the last message applied.
  public private(set) var logIndexLast: UInt64 = 0
  /// Orders resting in all markets.
  public private(set) var ordersOpen = 0
  /// Whether something is missing or contradicts itself: the books may be wrong.
  public var isStale: Bool { gaps > 0 || malformed > 0 || contradictions > 0 }

  /// - Parameters:
  ///   - ordersMax: slots of the venue's order pool.
  ///   - ticksMax: prices of all markets together.
  public init(marketsMax: Int, ordersMax: Int, ticksMax: Int) {
    invariant(marketsMax > 0 && ticksMax > 0, "a book follows a market")
    self.marketsMax = marketsMax
    self.ticksMax = ticksMax
    orders = Slab(count: ordersMax + 2)
  }

  // MARK: Following

  /// Takes one packet of the feed: a MoldUDP64 payload.
  public mutating func take(packet: ByteView) {
    guard var cursor = try? MoldCursor(parsing: packet) else {
      malformed += 1
      return
    }
    let sequence = cursor.header.sequence
    if sequence > sequenceNext {
      gaps += 1
      missed += sequence - sequenceNext
      sequenceNext = sequence
    }
    while let message = cursor.next() {
      if message.sequence != sequenceNext { continue }
      sequenceNext += 1
      apply(message.bytes)
    }
  }

  private mutating func apply(_ bytes: ByteView) {
    guard let message = try? MessageView(marketData: bytes) else {
      malformed += 1
      return
    }
    messages += 1
    let block = message.block
    // Every message begins with its log index.
    logIndexLast = max(logIndexLast, block.load(0, as: UInt64.self))
    switch message.template {
    case .marketListed: list(MarketListed(block: block))
    case .orderAdded: add(OrderAdded(block: block))
    case .orderExecuted:
      let executed = OrderExecuted(block: block)
      change(executed.order) { $0 >= executed.quantity ? $0 - executed.quantity : nil }
    case .orderReduced:
      let reduced = OrderReduced(block: block)
      change(reduced.order) { $0 >= reduced.quantity ? reduced.quantity : nil }
    case .orderDeleted: change(OrderDeleted(block: block).order) { _ in 0 }
    default: malformed += 1
    }
  }

  private mutating func list(_ listed: MarketListed) {
    let (width, overflow) = listed.priceMax.subtractingReportingOverflow(listed.priceMin)
    guard !overflow, width >= 0, width < Int64(ticksMax - ticks), markets.count < marketsMax,
      markets[listed.market] == nil
    else {
      contradictions += 1
      return
    }
    let count = Int(width) + 1
    ticks += count
    markets[listed.market] = Market(
      symbol: listed.symbol, priceMin: listed.priceMin,
      buys: [UInt64](repeating: 0, count: count), sells: [UInt64](repeating: 0, count: count))
  }

  private mutating func add(_ added: OrderAdded) {
    let id = OrderID(added.order)
    guard Int(id.slot) < orders.count, added.quantity > 0, let side = added.sideValue,
      let market = markets[added.market], added.price >= market.priceMin,
      added.price - market.priceMin < Int64(market.buys.count), orders[id.slot].open == 0
    else {
      contradictions += 1
      return
    }
    let tick = Int(added.price - market.priceMin)
    orders[id.slot] = Order(
      generation: id.generation, market: added.market, tick: UInt32(tick), side: side.wire,
      open: added.quantity)
    ordersOpen += 1
    move(added.market, side, tick, by: Int64(bitPattern: added.quantity))
  }

  /// Gives an order another open size: `nil` when the message contradicts the one it has.
  private mutating func change(_ number: UInt64, _ open: (UInt64) -> UInt64?) {
    let id = OrderID(number)
    guard Int(id.slot) < orders.count, orders[id.slot].open > 0,
      orders[id.slot].generation == id.generation, let new = open(orders[id.slot].open)
    else {
      contradictions += 1
      return
    }
    let order = orders[id.slot]
    orders[id.slot].open = new
    if new == 0 { ordersOpen -= 1 }
    let side: Side = order.side == 0 ? .buy : .sell
    move(order.market, side, Int(order.tick), by: -Int64(bitPattern: order.open &- new))
  }

  private mutating func move(_ market: UInt32, _ side: Side, _ tick: Int, by lots: Int64) {
    switch side {
    case .buy: markets[market]!.buys[tick] &+= UInt64(bitPattern: lots)
    case .sell: markets[market]!.sells[tick] &+= UInt64(bitPattern: lots)
    }
  }

  // MARK: Reading

  /// Lots that rest at a price; 0 where there are none.
  public func lots(market: UInt32, side: Side, price: Int64) -> UInt64 {
    guard let market = markets[market], price >= market.priceMin,
      price - market.priceMin < Int64(market.buys.count)
    else { return 0 }
    let tick = Int(price - market.priceMin)
    return side == .buy ? market.buys[tick] : market.sells[tick]
  }

  /// The best levels of both sides, at most `depth` each. Looks at every price of the band.
  func goldenLevels(market number: UInt32, depth: Int) -> GoldenLevels {
    guard let market = markets[number] else { return GoldenLevels(bids: [], asks: []) }
    var bids: [BookLevel] = []
    var asks: [BookLevel] = []
    var tick = market.buys.count - 1
    while tick >= 0 && bids.count < depth {
      if market.buys[tick] > 0 {
        bids.append(BookLevel(priceTicks: market.priceMin + Int64(tick), lots: market.buys[tick]))
      }
      tick -= 1
    }
    tick = 0
    while tick < market.sells.count && asks.count < depth {
      if market.sells[tick] > 0 {
        asks.append(BookLevel(priceTicks: market.priceMin + Int64(tick), lots: market.sells[tick]))
      }
      tick += 1
    }
    return GoldenLevels(bids: bids, asks: asks)
  }
}
