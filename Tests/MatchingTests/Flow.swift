// SPDX-License-Identifier: Apache-2.0

import Matching
import Quantities
import Testing

/// SplitMix64: a stream decided by its seed alone.
struct Random: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}

/// One command of a stream. It means something whatever came before it, so a stream can be cut.
struct Command {
  enum Action {
    case submit(NewOrder)
    /// Enters and rests, whatever the other side holds.
    case collect(NewOrder)
    /// Trades what crosses at the one price near a reference.
    case uncross(MarketID, reference: Int64?, SelfTrade, countMax: Int)
    case cancel(Reference)
    case cancelForged(OrderID, AccountID)
    case replace(Reference, Change)
    /// `below` of the filter is how many that entered last are not meant; `max` for none.
    case cancelAll(AccountID, MassFilter, countMax: Int)
    case cancelMarket(MarketID, countMax: Int)
    /// The special order at the number's remainder, if there is one.
    case cancelSpecial(Int)
  }
  /// An order that entered earlier.
  struct Reference {
    /// The number of the command that entered it.
    var number: Int
    /// Whether, instead of that one, the live order is meant that entered last before it.
    var isLive: Bool
    /// Who asks; nil for its owner.
    var stranger: AccountID?
    /// Whether it is asked for by its client order id.
    var isByName: Bool
  }
  /// What an order is to become, told from what it is.
  struct Change {
    /// The new price, in ticks from the old one.
    var move: Int64
    /// The new open lots; nil for the same and `less`.
    var open: Quantity?
    var less: UInt64
    var clientOrder: UInt64
    var flags: OrderFlags
    var selfTrade: SelfTrade
    var key: KeyID
    /// Whether it rests as it is.
    var collects: Bool
  }
  /// Its place in the whole stream.
  var number: Int
  var action: Action
}

/// What kind of stream: its limits, its markets, and how its numbers are drawn.
struct Flow: Sendable, CustomTestStringConvertible {
  var name: String
  var limits: BookLimits
  var bands: [UInt32: ClosedRange<Int64>]
  /// How far from the middle prices are drawn, in ticks.
  var spread: Int64
  /// How many client order ids each account uses.
  var names: UInt64
  /// Commands between looks at the whole structure.
  var commandsPerCheck: Int
  /// How far the middle goes up with each command, before it comes back; and how far it jumps now
  /// and then.
  var drift: Int64 = 0
  var jump: Int64 = 0

  var testDescription: String { name }

  /// The group of each market.
  var groups: [UInt32: UInt16] {
    Dictionary(uniqueKeysWithValues: bands.keys.map { ($0, UInt16($0 & 1)) })
  }

  /// Accounts in a group with others.
  var owners: [UInt32: UInt32] { [0: 5, 2: 5] }

  /// Everything so small that every limit is met all the time.
  static let tight = Flow(
    name: "tight",
    limits: BookLimits(
      marketsMax: 4, accountsMax: 4, ordersMax: 20, openOrdersPerAccountMax: 8,
      fillsPerCommandMax: 3, quantityMax: Quantity(lots: 12), specialOrdersMax: 4, windowTicks: 256,
      windowsMax: 1),
    bands: [0: -2...2, 1: 5...5, 3: 100...199], spread: 4, names: 16, commandsPerCheck: 7)

  /// Two markets of a few leaves, with room to queue.
  static let busy = Flow(
    name: "busy",
    limits: BookLimits(
      marketsMax: 2, accountsMax: 6, ordersMax: 150, openOrdersPerAccountMax: 60,
      fillsPerCommandMax: 8, quantityMax: Quantity(lots: 100), windowTicks: 256,
      windowsMax: 3),
    bands: [0: 1_000...1_199, 1: -64...63], spread: 10, names: 200, commandsPerCheck: 61)

  /// One market that needs every level of the occupancy words, with distant prices.
  static let wide = Flow(
    name: "wide",
    limits: BookLimits(
      marketsMax: 1, accountsMax: 3, ordersMax: 60, openOrdersPerAccountMax: 40,
      fillsPerCommandMax: 30, quantityMax: Quantity(lots: 1_000_000), windowTicks: 256),
    bands: [0: -131_072...131_071], spread: 140_000, names: 100, commandsPerCheck: 4_999)

  /// Markets that move: their windows follow, and are left behind.
  static let moving = Flow(
    name: "moving",
    limits: BookLimits(
      marketsMax: 2, accountsMax: 6, ordersMax: 400, openOrdersPerAccountMax: 90,
      fillsPerCommandMax: 8, quantityMax: Quantity(lots: 100), windowTicks: 256,
      windowsMax: 4),
    bands: [0: 1...1 << 40, 1: -100_000...100_000], spread: 700, names: 400, commandsPerCheck: 101,
    drift: 1, jump: 3_000)

  static let all = [tight, busy, wide, moving]

  /// The command numbered `number` of the stream of `random`.
  func command(_ number: Int, _ random: inout Random) -> Command {
    Command(number: number, action: action(number, &random))
  }

  private func action(_ number: Int, _ random: inout Random) -> Command.Action {
    let account = AccountID(UInt32.random(in: 0..<UInt32(limits.accountsMax), using: &random))
    // Books fill for a while and are emptied for a while, so that both ends are met.
    let isFilling = number / (2 * limits.ordersMax) % 2 == 0
    // Now and then orders collect for a while, then trade at one price, some of them.
    let inCall = number % 200
    if inCall < 40 && Int.random(in: 0..<4, using: &random) != 0 {
      return .collect(collected(number, account, &random))
    }
    if (40..<60).contains(inCall) && Bool.random(using: &random) {
      let market = market(&random)
      return .uncross(
        MarketID(market),
        reference: Bool.random(using: &random) ? nil : price(market, nil, number, &random).ticks,
        selfTrade(&random), countMax: .random(in: 0...6, using: &random))
    }
    switch Int.random(in: isFilling ? 0..<72 : 0..<100, using: &random) {
    case 0..<60: return .submit(order(number, account, isFilling, &random))
    case 60 where rarely(&random) || Bool.random(using: &random): return .cancelSpecial(number)
    case 60..<61: return .cancelForged(forged(&random), account)
    case 61..<74: return .replace(reference(number, account, &random), change(&random))
    case 74..<96: return .cancel(reference(number, account, &random))
    default:
      let countMax = Int.random(in: 0...4, using: &random)
      if Int.random(in: 0..<4, using: &random) == 0 {
        return .cancelMarket(
          MarketID(market(&random) + (rarely(&random) ? 100 : 0)), countMax: countMax)
      }
      return .cancelAll(
        AccountID(account.value + (rarely(&random) ? 100 : 0)), filter(&random),
        countMax: countMax)
    }
  }

  /// An order that mostly can rest as it is.
  private func collected(
    _ number: Int, _ account: AccountID, _ random: inout Random
  ) -> NewOrder {
    var order = order(number, account, false, &random)
    if rarely(&random) { return order }
    order.timeInForce = .goodTillCancelled
    order.flags = .none
    order.minimum = .zero
    return order
  }

  private func filter(_ random: inout Random) -> MassFilter {
    MassFilter(
      key: Bool.random(using: &random) ? key(&random) : nil,
      market: Bool.random(using: &random) ? MarketID(market(&random)) : nil,
      group: Bool.random(using: &random) ? .random(in: 0...1, using: &random) : nil,
      side: Bool.random(using: &random) ? (Bool.random(using: &random) ? .buy : .sell) : nil,
      priceMin: Bool.random(using: &random) ? .min : price(market(&random), nil, 0, &random).ticks,
      priceMax: Bool.random(using: &random) ? .max : price(market(&random), nil, 0, &random).ticks,
      tag: Bool.random(using: &random) ? nil : 7,
      below: Bool.random(using: &random)
        ? .max : .random(in: 0...UInt64(limits.ordersMax), using: &random))
  }

  /// A client order id; some with a tag.
  private func name(_ random: inout Random) -> UInt64 {
    .random(in: 1...names, using: &random) | (Bool.random(using: &random) ? 7 << 48 : 0)
  }

  private func key(_ random: inout Random) -> KeyID {
    KeyID(.random(in: 0..<3, using: &random))
  }

  /// The stream of a seed.
  func commands(_ count: Int, seed: UInt64) -> [Command] {
    var random = Random(state: seed)
    return (1...count).map { command($0, &random) }
  }

  private func order(
    _ number: Int, _ account: AccountID, _ isFilling: Bool, _ random: inout Random
  ) -> NewOrder {
    let market = market(&random)
    let side: Side = Bool.random(using: &random) ? .buy : .sell
    let terms = terms(isFilling, &random)
    var order = NewOrder(
      market: MarketID(rarely(&random) ? .random(in: 0...9, using: &random) : market),
      account: AccountID(account.value + (rarely(&random) ? 2 : 0)),
      side: side, price: price(market, isFilling ? side : nil, number, &random),
      quantity: quantity(&random), clientOrder: rarely(&random) ? 0 : name(&random),
      timeInForce: terms.timeInForce, flags: terms.flags, selfTrade: selfTrade(&random),
      key: key(&random))
    let (rests, lots) = (order.timeInForce == .goodTillCancelled, order.quantity.lots)
    if (rests && Int.random(in: 0..<4, using: &random) == 0) || rarely(&random) {
      let most = rarely(&random) ? lots &+ 1 : max(1, lots / 2)
      order.display = Quantity(lots: .random(in: 1...max(1, min(most, 1 << 50)), using: &random))
    }
    if (rests && Int.random(in: 0..<5, using: &random) == 0) || rarely(&random) {
      order.expiresAt = UInt64(max(1, number + .random(in: -1...200, using: &random)))
    }
    if Int.random(in: 0..<9, using: &random) == 0 {
      order.minimum = Quantity(lots: .random(in: 1...(rarely(&random) ? 99 : 3), using: &random))
    }
    return order
  }

  /// How long an order stays and how it enters: mostly what goes together.
  private func terms(
    _ isFilling: Bool, _ random: inout Random
  ) -> (timeInForce: TimeInForce, flags: OrderFlags) {
    if rarely(&random) {
      return (
        [.goodTillCancelled, .immediateOrCancel, .fillOrKill].randomElement(using: &random)!,
        OrderFlags(bits: .random(in: 0...63, using: &random))
      )
    }
    switch Int.random(in: 0..<(isFilling ? 32 : 12), using: &random) {
    case 0: return (.fillOrKill, .none)
    case 1: return (.immediateOrCancel, .none)
    case 2: return (Bool.random(using: &random) ? .immediateOrCancel : .fillOrKill, .market)
    case 3: return (.goodTillCancelled, .marketToLimit)
    case 4: return (.goodTillCancelled, .postOnly | .slide)
    case 5, 6: return (.goodTillCancelled, .postOnly)
    case 7: return (.immediateOrCancel, .none)
    default: return (.goodTillCancelled, .none)
    }
  }

  private func selfTrade(_ random: inout Random) -> SelfTrade {
    if Bool.random(using: &random) { return .allowed }
    return [.cancelTaker, .cancelMaker, .cancelBoth, .decrement].randomElement(using: &random)!
  }

  private func change(_ random: inout Random) -> Command.Change {
    let flags: [OrderFlags] = [
      .none, .none, .none, .postOnly, .postOnly | .slide, OrderFlags(bits: 255),
    ]
    let collects = Int.random(in: 0..<8, using: &random) == 0
    return Command.Change(
      move: Bool.random(using: &random) ? 0 : .random(in: -spread...spread, using: &random),
      open: Bool.random(using: &random) ? nil : quantity(&random),
      less: .random(in: 0...3, using: &random),
      clientOrder: Bool.random(using: &random) ? 0 : name(&random),
      flags: collects ? .none : flags[Int.random(in: 0..<flags.count, using: &random)],
      selfTrade: selfTrade(&random), key: key(&random), collects: collects)
  }

  private func market(_ random: inout Random) -> UInt32 {
    bands.keys.sorted().randomElement(using: &random)!
  }

  /// A price near the middle; that would not trade with the middle's other side if `side` is given.
  private func price(
    _ market: UInt32, _ side: Side?, _ number: Int, _ random: inout Random
  ) -> Price {
    if rarely(&random) {
      return Price(ticks: [.min, .max, 0, .max - 5].randomElement(using: &random)!)
    }
    let band = bands[market]!
    let half = (band.upperBound - band.lowerBound) / 2
    // Now and then one beyond the band, so that its ends are met from both sides.
    let reach = min(half + (rarely(&random) ? 1 : 0), spread)
    var away = Int64.random(in: -reach...reach, using: &random)
    if let side { away = side == .buy ? -abs(away) : abs(away) }
    let walked = Int64(number % 4_000 - 2_000).magnitude
    let jumps = Int64(number / 1_500 % 3)
    return Price(
      ticks: band.lowerBound + half + away + drift * Int64(walked) + jump * jumps)
  }

  private func quantity(_ random: inout Random) -> Quantity {
    let most = limits.quantityMax.lots
    if rarely(&random) {
      return Quantity(lots: [0, most, most + 1, .max].randomElement(using: &random)!)
    }
    return Quantity(lots: .random(in: 1...min(most, 12), using: &random))
  }

  private func reference(
    _ number: Int, _ account: AccountID, _ random: inout Random
  ) -> Command.Reference {
    Command.Reference(
      number: number - .random(in: 1...2 * limits.ordersMax, using: &random),
      isLive: Int.random(in: 0..<4, using: &random) != 0,
      stranger: Int.random(in: 0..<10, using: &random) == 0 ? account : nil,
      isByName: Bool.random(using: &random))
  }

  private func forged(_ random: inout Random) -> OrderID {
    OrderID(
      slot: .random(in: 0...UInt32(limits.ordersMax + 3), using: &random),
      generation: .random(in: 0...20, using: &random))
  }

  private func rarely(_ random: inout Random) -> Bool {
    Int.random(in: 0..<40, using: &random) == 0
  }
}
