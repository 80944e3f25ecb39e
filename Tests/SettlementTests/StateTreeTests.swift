// SPDX-License-Identifier: Apache-2.0

import Memory
import Testing

@testable import Settlement

private let small = StateShape(
  StateLimits(
    marketsMax: 3, accountsMax: 4, keysMax: 2, nonceWindow: 5, sessionsMax: 1, ordersMax: 9,
    bustsMax: 6, proposalsMax: 3, specialOrdersMax: 5, conditionalOrdersMax: 7,
    quoteGroupsMax: 5))

extension StateTree {
  fileprivate mutating func put(_ key: NaiveState.Key, _ value: [UInt8]) -> Bool {
    let held = buffer(value)
    return set(
      StateSection(rawValue: key.section)!, bucket: key.bucket, key: key.key,
      bytes: held.bytes.view.slice(0, count: value.count))
  }
  fileprivate mutating func drop(_ key: NaiveState.Key) -> Bool {
    remove(StateSection(rawValue: key.section)!, bucket: key.bucket, key: key.key)
  }
}

private func randomKey(_ random: inout Random, _ shape: StateShape) -> NaiveState.Key {
  let section = StateSection.allCases[random.below(StateSection.allCases.count)]
  return NaiveState.Key(
    section: section.rawValue, bucket: UInt32(random.below(Int(shape.buckets(section)))),
    key: UInt64(random.below(3)) << (random.below(2) == 0 ? 0 : 40))
}

@Suite struct StateTreeTests {
  @Test func `an empty state's root is by the definition`() {
    var tree = StateTree(shape: small, ruleVersion: 1)
    let root = tree.root()
    #expect(root.array == NaiveState().root(shape: small, ruleVersion: 1, naiveSha256))
    var later = StateTree(shape: small, ruleVersion: 2)
    let other = later.root()
    #expect(root != other)
  }

  @Test func `one record of every section, by the naive hash`() {
    var tree = StateTree(shape: small, ruleVersion: 7)
    var naive = NaiveState()
    for (i, place) in [
      small.venue, small.market(2), small.account(3), small.position(account: 3, market: 2),
      small.key(1), small.nonce(key: 1, nonce: 0xFFFF_FFFF_FFFF), small.session(slot: 0),
      small.order(sequence: 1 << 40), small.massCancel(key: 1, byCommand: true),
      small.bust(number: 5, match: 77), small.proposal(2, isMessage: true),
    ].enumerated() {
      let key = NaiveState.Key(
        section: place.section.rawValue, bucket: place.bucket, key: place.key)
      let value = [UInt8](repeating: UInt8(i), count: i * 11)
      let held = buffer(value)
      let taken = tree.set(place, bytes: held.bytes.view.slice(0, count: value.count))
      #expect(taken)
      naive.records[key] = value
    }
    let root = tree.root()
    #expect(root.array == naive.root(shape: small, ruleVersion: 7, naiveSha256))
  }

  @Test(arguments: seeds(40))
  func `the root is that of the records, whatever came and went`(seed: UInt64) {
    var random = Random(seed: seed)
    var tree = StateTree(shape: small, ruleVersion: 3, recordsMax: 1000)
    var naive = NaiveState()
    for round in 0..<300 {
      let key = randomKey(&random, small)
      if random.below(3) == 0 {
        let removed = tree.drop(key)
        #expect(removed == (naive.records.removeValue(forKey: key) != nil), "seed \(seed)")
      } else {
        let value = random.bytes(random.below(121))
        let taken = tree.put(key, value)
        #expect(taken, "seed \(seed)")
        naive.records[key] = value
      }
      #expect(tree.count == naive.records.count, "seed \(seed)")
      if random.below(10) == 0 || round == 299 {
        let root = tree.root()
        #expect(
          root.array == naive.root(shape: small, ruleVersion: 3, quickSha256),
          "seed \(seed) round \(round)")
        #expect(tree.dirtyCount == 0)
        let again = tree.root()
        #expect(again == root)
      }
    }
  }

  @Test(arguments: seeds(20))
  func `two histories to one state give one root`(seed: UInt64) {
    let shape = StateShape(
      StateLimits(
        marketsMax: 8, accountsMax: 100, keysMax: 50, nonceWindow: 64, sessionsMax: 30,
        ordersMax: 500, bustsMax: 6, proposalsMax: 3, specialOrdersMax: 5, conditionalOrdersMax: 7))
    var random = Random(seed: seed)
    var final: [NaiveState.Key: [UInt8]] = [:]
    for _ in 0..<400 { final[randomKey(&random, shape)] = random.bytes(random.below(121)) }

    // The first comes straight; the second by detours, asked for roots on the way.
    var straight = StateTree(shape: shape, ruleVersion: 1)
    for (key, value) in final { check(straight.put(key, value)) }
    var winding = StateTree(shape: shape, ruleVersion: 1)
    for _ in 0..<500 {
      let key = randomKey(&random, shape)
      check(winding.put(key, random.bytes(random.below(121))))
      if random.below(4) == 0 { _ = winding.drop(randomKey(&random, shape)) }
      if random.below(50) == 0 { _ = winding.root() }
      if final[key] == nil && random.below(2) == 0 { _ = winding.drop(key) }
    }
    for section in StateSection.allCases {
      for bucket in 0..<shape.buckets(section) {
        for record in winding.records(section, bucket: bucket) {
          let key = NaiveState.Key(section: section.rawValue, bucket: bucket, key: record.key)
          if final[key] == nil { check(winding.drop(key)) }
        }
      }
    }
    for (key, value) in final.shuffled(using: &random) { check(winding.put(key, value)) }
    let one = straight.root()
    let two = winding.root()
    #expect(one == two, "seed \(seed)")
    #expect(straight.count == winding.count)
  }

  @Test func `a full pool refuses a new record and changes nothing`() {
    var tree = StateTree(shape: small, ruleVersion: 1, recordsMax: 2)
    let keys = (0..<3).map { NaiveState.Key(section: 8, bucket: 0, key: UInt64($0)) }
    check(tree.put(keys[0], [1]))
    check(tree.put(keys[1], [2]))
    let before = tree.root()
    check(!tree.put(keys[2], [3]))
    let after = tree.root()
    #expect(before == after && tree.count == 2)
    // One that is there is changed, and a freed slot is used again.
    check(tree.put(keys[1], [4]))
    check(tree.drop(keys[0]))
    check(tree.put(keys[2], [3]))
    #expect(tree.records(.orders, bucket: 0).map(\.bytes) == [[4], [3]])
  }

  @Test func `setting what is there already dirties nothing`() {
    var tree = StateTree(shape: small, ruleVersion: 1)
    let key = NaiveState.Key(section: 3, bucket: 2, key: 2)
    check(tree.put(key, [1, 2]))
    check(tree.put(key, [1, 3]))
    #expect(tree.dirtyCount == 1)
    _ = tree.root()
    check(tree.put(key, [1, 3]))
    #expect(tree.dirtyCount == 0)
    check(!tree.drop(NaiveState.Key(section: 3, bucket: 2, key: 3)))
    #expect(tree.dirtyCount == 0)
    check(tree.put(key, [1]))
    #expect(tree.dirtyCount == 1)
  }

  @Test(arguments: seeds(5))
  func `a bucket's proof leads to the root and to nothing else`(seed: UInt64) {
    var random = Random(seed: seed)
    var tree = StateTree(shape: small, ruleVersion: 6, recordsMax: 1000)
    for _ in 0..<60 { check(tree.put(randomKey(&random, small), random.bytes(random.below(121)))) }
    let root = tree.root()
    for section in StateSection.allCases {
      for bucket in 0..<small.buckets(section) {
        let proof = tree.proof(section, bucket: bucket)
        #expect(proof.root(shape: small) == root, "seed \(seed)")
        #expect(proof.records == tree.records(section, bucket: bucket))
        for forged in forgeries(proof) {
          #expect(forged.root(shape: small) != root, "seed \(seed)")
        }
      }
    }
  }

  private func forgeries(_ proof: StateProof) -> [StateProof] {
    var all: [StateProof] = []
    func forge(_ change: (inout StateProof) -> Void) {
      var copy = proof
      change(&copy)
      if copy != proof { all.append(copy) }
    }
    forge { $0.ruleVersion += 1 }
    // Of two empty neighbours the other's proof is as true.
    if !proof.records.isEmpty { forge { $0.bucket ^= 1 } }
    forge { $0.records.append(StateRecord(key: .max, bytes: [])) }
    forge { $0.records = [] }
    forge { $0.records.reverse() }
    for i in proof.records.indices {
      forge { $0.records[i].key ^= 1 }
      forge { $0.records[i].bytes.append(0) }
    }
    for i in proof.path.indices { forge { $0.path[i].word2 ^= 1 } }
    forge { $0.path.append(Bytes32()) }
    for i in proof.sectionRoots.indices
    where i != StateSection.allCases.firstIndex(of: proof.section) {
      forge { $0.sectionRoots[i].word0 ^= 1 }
    }
    forge { $0.sectionRoots.removeLast() }
    return all
  }

  @Test func `a bucket beyond the section and a record too long stop the program`() async {
    await #expect(processExitsWith: .failure) {
      var tree = StateTree(shape: small, ruleVersion: 1)
      print(tree.put(NaiveState.Key(section: 2, bucket: 4, key: 0), []))
    }
    await #expect(processExitsWith: .failure) {
      var tree = StateTree(shape: small, ruleVersion: 1)
      print(
        tree.put(
          NaiveState.Key(section: 2, bucket: 0, key: 0), [UInt8](repeating: 0, count: 121)))
    }
  }
}

@Suite struct StateShapeTests {
  @Test func `buckets are the limits rounded up to powers of two, 2^21 at most`() {
    #expect(
      StateSection.allCases.map { small.buckets($0) } == [
        1, 4, 4, 16, 2, 16, 1, 16, 8, 8, 8, 8, 4, 16, 4, 4, 4, 8, 16, 64,
      ])
    let large = StateShape(
      StateLimits(
        marketsMax: 1024, accountsMax: 1 << 20, keysMax: 1 << 16, nonceWindow: 1024,
        sessionsMax: 1 << 16, ordersMax: 1 << 22, bustsMax: 6, proposalsMax: 3, specialOrdersMax: 5,
        conditionalOrdersMax: 7)
    )
    #expect(large.buckets(.markets) == 1024)
    #expect(large.buckets(.accounts) == 1 << 20)
    for section in [StateSection.positions, .nonces, .orders] {
      #expect(large.buckets(section) == 1 << 21)
    }
    #expect(large.levels(.positions) == 21)
  }

  @Test func `within the limits places and keys are distinct, and a bucket has one record`() {
    for (section, places) in [
      (
        StateSection.positions,
        (0..<4).flatMap { a in (0..<3).map { small.position(account: UInt32(a), market: $0) } }
      ),
      (
        StateSection.nonces,
        (0..<2).flatMap { k in (100..<105).map { small.nonce(key: UInt32(k), nonce: $0) } }
      ),
      (StateSection.orders, (1000..<1009).map { small.order(sequence: $0) }),
    ] {
      #expect(places.allSatisfy { $0.section == section && $0.bucket < small.buckets(section) })
      #expect(Set(places.map(\.bucket)).count == places.count)
      #expect(Set(places.map(\.key)).count == places.count)
    }
  }

  @Test func `buckets that are shared still tell records apart`() {
    let shape = StateShape(
      StateLimits(
        marketsMax: 1 << 12, accountsMax: 1 << 12, keysMax: 1 << 12, nonceWindow: 1 << 12,
        sessionsMax: 1, ordersMax: 1, bustsMax: 6, proposalsMax: 3, specialOrdersMax: 5,
        conditionalOrdersMax: 7))
    let a = shape.nonce(key: 0, nonce: 77)
    let b = shape.nonce(key: 512, nonce: 77)
    #expect(a.bucket == b.bucket && a.key != b.key)
    let p = shape.position(account: 1, market: 5)
    let q = shape.position(account: 513, market: 5)
    #expect(p.bucket == q.bucket && p.key != q.key)
  }
}
