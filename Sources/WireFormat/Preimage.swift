// SPDX-License-Identifier: Apache-2.0

public import Memory

/// Which kind of thing a signature is over: the first twenty bytes of every preimage, so that a
/// signature made for one purpose is never one for another.
///
/// Receipts and settlement batches use tags of 15 bytes and a preimage of exactly 47, shorter than
/// any of these; Settlement has them.
public enum DomainTag: BitwiseCopyable, CaseIterable, Hashable, Sendable {
  /// A command datagram, by a member's or an operator's key.
  case command
  /// A logon request, by the member's key.
  case logon
  /// A logon reply, by the venue's key, over the request too.
  case reply
  /// Reserved: the registration of a session key by a master key.
  case registration
  /// Reserved: a withdrawal by a master key.
  case withdrawal

  /// Bytes of a tag.
  @inlinable public static var bytes: Int {
    @_noAllocation @_noLocks get { 20 }
  }

  /// The tag's ASCII text; the rest of the twenty bytes is zero.
  @usableFromInline var text: StaticString {
    @_noAllocation @_noLocks get {
      switch self {
      case .command: "MATCHLOCK-COMMAND-1"
      case .logon: "MATCHLOCK-LOGON-1"
      case .reply: "MATCHLOCK-REPLY-1"
      case .registration: "MATCHLOCK-REGISTER-1"
      case .withdrawal: "MATCHLOCK-WITHDRAW-1"
      }
    }
  }
}

/// What ties a signature to one venue on one chain and network. Never sent: both ends know it.
@frozen
public struct Identity: BitwiseCopyable, Hashable, Sendable {
  /// The venue's id.
  public var venue: Bytes16
  /// The hash of the chain it settles on.
  public var chain: Bytes32
  /// The network: production, test and so on.
  public var network: UInt8

  @inlinable
  @_noAllocation @_noLocks
  public init(venue: Bytes16, chain: Bytes32, network: UInt8) {
    self.venue = venue
    self.chain = chain
    self.network = network
  }
}

/// What Ed25519 signs on this wire.
///
///      0            20          36          68       69
///      +------------+-----------+-----------+--------+------------------------+
///      | domain tag | venue     | chain     | network| message                |
///      +------------+-----------+-----------+--------+------------------------+
///
/// The message is what follows the signature in the frame. A logon reply's is the transcript: the
/// request's whole body (its signature and message, 136 bytes), then the LogonReply message, so
/// that the venue's signature answers one request and no other.
public enum Preimage {
  /// The longest preimage.
  @inlinable public static var bytesMax: Int {
    @_noAllocation @_noLocks get { 1232 }
  }
  /// Bytes before the message, the same for every signature of a kind at one venue.
  @inlinable public static var prefixBytes: Int {
    @_noAllocation @_noLocks get { 69 }
  }

  /// Writes the part before the message and returns its bytes, `prefixBytes`. A verifier may write
  /// it once and only the message thereafter.
  ///
  /// - Precondition: it fits.
  @_noAllocation @_noLocks
  @discardableResult
  public static func writePrefix(
    into bytes: MutableByteView, tag: DomainTag, identity: Identity
  ) -> Int {
    let text = tag.text
    bytes.slice(0, count: DomainTag.bytes).clear()
    bytes.copy(unsafe ByteView(UnsafeRawPointer(text.utf8Start), count: text.utf8CodeUnitCount))
    identity.venue.store(to: bytes, at: 20)
    identity.chain.store(to: bytes, at: 36)
    bytes.store(identity.network, at: 68)
    return prefixBytes
  }

  /// Writes the preimage of `message` and returns its bytes.
  ///
  /// - Precondition: it fits in `bytes`, and in `bytesMax`.
  @_noAllocation @_noLocks
  public static func write(
    into bytes: MutableByteView, tag: DomainTag, identity: Identity, message: ByteView
  ) -> Int {
    invariant(message.count <= bytesMax - prefixBytes, "the preimage is within its limit")
    writePrefix(into: bytes, tag: tag, identity: identity)
    bytes.copy(message, at: prefixBytes)
    return prefixBytes + message.count
  }

  /// Writes the preimage of a logon reply, the transcript, and returns its bytes.
  ///
  /// - Parameters:
  ///   - bytes: where it is written, 293 bytes.
  ///   - identity: the venue's.
  ///   - request: the body of the logon frame answered, signature first.
  ///   - reply: the LogonReply message, header and block.
  /// - Precondition: both have exactly their lengths; the whole fits in `bytes`.
  @_noAllocation @_noLocks
  public static func writeReply(
    into bytes: MutableByteView, identity: Identity, request: ByteView, reply: ByteView
  ) -> Int {
    invariant(request.count == LogonBody.bytes, "a request is its whole body")
    invariant(reply.count == LogonReply.messageBytes, "a reply is its message alone")
    writePrefix(into: bytes, tag: .reply, identity: identity)
    bytes.copy(request, at: prefixBytes)
    bytes.copy(reply, at: prefixBytes + request.count)
    return prefixBytes + request.count + reply.count
  }
}
