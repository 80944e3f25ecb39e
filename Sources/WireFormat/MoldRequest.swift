// SPDX-License-Identifier: Apache-2.0

public import Memory

/// A question for messages of a MoldUDP64 stream that were missed: a header, then zeros.
///
///      0                     10                 18      20
///      +---------------------+------------------+-------+- - - - - - - - - - - +
///      | session             | sequence         | count | zeros                |
///      +---------------------+------------------+-------+- - - - - - - - - - - +
///
/// No answer is longer than its question, so that nobody can have us send more to another than they
/// send to us: who wants messages pads the question to the room that they take. The answer is one
/// ordinary packet of the stream that begins with the message asked for and holds as many as were
/// asked for, are there and fit. One without messages says by its sequence why: above the one asked for,
/// all below it is gone for good; otherwise the one asked for is not there yet, or does not fit.
///
/// - Source: Nasdaq MoldUDP64 protocol specification 1.00, section 4; the padding is ours.
@frozen
public struct MoldRequest: BitwiseCopyable, Sendable {
  /// The first message wanted, and how many; the last one's number has a successor.
  public let sequence: UInt64
  public let count: UInt16
  /// The question's bytes, and the most that its answer may have.
  public let bytes: Int

  /// The longest question.
  @inlinable public static var bytesMax: Int {
    @_noAllocation @_noLocks get { 1_400 }
  }

  /// Reads a question for `session`, of any content; nil for one that is not exactly in form.
  ///
  /// - Complexity: linear in its bytes; any thread.
  @_noAllocation @_noLocks
  public init?(parsing payload: ByteView, for session: MoldSession) {
    if payload.count < MoldHeader.bytes || payload.count > Self.bytesMax { return nil }
    let named = MoldSession(payload)
    if named.low != session.low || named.high != session.high { return nil }
    sequence = payload.load(10, as: UInt64.self).byteSwapped
    count = payload.load(18, as: UInt16.self).byteSwapped
    bytes = payload.count
    // A count of 0xffff is the mark of an ended session.
    if sequence == 0 || count == 0 || count == MoldHeader.endCount { return nil }
    if sequence.addingReportingOverflow(UInt64(count)).overflow { return nil }
    var at = MoldHeader.bytes
    while at < payload.count {
      if payload[at] != 0 { return nil }
      at &+= 1
    }
  }

  /// Writes a question of `bytes` bytes and returns them.
  ///
  /// - Precondition: `bytes` is `MoldHeader.bytes` to `bytesMax`, and fits.
  @_noAllocation @_noLocks
  public static func write(
    into payload: MutableByteView, session: MoldSession, sequence: UInt64, count: UInt16,
    bytes: Int = Self.bytesMax
  ) -> Int {
    invariant(bytes >= MoldHeader.bytes && bytes <= Self.bytesMax, "a question has its bounds")
    payload.slice(0, count: bytes).clear()
    MoldHeader(session: session, sequence: sequence, count: count).encode(payload)
    return bytes
  }
}
