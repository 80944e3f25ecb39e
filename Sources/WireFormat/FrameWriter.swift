// SPDX-License-Identifier: Apache-2.0

public import Memory

/// Writes the frames that hold at most one message. Each function writes a whole frame and returns
/// its bytes; signature and tag are left zero, to be stored with `Frame.store` afterwards: first
/// the signature, then the tag, which covers it.
///
/// - Precondition, of all: the frame fits in `bytes`.
public enum FrameWriter {
  /// A logon: sign `Frame.signed` under the domain tag `logon`; it has no tag.
  @_noAllocation @_noLocks
  public static func logon(into bytes: MutableByteView, request: LogonRequest) -> Int {
    clearSignature(bytes)
    let length = request.encode(message: bytes, at: Frame.headBytes + Frame.signatureBytes)
    return head(into: bytes, .logonFrame, 0, 0, Frame.signatureBytes + length)
  }

  /// A logon's reply: sign `Preimage.writeReply`, then tag with the new key.
  @_noAllocation @_noLocks
  public static func logonReply(into bytes: MutableByteView, reply: LogonReply) -> Int {
    clearSignature(bytes)
    let length = reply.encode(message: bytes, at: Frame.headBytes + Frame.signatureBytes)
    return head(into: bytes, .logonReplyFrame, reply.session, 0, Frame.signatureBytes + length)
  }

  /// A heartbeat, either way.
  ///
  /// - Precondition: `session` and `sequence` are not zero.
  @_noAllocation @_noLocks
  public static func heartbeat(
    into bytes: MutableByteView, session: UInt32, sequence: UInt64, _ heartbeat: Heartbeat
  ) -> Int {
    invariant(session != 0, "the frame is of a session")
    invariant(sequence != 0, "sequences count from 1")
    let length = heartbeat.encode(message: bytes, at: Frame.headBytes)
    return head(into: bytes, .heartbeatFrame, session, sequence, length)
  }

  /// The answer to a datagram that is not sequenced now.
  ///
  /// - Precondition: `session` and `sequence` are not zero.
  @_noAllocation @_noLocks
  public static func busy(
    into bytes: MutableByteView, session: UInt32, sequence: UInt64, _ busy: Busy
  ) -> Int {
    invariant(session != 0, "the frame is of a session")
    invariant(sequence != 0, "sequences count from 1")
    let length = busy.encode(message: bytes, at: Frame.headBytes)
    return head(into: bytes, .busyFrame, session, sequence, length)
  }

  /// A logout.
  ///
  /// - Precondition: `session` and `sequence` are not zero.
  @_noAllocation @_noLocks
  public static func logout(
    into bytes: MutableByteView, session: UInt32, sequence: UInt64
  ) -> Int {
    invariant(session != 0, "the frame is of a session")
    invariant(sequence != 0, "sequences count from 1")
    return head(into: bytes, .logoutFrame, session, sequence, 0)
  }

  @_noAllocation @_noLocks
  private static func clearSignature(_ bytes: MutableByteView) {
    bytes.slice(Frame.signatureOffset, count: Frame.signatureBytes).clear()
  }

  @_noAllocation @_noLocks
  private static func head(
    into bytes: MutableByteView, _ template: Template, _ session: UInt32, _ sequence: UInt64,
    _ bodyBytes: Int
  ) -> Int {
    FrameHead(
      template: template, session: session, bodyLength: UInt16(bodyBytes), sequence: sequence
    ).encode(bytes)
    return Frame.headBytes + bodyBytes
  }
}
