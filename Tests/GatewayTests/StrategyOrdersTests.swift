// SPDX-License-Identifier: Apache-2.0

import OrderFlow
import Testing

@testable import Gateway

@Suite struct StrategyOrdersTests {
  /// Few numbers and few places, so that all collide.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `the table is a plain dictionary's, whatever is entered, renamed and removed`(
    seed: UInt64
  ) {
    var random = SeededRandom(seed: seed)
    var table = StrategyOrders(ordersMax: 13)
    var model: [UInt64: (place: UInt32, open: UInt64)] = [:]
    var generations: [UInt32: Set<UInt32>] = [:]
    for n in 0..<20_000 {
      let number = 1 + UInt64(random.index(24)) << UInt64(random.index(2) * 40)
      let place = table.find(number)
      #expect(place == model[number]?.place ?? 0, "seed \(seed), step \(n)")
      if place == 0 {
        let entered = table.insert(number, market: 3, open: UInt64(n))
        #expect((entered == 0) == (model.count == 13))
        if entered == 0 { continue }
        model[number] = (entered, UInt64(n))
        let isFresh = generations[entered, default: []].insert(table[entered].generation).inserted
        #expect(isFresh && table.holds(entered, table[entered].generation))
        #expect(table[entered].state == .waiting && !table[entered].wantsCancel)
      } else if random.chance(0.5) {
        let generation = table[place].generation
        table.remove(place)
        model[number] = nil
        #expect(!table.holds(place, generation) && !table.isUsed(place))
      } else {
        let other = 1 + UInt64(random.index(24))
        if model[other] != nil { continue }
        table.rename(place, other)
        model[other] = model.removeValue(forKey: number)
      }
      #expect(table.count == model.count)
      if n % 500 == 0 {
        for (number, entry) in model {
          #expect(table.find(number) == entry.place && table[entry.place].open == entry.open)
        }
      }
    }
  }

  @Test func `a table of one place works`() {
    var table = StrategyOrders(ordersMax: 1)
    for n in 1...10 as ClosedRange<UInt64> {
      let place = table.insert(n, market: 0, open: 1)
      let none = table.insert(n + 100, market: 0, open: 1)
      #expect(place == 1 && none == 0 && table.find(n) == 1)
      table.remove(place)
      #expect(table.find(n) == 0 && table.count == 0)
    }
  }
}

@Suite struct StrategyBudgetTests {
  @Test func `a burst at once, then the rate, and debts are paid back`() {
    var budget = StrategyBudget(rate: 10, burst: 5)
    let start: UInt64 = 1_000_000_000_000
    #expect(budget.available(start) == 5)
    budget.charge(3, start)
    #expect(budget.available(start) == 2)
    budget.charge(2, start)
    #expect(budget.available(start) == 0 && budget.available(start + 99_999_999) == 0)
    #expect(budget.available(start + 100_000_000) == 1)
    #expect(budget.available(start + 3_600_000_000_000) == 5)
    budget.charge(4, start)
    #expect(budget.available(start + 400_000_000) == 0, "four were overdrawn")
    #expect(budget.available(start + 500_000_000) == 1)
  }

  @Test func `in any second no more than burst and rate are allowed`() {
    var budget = StrategyBudget(rate: 1_000, burst: 50)
    var random = SeededRandom(seed: 9)
    var now: UInt64 = 5
    var taken = 0
    while now < 1_000_000_005 {
      let wanted = random.index(4)
      for _ in 0..<wanted where budget.available(now) > 0 {
        budget.charge(1, now)
        taken += 1
      }
      now += UInt64(random.index(600_000))
    }
    #expect((1_000...1_050).contains(taken), "\(taken)")
  }
}

@Suite struct StrategyRingTests {
  @Test func `first in, first out, around the end, and a full one refuses`() {
    var ring = StrategyRing<UInt64>(capacity: 3)
    var (next, expected) = (UInt64(0), UInt64(0))
    var random = SeededRandom(seed: 2)
    for _ in 0..<10_000 {
      if random.chance(0.5) {
        let isTaken = ring.append(next)
        #expect(isTaken == (next - expected < 3))
        if isTaken { next += 1 }
      } else if !ring.isEmpty {
        #expect(ring.at(0) == expected)
        ring.removeFirst()
        expected += 1
      }
      #expect(ring.count == Int(next - expected) && ring.room == 3 - ring.count)
    }
  }
}
