// SPDX-License-Identifier: Apache-2.0

public import Memory

/// The head of a frame, of whichever template: all have one block.
@frozen
public struct FrameHead: BitwiseCopyable, Hashable, Sendable {
  /// Which frame.
  public var template: Template
  /// The session, generation and slot; 0 in a logon and in the reply that refuses one.
  public var session: UInt32
  /// Bytes after the head.
  public var bodyLength: UInt16
  /// Counts from 1 in each direction; 0 in a logon and its reply.
  public var sequence: UInt64
  /// Keyed BLAKE2b-128 over `Frame.tagged`; zero in a logon.
  public var tag: Bytes16

  @inlinable
  @_noAllocation @_noLocks
  public init(
    template: Template, session: UInt32 = 0, bodyLength: UInt16 = 0, sequence: UInt64 = 0,
    tag: Bytes16 = Bytes16(word0: 0, word1: 0)
  ) {
    self.template = template
    self.session = session
    self.bodyLength = bodyLength
    self.sequence = sequence
    self.tag = tag
  }

  /// Reads and checks the head of `datagram`, a whole UDP payload of any length and content.
  ///
  /// The body is neither read nor checked, but is there: exactly `bodyLength` bytes follow. The tag
  /// is not verified.
  ///
  /// - Throws: the first fault, in the order of `FormFault`; nothing is kept.
  @_noAllocation @_noLocks
  public init(parsing datagram: ByteView, for receiver: Receiver) throws(FormFault) {
    if datagram.count < Frame.headBytes { throw .frameTruncated }
    if datagram.count > Frame.bytesMax { throw .frameTooLong }
    let header = MessageHeader(datagram)
    if header.schemaID != MessageHeader.schema { throw .frameSchemaUnknown }
    if header.schemaVersion != MessageHeader.version { throw .frameVersionUnknown }
    guard let template = Template(wire: header.templateID) else { throw .frameTemplateUnknown }
    if let fault = Self.fault(of: template, for: receiver) { throw fault }
    if Int(header.blockLength) != CommandFrame.blockBytes { throw .frameBlockLengthWrong }
    let block = CommandFrame(block: datagram, at: MessageHeader.bytes)
    if block.reserved != 0 { throw .frameReservedSet }
    let bodyBytes = datagram.count - Frame.headBytes
    if Int(block.bodyLength) > bodyBytes { throw .frameBodyMissing }
    if Int(block.bodyLength) < bodyBytes { throw .frameTrailingBytes }
    self.init(
      template: template, session: block.session, bodyLength: block.bodyLength,
      sequence: block.sequence, tag: block.tag)
    if let fault = numbersFault { throw fault }
  }

  /// Writes the head to the first 40 bytes of `frame`.
  ///
  /// - Precondition: they fit; `template` is a frame.
  @_noAllocation @_noLocks
  public func encode(_ frame: MutableByteView) {
    MessageHeader(blockLength: UInt16(CommandFrame.blockBytes), templateID: template.wire)
      .encode(frame)
    CommandFrame(session: session, bodyLength: bodyLength, sequence: sequence, tag: tag)
      .encode(block: frame, at: MessageHeader.bytes)
  }

  /// The body of the datagram this head was read from.
  @_noAllocation @_noLocks
  public func body(of datagram: ByteView) -> ByteView {
    datagram.slice(Frame.headBytes, count: Int(bodyLength))
  }

  @_noAllocation @_noLocks
  private static func fault(of template: Template, for receiver: Receiver) -> FormFault? {
    switch template {
    case .heartbeatFrame: nil
    case .logonFrame, .commandFrame, .logoutFrame, .requestFrame:
      switch receiver {
      case .venue: nil
      case .member: .frameDirectionWrong
      }
    case .logonReplyFrame, .reportFrame, .busyFrame:
      switch receiver {
      case .venue: .frameDirectionWrong
      case .member: nil
      }
    case .sealedFrame: .frameTemplateReserved
    default: .frameTemplateUnknown
    }
  }

  /// One encoding per meaning: what a frame has no use for is zero, what it needs is not.
  private var numbersFault: FormFault? {
    @_noAllocation @_noLocks get {
      switch template {
      case .logonFrame:
        if session != 0 { return .sessionSet }
        if sequence != 0 { return .sequenceSet }
        if tag.word0 != 0 || tag.word1 != 0 { return .tagSet }
      case .logonReplyFrame:
        if sequence != 0 { return .sequenceSet }
      default:
        if session == 0 { return .sessionZero }
        if sequence == 0 { return .sequenceZero }
      }
      return nil
    }
  }
}
