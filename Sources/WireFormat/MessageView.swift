// SPDX-License-Identifier: Apache-2.0

public import Memory

/// One checked message among others. Borrows the datagram's bytes.
@frozen
public struct MessageView: BitwiseCopyable, Sendable {
  /// Which message.
  public let template: Template
  /// Its place among its like, from 0.
  public let ordinal: Int
  /// The whole message: header, block and group.
  public let bytes: ByteView

  @inlinable
  @_noAllocation @_noLocks
  init(checked bytes: ByteView, ordinal: Int) {
    guard let template = Template(wire: MessageHeader(bytes).templateID) else {
      preconditionFailure("a checked message has a known template")
    }
    self.template = template
    self.ordinal = ordinal
    self.bytes = bytes
  }

  /// Checks one message of the public market data stream, as a MoldUDP64 block holds it.
  ///
  /// - Throws: the first fault.
  @_noAllocation @_noLocks
  public init(marketData bytes: ByteView) throws(FormFault) {
    let length = try MessageForm.length(bytes, at: 0, as: .marketData)
    if length < bytes.count { throw .bodyTrailingBytes }
    self.init(checked: bytes, ordinal: 0)
  }

  /// Checks one page of the public snapshot stream, as a MoldUDP64 block holds it.
  ///
  /// - Throws: the first fault.
  @_noAllocation @_noLocks
  public init(snapshotPage bytes: ByteView) throws(FormFault) {
    let length = try MessageForm.length(bytes, at: 0, as: .snapshotPage)
    if length < bytes.count { throw .bodyTrailingBytes }
    self.init(checked: bytes, ordinal: 0)
  }

  /// The block, for the generated messages' `init(block:)`.
  @inlinable public var block: ByteView {
    @_noAllocation @_noLocks get { bytes.slice(MessageHeader.bytes, count: template.blockBytes) }
  }

  /// The repeating group.
  ///
  /// - Precondition: the message has one: genesis, mass quote, receipt report, a page of state or of a
  ///   snapshot.
  @inlinable public var group: GroupView {
    @_noAllocation @_noLocks get {
      precondition(template.entryBytes > 0)
      return GroupView(checked: bytes, at: MessageHeader.bytes + template.blockBytes)
    }
  }
}
