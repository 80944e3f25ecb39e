// SPDX-License-Identifier: Apache-2.0

public import Memory

/// The state root, kept incrementally: fifteen perfect binary trees of a fixed number of buckets.
///
///                              state root = SHA-256(0x02 ‖ ruleVersion (4) ‖ root 1 … the last)
///            ┌─────────────┬──────────┴──┬─────────────┐
///          venue        markets       accounts …     orders        one tree a section
///            │           ┌─┴─┐         ┌─┴─┐          ┌─┴─┐
///                                    ┌─┴─┐ …                       node = SHA-256(0x01 ‖ l ‖ r)
///                                    b0  b1  b2  b3                buckets
///
///     bucket = SHA-256(0x00 ‖ for each record, by ascending key: key (8) ‖ length (2) ‖ bytes)
///
/// The root is a function of the records that are there: not of the order in which they came, nor
/// of any that came and went. `set` and `remove` note the bucket; `root` rehashes the buckets noted
/// and what is above them, each once.
///
/// A bucket is a chain in key order. With the places of `StateShape` and limits that need no more
/// than 2^21 buckets every section but orders has one record a bucket. Orders lie by sequence modulo
/// the buckets: one that rests while `buckets` others are entered may get a neighbour. A worst case
/// exists and is not bounded below `ordersMax`: whoever keeps one order open out of every `buckets`
/// entered makes a chain of k at the price of k × buckets entries; `set` is then O(k), and so is the
/// leaf's hash.
///
/// One owner, one thread. All memory is reserved at `init` and becomes resident at first touch
/// (`ZeroedPages`). An untouched node reads as zeros and stands for the empty subtree of its level.
public struct StateTree: ~Copyable {
  /// What one section occupies in the shared tables.
  struct Section: BitwiseCopyable {
    var buckets: UInt32 = 0
    /// Buckets in `dirty`, each once.
    var dirtyCount: UInt32 = 0
    /// The first of its 2 × buckets nodes. Node n has children 2n and 2n + 1; bucket b is
    /// node `buckets + b`; node 1 is the section's root.
    var nodeBase = 0
    /// The first of its entries in `heads` and `dirty`.
    var bucketBase = 0
  }

  /// The tree's shape, which gives the places of records.
  public let shape: StateShape
  /// The version of the rules under which the state was made; the root commits to it.
  public let ruleVersion: UInt32
  /// The most records it holds.
  public let recordsMax: Int
  /// The records it holds.
  public private(set) var count = 0

  /// The most bytes of a record.
  @inlinable public static var recordBytesMax: Int {
    @_noAllocation @_noLocks get { 120 }
  }

  /// By the section's place among them, from 1.
  private let sections: Slab<Section>
  /// The hash of an empty subtree, by level.
  private let empties: Slab<Bytes32>
  private let nodes: ZeroedPages
  /// The first record of each bucket: its slot, counted from 1; 0 is none.
  private let heads: ZeroedPages
  private let dirty: ZeroedPages
  /// A bit a node: it is in the list being worked on.
  private let marks: ZeroedPages
  /// Records of 136 bytes: next (4) ‖ key (8) ‖ length (2) ‖ bytes (120) ‖ unused (2). Key, length
  /// and bytes lie as they are hashed.
  private let records: ZeroedPages
  /// The first of the freed records; 0 is none.
  private var freed: UInt32 = 0
  /// Records ever taken: those above were never touched.
  private var taken: UInt32 = 0
  private let scratch = ByteBuffer(count: 1 + 4 + StateSection.count * 32)

  /// An empty state. Start-up only: reserves about 72 bytes a bucket and 136 a record.
  ///
  /// - Parameter recordsMax: the most records of all sections together; by default as many as the
  ///   limits allow, and then `set` is never refused.
  /// - Precondition: `recordsMax` is in 1...2^31.
  public init(shape: StateShape, ruleVersion: UInt32, recordsMax: Int? = nil) {
    let allowed = StateSection.allCases.reduce(0 as UInt64) { $0 + shape.recordsMax($1) }
    let most = recordsMax ?? Int(allowed)
    // A local, not `self`: where `&&` captures a noncopyable `self` halfway through `init`, Swift
    // 6.3.1 destroys stored properties that are not there yet.
    invariant(most >= 1 && most <= 1 << 31, "a state has 1...2^31 records at most")
    self.shape = shape
    self.ruleVersion = ruleVersion
    self.recordsMax = most
    let buckets = StateSection.allCases.reduce(0) { $0 + Int(shape.buckets($1)) }
    sections = Slab(count: StateSection.count + 1)
    empties = Slab(count: 33)
    nodes = ZeroedPages(count: 2 * buckets, stride: 32)
    heads = ZeroedPages(count: buckets, stride: 4)
    dirty = ZeroedPages(count: buckets, stride: 4)
    marks = ZeroedPages(count: 2 * buckets / 64 + 1, stride: 8)
    records = ZeroedPages(count: most, stride: Self.recordStride)
    layOut()
  }

  /// Gives every section its part of the tables, and computes the empty subtrees.
  private func layOut() {
    var bucketTotal = 0
    for section in StateSection.allCases {
      let buckets = shape.buckets(section)
      invariant(buckets > 0 && buckets & (buckets - 1) == 0, "buckets are a power of two")
      sections[section.number] = Section(
        buckets: buckets, dirtyCount: 0, nodeBase: 2 * bucketTotal, bucketBase: bucketTotal)
      bucketTotal += Int(buckets)
    }
    var hash = RunningHash()
    hash.update(0 as UInt8)
    empties[0 as Int] = hash.finish()
    for level in 1..<empties.count {
      empties[level] = MerkleHash.node(empties[level - 1], empties[level - 1])
    }
  }
}

// MARK: - Records

extension StateTree {
  private static var recordStride: Int {
    @_noAllocation @_noLocks get { 136 }
  }
  /// Where the hashed part of a record begins, and the bytes of key and length in it.
  private static var hashedOffset: Int {
    @_noAllocation @_noLocks get { 4 }
  }
  private static var prefixBytes: Int {
    @_noAllocation @_noLocks get { 10 }
  }

  /// Puts a record in its place, or changes the one with that key.
  ///
  /// - Parameter bytes: the record's canonical bytes, 120 at most; copied.
  /// - Returns: false when the key is new and `recordsMax` records are there already: nothing was
  ///   changed. With the default `recordsMax` that cannot happen.
  /// - Precondition: `bucket` is below the section's buckets.
  /// - Complexity: the length of the bucket's chain; one on average.
  @_noAllocation @_noLocks
  public mutating func set(
    _ section: StateSection, bucket: UInt32, key: UInt64, bytes: ByteView
  ) -> Bool {
    invariant(bytes.count <= Self.recordBytesMax, "a record has at most 120 bytes")
    let head = headOffset(section, bucket)
    let (before, at) = find(head, key)
    if at != 0 && self.key(at) == key {
      let old = content(at)
      if old.equals(bytes) { return true }
      write(at, key: key, bytes: bytes)
      mark(section, bucket)
      return true
    }
    let slot = takeSlot()
    if slot == 0 { return false }
    write(slot, key: key, bytes: bytes)
    setNext(slot, at)
    if before == 0 { heads.bytes.store(slot, at: head) } else { setNext(before, slot) }
    count &+= 1
    mark(section, bucket)
    return true
  }

  /// `set` at a place of `shape`.
  @_noAllocation @_noLocks
  public mutating func set(_ place: StatePlace, bytes: ByteView) -> Bool {
    set(place.section, bucket: place.bucket, key: place.key, bytes: bytes)
  }

  /// Takes a record out.
  ///
  /// - Returns: whether there was one.
  /// - Precondition: `bucket` is below the section's buckets.
  @_noAllocation @_noLocks
  @discardableResult
  public mutating func remove(_ section: StateSection, bucket: UInt32, key: UInt64) -> Bool {
    let head = headOffset(section, bucket)
    let (before, at) = find(head, key)
    if at == 0 || self.key(at) != key { return false }
    if before == 0 { heads.bytes.store(next(at), at: head) } else { setNext(before, next(at)) }
    setNext(at, freed)
    freed = at
    count &-= 1
    mark(section, bucket)
    return true
  }

  /// `remove` at a place of `shape`.
  @_noAllocation @_noLocks
  @discardableResult
  public mutating func remove(_ place: StatePlace) -> Bool {
    remove(place.section, bucket: place.bucket, key: place.key)
  }

  /// The records of a bucket in key order. Cold.
  public func records(_ section: StateSection, bucket: UInt32) -> [StateRecord] {
    var found: [StateRecord] = []
    var at = heads.bytes.load(headOffset(section, bucket), as: UInt32.self)
    while at != 0 {
      let bytes = content(at)
      found.append(StateRecord(key: key(at), bytes: (0..<bytes.count).map { bytes[$0] }))
      at = next(at)
    }
    return found
  }

  @_noAllocation @_noLocks
  private func headOffset(_ section: StateSection, _ bucket: UInt32) -> Int {
    let place = sections[section.number]
    invariant(bucket < place.buckets, "a bucket is one of its section's")
    return (place.bucketBase &+ Int(bucket)) &* 4
  }

  /// The first record whose key is not below `key`, and the one before it; 0 is none.
  @_noAllocation @_noLocks
  private func find(_ head: Int, _ key: UInt64) -> (before: UInt32, at: UInt32) {
    var before: UInt32 = 0
    var at = heads.bytes.load(head, as: UInt32.self)
    while at != 0 {
      if self.key(at) >= key { break }
      before = at
      at = next(at)
    }
    return (before, at)
  }

  /// A free record's slot, or 0.
  @_noAllocation @_noLocks
  private mutating func takeSlot() -> UInt32 {
    if freed != 0 {
      let slot = freed
      freed = next(slot)
      return slot
    }
    if Int(taken) == recordsMax { return 0 }
    taken &+= 1
    return taken
  }

  @_noAllocation @_noLocks
  private func offset(_ slot: UInt32) -> Int { Int(slot &- 1) &* Self.recordStride }

  @_noAllocation @_noLocks
  private func next(_ slot: UInt32) -> UInt32 { records.bytes.load(offset(slot), as: UInt32.self) }

  @_noAllocation @_noLocks
  private func setNext(_ slot: UInt32, _ next: UInt32) {
    records.bytes.store(next, at: offset(slot))
  }

  @_noAllocation @_noLocks
  private func key(_ slot: UInt32) -> UInt64 {
    records.bytes.load(offset(slot) &+ Self.hashedOffset, as: UInt64.self)
  }

  /// Key, length and bytes: what is hashed.
  @_noAllocation @_noLocks
  private func hashed(_ slot: UInt32) -> ByteView {
    let start = offset(slot) &+ Self.hashedOffset
    let length = Int(records.bytes.load(start &+ 8, as: UInt16.self))
    return records.bytes.view.slice(start, count: Self.prefixBytes &+ length)
  }

  @_noAllocation @_noLocks
  private func content(_ slot: UInt32) -> ByteView {
    let all = hashed(slot)
    return all.slice(Self.prefixBytes, count: all.count &- Self.prefixBytes)
  }

  @_noAllocation @_noLocks
  private func write(_ slot: UInt32, key: UInt64, bytes: ByteView) {
    let start = offset(slot) &+ Self.hashedOffset
    records.bytes.store(key, at: start)
    records.bytes.store(UInt16(bytes.count), at: start &+ 8)
    records.bytes.copy(bytes, at: start &+ Self.prefixBytes)
  }
}

// MARK: - Hashes

extension StateTree {
  /// The state root, after hashing what changed since it was last asked for.
  ///
  /// - Complexity: one leaf hash a changed bucket and one node hash a distinct ancestor: for k
  ///   buckets of a section with 2^n, at most k × n nodes, and fewer the closer they lie.
  @_noAllocation @_noLocks
  public mutating func root() -> Bytes32 {
    scratch.bytes[0] = 2
    scratch.bytes.store(ruleVersion, at: 1)
    var number = 1
    while number <= StateSection.count {
      rehash(number)
      sectionRoot(number).store(to: scratch.bytes, at: 5 &+ (number &- 1) &* 32)
      number &+= 1
    }
    var hash = RunningHash()
    hash.update(scratch.bytes.view)
    return hash.finish()
  }

  /// Buckets that changed since the last `root`.
  public var dirtyCount: Int {
    (1...StateSection.count).reduce(0) { $0 + Int(sections[$1].dirtyCount) }
  }

  /// Proves what a bucket holds, or that it holds nothing, under the root. Cold.
  ///
  /// - Precondition: `bucket` is below the section's buckets.
  public mutating func proof(_ section: StateSection, bucket: UInt32) -> StateProof {
    _ = root()
    let number = section.number
    let place = sections[number]
    invariant(bucket < place.buckets, "a bucket is one of its section's")
    var path: [Bytes32] = []
    var node = place.buckets + bucket
    var level = 0
    while node > 1 {
      path.append(self.node(place.nodeBase, node ^ 1, level))
      node >>= 1
      level += 1
    }
    return StateProof(
      ruleVersion: ruleVersion, section: section, bucket: bucket,
      records: records(section, bucket: bucket), path: path,
      sectionRoots: (1...StateSection.count).map { sectionRoot($0) })
  }

  @_noAllocation @_noLocks
  private func sectionRoot(_ number: Int) -> Bytes32 {
    let place = sections[number]
    return node(place.nodeBase, 1, place.buckets.trailingZeroBitCount)
  }

  /// The hash of a node `level` levels above the buckets.
  @_noAllocation @_noLocks
  private func node(_ base: Int, _ node: UInt32, _ level: Int) -> Bytes32 {
    let hash = Bytes32(nodes.bytes.view, at: (base &+ Int(node)) &* 32)
    // No input of SHA-256 known to anyone hashes to zero: zeros are a page never written.
    return hash.isZero ? empties[level] : hash
  }

  /// Notes that a bucket changed, once.
  @_noAllocation @_noLocks
  private func mark(_ section: StateSection, _ bucket: UInt32) {
    let number = section.number
    let place = sections[number]
    if !takeMark(place.nodeBase &+ Int(place.buckets &+ bucket)) { return }
    dirty.bytes.store(bucket, at: (place.bucketBase &+ Int(place.dirtyCount)) &* 4)
    sections[number].dirtyCount &+= 1
  }

  /// Sets a node's mark and returns whether it was clear.
  @_noAllocation @_noLocks
  private func takeMark(_ node: Int) -> Bool {
    let offset = (node >> 6) &* 8
    let bit: UInt64 = 1 << UInt64(node & 63)
    let word = marks.bytes.load(offset, as: UInt64.self)
    if word & bit != 0 { return false }
    marks.bytes.store(word | bit, at: offset)
    return true
  }

  @_noAllocation @_noLocks
  private func clearMark(_ node: Int) {
    let offset = (node >> 6) &* 8
    let bit: UInt64 = 1 << UInt64(node & 63)
    marks.bytes.store(marks.bytes.load(offset, as: UInt64.self) & ~bit, at: offset)
  }

  /// Hashes a section's changed buckets, then their parents, and so on up; each node once.
  ///
  /// The list is rewritten in place level by level: n distinct nodes have at most n parents.
  @_noAllocation @_noLocks
  private func rehash(_ number: Int) {
    let place = sections[number]
    var listed = Int(place.dirtyCount)
    if listed == 0 { return }
    let list = dirty.bytes.slice(place.bucketBase &* 4, count: Int(place.buckets) &* 4)
    var i = 0
    while i < listed {
      let bucket = list.load(i &* 4, as: UInt32.self)
      let node = Int(place.buckets &+ bucket)
      leafHash(place.bucketBase &+ Int(bucket)).store(
        to: nodes.bytes, at: (place.nodeBase &+ node) &* 32)
      list.store(UInt32(node), at: i &* 4)
      i &+= 1
    }
    var level = 0
    while level < place.buckets.trailingZeroBitCount {
      listed = raise(list, listed, place.nodeBase)
      i = 0
      while i < listed {
        let parent = list.load(i &* 4, as: UInt32.self)
        let left = self.node(place.nodeBase, parent &* 2, level)
        let right = self.node(place.nodeBase, parent &* 2 &+ 1, level)
        MerkleHash.node(left, right).store(
          to: nodes.bytes, at: (place.nodeBase &+ Int(parent)) &* 32)
        i &+= 1
      }
      level &+= 1
    }
    clearMark(place.nodeBase &+ 1)
    sections[number].dirtyCount = 0
  }

  /// Replaces the first `listed` nodes of the list by their parents, each once, and returns how
  /// many there are. Marks move up with them.
  @_noAllocation @_noLocks
  private func raise(_ list: MutableByteView, _ listed: Int, _ base: Int) -> Int {
    var parents = 0
    var i = 0
    while i < listed {
      let node = list.load(i &* 4, as: UInt32.self)
      clearMark(base &+ Int(node))
      let parent = node >> 1
      if takeMark(base &+ Int(parent)) {
        list.store(parent, at: parents &* 4)
        parents &+= 1
      }
      i &+= 1
    }
    return parents
  }

  /// The hash of the bucket at `index` of all buckets.
  @_noAllocation @_noLocks
  private func leafHash(_ index: Int) -> Bytes32 {
    var at = heads.bytes.load(index &* 4, as: UInt32.self)
    if at == 0 { return empties[0 as Int] }
    var following = next(at)
    if following == 0 { return MerkleHash.prefixed(0, hashed(at)) }
    var hash = RunningHash()
    hash.update(0 as UInt8)
    while true {
      hash.update(hashed(at))
      if following == 0 { return hash.finish() }
      at = following
      following = next(at)
    }
  }
}
