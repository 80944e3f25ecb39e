// SPDX-License-Identifier: Apache-2.0

public import PacketIO

/// Reports to be sent again, on its way from ingress to egress.
@frozen
public struct ResendSlot: BitwiseCopyable, Sendable {
  public var session: UInt32
  /// How many reports, from `fromSequence` on; more than fit are not sent.
  public var count: UInt32
  public var fromSequence: UInt64
  /// Bytes that the answer's frame may have: those of the request's.
  public var answerBytesMax: UInt16
  /// Where the request came from, and its answer goes.
  public var origin: Endpoint

  @_noAllocation @_noLocks
  public init(
    session: UInt32, fromSequence: UInt64, count: UInt32, answerBytesMax: Int, origin: Endpoint
  ) {
    self.session = session
    self.count = count
    self.fromSequence = fromSequence
    self.answerBytesMax = UInt16(answerBytesMax)
    self.origin = origin
  }
}

/// A question about venue state on its way from ingress to match.
@frozen
public struct QuerySlot: BitwiseCopyable, Sendable {
  @frozen
  public enum Kind: UInt8, BitwiseCopyable, Sendable {
    case status = 0
    case state = 1
  }

  public var kind: Kind
  /// Of a state request, as on the wire: which kind of state.
  public var state: UInt8 = 0
  /// Bytes that the answer's frame may have: those of the request's.
  public var answerBytesMax: UInt16
  public var session: UInt32
  /// The nonce, or the cursor.
  public var number: UInt64
  /// Of a state request.
  public var place: UInt64 = 0
  /// Where the request came from, and its answer goes.
  public var origin: Endpoint

  @_noAllocation @_noLocks
  public init(
    _ kind: Kind, session: UInt32, number: UInt64, answerBytesMax: Int, origin: Endpoint
  ) {
    self.kind = kind
    self.session = session
    self.number = number
    self.answerBytesMax = UInt16(answerBytesMax)
    self.origin = origin
  }
}

/// An answer about venue state on its way from match to egress, which holds it until what it tells
/// of is committed. Beside it: the report message.
@frozen
public struct StateSlot: BitwiseCopyable, Sendable {
  public var length: UInt16
  public var answerBytesMax: UInt16
  public var session: UInt32
  /// The last record it knows of.
  public var logIndex: UInt64
  public var origin: Endpoint

  @_noAllocation @_noLocks
  public init(_ query: QuerySlot, length: Int, logIndex: UInt64) {
    self.length = UInt16(length)
    answerBytesMax = query.answerBytesMax
    session = query.session
    self.logIndex = logIndex
    origin = query.origin
  }
}
