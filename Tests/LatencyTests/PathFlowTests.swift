// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Latency

@Suite struct PathFlowTests {
  /// What must hold of a flow for its outcomes to be known: checked by a naive book.
  @Test(arguments: [1, 2, 4]) func `outcomes follow from the flow alone`(sessions: Int) {
    var flow = PathFlow(sessions: sessions, mix: PathMix(), seed: 3)
    var live: [UInt64: (session: UInt16, lots: UInt64, isNear: Bool)] = [:]
    var near: [Int: UInt64] = [:]
    var numbers: Set<UInt64> = []
    func apply(_ command: PathCommand) {
      switch command.kind {
      case .enter, .near:
        #expect(numbers.insert(command.order).inserted)
        live[command.order] = (command.session, command.lots, command.kind == .near)
        let isBid = command.side == 0
        if command.kind == .near {
          near[Int(command.market) * 2 + Int(command.side), default: 0] += command.lots
          #expect(command.session == 0)
        }
        // Bids and asks never meet, and takers reach no further than what rests near.
        let far = command.kind == .enter ? 100 : 1
        #expect(isBid ? command.price <= 10_000 - Int64(far) : command.price >= 10_000 + Int64(far))
      case .take:
        #expect(numbers.insert(command.order).inserted && command.session != 0)
        let place = Int(command.market) * 2 + Int(1 - command.side)
        #expect(near[place, default: 0] >= command.lots)
        near[place, default: 0] -= command.lots
        #expect(abs(command.price - 10_000) == 5)
      case .cancel:
        let order = live.removeValue(forKey: command.order)
        #expect(order?.session == command.session && order?.isNear == false)
      case .replace:
        let order = live.removeValue(forKey: command.order)
        #expect(order?.session == command.session && order?.lots == command.lots)
        #expect(numbers.insert(command.replacement).inserted)
        live[command.replacement] = (command.session, command.lots, false)
      case .recorded: Issue.record("a generated flow records nothing")
      }
    }
    for command in flow.opening() { apply(command) }
    flow.settle { _ in true }
    for _ in 0..<3 {
      for command in flow.commands(5_000) { apply(command) }
      flow.settle { _ in true }
    }
    #expect(live.count < 20_000)
  }

  @Test func `what was never there is not cancelled later`() {
    var flow = PathFlow(sessions: 1, mix: PathMix(), seed: 3)
    let opening = flow.opening()
    // Nothing but the first order came to be.
    flow.settle { $0 == 0 }
    let again = flow.opening()
    #expect(again.count { $0.kind == .enter } == PathFlow.farMin - 1)
    #expect(again.count { $0.kind == .near } == opening.count { $0.kind == .near })
    #expect(opening[0].kind == .enter)
  }

  @Test(arguments: ["enter", "enter=-1", "cancel=1", "enter=1,walk=2", "enter=x", ""])
  func `a mix that means nothing is refused`(text: String) {
    #expect(throws: BenchError.self) { try PathMix(text) }
  }

  @Test func `a mix is read`() throws {
    let mix = try PathMix("enter=3,take=1")
    #expect(mix.enter == 3 && mix.take == 1 && mix.cancel == 0 && mix.replace == 0)
  }
}
