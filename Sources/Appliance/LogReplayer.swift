// SPDX-License-Identifier: Apache-2.0

public import Memory
public import Settlement
public import Tiles
public import Venue
public import WireFormat

/// Runs a log through the decision layer and settlement again: for recovery, replay and
/// verification alike. It takes no configuration; index 0 says everything.
///
///     record ─▶ form ─▶ apply ─▶ state tree, batches, digest of the reports
///
/// Cold: it allocates and may throw; the log may be anybody's.
public struct LogReplayer: ~Copyable {
  /// What is wrong with a record, and where.
  public struct Failure: Error, CustomStringConvertible, Sendable {
    public let index: UInt64
    public let problem: String
    public var description: String { "log index \(index): \(problem)" }
  }

  /// The venue, its state tree and its events; nil before index 0.
  private var machine: Machine?
  public private(set) var reports = ReportsDigest()
  public private(set) var recordCount: UInt64 = 0
  public private(set) var commandCount: UInt64 = 0
  public private(set) var matchCount: UInt64 = 0
  public private(set) var accepted: UInt64 = 0
  public private(set) var rejected: UInt64 = 0
  /// The matches of the record taken last.
  public private(set) var matches: [MatchRecord] = []
  /// Keys registered so far, by number.
  public private(set) var keys: [UInt32: Bytes32] = [:]
  public private(set) var lastTime: UInt64 = 0
  /// What index 0 said; nil before it.
  public private(set) var genesis: VenueGenesis?
  /// The state root before index 0.
  public private(set) var emptyRoot = Bytes32()
  /// The term of the last record.
  public private(set) var term: UInt64 = 0
  private var commandsMax = 1

  /// What index 0 brings into being.
  struct Machine: ~Copyable {
    var venue: Venue
    var state: StateTree
    var events: VenueEvents
  }

  public init() {}

  /// The limits of the state tree that a genesis asks for.
  public static func shape(_ genesis: Genesis) -> StateShape {
    StateShape(
      StateLimits(
        marketsMax: genesis.marketsMax, accountsMax: genesis.accountsMax,
        keysMax: genesis.keysMax, nonceWindow: genesis.nonceWindow,
        sessionsMax: genesis.sessionsMax, ordersMax: genesis.ordersMax,
        bustsMax: genesis.bustsMax, proposalsMax: genesis.proposalsMax,
        specialOrdersMax: genesis.specialOrdersMax,
        conditionalOrdersMax: genesis.conditionalOrdersMax,
        quoteGroupsMax: genesis.quoteGroupsMax))
  }

  /// Takes the next record, whole and checked for its form here.
  public mutating func take(_ bytes: ByteView) throws(Failure) {
    let view: LogRecordView
    do { view = try LogRecordView(parsing: bytes) } catch {
      throw Failure(index: recordCount, problem: "\(error)")
    }
    guard view.record.logIndex == recordCount else {
      throw Failure(index: recordCount, problem: "its index says \(view.record.logIndex)")
    }
    guard view.record.logTime >= lastTime else {
      throw Failure(index: recordCount, problem: "its time goes back")
    }
    if recordCount == 0 { try begin(view) }
    try check(view)
    lastTime = view.record.logTime
    term = view.record.term
    guard var machine = machine.take() else {
      throw Failure(index: recordCount, problem: "no genesis before it")
    }
    machine.events.removeAll()
    machine.venue.apply(bytes, into: &machine.events)
    recordCount += 1
    if view.record.kindValue == .commands {
      commandCount += UInt64(CommandBody(checked: view.body).header.count)
    }
    takeEvents(&machine)
    self.machine = .some(machine)
  }

  /// What `apply` takes for granted and only an honest sequencer guarantees.
  private func check(_ view: LogRecordView) throws(Failure) {
    if view.record.term < term {
      throw Failure(index: recordCount, problem: "its term goes back")
    }
    try checkFields(view.record)
    switch view.record.kindValue {
    case .genesis where recordCount > 0:
      throw Failure(index: recordCount, problem: "a second genesis")
    case .commands:
      if let fault = CommandBody.check(view.body, commandsMax: commandsMax) {
        throw Failure(index: recordCount, problem: "\(fault)")
      }
    default: break
    }
  }

  /// What a kind of record has no use for is zero: one encoding per meaning.
  private func checkFields(_ record: LogRecord) throws(Failure) {
    let kind = record.kindValue
    let isUsed =
      switch kind {
      case .commands: (session: true, checks: true, end: false, digest: true)
      case .logon: (session: false, checks: false, end: false, digest: true)
      case .sessionDown: (session: true, checks: false, end: true, digest: false)
      default: (session: false, checks: false, end: false, digest: false)
      }
    let digestIsZero = record.digest == Bytes16(word0: 0, word1: 0)
    if !isUsed.session && record.session != 0 || !isUsed.checks && record.keyChecks != 0
      || !isUsed.end && record.end != 0 || !isUsed.digest && !digestIsZero
    {
      throw Failure(index: recordCount, problem: "a field that its kind has no use for is set")
    }
    if kind == .sessionDown && SessionEnd(wire: record.end) == nil {
      throw Failure(index: recordCount, problem: "it ends a session for no known reason")
    }
  }

  private mutating func begin(_ view: LogRecordView) throws(Failure) {
    guard view.record.kindValue == .genesis else {
      throw Failure(index: 0, problem: "index 0 is not a genesis")
    }
    do {
      let genesis = try VenueGenesis(body: view.body)
      let venue = try Venue(genesis)
      let events = VenueEvents(capacity: venue.eventsPerRecordMax)
      var state = StateTree(
        shape: Self.shape(genesis.block), ruleVersion: genesis.block.ruleVersion)
      emptyRoot = state.root()
      commandsMax = Int(genesis.block.commandsPerDatagramMax)
      self.genesis = genesis
      machine = .some(Machine(venue: venue, state: state, events: events))
    } catch {
      throw Failure(index: 0, problem: "\(error)")
    }
  }

  private mutating func takeEvents(_ machine: inout Machine) {
    matches.removeAll(keepingCapacity: true)
    for i in 0..<machine.events.count {
      let event = machine.events.event(i)
      let payload = machine.events.payload(i)
      switch event.kind {
      case .report: count(event, payload)
      case .match:
        matches.append(MatchRecord(block: payload, at: MessageHeader.bytes))
        matchCount += 1
      case .stateSet, .stateRemoved: machine.state.apply(event, payload)
      case .keyRegistered: keys[UInt32(truncatingIfNeeded: event.key)] = Bytes32(payload)
      case .marketData, .logonAnswered, .logonRepeated, .sessionClosed, .snapshotPage: break
      }
    }
  }

  private mutating func count(_ event: VenueEvent, _ payload: ByteView) {
    if event.session != 0 { reports.add(session: event.session, report: payload) }
    if MessageHeader(payload).templateID != CommandResult.templateID { return }
    let result = CommandResult(block: payload, at: MessageHeader.bytes)
    if result.resent != 0 { return }
    if result.code == 0 {
      accepted += UInt64(result.count)
    } else {
      rejected += UInt64(result.count)
    }
  }

  /// The state root after the last record.
  ///
  /// - Precondition: a genesis was taken.
  public mutating func root() -> Bytes32 {
    var machine = machine.take()!
    let root = machine.state.root()
    self.machine = .some(machine)
    return root
  }

  /// Takes the machine out, to go on with it.
  mutating func takeMachine() -> Machine { machine.take()! }
}
