// SPDX-License-Identifier: Apache-2.0

import CSodium
import Foundation
import Memory
import Signing
import Testing

extension ByteView {
  fileprivate var pointer: UnsafePointer<UInt8> { address.assumingMemoryBound(to: UInt8.self) }
}
extension MutableByteView {
  fileprivate var pointer: UnsafeMutablePointer<UInt8> {
    address.assumingMemoryBound(to: UInt8.self)
  }
}

/// Both ends of one session after their logon, each in its slot 1 of two.
private struct Pair: ~Copyable {
  var client: SessionKeys
  var venue: SessionKeys

  init(
    seed: UInt64 = 1, transcript: [UInt8] = [UInt8](repeating: 7, count: 32),
    venueTranscript: [UInt8]? = nil, roles: (SessionRole, SessionRole) = (.client, .venue)
  ) throws {
    var random = try RandomStream(seed: Bytes([UInt8](repeating: UInt8(seed), count: 32)).view)
    var client = try SessionKeys(sessionsMax: 2)
    var venue = try SessionKeys(sessionsMax: 2)
    var ours = try EphemeralKey()
    var theirs = try EphemeralKey()
    ours.renew(from: &random)
    theirs.renew(from: &random)
    let ourPublic = Bytes(ours.publicKey.array)
    let theirPublic = Bytes(theirs.publicKey.array)
    try client.agree(
      slot: 1, own: &ours, peer: theirPublic.view, transcriptHash: Bytes(transcript).view,
      role: roles.0)
    try venue.agree(
      slot: 1, own: &theirs, peer: ourPublic.view,
      transcriptHash: Bytes(venueTranscript ?? transcript).view, role: roles.1)
    self.client = client
    self.venue = venue
  }

  func clientTag(_ direction: SessionDirection) -> [UInt8] {
    client.tag16(
      slot: 1, direction: direction, header: Bytes("head").view, body: Bytes("body").view
    ).array
  }

  func venueTag(_ direction: SessionDirection) -> [UInt8] {
    venue.tag16(
      slot: 1, direction: direction, header: Bytes("head").view, body: Bytes("body").view
    ).array
  }
}

@Suite struct SessionKeysTests {
  @Test func `X25519 and the key derivation give the published and the computed values`() {
    // RFC 7748, section 6.1; the derived keys computed with Python's hashlib.blake2b from its K.
    let alice = Bytes(hex: "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
    let bob = Bytes(hex: "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")
    let alicePublic = "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"
    let bobPublic = "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"
    let transcript = Bytes((0..<32).map { UInt8($0) })
    let made = Bytes(count: 32)
    ml_session_public(made.mutable.pointer, alice.view.pointer)
    #expect(hexadecimal(made.array) == alicePublic)
    ml_session_public(made.mutable.pointer, bob.view.pointer)
    #expect(hexadecimal(made.array) == bobPublic)
    let keys = Bytes(count: 64)
    for (own, peer) in [(alice, Bytes(hex: bobPublic)), (bob, Bytes(hex: alicePublic))] {
      let agreed = ml_session_agree(
        keys.mutable.pointer, own.view.pointer, peer.view.pointer, transcript.view.pointer,
        Bytes(hex: alicePublic).view.pointer, Bytes(hex: bobPublic).view.pointer)
      #expect(agreed == 0)
      #expect(
        hexadecimal(keys.array)
          == "4a548f97c2a099110fab2f173e88c93a16f4286db49c04dece2bc25baa96a75a"
          + "0a593c459d16e141df2d23342d1613352e88a2b0b018a1926fd007713d06a8c7")
    }
  }

  @Test func `both sides hold the same two keys, one for each direction`() throws {
    let pair = try Pair()
    #expect(pair.clientTag(.clientToVenue) == pair.venueTag(.clientToVenue))
    #expect(pair.clientTag(.venueToClient) == pair.venueTag(.venueToClient))
    #expect(pair.clientTag(.clientToVenue) != pair.clientTag(.venueToClient))
  }

  @Test func `another transcript, other ephemeral keys or a wrong role agree on nothing`() throws {
    let pair = try Pair()
    let otherTranscript = try Pair(venueTranscript: [UInt8](repeating: 8, count: 32))
    #expect(otherTranscript.clientTag(.clientToVenue) == pair.clientTag(.clientToVenue))
    #expect(otherTranscript.venueTag(.clientToVenue) != pair.clientTag(.clientToVenue))
    let otherKeys = try Pair(seed: 2)
    #expect(otherKeys.clientTag(.clientToVenue) != pair.clientTag(.clientToVenue))
    let confused = try Pair(roles: (.client, .client))
    #expect(confused.clientTag(.clientToVenue) != confused.venueTag(.clientToVenue))
    #expect(confused.clientTag(.clientToVenue) != confused.venueTag(.venueToClient))
  }

  @Test(arguments: [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  ])
  func `a peer of small order is refused and the slot left empty`(_ peer: String) throws {
    var pair = try Pair()
    var random = try RandomStream()
    var own = try EphemeralKey()
    own.renew(from: &random)
    let error = #expect(throws: AgreementError.self) {
      try pair.venue.agree(
        slot: 1, own: &own, peer: Bytes(hex: peer).view, transcriptHash: Bytes(count: 32).view,
        role: .venue)
    }
    #expect(error == .peerContributesNothing)
    let held = pair.venue.isHeld(1)
    let ready = own.isReady
    #expect(!held && !ready)
  }

  @Test func `any change of tag, header, body or key is noticed`() throws {
    let pair = try Pair()
    let header = Bytes("head")
    let body = Bytes("body")
    let tag = Bytes(
      pair.client.tag16(
        slot: 1, direction: .clientToVenue, header: header.view, body: body.view
      ).array)
    func verifies(_ direction: SessionDirection = .clientToVenue) -> Bool {
      pair.venue.verify(
        slot: 1, direction: direction, header: header.view, body: body.view, tag: tag.view)
    }
    #expect(verifies())
    #expect(!verifies(.venueToClient))
    for bytes in [tag, header, body] {
      for bit in 0..<8 * bytes.view.count {
        bytes.mutable[bit / 8] ^= 1 << UInt8(bit % 8)
        #expect(!verifies())
        bytes.mutable[bit / 8] ^= 1 << UInt8(bit % 8)
      }
    }
    #expect(verifies())
  }

  @Test func `sessions do not share keys, and a wiped one has none`() throws {
    var pair = try Pair()
    var random = try RandomStream()
    var own = try EphemeralKey()
    own.renew(from: &random)
    let before = pair.venueTag(.clientToVenue)
    try pair.venue.agree(
      slot: 0, own: &own, peer: Bytes([9] + [UInt8](repeating: 0, count: 31)).view,
      transcriptHash: Bytes(count: 32).view, role: .venue)
    #expect(pair.venueTag(.clientToVenue) == before)
    pair.venue.wipe(0)
    let held = [-1, 0, 1, 2].map { pair.venue.isHeld($0) }
    #expect(held == [false, false, true, false])
    #expect(pair.venueTag(.clientToVenue) == before)
  }

  @Test func `an ephemeral key is used once, and keys that are not there stop the program`() async {
    await #expect(processExitsWith: .failure) {
      var random = try RandomStream()
      var own = try EphemeralKey()
      own.renew(from: &random)
      var keys = try SessionKeys(sessionsMax: 1)
      let peer = Bytes([9] + [UInt8](repeating: 0, count: 31))
      for _ in 0..<2 {
        try keys.agree(
          slot: 0, own: &own, peer: peer.view, transcriptHash: peer.view, role: .venue)
      }
    }
    await #expect(processExitsWith: .failure) {
      let keys = try SessionKeys(sessionsMax: 1)
      let body = Bytes("x").view
      _ = keys.tag16(slot: 0, direction: .clientToVenue, header: body, body: body)
    }
    await #expect(processExitsWith: .failure) {
      var pair = try Pair()
      pair.client.wipe(1)
      print(pair.clientTag(.clientToVenue))
    }
  }
}

@Suite struct SessionMacTests {
  @Test func `tags are those of keyed BLAKE2b-128`() {
    // Computed with Python's hashlib.blake2b(header + body, key=key, digest_size=16).
    let key = Bytes((0..<32).map { UInt8($0) })
    let empty = Bytes([])
    #expect(
      hexadecimal(SessionMac.tag16(key: key.view, header: empty.view, body: empty.view).array)
        == "3daf97bce7888fd59773c66bf647459c")
    for (header, body) in [("head", "body"), ("headbody", ""), ("", "headbody")] {
      let tag = SessionMac.tag16(
        key: key.view, header: Bytes(header).view, body: Bytes(body).view)
      #expect(hexadecimal(tag.array) == "9027d645805cd43d2b8da07459be4bd1")
    }
    let long = Bytes((0..<200).map { UInt8($0) })
    #expect(
      hexadecimal(SessionMac.tag16(key: key.view, header: key.view, body: long.view).array)
        == "db300d0565997e409505e318f1c9c7fb")
  }

  @Test func `a tag matches its own bytes and none that differ in a bit`() {
    let tag = Bytes16((0..<16).map { UInt8($0 * 17) })
    let claimed = Bytes(tag.array)
    #expect(SessionMac.matches(tag, claimed.view))
    for bit in 0..<128 {
      claimed.mutable[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(!SessionMac.matches(tag, claimed.view), "bit \(bit)")
      claimed.mutable[bit / 8] ^= 1 << UInt8(bit % 8)
    }
  }

  @Test func `a claimed tag of another length stops the program`() async {
    await #expect(processExitsWith: .failure) {
      _ = SessionMac.matches(Bytes16(), Bytes(count: 15).view)
    }
    await #expect(processExitsWith: .failure) {
      _ = SessionMac.matches(Bytes16(), Bytes(count: 17).view)
    }
  }

  @Test func `another implementation makes the same tags`() throws {
    var lines = ""
    var expected = ""
    for seed in seeds(200) {
      var random = SplitMix(seed: seed)
      let key = random.bytes(32)
      let header = random.bytes(Int(random.next() % 150))
      let body = random.bytes(Int(random.next() % 1400))
      lines += "\(hexadecimal(key)) \(hexadecimal(header + body))\n"
      let tag = SessionMac.tag16(
        key: Bytes(key).view, header: Bytes(header).view, body: Bytes(body).view)
      expected += hexadecimal(tag.array) + "\n"
    }
    let program = """
      import hashlib, sys
      for line in sys.stdin:
        key, _, data = line.strip("\\n").partition(" ")
        print(hashlib.blake2b(bytes.fromhex(data), key=bytes.fromhex(key), digest_size=16).hexdigest())
      """
    guard let theirs = try output("python3", ["-c", program], input: lines) else {
      print("note: absent: python3; tags were compared with embedded values only")
      return
    }
    #expect(theirs.text == expected)
  }
}
