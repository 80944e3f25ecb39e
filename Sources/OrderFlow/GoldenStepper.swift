// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// Plays a LOBSTER recording on a venue one message at a time and says after each what the best
/// levels of its book must be.
///
///     row 1 ─▶ start(): one synthetic order per visible level
///     message k ─▶ its commands, then what the window uncovers ─▶ venue's top == row k
///
/// LOBSTER leaves out what happens below the last visible level. So when a level goes and the
/// window reaches further down, prices that were out of sight are taken from the golden row: what
/// our book lacks there is *seeded* as a synthetic order, and what it holds too much, because an
/// order was cancelled out of sight, is *withdrawn*. Nothing else is ever taken from the golden
/// rows: a price within sight in the row before, whether or not orders rested there, and the
/// message's own price, only change by the message.
///
/// An event on an order older than the recording acts on the synthetic orders at its price.
///
/// For one thread; it allocates, and holds what rests in the book.
public struct GoldenStepper: ~Copyable {
  /// A correction of what was out of sight.
  public struct Seed: Equatable, Sendable {
    public let side: Side
    public let priceTicks: Int64
    /// What the model of our book held there, and what the golden row shows.
    public let own: UInt64
    public let golden: UInt64
  }

  /// One message.
  public struct Step: Sendable {
    /// The message's number, which is its line and the golden row's; the first is 2.
    public let row: UInt64
    public let event: FlowEvent
    /// What the message makes the venue do.
    public let messageCommands: [PlannedCommand]
    /// What brings uncovered levels to the golden row; after the message's own.
    public let seedCommands: [PlannedCommand]
    public let seeds: [Seed]
    /// What the venue's book must show after all commands.
    public let golden: GoldenLevels

    /// All commands, in order.
    public var commands: [PlannedCommand] { messageCommands + seedCommands }
  }

  /// Where a venue's book is not the golden one.
  public struct Mismatch: Equatable, Sendable, CustomStringConvertible {
    public let row: UInt64
    public let side: Side
    /// The position in the window, 1 the best; 0 for a price that was out of sight.
    public let level: Int
    public let expected: BookLevel?
    public let found: BookLevel?

    public var description: String {
      func text(_ level: BookLevel?) -> String {
        level.map { "\($0.lots) at \($0.priceTicks)" } ?? "nothing"
      }
      let place = level == 0 ? "out of sight" : "level \(level)"
      return "row \(row), \(side) \(place): \(text(found)) where \(text(expected)) is expected"
    }
  }

  /// Client ids from here on are synthetic orders'.
  public static let syntheticClientIDs: UInt64 = 1 << 63

  /// Levels seeded because they came into sight with more than our book held.
  public private(set) var seedCount = 0
  /// Levels withdrawn from because they came into sight with less.
  public private(set) var withdrawalCount = 0
  private var messages: FlowFile
  private var rows: GoldenBook
  private let market: UInt32
  private var book = ShadowBook()
  private var golden = GoldenLevels(bids: [], asks: [])
  private var row: UInt64 = 0
  private var syntheticIDs: UInt64 = 0
  private var aggressorIDs: UInt64 = 0
  private var outOfSight: Mismatch?

  /// Takes a pair of files, the message file opened as `.lobster`, to be played on one market.
  public init(messages: consuming FlowFile, rows: consuming GoldenBook, market: UInt32 = 0) {
    self.messages = messages
    self.rows = rows
    self.market = market
  }

  /// Levels a side that are compared.
  public var depth: Int { rows.depth }

  /// The golden row reached.
  public var expected: GoldenLevels { golden }

  /// Reads the first message and its row, and returns the orders that make the venue's book that
  /// row. The first message is part of it already.
  public mutating func start() throws(FlowError) -> [PlannedCommand] {
    guard let first = try messages.next() else {
      throw FlowError(file: messages.name, place: .file, problem: .empty)
    }
    golden = try nextRow()
    row = 1
    var commands: [PlannedCommand] = []
    for side in [Side.buy, .sell] {
      for level in golden[side] {
        seed(side, level.priceTicks, level.lots, first.timeNanoseconds, &commands)
      }
    }
    return commands
  }

  /// The next message and what must come of it, or nil at the end of both files.
  /// - Parameter ownBook: what the venue's book holds at a price before this step; asked only for
  ///   prices that come into sight, so that what went wrong below the window cannot be hidden by
  ///   a seed: a difference from what our commands should have left there is reported by
  ///   `compare`.
  /// - Throws: where a file is wrong, or which of the two ends first.
  public mutating func next(
    ownBook: (Side, Int64) -> UInt64
  ) throws(FlowError) -> Step? {
    guard let event = try messages.next() else {
      if try rows.next() == nil { return nil }
      throw FlowError(file: messages.name, place: .file, problem: .rowsEnded(rows: row))
    }
    let before = golden
    golden = try nextRow()
    row += 1
    outOfSight = nil
    var commands: [PlannedCommand] = []
    play(event, &commands)
    var seedCommands: [PlannedCommand] = []
    var seeds: [Seed] = []
    for side in [Side.buy, .sell] {
      for (price, lots) in uncovered(side, before: before[side], event) {
        watch(side, price, found: ownBook(side, price))
        let own = book.lots(side, price)
        guard own != lots else { continue }
        seeds.append(Seed(side: side, priceTicks: price, own: own, golden: lots))
        if own < lots {
          seedCount += 1
          seed(side, price, lots - own, event.timeNanoseconds, &seedCommands)
        } else {
          withdrawalCount += 1
          withdraw(side, price, own - lots, event.timeNanoseconds, &seedCommands)
        }
      }
    }
    return Step(
      row: row, event: event, messageCommands: commands, seedCommands: seedCommands, seeds: seeds,
      golden: golden)
  }

  /// Compares a venue's best levels, as many as `depth` a side, with the golden row reached.
  /// - Returns: the first difference, or nil when there is none.
  public func compare(ownTop: GoldenLevels) -> Mismatch? {
    if let outOfSight { return outOfSight }
    for side in [Side.buy, .sell] {
      let (expected, found) = (golden[side], ownTop[side])
      for level in 0..<max(expected.count, found.count) {
        let want = level < expected.count ? expected[level] : nil
        let have = level < found.count ? found[level] : nil
        if want != have {
          return Mismatch(row: row, side: side, level: level + 1, expected: want, found: have)
        }
      }
    }
    return nil
  }
}

extension GoldenStepper {
  private mutating func nextRow() throws(FlowError) -> GoldenLevels {
    guard let row = try rows.next() else {
      throw FlowError(file: rows.name, place: .file, problem: .rowsEnded(rows: rows.row))
    }
    return row
  }

  private mutating func send(_ command: PlannedCommand, _ commands: inout [PlannedCommand]) {
    var sent = command
    sent.fillPrice(book)
    var fills: [ShadowFill] = []
    do { try book.apply(command, fills: &fills) } catch { sent.refusal = error }
    commands.append(sent)
  }

  private func command(
    _ kind: PlannedCommand.Kind, _ time: UInt64, _ side: Side, _ id: UInt64, price: Int64 = 0,
    lots: UInt64 = 0
  ) -> PlannedCommand {
    // Buyers and sellers differ, so that no account can trade with itself.
    let owner = kind == .newIOC ? FlowAccount(.taker, 0) : FlowAccount(.maker, side == .buy ? 0 : 1)
    return PlannedCommand(
      timeNanoseconds: time, market: market, kind: kind, side: side, priceTicks: price, lots: lots,
      clientID: id, account: owner)
  }

  /// Does what a message says.
  private mutating func play(_ event: FlowEvent, _ commands: inout [PlannedCommand]) {
    guard let side = event.side else { return }
    let time = event.timeNanoseconds
    switch event.kind {
    case .add:
      send(
        command(.newLimit, time, side, event.id, price: event.price, lots: event.size), &commands)
    case .executeVisible:
      aggressorIDs += 1
      let id = CommandPlanner.ownClientIDs + aggressorIDs
      send(
        command(.newIOC, time, side.opposite, id, price: event.price, lots: event.size), &commands)
    case .delete, .reduce: take(event, side, &commands)
    default: break
    }
  }

  private mutating func shrink(
    _ id: UInt64, _ side: Side, to lots: UInt64, _ time: UInt64,
    _ commands: inout [PlannedCommand]
  ) {
    send(command(lots == 0 ? .cancel : .reduceTo, time, side, id, lots: lots), &commands)
  }

  /// Takes what an owner took away off the level: off the order named as far as it goes, then off
  /// synthetic orders, which stand for those older than the recording, then off the youngest.
  /// Orders differ from the feed's where one was filled or shrank out of sight; the level may not.
  private mutating func take(
    _ event: FlowEvent, _ side: Side, _ commands: inout [PlannedCommand]
  ) {
    let queue = book.queue(side, event.price)
    let named = queue.filter { $0 == event.id }
    let synthetic = queue.filter { $0 >= Self.syntheticClientIDs }
    let others = queue.reversed().filter { $0 != event.id && $0 < Self.syntheticClientIDs }
    take(event.size, off: named + synthetic + others, side, event.timeNanoseconds, &commands)
  }

  /// Takes lots off orders in turn.
  private mutating func take(
    _ lots: UInt64, off ids: [UInt64], _ side: Side, _ time: UInt64,
    _ commands: inout [PlannedCommand]
  ) {
    var left = lots
    for id in ids {
      guard left > 0, let open = book.order(id)?.open else { break }
      let taken = min(left, open)
      shrink(id, side, to: open - taken, time, &commands)
      left -= taken
    }
  }

  /// The prices that came into sight with a row, with what it shows there: all that is beyond the
  /// last level of the row before and not beyond the last of this, where either the row or our
  /// book has something. A row with fewer levels than it could have shows the whole side.
  private func uncovered(
    _ side: Side, before: [BookLevel], _ event: FlowEvent
  ) -> [(price: Int64, lots: UInt64)] {
    guard before.count == depth, let old = before.last?.priceTicks else { return [] }
    let now = golden[side]
    let new = now.count == depth ? now.last?.priceTicks : nil
    func isUncovered(_ price: Int64) -> Bool {
      if side == event.side, price == event.price { return false }
      let beyondOld = side == .buy ? price < old : price > old
      guard beyondOld, let new else { return beyondOld }
      return side == .buy ? price >= new : price <= new
    }
    var found = now.filter { isUncovered($0.priceTicks) }.map { ($0.priceTicks, $0.lots) }
    for price in book.prices(side) where isUncovered(price) {
      if !now.contains(where: { $0.priceTicks == price }) { found.append((price, 0)) }
    }
    return found
  }

  private mutating func watch(_ side: Side, _ price: Int64, found: UInt64) {
    let expected = book.lots(side, price)
    guard found != expected, outOfSight == nil else { return }
    outOfSight = Mismatch(
      row: row, side: side, level: 0, expected: BookLevel(priceTicks: price, lots: expected),
      found: BookLevel(priceTicks: price, lots: found))
  }

  private mutating func seed(
    _ side: Side, _ price: Int64, _ lots: UInt64, _ time: UInt64,
    _ commands: inout [PlannedCommand]
  ) {
    syntheticIDs += 1
    let id = Self.syntheticClientIDs + syntheticIDs
    send(command(.newLimit, time, side, id, price: price, lots: lots), &commands)
  }

  /// Takes lots off a price: the youngest order that has exactly as many, or else the youngest
  /// orders one after the other. Which of them went out of sight cannot be known.
  private mutating func withdraw(
    _ side: Side, _ price: Int64, _ lots: UInt64, _ time: UInt64,
    _ commands: inout [PlannedCommand]
  ) {
    let youngest = book.queue(side, price).reversed()
    if let exact = youngest.first(where: { book.order($0)?.open == lots }) {
      return shrink(exact, side, to: 0, time, &commands)
    }
    take(lots, off: Array(youngest), side, time, &commands)
  }
}
