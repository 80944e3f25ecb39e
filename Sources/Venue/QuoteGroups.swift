// SPDX-License-Identifier: Apache-2.0

internal import Memory

/// A quote group of an account: its limits, and how its protection stands.
struct QuoteGroupRecord: BitwiseCopyable {
  var account: UInt32 = 0
  var number: UInt16 = 0
  var isTaken = false
  /// Whether a trade of the command at hand reached a limit, and which, as on the wire.
  var isTripped = false
  var limit: UInt8 = 0
  /// Whether quotes of it are still to be pulled: then it has a timer, due since the trip.
  var isPulling = false
  var trippedAt: UInt64 = 0
  /// The next group of the account, or the next free place; 0 for none.
  var next: UInt32 = 0
  /// In nanoseconds, lots and trades; 0 for no limit.
  var span: UInt64 = 0
  var quantityMax: UInt64 = 0
  var tradesMax: UInt64 = 0
  var deltaMax: UInt64 = 0
  var vegaMax: UInt64 = 0
  /// 0 until it is reset.
  var frozenSpan: UInt64 = 0
  /// The log time at which it thaws; 0 at first.
  var frozenUntil: UInt64 = 0

  @_noAllocation @_noLocks
  init() {}

  /// Whether any limit holds.
  var hasLimits: Bool {
    @_noAllocation @_noLocks get { quantityMax | tradesMax | deltaMax | vegaMax != 0 }
  }

  /// The length of a slice of the window: eight of them are never shorter than the span, whatever part
  /// of the last one is over.
  var sliceSpan: UInt64 { @_noAllocation @_noLocks get { (span &+ 6) / 7 } }
}

/// What a group traded in one slice of time.
struct QuoteSlice: BitwiseCopyable {
  /// Log time / the length of a slice.
  var slice: UInt64 = 0
  var quantity: UInt64 = 0
  /// Bought less sold.
  var delta: Int64 = 0
  var vega: UInt64 = 0
  /// 0 where the slice is not in use.
  var trades: UInt64 = 0

  @_noAllocation @_noLocks
  init() {}

  /// Adds a trade; sums stop at 2^63 - 1.
  @_noAllocation @_noLocks
  mutating func add(_ lots: UInt64, isBuy: Bool, weight: UInt64) {
    quantity = Self.capped(quantity, lots)
    vega = Self.capped(vega, lots &* weight)
    trades = Self.capped(trades, 1)
    let (sum, overflow) =
      isBuy
      ? delta.addingReportingOverflow(Int64(lots))
      : delta.subtractingReportingOverflow(Int64(lots))
    delta = overflow || sum == .min ? (isBuy ? .max : -.max) : sum
  }

  @_noAllocation @_noLocks
  private static func capped(_ sum: UInt64, _ more: UInt64) -> UInt64 {
    let total = sum &+ more
    return total > UInt64(Int64.max) ? UInt64(Int64.max) : total
  }
}

/// The quote groups of all accounts, in fixed places from 1: the one given back last taken first, with none
/// given back the lowest never taken. An account has few, in a chain.
struct QuoteGroups: ~Copyable {
  let groups: Slab<QuoteGroupRecord>
  /// By place × 8 + slice mod 8: the last of each.
  let slices: Slab<QuoteSlice>
  /// Each account's first.
  private let accounts: Slab<UInt32>
  private var free: UInt32 = 0
  private var fresh: UInt32 = 1
  private(set) var count = 0
  private let countMax: Int

  /// Of one account.
  static var perAccountMax: Int { @_noAllocation @_noLocks get { 16 } }
  /// Slices of a window.
  static var slicesMax: UInt32 { @_noAllocation @_noLocks get { 8 } }

  init(quoteGroupsMax: Int, accountsMax: Int) {
    groups = Slab(count: quoteGroupsMax + 1)
    slices = Slab(count: (quoteGroupsMax + 1) * Int(Self.slicesMax))
    accounts = Slab(count: quoteGroupsMax == 0 ? 1 : accountsMax)
    countMax = quoteGroupsMax
  }

  var isFull: Bool { @_noAllocation @_noLocks get { count == countMax } }

  /// An account's first; 0 for none.
  @_noAllocation @_noLocks
  func first(of account: UInt32) -> UInt32 { countMax == 0 ? 0 : accounts[account] }

  /// The place of an account's group; 0 for none.
  @_noAllocation @_noLocks
  func find(_ account: UInt32, _ number: UInt16) -> UInt32 {
    var place = first(of: account)
    while place != 0 && groups[place].number != number { place = groups[place].next }
    return place
  }

  @_noAllocation @_noLocks
  func count(of account: UInt32) -> Int {
    var count = 0
    var place = first(of: account)
    while place != 0 {
      count &+= 1
      place = groups[place].next
    }
    return count
  }

  /// Makes a group.
  ///
  /// - Precondition: there is room, and the account has none of that number.
  @_noAllocation @_noLocks
  mutating func make(_ account: UInt32, _ number: UInt16) -> UInt32 {
    invariant(!isFull, "there is a free place")
    var place = free
    if place == 0 {
      place = fresh
      fresh &+= 1
    } else {
      free = groups[place].next
    }
    count &+= 1
    var group = QuoteGroupRecord()
    group.account = account
    group.number = number
    group.isTaken = true
    group.next = accounts[account]
    groups[place] = group
    accounts[account] = place
    return place
  }

  /// Takes a group away.
  @_noAllocation @_noLocks
  mutating func remove(_ place: UInt32) {
    let gone = groups[place]
    var before: UInt32 = 0
    var at = accounts[gone.account]
    while at != place {
      before = at
      at = groups[at].next
    }
    if before == 0 { accounts[gone.account] = gone.next } else { groups[before].next = gone.next }
    var group = QuoteGroupRecord()
    group.next = free
    groups[place] = group
    free = place
    count &-= 1
  }

  /// Which limit the window that ends with a slice reached, as on the wire.
  @_noAllocation @_noLocks
  func reached(_ place: UInt32, _ slice: UInt64) -> UInt8? {
    var (quantity, delta, vega, trades) = (Int128(0), Int128(0), Int128(0), Int128(0))
    for ring in 0..<Self.slicesMax {
      let part = slices[place &* Self.slicesMax &+ ring]
      // Log time does not go back: none is of a later slice.
      if part.trades == 0 || slice &- part.slice >= UInt64(Self.slicesMax) { continue }
      quantity += Int128(part.quantity)
      delta += Int128(part.delta)
      vega += Int128(part.vega)
      trades += Int128(part.trades)
    }
    let group = groups[place]
    if group.quantityMax != 0 && quantity >= Int128(group.quantityMax) { return 0 }
    if group.tradesMax != 0 && trades >= Int128(group.tradesMax) { return 1 }
    if group.deltaMax != 0 && (delta < 0 ? -delta : delta) >= Int128(group.deltaMax) { return 2 }
    if group.vegaMax != 0 && vega >= Int128(group.vegaMax) { return 3 }
    return nil
  }
}
