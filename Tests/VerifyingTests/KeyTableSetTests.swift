// SPDX-License-Identifier: Apache-2.0

import Memory
import Testing
import Verifying

/// Tables for each memory node. A node is a preference, so that this machine need not have those asked for.
@Suite struct KeyTableSetTests {
  @Test(arguments: Verifier.BackEnd.available.filter { $0 != .sodium })
  func `each tile reads the tables of its own node, to the same verdicts`(
    _ backEnd: Verifier.BackEnd
  ) throws {
    let nodes = [0, 1, 0, nil, 1] as [Int?]
    let set = KeyTableSet(
      nodes: nodes, keysMax: 2, tier: .kilobytes8, bytesMax: 64 << 10, hugePages: false,
      backEnd: backEnd)
    #expect(set.count == 3)
    let v = embeddedVectors[1]
    let one = Case(key: bytes(v.key), signature: bytes(v.r + v.s), message: bytes(v.message))
    for tile in nodes.indices { #expect(set.reader(tile: tile).reference(1) == .none) }
    set.build(id: 1, key: one.request.publicKey)
    var verifier = try Verifier(backEnd: backEnd)
    let found = nodes.indices.map { set.reader(tile: $0).reference(1) }
    for table in found {
      #expect(table != .none)
      let request = VerifyRequest(
        publicKey: one.request.publicKey, signature: one.request.signature,
        message: one.request.message, table: table)
      #expect(verifier.verdict(of: request) == .valid)
      let other = VerifyRequest(
        publicKey: one.request.publicKey, signature: one.request.signature,
        message: one.request.signature, table: table)
      #expect(verifier.verdict(of: other) == .equationFails)
    }
    #expect(Set(found).count == 3)
    #expect(found[0] == found[2] && found[1] == found[4])
  }

  @Test func `tiles of no core share one copy, and libsodium has none`() {
    let set = KeyTableSet(
      nodes: [nil, nil, nil], keysMax: 2, tier: .kilobytes8, bytesMax: 64 << 10, hugePages: false,
      backEnd: .scalar)
    #expect(set.count == 1)
    let none = KeyTableSet(
      nodes: [0, 1], keysMax: 2, tier: .kilobytes8, bytesMax: 64 << 10, hugePages: false,
      backEnd: .sodium)
    #expect(none.pages == .none)
    let buffer = ByteBuffer(count: 32)
    for (i, byte) in bytes(embeddedVectors[1].key).enumerated() { buffer.bytes[i] = byte }
    none.build(id: 0, key: buffer.bytes.view)
    #expect(none.reader(tile: 1).reference(0) == .none)
  }
}
