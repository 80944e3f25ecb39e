// SPDX-License-Identifier: Apache-2.0

internal import CDevice
package import Memory

private typealias R = DeviceRegisters

/// What a device answered.
package struct DeviceCompletion: BitwiseCopyable, Sendable {
  package var sequence: UInt32 = 0
  package var cookie: UInt64 = 0
  /// A code of REGISTERS.md; `DeviceQueue.codeCorrupt` when the completion's CRC does not hold.
  package var code: UInt8 = 0
  package var signature = Bytes64()
  /// Device cycles of the signature, and the device's time when it was ready.
  package var cycles: UInt32 = 0
  package var time: UInt64 = 0
  package var isPairChecked = false
}

/// One queue of a signing device, as Hardware/RING.md has it: bursts in by stores, completions out of
/// memory, no loads of the device once it has started.
///
///     submit ─▶ window slots ─▶ doorbell ─▶ [ device ] ─▶ ring of completions ─▶ next
///               credits: requests < ring entries, slots <= 256
///
/// One thread.
package struct DeviceQueue<Transport: DeviceTransport & ~Copyable>: ~Copyable {
  /// The completion came, and is not what the device's second core made.
  package static var codeCorrupt: UInt8 { 0xff }

  package var transport: Transport
  private let queue: UInt64
  private let ringLog2: UInt64 = 7
  private var entries: UInt32 { 1 << UInt32(ringLog2) }
  /// Slots that each request under way uses, by sequence modulo entries.
  private let slotsOf = Slab<UInt8>(count: 128)
  private let scratch = ByteBuffer(count: 40 + 1_232 + 8)
  private(set) var sequence: UInt32 = 0
  private var slots: UInt32 = 0
  private var slotsUnderWay: UInt32 = 0
  private var consumed: UInt32 = 0
  private var headStored: UInt32 = 0
  private var tailStored: UInt32 = 0
  /// The last heartbeat's number, and when it was seen.
  private var beat: UInt64 = 0
  package private(set) var now: UInt64 = 0

  package init(_ transport: consuming Transport, queue: Int = 0) {
    self.transport = transport
    self.queue = UInt64(queue)
    precondition(MemoryLayout<UInt64>.size == 8 && queue >= 0)
  }

  private var page: UInt64 { R.queuePage + queue * R.queueStride }
  private var window: UInt64 { queue << (R.windowLog2 + 8) }
  private var ringBytes: Int { Int(entries) * Int(R.completionBytes) }

  /// Requests under way.
  package var pending: Int { Int(sequence &- consumed) }

  package mutating func pump() { now = transport.pump() }

  // MARK: Starting

  /// The device's state (STATUS), or nil when it is no device of this interface, or gone.
  package mutating func state() -> UInt8? {
    let id = transport.read(R.globalId)
    if id & 0xffff_ffff != R.magic || id >> 32 & 0xffff != R.abiMajor { return nil }
    return UInt8(truncatingIfNeeded: transport.read(R.globalStatus))
  }

  /// Key slots that hold a key.
  package mutating func keySlotsHeld() -> UInt64 {
    transport.read(R.adminPage + R.adminSlotsValid)
  }

  /// Says where completions go and flushes; `isStarted` tells when that is done.
  package mutating func start(keyMask: UInt64, heartbeatCycles: UInt64) {
    transport.memory.clear()
    transport.write(bar: 0, offset: R.adminPage + R.adminKeyMask + 8 * queue, value: keyMask)
    transport.write(bar: 0, offset: page + R.queueCqBase, value: transport.memoryAddress)
    transport.write(bar: 0, offset: page + R.queueCqLog2, value: ringLog2)
    transport.write(
      bar: 0, offset: page + R.queueHbBase, value: transport.memoryAddress + UInt64(ringBytes))
    transport.write(bar: 0, offset: page + R.queueHbPeriod, value: heartbeatCycles)
    transport.write(bar: 0, offset: page + R.queueCtrl, value: 3)
  }

  /// Whether the flush is done: nil while it is not, otherwise whether the queue takes requests.
  package mutating func isStarted() -> Bool? {
    let status = transport.read(page + R.queueQstatus)
    if status == ~0 { return false }
    if status & 2 != 0 { return nil }
    // What was written before the flush is gone; the ring is zero again before anything new.
    transport.memory.clear()
    (sequence, slots, slotsUnderWay, consumed, headStored, tailStored) = (0, 0, 0, 0, 0, 0)
    beat = 0
    return status & 1 == 1 && status >> 8 & 0xff == 0
  }

  // MARK: Keys

  /// Begins to put a key into a slot; `keyCode` tells how it ended.
  package mutating func provision(_ slot: UInt8, seed: ByteView) {
    for i in 0..<4 {
      transport.write(
        bar: 0, offset: R.adminPage + R.adminKeyData + UInt64(8 * i),
        value: seed.load(8 * i, as: UInt64.self))
    }
    transport.write(
      bar: 0, offset: R.adminPage + R.adminKeyCmd, value: 1 | UInt64(slot) << 8)
  }

  /// Locks a slot until reset, or has its public key shown.
  package mutating func keyCommand(_ command: UInt64, _ slot: UInt8) {
    transport.write(
      bar: 0, offset: R.adminPage + R.adminKeyCmd, value: command | UInt64(slot) << 8)
  }

  /// The code of the last key command; nil while it runs.
  package mutating func keyCode() -> UInt8? {
    let status = transport.read(R.adminPage + R.adminKeyStatus)
    return status & 1 != 0 ? nil : UInt8(truncatingIfNeeded: status >> 8)
  }

  /// The public key of the last key command.
  package mutating func publicKey() -> Bytes32 {
    let at = R.adminPage + R.adminPubkey
    return Bytes32(
      word0: transport.read(at), word1: transport.read(at + 8), word2: transport.read(at + 16),
      word3: transport.read(at + 24))
  }

  /// Erases every key of the device.
  package mutating func zeroize() {
    transport.write(bar: 0, offset: R.adminPage + R.adminZeroize, value: R.zeroizeMagic)
  }

  // MARK: Requests

  /// Writes a request into the window; `ring` announces it. Returns its sequence, or nil: no credit.
  package mutating func submit(
    cookie: UInt64, opcode: UInt8, keySlot: UInt8, message: ByteView, deadline: UInt64 = 0
  ) -> UInt32? {
    let inline = Int(R.inlineMax)
    let needed = UInt32(1 + (message.count > inline ? (message.count - inline + 255) / 256 : 0))
    if pending >= Int(entries) - 1 || slotsUnderWay + needed > 256 { return nil }
    let bytes = scratch.bytes
    let words = 5 + (message.count + 7) / 8
    bytes.store(0 as UInt64, at: 8 * (words - 1))
    bytes.store(
      UInt64(sequence) | UInt64(opcode) << 32 | UInt64(keySlot) << 40
        | UInt64(message.count) << 48, at: 0)
    bytes.store(cookie, at: 8)
    bytes.store(deadline, at: 16)
    bytes.store(0 as UInt64, at: 24)
    bytes.store(0 as UInt64, at: 32)
    bytes.copy(message, at: 40)
    var crc: UInt32 = ~0
    for i in 0..<words { crc = ml_device_crc(crc, bytes.load(8 * i, as: UInt64.self)) }
    bytes.store(~crc, at: 24)
    write(bytes.view, words: words)
    slotsOf[Int(sequence % entries)] = UInt8(needed)
    slots &+= needed
    slotsUnderWay += needed
    sequence &+= 1
    return sequence &- 1
  }

  private mutating func write(_ bytes: ByteView, words: Int) {
    // Words of a message go on in the next slot of the window, which wraps.
    let start = UInt64(slots & 255) * 256
    for i in 0..<words {
      let offset = (start + UInt64(8 * i)) & 0xffff
      transport.write(bar: 2, offset: window + offset, value: bytes.load(8 * i, as: UInt64.self))
    }
  }

  /// Announces what was submitted since the last time.
  package mutating func ring() {
    if tailStored == slots { return }
    transport.fence()
    transport.write(bar: 0, offset: page + R.queueSqTail, value: UInt64(slots))
    tailStored = slots
  }

  /// The next completion, or nil when it is not whole yet.
  package mutating func next() -> DeviceCompletion? {
    if pending == 0 { return nil }
    let at = Int(consumed % entries) * Int(R.completionBytes)
    let line = transport.memory.slice(at, count: Int(R.completionBytes))
    let tag = unsafe ml_device_load(line.address + 56)
    let last = unsafe ml_device_load(line.address + 120)
    let phase = ~(UInt64(consumed) >> ringLog2) & 1
    let wanted = UInt64(consumed) | phase << 47 | R.tagCompletion << 56
    let code = UInt64(0xff) << 48
    if tag & ~code != wanted || last != tag { return nil }
    let completion = read(line.view, tag)
    slotsUnderWay -= UInt32(slotsOf[Int(consumed % entries)])
    consumed &+= 1
    if consumed &- headStored >= entries / 4 {
      transport.write(bar: 0, offset: page + R.queueCqHead, value: UInt64(consumed))
      headStored = consumed
    }
    return completion
  }

  private func read(_ line: ByteView, _ tag: UInt64) -> DeviceCompletion {
    var completion = DeviceCompletion()
    completion.sequence = consumed
    completion.cookie = line.load(72, as: UInt64.self)
    completion.time = line.load(80, as: UInt64.self)
    let cycles = line.load(88, as: UInt64.self)
    completion.cycles = UInt32(truncatingIfNeeded: cycles)
    completion.isPairChecked = cycles >> 32 & 1 == 1
    completion.code = UInt8(truncatingIfNeeded: tag >> 48)
    let bytes = scratch.bytes
    bytes.copy(line.slice(0, count: 56), at: 0)
    bytes.copy(line.slice(64, count: 8), at: 56)
    var crc: UInt32 = ~0
    for i in 0..<8 { crc = ml_device_crc(crc, bytes.load(8 * i, as: UInt64.self)) }
    crc = ml_device_crc(ml_device_crc(crc, completion.cookie), tag)
    if ~crc != line.load(96, as: UInt32.self) {
      completion.code = Self.codeCorrupt
    } else if completion.code == 0 {
      completion.signature = Bytes64(bytes.view)
    }
    return completion
  }

  /// Whether a new heartbeat has come; and the device's state in it.
  package mutating func heartbeat() -> UInt8? {
    let line = transport.memory.slice(ringBytes, count: 64)
    let tag = unsafe ml_device_load(line.address + 56)
    if tag >> 56 != R.tagHeartbeat || tag == beat { return nil }
    beat = tag
    return UInt8(truncatingIfNeeded: tag >> 48)
  }
}
