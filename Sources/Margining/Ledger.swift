// SPDX-License-Identifier: Apache-2.0

public import Memory
public import Quantities

/// What a market's fills are worth.
@frozen
public struct FillTerms: BitwiseCopyable, Sendable {
  /// Units of money for one lot at one tick, 1...2^24.
  public var multiplier: UInt64
  /// Fee rates in millionths of the notional, -100,000...100,000; negative is a rebate.
  public var makerFee: Int32
  public var takerFee: Int32

  @_noAllocation @_noLocks
  public init(multiplier: UInt64, makerFee: Int32, takerFee: Int32) {
    self.multiplier = multiplier
    self.makerFee = makerFee
    self.takerFee = takerFee
  }
}

/// An account's money.
@frozen
public struct AccountRecord: BitwiseCopyable, Sendable {
  public var cash: Money
  public var isOpen: Bool
}

/// An account's stake in one market.
@frozen
public struct PositionRecord: BitwiseCopyable, Sendable {
  /// Held: positive is long.
  public var lots: Int64
  /// Lots of its open buy and sell orders: what the position could still become.
  public var openBuyLots: UInt64
  public var openSellLots: UInt64
}

/// The fees of one fill, in units; negative is a rebate.
@frozen
public struct FillFees: BitwiseCopyable, Sendable {
  public var maker: Int64
  public var taker: Int64
}

/// Accounts and positions, kept exactly.
///
/// Cash-flow accounting: a fill moves the notional from buyer to seller and the lots the other way,
/// fees move to the venue's account (number 0), nothing is ever rounded but a fee, always up: against
/// the member, for the venue. So at every index, per market, the positions sum to zero, and the cash
/// of all accounts sums to what was put in.
///
/// The check before an order (`admits`) is the seam of later risk work; today it bounds the position.
public struct Ledger: ~Copyable {
  /// By account number.
  public let accounts: Slab<AccountRecord>
  /// By account number × `marketsMax` + market number.
  public let positions: Slab<PositionRecord>
  public let marketsMax: Int
  /// The largest position either way, in lots; at most 2^62.
  public let positionLotsMax: UInt64
  /// All that was put in, less all that was taken out.
  public private(set) var deposited = Money.zero

  public init(accountsMax: Int, marketsMax: Int, positionLotsMax: UInt64) {
    invariant(positionLotsMax <= 1 << 62, "a position fits in 63 bits")
    accounts = Slab(count: accountsMax)
    positions = Slab(count: accountsMax * marketsMax)
    self.marketsMax = marketsMax
    self.positionLotsMax = positionLotsMax
  }

  /// The account that receives fees.
  @inlinable public static var venue: AccountID { @_noAllocation @_noLocks get { AccountID(0) } }

  /// Where a position is kept.
  @_noAllocation @_noLocks
  public func place(_ account: AccountID, _ market: MarketID) -> Int {
    Int(account.value) * marketsMax + Int(market.value)
  }

  @_noAllocation @_noLocks
  public func isOpen(_ account: AccountID) -> Bool {
    Int(account.value) < accounts.count && accounts[account.value].isOpen
  }

  /// Opens an account with nothing in it.
  ///
  /// - Precondition: the number is in range and not open.
  @_noAllocation @_noLocks
  public func open(_ account: AccountID) {
    invariant(!isOpen(account), "an account is opened once")
    accounts[account.value].isOpen = true
  }

  /// Puts money in, or takes it out when negative; false if the amount leaves the range.
  @_noAllocation @_noLocks
  public mutating func adjust(_ account: AccountID, by amount: Int64) -> Bool {
    let (cash, overflow) = accounts[account.value].cash.units.addingReportingOverflow(
      Int128(amount))
    if overflow { return false }
    accounts[account.value].cash.units = cash
    deposited.units += Int128(amount)
    return true
  }

  /// Whether an order may join those already open without the position ever passing the limit.
  @_noAllocation @_noLocks
  public func admits(_ account: AccountID, _ market: MarketID, _ side: Side, lots: UInt64) -> Bool {
    let at = place(account, market)
    let held = Int128(positions[at].lots)
    switch side {
    case .buy:
      return held + Int128(positions[at].openBuyLots) + Int128(lots) <= Int128(positionLotsMax)
    case .sell:
      return Int128(positions[at].openSellLots) + Int128(lots) - held <= Int128(positionLotsMax)
    }
  }

  /// Counts lots that came to rest in the book.
  @_noAllocation @_noLocks
  public func rest(_ account: AccountID, _ market: MarketID, _ side: Side, lots: UInt64) {
    let at = place(account, market)
    switch side {
    case .buy: positions[at].openBuyLots += lots
    case .sell: positions[at].openSellLots += lots
    }
  }

  /// Counts lots that left the book, traded or not.
  @_noAllocation @_noLocks
  public func leave(_ account: AccountID, _ market: MarketID, _ side: Side, lots: UInt64) {
    let at = place(account, market)
    switch side {
    case .buy: positions[at].openBuyLots -= lots
    case .sell: positions[at].openSellLots -= lots
    }
  }

  /// Books one fill and returns its fees. The maker's lots must have been counted out by `leave`.
  ///
  /// - Precondition: |price| × lots × multiplier < 2^62, which a listing guarantees.
  @_noAllocation @_noLocks
  public func fill(
    maker: AccountID, taker: AccountID, _ market: MarketID, takerSide: Side, price: Price,
    lots: UInt64, terms: FillTerms
  ) -> FillFees {
    move(
      maker: maker, taker: taker, market, takerSide: takerSide, lots: Int64(lots),
      notional: notional(price, lots, terms))
    let fees = fees(price: price, lots: lots, terms: terms)
    charge(maker: maker, taker: taker, makerFee: fees.maker, takerFee: fees.taker)
    return fees
  }

  /// Takes a fill back: lots, notional and both fees.
  ///
  /// What is open in the book is left alone. A position may come to lie beyond the limit; from there
  /// `admits` lets it only shrink.
  ///
  /// - Precondition: as for `fill`; the fees are `fees(price:lots:terms:)`.
  @_noAllocation @_noLocks
  public func unfill(
    maker: AccountID, taker: AccountID, _ market: MarketID, takerSide: Side, price: Price,
    lots: UInt64, terms: FillTerms
  ) {
    move(
      maker: maker, taker: taker, market, takerSide: takerSide, lots: -Int64(lots),
      notional: -notional(price, lots, terms))
    let fees = fees(price: price, lots: lots, terms: terms)
    charge(maker: maker, taker: taker, makerFee: -fees.maker, takerFee: -fees.taker)
  }

  /// What both sides of a fill pay.
  @_noAllocation @_noLocks
  public func fees(price: Price, lots: UInt64, terms: FillTerms) -> FillFees {
    let notional = notional(price, lots, terms)
    return FillFees(
      maker: fee(notional, rate: terms.makerFee), taker: fee(notional, rate: terms.takerFee))
  }

  @_noAllocation @_noLocks
  private func notional(_ price: Price, _ lots: UInt64, _ terms: FillTerms) -> Int128 {
    let notional = Int128(price.ticks) * Int128(lots) * Int128(terms.multiplier)
    invariant(notional.magnitude < 1 << 62, "a fill's notional fits in 62 bits")
    return notional
  }

  /// Moves lots to a taker who buys and money the other way; both the other way when negative.
  @_noAllocation @_noLocks
  private func move(
    maker: AccountID, taker: AccountID, _ market: MarketID, takerSide: Side, lots signed: Int64,
    notional: Int128
  ) {
    let takerAt = place(taker, market)
    let makerAt = place(maker, market)
    switch takerSide {
    case .buy:
      positions[takerAt].lots += signed
      positions[makerAt].lots -= signed
      accounts[taker.value].cash.units -= notional
      accounts[maker.value].cash.units += notional
    case .sell:
      positions[takerAt].lots -= signed
      positions[makerAt].lots += signed
      accounts[taker.value].cash.units += notional
      accounts[maker.value].cash.units -= notional
    }
  }

  @_noAllocation @_noLocks
  private func charge(maker: AccountID, taker: AccountID, makerFee: Int64, takerFee: Int64) {
    accounts[maker.value].cash.units -= Int128(makerFee)
    accounts[taker.value].cash.units -= Int128(takerFee)
    accounts[Self.venue.value].cash.units += Int128(makerFee) + Int128(takerFee)
  }

  /// The fee on a notional: rate in millionths of its magnitude, rounded up.
  @_noAllocation @_noLocks
  private func fee(_ notional: Int128, rate: Int32) -> Int64 {
    let product = Int128(notional.magnitude) * Int128(rate)
    var units = product / 1_000_000
    if product % 1_000_000 > 0 { units += 1 }
    return Int64(truncatingIfNeeded: units)
  }

  /// Whether money and lots are conserved. Walks everything; for checks, not for the path.
  @_noAllocation @_noLocks
  public func isConserved() -> Bool {
    var cash: Int128 = 0
    for account in 0..<accounts.count { cash += accounts[account].cash.units }
    if cash != deposited.units { return false }
    for market in 0..<marketsMax {
      var lots: Int128 = 0
      for account in 0..<accounts.count {
        lots += Int128(positions[account * marketsMax + market].lots)
      }
      if lots != 0 { return false }
    }
    return true
  }
}
