// SPDX-License-Identifier: Apache-2.0

internal import Quantities

/// An endless synthetic order flow: the same options give the same commands on every machine.
///
///     options ─▶ xoshiro256** ─▶ what │ where (Zipf) │ when (Poisson) ─▶ PlannedCommand
///                                └──── shadow books: what is probably open ◀──┘
///
/// The mix is that of a real day's order messages (see `Options`). The flow is open loop: it hears
/// nothing from the venue, and knows what is open only from its own shadow books, which a venue
/// that refuses or loses something will differ from. Their size is held near
/// `restingPerMarket` for ever by drawing larger aggressors while more rests, and smaller ones
/// while less does, so the mix itself never bends.
///
/// First every market is filled with `restingPerMarket` adds (`isLoading`); the mix holds after.
/// For one thread; it allocates.
public struct SeededFlow: Sendable {
  public struct Options: Sendable {
    public var seed: UInt64 = 1
    /// Markets, 1 to 65,536; market k is as active as 1/(k+1).
    public var markets = 8
    /// Maker accounts, 1 to 65,535.
    public var makers = 8
    /// Taker accounts, 1 to 65,535.
    public var takers = 4
    /// Mean arrivals a second over all markets, above 0.
    public var commandsPerSecond = 100_000.0
    /// Time of the flow's beginning, in nanoseconds.
    public var startNanoseconds: UInt64 = 0
    /// Orders that rest in each market in the long run, 16 to 2^20.
    public var restingPerMarket = 1_000
    /// The middle of the price domain, above `rangeTicks`; the mid price returns to it.
    public var centreTicks: Int64 = 10_000
    /// Half the price domain: every sound price lies within so many ticks of the centre.
    public var rangeTicks: Int64 = 2_048
    /// The price of a command that is meant to be outside the band.
    public var outsideBandTicks: Int64 = 1_000_000
    /// The share of commands that are wrong on purpose, in equal parts of each `FlowDefect`.
    public var defectShare = 0.005
    /// Shares of the sound commands; what is left after these is marketable: IOC, and limit
    /// orders that cross and rest with their remainder.
    public var addShare = 0.485
    public var cancelShare = 0.415
    public var modifyShare = 0.02
    public var iocShare = 0.06
    /// The share of cancels that pick among the market's last 2,048 adds; others pick any order.
    public var cancelRecentShare = 0.7
    public init() {}
  }

  /// Sizes are 1 to this many lots.
  public static let lotsMax: UInt64 = 1_000
  /// How many of a market's last adds are recent.
  public static let recentMax = 2_048
  /// Client ids from here on were never entered: cancels of them are unknown on purpose.
  public static let unknownClientIDs: UInt64 = 1 << 61

  public let options: Options
  public private(set) var statistics = SeededStatistics()
  private var random: SeededRandom
  private var markets: [SeededMarket]
  private let activity: WeightedTable
  private let distances: WeightedTable
  private let sizes: WeightedTable
  private var time: Double = 0
  private var clientIDs: UInt64 = 0
  private var loaded = 0
  private var fills: [ShadowFill] = []

  /// - Precondition: the options are within their ranges.
  public init(_ options: Options = Options()) {
    options.check()
    self.options = options
    random = SeededRandom(seed: options.seed)
    markets = (0..<options.markets).map { _ in SeededMarket(mid: Double(options.centreTicks)) }
    activity = WeightedTable((1...options.markets).map { 1 / Double($0) })
    // Distances from the mid fall as d^-1.5, near the exponent of real books (about 1.6), and
    // round hundreds of lots are preferred among sizes that fall as 1/size.
    distances = WeightedTable(
      (1...options.rangeTicks).map { 1 / (Double($0) * Double($0).squareRoot()) })
    sizes = WeightedTable(
      (1...Self.lotsMax).map { ($0 % 100 == 0 ? 25 : 1) / Double($0) })
  }

  /// Whether markets are still being filled.
  public var isLoading: Bool { loaded < options.markets * options.restingPerMarket }

  /// What should rest in a market if the venue took everything.
  public func book(_ market: UInt32) -> ShadowBook { markets[Int(market)].book }

  /// The next command. There is always one, and its time is never before the last one's.
  public mutating func next() -> PlannedCommand {
    time += random.exponential() * 1e9 / options.commandsPerSecond
    if isLoading {
      let market = loaded / options.restingPerMarket
      loaded += 1
      return carryOut(add(market), as: .load)
    }
    let market = activity.draw(&random)
    wander(market)
    if random.chance(options.defectShare), let defective = defect(market) { return defective }
    let point = random.unit()
    var bound = options.addShare
    if point < bound { return carryOut(add(market), as: .add) }
    bound += options.cancelShare
    if point < bound {
      // An empty market has nothing to cancel or modify; it gets an order instead.
      return cancel(market) ?? carryOut(add(market), as: .add)
    }
    bound += options.modifyShare
    if point < bound { return modify(market) ?? carryOut(add(market), as: .add) }
    bound += options.iocShare
    return aggressor(market, isIOC: point < bound)
  }
}

extension SeededFlow {
  private func command(
    _ market: Int, _ kind: PlannedCommand.Kind, _ side: Side, _ id: UInt64, _ account: FlowAccount
  ) -> PlannedCommand {
    PlannedCommand(
      timeNanoseconds: options.startNanoseconds + UInt64(time), market: UInt32(market), kind: kind,
      side: side, clientID: id, account: account)
  }

  private mutating func nextID() -> UInt64 {
    clientIDs += 1
    return clientIDs
  }

  private mutating func carryOut(
    _ planned: PlannedCommand, as part: SeededStatistics.Part
  ) -> PlannedCommand {
    var command = planned
    let index = Int(command.market)
    command.fillPrice(markets[index].book)
    fills.removeAll(keepingCapacity: true)
    do {
      try markets[index].book.apply(command, fills: &fills)
      markets[index].note(command, recentMax: Self.recentMax)
    } catch {
      command.refusal = error
    }
    statistics.record(command, part, fills: fills.count)
    return command
  }

  /// Lets the mid price take a step: a small draw either way, and a pull to the centre.
  private mutating func wander(_ market: Int) {
    let centre = Double(options.centreTicks)
    let range = Double(options.rangeTicks)
    let pull = (centre - markets[market].mid) * 0.0005
    let step = (random.unit() - random.unit()) * 0.5
    let moved = markets[market].mid + pull + step
    markets[market].mid = min(max(moved, centre - range / 2), centre + range / 2)
  }

  private mutating func side() -> Side { random.chance(0.5) ? .buy : .sell }

  private mutating func account(_ role: FlowAccount.Role) -> FlowAccount {
    let count = role == .maker ? options.makers : options.takers
    return FlowAccount(role, UInt16(random.index(count)))
  }

  private mutating func size() -> UInt64 { UInt64(sizes.draw(&random)) + 1 }

  /// A price near the touch that does not cross: so many ticks from the mid, never past the other
  /// side's best.
  private mutating func passivePrice(_ market: Int, _ side: Side) -> Int64 {
    let distance = Int64(distances.draw(&random))
    let mid = Int64(markets[market].mid)
    let other = markets[market].book.best(side.opposite)
    let price: Int64
    if side == .buy {
      price = min(mid - distance, (other ?? .max) - 1)
    } else {
      price = max(mid + 1 + distance, (other ?? .min) + 1)
    }
    return within(price)
  }

  private func within(_ price: Int64) -> Int64 {
    min(
      max(price, options.centreTicks - options.rangeTicks), options.centreTicks + options.rangeTicks
    )
  }

  private mutating func add(_ market: Int) -> PlannedCommand {
    let side = side()
    var command = command(market, .newLimit, side, nextID(), account(.maker))
    command.priceTicks = passivePrice(market, side)
    command.lots = size()
    return command
  }

  private mutating func cancel(_ market: Int) -> PlannedCommand? {
    let recent = random.chance(options.cancelRecentShare)
    guard let (order, side, wasRecent) = markets[market].pick(recent: recent, &random) else {
      return nil
    }
    return carryOut(
      command(market, .cancel, side, order.id, order.account),
      as: wasRecent ? .cancelRecent : .cancel)
  }

  /// Moves an order to a new price and size, or, one time in four, makes it smaller in its place.
  private mutating func modify(_ market: Int) -> PlannedCommand? {
    guard let (order, side, _) = markets[market].pick(recent: true, &random) else { return nil }
    let open = markets[market].book.order(order.id)?.open ?? 0
    if open > 1, random.chance(0.25) {
      var command = command(market, .reduceTo, side, order.id, order.account)
      command.lots = 1 + random.below(open - 1)
      return carryOut(command, as: .modify)
    }
    var command = command(market, .replace, side, order.id, order.account)
    command.newClientID = nextID()
    command.priceTicks = passivePrice(market, side)
    command.lots = size()
    return carryOut(command, as: .modify)
  }

  private mutating func aggressor(_ market: Int, isIOC: Bool) -> PlannedCommand {
    let side = side()
    var command = command(
      market, isIOC ? .newIOC : .newLimit, side, nextID(), account(.taker))
    let slippage = Int64(distances.draw(&random) % 4)
    let mid = Int64(markets[market].mid)
    let touch = markets[market].book.best(side.opposite) ?? mid
    command.priceTicks = within(side == .buy ? touch + slippage : touch - slippage)
    // What rests follows its target by how much aggressors take.
    let resting = Double(markets[market].book.count) / Double(options.restingPerMarket)
    let scale = min(max(resting * resting, 0.125), 4)
    command.lots = min(max(UInt64(Double(size()) * scale), 1), Self.lotsMax)
    return carryOut(command, as: isIOC ? .ioc : .crossing)
  }

  /// A command that a venue must refuse, or nil when this market cannot have it now.
  private mutating func defect(_ market: Int) -> PlannedCommand? {
    let kind = FlowDefect.allCases[random.index(FlowDefect.allCases.count)]
    var command = add(market)
    switch kind {
    case .zeroQuantity:
      command.lots = 0
      command.refusal = .zeroQuantity
    case .unknownOrder:
      command.kind = .cancel
      command.clientID += Self.unknownClientIDs
      command.priceTicks = 0
      command.lots = 0
      command.refusal = .unknownOrder
    case .priceOutsideBand:
      command.priceTicks = options.outsideBandTicks
      // Far to the side on which it would rest, so that a venue without a band keeps its book.
      command.side = command.priceTicks > options.centreTicks ? .sell : .buy
      command.refusal = .priceOutsideBand
    case .duplicateClientID:
      guard let (order, _, _) = markets[market].pick(recent: true, &random) else { return nil }
      command.clientID = order.id
      command.account = order.account
      command.refusal = .duplicateClientID
    }
    statistics.record(command, .defect, fills: 0)
    return command
  }
}

/// What is wrong on purpose with a command of a `SeededFlow`.
public enum FlowDefect: UInt8, CaseIterable, Sendable {
  case zeroQuantity
  case unknownOrder
  case priceOutsideBand
  case duplicateClientID
}
