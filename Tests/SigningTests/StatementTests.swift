// SPDX-License-Identifier: Apache-2.0

import Memory
import Signing
import Testing

@Suite struct StatementTests {
  @Test(arguments: [
    (Statement.receipt, "MLK-RECEIPT-v1"), (.batch, "MLK-BATCH-v1"), (.seal, "MLK-SEAL-v1"),
  ])
  func `a statement is its tag padded to fifteen bytes and the digest`(
    _ statement: Statement, _ tag: String
  ) {
    let digest = (0..<32).map { UInt8($0 + 100) }
    let message = Bytes([UInt8](repeating: 0xff, count: 50))
    statement.write(digest: Bytes(digest).view, into: message.mutable)
    let padded = Array(tag.utf8) + [UInt8](repeating: 0, count: 15 - tag.utf8.count)
    #expect(message.array == padded + digest + [0xff, 0xff, 0xff])
    #expect(padded.count + digest.count == Statement.bytesCount)
  }

  @Test func `a statement that does not fit stops the program`() async {
    await #expect(processExitsWith: .failure) {
      Statement.seal.write(digest: Bytes(count: 32).view, into: Bytes(count: 46).mutable)
    }
    await #expect(processExitsWith: .failure) {
      Statement.seal.write(digest: Bytes(count: 31).view, into: Bytes(count: 47).mutable)
    }
  }
}
