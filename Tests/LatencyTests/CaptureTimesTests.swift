// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Latency

@Suite struct CaptureTimesTests {
  static func number(_ value: UInt32, _ isBig: Bool) -> [UInt8] {
    let bytes = (0..<4).map { UInt8(value >> (8 * UInt32($0)) & 255) }
    return isBig ? bytes.reversed() : bytes
  }

  static func frame(_ payload: [UInt8]) -> [UInt8] {
    let udp = 8 + payload.count
    return [UInt8](repeating: 2, count: 12) + [8, 0, 0x45, 0, 0, UInt8(20 + udp)]
      + [0, 0, 0, 0, 64, 17, 0, 0] + [10, 0, 0, 1, 10, 0, 0, 2]
      + [0, 1, 0, 2, 0, UInt8(udp), 0, 0] + payload
  }

  static func capture(isBig: Bool, isNano: Bool, link: UInt32 = 1) -> [UInt8] {
    var bytes = number(isNano ? 0xA1B2_3C4D : 0xA1B2_C3D4, isBig)
    bytes += number(0x0004_0002, isBig) + number(0, isBig) + number(0, isBig)
    bytes += number(65_535, isBig) + number(link, isBig)
    let payloads: [[UInt8]] = [[1, 2, 3], [4], []]
    for (i, payload) in payloads.enumerated() {
      let frame = payload.isEmpty ? [UInt8](repeating: 9, count: 60) : frame(payload)
      bytes += number(1_700_000_000 + UInt32(i), isBig) + number(UInt32(i) * 5, isBig)
      bytes += number(UInt32(frame.count), isBig) + number(UInt32(frame.count), isBig) + frame
    }
    return bytes
  }

  @Test(arguments: [false, true], [false, true])
  func `times and payloads are read in either order and unit`(isBig: Bool, isNano: Bool) throws {
    let capture = try CaptureTimes("x.pcap", Self.capture(isBig: isBig, isNano: isNano))
    let unit: UInt64 = isNano ? 1 : 1_000
    #expect(capture.offsets == [0, 1_000_000_000 + 5 * unit, 2_000_000_000 + 10 * unit])
    #expect(capture.payloads == [[1, 2, 3], [4], []])
  }

  @Test func `what is no capture, or a damaged one, is one line with a remedy`() throws {
    let whole = Self.capture(isBig: false, isNano: false)
    var cases: [(String, [UInt8])] = [
      ("bytes are no capture", []), ("bytes are no capture", Array(whole.prefix(23))),
      ("holds no frames", Array(whole.prefix(24))),
      ("no packet capture", Array("orders.csv, and more text".utf8)),
      ("pcapng", [0x0A, 0x0D, 0x0D, 0x0A] + [UInt8](repeating: 0, count: 40)),
      ("link type 113", Self.capture(isBig: false, isNano: false, link: 113)),
    ]
    var huge = whole
    huge[24 + 8 + 3] = 0x7F
    cases.append(("cut short or damaged", huge))
    for (words, bytes) in cases {
      let error = #expect(throws: BenchError.self) { try CaptureTimes("x.pcap", bytes) }
      #expect(
        error?.description.contains(words) == true && error?.description.contains("\n") == false)
    }
    // Cut anywhere inside a record, it says so.
    for count in 25..<whole.count where ![24 + 16 + 45, 24 + 32 + 45 + 43].contains(count) {
      let error = #expect(throws: BenchError.self) {
        try CaptureTimes("x.pcap", Array(whole.prefix(count)))
      }
      #expect(error?.description.contains("cut short") == true)
    }
  }
}
