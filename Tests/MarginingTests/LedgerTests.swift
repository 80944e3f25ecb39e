// SPDX-License-Identifier: Apache-2.0

import Margining
import Memory
import Quantities
import Testing

/// SplitMix64: a stream decided by its seed alone.
private struct Random: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}

/// A ledger in a class, because `#expect` does not take what cannot be copied.
private final class Books {
  private var ledger: Ledger

  /// Accounts below `open` are open.
  init(accountsMax: UInt32 = 4, limit: UInt64 = 1 << 62, open: UInt32 = 4) {
    ledger = Ledger(accountsMax: Int(accountsMax), marketsMax: 2, positionLotsMax: limit)
    for account in 0..<open { ledger.open(AccountID(account)) }
  }

  var isConserved: Bool { ledger.isConserved() }
  var deposited: Int128 { ledger.deposited.units }

  func open(_ account: UInt32) { ledger.open(AccountID(account)) }
  func isOpen(_ account: UInt32) -> Bool { ledger.isOpen(AccountID(account)) }
  func cash(_ account: UInt32) -> Int128 { ledger.accounts[account].cash.units }
  func setCash(_ account: UInt32, _ units: Int128) { ledger.accounts[account].cash.units = units }
  func adjust(_ account: UInt32, _ amount: Int64) -> Bool {
    ledger.adjust(AccountID(account), by: amount)
  }
  func held(_ account: UInt32, _ market: UInt32 = 0) -> Int64 {
    ledger.positions[ledger.place(AccountID(account), MarketID(market))].lots
  }
  func setHeld(_ account: UInt32, _ market: UInt32, _ lots: Int64) {
    ledger.positions[ledger.place(AccountID(account), MarketID(market))].lots = lots
  }
  func admits(_ account: UInt32, _ side: Side, _ lots: UInt64, market: UInt32 = 0) -> Bool {
    ledger.admits(AccountID(account), MarketID(market), side, lots: lots)
  }
  func rest(_ account: UInt32, _ side: Side, _ lots: UInt64) {
    ledger.rest(AccountID(account), MarketID(0), side, lots: lots)
  }
  func leave(_ account: UInt32, _ side: Side, _ lots: UInt64) {
    ledger.leave(AccountID(account), MarketID(0), side, lots: lots)
  }
  @discardableResult
  func fill(
    maker: UInt32 = 1, taker: UInt32 = 2, _ takerSide: Side, _ price: Int64, _ lots: UInt64,
    _ terms: FillTerms = FillTerms(multiplier: 1, makerFee: 0, takerFee: 0)
  ) -> FillFees {
    ledger.fill(
      maker: AccountID(maker), taker: AccountID(taker), MarketID(0), takerSide: takerSide,
      price: Price(ticks: price), lots: lots, terms: terms)
  }
}

@Suite struct LedgerTests {
  /// The fees of a buy of `lots` by account 2 from account 1.
  private func fees(_ price: Int64, _ lots: UInt64, maker: Int32, taker: Int32) -> FillFees {
    Books().fill(
      .buy, price, lots, FillTerms(multiplier: 1, makerFee: maker, takerFee: taker))
  }

  @Test(
    arguments: [
      // A millionth of one unit is one unit: rounded up, for the venue.
      (1, 1, 1, 1), (1, 1_000_000, 1, 1), (1, 1_000_001, 1, 2), (1, 999_999, 1, 1),
      // A rebate of less than one unit is none, and of less than two is one.
      (1, 1, -1, 0), (1, 999_999, -1, 0), (1, 1_000_000, -1, -1), (1, 1_999_999, -1, -1),
      // A price below zero costs what its magnitude costs.
      (-1, 1_000_001, 1, 2), (-1, 1_999_999, -1, -1), (-7, 10, 100_000, 7), (0, 10, 100_000, 0),
      (123, 456, 0, 0),
    ] as [(Int64, UInt64, Int32, Int64)])
  func `a fee is its rate of the notional's magnitude, rounded up`(
    _ price: Int64, _ lots: UInt64, _ rate: Int32, _ fee: Int64
  ) {
    #expect(fees(price, lots, maker: 0, taker: rate).taker == fee)
    #expect(fees(price, lots, maker: rate, taker: 0).maker == fee)
  }

  @Test func `whatever rates sum to nothing or more, fees do`() {
    var random = Random(state: 3)
    for _ in 0..<5_000 {
      let maker = Int32(random.next() % 200_001) - 100_000
      let taker = max(-maker, Int32(random.next() % 200_001) - 100_000)
      if taker > 100_000 { continue }
      let price = Int64(random.next() % 4_001) - 2_000
      let fees = fees(price, 1 + random.next() % 5_000, maker: maker, taker: taker)
      #expect(fees.maker + fees.taker >= 0)
    }
  }

  @Test func `the largest fill and fee are exact`() {
    let lots: UInt64 = (1 << 22) - 1
    let fees = fees(1 << 40, lots, maker: -100_000, taker: 100_000)
    let notional = Int128(lots) << 40
    #expect(Int128(fees.taker) == (notional + 9) / 10 && Int128(fees.maker) == -(notional / 10))
  }

  @Test func `a fill moves lots one way and money the other`() {
    for side in [Side.buy, .sell] {
      let books = Books()
      books.fill(side, -3, 4, FillTerms(multiplier: 10, makerFee: 0, takerFee: 0))
      let sign: Int64 = side == .buy ? 1 : -1
      #expect(books.held(2) == 4 * sign && books.held(1) == -4 * sign)
      // The price is below zero: the buyer is paid.
      let paid = Int128(120 * sign)
      #expect(books.cash(2) == paid && books.cash(1) == -paid)
      #expect(books.isConserved)
    }
  }

  @Test func `the limit counts each side's open lots with what is held`() {
    let books = Books(limit: 10)
    #expect(books.admits(1, .buy, 10) && !books.admits(1, .buy, 11))
    #expect(!books.admits(1, .sell, .max))
    books.rest(1, .buy, 7)
    #expect(books.admits(1, .buy, 3) && !books.admits(1, .buy, 4))
    #expect(books.admits(1, .sell, 10), "open buys may never trade")
    books.leave(1, .buy, 7)
    books.fill(.sell, 1, 6)
    #expect(books.admits(1, .buy, 4) && !books.admits(1, .buy, 5))
    #expect(books.admits(1, .sell, 16), "from six long to ten short")
    #expect(!books.admits(1, .sell, 17))
    #expect(books.admits(1, .buy, 10, market: 1), "each market alone")
  }

  @Test func `no admitted orders can take a position past the limit`() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = Random(state: seed)
    let books = Books(limit: 30)
    var open: [(account: UInt32, side: Side, lots: UInt64)] = []
    let terms = FillTerms(multiplier: 3, makerFee: -20, takerFee: 50)
    for _ in 0..<5_000 {
      let account = 1 + UInt32(random.next() % 3)
      let side = random.next() % 2 == 0 ? Side.buy : .sell
      let lots = 1 + random.next() % 12
      if !books.admits(account, side, lots) { continue }
      if let at = open.firstIndex(where: { $0.side != side && $0.lots == lots }) {
        let maker = open.remove(at: at)
        books.leave(maker.account, maker.side, lots)
        let price = Int64(random.next() % 9) - 4
        books.fill(maker: maker.account, taker: account, side, price, lots, terms)
      } else {
        books.rest(account, side, lots)
        open.append((account, side, lots))
      }
      for account in 0..<4 as Range<UInt32> {
        #expect(books.held(account).magnitude <= 30, "seed \(seed)")
      }
      #expect(books.isConserved, "seed \(seed)")
    }
  }

  @Test func `cash that leaves its range is refused and changes nothing`() {
    let books = Books()
    books.setCash(1, .max - 5)
    #expect(!books.adjust(1, 6))
    #expect(books.cash(1) == .max - 5 && books.deposited == 0)
    #expect(books.adjust(1, 5))
    books.setCash(2, .min)
    #expect(!books.adjust(2, -1))
    #expect(books.deposited == 5)
  }

  @Test func `a lot or a unit too many is noticed`() {
    let books = Books()
    books.setHeld(1, 1, 1)
    #expect(!books.isConserved)
    books.setHeld(2, 1, -1)
    #expect(books.isConserved)
    books.setCash(3, 1)
    #expect(!books.isConserved)
  }

  @Test func `accounts are open or not, in range or not`() {
    let books = Books(accountsMax: 2, open: 0)
    #expect(!books.isOpen(1))
    books.open(1)
    #expect(books.isOpen(1) && !books.isOpen(2) && !books.isOpen(.max))
  }

  @Test func `what cannot happen stops the program`() async {
    await #expect(processExitsWith: .failure) { Books().open(1) }
    await #expect(processExitsWith: .failure) { Books().leave(1, .buy, 1) }
    await #expect(processExitsWith: .failure) { Books().fill(.buy, 1 << 40, 1 << 22) }
  }
}
