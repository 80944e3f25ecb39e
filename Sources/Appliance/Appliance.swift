// SPDX-License-Identifier: Apache-2.0

internal import CMachine
internal import Glibc
internal import Journaling
internal import Lanes
public import Memory
public import PacketIO
internal import Settlement
public import Signing
internal import Telemetry
internal import Tiles
internal import Venue
internal import Verifying
internal import WireFormat

/// The appliance: the tiles, the lanes between them, the threads they run on.
///
///     port ─▶ ingress ─▶ verify ×N ─▶ sequence ─▶ match ─▶ settle ─▶ sign
///                                        │  ▲        │                 │
///                                        ▼  │commit  ▼                 ▼
///                                      journal ───▶ egress ◀──────────── ─▶ port
///
/// Made, started, stopped, in that order, once each, by one control thread. All memory is allocated
/// by `init`; after `start` only the control thread and the file helper allocate.
public final class Appliance {
  /// What was chosen: for the banner.
  public let banner: [String]
  private let settings: ApplianceSettings
  private let signals = TileSignals()
  private let tiles: TileSet
  private let threads: [TileThread]
  private let files: FileWorker
  private let keyTables: KeyTableWorker
  private let clock: Clock
  private let control: PortControl
  private let startedAt: UInt64
  /// What happened to the signing devices, when there are any. Any thread.
  public let devices = DeviceReport()
  /// What others may watch; the threads write to it, so it lives as long as they.
  private let board: SharedBoard?
  /// The venue's public key, as members must know it.
  public let venueKey: Bytes32

  /// Opens the data directory, recovers or begins the log, and lays the tiles out.
  ///
  /// - Parameter port: opened by the caller, who chose the driver.
  /// - Throws: one line with the remedy.
  public init(
    _ settings: ApplianceSettings, port: consuming Port, observer: ThreadObserver? = nil
  ) throws(ApplianceError) {
    self.settings = settings
    let clock = Clock.start()
    self.clock = clock
    control = port.control
    let block = settings.genesis.block
    var signer = try Appliance.signer(settings, devices)
    guard let publicKey = signer.publicKey(0) else {
      throw ApplianceError("the signer has no key for the venue: provision it")
    }
    venueKey = Bytes32(publicKey)
    if venueKey != block.venueKey {
      throw ApplianceError(
        "the venue key is \(venueKey.hexadecimal), genesis names \(block.venueKey.hexadecimal): "
          + "use the key file that genesis was made with")
    }
    let layout = try Layout(settings)
    try layout.preferMemory()
    defer { layout.restoreMemory() }
    let recovered = try Recovery(settings).open { statement in
      Appliance.signNow(statement, &signer)
    }

    let slots = settings.laneSlots
    let recordBytes = LogRecordView.bytesMax
    let lanes = settings.verifyLanes

    var classes = ClassLanes(
      verifyLanes: lanes, slots: slots, admission: settings.admission)
    // Every verify tile learns of a key, and whoever builds its table.
    var keysToVerify = LaneProducers<KeySlot>(capacity: lanes + 1)
    let verifier = try Appliance.verifier()
    let tables = KeyTableSet(
      nodes: layout.verifyNodes(lanes), keysMax: Int(block.keysMax), tier: settings.keyTableTier,
      bytesMax: settings.keyTableBytesMax, hugePages: true, backEnd: verifier.backEnd)
    let verifying = Appliance.describe(verifier.backEnd, tables, settings)
    let toBuild = Lane<KeySlot>(capacity: 4_096, payloadBytes: 32)
    let faults = SenderFaults(sessionsMax: Int(block.sessionsMax))
    var verifyTiles: [TileBox<VerifyTile>] = []
    for tile in 0..<lanes {
      let ends = classes.addVerify()
      let learn = Lane<KeySlot>(capacity: 256, payloadBytes: 32)
      var table = KeyTable(keysMax: Int(block.keysMax))
      try Appliance.fill(&table, recovered.keys)
      verifyTiles.append(
        TileBox(
          VerifyTile(
            inputs: ends.inputs, outputs: ends.outputs, keysIn: learn.consumer, keys: table,
            tables: tables.reader(tile: tile), verifier: try Appliance.verifier(),
            identity: settings.identity, faults: faults, burstMax: settings.verifyBurstMax,
            clock: clock)))
      keysToVerify.append(learn.producer)
    }
    keysToVerify.append(toBuild.producer)
    keyTables = KeyTableWorker(
      input: toBuild.consumer, tables: tables, recovered: recovered.keys)

    let toJournal = Lane<RecordSlot>(capacity: slots, payloadBytes: recordBytes)
    let toMatch = Lane<RecordSlot>(capacity: slots, payloadBytes: recordBytes)
    let groups = Lane<GroupSlot>(capacity: slots)
    let toEgress = Lane<EventSlot>(capacity: slots * 8, payloadBytes: VenueEvents.payloadBytesMax)
    let toSettle = Lane<SettleSlot>(capacity: slots * 8, payloadBytes: recordBytes)
    let logons = Lane<EventSlot>(capacity: 64, payloadBytes: VenueEvents.payloadBytesMax)
    let statements = Lane<SignatureSlot>(capacity: 16, payloadBytes: 64)
    let signatures = Lane<SignatureSlot>(capacity: 16, payloadBytes: 64)
    let opened = Lane<SessionSlot>(capacity: 256, payloadBytes: SessionKeys.exportBytes)
    let closed = Lane<SessionSlot>(capacity: 1_024)
    let replies = Lane<SessionSlot>(capacity: 256, payloadBytes: SessionKeys.exportBytes + 320)
    let settled = Lane<ChunkSlot>(capacity: slots, payloadBytes: 1_024)
    let answers = Lane<AnswerSlot>(capacity: 256)
    let neighbours = Lane<FrameSlot>(
      capacity: 64, payloadBytes: NeighbourRequest.frameBytesMax)
    let resends = Lane<ResendSlot>(capacity: 256)
    let queries = Lane<QuerySlot>(capacity: 256)
    let states = Lane<StateSlot>(capacity: 64, payloadBytes: Frame.bytesMax)
    let requests = Lane<FeedRequestSlot>(capacity: 64)
    let pages = Lane<PageSlot>(capacity: 4, payloadBytes: Venue.snapshotPageBytesMax)
    let chunks = Lane<ChunkSlot>(capacity: 256, payloadBytes: SettlementSink.chunkBytesMax)

    let termNow = recovered.term
    let indexNext = recovered.indexNext
    let ends = classes.join()
    let sequence = SequenceTile(
      urgent: ends.urgentCollector, ordinary: ends.ordinaryCollector, journal: toJournal.producer,
      match: toMatch.producer,
      opening: recovered.opening, openingBody: recovered.openingBody, indexNext: indexNext,
      time: recovered.time, term: termNow, logClock: settings.logClock,
      tickSpanMax: block.tickSpanMax, signals: signals, clock: clock)
    let nextReceiptGroup = recovered.nextReceiptGroup
    let writing =
      Appliance.writing(recovered.journal)
      + (Appliance.isInMemory(settings.dataDirectory) ? "; in memory: it ends with the host" : "")
    let parts = recovered.split()
    let egressReader = parts.journal.makeCommitReader()
    let signReader = parts.journal.makeCommitReader()
    let matchReader = parts.journal.makeCommitReader()
    let journalTile = JournalTile(
      input: toJournal.consumer, groups: groups.producer, journal: parts.journal, signals: signals)
    let matchTile = MatchTile(
      input: toMatch.consumer, egress: toEgress.producer, settle: toSettle.producer,
      sign: logons.producer, ingress: closed.producer, verify: keysToVerify,
      queries: queries.consumer, answers: states.producer, committed: matchReader,
      runAheadMax: settings.runAheadMax, signals: signals,
      snapshot: SnapshotPacer(settings.feed, lane: pages.producer, signals: signals),
      venue: parts.venue, clock: clock)
    let settleTile = SettleTile(
      input: toSettle.consumer, groups: groups.consumer, statements: statements.producer,
      signatures: signatures.consumer, files: chunks.producer, egress: settled.producer,
      state: parts.state,
      receipts: ReceiptGroupBuilder(
        identity: settings.identity, leavesMax: settings.receiptLeavesMax,
        logGroupRecordsMax: min(settings.receiptLeavesMax, 4_096), nextGroup: nextReceiptGroup),
      batches: parts.batches, sink: parts.sink, signals: signals)
    files = FileWorker(input: chunks.consumer, files: parts.files)

    var admission = settings.admission
    // Flow time repeats a run to the byte, so everything keeps its order of arrival.
    if case .flow = settings.logClock { admission.hasUrgentClass = false }
    let filter = DatagramFilter(local: settings.local)
    let ingressTile = IngressTile(
      receiver: port.receiver, filter: filter, opened: opened.consumer, closed: closed.consumer,
      ordinary: ends.ordinaryDealer, urgent: ends.urgentDealer, answers: answers.producer,
      neighbours: neighbours.producer, resends: resends.producer, queries: queries.producer,
      requests: FeedRequestDesk(settings.feed, egress: requests.producer),
      keys: try Appliance.sessionKeys(Int(block.sessionsMax)),
      commandsMax: Int(block.commandsPerDatagramMax), limits: admission, faults: faults,
      signals: signals, clock: clock)
    let signTile = SignTile(
      logons: logons.consumer, statements: statements.consumer, signatures: signatures.producer,
      ingress: opened.producer, egress: replies.producer, signer: signer, keySlot: 0,
      identity: settings.identity, durability: settings.durability, committed: signReader,
      random: try Appliance.randomStream(), ephemeral: try Appliance.ephemeralKey(),
      keys: try Appliance.sessionKeys(1))
    let egressTile = EgressTile(
      transmitter: port.transmitter, events: toEgress.consumer, sessionsIn: replies.consumer,
      settlement: settled.consumer, answers: answers.consumer, neighbours: neighbours.consumer,
      resends: resends.consumer, states: states.consumer, retainedReports: settings.retainedReports,
      committed: egressReader,
      addresses: EgressAddresses(
        local: settings.local, validators: settings.validators),
      keys: try Appliance.sessionKeys(Int(block.sessionsMax)), durability: settings.durability,
      feed: EgressFeed(
        settings.feed, local: settings.local, requests: requests.consumer,
        pages: pages.consumer),
      settlementFeed: MoldSession("SETTLEMENT")!,
      firstIndex: indexNext, clock: clock)
    tiles = TileSet(
      ingress: TileBox(ingressTile), verify: verifyTiles, sequence: TileBox(sequence),
      journal: TileBox(journalTile), match: TileBox(matchTile), settle: TileBox(settleTile),
      sign: TileBox(signTile), egress: TileBox(egressTile))
    let told = TileBoard.names(verifyLanes: lanes, threads: layout.threads.map(\.name))
    var places = told.places
    board = settings.board.flatMap {
      SharedBoard(path: $0, entries: told.names, histograms: TileBoard.histograms)
    }
    if let board { places.writer = board.writer }
    threads = layout.threads(tiles, settings, signals, places, observer)
    startedAt = clock.nanoseconds()
    banner =
      Appliance.banner(settings, layout, writing: writing, verifying: verifying)
      + [
        indexNext == 0
          ? "log: new, in \(settings.dataDirectory)"
          : "log: goes on at index \(indexNext), term \(termNow), in \(settings.dataDirectory)"
      ]
  }

  private var isRunning = false

  /// Ends the threads of an appliance that was not stopped; its journal stays unsealed.
  deinit {
    if isRunning { endThreads() }
  }

  /// Starts the threads. Nothing allocates on them from here on.
  public func start() throws(ApplianceError) {
    try files.start()
    isRunning = true
    do {
      try keyTables.start()
      for thread in threads { try thread.start() }
    } catch {
      endThreads()
      throw error
    }
  }

  private func endThreads() {
    signals.drain()
    signals.stop()
    for thread in threads { thread.join() }
    keyTables.stop()
    files.stop()
    isRunning = false
  }

  /// Why the appliance takes nothing more, or nil while it does.
  public var failure: String? {
    if signals.isJournalStopped { return "the journal stopped" }
    return files.failure == nil ? nil : "settlement files cannot be written"
  }

  /// Keeps the clock behind the stamps on the kernel's: to be called about once a second. How far it was
  /// off, in nanoseconds; nil when nothing was done.
  @discardableResult
  public func steerClock() -> Int64? { clock.steer() }

  public var linkIsUp: Bool { control.linkIsUp() }

  // MARK: Stopping

  /// Takes nothing more from the port, lets everything under way finish, seals the journal, and
  /// says what the run did. Blocks; at most `secondsMax`.
  public func stop(secondsMax: Int = 30) throws(ApplianceError) -> ApplianceSummary {
    signals.drain()
    var isFinished = waitUntilQuiet(secondsMax)
    if isFinished {
      signals.finish()
      isFinished = waitUntilQuiet(secondsMax)
    }
    endThreads()
    var summary = summarise()
    if signals.isJournalStopped {
      summary.notSealed = "\(unsafe tiles.journal.pointer.pointee.journal.state)"
    } else if let refusal = files.failure {
      summary.notSealed = refusal
    } else if !isFinished {
      summary.notSealed = "something was still under way after \(secondsMax) s"
    } else {
      sendLastBatch()
      summary.seal = try seal(&summary)
    }
    return summary
  }

  /// Waits until every thread, in rounds begun after this call, says twice that nothing waits, with
  /// no work done between: then no lane holds anything, and each has seen the flag set before.
  private func waitUntilQuiet(_ secondsMax: Int) -> Bool {
    let start = threads.map { $0.sample().rounds }
    var before: [Progress.Sample]?
    for _ in 0..<(secondsMax * 500) {
      usleep(2_000)
      let samples = threads.map { $0.sample() }
      let isFresh = zip(samples, start).allSatisfy { $0.rounds >= $1 + 2 }
      if !isFresh || !samples.allSatisfy(\.isQuiet) {
        before = nil
        if failure != nil { return false }
        continue
      }
      if let before,
        zip(before, samples).allSatisfy({ $0.work == $1.work && $0.rounds < $1.rounds })
      {
        return true
      }
      if before == nil || before!.map(\.work) != samples.map(\.work) { before = samples }
    }
    return false
  }

  /// With the threads ended and the files on the disk: what settle had kept back goes out.
  private func sendLastBatch() {
    unsafe tiles.settle.pointer.pointee.sendLastBatch()
    for _ in 0..<100 {
      let work = unsafe tiles.settle.pointer.pointee.poll() + tiles.egress.pointer.pointee.poll()
      if work == 0, unsafe tiles.egress.pointer.pointee.isQuiet { return }
      usleep(1_000)
    }
  }

  private func seal(_ summary: inout ApplianceSummary) throws(ApplianceError) -> Bytes32 {
    var signer = tiles.sign.take().halt()
    var journal = tiles.journal.take().halt()
    do {
      let request = try journal.prepareSeal(timeNanoseconds: clock.realtimeNanoseconds())
      guard let signature = Appliance.signNow(request.message, &signer) else {
        throw ApplianceError("the signer did not sign the journal's seal")
      }
      let seal = try journal.seal(signature: signature)
      return seal.logHash
    } catch let error as ApplianceError {
      throw error
    } catch {
      throw ApplianceError("journal: \(error)")
    }
  }

  // MARK: Parts

  /// What signs for the venue, with its key in slot 0, for what a venue signs and nothing else.
  private static func signer(
    _ settings: ApplianceSettings, _ report: DeviceReport
  ) throws(ApplianceError) -> Signer {
    do {
      return try Signer.open(settings.signer, purposes: .venue, report: report) {
        switch settings.venueKey {
        case .file(let path, let passphraseFile):
          return try SecretKey.load(path, passphraseFile: passphraseFile, wanted: .venue)
        case .seed(let seed):
          let buffer = ByteBuffer(count: 32)
          for (i, byte) in seed.enumerated() { buffer.bytes[i] = byte }
          return try SecretKey(seed: buffer.bytes.view)
        case .inToken: throw ApplianceError("a token signs with its own key alone")
        }
      }
    } catch { throw ApplianceError("venue key: \(error)") }
  }

  private static func sessionKeys(_ count: Int) throws(ApplianceError) -> SessionKeys {
    do { return try SessionKeys(sessionsMax: count) } catch { throw ApplianceError("\(error)") }
  }

  private static func randomStream() throws(ApplianceError) -> RandomStream {
    do { return try RandomStream() } catch { throw ApplianceError("\(error)") }
  }

  private static func ephemeralKey() throws(ApplianceError) -> EphemeralKey {
    do { return try EphemeralKey() } catch { throw ApplianceError("\(error)") }
  }

  private static func verifier() throws(ApplianceError) -> Verifier {
    do { return try Verifier() } catch { throw ApplianceError("\(error)") }
  }

  /// Signs at once, for the control thread. Nil when the signature was faulted.
  static func signNow(_ message: [UInt8], _ signer: inout Signer) -> [UInt8]? {
    let buffer = ByteBuffer(count: max(1, message.count))
    for (i, byte) in message.enumerated() { buffer.bytes[i] = byte }
    let completions = Slab<SignCompletion>(count: 1)
    guard signer.submit(cookie: 9, keySlot: 0, message: buffer.bytes.view) else { return nil }
    // A back end with a thread of its own takes its time.
    for _ in 0..<100_000 {
      if signer.poll(completions, max: 1) == 0 {
        usleep(100)
        continue
      }
      guard completions[0 as Int].status == .signed else { return nil }
      return completions[0 as Int].signature.array
    }
    return nil
  }

  private static func fill(_ table: inout KeyTable, _ keys: [UInt32: Bytes32])
    throws(ApplianceError)
  {
    let buffer = ByteBuffer(count: 32)
    for (id, key) in keys {
      key.store(to: buffer.bytes)
      do { try table.restore(id: id, key: buffer.bytes.view) } catch {
        throw ApplianceError("key \(id): \(error)")
      }
    }
  }

  private static func banner(
    _ settings: ApplianceSettings, _ layout: Layout, writing: String, verifying: String
  ) -> [String] {
    let durability =
      settings.durability == .disk
      ? "disk (\(writing))"
      : "none: an answer may leave before anything is written"
    var lines = [
      "durability: \(durability)", "verify: \(verifying)",
      "signer: \(settings.signer.description)",
    ]
    lines += layout.description
    let retained = EgressTile.retainedBytes(
      sessionsMax: Int(settings.genesis.block.sessionsMax), perSession: settings.retainedReports)
    lines.append(
      "reports: the last \(settings.retainedReports) of each session can be sent again "
        + "(\(retained >> 20) MiB)")
    if case .flow = settings.logClock {
      lines.append("log time: from the flow's stamps, not from a clock: for repeatable runs only")
    }
    return lines
  }

  /// What verifies, and with how much table a key.
  private static func describe(
    _ backEnd: Verifier.BackEnd, _ tables: KeyTableSet, _ settings: ApplianceSettings
  ) -> String {
    let pages: String
    switch tables.pages {
    case .none: return "\(backEnd), no key tables"
    case .ordinary: pages = "in 4 KiB pages"
    case .transparent: pages = "in 2 MiB pages where the kernel finds them"
    case .huge: pages = "in reserved 2 MiB pages"
    }
    let each = tables.count > 1 ? " on each of \(tables.count) memory nodes" : ""
    return "\(backEnd), \(settings.keyTableTier.bytes >> 10) KiB a key, at most "
      + "\(settings.keyTableBytesMax >> 20) MiB\(each), \(pages)"
  }

  /// Whether a folder lies in memory (tmpfs): what is durable there ends with the host.
  public static func isInMemory(_ folder: String) -> Bool {
    unsafe ml_machine_is_tmpfs(folder) == 1
  }

  /// How the journal's writes become durable, in the terms of open(2) and io_uring.
  private static func writing(_ journal: borrowing Journal) -> String {
    let flush =
      journal.flushesBehind
      ? "fdatasync linked behind each write: the disk's cache is volatile" : "O_DSYNC"
    return "\(journal.mechanism), "
      + (journal.directIO ? "O_DIRECT, \(flush)" : "\(flush) alone: no O_DIRECT here")
  }

  private func summarise() -> ApplianceSummary {
    ApplianceSummary(tiles, nanoseconds: clock.nanoseconds() - startedAt)
  }
}
