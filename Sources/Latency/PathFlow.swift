// SPDX-License-Identifier: Apache-2.0

internal import OrderFlow

/// Shares of the kinds of commands, in any unit.
public struct PathMix: Sendable, Equatable, CustomStringConvertible {
  public var enter = 50.0
  public var cancel = 38.0
  public var take = 8.0
  public var replace = 4.0

  public init() {}

  /// Reads `enter=50,cancel=40,take=8,replace=2`; what is not named is 0.
  public init(_ text: String) throws(BenchError) {
    (enter, cancel, take, replace) = (0, 0, 0, 0)
    for part in text.split(separator: ",") {
      let pair = part.split(separator: "=")
      guard pair.count == 2, let share = Double(pair[1]), share >= 0, share.isFinite else {
        throw BenchError("mix \"\(text)\": \"\(part)\" is not a kind, \"=\" and a share from 0")
      }
      switch pair[0] {
      case "enter": enter = share
      case "cancel": cancel = share
      case "take": take = share
      case "replace": replace = share
      default:
        throw BenchError("mix \"\(text)\": accepted kinds: enter, cancel, take, replace")
      }
    }
    if enter + take <= 0 {
      throw BenchError("mix \"\(text)\": some commands must enter or take, or nothing can happen")
    }
  }

  public var description: String {
    "enter=\(enter),cancel=\(cancel),take=\(take),replace=\(replace)"
  }
}

/// A command of a path load, before it has a nonce and a signature.
struct PathCommand: BitwiseCopyable {
  enum Kind: UInt8, CaseIterable, BitwiseCopyable {
    /// Rests far from the touch, to be cancelled or replaced.
    case enter
    /// Rests at the touch, to be taken.
    case near
    /// An immediate-or-cancel order that what rests near fills.
    case take
    case cancel
    case replace
    /// Of a recorded flow: any outcome of the rules is right.
    case recorded
  }

  var kind: Kind
  var session: UInt16
  var market: UInt32
  /// 0 buys, 1 sells.
  var side: UInt8 = 0
  var isIOC = false
  var price: Int64 = 0
  var lots: UInt64 = 0
  /// The client number of the order that is entered, or that a cancel or replace names.
  var order: UInt64 = 0
  /// A replacement's own number.
  var replacement: UInt64 = 0
  /// The command of this trial that entered the order named, or -1: it was there before.
  var target: Int32 = -1
}

/// Makes commands whose outcomes are known beforehand, whatever the timing, so that every answer can be
/// checked:
///
///     bids  far ──────── near │ near ──────── far  asks
///           cancelled,    taken by immediate-or-     cancelled,
///           replaced      cancel orders, which       replaced
///                         reach no further
///
/// What rests near is always more than what takes it, by commands of the same class, which keep their
/// order; what is cancelled was entered long before, by the same session. Orders near the touch come
/// from session 0, those that take from the others: nobody trades with himself.
struct PathFlow {
  struct Resting: BitwiseCopyable {
    var order: UInt64
    var market: UInt32
    var side: UInt8
    var lots: UInt64
    var target: Int32
  }

  static let markets = 4
  static let centre: Int64 = 10_000
  static let bandMax: Int64 = 20_000
  /// Orders of each session that rest far before a load begins.
  static let farMin = 256
  /// Orders that may rest far, over all sessions: well below the venue's own limit.
  static let farMax = 24_000
  private static let nearLots: UInt64 = 100

  let sessions: Int
  let mix: PathMix
  private var random: SeededRandom
  private var numberNext: UInt64 = 1
  /// By session what rests far, the oldest first, from `heads` on.
  private var far: [[Resting]]
  private var heads: [Int]
  /// By market and side the lots that rest near.
  private var near: [UInt64]
  /// Which commands of this trial rested there.
  private var nearer: [(place: Int, index: Int)] = []

  init(sessions: Int, mix: PathMix, seed: UInt64) {
    self.sessions = sessions
    self.mix = mix
    random = SeededRandom(seed: seed)
    far = Array(repeating: [], count: sessions)
    heads = Array(repeating: 0, count: sessions)
    near = Array(repeating: 0, count: Self.markets * 2)
  }

  private var farCount: Int { far.indices.reduce(0) { $0 + far[$1].count - heads[$1] } }

  /// Commands that fill the books before a load.
  mutating func opening() -> [PathCommand] {
    var commands: [PathCommand] = []
    for session in 0..<sessions {
      while far[session].count - heads[session] < Self.farMin {
        commands.append(enter(session, at: commands.count))
      }
    }
    for place in near.indices {
      while near[place] < Self.nearLots * 4 { commands.append(rest(place, at: commands.count)) }
    }
    return commands
  }

  /// The next commands of a load.
  mutating func commands(_ count: Int) -> [PathCommand] {
    var commands: [PathCommand] = []
    commands.reserveCapacity(count)
    var farCount = farCount
    while commands.count < count {
      let command = next(at: commands.count, farCount)
      switch command.kind {
      case .enter: farCount += 1
      case .cancel: farCount -= 1
      default: break
      }
      commands.append(command)
    }
    return commands
  }

  private mutating func next(at index: Int, _ farCount: Int) -> PathCommand {
    let session = random.index(sessions)
    let isFull = farCount >= Self.farMax
    let total = mix.enter + mix.cancel + mix.take + mix.replace
    var draw = random.unit() * total
    if draw < mix.enter && !isFull { return enter(session, at: index) }
    draw -= mix.enter
    let hasFar = far[session].count - heads[session] >= Self.farMin / 2
    if draw < mix.cancel || isFull {
      return hasFar ? cancel(session) : enter(session, at: index)
    }
    draw -= mix.cancel
    if draw < mix.take && sessions > 1 { return take(at: index) }
    return hasFar ? replace(session, at: index) : enter(session, at: index)
  }

  private mutating func number() -> UInt64 {
    numberNext += 1
    return numberNext - 1
  }

  private mutating func farPrice(_ side: UInt8) -> Int64 {
    let away = 100 + Int64(random.below(400))
    return side == 0 ? Self.centre - away : Self.centre + away
  }

  private mutating func enter(_ session: Int, at index: Int) -> PathCommand {
    let side = UInt8(random.below(2))
    var command = PathCommand(
      kind: .enter, session: UInt16(session), market: UInt32(random.index(Self.markets)))
    command.side = side
    command.price = farPrice(side)
    command.lots = 1 + random.below(50)
    command.order = number()
    far[session].append(
      Resting(
        order: command.order, market: command.market, side: side, lots: command.lots,
        target: Int32(index)))
    return command
  }

  private mutating func oldest(_ session: Int) -> Resting {
    defer {
      heads[session] += 1
      if heads[session] > 4_096 {
        far[session].removeFirst(heads[session])
        heads[session] = 0
      }
    }
    return far[session][heads[session]]
  }

  private mutating func cancel(_ session: Int) -> PathCommand {
    let resting = oldest(session)
    var command = PathCommand(kind: .cancel, session: UInt16(session), market: resting.market)
    command.order = resting.order
    command.target = resting.target
    return command
  }

  private mutating func replace(_ session: Int, at index: Int) -> PathCommand {
    let resting = oldest(session)
    var command = PathCommand(kind: .replace, session: UInt16(session), market: resting.market)
    command.side = resting.side
    command.order = resting.order
    command.target = resting.target
    command.replacement = number()
    command.price = farPrice(resting.side)
    command.lots = resting.lots
    far[session].append(
      Resting(
        order: command.replacement, market: resting.market, side: resting.side,
        lots: resting.lots, target: Int32(index)))
    return command
  }

  /// An order that rests near, on a place: market and side.
  private mutating func rest(_ place: Int, at index: Int) -> PathCommand {
    var command = PathCommand(kind: .near, session: 0, market: UInt32(place / 2))
    command.side = UInt8(place % 2)
    let away = 1 + Int64(random.below(4))
    command.price = command.side == 0 ? Self.centre - away : Self.centre + away
    command.lots = Self.nearLots
    command.order = number()
    near[place] += command.lots
    nearer.append((place, index))
    return command
  }

  /// An order that takes, or one for it to find when little rests near.
  private mutating func take(at index: Int) -> PathCommand {
    let market = random.index(Self.markets)
    let side = random.index(2)
    let place = market * 2 + (1 - side)
    let lots = 1 + random.below(10)
    if near[place] < Self.nearLots { return rest(place, at: index) }
    near[place] -= lots
    var command = PathCommand(
      kind: .take, session: UInt16(1 + random.index(sessions - 1)), market: UInt32(market))
    command.side = UInt8(side)
    command.isIOC = true
    command.price = side == 0 ? Self.centre + 5 : Self.centre - 5
    command.lots = lots
    command.order = number()
    return command
  }

  /// After a load: forgets which of its commands entered what. Orders that `isThere` denies are not
  /// cancelled later, nor counted on.
  mutating func settle(_ isThere: (Int) -> Bool) {
    for session in far.indices {
      far[session].removeFirst(heads[session])
      heads[session] = 0
      far[session].removeAll { $0.target >= 0 && !isThere(Int($0.target)) }
      for i in far[session].indices { far[session][i].target = -1 }
    }
    // Rather too little: what took nothing, for want of it, is counted all the same.
    for entry in nearer where !isThere(entry.index) {
      near[entry.place] -= min(near[entry.place], Self.nearLots)
    }
    nearer.removeAll()
  }
}
