// SPDX-License-Identifier: Apache-2.0

internal import CStrategy
internal import Memory

/// One place for a strategy: its connection, its orders, the events that wait for it.
///
///     free ── connects ──▶ greeting ── hello ──▶ serving ── end, for whatever cause ──▶ ending ──▶ free
///                             └── none in time ──▶ free        (its orders are being cancelled)
///
/// Everything but the socket and the shared memory is made at the start and used again.
final class Strategy {
  enum State { case free, greeting, serving, ending }

  let place: Int
  var state = State.free
  /// The upper bits of its orders' numbers on the wire: of nobody else, and of nobody soon after.
  var instance: UInt64 = 0
  var socket: StrategySocket?
  var lanes: StrategyLanes?
  var peer: Int32 = 0
  var wantsReceipts = false
  var orders: StrategyOrders
  var budget: StrategyBudget
  var outgoing: StrategyRing<mls_event>
  private var sequence: UInt64 = 0
  /// Requests that wait for the venue's answers.
  var waiting: UInt32 = 0
  var heardAt: UInt64 = 0
  var heartbeat: UInt64 = 0
  /// An event had no room: the connection is ended at the next chance.
  var isSlow = false
  var isStatusDue = false
  /// A cancel of everything is under way, and its tag.
  var cancelsAll = false
  var cancelAllTag: UInt64 = 0
  var endedAt: UInt64 = 0
  var ordersAtEnd = 0
  var fillsAfterEnd = 0
  var endReason = ""
  /// By market: how deep it is followed, and the version of the book it was told of last.
  let depths: Slab<UInt8>
  let told: Slab<UInt64>

  init(place: Int, options: StrategyOptions) {
    self.place = place
    orders = StrategyOrders(ordersMax: options.ordersMax)
    budget = StrategyBudget(rate: options.strategyRate, burst: options.strategyBurst)
    outgoing = StrategyRing(capacity: options.eventsMax)
    depths = Slab(count: options.marketsMax)
    told = Slab(count: options.marketsMax)
  }

  /// Takes a new connection into the free place.
  func begin(_ socket: StrategySocket, instance: UInt64, budget: StrategyBudget, now: UInt64) {
    invariant(state == .free && orders.count == 0, "a place is given when its orders have left")
    state = .greeting
    self.instance = instance
    self.socket = socket
    peer = socket.peer
    self.budget = budget
    outgoing.removeAll()
    sequence = 0
    waiting = 0
    heardAt = now
    heartbeat = 0
    (isSlow, isStatusDue, cancelsAll, wantsReceipts) = (false, false, false, false)
    (ordersAtEnd, fillsAfterEnd) = (0, 0)
    for market in 0..<depths.count {
      depths[market] = 0
      told[market] = 0
    }
  }

  /// An order's number on the wire.
  func wireNumber(_ number: UInt64) -> UInt64 { instance << UInt64(MLS_ORDER_BITS) | number }

  /// Adds an event that is never left out. One that has no room ends the connection.
  func tell(_ event: mls_event) {
    if state != .serving { return }
    sequence += 1
    var event = event
    event.sequence = sequence
    if !outgoing.append(event) { isSlow = true }
  }
}
