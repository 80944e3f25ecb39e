// SPDX-License-Identifier: Apache-2.0

internal import Margining
internal import Matching
internal import Memory
internal import Quantities
internal import Sessions
internal import WireFormat

/// Canonical state records. What they hold, and in which order, is part of the rules: the state
/// root is a function of these bytes. All integers little-endian, no gaps.
extension Venue {
  /// Writes the record of every account, position and session that the log record changed, each
  /// once, in the order of their first change, and the venue's own.
  @_noAllocation @_noLocks
  mutating func writeChanges(_ record: LogRecord, into events: inout VenueEvents) {
    for i in 0..<changedAccounts.count {
      writeAccount(changedAccounts.number(i), record, into: &events)
    }
    for i in 0..<changedPositions.count {
      writePosition(changedPositions.number(i), record, into: &events)
    }
    for i in 0..<changedSessions.count {
      writeSession(changedSessions.number(i), record, into: &events)
    }
    changedAccounts.removeAll()
    changedPositions.removeAll()
    for i in 0..<changedSpecials.count {
      writeSpecial(changedSpecials.number(i), record, into: &events)
    }
    changedSessions.removeAll()
    changedSpecials.removeAll()
    for i in 0..<changedConditionals.count {
      writeConditional(changedConditionals.number(i), record, into: &events)
    }
    changedConditionals.removeAll()
    for i in 0..<changedPrices.count {
      writePrices(changedPrices.number(i), record, into: &events)
    }
    changedPrices.removeAll()
    for i in 0..<changedLimits.count { writeLimits(changedLimits.number(i), record, into: &events) }
    changedLimits.removeAll()
    for i in 0..<changedGroups.count {
      writeGroup(changedGroups.number(i), record, into: &events)
    }
    changedGroups.removeAll()
    for i in 0..<changedSlices.count {
      writeSlice(changedSlices.number(i), record, into: &events)
    }
    changedSlices.removeAll()
    writeVenue(record, into: &events)
  }

  /// venue 16 | chain 32 | network 1 | term 8 | index 8 | time 8 | next order 8 | next trade 8 |
  /// money put in 16 | last stamp of a conditional order 8
  @_noAllocation @_noLocks
  private func writeVenue(_ record: LogRecord, into events: inout VenueEvents) {
    let bytes = set(StateSectionNumber.venue, 0, 0, 113, record, into: &events)
    genesis.block.venue.store(to: bytes)
    genesis.block.chain.store(to: bytes, at: 16)
    bytes.store(genesis.block.network, at: 48)
    bytes.store(record.term, at: 49)
    bytes.store(record.logIndex, at: 57)
    bytes.store(record.logTime, at: 65)
    bytes.store(books.sequenceLast + 1, at: 73)
    bytes.store(matchNext, at: 81)
    bytes.store(ledger.deposited.units, at: 89)
    bytes.store(conditionals.stampLast, at: 105)
  }

  /// group 2 | price min 8 | price max 8 | quantity max 8 | multiplier 8 | maker fee 4 |
  /// taker fee 4 | symbol 16 | state 1 | reference price 8 | its source's time 8 and sequence 8 |
  /// self-trade 1 | options 1 | day's end 8
  @_noAllocation @_noLocks
  func writeMarket(_ number: UInt32, _ record: LogRecord, into events: inout VenueEvents) {
    let market = markets[number]
    let bytes = set(
      StateSectionNumber.markets, number, UInt64(number), 93, record, into: &events)
    bytes.store(market.group, at: 0)
    bytes.store(market.priceMin, at: 2)
    bytes.store(market.priceMax, at: 10)
    bytes.store(market.quantityMax, at: 18)
    bytes.store(market.terms.multiplier, at: 26)
    bytes.store(market.terms.makerFee, at: 34)
    bytes.store(market.terms.takerFee, at: 38)
    market.symbol.store(to: bytes, at: 42)
    bytes.store(market.state.wire, at: 58)
    bytes.store(market.referencePrice, at: 59)
    bytes.store(market.referenceTime, at: 67)
    bytes.store(market.referenceSequence, at: 75)
    bytes.store(market.selfTrade, at: 83)
    bytes.store(market.options, at: 84)
    bytes.store(market.dayEnd, at: 85)
  }

  /// opening span 8 | volatility span 8 | closing span 8 | random span 8 | batch span 8
  @_noAllocation @_noLocks
  func writeAuctionTerms(_ number: UInt32, _ record: LogRecord, into events: inout VenueEvents) {
    let auction = auctions[number]
    let bytes = set(
      StateSectionNumber.auctionTerms, number, UInt64(number), 40, record, into: &events)
    bytes.store(auction.openingSpan, at: 0)
    bytes.store(auction.volatilitySpan, at: 8)
    bytes.store(auction.closingSpan, at: 16)
    bytes.store(auction.randomSpan, at: 24)
    bytes.store(auction.batchSpan, at: 32)
  }

  /// phase 1 | next state 1 | end drawn 1 | has a last price 1 | began at 8 | due at 8 | price 8 |
  /// lots 8 | last price 8 | steps 4 | orders 4 | checksum 8
  @_noAllocation @_noLocks
  func writeAuction(_ number: UInt32, _ record: LogRecord, into events: inout VenueEvents) {
    let auction = auctions[number]
    let bytes = set(
      StateSectionNumber.auctions, number, UInt64(number), 60, record, into: &events)
    bytes.store(auction.phaseWire, at: 0)
    bytes.store(auction.next.wire, at: 1)
    bytes.store(auction.isDrawn ? 1 as UInt8 : 0, at: 2)
    bytes.store(auction.hasLast ? 1 as UInt8 : 0, at: 3)
    bytes.store(auction.began, at: 4)
    bytes.store(auction.due, at: 12)
    bytes.store(auction.price, at: 20)
    bytes.store(auction.lots, at: 28)
    bytes.store(auction.last, at: 36)
    bytes.store(auction.walk.steps, at: 44)
    bytes.store(auction.orders, at: 48)
    bytes.store(auction.checksum, at: 52)
  }

  /// trip state 1 | band 8 | breaker 8 | velocity 8 | span 8 | has last 1 | last price 8 | began at 8 |
  /// low 8 | high 8
  @_noAllocation @_noLocks
  private func writeLimits(
    _ number: UInt32, _ record: LogRecord, into events: inout VenueEvents
  ) {
    let limit = limits[number]
    let bytes = set(
      StateSectionNumber.priceLimits, number, UInt64(number), 66, record, into: &events)
    bytes.store(limit.tripState.wire, at: 0)
    bytes.store(limit.band, at: 1)
    bytes.store(limit.breaker, at: 9)
    bytes.store(limit.velocity, at: 17)
    bytes.store(limit.span, at: 25)
    bytes.store(limit.hasLast ? 1 as UInt8 : 0, at: 33)
    bytes.store(limit.last, at: 34)
    bytes.store(limit.began, at: 42)
    bytes.store(limit.low, at: 50)
    bytes.store(limit.high, at: 58)
  }

  /// cash 16 | owner 4
  @_noAllocation @_noLocks
  private func writeAccount(
    _ account: UInt32, _ record: LogRecord, into events: inout VenueEvents
  ) {
    let bytes = set(
      StateSectionNumber.accounts, account, UInt64(account), 20, record, into: &events)
    bytes.store(ledger.accounts[account].cash.units, at: 0)
    bytes.store(books.ownerGroup(AccountID(account)), at: 16)
  }

  /// lots 8 | open to buy 8 | open to sell 8; none when all are zero
  @_noAllocation @_noLocks
  private func writePosition(_ place: UInt32, _ record: LogRecord, into events: inout VenueEvents) {
    let position = ledger.positions[place]
    if position.lots == 0 && position.openBuyLots == 0 && position.openSellLots == 0 {
      _ = events.append(
        VenueEvent(
          .stateRemoved, logIndex: record.logIndex, section: StateSectionNumber.positions,
          bucket: place, key: UInt64(place)))
      return
    }
    let bytes = set(StateSectionNumber.positions, place, UInt64(place), 24, record, into: &events)
    bytes.store(position.lots, at: 0)
    bytes.store(position.openBuyLots, at: 8)
    bytes.store(position.openSellLots, at: 16)
  }

  /// revoked 1 | scope 4 | account 4 | session 4 | not before 8 | not after 8 | nonce floor 8 |
  /// public key 32 | expiry to come 1 | dead-man time 8 | group 2
  @_noAllocation @_noLocks
  func writeKey(_ id: KeyID, _ record: LogRecord, into events: inout VenueEvents) {
    let key = keys.keys[id.value]
    let bytes = set(
      StateSectionNumber.keys, id.value, UInt64(id.value), 80, record, into: &events)
    bytes.store(key.isRevoked ? 1 as UInt8 : 0, at: 0)
    bytes.store(key.scope, at: 1)
    bytes.store(key.account.value, at: 5)
    bytes.store(key.session.value, at: 9)
    bytes.store(key.notBefore, at: 13)
    bytes.store(key.notAfter, at: 21)
    bytes.store(nonces.floor(id), at: 29)
    key.publicKey.store(to: bytes, at: 37)
    bytes.store(key.isExpiryPending ? 1 as UInt8 : 0, at: 69)
    bytes.store(key.deadManDue, at: 70)
    bytes.store(key.group, at: 78)
  }

  /// digest 16 | index 8 | code 1 | count 1 | for each command: code 1
  ///
  /// Order numbers are left out: they come from the pool, which the root does not know.
  @_noAllocation @_noLocks
  func writeNonce(_ key: KeyID, _ rank: Int, _ record: LogRecord, into events: inout VenueEvents) {
    let entry = nonces.entry(key, rank)
    let outcomes = entry.code == 0 ? Int(entry.count) : 0
    let bytes = set(
      StateSectionNumber.nonces, nonceBucket(key, entry.nonce), entry.nonce, 26 + outcomes, record,
      into: &events)
    entry.digest.store(to: bytes)
    bytes.store(entry.logIndex, at: 16)
    bytes.store(entry.code, at: 24)
    bytes.store(entry.count, at: 25)
    for ordinal in 0..<outcomes {
      bytes.store(nonces.outcome(key, rank, ordinal: ordinal).code, at: 26 + ordinal)
    }
  }

  /// up 1 | generation 2 | key 4 | account 4 | next report 8 | opened at 8 | flags 4
  @_noAllocation @_noLocks
  private func writeSession(_ slot: UInt32, _ record: LogRecord, into events: inout VenueEvents) {
    let session = sessions.slots[slot]
    let bytes = set(StateSectionNumber.sessions, slot, UInt64(slot), 31, record, into: &events)
    bytes.store(session.isUp ? 1 as UInt8 : 0, at: 0)
    bytes.store(session.generation, at: 1)
    bytes.store(session.key.value, at: 3)
    bytes.store(session.account.value, at: 7)
    bytes.store(session.reportSequenceNext, at: 11)
    bytes.store(session.openedIndex, at: 19)
    bytes.store(session.flags, at: 27)
  }

  /// market 4 | account 4 | side 1 | price 8 | open 8 | client number 8 | key 4; none once it is
  /// gone. It lies at the entry number, which is the order's priority.
  @_noAllocation @_noLocks
  func writeOrder(_ event: BookEvent, _ record: LogRecord, into events: inout VenueEvents) {
    let bucket = UInt32(truncatingIfNeeded: event.sequence & (orderBuckets - 1))
    if event.clientOrder >= QuoteName.least { writeQuote(event, bucket, record, into: &events) }
    if event.open.lots == 0 {
      _ = events.append(
        VenueEvent(
          .stateRemoved, logIndex: record.logIndex, section: StateSectionNumber.orders,
          bucket: bucket, key: event.sequence))
      return
    }
    let bytes = set(
      StateSectionNumber.orders, bucket, event.sequence, 37, record, into: &events)
    bytes.store(event.market.value, at: 0)
    bytes.store(event.account.value, at: 4)
    bytes.store(event.side.wire, at: 8)
    bytes.store(event.price.ticks, at: 9)
    bytes.store(event.open.lots, at: 17)
    bytes.store(event.clientOrder, at: 25)
    bytes.store(event.key.value, at: 33)
  }

  /// entry number 8 | hidden 8 | display 8 | expires at 8; none once its order is gone
  @_noAllocation @_noLocks
  private func writeSpecial(_ place: UInt32, _ record: LogRecord, into events: inout VenueEvents) {
    guard let special = books.special(place), let order = books.record(special.order) else {
      _ = events.append(
        VenueEvent(
          .stateRemoved, logIndex: record.logIndex, section: StateSectionNumber.specialOrders,
          bucket: place - 1, key: UInt64(place)))
      return
    }
    let bytes = set(
      StateSectionNumber.specialOrders, place - 1, UInt64(place), 32, record, into: &events)
    bytes.store(order.sequence, at: 0)
    bytes.store(special.hidden.lots, at: 8)
    bytes.store(special.display.lots, at: 16)
    bytes.store(special.expiresAt, at: 24)
  }

  /// began at 8 | below entry number 8 | cancelled 4 | reason 1 | owner 1 | scope 1 | side 1 |
  /// market 4 | group 2 | filters 1 | tag 2 | price min 8 | price max 8; none once it is done
  @_noAllocation @_noLocks
  func writeMassCancel(_ place: UInt32, _ record: LogRecord, into events: inout VenueEvents) {
    let mass = massCancels[place]
    let bytes = set(
      StateSectionNumber.massCancels, place, UInt64(place), 49, record, into: &events)
    bytes.store(mass.began, at: 0)
    bytes.store(mass.below, at: 8)
    bytes.store(mass.cancelled, at: 16)
    bytes.store(mass.reason.wire, at: 20)
    bytes.store(mass.owner, at: 21)
    bytes.store(mass.scope, at: 22)
    bytes.store(mass.side, at: 23)
    bytes.store(mass.market, at: 24)
    bytes.store(mass.group, at: 28)
    bytes.store(mass.filters, at: 30)
    bytes.store(mass.tag, at: 31)
    bytes.store(mass.priceMin, at: 33)
    bytes.store(mass.priceMax, at: 41)
  }

  /// index 8. It lies at the trade's number, in the bucket of how many were busted before.
  @_noAllocation @_noLocks
  func writeBust(
    _ number: UInt32, _ match: UInt64, _ record: LogRecord, into events: inout VenueEvents
  ) {
    let bytes = set(StateSectionNumber.busts, number, match, 8, record, into: &events)
    bytes.store(record.logIndex, at: 0)
  }

  /// until 8 | keys 1 | each key 4; and beside it the command's message; none once it took effect or
  /// lapsed
  @_noAllocation @_noLocks
  func writeProposal(_ place: UInt32, _ record: LogRecord, into events: inout VenueEvents) {
    let proposal = proposals.proposals[place]
    let bytes = set(
      StateSectionNumber.proposals, place * 2, UInt64(place * 2), 9 + 4 * Int(proposal.count),
      record, into: &events)
    bytes.store(proposal.until, at: 0)
    bytes.store(proposal.count, at: 8)
    for number in 0..<Int(proposal.count) {
      bytes.store(proposals.key(Int(place), number).value, at: 9 + 4 * number)
    }
    let message = proposals.message(Int(place))
    let text = set(
      StateSectionNumber.proposals, place * 2 + 1, UInt64(place * 2 + 1), message.count, record,
      into: &events)
    text.copy(message)
  }

  @_noAllocation @_noLocks
  func removeMassCancel(_ place: UInt32, _ record: LogRecord, into events: inout VenueEvents) {
    _ = events.append(
      VenueEvent(
        .stateRemoved, logIndex: record.logIndex, section: StateSectionNumber.massCancels,
        bucket: place, key: UInt64(place)))
  }

  @_noAllocation @_noLocks
  func set(
    _ section: UInt8, _ bucket: UInt32, _ key: UInt64, _ length: Int, _ record: LogRecord,
    into events: inout VenueEvents
  ) -> MutableByteView {
    events.append(
      VenueEvent(
        .stateSet, logIndex: record.logIndex, length: length, section: section, bucket: bucket,
        key: key))
  }
}
