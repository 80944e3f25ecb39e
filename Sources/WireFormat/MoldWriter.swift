// SPDX-License-Identifier: Apache-2.0

public import Memory

/// Packs messages into one MoldUDP64 packet in place, within a limit of bytes.
///
/// A writer that was given no message finishes as a heartbeat. One thread; borrows the bytes.
@frozen
public struct MoldWriter: BitwiseCopyable, Sendable {
  @usableFromInline let bytes: MutableByteView
  @usableFromInline var header: MoldHeader
  @usableFromInline var offset = MoldHeader.bytes

  /// Begins a packet.
  ///
  /// - Parameters:
  ///   - bytes: where it is written; at most the first `bytesMax` are used.
  ///   - session: the stream's name.
  ///   - sequence: of the first message, from 1.
  ///   - bytesMax: the longest packet, `Frame.bytesMax` unless the network asks for less.
  /// - Precondition: the header fits; `sequence` is not zero; `bytesMax` is at most
  ///   `Frame.bytesMax`.
  @_noAllocation @_noLocks
  public init(
    into bytes: MutableByteView, session: MoldSession, sequence: UInt64,
    bytesMax: Int = Frame.bytesMax
  ) {
    invariant(sequence != 0, "sequences count from 1")
    invariant(bytesMax >= MoldHeader.bytes, "a packet holds its header")
    invariant(bytesMax <= Frame.bytesMax, "a packet fits an unfragmented datagram")
    self.bytes = bytes.slice(0, count: min(bytes.count, bytesMax))
    header = MoldHeader(session: session, sequence: sequence, count: 0)
    invariant(self.bytes.count >= MoldHeader.bytes, "a packet holds its header")
  }

  /// The number of messages appended.
  @inlinable public var count: Int {
    @_noAllocation @_noLocks get { Int(header.count) }
  }

  /// The sequence of the next message to be appended.
  @inlinable public var sequenceNext: UInt64 {
    @_noAllocation @_noLocks get { header.sequence + UInt64(header.count) }
  }

  /// Appends a message. False, and nothing changed, when it does not fit in this packet.
  @inlinable
  @inline(__always)
  @discardableResult
  public mutating func append<Message: MarketMessage>(_ message: Message) -> Bool {
    guard let place = reserve(Message.messageBytes) else { return false }
    message.encode(message: bytes, at: place)
    return true
  }

  /// Appends a message that is already encoded.
  ///
  /// - Precondition: it is not empty.
  @_noAllocation @_noLocks
  @discardableResult
  public mutating func append(encoded message: ByteView) -> Bool {
    invariant(message.count > 0, "a message is not empty")
    guard let place = reserve(message.count) else { return false }
    bytes.copy(message, at: place)
    return true
  }

  /// Makes room for a message of `length` bytes, writes its prefix and says where it begins.
  @usableFromInline
  @_noAllocation @_noLocks
  mutating func reserve(_ length: Int) -> Int? {
    if length + MoldHeader.lengthPrefixBytes > bytes.count - offset { return nil }
    bytes.store(UInt16(length).byteSwapped, at: offset)
    let place = offset + MoldHeader.lengthPrefixBytes
    offset = place + length
    header.count += 1
    return place
  }

  /// Writes the header and returns the packet's bytes. May be called again after more messages.
  @_noAllocation @_noLocks
  public func finish() -> Int {
    header.encode(bytes)
    return offset
  }

  /// Writes a packet that says the session has ended and returns its bytes.
  ///
  /// - Parameters:
  ///   - bytes: where it is written, 20 bytes.
  ///   - session: the stream's name.
  ///   - sequence: what the next message's would have been.
  @_noAllocation @_noLocks
  public static func end(
    into bytes: MutableByteView, session: MoldSession, sequence: UInt64
  ) -> Int {
    MoldHeader(session: session, sequence: sequence, count: MoldHeader.endCount).encode(bytes)
  }
}
