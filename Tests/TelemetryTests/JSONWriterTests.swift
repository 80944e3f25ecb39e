// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Telemetry

@Suite struct JSONWriterTests {
  private func parsed(_ text: String) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(text.utf8), options: [.fragmentsAllowed])
  }

  @Test func `objects and arrays nest, with commas where they belong`() {
    var json = JSONWriter()
    json.beginObject()
    json.field("a", 1)
    json.key("b")
    json.beginArray()
    json.integer(-2)
    json.beginObject()
    json.endObject()
    json.beginArray()
    json.endArray()
    json.string("x")
    json.endArray()
    json.field("c", true)
    json.field("d", UInt64?.none)
    json.key("e")
    json.null()
    json.endObject()
    #expect(json.finish() == #"{"a":1,"b":[-2,{},[],"x"],"c":true,"d":null,"e":null}"#)
  }

  @Test(arguments: 0..<20) func `any string reads back as it was, on one clean line`(seed: UInt64)
    throws
  {
    var random = SplitMix(seed: seed)
    let ranges: [ClosedRange<UInt32>] = [
      0...0x20, 0x20...0x7E, 0x7F...0xA0, 0x2020...0x2030, 0x10000...0x10FFFF, 0x22...0x22,
      0x5C...0x5C,
    ]
    for _ in 0..<200 {
      var value = ""
      for _ in 0..<Int(random.next() % 20) {
        let range = ranges[Int(random.next() % UInt64(ranges.count))]
        if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) {
          value.unicodeScalars.append(scalar)
        }
      }
      var json = JSONWriter()
      json.beginObject()
      json.field(value, value)
      json.endObject()
      let text = json.finish()
      let back = try parsed(text) as? [String: String] ?? [:]
      #expect(back.count == 1, "seed \(seed)")
      // Compared byte by byte: equal strings may be spelled differently.
      let bytes = Array(value.utf8)
      for (key, read) in back {
        #expect(Array(key.utf8) == bytes, "seed \(seed)")
        #expect(Array(read.utf8) == bytes, "seed \(seed)")
      }
      let isClean = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
      #expect(isClean, "seed \(seed)")
    }
  }

  @Test(arguments: 0..<20) func `numbers read back exactly`(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var json = JSONWriter()
    var numbers: [Double] = [
      0, -0.0, 1, 0.1, 1e20, 1e-7, .greatestFiniteMagnitude, .leastNonzeroMagnitude,
    ]
    for _ in 0..<100 {
      let number = Double(bitPattern: random.next())
      if number.isFinite { numbers.append(number) }
    }
    json.beginArray()
    for number in numbers { json.number(number) }
    json.endArray()
    let text = json.finish()
    let pieces = text.dropFirst().dropLast().split(separator: ",")
    let back: [UInt64] = pieces.map { piece in Double(piece)?.bitPattern ?? 0x7FF8_0000_0000_0000 }
    let expected: [UInt64] = numbers.map { number in number.bitPattern }
    #expect(back == expected, "seed \(seed)")
    let array = try parsed(text) as? [Any] ?? []
    #expect(array.count == numbers.count)
  }

  @Test func `integers of every size are exact, what JSON has no number for is null`() throws {
    var json = JSONWriter()
    json.beginArray()
    json.integer(UInt64.max)
    json.integer(Int64.min)
    json.integer(UInt128.max)
    json.number(.infinity)
    json.number(.nan)
    json.endArray()
    #expect(
      json.finish()
        == "[18446744073709551615,-9223372036854775808,"
        + "340282366920938463463374607431768211455,null,null]")
  }

  @Test func `a value alone is a document`() throws {
    var json = JSONWriter()
    json.string("x")
    #expect(json.finish() == "\"x\"")
  }

  @Test func `calls that make no JSON value stop the program`() async {
    await #expect(processExitsWith: .failure) {
      var json = JSONWriter()
      json.beginObject()
      json.integer(1)
    }
    await #expect(processExitsWith: .failure) {
      var json = JSONWriter()
      json.beginArray()
      json.key("a")
    }
    await #expect(processExitsWith: .failure) {
      var json = JSONWriter()
      json.beginObject()
      json.endArray()
    }
    await #expect(processExitsWith: .failure) {
      var json = JSONWriter()
      json.beginObject()
      json.key("a")
      json.endObject()
    }
    await #expect(processExitsWith: .failure) {
      var json = JSONWriter()
      json.integer(1)
      json.integer(2)
    }
    await #expect(processExitsWith: .failure) {
      var json = JSONWriter()
      json.beginArray()
      print(json.finish())
    }
    await #expect(processExitsWith: .failure) {
      var json = JSONWriter()
      for _ in 0...JSONWriter.depthMax { json.beginArray() }
    }
  }
}
