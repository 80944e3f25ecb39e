// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Tiles

@Suite struct SequenceWindowTests {
  @Test func `each sequence is taken once, in any order within the window`() {
    var chance = Chance(state: 5)
    var window = SequenceWindow()
    var seen: Set<UInt64> = []
    var highest: UInt64 = 0
    for _ in 0..<20_000 {
      let ahead = Int64(chance.below(100)) - 80
      let sequence = UInt64(max(1, Int64(highest) + ahead))
      let standing = window.admit(sequence)
      if sequence + 64 <= highest {
        #expect(standing == .stale)
      } else if seen.contains(sequence) {
        #expect(standing == .replayed)
      } else {
        #expect(standing == .fresh)
        seen.insert(sequence)
        highest = max(highest, sequence)
      }
    }
  }
}

@Suite struct TokenBucketTests {
  @Test func `a burst is granted at once and then the rate`() {
    var bucket = TokenBucket(rate: 1_000, burst: 10)
    var granted = 0
    for _ in 0..<100 where bucket.take(5_000_000_000) { granted += 1 }
    #expect(granted == 10)
    // One second later a thousand tokens have come in, of which ten fit.
    for step in 0..<1_000 as Range<UInt64> {
      if bucket.take(6_000_000_000 + step * 1_000_000) { granted += 1 }
    }
    #expect(granted == 10 + 1_000)
  }

  @Test func `a charge takes what there is and leaves no debt`() {
    var bucket = TokenBucket(rate: 1_000, burst: 10)
    bucket.charge(4, 5_000_000_000)
    var granted = 0
    for _ in 0..<100 where bucket.take(5_000_000_000) { granted += 1 }
    #expect(granted == 6)
    for huge in [7, 1 << 40, .max] as [UInt64] {
      bucket = TokenBucket(rate: 1_000, burst: 5)
      bucket.charge(huge, 5_000_000_000)
      var taken = bucket.take(5_000_000_000)
      #expect(!taken)
      taken = bucket.take(5_001_000_000)
      #expect(taken, "after the time of one")
    }
    bucket.charge(0, 6_000_000_000)
    granted = 0
    for _ in 0..<100 where bucket.take(6_000_000_000) { granted += 1 }
    #expect(granted == 5)
  }

  @Test func `what was refused costs nothing`() {
    var bucket = TokenBucket(rate: 1, burst: 1)
    let first = bucket.take(1_000_000_000)
    #expect(first)
    for _ in 0..<50 {
      let early = bucket.take(1_500_000_000)
      #expect(!early)
    }
    let second = bucket.take(2_000_000_000)
    #expect(second)
  }
}
