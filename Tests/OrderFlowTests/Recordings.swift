// SPDX-License-Identifier: Apache-2.0

import Foundation

@testable import OrderFlow

/// Short recordings for tests, and ways to wrap them.
enum Recordings {
  static let lobster = """
    34200.004241176,1,16113575,18,5853300,1
    34200.00426064,1,16113584,18,5853200,1
    34200.004447484,4,16113594,18,5853100,1

    """

  static let bitstamp = """
    id,timestamp,exchange.timestamp,price,volume,action,direction
    65595247,1430438404518,1430438404000,236.47,200000000,created,bid
    65595247,1430438404635,1430438404000,236.47,178855669,changed,bid
    65595187,1430438404637,1430438340000,236.4,0,deleted,ask

    """

  /// `lobster` as `xz -9` and `gzip -9 -n` make it.
  static let lobsterXZ = decode(
    "/Td6WFoAAATm1rRGAgAhARwAAAAQz1jM4AB2AD9dABmNAor5Lc6SoImzKUrbJhd5iqgMvh7/i5x4"
      + "ZqDqILagL9ZE1+LVt+Fc9pkgC3buNB8k2cIcArjZ2dJYC6FIAAAA2RblXmX5gG8AAVt3K9Wotx+2"
      + "830BAAAAAARZWg==")
  static let lobsterGzip = decode(
    "H4sIAAAAAAACA1XKyQ2AQAwDwD+1RMjeOAf9NwZaQSTeM64FnICWyEqjMUmPCmNbdLgDxsPnJVLT"
      + "Wl9b/yaVHtT7rnnc7wb8C21YdwAAAA==")

  static func decode(_ base64: String) -> [UInt8] { Array(Data(base64Encoded: base64)!) }

  /// An ITCH message behind its length, or behind zero.
  static func itch(_ body: [UInt8], prefixed: Bool = true) -> [UInt8] {
    (prefixed ? big(body.count, 2) : [0, 0]) + body
  }

  static func header(_ type: String, locate: Int, time: Int) -> [UInt8] {
    Array(type.utf8) + big(locate, 2) + big(0, 2) + big(time, 6)
  }

  static func big(_ value: Int, _ bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * (bytes - 1 - $0))) }
  }

  static func add(
    _ id: Int, _ side: String, _ shares: Int, _ price: Int, locate: Int = 1, time: Int = 1
  ) -> [UInt8] {
    header("A", locate: locate, time: time) + big(id, 8) + Array(side.utf8) + big(shares, 4)
      + Array("AAPL    ".utf8) + big(price, 4)
  }

  /// One message of each type of ITCH 5.0, filled with what is read of it and zeros.
  static func everyItchType() -> [[UInt8]] {
    let known: [[UInt8]] = [
      add(7, "B", 100, 1_000_000),
      header("E", locate: 1, time: 2) + big(7, 8) + big(10, 4) + big(1, 8),
      header("C", locate: 1, time: 3) + big(7, 8) + big(20, 4) + big(1, 8) + [0x59] + big(999, 4),
      header("X", locate: 1, time: 4) + big(7, 8) + big(5, 4),
      header("U", locate: 1, time: 5) + big(7, 8) + big(8, 8) + big(50, 4) + big(1_000_100, 4),
      header("D", locate: 1, time: 6) + big(8, 8),
    ]
    let rest: [[UInt8]] = "SRHYLVWKJhQBINO".utf8.map { type in
      let size = ItchReader.messageBytes(type)!
      let start = header(String(Unicode.Scalar(type)), locate: 1, time: 9)
      return start + [UInt8](repeating: 0x20, count: size - start.count)
    }
    let mpid = add(9, "S", 3, 5)
    let attributed = [0x46] + mpid[1...] + Array("VIRT".utf8)
    let trade =
      header("P", locate: 1, time: 9) + big(0, 8) + [0x42] + big(5, 4) + Array("AAPL    ".utf8)
      + big(77, 4) + big(1, 8)
    return known + rest + [attributed, trade]
  }

  /// A gzip member that stores its bytes uncompressed, so that tests need no compressor.
  static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    var start = 0
    repeat {
      let end = min(start + 65_535, bytes.count)
      let count = end - start
      out.append(end == bytes.count ? 1 : 0)
      out += [UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8 & 255)]
      out += bytes[start..<end]
      start = end
    } while start < bytes.count
    return out + little(crc(bytes)) + little(UInt32(truncatingIfNeeded: bytes.count))
  }

  private static func little(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    var crc = UInt32.max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }
}

/// What a recording gave, and how it ended.
struct Reading {
  var events: [FlowEvent] = []
  var symbols: [String] = []
  var error: FlowError?

  init(_ bytes: [UInt8], format: FlowFormat? = nil) {
    do throws(FlowError) {
      var file = try FlowFile(bytes: bytes, name: "test", format: format)
      do throws(FlowError) {
        while let event = try file.next() { events.append(event) }
      } catch {
        self.error = error
      }
      symbols = file.symbols
    } catch {
      self.error = error
    }
  }

  init(_ text: String, format: FlowFormat? = nil) { self.init(Array(text.utf8), format: format) }
}
