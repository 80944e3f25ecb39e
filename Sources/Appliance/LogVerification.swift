// SPDX-License-Identifier: Apache-2.0

internal import Journaling
public import Memory
internal import Settlement
internal import Tiles
internal import Venue
internal import Verifying
internal import WireFormat

/// What a verification found to hold.
public struct VerifiedLog: Sendable {
  /// Whose log it says it is.
  public var venue = Bytes16(word0: 0, word1: 0)
  public var chain = Bytes32()
  public var network: UInt8 = 0
  public var venueKey = Bytes32()
  public var records: UInt64 = 0
  public var commands: UInt64 = 0
  public var accepted: UInt64 = 0
  public var rejected: UInt64 = 0
  public var matches: UInt64 = 0
  public var logGroups: UInt64 = 0
  public var batches: UInt64 = 0
  public var receiptGroups: UInt64 = 0
  /// Records under batches, from index 0.
  public var recordsInBatches: UInt64 = 0
  public var signatures: UInt64 = 0
  /// Commands and logons without a receipt: an interrupted run leaves some.
  public var unreceipted: UInt64 = 0
  public var stateRoot = Bytes32()
  public var logHash = Bytes32()
  public var reportsDigest = Bytes32()
  /// Where an unsealed log ends; nil when it is sealed.
  public var unsealedAfter: UInt64?
  public var isSealed: Bool { unsealedAfter == nil }
}

/// Something that does not hold, and where.
public struct VerificationFailure: Error, CustomStringConvertible, Sendable {
  /// The file or part at fault, then what is wrong with it.
  public let description: String

  public init(description: String) { self.description = description }
}

/// The files of a run, in memory or on disk.
public enum VerificationSource: Sendable {
  /// A data directory.
  case directory(String)
  /// The bytes of its files, in order.
  case bytes(journal: [[UInt8]], batches: [[UInt8]], receipts: [[UInt8]])
}

/// Checks a journal and what was made from it as an outsider: nothing is believed but the genesis
/// record's own keys, and those only as far as a reader compares them with what he knows.
///
///     journal ─▶ every byte (checksums, hash chain, seal's signature)
///             ─▶ every command: digest, signature under the key registered at that index
///             ─▶ apply again ─▶ batches: records, matches, roots, states, chain, signatures
///                            └▶ receipts: roots, signatures
///
/// Cold. `replay` is the same without the curve: what the log alone gives.
public struct LogVerification {
  private let source: VerificationSource
  /// Whether signatures are checked.
  private let checksSignatures: Bool

  public init(_ source: VerificationSource, checksSignatures: Bool = true) {
    self.source = source
    self.checksSignatures = checksSignatures
  }

  /// Walks the whole log.
  ///
  /// - Throws: the first thing that does not hold.
  public func run() throws(VerificationFailure) -> VerifiedLog {
    var walk = try Walk(source, checksSignatures: checksSignatures)
    return try walk.run()
  }
}

/// One walk over a log.
private struct Walk: ~Copyable {
  private var reader: JournalReader
  private var log = LogReplayer()
  private var batchFiles: [(name: String, bytes: [UInt8])]
  private var receiptFiles: [(name: String, bytes: [UInt8])]
  private let checksSignatures: Bool
  private let signatures: SignatureCheck
  private var found = VerifiedLog()
  private var identity = Identity(venue: Bytes16(), chain: Bytes32(), network: 0)
  private var venueKey = Bytes32()
  private var batchReader: BatchReader?
  private var batchFile = 0
  private var batch: SettledBatch?
  private var lastBatch: BatchHeader?
  private var receiptReader: ReceiptReader?
  private var receiptFile = 0
  private var receipt: ReceiptGroup?
  private var lastReceipt: ReceiptGroup?
  private var receiptRoot = MerkleAccumulator()
  private let preimage = ByteBuffer(count: Preimage.bytesMax)
  private let scratch = ByteBuffer(count: 32)

  init(_ source: VerificationSource, checksSignatures: Bool) throws(VerificationFailure) {
    let (batches, receipts) = (
      try Self.files(source, .batches), try Self.files(source, .receipts)
    )
    let signatures = SignatureCheck(try Self.makeVerifier())
    let reader = try Self.journal(source)
    self.checksSignatures = checksSignatures
    self.signatures = signatures
    self.reader = reader
    batchFiles = batches
    receiptFiles = receipts
  }

  private static func makeVerifier() throws(VerificationFailure) -> Verifier {
    do { return try Verifier() } catch { throw VerificationFailure(description: "\(error)") }
  }

  private static func journal(
    _ source: VerificationSource
  ) throws(VerificationFailure) -> JournalReader {
    switch source {
    case .bytes(let journal, _, _): return JournalReader(segments: journal)
    case .directory(let path):
      do { return try JournalReader(directory: path) } catch {
        throw VerificationFailure(description: "journal: \(error)")
      }
    }
  }

  private static func files(
    _ source: VerificationSource, _ kind: SettlementFileKind
  ) throws(VerificationFailure) -> [(name: String, bytes: [UInt8])] {
    switch source {
    case .bytes(_, let batches, let receipts):
      let files = kind == .batches ? batches : receipts
      return files.enumerated().map { (kind.name($0 + 1), $1) }
    case .directory(let path):
      do {
        return try SettlementFolder.paths(path, kind).map {
          ($0.split(separator: "/").last.map { String($0) } ?? $0, try SettlementFolder.read($0))
        }
      } catch { throw VerificationFailure(description: "\(error)") }
    }
  }

  mutating func run() throws(VerificationFailure) -> VerifiedLog {
    while let record = try next() {
      try beginUnits(record.index)
      try checkSignature(record.bytes)
      do { try log.take(record.bytes) } catch { throw failure("journal", "\(error)") }
      if record.index == 0 { try readGenesis() }
      try endUnits(record)
    }
    try finish()
    return found
  }

  private mutating func next() throws(VerificationFailure) -> JournalRecord? {
    do { return try reader.next() } catch { throw failure("journal", "\(error)") }
  }

  private func failure(_ part: String, _ what: String) -> VerificationFailure {
    VerificationFailure(description: "\(part): \(what)")
  }

  private mutating func readGenesis() throws(VerificationFailure) {
    let block = log.genesis!.block
    identity = Identity(venue: block.venue, chain: block.chain, network: block.network)
    venueKey = block.venueKey
    try beginUnits(0)
  }

  // MARK: Signatures

  /// Checks digest, signature and key checks of a command or logon, under the key that its number
  /// names at this index.
  private mutating func checkSignature(_ bytes: ByteView) throws(VerificationFailure) {
    guard checksSignatures else { return }
    let view: LogRecordView
    do { view = try LogRecordView(parsing: bytes) } catch { throw failure("journal", "\(error)") }
    let tag: DomainTag
    let key: UInt32
    switch view.record.kindValue {
    case .commands:
      tag = .command
      key = CommandBody(checked: view.body).header.key
    case .logon:
      tag = .logon
      key = LogonBody(checked: view.body).request.key
    default: return
    }
    let place = "journal: log index \(view.record.logIndex)"
    guard let publicKey = log.keys[key] else {
      throw failure(place, "key \(key) is not registered, and the record was logged all the same")
    }
    if DatagramDigest.of(view.body) != view.record.digest {
      throw failure(place, "its digest is not that of its bytes")
    }
    publicKey.store(to: scratch.bytes)
    let signed = view.body.slice(64, count: view.body.count - 64)
    let length = Preimage.write(
      into: preimage.bytes, tag: tag, identity: identity, message: signed)
    let verdict = signatures.verdict(
      of: VerifyRequest(
        publicKey: scratch.bytes.view, signature: view.body.slice(0, count: 64),
        message: preimage.bytes.view.slice(0, count: length),
        table: signatures.table(publicKey, scratch.bytes.view)))
    guard verdict == .valid else { throw failure(place, "its signature is refused: \(verdict)") }
    found.signatures += 1
    if view.record.kindValue == .commands { try checkKeys(view, place) }
  }

  private func checkKeys(_ view: LogRecordView, _ place: String) throws(VerificationFailure) {
    var checks: UInt32 = 0
    var commands = CommandBody(checked: view.body).commands
    while let command = commands.next() {
      guard command.template == .registerKey else { continue }
      let key = command.block.slice(RegisterKey.blockBytes - 32, count: 32)
      if PublicKeyCheck.fault(of: key) == nil { checks |= 1 << UInt32(command.ordinal) }
    }
    if checks != view.record.keyChecks {
      throw failure(place, "it says of a public key what is not so")
    }
  }

  // MARK: Batches and receipts

  /// Looks whether a batch or a receipt group begins at `index`, before its record is applied.
  private mutating func beginUnits(_ index: UInt64) throws(VerificationFailure) {
    // Before genesis there is no key to check them with: they begin right after it was taken.
    guard log.genesis != nil else { return }
    if batch == nil, let next = try nextBatch() {
      if next.header.firstIndex != index {
        throw failure(
          "batch \(next.header.batch)", "begins at index \(next.header.firstIndex), not \(index)")
      }
      let before = index == 0 ? log.emptyRoot : log.root()
      if next.header.stateBefore != before {
        throw failure(
          "batch \(next.header.batch)", "re-execution gives another state before it")
      }
      batch = next
    }
    if receipt == nil {
      receipt = try nextReceipt()
      receiptRoot.reset()
    }
  }

  private mutating func endUnits(_ record: JournalRecord) throws(VerificationFailure) {
    let (index, bytes) = (record.index, record.bytes)
    let head = LogRecord(block: bytes, at: MessageHeader.bytes)
    if let early = earlyBatch, head.kindValue != .restart {
      throw failure("batch \(early)", "it was not due where it ends, and the run went on")
    }
    earlyBatch = nil
    if let batch {
      try compare(batch, index, bytes)
      try checkClosing(batch.header, record, head)
      found.recordsInBatches = index + 1
      if index == batch.header.lastIndex {
        if batch.header.stateAfter != log.root() {
          throw failure("batch \(batch.header.batch)", "re-execution gives another state after it")
        }
        found.batches += 1
        self.batch = nil
      }
    }
    try countReceipt(index, head)
    if let receipt, index >= receipt.firstIndex {
      if index == receipt.firstIndex && !beginsGroup {
        throw failure("receipt group \(receipt.group)", "it begins inside a log group")
      }
      receiptRoot.add(bytes)
      if index == receipt.lastIndex {
        if !record.endsGroup {
          throw failure("receipt group \(receipt.group)", "it ends inside a log group")
        }
        if head.term != receipt.term {
          throw failure(
            "receipt group \(receipt.group)",
            "it says term \(receipt.term), its last record says \(head.term)")
        }
        if receiptRoot.root() != receipt.root {
          throw failure(
            "receipt group \(receipt.group)", "its root is not that of the journal's records")
        }
        found.receiptGroups += 1
        self.receipt = nil
      }
    }
    beginsGroup = record.endsGroup
  }

  /// A batch ends at the first end of a log group at which it was due; at the end of a run also
  /// before.
  private mutating func checkClosing(
    _ batch: BatchHeader, _ record: JournalRecord, _ head: LogRecord
  ) throws(VerificationFailure) {
    let place = "batch \(batch.batch)"
    if record.index == batch.firstIndex { batchCommands = 0 }
    batchCommands += BatchRule.commands(in: record.bytes)
    let genesis = log.genesis!.block
    let rule = BatchRule(
      commandsMax: genesis.batchCommandsMax, spanNanosecondsMax: genesis.batchSpanMax)
    let isDue = rule.isDue(
      commands: batchCommands, firstTime: batch.firstTime, lastTime: head.logTime)
    if record.index < batch.lastIndex {
      if isDue && record.endsGroup { throw failure(place, "it was due at index \(record.index)") }
      return
    }
    if !record.endsGroup { throw failure(place, "it ends inside a log group") }
    if !isDue { earlyBatch = batch.batch }
  }

  /// A run that was interrupted may lack the last of its receipts; nothing else may be missing.
  private mutating func countReceipt(
    _ index: UInt64, _ head: LogRecord
  ) throws(VerificationFailure) {
    if head.kindValue == .restart {
      if let first = firstMissing { gaps.append((first: first, restart: index)) }
      firstMissing = nil
    }
    guard head.kindValue == .commands || head.kindValue == .logon else { return }
    if receipt.map({ index < $0.firstIndex }) ?? true {
      found.unreceipted += 1
      if firstMissing == nil { firstMissing = index }
    } else if let first = firstMissing {
      throw failure("receipts", "index \(first) has none, and index \(index) after it has one")
    }
  }

  private func compare(
    _ batch: SettledBatch, _ index: UInt64, _ bytes: ByteView
  ) throws(VerificationFailure) {
    let record = batch.records[Int(index - batch.header.firstIndex)]
    let place = "batch \(batch.header.batch)"
    let same =
      record.bytes.count == bytes.count
      && zip(record.bytes, 0..<bytes.count).allSatisfy { $0 == bytes[$1] }
    if !same { throw failure(place, "its record \(index) is not the journal's") }
    if Array(batch.matches[record.matches]) != log.matches {
      throw failure(place, "re-execution of index \(index) gives other matches")
    }
  }

  private mutating func nextBatch() throws(VerificationFailure) -> SettledBatch? {
    while batchFile < batchFiles.count {
      let name = batchFiles[batchFile].name
      do {
        if batchReader == nil {
          let key = venueKey
          let checks = checksSignatures
          let check = signatures
          batchReader = try BatchReader(
            batchFiles[batchFile].bytes, identity: identity, previous: lastBatch
          ) { statement, signature in
            !checks || check.holds(key, statement.array, signature.array)
          }
        }
        if let next = try batchReader!.next() {
          lastBatch = next.header
          return next
        }
      } catch {
        // A crash may leave the end of a file torn; a later run writes its batch again.
        if !error.isTornEnd { throw failure(name, "\(error)") }
        tornBatch = batchFile + 1 == batchFiles.count ? "\(name): \(error)" : nil
      }
      batchReader = nil
      batchFile += 1
    }
    return nil
  }

  private mutating func nextReceipt() throws(VerificationFailure) -> ReceiptGroup? {
    while receiptFile < receiptFiles.count {
      let name = receiptFiles[receiptFile].name
      do {
        if receiptReader == nil {
          let key = venueKey
          let checks = checksSignatures
          let check = signatures
          receiptReader = try ReceiptReader(
            receiptFiles[receiptFile].bytes, identity: identity, previous: lastReceipt
          ) { statement, signature in
            !checks || check.holds(key, statement.array, signature.array)
          }
        }
        if let next = try receiptReader!.next() {
          lastReceipt = next
          return next
        }
      } catch {
        if !error.isTornEnd { throw failure(name, "\(error)") }
        tornReceipt = receiptFile + 1 == receiptFiles.count ? "\(name): \(error)" : nil
      }
      receiptReader = nil
      receiptFile += 1
    }
    return nil
  }

  /// In this run the first command or logon without a receipt.
  private var firstMissing: UInt64?
  /// The same for the runs before, with the index of the restart that followed.
  private var gaps: [(first: UInt64, restart: UInt64)] = []
  /// Whether the record at hand begins a log group.
  private var beginsGroup = true
  /// Commands in the batch at hand; the batch that ended just now before it was due.
  private var batchCommands: UInt64 = 0
  private var earlyBatch: UInt64?
  /// The last torn end met; an error when the log is sealed and nothing was written after it.
  private var tornBatch: String?
  private var tornReceipt: String?

  // MARK: The end

  private mutating func finish() throws(VerificationFailure) {
    let summary: JournalSummary
    do { summary = try reader.finish() } catch { throw failure("journal", "\(error)") }
    guard log.recordCount > 0 else { throw failure("journal", "it holds no record") }
    for seal in summary.seals where checksSignatures {
      if !signatures.holds(venueKey, seal.message, seal.signature) {
        throw failure(
          "journal", "the signature of the seal after index \(seal.endIndex - 1) is refused")
      }
    }
    if let batch {
      throw failure("batch \(batch.header.batch)", "it goes on after the journal's end")
    }
    if let receipt {
      throw failure("receipt group \(receipt.group)", "it goes on after the journal's end")
    }
    if let next = try nextBatch() {
      throw failure("batch \(next.header.batch)", "it begins after the journal's end")
    }
    if let next = try nextReceipt() {
      throw failure("receipt group \(next.group)", "it begins after the journal's end")
    }
    if summary.venue != identity.venue {
      throw failure("journal", "its segments are of another venue than its record at index 0")
    }
    for gap in gaps where summary.seals.contains(where: { $0.endIndex == gap.restart }) {
      throw failure("receipts", "index \(gap.first) has none, and its run was sealed")
    }
    switch summary.ending {
    case .sealed:
      if let tornBatch { throw failure("sealed run", tornBatch) }
      if let tornReceipt { throw failure("sealed run", tornReceipt) }
      if let firstMissing {
        throw failure("sealed run", "index \(firstMissing) and those after it have no receipt")
      }
      if found.recordsInBatches != log.recordCount {
        throw failure(
          "sealed run",
          "batches cover \(found.recordsInBatches) of \(log.recordCount) records: a batch is missing"
        )
      }
    case .unsealed: found.unsealedAfter = log.recordCount - 1
    }
    if let genesis = log.genesis?.block {
      (found.venue, found.chain) = (genesis.venue, genesis.chain)
      (found.network, found.venueKey) = (genesis.network, genesis.venueKey)
    }
    found.records = log.recordCount
    found.commands = log.commandCount
    found.accepted = log.accepted
    found.rejected = log.rejected
    found.matches = log.matchCount
    found.logGroups = summary.groupCount
    found.stateRoot = log.root()
    found.logHash = summary.logHash
    found.reportsDigest = log.reports.value
  }
}

/// One verifier for a whole walk: making one runs its known answers.
private final class SignatureCheck {
  private var verifier: Verifier
  private let tables: KeyTables
  private let reader: KeyTablesReader
  /// The keys seen, with how many signatures of each there were.
  private var seen: [Bytes32: (id: UInt32, count: Int)] = [:]

  private static let keysMax = 4_096
  /// A table costs what a few signatures without one cost.
  private static let signaturesBeforeTable = 4

  init(_ verifier: consuming Verifier) {
    tables = KeyTables(
      keysMax: Self.keysMax, tier: .kilobytes64, bytesMax: Self.keysMax << 16,
      backEnd: verifier.backEnd)
    reader = tables.reader()
    self.verifier = verifier
  }

  /// The table of a key that signs often; none for others.
  func table(_ key: Bytes32, _ bytes: ByteView) -> KeyTableReference {
    var entry = seen[key] ?? (id: UInt32(seen.count), count: 0)
    entry.count += 1
    if Int(entry.id) >= Self.keysMax { return .none }
    seen[key] = entry
    if entry.count == Self.signaturesBeforeTable { tables.build(id: entry.id, key: bytes) }
    return reader.reference(entry.id)
  }

  func verdict(of request: VerifyRequest) -> Verdict { verifier.verdict(of: request) }

  /// Whether `signature` is `key`'s over `message`.
  func holds(_ key: Bytes32, _ message: [UInt8], _ signature: [UInt8]) -> Bool {
    let bytes = ByteBuffer(count: 96 + message.count)
    key.store(to: bytes.bytes)
    for (i, byte) in (signature + message).enumerated() { bytes.bytes[32 + i] = byte }
    let view = bytes.bytes.view
    let verdict = verifier.verdict(
      of: VerifyRequest(
        publicKey: view.slice(0, count: 32), signature: view.slice(32, count: 64),
        message: view.slice(96, count: message.count),
        table: table(key, view.slice(0, count: 32))))
    return verdict == .valid
  }
}
