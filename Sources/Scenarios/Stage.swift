// SPDX-License-Identifier: Apache-2.0

internal import Memory
internal import Venue
internal import WireFormat

/// A real venue and the log that a sequencer would write of a scenario's steps.
final class Stage {
  var venue: Venue
  private var events: VenueEvents
  private let buffer = ByteBuffer(count: LogRecordView.bytesMax)
  let genesis: VenueGenesis
  private let operators: [UInt32]
  /// The record to come.
  private(set) var index: UInt64 = 0
  private(set) var now: UInt64 = 1_000_000_000_000
  private var term: UInt64 = 1
  var names = Names()
  /// The session last opened by a key, up or not.
  private var sessions: [UInt32: UInt32] = [:]
  private var keys: [UInt32: UInt32] = [:]
  private var nonces: [UInt32: UInt64] = [:]
  private var last: [UInt32: (kind: RecordKind, body: [UInt8], head: [Setting])] = [:]
  private var reportSequences: [UInt32: UInt64] = [:]
  /// Canonical records of accounts and positions by section and key.
  private(set) var state: [UInt8: [UInt64: [UInt8]]] = [:]
  /// What never may happen and did.
  private(set) var fault: String?
  /// The log: every record as written.
  private(set) var records: [[UInt8]] = []

  /// Opens a venue and logs its operators on.
  init(_ scenario: Scenario) throws(Malformed) {
    operators = scenario.operators
    do throws(GenesisError) {
      genesis = try Self.genesis(scenario)
      venue = try Venue(genesis)
    } catch {
      throw Malformed("\(error)", "change the venue line")
    }
    events = VenueEvents(capacity: venue.eventsPerRecordMax)
    _ = try append(.genesis, body: genesis.body)
    for key in scenario.operators { _ = try perform(.logon(key, Draft(command: "logon"))) }
  }

  private static func genesis(_ scenario: Scenario) throws(GenesisError) -> VenueGenesis {
    var message = Message(Catalogue.wire.message("Genesis"))
    message.set("ruleVersion", Int128(VenueGenesis.ruleVersion))
    var draft = Draft(message.shape)
    do throws(Malformed) { try draft.add(settings: Vocabulary.genesis) } catch {
      fatalError("invariant: the usual genesis: \(error.cause)")
    }
    for field in message.shape.fields where field.type.hasPrefix("Count") {
      if message.value(field) == 0 { message.set(field, Vocabulary.countUsual) }
    }
    for setting in draft.settings + scenario.genesis {
      if case .number(let value) = setting.value { message.set(setting.field, value) }
    }
    let operators = scenario.operators.map {
      GenesisOperators(key: $0, publicKey: Bytes32(word0: UInt64($0) + 1_000))
    }
    let block = ByteBuffer(count: message.block.count)
    for (i, byte) in message.block.enumerated() { block.bytes[i] = byte }
    return try VenueGenesis(block: Genesis(block: block.bytes.view), operators: operators)
  }

  // MARK: Steps

  /// Does what a step says and returns what was heard.
  func perform(_ action: Action) throws(Malformed) -> [Heard] {
    switch action {
    case .setUp(let drafts, let key):
      var heard = try operate(drafts)
      if let key { heard += try perform(.logon(key, Draft(command: "logon"))) }
      return heard
    case .send(let key, let drafts, let header, let record):
      return try append(
        .commands, key, body: try datagram(key, drafts, header), record)
    case .logon(let key, let draft):
      var message = Message(draft.shape)
      message.set("key", Int128(key))
      message.set("nonce", Int128(nonce(key)))
      message.set("validUntil", Int128(now + validSpan))
      try apply(draft.settings, to: &message)
      return try append(.logon, key, body: signed(message))
    case .down(let key, let end):
      let field = Catalogue.wire.message("LogRecord").field("end")!
      return try append(
        .sessionDown, key, body: [], [Setting(field: field, value: .number(end), adds: false)])
    case .again(let key):
      guard let last = last[key] else {
        throw Malformed("key \(key) sent nothing yet", "write again after a command or a logon")
      }
      return try append(last.kind, key, body: last.body, last.head)
    case .time(let span, let isTick):
      now += span
      return isTick ? try append(.tick, body: []) : []
    case .restart:
      term += 1
      return try append(.restart, body: [])
    case .check: return []
    }
  }

  /// What operators do together: in one datagram if one of them is enough, else each command by as
  /// many as it needs, of whom the last hears what became of it.
  private func operate(_ drafts: [Draft]) throws(Malformed) -> [Heard] {
    let approvals = Int(genesis.block.approvalsMin)
    if approvals == 1 { return try perform(.send(0, drafts, with: [], inRecord: [])) }
    var heard: [Heard] = []
    for draft in drafts {
      for key in operators.prefix(approvals - 1) {
        _ = try perform(.send(key, [draft], with: [], inRecord: []))
      }
      heard += try perform(.send(operators[approvals - 1], [draft], with: [], inRecord: []))
    }
    return heard
  }

  /// Long enough for a step, whatever the venue admits.
  private var validSpan: UInt64 { min(10_000_000_000, genesis.block.validitySpanMax) }

  private func nonce(_ key: UInt32) -> UInt64 {
    nonces[key, default: 0] += 1
    return nonces[key]!
  }

  private func datagram(
    _ key: UInt32, _ drafts: [Draft], _ settings: [Setting]
  ) throws(Malformed) -> [UInt8] {
    var header = Message(Catalogue.wire.message("CommandHeader"))
    header.set("key", Int128(key))
    header.set("count", Int128(drafts.count & 0xff))
    header.set("nonce", Int128(nonce(key)))
    header.set("validUntil", Int128(now + validSpan))
    try apply(settings, to: &header)
    // A nonce that was chosen is used: the next one is above it.
    let chosen = UInt64(header.value("nonce"))
    if chosen < 1 << 40 { nonces[key] = max(nonces[key] ?? 0, chosen) }
    var body = signed(header)
    for draft in drafts {
      var message = Message(draft.shape)
      try apply(draft.settings, to: &message)
      let bytes = encoded(message) + (try group(draft))
      body += [UInt8(bytes.count & 0xff), UInt8(bytes.count >> 8)] + bytes
    }
    return body
  }

  /// The repeating group of a message that has one.
  private func group(_ draft: Draft) throws(Malformed) -> [UInt8] {
    guard let shape = Catalogue.wire.entries[draft.shape.name] else { return [] }
    var bytes = [shape.blockBytes, draft.entries.count].flatMap {
      [UInt8($0 & 0xff), UInt8($0 >> 8 & 0xff)]
    }
    for entry in draft.entries {
      var message = Message(shape)
      try apply(entry.settings, to: &message)
      bytes += message.block
    }
    return bytes
  }

  /// A signature that nobody looks at here, and what it would be of.
  private func signed(_ message: Message) -> [UInt8] {
    [UInt8](repeating: 0, count: 64) + encoded(message)
  }

  private func encoded(_ message: Message) -> [UInt8] {
    message.encoded(schema: MessageHeader.schema, version: MessageHeader.version)
  }

  private func apply(_ settings: [Setting], to message: inout Message) throws(Malformed) {
    for setting in settings {
      let value: Int128 =
        switch setting.value {
        case .number(let number): number
        case .sinceNow(let span): Int128(now) + span
        case .sinceIndex(let span): Int128(index) + span
        case .client(let name): Int128(try names.client(name))
        case .order(let name): Int128(names.order(name))
        }
      message.set(
        setting.field, setting.adds ? message.value(setting.field) | value : value)
    }
  }

  // MARK: The log

  private func append(
    _ kind: RecordKind, _ key: UInt32? = nil, body: [UInt8], _ settings: [Setting] = []
  ) throws(Malformed) -> [Heard] {
    var head = Message(Catalogue.wire.message("LogRecord"))
    head.set("logIndex", Int128(index))
    head.set("logTime", Int128(now))
    head.set("term", Int128(term))
    if let key {
      if kind != .logon { head.set("session", Int128(sessions[key] ?? 0)) }
      if kind != .sessionDown { last[key] = (kind, body, settings) }
    }
    head.set("kind", Int128(kind.wire))
    head.set("keyChecks", Int128(UInt32.max))
    head.set("bodyLength", Int128(body.count & 0xffff))
    if !body.isEmpty { head.set("digest", Self.digest(body)) }
    try apply(settings, to: &head)
    let bytes = encoded(head) + body
    try check(bytes, kind)
    for (i, byte) in bytes.enumerated() { buffer.bytes[i] = byte }
    records.append(bytes)
    index += 1
    events.removeAll()
    venue.apply(buffer.bytes.view.slice(0, count: bytes.count), into: &events)
    return heard()
  }

  /// Whoever appends a record checked its form.
  private func check(_ bytes: [UInt8], _ kind: RecordKind) throws(Malformed) {
    guard bytes.count <= LogRecordView.bytesMax else {
      throw Malformed("the datagram is too long", "write the commands on several lines")
    }
    let copy = ByteBuffer(count: bytes.count)
    for (i, byte) in bytes.enumerated() { copy.bytes[i] = byte }
    do throws(FormFault) {
      let record = try LogRecordView(parsing: copy.bytes.view)
      if kind == .commands {
        let most = Int(genesis.block.commandsPerDatagramMax)
        if let fault = CommandBody.check(record.body, commandsMax: most) { throw fault }
      }
    } catch {
      throw Malformed(error.cause, error.remedy)
    }
  }

  /// Sixteen bytes that differ for different bodies (FNV-1a twice): the decision layer compares
  /// digests and never makes one, so any will do.
  private static func digest(_ body: [UInt8]) -> Int128 {
    var low: UInt64 = 0xcbf2_9ce4_8422_2325
    var high: UInt64 = 0x8422_2325_cbf2_9ce4
    for byte in body {
      low = (low ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
      high = (high ^ UInt64(byte ^ 0xff)) &* 0x0000_0100_0000_01b3
    }
    return Int128(truncatingIfNeeded: UInt128(high) << 64 | UInt128(low))
  }

  // MARK: What came out

  private func heard() -> [Heard] {
    var heard: [(who: String, message: Message)] = []
    for place in 0..<events.count {
      let event = events.event(place)
      let payload = events.payload(place)
      let bytes = (0..<payload.count).map { payload[$0] }
      switch event.kind {
      case .report:
        let report = message(bytes)
        if event.session != 0 { note(report, of: event.session) }
        heard.append((who(event.session), report))
      case .marketData:
        let news = message(bytes)
        note(news)
        heard.append(("feed", news))
      case .logonAnswered:
        let reply = message(bytes)
        let key = UInt32(reply.value("key"))
        if event.session != 0 {
          sessions[key] = event.session
          keys[event.session] = key
          reportSequences[event.session] = 0
        }
        heard.append((Self.name(key), reply))
      case .stateSet: state[event.section, default: [:]][event.key] = bytes
      case .stateRemoved: state[event.section]?[event.key] = nil
      case .logonRepeated:
        // Egress sends the reply of that session out again.
        heard.append((who(event.session), Message(Catalogue.wire.message("LogonReply"))))
      case .match, .sessionClosed, .keyRegistered, .snapshotPage: break
      }
    }
    if !venue.isConserved { fault = "money or lots are not conserved" }
    for (_, message) in heard
    where ["CommandResult", "OrderTriggered"].contains(message.shape.name)
      && message.value("code") == 0
    {
      names.note(
        order: UInt64(message.value("order")), client: UInt64(message.value("clientOrder")))
    }
    // Checksums come in their own time and say nothing of a rule.
    return heard.filter { $0.message.shape.name != "BookChecksum" }
      .map { Heard($0.who, $0.message, names) }
  }

  /// An order that is a quote is known by that: nobody is told its number.
  private func note(_ news: Message) {
    guard news.shape.name == "OrderAdded",
      let order = state[StateSectionNumber.orders]?[UInt64(news.value("sequence"))]
    else { return }
    let client = (0..<8).reduce(UInt64(0)) { $0 | UInt64(order[25 + $1]) << UInt64(8 * $1) }
    if QuoteName(client) != nil {
      names.note(order: UInt64(news.value("order")), client: client)
    }
  }

  /// A session's reports count from 1 without a gap.
  private func note(_ report: Message, of session: UInt32) {
    let next = reportSequences[session, default: 0] + 1
    if report.value("reportSequence") != Int128(next) {
      fault = "\(report.shape.name) is not report \(next) of its session"
    }
    reportSequences[session] = next
  }

  private func message(_ bytes: [UInt8]) -> Message {
    let template = UInt16(bytes[2]) | UInt16(bytes[3]) << 8
    guard let shape = Catalogue.wire.message(template: template) else {
      fatalError("invariant: the venue sent template \(template), which the schema has not")
    }
    return Message(shape, block: Array(bytes[8..<(8 + shape.blockBytes)]))
  }

  private func who(_ session: UInt32) -> String {
    session == 0 ? "nobody" : keys[session].map(Self.name) ?? "session \(session)"
  }

  private static func name(_ key: UInt32) -> String { key == 0 ? "operator" : "\(key)" }
}
