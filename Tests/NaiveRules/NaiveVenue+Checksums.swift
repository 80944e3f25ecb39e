// SPDX-License-Identifier: Apache-2.0

import Quantities
import Venue
import WireFormat

/// The books' checksums, by walking all orders, and when they are told.
extension NaiveVenue {
  /// The sum over a market's open orders, from the rule as it is written down.
  func checksum(_ market: UInt32) -> UInt64 {
    orders.filter { $0.market == market }.reduce(0) { sum, order in
      var word: UInt64 = 0x9e37_79b9_7f4a_7c15
      var words = [
        order.id, order.sequence, UInt64(bitPattern: order.price),
        order.open * 2 + (order.side == .sell ? 1 : 0),
      ]
      if defect == .checksumForgetsPartialFills { words[3] = 1 }
      for next in words {
        word ^= next
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        word ^= word >> 31
      }
      return sum &+ word
    }
  }

  /// Notes what changed an open order.
  mutating func note(_ happening: Happening) {
    let market: UInt32
    switch happening {
    case .rested(let order), .removed(let order, _), .refilled(let order): market = order.market
    case .traded(let maker, _, _): market = maker.market
    case .crossed(let maker, _, _, _):
      market = maker.market
      changes[market, default: 0] += 1
    case .reduced(let order, let shows):
      if !shows { return }
      if defect == .checksumForgetsReductions { return }
      market = order.market
    case .lost(let order, _, let isMaker):
      if !isMaker { return }
      market = order.market
    case .remainder, .repriced: return
    }
    changes[market, default: 0] += 1
    if !changed.contains(market) { changed.append(market) }
    if !waiting.contains(market) { waiting.append(market) }
  }

  /// A market of 64 changes is told at once; once a tick's span those that changed at all.
  mutating func checksums() {
    let most = defect == .checksumLate ? 65 : 64
    for market in changed.filter({ changes[$0]! >= most }).prefix(16) { tell(market) }
    if now - lookedAt < block.tickSpanMax { return }
    lookedAt = now
    let due = waiting.prefix(16)
    waiting.removeFirst(due.count)
    for market in due where changes[market]! > 0 { tell(market) }
  }

  private mutating func tell(_ market: UInt32) {
    changes[market] = 0
    output.append(
      .checksum(
        BookChecksum(
          logIndex: head.logIndex, logTime: head.logTime, market: market,
          orders: UInt32(orders.count { $0.market == market }), checksum: checksum(market))))
    indicate(market)
  }
}
