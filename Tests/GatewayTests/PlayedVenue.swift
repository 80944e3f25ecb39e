// SPDX-License-Identifier: Apache-2.0

import CSodium
import Memory
import PacketIO
import Signing
import Testing
import Verifying
import WireFormat

@testable import Gateway

/// The venue's half of one session, written for the tests: answers the logon, and then says what a
/// test wants it to say.
final class PlayedVenue {
  static let identity = Identity(
    venue: Bytes16(word0: 5, word1: 6), chain: Bytes32(word0: 7), network: 1)
  static let session: UInt32 = 1 << 16 | 3

  let publicKey: Bytes32
  private var signer: Signer
  private var random: RandomStream
  private var ephemeral: EphemeralKey
  private var keys: SessionKeys
  private let completions = Slab<SignCompletion>(count: 1)
  private let scratch = ByteBuffer(count: 4_096)
  private let frame = ByteBuffer(count: Frame.bytesMax)
  private var sequence: UInt64 = 0

  init() throws {
    for i in 0..<32 { scratch.bytes[i] = 77 }
    let secret = try SecretKey(seed: scratch.bytes.view.slice(0, count: 32))
    publicKey = Bytes32(secret.publicKey)
    var ring = try KeyRing(slotsMax: 1)
    ring.install(secret, slot: 0)
    signer = Signer(software: ring)
    random = try RandomStream(seed: scratch.bytes.view.slice(0, count: 32))
    ephemeral = try EphemeralKey()
    keys = try SessionKeys(sessionsMax: 1)
  }

  /// A member of this venue with a session up.
  func member() throws -> MemberSession {
    let seed = ByteBuffer(count: 32)
    for i in 0..<32 { seed.bytes[i] = 9 }
    let member = try MemberSession(
      key: 4, secret: try SecretKey(seed: seed.bytes.view),
      venue: VenueIdentity(
        identity: Self.identity, publicKey: publicKey,
        address: Endpoint(
          mac: MACAddress("02:00:00:00:00:01")!, ipv4: IPv4Address(10, 0, 0, 1), udpPort: 9_000)))
    let bytes = ByteBuffer(count: Frame.bytesMax)
    let length = member.logon(
      into: bytes.bytes, validUntil: .max, heartbeatMilliseconds: 0, now: 1)
    let reply = try answer(logon: bytes.bytes.view.slice(0, count: length))
    let view = frame.bytes.view.slice(0, count: reply)
    let head = try FrameHead(parsing: view, for: .member)
    let isTaken = member.take(reply: head, view, now: 1)
    try #require(isTaken && member.state == .up)
    return member
  }

  private func answer(logon: ByteView) throws -> Int {
    let body = logon.slice(Frame.headBytes, count: LogonBody.bytes)
    let request = LogonBody(checked: body).request
    ephemeral.renew(from: &random)
    let reply = LogonReply(
      session: Self.session, key: request.key, nonce: request.nonce, term: 1, logIndex: 1,
      nonceHighest: request.nonce, agreementKey: Bytes32(ephemeral.publicKey), account: 4)
    let length = FrameWriter.logonReply(into: frame.bytes, reply: reply)
    let message = frame.bytes.view.slice(
      Frame.headBytes + Frame.signatureBytes, count: LogonReply.messageBytes)
    let count = Preimage.writeReply(
      into: scratch.bytes, identity: Self.identity, request: body, reply: message)
    let preimage = scratch.bytes.view.slice(0, count: count)
    let isSubmitted = signer.submit(cookie: 1, keySlot: 0, message: preimage)
    #expect(isSubmitted)
    while signer.poll(completions, max: 1) == 0 {}
    completions[0 as Int].signature.store(to: frame.bytes, at: Frame.signatureOffset)
    let hash = ByteBuffer(count: 32)
    ml_hash_blake2b(
      hash.bytes.address.assumingMemoryBound(to: UInt8.self), preimage.address, preimage.count)
    try keys.agree(
      slot: 0, own: &ephemeral, peer: body.slice(LogonBody.bytes - 32, count: 32),
      transcriptHash: hash.bytes.view, role: .venue)
    tag(length)
    return length
  }

  private func tag(_ length: Int) {
    let parts = Frame.tagged(frame.bytes.view.slice(0, count: length))
    keys.tag16(slot: 0, direction: .venueToClient, header: parts.before, body: parts.after)
      .store(to: frame.bytes, at: Frame.tagOffset)
  }

  /// A BUSY frame about a command frame of the member.
  func busy(_ commands: [UInt8], urgent: Bool = false) -> [UInt8] {
    let bytes = view(commands)
    let body = CommandBody(
      checked: bytes.bytes.view.slice(Frame.headBytes, count: commands.count - Frame.headBytes))
    sequence += 1
    let length = FrameWriter.busy(
      into: frame.bytes, session: Self.session, sequence: sequence,
      Busy(
        nonce: body.header.nonce, echo: body.bytes.load(0, as: UInt64.self), backlog: 7,
        urgent: urgent ? 1 : 0))
    tag(length)
    return (0..<length).map { frame.bytes[$0] }
  }

  func view(_ bytes: [UInt8]) -> ByteBuffer {
    let buffer = ByteBuffer(count: bytes.count)
    for (i, byte) in bytes.enumerated() { buffer.bytes[i] = byte }
    return buffer
  }

  /// Hands a BUSY frame to the member as its gateway would; whether anything came of it.
  func deliver(_ bytes: [UInt8], to member: MemberSession, now: UInt64) throws -> Bool {
    let buffer = view(bytes)
    let head = try FrameHead(parsing: buffer.bytes.view, for: .member)
    guard let body = member.open(head, buffer.bytes.view, now: now) else { return false }
    return member.take(busy: BusyBody(checked: body).busy, now: now)
  }
}
