// SPDX-License-Identifier: Apache-2.0

import Memory
import Testing
import WireFormat

@Suite struct PreimageTests {
  private static let identity = Identity(
    venue: Bytes16((0..<16).map { UInt8($0) }), chain: Bytes32((0..<32).map { 0x80 | UInt8($0) }),
    network: 2)
  private let identity = PreimageTests.identity

  @Test func `the preimage of two bytes has these bytes`() {
    let message: [UInt8] = [0xAB, 0xCD]
    let preimage = written { bytes in
      viewing(message) {
        Preimage.write(into: bytes, tag: .command, identity: identity, message: $0)
      }
    }
    let expected = bytes(
      hex: """
        4d41544348 4c4f434b2d 434f4d4d41 4e442d3100
        000102030405060708090a0b0c0d0e0f
        808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f
        02 abcd
        """)
    #expect(preimage == expected)
  }

  @Test(arguments: [
    (DomainTag.command, "MATCHLOCK-COMMAND-1\0"), (.logon, "MATCHLOCK-LOGON-1\0\0\0"),
    (.reply, "MATCHLOCK-REPLY-1\0\0\0"), (.registration, "MATCHLOCK-REGISTER-1"),
    (.withdrawal, "MATCHLOCK-WITHDRAW-1"),
  ])
  func `each tag is twenty bytes of ASCII, zero padded`(tag: DomainTag, text: String) {
    let prefix = written { Preimage.writePrefix(into: $0, tag: tag, identity: identity) }
    #expect(prefix.count == Preimage.prefixBytes)
    #expect(Array(prefix[..<20]) == Array(text.utf8))
  }

  @Test func `no two purposes share a preimage`() {
    let prefixes = DomainTag.allCases.map { tag in
      written { Preimage.writePrefix(into: $0, tag: tag, identity: identity) }
    }
    #expect(Set(prefixes).count == DomainTag.allCases.count)
    let others = [
      Identity(venue: Bytes16(), chain: identity.chain, network: 2),
      Identity(venue: identity.venue, chain: Bytes32(), network: 2),
      Identity(venue: identity.venue, chain: identity.chain, network: 3),
    ].map { other in
      written { Preimage.writePrefix(into: $0, tag: .command, identity: other) }
    }
    #expect(Set(prefixes + others).count == prefixes.count + 3)
  }

  @Test func `a reply's preimage holds the whole request and then the reply`() {
    let request = Made.body(
      changed(Made.logon()) { for i in 40..<104 { $0[i] = UInt8(i) } })
    let reply = Made.body(Made.logonReply())
    let preimage = written { bytes in
      viewing(request) { request in
        viewing(reply) {
          Preimage.writeReply(
            into: bytes, identity: identity, request: request,
            reply: LogonReplyBody(checked: $0).signed)
        }
      }
    }
    let prefix = written { Preimage.writePrefix(into: $0, tag: .reply, identity: identity) }
    #expect(preimage == prefix + request + Array(reply[64...]))
    #expect(preimage.count == 69 + 160 + 96)
  }

  @Test func `the longest message fills the preimage and a longer one stops the program`() async {
    let message = [UInt8](repeating: 1, count: CommandBody.signedBytesMax)
    let count = written { bytes in
      viewing(message) {
        Preimage.write(into: bytes, tag: .command, identity: identity, message: $0)
      }
    }.count
    #expect(count == Preimage.bytesMax)
    await #expect(processExitsWith: .failure) {
      let message = [UInt8](repeating: 1, count: CommandBody.signedBytesMax + 1)
      print(
        written { bytes in
          viewing(message) {
            Preimage.write(
              into: bytes, tag: .command, identity: PreimageTests.identity, message: $0)
          }
        })
    }
  }
}
