// SPDX-License-Identifier: Apache-2.0

import Memory
import Testing

@testable import Journaling

/// The format, byte for byte. The expected bytes come from an independent implementation in Python
/// (hashlib for the hashes, a bitwise CRC32C) of the layouts in `Journaling.md`.
@Suite struct JournalFormatTests {
  static let segment = [
    "4d4c4b4a53454731010000000010000001000000000000000030000000000000a0a1a2a3a4a5a6a7",
    "a8a9aaabacadaeaf0000000000000000010000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000100000400000008977665544332211af8f4209",
  ].joined()
  static let group = [
    "4d4c4b4a475250318977665544332211010000000000000007000000000000000000000000000000",
    "02000000b00000000100000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000d9d5a1199486c7a1d0ca04a582232bd3bb2a45b27332c670e986731293db244b",
    "00000000e9b1a2560700000049b5debf67656e657369730017000000c0b8314c616e206f72646572",
    "206f6620736f6d65206c656e67746800",
  ].joined()
  static let seal = [
    "4d4c4b4a475250318977665544332211020000000000000007000000000000000200000000000000",
    "00000000f80000000200000000000000d9d5a1199486c7a1d0ca04a582232bd3bb2a45b27332c670",
    "e986731293db244bbe4d6fd743f02c3a33add3d0e8c6d9610451c1afb1d55126ab4f28434b82dc9f",
    "00000000d58a0fa8020000000000000002000000000000007799b6ce57aee496659ca317083622ec",
    "5f2d8163f4d2c167e966cf76d3231ad515cd853dfe9c9717000102030405060708090a0b0c0d0e0f",
    "101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f3031323334353637",
    "38393a3b3c3d3e3f",
  ].joined()
  static let message =
    "4d4c4b2d5345414c2d763100000000"
    + "ab75fef93f5749238b353b30990795e590d3a955ec9381387cb9fc0407244568"
  static let logHash = "7799b6ce57aee496659ca317083622ec5f2d8163f4d2c167e966cf76d3231ad5"

  private func block(_ hexadecimal: String) -> String {
    hexadecimal + String(repeating: "0", count: 2 * 4096 - hexadecimal.count)
  }

  @Test func `a small sealed journal has exactly these bytes`() throws {
    var options = smallOptions()
    options.groupBytesMax = 4096
    options.segmentBytes = 3 * 4096
    options.recordBytesMax = 64
    options.term = 7
    let disk = FaultDisk(segmentBytes: options.segmentBytes)
    var journal = try Journal.create(.memory(disk), options)
    let first = journal.appendNext(Array("genesis".utf8))
    let second = journal.appendNext(Array("an order of some length".utf8))
    #expect(first && second)
    let groups = journal.drain()
    #expect(groups.count == 1)
    let request = try journal.prepareSeal(timeNanoseconds: 1_700_000_000_123_456_789)
    #expect(hexadecimal(request.message) == Self.message)
    let seal = try journal.seal(signature: testSignature)
    #expect(seal.logHash.hexadecimal == Self.logHash)

    let segments = disk.segments()
    #expect(segments.count == 1)
    let text = hexadecimal(segments[0])
    #expect(text == block(Self.segment) + block(Self.group) + block(Self.seal))
    let (records, summary) = try readBack(segments)
    #expect(records == [Array("genesis".utf8), Array("an order of some length".utf8)])
    #expect(summary.ending == .sealed(seal))
    #expect(summary.logHash.hexadecimal == Self.logHash)
  }

  @Test func `magic numbers spell what the page says`() {
    func text(_ magic: UInt64) -> String {
      String(decoding: withUnsafeBytes(of: magic.littleEndian) { Array($0) }, as: UTF8.self)
    }
    #expect(text(JournalFormat.segmentMagic) == "MLKJSEG1")
    #expect(text(JournalFormat.groupMagic) == "MLKJGRP1")
  }
}
