// SPDX-License-Identifier: Apache-2.0

package import Memory

/// Eight names that hash alike, in one cache line, filled from the front.
package struct NameBucket: BitwiseCopyable {
  /// The high half of each name's hash.
  package var tags: SIMD8<UInt32>
  /// The slot of each name's order; 0 where there is none.
  package var slots: SIMD8<UInt32>
}

/// What a look at a name's two buckets shows: one bit an entry.
///
///     bits 0 … 7, 8 … 15     the entries of the first and second bucket that hold what was sought
///     bits 16 … 23, 24 … 31  the entries of the first and second bucket that are in use
package struct NameSurvey: BitwiseCopyable {
  /// All four masks, collected by one sum across the lanes: no two lanes share a bit.
  var bits: UInt32

  @inline(__always)
  @_noAllocation @_noLocks
  init(
    _ first: NameBucket, _ second: NameBucket, isInFirst: SIMDMask<SIMD8<Int32>>,
    isInSecond: SIMDMask<SIMD8<Int32>>
  ) {
    let bit = SIMD8<UInt32>(1, 2, 4, 8, 16, 32, 64, 128)
    let none = SIMD8<UInt32>(repeating: 0)
    let found =
      none.replacing(with: bit, where: isInFirst)
      | none.replacing(with: bit &<< 8, where: isInSecond)
    let used =
      (bit &<< 16).replacing(with: none, where: first.slots .== none)
      | (bit &<< 24).replacing(with: none, where: second.slots .== none)
    bits = (found | used).wrappedSum()
  }

  /// The number of names in the first bucket, which is filled from the front.
  @inline(__always)
  @_noAllocation @_noLocks
  func firstCount() -> Int { (~(bits &>> 16 & 0xff)).trailingZeroBitCount }

  /// The number of names in the second bucket.
  @inline(__always)
  @_noAllocation @_noLocks
  func secondCount() -> Int { (~(bits &>> 24)).trailingZeroBitCount }
}

/// Finds live orders by account and client order id.
///
/// Each name has two buckets it may be in, chosen by its hash, and goes into the emptier one. So
/// finding, adding and removing look at no more than 16 entries in two cache lines, whatever the
/// names are, and removing moves one entry: open addressing by single entries is as fast on honest
/// names, but an adversary's run of neighbours makes both its probes and its deletions long. All
/// entries are compared at once, without a branch that a mix of names would make unpredictable.
///
/// A name is refused when both its buckets are full. At most half the entries are ever in use; for
/// honest names both being full then has a chance below one in 10^9. The hash is fixed and public,
/// as determinism wants, so an adversary can fill buckets of its choice: with n live orders at most
/// n / 8 of them. A stranger's name then meets two full ones with a chance of (n / 8 / buckets)²,
/// and its next name with that chance again; openOrdersPerAccountMax bounds n for each account.
///
/// The hash is the finaliser of SplitMix64 over `client order id + account × 2^64 / φ`.
///
/// - Source: Azar, Broder, Karlin, Upfal, "Balanced Allocations", SIAM J. Comput. 29 (1999), for
///   the two choices; Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators",
///   OOPSLA 2014, for the constants.
package struct OrderNames: ~Copyable {
  package let buckets: Slab<NameBucket>
  /// The number of buckets less one; the number is a power of two.
  let bucketMask: UInt64
  /// The number of names held.
  package private(set) var count = 0

  package init(ordersMax: Int) {
    invariant(MemoryLayout<NameBucket>.stride == 64, "a bucket fills one cache line")
    var buckets = 2
    while buckets * 8 < 2 * ordersMax { buckets *= 2 }
    self.buckets = Slab(count: buckets)
    bucketMask = UInt64(buckets - 1)
  }

  @inline(__always)
  @_noAllocation @_noLocks
  package static func hash(account: UInt32, clientOrder: UInt64) -> UInt64 {
    var hash = clientOrder &+ UInt64(account) &* 0x9e37_79b9_7f4a_7c15
    hash = (hash ^ hash &>> 30) &* 0xbf58_476d_1ce4_e5b9
    hash = (hash ^ hash &>> 27) &* 0x94d0_49bb_1331_11eb
    return hash ^ hash &>> 31
  }

  /// The bucket that the low bits of the hash choose.
  @inline(__always)
  @_noAllocation @_noLocks
  func first(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash & bucketMask) }

  /// The bucket that the high bits choose, never the same one.
  @inline(__always)
  @_noAllocation @_noLocks
  func second(_ hash: UInt64) -> Int {
    let one = hash & bucketMask
    let other = hash &>> 36 & bucketMask
    return Int(truncatingIfNeeded: other == one ? one ^ 1 : other)
  }

  @inline(__always)
  @_noAllocation @_noLocks
  static func tag(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash &>> 32) }

  /// What looking for a name found.
  package struct Place: BitwiseCopyable {
    /// The slot of the live order of that name; 0 if there is none.
    package var slot: UInt32
    /// Where the name could be added, 8 × bucket + entry; -1 if both buckets are full. Only without
    /// a slot.
    package var entry: Int
  }

  /// Looks for a name, and for where to add it.
  @_noAllocation @_noLocks
  package func find(
    _ hash: UInt64, account: UInt32, clientOrder: UInt64, in pool: borrowing OrderPool
  ) -> Place {
    let one = buckets[first(hash)]
    let other = buckets[second(hash)]
    let tag = SIMD8(repeating: Self.tag(hash))
    let survey = NameSurvey(
      one, other, isInFirst: one.tags .== tag, isInSecond: other.tags .== tag)
    // An empty entry keeps the tag of the name that left it.
    var tagged = survey.bits & survey.bits &>> 16
    while tagged != 0 {
      let entry = tagged.trailingZeroBitCount
      let slot = entry < 8 ? one.slots[entry] : other.slots[entry &- 8]
      let order = pool.slots[slot]
      if order.clientOrder == clientOrder && order.account == account {
        return Place(slot: slot, entry: -1)
      }
      tagged &= tagged &- 1
    }
    let isFirst = survey.firstCount() <= survey.secondCount()
    let entry = isFirst ? survey.firstCount() : survey.secondCount()
    if entry == 8 { return Place(slot: 0, entry: -1) }
    return Place(slot: 0, entry: (isFirst ? first(hash) : second(hash)) &<< 3 | entry)
  }

  /// Adds a name at an entry that `find` gave for it, with nothing added or removed since.
  @inline(__always)
  @_noAllocation @_noLocks
  package mutating func add(_ hash: UInt64, _ slot: UInt32, at entry: Int) {
    buckets[entry &>> 3].tags[entry & 7] = Self.tag(hash)
    buckets[entry &>> 3].slots[entry & 7] = slot
    count &+= 1
  }

  /// Removes the name of the order in `slot`, which is held.
  @_noAllocation @_noLocks
  package mutating func remove(_ hash: UInt64, _ slot: UInt32) {
    let one = buckets[first(hash)]
    let other = buckets[second(hash)]
    let sought = SIMD8(repeating: slot)
    let survey = NameSurvey(
      one, other, isInFirst: one.slots .== sought, isInSecond: other.slots .== sought)
    let entry = (survey.bits & 0xffff).trailingZeroBitCount
    invariant(entry < 16, "a live order is in the table of names")
    removeEntry(
      entry & 7, of: entry < 8 ? first(hash) : second(hash),
      last: (entry < 8 ? survey.firstCount() : survey.secondCount()) &- 1)
  }

  /// Empties an entry: the last name takes its place, so the bucket stays filled from the front.
  @inline(__always)
  @_noAllocation @_noLocks
  mutating func removeEntry(_ entry: Int, of bucket: Int, last: Int) {
    buckets[bucket].tags[entry] = buckets[bucket].tags[last]
    buckets[bucket].slots[entry] = buckets[bucket].slots[last]
    buckets[bucket].slots[last] = 0
    count &-= 1
  }
}
