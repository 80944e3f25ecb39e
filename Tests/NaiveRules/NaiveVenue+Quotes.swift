// SPDX-License-Identifier: Apache-2.0

import Quantities
import Venue
import WireFormat

/// Mass quotes and market-maker protection.
extension NaiveVenue {
  /// A quote group of an account.
  struct QuoteGroup {
    var place: UInt32
    var account: UInt32
    var number: UInt16
    var terms: SetProtection
    /// What its quotes traded since it was last forgotten, each with its slice of time.
    var trades: [(slice: UInt64, lots: UInt64, delta: Int64, vega: UInt64)] = []
    var frozenUntil: UInt64 = 0
    /// When it tripped, while quotes of it are still to be pulled.
    var pulledSince: UInt64?

    var hasLimits: Bool {
      terms.quantityMax > 0 || terms.tradesMax > 0 || terms.deltaMax > 0 || terms.vegaMax > 0
    }
    var sliceSpan: UInt64 { (terms.span + 6) / 7 }
  }
  /// What a group traded in some slices.
  struct Sums {
    var quantity: UInt64 = 0
    var delta: Int64 = 0
    var vega: UInt64 = 0
    var trades: UInt64 = 0
  }

  private func groupIndex(_ account: UInt32, _ number: UInt16) -> Int? {
    quoteGroups.firstIndex { $0.account == account && $0.number == number }
  }

  private func quotes(of group: QuoteGroup) -> [Order] {
    orders.filter {
      $0.account == group.account && QuoteName($0.clientOrder)?.quoteGroup == group.number
    }
  }

  private func isFrozen(_ group: QuoteGroup) -> Bool {
    if defect == .frozenQuotes { return false }
    return now < group.frozenUntil || group.pulledSince != nil
  }

  /// Whether an order is a quote that is to be pulled and has not been yet.
  func isDead(_ order: Order) -> Bool {
    guard let name = QuoteName(order.clientOrder), defect != .deadQuotesTrade,
      let index = groupIndex(order.account, name.quoteGroup)
    else { return false }
    return quoteGroups[index].pulledSince != nil
  }

  // MARK: Commands

  mutating func setProtection(_ command: SetProtection, _ account: UInt32) -> RejectCode {
    if command.flags == 1 {
      if command != SetProtection(quoteGroup: command.quoteGroup, flags: 1) {
        return .protectionTerms
      }
      guard let index = groupIndex(account, command.quoteGroup) else { return .unknownQuoteGroup }
      if !quotes(of: quoteGroups[index]).isEmpty || quoteGroups[index].pulledSince != nil {
        return .quotesOpen
      }
      freeQuotePlaces.append(quoteGroups.remove(at: index).place)
      return .none
    }
    let spans = 1_000_000...86_400 * second
    let fresh = QuoteGroup(place: 0, account: account, number: command.quoteGroup, terms: command)
    if command.flags > 1 || fresh.hasLimits != (command.span > 0)
      || (command.span > 0 && !spans.contains(command.span))
      || (command.frozenSpan > 0 && !spans.contains(command.frozenSpan))
    {
      return .protectionTerms
    }
    if let index = groupIndex(account, command.quoteGroup) {
      quoteGroups[index].terms = command
      quoteGroups[index].trades = []
      return .none
    }
    if quoteGroups.count(where: { $0.account == account }) >= 16 { return .accountQuoteGroupsMax }
    if freeQuotePlaces.isEmpty { return .quoteGroupsMax }
    quoteGroups.append(fresh)
    quoteGroups[quoteGroups.count - 1].place = freeQuotePlaces.removeLast()
    return .none
  }

  mutating func resetProtection(_ command: ResetProtection, _ account: UInt32) -> RejectCode {
    guard let index = groupIndex(account, command.quoteGroup) else { return .unknownQuoteGroup }
    if quoteGroups[index].pulledSince != nil { return .quotesOpen }
    quoteGroups[index].frozenUntil = 0
    if defect != .resetKeepsSums { quoteGroups[index].trades = [] }
    return .none
  }

  mutating func massQuote(_ sheet: QuoteSheet, _ account: UInt32) -> Outcome {
    var outcome = Outcome(clientOrder: sheet.head.clientOrder)
    guard let index = groupIndex(account, sheet.head.quoteGroup) else {
      outcome.code = .unknownQuoteGroup
      return outcome
    }
    if sheet.head.flags > 1 || sheet.count == 0 {
      outcome.code = .quoteTerms
    } else if sheet.head.selfTrade > 5 {
      outcome.code = .unknownSelfTrade
    } else if isFrozen(quoteGroups[index]) {
      outcome.code = .quoteGroupFrozen
    } else {
      quotesBegun = sheet
    }
    return outcome
  }

  // MARK: Quotes

  /// Does the quotes of an accepted mass quote.
  mutating func quote(_ sheet: QuoteSheet, _ header: CommandHeader) {
    let account = keys[header.key]!.account
    var result = QuoteResult(
      logIndex: head.logIndex, logTime: head.logTime, clientOrder: sheet.head.clientOrder,
      quoteGroup: sheet.head.quoteGroup)
    var left = Int(block.fillsPerCommandMax)
    for entry in 0..<sheet.count {
      for side in sides(sheet, entry, account) {
        afterwards = []
        met = 0
        meetingsMax = defect == .sidesMeetAlone ? Int(block.fillsPerCommandMax) : left
        let code = quote(sheet, entry, side, header, account)
        left -= met
        if code == .none { result.accepted += 1 } else { result.refused += 1 }
        if code != .none { tellRefused(sheet, entry, side, code) }
        for happening in afterwards { tell(happening) }
        if defect != .tripWaits { settleProtection() }
        settleTrip()
      }
    }
    meetingsMax = Int(block.fillsPerCommandMax)
    settleProtection()
    report(head.session) { [head] in
      result.reportSequence = $0
      return .quoteResult(head.session, result)
    }
  }

  private func sides(_ sheet: QuoteSheet, _ entry: Int, _ account: UInt32) -> [Side] {
    let quote = sheet[entry]
    if markets[quote.market] == nil { return [.buy, .sell] }
    let name = QuoteName(quoteGroup: sheet.head.quoteGroup, market: quote.market, side: 1).value
    let ask = orders.first { $0.account == account && $0.clientOrder == name }
    let reaches = ask.map { quote.bidQuantity > 0 && $0.price <= quote.bidPrice } ?? false
    return reaches && defect != .bidAlwaysFirst ? [.sell, .buy] : [.buy, .sell]
  }

  private mutating func tellRefused(
    _ sheet: QuoteSheet, _ entry: Int, _ side: Side, _ code: RejectCode
  ) {
    report(head.session) { [head] in
      .quoteRefused(
        head.session,
        QuoteRefused(
          reportSequence: $0, logIndex: head.logIndex, logTime: head.logTime,
          clientOrder: sheet.head.clientOrder, market: sheet[entry].market,
          quoteGroup: sheet.head.quoteGroup, entry: UInt8(entry), side: side.wire, code: code.wire))
    }
  }

  private mutating func quote(
    _ sheet: QuoteSheet, _ entry: Int, _ side: Side, _ header: CommandHeader, _ account: UInt32
  ) -> RejectCode {
    let quote = sheet[entry]
    let group = quoteGroups[groupIndex(account, sheet.head.quoteGroup)!]
    if isFrozen(group) { return .quoteGroupFrozen }
    if quote.weight > 1 << 20 { return .quoteTerms }
    guard let market = markets[quote.market] else { return .unknownMarket }
    if market.group != header.group { return .wrongGroup }
    let (price, quantity) =
      side == .buy ? (quote.bidPrice, quote.bidQuantity) : (quote.askPrice, quote.askQuantity)
    let name = QuoteName(
      quoteGroup: sheet.head.quoteGroup, market: quote.market, side: side.wire)
    let at = orders.firstIndex { $0.account == account && $0.clientOrder == name.value }
    if quantity == 0 {
      if let at { takeOutQuote(at) }
      return .none
    }
    if quote.bidQuantity > 0 && quote.askQuantity > 0 && quote.bidPrice >= quote.askPrice {
      return .quoteCrossed
    }
    let isPostOnly = sheet.head.flags == 1
    let code = stateCode(quote.market, isPostOnly: isPostOnly, isPlain: !isPostOnly)
    if code != .none { return code }
    if quantity > market.quantityMax { return .quantityAboveMax }
    let old = at.map { orders[$0] }
    if !admits(account, quote.market, side, quantity, less: old?.total ?? 0) {
      return .positionMax
    }
    if old?.price != price && isBeyondBand(quote.market, side, price) { return .priceLimit }
    if !(market.priceMin...market.priceMax).contains(price) { return .priceOutsideBand }
    if old == nil {
      let count = orders.count { $0.account == account }
      if count >= Int(block.openOrdersPerAccountMax) { return .openOrdersMax }
      if orders.count >= Int(block.ordersMax) { return .ordersMax }
    }
    var order =
      old
      ?? Order(
        id: 0, sequence: 0, market: quote.market, account: account, side: side, price: price,
        open: quantity, clientOrder: name.value, key: header.key)
    order.price = price
    order.open = quantity
    order.key = header.key
    order.weight = quote.weight
    let stays = old.map { $0.price == price && quantity <= $0.open } ?? false
    if stays && defect != .quotesLoseTheirPlace {
      orders[at!] = order
      if quantity < old!.open { afterwards.append(.reduced(order, shows: true)) }
      return .none
    }
    if isPostOnly && !collects(quote.market) {
      if best(against: order) != nil { return .wouldTrade }
    }
    if let at {
      afterwards.append(.removed(orders.remove(at: at), nil))
    } else {
      let slot = free.removeLast()
      order.id = UInt64(generations[slot, default: 1]) << 32 | UInt64(slot)
    }
    order.sequence = sequenceNext
    sequenceNext += 1
    _ = enter(
      order, rests: true, resolve(sheet.head.selfTrade, quote.market), isRepriced: false)
    return .none
  }

  private mutating func takeOutQuote(_ at: Int) {
    let order = orders.remove(at: at)
    afterwards.append(.removed(order, .cancelled))
    give(order)
  }

  // MARK: Protection

  /// A trade of what may be a quote.
  mutating func count(_ order: Order, _ lots: UInt64) {
    guard let name = QuoteName(order.clientOrder),
      let index = groupIndex(order.account, name.quoteGroup)
    else { return }
    if !quoteGroups[index].hasLimits { return }
    let isWeighted = order.weight > 0 && defect != .vegaUnweighted
    let signed = order.side == .buy || defect == .deltaUnsigned ? Int64(lots) : -Int64(lots)
    let slice = now / quoteGroups[index].sliceSpan
    quoteGroups[index].trades.append(
      (slice, lots, signed, lots * (isWeighted ? UInt64(order.weight) : 1)))
    let group = quoteGroups[index]
    let sums = sums(group, defect == .windowEndless ? 0 : slice < 8 ? 0 : slice - 7)
    let limits: [(ProtectionLimit, UInt64, UInt64)] = [
      (.quantity, sums.quantity, group.terms.quantityMax),
      (.trades, sums.trades, group.terms.tradesMax),
      (.delta, sums.delta.magnitude, group.terms.deltaMax),
      (.vega, sums.vega, group.terms.vegaMax),
    ]
    let reached = limits.first {
      $0.2 > 0 && (defect == .limitsExceeded ? $0.1 > $0.2 : $0.1 >= $0.2)
    }
    if let reached, !tripped.contains(where: { $0.place == group.place }) {
      tripped.append((group.place, reached.0))
    }
  }

  /// What a group traded from a slice on.
  private func sums(_ group: QuoteGroup, _ first: UInt64) -> Sums {
    var sums = Sums()
    let first = defect == .windowShort ? first + 1 : first
    for trade in group.trades where trade.slice >= first {
      sums.quantity = Self.capped(sums.quantity, trade.lots)
      sums.vega = Self.capped(sums.vega, trade.vega)
      sums.delta = Self.capped(sums.delta, trade.delta)
      sums.trades += 1
    }
    return sums
  }

  private static func capped(_ sum: UInt64, _ more: UInt64) -> UInt64 {
    UInt64(min(UInt128(sum) + UInt128(more), UInt128(Int64.max)))
  }

  private static func capped(_ sum: Int64, _ more: Int64) -> Int64 {
    Int64(max(min(Int128(sum) + Int128(more), Int128(Int64.max)), -Int128(Int64.max)))
  }

  /// Does with the groups that tripped what is to be done.
  mutating func settleProtection() {
    let tripped = tripped
    self.tripped = []
    for (place, limit) in tripped {
      let index = quoteGroups.firstIndex { $0.place == place }!
      let span = quoteGroups[index].terms.frozenSpan
      quoteGroups[index].frozenUntil = span == 0 ? .max : now + span
      quoteGroups[index].trades = []
      let group = quoteGroups[index]
      everySession(group.account) { [head] session, sequence in
        .protection(
          session,
          ProtectionTriggered(
            reportSequence: sequence, logIndex: head.logIndex, logTime: head.logTime,
            frozenUntil: group.frozenUntil, quoteGroup: group.number, limit: limit.wire))
      }
      if defect != .tripLeavesQuotes { pull(place) }
    }
  }

  /// Takes out as many quotes of a group as the record may.
  mutating func pull(_ place: UInt32) {
    let index = quoteGroups.firstIndex { $0.place == place }!
    let meant = quotes(of: quoteGroups[index])
    let count = defect == .pullsUnbounded ? meant.count : min(meant.count, cancelsLeft)
    for order in meant.prefix(count) {
      orders.removeAll { $0.id == order.id }
      give(order)
    }
    for order in meant.prefix(count) { tell(.removed(order, .protection)) }
    cancelsLeft -= count
    let since = quoteGroups[index].pulledSince ?? now
    quoteGroups[index].pulledSince = count < meant.count ? since : nil
    timers[Timer(kind: .protection, number: place)] = count < meant.count ? since : nil
  }

  // MARK: State

  func bytes(_ group: QuoteGroup) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: group.account)
    bytes.append(littleEndian: group.number)
    let terms = group.terms
    for value in [
      terms.span, terms.quantityMax, terms.tradesMax, terms.deltaMax, terms.vegaMax,
      terms.frozenSpan, group.frozenUntil, group.pulledSince ?? 0,
    ] {
      bytes.append(littleEndian: value)
    }
    return bytes
  }

  /// The records of a group's sums, by ring place: the last slice of each.
  func sumRecords(_ group: QuoteGroup) -> [UInt64: [UInt8]] {
    var records: [UInt64: [UInt8]] = [:]
    for ring in 0..<8 as Range<UInt64> {
      let own = group.trades.filter { $0.slice % 8 == ring }
      guard let last = own.map(\.slice).max() else { continue }
      var only = group
      only.trades = own.filter { $0.slice == last }
      let sums = sums(only, 0)
      var bytes: [UInt8] = []
      bytes.append(littleEndian: last)
      bytes.append(littleEndian: sums.quantity)
      bytes.append(littleEndian: sums.delta)
      bytes.append(littleEndian: sums.vega)
      bytes.append(littleEndian: sums.trades)
      records[UInt64(group.place - 1) * 8 + ring] = bytes
    }
    return records
  }
}
