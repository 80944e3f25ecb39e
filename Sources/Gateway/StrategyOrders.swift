// SPDX-License-Identifier: Apache-2.0

internal import Memory

/// An order of a strategy as the gateway knows it from what it sent and was told.
///
///     waiting ─ sent ─▶ entering ─ accepted ─▶ open ⇄ replacing
///        │                  │ refused           ├─ cancel sent ─▶ cancelling ─▶ gone
///        └──▶ gone ◀────────┘                   └─ filled, closed ─▶ gone
///
/// At most one command of an order is under way, so that no cancel can overtake the order it is for:
/// one that is wanted meanwhile (`wantsCancel`) goes out when the answer has come.
struct StrategyOrder: BitwiseCopyable {
  enum State: UInt8, BitwiseCopyable { case waiting, entering, open, replacing, cancelling }

  /// The strategy's own; 0 when the place is free.
  var number: UInt64
  /// The number it takes when its replacement is accepted.
  var newNumber: UInt64
  /// The venue's; 0 until it answered.
  var venueOrder: UInt64
  var open: UInt64
  /// The tag of the strategy's own cancel, if `isAsked`.
  var cancelTag: UInt64
  /// Of the place; tells one order from the next in it.
  var generation: UInt32
  /// Links the orders whose numbers hash alike, and the free places.
  var next: UInt32
  var market: UInt32
  var state: State
  var wantsCancel: Bool
  /// The strategy asked for the cancel and hears its result.
  var isAsked: Bool
  /// A cancel stands in the urgent queue.
  var isQueued: Bool
  /// A fill has told what is open, which is newer than a result that was sent again.
  var isHeard: Bool
}

/// The orders of one strategy that may be open: a fixed table, found by the strategy's number.
///
/// Place 0 is none. A strategy that picks numbers which hash alike slows only itself, and the key
/// is drawn anew for each table.
struct StrategyOrders: ~Copyable {
  let orders: Slab<StrategyOrder>
  let chains: Slab<UInt32>
  private let mask: UInt64
  private let key = UInt64.random(in: .min ... .max) | 1
  private(set) var free: UInt32 = 1
  private(set) var count = 0
  /// Places are 1...`ordersMax`.
  let ordersMax: Int

  init(ordersMax: Int) {
    self.ordersMax = ordersMax
    orders = Slab(count: ordersMax + 1)
    var buckets = 2
    while buckets < ordersMax * 2 { buckets *= 2 }
    chains = Slab(count: buckets)
    mask = UInt64(buckets - 1)
    for place in 1...ordersMax {
      orders[place].next = place < ordersMax ? UInt32(place + 1) : 0
    }
  }

  subscript(_ place: UInt32) -> StrategyOrder {
    get { orders[place] }
    set { orders[place] = newValue }
  }

  /// Whether a place still holds the order of that generation.
  func holds(_ place: UInt32, _ generation: UInt32) -> Bool {
    let order = orders[place]
    return order.number != 0 && order.generation == generation
  }

  func isUsed(_ place: UInt32) -> Bool { orders[place].number != 0 }

  /// The place of an order, or 0.
  func find(_ number: UInt64) -> UInt32 {
    if number == 0 { return 0 }
    var place = chains[chain(number)]
    while place != 0 && orders[place].number != number { place = orders[place].next }
    return place
  }

  /// Enters an order; its place, or 0 when the table is full.
  ///
  /// - Precondition: the number is not 0.
  mutating func insert(_ number: UInt64, market: UInt32, open: UInt64) -> UInt32 {
    invariant(number != 0, "an order has a number")
    let place = free
    if place == 0 { return 0 }
    free = orders[place].next
    orders[place] = StrategyOrder(
      number: number, newNumber: 0, venueOrder: 0, open: open, cancelTag: 0,
      generation: orders[place].generation &+ 1, next: 0, market: market, state: .waiting,
      wantsCancel: false, isAsked: false, isQueued: false, isHeard: false)
    link(place)
    count += 1
    return place
  }

  /// - Precondition: the place is used.
  mutating func remove(_ place: UInt32) {
    unlink(place)
    orders[place].number = 0
    orders[place].next = free
    free = place
    count -= 1
  }

  /// - Precondition: the place is used; the number is not 0.
  mutating func rename(_ place: UInt32, _ number: UInt64) {
    invariant(number != 0, "an order has a number")
    unlink(place)
    orders[place].number = number
    link(place)
  }

  private mutating func link(_ place: UInt32) {
    let chain = chain(orders[place].number)
    orders[place].next = chains[chain]
    chains[chain] = place
  }

  private mutating func unlink(_ place: UInt32) {
    invariant(orders[place].number != 0, "only what is here is taken out")
    let chain = chain(orders[place].number)
    if chains[chain] == place {
      chains[chain] = orders[place].next
      return
    }
    var before = chains[chain]
    while orders[before].next != place { before = orders[before].next }
    orders[before].next = orders[place].next
  }

  func chain(_ number: UInt64) -> Int {
    let mixed = (number ^ number >> 29) &* key
    return Int(truncatingIfNeeded: (mixed ^ mixed >> 32) & mask)
  }
}
