// SPDX-License-Identifier: Apache-2.0

internal import Matching
internal import Memory
internal import Quantities

/// Makes a flow by running it: what is cancelled or replaced is an order that is live at that place.
///
/// Of the operations after the load
///
///     90 %   add near the touch or cancel; which of the two keeps the number resting within 64 of what
///            the case says: it comes to about 48.5 % and 41.5 %
///      2 %   replace with another price and size
///      8 %   marketable: 6 % immediate-or-cancel, 2 % that rest if something is left
///
/// A book has a price that walks a tick at a time and is drawn back to the middle; an order rests D
/// ticks from it, on its side and never across the book, with P(D ≥ d) = 1/d. A cancel or replace takes
/// one of the last 2,048 adds in 70 % of the cases, else any order with equal chance. Sizes are
/// 1...1,000. All of it is integers: the same seed gives the same flow anywhere.
struct FlowGenerator: ~Copyable {
  private var books: FlowBooks
  private let engineCase: EngineCase
  private let resting: Int
  private var random: FlowRandom
  private let out: Slab<FlowOperation>
  private var made = 0
  /// Chance of each market, summed up, in units of 2^-32.
  private var shares: [UInt64] = []
  private var middles: [Int64]
  private var live: LiveOrders
  private var recent: [UInt64]
  private var recentNext = 0

  static func make(
    _ engineCase: EngineCase, resting: Int, operations: Int, seed: UInt64
  ) throws(EngineBenchError) -> EngineFlow {
    var generator = try FlowGenerator(engineCase, resting, operations, seed)
    while generator.made < resting { generator.add() }
    while generator.made < resting + operations { generator.step() }
    return try generator.finish()
  }

  private init(
    _ engineCase: EngineCase, _ resting: Int, _ operations: Int, _ seed: UInt64
  ) throws(EngineBenchError) {
    books = try FlowBooks(engineCase, resting: resting)
    self.engineCase = engineCase
    self.resting = resting
    random = FlowRandom(state: seed)
    out = Slab(count: resting + operations)
    middles = Array(repeating: EngineLimits.priceMax / 2, count: engineCase.markets)
    live = LiveOrders(slots: EngineLimits.ordersMax(resting: resting) + 2)
    recent = Array(repeating: 0, count: 2_048)
    let weights = (1...engineCase.markets).map { (1 << 28) / UInt64($0) }
    let whole = weights.reduce(0, +)
    var sum: UInt64 = 0
    for weight in weights {
      sum += weight
      shares.append((sum << 32) / whole)
    }
  }

  private consuming func finish() throws(EngineBenchError) -> EngineFlow {
    if books.refused > 0 {
      throw EngineBenchError("\(books.refused) operations of the generated flow were refused")
    }
    return EngineFlow(
      engineCase: engineCase, resting: resting, markets: engineCase.markets, operations: out)
  }

  private mutating func step() {
    let draw = random.below(100)
    if draw < 90 {
      let isAdd =
        live.count > resting + 64
        ? false : live.count < resting - 64 ? true : random.below(900) < 485
      if isAdd { add() } else { cancel() }
    } else if draw < 92 {
      replace()
    } else {
      cross(rests: draw >= 98)
    }
  }

  // MARK: The four operations

  private mutating func add() {
    let market = market()
    let side = random.below(2) == 0 ? Side.buy : Side.sell
    var operation = entering(FlowOperation.enter, market, side, passivePrice(market, side))
    operation.lots = lots()
    let order = run(operation)
    recent[recentNext] = order
    recentNext = (recentNext + 1) % recent.count
  }

  private mutating func cancel() {
    guard let order = victim() else { return add() }
    var operation = FlowOperation(
      kind: FlowOperation.cancel, account: live.account(order), order: order)
    operation.market = UInt16(live.book(order).market)
    run(operation)
  }

  private mutating func replace() {
    guard let order = victim() else { return add() }
    let (market, side) = live.book(order)
    var operation = FlowOperation(
      kind: FlowOperation.replace, account: live.account(order), order: order)
    operation.market = UInt16(market)
    operation.side = side.rawValue
    operation.price = Int32(passivePrice(market, side))
    operation.lots = lots()
    run(operation)
  }

  private mutating func cross(rests: Bool) {
    let market = market()
    let side = random.below(2) == 0 ? Side.buy : Side.sell
    let best = books.best(market, side.opposite)
    if best == 0 { return add() }
    // An immediate one may go two ticks deep.
    let depth: Int64 = rests ? 0 : 2
    let price = side == .buy ? min(best + depth, EngineLimits.priceMax) : max(best - depth, 1)
    var operation = entering(
      rests ? FlowOperation.enter : FlowOperation.take, market, side, price)
    operation.lots = lots()
    run(operation)
  }

  // MARK: Drawing

  private mutating func market() -> Int {
    if shares.count == 1 { return 0 }
    let draw = random.next() >> 32
    var low = 0
    var high = shares.count - 1
    while low < high {
      let middle = (low + high) / 2
      if shares[middle] > draw { high = middle } else { low = middle + 1 }
    }
    return low
  }

  private mutating func lots() -> UInt32 { UInt32(1 + random.below(EngineLimits.lotsMax)) }

  /// A price on a side that trades with nobody; the book's own price may move first.
  private mutating func passivePrice(_ market: Int, _ side: Side) -> Int64 {
    let half = EngineLimits.priceMax / 2
    if random.below(16) == 0 {
      // Drawn back with a chance that grows with the distance: within ±512.
      let isUp = Int64(random.below(1_024)) < 512 - (middles[market] - half)
      middles[market] += isUp ? 1 : -1
    }
    var distance: Int64
    repeat { distance = Int64((1 << 32) / (1 + random.next() >> 32)) } while distance > 1_024
    let other = books.best(market, side.opposite)
    if side == .buy {
      let price = middles[market] - distance
      return max(1, other == 0 ? price : min(price, other - 1))
    }
    let price = middles[market] + distance
    return min(EngineLimits.priceMax, max(price, other + 1))
  }

  private mutating func victim() -> UInt64? {
    if live.count == 0 { return nil }
    if random.below(10) < 7 {
      for _ in 0..<8 {
        let order = recent[Int(random.below(UInt64(recent.count)))]
        if live.contains(order) { return order }
      }
    }
    return live.order(Int(random.below(UInt64(live.count))))
  }

  private mutating func entering(
    _ kind: UInt8, _ market: Int, _ side: Side, _ price: Int64
  ) -> FlowOperation {
    var operation = FlowOperation(
      kind: kind, account: UInt32(1 + random.below(UInt64(EngineLimits.accounts))))
    operation.side = side.rawValue
    operation.market = UInt16(market)
    operation.price = Int32(price)
    operation.clientOrder = UInt64(made + 1)
    return operation
  }

  /// Carries an operation out, keeps it, and follows what it did. Returns the order that came to rest.
  @discardableResult
  private mutating func run(_ operation: FlowOperation) -> UInt64 {
    out[made] = operation
    made += 1
    books.apply(operation)
    var rested: UInt64 = 0
    for i in 0..<books.events.count {
      let event = books.events[i]
      switch event.kind {
      case .rested:
        rested = event.order.value
        live.add(
          rested, account: event.account.value, market: Int(event.market.value), side: event.side)
      case .executed, .removed, .crossing, .crossed:
        if event.open.lots == 0 { live.remove(event.order.value) }
      case .amended, .remainderCancelled, .repriced, .refilled: break
      }
    }
    return rested
  }
}

/// SplitMix64.
struct FlowRandom {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }

  /// A number below `bound`, all alike to within a part in 2^32.
  mutating func below(_ bound: UInt64) -> UInt64 { ((next() >> 32) * bound) >> 32 }
}

/// The live orders of a flow in the making: any of them in constant time.
private struct LiveOrders: ~Copyable {
  private struct Holder {
    var place: Int32 = -1
    var account: UInt32 = 0
    var market: UInt16 = 0
    var side = Side.buy
  }
  private var orders: [UInt64] = []
  /// By the order's slot.
  private var holders: [Holder]

  init(slots: Int) { holders = Array(repeating: Holder(), count: slots) }

  var count: Int { orders.count }
  func order(_ place: Int) -> UInt64 { orders[place] }
  func account(_ order: UInt64) -> UInt32 { holders[slot(order)].account }
  func book(_ order: UInt64) -> (market: Int, side: Side) {
    (Int(holders[slot(order)].market), holders[slot(order)].side)
  }

  private func slot(_ order: UInt64) -> Int { Int(OrderID(order).slot) }

  func contains(_ order: UInt64) -> Bool {
    let place = Int(holders[slot(order)].place)
    return place >= 0 && orders[place] == order
  }

  mutating func add(_ order: UInt64, account: UInt32, market: Int, side: Side) {
    holders[slot(order)] = Holder(
      place: Int32(orders.count), account: account, market: UInt16(market), side: side)
    orders.append(order)
  }

  mutating func remove(_ order: UInt64) {
    let place = Int(holders[slot(order)].place)
    let last = orders.removeLast()
    if place < orders.count {
      orders[place] = last
      holders[slot(last)].place = Int32(place)
    }
    holders[slot(order)].place = -1
  }
}
