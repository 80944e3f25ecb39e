// SPDX-License-Identifier: Apache-2.0

import CKernelProbe
import CKernels
import CSodium
import Foundation
import Testing

/// Signatures as the kernels take them, kept for ever.
private final class Signatures {
  let requests: UnsafeMutablePointer<ml_verify_request>
  let count: Int
  var expected: [UInt8]

  /// Honest ones, one bit wrong, and one that only the cofactored equation accepts.
  init() {
    // The seed 0, 1, ... 31; R is off by a point of order eight: Sources/Verifying/Verifier+SelfTest.
    let key = Self.bytes("03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8")
    let exact = Self.bytes(
      "acf59f116b156a6699f3a4c6eaba70f715ec548f5eb2c9eb2f6757b98bdc6777"
        + "9acb3ea27226703939083e3fb1db81186917974fb9afa8f70a46218b7d214d0c")
    let torsion = Self.bytes(
      "4f5d97edffb1045ab3cc26ec119b19dd2c54fb40b65ffb2d7e0dde79c1c47687"
        + "f8b7f5b89895691b8442f0f9347c28387a3e3662f8dd8e0e3008dc7da9ddc904")
    var wrong = exact
    wrong[40] ^= 4
    var undecodable = exact
    undecodable[0..<32] = [2] + [UInt8](repeating: 0, count: 31)
    var large = exact
    large[63] |= 0x80
    let all: [([UInt8], UInt8)] = [
      (exact, UInt8(ML_VERDICT_VALID)), (torsion, UInt8(ML_VERDICT_VALID)),
      (wrong, UInt8(ML_VERDICT_EQUATION_FAILS)), (exact, UInt8(ML_VERDICT_VALID)),
      (undecodable, UInt8(ML_VERDICT_COMMITMENT_UNDECODABLE)),
      (large, UInt8(ML_VERDICT_SCALAR_NOT_CANONICAL)), (torsion, UInt8(ML_VERDICT_VALID)),
      (exact, UInt8(ML_VERDICT_VALID)), (exact, UInt8(ML_VERDICT_VALID)),
      (wrong, UInt8(ML_VERDICT_EQUATION_FAILS)),
    ]
    count = all.count
    expected = all.map(\.1)
    requests = .allocate(capacity: count)
    for (i, (signature, _)) in all.enumerated() {
      (requests + i).initialize(to: ml_verify_request())
      requests[i].key = Self.kept(key)
      requests[i].signature = Self.kept(signature)
      requests[i].message = Self.kept(Array("matchlock".utf8))
      requests[i].message_bytes = 9
      requests[i].tier = UInt32(ML_TIER_NONE)
    }
  }

  /// Gives every request the table of its key, of this size; they have one key.
  func take(_ kernel: UnsafePointer<ml_kernel>, _ tier: Int) {
    let bytes = [ML_TABLE_8K_BYTES, ML_TABLE_64K_BYTES, ML_TABLE_512K_BYTES][tier]
    let table = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 4096)
    #expect(kernel.pointee.build(table, UInt32(tier), requests[0].key) == ML_KEY_GOOD)
    for i in 0..<count {
      requests[i].table = UnsafeRawPointer(table)
      requests[i].tier = UInt32(tier)
    }
  }

  private static func kept(_ bytes: [UInt8]) -> UnsafePointer<UInt8> {
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count)
    memory.initialize(from: bytes, count: bytes.count)
    return UnsafePointer(memory)
  }
  private static func bytes(_ digits: String) -> [UInt8] {
    let all = Array(digits.utf8).map { $0 < 0x3a ? $0 - 0x30 : $0 - 0x57 }
    return stride(from: 0, to: all.count, by: 2).map { all[$0] << 4 | all[$0 + 1] }
  }
}

/// Every form of this processor, and both arithmetics in eight lanes of plain C.
@Suite struct FormsTests {
  private struct Form: @unchecked Sendable {
    let kernel: UnsafePointer<ml_kernel>
    var name: String { String(cString: kernel.pointee.name) }
  }
  private static let forms: [Form] =
    (0..<Int32(ML_KERNEL_COUNT)).compactMap { ml_kernel_of($0).map { Form(kernel: $0) } }
    + [
      Form(kernel: ml_probe_portable(0)),
      Form(kernel: ml_probe_portable(1)),
    ]

  @Test func `all forms give every verdict, with every table and every size of group`() {
    for form in Self.forms {
      form.kernel.pointee.prepare()
      let signatures = Signatures()
      for tier in 0...Int(ML_TIER_COUNT) {
        // The largest table takes the emulated form seconds.
        if tier == ML_TIER_512K && form.name == "portable-double" { continue }
        if tier < ML_TIER_COUNT { signatures.take(form.kernel, tier) }
        for size in 1...8 {
          for first in 0...(signatures.count - size) {
            var verdicts = [UInt8](repeating: 0, count: size)
            _ = form.kernel.pointee.verify(signatures.requests + first, size, &verdicts)
            #expect(
              verdicts == Array(signatures.expected[first..<first + size]),
              "\(form.name), table \(tier), \(size) from \(first)")
          }
          if form.name == "portable-double" { break }
        }
      }
    }
  }

  @Test func `the caller's rounding, flushing and exceptions change nothing and come back`() {
    for form in Self.forms where form.name != "portable-double" {
      form.kernel.pointee.prepare()
      let signatures = Signatures()
      signatures.take(form.kernel, Int(ML_TIER_64K))
      #expect(
        ml_probe_rounding(
          form.kernel, signatures.requests, signatures.count, signatures.expected) == 0,
        "\(form.name)")
    }
  }

  @Test func `random signatures get one verdict of every kernel, and of libsodium`() {
    let isLong = ProcessInfo.processInfo.environment["MATCHLOCK_LONG"] != nil
    let seed = ProcessInfo.processInfo.environment["MATCHLOCK_SEED"].flatMap { UInt64($0) } ?? 1
    var result = ml_probe_differential_result()
    #expect(ml_probe_differential(isLong ? 1_000_000 : 10_000, seed, &result) == 0)
    print(
      "differential: \(result.cases) signatures, \(result.accepted) accepted, \(result.wrong) wrong"
    )
    #expect(result.wrong == 0, "MATCHLOCK_SEED=\(seed)")
    #expect(result.accepted > result.cases / 4 && result.accepted < result.cases / 2)
  }
}
