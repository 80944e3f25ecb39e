// SPDX-License-Identifier: Apache-2.0

internal import Margining
internal import Matching
internal import Memory
internal import Quantities
internal import WireFormat

/// Listings, accounts and cash.
extension Venue {
  @_noAllocation @_noLocks
  mutating func list(
    _ market: ListMarket, _ record: LogRecord, into events: inout VenueEvents
  ) -> RejectCode {
    if Int(market.market) >= markets.count { return .marketOutOfRange }
    if markets[market.market].isListed { return .marketTaken }
    let terms = FillTerms(
      multiplier: market.multiplier, makerFee: market.makerFee, takerFee: market.takerFee)
    if !Self.isSound(market) { return .marketParameters }
    do {
      try books.list(
        MarketID(market.market), priceMin: Price(ticks: market.priceMin),
        priceMax: Price(ticks: market.priceMax), group: market.group)
    } catch {
      switch error {
      case .marketsMax: return .marketOutOfRange
      case .alreadyListed: return .marketTaken
      case .emptyBand, .priceTicksMax: return .marketParameters
      }
    }
    markets[market.market] = MarketRecord(market, terms)
    writeMarket(market.market, record, into: &events)
    let data = events.append(
      VenueEvent(.marketData, logIndex: record.logIndex, length: MarketListed.messageBytes))
    MarketListed(
      logIndex: record.logIndex, logTime: record.logTime, market: market.market,
      group: market.group, priceMin: market.priceMin, priceMax: market.priceMax,
      symbol: market.symbol
    ).encode(message: data)
    return .none
  }

  /// Whether a market's numbers stay in range whatever trades: no notional reaches 2^62 units.
  @_noAllocation @_noLocks
  private static func isSound(_ market: ListMarket) -> Bool {
    let priceMax = ProtocolLimits.priceTicksMax
    if market.priceMin < -priceMax || market.priceMax > priceMax { return false }
    if market.priceMin > market.priceMax { return false }
    if market.quantityMax == 0 || market.quantityMax > ProtocolLimits.quantityLotsMax {
      return false
    }
    if market.multiplier == 0 || market.multiplier > ProtocolLimits.multiplierMax { return false }
    let feeMax = ProtocolLimits.feeMax
    if market.makerFee < -feeMax || market.makerFee > feeMax { return false }
    if market.takerFee < -feeMax || market.takerFee > feeMax { return false }
    // A rebate above the other side's fee would pay out of the venue's account without end.
    if Int64(market.makerFee) + Int64(market.takerFee) < 0 { return false }
    if market.selfTradeValue == nil || market.options > 1 { return false }
    if market.dayEnd >= ProtocolLimits.daySpan { return false }
    let far = UInt64(max(market.priceMin.magnitude, market.priceMax.magnitude))
    let notional = UInt128(far) * UInt128(market.quantityMax) * UInt128(market.multiplier)
    return notional < 1 << 62
  }

  @_noAllocation @_noLocks
  mutating func openAccount(_ command: OpenAccount) -> RejectCode {
    if Int(command.account) >= ledger.accounts.count { return .accountOutOfRange }
    if command.owner >= 1 << 31 { return .accountOutOfRange }
    if ledger.isOpen(AccountID(command.account)) { return .accountTaken }
    books.setOwner(AccountID(command.account), group: command.owner)
    ledger.open(AccountID(command.account))
    changedAccounts.note(command.account)
    return .none
  }

  @_noAllocation @_noLocks
  mutating func adjustCash(_ command: AdjustCash) -> RejectCode {
    if !ledger.isOpen(AccountID(command.account)) { return .unknownAccount }
    if !ledger.adjust(AccountID(command.account), by: command.amount) { return .cashOverflow }
    changedAccounts.note(command.account)
    return .none
  }
}
