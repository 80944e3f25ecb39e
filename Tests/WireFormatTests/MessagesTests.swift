// SPDX-License-Identifier: Apache-2.0

import Memory
import Testing
import WireFormat

@Suite struct MessagesTests {
  @Test func `a new order has these bytes`() {
    let order = NewOrder(
      market: 7, side: 1, timeInForce: 1, price: -2, quantity: 0x0102_0304_0506_0708,
      clientOrder: 99)
    let expected = bytes(
      hex: """
        2000 1500 4c4d 0100
        07000000 01 01 0000 feffffffffffffff 0807060504030201 6300000000000000
        """)
    #expect(written { order.encode(message: $0) } == expected)
  }

  @Test func `a command header has these bytes`() {
    let header = CommandHeader(
      key: 3, group: 2, count: 1, nonce: 5, validUntil: 0x1122, indexSeen: 4, indexLagMax: 6)
    let expected = bytes(
      hex: """
        2800 1400 4c4d 0100
        03000000 0200 01 00 0500000000000000 2211000000000000 0400000000000000 06000000 00000000
        """)
    #expect(written { header.encode(message: $0) } == expected)
  }

  @Test func `a listing's symbol reads left to right`() {
    let symbol = Bytes16(Array("BTC-PERP".utf8) + [UInt8](repeating: 0, count: 8))
    let listing = ListMarket(
      market: 1, group: 2, selfTrade: 3, options: 1, priceMin: 1, priceMax: 1000, quantityMax: 5,
      multiplier: 10, makerFee: -1, takerFee: 300, symbol: symbol, dayEnd: 9)
    let expected = bytes(
      hex: """
        4800 1e00 4c4d 0100
        01000000 0200 03 01 0100000000000000 e803000000000000 0500000000000000 0a00000000000000
        ffffffff 2c010000 4254432d 50455250 00000000 00000000
        0900000000000000
        """)
    #expect(written { listing.encode(message: $0) } == expected)
  }

  @Test func `what begins with a report's sequence is known to have one, and nothing else`() throws
  {
    var g = Generator(seed: 1)
    for sample in everySample {
      guard let template = Template(wire: sample.templateID) else { continue }
      let isFirst = sample.random(&g).fields.first?.0 == "reportSequence"
      #expect(template.hasReportSequence == isFirst, "\(sample)")
    }
  }

  @Test func `a log record's head has these bytes`() {
    let record = LogRecord(
      logIndex: 9, logTime: 8, term: 1, session: 0x0001_0002, keyChecks: 3, kind: 2, end: 0,
      bodyLength: 0, digest: Bytes16((0..<16).map { UInt8($0) }))
    let expected = bytes(
      hex: """
        3800 3200 4c4d 0100
        0900000000000000 0800000000000000 0100000000000000 02000100 03000000 02 00 0000 00000000
        000102030405060708090a0b0c0d0e0f
        """)
    #expect(written { record.encode(message: $0) } == expected)
  }

  @Test func `a report's result has these bytes`() {
    let result = CommandResult(
      reportSequence: 1, logIndex: 2, logTime: 3, nonce: 4, order: 5, clientOrder: 6,
      openQuantity: 7, template: 21, ordinal: 255, count: 1, code: RejectCode.expired.wire)
    let expected = bytes(
      hex: """
        4000 6400 4c4d 0100
        0100000000000000 0200000000000000 0300000000000000 0400000000000000 0500000000000000
        0600000000000000 0700000000000000 1500 ff 01 07 00 0000
        """)
    #expect(written { result.encode(message: $0) } == expected)
  }

  @Test func `a public order has these bytes`() {
    let added = OrderAdded(
      logIndex: 1, logTime: 2, market: 3, side: 0, order: 4, price: 5, quantity: 6, sequence: 7)
    let expected = bytes(
      hex: """
        3800 4700 4c4d 0100
        0100000000000000 0200000000000000 03000000 00 00 0000 0400000000000000 0500000000000000
        0600000000000000 0700000000000000
        """)
    #expect(written { added.encode(message: $0) } == expected)
  }

  @Test func `every template of the schema has a message`() {
    #expect(everySample.map { $0.templateID } == Template.allCases.map(\.rawValue))
  }

  @Test func `templates agree with their messages about sizes and ids`() {
    for (sample, template) in zip(everySample, Template.allCases) {
      #expect(template.wire == template.rawValue)
      #expect(Template(wire: template.rawValue) == template)
      #expect(sample.blockBytes == template.blockBytes)
      #expect(sample.messageBytes == 8 + template.blockBytes)
      #expect(template.entryBytes == everyEntry[template]?.entry.blockBytes ?? 0)
      #expect((template.entriesMax > 0) == (template.entryBytes > 0))
    }
    for id in UInt16.min...UInt16.max {
      #expect((Template(wire: id) == nil) == (Template(rawValue: id) == nil))
    }
  }

  @Test func `roles follow the ranges of the schema`() {
    for (sample, template) in zip(everySample, Template.allCases) {
      let grouped = template.entryBytes > 0
      // A mass quote is sent as a `QuoteSheet`.
      #expect((template.isCommand && !grouped) == (sample is any CommandMessage.Type))
      #expect((template.isReport && !grouped) == (sample is any ReportMessage.Type))
      #expect(template.isMarketData == (sample is any MarketMessage.Type))
    }
  }

  @Test func `every message with random fields comes back the same`() {
    let seed = seed(1)
    var g = Generator(seed: seed)
    for _ in 0..<200 {
      for sample in everySample { expectRoundTrip(sample, &g, seed) }
      for (_, entry) in everyEntry.values { expectRoundTrip(entry: entry, &g, seed) }
    }
  }

  @Test func `any bytes of a block come back the same`() {
    let seed = seed(2)
    var g = Generator(seed: seed)
    for sample in everySample {
      let block = (0..<sample.blockBytes).map { _ in g.nextUInt8() }
      let again = reencoded(sample, block)
      #expect(again == block, "\(sample), MATCHLOCK_SEED=\(seed)")
    }
  }

  @Test func `each field lies where it says, alone`() {
    // A block with one bit set differs from the empty one in exactly one field.
    for sample in everySample {
      let empty = fields(sample, [UInt8](repeating: 0, count: sample.blockBytes))
      for byte in 0..<sample.blockBytes {
        var block = [UInt8](repeating: 0, count: sample.blockBytes)
        block[byte] = 0x41
        let changed = zip(empty, fields(sample, block)).filter { $0.1 != $1.1 }
        #expect(changed.count == 1, "\(sample) byte \(byte)")
      }
    }
  }

  private func expectRoundTrip<S: Sample>(_: S.Type, _ g: inout Generator, _ seed: UInt64) {
    let value = S.random(&g)
    let message = written { value.encode(message: $0, at: 0) }
    #expect(message.count == S.messageBytes)
    let back = viewing(message) { S(block: $0, at: 8) }
    #expect(back == value, "MATCHLOCK_SEED=\(seed)")
    let clean = viewing(message) {
      Template(wire: S.templateID)!.reservedAreZero(block: $0, at: 8)
    }
    #expect(clean)
  }

  private func expectRoundTrip<E: Entry>(entry _: E.Type, _ g: inout Generator, _ seed: UInt64) {
    let value = E.random(&g)
    let block = written {
      value.encode(block: $0, at: 0)
      return E.blockBytes
    }
    #expect(viewing(block) { E(block: $0, at: 0) } == value, "MATCHLOCK_SEED=\(seed)")
  }

  private func reencoded<S: Sample>(_: S.Type, _ block: [UInt8]) -> [UInt8] {
    let value = viewing(block) { S(block: $0, at: 0) }
    return written {
      value.encode(block: $0, at: 0)
      return S.blockBytes
    }
  }

  private func fields<S: Sample>(_: S.Type, _ block: [UInt8]) -> [(String, String)] {
    viewing(block) { S(block: $0, at: 0) }.fields
  }
}

@Suite struct EnumerationsTests {
  @Test func `a reject code is read and written by its number alone`() {
    for code in RejectCode.allCases {
      #expect(code.wire == code.rawValue)
      #expect(RejectCode(wire: code.rawValue) == code)
    }
    for byte in UInt8.min...UInt8.max {
      #expect((RejectCode(wire: byte) == nil) == (RejectCode(rawValue: byte) == nil))
      #expect((SessionEnd(wire: byte) == nil) == (SessionEnd(rawValue: byte) == nil))
      #expect((RecordKind(wire: byte) == nil) == (RecordKind(rawValue: byte) == nil))
    }
  }

  @Test func `a fault's number is its raw value and every fault has words`() {
    for fault in FormFault.allCases {
      #expect(fault.number == Int(fault.rawValue))
      #expect(!fault.cause.isEmpty && !fault.remedy.isEmpty)
    }
    #expect(FormFault.tableSlots == FormFault.allCases.map(\.number).max()! + 1)
    #expect(Set(FormFault.allCases.map(\.name)).count == FormFault.allCases.count)
    #expect(Set(FormFault.allCases.map(\.cause)).count == FormFault.allCases.count)
  }
}
