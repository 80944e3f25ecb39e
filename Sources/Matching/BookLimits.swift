// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// How much an `OrderBooks` may hold and do. All its memory is sized from this, once.
///
/// Every field can change an outcome, so all of them belong in the genesis command.
@frozen
public struct BookLimits: BitwiseCopyable, Equatable, Sendable {
  /// Markets are numbered below this.
  public var marketsMax: Int
  /// Accounts are numbered below this.
  public var accountsMax: Int
  /// Orders resting at once, over all markets.
  public var ordersMax: Int
  /// Orders of one account resting at once, over all markets.
  public var openOrdersPerAccountMax: Int
  /// Makers that one command may trade with; what is left of the taker then is cancelled.
  public var fillsPerCommandMax: Int
  /// The largest quantity of one order.
  public var quantityMax: Quantity
  /// The widest ladder of one market, in ticks; at most `BookLimits.ladderTicksCeiling`.
  public var ladderTicksMax: Int
  /// The ticks of all ladders together: 16 bytes each, and one bit a side.
  public var ladderTicksTotalMax: Int

  public init(
    marketsMax: Int, accountsMax: Int, ordersMax: Int, openOrdersPerAccountMax: Int,
    fillsPerCommandMax: Int, quantityMax: Quantity, ladderTicksMax: Int = 65_536,
    ladderTicksTotalMax: Int
  ) {
    self.marketsMax = marketsMax
    self.accountsMax = accountsMax
    self.ordersMax = ordersMax
    self.openOrdersPerAccountMax = openOrdersPerAccountMax
    self.fillsPerCommandMax = fillsPerCommandMax
    self.quantityMax = quantityMax
    self.ladderTicksMax = ladderTicksMax
    self.ladderTicksTotalMax = ladderTicksTotalMax
  }

  /// The most events that `submit` or `replace` can append: the taker leaves the book, trades, and
  /// rests or has its remainder cancelled. `cancel` appends one, `cancelAll` as many as it is told.
  @inlinable public var eventsPerCommandMax: Int {
    @_noAllocation @_noLocks
    get { fillsPerCommandMax + 2 }
  }

  /// What three levels of 64-way occupancy words can address: 64³.
  @inlinable public static var ladderTicksCeiling: Int {
    @inline(__always) get { 262_144 }
  }

  /// What 29 bits can number. Slots, table entries and levels then fit `UInt32` with room to spare.
  @inlinable static var countCeiling: Int {
    @inline(__always) get { 1 << 29 }
  }

  /// Whether books can be built to these limits.
  ///
  /// - Throws: `BookLimitsError`, the first limit that does not hold.
  public func check() throws(BookLimitsError) {
    let countable = 1...Self.countCeiling
    if !countable.contains(marketsMax) { throw .marketsMax }
    if !countable.contains(accountsMax) { throw .accountsMax }
    if !countable.contains(ordersMax) { throw .ordersMax }
    if !countable.contains(openOrdersPerAccountMax) { throw .openOrdersPerAccountMax }
    if !countable.contains(fillsPerCommandMax) { throw .fillsPerCommandMax }
    if !(1...Self.ladderTicksCeiling).contains(ladderTicksMax) { throw .ladderTicksMax }
    if !countable.contains(ladderTicksTotalMax) { throw .ladderTicksTotalMax }
    // A level's total is the sum of at most ordersMax quantities and must fit UInt64; half of
    // that, so that a reader may hold the difference of two totals in Int64.
    let (total, overflow) = quantityMax.lots.multipliedReportingOverflow(by: UInt64(ordersMax))
    if quantityMax.lots == 0 || overflow || total > UInt64(Int64.max) { throw .quantityMax }
  }
}

/// A limit to which books cannot be built. Nothing was allocated.
@frozen
public enum BookLimitsError: UInt8, Error, Equatable, CustomStringConvertible {
  case marketsMax = 1
  case accountsMax = 2
  case ordersMax = 3
  case openOrdersPerAccountMax = 4
  case fillsPerCommandMax = 5
  case quantityMax = 6
  case ladderTicksMax = 7
  case ladderTicksTotalMax = 8

  public var description: String {
    switch self {
    case .marketsMax: "marketsMax is not in 1...2^29: give the number of markets to list"
    case .accountsMax: "accountsMax is not in 1...2^29: give the number of accounts to open"
    case .ordersMax: "ordersMax is not in 1...2^29: give the number of orders resting at once"
    case .openOrdersPerAccountMax:
      "openOrdersPerAccountMax is not in 1...2^29: give what one account may have resting"
    case .fillsPerCommandMax:
      "fillsPerCommandMax is not in 1...2^29: give the makers one command may trade with"
    case .quantityMax:
      "quantityMax is zero, or quantityMax × ordersMax exceeds 2^63 - 1: lower either"
    case .ladderTicksMax: "ladderTicksMax is not in 1...262,144: list markets with coarser ticks"
    case .ladderTicksTotalMax:
      "ladderTicksTotalMax is not in 1...2^29: give the sum of the ladders to be listed"
    }
  }
}
