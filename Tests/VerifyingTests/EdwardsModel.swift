// SPDX-License-Identifier: Apache-2.0

/// 256-bit integers and arithmetic modulo p and L, written to be read rather than to be fast.
struct Integer256: Hashable, Comparable {
  var low: UInt128
  var high: UInt128

  init(_ low: UInt128, _ high: UInt128 = 0) {
    self.low = low
    self.high = high
  }

  /// Little-endian, at most 32 bytes.
  init(_ bytes: some Collection<UInt8>) {
    self.init(0)
    for (i, byte) in bytes.enumerated() {
      if i < 16 { low |= UInt128(byte) << UInt128(8 * i) }
      if i >= 16 { high |= UInt128(byte) << UInt128(8 * (i - 16)) }
    }
  }

  var bytes: [UInt8] {
    [low, high].flatMap { half in (0..<16).map { UInt8(truncatingIfNeeded: half >> (8 * $0)) } }
  }

  func bit(_ index: Int) -> Bool {
    (index < 128 ? low >> UInt128(index) : high >> UInt128(index - 128)) & 1 == 1
  }

  /// The position above the highest bit set.
  var bits: Int {
    high != 0 ? 256 - high.leadingZeroBitCount : 128 - low.leadingZeroBitCount
  }

  static func < (a: Integer256, b: Integer256) -> Bool {
    a.high != b.high ? a.high < b.high : a.low < b.low
  }

  /// a + b modulo 2^256.
  static func &+ (a: Integer256, b: Integer256) -> Integer256 {
    let (low, carry) = a.low.addingReportingOverflow(b.low)
    return Integer256(low, a.high &+ b.high &+ (carry ? 1 : 0))
  }

  /// a - b modulo 2^256.
  static func &- (a: Integer256, b: Integer256) -> Integer256 {
    let (low, borrow) = a.low.subtractingReportingOverflow(b.low)
    return Integer256(low, a.high &- b.high &- (borrow ? 1 : 0))
  }

  /// The full product, as low and high 256 bits.
  func times(_ other: Integer256) -> (low: Integer256, high: Integer256) {
    let ll = Integer256.product(low, other.low)
    let lh = Integer256.product(low, other.high)
    let hl = Integer256.product(high, other.low)
    let hh = Integer256.product(high, other.high)
    // Columns of 128 bits; each carry is counted into the column above.
    let (first, firstCarry) = ll.high.addingReportingOverflow(lh.low)
    let (column1, secondCarry) = first.addingReportingOverflow(hl.low)
    let carried = Integer256((firstCarry ? 1 : 0) + (secondCarry ? 1 : 0))
    let upper = Integer256(hh.low, hh.high) &+ Integer256(lh.high) &+ Integer256(hl.high)
    return (Integer256(ll.low, column1), upper &+ carried)
  }

  /// The product of two halves by 64-bit quarters: what the standard library's own does, without
  /// its cost in a debug build.
  private static func product(_ a: UInt128, _ b: UInt128) -> Integer256 {
    let a0 = UInt128(UInt64(truncatingIfNeeded: a))
    let b0 = UInt128(UInt64(truncatingIfNeeded: b))
    let a1 = a >> 64
    let b1 = b >> 64
    let cross = (a0 &* b0) >> 64 &+ a1 &* b0
    let other = UInt128(UInt64(truncatingIfNeeded: cross)) &+ a0 &* b1
    let low = a0 &* b0 & UInt128(UInt64.max) | other << 64
    return Integer256(low, a1 &* b1 &+ cross >> 64 &+ other >> 64)
  }

  /// This, at most twice 2^255, brought below `modulus` by subtraction.
  func reduced(_ modulus: Integer256) -> Integer256 {
    var value = self
    while value >= modulus { value = value &- modulus }
    return value
  }
}

/// Integers modulo p = 2^255 - 19.
struct Field: Hashable {
  static let p = Integer256(.max, .max >> 1) &- Integer256(18)
  let value: Integer256

  init(_ value: Integer256) { self.value = value.reduced(Field.p) }
  init(_ value: UInt128) { self.init(Integer256(value)) }

  static func + (a: Field, b: Field) -> Field { Field(a.value &+ b.value) }
  static func - (a: Field, b: Field) -> Field { Field(a.value &+ (p &- b.value)) }

  /// 2^256 is 38 modulo p, so the upper half folds onto the lower 38-fold, twice.
  static func * (a: Field, b: Field) -> Field {
    let product = a.value.times(b.value)
    let fold = product.high.times(Integer256(38))
    return Field(product.low) + Field(fold.low) + Field(Integer256(38 * fold.high.low))
  }

  func power(_ exponent: Integer256) -> Field {
    var result = Field(1)
    for i in (0..<256).reversed() {
      result = result * result
      if exponent.bit(i) { result = result * self }
    }
    return result
  }

  var inverse: Field { power(Field.p &- Integer256(2)) }
  var isOdd: Bool { value.bit(0) }
}

/// Integers modulo L, the order of the base point.
enum Scalar {
  static let order = Integer256(0x14de_f9de_a2f7_9cd6_5812_631a_5cf5_d3ed, 1 << 124)

  /// A little-endian integer of any length modulo L, a bit at a time.
  static func reduce(_ bytes: [UInt8]) -> Integer256 {
    var result = Integer256(0)
    for byte in bytes.reversed() {
      for bit in (0..<8).reversed() {
        result = (result &+ result &+ Integer256(UInt128(byte >> bit & 1))).reduced(order)
      }
    }
    return result
  }

  /// a + b·c modulo L.
  static func sum(_ a: Integer256, _ b: Integer256, times c: Integer256) -> Integer256 {
    let product = b.times(c)
    let reduced = reduce(product.low.bytes + product.high.bytes)
    return (reduced &+ reduce(a.bytes)).reduced(order)
  }
}

/// Points of edwards25519 in projective coordinates (X/Z, Y/Z), by the one complete addition law.
///
/// - Source: RFC 8032, section 5.1; Bernstein et al., "Twisted Edwards Curves", section 6, a = -1.
struct Point: Equatable {
  var x, y, z: Field

  static let d = Field(Field.p &- Integer256(121665)) * Field(121666).inverse
  static let rootOfMinusOne = Field(2).power(quarterOfPLessOne)
  static let neutral = Point(x: Field(0), y: Field(1), z: Field(1))
  static let base = Point(encoding: (Field(4) * Field(5).inverse).value.bytes)!

  /// The eight points P with [8]P = O: multiples of one of order eight.
  static let torsion: [Point] = {
    let encoding = bytes("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
    let generator = Point(encoding: encoding)!
    return (0..<8).map { generator * Integer256($0) }
  }()

  /// (p - 1) / 4 = 2^253 - 5.
  private static let quarterOfPLessOne = Integer256(0, 1 << 125) &- Integer256(5)
  /// (p + 3) / 8 = 2^252 - 2.
  private static let eighthOfPPlusThree = Integer256(0, 1 << 124) &- Integer256(2)

  init(x: Field, y: Field, z: Field) {
    self.x = x
    self.y = y
    self.z = z
  }

  /// Decodes canonical and non-canonical encodings alike: y modulo p, a sign allowed where x is 0.
  init?(encoding: [UInt8]) {
    var integer = Integer256(encoding)
    let sign = integer.bit(255)
    integer.high &= .max >> 1
    let y = Field(integer)
    let square = (y * y - Field(1)) * (Point.d * y * y + Field(1)).inverse
    var x = square.power(Point.eighthOfPPlusThree)
    if x * x != square { x = x * Point.rootOfMinusOne }
    if x * x != square { return nil }
    if x.isOdd != sign { x = Field(0) - x }
    self.init(x: x, y: y, z: Field(1))
  }

  var encoding: [UInt8] {
    let scale = z.inverse
    var bytes = (y * scale).value.bytes
    if (x * scale).isOdd { bytes[31] |= 0x80 }
    return bytes
  }

  static func == (a: Point, b: Point) -> Bool {
    a.x * b.z == b.x * a.z && a.y * b.z == b.y * a.z
  }

  static func + (p: Point, q: Point) -> Point {
    let a = p.z * q.z
    let b = a * a
    let c = p.x * q.x
    let e = p.y * q.y
    let f = Point.d * c * e
    let minus = b - f
    let plus = b + f
    let cross = (p.x + p.y) * (q.x + q.y) - c - e
    return Point(x: a * minus * cross, y: a * plus * (e + c), z: minus * plus)
  }

  static prefix func - (p: Point) -> Point { Point(x: Field(0) - p.x, y: p.y, z: p.z) }

  /// The integer multiple, not reduced modulo anything.
  static func * (p: Point, n: Integer256) -> Point {
    var result = neutral
    for i in (0..<n.bits).reversed() {
      result = result + result
      if n.bit(i) { result = result + p }
    }
    return result
  }

  var isSmall: Bool { self * Integer256(8) == .neutral }
  var isTorsionFree: Bool { self * Scalar.order == .neutral }
}

/// Ed25519 as the rule states it, and signatures made with torsion where wanted.
enum EdwardsModel {
  /// Whether the encoding is the one its point has, and the point is not of small order.
  static func strictPoint(_ encoding: [UInt8]) -> Point? {
    guard let point = Point(encoding: encoding), point.encoding == encoding else { return nil }
    return point.isSmall ? nil : point
  }

  static func challenge(_ r: [UInt8], _ key: [UInt8], _ message: [UInt8]) -> Integer256 {
    Scalar.reduce(Sha512Model.hash(r + key + message))
  }

  /// `cofactored_strict`.
  static func verifies(key: [UInt8], signature: [UInt8], message: [UInt8]) -> Bool {
    let s = Integer256(signature[32...])
    guard s < Scalar.order, let a = strictPoint(key),
      let r = strictPoint(Array(signature[..<32]))
    else { return false }
    let k = challenge(Array(signature[..<32]), key, message)
    let difference = Point.base * s + -(a * k) + -r
    return difference * Integer256(8) == .neutral
  }

  static func isRegistrable(_ key: [UInt8]) -> Bool {
    guard let point = strictPoint(key) else { return false }
    return point.isTorsionFree
  }

  /// A key and a signature of `message`, each with the given multiple of the torsion generator.
  static func sign(
    secret: Integer256, nonce: Integer256, keyTorsion: Int, nonceTorsion: Int, message: [UInt8]
  ) -> (key: [UInt8], signature: [UInt8]) {
    let key = (Point.base * secret + Point.torsion[keyTorsion]).encoding
    let r = (Point.base * nonce + Point.torsion[nonceTorsion]).encoding
    let s = Scalar.sum(nonce, challenge(r, key, message), times: secret)
    return (key, r + s.bytes)
  }
}
