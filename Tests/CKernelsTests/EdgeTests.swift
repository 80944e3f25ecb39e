// SPDX-License-Identifier: Apache-2.0

import CKernels
import Foundation
import Testing

/// One line of Vectors/ed25519-edges.txt; Tools/generate-ed25519-edges says what is in it.
struct Edge {
  let key: [UInt8]
  let signature: [UInt8]
  let message: [UInt8]
  let strict: Bool
  let zip215: Bool
  let what: String

  static func bytes(_ hex: Substring) -> [UInt8] {
    if hex == "-" { return [] }
    let digits = hex.utf8.map { $0 < 0x3a ? $0 - 0x30 : ($0 | 0x20) - 0x57 }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  static let all: [Edge] = {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Vectors/ed25519-edges.txt")
    guard let text = try? String(contentsOf: path, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      let words = line.split(separator: " ")
      return Edge(
        key: bytes(words[0]), signature: bytes(words[1]), message: bytes(words[2]),
        strict: words[3] == "1", zip215: words[4] == "1", what: String(words[5]))
    }
  }()
}

@Suite struct EdgeTests {
  @Test func `the file has what it is for`() {
    #expect(Edge.all.count > 800)
    #expect(Edge.all.filter(\.strict).count > 80)
    #expect(Edge.all.filter { $0.zip215 && !$0.strict }.count > 200)
    #expect(Edge.all.filter { !$0.zip215 }.count > 400)
    #expect(!Edge.all.contains { $0.strict && !$0.zip215 })
  }

  @Test(arguments: SignTests.forms) func `every edge has its verdict, by both rules`(_ form: Int32)
    throws
  {
    let kernel = SignTests.kernel(form)
    let edges = Edge.all.shuffled()
    let tables = UnsafeMutableRawPointer.allocate(
      byteCount: edges.count * Int(ML_TABLE_8K_BYTES), alignment: Int(ML_TABLE_ALIGNMENT))
    defer { tables.deallocate() }
    var kept: [UnsafeMutablePointer<UInt8>] = []
    defer { for place in kept { place.deallocate() } }
    var requests: [ml_verify_request] = []
    for (n, edge) in edges.enumerated() {
      let all = edge.signature + edge.key + edge.message
      let place = UnsafeMutablePointer<UInt8>.allocate(capacity: all.count)
      place.update(from: all, count: all.count)
      kept.append(place)
      let table = tables + n * Int(ML_TABLE_8K_BYTES)
      // Keys that may be registered are judged by a table every other time, others without one.
      let good = kernel.build(table, UInt32(ML_TIER_8K), edge.key) == ML_KEY_GOOD && n % 2 == 0
      requests.append(
        ml_verify_request(
          signature: place, key: place + 64, message: place + 96,
          message_bytes: edge.message.count, table: good ? UnsafeRawPointer(table) : nil,
          tier: UInt32(good ? ML_TIER_8K : ML_TIER_NONE), unused: 0))
    }
    var verdicts = [UInt8](repeating: 0, count: edges.count)
    _ = kernel.verify(requests, edges.count, &verdicts)
    for (n, edge) in edges.enumerated() where (verdicts[n] == ML_VERDICT_VALID) != edge.strict {
      Issue.record("\(edge.what): \(verdicts[n])")
    }
    _ = kernel.verify_zip215(requests, edges.count, &verdicts)
    for (n, edge) in edges.enumerated() where (verdicts[n] == ML_VERDICT_VALID) != edge.zip215 {
      Issue.record("\(edge.what) by ZIP-215: \(verdicts[n])")
    }
  }
}
