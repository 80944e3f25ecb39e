// SPDX-License-Identifier: Apache-2.0
//
// Independent models that the module is compared with: SHA-256 from FIPS 180-4, the trees of
// RFC 6962 by their recursive definitions, and the state root by rebuilding everything.

import Foundation
import Memory
import Testing
import WireFormat

@testable import Settlement

/// FIPS 180-4, 4.2.2 and 5.3.3: fractions of the roots of the first primes.
private let naiveConstants: (k: [UInt32], h: [UInt32]) = {
  let primes = (2...311).filter { n in !(2..<n).contains { n % $0 == 0 } }
  func fraction(_ value: Double) -> UInt32 { UInt32((value - floor(value)) * 4_294_967_296) }
  return (
    primes.map { fraction(cbrt(Double($0))) },
    primes.prefix(8).map { fraction(Double($0).squareRoot()) }
  )
}()

/// SHA-256, straight from FIPS 180-4.
func naiveSha256(_ message: [UInt8]) -> [UInt8] {
  let k = naiveConstants.k
  var h = naiveConstants.h
  var padded = message + [0x80]
  while padded.count % 64 != 56 { padded.append(0) }
  for shift in stride(from: 56, through: 0, by: -8) {
    padded.append(UInt8(truncatingIfNeeded: (message.count * 8) >> shift))
  }
  func rotate(_ x: UInt32, _ n: UInt32) -> UInt32 { x >> n | x << (32 - n) }
  for block in stride(from: 0, to: padded.count, by: 64) {
    var w = (0..<16).map { i in
      padded[(block + i * 4)..<(block + i * 4 + 4)].reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
    }
    for i in 16..<64 {
      let s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3
      let s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10
      w.append(w[i - 16] &+ s0 &+ w[i - 7] &+ s1)
    }
    var v = Array(h)
    for i in 0..<64 {
      let s1 = rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25)
      let choice = (v[4] & v[5]) ^ (~v[4] & v[6])
      let t1 = v[7] &+ s1 &+ choice &+ k[i] &+ w[i]
      let s0 = rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22)
      let majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2])
      v = [t1 &+ s0 &+ majority, v[0], v[1], v[2], v[3] &+ t1, v[4], v[5], v[6]]
    }
    h = zip(h, v).map { $0 &+ $1 }
  }
  return h.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) } }
}

/// SHA-256 by the module's own wrapper, where a test is about something else and speed matters.
func quickSha256(_ message: [UInt8]) -> [UInt8] {
  withSlice(message[...]) { view in
    var hash = RunningHash()
    hash.update(view)
    return hash.finish().array
  }
}

/// RFC 6962, 2.1: the Merkle tree hash.
func naiveRoot(_ leaves: ArraySlice<[UInt8]>, _ hash: ([UInt8]) -> [UInt8]) -> [UInt8] {
  if leaves.isEmpty { return hash([]) }
  if leaves.count == 1 { return hash([0] + leaves.first!) }
  let split = leaves.startIndex + naiveSplit(leaves.count)
  return hash([1] + naiveRoot(leaves[..<split], hash) + naiveRoot(leaves[split...], hash))
}

/// RFC 6962, 2.1.1: the audit path of leaf `m`.
func naivePath(_ m: Int, _ leaves: ArraySlice<[UInt8]>, _ hash: ([UInt8]) -> [UInt8]) -> [[UInt8]] {
  if leaves.count == 1 { return [] }
  let k = naiveSplit(leaves.count)
  let split = leaves.startIndex + k
  return m < k
    ? naivePath(m, leaves[..<split], hash) + [naiveRoot(leaves[split...], hash)]
    : naivePath(m - k, leaves[split...], hash) + [naiveRoot(leaves[..<split], hash)]
}

/// The largest power of two below `n`.
private func naiveSplit(_ n: Int) -> Int {
  var k = 1
  while k * 2 < n { k *= 2 }
  return k
}

/// The state root by its definition, from nothing but the records.
struct NaiveState {
  struct Key: Hashable {
    var section: UInt8
    var bucket: UInt32
    var key: UInt64
  }
  var records: [Key: [UInt8]] = [:]

  func root(shape: StateShape, ruleVersion: UInt32, _ hash: ([UInt8]) -> [UInt8]) -> [UInt8] {
    var all: [UInt8] = [2] + bytes(ruleVersion)
    for section in StateSection.allCases {
      var level = (0..<shape.buckets(section)).map { bucket in
        let mine = records.filter { $0.key.section == section.rawValue && $0.key.bucket == bucket }
        let body = mine.sorted { $0.key.key < $1.key.key }.flatMap { key, value in
          bytes(key.key) + bytes(UInt16(value.count)) + value
        }
        return hash([0] + body)
      }
      while level.count > 1 {
        level = stride(from: 0, to: level.count, by: 2).map {
          hash([1] + level[$0] + level[$0 + 1])
        }
      }
      all += level[0]
    }
    return hash(all)
  }
}

func bytes<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
  (0..<(T.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> T($0 * 8)) }
}

/// SplitMix64: a seed names a whole campaign.
struct Random: RandomNumberGenerator {
  var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
  mutating func below(_ n: Int) -> Int { Int(next() % UInt64(n)) }
  mutating func bytes(_ n: Int) -> [UInt8] {
    (0..<n).map { _ in UInt8(truncatingIfNeeded: next()) }
  }
}

/// Seeds of the campaigns; `MATCHLOCK_SEED` runs one alone.
func seeds(_ count: UInt64) -> [UInt64] {
  if let text = ProcessInfo.processInfo.environment["MATCHLOCK_SEED"], let seed = UInt64(text) {
    return [seed]
  }
  return Array(1...count)
}

func unhex(_ text: String) -> [UInt8] {
  let digits = Array(text.utf8).map { $0 >= 97 ? $0 - 87 : $0 - 48 }
  return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

/// A buffer that holds `content`, for calls that take views.
func buffer(_ content: [UInt8]) -> ByteBuffer {
  let buffer = ByteBuffer(count: max(1, content.count))
  for (i, byte) in content.enumerated() { buffer.bytes[i] = byte }
  return buffer
}

extension ByteView {
  var array: [UInt8] { (0..<count).map { self[$0] } }
}

/// `#expect` for what mutates a noncopyable value, which the macro does not take.
func check(
  _ holds: Bool, _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(holds, comment, sourceLocation: sourceLocation)
}
