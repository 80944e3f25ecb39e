// SPDX-License-Identifier: Apache-2.0

internal import CSodium
internal import Memory

/// How a device is used.
public struct DeviceOptions: Sendable {
  public enum Mode: String, Sendable, CaseIterable {
    /// The keys are in the host's locked memory too: software signs when the device does not.
    case resilient
    /// The keys are in devices alone. Another device is the backup; with none left nothing is signed.
    case isolated
  }

  public var mode = Mode.resilient
  /// A request is late after so many times what the device needs for it and those before it.
  public var timeoutFactor: UInt64 = 3
  /// Known answers in a row that bring a device back.
  public var probesToReady = 3
  /// Device cycles between heartbeats; three missing ones are a dead device.
  public var heartbeatCycles: UInt64 = 30_000
  /// The shortest time out of use, in device cycles; twice as long after each failure in a row, up to
  /// 1,024 times.
  public var backOffCycles: UInt64 = 60_000
  /// Whether every signature is verified here before it is released. It costs a verification; without
  /// it the device's own pair check and the completion's CRC stand alone.
  public var verifies = true

  public init() {}
}

/// A device's key slot: what is in it, and the seed when the host has it.
struct DeviceKey {
  let slot: UInt8
  let publicKey: Bytes32
}

/// One device and where it is in its life. It knows nothing of other devices, nor of software.
///
///     booting ─▶ keys ─▶ flushing ─▶ probing × K ─▶ ready ──▶ degraded ─▶ booting …
///        └────────┴─────────┴───────────┴──────────────────────▲  │ waits; late completions
///                                     condemned ◀── it lied ───────┘ are still heard
///
/// Every wait has an end; a failure on the way back waits longer before the next try.
final class DeviceUnit<Transport: DeviceTransport & ~Copyable> {
  enum Phase: Equatable {
    case booting, keys, flushing, probing, ready, degraded, condemned
  }

  /// A request under way, or one that was taken over and is late.
  struct UnderWay: BitwiseCopyable {
    /// Number of the signer's request; 0 for a probe.
    var number: UInt64 = 0
    var lateAt: UInt64 = 0
    /// The signature that someone else made of the same bytes, or the device's that came late.
    var signature = Bytes64()
    var isTakenOver = false
    var hasSignature = false
  }

  var queue: DeviceQueue<Transport>
  private let options: DeviceOptions
  private let deviceKeys: [DeviceKey]
  private(set) var phase = Phase.booting
  private(set) var condemnation: String?
  let underWay = Slab<UnderWay>(count: 128)
  private var until: UInt64 = 0
  private var expectedAt: UInt64 = 0
  private var beatAt: UInt64 = 0
  private var readyAt: UInt64 = 0
  private var failures = 0
  private var keyIndex = 0
  private var isKeyAsked = false
  private var isProvisioning = false
  private var isStarted = false
  private var probes = 0
  private var isProbeOut = false
  /// What a device signs to show that it is well: the same bytes always, and of no purpose but this.
  private let probe = ByteBuffer(count: 47)
  private let scratch = ByteBuffer(count: 96)
  private(set) var failureCount: UInt64 = 0
  private(set) var readyCount: UInt64 = 0
  private(set) var lastFailure = ""

  init(_ transport: consuming Transport, _ options: DeviceOptions, keys: [DeviceKey]) {
    queue = DeviceQueue(transport)
    self.options = options
    deviceKeys = keys
    for (i, byte) in "MLK-PROBE-v1".utf8.enumerated() { probe.bytes[i] = byte }
    queue.pump()
    until = queue.now + ticks(1 << 22)
  }

  private func ticks(_ cycles: UInt64) -> UInt64 {
    let (high, low) = cycles.multipliedFullWidth(by: queue.transport.ticksPerSecond)
    return queue.transport.cyclesPerSecond.dividingFullWidth((high, low)).quotient
  }

  /// Device cycles of a signature, at most, with its way in and out.
  private func nominal(_ bytes: Int) -> UInt64 {
    let blocks = (32 + bytes + 17 + 127) / 128 + (64 + bytes + 17 + 127) / 128
    return 1_400 + UInt64(blocks) * 90 + UInt64(bytes / 8)
  }

  // MARK: Requests

  /// Submits a request of the signer's; nil when there is no credit.
  ///
  /// - Precondition: ready.
  func submit(number: UInt64, keySlot: UInt8, message: ByteView) -> UInt32? {
    invariant(phase == .ready && number > 0, "requests go to a device that is ready")
    return send(number: number, keySlot: keySlot, message: message)
  }

  private func send(number: UInt64, keySlot: UInt8, message: ByteView) -> UInt32? {
    if queue.pending == 0 { expectedAt = queue.now }
    guard
      let sequence = queue.submit(
        cookie: number, opcode: 1, keySlot: keySlot, message: message)
    else { return nil }
    let now = queue.now
    expectedAt = max(now, expectedAt) + ticks(nominal(message.count))
    underWay[Int(sequence & 127)] = UnderWay(
      number: number, lateAt: now + options.timeoutFactor * (expectedAt - now))
    return sequence
  }

  /// Out of use, for a while longer each time in a row. Requests under way are the caller's to take
  /// over; their late answers are compared.
  func fail(_ reason: String) {
    if phase == .condemned { return }
    if phase == .ready && queue.now - readyAt > ticks(options.backOffCycles << 6) { failures = 0 }
    failures += 1
    failureCount += 1
    lastFailure = reason
    phase = .degraded
    until = queue.now + ticks(options.backOffCycles << UInt64(min(failures - 1, 10)))
  }

  /// Out of use for good: it answered with something that it must not.
  func condemn(_ reason: String) {
    phase = .condemned
    lastFailure = reason
    failureCount += 1
    if condemnation == nil { condemnation = reason }
  }

  // MARK: Turns

  /// Lets time pass; takes one step of whatever it is at. Whether something was done.
  func turn(seed: (UInt8, (ByteView) -> Void) -> Bool) {
    queue.pump()
    switch phase {
    case .booting: boot()
    case .keys: checkKeys(seed)
    case .flushing: flush()
    case .probing: sendProbe()
    case .ready: watch()
    case .degraded: if queue.now >= until { enter(.booting, within: 1 << 20) }
    case .condemned: break
    }
    queue.ring()
  }

  private func enter(_ next: Phase, within cycles: UInt64) {
    phase = next
    until = queue.now + ticks(cycles)
    (keyIndex, isKeyAsked, isProvisioning, isStarted) = (0, false, false, false)
    (probes, isProbeOut) = (0, false)
  }

  private func boot() {
    guard let state = queue.state() else { return fail("it does not answer") }
    if state == 2 || state == 3 { return enter(.keys, within: 1 << 18) }
    if queue.now >= until { fail("it does not become ready: state \(state)") }
  }

  /// Has the device show each public key; puts missing keys in when the host has them.
  private func checkKeys(_ seed: (UInt8, (ByteView) -> Void) -> Bool) {
    if keyIndex == deviceKeys.count {
      return enter(.flushing, within: 1 << 18)
    }
    let key = deviceKeys[keyIndex]
    if !isKeyAsked {
      queue.keyCommand(2, key.slot)
      isKeyAsked = true
      return
    }
    guard let code = queue.keyCode() else {
      if queue.now >= until { fail("a key command does not end") }
      return
    }
    if code == 0 && queue.publicKey() == key.publicKey {
      keyIndex += 1
      (isKeyAsked, isProvisioning) = (false, false)
    } else if isProvisioning {
      fail("slot \(key.slot) does not take its key: code \(code)")
    } else {
      let isThere = seed(key.slot) { queue.provision(key.slot, seed: $0) }
      if !isThere { return fail("slot \(key.slot) has not its key: provision it") }
      isProvisioning = true
    }
  }

  private func flush() {
    if !isStarted {
      let mask = deviceKeys.reduce(UInt64(0)) { $0 | 1 << UInt64($1.slot) }
      queue.start(keyMask: mask, heartbeatCycles: options.heartbeatCycles)
      isStarted = true
      return
    }
    guard let takes = queue.isStarted() else {
      if queue.now >= until { fail("the flush does not end") }
      return
    }
    if !takes { return fail("the queue does not start") }
    // Nothing of before the flush comes any more.
    for i in 0..<underWay.count { underWay[i] = UnderWay() }
    expectedAt = queue.now
    enter(.probing, within: 1 << 18)
  }

  private func sendProbe() {
    if isProbeOut {
      if queue.now >= underWay[Int((queue.sequence &- 1) & 127)].lateAt { fail("a probe is late") }
      return
    }
    let key = deviceKeys[probes % deviceKeys.count]
    isProbeOut =
      send(number: 0, keySlot: key.slot, message: probe.bytes.view) != nil
  }

  /// Judges a probe's answer.
  private func take(probe completion: DeviceCompletion) {
    isProbeOut = false
    let key = deviceKeys[probes % deviceKeys.count]
    if completion.code != 0 { return fail("a probe is answered with code \(completion.code)") }
    if !verifies(completion.signature, probe.bytes.view, key.publicKey) {
      return condemn("a probe's signature does not verify")
    }
    probes += 1
    if probes < max(options.probesToReady, deviceKeys.count) { return }
    phase = .ready
    readyCount += 1
    readyAt = queue.now
    beatAt = queue.now
  }

  /// Whether a signature is the one of these bytes by this key.
  func verifies(_ signature: Bytes64, _ message: ByteView, _ publicKey: Bytes32) -> Bool {
    signature.store(to: scratch.bytes)
    publicKey.store(to: scratch.bytes, at: 64)
    let base = unsafe scratch.bytes.address.assumingMemoryBound(to: UInt8.self)
    return unsafe ml_curve_verify_exact(
      base, message.address.assumingMemoryBound(to: UInt8.self), message.count, base + 64) == 1
  }

  private func watch() {
    if let state = queue.heartbeat() {
      beatAt = queue.now
      if state != 2 && state != 3 { return fail("its heartbeat says state \(state)") }
    } else if queue.now - beatAt > 3 * ticks(options.heartbeatCycles) + ticks(4_096) {
      return fail("three heartbeats are missing")
    }
  }

  /// Whether the oldest request is late. Ask after the completions are taken.
  func isLate() -> Bool {
    phase == .ready && queue.pending > 0
      && queue.now >= underWay[Int((queue.sequence &- UInt32(queue.pending)) & 127)].lateAt
  }

  /// The next answer to a request of the signer's; answers to probes are dealt with here.
  func next() -> (UnderWay, DeviceCompletion)? {
    // Between the flush's start and its end the ring is no one's.
    if phase == .flushing { return nil }
    while let completion = queue.next() {
      let record = underWay[Int(completion.sequence & 127)]
      if completion.code != DeviceQueue<Transport>.codeCorrupt && completion.cookie != record.number
        && completion.code != 10
      {
        condemn("a completion has another request's cookie")
        return nil
      }
      if record.number != 0 { return (record, completion) }
      if phase == .probing { take(probe: completion) }
    }
    return nil
  }
}
