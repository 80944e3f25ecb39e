// SPDX-License-Identifier: Apache-2.0

public import Memory

/// The ten bytes that name a MoldUDP64 stream: ASCII, padded on the right with spaces.
@frozen
public struct MoldSession: BitwiseCopyable, Hashable, Sendable {
  @usableFromInline var low: UInt64
  @usableFromInline var high: UInt16

  /// Takes ten bytes at `offset`.
  ///
  /// - Precondition: they lie within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(_ bytes: ByteView, at offset: Int = 0) {
    low = bytes.load(offset, as: UInt64.self)
    high = bytes.load(offset + 8, as: UInt16.self)
  }

  /// Takes a name of at most ten printable ASCII characters, or gives nil. Start-up only.
  public init?(_ name: String) {
    var text = Array(name.utf8)
    if text.count > 10 || text.contains(where: { $0 < 0x20 || $0 > 0x7e }) { return nil }
    while text.count < 10 { text.append(0x20) }
    low = 0
    high = 0
    for i in 0..<8 { low |= UInt64(text[i]) << (8 * i) }
    for i in 0..<2 { high |= UInt16(text[8 + i]) << (8 * i) }
  }

  @inlinable
  @_noAllocation @_noLocks
  func store(to bytes: MutableByteView, at offset: Int) {
    bytes.store(low, at: offset)
    bytes.store(high, at: offset + 8)
  }
}

/// The header of a MoldUDP64 packet, and the whole of a request for messages missed.
///
///      0                     10                 18      20
///      +---------------------+------------------+-------+------------------------------+
///      | session             | sequence         | count | count times:                 |
///      | (10, ASCII)         | (8, big-endian)  | (2)   | length (2, big) | message    |
///      +---------------------+------------------+-------+------------------------------+
///
/// `sequence` is that of the first message; in a heartbeat and at the end of the session, that of
/// the next. In a request, the first message wanted, and `count` how many.
///
/// - Source: Nasdaq MoldUDP64 protocol specification 1.00, sections 3 and 4.
@frozen
public struct MoldHeader: BitwiseCopyable, Hashable, Sendable {
  public var session: MoldSession
  /// Counts messages from 1.
  public var sequence: UInt64
  public var count: UInt16

  /// The header's bytes.
  @inlinable public static var bytes: Int {
    @_noAllocation @_noLocks get { 20 }
  }
  /// Bytes of the length before each message.
  @inlinable public static var lengthPrefixBytes: Int {
    @_noAllocation @_noLocks get { 2 }
  }
  /// The count of a heartbeat.
  @inlinable public static var heartbeatCount: UInt16 {
    @_noAllocation @_noLocks get { 0 }
  }
  /// The count that says the session has ended.
  @inlinable public static var endCount: UInt16 {
    @_noAllocation @_noLocks get { 0xFFFF }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(session: MoldSession, sequence: UInt64, count: UInt16) {
    self.session = session
    self.sequence = sequence
    self.count = count
  }

  /// Reads the header from a packet or a request of any content.
  ///
  /// - Throws: `moldTruncated`; `moldSequenceWrong` when the sequence is 0.
  @_noAllocation @_noLocks
  public init(parsing packet: ByteView) throws(FormFault) {
    if packet.count < Self.bytes { throw .moldTruncated }
    session = MoldSession(packet)
    sequence = packet.load(10, as: UInt64.self).byteSwapped
    count = packet.load(18, as: UInt16.self).byteSwapped
    if sequence == 0 { throw .moldSequenceWrong }
  }

  /// Writes the header to the first 20 bytes, and returns them as a count.
  ///
  /// - Precondition: it fits.
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(_ packet: MutableByteView) -> Int {
    session.store(to: packet, at: 0)
    packet.store(sequence.byteSwapped, at: 10)
    packet.store(count.byteSwapped, at: 18)
    return Self.bytes
  }

  /// Whether this is a heartbeat: no messages, `sequence` is the next.
  @inlinable public var isHeartbeat: Bool {
    @_noAllocation @_noLocks get { count == Self.heartbeatCount }
  }

  /// Whether the session has ended: no messages, `sequence` would have been the next.
  @inlinable public var isEnd: Bool {
    @_noAllocation @_noLocks get { count == Self.endCount }
  }
}
