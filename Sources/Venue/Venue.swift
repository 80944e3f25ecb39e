// SPDX-License-Identifier: Apache-2.0

internal import Margining
internal import Matching
public import Memory
internal import Quantities
internal import Sessions
internal import WireFormat

/// The decision layer: a pure function of its log.
///
///     record ──▶ apply ──▶ timers due ──▶ session · key · nonce · expiry ──▶ each command in turn
///                                                                             │
///                         Sessions          Margining          Matching ◀─────┘
///
/// One instance, one thread, records in the order of their index from 0. Same records, same events,
/// on any build. All memory is allocated by `init`; `apply` takes bounded time.
public struct Venue: ~Copyable {
  /// What index 0 said.
  public let genesis: VenueGenesis
  /// The most events that one record can cause.
  public let eventsPerRecordMax: Int
  /// The index of the next record.
  public internal(set) var indexNext: UInt64 = 0
  /// The log time of the last record, in nanoseconds.
  public internal(set) var now: UInt64 = 0
  /// The term of the last record.
  public internal(set) var term: UInt64 = 0

  var books: OrderBooks
  var bookEvents: BookEvents
  var ledger: Ledger
  let keys: KeyRegistry
  let nonces: NonceWindows
  let sessions: SessionTable
  var deadlines: DeadlineQueue
  /// When special orders end, by the places of their cold parts; then conditional ones, by theirs.
  var orderEnds: DeadlineQueue
  /// Mass cancels by place.
  let massCancels: Slab<MassCancelRecord>
  /// Orders that mass cancels may still take in the record at hand.
  var cancelsLeft = 0
  /// Levels that walks for the price of an uncross may still look at in the record at hand, and pairs
  /// of orders that uncrosses may still meet.
  var levelsLeft = 0
  var pairsLeft = 0
  let markets: Slab<MarketRecord>
  var conditionals: ConditionalOrders
  /// By market × 3 + source: last, mark, index.
  let prices: Slab<SourcePrice>
  /// By market; see `TriggerStage`.
  let stages: Slab<UInt8>
  /// The markets in which triggers are to be looked for, by the negative of their number.
  var pending: SparseKeys
  var pendingRoot: UInt32 = 0
  /// Triggers and closings that the record at hand may still do.
  var triggersLeft = 0
  let auctions: Slab<AuctionRecord>
  let limits: Slab<LimitRecord>
  var quoteGroups: QuoteGroups
  /// By the slot of an order: the vega weight of a quote.
  let weights: Slab<UInt32>
  /// Quote groups that a trade of the command at hand tripped.
  var tripped: ChangeList
  /// Whether the command at hand is a mass quote that was accepted.
  var isQuoting = false
  var busted: BustedTrades
  let proposals: ProposalTable
  /// The mass cancel that the command at hand began, to be worked at after its result; or none.
  var massCancelBegun: UInt32? = nil
  /// The market whose uncross the command at hand began, alike.
  var uncrossBegun: UInt32? = nil
  /// The limit that a trade of the command at hand went beyond.
  var trip: LimitTrip? = nil
  private let operators: Slab<GenesisOperators>
  /// The number of the next trade.
  var matchNext: UInt64 = 1
  /// What the record at hand changed, for one state record each at its end.
  var changedAccounts: ChangeList
  var changedPositions: ChangeList
  var changedSessions: ChangeList
  var changedSpecials: ChangeList
  var changedConditionals: ChangeList
  var changedPrices: ChangeList
  var changedLimits: ChangeList
  var changedGroups: ChangeList
  var changedSlices: ChangeList
  var checkpoints: Checkpoints
  let orderBuckets: UInt64

  /// Allocates everything a genesis asks for. Start-up only.
  ///
  /// - Throws: `GenesisError` when the limits do not fit together.
  public init(_ genesis: VenueGenesis) throws(GenesisError) {
    let block = genesis.block
    let fills = Int(block.fillsPerCommandMax)
    let bookLimits = BookLimits(
      marketsMax: Int(block.marketsMax), accountsMax: Int(block.accountsMax),
      ordersMax: Int(block.ordersMax), openOrdersPerAccountMax: Int(block.openOrdersPerAccountMax),
      fillsPerCommandMax: fills, quantityMax: Quantity(lots: ProtocolLimits.quantityLotsMax),
      specialOrdersMax: Int(block.specialOrdersMax), quoteGroupsMax: Int(block.quoteGroupsMax))
    do { books = try OrderBooks(bookLimits) } catch {
      throw GenesisError(description: "genesis: \(error)")
    }
    self.genesis = genesis
    bookEvents = BookEvents(
      capacity: max(bookLimits.eventsPerCommandMax, max(Int(block.cancelsPerRecordMax), 4 * fills)))
    ledger = Ledger(
      accountsMax: Int(block.accountsMax), marketsMax: Int(block.marketsMax),
      positionLotsMax: block.positionLotsMax)
    keys = KeyRegistry(keysMax: Int(block.keysMax))
    nonces = NonceWindows(
      keysMax: Int(block.keysMax), window: Int(block.nonceWindow),
      outcomesMax: Int(block.commandsPerDatagramMax))
    sessions = SessionTable(
      sessionsMax: Int(block.sessionsMax), accountsMax: Int(block.accountsMax),
      perAccountMax: Int(block.sessionsPerAccountMax))
    deadlines = DeadlineQueue(capacity: Self.timersMax(block))
    let conditionalsMax = Int(block.conditionalOrdersMax)
    orderEnds = DeadlineQueue(capacity: Int(block.specialOrdersMax) + conditionalsMax + 2)
    conditionals = ConditionalOrders(
      conditionalOrdersMax: conditionalsMax, marketsMax: Int(block.marketsMax),
      accountsMax: Int(block.accountsMax))
    prices = Slab(count: Int(block.marketsMax) * 3)
    stages = Slab(count: Int(block.marketsMax))
    pending = SparseKeys(keysMax: Int(block.marketsMax))
    changedConditionals = ChangeList(count: conditionalsMax + 1)
    changedPrices = ChangeList(count: Int(block.marketsMax))
    changedSpecials = ChangeList(count: Int(block.specialOrdersMax) + 1)
    massCancels = Slab(count: Int(block.keysMax) * 2 + Int(block.marketsMax))
    let groups = Int(block.quoteGroupsMax)
    quoteGroups = QuoteGroups(quoteGroupsMax: groups, accountsMax: Int(block.accountsMax))
    weights = Slab(count: groups == 0 ? 1 : Int(block.ordersMax) + 2)
    tripped = ChangeList(count: groups + 1)
    changedGroups = ChangeList(count: groups + 1)
    changedSlices = ChangeList(count: (groups + 1) * Int(QuoteGroups.slicesMax))
    busted = BustedTrades(bustsMax: Int(block.bustsMax))
    proposals = ProposalTable(proposalsMax: Int(block.proposalsMax))
    markets = Slab(count: Int(block.marketsMax))
    auctions = Slab(count: Int(block.marketsMax))
    limits = Slab(count: Int(block.marketsMax))
    changedLimits = ChangeList(count: Int(block.marketsMax))
    operators = Slab(count: genesis.operators.count)
    changedAccounts = ChangeList(count: Int(block.accountsMax))
    changedPositions = ChangeList(count: Int(block.accountsMax) * Int(block.marketsMax))
    changedSessions = ChangeList(count: Int(block.sessionsMax))
    checkpoints = Checkpoints(marketsMax: Int(block.marketsMax))
    orderBuckets = Self.orderBuckets(ordersMax: block.ordersMax)
    eventsPerRecordMax = Self.eventsPerRecordMax(block)
    for i in 0..<genesis.operators.count { operators[i] = genesis.operators[i] }
  }

  /// Buckets of the orders' part of the state tree: `ordersMax` rounded up to a power of two.
  public static func orderBuckets(ordersMax: UInt32) -> UInt64 {
    var buckets: UInt64 = 1
    while buckets < UInt64(ordersMax) { buckets <<= 1 }
    return buckets
  }

  /// Per command: its result, a price and lots lost to self-trades told, and for every maker an execution, a trade, an order record and a fill
  /// for each session of both sides; then what changed, and checksums. A restart closes every
  /// session. Mass cancels take so many orders, and each that is worked at says how far it is. Uncrosses
  /// meet so many pairs; each may end a call, and tells a round at most for each pair. Of quotes a record
  /// has as many sides as a datagram has room for; a group that trips does so again once it is reset.
  private static func eventsPerRecordMax(_ block: Genesis) -> Int {
    let sessions = Int(block.sessionsPerAccountMax)
    let commands = Int(block.commandsPerDatagramMax)
    let fills = Int(block.fillsPerCommandMax)
    let perFill = 5 + 2 * sessions
    let perCommand = 20 + sessions * 6 + fills * perFill
    let entries = commands + triggersPerRecordMax
    // Each order that trades has at most `linksMax` linked to it; the trailing ones of a market move.
    let linked =
      (entries * (fills + 2) + fills) * 2 * linksMax
      + entries * (Int(ConditionalOrders.trailingMax) + 4)
    let changed = entries * (fills + 2) * 5 + Int(block.sessionsMax) + 3 * entries
    let ends = Int(block.sessionsMax) + Int(block.timersPerCommandMax)
    let swept = (ends + commands) * Int(ConditionalOrders.perAccountMax)
    let waiting = min(
      Int(block.conditionalOrdersMax), linked + swept + Int(block.cancelsPerRecordMax))
    let closing = ends * 4 + (ends + commands) * (sessions + 2)
    let cancels = Int(block.cancelsPerRecordMax) * (sessions + 4)
    let uncrossing = fills * (26 + sessions * 4) + (Int(block.timersPerCommandMax) + commands) * 8
    let told = 4 * Checkpoints.atOnceMax
    let groups = Int(block.quoteGroupsMax)
    let trips = min(groups + commands, (entries + 1) * 2 * (fills + 2))
    let quoting =
      groups == 0
      ? 0
      : QuoteSheet.quotesMax * 2 * (24 + sessions * 6) + trips * sessions + groups
        + min(groups * 8, trips * 8 + (entries + 1) * 2 * (fills + 2))
        + entries * fills + fills * 2 + Int(block.cancelsPerRecordMax)
    return entries * perCommand + changed + closing + cancels + 2 * waiting + uncrossing + told
      + quoting + 256
  }

  /// Whether money and lots are conserved: for checks, walks everything.
  public var isConserved: Bool { ledger.isConserved() }

  /// Whether work is left that the last record could not do: the next one, a tick for example, goes on
  /// with it.
  public var hasWork: Bool {
    @_noAllocation @_noLocks get {
      if conditionals.firstClosing != 0 || pendingRoot != 0 { return true }
      if let timer = deadlines.first, timer.due <= now { return true }
      if let end = orderEnds.first, end.due <= now { return true }
      return false
    }
  }

  /// Applies the next record of the log and appends all that follows from it to `events`.
  ///
  /// - Precondition: the record's form was checked (`LogRecord` and, for commands, the whole
  ///   datagram); its index is `indexNext`, its time not before the last; `events` is empty and has
  ///   room for `eventsPerRecordMax`.
  @_noAllocation @_noLocks
  public mutating func apply(_ record: ByteView, into events: inout VenueEvents) {
    let header = LogRecord(block: record, at: MessageHeader.bytes)
    invariant(header.logIndex == indexNext, "records are applied in the order of the log")
    invariant(header.logTime >= now, "log time never goes back")
    invariant(header.term >= term, "terms never go back")
    invariant(
      header.logIndex != 0 || header.kind == RecordKind.genesis.wire, "index 0 is genesis")
    now = header.logTime
    term = header.term
    cancelsLeft = Int(genesis.block.cancelsPerRecordMax)
    triggersLeft = Self.triggersPerRecordMax
    levelsLeft = Int(genesis.block.cancelsPerRecordMax)
    pairsLeft = Int(genesis.block.fillsPerCommandMax)
    trip = nil
    books.advance(to: now)
    fireTimers(header, into: &events)
    endOrders(header, into: &events)
    runConditionals(header, into: &events)
    let body = record.slice(LogRecord.messageBytes, count: Int(header.bodyLength))
    let kind = header.kindValue
    invariant(kind != nil, "a record's kind was checked")
    switch kind {
    case .none: break
    case .genesis: begin(header, into: &events)
    case .tick: break
    case .commands: applyCommands(header, body, into: &events)
    case .logon: applyLogon(header, body, into: &events)
    case .sessionDown:
      if let end = header.endValue, sessions.isUp(SessionID(header.session)) {
        close(SessionID(header.session), end, header, into: &events)
      }
    case .restart: closeAll(header, into: &events)
    }
    runConditionals(header, into: &events)
    writeChanges(header, into: &events)
    writeCheckpoints(header, into: &events)
    indexNext = header.logIndex &+ 1
  }

  /// Index 0: the venue's own account and the operators' keys.
  @_noAllocation @_noLocks
  private mutating func begin(_ header: LogRecord, into events: inout VenueEvents) {
    invariant(header.logIndex == 0, "genesis is index 0")
    ledger.open(Ledger.venue)
    changedAccounts.note(Ledger.venue.value)
    for i in 0..<operators.count {
      let refusal = keys.register(
        KeyID(operators[i].key), account: Ledger.venue, scope: KeyScope.operate, notBefore: 0,
        notAfter: .max, publicKey: operators[i].publicKey)
      invariant(refusal == nil, "a genesis names each operator once")
      announce(KeyID(operators[i].key), header, into: &events)
    }
  }
}

/// The numbers that one record changed, each once, in the order of their first change.
struct ChangeList: ~Copyable {
  private let marks: Slab<UInt64>
  private let numbers: Slab<UInt32>
  private(set) var count = 0
  private var round: UInt64 = 1

  init(count: Int) {
    marks = Slab(count: count)
    numbers = Slab(count: count)
  }

  /// Notes that `number` changed.
  @_noAllocation @_noLocks
  mutating func note(_ number: UInt32) {
    if marks[number] == round { return }
    marks[number] = round
    numbers[count] = number
    count += 1
  }

  @_noAllocation @_noLocks
  func number(_ place: Int) -> UInt32 { numbers[place] }

  /// Starts the next record.
  @_noAllocation @_noLocks
  mutating func removeAll() {
    count = 0
    round &+= 1
  }
}
