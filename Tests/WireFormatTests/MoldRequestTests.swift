// SPDX-License-Identifier: Apache-2.0

import Memory
import Testing
import WireFormat

@Suite struct MoldRequestTests {
  private static let session = Made.moldSession

  private func parsed(_ bytes: [UInt8]) -> MoldRequest? {
    viewing(bytes) { MoldRequest(parsing: $0, for: Self.session) }
  }

  @Test func `a question has these bytes, and comes back`() {
    let question = written {
      MoldRequest.write(
        into: $0, session: Self.session, sequence: 0x0102, count: 3, bytes: 24)
    }
    #expect(question == bytes(hex: "464545442d4120202020 0000000000000102 0003 00000000"))
    let read = parsed(question)
    #expect(read?.sequence == 0x0102 && read?.count == 3 && read?.bytes == 24)
  }

  @Test func `the shortest and the longest are taken, beyond them nothing is`() {
    let longest = written {
      MoldRequest.write(into: $0, session: Self.session, sequence: 1, count: 1)
    }
    #expect(longest.count == 1_400 && parsed(longest) != nil)
    #expect(parsed(longest + [0]) == nil)
    #expect(parsed(Array(longest.prefix(20))) != nil)
    #expect(parsed(Array(longest.prefix(19))) == nil && parsed([]) == nil)
  }

  @Test func `every byte is judged`() {
    let good = written {
      MoldRequest.write(into: $0, session: Self.session, sequence: 5, count: 2, bytes: 40)
    }
    #expect(parsed(good) != nil)
    for at in 0..<10 { #expect(parsed(changed(good) { $0[at] ^= 1 }) == nil, "session \(at)") }
    for at in 20..<40 { #expect(parsed(changed(good) { $0[at] = 1 }) == nil, "padding \(at)") }
    #expect(parsed(changed(good) { $0[17] = 0 }) == nil, "sequence 0")
    #expect(parsed(changed(good) { $0[19] = 0 }) == nil, "count 0")
    #expect(parsed(changed(good) { ($0[18], $0[19]) = (255, 255) }) == nil, "the mark of an end")
    #expect(parsed(changed(good) { for i in 10..<18 { $0[i] = 255 } }) == nil, "overflow")
  }

  @Test func `a page's packet holds one page and nothing else`() throws {
    let page = written { bytes in
      SnapshotOrders(logIndex: 4, cycle: 1, first: 1, end: 9, total: 9).encode(message: bytes)
      bytes.store(UInt16(SnapshotOrdersOrders.blockBytes), at: SnapshotOrders.messageBytes)
      bytes.store(UInt16(1), at: SnapshotOrders.messageBytes + 2)
      SnapshotOrdersOrders(order: 3, quantity: 7).encode(
        block: bytes, at: SnapshotOrders.messageBytes + 4)
      SnapshotPage.store(feedSequence: 77, in: bytes)
      return SnapshotOrders.messageBytes + 4 + SnapshotOrdersOrders.blockBytes
    }
    func packet(_ messages: [[UInt8]]) -> [UInt8] {
      written { bytes in
        var writer = MoldWriter(into: bytes, session: Self.session, sequence: 1)
        for message in messages { viewing(message) { _ = writer.append(encoded: $0) } }
        return writer.finish()
      }
    }
    try viewing(packet([page])) {
      let read = try SnapshotPage(packet: $0)
      #expect(!read.isOfMarkets && read.head.feedSequence == 77 && read.head.end == 9)
      #expect(SnapshotOrdersOrders(block: read.view.group[0]).quantity == 7)
    }
    let deleted = written { OrderDeleted(logIndex: 1).encode(message: $0) }
    for bad in [[page, page], [], [deleted], [page + [0]], [Array(page.dropLast())]] {
      _ = viewing(packet(bad)) { bytes in
        #expect(throws: FormFault.self) { _ = try SnapshotPage(packet: bytes) }
      }
    }
    // A page is no message of the feed, and the two kinds share their block.
    #expect(throws: FormFault.messageMisplaced) {
      try viewing(page) { _ = try MessageView(marketData: $0) }
    }
    #expect(SnapshotMarkets.blockBytes == SnapshotOrders.blockBytes)
  }
}
