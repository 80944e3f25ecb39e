// SPDX-License-Identifier: Apache-2.0

import Matching
import Quantities
import Testing

/// For `OrderBooks+Foresight.swift`.
@Suite struct ForesightTests {
  /// Tells books of everything that a caller could mean, right, wrong and impossible.
  private func foresee(_ books: borrowing OrderBooks, _ random: inout Random, _ known: OrderID) {
    let extremes: [UInt64] = [0, 1, 2, 63, 64, 1 << 31, 1 << 32, .max]
    let any = random.next()
    let number = any % 3 == 0 ? any : extremes[Int(any % 8)]
    let market = MarketID(UInt32(truncatingIfNeeded: number))
    let account = AccountID(UInt32(truncatingIfNeeded: number))
    let price = Price(ticks: any % 2 == 0 ? Int64(bitPattern: number) : Int64(any % 100))
    for side in [Side.buy, .sell] {
      for (market, account) in [(market, account), (MarketID(0), AccountID(1))] {
        books.foresee(market, side, price, account, clientOrder: number)
        books.foreseeMore(market, side, price, account)
      }
    }
    for order in [known, OrderID(number), OrderID(known.value ^ number)] {
      books.foresee(order)
      books.foreseeMore(order)
    }
  }

  @Test func `books that are told what comes, or what never does, do what they did`() throws {
    let plain = Desk()
    let told = Desk()
    var random = Random(state: 7)
    var guesses = Random(state: 8)
    var ids: [OrderID] = []
    for number in 1...20_000 as ClosedRange<UInt64> {
      foresee(told.books, &guesses, ids.last ?? .none)
      if ids.count > 20 {
        let id = ids.remove(at: .random(in: 0..<ids.count, using: &random))
        let refusals = [plain, told].map { desk in desk.refusal { try $0.cancel(id) } }
        #expect(refusals[0] == refusals[1])
      } else {
        let side = random.next() % 2 == 0 ? Side.buy : .sell
        let price = Int64(random.next() % 40) + 30
        let entries = try [plain, told].map { try $0.submit(side, 3, at: price, named: number) }
        #expect(entries[0] == entries[1])
        if entries[0].open.lots > 0 { ids.append(entries[0].order) }
      }
      #expect(plain.happened == told.happened)
    }
    let sums = [plain, told].map { $0.books.sum(MarketID(0)) }
    let gains = told.books.gainsFromForesight
    #expect(sums[0] == sums[1] && sums[0].orders > 0 && !gains)
    #expect(told.books.checkWhole() == nil)
  }
}
