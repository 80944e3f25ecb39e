// SPDX-License-Identifier: Apache-2.0

import Memory
import Venue
import WireFormat

/// A decoded event of a venue.
enum Output: Hashable {
  case result(UInt32, CommandResult)
  case fill(UInt32, Fill)
  case orderClosed(UInt32, OrderClosed)
  case sessionEnded(UInt32, SessionClosed)
  case massCancelled(UInt32, MassCancelled)
  case busted(UInt32, TradeBusted)
  case repriced(UInt32, OrderRepriced)
  case triggered(UInt32, OrderTriggered)
  case quoteResult(UInt32, QuoteResult)
  case quoteRefused(UInt32, QuoteRefused)
  case protection(UInt32, ProtectionTriggered)
  case status(MarketStatus)
  case reference(ReferencePrice)
  case broken(TradeBroken)
  case priceLimits(PriceLimits)
  case tripped(LimitTripped)
  case indication(AuctionIndication)
  case auctionResult(AuctionResult)
  case auctionTrade(AuctionTrade)
  case listed(MarketListed)
  case added(OrderAdded)
  case executed(OrderExecuted)
  case reduced(OrderReduced)
  case deleted(OrderDeleted)
  case checksum(BookChecksum)
  case match(MatchRecord)
  case logonAnswered(UInt32, LogonReply, [UInt8])
  case logonRepeated(UInt32)
  case sessionClosed(UInt32)
  case keyRegistered(UInt64, [UInt8])
  case unknown(UInt16)
}

/// Where a canonical record lies.
struct Place: Hashable, Comparable {
  var section: UInt8
  var bucket: UInt32
  var key: UInt64

  static func < (a: Place, b: Place) -> Bool {
    (a.section, a.bucket, a.key) < (b.section, b.bucket, b.key)
  }
}
