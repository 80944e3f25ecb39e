// SPDX-License-Identifier: Apache-2.0

import Memory
import Testing
import WireFormat

@Suite struct ReportFrameTests {
  @Test func `reports and trailer come back as they were written`() {
    viewing(Made.body(Made.report())) {
      let body = ReportBody(checked: $0)
      #expect(body.trailer == ReportTrailer(received: 1, sent: 9))
      var reports = body.reports
      let result = reports.next()
      #expect(result?.template == .commandResult && result?.ordinal == 0)
      let fill = reports.next()
      #expect(fill.map { Fill(block: $0.block).quantity } == 1)
      let receipt = reports.next()
      #expect(receipt?.template == .receiptReport)
      #expect(receipt?.group.count == 2)
      #expect(receipt.map { array($0.group[1]) } == (32..<64).map { UInt8($0) })
      let end = reports.next()
      #expect(end == nil)
    }
  }

  @Test func `a frame of one session's end has these bytes`() {
    let frame = written { bytes in
      var writer = ReportFrameWriter(into: bytes, session: 1, sequence: 2)
      writer.append(SessionClosed(reportSequence: 3, logIndex: 4, logTime: 5, end: 1))
      return writer.finish(ReportTrailer(sent: 6, durability: 1))
    }
    let expected = bytes(
      hex: """
        2000 0400 4c4d 0100 01000000 6c00 0000 0200000000000000 00000000000000000000000000000000
        2800 2000 6700 4c4d 0100 0300000000000000 0400000000000000 0500000000000000
        01 00 0000 00000000
        4000 3800 6e00 4c4d 0100 0000000000000000 0000000000000000 0000000000000000
        0000000000000000 0000000000000000 0600000000000000 00 01 0000 00000000
        """)
    #expect(frame == expected)
  }

  @Test func `a full frame refuses the next report and still has room for the trailer`() {
    let buffer = ByteBuffer(count: 2048)
    var writer = ReportFrameWriter(into: buffer.bytes, session: 1, sequence: 1)
    while writer.append(Fill(reportSequence: 1)) {}
    let count = writer.count
    #expect(count == (Frame.bytesMax - Frame.headBytes - ReportBody.trailerBytes) / 98)
    let frame = array(buffer.bytes.view.slice(0, count: writer.finish(ReportTrailer())))
    #expect(frame.count <= Frame.bytesMax)
    #expect(fault(frame, .member) == nil)
  }

  @Test(arguments: 0...3)
  func `a report fits to the byte or is refused`(missing: Int) {
    let buffer = ByteBuffer(count: 40 + 42 + ReportBody.trailerBytes - missing)
    var writer = ReportFrameWriter(into: buffer.bytes, session: 1, sequence: 1)
    let fits = writer.append(SessionClosed(reportSequence: 1))
    #expect(fits == (missing == 0))
    if fits {
      let frame = array(buffer.bytes.view.slice(0, count: writer.finish(ReportTrailer())))
      #expect(frame.count == buffer.count && fault(frame, .member) == nil)
    }
  }

  @Test func `an encoded report goes in as it is`() {
    let fill = written { Fill(reportSequence: 7, quantity: 9).encode(message: $0) }
    let frame = written { bytes in
      var writer = ReportFrameWriter(into: bytes, session: 1, sequence: 1)
      viewing(fill) { _ = writer.append(encoded: $0) }
      return writer.finish(ReportTrailer())
    }
    #expect(fault(frame, .member) == nil)
    #expect(Array(frame[42..<42 + fill.count]) == fill)
  }

  @Test func `a receipt of the longest path fits alone`() {
    let path = [UInt8](repeating: 3, count: 32 * 32)
    let frame = written { bytes in
      var writer = ReportFrameWriter(into: bytes, session: 1, sequence: 1)
      let fits = viewing(path) { writer.append(receipt: ReceiptReport(), path: $0) }
      #expect(fits)
      let again = viewing(path) { writer.append(receipt: ReceiptReport(), path: $0) }
      #expect(!again)
      return writer.finish(ReportTrailer())
    }
    #expect(fault(frame, .member) == nil)
  }

  @Test func `our own mistakes stop the program`() async {
    await #expect(processExitsWith: .failure) {
      print(
        written {
          ReportFrameWriter(into: $0, session: 1, sequence: 1).finish(ReportTrailer())
        })
    }
    await #expect(processExitsWith: .failure) {
      let noop = written { Noop().encode(message: $0) }
      print(
        written { bytes in
          var writer = ReportFrameWriter(into: bytes, session: 1, sequence: 1)
          viewing(noop) { _ = writer.append(encoded: $0) }
          return writer.finish(ReportTrailer())
        })
    }
  }
}
