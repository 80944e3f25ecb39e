// SPDX-License-Identifier: Apache-2.0

import Foundation
import Memory
import Testing
import WireFormat

@Suite struct MoldTests {
  @Test func `a packet of one message has these bytes`() {
    let packet = written { bytes in
      var writer = MoldWriter(into: bytes, session: Made.moldSession, sequence: 0x0102)
      writer.append(OrderDeleted(logIndex: 1, logTime: 2, market: 3, order: 4))
      return writer.finish()
    }
    let expected = bytes(
      hex: """
        464545442d4120202020 0000000000000102 0001
        0028 2000 4a00 4c4d 0100
        0100000000000000 0200000000000000 03000000 00000000 0400000000000000
        """)
    #expect(packet == expected)
  }

  @Test func `a heartbeat and an end have these bytes`() {
    let heartbeat = written {
      MoldWriter(into: $0, session: Made.moldSession, sequence: 7).finish()
    }
    #expect(heartbeat == bytes(hex: "464545442d4120202020 0000000000000007 0000"))
    let end = written { MoldWriter.end(into: $0, session: Made.moldSession, sequence: 8) }
    #expect(end == bytes(hex: "464545442d4120202020 0000000000000008 ffff"))
  }

  @Test func `messages come back numbered`() throws {
    try viewing(Made.packet()) {
      var cursor = try MoldCursor(parsing: $0)
      #expect(cursor.header.session == Made.moldSession)
      #expect(!cursor.header.isHeartbeat && !cursor.header.isEnd)
      let added = cursor.next()
      #expect(added?.sequence == 41)
      let view = try added.map { try MessageView(marketData: $0.bytes) }
      #expect(view.map { OrderAdded(block: $0.block).quantity } == 5)
      let deleted = cursor.next()
      #expect(deleted?.sequence == 42)
      let end = cursor.next()
      #expect(end == nil)
    }
  }

  @Test func `heartbeat and end hold nothing and say what comes next`() throws {
    let heartbeat = written {
      MoldWriter(into: $0, session: Made.moldSession, sequence: 7).finish()
    }
    let end = written { MoldWriter.end(into: $0, session: Made.moldSession, sequence: 8) }
    for (packet, isEnd) in [(heartbeat, false), (end, true)] {
      try viewing(packet) {
        var cursor = try MoldCursor(parsing: $0)
        #expect(cursor.header.isEnd == isEnd && cursor.header.isHeartbeat == !isEnd)
        #expect(cursor.header.sequence == (isEnd ? 8 : 7))
        let message = cursor.next()
        #expect(message == nil)
      }
    }
  }

  @Test(arguments: [100, 512, 1472])
  func `a full packet refuses the next message and stays within its limit`(bytesMax: Int) {
    let buffer = ByteBuffer(count: 2048)
    var writer = MoldWriter(
      into: buffer.bytes, session: Made.moldSession, sequence: 1, bytesMax: bytesMax)
    while writer.append(OrderAdded(order: UInt64(writer.count))) {}
    #expect(writer.count == (bytesMax - 20) / (2 + OrderAdded.messageBytes))
    #expect(writer.sequenceNext == 1 + UInt64(writer.count))
    let packet = array(buffer.bytes.view.slice(0, count: writer.finish()))
    #expect(packet.count <= bytesMax)
    #expect(packetFault(packet) == nil)
  }

  @Test(arguments: 0...3)
  func `a message fits to the byte or is refused`(missing: Int) {
    let buffer = ByteBuffer(count: 20 + 42 - missing)
    var writer = MoldWriter(into: buffer.bytes, session: Made.moldSession, sequence: 1)
    let fits = writer.append(OrderDeleted(order: 1))
    #expect(fits == (missing == 0))
    #expect(writer.finish() == (fits ? 62 : 20))
  }

  @Test func `a stream's name is ten printable characters at most`() {
    #expect(MoldSession("0123456789") != nil)
    #expect(MoldSession("0123456789A") == nil)
    #expect(MoldSession("a\u{7f}") == nil)
    #expect(MoldSession("é") == nil)
    #expect(MoldSession("") != nil)
  }

  @Test func `market data is judged message by message`() {
    let good = written { OrderAdded(order: 1).encode(message: $0) }
    func fault(_ bytes: [UInt8]) -> FormFault? {
      viewing(bytes) { view in
        do throws(FormFault) {
          _ = try MessageView(marketData: view)
          return nil
        } catch {
          return error
        }
      }
    }
    #expect(fault(good) == nil)
    #expect(fault(good + [0]) == .bodyTrailingBytes)
    #expect(fault(Array(good.dropLast())) == .bodyTruncated)
    #expect(fault([]) == .bodyTruncated)
    #expect(fault(changed(good) { $0[2] = 101 }) == .messageMisplaced)
    #expect(fault(changed(good) { $0[8 + 21] = 1 }) == .messageReservedSet)
  }

  @Test func `an outside dissector reads our packets`() throws {
    guard let tshark = program("tshark") else {
      print("note: MoldTests: tshark is absent; our packets were not read by an outside dissector")
      return
    }
    let packets = [
      Made.packet(),
      written { MoldWriter(into: $0, session: Made.moldSession, sequence: 43).finish() },
      written { MoldWriter.end(into: $0, session: Made.moldSession, sequence: 43) },
    ]
    let rows = try withTemporaryFile("mold.pcap") { url in
      try Data(Capture.file(packets)).write(to: url)
      let names = ["session", "sequence", "count", "msglen", "msgdata"]
      let (status, output) = try run(
        tshark,
        ["-r", url.path, "-o", "udp.check_checksum:FALSE", "-d", "udp.port==26400,moldudp64"]
          + ["-T", "fields"] + names.flatMap { ["-e", "moldudp64." + $0] })
      #expect(status == 0)
      return output.split(separator: "\n").map {
        $0.split(separator: "\t", omittingEmptySubsequences: false)
      }
    }
    let added = hexadecimal(Array(Made.packet()[22..<86]))
    let deleted = hexadecimal(Array(Made.packet()[88...]))
    try #require(rows.count == 3)
    #expect(rows[0] == ["FEED-A    ", "41", "2", "64,40", "\(added),\(deleted)"])
    #expect(rows[1] == ["FEED-A    ", "43", "0", "", ""])
    #expect(rows[2] == ["FEED-A    ", "43", "65535", "", ""])
  }
}

/// A capture file of UDP datagrams to port 26400, for an outside dissector.
enum Capture {
  static func file(_ payloads: [[UInt8]]) -> [UInt8] {
    var bytes = little(0xA1B2_C3D4) + [2, 0, 4, 0] + little(0) + little(0) + little(65535)
    bytes += little(1)  // Ethernet.
    for payload in payloads {
      let frame = ethernet(payload)
      bytes += little(1) + little(0) + little(UInt32(frame.count)) + little(UInt32(frame.count))
      bytes += frame
    }
    return bytes
  }

  private static func ethernet(_ payload: [UInt8]) -> [UInt8] {
    let udp = big(26400) + big(26400) + big(UInt16(payload.count + 8)) + [0, 0] + payload
    var ip: [UInt8] = [0x45, 0] + big(UInt16(udp.count + 20)) + [0, 0, 0x40, 0, 64, 17, 0, 0]
    ip += [10, 0, 0, 1, 239, 0, 0, 1]
    let sum = stride(from: 0, to: 20, by: 2).reduce(0) { $0 + Int(ip[$1]) << 8 + Int(ip[$1 + 1]) }
    let folded = ~UInt16((sum & 0xFFFF) + sum >> 16)
    ip[10] = UInt8(folded >> 8)
    ip[11] = UInt8(folded & 255)
    return [1, 0, 0x5E, 0, 0, 1, 2, 0, 0, 0, 0, 1, 8, 0] + ip + udp
  }

  private static func little(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func big(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 255)] }
}
