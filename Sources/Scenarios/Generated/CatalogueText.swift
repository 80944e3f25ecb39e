// SPDX-License-Identifier: Apache-2.0
// Written by Tools/generate-wire from Sources/WireFormat/matchlock.xml. Do not edit.

/// A line an enumeration, its values indented; a line a message with its template's id,
/// its fields indented: name, type, Swift type; a line the entry of a message's group, alike.
let catalogueText = """
  enum Side
   buy 0
   sell 1
  enum TimeInForce
   goodTillCancel 0
   immediateOrCancel 1
   fillOrKill 2
   day 3
   goodTillTime 4
  enum SelfTrade
   marketDefault 0
   allowed 1
   cancelTaker 2
   cancelMaker 3
   cancelBoth 4
   decrement 5
  enum Liquidity
   maker 0
   taker 1
  enum Durability
   none 0
   disk 1
  enum RecordKind
   genesis 0
   tick 1
   commands 2
   logon 3
   sessionDown 4
   restart 5
  enum SessionEnd
   logout 0
   silence 1
   replaced 2
   revoked 3
   expired 4
   restart 5
  enum BusyCause
   backlog 0
   throttled 1
  enum CloseReason
   cancelled 0
   immediateOrCancel 1
   fillsMax 2
   massCancelled 3
   sessionLost 4
   deadMan 5
   venue 6
   selfTrade 7
   expired 8
   linked 12
   protection 16
  enum MassScope
   market 0
   group 1
  enum MassSide
   buy 0
   sell 1
   both 2
  enum MassOwner
   key 0
   account 1
  enum MarketState
   open 0
   halted 1
   closed 2
   preOpen 3
   openingAuction 4
   volatilityAuction 5
   postOnly 6
   reduceOnly 7
   cancelOnly 8
   closingAuction 9
   settlement 10
   expired 11
  enum TripKind
   velocity 0
   breaker 1
  enum ProtectionLimit
   quantity 0
   trades 1
   delta 2
   vega 3
  enum StateKind
   orders 0
   positions 1
   conditionals 2
   quoteGroups 3
  enum ReferenceSource
   index 0
   mark 1
  enum TriggerSource
   none 0
   last 1
   mark 2
   index 3
  enum TriggerWhen
   none 0
   atOrAbove 1
   atOrBelow 2
  enum TrailKind
   none 0
   ticks 1
   partsPerMillion 2
  enum WaitPhase
   order 0
   price 1
  enum NonceState
   fresh 0
   used 1
   belowWindow 2
  enum RejectCode
   none 0
   keyRevoked 1
   keyNotYetValid 2
   keyExpired 3
   scopeMissing 4
   nonceReused 5
   nonceTooOld 6
   expired 7
   validUntilTooFar 8
   lagExceeded 9
   indexAhead 10
   wrongGroup 11
   sessionMismatch 12
   templateRefused 14
   keyUnknown 13
   unknownMarket 20
   unknownOrder 21
   duplicateClientOrder 22
   zeroQuantity 23
   quantityAboveMax 24
   priceOutsideBand 25
   openOrdersMax 26
   ordersMax 27
   unknownSide 28
   unknownTimeInForce 29
   zeroClientOrder 30
   positionMax 31
   clientTableFull 32
   orderTermsConflict 33
   noOpposite 34
   wouldTrade 35
   wouldNotFill 36
   unknownSelfTrade 37
   displayQuantity 38
   minimumQuantity 39
   accountTaken 40
   unknownAccount 41
   accountOutOfRange 42
   keyTaken 43
   keyOutOfRange 44
   keyNotRegistrable 45
   marketTaken 46
   marketOutOfRange 47
   marketParameters 48
   cashOverflow 50
   sessionsMax 51
   accountSessionsMax 52
   scopeUnknown 53
   logonFlagsUnknown 60
   massCancelUnknown 61
   massCancelPending 62
   deadManSpan 63
   keyGroup 64
   delegationExceeded 65
   marketHalted 66
   marketStateUnknown 67
   referenceOutOfOrder 68
   referenceOutOfRange 69
   unknownMatch 70
   tradeBusted 71
   bustsMax 72
   bustMismatch 73
   pendingApproval 74
   proposalsMax 75
   minimumNotMet 76
   expiryPassed 77
   specialOrdersMax 78
   marketPostOnly 80
   marketCancelOnly 82
   marketSettling 83
   marketExpired 84
   auctionTerms 85
   auctionUnderWay 86
   auctionOrder 87
   auctionUncrossing 88
   priceLimit 89
   limitsParameters 90
   triggerPassed 95
   triggerPriceUnknown 96
   conditionalTerms 97
   linkUnknown 98
   conditionalOrdersMax 99
   accountConditionalMax 100
   orderWaits 101
   trailingOrdersMax 102
   clientNumberReserved 103
   orderIsQuote 104
   unknownQuoteGroup 105
   quoteGroupFrozen 106
   quoteTerms 107
   quoteCrossed 108
   protectionTerms 109
   quoteGroupsMax 110
   accountQuoteGroupsMax 111
   quotesOpen 112
  message LogonFrame 1
   session SessionNumber UInt32
   bodyLength Length16 UInt16
   reserved Zero16 UInt16
   sequence Sequence UInt64
   tag Tag16 Bytes16
  message LogonReplyFrame 2
   session SessionNumber UInt32
   bodyLength Length16 UInt16
   reserved Zero16 UInt16
   sequence Sequence UInt64
   tag Tag16 Bytes16
  message CommandFrame 3
   session SessionNumber UInt32
   bodyLength Length16 UInt16
   reserved Zero16 UInt16
   sequence Sequence UInt64
   tag Tag16 Bytes16
  message ReportFrame 4
   session SessionNumber UInt32
   bodyLength Length16 UInt16
   reserved Zero16 UInt16
   sequence Sequence UInt64
   tag Tag16 Bytes16
  message HeartbeatFrame 5
   session SessionNumber UInt32
   bodyLength Length16 UInt16
   reserved Zero16 UInt16
   sequence Sequence UInt64
   tag Tag16 Bytes16
  message LogoutFrame 6
   session SessionNumber UInt32
   bodyLength Length16 UInt16
   reserved Zero16 UInt16
   sequence Sequence UInt64
   tag Tag16 Bytes16
  message BusyFrame 7
   session SessionNumber UInt32
   bodyLength Length16 UInt16
   reserved Zero16 UInt16
   sequence Sequence UInt64
   tag Tag16 Bytes16
  message RequestFrame 8
   session SessionNumber UInt32
   bodyLength Length16 UInt16
   reserved Zero16 UInt16
   sequence Sequence UInt64
   tag Tag16 Bytes16
  message SealedFrame 9
   session SessionNumber UInt32
   bodyLength Length16 UInt16
   reserved Zero16 UInt16
   sequence Sequence UInt64
   tag Tag16 Bytes16
  message LogonRequest 10
   key KeyNumber UInt32
   heartbeatMilliseconds Count32 UInt32
   nonce Nonce UInt64
   validUntil Nanoseconds UInt64
   flags Bits32 UInt32
   reserved Zero32 UInt32
   reserved3 Zero64 UInt64
   reserved4 Zero64 UInt64
   reserved5 Zero64 UInt64
   agreementKey AgreementKey Bytes32
  message LogonReply 11
   session SessionNumber UInt32
   key KeyNumber UInt32
   nonce Nonce UInt64
   term Term UInt64
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   nonceHighest Nonce UInt64
   agreementKey AgreementKey Bytes32
   account AccountNumber UInt32
   code RejectCode UInt8
   durability Durability UInt8
   reserved Zero16 UInt16
  message Heartbeat 12
   sequenceReceived Sequence UInt64
   committed Index UInt64
   sent Nanoseconds UInt64
  message Busy 13
   nonce Nonce UInt64
   echo Count64 UInt64
   backlog Count32 UInt32
   cause BusyCause UInt8
   urgent Bits8 UInt8
   reserved Zero16 UInt16
  message ResendRequest 14
   fromSequence Sequence UInt64
   count Count32 UInt32
   reserved Zero32 UInt32
  entry ResendRequestPadding ResendRequest
   zero Zero64 UInt64
  message StatusRequest 15
   nonce Nonce UInt64
  entry StatusRequestPadding StatusRequest
   zero Zero64 UInt64
  message StateRequest 16
   cursor Count64 UInt64
   place OrderNumber UInt64
   kind StateKind UInt8
   reserved Zero8 UInt8
   reserved2 Zero16 UInt16
   reserved3 Zero32 UInt32
  entry StateRequestPadding StateRequest
   zero Zero64 UInt64
  message CommandHeader 20
   key KeyNumber UInt32
   group GroupNumber UInt16
   count Count8 UInt8
   reserved Zero8 UInt8
   nonce Nonce UInt64
   validUntil Nanoseconds UInt64
   indexSeen Index UInt64
   indexLagMax Lag UInt32
   reserved2 Zero32 UInt32
  message NewOrder 21
   market MarketNumber UInt32
   side Side UInt8
   timeInForce TimeInForce UInt8
   flags Bits8 UInt8
   selfTrade SelfTrade UInt8
   price Ticks Int64
   quantity Lots UInt64
   clientOrder ClientNumber UInt64
  message CancelOrder 22
   market MarketNumber UInt32
   reserved Zero32 UInt32
   order OrderNumber UInt64
   clientOrder ClientNumber UInt64
  message ReplaceOrder 23
   market MarketNumber UInt32
   flags Bits8 UInt8
   selfTrade SelfTrade UInt8
   reserved Zero16 UInt16
   order OrderNumber UInt64
   clientOrder ClientNumber UInt64
   newClientOrder ClientNumber UInt64
   price Ticks Int64
   quantity Lots UInt64
   openSeen Lots UInt64
  message Noop 24
   reserved Zero64 UInt64
  message NewSpecialOrder 27
   market MarketNumber UInt32
   side Side UInt8
   timeInForce TimeInForce UInt8
   flags Bits8 UInt8
   selfTrade SelfTrade UInt8
   price Ticks Int64
   quantity Lots UInt64
   clientOrder ClientNumber UInt64
   minimumQuantity Lots UInt64
   displayQuantity Lots UInt64
   expiresAt Nanoseconds UInt64
  message NewConditionalOrder 28
   market MarketNumber UInt32
   side Side UInt8
   timeInForce TimeInForce UInt8
   flags Bits8 UInt8
   selfTrade SelfTrade UInt8
   price Ticks Int64
   quantity Lots UInt64
   clientOrder ClientNumber UInt64
   minimumQuantity Lots UInt64
   displayQuantity Lots UInt64
   expiresAt Nanoseconds UInt64
   source TriggerSource UInt8
   when TriggerWhen UInt8
   trailKind TrailKind UInt8
   reserved Zero8 UInt8
   reserved2 Zero32 UInt32
   triggerPrice Ticks Int64
   trail Count64 UInt64
   after ClientNumber UInt64
   other ClientNumber UInt64
  message SetDeadMan 25
   span Span UInt64
  message CancelAll 26
   market MarketNumber UInt32
   scope MassScope UInt8
   side MassSide UInt8
   owner MassOwner UInt8
   filters Bits8 UInt8
   tag Tag UInt16
   reserved Zero16 UInt16
   reserved2 Zero32 UInt32
   priceMin Ticks Int64
   priceMax Ticks Int64
  message ListMarket 30
   market MarketNumber UInt32
   group GroupNumber UInt16
   selfTrade SelfTrade UInt8
   options Bits8 UInt8
   priceMin Ticks Int64
   priceMax Ticks Int64
   quantityMax Lots UInt64
   multiplier Count64 UInt64
   makerFee PartsPerMillion Int32
   takerFee PartsPerMillion Int32
   symbol Symbol Bytes16
   dayEnd Span UInt64
  message OpenAccount 31
   account AccountNumber UInt32
   owner Count32 UInt32
  message AdjustCash 32
   account AccountNumber UInt32
   reserved Zero32 UInt32
   amount Units Int64
   reference Count64 UInt64
  message RegisterKey 33
   key KeyNumber UInt32
   account AccountNumber UInt32
   scope Bits32 UInt32
   group GroupNumber UInt16
   reserved Zero16 UInt16
   notBefore Nanoseconds UInt64
   notAfter Nanoseconds UInt64
   publicKey PublicKey Bytes32
  message RevokeKey 34
   key KeyNumber UInt32
   reserved Zero32 UInt32
  message SetMarketState 35
   market MarketNumber UInt32
   state MarketState UInt8
   reserved Zero8 UInt8
   reserved2 Zero16 UInt16
  message SetReferencePrice 36
   market MarketNumber UInt32
   source ReferenceSource UInt8
   reserved Zero8 UInt8
   reserved2 Zero16 UInt16
   price Ticks Int64
   sourceTime Nanoseconds UInt64
   sourceSequence Sequence UInt64
  message BustTrade 37
   match Sequence UInt64
   price Ticks Int64
   quantity Lots UInt64
   makerFee Units Int64
   takerFee Units Int64
   market MarketNumber UInt32
   makerAccount AccountNumber UInt32
   takerAccount AccountNumber UInt32
   takerSide Side UInt8
   reserved Zero8 UInt8
   reserved2 Zero16 UInt16
  message SetAuctionTerms 40
   market MarketNumber UInt32
   reserved Zero32 UInt32
   openingSpan Span UInt64
   volatilitySpan Span UInt64
   closingSpan Span UInt64
   randomSpan Span UInt64
   batchSpan Span UInt64
  message SetPriceLimits 41
   market MarketNumber UInt32
   tripState MarketState UInt8
   reserved Zero8 UInt8
   reserved2 Zero16 UInt16
   bandTicks Count64 UInt64
   breakerTicks Count64 UInt64
   velocityTicks Count64 UInt64
   velocitySpan Span UInt64
  message MassQuote 42
   clientOrder ClientNumber UInt64
   quoteGroup QuoteGroupNumber UInt16
   flags Bits8 UInt8
   selfTrade SelfTrade UInt8
   reserved Zero32 UInt32
  entry MassQuoteQuotes MassQuote
   market MarketNumber UInt32
   weight Count32 UInt32
   bidPrice Ticks Int64
   bidQuantity Lots UInt64
   askPrice Ticks Int64
   askQuantity Lots UInt64
  message SetProtection 43
   quoteGroup QuoteGroupNumber UInt16
   flags Bits8 UInt8
   reserved Zero8 UInt8
   reserved2 Zero32 UInt32
   span Span UInt64
   quantityMax Lots UInt64
   tradesMax Count64 UInt64
   deltaMax Lots UInt64
   vegaMax Count64 UInt64
   frozenSpan Span UInt64
  message ResetProtection 44
   quoteGroup QuoteGroupNumber UInt16
   reserved Zero16 UInt16
   reserved2 Zero32 UInt32
  message LogRecord 50
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   term Term UInt64
   session SessionNumber UInt32
   keyChecks Bits32 UInt32
   kind RecordKind UInt8
   end SessionEnd UInt8
   bodyLength Length16 UInt16
   reserved Zero32 UInt32
   digest Digest16 Bytes16
  message Genesis 51
   ruleVersion Count32 UInt32
   network Count8 UInt8
   reserved Zero8 UInt8
   commandsPerDatagramMax Count16 UInt16
   venue VenueName Bytes16
   chain Hash32 Bytes32
   venueKey PublicKey Bytes32
   marketsMax Count32 UInt32
   accountsMax Count32 UInt32
   keysMax Count32 UInt32
   sessionsMax Count32 UInt32
   sessionsPerAccountMax Count32 UInt32
   ordersMax Count32 UInt32
   openOrdersPerAccountMax Count32 UInt32
   nonceWindow Count32 UInt32
   fillsPerCommandMax Count32 UInt32
   timersPerCommandMax Count32 UInt32
   batchCommandsMax Count32 UInt32
   batchSpanMax Span UInt64
   tickSpanMax Span UInt64
   validitySpanMax Span UInt64
   positionLotsMax Lots UInt64
   specialOrdersMax Count32 UInt32
   conditionalOrdersMax Count32 UInt32
   quoteGroupsMax Count32 UInt32
   cancelsPerRecordMax Count32 UInt32
   bustsMax Count32 UInt32
   approvalsMin Count32 UInt32
   proposalsMax Count32 UInt32
   proposalSpan Span UInt64
  entry GenesisOperators Genesis
   key KeyNumber UInt32
   reserved Zero32 UInt32
   publicKey PublicKey Bytes32
  message MarketListed 70
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   market MarketNumber UInt32
   group GroupNumber UInt16
   reserved Zero16 UInt16
   priceMin Ticks Int64
   priceMax Ticks Int64
   symbol Symbol Bytes16
  message OrderAdded 71
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   market MarketNumber UInt32
   side Side UInt8
   reserved Zero8 UInt8
   reserved2 Zero16 UInt16
   order OrderNumber UInt64
   price Ticks Int64
   quantity Lots UInt64
   sequence Sequence UInt64
  message OrderExecuted 72
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   market MarketNumber UInt32
   reserved Zero32 UInt32
   order OrderNumber UInt64
   quantity Lots UInt64
   match Sequence UInt64
  message OrderReduced 73
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   market MarketNumber UInt32
   reserved Zero32 UInt32
   order OrderNumber UInt64
   quantity Lots UInt64
  message OrderDeleted 74
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   market MarketNumber UInt32
   reserved Zero32 UInt32
   order OrderNumber UInt64
  message BookChecksum 75
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   market MarketNumber UInt32
   orders Count32 UInt32
   checksum Count64 UInt64
  message SnapshotMarkets 76
   logIndex Index UInt64
   feedSequence Sequence UInt64
   cycle Count32 UInt32
   first Count32 UInt32
   end Count32 UInt32
   total Count32 UInt32
  entry SnapshotMarketsMarkets SnapshotMarkets
   market MarketNumber UInt32
   group GroupNumber UInt16
   state MarketState UInt8
   reserved Zero8 UInt8
   priceMin Ticks Int64
   priceMax Ticks Int64
   symbol Symbol Bytes16
  message SnapshotOrders 77
   logIndex Index UInt64
   feedSequence Sequence UInt64
   cycle Count32 UInt32
   first Count32 UInt32
   end Count32 UInt32
   total Count32 UInt32
  entry SnapshotOrdersOrders SnapshotOrders
   order OrderNumber UInt64
   sequence Sequence UInt64
   price Ticks Int64
   quantity Lots UInt64
   market MarketNumber UInt32
   side Side UInt8
   reserved Zero8 UInt8
   reserved2 Zero16 UInt16
  message MarketStatus 90
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   market MarketNumber UInt32
   state MarketState UInt8
   reserved Zero8 UInt8
   reserved2 Zero16 UInt16
  message ReferencePrice 91
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   market MarketNumber UInt32
   source ReferenceSource UInt8
   reserved Zero8 UInt8
   reserved2 Zero16 UInt16
   price Ticks Int64
   sourceTime Nanoseconds UInt64
   sourceSequence Sequence UInt64
  message TradeBroken 92
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   market MarketNumber UInt32
   reserved Zero32 UInt32
   match Sequence UInt64
   price Ticks Int64
   quantity Lots UInt64
  message AuctionIndication 93
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   market MarketNumber UInt32
   isComplete Bits8 UInt8
   reserved Zero8 UInt8
   reserved2 Zero16 UInt16
   price Ticks Int64
   quantity Lots UInt64
   imbalance SignedLots Int64
  message AuctionResult 94
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   market MarketNumber UInt32
   reserved Zero32 UInt32
   price Ticks Int64
   quantity Lots UInt64
  message AuctionTrade 95
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   market MarketNumber UInt32
   reserved Zero32 UInt32
   buyOrder OrderNumber UInt64
   sellOrder OrderNumber UInt64
   quantity Lots UInt64
   price Ticks Int64
   match Sequence UInt64
  message PriceLimits 96
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   market MarketNumber UInt32
   tripState MarketState UInt8
   reserved Zero8 UInt8
   reserved2 Zero16 UInt16
   bandTicks Count64 UInt64
   breakerTicks Count64 UInt64
   velocityTicks Count64 UInt64
   velocitySpan Span UInt64
  message LimitTripped 97
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   market MarketNumber UInt32
   kind TripKind UInt8
   reserved Zero8 UInt8
   reserved2 Zero16 UInt16
   price Ticks Int64
  message CommandResult 100
   reportSequence Sequence UInt64
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   nonce Nonce UInt64
   order OrderNumber UInt64
   clientOrder ClientNumber UInt64
   openQuantity Lots UInt64
   template TemplateNumber UInt16
   ordinal Count8 UInt8
   count Count8 UInt8
   code RejectCode UInt8
   resent Bits8 UInt8
   reserved Zero16 UInt16
  message Fill 101
   reportSequence Sequence UInt64
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   order OrderNumber UInt64
   clientOrder ClientNumber UInt64
   price Ticks Int64
   quantity Lots UInt64
   openQuantity Lots UInt64
   match Sequence UInt64
   fee Units Int64
   market MarketNumber UInt32
   side Side UInt8
   liquidity Liquidity UInt8
   reserved Zero16 UInt16
  message OrderClosed 102
   reportSequence Sequence UInt64
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   order OrderNumber UInt64
   clientOrder ClientNumber UInt64
   quantity Lots UInt64
   openQuantity Lots UInt64
   market MarketNumber UInt32
   reason CloseReason UInt8
   reserved Zero8 UInt8
   reserved2 Zero16 UInt16
  message SessionClosed 103
   reportSequence Sequence UInt64
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   end SessionEnd UInt8
   reserved Zero8 UInt8
   reserved2 Zero16 UInt16
   reserved3 Zero32 UInt32
  message ReceiptReport 104
   logIndex Index UInt64
   group Sequence UInt64
   firstIndex Index UInt64
   lastIndex Index UInt64
   term Term UInt64
   signed Nanoseconds UInt64
   root Hash32 Bytes32
   signature Signature Bytes64
  entry ReceiptReportPath ReceiptReport
   node Hash32 Bytes32
  message MassCancelled 111
   reportSequence Sequence UInt64
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   key KeyNumber UInt32
   count Count32 UInt32
   reason CloseReason UInt8
   isComplete Bits8 UInt8
   reserved Zero16 UInt16
   reserved2 Zero32 UInt32
  message TradeBusted 112
   reportSequence Sequence UInt64
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   match Sequence UInt64
   price Ticks Int64
   quantity Lots UInt64
   fee Units Int64
   market MarketNumber UInt32
   side Side UInt8
   liquidity Liquidity UInt8
   reserved Zero16 UInt16
  message OrderRepriced 113
   reportSequence Sequence UInt64
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   order OrderNumber UInt64
   clientOrder ClientNumber UInt64
   price Ticks Int64
   openQuantity Lots UInt64
   market MarketNumber UInt32
   reserved Zero32 UInt32
  message OrderTriggered 114
   reportSequence Sequence UInt64
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   conditional OrderNumber UInt64
   order OrderNumber UInt64
   clientOrder ClientNumber UInt64
   triggerPrice Ticks Int64
   quantity Lots UInt64
   openQuantity Lots UInt64
   market MarketNumber UInt32
   code RejectCode UInt8
   reserved Zero8 UInt8
   reserved2 Zero16 UInt16
  message QuoteResult 115
   reportSequence Sequence UInt64
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   clientOrder ClientNumber UInt64
   quoteGroup QuoteGroupNumber UInt16
   accepted Count8 UInt8
   refused Count8 UInt8
   reserved Zero32 UInt32
  message QuoteRefused 116
   reportSequence Sequence UInt64
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   clientOrder ClientNumber UInt64
   market MarketNumber UInt32
   quoteGroup QuoteGroupNumber UInt16
   entry Count8 UInt8
   side Side UInt8
   code RejectCode UInt8
   reserved Zero8 UInt8
   reserved2 Zero16 UInt16
   reserved3 Zero32 UInt32
  message ProtectionTriggered 117
   reportSequence Sequence UInt64
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   frozenUntil Nanoseconds UInt64
   quoteGroup QuoteGroupNumber UInt16
   limit ProtectionLimit UInt8
   reserved Zero8 UInt8
   reserved2 Zero32 UInt32
  message QuoteGroupsPage 118
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   reportSequenceNext Sequence UInt64
   asked Count64 UInt64
   cursor Count64 UInt64
   account AccountNumber UInt32
   isLast Bits8 UInt8
   reserved Zero8 UInt8
   reserved2 Zero16 UInt16
  entry QuoteGroupsPageGroups QuoteGroupsPage
   quoteGroup QuoteGroupNumber UInt16
   isFrozen Bits8 UInt8
   reserved Zero8 UInt8
   openQuotes Count32 UInt32
   frozenUntil Nanoseconds UInt64
   span Span UInt64
   quantityMax Lots UInt64
   tradesMax Count64 UInt64
   deltaMax Lots UInt64
   vegaMax Count64 UInt64
   frozenSpan Span UInt64
  message ReportsRetained 105
   asked Sequence UInt64
   first Sequence UInt64
   next Sequence UInt64
  message NonceStatus 106
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   reportSequenceNext Sequence UInt64
   nonce Nonce UInt64
   floor Nonce UInt64
   highest Nonce UInt64
   firstIndex Index UInt64
   standing NonceState UInt8
   code RejectCode UInt8
   count Count8 UInt8
   reserved Zero8 UInt8
   reserved2 Zero32 UInt32
  message OrdersPage 107
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   reportSequenceNext Sequence UInt64
   asked Count64 UInt64
   cursor Count64 UInt64
   place OrderNumber UInt64
   nonceHighest Nonce UInt64
   nonceFloor Nonce UInt64
   cashLow Count64 UInt64
   cashHigh Units Int64
   account AccountNumber UInt32
   openOrders Count32 UInt32
   isLast Bits8 UInt8
   reserved Zero8 UInt8
   reserved2 Zero16 UInt16
   reserved3 Zero32 UInt32
  entry OrdersPageOrders OrdersPage
   order OrderNumber UInt64
   clientOrder ClientNumber UInt64
   sequence Sequence UInt64
   price Ticks Int64
   open Lots UInt64
   market MarketNumber UInt32
   side Side UInt8
   reserved Zero8 UInt8
   reserved2 Zero16 UInt16
  message PositionsPage 108
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   reportSequenceNext Sequence UInt64
   asked Count64 UInt64
   cursor Count64 UInt64
   cashLow Count64 UInt64
   cashHigh Units Int64
   account AccountNumber UInt32
   isLast Bits8 UInt8
   reserved Zero8 UInt8
   reserved2 Zero16 UInt16
  entry PositionsPagePositions PositionsPage
   market MarketNumber UInt32
   reserved Zero32 UInt32
   position SignedLots Int64
   openBuy Lots UInt64
   openSell Lots UInt64
  message ConditionalsPage 109
   logIndex Index UInt64
   logTime Nanoseconds UInt64
   reportSequenceNext Sequence UInt64
   asked Sequence UInt64
   cursor Sequence UInt64
   account AccountNumber UInt32
   isLast Bits8 UInt8
   reserved Zero8 UInt8
   reserved2 Zero16 UInt16
  entry ConditionalsPageOrders ConditionalsPage
   order OrderNumber UInt64
   clientOrder ClientNumber UInt64
   price Ticks Int64
   quantity Lots UInt64
   triggerPrice Ticks Int64
   after ClientNumber UInt64
   other ClientNumber UInt64
   market MarketNumber UInt32
   side Side UInt8
   source TriggerSource UInt8
   when TriggerWhen UInt8
   phase WaitPhase UInt8
  message ReportTrailer 110
   received Span UInt64
   verified Span UInt64
   sequenced Span UInt64
   matched Span UInt64
   committed Span UInt64
   sent Span UInt64
   resent Bits8 UInt8
   durability Durability UInt8
   reserved Zero16 UInt16
   reserved2 Zero32 UInt32
  message MatchRecord 130
   logIndex Index UInt64
   match Sequence UInt64
   market MarketNumber UInt32
   makerAccount AccountNumber UInt32
   takerAccount AccountNumber UInt32
   takerSide Side UInt8
   reserved Zero8 UInt8
   reserved2 Zero16 UInt16
   makerSequence Sequence UInt64
   takerSequence Sequence UInt64
   price Ticks Int64
   quantity Lots UInt64
   makerFee Units Int64
   takerFee Units Int64
  message ReceiptGroup 131
   group Sequence UInt64
   term Term UInt64
   firstIndex Index UInt64
   lastIndex Index UInt64
   root Hash32 Bytes32
   signature Signature Bytes64
  message BatchHeader 132
   batch Sequence UInt64
   term Term UInt64
   firstIndex Index UInt64
   lastIndex Index UInt64
   firstTime Nanoseconds UInt64
   lastTime Nanoseconds UInt64
   recordCount Count32 UInt32
   matchCount Count32 UInt32
   recordsRoot Hash32 Bytes32
   matchesRoot Hash32 Bytes32
   stateBefore Hash32 Bytes32
   stateAfter Hash32 Bytes32
   previous Hash32 Bytes32
   signature Signature Bytes64
  message BatchPart 133
   batch Sequence UInt64
   offset Count64 UInt64
   total Count64 UInt64
   bodyLength Length16 UInt16
   reserved Zero16 UInt16
   reserved2 Zero32 UInt32
  """
