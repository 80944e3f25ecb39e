// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Matching

/// Trees of keys against sorted arrays.
@Suite struct SparseKeysTests {
  @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
  func `two trees hold what two sorted arrays hold`(_ seed: UInt64) {
    var random = Random(state: seed)
    let most = 1 << 40 as Int64
    // Few keys that meet often, keys of every size, and neighbours.
    let range: ClosedRange<Int64> = [-8...8, -most...most, most - 300...most][Int(seed % 3)]
    var keys = SparseKeys(keysMax: 64)
    var roots: [UInt32] = [0, 0]
    var naive: [[Int64]] = [[], []]
    var leaves: [[Int64: UInt32]] = [[:], [:]]
    for _ in 0..<20_000 {
      let tree = Int.random(in: 0...1, using: &random)
      var key = Int64.random(in: range, using: &random)
      if Bool.random(using: &random), let known = naive[tree].randomElement(using: &random) {
        key = known
      }
      if naive[tree].contains(key) {
        #expect(keys.find(roots[tree], key) == leaves[tree][key])
        if Bool.random(using: &random) {
          keys.remove(&roots[tree], key)
          naive[tree].removeAll { $0 == key }
          leaves[tree][key] = nil
        }
      } else {
        #expect(keys.find(roots[tree], key) == 0)
        if naive[0].count + naive[1].count < 64 && Bool.random(using: &random) {
          leaves[tree][key] = keys.insert(&roots[tree], key)
          naive[tree].append(key)
          naive[tree].sort()
        }
      }
      let below = keys.highest(roots[tree], below: key)
      #expect((below == 0 ? nil : keys.key(below)) == naive[tree].last { $0 < key })
      let top = keys.highest(roots[tree])
      #expect((top == 0 ? nil : keys.key(top)) == naive[tree].last)
      let count = keys.count
      #expect(count == naive[0].count + naive[1].count)
    }
    for tree in 0...1 {
      for (key, leaf) in leaves[tree] { #expect(keys.key(leaf) == key) }
    }
  }
}
