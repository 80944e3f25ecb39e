// SPDX-License-Identifier: Apache-2.0

public import Memory

/// One message of a MoldUDP64 packet. Borrows the packet's bytes.
@frozen
public struct MoldMessage: BitwiseCopyable, Sendable {
  /// Its number in the stream.
  public let sequence: UInt64
  /// The message, of any content: judge it with `MessageView(marketData:)`.
  public let bytes: ByteView

  @inlinable
  @_noAllocation @_noLocks
  init(sequence: UInt64, bytes: ByteView) {
    self.sequence = sequence
    self.bytes = bytes
  }
}

/// Reads a MoldUDP64 packet of any content: the packet is judged whole, then walked.
@frozen
public struct MoldCursor: BitwiseCopyable, Sendable {
  /// The packet's header.
  public let header: MoldHeader
  @usableFromInline let packet: ByteView
  @usableFromInline var offset = MoldHeader.bytes
  @usableFromInline var taken = 0
  @usableFromInline let count: Int

  /// Checks the header and that exactly the blocks it counts are there.
  ///
  /// - Throws: the first fault.
  /// - Complexity: linear in the packet's bytes; any thread.
  @_noAllocation @_noLocks
  public init(parsing packet: ByteView) throws(FormFault) {
    let header = try MoldHeader(parsing: packet)
    let count = header.isEnd ? 0 : Int(header.count)
    if header.sequence.addingReportingOverflow(UInt64(count)).overflow {
      throw .moldSequenceWrong
    }
    var offset = MoldHeader.bytes
    for _ in 0..<count {
      let room = packet.count - offset - MoldHeader.lengthPrefixBytes
      if room < 0 { throw .moldMessageTruncated }
      let length = Int(packet.load(offset, as: UInt16.self).byteSwapped)
      if length > room { throw .moldMessageTruncated }
      offset += MoldHeader.lengthPrefixBytes + length
    }
    if offset < packet.count { throw .moldTrailingBytes }
    self.header = header
    self.packet = packet
    self.count = count
  }

  /// The next message, or nil after the last; always nil in a heartbeat and at the end.
  @inlinable
  @_noAllocation @_noLocks
  public mutating func next() -> MoldMessage? {
    if taken == count { return nil }
    let length = Int(packet.load(offset, as: UInt16.self).byteSwapped)
    let bytes = packet.slice(offset + MoldHeader.lengthPrefixBytes, count: length)
    let message = MoldMessage(sequence: header.sequence + UInt64(taken), bytes: bytes)
    offset += MoldHeader.lengthPrefixBytes + length
    taken += 1
    return message
  }
}
