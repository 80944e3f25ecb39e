// SPDX-License-Identifier: Apache-2.0

internal import Matching
internal import Memory
internal import Quantities
internal import Sessions
internal import WireFormat

/// A market's auctions: their terms, and how far the one at hand is.
///
///     none ──call, batch due, or opened crossed──▶ pricing ──▶ trading ──▶ (crossed still: pricing)
///      ▲                                                          │
///      └───────────────── state: next, or the same ◀──────────────┘
struct AuctionRecord: BitwiseCopyable {
  enum Phase: UInt8, BitwiseCopyable {
    /// Nothing uncrosses; orders may collect.
    case none = 0
    /// The price is being looked for.
    case pricing = 1
    /// Orders trade at the price.
    case trading = 2
  }

  // Its terms: spans in nanoseconds.
  var openingSpan: UInt64 = 0
  var volatilitySpan: UInt64 = 0
  var closingSpan: UInt64 = 0
  var randomSpan: UInt64 = 0
  var batchSpan: UInt64 = 0
  /// Whether terms were ever set, and whether there ever was an auction: they have canonical records.
  var hasTerms = false
  var hasBegun = false

  private(set) var phase: UInt8 = 0
  /// The state to come once nothing crosses.
  var next = MarketState.open
  /// Whether the random part of a call's end was drawn.
  var isDrawn = false
  /// The price of the round at hand, or the last one, and its lots so far.
  var price: Int64 = 0
  var lots: UInt64 = 0
  /// Whether lots ever traded in an uncross, and the price of the last round in which some did.
  var hasLast = false
  var last: Int64 = 0
  /// The log time at which the call, or the batches, began, and of the timer; 0 for none.
  var began: UInt64 = 0
  var due: UInt64 = 0
  /// The walk for the price, and the book that it began with.
  var walk = CrossWalk()
  var orders: UInt32 = 0
  var checksum: UInt64 = 0

  @_noAllocation @_noLocks
  init() {}

  var isPricing: Bool { @_noAllocation @_noLocks get { phase == 1 } }
  var isUncrossing: Bool { @_noAllocation @_noLocks get { phase != 0 } }

  /// As canonical records have it.
  var phaseWire: UInt8 { @_noAllocation @_noLocks get { phase } }

  @_noAllocation @_noLocks
  mutating func set(_ phase: Phase) {
    switch phase {
    case .none: self.phase = 0
    case .pricing: self.phase = 1
    case .trading: self.phase = 2
    }
    walk = CrossWalk()
    orders = 0
    checksum = 0
  }

  /// How long orders collect in a state at least; nil where they do not, 0 for no end.
  @_noAllocation @_noLocks
  func callSpan(_ state: MarketState) -> UInt64? {
    switch state {
    case .preOpen: 0
    case .openingAuction: openingSpan
    case .volatilityAuction: volatilitySpan
    case .closingAuction: closingSpan
    case .open, .halted, .closed, .postOnly, .reduceOnly, .cancelOnly, .settlement, .expired: nil
    }
  }
}

extension MarketState {
  /// Whether a book that is crossed trades before its market gets this state, unless orders collect in it.
  var trades: Bool {
    @_noAllocation @_noLocks get {
      switch self {
      case .open, .postOnly, .reduceOnly: true
      case .halted, .closed, .preOpen, .openingAuction, .volatilityAuction, .cancelOnly,
        .closingAuction, .settlement, .expired:
        false
      }
    }
  }

  /// Whether it ends an uncross that is under way, because nothing trades and nothing collects in it.
  var isQuiet: Bool {
    @_noAllocation @_noLocks get {
      switch self {
      case .halted, .closed, .cancelOnly, .settlement, .expired: true
      case .open, .postOnly, .reduceOnly, .preOpen, .openingAuction, .volatilityAuction,
        .closingAuction:
        false
      }
    }
  }

  /// What follows an auction that came to its end by itself.
  var afterAuction: MarketState {
    @_noAllocation @_noLocks get {
      switch self {
      case .closingAuction: .settlement
      case .openingAuction, .volatilityAuction: .open
      case .open, .halted, .closed, .preOpen, .postOnly, .reduceOnly, .cancelOnly, .settlement,
        .expired:
        self
      }
    }
  }
}

/// Call phases, uncrosses, and what is told of them.
extension Venue {
  @_noAllocation @_noLocks
  mutating func setTerms(
    _ context: CommandContext, _ command: SetAuctionTerms, _ record: LogRecord,
    into events: inout VenueEvents
  ) -> RejectCode {
    let code = marketCode(command.market, context.group)
    if code != .none { return code }
    let most = ProtocolLimits.daySpan
    if command.openingSpan > most || command.volatilitySpan > most || command.closingSpan > most
      || command.randomSpan > most || command.batchSpan > most
    {
      return .auctionTerms
    }
    if command.batchSpan != 0 && command.batchSpan < ProtocolLimits.batchSpanMin {
      return .auctionTerms
    }
    var auction = auctions[command.market]
    let state = markets[command.market].state
    // A pre-open phase has no end that the terms could change.
    let isCall = state.afterAuction != state
    let isOpen = state == .open
    if auction.isUncrossing || isCall
      || (isOpen && auction.batchSpan != 0 && books.isCrossed(MarketID(command.market)))
    {
      return .auctionUnderWay
    }
    auction.openingSpan = command.openingSpan
    auction.volatilitySpan = command.volatilitySpan
    auction.closingSpan = command.closingSpan
    auction.randomSpan = command.randomSpan
    let batchesChange = auction.batchSpan != command.batchSpan
    auction.batchSpan = command.batchSpan
    auction.hasTerms = true
    auctions[command.market] = auction
    writeAuctionTerms(command.market, record, into: &events)
    if isOpen && batchesChange {
      beginCollecting(command.market, record, into: &events)
      settleMode(command.market)
      resumeTriggers(command.market)
    }
    return .none
  }

  /// Notes what orders meet in a market, for `submit` to ask with one look.
  @_noAllocation @_noLocks
  func settleMode(_ market: UInt32) {
    var record = markets[market]
    let auction = auctions[market]
    let isOpen = record.state == .open
    record.collects = auction.callSpan(record.state) != nil || (isOpen && auction.batchSpan != 0)
    record.hasLimits = limits[market].isAny
    record.isPlain = isOpen && !record.collects && !record.hasLimits
    markets[market] = record
  }

  /// Sets the timer of a market that was just given its state: a call's end, or its first batch.
  @_noAllocation @_noLocks
  mutating func beginCollecting(
    _ market: UInt32, _ record: LogRecord, into events: inout VenueEvents
  ) {
    let state = markets[market].state
    var auction = auctions[market]
    var span = auction.callSpan(state) ?? 0
    if state == .open { span = auction.batchSpan }
    let isAuction = auction.callSpan(state) != nil || span != 0
    auction.set(.none)
    auction.next = state
    auction.isDrawn = false
    auction.began = isAuction ? now : 0
    let (due, overflow) = now.addingReportingOverflow(span)
    auction.due = span == 0 ? 0 : overflow ? .max : due
    auction.hasBegun = auction.hasBegun || isAuction
    auctions[market] = auction
    if auction.due == 0 {
      deadlines.remove(timer(.auction, market))
    } else {
      deadlines.set(Deadline(due: auction.due, subject: timer(.auction, market)))
    }
    if auction.hasBegun { writeAuction(market, record, into: &events) }
  }

  /// Begins to uncross a market, which then gets the state `next`.
  @_noAllocation @_noLocks
  mutating func beginUncross(
    _ market: UInt32, next: MarketState, _ record: LogRecord, into events: inout VenueEvents
  ) {
    var auction = auctions[market]
    auction.set(.pricing)
    auction.next = next
    auction.due = now
    auction.lots = 0
    auction.hasBegun = true
    auctions[market] = auction
    deadlines.set(Deadline(due: now, subject: timer(.auction, market)))
    writeAuction(market, record, into: &events)
  }

  /// An auction's timer: the end of a call, a batch, or an uncross to go on with. False when the record
  /// may do no more of it: then all behind it waits.
  @_noAllocation @_noLocks
  mutating func fireAuction(
    _ market: UInt32, _ record: LogRecord, into events: inout VenueEvents
  ) -> Bool {
    let auction = auctions[market]
    let state = markets[market].state
    if auction.isUncrossing { return workUncross(market, record, into: &events) }
    if state != .open && !auction.isDrawn && auction.randomSpan != 0 {
      var drawn = auction
      drawn.isDrawn = true
      let late = draw(market, record) % (auction.randomSpan + 1)
      let (due, overflow) = auction.due.addingReportingOverflow(late)
      drawn.due = overflow ? .max : due
      auctions[market] = drawn
      deadlines.set(Deadline(due: drawn.due, subject: timer(.auction, market)))
      writeAuction(market, record, into: &events)
      if drawn.due > now { return true }
    }
    if state == .open && !books.isCrossed(MarketID(market)) {
      finishUncross(market, record, into: &events)
      return true
    }
    beginUncross(market, next: state.afterAuction, record, into: &events)
    return workUncross(market, record, into: &events)
  }

  /// What the log says about chance: nobody knows it before the record that comes at or after a call's
  /// shortest end, and everybody who has the log finds it again.
  @_noAllocation @_noLocks
  private func draw(_ market: UInt32, _ record: LogRecord) -> UInt64 {
    let chain = genesis.block.chain
    var word = OrderMix.mix(0x9E37_79B9_7F4A_7C15 ^ UInt64(market))
    word = OrderMix.mix(word ^ chain.word0)
    word = OrderMix.mix(word ^ chain.word1)
    word = OrderMix.mix(word ^ chain.word2)
    word = OrderMix.mix(word ^ chain.word3)
    word = OrderMix.mix(word ^ record.logIndex)
    word = OrderMix.mix(word ^ record.logTime)
    word = OrderMix.mix(word ^ record.digest.word0)
    word = OrderMix.mix(word ^ record.digest.word1)
    return OrderMix.mix(word ^ books.sum(MarketID(market)).checksum)
  }

  /// Uncrosses as far as the record may; false when it may do no more and there is more to do.
  @_noAllocation @_noLocks
  mutating func workUncross(
    _ market: UInt32, _ record: LogRecord, into events: inout VenueEvents
  ) -> Bool {
    while true {
      let isDone =
        auctions[market].isPricing
        ? findPrice(market) : tradeUncross(market, record, into: &events)
      if !isDone {
        writeAuction(market, record, into: &events)
        return false
      }
      if auctions[market].isUncrossing { continue }
      finishUncross(market, record, into: &events)
      return true
    }
  }

  /// Looks for the price: on to trading, or, where nothing crosses, to none. False when the record may
  /// look no further.
  @_noAllocation @_noLocks
  private mutating func findPrice(_ market: UInt32) -> Bool {
    var auction = auctions[market]
    let sum = books.sum(MarketID(market))
    if auction.orders != sum.orders || auction.checksum != sum.checksum {
      auction.set(.pricing)
      auction.orders = sum.orders
      auction.checksum = sum.checksum
    }
    let before = auction.walk.steps
    books.walk(&auction.walk, MarketID(market), stepsMax: levelsLeft)
    levelsLeft -= Int(auction.walk.steps &- before)
    let walk = auction.walk
    if walk.isOver {
      auction.set(walk.lots > 0 ? .trading : .none)
      auction.lots = 0
      if walk.lots > 0 {
        auction.price = walk.price(near: reference(market)).price.ticks
      }
    }
    auctions[market] = auction
    return walk.isOver
  }

  /// Trades at the price; false when the record may trade no more of it.
  @_noAllocation @_noLocks
  private mutating func tradeUncross(
    _ market: UInt32, _ record: LogRecord, into events: inout VenueEvents
  ) -> Bool {
    bookEvents.removeAll()
    let rule = selfTrade(0, market) ?? .allowed
    let done = books.uncross(
      MarketID(market), at: Price(ticks: auctions[market].price), selfTrade: rule,
      countMax: pairsLeft, into: &bookEvents)
    pairsLeft -= done.steps
    writeBookEvents(record, into: &events)
    settleProtection(record, into: &events)
    var auction = auctions[market]
    auction.lots += done.lots
    if !done.more {
      auction.set(.pricing)
      if auction.lots > 0 { (auction.hasLast, auction.last) = (true, auction.price) }
    }
    auctions[market] = auction
    if done.more { return false }
    if auction.lots > 0 {
      let bytes = marketData(AuctionResult.messageBytes, record, into: &events)
      AuctionResult(
        logIndex: record.logIndex, logTime: record.logTime, market: market, price: auction.price,
        quantity: auction.lots
      ).encode(message: bytes)
    }
    return true
  }

  /// Nothing crosses any more: the market gets the state that was to come, or waits for its next batch.
  @_noAllocation @_noLocks
  private mutating func finishUncross(
    _ market: UInt32, _ record: LogRecord, into events: inout VenueEvents
  ) {
    let old = markets[market].state
    var auction = auctions[market]
    auction.set(.none)
    if old == .open && auction.next == .open && auction.batchSpan != 0 {
      // Batches are due a span apart, however late one is.
      let passed = (now &- auction.began) / auction.batchSpan
      let (span, far) = auction.batchSpan.multipliedReportingOverflow(by: passed &+ 1)
      let (due, overflow) = auction.began.addingReportingOverflow(span)
      auction.due = far || overflow ? .max : due
      auctions[market] = auction
      deadlines.set(Deadline(due: auction.due, subject: timer(.auction, market)))
      writeAuction(market, record, into: &events)
      return
    }
    auctions[market] = auction
    enter(auction.next, market, record, into: &events)
  }

  /// Gives a market a state that nothing stands in the way of, and tells the feed.
  @_noAllocation @_noLocks
  mutating func enter(
    _ state: MarketState, _ market: UInt32, _ record: LogRecord, into events: inout VenueEvents
  ) {
    markets[market].state = state
    settleMode(market)
    resumeTriggers(market)
    writeMarket(market, record, into: &events)
    let bytes = marketData(MarketStatus.messageBytes, record, into: &events)
    MarketStatus(
      logIndex: record.logIndex, logTime: record.logTime, market: market, state: state.wire
    ).encode(message: bytes)
    beginCollecting(market, record, into: &events)
  }

  /// The price that decides between prices as good: the source's, or else that of the last uncross.
  @_noAllocation @_noLocks
  func reference(_ market: UInt32) -> Int64? {
    if let price = sourcePrice(market) { return price }
    return auctions[market].hasLast ? auctions[market].last : nil
  }

  /// Tells what an uncross would do now.
  @_noAllocation @_noLocks
  mutating func writeIndication(
    _ market: UInt32, _ record: LogRecord, into events: inout VenueEvents
  ) {
    if !markets[market].collects || auctions[market].isUncrossing { return }
    var walk = CrossWalk()
    books.walk(&walk, MarketID(market), stepsMax: Int(genesis.block.cancelsPerRecordMax))
    var message = AuctionIndication(
      logIndex: record.logIndex, logTime: record.logTime, market: market,
      isComplete: walk.isOver ? 1 : 0, quantity: walk.lots)
    if walk.isOver && walk.lots > 0 {
      let (price, surplus) = walk.price(near: reference(market))
      message.price = price.ticks
      message.imbalance = surplus
    }
    let bytes = marketData(AuctionIndication.messageBytes, record, into: &events)
    message.encode(message: bytes)
  }
}
