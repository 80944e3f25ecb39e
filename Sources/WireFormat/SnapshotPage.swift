// SPDX-License-Identifier: Apache-2.0

public import Memory

/// What the two kinds of snapshot page have in common: the same block before their groups.
@frozen
public struct SnapshotPage: BitwiseCopyable, Sendable {
  /// The message; its group holds markets or orders.
  public let view: MessageView
  /// The common fields.
  public let head: SnapshotOrders

  /// Reads the page that a packet of the snapshot stream holds.
  ///
  /// - Throws: the first fault: of the packet, of its message, or one that is not alone.
  @_noAllocation @_noLocks
  public init(packet: ByteView) throws(FormFault) {
    var cursor = try MoldCursor(parsing: packet)
    guard let message = cursor.next() else { throw .bodyTruncated }
    if cursor.header.count != 1 { throw .messageMisplaced }
    view = try MessageView(snapshotPage: message.bytes)
    head = SnapshotOrders(block: view.block)
  }

  /// Whether the page tells markets; otherwise it tells orders.
  @inlinable public var isOfMarkets: Bool {
    @_noAllocation @_noLocks get { view.template == .snapshotMarkets }
  }

  /// Writes the number of the first feed message that a page does not take in into its message.
  ///
  /// - Precondition: the message is a page.
  @_noAllocation @_noLocks
  public static func store(feedSequence: UInt64, in message: MutableByteView) {
    message.store(feedSequence, at: MessageHeader.bytes + 8)
  }
}
