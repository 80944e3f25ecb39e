// SPDX-License-Identifier: Apache-2.0

import Memory
import Testing
import WireFormat

@Suite struct FrameTests {
  @Test func `a logout has these bytes`() {
    let expected = bytes(
      hex: """
        2000 0600 4c4d 0100 05000300 0000 0000 0300000000000000 00000000000000000000000000000000
        """)
    #expect(Made.logout() == expected)
  }

  @Test func `a busy frame has these bytes, and is smaller than any command frame`() {
    let expected = bytes(
      hex: """
        2000 0700 4c4d 0100  05000300 2000 0000 0300000000000000
        """)
    #expect(Array(Made.busy().prefix(24)) == expected)
    let message = bytes(
      hex: "1800 0d00 4c4d 0100  0500000000000000 0600000000000000 07000000 00 01 0000")
    #expect(Array(Made.busy().dropFirst(40)) == message)
    let smallest = written { bytes in
      var writer = CommandDatagramWriter(
        into: bytes, session: 1, sequence: 1, header: CommandHeader(key: 1, nonce: 1))
      writer.append(Noop())
      return writer.finish()
    }
    #expect(Made.busy().count == 72 && smallest.count > 72)
  }

  @Test func `a heartbeat has these bytes`() {
    let expected = bytes(
      hex: """
        2000 0500 4c4d 0100 05000300 2000 0000 0300000000000000 00000000000000000000000000000000
        1800 0c00 4c4d 0100 0000000000000000 0000000000000000 0600000000000000
        """)
    #expect(Made.heartbeat() == expected)
  }

  @Test func `a head comes back as it was written`() throws {
    let tag = Bytes16((1...16).map { UInt8($0) })
    let head = FrameHead(
      template: .commandFrame, session: 0xA1B2_C3D4, bodyLength: 3, sequence: 1 << 60, tag: tag)
    let frame = written {
      head.encode($0)
      return 43
    }
    let back = try viewing(frame) { try FrameHead(parsing: $0, for: .venue) }
    #expect(back == head)
    #expect(viewing(frame) { head.body(of: $0).count } == 3)
    #expect(Array(frame[24..<40]) == tag.array)
  }

  @Test func `every frame has one block`() {
    for sample in everySample where sample.templateID < 10 {
      #expect(sample.messageBytes == Frame.headBytes)
      let inPlace = tagIsInPlace(sample)
      #expect(inPlace)
    }
  }

  @Test func `the tag covers everything but itself`() {
    let frame = Made.command()
    viewing(frame) {
      let parts = Frame.tagged($0)
      #expect(array(parts.before) + array(parts.after) == Array(frame[..<24]) + Array(frame[40...]))
    }
    viewing(Made.logout()) { #expect(Frame.tagged($0).after.count == 0) }
  }

  @Test func `tag and signature land in their places and touch nothing else`() {
    let before = Made.command()
    let tag = Bytes16([UInt8](repeating: 0xAA, count: 16))
    let signature = Bytes64([UInt8](repeating: 0xBB, count: 64))
    let buffer = ByteBuffer(count: before.count)
    viewing(before) { buffer.bytes.copy($0) }
    Frame.store(signature: signature, in: buffer.bytes)
    Frame.store(tag: tag, in: buffer.bytes)
    let after = array(buffer.bytes.view)
    #expect(Array(after[24..<40]) == tag.array)
    #expect(Array(after[40..<104]) == signature.array)
    #expect(Array(after[..<24]) == Array(before[..<24]))
    #expect(Array(after[104...]) == Array(before[104...]))
    #expect(fault(after, .venue) == nil)
  }

  @Test func `limits agree with one another`() {
    #expect(Frame.headBytes == MessageHeader.bytes + CommandFrame.blockBytes)
    #expect(Preimage.prefixBytes == DomainTag.bytes + 16 + 32 + 1)
    #expect(Preimage.prefixBytes + CommandBody.signedBytesMax == Preimage.bytesMax)
    #expect(CommandDatagramWriter.bytesMax <= Frame.bytesMax)
    #expect(Frame.bytesMax == 1500 - 20 - 8)
    #expect(GenesisBody.bytes(operators: Template.genesis.entriesMax) <= LogRecordView.bodyBytesMax)
    let receipt =
      ReceiptReport.messageBytes + GroupHeader.bytes + 32 * Template.receiptReport.entriesMax
    #expect(Frame.headBytes + 2 + receipt + ReportBody.trailerBytes <= Frame.bytesMax)
    #expect(LogRecordView.headBytes == 64)
    #expect(LogonBody.bytes == 160)
    #expect(LogonReplyBody.bytes <= LogonBody.bytes, "a replayed logon amplifies nothing")
  }

  @Test func `a session frame without a session or a sequence stops the program`() async {
    await #expect(processExitsWith: .failure) {
      print(written { FrameWriter.logout(into: $0, session: 0, sequence: 1) })
    }
    await #expect(processExitsWith: .failure) {
      print(written { FrameWriter.heartbeat(into: $0, session: 1, sequence: 0, Heartbeat()) })
    }
  }

  private func tagIsInPlace<S: Sample>(_: S.Type) -> Bool {
    var g = Generator(seed: 3)
    let message = written { S.random(&g).encode(message: $0, at: 0) }
    let place = Frame.tagOffset..<Frame.tagOffset + 16
    let last = viewing(message) { S(block: $0, at: 8) }.fields.last!
    return last.0 == "tag" && last.1 == shownWords(Bytes16(Array(message[place])))
  }
}
