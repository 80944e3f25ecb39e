// SPDX-License-Identifier: Apache-2.0

import CKernels
import CSodium
import Testing

/// Hashes and scalars of every form against libsodium's, and against long division.
@Suite struct ScalarTests {
  static let forms = SignTests.forms
  /// L, by words.
  static let order: [UInt64] = [0x5812_631a_5cf5_d3ed, 0x14de_f9de_a2f7_9cd6, 0, 1 << 60]

  /// Eight words modulo L, bit by bit.
  static func remainder(_ wide: [UInt64]) -> [UInt64] {
    var r: [UInt64] = [0, 0, 0, 0]
    for bit in (0..<64 * wide.count).reversed() {
      for k in (1..<4).reversed() { r[k] = r[k] << 1 | r[k - 1] >> 63 }
      r[0] = r[0] << 1 | wide[bit / 64] >> UInt64(bit % 64) & 1
      var less = r
      var borrow = false
      for k in 0..<4 {
        let (a, o1) = r[k].subtractingReportingOverflow(order[k])
        let (b, o2) = a.subtractingReportingOverflow(borrow ? 1 : 0)
        less[k] = b
        borrow = o1 || o2
      }
      if !borrow { r = less }
    }
    return r
  }
  static func product(_ a: [UInt64], _ b: [UInt64]) -> [UInt64] {
    var r = [UInt64](repeating: 0, count: 8)
    for i in 0..<4 {
      var carry: UInt64 = 0
      for j in 0..<4 {
        let p = a[i].multipliedFullWidth(by: b[j])
        let (low, o1) = r[i + j].addingReportingOverflow(p.low)
        let (sum, o2) = low.addingReportingOverflow(carry)
        r[i + j] = sum
        carry = p.high + (o1 ? 1 : 0) + (o2 ? 1 : 0)
      }
      r[i + 4] = carry
    }
    return r
  }
  static func plus(_ a: [UInt64], _ b: [UInt64]) -> [UInt64] {
    var carry: UInt64 = 0
    return a.indices.map { k in
      let (low, o1) = a[k].addingReportingOverflow(k < b.count ? b[k] : 0)
      let (sum, o2) = low.addingReportingOverflow(carry)
      carry = (o1 || o2) ? 1 : 0
      return sum
    }
  }

  /// Numbers of 512 bits at the edges: multiples of L and of powers of two, and their neighbours.
  static let edges: [(wide: [UInt64], remainder: [UInt64])] = {
    var out: [[UInt64]] = []
    let one: [UInt64] = [1, 0, 0, 0, 0, 0, 0, 0]
    let minusOne = [UInt64](repeating: .max, count: 8)
    var centres = [[UInt64](repeating: 0, count: 8), minusOne]
    for bit in 0..<512 {
      var power = [UInt64](repeating: 0, count: 8)
      power[bit / 64] = 1 << UInt64(bit % 64)
      centres.append(power)
      if bit < 259 {
        // L 2^bit, and the multiple of L next below 2^(bit + 253).
        var multiple = [UInt64](repeating: 0, count: 8)
        for k in 0..<4 {
          multiple[k + bit / 64] |= order[k] << UInt64(bit % 64)
          if bit % 64 != 0 && k + bit / 64 < 7 {
            multiple[k + bit / 64 + 1] |= order[k] >> UInt64(64 - bit % 64)
          }
        }
        centres.append(multiple)
      }
      let rest = remainder(power) + [0, 0, 0, 0]
      let negative = plus(rest.map { ~$0 }, one)
      centres.append(plus(power, negative))
    }
    for centre in centres { out += [centre, plus(centre, one), plus(centre, minusOne)] }
    return out.map { ($0, remainder($0)) }
  }()

  @Test(arguments: forms) func `reducing is long division, at every edge`(_ form: Int32) {
    let kernel = SignTests.kernel(form)
    var r = [UInt64](repeating: 0, count: 4)
    for (wide, expected) in ScalarTests.edges {
      kernel.scalar_reduce(&r, wide)
      if r != expected { Issue.record("\(wide) gave \(r)") }
    }
  }

  @Test(arguments: forms) func `k a + r is long multiplication and division`(_ form: Int32) {
    let kernel = SignTests.kernel(form)
    let below = ScalarTests.plus(ScalarTests.order, [UInt64](repeating: .max, count: 4))
    let some: [[UInt64]] =
      [[0, 0, 0, 0], [1, 0, 0, 0], below, [.max, .max, 0, 0], [0, 0, 0, 1 << 59]]
      + (0..<2).map { _ in
        ScalarTests.remainder((0..<8).map { _ in UInt64.random(in: 0...UInt64.max) })
      }
    let any = some + [[UInt64](repeating: .max, count: 4), [.max & ~7, .max, .max, .max >> 1]]
    var s = [UInt64](repeating: 0, count: 4)
    for k in some {
      for a in any {
        for r in some {
          kernel.scalar_multiply_add(&s, k, a, r)
          let expected = ScalarTests.remainder(ScalarTests.plus(ScalarTests.product(k, a), r))
          if s != expected { Issue.record("\(k) \(a) \(r) gave \(s)") }
        }
      }
    }
  }

  /// Every length to five blocks, beside messages of all other lengths.
  @Test(arguments: forms) func `hashes are libsodium's, of different lengths side by side`(
    _ form: Int32
  ) {
    let kernel = SignTests.kernel(form)
    let bytes = SignTests.random(2_000)
    let lengths = Array(0...645) + [1_231, 1_232, 1_296, 1_999]
    for head in [0, 32, 64, 128] {
      let fitting = lengths.filter { $0 >= head }.shuffled()
      bytes.withUnsafeBufferPointer { place in
        let requests = fitting.map { length in
          ml_hash_request(
            head: place.baseAddress!, tail: place.baseAddress! + head, head_bytes: head,
            tail_bytes: length - head)
        }
        var hashes = [UInt8](repeating: 0, count: 64 * requests.count)
        kernel.hash(&hashes, requests, requests.count)
        for (n, length) in fitting.enumerated() {
          var expected = [UInt8](repeating: 0, count: 64)
          ml_hash_sha512(&expected, place.baseAddress!, length)
          if Array(hashes[64 * n..<64 * n + 64]) != expected { Issue.record("\(length) bytes") }
        }
      }
    }
  }
}
