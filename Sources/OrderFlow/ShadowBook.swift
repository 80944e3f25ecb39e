// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// A price and what rests there.
public struct BookLevel: Hashable, Sendable {
  public var priceTicks: Int64
  public var lots: UInt64
  public init(priceTicks: Int64, lots: UInt64) {
    self.priceTicks = priceTicks
    self.lots = lots
  }
}

/// A trade between two orders, at the resting one's price.
public struct ShadowFill: Hashable, Sendable {
  public var makerID: UInt64
  public var takerID: UInt64
  public var priceTicks: Int64
  public var lots: UInt64
  public init(makerID: UInt64, takerID: UInt64, priceTicks: Int64, lots: UInt64) {
    self.makerID = makerID
    self.takerID = takerID
    self.priceTicks = priceTicks
    self.lots = lots
  }
}

/// A plain price-time order book of one market: what a venue should hold after the same commands.
///
///     prices (sorted, best last) ─▶ level: lots, queue of ids (oldest first) ─▶ orders by id
///
/// It is the naive model, with dictionaries and arrays that grow, and knows nothing of accounts,
/// self-trade prevention, bands or margin. Taking an order out leaves its entry in the queue,
/// skipped when met, so that no hostile sequence makes a level slow; a new price costs a move of
/// all better ones.
public struct ShadowBook: Sendable {
  /// The largest quantity taken, so that a level of 2^24 orders still fits 64 bits.
  public static let lotsMax: UInt64 = 1 << 40
  /// The largest price taken; the smallest is 1.
  public static let priceTicksMax: Int64 = 1 << 53

  /// An order that rests.
  public struct Order: Hashable, Sendable {
    public let side: Side
    public let priceTicks: Int64
    public fileprivate(set) var open: UInt64
    // Tells a queue entry of this order from one of an earlier order with the same id.
    fileprivate let sequence: UInt64
  }

  private var orders: [UInt64: Order] = [:]
  private var bids = ShadowLadder()
  private var asks = ShadowLadder()
  private var sequence: UInt64 = 0

  public init() {}

  /// How many orders rest.
  public var count: Int { orders.count }

  /// A resting order, or nil when the id names none.
  public func order(_ id: UInt64) -> Order? { orders[id] }

  /// What rests at a price, 0 when nothing does.
  public func lots(_ side: Side, _ priceTicks: Int64) -> UInt64 {
    self[side].level(key(side, priceTicks))?.lots ?? 0
  }

  /// The best price of a side, or nil when it is empty.
  public func best(_ side: Side) -> Int64? {
    self[side].prices.last.map { key(side, $0) }
  }

  /// The best levels of a side, best first.
  public func top(_ side: Side, _ levels: Int) -> [BookLevel] {
    self[side].prices.suffix(levels).reversed().map { price in
      BookLevel(priceTicks: key(side, price), lots: self[side].level(price)?.lots ?? 0)
    }
  }

  /// All prices of a side, best first.
  public func prices(_ side: Side) -> some Sequence<Int64> {
    self[side].prices.reversed().lazy.map { side == .buy ? $0 : -$0 }
  }

  /// The orders at a price, first in time first.
  public func queue(_ side: Side, _ priceTicks: Int64) -> [UInt64] {
    guard let level = self[side].level(key(side, priceTicks)) else { return [] }
    return level.queue[level.head...].filter { orders[$0.id]?.sequence == $0.sequence }.map(\.id)
  }

  /// Enters a limit order: it trades with what crosses it, best price and first in time first,
  /// and the remainder rests when `rests` is true.
  /// - Throws: why it is refused; nothing has changed.
  public mutating func enter(
    _ id: UInt64, _ side: Side, _ priceTicks: Int64, _ lots: UInt64, rests: Bool,
    fills: inout [ShadowFill]
  ) throws(FlowRefusal) {
    try check(priceTicks, lots)
    guard orders[id] == nil else { throw .duplicateClientID }
    let left = trade(id, side, priceTicks, lots, &fills)
    guard rests, left > 0 else { return }
    sequence += 1
    orders[id] = Order(side: side, priceTicks: priceTicks, open: left, sequence: sequence)
    self[side].append(key(side, priceTicks), ShadowLadder.Entry(id: id, sequence: sequence), left)
  }

  /// Takes an order out.
  /// - Throws: `unknownOrder`.
  public mutating func cancel(_ id: UInt64) throws(FlowRefusal) {
    guard let order = orders[id] else { throw .unknownOrder }
    take(id, order, order.open)
  }

  /// Makes an order smaller; it keeps its place.
  /// - Throws: `zeroQuantity`, `unknownOrder`, or `notSmaller`.
  public mutating func reduce(_ id: UInt64, to lots: UInt64) throws(FlowRefusal) {
    guard lots > 0 else { throw .zeroQuantity }
    guard let order = orders[id] else { throw .unknownOrder }
    guard lots < order.open else { throw .notSmaller }
    take(id, order, order.open - lots)
  }

  /// Takes an order out and enters another on its side.
  /// - Throws: why it is refused; nothing has changed.
  public mutating func replace(
    _ id: UInt64, with newID: UInt64, _ priceTicks: Int64, _ lots: UInt64,
    fills: inout [ShadowFill]
  ) throws(FlowRefusal) {
    try check(priceTicks, lots)
    guard let order = orders[id] else { throw .unknownOrder }
    guard newID == id || orders[newID] == nil else { throw .duplicateClientID }
    take(id, order, order.open)
    try enter(newID, order.side, priceTicks, lots, rests: true, fills: &fills)
  }

  /// Does what a command says, its market, time and account apart.
  /// - Throws: why it is refused; nothing has changed.
  public mutating func apply(
    _ command: PlannedCommand, fills: inout [ShadowFill]
  ) throws(FlowRefusal) {
    switch command.kind {
    case .newLimit, .newIOC:
      try enter(
        command.clientID, command.side, command.priceTicks, command.lots,
        rests: command.kind == .newLimit, fills: &fills)
    case .cancel: try cancel(command.clientID)
    case .reduceTo: try reduce(command.clientID, to: command.lots)
    case .replace:
      try replace(
        command.clientID, with: command.newClientID, command.priceTicks, command.lots,
        fills: &fills)
    }
  }

  private func check(_ priceTicks: Int64, _ lots: UInt64) throws(FlowRefusal) {
    guard lots > 0 else { throw .zeroQuantity }
    guard lots <= Self.lotsMax else { throw .quantityTooLarge }
    guard (1...Self.priceTicksMax).contains(priceTicks) else { throw .priceOutOfRange }
  }

  /// Trades an incoming order and returns what is left of it.
  private mutating func trade(
    _ id: UInt64, _ side: Side, _ priceTicks: Int64, _ lots: UInt64, _ fills: inout [ShadowFill]
  ) -> UInt64 {
    var left = lots
    let other = side.opposite
    while left > 0, let best = best(other), side == .buy ? best <= priceTicks : best >= priceTicks {
      guard let entry = self[other].front(key(other, best)) else { break }
      guard let maker = orders[entry.id], maker.sequence == entry.sequence else {
        self[other].dropFront(key(other, best))
        continue
      }
      let traded = min(left, maker.open)
      left -= traded
      take(entry.id, maker, traded)
      fills.append(
        ShadowFill(makerID: entry.id, takerID: id, priceTicks: best, lots: traded))
    }
    return left
  }

  /// Takes lots off an order, and the order out when none are left.
  private mutating func take(_ id: UInt64, _ order: Order, _ lots: UInt64) {
    if lots == order.open {
      orders[id] = nil
    } else {
      orders[id]?.open = order.open - lots
    }
    let orders = orders
    self[order.side].take(
      key(order.side, order.priceTicks), lots, gone: lots == order.open
    ) { orders[$0.id]?.sequence == $0.sequence }
  }

  // A ladder sorts by key, best last: a bid's price, an ask's price negated.
  private func key(_ side: Side, _ priceTicks: Int64) -> Int64 {
    side == .buy ? priceTicks : 0 &- priceTicks
  }

  private subscript(side: Side) -> ShadowLadder {
    get { side == .buy ? bids : asks }
    _modify { if side == .buy { yield &bids } else { yield &asks } }
  }
}

/// The levels of one side, by key; the greatest key is the best.
struct ShadowLadder: Sendable {
  struct Entry: Sendable {
    let id: UInt64
    let sequence: UInt64
  }
  struct Level: Sendable {
    var lots: UInt64 = 0
    // Entries from `head` on; those whose order is gone are skipped when met.
    var queue: [Entry] = []
    var head = 0
    var gone = 0
  }

  private(set) var prices: [Int64] = []
  private var levels: [Int64: Level] = [:]

  func level(_ key: Int64) -> Level? { levels[key] }

  func front(_ key: Int64) -> Entry? {
    guard let level = levels[key], level.head < level.queue.count else { return nil }
    return level.queue[level.head]
  }

  mutating func dropFront(_ key: Int64) {
    levels[key]?.head += 1
  }

  mutating func append(_ key: Int64, _ entry: Entry, _ lots: UInt64) {
    if levels[key] == nil { prices.insert(key, at: position(key)) }
    levels[key, default: Level()].queue.append(entry)
    levels[key, default: Level()].lots += lots
  }

  /// Takes lots off a level, and the level out when none are left. When more than half of a long
  /// queue is gone, it is rewritten with what `lives`.
  mutating func take(_ key: Int64, _ lots: UInt64, gone: Bool, lives: (Entry) -> Bool) {
    guard let left = levels[key]?.lots, left > lots else {
      levels[key] = nil
      let at = position(key)
      if at < prices.count, prices[at] == key { prices.remove(at: at) }
      return
    }
    levels[key]?.lots = left - lots
    guard gone else { return }
    levels[key]?.gone += 1
    if let level = levels[key], level.gone > 16, level.gone * 2 > level.queue.count {
      let kept = level.queue[level.head...].filter(lives)
      levels[key]?.queue = kept
      levels[key]?.head = 0
      levels[key]?.gone = 0
    }
  }

  private func position(_ key: Int64) -> Int {
    var low = 0
    var high = prices.count
    while low < high {
      let middle = (low + high) / 2
      if prices[middle] < key { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension PlannedCommand {
  /// Gives an amend in place the price of the order it names, as `book` has it.
  mutating func fillPrice(_ book: ShadowBook) {
    if kind == .reduceTo { priceTicks = book.order(clientID)?.priceTicks ?? 0 }
  }
}
