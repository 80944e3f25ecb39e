// SPDX-License-Identifier: Apache-2.0

package import Memory

/// Finds live orders by account and client order id.
///
///     bucket   8 entries, one cache line, filled from the front
///     entry    tag (high 32 bits of the hash) ‖ slot (32 bits); 0 when empty
///
/// Each name has two buckets it may be in, chosen by its hash, and goes into the emptier one. So
/// finding, adding and removing look at no more than 16 entries in two cache lines, whatever the
/// names are, and removing moves one entry: open addressing by single entries is as fast on honest
/// names, but an adversary's run of neighbours makes both its probes and its deletions long.
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
  package let entries: Slab<UInt64>
  /// The number of buckets less one; the number is a power of two.
  let bucketMask: UInt64
  /// The number of names held.
  package private(set) var count = 0

  static var bucketEntries: Int {
    @inline(__always) get { 8 }
  }

  package init(ordersMax: Int) {
    var buckets = 2
    while buckets * Self.bucketEntries < 2 * ordersMax { buckets *= 2 }
    entries = Slab(count: buckets * Self.bucketEntries)
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

  /// The first entry of the bucket that the low bits of the hash choose.
  @inline(__always)
  @_noAllocation @_noLocks
  func first(_ hash: UInt64) -> Int { Int(hash & bucketMask) &* Self.bucketEntries }

  /// The first entry of the other bucket: chosen by the high bits, and never the same one.
  @inline(__always)
  @_noAllocation @_noLocks
  func second(_ hash: UInt64) -> Int {
    let one = hash & bucketMask
    let other = hash &>> 36 & bucketMask
    return Int(other == one ? one ^ 1 : other) &* Self.bucketEntries
  }

  /// What looking for a name found.
  package struct Place: BitwiseCopyable {
    /// The slot of the live order of that name; 0 if there is none.
    package var slot: UInt32
    /// The entry where the name could be added; -1 if both buckets are full. Only without a slot.
    package var entry: Int
  }

  /// Looks for a name, and for where to add it.
  @_noAllocation @_noLocks
  package func find(
    _ hash: UInt64, account: UInt32, clientOrder: UInt64, in pool: borrowing OrderPool
  ) -> Place {
    let first = first(hash)
    let one = scan(first, hash, account: account, clientOrder: clientOrder, in: pool)
    if one.slot != 0 { return one }
    let second = second(hash)
    let other = scan(second, hash, account: account, clientOrder: clientOrder, in: pool)
    if other.slot != 0 { return other }
    let fromFirst = one.entry &- first <= other.entry &- second
    let emptier = fromFirst ? one.entry : other.entry
    let used = emptier &- (fromFirst ? first : second)
    return Place(slot: 0, entry: used < Self.bucketEntries ? emptier : -1)
  }

  /// Looks through one bucket, up to its first empty entry.
  @inline(__always)
  @_noAllocation @_noLocks
  func scan(
    _ bucket: Int, _ hash: UInt64, account: UInt32, clientOrder: UInt64,
    in pool: borrowing OrderPool
  ) -> Place {
    var entry = bucket
    while entry < bucket &+ Self.bucketEntries {
      let value = entries[entry]
      if value == 0 { break }
      if value &>> 32 == hash &>> 32 {
        let slot = UInt32(truncatingIfNeeded: value)
        if pool.slots[slot].clientOrder == clientOrder && pool.slots[slot].account == account {
          return Place(slot: slot, entry: entry)
        }
      }
      entry &+= 1
    }
    return Place(slot: 0, entry: entry)
  }

  /// Adds a name at an entry that `find` gave for it, with nothing added or removed since.
  @inline(__always)
  @_noAllocation @_noLocks
  package mutating func add(_ hash: UInt64, _ slot: UInt32, at entry: Int) {
    entries[entry] = hash & 0xffff_ffff_0000_0000 | UInt64(slot)
    count &+= 1
  }

  /// Removes the name of the order in `slot`, which is held.
  @_noAllocation @_noLocks
  package mutating func remove(_ hash: UInt64, _ slot: UInt32) {
    var bucket = first(hash)
    var entry = position(bucket, of: hash, slot)
    if entry < 0 {
      bucket = second(hash)
      entry = position(bucket, of: hash, slot)
    }
    invariant(entry >= 0, "a live order is in the table of names")
    var last = entry
    while last &+ 1 < bucket &+ Self.bucketEntries && entries[last &+ 1] != 0 { last &+= 1 }
    entries[entry] = entries[last]
    entries[last] = 0
    count &-= 1
  }

  @inline(__always)
  @_noAllocation @_noLocks
  func position(_ bucket: Int, of hash: UInt64, _ slot: UInt32) -> Int {
    let value = hash & 0xffff_ffff_0000_0000 | UInt64(slot)
    var entry = bucket
    while entry < bucket &+ Self.bucketEntries {
      if entries[entry] == value { return entry }
      if entries[entry] == 0 { break }
      entry &+= 1
    }
    return -1
  }
}
