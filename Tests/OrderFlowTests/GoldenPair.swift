// SPDX-License-Identifier: Apache-2.0

import OrderFlow
import Quantities

/// A LOBSTER pair made here: a small random market, of which only messages that change the visible
/// levels are told, as LOBSTER does. So orders come, shrink and go out of sight.
struct GoldenPair {
  let messages: String
  let rows: String
  /// Messages that were left out because they happened out of sight.
  let untold: Int

  init(seed: UInt64, messages count: Int, depth: Int = 4) {
    var random = SeededRandom(seed: seed)
    var book = ShadowBook()
    var fills: [ShadowFill] = []
    var ids: [UInt64] = []
    var messages: [String] = []
    var rows: [String] = []
    var untold = 0
    var id: UInt64 = 0
    // Nothing is told before there is a book to see.
    while messages.count < count {
      let before = (book.top(.buy, depth), book.top(.sell, depth))
      let side: Side = random.chance(0.5) ? .buy : .sell
      var line = ""
      switch random.below(10) {
      case 0...4:
        id += 1
        let distance = 1 + Int64(random.below(14))
        let other = book.best(side.opposite) ?? (side == .buy ? 101 : 100)
        let price =
          side == .buy ? min(100, other - 1) + 1 - distance : max(101, other + 1) - 1 + distance
        let size = 1 + random.below(5)
        try? book.enter(id, side, price, size, rests: true, fills: &fills)
        ids.append(id)
        line = "1,\(id),\(size),\(price),\(side == .buy ? 1 : -1)"
      case 5, 6:
        guard let chosen = ids.randomElement(&random), let order = book.order(chosen) else {
          continue
        }
        let size = 1 + random.below(order.open)
        let price = order.priceTicks
        if size == order.open {
          try? book.cancel(chosen)
        } else {
          try? book.reduce(chosen, to: order.open - size)
        }
        line =
          "\(size == order.open ? 3 : 2),\(chosen),\(size),\(price),\(order.side == .buy ? 1 : -1)"
      case 7:
        guard let best = book.best(side), let first = book.queue(side, best).first,
          let order = book.order(first)
        else { continue }
        let size = 1 + random.below(order.open)
        try? book.enter(1 << 40 + id, side.opposite, best, size, rests: false, fills: &fills)
        line = "4,\(first),\(size),\(best),\(side == .buy ? 1 : -1)"
      default:
        guard let chosen = ids.randomElement(&random), let order = book.order(chosen) else {
          continue
        }
        try? book.cancel(chosen)
        line = "3,\(chosen),\(order.open),\(order.priceTicks),\(order.side == .buy ? 1 : -1)"
      }
      ids.removeAll { book.order($0) == nil }
      let after = (book.top(.buy, depth), book.top(.sell, depth))
      if after == before {
        untold += 1
        continue
      }
      // The recording begins when the book is as deep as the window.
      if messages.isEmpty, after.0.count < depth || after.1.count < depth { continue }
      messages.append("\(34_200 + messages.count)," + line)
      rows.append(Self.row(after.1, after.0, depth))
    }
    self.messages = messages.joined(separator: "\n") + "\n"
    self.rows = rows.joined(separator: "\n") + "\n"
    self.untold = untold
  }

  private static func row(_ asks: [BookLevel], _ bids: [BookLevel], _ depth: Int) -> String {
    (0..<depth).map { level in
      let ask =
        level < asks.count ? "\(asks[level].priceTicks),\(asks[level].lots)" : "9999999999,0"
      let bid =
        level < bids.count ? "\(bids[level].priceTicks),\(bids[level].lots)" : "-9999999999,0"
      return ask + "," + bid
    }.joined(separator: ",")
  }
}

extension Array {
  fileprivate func randomElement(_ random: inout SeededRandom) -> Element? {
    isEmpty ? nil : self[random.index(count)]
  }
}
