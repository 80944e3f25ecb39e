// SPDX-License-Identifier: Apache-2.0

internal import Quantities

/// One market of a `SeededFlow`: its mid price, its shadow book, and lists to pick orders from.
struct SeededMarket: Sendable {
  struct Order: Sendable {
    let id: UInt64
    let account: FlowAccount
  }

  var mid: Double
  var book = ShadowBook()
  // Holds every resting order, and some that are gone and are thrown out when met.
  private var live: [Order] = []
  // The last adds, a ring once it is full.
  private var recent: [Order] = []
  private var recentNext = 0

  init(mid: Double) { self.mid = mid }

  /// How many entries the lists hold, for their bound.
  var entries: Int { live.count + recent.count }

  /// Takes a new order into the lists if it rests.
  mutating func note(_ command: PlannedCommand, recentMax: Int) {
    let id: UInt64
    switch command.kind {
    case .newLimit: id = command.clientID
    case .replace: id = command.newClientID
    case .newIOC, .cancel, .reduceTo: return
    }
    guard book.order(id) != nil else { return }
    let order = Order(id: id, account: command.account)
    live.append(order)
    if live.count > 64, live.count > 2 * book.count {
      live.removeAll { book.order($0.id) == nil }
    }
    if recent.count < recentMax {
      recent.append(order)
    } else {
      recent[recentNext] = order
      recentNext = (recentNext + 1) % recentMax
    }
  }

  /// Picks a resting order, among the last adds if asked for and a few tries find one that still
  /// rests; nil when nothing rests.
  mutating func pick(
    recent wanted: Bool, _ random: inout SeededRandom
  ) -> (Order, Side, wasRecent: Bool)? {
    if wanted, !recent.isEmpty {
      for _ in 0..<16 {
        let order = recent[random.index(recent.count)]
        if let resting = book.order(order.id) { return (order, resting.side, true) }
      }
    }
    while !live.isEmpty {
      let index = random.index(live.count)
      let order = live[index]
      if let resting = book.order(order.id) { return (order, resting.side, false) }
      live.swapAt(index, live.count - 1)
      live.removeLast()
    }
    return nil
  }
}
