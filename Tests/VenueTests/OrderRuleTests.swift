// SPDX-License-Identifier: Apache-2.0

import Quantities
import Testing
import Venue
import WireFormat

@testable import NaiveRules

/// Two members at a venue.
struct Market {
  let desk: Desk
  let one: UInt32
  let two: UInt32

  init(_ genesis: VenueGenesis = testGenesis()) {
    desk = Desk(genesis)
    one = desk.logon(1)
    two = desk.logon(2)
  }

  @discardableResult
  func first(_ commands: any CommandMessage..., group: UInt16 = 0) -> [Output] {
    desk.send(one, 1, commands, group: group)
  }
  @discardableResult
  func second(_ commands: any CommandMessage..., group: UInt16 = 0) -> [Output] {
    desk.send(two, 2, commands, group: group)
  }
}

/// Orders: who comes first, what an amendment costs, what is refused and leaves no trace.
@Suite struct OrderRuleTests {
  private let accepted = RejectCode.none

  private func replace(
    _ clientOrder: UInt64, _ price: Int64, _ quantity: UInt64, to name: UInt64 = 0
  ) -> ReplaceOrder {
    ReplaceOrder(
      market: 0, clientOrder: clientOrder, newClientOrder: name, price: price, quantity: quantity)
  }

  /// Whose order a sell of one lot at the price meets.
  private func makerName(_ market: Market, _ name: UInt64) -> UInt64? {
    let fills = market.second(limit(.sell, 3, 1, name, .immediateOrCancel)).fills
    return fills.first { $0.fill.liquidity == Liquidity.maker.wire }?.fill.clientOrder
  }

  @Test func `a smaller size at the same price keeps its priority`() {
    let market = Market()
    market.first(limit(.buy, 3, 9, 1), limit(.buy, 3, 9, 2))
    let outputs = market.first(replace(1, 3, 2))
    #expect(outputs.results[0].openQuantity == 2)
    #expect(outputs.count == 2, "a result and a reduction")
    #expect(makerName(market, 50) == 1)
  }

  @Test func `another name alone keeps priority and is told to nobody else`() {
    let market = Market()
    market.first(limit(.buy, 3, 9, 1), limit(.buy, 3, 9, 2))
    let outputs = market.first(replace(1, 3, 9, to: 7))
    #expect(outputs.count == 1 && outputs.results[0].clientOrder == 7)
    #expect(makerName(market, 50) == 7)
    #expect(market.first(replace(7, 3, 9)).codes == [accepted], "and so does no change at all")
    #expect(market.first(limit(.buy, 1, 1, 1)).codes == [accepted], "the old name is free")
  }

  @Test(arguments: [(3, 10), (2, 1)] as [(Int64, UInt64)])
  func `more size or another price goes to the end`(_ price: Int64, _ quantity: UInt64) {
    let market = Market()
    market.first(limit(.buy, 3, 9, 1), limit(.buy, 3, 9, 2))
    let order = market.first(replace(1, price, quantity)).results[0].order
    #expect(makerName(market, 50) == 2)
    let records = market.desk.engine.records(StateSectionNumber.orders)
    #expect(
      Set(records.keys.map(\.key)) == [2, 3], "its entry number changed, the old one is gone")
    #expect(market.first(CancelOrder(order: order)).codes == [accepted], "its number did not")
  }

  @Test func `an amendment to nothing is refused and leaves the order`() {
    let market = Market()
    market.first(limit(.buy, 3, 9, 1))
    #expect(market.first(replace(1, 3, 0)).codes == [.zeroQuantity])
    #expect(makerName(market, 50) == 1)
  }

  @Test func `a refused replace changes nothing`() {
    let market = Market()
    market.first(limit(.buy, 3, 9, 1), limit(.buy, 3, 9, 2))
    let before = market.desk.engine.records(StateSectionNumber.orders)
    let position = market.desk.engine.position(1, 0)
    let outputs = market.first(
      replace(1, 21, 9), replace(1, 3, 51), replace(1, 3, 5, to: 2),
      ReplaceOrder(market: 1, clientOrder: 1, price: 5, quantity: 1))
    #expect(
      outputs.codes == [
        .priceOutsideBand, .quantityAboveMax, .duplicateClientOrder, .wrongGroup,
      ])
    let elsewhere = ReplaceOrder(market: 1, clientOrder: 1, price: 5, quantity: 1)
    #expect(market.first(elsewhere, group: 1).codes == [.unknownOrder], "it is in another market")
    #expect(market.desk.engine.records(StateSectionNumber.orders) == before)
    #expect(market.desk.engine.position(1, 0) == position)
  }

  @Test func `an order of another account answers exactly as an unknown one`() {
    let market = Market()
    let order = market.first(limit(.buy, 3, 9, 1)).results[0].order
    func shape(_ outputs: [Output]) -> [CommandResult] {
      outputs.results.map {
        var result = $0
        (result.nonce, result.logIndex, result.reportSequence) = (0, 0, 0)
        return result
      }
    }
    let taken = market.second(
      CancelOrder(order: order, clientOrder: 4),
      ReplaceOrder(order: order, clientOrder: 4, price: 1, quantity: 1))
    let unknown = market.second(
      CancelOrder(order: order + 99, clientOrder: 4),
      ReplaceOrder(order: order + 99, clientOrder: 4, price: 1, quantity: 1))
    #expect(shape(taken) == shape(unknown))
    #expect(taken.codes == [.unknownOrder, .unknownOrder])
  }

  @Test func `a client number is free again when its order is gone`() {
    let market = Market()
    market.first(limit(.buy, 3, 1, 1), limit(.buy, 2, 1, 2))
    market.second(limit(.sell, 3, 1, 1))
    let outputs = market.first(
      limit(.buy, 3, 1, 1), CancelOrder(clientOrder: 2), limit(.buy, 3, 1, 2))
    #expect(outputs.codes == [accepted, accepted, accepted])
  }

  @Test(arguments: [TimeInForce.goodTillCancel, .immediateOrCancel])
  func `a sweep stops at fillsPerCommandMax and its remainder is cancelled`(_ time: TimeInForce) {
    let market = Market()
    market.first(
      limit(.sell, 1, 1, 1), limit(.sell, 1, 1, 2), limit(.sell, 2, 1, 3), limit(.sell, 2, 1, 4),
      limit(.sell, 3, 1, 5))
    let outputs = market.second(limit(.buy, 3, 9, 1, time))
    #expect(outputs.matches.count == 4)
    #expect(outputs.matches.map(\.price) == [1, 1, 2, 2])
    #expect(outputs.closures.map(\.report.reasonValue) == [.fillsMax])
    #expect(outputs.closures[0].report.quantity == 5 && outputs.results[0].openQuantity == 0)
    #expect(market.desk.engine.orderCount == 1)
    #expect(market.desk.engine.position(2, 0) == (4, 0, 0))
  }

  @Test func `a sweep of exactly fillsPerCommandMax makers rests what is left`() {
    let market = Market()
    market.first(
      limit(.sell, 1, 1, 1), limit(.sell, 1, 1, 2), limit(.sell, 2, 1, 3), limit(.sell, 2, 1, 4))
    let outputs = market.second(limit(.buy, 3, 9, 1))
    #expect(outputs.results[0].openQuantity == 5 && outputs.closures.isEmpty)
  }

  @Test func `what an immediate order cannot trade is cancelled and never public`() {
    let market = Market()
    let outputs = market.first(limit(.buy, 3, 5, 1, .immediateOrCancel))
    #expect(outputs.closures.map(\.report.reasonValue) == [.immediateOrCancel])
    #expect(outputs.count == 2 && market.desk.engine.orderCount == 0)
  }

  @Test func `an order may trade with its own account, which changes no position`() {
    let market = Market()
    market.first(limit(.buy, 3, 5, 1))
    let outputs = market.first(limit(.sell, 3, 2, 2))
    #expect(outputs.fills.count == 2 && outputs.matches.count == 1)
    #expect(market.desk.engine.position(1, 0) == (0, 3, 0))
    // Fee 300 and rebate 100 millionths of 3 × 2 × 1,000, each rounded up: 2 and -0.
    #expect(market.desk.engine.cash(1) == Int128(999_998))
  }

  @Test func `the position limit counts what is held and what is open, each way alone`() {
    let market = Market(testGenesis { $0.positionLotsMax = 10 })
    #expect(
      market.first(limit(.buy, 1, 6, 1), limit(.sell, 5, 10, 2)).codes == [accepted, accepted])
    #expect(
      market.first(limit(.buy, 1, 5, 3), limit(.buy, 1, 4, 4)).codes == [.positionMax, accepted])
    #expect(market.first(limit(.sell, 5, 1, 5)).codes == [.positionMax])
    market.second(limit(.sell, 1, 6, 1))
    #expect(market.desk.engine.position(1, 0) == (6, 4, 10))
    // Six long: ten to sell could leave four short, so six more may be offered.
    #expect(
      market.first(limit(.sell, 5, 6, 5), limit(.sell, 5, 1, 6)).codes == [accepted, .positionMax])
    // And it never stops a refusal from being a refusal: an immediate order is judged alike.
    #expect(market.first(limit(.buy, 20, 1, 7, .immediateOrCancel)).codes == [.positionMax])
  }

  @Test func `a replace is judged as if the old size were gone`() {
    let market = Market(testGenesis { $0.positionLotsMax = 10 })
    market.first(limit(.buy, 1, 6, 1), limit(.buy, 1, 3, 2))
    #expect(market.first(replace(1, 1, 8)).codes == [.positionMax])
    #expect(market.first(replace(1, 1, 7)).codes == [accepted])
    #expect(market.desk.engine.position(1, 0) == (0, 10, 0))
  }

  @Test func `a replacement that crosses trades as a taker under the same number`() {
    let market = Market()
    market.second(limit(.sell, 5, 2, 1))
    let order = market.first(limit(.buy, 3, 6, 1)).results[0].order
    let outputs = market.first(replace(1, 5, 4))
    #expect(outputs.fills.map(\.fill.order).contains(order))
    #expect(outputs.results[0].openQuantity == 2 && outputs.results[0].order == order)
    #expect(market.desk.engine.position(1, 0) == (2, 2, 0))
    #expect(outputs.closures.isEmpty, "being replaced is not being closed")
  }
}
