// SPDX-License-Identifier: Apache-2.0

import OrderFlow
import Quantities
import Testing

@Suite struct GoldenStepperTests {
  /// A venue played by the shadow book.
  private struct Play {
    var mismatches: [GoldenStepper.Mismatch] = []
    var steps = 0
    var seeds = 0
    var withdrawals = 0
    var refusals = 0
    /// Rows at which leaving the message's own commands out would not have been noticed.
    var unnoticed: [UInt64] = []

    /// Plays a pair; `leaveOut` is the number of a message whose commands are not sent.
    init(_ stepper: consuming GoldenStepper, leaveOut: UInt64? = nil, stopsEarly: Bool = false)
      throws
    {
      let depth = stepper.depth
      var book = ShadowBook()
      func send(_ commands: [PlannedCommand], _ book: inout ShadowBook) -> Int {
        var fills: [ShadowFill] = []
        var refused = 0
        for command in commands {
          do { try book.apply(command, fills: &fills) } catch { refused += 1 }
        }
        return refused
      }
      func top(_ book: ShadowBook) -> GoldenLevels {
        GoldenLevels(bids: book.top(.buy, depth), asks: book.top(.sell, depth))
      }
      refusals += send(try stepper.start(), &book)
      if let wrong = stepper.compare(ownTop: top(book)) { mismatches.append(wrong) }
      while let step = try stepper.next(ownBook: { book.lots($0, $1) }) {
        steps += 1
        var without = book
        _ = send(step.seedCommands, &without)
        if stepper.compare(ownTop: top(without)) == nil, step.event.kind != .executeHidden {
          unnoticed.append(step.row)
        }
        refusals += send(step.row == leaveOut ? step.seedCommands : step.commands, &book)
        if let wrong = stepper.compare(ownTop: top(book)) {
          mismatches.append(wrong)
          if stopsEarly { break }
        }
      }
      seeds = stepper.seedCount
      withdrawals = stepper.withdrawalCount
    }
  }

  private func recorded() throws -> GoldenStepper? {
    guard let messages = SharedData.path(SharedData.lobsterMessages),
      let rows = SharedData.path(SharedData.lobsterBook)
    else { return nil }
    return GoldenStepper(messages: try FlowFile.open(messages), rows: try GoldenBook.open(rows))
  }

  private func made(_ seed: UInt64, _ messages: Int) throws -> GoldenStepper {
    let pair = GoldenPair(seed: seed, messages: messages)
    return GoldenStepper(
      messages: try FlowFile(bytes: Array(pair.messages.utf8), name: "m", format: .lobster),
      rows: try GoldenBook(bytes: Array(pair.rows.utf8), name: "r"))
  }

  @Test func `all recorded messages lead to their golden rows`() throws {
    guard let stepper = try recorded() else { return }
    let play = try Play(stepper)
    print("golden: \(play.steps) messages, \(play.seeds) seeds, \(play.withdrawals) withdrawals")
    #expect(play.mismatches == [])
    #expect(play.steps == 998)
    #expect(play.seeds == 11)
    #expect(play.withdrawals == 3)
    #expect(play.refusals == 0)
    // Every visible message is noticed at its own row when it is left out.
    #expect(play.unnoticed == [])
  }

  @Test(arguments: stride(from: UInt64(2), through: 990, by: 52).map { $0 })
  func `leaving one recorded message out makes the comparison fail at its row`(row: UInt64) throws {
    guard var probe = try recorded() else { return }
    _ = try probe.start()
    // The next message from `row` on that changes the visible book.
    var chosen = row
    while let step = try probe.next(ownBook: { _, _ in 0 }) {
      if step.row >= row, !step.messageCommands.isEmpty {
        chosen = step.row
        break
      }
    }
    guard let stepper = try recorded() else { return }
    let play = try Play(stepper, leaveOut: chosen, stopsEarly: true)
    #expect(play.mismatches.first?.row == chosen)
  }

  @Test(arguments: 0..<UInt64(40))
  func `a made market is followed whatever happens out of sight`(seed: UInt64) throws {
    let play = try Play(try made(seed, 300))
    #expect(play.mismatches == [], "seed \(seed)")
    #expect(play.unnoticed == [], "seed \(seed)")
    #expect(play.steps == 299, "seed \(seed)")
    // Without anything out of sight this would test little.
    #expect(play.seeds > 0 && play.withdrawals > 0, "seed \(seed)")
  }

  @Test func `an error of the venue out of sight is not hidden by a seed`() throws {
    let messages = "1,1,1,5,97,1\n2,1,9,1,98,1\n3,3,9,1,98,1\n"
    let rows = "101,1,97,5\n101,1,98,1\n101,1,97,5\n"
    var stepper = GoldenStepper(
      messages: try FlowFile(bytes: Array(messages.utf8), name: "m"),
      rows: try GoldenBook(bytes: Array(rows.utf8), name: "r"))
    #expect(try stepper.start().map(\.lots) == [5, 1])
    _ = try stepper.next(ownBook: { _, _ in 0 })
    let step = try stepper.next(ownBook: { _, _ in 4 })
    #expect(step?.seeds == [])
    #expect(step?.commands.map(\.kind) == [.cancel])
    let golden = GoldenLevels(
      bids: [BookLevel(priceTicks: 97, lots: 5)], asks: [BookLevel(priceTicks: 101, lots: 1)])
    let wrong = stepper.compare(ownTop: golden)
    #expect(wrong?.level == 0)
    #expect(wrong?.found == BookLevel(priceTicks: 97, lots: 4))
  }

  @Test func `a price within sight is never seeded`() throws {
    // Row 2 shows more at 99 than its message put there, and a level at 98 from nowhere.
    let messages = "1,1,1,5,99,1\n2,1,2,1,97,1\n"
    let rows = "101,1,99,5,102,1,96,1\n101,1,99,6,102,1,98,1\n"
    var stepper = GoldenStepper(
      messages: try FlowFile(bytes: Array(messages.utf8), name: "m"),
      rows: try GoldenBook(bytes: Array(rows.utf8), name: "r"))
    _ = try stepper.start()
    let step = try stepper.next(ownBook: { _, _ in 0 })
    #expect(step?.seeds == [])
    #expect(step?.commands.map(\.clientID) == [2])
  }

  @Test func `the price of the message is never seeded`() throws {
    // Row 2 has lost its only bid and shows seven where the message put one.
    var stepper = GoldenStepper(
      messages: try FlowFile(bytes: Array("1,1,1,5,99,1\n2,1,2,1,98,1\n".utf8), name: "m"),
      rows: try GoldenBook(bytes: Array("101,1,99,5\n101,1,98,7\n".utf8), name: "r"))
    _ = try stepper.start()
    let step = try stepper.next(ownBook: { _, _ in 0 })
    #expect(step?.seeds == [])
    #expect(step?.commands.map(\.clientID) == [2])
  }

  @Test func `files of different length are refused`() throws {
    let pair = GoldenPair(seed: 3, messages: 5)
    let shortRows = pair.rows.split(separator: "\n").dropLast().joined(separator: "\n")
    let shortMessages = pair.messages.split(separator: "\n").dropLast().joined(separator: "\n")
    for (messages, rows) in [(pair.messages, shortRows), (shortMessages, pair.rows)] {
      var stepper = GoldenStepper(
        messages: try FlowFile(bytes: Array(messages.utf8), name: "m"),
        rows: try GoldenBook(bytes: Array(rows.utf8), name: "r"))
      _ = try stepper.start()
      var thrown: FlowError?
      do {
        while try stepper.next(ownBook: { _, _ in 0 }) != nil {}
      } catch {
        thrown = error
      }
      #expect(thrown?.problem == .rowsEnded(rows: 4))
    }
  }

  @Test(arguments: [
    ("1,2,3\n", "columns"), ("101,1,99,x\n", "bid size 1"),
    ("101,1,99,1,101,1,98,1\n", "ask level"),
    ("101,1,99,1,102,1,99,1\n", "bid level"), ("101,0,99,1\n", "ask level 1"),
    ("-5,1,99,1\n", "ask level 1"), ("101,1099511627777,99,1\n", "ask size 1"),
  ])
  func `a bad golden row is an error that names its line`(row: String, part: String) throws {
    var thrown: FlowError?
    do {
      var book = try GoldenBook(bytes: Array(row.utf8), name: "r")
      _ = try book.next()
    } catch {
      thrown = error
    }
    #expect(thrown?.place == .line(1))
    #expect(thrown?.description.contains(part) == true, "\(thrown?.description ?? "none")")
  }
}
