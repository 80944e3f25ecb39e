// SPDX-License-Identifier: Apache-2.0

import CKernels
import Testing

/// Integers below 2^256 as four words, multiplied bit by bit: slow, and nothing like the kernels.
struct Naive: Equatable {
  var w: [UInt64]
  static let p = [UInt64.max - 18, .max, .max, .max >> 1]

  func isBelow(_ other: [UInt64]) -> Bool {
    for k in (0..<4).reversed() where w[k] != other[k] { return w[k] < other[k] }
    return false
  }
  func reduced() -> Naive {
    var r = self
    while !r.isBelow(Naive.p) {
      var borrow: UInt64 = 0
      for k in 0..<4 {
        let (a, o1) = r.w[k].subtractingReportingOverflow(Naive.p[k])
        let (b, o2) = a.subtractingReportingOverflow(borrow)
        r.w[k] = b
        borrow = o1 || o2 ? 1 : 0
      }
    }
    return r
  }
  func plus(_ other: Naive) -> Naive {
    var r = Naive(w: [0, 0, 0, 0])
    var carry: UInt64 = 0
    for k in 0..<4 {
      let (a, o1) = w[k].addingReportingOverflow(other.w[k])
      let (b, o2) = a.addingReportingOverflow(carry)
      r.w[k] = b
      carry = o1 || o2 ? 1 : 0
    }
    return r.reduced()
  }
  func times(_ other: Naive) -> Naive {
    var r = Naive(w: [0, 0, 0, 0])
    for bit in (0..<255).reversed() {
      r = r.plus(r)
      if other.w[bit / 64] >> UInt64(bit % 64) & 1 == 1 { r = r.plus(self) }
    }
    return r
  }
}

@Suite struct FieldTests {
  /// Signing's inversion, in a time that depends on nothing: what it is multiplied with comes to one.
  @Test(arguments: forms) func `a number times its inverse is one`(_ form: Int32) {
    let kernel = ml_kernel_of(form)!.pointee
    var random = SystemRandomNumberGenerator()
    let one = Naive(w: [1, 0, 0, 0])
    var some = elements(100, &random)
    // Powers of two and their neighbours, and those of p.
    for bit in stride(from: 0, to: 255, by: 5) {
      var power = Naive(w: [0, 0, 0, 0])
      power.w[bit / 64] = 1 << UInt64(bit % 64)
      some += [power, power.plus(one), Naive(w: zip(Naive.p, power.w).map { $0 - $1 })]
    }
    var inverse = [UInt64](repeating: 0, count: 4)
    for element in some.map({ $0.reduced() }) {
      kernel.invert(&inverse, element.w)
      let isZero = element == Naive(w: [0, 0, 0, 0])
      let product = Naive(w: inverse).reduced().times(element)
      if product != (isZero ? element : one) { Issue.record("\(element.w) gave \(inverse)") }
    }
    kernel.invert(&inverse, [0, 0, 0, 0])
    #expect(inverse == [0, 0, 0, 0])
    // And of what is not reduced: p + 1 to p + 18.
    for k in 1...18 as ClosedRange<UInt64> {
      kernel.invert(&inverse, [Naive.p[0] + k] + Naive.p[1...])
      #expect(Naive(w: inverse).reduced().times(Naive(w: [k, 0, 0, 0])) == one)
    }
  }

  static let forms = (0..<Int32(ML_KERNEL_COUNT)).filter { ml_kernel_of($0) != nil }

  /// Words of random elements, many of them of runs of ones and zeros, or next to p.
  func elements(_ count: Int, _ random: inout SystemRandomNumberGenerator) -> [Naive] {
    (0..<count).map { _ in
      var w = (0..<4).map { _ in
        switch UInt64.random(in: 0..<4, using: &random) {
        case 0: 0 as UInt64
        case 1: UInt64.max
        default: UInt64.random(in: 0...UInt64.max, using: &random)
        }
      }
      if UInt64.random(in: 0..<8, using: &random) == 0 {
        w = Naive.p
        w[0] = w[0] &- 2 &+ UInt64.random(in: 0..<20, using: &random)
      }
      w[3] &= .max >> 1
      return Naive(w: w)
    }
  }

  @Test(arguments: forms) func `products are what long multiplication gives`(_ form: Int32) {
    let kernel = ml_kernel_of(form)!.pointee
    let lanes = Int(kernel.lanes)
    var random = SystemRandomNumberGenerator()
    for _ in 0..<200 / lanes {
      let a = elements(lanes, &random)
      let b = elements(lanes, &random)
      var x = [UInt64](repeating: 0, count: 4 * lanes)
      var y = x
      var z = x
      for i in 0..<lanes {
        for k in 0..<4 {
          x[k * lanes + i] = a[i].w[k]
          y[k * lanes + i] = b[i].w[k]
        }
      }
      kernel.multiply(&z, x, y)
      for i in 0..<lanes {
        let expected = a[i].reduced().times(b[i].reduced())
        #expect((0..<4).map { z[$0 * lanes + i] } == expected.w, "\(a[i].w) \(b[i].w)")
      }
    }
  }

  @Test func `every processor has the scalar form, and the environment may name it`() {
    #expect(ml_kernel_of(0) != nil)
    #expect(ml_kernel_in_use() != nil)
  }
}
