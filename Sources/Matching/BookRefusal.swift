// SPDX-License-Identifier: Apache-2.0

/// Why the books refused a command. A refused command changed nothing and appended no event.
///
/// The numbers are stable: they reach reports by way of the venue's reject codes.
@frozen
public enum BookRefusal: UInt8, Error, Equatable, CustomStringConvertible {
  case unknownMarket = 1
  case unknownAccount = 2
  case zeroQuantity = 3
  case quantityAboveMax = 4
  case priceOutsideBand = 5
  case zeroClientOrder = 6
  case duplicateClientOrder = 7
  case clientOrderCrowded = 8
  case openOrdersMax = 9
  case poolFull = 10
  /// No such order, or another account's: the two are deliberately not told apart.
  case unknownOrder = 11
  case conflictingTerms = 12
  case noOpposite = 13
  case wouldTrade = 14
  case wouldNotFill = 15
  case displayQuantity = 16
  case minimumQuantity = 17
  case minimumNotMet = 18
  case expiryPassed = 19
  case specialsFull = 20

  public var description: String {
    switch self {
    case .unknownMarket: "no such market is listed: use a listed market's number"
    case .unknownAccount: "the account's number is above the venue's limit: open the account first"
    case .zeroQuantity: "the quantity is zero: cancel the order instead, or give a quantity"
    case .quantityAboveMax: "the quantity is above quantityMax: split the order"
    case .priceOutsideBand: "the price is outside the market's band: price the order inside it"
    case .zeroClientOrder: "client order id 0 is reserved: number orders from 1"
    case .duplicateClientOrder:
      "the account has a live order of that client order id: use another id"
    case .clientOrderCrowded:
      "both places for that client order id are taken by others: use another id"
    case .openOrdersMax: "the account has openOrdersPerAccountMax orders resting: cancel some"
    case .poolFull: "ordersMax orders are resting: only immediate-or-cancel orders are taken now"
    case .unknownOrder: "the account has no such live order: it was filled, cancelled or never was"
    case .conflictingTerms:
      "its flags and time in force exclude one another: post-only rests, a market order does not"
    case .noOpposite: "nobody is on the other side: give a limit order"
    case .wouldTrade: "the order is post-only and would trade: price it away, or let it slide"
    case .displayQuantity:
      "the displayed quantity is not below the whole or less than a 64th of it: display more"
    case .minimumQuantity: "the minimum quantity is above the order's: lower it"
    case .minimumNotMet: "less than the minimum quantity would trade at once: lower it"
    case .expiryPassed: "the order ends at or before log time: give a later end"
    case .specialsFull:
      "specialOrdersMax orders with hidden lots or an end are resting: show all, or use GTC"
    case .wouldNotFill: "the order is fill-or-kill and would not fill at once: lower it, or use IOC"
    }
  }
}

/// Why a market was not listed. Nothing changed.
@frozen
public enum ListingRefusal: UInt8, Error, Equatable, CustomStringConvertible {
  case marketsMax = 1
  case alreadyListed = 2
  case emptyBand = 3
  case priceTicksMax = 4

  public var description: String {
    switch self {
    case .marketsMax: "the market's number is not below marketsMax: use a lower number"
    case .alreadyListed: "the market is listed already: use another number"
    case .emptyBand: "priceMax is below priceMin: give a band of at least one tick"
    case .priceTicksMax: "the band reaches beyond ±2^40 ticks: coarsen the tick"
    }
  }
}
