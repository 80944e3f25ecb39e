// SPDX-License-Identifier: Apache-2.0

public import Lanes
internal import Memory
internal import Quantities
public import Telemetry
public import Verifying
public import WireFormat

/// What verify counts.
public enum VerifyCounter: Int, CounterName {
  /// Signatures that hold.
  case valid
  /// Tombstones: no such key, or the signature is refused.
  case keyUnknown, signatureRefused
  /// Keys offered for registration that must not be registered.
  case keysNotRegistrable
  /// Keys learnt from the log.
  case keysLearnt
}

/// Checks the signatures of what is queued, never waiting for more, and passes everything on in its
/// order: what fails as a tombstone, which keeps its number's place.
///
///     ingress, urgent   ─▶ [ key ─▶ preimage ─▶ Ed25519 ] ─▶ urgent,   sequence
///     ingress, ordinary ─▶ [                            ] ─▶ ordinary, sequence
///     match (keys registered) ─▶
///     helper thread (tables of keys) ─▶
///
/// A burst takes urgent datagrams first and leaves a quarter of itself to ordinary ones that wait.
public struct VerifyTile: Tile, ~Copyable {
  private let inputs: LaneConsumers<DatagramSlot>
  private let outputs: LaneProducers<DatagramSlot>
  private var keysIn: LaneConsumer<KeySlot>
  private var keys: KeyTable
  private let tables: KeyTablesReader
  private var verifier: Verifier
  private let identity: Identity
  private let faults: SenderFaults
  private let preimages: ByteBuffer
  private let requests: Slab<VerifyRequest>
  private let verdicts: Slab<Verdict>
  /// For each slot of the burst the request that decides it, from 1; 0 when none does.
  private let asked: Slab<UInt32>
  private let burstMax: Int
  private let clock: Clock
  public var counters = CounterBlock<VerifyCounter>()

  /// - Parameters:
  ///   - inputs, outputs: a lane for each class, by `DatagramClass`.
  ///   - keys: the keys registered so far, as recovery found them.
  ///   - tables: the tables of keys, as far as they are built, of the verifier's back end.
  ///   - faults: where refused signatures are counted against their session.
  ///   - burstMax: signatures in one poll, at least 2.
  public init(
    inputs: consuming LaneConsumers<DatagramSlot>,
    outputs: consuming LaneProducers<DatagramSlot>,
    keysIn: consuming LaneConsumer<KeySlot>, keys: consuming KeyTable,
    tables: consuming KeyTablesReader, verifier: consuming Verifier, identity: Identity,
    faults: SenderFaults, burstMax: Int, clock: Clock
  ) {
    self.faults = faults
    invariant(burstMax >= 2, "a burst has room for both classes")
    invariant(inputs.count == DatagramClass.count, "verify reads a lane of each class")
    invariant(outputs.count == DatagramClass.count, "verify fills a lane of each class")
    self.inputs = inputs
    self.outputs = outputs
    self.keysIn = keysIn
    self.keys = keys
    self.tables = tables
    self.verifier = verifier
    self.identity = identity
    self.burstMax = burstMax
    self.clock = clock
    preimages = ByteBuffer(count: burstMax * Preimage.bytesMax)
    requests = Slab(count: burstMax)
    verdicts = Slab(count: burstMax)
    asked = Slab(count: burstMax)
  }

  /// Whether nothing waits.
  public var isQuiet: Bool {
    mutating get {
      inputs[DatagramClass.urgent].readable() == 0
        && inputs[DatagramClass.ordinary].readable() == 0 && keysIn.readable() == 0
    }
  }

  @_noAllocation @_noLocks
  public mutating func poll() -> Int {
    let learnt = learnKeys()
    let waiting = waits(DatagramClass.ordinary)
    let share = waiting == 0 ? 0 : max(1, burstMax / 4)
    let urgent = min(waits(DatagramClass.urgent), burstMax - share)
    let ordinary = min(waiting, burstMax - urgent)
    if urgent + ordinary == 0 { return learnt }
    var requested = 0
    for place in 0..<urgent + ordinary {
      let (class_, i) = split(place, urgent)
      asked[place] = 0
      if ask(class_, i, requested) {
        requested += 1
        asked[place] = UInt32(requested)
      }
    }
    verifier.verify(requests: requests, count: requested, verdicts: verdicts)
    let now = clock.nanoseconds()
    for place in 0..<urgent + ordinary {
      let (class_, i) = split(place, urgent)
      pass(class_, i, asked[place], now)
    }
    handOn(DatagramClass.urgent, urgent)
    handOn(DatagramClass.ordinary, ordinary)
    return learnt + urgent + ordinary
  }

  /// Datagrams of a class that a burst could take.
  @_noAllocation @_noLocks
  private mutating func waits(_ class_: Int) -> Int {
    min(min(inputs[class_].readable(), burstMax), outputs[class_].writable(burstMax))
  }

  /// The class and the place in its lanes of the burst's `place`-th datagram.
  @_noAllocation @_noLocks
  private func split(_ place: Int, _ urgent: Int) -> (class_: Int, place: Int) {
    place < urgent
      ? (DatagramClass.urgent, place) : (DatagramClass.ordinary, place - urgent)
  }

  @_noAllocation @_noLocks
  private mutating func handOn(_ class_: Int, _ count: Int) {
    if count == 0 { return }
    outputs[class_].publish(count)
    inputs[class_].release(count)
  }

  /// Writes the request for the datagram at `i`, unless nothing is to be verified.
  @_noAllocation @_noLocks
  private mutating func ask(_ class_: Int, _ i: Int, _ request: Int) -> Bool {
    let body = inputs[class_].payload(i).view.slice(0, count: Int(inputs[class_][i].length))
    let tag: DomainTag
    let key: UInt32
    switch inputs[class_][i].kind {
    case .commands:
      tag = .command
      key = CommandBody(checked: body).header.key
    case .logon:
      tag = .logon
      key = LogonBody(checked: body).request.key
    case .sessionDown, .tombstone: return false
    }
    guard let publicKey = heldKey(key) else {
      counters.add(.keyUnknown)
      inputs[class_][i].kind = .tombstone
      return false
    }
    let room = preimages.bytes.slice(request * Preimage.bytesMax, count: Preimage.bytesMax)
    let signed = body.slice(
      Frame.signatureBytes, count: body.count - Frame.signatureBytes)
    let length = Preimage.write(into: room, tag: tag, identity: identity, message: signed)
    requests[request] = VerifyRequest(
      publicKey: publicKey, signature: body.slice(0, count: Frame.signatureBytes),
      message: room.view.slice(0, count: length), table: tables.reference(key))
    return true
  }

  /// The key of this number. Match gives a key to every verify tile before it lets the report of its
  /// registration out, so whoever has heard that it is registered finds it: here, or in the lane.
  @_noAllocation @_noLocks
  private mutating func heldKey(_ id: UInt32) -> ByteView? {
    if let key = keys.key(id) { return key }
    if learnKeys() == 0 { return nil }
    return keys.key(id)
  }

  /// Hands the datagram at `i` on with what was found.
  @_noAllocation @_noLocks
  private mutating func pass(_ class_: Int, _ i: Int, _ request: UInt32, _ now: UInt64) {
    var slot = inputs[class_][i]
    slot.stamps.verified = now
    if request != 0 {
      if case .valid = verdicts[Int(request) - 1] {
        counters.add(.valid)
      } else {
        counters.add(.signatureRefused)
        // A logon is of no session: it was charged to the port's strangers when it came.
        if slot.session != 0 { faults.add(slot: Int(SessionID(slot.session).slot)) }
        slot.kind = .tombstone
      }
    }
    switch slot.kind {
    case .commands, .logon:
      let body = inputs[class_].payload(i).view.slice(0, count: Int(slot.length))
      slot.digest = DatagramDigest.of(body)
      if case .commands = slot.kind { slot.keyChecks = keyChecks(CommandBody(checked: body)) }
      outputs[class_].payload(i).copy(body)
    case .sessionDown: break
    case .tombstone: slot.length = 0
    }
    outputs[class_][i] = slot
  }

  /// Bit i: the i-th command registers a key that may be registered.
  @_noAllocation @_noLocks
  private mutating func keyChecks(_ body: CommandBody) -> UInt32 {
    var checks: UInt32 = 0
    var commands = body.commands
    while let command = commands.next() {
      guard case .registerKey = command.template else { continue }
      let offset = RegisterKey.blockBytes - 32
      if PublicKeyCheck.fault(of: command.block.slice(offset, count: 32)) == nil {
        checks |= 1 &<< UInt32(truncatingIfNeeded: command.ordinal)
      } else {
        counters.add(.keysNotRegistrable)
      }
    }
    return checks
  }

  /// Takes the keys that the log registered since.
  @_noAllocation @_noLocks
  private mutating func learnKeys() -> Int {
    let count = keysIn.readable()
    for i in 0..<count {
      // Genesis names the operators' keys, which were known from the start.
      if keys.key(keysIn[i].key) != nil { continue }
      do {
        try keys.restore(id: keysIn[i].key, key: keysIn.payload(i).view.slice(0, count: 32))
      } catch {
        invariant(false, "the log registers a number once")
      }
      counters.add(.keysLearnt)
    }
    keysIn.release(count)
    return count
  }
}
