// SPDX-License-Identifier: Apache-2.0

import Memory
import Quantities
import Venue
import WireFormat

@testable import NaiveRules

/// A random log: mostly sensible traffic, aimed with the naive venue's state so that it gets far,
/// and a share of everything that members, strangers and operators get wrong.
struct Flow {
  let genesis: VenueGenesis
  var random: Random
  /// Datagrams sent before, to be sent again.
  private var sent: [Entry] = []
  private var opening: [Entry]
  /// What an operator sent last, for another to send too.
  private var toApprove: (commands: [any CommandMessage], group: UInt16)?
  /// Whether prices are such that orders come to rest, for mass cancels of many.
  private let isPassive: Bool
  /// Whether orders collect most of the time, at prices that cross over many levels.
  private let isCalling: Bool

  init(seed: UInt64) {
    var random = Random(seed: seed)
    let isPassive = random.once(in: 3)
    let isCalling = !isPassive && random.once(in: 3)
    let isJoint = !isPassive && !isCalling && random.once(in: 4)
    genesis = testGenesis(operators: isJoint ? [0, 1, 2] : [0]) { block in
      block.approvalsMin = isJoint ? 2 : 1
      block.nonceWindow = [1, 2, 3, 8, 8][random.below(5)]
      block.sessionsPerAccountMax = UInt32(1 + random.below(3))
      block.sessionsMax = UInt32(3 + random.below(6))
      block.fillsPerCommandMax = UInt32(1 + random.below(5))
      block.timersPerCommandMax = UInt32(1 + random.below(2))
      block.ordersMax = random.once(in: 6) ? 5 : UInt32(12 + random.below(30))
      block.openOrdersPerAccountMax = UInt32(4 + random.below(10))
      block.conditionalOrdersMax = [2, 4, 12][random.below(3)]
      block.quoteGroupsMax = [3, 6, 12][random.below(3)]
      block.positionLotsMax = UInt64(12 + random.below(60))
      // Long spans let a market's changes add up to a checksum of their own.
      block.tickSpanMax = random.once(in: 2) ? second : 60 * second
      if isPassive || isCalling {
        block.ordersMax = UInt32(40 + random.below(60))
        block.openOrdersPerAccountMax = UInt32(30 + random.below(30))
        block.positionLotsMax = 400
        block.conditionalOrdersMax = 60
      }
    }
    self.isPassive = isPassive
    self.isCalling = isCalling
    self.random = random
    opening = [.genesis(genesis)]
  }

  /// The next entry of the log, given how things stand.
  mutating func next(_ model: NaiveVenue) -> Entry {
    if let first = opening.first {
      opening.removeFirst()
      return first
    }
    var entry = open(model) ?? traffic(model)
    if random.once(in: 6) { entry.elapsed = random.next() % 50_000_000 }
    if random.once(in: 60) { entry.elapsed = random.next() % (20 * second) }
    return entry
  }

  /// What a venue needs before members can trade, while it lacks it.
  private mutating func open(_ model: NaiveVenue) -> Entry? {
    if model.keys[0]!.isRevoked || !random.once(in: 2) { return nil }
    if let (commands, group) = toApprove, genesis.block.approvalsMin > 1, !random.once(in: 5) {
      let key = UInt32(random.below(3))
      if model.keys[key]!.session == 0 { return logon(model, key) }
      if key != 0 || random.once(in: 9) { toApprove = nil }
      return send(model, key, commands, group: group)
    }
    if model.keys[0]!.session == 0 { return logon(model, 0) }
    var commands: [any CommandMessage] = []
    if model.markets[0] == nil {
      commands += [
        ListMarket(
          market: 0, group: 0, priceMin: isCalling ? -30 : -6, priceMax: isCalling ? 30 : 6,
          quantityMax: 50, multiplier: 1_001,
          makerFee: -157, takerFee: 333),
        ListMarket(
          market: 1, group: 0, selfTrade: 3, options: 1, priceMin: 100, priceMax: 105,
          quantityMax: 20, multiplier: 3,
          makerFee: 11, takerFee: 70_001, dayEnd: 13 * second),
        ListMarket(
          market: 2, group: 3, priceMin: -9, priceMax: -5, quantityMax: 1 << 40, multiplier: 1),
      ]
    }
    if model.cash.count < 4 {
      for account in 1...4 as ClosedRange<UInt32> {
        commands += [
          OpenAccount(account: account, owner: account < 3 ? 6 : 0),
          AdjustCash(account: account, amount: 77_777),
        ]
      }
    }
    if model.keys.values.filter({ !$0.isRevoked && $0.scope & 1 == 1 }).count < 5 {
      commands.append(register(model, isSound: true))
    }
    if isCalling && commands.isEmpty && random.once(in: 12) {
      if model.auctions[0]?.terms == nil { return send(model, 0, [auctionTerms(0)]) }
      if model.status[0]!.state == .open && !random.once(in: 3) {
        return send(model, 0, [SetMarketState(state: UInt8(3 + random.below(3)))])
      }
    }
    let isCall = { (market: UInt32) in NaiveVenue.calls.contains(model.status[market]!.state) }
    if let halted = model.status.keys.sorted().first(where: {
      ![.open, .expired].contains(model.status[$0]!.state)
    }),
      commands.isEmpty && random.once(in: isCall(halted) ? 25 : 3)
    {
      return send(
        model, 0, [SetMarketState(market: halted)], group: model.markets[halted]!.group)
    }
    if commands.isEmpty { return nil }
    return send(model, 0, commands)
  }

  private mutating func traffic(_ model: NaiveVenue) -> Entry {
    switch random.below(100) {
    case 0..<70: return commands(model)
    case 70..<82: return logon(model, UInt32(random.below(Int(genesis.block.keysMax) + 1)))
    case 82..<85: return down(model)
    case 85..<92: return again(model)
    case 92..<93 where random.once(in: 3): return .restart
    default: return .tick(random.next() % second)
    }
  }

  private mutating func again(_ model: NaiveVenue) -> Entry {
    guard !sent.isEmpty else { return .tick(1) }
    var entry = random.pick(sent)
    if random.once(in: 3) { entry.digestSalt = 1 }
    if entry.kind == .commands && random.once(in: 2) {
      let header = withView(entry.body) { CommandBody(checked: $0).header }
      entry.session = model.keys[header.key]?.session ?? 0
    }
    return entry
  }

  private mutating func down(_ model: NaiveVenue) -> Entry {
    .down(
      session(model, random.pick(Array(model.keys.keys).sorted())),
      random.pick([.logout, .silence]))
  }

  /// The key's session, or now and then another's, a stale one, or nobody's.
  private mutating func session(_ model: NaiveVenue, _ key: UInt32) -> UInt32 {
    let right = model.keys[key]?.session ?? 0
    if !random.once(in: 25) { return right }
    let others = model.slots.indices.filter { model.slots[$0] != nil }.map { model.id($0) }
    return random.pick(others + [0, right ^ 0x10000, 0xffff_ffff, 0x1_0000])
  }

  private mutating func nonce(_ model: NaiveVenue, _ key: UInt32) -> UInt64 {
    let used = model.keys[key]?.used ?? [:]
    let highest = used.keys.max() ?? 0
    // The highest of all is rare: it leaves its key no other.
    if random.once(in: 2_000) { return .max }
    if random.once(in: 150) { return UInt64(random.below(2)) }
    if random.once(in: 12) { return highest &- 9 &+ UInt64(random.below(14)) }
    return highest &+ UInt64(1 + random.below(3))
  }

  private mutating func validUntil(_ model: NaiveVenue) -> UInt64 {
    if random.once(in: 25) { return model.now &- UInt64(random.below(3)) }
    if random.once(in: 40) { return model.now + 60 * second + UInt64(random.below(3)) }
    return model.now + 1 + random.next() % (59 * second)
  }

  private mutating func logon(_ model: NaiveVenue, _ key: UInt32) -> Entry {
    let entry = Entry.logon(
      key: key, nonce: nonce(model, key), validUntil: validUntil(model),
      flags: random.once(in: 30) ? 3 : random.once(in: isPassive ? 6 : 3) ? 1 : 0)
    remember(entry)
    return entry
  }

  private mutating func remember(_ entry: Entry) {
    sent.append(entry)
    if sent.count > 12 { sent.removeFirst() }
  }

  private mutating func send(
    _ model: NaiveVenue, _ key: UInt32, _ commands: [any CommandMessage], group: UInt16 = 0
  ) -> Entry {
    var datagram = Datagram(
      key: key, nonce: nonce(model, key), group: group, validUntil: validUntil(model),
      commands: commands)
    if model.keys[key]!.scope & 2 != 0 && toApprove == nil && commands.count < 12 {
      toApprove = (commands, group)
    }
    if random.once(in: 12) {
      datagram.indexLagMax = UInt32(1 + random.below(6))
      datagram.indexSeen = model.head.logIndex &+ 2 &- UInt64(random.below(8))
    }
    let checks = random.once(in: 20) ? UInt32(truncatingIfNeeded: random.next()) : .max
    let entry = Entry.commands(datagram, session: session(model, key), keyChecks: checks)
    remember(entry)
    return entry
  }

  private mutating func commands(_ model: NaiveVenue) -> Entry {
    let up = model.keys.filter { $0.value.session != 0 }.keys.sorted()
    guard !up.isEmpty else { return .tick(1) }
    let key = random.pick(up)
    var market = UInt32(random.below(random.once(in: 20) ? 5 : 3))
    // An uncross that takes several records is rare: somebody should see it.
    let busy = model.auctions.keys.sorted().first { model.isUncrossing($0) }
    if let busy, !random.once(in: 3) { market = busy }
    var group = model.markets[market]?.group ?? 0
    if random.once(in: 40) { group = 9 }
    let isLong = random.once(in: isPassive ? 2 : 10)
    let count = isLong ? 1 + random.below(16) : 1 + random.below(3)
    let account = model.keys[key]!.account
    var commands = (0..<count).map { _ in command(model, key, account, market) }
    // One mass cancel on top of another, and orders that they do not mean.
    if count < 12 && random.once(in: isPassive ? 12 : 60) {
      let wide = CancelAll(scope: 1, side: 2, owner: 1)
      let second = random.once(in: 2) ? massCancel(market) : wide
      commands += [massCancel(market), order(market), second, order(market)]
    }
    // Many that wait for one price.
    if count < 4 && random.once(in: isPassive ? 16 : 200) {
      let last = model.prices[NaiveVenue.PriceKey(market: market, source: 1)]?.price ?? 0
      commands = (0..<10).map { _ in
        NewConditionalOrder(
          market: market, timeInForce: 1, price: price(market), quantity: 1, clientOrder: name(90),
          source: 1, when: 1, triggerPrice: last + 1)
      }
    }
    if count < 4 && random.once(in: isPassive ? 20 : 120) {
      commands = tripping(model, account, market)
    }
    // Registrations are long: sixteen of them are no datagram.
    let bytes = commands.reduce(0) { $0 + 2 + encoded($1).count }
    return send(model, key, bytes > 1_000 ? [commands[0]] : commands, group: group)
  }

  private mutating func command(
    _ model: NaiveVenue, _ key: UInt32, _ account: UInt32, _ market: UInt32
  ) -> any CommandMessage {
    let scope = model.keys[key]!.scope
    if scope == 2 || random.once(in: 60) { return operation(model) }
    if scope & 16 != 0 && random.once(in: 4) { return reference(model, market) }
    if scope & 32 != 0 && random.once(in: 12) { return state(market) }
    if scope & 8 != 0 && random.once(in: 4) {
      if random.once(in: 5) {
        return RevokeKey(key: UInt32(random.below(Int(genesis.block.keysMax))))
      }
      var registration = register(model, isSound: true)
      if !random.once(in: 4) { registration.account = account }
      if !random.once(in: 3) {
        registration.notAfter = min(registration.notAfter, model.keys[key]!.notAfter)
      }
      return registration
    }
    switch random.below(100) {
    case 0..<1 where !isPassive || random.once(in: 6): return massCancel(market)
    case 1..<2 where !isPassive || random.once(in: 6): return SetDeadMan(span: span())
    case 0..<(isPassive ? 19 : 14): return specialOrder(model, market)
    case 0..<(isPassive ? 24 : 22): return conditionalOrder(model, account, market)
    case 0..<(isPassive ? 73 : 56): return order(market)
    case 56..<76: return cancel(model, account, market)
    case 76..<88: return replace(model, account, market)
    case 88..<95: return quotes(model, account, market)
    case 95..<97: return protection(model, account)
    default: return Noop()
    }
  }

  /// A quote group of an account, mostly one that is there.
  private mutating func quoteGroup(_ model: NaiveVenue, _ account: UInt32) -> UInt16 {
    let own = model.quoteGroups.filter { $0.account == account }.map(\.number)
    return own.isEmpty || random.once(in: 15) ? UInt16(random.below(4)) : random.pick(own)
  }

  private mutating func protection(
    _ model: NaiveVenue, _ account: UInt32
  ) -> any CommandMessage {
    let number = quoteGroup(model, account)
    if random.once(in: 3) { return ResetProtection(quoteGroup: number) }
    if random.once(in: 12) { return SetProtection(quoteGroup: number, flags: 1) }
    var command = SetProtection(
      quoteGroup: random.once(in: 3) ? UInt16(random.below(4)) : number,
      span: random.pick([second / 50, second, 5 * second]))
    switch random.below(5) {
    case 0: command.quantityMax = UInt64(1 + random.below(20))
    case 1: command.tradesMax = UInt64(1 + random.below(5))
    case 2: command.deltaMax = UInt64(1 + random.below(12))
    case 3: command.vegaMax = UInt64(1 + random.below(60))
    default:
      (command.quantityMax, command.deltaMax) = (20, 9)
      (command.tradesMax, command.vegaMax) = (6, 40)
    }
    if !random.once(in: 4) { command.frozenSpan = random.pick([second / 1_000, second / 10]) }
    switch random.below(40) {
    case 0: command.flags = UInt8(1 + random.below(3))
    case 1: command.span = random.pick([0, 999_999, 86_400 * second + 1])
    case 2: command.frozenSpan = random.pick([999_999, .max])
    case 3: command = SetProtection(quoteGroup: number)
    default: break
    }
    return command
  }

  /// Quotes that trip when the record may cancel no more, or few.
  private mutating func tripping(
    _ model: NaiveVenue, _ account: UInt32, _ market: UInt32
  ) -> [any CommandMessage] {
    let number = quoteGroup(model, account)
    var sheet = QuoteSheet(MassQuote(clientOrder: 1, quoteGroup: number))
    for (market, bid) in [(0, 0), (1, 103), (2, -7)] as [(UInt32, Int64)] {
      sheet.append(
        MassQuoteQuotes(
          market: market, bidPrice: bid, bidQuantity: quantity(), askPrice: bid + 1,
          askQuantity: quantity()))
    }
    let ends: [(Int64, Int64)] = [(-6, 6), (100, 105), (-9, -5)]
    var commands: [any CommandMessage] = [
      SetProtection(
        quoteGroup: number, span: second, tradesMax: UInt64(1 + random.below(3)),
        frozenSpan: second / 1_000), sheet,
      CancelAll(scope: 1, side: 2, owner: 1, filters: 2),
      CancelAll(scope: 1, side: 2, owner: 1, filters: 2, tag: 1),
    ]
    for place in 0..<4 {
      let side = UInt8((place + random.below(4)) % 2)
      let (low, high) = ends[Int(min(market, 2))]
      commands.append(
        NewOrder(
          market: market, side: side, timeInForce: 1, price: side == 0 ? high : low,
          quantity: UInt64(1 + random.below(3)), clientOrder: name(90)))
    }
    if random.once(in: 3) { commands.insert(ResetProtection(quoteGroup: number), at: 0) }
    if random.once(in: 6) { commands.append(ResetProtection(quoteGroup: number)) }
    return commands
  }

  private mutating func quotes(
    _ model: NaiveVenue, _ account: UInt32, _ market: UInt32
  ) -> any CommandMessage {
    let number = quoteGroup(model, account)
    if !model.quoteGroups.contains(where: { $0.account == account }) && !random.once(in: 4) {
      return protection(model, account)
    }
    var sheet = QuoteSheet(
      MassQuote(
        clientOrder: UInt64(random.below(9)), quoteGroup: number,
        flags: random.once(in: 40) ? 2 : UInt8(random.below(2)),
        selfTrade: random.once(in: 3) ? UInt8(random.below(random.once(in: 9) ? 9 : 6)) : 0))
    let count = random.once(in: 40) ? 0 : 1 + random.below(3)
    for _ in 0..<count {
      let market = random.once(in: 12) ? UInt32(random.below(5)) : random.once(in: 3) ? 1 : market
      var prices = [price(market, 0), price(market, 1)]
      if !random.once(in: 12) { prices.sort() }
      // Mostly the same price, which keeps its place.
      let old = model.orders.first {
        $0.account == account && QuoteName($0.clientOrder)?.market == market
      }
      if let old, random.once(in: 3) { prices[Int(old.side.wire)] = old.price }
      sheet.append(
        MassQuoteQuotes(
          market: market, weight: random.pick([0, 1, 2, 5, random.once(in: 9) ? 1 << 21 : 3]),
          bidPrice: prices[0], bidQuantity: random.once(in: 6) ? 0 : quantity(),
          askPrice: prices[1], askQuantity: random.once(in: 6) ? 0 : quantity()))
    }
    return sheet
  }

  private mutating func massCancel(_ market: UInt32) -> CancelAll {
    let scope: UInt8 = random.once(in: 30) ? 2 : UInt8(random.below(2))
    var command = CancelAll(
      market: scope == 0 || random.once(in: 30) ? market : 0, scope: scope,
      side: random.once(in: 30) ? 3 : random.once(in: 2) ? 2 : UInt8(random.below(2)),
      owner: random.once(in: 30) ? 2 : UInt8(random.below(2)))
    command.filters = random.once(in: 30) ? 4 : random.once(in: 2) ? 0 : UInt8(random.below(4))
    if scope == 1 && !random.once(in: 20) { command.filters &= ~1 }
    if command.filters & 1 == 1 || random.once(in: 40) {
      let prices = [price(market), price(market)].sorted()
      (command.priceMin, command.priceMax) = (prices[0], prices[1])
      if random.once(in: 20) { command.priceMin += 20 }
    }
    if command.filters & 2 == 2 || random.once(in: 40) {
      command.tag = random.once(in: 5) ? .max : UInt16(random.below(2))
    }
    return command
  }

  private mutating func span() -> UInt64 {
    let day: UInt64 = 86_400 * second
    return random.pick([
      0, 0, 1_000_000, 20_000_000, second, 5 * second, 20 * second, day, 999_999, day + 1,
    ])
  }

  private mutating func price(_ market: UInt32, _ side: UInt8 = 2) -> Int64 {
    let bands: [(Int64, Int)] = [isCalling ? (-31, 63) : (-7, 15), (99, 8), (-10, 7)]
    let (low, width) = bands[Int(min(market, 2))]
    if isCalling && side < 2 && !random.once(in: 6) {
      return low + Int64(random.below(width - 3)) + (side == 0 ? 3 : 0)
    }
    if isPassive && side < 2 && !random.once(in: 12) {
      return low + Int64(random.below(width / 2)) + (side == 1 ? Int64(width / 2 + 1) : 0)
    }
    return low + Int64(random.below(width))
  }

  private mutating func quantity() -> UInt64 {
    if random.once(in: 50) { return random.pick([0, 51, .max, 1 << 40, (1 << 40) + 1]) }
    if isCalling && !random.once(in: 4) { return UInt64(1 + random.below(2)) }
    return UInt64(1 + random.below(12))
  }

  private mutating func order(_ market: UInt32) -> NewOrder {
    let side = random.once(in: 60) ? 2 : UInt8(random.below(2))
    let timeInForce: UInt8 =
      random.once(in: 60) ? 77 : random.once(in: isPassive ? 15 : 5) ? 1 : 0
    var order = NewOrder(
      market: market, side: side, timeInForce: timeInForce, price: price(market, side),
      quantity: isPassive && !random.once(in: 20) ? 1 : quantity(),
      clientOrder: name(isPassive ? 90 : 30))
    if random.once(in: 3) { order.selfTrade = UInt8(random.below(random.once(in: 9) ? 9 : 6)) }
    if !random.once(in: 3) { return order }
    // Mostly what goes together.
    let terms: [(UInt8, UInt8)] = [(2, 0), (1, 8), (2, 8), (0, 16), (0, 1), (0, 1), (0, 3), (0, 3)]
    (order.timeInForce, order.flags) = random.pick(terms)
    if random.once(in: 20) { order.flags = UInt8(random.below(64)) }
    return order
  }

  private mutating func specialOrder(
    _ model: NaiveVenue, _ market: UInt32
  ) -> NewSpecialOrder {
    let plain = order(market)
    var order = NewSpecialOrder(
      market: market, side: plain.side, timeInForce: plain.timeInForce, flags: plain.flags,
      selfTrade: plain.selfTrade, price: plain.price, quantity: plain.quantity,
      clientOrder: plain.clientOrder)
    if isPassive && random.once(in: 2) { order.quantity = UInt64(2 + random.below(5)) }
    if order.timeInForce == 0 {
      order.timeInForce = random.pick([0, 0, 3, 4])
      if random.once(in: 2) {
        order.displayQuantity = random.once(in: 9) ? order.quantity : max(1, order.quantity / 3)
      }
    } else if random.once(in: 20) {
      order.displayQuantity = 1
    }
    if order.timeInForce == 4 && !random.once(in: 20) || random.once(in: 40) {
      order.expiresAt = model.now + random.pick([second, 3 * second, 9 * second, 1, 0])
    }
    if random.once(in: 4) {
      order.minimumQuantity = UInt64(random.below(random.once(in: 5) ? 20 : 4))
    }
    return order
  }

  private mutating func conditionalOrder(
    _ model: NaiveVenue, _ account: UInt32, _ market: UInt32
  ) -> NewConditionalOrder {
    let terms = specialOrder(model, market)
    var order = NewConditionalOrder(
      market: market, side: terms.side, timeInForce: terms.timeInForce, flags: terms.flags,
      selfTrade: terms.selfTrade, price: terms.price, quantity: terms.quantity,
      clientOrder: terms.clientOrder, minimumQuantity: terms.minimumQuantity,
      displayQuantity: terms.displayQuantity, expiresAt: terms.expiresAt)
    if random.once(in: 3) {
      (order.timeInForce, order.flags, order.expiresAt, order.displayQuantity) = (1, 8, 0, 0)
    }
    let isPlain = random.once(in: 6)
    if !isPlain {
      order.source = random.pick([1, 1, 1, 2, 3])
      order.when = UInt8(1 + random.below(2))
      order.triggerPrice = price(market)
      if random.once(in: 3) {
        order.triggerPrice = 0
        order.trailKind = UInt8(1 + random.below(2))
        order.trail = order.trailKind == 1 ? UInt64(1 + random.below(3)) : random.pick([1, 99_999])
      }
    }
    let mine =
      model.orders.filter { $0.account == account && ($0.market == market || random.once(in: 20)) }
      .map(\.clientOrder)
      + model.waiting(account).filter { $0.terms.market == market }.map(\.terms.clientOrder)
    if !mine.isEmpty && (isPlain || random.once(in: 3)) { order.after = random.pick(mine) }
    if !mine.isEmpty && random.once(in: 3) { order.other = random.pick(mine) }
    switch random.below(60) {
    case 0: order.source = UInt8(random.below(5))
    case 1: order.when = UInt8(random.below(4))
    case 2: order.trailKind = UInt8(random.below(4))
    case 3: order.triggerPrice = random.pick([0, 1 << 40, (1 << 40) + 1])
    case 4: order.trail = random.pick([0, 1 << 40, 1_000_000])
    case 5: order.after = random.pick([0, 29, order.clientOrder])
    case 6: order.other = random.pick([29, order.after, order.clientOrder])
    default: break
    }
    return order
  }

  /// A client number; some with a tag.
  private mutating func name(_ count: Int) -> UInt64 {
    let name = UInt64(random.below(count))
    if random.once(in: 150) {
      return random.pick([QuoteName.least &+ name, .max, QuoteName.least - 1])
    }
    return name > 0 && random.once(in: 2) ? name | 1 << 48 : name
  }

  /// An open order to name: mostly one's own, in the right market.
  private mutating func target(_ model: NaiveVenue, _ account: UInt32, _ market: UInt32)
    -> NaiveVenue.Order?
  {
    let all = random.once(in: 8) ? model.orders : model.orders.filter { $0.account == account }
    let here = random.once(in: 8) ? all : all.filter { $0.market == market }
    return here.isEmpty ? nil : random.pick(here)
  }

  private mutating func names(_ order: NaiveVenue.Order?) -> (UInt64, UInt64) {
    guard let order, !random.once(in: 25) else {
      return (random.once(in: 2) ? 0 : 1 << 32 | UInt64(random.below(40)), UInt64(random.below(30)))
    }
    return random.once(in: 2) ? (order.id, UInt64(random.below(2))) : (0, order.clientOrder)
  }

  /// Now and then a waiting order's.
  private mutating func waiterNames(_ model: NaiveVenue, _ account: UInt32) -> (UInt64, UInt64)? {
    let mine = model.waiting(account)
    if mine.isEmpty || !random.once(in: 4) { return nil }
    let waiter = random.pick(mine)
    return random.once(in: 2) ? (waiter.number, 0) : (0, waiter.terms.clientOrder)
  }

  private mutating func cancel(_ model: NaiveVenue, _ account: UInt32, _ market: UInt32)
    -> CancelOrder
  {
    let (order, name) = waiterNames(model, account) ?? names(target(model, account, market))
    return CancelOrder(market: market, order: order, clientOrder: name)
  }

  private mutating func replace(_ model: NaiveVenue, _ account: UInt32, _ market: UInt32)
    -> ReplaceOrder
  {
    let target = target(model, account, market)
    let waiter = random.once(in: 8) ? waiterNames(model, account) : nil
    let (order, name) = waiter ?? names(target)
    let quantity = random.once(in: 2) ? min(target?.open ?? 1, quantity()) : quantity()
    var replace = ReplaceOrder(
      market: market, order: order, clientOrder: name,
      newClientOrder: random.once(in: 3) ? self.name(30) : 0,
      price: random.once(in: 2) ? target?.price ?? 0 : price(market), quantity: quantity)
    if random.once(in: 4) { replace.flags = random.pick([1, 1, 3, 3, 3, 2, 8, 16, 64]) }
    if random.once(in: 4) { replace.selfTrade = UInt8(random.below(random.once(in: 9) ? 9 : 6)) }
    if random.once(in: 4) { replace.openSeen = (target?.open ?? 1) &+ UInt64(random.below(6)) &- 1 }
    return replace
  }

  private mutating func register(_ model: NaiveVenue, isSound: Bool) -> RegisterKey {
    let key = UInt32(random.below(Int(genesis.block.keysMax) + 1))
    let account = UInt32(random.below(isSound ? 5 : 7))
    let scope: UInt32 = random.pick(
      isSound
        ? [1, 1, 1, 1, 1, 1, 3, 4, 5, 9, 13, 17, 33]
        : [0, 1, 2, 3, 4, 8, 10, 15, 16, 32, 64, 0xffff_ffff])
    var notAfter = UInt64.max
    if random.once(in: 3) { notAfter = model.now &+ random.next() % (90 * second) }
    let notBefore = random.once(in: 3) ? model.now + random.next() % (5 * second) : 0
    return RegisterKey(
      key: key, account: account, scope: scope,
      group: random.once(in: 15) ? UInt16(random.below(4)) : .max, notBefore: notBefore,
      notAfter: notAfter,
      publicKey: publicKey(key))
  }

  private mutating func operation(_ model: NaiveVenue) -> any CommandMessage {
    switch random.below(17) {
    case 15 where random.once(in: 2): return priceLimits(UInt32(random.below(4)))
    case 15, 16:
      if random.once(in: 2) { return state(UInt32(random.below(4))) }
      return auctionTerms(UInt32(random.below(4)))
    case 12: return reference(model, UInt32(random.below(4)))
    case 13: return state(UInt32(random.below(4)))
    case 14: return bust(model)
    case 0..<3: return register(model, isSound: random.once(in: 2))
    case 3 where random.once(in: 2):
      return RevokeKey(key: UInt32(random.below(Int(genesis.block.keysMax) + 1)))
    case 4..<6:
      return OpenAccount(
        account: UInt32(random.below(8)), owner: random.once(in: 6) ? 1 << 31 : 0)
    case 6..<8: return listing()
    case 8..<9: return order(0)
    default:
      return AdjustCash(
        account: UInt32(random.below(7)), amount: Int64(bitPattern: random.next()))
    }
  }

  private mutating func state(_ market: UInt32) -> SetMarketState {
    if market > 0 && random.once(in: 25) { return SetMarketState(market: market, state: 11) }
    let states: [MarketState] = [
      .open, .open, .halted, .closed, .postOnly, .cancelOnly, .preOpen, .openingAuction,
      .openingAuction, .volatilityAuction, .closingAuction,
    ]
    let state = random.once(in: 8) ? .settlement : random.pick(states)
    return SetMarketState(
      market: market, state: random.once(in: 9) ? UInt8(random.below(14)) : state.wire)
  }

  private mutating func auctionTerms(_ market: UInt32) -> SetAuctionTerms {
    let spans: [UInt64] = [0, second / 100, second, 3 * second, 8 * second]
    var terms = SetAuctionTerms(
      market: market, openingSpan: random.pick(spans), volatilitySpan: random.pick(spans),
      closingSpan: random.pick(spans),
      randomSpan: random.once(in: 2) ? 0 : random.pick(spans),
      batchSpan: random.once(in: 2) ? 0 : random.pick(spans))
    switch random.below(30) {
    case 0: terms.batchSpan = 999_999
    case 1: terms.closingSpan = 86_400 * second + 1
    case 2: terms.randomSpan = .max
    default: break
    }
    return terms
  }

  private mutating func priceLimits(_ market: UInt32) -> SetPriceLimits {
    let some: [UInt64] = [0, 0, 1, 2, 3, 5, 9]
    var limits = SetPriceLimits(
      market: market, tripState: random.once(in: 3) ? 1 : 5, bandTicks: random.pick(some),
      breakerTicks: random.once(in: 2) ? 0 : 3 + random.pick(some))
    if random.once(in: 2) {
      (limits.velocityTicks, limits.velocitySpan) = (random.pick([1, 2, 5]), second)
    }
    switch random.below(30) {
    case 0: limits.tripState = 3
    case 1: limits.velocitySpan = limits.velocitySpan == 0 ? 1 : 0
    case 2: limits.bandTicks = (1 << 41) + 1
    case 3: limits.velocitySpan = .max
    default: break
    }
    return limits
  }

  private mutating func reference(_ model: NaiveVenue, _ market: UInt32) -> SetReferencePrice {
    let last = model.status[market] ?? NaiveVenue.Status()
    let isMark = random.once(in: 2)
    let (time, sequence) = isMark ? (last.markTime, last.markSequence) : (last.time, last.sequence)
    // Mostly where triggers are.
    let price = random.once(in: 3) ? Int64(random.below(90)) - 40 : price(market)
    return SetReferencePrice(
      market: market, source: random.once(in: 30) ? 2 : isMark ? 1 : 0,
      price: random.once(in: 20) ? (1 << 40) + 1 : price,
      sourceTime: time + UInt64(random.below(9)) - (random.once(in: 8) && time > 0 ? 1 : 0),
      sourceSequence: sequence + UInt64(random.below(6)))
  }

  private mutating func bust(_ model: NaiveVenue) -> BustTrade {
    let trade = model.trades.isEmpty ? MatchRecord() : random.pick(Array(model.trades.suffix(8)))
    var command = BustTrade(
      match: trade.match, price: trade.price, quantity: trade.quantity, makerFee: trade.makerFee,
      takerFee: trade.takerFee, market: trade.market, makerAccount: trade.makerAccount,
      takerAccount: trade.takerAccount, takerSide: trade.takerSide)
    switch random.below(24) {
    case 0: command.match = random.pick([0, model.matchNext, .max])
    case 1: command.price = random.pick([-100, command.price + 1])
    case 2: command.quantity = random.pick([0, .max, command.quantity + 1])
    case 3: command.makerFee += 1
    case 4: command.takerFee -= 1
    case 5: command.makerAccount = random.pick([5, 6, 0])
    case 6: command.takerAccount = random.pick([5, 6, 0])
    case 7: command.takerSide = 2
    case 8: command.market = UInt32(random.below(4))
    default: break
    }
    return command
  }

  private mutating func listing() -> ListMarket {
    let low = Int64(random.below(20)) - 10
    return ListMarket(
      market: UInt32(random.below(5)), group: UInt16(random.below(2)),
      selfTrade: UInt8(random.below(7)), options: UInt8(random.below(3)), priceMin: low,
      priceMax: low + Int64(random.once(in: 2) ? 110 : random.below(160)) - 2,
      quantityMax: quantity(), multiplier: random.once(in: 4) ? 0 : 2,
      makerFee: Int32(random.below(30)) - 20,
      takerFee: random.once(in: 9) ? 100_001 : 10,
      dayEnd: random.once(in: 9) ? 86_400 * second : 7 * second)
  }
}
