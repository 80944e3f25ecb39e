// SPDX-License-Identifier: Apache-2.0

public import Memory
public import WireFormat

/// Bytes for files, on their way from the settle tile to the thread that may block.
///
///     BatchBuilder, receipts ─▶ [ ring of commands ] ─ next(into: slot) ─▶ lane ─▶ SettlementFiles
///
/// A chunk is one or more whole commands, one after the other, in at most 4,096 bytes:
///
///     0       1          2            4              8           16
///     ├─ kind ┼─ zero ───┼─ length ───┼─ zero (4) ───┼─ number ──┼── length bytes ──▶
///
///     kind 1  the next bytes of batch `number`'s file
///     kind 2  the batch's header entry (292 bytes), its signature zero, which ends the batch
///     kind 3  the batch's signature (64 bytes), which goes into that header
///     kind 4  a signed ReceiptGroup message (136 bytes); `number` is the group's
///
/// When a command does not fit, the call that would make it answers false and changes nothing: take
/// chunks, call again. One owner, one thread. Nothing allocates after `init`.
public struct SettlementSink: ~Copyable {
  /// What a command asks the files for.
  enum Command: UInt8, BitwiseCopyable {
    case batchBytes = 1
    case batchHeader = 2
    case batchSignature = 3
    case receipt = 4

    @_noAllocation @_noLocks
    init?(wire: UInt8) {
      switch wire {
      case 1: self = .batchBytes
      case 2: self = .batchHeader
      case 3: self = .batchSignature
      case 4: self = .receipt
      default: return nil
      }
    }

    var wire: UInt8 {
      @_noAllocation @_noLocks get {
        switch self {
        case .batchBytes: 1
        case .batchHeader: 2
        case .batchSignature: 3
        case .receipt: 4
        }
      }
    }
  }

  /// The most bytes of a chunk, and the least that a slot for one must hold.
  @inlinable public static var chunkBytesMax: Int {
    @_noAllocation @_noLocks get { 4096 }
  }

  /// The bytes before a command's own.
  static var commandHeaderBytes: Int {
    @_noAllocation @_noLocks get { 16 }
  }

  /// The most bytes a command carries.
  static var payloadBytesMax: Int {
    @_noAllocation @_noLocks get { 4080 }
  }

  private let ring: ByteBuffer
  /// A command's header (16 bytes) and a message (512).
  private let messages = ByteBuffer(count: 528)
  /// Bytes ever put in and taken out; their difference is what is there.
  private var written: UInt64 = 0
  private var read: UInt64 = 0

  /// Start-up only.
  ///
  /// - Parameter bytes: the ring's size: a power of two, at least 128 KiB, so that an entry of any
  ///   length fits when the ring is empty.
  public init(bytes: Int) {
    invariant(bytes & (bytes - 1) == 0, "a ring's size is a power of two")
    invariant(bytes >= 128 << 10, "a ring holds the longest entry")
    ring = ByteBuffer(count: bytes)
  }

  /// Whether there is nothing to take.
  public var isEmpty: Bool {
    @_noAllocation @_noLocks get { written == read }
  }

  /// Whether `payload` more bytes of one batch fit, in as many commands as they need.
  @_noAllocation @_noLocks
  func fits(_ payload: Int) -> Bool {
    let commands = (payload &+ Self.payloadBytesMax &- 1) / Self.payloadBytesMax
    let needed = payload &+ commands &* Self.commandHeaderBytes
    return ring.count &- Int(written &- read) >= needed
  }

  /// Queues a signed receipt group.
  ///
  /// - Returns: false when there is no room: nothing was queued.
  @_noAllocation @_noLocks
  public mutating func add(receipt group: ReceiptGroup) -> Bool {
    if !fits(ReceiptGroup.messageBytes) { return false }
    begin(.receipt, length: ReceiptGroup.messageBytes, number: group.group)
    put(scratch.slice(0, count: group.encode(message: scratch)).view)
    return true
  }

  /// Copies the next whole commands, as many as fit, into `slot` and returns their bytes; 0 when
  /// there are none.
  ///
  /// - Precondition: `slot` has at least 4,096 bytes.
  @_noAllocation @_noLocks
  public mutating func next(into slot: MutableByteView) -> Int {
    invariant(slot.count >= Self.chunkBytesMax, "a slot holds a chunk")
    var taken = 0
    while written != read {
      // A command's length lies at its byte 2; the ring may wrap anywhere.
      let length = Int(byte(read &+ 2)) | Int(byte(read &+ 3)) << 8
      let bytes = length &+ Self.commandHeaderBytes
      if taken &+ bytes > Self.chunkBytesMax { break }
      copyOut(bytes, to: slot, at: taken)
      taken &+= bytes
    }
    return taken
  }

  /// Forgets everything queued: for a replay that writes no files.
  @_noAllocation @_noLocks
  public mutating func discard() { read = written }

  @_noAllocation @_noLocks
  private func byte(_ position: UInt64) -> UInt8 {
    ring.bytes[Int(position & UInt64(ring.count &- 1))]
  }

  @_noAllocation @_noLocks
  private mutating func copyOut(_ count: Int, to slot: MutableByteView, at offset: Int) {
    let start = Int(read & UInt64(ring.count &- 1))
    let first = ring.count &- start < count ? ring.count &- start : count
    slot.copy(ring.bytes.view.slice(start, count: first), at: offset)
    slot.copy(ring.bytes.view.slice(0, count: count &- first), at: offset &+ first)
    read &+= UInt64(count)
  }
}

// MARK: - Writing; the caller has asked `fits`

extension SettlementSink {
  /// Where a message is laid out before it is put; 512 bytes.
  var scratch: MutableByteView {
    @_noAllocation @_noLocks get { messages.bytes.slice(16, count: 512) }
  }

  /// Begins a command whose `length` bytes follow by `put`.
  @_noAllocation @_noLocks
  mutating func begin(_ command: Command, length: Int, number: UInt64) {
    invariant(length <= Self.payloadBytesMax, "a command fits in a chunk")
    let header = messages.bytes.slice(0, count: Self.commandHeaderBytes)
    header.store(UInt64(command.wire) | UInt64(length) << 16, at: 0)
    header.store(number, at: 8)
    put(header.view)
  }

  /// Puts the next bytes of the command begun.
  @_noAllocation @_noLocks
  mutating func put(_ view: ByteView) {
    invariant(ring.count &- Int(written &- read) >= view.count, "what is put fits")
    let start = Int(written & UInt64(ring.count &- 1))
    let first = ring.count &- start < view.count ? ring.count &- start : view.count
    ring.bytes.copy(view.slice(0, count: first), at: start)
    ring.bytes.copy(view.slice(first, count: view.count &- first), at: 0)
    written &+= UInt64(view.count)
  }

  /// Puts `prefix` and `bytes` as the next bytes of batch `number`, in as many commands as they
  /// need.
  @_noAllocation @_noLocks
  mutating func put(batch number: UInt64, prefix: ByteView, bytes: ByteView) {
    let first =
      bytes.count <= Self.payloadBytesMax &- prefix.count
      ? bytes.count : Self.payloadBytesMax &- prefix.count
    begin(.batchBytes, length: prefix.count &+ first, number: number)
    put(prefix)
    put(bytes.slice(0, count: first))
    var offset = first
    while offset < bytes.count {
      let left = bytes.count &- offset
      let length = left < Self.payloadBytesMax ? left : Self.payloadBytesMax
      begin(.batchBytes, length: length, number: number)
      put(bytes.slice(offset, count: length))
      offset &+= length
    }
  }
}
