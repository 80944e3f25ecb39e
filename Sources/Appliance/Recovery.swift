// SPDX-License-Identifier: Apache-2.0

internal import Journaling
internal import Memory
internal import Settlement
internal import Signing
internal import Tiles
internal import Venue
internal import Verifying
internal import WireFormat

/// Where an appliance starts from: a new log, or everything an old one said.
struct Recovered: ~Copyable {
  var journal: Journal
  var venue: Venue
  var state: StateTree
  var batches: BatchBuilder
  var sink: SettlementSink
  var files: SettlementFiles
  var keys: [UInt32: Bytes32]
  var nextReceiptGroup: UInt64
  var indexNext: UInt64
  var time: UInt64
  var term: UInt64
  var opening: RecordKind
  var openingBody: [UInt8]

  consuming func split() -> RecoveredParts {
    RecoveredParts(
      journal: journal, venue: venue, state: state, batches: batches, sink: sink, files: files)
  }
}

/// The parts that tiles own, apart.
struct RecoveredParts: ~Copyable {
  let journal: Journal
  let venue: Venue
  let state: StateTree
  let batches: BatchBuilder
  let sink: SettlementSink
  let files: SettlementFiles
}

/// Opens the data directory: begins a log there, or replays the one it finds.
struct Recovery {
  let settings: ApplianceSettings
  private var identity: Identity { settings.identity }

  init(_ settings: ApplianceSettings) { self.settings = settings }

  /// - Parameter sign: makes the venue's signature over a statement, for batches that an
  ///   interrupted run left open.
  func open(sign: ([UInt8]) -> [UInt8]?) throws(ApplianceError) -> Recovered {
    var options = JournalOptions(venue: settings.genesis.block.venue)
    options.segmentBytes = settings.segmentBytes
    options.durability = settings.durability == .disk ? .disk : .none
    let place = JournalPlace.directory(settings.dataDirectory)
    let created: Journal
    do {
      created = try Journal.create(place, options)
    } catch {
      guard case .exists = error else { throw ApplianceError("journal: \(error)") }
      return try resume(place, options, sign)
    }
    return try begin(created)
  }

  private func begin(_ journal: consuming Journal) throws(ApplianceError) -> Recovered {
    let genesis = settings.genesis
    var state = StateTree(
      shape: LogReplayer.shape(genesis.block), ruleVersion: genesis.block.ruleVersion)
    let before = state.root()
    return Recovered(
      journal: journal, venue: try venue(), state: state,
      batches: BatchBuilder(
        identity: identity, rule: rule(genesis.block), previous: nil, stateBefore: before),
      sink: SettlementSink(bytes: 1 << 22), files: try files(), keys: operators(genesis),
      nextReceiptGroup: 1, indexNext: 0, time: 0, term: 1, opening: .genesis,
      openingBody: genesis.body)
  }

  /// The operators' keys: verify may know them before the log's own record has told it.
  private func operators(_ genesis: VenueGenesis) -> [UInt32: Bytes32] {
    Dictionary(uniqueKeysWithValues: genesis.operators.map { ($0.key, $0.publicKey) })
  }

  private func venue() throws(ApplianceError) -> Venue {
    do { return try Venue(settings.genesis) } catch { throw ApplianceError("\(error)") }
  }

  private func files() throws(ApplianceError) -> SettlementFiles {
    do {
      return try SettlementFiles(folder: settings.dataDirectory, identity: identity)
    } catch { throw ApplianceError("settlement files: \(error)") }
  }

  private func rule(_ genesis: Genesis) -> BatchRule {
    BatchRule(
      commandsMax: genesis.batchCommandsMax, spanNanosecondsMax: genesis.batchSpanMax)
  }

  private func resume(
    _ place: JournalPlace, _ options: JournalOptions, _ sign: ([UInt8]) -> [UInt8]?
  ) throws(ApplianceError) -> Recovered {
    let past: (batch: BatchHeader?, group: ReceiptGroup?)
    do {
      past = try SettlementFolder.resume(settings.dataDirectory, identity: identity) { _, _ in
        true
      }
    } catch { throw ApplianceError("settlement files: \(error)") }
    let replay = Resumption(
      identity: identity, rule: rule(settings.genesis.block), last: past.batch,
      genesisBody: settings.genesis.body, files: try files())
    var journal = try reopen(place, options, replay, sign)
    if let failure = replay.failure { throw ApplianceError("journal: \(failure)") }
    // The run that made it ended before genesis was committed.
    if replay.recordCount == 0 && past.batch == nil { return try begin(journal) }
    let rest = try replay.finish()
    let term = rest.term + 1
    journal.term = term
    return rest.recovered(
      journal, term: term, nextReceiptGroup: (past.group?.group ?? 0) + 1)
  }

  private func reopen(
    _ place: JournalPlace, _ options: JournalOptions, _ replay: Resumption,
    _ sign: ([UInt8]) -> [UInt8]?
  ) throws(ApplianceError) -> Journal {
    do {
      return try Journal.resume(place, options) { record in
        replay.take(record.bytes, endsGroup: record.endsGroup, sign)
      }
    } catch { throw ApplianceError("journal: \(error)") }
  }
}

/// What a resumption leaves, to be made into a start.
private struct ResumedParts: ~Copyable {
  let log: LogReplayer.Machine
  let batches: BatchBuilder
  let sink: SettlementSink
  let files: SettlementFiles
  let keys: [UInt32: Bytes32]
  let indexNext: UInt64
  let time: UInt64
  let term: UInt64

  consuming func recovered(
    _ journal: consuming Journal, term: UInt64, nextReceiptGroup: UInt64
  ) -> Recovered {
    Recovered(
      journal: journal, venue: log.venue, state: log.state, batches: batches, sink: sink,
      files: files, keys: keys, nextReceiptGroup: nextReceiptGroup, indexNext: indexNext,
      time: time, term: term, opening: .restart, openingBody: [])
  }
}

/// The replay of a recovery: rebuilds the state, and the batches that no signature has reached.
private final class Resumption {
  /// What is moved out and back at every record.
  private struct Parts: ~Copyable {
    var log = LogReplayer()
    var batches: BatchBuilder?
    var sink = SettlementSink(bytes: 1 << 22)
    var files: SettlementFiles
  }

  private(set) var failure: String?
  private(set) var recordCount: UInt64 = 0
  private let identity: Identity
  private let rule: BatchRule
  private let last: BatchHeader?
  private let genesisBody: [UInt8]
  private var parts: Parts?

  init(
    identity: Identity, rule: BatchRule, last: BatchHeader?, genesisBody: [UInt8],
    files: consuming SettlementFiles
  ) {
    self.genesisBody = genesisBody
    self.identity = identity
    self.rule = rule
    self.last = last
    parts = .some(Parts(files: files))
  }

  func take(_ record: ByteView, endsGroup: Bool, _ sign: ([UInt8]) -> [UInt8]?) {
    if failure != nil { return }
    var parts = parts.take()!
    do {
      try take(record, endsGroup: endsGroup, sign, &parts)
    } catch { failure = "\(error)" }
    recordCount = parts.log.recordCount
    self.parts = .some(parts)
  }

  private func take(
    _ record: ByteView, endsGroup: Bool, _ sign: ([UInt8]) -> [UInt8]?, _ parts: inout Parts
  ) throws {
    if parts.log.recordCount == 0 { try checkGenesis(record) }
    try parts.log.take(record)
    let index = parts.log.recordCount - 1
    if let last, index <= last.lastIndex {
      if index == last.lastIndex { try goOn(after: last, &parts) }
      return
    }
    var batches =
      parts.batches.take()
      ?? BatchBuilder(
        identity: identity, rule: rule, previous: nil, stateBefore: parts.log.emptyRoot)
    do {
      try add(record, endsGroup: endsGroup, sign, &parts, &batches)
    } catch {
      parts.batches = .some(batches)
      throw error
    }
    parts.batches = .some(batches)
  }

  /// What the configuration says of genesis is what the log began with, or nothing goes on.
  private func checkGenesis(_ record: ByteView) throws {
    let view = try LogRecordView(parsing: record)
    if view.body.count == genesisBody.count
      && genesisBody.indices.allSatisfy({ view.body[$0] == genesisBody[$0] })
    {
      return
    }
    throw ApplianceError(
      "it began with another genesis than the configuration's: restore [genesis] and [[operator]] "
        + "(what changes later is a signed command), or name a new data directory")
  }

  private func goOn(after last: BatchHeader, _ parts: inout Parts) throws {
    let root = parts.log.root()
    if root != last.stateAfter {
      throw ApplianceError(
        "batch \(last.batch) claims the state \(last.stateAfter.hexadecimal), the journal gives "
          + root.hexadecimal)
    }
    parts.batches = .some(
      BatchBuilder(identity: identity, rule: rule, previous: last, stateBefore: root))
  }

  private func add(
    _ record: ByteView, endsGroup: Bool, _ sign: ([UInt8]) -> [UInt8]?, _ parts: inout Parts,
    _ batches: inout BatchBuilder
  ) throws {
    try drain(&parts)
    var isTaken = batches.add(record: record, to: &parts.sink)
    invariant(isTaken, "a drained sink has room for a record")
    for match in parts.log.matches {
      if batches.add(match: match, to: &parts.sink) { continue }
      try drain(&parts)
      isTaken = batches.add(match: match, to: &parts.sink)
      invariant(isTaken, "a drained sink has room for a match")
    }
    if !endsGroup || !batches.endOfLogGroup() { return }
    try drain(&parts)
    isTaken = batches.close(stateAfter: parts.log.root(), to: &parts.sink)
    invariant(isTaken, "a drained sink has room for a header")
    guard let signature = sign(batches.statement.array) else {
      throw ApplianceError("the signer did not sign batch \(batches.waiting.batch)")
    }
    try drain(&parts)
    isTaken = batches.sign(Bytes64(signature), to: &parts.sink)
    invariant(isTaken, "a drained sink has room for a signature")
    try drain(&parts)
  }

  private func drain(_ parts: inout Parts) throws {
    let chunk = ByteBuffer(count: SettlementSink.chunkBytesMax)
    while !parts.sink.isEmpty {
      let length = parts.sink.next(into: chunk.bytes)
      parts.files.take(chunk.bytes.view.slice(0, count: length))
      try parts.files.flush()
    }
  }

  func finish() throws(ApplianceError) -> ResumedParts {
    var parts = parts.take()!
    guard let batches = parts.batches.take() else {
      throw ApplianceError(
        "settlement files: batch \(last?.batch ?? 0) ends after the journal does: move the "
          + "settlement files away, they are rebuilt from the journal")
    }
    let (keys, count) = (parts.log.keys, parts.log.recordCount)
    let (time, term) = (parts.log.lastTime, parts.log.term)
    return ResumedParts(
      log: parts.log.takeMachine(), batches: batches, sink: parts.sink, files: parts.files,
      keys: keys, indexNext: count, time: time, term: term)
  }
}
