// SPDX-License-Identifier: Apache-2.0

internal import CMachine
internal import Memory
internal import Quantities
internal import Telemetry
internal import Venue
internal import WireFormat

/// Runs a flow through the whole of `Venue.apply`: a record of one command an operation, from its member's
/// session and key, with nonce, admission, books, positions, fees, reports, feed and state records.
///
/// Records are written a few hundred at a time, outside the time that is taken; what verify and sequence
/// would have added to them is filled in. No signature is made or checked.
enum VenueRound {
  /// Records written at a time: few enough to stay in the second-level cache.
  private static var chunk: Int { 256 }

  static func run(
    _ flow: borrowing EngineFlow, latencies: inout Histogram
  ) throws(EngineBenchError) -> EngineRound {
    var venue = try FlowVenue.make(flow, recordsMax: chunk)
    var round = EngineRound()
    var elapsed: UInt64 = 0
    var stamps = OperationStamps(capacity: flow.operations.count - flow.stampedStart)
    var at = 0
    while at < flow.operations.count {
      let phaseEnd =
        at < flow.timedStart
        ? flow.timedStart : at < flow.stampedStart ? flow.stampedStart : flow.operations.count
      let end = min(at + chunk, phaseEnd)
      for i in at..<end { venue.write(flow.operations[i], place: i - at) }
      if at < flow.timedStart || at >= flow.stampedStart {
        stamped(&venue, end - at, keeps: at >= flow.stampedStart, &round.fills, &stamps)
      } else {
        let start = threadNanoseconds()
        timed(&venue, end - at, &round.fills)
        elapsed += threadNanoseconds() - start
      }
      at = end
    }
    stamps.record(in: &latencies)
    round.nanosecondsPerOperation = Double(elapsed) / Double(flow.stampedStart - flow.timedStart)
    round.refused = venue.refused
    return round
  }

  @inline(never)
  @_noAllocation @_noLocks
  private static func timed(_ venue: inout FlowVenue, _ count: Int, _ fills: inout FlowDigest) {
    var digest = fills
    var place = 0
    while place < count {
      venue.apply(place)
      venue.takeOut(&digest)
      place &+= 1
    }
    fills = digest
  }

  @inline(never)
  @_noAllocation @_noLocks
  private static func stamped(
    _ venue: inout FlowVenue, _ count: Int, keeps: Bool, _ fills: inout FlowDigest,
    _ stamps: inout OperationStamps
  ) {
    var place = 0
    while place < count {
      let start = ml_machine_tsc_fenced()
      venue.apply(place)
      let elapsed = ml_machine_tsc_fenced() &- start
      if keeps { stamps.append(elapsed) }
      venue.takeOut(&fills)
      place &+= 1
    }
  }
}

/// A venue with every market listed, every account open and every key in its session.
struct FlowVenue: ~Copyable {
  private var venue: Venue
  private var events: VenueEvents
  private let records: ByteBuffer
  private let lengths: Slab<UInt32>
  private var index: UInt64 = 0
  private var nonce: UInt64 = 0
  private var sessions: [UInt32]
  /// Commands that were refused, and other results that must not be.
  private(set) var refused = 0

  private static var recordBytes: Int { 384 }
  private static var second: UInt64 { 1_000_000_000 }
  /// Log time of the first record; each further one is a microsecond later.
  private static var start: UInt64 { 1_000 * second }

  static func make(
    _ flow: borrowing EngineFlow, recordsMax: Int
  ) throws(EngineBenchError) -> FlowVenue {
    var made = FlowVenue(try build(flow), recordsMax: recordsMax)
    made.open(markets: flow.markets)
    if made.refused > 0 {
      throw EngineBenchError("the venue refused \(made.refused) of its set-up commands")
    }
    return made
  }

  private init(_ venue: consuming Venue, recordsMax: Int) {
    let genesis = venue.genesis
    events = VenueEvents(capacity: venue.eventsPerRecordMax)
    self.venue = venue
    records = ByteBuffer(count: max(recordsMax * Self.recordBytes, LogRecordView.bytesMax))
    lengths = Slab(count: recordsMax)
    sessions = Array(repeating: 0, count: EngineLimits.accounts + 1)
    put(.genesis, body: genesis.body)
  }

  private static func build(_ flow: borrowing EngineFlow) throws(EngineBenchError) -> Venue {
    let keys = [GenesisOperators(key: 0, publicKey: publicKey(0))]
    do throws(GenesisError) {
      return try Venue(VenueGenesis(block: block(flow), operators: keys))
    } catch { throw EngineBenchError(error.description) }
  }

  private static func block(_ flow: borrowing EngineFlow) -> Genesis {
    let orders = UInt32(EngineLimits.ordersMax(resting: flow.resting))
    let members = UInt32(EngineLimits.accounts + 1)
    return Genesis(
      ruleVersion: VenueGenesis.ruleVersion, network: 1, commandsPerDatagramMax: 16,
      venue: Bytes16(word0: 1, word1: 2), chain: Bytes32(word0: 1, word1: 2, word2: 3, word3: 4),
      marketsMax: UInt32(flow.markets), accountsMax: members, keysMax: members,
      sessionsMax: members, sessionsPerAccountMax: 1, ordersMax: orders,
      openOrdersPerAccountMax: orders, nonceWindow: 1_024,
      fillsPerCommandMax: UInt32(EngineLimits.fillsPerCommandMax), timersPerCommandMax: 16,
      batchCommandsMax: 1_000, batchSpanMax: second, tickSpanMax: second,
      validitySpanMax: 60 * second, positionLotsMax: 1 << 62, specialOrdersMax: 1,
      conditionalOrdersMax: 1,
      cancelsPerRecordMax: 16,
      bustsMax: 16, approvalsMin: 1, proposalsMax: 16, proposalSpan: second)
  }

  private static func publicKey(_ key: UInt32) -> Bytes32 {
    Bytes32(word0: UInt64(key), word1: 1, word2: 2, word3: 3)
  }

  // MARK: Setting up

  private mutating func open(markets: Int) {
    logon(0)
    for market in 0..<UInt32(markets) {
      operate(
        ListMarket(
          market: market, selfTrade: WireFormat.SelfTrade.allowed.wire, priceMin: 1,
          priceMax: EngineLimits.priceMax, quantityMax: EngineLimits.lotsMax, multiplier: 1,
          makerFee: -100, takerFee: 300))
    }
    for account in 1...UInt32(EngineLimits.accounts) {
      operate(OpenAccount(account: account))
      operate(AdjustCash(account: account, amount: 1 << 40))
      operate(
        RegisterKey(
          key: account, account: account, scope: 1, group: .max, notAfter: .max,
          publicKey: Self.publicKey(account)))
      logon(account)
    }
  }

  /// Applies a record that is no part of the flow, and counts what did not succeed.
  private mutating func put(_ kind: RecordKind, session: UInt32 = 0, body: [UInt8]) {
    let bytes = ByteBuffer(count: LogRecordView.bytesMax)
    let start = LogRecordView.headBytes
    for (i, byte) in body.enumerated() { bytes.bytes[start + i] = byte }
    let length = write(kind, session: session, bodyBytes: body.count, into: bytes.bytes)
    events.removeAll()
    venue.apply(bytes.bytes.view.slice(0, count: length), into: &events)
    countRefusals()
  }

  private mutating func logon(_ key: UInt32) {
    nonce += 1
    let request = LogonRequest(
      key: key, heartbeatMilliseconds: 1_000, nonce: nonce, validUntil: now + Self.second)
    put(.logon, body: Array(repeating: 0, count: 64) + encoded(request))
    for i in 0..<events.count where events.event(i).kind == .logonAnswered {
      sessions[Int(key)] = LogonReply(block: events.payload(i), at: MessageHeader.bytes).session
    }
    if sessions[Int(key)] == 0 { refused += 1 }
  }

  private mutating func operate(_ command: some CommandMessage) {
    nonce += 1
    let header = CommandHeader(
      key: 0, count: 1, nonce: nonce, validUntil: now + Self.second)
    let message = encoded(command)
    let length = [UInt8(message.count & 0xff), UInt8(message.count >> 8)]
    put(
      .commands, session: sessions[0],
      body: Array(repeating: 0, count: 64) + encoded(header) + length + message)
  }

  private func encoded<Message: WireMessage>(_ message: Message) -> [UInt8] {
    let buffer = ByteBuffer(count: Message.messageBytes)
    _ = message.encode(message: buffer.bytes, at: 0)
    return (0..<Message.messageBytes).map { buffer.bytes[$0] }
  }

  // MARK: The flow

  private var now: UInt64 { Self.start + index * 1_000 }

  /// Writes the record of an operation, to be applied later in its turn.
  mutating func write(_ operation: FlowOperation, place: Int) {
    let bytes = records.bytes.slice(place * Self.recordBytes, count: Self.recordBytes)
    nonce += 1
    let header = CommandHeader(
      key: operation.account, count: 1, nonce: nonce, validUntil: now + Self.second)
    let start = LogRecordView.headBytes
    header.encode(message: bytes, at: start + 64)
    let at = start + 64 + CommandHeader.messageBytes
    let length = encode(operation, into: bytes, at: at + 2)
    bytes.store(UInt16(length), at: at)
    let bodyBytes = at + 2 + length - start
    lengths[place] = UInt32(
      write(
        .commands, session: sessions[Int(operation.account)], bodyBytes: bodyBytes, into: bytes))
  }

  private func encode(
    _ operation: FlowOperation, into bytes: MutableByteView, at: Int
  ) -> Int {
    let market = UInt32(operation.market)
    let price = Int64(operation.price)
    let lots = UInt64(operation.lots)
    switch operation.kind {
    case FlowOperation.cancel:
      return CancelOrder(market: market, order: operation.order).encode(message: bytes, at: at)
    case FlowOperation.replace:
      return ReplaceOrder(market: market, order: operation.order, price: price, quantity: lots)
        .encode(message: bytes, at: at)
    default:
      let time: WireFormat.TimeInForce =
        operation.kind == FlowOperation.take ? .immediateOrCancel : .goodTillCancel
      return WireFormat.NewOrder(
        market: market, side: operation.side, timeInForce: time.wire, price: price,
        quantity: lots, clientOrder: operation.clientOrder
      ).encode(message: bytes, at: at)
    }
  }

  /// Writes a record's head before its body, and gives it its place in the log.
  private mutating func write(
    _ kind: RecordKind, session: UInt32, bodyBytes: Int, into bytes: MutableByteView
  ) -> Int {
    let head = LogRecord(
      logIndex: index, logTime: now, term: 1, session: session, keyChecks: .max, kind: kind.wire,
      bodyLength: UInt16(bodyBytes), digest: Bytes16(word0: index, word1: 7))
    head.encode(message: bytes)
    index += 1
    return LogRecordView.headBytes + bodyBytes
  }

  /// Applies the record at a place.
  @inline(__always)
  @_noAllocation @_noLocks
  mutating func apply(_ place: Int) {
    events.removeAll()
    let bytes = records.bytes.view.slice(place &* Self.recordBytes, count: Int(lengths[place]))
    venue.apply(bytes, into: &events)
  }

  /// Folds the fills of the last record in, and counts what was refused.
  @_noAllocation @_noLocks
  mutating func takeOut(_ fills: inout FlowDigest) {
    var i = 0
    while i < events.count {
      let event = events.event(i)
      if event.kind == .match {
        let match = MatchRecord(block: events.payload(i), at: MessageHeader.bytes)
        fills.fill(match.makerSequence, match.takerSequence, match.price, match.quantity)
      }
      i &+= 1
    }
    countRefusals()
  }

  @_noAllocation @_noLocks
  private mutating func countRefusals() {
    var i = 0
    while i < events.count {
      if events.event(i).kind == .report {
        let bytes = events.payload(i)
        if MessageHeader(bytes).templateID == CommandResult.templateID
          && CommandResult(block: bytes, at: MessageHeader.bytes).code != 0
        {
          refused &+= 1
        }
      }
      i &+= 1
    }
  }
}
