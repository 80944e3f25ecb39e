// SPDX-License-Identifier: Apache-2.0

import CEngineABI
import Testing

@testable import EngineABI

/// The calls as Swift sees them. `Tools/check-engine-abi` tries the library from C and Python, against
/// a naive engine.
@Suite struct EngineABITests {
  private static func limits(reportsMax: UInt64) -> mle_limits {
    var limits = mle_limits()
    limits.version = MLE_VERSION
    limits.markets_max = 1
    limits.accounts_max = 2
    limits.orders_max = 8
    limits.open_orders_per_account_max = 8
    limits.fills_per_command_max = 4
    limits.quantity_max = 100
    limits.reports_max = reportsMax
    limits.window_ticks = 256
    limits.windows_max = 2
    return limits
  }

  private static func order(_ number: UInt64, _ side: Int, _ lots: UInt64) -> mle_command {
    var command = mle_command()
    command.kind = UInt8(MLE_NEW)
    command.side = UInt8(side)
    command.self_trade = UInt8(MLE_SELF_TRADE_ALLOWED)
    command.account = UInt32(number % 2)
    command.client_order = number
    command.price = 10
    command.quantity = lots
    return command
  }

  private static func drain(_ engine: OpaquePointer?) -> [mle_report] {
    var reports = [mle_report](repeating: mle_report(), count: 64)
    let count = Int(mle_drain(engine, &reports, 64))
    return Array(reports.prefix(count))
  }

  @Test func `a batch that is looked ahead in comes to what single commands do`() throws {
    // From 32,768 orders on a batch tells the books what comes.
    let count: UInt64 = 36_000
    var commands = (1...count).map { number in
      var command = Self.order(number, MLE_SELL, 5)
      command.price = Int64(number % 19) + 1
      return command
    }
    for number in stride(from: count, to: count - 3_000, by: -1) {
      var command = mle_command()
      command.kind = UInt8(MLE_CANCEL)
      command.account = UInt32(number % 2)
      // An order's number is its slot and generation; every seventh is one that never was.
      command.order = (number % 7 == 0 ? 2 : 1) << 32 | number
      commands.append(command)
    }
    var hashes: [[UInt8]] = []
    for batch in [1, 1_000] {
      var engine: OpaquePointer?
      var limits = Self.limits(reportsMax: 4_096)
      limits.orders_max = count
      limits.open_orders_per_account_max = count
      try #require(mle_create(&limits, &engine) == MLE_OK)
      defer { mle_destroy(engine) }
      #expect(mle_list(engine, 0, 1, 20) == MLE_OK)
      var reports = [mle_report](repeating: mle_report(), count: 4_096)
      for first in stride(from: 0, to: commands.count, by: batch) {
        let some = Array(commands[first..<min(first + batch, commands.count)])
        try #require(mle_submit(engine, some, some.count) == some.count)
        #expect(mle_drain(engine, &reports, 4_096) >= some.count)
      }
      #expect(mle_open_orders(engine) == 33_428)
      var hash = [UInt8](repeating: 0, count: 32)
      try #require(mle_hash(engine, &hash) == MLE_OK)
      hashes.append(hash)
    }
    #expect(hashes[0] == hashes[1])
  }

  @Test func `a full queue stops a batch, and nothing is lost`() throws {
    var engine: OpaquePointer?
    var limits = Self.limits(reportsMax: 20)
    try #require(mle_create(&limits, &engine) == MLE_OK)
    defer { mle_destroy(engine) }
    #expect(mle_list(engine, 0, 1, 20) == MLE_OK)
    // Two reports a command; one command can cause up to nine, so the queue stops at its twelfth.
    let commands = (1...8).map { Self.order(UInt64($0), MLE_SELL, 5) }
    let taken = Int(mle_submit(engine, commands, 8))
    #expect(taken == 6)
    var reports = Self.drain(engine)
    #expect(reports.count == 12)
    #expect(mle_submit(engine, Array(commands[taken...]), 2) == 2)
    reports += Self.drain(engine)
    #expect(reports.map(\.command) == (1...8).flatMap { [$0, $0] })
    #expect(reports.map(\.client_order) == (1...8).flatMap { [$0, 0] })
    #expect(mle_open_orders(engine) == 8)
  }

  @Test func `the answer says what was traded, what rests and why no more does`() throws {
    var engine: OpaquePointer?
    var limits = Self.limits(reportsMax: 64)
    try #require(mle_create(&limits, &engine) == MLE_OK)
    defer { mle_destroy(engine) }
    #expect(mle_list(engine, 0, 1, 20) == MLE_OK)
    let sells = (1...5).map { Self.order(UInt64($0), MLE_SELL, 5) }
    #expect(mle_submit(engine, sells, 5) == 5)
    _ = Self.drain(engine)
    // It meets four makers and is stopped before the fifth.
    var buy = Self.order(6, MLE_BUY, 30)
    #expect(mle_submit(engine, &buy, 1) == 1)
    let reports = Self.drain(engine)
    #expect(reports.map { Int($0.kind) } == [3, 3, 3, 3, MLE_REMAINDER_CANCELLED, MLE_ANSWER])
    let answer = try #require(reports.last)
    #expect(answer.lots == 20 && answer.open == 0 && Int(answer.reason) == MLE_FILLS_MAX)
    #expect(reports[0].taker_client_order == 6 && reports[0].taker_open == 25)
    var price: Int64 = 0
    var lots: UInt64 = 0
    #expect(mle_best(engine, 0, UInt8(MLE_SELL), &price, &lots) == MLE_OK)
    #expect(price == 10 && lots == 5)
  }
}
