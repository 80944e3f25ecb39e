// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// How much an `OrderBooks` may hold and do. All its memory is sized from this, once.
///
/// Every field but the two of the windows can change an outcome and belongs in the genesis command.
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
  /// Makers that one command may meet; what is left of the taker then is cancelled.
  public var fillsPerCommandMax: Int
  /// Orders resting at once that have a cold part: hidden lots or an end.
  public var specialOrdersMax: Int
  /// Groups of quotes, numbered from 1 to it; 0 for none.
  public var quoteGroupsMax: Int
  /// The largest quantity of one order.
  public var quantityMax: Quantity
  /// Ticks near the best that a side finds at once: a power of two from 256 to 4,096. Beyond them
  /// prices take a search. Changes no outcome.
  public var windowTicks: Int
  /// Sides that have such a window at once: two for each market with orders on both. Beyond them all
  /// prices take a search. Changes no outcome.
  public var windowsMax: Int

  public init(
    marketsMax: Int, accountsMax: Int, ordersMax: Int, openOrdersPerAccountMax: Int,
    fillsPerCommandMax: Int, quantityMax: Quantity, specialOrdersMax: Int? = nil,
    quoteGroupsMax: Int = 0, windowTicks: Int = 4_096,
    windowsMax: Int? = nil
  ) {
    self.marketsMax = marketsMax
    self.accountsMax = accountsMax
    self.ordersMax = ordersMax
    self.openOrdersPerAccountMax = openOrdersPerAccountMax
    self.fillsPerCommandMax = fillsPerCommandMax
    self.quantityMax = quantityMax
    self.specialOrdersMax = specialOrdersMax ?? ordersMax
    self.quoteGroupsMax = quoteGroupsMax
    self.windowTicks = windowTicks
    self.windowsMax = windowsMax ?? min(2 * marketsMax, Self.windowsUsual)
  }

  /// The most events that `submit` or `replace` can append: the taker leaves the book, meets makers,
  /// some of which refill, loses lots to them, gets another price, and rests or has its remainder
  /// cancelled. `cancel` appends one, `cancelAll` as many as it is told.
  @inlinable public var eventsPerCommandMax: Int {
    @_noAllocation @_noLocks
    get { (specialOrdersMax == 0 ? 1 : 2) &* fillsPerCommandMax &+ 4 }
  }

  /// Prices lie within ± this many ticks.
  @inlinable public static var priceTicksMax: Int64 {
    @_noAllocation @_noLocks
    get { 1 << 40 }
  }

  /// Windows enough for a thousand markets with orders on both sides.
  @inlinable public static var windowsUsual: Int { 2_048 }

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
    if !(0...Self.countCeiling).contains(specialOrdersMax) { throw .specialOrdersMax }
    if !(0...65_535).contains(quoteGroupsMax) { throw .quoteGroupsMax }
    if !(256...4_096).contains(windowTicks) || windowTicks & (windowTicks - 1) != 0 {
      throw .windowTicks
    }
    if !(1...Self.countCeiling / windowTicks).contains(windowsMax) { throw .windowsMax }
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
  case windowTicks = 7
  case windowsMax = 8
  case specialOrdersMax = 9
  case quoteGroupsMax = 10

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
    case .specialOrdersMax:
      "specialOrdersMax is not in 0...2^29: give the number of icebergs and orders with an end"
    case .quoteGroupsMax: "quoteGroupsMax is not in 0...65,535: give the groups of quotes"
    case .windowTicks: "windowTicks is not a power of two in 256...4,096: give one"
    case .windowsMax:
      "windowsMax is not in 1...2^29 / windowTicks: give two for each market with orders"
    }
  }
}
