// SPDX-License-Identifier: Apache-2.0

import Memory
import Testing
import WireFormat

@testable import Settlement

@Suite struct StatementTests {
  @Test func `a receipt's statement is tag and digest, byte for byte`() {
    let group = ReceiptGroup(
      group: 5, term: 2, firstIndex: 10, lastIndex: 300, root: Bytes32([UInt8](0..<32)))
    let digest = naiveSha256(
      identity.venue.array + identity.chain.array + [identity.network] + bytes(2 as UInt64)
        + bytes(10 as UInt64) + bytes(300 as UInt64) + [UInt8](0..<32))
    let statement = Statement(receipt: group, identity: identity)
    #expect(statement.array == Array("MLK-RECEIPT-v1".utf8) + [0] + digest)
    #expect(statement.array.count == 47)
  }

  @Test func `a batch's statement commits to its header without the signature`() {
    var header = BatchHeader(
      batch: 3, term: 2, firstIndex: 1, lastIndex: 9, firstTime: 4, lastTime: 5, recordCount: 9,
      matchCount: 1, recordsRoot: Bytes32(word0: 1), matchesRoot: Bytes32(word1: 2),
      stateBefore: Bytes32(word2: 3), stateAfter: Bytes32(word3: 4), previous: Bytes32(word0: 5))
    let hash = naiveSha256(encoded(header))
    #expect(header.chainHash.array == hash)
    let digest = naiveSha256(
      identity.venue.array + identity.chain.array + [identity.network] + bytes(2 as UInt64)
        + bytes(1 as UInt64) + bytes(9 as UInt64) + hash)
    let statement = Statement(batch: header, identity: identity)
    #expect(statement.array == Array("MLK-BATCH-v1".utf8) + [0, 0, 0] + digest)
    header.signature = Bytes64([UInt8](repeating: 7, count: 64))
    #expect(Statement(batch: header, identity: identity) == statement)
    #expect(header.chainHash.array == hash)
    header.matchCount = 2
    #expect(Statement(batch: header, identity: identity) != statement)
  }

  @Test func `every part of the identity counts`() {
    let group = ReceiptGroup(group: 1, term: 1)
    let statement = Statement(receipt: group, identity: identity)
    var others = [identity, identity, identity]
    others[0].venue.word1 ^= 1
    others[1].chain.word3 ^= 1 << 63
    others[2].network ^= 1
    for other in others { #expect(Statement(receipt: group, identity: other) != statement) }
  }
}
