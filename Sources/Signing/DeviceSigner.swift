// SPDX-License-Identifier: Apache-2.0

internal import CSodium
package import Memory
internal import Synchronization

/// What happened to a signer's devices. All counts are since the start.
public struct DeviceCounters: Sendable, Equatable {
  public var signedByDevice: UInt64 = 0
  public var signedBySoftware: UInt64 = 0
  /// Requests that a device had and someone else completed.
  public var takenOver: UInt64 = 0
  /// Times a device went out of use, and came into use; the first coming is counted.
  public var failures: UInt64 = 0
  public var recoveries: UInt64 = 0
  /// Late answers that were the signature already given, and that were not: an alarm.
  public var lateSame: UInt64 = 0
  public var lateDifferent: UInt64 = 0
  /// Signatures that did not verify here, completions whose CRC did not hold: not released.
  public var refused: UInt64 = 0
  public var expired: UInt64 = 0
  /// Requests answered `unavailable`: no device, and no key in the host.
  public var unavailable: UInt64 = 0
  /// Device cycles of a signature: least, most.
  public var cyclesMin: UInt64 = .max
  public var cyclesMax: UInt64 = 0
  /// Completions with each code.
  public var codes: InlineArray<16, UInt64> = .init(repeating: 0)
  public var devicesReady = 0
  public var lastFailure = ""

  public static func == (a: Self, b: Self) -> Bool {
    a.signedByDevice == b.signedByDevice && a.signedBySoftware == b.signedBySoftware
      && a.takenOver == b.takenOver && a.failures == b.failures && a.recoveries == b.recoveries
  }
}

/// The counters, readable from any thread.
public final class DeviceReport: Sendable {
  private let counters = Mutex(DeviceCounters())
  public init() {}
  public var now: DeviceCounters { counters.withLock { $0 } }
  func set(_ new: DeviceCounters) { counters.withLock { $0 = new } }
}

/// Signs with devices, and with software or another device as soon as one is late, wrong or gone.
///
///     submit ─▶ [ requests, in order ] ─▶ first device that is ready ─▶ verify ─▶ poll, in order
///                        │                    late, FAULT, dead ▼
///                        └──────────────▶ software (resilient), next device, or `unavailable`
///
/// Who signs does not show: the same bytes under the same key have one signature. A request's answer
/// that comes after it was taken over is compared with what was given; a difference condemns the device.
package final class DeviceSigner<Transport: DeviceTransport & ~Copyable> {
  enum State: UInt8 { case free, onDevice, wantsSoftware, inSoftware, done }

  struct Entry: BitwiseCopyable {
    var cookie: UInt64 = 0
    var messageBytes = 0
    var keySlot: UInt8 = 0
    var state = State.free
    var unit = 0
    var sequence: UInt32 = 0
    var status = SignStatus.pending
    var signature = Bytes64()
  }

  package static var depth: Int { 64 }
  private var units: [DeviceUnit<Transport>] = []
  private let options: DeviceOptions
  /// The host's keys; none when isolated.
  private var software: SoftwareSigner
  private var seeds: SecretSeeds?
  private let deviceKeys: [DeviceKey]
  private let entries = Slab<Entry>(count: depth)
  private let messages = ByteBuffer(count: depth * Signer.messageBytesMax)
  private let answers = Slab<SignCompletion>(count: depth)
  /// Requests taken and answered so far, from 1.
  private var taken: UInt64 = 0
  private var answered: UInt64 = 0
  package private(set) var counters = DeviceCounters()
  private let report: DeviceReport

  /// A signer over devices, the first of which is used while it is ready. Start-up only; blocks until
  /// the first device is ready.
  ///
  /// - Parameter keys: by slot. In isolated mode they are put into every device and forgotten here.
  /// - Throws: no device became ready, and nothing else could sign: isolated. In resilient mode a
  ///   signer starts without its devices; the report says so.
  package init(
    _ transports: consuming DeviceTransports<Transport>, keys: consuming DeviceKeyRing,
    options: DeviceOptions, report: DeviceReport
  ) throws(DeviceError) {
    self.options = options
    self.report = report
    deviceKeys = keys.deviceKeys
    do {
      seeds = .some(try keys.seeds())
      let ring = options.mode == .resilient ? keys.takeRing() : try KeyRing(slotsMax: 1)
      software = SoftwareSigner(
        keys: ring, queueDepth: Self.depth, signaturesPerPollMax: 4)
    } catch { throw DeviceError("\(error)") }
    while let transport = transports.take() {
      units.append(DeviceUnit(transport, options, keys: deviceKeys))
    }
    invariant(!units.isEmpty && !deviceKeys.isEmpty, "a device signer has a device and a key")
    try bringUp()
  }

  /// Turns until every device is ready or has failed once.
  private func bringUp() throws(DeviceError) {
    for unit in units {
      while unit.phase != .ready && unit.failureCount == 0 {
        turn(unit)
        drain(units.firstIndex { $0 === unit }!)
      }
    }
    if options.mode == .isolated {
      // From here on the keys are in the devices alone.
      seeds = nil
      if !units.contains(where: { $0.phase == .ready }) {
        throw DeviceError("no device can sign: \(units[0].lastFailure)")
      }
    }
    publish()
  }

  private func turn(_ unit: DeviceUnit<Transport>) {
    unit.turn { slot, use in
      guard seeds != nil else { return false }
      return seeds!.use(slot, use)
    }
  }

  // MARK: The burst interface

  package var pending: Int { Int(taken - answered) }

  /// Takes a request; false when it has no room or the device no credit.
  package func submit(cookie: UInt64, keySlot: UInt8, message: ByteView) -> Bool {
    if pending == Self.depth { return false }
    let number = taken + 1
    let index = Int(number % UInt64(Self.depth))
    messages.bytes.copy(message, at: index * Signer.messageBytesMax)
    entries[index] = Entry(cookie: cookie, messageBytes: message.count, keySlot: keySlot)
    if !deviceKeys.contains(where: { $0.slot == keySlot }) {
      finish(index, .keyMissing)
    } else if !assign(number) {
      return false
    }
    taken = number
    return true
  }

  package func poll(_ completions: borrowing Slab<SignCompletion>, max: Int) -> Int {
    for unit in units { turn(unit) }
    for u in units.indices { drain(u) }
    for u in units.indices where units[u].isLate() {
      units[u].fail("a signature is late")
    }
    for u in units.indices where units[u].phase != .ready { takeOver(u) }
    runSoftware()
    var count = 0
    while count < max && answered < taken {
      let index = self.index(answered + 1)
      let entry = entries[index]
      if entry.state != .done { break }
      completions[count] = SignCompletion(
        cookie: entry.cookie, status: entry.status, signature: entry.signature)
      entries[index].state = .free
      answered += 1
      count += 1
    }
    if count > 0 || pending == 0 { publish() }
    return count
  }

  private func publish() {
    var (failures, recoveries, ready) = (UInt64(0), UInt64(0), 0)
    for unit in units {
      failures += unit.failureCount
      recoveries += unit.readyCount
      ready += unit.phase == .ready ? 1 : 0
      if !unit.lastFailure.isEmpty { counters.lastFailure = unit.lastFailure }
    }
    if (failures, recoveries, ready)
      != (counters.failures, counters.recoveries, counters.devicesReady) || reported != counters
    {
      (counters.failures, counters.recoveries, counters.devicesReady) =
        (failures, recoveries, ready)
      report.set(counters)
      reported = counters
    }
  }
  private var reported = DeviceCounters()

  // MARK: Requests

  private func index(_ number: UInt64) -> Int { Int(number % UInt64(Self.depth)) }

  private func message(_ index: Int) -> ByteView {
    messages.bytes.view.slice(
      index * Signer.messageBytesMax, count: entries[index].messageBytes)
  }

  private func finish(_ index: Int, _ status: SignStatus, _ signature: Bytes64 = Bytes64()) {
    entries[index].status = status
    entries[index].signature = signature
    entries[index].state = .done
  }

  /// Gives a request to whoever can sign now; false when that is a device without credit.
  private func assign(_ number: UInt64) -> Bool {
    let index = index(number)
    if let u = units.firstIndex(where: { $0.phase == .ready }) {
      guard
        let sequence = units[u].submit(
          number: number, keySlot: entries[index].keySlot, message: message(index))
      else { return false }
      entries[index].state = .onDevice
      entries[index].unit = u
      entries[index].sequence = sequence
    } else if options.mode == .resilient {
      entries[index].state = .wantsSoftware
    } else {
      counters.unavailable += 1
      finish(index, .unavailable)
    }
    return true
  }

  /// What a device out of use still had goes elsewhere, in order.
  private func takeOver(_ u: Int) {
    var number = answered + 1
    while number <= taken {
      let index = index(number)
      if entries[index].state == .onDevice && entries[index].unit == u {
        units[u].underWay[Int(entries[index].sequence & 127)].isTakenOver = true
        counters.takenOver += 1
        if !assign(number) { entries[index].state = .wantsSoftware }
      }
      number += 1
    }
  }

  private func runSoftware() {
    var number = answered + 1
    while number <= taken {
      let index = index(number)
      if entries[index].state == .wantsSoftware {
        if options.mode == .isolated {
          _ = assign(number)
        } else if software.submit(
          cookie: number, keySlot: entries[index].keySlot, message: message(index))
        {
          entries[index].state = .inSoftware
        }
      }
      number += 1
    }
    let count = software.poll(answers, max: answers.count)
    for i in 0..<count {
      let answer = answers[i]
      counters.signedBySoftware += answer.status == .signed ? 1 : 0
      give(answer.cookie, answer.status, answer.signature)
    }
  }

  /// Ends a request that was taken over, and keeps the signature for the answer that may still come.
  private func give(_ number: UInt64, _ status: SignStatus, _ signature: Bytes64) {
    let index = index(number)
    finish(index, status, signature)
    if status != .signed { return }
    for u in units.indices {
      let unit = units[u]
      for i in 0..<unit.underWay.count
      where unit.underWay[i].number == number && unit.underWay[i].isTakenOver {
        if unit.underWay[i].hasSignature {
          compare(u, unit.underWay[i].signature, signature)
        } else {
          unit.underWay[i].signature = signature
          unit.underWay[i].hasSignature = true
        }
      }
    }
  }

  private func compare(_ u: Int, _ late: Bytes64, _ given: Bytes64) {
    if late == given {
      counters.lateSame += 1
    } else {
      counters.lateDifferent += 1
      units[u].condemn("a late signature is another one than the one given")
    }
  }

  // MARK: Answers of devices

  private func drain(_ u: Int) {
    while let (record, completion) = units[u].next() {
      counters.codes[Int(completion.code & 15)] += completion.code < 16 ? 1 : 0
      if record.isTakenOver {
        late(u, record, completion)
      } else {
        take(u, record, completion)
      }
    }
  }

  private func late(
    _ u: Int, _ record: DeviceUnit<Transport>.UnderWay, _ completion: DeviceCompletion
  ) {
    if completion.code != 0 { return }
    let slot = Int(completion.sequence & 127)
    if record.hasSignature {
      compare(u, completion.signature, record.signature)
      units[u].underWay[slot].isTakenOver = false
    } else {
      units[u].underWay[slot].signature = completion.signature
      units[u].underWay[slot].hasSignature = true
    }
  }

  private func take(
    _ u: Int, _ record: DeviceUnit<Transport>.UnderWay, _ completion: DeviceCompletion
  ) {
    let index = index(record.number)
    invariant(
      entries[index].state == .onDevice && entries[index].unit == u,
      "an answer that was not taken over is waited for")
    switch completion.code {
    case 0: release(u, index, completion)
    case 7:
      counters.expired += 1
      finish(index, .expired)
    case DeviceQueue<Transport>.codeCorrupt:
      counters.refused += 1
      units[u].fail("a completion's CRC does not hold")
      retry(record.number, u)
    default:
      units[u].fail("code \(completion.code)")
      retry(record.number, u)
    }
  }

  private func release(_ u: Int, _ index: Int, _ completion: DeviceCompletion) {
    let key = deviceKeys.first { $0.slot == entries[index].keySlot }!
    if options.verifies
      && !units[u].verifies(completion.signature, message(index), key.publicKey)
    {
      counters.refused += 1
      units[u].condemn("a signature does not verify")
      let number = completion.cookie
      retry(number, u)
      return
    }
    counters.signedByDevice += 1
    counters.cyclesMin = min(counters.cyclesMin, UInt64(completion.cycles))
    counters.cyclesMax = max(counters.cyclesMax, UInt64(completion.cycles))
    finish(index, .signed, completion.signature)
  }

  /// The device answered, with no signature: the same bytes go elsewhere.
  private func retry(_ number: UInt64, _ u: Int) {
    counters.takenOver += 1
    if !assign(number) { entries[index(number)].state = .wantsSoftware }
  }

  // MARK: For tests

  /// The transport of a device.
  package func withTransport<T>(_ u: Int, _ body: (inout Transport) -> T) -> T {
    body(&units[u].queue.transport)
  }
  package func isReady(_ u: Int) -> Bool { units[u].phase == .ready }
  package func lastFailure(_ u: Int) -> String { units[u].lastFailure }
  package func condemnation(_ u: Int) -> String? { units[u].condemnation }
}

/// The transports of a signer, on their way into it.
package struct DeviceTransports<Transport: DeviceTransport & ~Copyable>: ~Copyable {
  private var first: Transport?
  private var second: Transport?

  package init(_ first: consuming Transport) {
    self.first = .some(first)
    second = nil
  }
  package init(_ first: consuming Transport, _ second: consuming Transport) {
    self.first = .some(first)
    self.second = .some(second)
  }

  mutating func take() -> Transport? {
    if let transport = first.take() { return transport }
    return second.take()
  }
}

/// A key ring, with the list of what is in it.
package struct DeviceKeyRing: ~Copyable {
  private var ring: KeyRing?
  let deviceKeys: [DeviceKey]

  /// - Precondition: every slot below `slotsMax` that holds a key is below 15.
  package init(_ ring: consuming KeyRing) {
    var keys: [DeviceKey] = []
    for slot in 0..<min(ring.slotsMax, 15) {
      if let key = ring.publicKey(UInt8(slot)) {
        keys.append(DeviceKey(slot: UInt8(slot), publicKey: Bytes32(key)))
      }
    }
    deviceKeys = keys
    self.ring = .some(ring)
  }

  /// Copies of the seeds, to put into devices.
  mutating func seeds() throws(SecretMemoryError) -> SecretSeeds {
    let ring = ring.take()!
    let seeds = try SecretSeeds(ring)
    self.ring = .some(ring)
    return seeds
  }

  mutating func takeRing() -> KeyRing { ring.take()! }
}

/// Seeds by slot, in guarded memory, for provisioning.
struct SecretSeeds: ~Copyable {
  private let memory: GuardedMemory
  private var held: UInt64 = 0

  init(_ ring: borrowing KeyRing) throws(SecretMemoryError) {
    memory = try GuardedMemory(count: 32 * 16)
    for slot in 0..<min(ring.slotsMax, 15) {
      guard let pair = ring.pair(UInt8(slot)) else { continue }
      memory.bytes.copy(pair.slice(0, count: 32), at: 32 * slot)
      held |= 1 << UInt64(slot)
    }
    memory.setWritable(false)
  }

  /// Shows a seed; false when there is none.
  func use(_ slot: UInt8, _ body: (ByteView) -> Void) -> Bool {
    if slot > 15 || held >> UInt64(slot) & 1 == 0 { return false }
    body(memory.bytes.view.slice(32 * Int(slot), count: 32))
    return true
  }
}
