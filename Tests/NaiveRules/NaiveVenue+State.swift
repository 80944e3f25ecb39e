// SPDX-License-Identifier: Apache-2.0

import Memory
import Quantities
import Venue
import WireFormat

/// The canonical records that there should be, and no others.
extension NaiveVenue {
  func state() -> [Place: [UInt8]] {
    var state: [Place: [UInt8]] = [:]
    func set(_ section: UInt8, _ bucket: UInt64, _ key: UInt64, _ bytes: [UInt8]) {
      let place = Place(section: section, bucket: UInt32(bucket), key: key)
      precondition(state[place] == nil, "a place names one record")
      state[place] = bytes
    }
    set(1, 0, 0, venueBytes())
    for (number, market) in markets {
      set(2, UInt64(number), UInt64(number), bytes(market, status[number]!))
    }
    for (place, proposal) in proposals {
      var bytes: [UInt8] = []
      bytes.append(littleEndian: proposal.until)
      bytes.append(UInt8(proposal.keys.count))
      for key in proposal.keys { bytes.append(littleEndian: key) }
      set(11, UInt64(place * 2), UInt64(place * 2), bytes)
      set(11, UInt64(place * 2 + 1), UInt64(place * 2 + 1), proposal.message)
    }
    for (number, bust) in busts.enumerated() {
      var bytes: [UInt8] = []
      bytes.append(littleEndian: bust.index)
      set(10, UInt64(number), bust.match, bytes)
    }
    for (account, units) in cash {
      var bytes: [UInt8] = []
      bytes.append(littleEndian: units)
      bytes.append(littleEndian: owners[account, default: 0])
      set(3, UInt64(account), UInt64(account), bytes)
    }
    for (place, bytes) in positions() { set(4, place, place, bytes) }
    for (number, key) in keys {
      let isPending = timers[Timer(kind: .expiry, number: number)] != nil
      set(5, UInt64(number), UInt64(number), bytes(key, isExpiryPending: isPending))
      for (nonce, use) in key.used {
        let window = UInt64(block.nonceWindow)
        set(6, UInt64(number) * window + nonce % window, nonce, bytes(use))
      }
    }
    for (slot, session) in slots.enumerated() {
      if let session { set(7, UInt64(slot), UInt64(slot), bytes(session)) }
    }
    var buckets: UInt64 = 1
    while buckets < UInt64(block.ordersMax) { buckets *= 2 }
    for order in orders { set(8, order.sequence % buckets, order.sequence, bytes(order)) }
    for order in orders where order.special != 0 {
      var bytes: [UInt8] = []
      bytes.append(littleEndian: order.sequence)
      bytes.append(littleEndian: order.hidden)
      bytes.append(littleEndian: order.display)
      bytes.append(littleEndian: order.expiresAt)
      set(12, UInt64(order.special - 1), UInt64(order.special), bytes)
    }
    for order in orders where QuoteName(order.clientOrder) != nil {
      var bytes: [UInt8] = []
      bytes.append(littleEndian: order.weight)
      set(24, order.sequence % buckets, order.sequence, bytes)
    }
    for group in quoteGroups {
      set(23, UInt64(group.place - 1), UInt64(group.place), bytes(group))
      for (number, bytes) in sumRecords(group) { set(25, number, number, bytes) }
    }
    for market in pricedMarkets { set(13, UInt64(market), UInt64(market), priceBytes(market)) }
    for waiter in waiters {
      let number = UInt64(waiter.place - 1) * 2
      set(14, number, number, termsBytes(waiter))
      set(14, number + 1, number + 1, standingBytes(waiter))
    }
    for (number, limit) in limits {
      let terms = limit.terms
      var bytes: [UInt8] = [terms.tripState]
      for value in [
        terms.bandTicks, terms.breakerTicks, terms.velocityTicks, terms.velocitySpan,
      ] {
        bytes.append(littleEndian: value)
      }
      bytes.append(limit.last == nil ? 0 : 1)
      bytes.append(littleEndian: limit.last ?? 0)
      bytes.append(littleEndian: limit.prices.isEmpty ? 0 : limit.began)
      bytes.append(littleEndian: limit.prices.min() ?? 0)
      bytes.append(littleEndian: limit.prices.max() ?? 0)
      set(22, UInt64(number), UInt64(number), bytes)
    }
    for (number, auction) in auctions {
      if let terms = auction.terms {
        var bytes: [UInt8] = []
        bytes.append(littleEndian: terms.openingSpan)
        bytes.append(littleEndian: terms.volatilitySpan)
        bytes.append(littleEndian: terms.closingSpan)
        bytes.append(littleEndian: terms.randomSpan)
        bytes.append(littleEndian: terms.batchSpan)
        set(20, UInt64(number), UInt64(number), bytes)
      }
      if auction.hasBegun { set(21, UInt64(number), UInt64(number), bytes(auction)) }
    }
    for (place, mass) in massCancels { set(9, UInt64(place), UInt64(place), bytes(mass)) }
    return state
  }

  private func venueBytes() -> [UInt8] {
    var bytes = block.venue.array + block.chain.array + [block.network]
    bytes.append(littleEndian: head.term)
    bytes.append(littleEndian: head.logIndex)
    bytes.append(littleEndian: head.logTime)
    bytes.append(littleEndian: sequenceNext)
    bytes.append(littleEndian: matchNext)
    bytes.append(littleEndian: deposited)
    bytes.append(littleEndian: stampLast)
    return bytes
  }

  private func bytes(_ market: ListMarket, _ status: Status) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: market.group)
    bytes.append(littleEndian: market.priceMin)
    bytes.append(littleEndian: market.priceMax)
    bytes.append(littleEndian: market.quantityMax)
    bytes.append(littleEndian: market.multiplier)
    bytes.append(littleEndian: market.makerFee)
    bytes.append(littleEndian: market.takerFee)
    bytes += market.symbol.array + [status.state.wire]
    bytes.append(littleEndian: status.price)
    bytes.append(littleEndian: status.time)
    bytes.append(littleEndian: status.sequence)
    bytes += [market.selfTrade, market.options]
    bytes.append(littleEndian: market.dayEnd)
    return bytes
  }

  private func positions() -> [UInt64: [UInt8]] {
    var records: [UInt64: [UInt8]] = [:]
    for account in 0..<block.accountsMax {
      for market in 0..<block.marketsMax {
        let mine = orders.filter { $0.account == account && $0.market == market }
        let buy = mine.filter { $0.side == .buy }.reduce(UInt64(0)) { $0 + $1.total }
        let sell = mine.filter { $0.side == .sell }.reduce(UInt64(0)) { $0 + $1.total }
        let lots = held[Pair(account: account, market: market), default: 0]
        if lots == 0 && buy == 0 && sell == 0 { continue }
        var bytes: [UInt8] = []
        bytes.append(littleEndian: lots)
        bytes.append(littleEndian: buy)
        bytes.append(littleEndian: sell)
        records[UInt64(account * block.marketsMax + market)] = bytes
      }
    }
    return records
  }

  private func bytes(_ key: Key, isExpiryPending: Bool) -> [UInt8] {
    var bytes: [UInt8] = [key.isRevoked ? 1 : 0]
    bytes.append(littleEndian: key.scope)
    bytes.append(littleEndian: key.account)
    bytes.append(littleEndian: key.session)
    bytes.append(littleEndian: key.notBefore)
    bytes.append(littleEndian: key.notAfter)
    bytes.append(littleEndian: key.floor)
    bytes += key.publicKey.array + [isExpiryPending ? 1 : 0]
    bytes.append(littleEndian: key.deadMan)
    bytes.append(littleEndian: key.group)
    return bytes
  }

  private func bytes(_ use: Use) -> [UInt8] {
    var bytes = use.digest.array
    bytes.append(littleEndian: use.logIndex)
    bytes += [use.code.wire, use.count]
    return bytes + use.results.map(\.code)
  }

  private func bytes(_ session: Session) -> [UInt8] {
    var bytes: [UInt8] = [session.isUp ? 1 : 0]
    bytes.append(littleEndian: session.generation)
    bytes.append(littleEndian: session.key)
    bytes.append(littleEndian: session.account)
    bytes.append(littleEndian: session.reportNext)
    bytes.append(littleEndian: session.openedIndex)
    bytes.append(littleEndian: session.flags)
    return bytes
  }

  private func bytes(_ order: Order) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: order.market)
    bytes.append(littleEndian: order.account)
    bytes.append(order.side.wire)
    bytes.append(littleEndian: order.price)
    bytes.append(littleEndian: order.open)
    bytes.append(littleEndian: order.clientOrder)
    bytes.append(littleEndian: order.key)
    return bytes
  }

  private func bytes(_ auction: Auction) -> [UInt8] {
    var bytes = [
      auction.phase.rawValue, auction.next.wire, auction.isDrawn ? 1 : 0,
      auction.last == nil ? 0 : 1,
    ]
    bytes.append(littleEndian: auction.began)
    bytes.append(littleEndian: auction.due)
    bytes.append(littleEndian: auction.price)
    bytes.append(littleEndian: auction.lots)
    bytes.append(littleEndian: auction.last ?? 0)
    bytes.append(littleEndian: auction.walk?.steps ?? 0)
    bytes.append(littleEndian: auction.walk?.orders ?? 0)
    bytes.append(littleEndian: auction.walk?.checksum ?? 0)
    return bytes
  }

  private func bytes(_ mass: Mass) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: mass.began)
    bytes.append(littleEndian: mass.below)
    bytes.append(littleEndian: mass.cancelled)
    bytes += [mass.reason.wire, mass.owner, mass.scope, mass.side]
    bytes.append(littleEndian: mass.market)
    bytes.append(littleEndian: mass.group)
    bytes.append(mass.filters)
    bytes.append(littleEndian: mass.tag)
    bytes.append(littleEndian: mass.prices.lowerBound)
    bytes.append(littleEndian: mass.prices.upperBound)
    return bytes
  }
}
