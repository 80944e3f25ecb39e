// SPDX-License-Identifier: Apache-2.0

import Memory
import Testing
import WireFormat

@Suite struct LogRecordTests {
  @Test func `a record comes back as it was written`() throws {
    let body = Made.body(Made.command())
    let record = LogRecord(
      logIndex: 3, logTime: 4, term: 1, session: Made.session, keyChecks: 5,
      kind: RecordKind.commands.wire, digest: Bytes16(word0: 6, word1: 7))
    let bytes = written { bytes in
      viewing(body) { LogRecordView.write(into: bytes, record: record, body: $0) }
    }
    #expect(bytes.count == 64 + body.count)
    try viewing(bytes) {
      for view in [try LogRecordView(parsing: $0), LogRecordView(checked: $0)] {
        #expect(array(view.body) == body)
        #expect(view.record.bodyLength == UInt16(body.count))
        var expected = record
        expected.bodyLength = UInt16(body.count)
        #expect(view.record == expected)
      }
    }
  }

  @Test func `a tick has a head and nothing else`() throws {
    let bytes = written {
      LogRecordView.write(into: $0, record: LogRecord(logIndex: 1, kind: 1, bodyLength: 9))
    }
    #expect(bytes.count == LogRecordView.headBytes)
    #expect(try viewing(bytes) { try LogRecordView(parsing: $0).body.count } == 0)
  }

  @Test func `genesis names its operators`() throws {
    let body = Made.genesisBody()
    #expect(body.count == GenesisBody.bytes(operators: 2))
    let bytes = Made.record(.genesis, body: body)
    try viewing(bytes) {
      let genesis = GenesisBody(checked: try LogRecordView(parsing: $0).body)
      #expect(genesis.genesis.ruleVersion == 1)
      #expect(genesis.operatorCount == 2)
      #expect(genesis.operators(1).key == 1)
    }
    // The group's header: forty bytes an operator, two of them.
    #expect(Array(body[Genesis.messageBytes..<Genesis.messageBytes + 4]) == [40, 0, 2, 0])
  }

  @Test func `a record with a member's damage in its body is refused whole`() {
    let body = Made.body(Made.command())
    for place in 64..<body.count {
      let record = Made.record(.commands, body: changed(body) { $0[place] ^= 0x10 })
      let frame = Made.command()
      let asFrame = fault(changed(frame) { $0[40 + place] ^= 0x10 }, .venue, commandsMax: 32)
      #expect(recordFault(record) == asFrame)
    }
  }

  @Test func `a body above the limit stops the program`() async {
    await #expect(processExitsWith: .failure) {
      let body = [UInt8](repeating: 0, count: LogRecordView.bodyBytesMax + 1)
      print(Made.record(.commands, body: body))
    }
  }
}
