// SPDX-License-Identifier: Apache-2.0

import Memory
import Quantities
import Venue
import WireFormat

/// The rules of the decision layer, written to be obviously right: dictionaries, arrays searched
/// from end to end, no thought of cost. What comes out must equal what `Venue` says, in order.
struct NaiveVenue {
  struct Key {
    var account: UInt32
    var scope: UInt32
    var notBefore: UInt64
    var notAfter: UInt64
    var publicKey: Bytes32
    var isRevoked = false
    var session: UInt32 = 0
    var used: [UInt64: Use] = [:]
    var floor: UInt64 = 0
    var deadMan: UInt64 = 0
    var group: UInt16
  }
  /// A nonce's first use.
  struct Use {
    var digest: Bytes16
    var logIndex: UInt64
    var code: RejectCode
    var count: UInt8
    var results: [CommandResult] = []
  }
  struct Session {
    var isUp: Bool
    var generation: UInt16
    var key: UInt32
    var account: UInt32
    var reportNext: UInt64
    var openedIndex: UInt64
    var flags: UInt32
  }
  struct Order {
    var id: UInt64
    var sequence: UInt64
    var market: UInt32
    var account: UInt32
    var side: Side
    var price: Int64
    var open: UInt64
    var clientOrder: UInt64
    var key: UInt32
    /// Its cold part: the place, 0 for none; lots that do not show, that a refill shows, and its end.
    var special: UInt32 = 0
    var hidden: UInt64 = 0
    var display: UInt64 = 0
    var expiresAt: UInt64 = 0
    /// The vega weight of a quote.
    var weight: UInt32 = 0
    var total: UInt64 { open + hidden }
  }
  struct Pair: Hashable {
    var account: UInt32
    var market: UInt32
  }
  /// A command's outcome, as its report tells it.
  struct Outcome {
    var code = RejectCode.none
    var order: UInt64 = 0
    var clientOrder: UInt64 = 0
    var open: UInt64 = 0
  }

  let genesis: VenueGenesis
  var block: Genesis { genesis.block }
  /// The rules it breaks, to show that the comparison would see it.
  let defect: Defect?
  var head = LogRecord()
  var now: UInt64 { head.logTime }

  var cash: [UInt32: Int128] = [:]
  /// The group that each account is in; 0 none.
  var owners: [UInt32: UInt32] = [:]
  var deposited: Int128 = 0
  var held: [Pair: Int64] = [:]
  var markets: [UInt32: ListMarket] = [:]
  var status: [UInt32: Status] = [:]
  /// The auctions of markets that have terms or had one.
  var auctions: [UInt32: Auction] = [:]
  /// Pairs of levels that may still be looked at in this record, and of orders that may still meet.
  var levelsLeft = 0
  var pairsLeft = 0
  /// Limits to the prices of markets, and the one that a trade of the command went beyond.
  var limits: [UInt32: Limits] = [:]
  var trip: Trip?
  /// The market whose uncross the command began.
  var uncrossBegun: UInt32?
  /// Busted trades in the order of their busts, and the index of each.
  var busts: [(match: UInt64, index: UInt64)] = []
  /// Commands that wait for approval, by place.
  var proposals: [UInt32: Proposal] = [:]
  /// All trades, for logs to aim at.
  var trades: [MatchRecord] = []
  var keys: [UInt32: Key] = [:]
  /// When what is due.
  var timers: [Timer: UInt64] = [:]
  /// Mass cancels that are not done.
  var massCancels: [UInt32: Mass] = [:]
  /// Orders that mass cancels may still take in this record.
  var cancelsLeft = 0
  var slots: [Session?]
  /// The sessions of each account, in its places; 0 is a free place.
  var places: [UInt32: [UInt32]] = [:]
  /// Open orders in the order of their sequences.
  var orders: [Order] = []
  var sequenceNext: UInt64 = 1
  var matchNext: UInt64 = 1
  /// The pool's free slots, the next one last, and how often each was used.
  var free: [UInt32]
  var generations: [UInt32: UInt32] = [:]
  /// The free places of cold parts, the next one last.
  var freePlaces: [UInt32]

  /// Orders that wait, and the free places of such, the next one last.
  var waiters: [Waiter] = []
  var freeWaiterPlaces: [UInt32]
  var stampLast: UInt64 = 0
  /// The last price of each source, and where it went since triggers were looked for.
  var prices: [PriceKey: Price] = [:]
  /// The markets in which triggers are to be looked for, and whether for the second time.
  var stages: [UInt32: UInt8] = [:]
  /// The markets that have a record of their prices.
  var pricedMarkets: Set<UInt32> = []
  var triggersLeft = 0

  /// Quote groups in the order in which they were made, and the free places, the next one last.
  var quoteGroups: [QuoteGroup] = []
  var freeQuotePlaces: [UInt32]
  /// The mass quote that the command began, and the groups that tripped, with the limit.
  var quotesBegun: QuoteSheet?
  var tripped: [(place: UInt32, limit: ProtectionLimit)] = []
  /// Makers that the order at hand may meet, and has met.
  var meetingsMax: Int
  var met = 0

  var output: [Output] = []
  /// The mass cancel that the command began.
  var begun: UInt32?
  /// What happened in the books, told after the command's result.
  var afterwards: [Happening] = []
  /// Changes of each market's book since its checksum was told, the markets that the record at hand
  /// changed, those that wait to be looked at, and when that was last done.
  var changes: [UInt32: Int] = [:]
  var changed: [UInt32] = []
  var waiting: [UInt32] = []
  var lookedAt: UInt64 = 0

  init(_ genesis: VenueGenesis, _ defect: Defect? = nil) {
    self.genesis = genesis
    self.defect = defect
    slots = Array(repeating: nil, count: Int(genesis.block.sessionsMax))
    freePlaces = (1...genesis.block.specialOrdersMax).reversed()
    freeWaiterPlaces = (1...genesis.block.conditionalOrdersMax).reversed()
    free = (1...genesis.block.ordersMax + 1).reversed()
    let groups = genesis.block.quoteGroupsMax
    freeQuotePlaces = groups == 0 ? [] : (1...groups).reversed()
    meetingsMax = Int(genesis.block.fillsPerCommandMax)
  }

  mutating func apply(_ head: LogRecord, _ body: [UInt8]) -> [Output] {
    self.head = head
    output = []
    changed = []
    cancelsLeft = defect == .cancelsUnbounded ? .max : Int(block.cancelsPerRecordMax)
    triggersLeft = 16
    levelsLeft = Int(block.cancelsPerRecordMax)
    pairsLeft = defect == .pairsUnbounded ? .max : Int(block.fillsPerCommandMax)
    trip = nil
    fire()
    endOrders()
    runConditionals()
    switch head.kindValue! {
    case .genesis:
      cash[0] = 0
      for key in genesis.operators {
        register(
          RegisterKey(
            key: key.key, account: 0, scope: 2, group: .max, notBefore: 0, notAfter: .max,
            publicKey: key.publicKey))
      }
    case .tick: break
    case .commands: commands(body)
    case .logon: withView(body) { logon(LogonRequest(block: $0, at: 72), body) }
    case .sessionDown: if isUp(head.session) { close(head.session, head.endValue!) }
    case .restart:
      for slot in slots.indices where slots[slot]?.isUp == true {
        close(id(slot), .restart)
      }
    }
    runConditionals()
    checksums()
    return output
  }
}

/// Sessions, keys and nonces.
extension NaiveVenue {
  enum Standing { case used(Use), tooOld, fresh }

  func id(_ slot: Int) -> UInt32 { UInt32(slots[slot]!.generation) << 16 | UInt32(slot) }

  func isUp(_ session: UInt32) -> Bool {
    let slot = Int(session & 0xffff)
    guard slot < slots.count, let record = slots[slot] else { return false }
    return record.isUp && id(slot) == session
  }

  mutating func report(_ session: UInt32, _ message: (UInt64) -> Output) {
    let slot = Int(session & 0xffff)
    output.append(message(slots[slot]!.reportNext))
    slots[slot]!.reportNext += 1
  }

  mutating func close(_ session: UInt32, _ end: SessionEnd, keepsOrders: Bool = false) {
    let slot = Int(session & 0xffff)
    report(session) { [head] in
      .sessionEnded(
        session,
        SessionClosed(
          reportSequence: $0, logIndex: head.logIndex, logTime: head.logTime, end: end.wire))
    }
    slots[slot]!.isUp = false
    keys[slots[slot]!.key]!.session = 0
    let account = slots[slot]!.account
    places[account] = places[account]!.map { $0 == session ? 0 : $0 }
    output.append(.sessionClosed(session))
    if slots[slot]!.flags & 1 == 1 && !keepsOrders {
      cancelOrders(of: slots[slot]!.key, .sessionLost)
    }
  }

  func refusal(_ key: UInt32) -> RejectCode? {
    guard let key = keys[key] else { return .keyUnknown }
    if key.isRevoked { return .keyRevoked }
    if now < key.notBefore { return .keyNotYetValid }
    if now > key.notAfter { return .keyExpired }
    return nil
  }

  /// A nonce is fresh if it is unused and would be among the window's highest.
  func standing(_ key: UInt32, _ nonce: UInt64) -> Standing {
    let key = keys[key]!
    if let use = key.used[nonce] { return .used(use) }
    if nonce <= key.floor { return .tooOld }
    let isFull = key.used.count == Int(block.nonceWindow)
    return isFull && nonce < key.used.keys.min()! ? .tooOld : .fresh
  }

  mutating func remember(_ key: UInt32, _ nonce: UInt64, _ use: Use) {
    keys[key]!.used[nonce] = use
    if keys[key]!.used.count > Int(block.nonceWindow) {
      let lowest = keys[key]!.used.keys.min()!
      keys[key]!.used[lowest] = nil
      keys[key]!.floor = lowest
    }
  }

  mutating func logon(_ request: LogonRequest, _ body: [UInt8]) {
    guard keys[request.key] != nil else { return answer(request, body, 0, .keyUnknown) }
    switch standing(request.key, request.nonce) {
    case .tooOld: answer(request, body, 0, .nonceTooOld)
    case .used(let use):
      if use.digest != head.digest { return answer(request, body, 0, .nonceReused) }
      if use.code != .none { return answer(request, body, 0, use.code) }
      let session = keys[request.key]!.session
      if session != 0 && slots[Int(session & 0xffff)]!.openedIndex == use.logIndex {
        output.append(.logonRepeated(session))
      } else {
        answer(request, body, 0, .sessionMismatch)
      }
    case .fresh:
      var session: UInt32 = 0
      let code = open(request, &session)
      remember(
        request.key, request.nonce,
        Use(digest: head.digest, logIndex: head.logIndex, code: code, count: 0))
      answer(request, body, session, code)
    }
  }

  mutating func open(_ request: LogonRequest, _ session: inout UInt32) -> RejectCode {
    if let refusal = refusal(request.key) { return refusal }
    if now > request.validUntil { return .expired }
    if request.validUntil - now > block.validitySpanMax { return .validUntilTooFar }
    if request.flags > 1 { return .logonFlagsUnknown }
    if keys[request.key]!.session != 0 {
      let keepsOrders = request.flags == 1 && defect != .replacedSessionLosesOrders
      close(keys[request.key]!.session, .replaced, keepsOrders: keepsOrders)
    }
    let account = keys[request.key]!.account
    let none = [UInt32](repeating: 0, count: Int(block.sessionsPerAccountMax))
    guard let place = places[account, default: none].firstIndex(of: 0) else {
      return .accountSessionsMax
    }
    guard let slot = slots.firstIndex(where: { $0?.isUp != true }) else { return .sessionsMax }
    var generation = (slots[slot]?.generation ?? 0) &+ 1
    if generation == 0 { generation = 1 }
    slots[slot] = Session(
      isUp: true, generation: generation, key: request.key, account: account, reportNext: 1,
      openedIndex: head.logIndex, flags: request.flags)
    session = id(slot)
    places[account, default: none][place] = session
    keys[request.key]!.session = session
    return .none
  }

  mutating func answer(
    _ request: LogonRequest, _ body: [UInt8], _ session: UInt32, _ code: RejectCode
  ) {
    let key = keys[request.key]
    let reply = LogonReply(
      session: session, key: request.key, nonce: request.nonce, term: head.term,
      logIndex: head.logIndex, logTime: head.logTime,
      nonceHighest: key.map { $0.used.keys.max() ?? $0.floor } ?? 0, account: key?.account ?? 0,
      code: code.wire)
    output.append(.logonAnswered(session, reply, body))
  }

  mutating func commands(_ body: [UInt8]) {
    let (header, commands) = split(body)
    guard isUp(head.session), slots[Int(head.session & 0xffff)]!.key == header.key else {
      return refuse(header, .sessionMismatch)
    }
    switch standing(header.key, header.nonce) {
    case .tooOld: refuse(header, .nonceTooOld)
    case .used(let use):
      if use.digest != head.digest { return refuse(header, .nonceReused) }
      again(header, use)
    case .fresh:
      let code = admission(header)
      var use = Use(
        digest: head.digest, logIndex: head.logIndex, code: code, count: header.count)
      if code == .none {
        for (ordinal, command) in commands.enumerated() {
          use.results.append(one(header, ordinal, command))
        }
      } else {
        refuse(header, code)
      }
      if code != .none && defect == .refusedNonceNotUsedUp { return }
      remember(header.key, header.nonce, use)
    }
  }

  private func split(_ body: [UInt8]) -> (CommandHeader, [[UInt8]]) {
    withView(body) { view in
      let body = CommandBody(checked: view)
      var cursor = body.commands
      var commands: [[UInt8]] = []
      while let command = cursor.next() { commands.append(command.bytes.array) }
      return (body.header, commands)
    }
  }

  private func admission(_ header: CommandHeader) -> RejectCode {
    if let refusal = refusal(header.key) { return refusal }
    if now > header.validUntil { return .expired }
    if header.validUntil - now > block.validitySpanMax { return .validUntilTooFar }
    if header.indexLagMax != 0 {
      if header.indexSeen >= head.logIndex { return .indexAhead }
      let lag = head.logIndex - header.indexSeen
      if lag > UInt64(header.indexLagMax) { return .lagExceeded }
    }
    let group = keys[header.key]!.group
    return group == .max || group == header.group ? .none : .keyGroup
  }

  mutating func refuse(_ header: CommandHeader, _ code: RejectCode) {
    result(
      CommandResult(
        logIndex: head.logIndex, logTime: head.logTime, nonce: header.nonce, template: 20,
        ordinal: 255, count: header.count, code: code.wire))
  }

  /// The first results again: all the same but the time, the mark and the place in the reports.
  private mutating func again(_ header: CommandHeader, _ use: Use) {
    var results = use.results
    if use.code != .none {
      results = [
        CommandResult(
          logIndex: use.logIndex, nonce: header.nonce, template: 20, ordinal: 255,
          count: header.count, code: use.code.wire)
      ]
    }
    for var message in results {
      message.resent = 1
      message.logTime = head.logTime
      result(message)
    }
  }

  mutating func result(_ message: CommandResult) {
    var message = message
    message.reportSequence = 0
    if !isUp(head.session) { return output.append(.result(0, message)) }
    report(head.session) { [head] in
      message.reportSequence = $0
      return .result(head.session, message)
    }
  }

  private mutating func one(
    _ header: CommandHeader, _ ordinal: Int, _ command: [UInt8]
  ) -> CommandResult {
    afterwards = []
    begun = nil
    uncrossBegun = nil
    quotesBegun = nil
    trip = nil
    let template = withView(command) { MessageHeader($0).templateID }
    var outcome = Outcome(code: .keyRevoked)
    if !keys[header.key]!.isRevoked {
      outcome = withView(command) { dispatch(header, ordinal, template, $0) }
    }
    let message = CommandResult(
      logIndex: head.logIndex, logTime: head.logTime, nonce: header.nonce, order: outcome.order,
      clientOrder: outcome.clientOrder, openQuantity: outcome.open, template: template,
      ordinal: UInt8(ordinal), count: 1, code: outcome.code.wire)
    result(message)
    for happening in afterwards { tell(happening) }
    if let quotesBegun { quote(quotesBegun, header) }
    if let begun { work(begun) }
    settleProtection()
    settleTrip()
    if let uncrossBegun { _ = uncross(uncrossBegun) }
    runConditionals()
    return message
  }
}
