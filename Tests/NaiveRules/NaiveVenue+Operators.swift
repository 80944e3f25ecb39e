// SPDX-License-Identifier: Apache-2.0

import Memory
import Venue
import WireFormat

/// Commands, and those of operators.
extension NaiveVenue {
  mutating func dispatch(
    _ header: CommandHeader, _ ordinal: Int, _ template: UInt16, _ bytes: ByteView
  ) -> Outcome {
    let key = keys[header.key]!
    if template == Noop.templateID { return Outcome() }
    let accepted: Set<UInt32> =
      switch template {
      case NewOrder.templateID, NewSpecialOrder.templateID, NewConditionalOrder.templateID,
        ReplaceOrder.templateID, MassQuote.templateID, SetProtection.templateID,
        ResetProtection.templateID, SetDeadMan.templateID:
        [1]
      case CancelOrder.templateID, CancelAll.templateID: [1, 4]
      case RegisterKey.templateID, RevokeKey.templateID: [2, 8]
      case SetMarketState.templateID: [2, 32]
      case SetReferencePrice.templateID: [16]
      default: [2]
      }
    if accepted.allSatisfy({ key.scope & $0 == 0 }) { return Outcome(code: .scopeMissing) }
    if template >= 30 && !accepted.contains(1) {
      let code = approve(header, template, bytes.array)
      if code != .none { return Outcome(code: code) }
    }
    switch template {
    case NewSpecialOrder.templateID:
      return submit(NewSpecialOrder(block: bytes, at: 8), header.group, key.account, header.key)
    case NewConditionalOrder.templateID:
      return submit(
        NewConditionalOrder(block: bytes, at: 8), header.group, key.account, header.key)
    case NewOrder.templateID:
      return submit(NewOrder(block: bytes, at: 8), header.group, key.account, header.key)
    case CancelOrder.templateID:
      return cancel(CancelOrder(block: bytes, at: 8), header.group, key.account)
    case ReplaceOrder.templateID:
      return replace(ReplaceOrder(block: bytes, at: 8), header.group, key.account, header.key)
    case MassQuote.templateID: return massQuote(QuoteSheet(block: bytes, at: 8), key.account)
    case SetProtection.templateID:
      return Outcome(code: setProtection(SetProtection(block: bytes, at: 8), key.account))
    case ResetProtection.templateID:
      return Outcome(code: resetProtection(ResetProtection(block: bytes, at: 8), key.account))
    case CancelAll.templateID:
      return Outcome(code: massCancel(CancelAll(block: bytes, at: 8), header))
    case SetDeadMan.templateID:
      return Outcome(code: setDeadMan(SetDeadMan(block: bytes, at: 8), header.key))
    case ListMarket.templateID: return Outcome(code: list(ListMarket(block: bytes, at: 8)))
    case OpenAccount.templateID: return Outcome(code: open(OpenAccount(block: bytes, at: 8)))
    case AdjustCash.templateID: return Outcome(code: adjust(AdjustCash(block: bytes, at: 8)))
    case RegisterKey.templateID:
      if head.keyChecks & (1 << UInt32(ordinal)) == 0 {
        return Outcome(code: .keyNotRegistrable)
      }
      return Outcome(code: check(RegisterKey(block: bytes, at: 8), key))
    case RevokeKey.templateID: return Outcome(code: revoke(RevokeKey(block: bytes, at: 8), key))
    case SetMarketState.templateID:
      return Outcome(code: setState(SetMarketState(block: bytes, at: 8), header.group, key))
    case SetReferencePrice.templateID:
      return Outcome(code: setReference(SetReferencePrice(block: bytes, at: 8), header.group))
    case SetPriceLimits.templateID:
      return Outcome(code: setLimits(SetPriceLimits(block: bytes, at: 8), header.group))
    case SetAuctionTerms.templateID:
      return Outcome(code: setTerms(SetAuctionTerms(block: bytes, at: 8), header.group))
    case BustTrade.templateID:
      return Outcome(code: bust(BustTrade(block: bytes, at: 8), header.group))
    default: return Outcome(code: .templateRefused)
    }
  }

  private mutating func list(_ market: ListMarket) -> RejectCode {
    if market.market >= block.marketsMax { return .marketOutOfRange }
    if markets[market.market] != nil { return .marketTaken }
    let prices = -(Int64(1) << 40)...(1 << 40)
    let fees = Int32(-100_000)...100_000
    let isSound =
      market.priceMin <= market.priceMax && prices.contains(market.priceMin)
      && prices.contains(market.priceMax) && (1...(1 << 40)).contains(market.quantityMax)
      && (1...(1 << 24)).contains(market.multiplier) && fees.contains(market.makerFee)
      && fees.contains(market.takerFee) && market.makerFee + market.takerFee >= 0
    if !isSound || market.selfTrade > 5 || market.options > 1
      || market.dayEnd >= 24 * 3_600 * second
    {
      return .marketParameters
    }
    for price in [market.priceMin, market.priceMax] {
      let most = Int128(price) * Int128(market.quantityMax) * Int128(market.multiplier)
      if most.magnitude >= 1 << 62 { return .marketParameters }
    }
    markets[market.market] = market
    status[market.market] = Status()
    output.append(
      .listed(
        MarketListed(
          logIndex: head.logIndex, logTime: head.logTime, market: market.market,
          group: market.group, priceMin: market.priceMin, priceMax: market.priceMax,
          symbol: market.symbol)))
    return .none
  }

  private mutating func open(_ command: OpenAccount) -> RejectCode {
    if command.account >= block.accountsMax || command.owner >= 1 << 31 {
      return .accountOutOfRange
    }
    if cash[command.account] != nil { return .accountTaken }
    owners[command.account] = command.owner
    cash[command.account] = 0
    return .none
  }

  private mutating func adjust(_ command: AdjustCash) -> RejectCode {
    if cash[command.account] == nil { return .unknownAccount }
    cash[command.account]! += Int128(command.amount)
    deposited += Int128(command.amount)
    return .none
  }

  private mutating func check(_ command: RegisterKey, _ by: Key) -> RejectCode {
    if !(1...63).contains(command.scope) { return .scopeUnknown }
    if by.scope & 2 == 0 && defect != .delegateUnbounded {
      let isOwn = command.account == by.account
      let isHad = [1, 4, 5].contains(command.scope) && by.scope & command.scope == command.scope
      let isInside =
        command.notAfter <= by.notAfter && (by.group == .max || by.group == command.group)
      if !isOwn || !isHad || !isInside { return .delegationExceeded }
    }
    if cash[command.account] == nil { return .unknownAccount }
    if command.key >= block.keysMax { return .keyOutOfRange }
    if keys[command.key] != nil { return .keyTaken }
    register(command)
    return .none
  }

  mutating func register(_ command: RegisterKey) {
    keys[command.key] = Key(
      account: command.account, scope: command.scope, notBefore: command.notBefore,
      notAfter: command.notAfter, publicKey: command.publicKey, group: command.group)
    if command.notAfter != .max {
      timers[Timer(kind: .expiry, number: command.key)] = command.notAfter + 1
    }
    output.append(.keyRegistered(UInt64(command.key), command.publicKey.array))
  }

  private mutating func revoke(_ command: RevokeKey, _ by: Key) -> RejectCode {
    if command.key >= block.keysMax { return .keyOutOfRange }
    guard let key = keys[command.key] else { return .keyUnknown }
    if by.scope & 2 == 0 && defect != .delegateUnbounded {
      let isMembers = key.scope & ~13 == 0
      if key.account != by.account || !isMembers { return .delegationExceeded }
    }
    keys[command.key]!.isRevoked = true
    if key.session != 0 { close(key.session, .revoked) }
    return .none
  }
}
