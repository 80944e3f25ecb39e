// SPDX-License-Identifier: Apache-2.0

package import Memory

/// Eight names that hash alike, in one cache line.
///
///     0   tags, 16 bits an entry: 0 in one that is free      16  used, a bit an entry
///     20  the number of entries in use                       32  slots, 0 in one that is free
package struct NameBucket: BitwiseCopyable {
  /// The high 16 bits of each name's hash, 1 if they are 0; four to a word, so that a word of them is
  /// compared at once.
  package var tags: InlineArray<2, UInt64>
  package var used: UInt32
  package var count: UInt32
  var spare: UInt64
  /// The slot of each name's order.
  package var slots: InlineArray<8, UInt32>

  /// Whether some entry's tag is the one that fills the lanes of `sought`.
  ///
  /// The top bit of a lane of the sum is 0 only if the lane was 0: nothing is carried between lanes.
  ///
  /// - Returns: top bits of lanes, all set if no tag is.
  @inline(__always)
  @_noAllocation @_noLocks
  func others(than sought: UInt64) -> UInt64 { differing(0, sought) & differing(1, sought) }

  /// The top bits of the lanes of a word of tags that differ from those of `sought`, among other bits.
  @inline(__always)
  @_noAllocation @_noLocks
  func differing(_ word: Int, _ sought: UInt64) -> UInt64 {
    let difference = tags[word] ^ sought
    return (difference & ~Self.topBits) &+ ~Self.topBits | difference
  }

  /// The highest bit of each of a word's four lanes.
  static var topBits: UInt64 {
    @inline(__always) @_noAllocation @_noLocks
    get { 0x8000_8000_8000_8000 }
  }

  /// A free entry, the lowest.
  ///
  /// - Precondition: there is one.
  var freeEntry: Int {
    @inline(__always) @_noAllocation @_noLocks
    get { (~used).trailingZeroBitCount }
  }

  @inline(__always)
  @_noAllocation @_noLocks
  mutating func add(_ entry: Int, _ tag: UInt64, _ slot: UInt32) {
    tags[entry &>> 2 & 1] |= tag &<< UInt64(truncatingIfNeeded: (entry & 3) &<< 4)
    slots[entry & 7] = slot
    used |= 1 &<< UInt32(truncatingIfNeeded: entry & 7)
    count &+= 1
  }

  @inline(__always)
  @_noAllocation @_noLocks
  mutating func remove(_ entry: Int) {
    tags[entry &>> 2 & 1] &= ~(0xffff &<< UInt64(truncatingIfNeeded: (entry & 3) &<< 4))
    slots[entry & 7] = 0
    used &= ~(1 &<< UInt32(truncatingIfNeeded: entry & 7))
    count &-= 1
  }
}

/// Finds live orders by account and client order id.
///
/// Each name has two buckets it may be in, chosen by its hash, and goes into the emptier one. So
/// finding and adding look at no more than 16 entries in two cache lines, whatever the names are, and
/// removing at one entry, which its order knows (`Order.nameEntry`): open addressing by single entries
/// is as fast on honest names, but an adversary's run of neighbours makes both its probes and its
/// deletions long. Nothing moves within a bucket, so what an order knows stays true. All entries are
/// compared at once, without a branch that a mix of names would make unpredictable.
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
///   OOPSLA 2014, for the constants; "Hacker's Delight" (2nd ed., 2012), 6-1, for finding a zero lane.
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
  static func tag(_ hash: UInt64) -> UInt64 {
    let tag = hash &>> 48
    return tag == 0 ? 1 : tag
  }

  /// What looking for a name found.
  package struct Place: BitwiseCopyable {
    /// The slot of the live order of that name; 0 if there is none.
    package var slot: UInt32
    /// Where the name could be added, 8 × bucket + entry; -1 if both buckets are full. Only without
    /// a slot.
    package var entry: Int
  }

  /// Looks for a name, and for where to add it.
  @inline(__always)
  @_noAllocation @_noLocks
  package func find(
    _ hash: UInt64, account: UInt32, clientOrder: UInt64, in pool: borrowing OrderPool
  ) -> Place {
    let one = first(hash)
    let other = second(hash)
    let sought = Self.tag(hash) &* 0x0001_0001_0001_0001
    let others = buckets[one].others(than: sought) & buckets[other].others(than: sought)
    if others & NameBucket.topBits != NameBucket.topBits {
      var slot = named(one, sought, account, clientOrder, in: pool.slots)
      if slot == 0 { slot = named(other, sought, account, clientOrder, in: pool.slots) }
      if slot != 0 { return Place(slot: slot, entry: -1) }
    }
    let bucket = buckets[one].count <= buckets[other].count ? one : other
    let entry = buckets[bucket].freeEntry
    return Place(slot: 0, entry: entry == 8 ? -1 : bucket &<< 3 | entry)
  }

  /// The slot of the order of a name among the entries of a bucket with its tag; 0 if it is not there.
  @inline(never)
  @_noAllocation @_noLocks
  private func named(
    _ bucket: Int, _ sought: UInt64, _ account: UInt32, _ clientOrder: UInt64,
    in orders: borrowing Slab<Order>
  ) -> UInt32 {
    var word = 0
    while word < 2 {
      var tagged = ~buckets[bucket].differing(word, sought) & NameBucket.topBits
      while tagged != 0 {
        let slot = buckets[bucket].slots[word &<< 2 | tagged.trailingZeroBitCount &>> 4]
        let order = orders[slot]
        if order.clientOrder == clientOrder && order.account == account { return slot }
        tagged &= tagged &- 1
      }
      word &+= 1
    }
    return 0
  }

  /// Adds a name at an entry that `find` gave for it, with nothing added or removed since.
  ///
  /// - Returns: what the order is to know of it, its `nameEntry`.
  @inline(__always)
  @_noAllocation @_noLocks
  package mutating func add(_ hash: UInt64, _ slot: UInt32, at entry: Int) -> UInt8 {
    let bucket = entry &>> 3
    buckets[bucket].add(entry & 7, Self.tag(hash), slot)
    count &+= 1
    return UInt8(truncatingIfNeeded: bucket == first(hash) ? entry & 7 : entry & 7 | 8)
  }

  /// Removes the name of the order in `slot`, which is held at the entry that the order knows.
  @inline(__always)
  @_noAllocation @_noLocks
  package mutating func remove(_ hash: UInt64, _ slot: UInt32, at nameEntry: UInt8) {
    let bucket = nameEntry & 8 == 0 ? first(hash) : second(hash)
    let entry = Int(nameEntry & 7)
    invariant(buckets[bucket].slots[entry] == slot, "a live order is in the table of names")
    buckets[bucket].remove(entry)
    count &-= 1
  }
}
