// SPDX-License-Identifier: Apache-2.0

import Memory

extension ByteView {
  var array: [UInt8] { (0..<count).map { self[$0] } }
}

/// Calls `body` with a view of `bytes`.
func withView<Result>(_ bytes: [UInt8], _ body: (ByteView) -> Result) -> Result {
  let buffer = ByteBuffer(count: max(1, bytes.count))
  for (i, byte) in bytes.enumerated() { buffer.bytes[i] = byte }
  return body(buffer.bytes.view.slice(0, count: bytes.count))
}

/// A little-endian two's-complement integer of `count` bytes.
func littleEndian(_ bytes: [UInt8], _ at: Int, _ count: Int) -> Int128 {
  var value: UInt128 = 0
  for i in 0..<count { value |= UInt128(bytes[at + i]) << (8 * i) }
  let shift = 128 - 8 * count
  return Int128(truncatingIfNeeded: value << shift) >> shift
}

extension [UInt8] {
  mutating func append<T: FixedWidthInteger>(littleEndian value: T) {
    for i in 0..<(T.bitWidth / 8) { append(UInt8(truncatingIfNeeded: value >> (8 * i))) }
  }
}
