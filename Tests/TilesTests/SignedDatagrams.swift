// SPDX-License-Identifier: Apache-2.0

import Lanes
import Memory
import Signing
import Testing
import Tiles
import Verifying
import WireFormat

/// Makes signed command bodies, as ingress would hand them on.
final class SignedDatagrams {
  static let identity = Identity(
    venue: Bytes16(word0: 1, word1: 2), chain: Bytes32(word0: 3), network: 7)

  private var signer: Signer
  private let completions = Slab<SignCompletion>(count: 1)
  private let frame = ByteBuffer(count: Frame.bytesMax)
  private let preimage = ByteBuffer(count: Preimage.bytesMax)
  let publicKey: [UInt8]

  init(seed: UInt8) throws {
    let bytes = ByteBuffer(count: 32)
    for i in 0..<32 { bytes.bytes[i] = seed }
    let key = try SecretKey(seed: bytes.bytes.view)
    publicKey = Bytes32(key.publicKey).array
    var ring = try KeyRing(slotsMax: 1)
    ring.install(key, slot: 0)
    signer = Signer(software: ring)
  }

  /// A table that knows key 0.
  func table() throws -> KeyTable {
    var table = KeyTable(keysMax: 4)
    let bytes = ByteBuffer(count: 32)
    for i in 0..<32 { bytes.bytes[i] = publicKey[i] }
    try table.register(id: 0, key: bytes.bytes.view)
    return table
  }

  /// The signed body of one new order with this nonce.
  func body(nonce: UInt64, validUntil: UInt64 = 1_000, corrupt: Bool = false) -> [UInt8] {
    var writer = CommandDatagramWriter(
      into: frame.bytes, session: 1, sequence: 1,
      header: CommandHeader(key: 0, nonce: nonce, validUntil: validUntil))
    writer.append(NewOrder(market: 0, price: 100, quantity: 1, clientOrder: nonce))
    let length = writer.finish()
    let bytes = Preimage.write(
      into: preimage.bytes, tag: .command, identity: Self.identity, message: writer.signed)
    let accepted = signer.submit(
      cookie: 1, keySlot: 0, message: preimage.bytes.view.slice(0, count: bytes))
    #expect(accepted)
    while signer.poll(completions, max: 1) == 0 {}
    completions[0 as Int].signature.store(to: frame.bytes, at: Frame.signatureOffset)
    if corrupt { frame.bytes[Frame.signatureOffset + 40] ^= 1 }
    return (Frame.headBytes..<length).map { frame.bytes[$0] }
  }
}

/// A reproducible source of chance.
struct Chance {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
