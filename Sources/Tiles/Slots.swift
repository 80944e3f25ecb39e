// SPDX-License-Identifier: Apache-2.0

public import Memory
public import PacketIO
public import Venue
public import WireFormat

/// When an order passed each stage, in nanoseconds of the host's monotonic clock; 0 for not yet.
@frozen
public struct Stamps: BitwiseCopyable, Sendable {
  public var received: UInt64 = 0
  public var verified: UInt64 = 0
  public var sequenced: UInt64 = 0
  public var matched: UInt64 = 0

  @inlinable
  @_noAllocation @_noLocks
  public init() {}
}

/// A datagram on its way from ingress through verify to sequence. Beside it: its body (signature
/// and signed bytes), nothing for a session's end.
@frozen
public struct DatagramSlot: BitwiseCopyable, Sendable {
  @frozen
  public enum Kind: UInt8, BitwiseCopyable, Sendable {
    case commands = 0
    case logon = 1
    case sessionDown = 2
    /// Refused by verify: keeps its number's place and is not logged.
    case tombstone = 3
  }

  public var kind: Kind
  /// Why the session ends, as on the wire.
  public var end: UInt8
  /// Bytes of the body.
  public var length: UInt16
  public var session: UInt32
  /// Its place among the datagrams of its class, from 0, without gaps.
  public var number: UInt64
  /// Bit i: the i-th command's public key may be registered.
  public var keyChecks: UInt32
  /// Of the whole body.
  public var digest: Bytes16
  /// Where a logon came from, and its reply goes.
  public var origin: Endpoint
  public var stamps = Stamps()

  @_noAllocation @_noLocks
  public init(kind: Kind, session: UInt32, number: UInt64 = 0) {
    self.kind = kind
    end = 0
    length = 0
    self.session = session
    self.number = number
    keyChecks = 0
    digest = Bytes16(word0: 0, word1: 0)
    origin = Endpoint.none
  }
}

/// What egress answers a session with that needs no log, and where to.
@frozen
public struct AnswerSlot: BitwiseCopyable, Sendable {
  public var session: UInt32
  public var to: Endpoint
  public var busy: Busy

  @_noAllocation @_noLocks
  public init(session: UInt32, to: Endpoint, busy: Busy) {
    self.session = session
    self.to = to
    self.busy = busy
  }
}

/// A finished frame on its way from ingress to egress. Beside it: the frame, headers and all.
@frozen
public struct FrameSlot: BitwiseCopyable, Sendable {
  public var length: UInt32

  @_noAllocation @_noLocks
  public init(length: UInt32) { self.length = length }
}

/// A record of the log on its way from sequence to the journal and to match. Beside it: its bytes.
@frozen
public struct RecordSlot: BitwiseCopyable, Sendable {
  public var logIndex: UInt64
  public var length: UInt32
  public var origin = Endpoint.none
  public var stamps = Stamps()

  @_noAllocation @_noLocks
  public init(logIndex: UInt64, length: UInt32) {
    self.logIndex = logIndex
    self.length = length
  }
}

/// Something that match lets out. Beside it: the event's bytes.
@frozen
public struct EventSlot: BitwiseCopyable, Sendable {
  public var event: VenueEvent
  public var origin: Endpoint
  public var stamps: Stamps

  @_noAllocation @_noLocks
  public init(event: VenueEvent, origin: Endpoint, stamps: Stamps) {
    self.event = event
    self.origin = origin
    self.stamps = stamps
  }
}

/// What settle is told, in log order: each record's bytes, then what it changed, then its end.
@frozen
public struct SettleSlot: BitwiseCopyable, Sendable {
  @frozen
  public enum Kind: UInt8, BitwiseCopyable, Sendable {
    case event = 0
    case record = 1
    case endOfRecord = 2
  }

  public var kind: Kind
  public var length: UInt32
  public var logIndex: UInt64
  public var event: VenueEvent

  @_noAllocation @_noLocks
  public init(_ kind: Kind, logIndex: UInt64, length: UInt32) {
    self.kind = kind
    self.length = length
    self.logIndex = logIndex
    event = VenueEvent(.report, logIndex: logIndex)
  }

  @_noAllocation @_noLocks
  public init(_ event: VenueEvent) {
    kind = .event
    length = UInt32(event.length)
    logIndex = event.logIndex
    self.event = event
  }
}

/// A key for verify. Beside it: 32 bytes.
@frozen
public struct KeySlot: BitwiseCopyable, Sendable {
  public var key: UInt32

  @_noAllocation @_noLocks
  public init(key: UInt32) { self.key = key }
}

/// A session begins or ends at ingress or egress. Beside it: its MAC keys (64 bytes), which the
/// reader wipes, and for egress the logon reply's frame. A session that failed is up in the log and
/// has no keys: ingress gets some that nobody knows.
@frozen
public struct SessionSlot: BitwiseCopyable, Sendable {
  @frozen
  public enum Kind: UInt8, BitwiseCopyable, Sendable {
    case opened = 0
    case refused = 1
    case closed = 2
    case failed = 3
  }

  public var kind: Kind
  /// The record that says so.
  public var logIndex: UInt64 = 0
  /// Bytes of the reply's frame, after the 64 bytes of keys.
  public var length: UInt16
  public var session: UInt32
  public var heartbeatMilliseconds: UInt32 = 0
  public var origin = Endpoint.none

  @_noAllocation @_noLocks
  public init(_ kind: Kind, session: UInt32) {
    self.kind = kind
    length = 0
    self.session = session
  }
}

/// A log group that is durable, for settle.
@frozen
public struct GroupSlot: BitwiseCopyable, Sendable {
  public var number: UInt64
  public var firstIndex: UInt64
  public var lastIndex: UInt64

  @_noAllocation @_noLocks
  public init(number: UInt64, firstIndex: UInt64, lastIndex: UInt64) {
    self.number = number
    self.firstIndex = firstIndex
    self.lastIndex = lastIndex
  }
}

/// A statement to sign, or its signature coming back. Beside it: the statement (47 bytes), or the
/// signature (64 bytes).
@frozen
public struct SignatureSlot: BitwiseCopyable, Sendable {
  /// What settle knows it by.
  public var cookie: UInt64
  public var length: UInt32
  /// Whether a signature came.
  public var isSigned: Bool

  @_noAllocation @_noLocks
  public init(cookie: UInt64, length: UInt32, isSigned: Bool) {
    self.cookie = cookie
    self.length = length
    self.isSigned = isSigned
  }
}

/// Bytes on their way to the settlement files or, by egress, to a member or the validators. Beside
/// it: the bytes.
@frozen
public struct ChunkSlot: BitwiseCopyable, Sendable {
  public var length: UInt32
  /// The member's session a report is for; 0 for the validators, or for files.
  public var session: UInt32

  @_noAllocation @_noLocks
  public init(length: UInt32, session: UInt32) {
    self.length = length
    self.session = session
  }
}
