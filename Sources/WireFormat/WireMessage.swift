// SPDX-License-Identifier: Apache-2.0

public import Memory

/// What every generated message can do: say its sizes, read a block, write a block or a message.
///
/// A message is a header of eight bytes and a block of fixed length; two of them have one repeating
/// group after the block, which is not part of the value and not counted in `messageBytes`.
public protocol WireMessage: BitwiseCopyable, Hashable, Sendable {
  /// The template id on the wire.
  static var templateID: UInt16 { get }
  /// Bytes of the block.
  static var blockBytes: Int { get }
  /// Bytes of the header and the block.
  static var messageBytes: Int { get }
  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  init(block bytes: ByteView, at offset: Int)
  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  func encode(block bytes: MutableByteView, at offset: Int)
  /// Writes header and block at `offset` and returns their bytes.
  @discardableResult
  func encode(message bytes: MutableByteView, at offset: Int) -> Int
}

/// A message that may stand in a command datagram, from a member or an operator: 21 to 49.
public protocol CommandMessage: WireMessage {}

/// A message that may stand in a report frame before the trailer, and has no group: 100 to 109.
public protocol ReportMessage: WireMessage {}

/// A message of the public market data stream: 70 to 99, without those that are snapshot pages.
public protocol MarketMessage: WireMessage {}

extension Template {
  /// Whether the message may stand in a command datagram.
  @inlinable public var isCommand: Bool {
    @_noAllocation @_noLocks get { wire >= 21 && wire <= 49 }
  }

  /// Whether the message may stand in a request frame.
  @inlinable public var isRequest: Bool {
    @_noAllocation @_noLocks get { wire >= 14 && wire <= 16 }
  }

  /// Whether the message may stand in a report frame before the trailer.
  @inlinable public var isReport: Bool {
    @_noAllocation @_noLocks get { wire >= 100 && wire <= 119 && wire != 110 }
  }

  /// Whether the message is a report that has a sequence in its session, its first field. The others
  /// are answers and receipts, which can be asked for again or made again.
  @inlinable public var hasReportSequence: Bool {
    @_noAllocation @_noLocks get { (wire >= 100 && wire <= 103) || (wire >= 111 && wire <= 117) }
  }

  /// Bytes of the longest report that has a sequence.
  @inlinable public static var sequencedReportBytesMax: Int {
    @_noAllocation @_noLocks get {
      max(
        max(CommandResult.messageBytes, Fill.messageBytes),
        max(OrderClosed.messageBytes, OrderTriggered.messageBytes))
    }
  }

  /// Whether the message is one of the public market data stream.
  @inlinable public var isMarketData: Bool {
    @_noAllocation @_noLocks get { wire >= 70 && wire <= 99 && !isSnapshotPage }
  }

  /// Whether the message is a page of the public snapshot stream.
  @inlinable public var isSnapshotPage: Bool {
    @_noAllocation @_noLocks get { wire == 76 || wire == 77 }
  }
}
