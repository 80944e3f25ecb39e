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
    case cancel(Reference)
    case cancelForged(OrderID, AccountID)
    case replace(Reference, Change)
    case cancelAll(AccountID, MassFilter, countMax: Int)
    case cancelMarket(MarketID, countMax: Int)
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
    var key: KeyID
  }
  /// Its place in the whole stream, which is also its entry number.
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

  var testDescription: String { name }

  /// The group of each market.
  var groups: [UInt32: UInt16] {
    Dictionary(uniqueKeysWithValues: bands.keys.map { ($0, UInt16($0 & 1)) })
  }

  /// Everything so small that every limit is met all the time.
  static let tight = Flow(
    name: "tight",
    limits: BookLimits(
      marketsMax: 4, accountsMax: 4, ordersMax: 20, openOrdersPerAccountMax: 8,
      fillsPerCommandMax: 2, quantityMax: Quantity(lots: 12), ladderTicksMax: 128,
      ladderTicksTotalMax: 160),
    bands: [0: -2...2, 1: 5...5, 3: 100...199], spread: 4, names: 16, commandsPerCheck: 7)

  /// Two markets of a few leaves, with room to queue.
  static let busy = Flow(
    name: "busy",
    limits: BookLimits(
      marketsMax: 2, accountsMax: 6, ordersMax: 150, openOrdersPerAccountMax: 60,
      fillsPerCommandMax: 8, quantityMax: Quantity(lots: 100), ladderTicksMax: 256,
      ladderTicksTotalMax: 400),
    bands: [0: 1_000...1_199, 1: -64...63], spread: 10, names: 200, commandsPerCheck: 61)

  /// One market that needs every level of the occupancy words, with distant prices.
  static let wide = Flow(
    name: "wide",
    limits: BookLimits(
      marketsMax: 1, accountsMax: 3, ordersMax: 60, openOrdersPerAccountMax: 40,
      fillsPerCommandMax: 30, quantityMax: Quantity(lots: 1_000_000), ladderTicksMax: 262_144,
      ladderTicksTotalMax: 262_144),
    bands: [0: -131_072...131_071], spread: 140_000, names: 100, commandsPerCheck: 4_999)

  static let all = [tight, busy, wide]

  /// The command numbered `number` of the stream of `random`.
  func command(_ number: Int, _ random: inout Random) -> Command {
    Command(number: number, action: action(number, &random))
  }

  private func action(_ number: Int, _ random: inout Random) -> Command.Action {
    let account = AccountID(UInt32.random(in: 0..<UInt32(limits.accountsMax), using: &random))
    // Books fill for a while and are emptied for a while, so that both ends are met.
    let isFilling = number / (2 * limits.ordersMax) % 2 == 0
    switch Int.random(in: isFilling ? 0..<72 : 0..<100, using: &random) {
    case 0..<60: return .submit(order(account, isFilling, &random))
    case 60..<61: return .cancelForged(forged(&random), account)
    case 61..<74: return .replace(reference(number, account, &random), change(&random))
    case 74..<98: return .cancel(reference(number, account, &random))
    default:
      let countMax = Int.random(in: 0...4, using: &random)
      if Int.random(in: 0..<4, using: &random) == 0 {
        return .cancelMarket(
          MarketID(market(&random) + (rarely(&random) ? 100 : 0)), countMax: countMax)
      }
      return .cancelAll(
        AccountID(account.value + (rarely(&random) ? 100 : 0)), filter(number, &random),
        countMax: countMax)
    }
  }

  private func filter(_ number: Int, _ random: inout Random) -> MassFilter {
    MassFilter(
      key: Bool.random(using: &random) ? key(&random) : nil,
      market: Bool.random(using: &random) ? MarketID(market(&random)) : nil,
      group: Bool.random(using: &random) ? .random(in: 0...1, using: &random) : nil,
      side: Bool.random(using: &random) ? (Bool.random(using: &random) ? .buy : .sell) : nil,
      below: Bool.random(using: &random)
        ? .max : UInt64(max(0, number - .random(in: 0...2 * limits.ordersMax, using: &random))))
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
    _ account: AccountID, _ isFilling: Bool, _ random: inout Random
  ) -> NewOrder {
    let market = market(&random)
    let side: Side = Bool.random(using: &random) ? .buy : .sell
    return NewOrder(
      market: MarketID(rarely(&random) ? .random(in: 0...9, using: &random) : market),
      account: AccountID(account.value + (rarely(&random) ? 2 : 0)),
      side: side, price: price(market, isFilling ? side : nil, &random),
      quantity: quantity(&random), clientOrder: .random(in: 0...names, using: &random),
      timeInForce: Int.random(in: 0..<(isFilling ? 16 : 3), using: &random) == 0
        ? .immediateOrCancel : .goodTillCancelled,
      key: key(&random))
  }

  private func change(_ random: inout Random) -> Command.Change {
    Command.Change(
      move: Bool.random(using: &random) ? 0 : .random(in: -spread...spread, using: &random),
      open: Bool.random(using: &random) ? nil : quantity(&random),
      less: .random(in: 0...3, using: &random),
      clientOrder: Bool.random(using: &random) ? 0 : .random(in: 1...names, using: &random),
      key: key(&random))
  }

  private func market(_ random: inout Random) -> UInt32 {
    bands.keys.sorted().randomElement(using: &random)!
  }

  /// A price near the middle; that would not trade with the middle's other side if `side` is given.
  private func price(_ market: UInt32, _ side: Side?, _ random: inout Random) -> Price {
    if rarely(&random) {
      return Price(ticks: [.min, .max, 0, .max - 5].randomElement(using: &random)!)
    }
    let band = bands[market]!
    let half = (band.upperBound - band.lowerBound) / 2
    // Now and then one beyond the band, so that its ends are met from both sides.
    let reach = min(half + (rarely(&random) ? 1 : 0), spread)
    var away = Int64.random(in: -reach...reach, using: &random)
    if let side { away = side == .buy ? -abs(away) : abs(away) }
    return Price(ticks: band.lowerBound + half + away)
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
