// SPDX-License-Identifier: Apache-2.0

import Matching
import Quantities

/// Where the books and the naive books parted.
struct Difference: CustomStringConvertible {
  /// The number of commands applied, the one that shows it included.
  var commands: Int
  var what: String
  var description: String { "after \(commands) commands: \(what)" }
}

/// What a stream met, to show that it met what it is for.
struct Coverage: Equatable {
  var refusals: [UInt8: Int] = [:]
  var events: [UInt8: Int] = [:]
  var reasons: [UInt8: Int] = [:]
  var restingMax = 0
}

private struct Entered {
  var order: OrderID
  var account: AccountID
  var clientOrder: UInt64
}

/// The books under test and the naive ones, taking the same commands.
final class Comparison {
  private var books: OrderBooks
  private var events: BookEvents
  private var naive: NaiveBooks
  private let flow: Flow
  /// The orders entered of late, by the number of their command.
  private var entered: [Int: Entered] = [:]
  private var isGiven: Set<OrderID> = []
  private(set) var applied = 0
  private(set) var coverage = Coverage()

  init(_ flow: Flow, _ defect: Defect? = nil) {
    self.flow = flow
    books = try! OrderBooks(flow.limits)
    events = BookEvents(capacity: max(flow.limits.eventsPerCommandMax, 24))
    naive = NaiveBooks(flow.limits, flow.bands, owners: flow.owners, defect)
    for (account, group) in flow.owners { books.setOwner(AccountID(account), group: group) }
    for market in flow.bands.keys.sorted() {
      let band = flow.bands[market]!
      try! books.list(
        MarketID(market), priceMin: Price(ticks: band.lowerBound),
        priceMax: Price(ticks: band.upperBound), group: flow.groups[market]!)
    }
  }

  /// Applies one command to both; nil if they agree.
  func apply(_ command: Command) -> Difference? {
    applied += 1
    events.removeAll()
    naive.events.removeAll()
    books.advance(to: UInt64(command.number))
    naive.now = UInt64(command.number)
    let (answer, expected) = answers(command)
    count(answer)
    if answer != expected { return difference("\(command): \(answer), not \(expected)") }
    for i in 0..<max(events.count, naive.events.count) {
      let event = i < events.count ? events[i] : nil
      let expected = i < naive.events.count ? naive.events[i] : nil
      if event != expected {
        return difference(
          "\(command): event \(i) is \(String(describing: event)), "
            + "not \(String(describing: expected))")
      }
    }
    if applied % flow.commandsPerCheck == 0 { return compareWhole() }
    return nil
  }

  /// Compares every order of every queue, the levels, and the structure with its own rules.
  func compareWhole() -> Difference? {
    if let fault = books.checkWhole(mayCross: { _ in true }) {
      return difference("does not hold: \(fault)")
    }
    if books.openOrders != naive.orders.count { return difference("the number of orders differs") }
    for market in flow.bands.keys.sorted() {
      for side in [Side.buy, .sell] {
        let queue = queue(MarketID(market), side)
        let expected = naive.queue(MarketID(market), side)
        if queue != expected { return difference("market \(market) \(side): \(queue)") }
      }
    }
    for order in naive.orders {
      let named = books.record(clientOrder: order.clientOrder, of: order.account)
      if named != order { return difference("\(order) is not found by name") }
    }
    for account in 0..<UInt32(flow.limits.accountsMax) {
      let chain = chain(AccountID(account))
      if chain != naive.orders.filter({ $0.account.value == account }) {
        return difference("the chain of account \(account): \(chain)")
      }
      if let fault = compareSearches(AccountID(account)) { return difference(fault) }
    }
    return nil
  }

  /// Searches from every order of the account, from stale and strangers' ones, in few steps a call.
  private func compareSearches(_ account: AccountID) -> String? {
    let mine = naive.orders.filter { $0.account == account }
    let places = [OrderID.none] + naive.orders.map(\.order) + entered.values.map(\.order)
    var cursors: [UInt64] = [0, .max]
    for order in mine { cursors += [order.sequence - 1, order.sequence] }
    for sequence in cursors {
      let expected = mine.first { $0.sequence > sequence }?.order ?? .none
      for place in [OrderID.none, places[Int(sequence % UInt64(places.count))], places.last!] {
        var found = books.search(account, above: sequence, from: place, stepsMax: 3)
        var calls = 1
        while !found.isOver && calls <= mine.count {
          found = books.search(account, above: sequence, from: found.order, stepsMax: 3)
          calls += 1
        }
        if found.order != expected || !found.isOver || calls > mine.count / 3 + 1 {
          return "account \(account) above \(sequence) from \(place): \(found), not \(expected)"
        }
      }
    }
    return nil
  }

  private func difference(_ what: String) -> Difference {
    Difference(commands: applied, what: what)
  }

  private func answers(_ command: Command) -> (Answer, Answer) {
    let answer: Answer
    do throws(BookRefusal) { answer = try ours(command) } catch { answer = .refused(error) }
    if answer == .refused(.clientOrderCrowded) { return (answer, answer) }
    return (answer, expected(command, answer))
  }

  /// What the books under test answer.
  private func ours(_ command: Command) throws(BookRefusal) -> Answer {
    switch command.action {
    case .submit(let order):
      return .entered(try books.submit(order, into: &events))
    case .collect(let order):
      return .entered(try books.collect(order, into: &events))
    case .uncross(let market, let reference, let selfTrade, let countMax):
      return uncross(market, reference, selfTrade, countMax)
    case .cancel(let reference):
      let (order, account) = resolve(reference)
      if reference.isByName {
        return .cancelled(
          try books.cancel(clientOrder: order.clientOrder, of: account, into: &events))
      }
      return .cancelled(try books.cancel(order.order, of: account, into: &events))
    case .cancelForged(let order, let account):
      return .cancelled(try books.cancel(order, of: account, into: &events))
    case .replace(let reference, let change):
      let (order, account) = resolve(reference)
      let amendment = amendment(change, order)
      if reference.isByName {
        return .replaced(
          try books.replace(
            clientOrder: order.clientOrder, of: account, with: amendment,
            into: &events))
      }
      return .replaced(
        try books.replace(
          order.order, of: account, with: amendment, into: &events))
    case .cancelAll(let account, let filter, let countMax):
      return .massCancelled(
        books.cancelAll(
          of: account, meant(filter), countMax: countMax, reason: .massCancelled, into: &events))
    case .cancelSpecial(let number):
      let place = UInt32(number % flow.limits.specialOrdersMax + 1)
      guard let special = books.special(place), let order = books.record(special.order) else {
        return .refused(.unknownOrder)
      }
      books.cancel(special: place, reason: .expired, into: &events)
      return .cancelled(order)
    case .cancelMarket(let market, let countMax):
      return .massCancelled(
        books.cancelAll(in: market, countMax: countMax, reason: .massCancelled, into: &events))
    }
  }

  /// The walk for the price in pieces, then so many pairs.
  private func uncross(
    _ market: MarketID, _ reference: Int64?, _ selfTrade: SelfTrade, _ countMax: Int
  ) -> Answer {
    var walk = CrossWalk()
    while !walk.isOver { books.walk(&walk, market, stepsMax: countMax + 1) }
    if walk.lots == 0 { return .uncrossed(nil, Uncross(steps: 0, lots: 0, more: false)) }
    let (price, surplus) = walk.price(near: reference)
    return .uncrossed(
      UncrossPrice(price: price, surplus: surplus, lots: walk.lots),
      books.uncross(
        market, at: price, selfTrade: selfTrade, countMax: countMax, into: &events))
  }

  /// The filter with its bound counted from the orders entered so far.
  private func meant(_ filter: MassFilter) -> MassFilter {
    if filter.below == .max { return filter }
    var filter = filter
    filter.below = books.sequenceLast + 1 - min(books.sequenceLast, filter.below)
    return filter
  }

  /// What the naive ones do, told only what id the others gave a new order.
  private func expected(_ command: Command, _ answer: Answer) -> Answer {
    switch command.action {
    case .submit(let order):
      let id = enter(order, command.number, answer)
      return naive.submit(order, id: id)
    case .collect(let order):
      return naive.collect(order, id: enter(order, command.number, answer))
    case .uncross(let market, let reference, let selfTrade, let countMax):
      guard let found = naive.uncrossPrice(market, near: reference) else {
        return .uncrossed(nil, Uncross(steps: 0, lots: 0, more: false))
      }
      return .uncrossed(found, naive.uncross(market, found.price, selfTrade, countMax))
    case .cancel(let reference):
      let (order, account) = resolve(reference)
      return reference.isByName
        ? naive.cancel(order.clientOrder, account) : naive.cancel(order.order, account)
    case .cancelForged(let order, let account): return naive.cancel(order, account)
    case .replace(let reference, let change):
      let (order, account) = resolve(reference)
      let amendment = amendment(change, order)
      return reference.isByName
        ? naive.replace(order.clientOrder, account, amendment)
        : naive.replace(order.order, account, amendment)
    case .cancelAll(let account, let filter, let countMax):
      return naive.cancelAll(account, meant(filter), flow.groups, countMax)
    case .cancelSpecial(let number):
      let place = UInt32(number % flow.limits.specialOrdersMax + 1)
      guard let index = naive.orders.firstIndex(where: { $0.special == place }) else {
        return .refused(.unknownOrder)
      }
      return .cancelled(naive.remove(index, .expired))
    case .cancelMarket(let market, let countMax): return naive.cancelAll(in: market, countMax)
    }
  }

  /// Notes an order that entered.
  ///
  /// - Returns: its id; `.none`, which no order may have, if it was given before.
  private func enter(_ order: NewOrder, _ number: Int, _ answer: Answer) -> OrderID {
    guard case .entered(let entry) = answer, entry.order.generation != 0,
      isGiven.insert(entry.order).inserted
    else { return .none }
    entered[number] = Entered(
      order: entry.order, account: order.account, clientOrder: order.clientOrder)
    entered[number - 2 * flow.limits.ordersMax] = nil
    return entry.order
  }

  /// The order meant, an unknown one if none entered, and the account that asks for it.
  private func resolve(_ reference: Command.Reference) -> (Entered, AccountID) {
    let unknown = Entered(order: .none, account: AccountID(0), clientOrder: 0)
    var order = entered[reference.number] ?? unknown
    if reference.isLive {
      let live = naive.orders.last { $0.sequence <= reference.number } ?? naive.orders.first
      if let live {
        order = Entered(
          order: live.order, account: live.account, clientOrder: live.clientOrder)
      }
    }
    return (order, reference.stranger ?? order.account)
  }

  /// What a change makes of an order as the naive books have it.
  private func amendment(_ change: Command.Change, _ order: Entered) -> Amendment {
    let now = naive.orders.first { $0.order == order.order }
    let open = change.open ?? Quantity(lots: (now?.total.lots ?? 0) &- change.less)
    return Amendment(
      price: Price(ticks: (now?.price.ticks ?? 0) + change.move), open: open,
      clientOrder: change.clientOrder, flags: change.flags, selfTrade: change.selfTrade,
      key: change.key, collects: change.collects)
  }

  private func queue(_ market: MarketID, _ side: Side) -> [OrderRecord] {
    var queue: [OrderRecord] = []
    var level = books.best(market, side)
    while let now = level {
      var lots: UInt64 = 0
      var order = books.firstOrder(market, side, at: now.price)
      while let record = books.record(order) {
        queue.append(record)
        lots += record.open.lots
        order = books.order(behind: order)
      }
      // A level whose total is wrong shows as an order that the naive books do not have.
      if lots != now.lots.lots { queue.append(queue[0]) }
      level = books.level(market, side, after: now.price)
    }
    return queue
  }

  private func chain(_ account: AccountID) -> [OrderRecord] {
    var chain: [OrderRecord] = []
    var order = books.firstOrder(of: account)
    while let record = books.record(order) {
      chain.append(record)
      order = books.order(enteredAfter: order)
    }
    return chain
  }

  private func count(_ answer: Answer) {
    if case .refused(let refusal) = answer {
      coverage.refusals[refusal.rawValue, default: 0] += 1
    }
    for i in 0..<events.count {
      coverage.events[events[i].kind.rawValue, default: 0] += 1
      coverage.reasons[events[i].reason.rawValue, default: 0] += 1
    }
    coverage.restingMax = max(coverage.restingMax, books.openOrders)
  }
}

/// Applies a whole stream; nil if the books agree to the end.
func compare(_ commands: [Command], _ flow: Flow, _ defect: Defect? = nil) -> Difference? {
  let comparison = Comparison(flow, defect)
  for command in commands {
    if let difference = comparison.apply(command) { return difference }
  }
  return comparison.compareWhole()
}

/// A stream that still fails, of the fewest commands found by leaving some out: in the end no two
/// of them can be spared.
func shrink(_ commands: [Command], fails: ([Command]) -> Bool) -> [Command] {
  var commands = commands
  var piece = commands.count / 2
  while piece > 0 {
    var start = 0
    var wasCut = false
    while start < commands.count {
      var fewer = commands
      fewer.removeSubrange(start..<min(start + piece, commands.count))
      if fails(fewer) {
        commands = fewer
        wasCut = true
      } else {
        start += piece
      }
    }
    if !wasCut || piece > 1 { piece /= 2 }
  }
  while commands.count <= 40, let fewer = withoutTwo(commands, fails) { commands = fewer }
  return commands
}

/// The stream without some two of its commands, if it still fails.
private func withoutTwo(_ commands: [Command], _ fails: ([Command]) -> Bool) -> [Command]? {
  for second in commands.indices.dropFirst() {
    for first in 0..<second {
      var fewer = commands
      fewer.remove(at: second)
      fewer.remove(at: first)
      if fails(fewer) { return fewer }
    }
  }
  return nil
}
