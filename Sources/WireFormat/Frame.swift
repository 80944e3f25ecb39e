// SPDX-License-Identifier: Apache-2.0

public import Memory

/// Which end of a session reads a frame.
public enum Receiver: BitwiseCopyable, Hashable, Sendable {
  /// The appliance.
  case venue
  /// A member's gateway.
  case member
}

/// The sizes and places that all frames share.
///
///      0        8         12      14      16        24         40          104
///      +--------+---------+-------+-------+---------+----------+-----------+------------------+
///      | header | session | body  | zero  | sequence| tag      | signature | signed messages  |
///      |  (8)   |   (4)   | length|  (2)  |   (8)   | (16)     |   (64)    |                  |
///      +--------+---------+-------+-------+---------+----------+-----------+------------------+
///      |<----- before -------------------------->|  ^         |<------------ after ---------->|
///                                                   tag = keyed BLAKE2b-128(before | after)
///
/// The signature and what follows it are the body of logons, their replies and commands; other
/// frames have no signature.
public enum Frame {
  /// Bytes of a frame's head: the message header and the 32-byte block.
  @inlinable public static var headBytes: Int {
    @_noAllocation @_noLocks get { 40 }
  }
  /// Where the tag's 16 bytes begin.
  @inlinable public static var tagOffset: Int {
    @_noAllocation @_noLocks get { 24 }
  }
  /// Where the signature's 64 bytes begin, in the frames that have one.
  @inlinable public static var signatureOffset: Int {
    @_noAllocation @_noLocks get { 40 }
  }
  /// Bytes of a signature.
  @inlinable public static var signatureBytes: Int {
    @_noAllocation @_noLocks get { 64 }
  }
  /// The longest frame: the UDP payload of a 1,500-byte IPv4 packet without options.
  @inlinable public static var bytesMax: Int {
    @_noAllocation @_noLocks get { 1472 }
  }
  /// Bytes of the length before each command and each report.
  @inlinable public static var lengthPrefixBytes: Int {
    @_noAllocation @_noLocks get { 2 }
  }

  /// What the tag is computed over: all of a frame but the tag itself.
  @frozen
  public struct TaggedParts: BitwiseCopyable, Sendable {
    /// The 24 bytes before the tag.
    public var before: ByteView
    /// Everything after the tag, at least the signature or nothing.
    public var after: ByteView

    @inlinable
    @_noAllocation @_noLocks
    public init(before: ByteView, after: ByteView) {
      self.before = before
      self.after = after
    }
  }

  /// The two runs of bytes the tag covers, in order.
  ///
  /// - Precondition: `frame` is at least `headBytes` long.
  @_noAllocation @_noLocks
  public static func tagged(_ frame: ByteView) -> TaggedParts {
    TaggedParts(
      before: frame.slice(0, count: tagOffset),
      after: frame.slice(headBytes, count: frame.count - headBytes))
  }

  /// The bytes that follow the signature: what is signed, after the preimage's constant part.
  ///
  /// - Precondition: the frame has a signature.
  @_noAllocation @_noLocks
  public static func signed(_ frame: ByteView) -> ByteView {
    let start = signatureOffset + signatureBytes
    return frame.slice(start, count: frame.count - start)
  }

  /// Puts the tag in its place.
  @_noAllocation @_noLocks
  public static func store(tag: Bytes16, in frame: MutableByteView) {
    tag.store(to: frame, at: tagOffset)
  }

  /// Puts the signature in its place, in a frame that has one.
  @_noAllocation @_noLocks
  public static func store(signature: Bytes64, in frame: MutableByteView) {
    signature.store(to: frame, at: signatureOffset)
  }

  /// Checks the form of a frame's body, whole, whatever the frame.
  ///
  /// - Parameters:
  ///   - body: bytes of any length and content.
  ///   - template: the frame's, from its head.
  ///   - commandsMax: the most commands in a datagram, 1...`CommandBody.commandsMax`.
  /// - Returns: the first fault, or nil; after nil the body's cursor may be walked.
  @_noAllocation @_noLocks
  public static func check(
    body: ByteView, of template: Template, commandsMax: Int
  ) -> FormFault? {
    switch template {
    case .commandFrame: CommandBody.check(body, commandsMax: commandsMax)
    case .logonFrame: LogonBody.check(body)
    case .logonReplyFrame: LogonReplyBody.check(body)
    case .reportFrame: ReportBody.check(body)
    case .heartbeatFrame: HeartbeatBody.check(body)
    case .logoutFrame: body.count == 0 ? nil : .bodyTrailingBytes
    case .busyFrame: BusyBody.check(body)
    case .requestFrame: RequestBody.check(body)
    case .sealedFrame: .frameTemplateReserved
    default: .frameTemplateUnknown
    }
  }
}
