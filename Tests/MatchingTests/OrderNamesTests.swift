// SPDX-License-Identifier: Apache-2.0

import Matching
import Quantities
import Testing

@Suite struct OrderNamesTests {
  /// The client order id of `account` that has this hash: the finaliser run backwards.
  private func name(_ hash: UInt64, account: UInt32 = 1) -> UInt64 {
    var z = hash ^ hash >> 31 ^ hash >> 62
    z = z &* 0x3196_42b2_d24d_8ec3
    z = (z ^ z >> 27 ^ z >> 54) &* 0x96de_1b17_3f11_9089
    z = z ^ z >> 30 ^ z >> 60
    return z &- UInt64(account) &* 0x9e37_79b9_7f4a_7c15
  }

  /// Names that all have buckets 5 and 9 of 16, each with a tag of its own.
  private func collisions(_ count: Int) -> [UInt64] {
    (1...UInt64(count)).map { name($0 << 40 | 9 << 36 | 5) }
  }

  @Test func `names that differ in no bit the table keeps are still told apart`() throws {
    let desk = Desk()
    // One tag and one pair of buckets for all; the last two have one whole hash, two accounts.
    let hashes: [UInt64] = [0x77 << 36 | 5, 0x77 << 36 | 1 << 20 | 5, 0x77 << 36 | 1 << 21 | 5]
    let names = hashes.map { name($0) } + [name(hashes[0], account: 2)]
    let accounts: [UInt32] = [1, 1, 1, 2]
    for (name, account) in zip(names, accounts) {
      #expect(OrderNames.hash(account: account, clientOrder: name) >> 32 == 0x770)
    }
    var ids: [OrderID] = []
    for (name, account) in zip(names, accounts) {
      #expect(desk.books.record(clientOrder: name, of: AccountID(account)) == nil)
      ids.append(try desk.submit(.buy, 1, at: 50, account: account, named: name).order)
      #expect(desk.books.checkWhole() == nil)
    }
    for (index, id) in ids.enumerated() {
      let account = AccountID(accounts[index])
      #expect(desk.books.record(clientOrder: names[index], of: account)?.order == id)
      try desk.cancel(id, account: account.value)
      #expect(desk.books.record(clientOrder: names[index], of: account) == nil)
      #expect(desk.books.checkWhole() == nil)
    }
  }

  @Test func `seventeen names with the same two buckets are one too many, and only that`() throws {
    // 64 orders: 128 entries in 16 buckets.
    let desk = Desk()
    let names = collisions(18)
    var ids: [OrderID] = []
    for name in names.prefix(16) { ids.append(try desk.submit(.buy, 1, at: 50, named: name).order) }
    #expect(
      desk.refusal { try $0.submit(.buy, 1, at: 50, named: names[16]) } == .clientOrderCrowded)
    #expect(
      desk.refusal { try $0.replace(ids[0], 1, at: 50, named: names[16]) } == .clientOrderCrowded)
    #expect(desk.happened.isEmpty && desk.books.checkWhole() == nil)
    // An immediate order needs no entry, another name has others, and a freed entry is used again.
    try desk.submit(.buy, 1, at: 50, .immediateOrCancel, named: names[16])
    try desk.submit(.buy, 1, at: 50)
    for round in 0..<16 {
      try desk.cancel(ids[round])
      #expect(desk.books.checkWhole() == nil)
      ids[round] = try desk.submit(.buy, 1, at: 50, named: names[round % 2 == 0 ? 16 : 17]).order
      #expect(desk.books.checkWhole() == nil)
      try desk.cancel(ids[round])
      ids[round] = try desk.submit(.buy, 1, at: 50, named: names[round]).order
    }
    for name in names.prefix(16) {
      #expect(desk.books.record(clientOrder: name, of: AccountID(1))?.clientOrder == name)
    }
  }

  @Test func `an order renamed within its own two buckets is found by the new name only`() throws {
    let desk = Desk()
    let names = collisions(12)
    let ids = try names.prefix(6).map { try desk.submit(.buy, 1, at: 50, named: $0).order }
    for round in 0..<60 {
      let old = names[round % 12]
      guard let record = desk.books.record(clientOrder: old, of: AccountID(1)) else { continue }
      let new = names[(round + 6) % 12]
      try desk.replace(record.order, 1, at: 50, named: new)
      let isOldGone = desk.books.record(clientOrder: old, of: AccountID(1)) == nil
      #expect(isOldGone && ids.contains(record.order))
      #expect(desk.books.record(clientOrder: new, of: AccountID(1))?.order == record.order)
      #expect(desk.books.checkWhole() == nil)
    }
    for id in ids { try desk.cancel(id) }
    #expect(desk.books.checkWhole() == nil)
  }

  @Test func `names at half load, random or counted, are never crowded out`() throws {
    let limits = BookLimits(
      marketsMax: 1, accountsMax: 8, ordersMax: 4_096, openOrdersPerAccountMax: 4_096,
      fillsPerCommandMax: 1, quantityMax: Quantity(lots: 1))
    var random = Random(state: 1)
    for isRandom in [false, true] {
      let desk = Desk(limits, 0...0)
      var ids: [(OrderID, UInt32)] = []
      // Filled to the brim, then names come and go there.
      for number in 0..<40_000 as Range<UInt64> {
        if ids.count == 4_096 {
          let (id, account) = ids.remove(at: .random(in: 0..<4_096, using: &random))
          try desk.cancel(id, account: account)
        }
        let account = UInt32(number % 8)
        let name = isRandom ? random.next() : number / 8 + 1
        ids.append((try desk.submit(.buy, 1, at: 0, account: account, named: name).order, account))
      }
      #expect(desk.books.checkWhole() == nil)
    }
  }

  @Test func `the hash is what it always was`() {
    // A change would change which names are crowded out, and so what a log replays to.
    #expect(OrderNames.hash(account: 0, clientOrder: 0) == 0)
    #expect(
      OrderNames.hash(account: 0, clientOrder: 0x9e37_79b9_7f4a_7c15) == 0xe220_a839_7b1d_cdaf)
    #expect(OrderNames.hash(account: 1, clientOrder: 0) == 0xe220_a839_7b1d_cdaf)
    #expect(OrderNames.hash(account: 2, clientOrder: 0) == 0x6e78_9e6a_a1b9_65f4)
  }
}
