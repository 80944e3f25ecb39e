// SPDX-License-Identifier: Apache-2.0

internal import CSodium
public import Memory

/// Which of the two this side is.
@frozen
public enum SessionRole: UInt8, BitwiseCopyable, Sendable {
  /// The gateway, which opened the logon.
  case client
  /// The venue, which answered it.
  case venue
}

/// Which way a datagram goes; each way has its own key.
@frozen
public enum SessionDirection: UInt8, BitwiseCopyable, Sendable {
  /// From the gateway to the venue.
  case clientToVenue = 0
  /// From the venue to the gateway.
  case venueToClient = 1
}

/// Why two sides could not agree on keys.
@frozen
public enum AgreementError: UInt8, Error, BitwiseCopyable, Sendable, CustomStringConvertible {
  /// The peer's public key is of small order: the secret would be one anybody knows.
  case peerContributesNothing = 1

  public var description: String {
    "the peer's ephemeral key is of small order; it must draw a fresh X25519 key"
  }
}

/// The MAC keys of all sessions, by session slot, in one guarded allocation.
///
///     slot   0                    1                     sessionsMax - 1
///          [ C→V 32 │ V→C 32 ][ C→V 32 │ V→C 32 ] ...  [ zero │ zero ]
///
/// The secrets of a session never leave it: they are derived in place, and the callers get tags.
/// Owned by one thread.
///
///     key = BLAKE2b-256(key: X25519(own, peer),
///                       label (20) ‖ transcript hash (32) ‖ client's (32) ‖ venue's ephemeral (32))
///     label = "MLK-SESSION-C2V-v1" or "MLK-SESSION-V2C-v1", zero-padded
public struct SessionKeys: ~Copyable {
  private let memory: GuardedMemory
  private let held: Slab<Bool>
  /// How many sessions there can be; slots are below this.
  public let sessionsMax: Int

  /// Allocates room for `sessionsMax` sessions. Start-up only.
  ///
  /// - Precondition: `sessionsMax` is positive.
  public init(sessionsMax: Int) throws(SecretMemoryError) {
    invariant(sessionsMax > 0, "there is room for at least one session")
    self.sessionsMax = sessionsMax
    held = Slab(count: sessionsMax)
    memory = try GuardedMemory(count: sessionsMax * 64)
  }

  /// Derives both keys of a session into `slot`, over whatever was there, and uses `own` up.
  ///
  /// The caller has verified the peer's signature over the transcript: without it this proves
  /// nothing about who the peer is.
  ///
  /// - Parameters:
  ///   - peer: the peer's 32-byte ephemeral public key.
  ///   - transcriptHash: 32 bytes that commit to the whole logon.
  /// - Throws: `AgreementError`; the slot is then empty.
  /// - Precondition: the slot exists, `own.isReady`, and the sizes are these.
  /// - Complexity: about 30 µs. No allocation, no lock, no system call.
  @_noAllocation @_noLocks
  public mutating func agree(
    slot: Int, own: inout EphemeralKey, peer: ByteView, transcriptHash: ByteView,
    role: SessionRole
  ) throws(AgreementError) {
    precondition(peer.count == 32, "an X25519 public key has 32 bytes")
    precondition(transcriptHash.count == 32, "a transcript hash has 32 bytes")
    let keys = bytes(slot)
    let ownPublic = own.publicKey
    let agreed: Int32
    switch role {
    case .client:
      agreed = unsafe ml_session_agree(
        keys.address, own.secret.address, peer.address, transcriptHash.address,
        ownPublic.address, peer.address)
    case .venue:
      agreed = unsafe ml_session_agree(
        keys.address, own.secret.address, peer.address, transcriptHash.address,
        peer.address, ownPublic.address)
    }
    own.wipe()
    held[slot] = agreed == 0
    if agreed != 0 { throw .peerContributesNothing }
  }

  /// Whether `slot` holds keys.
  @_noAllocation @_noLocks
  public func isHeld(_ slot: Int) -> Bool { slot >= 0 && slot < sessionsMax && held[slot] }

  /// The tag of `header` followed by `body` in a direction of the session in `slot`.
  ///
  /// - Precondition: `isHeld(slot)`.
  /// - Complexity: about 0.3 µs for 100 bytes. No allocation, no lock, no system call.
  @_noAllocation @_noLocks
  public func tag16(
    slot: Int, direction: SessionDirection, header: ByteView, body: ByteView
  ) -> Bytes16 {
    SessionMac.tag16(key: key(slot, direction), header: header, body: body)
  }

  /// Whether `tag` (16 bytes) is the tag of `header` followed by `body`, compared in constant time.
  ///
  /// - Precondition: `isHeld(slot)`; `tag.count == 16`.
  @_noAllocation @_noLocks
  public func verify(
    slot: Int, direction: SessionDirection, header: ByteView, body: ByteView, tag: ByteView
  ) -> Bool {
    let right = tag16(slot: slot, direction: direction, header: header, body: body)
    return SessionMac.matches(right, tag)
  }

  /// Bytes of a session's two keys.
  @inlinable public static var exportBytes: Int { @_noAllocation @_noLocks get { 64 } }

  /// Copies both keys of a session out, for the table of another thread: into memory that its
  /// owner wipes.
  ///
  /// - Precondition: `isHeld(slot)`; `bytes` has `exportBytes`.
  @_noAllocation @_noLocks
  public func export(slot: Int, into bytes: MutableByteView) {
    precondition(isHeld(slot), "the session has keys")
    bytes.copy(self.bytes(slot).view)
  }

  /// Takes both keys of a session over from `bytes`, which it wipes.
  ///
  /// - Precondition: the slot exists; `bytes` has `exportBytes`.
  @_noAllocation @_noLocks
  public mutating func install(slot: Int, from bytes: MutableByteView) {
    precondition(bytes.count == Self.exportBytes, "two keys of 32 bytes")
    self.bytes(slot).copy(bytes.view)
    unsafe ml_secret_wipe(bytes.address, 64)
    held[slot] = true
  }

  /// Forgets the keys of a session that ended.
  ///
  /// - Precondition: the slot exists.
  @_noAllocation @_noLocks
  public mutating func wipe(_ slot: Int) {
    unsafe ml_secret_wipe(bytes(slot).address, 64)
    held[slot] = false
  }

  @_noAllocation @_noLocks
  private func bytes(_ slot: Int) -> MutableByteView {
    precondition(slot >= 0 && slot < sessionsMax, "the session slot exists")
    return memory.bytes.slice(slot * 64, count: 64)
  }

  @_noAllocation @_noLocks
  private func key(_ slot: Int, _ direction: SessionDirection) -> ByteView {
    precondition(isHeld(slot), "the session has keys")
    return bytes(slot).view.slice(Int(direction.rawValue) * 32, count: 32)
  }
}
