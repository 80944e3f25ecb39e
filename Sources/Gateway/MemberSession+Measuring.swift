// SPDX-License-Identifier: Apache-2.0

package import Memory
internal import Verifying
package import WireFormat

/// What a load generator needs of a session: datagrams signed before they are sent, and frames opened
/// without anything being put in order or asked for again. What is lost stays lost, and is counted.
///
/// A session is used either so, or by a `Gateway`, not by both.
extension MemberSession {
  /// Asks for a session; see `logon`. A heartbeat of 0 lets the session be silent for as long as it
  /// likes.
  package func writeLogon(into bytes: MutableByteView, validUntil: UInt64, now: UInt64) -> Int {
    logon(into: bytes, validUntil: validUntil, heartbeatMilliseconds: 0, now: now)
  }

  /// The same logon again.
  package func writeLogonAgain(into bytes: MutableByteView, now: UInt64) -> Int {
    repeatLogon(into: bytes, now: now)
  }

  package func writeLogout(into bytes: MutableByteView, now: UInt64) -> Int {
    logout(into: bytes, now: now)
  }

  /// Takes a logon's reply; whether it was for this session.
  package func takeReply(_ head: FrameHead, _ payload: ByteView, now: UInt64) -> Bool {
    take(reply: head, payload, now: now)
  }

  /// Writes the body of a datagram under `nonce`, signed, into `body` and returns its length. It may be
  /// sent in this session or the next, in any frame.
  ///
  /// - Parameter frame: room for a whole frame, to write in; overwritten.
  package func writeSigned(
    into body: MutableByteView, frame: MutableByteView, nonce: UInt64, validUntil: UInt64,
    _ fill: (inout CommandDatagramWriter) -> Void
  ) -> Int {
    var writer = CommandDatagramWriter(
      into: frame, session: max(1, session), sequence: 1,
      header: CommandHeader(key: key, group: 0, nonce: nonce, validUntil: validUntil))
    fill(&writer)
    let length = writer.finish()
    Frame.store(signature: sign(.command, writer.signed), in: frame)
    body.copy(frame.view.slice(Frame.headBytes, count: length - Frame.headBytes))
    return length - Frame.headBytes
  }

  /// Writes a frame of this session around a signed body, tagged, and returns its length.
  package func writeFrame(around body: ByteView, into bytes: MutableByteView, now: UInt64) -> Int {
    FrameHead(
      template: .commandFrame, session: session, bodyLength: UInt16(body.count),
      sequence: nextSequence()
    ).encode(bytes)
    bytes.copy(body, at: Frame.headBytes)
    tag(bytes, Frame.headBytes + body.count, now)
    return Frame.headBytes + body.count
  }

  /// Checks tag, sequence and form of a frame of this session; its body, or nil when one of them is
  /// wrong, which `counters` then says.
  package func openFrame(_ head: FrameHead, _ payload: ByteView, now: UInt64) -> ByteView? {
    open(head, payload, now: now)
  }

  /// Frames of the venue that never came, as far as later ones tell.
  package var framesMissing: UInt64 { recovery.framesMissing }
}
