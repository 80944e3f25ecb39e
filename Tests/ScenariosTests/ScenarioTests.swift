// SPDX-License-Identifier: Apache-2.0

import Testing
import WireFormat

@testable import Scenarios

/// The runner: what is planted wrong is seen, what is malformed is said.
@Suite struct ScenarioTests {
  static let stage = """
    rule a rule
    market 0 band 1..999
    account 1
    account 2

    """
  static let trade = """
    scenario A trade
    1: sell 5 @ 100 as a
      1 accepted a open 5
      feed added a sell 5 @ 100
    2: buy 6 @ 100 as b
      2 accepted b open 1
      2 fill b 5 @ 100 taker open 1
      1 fill a 5 @ 100 maker open 0
      feed executed a 5
      feed added b buy 1 @ 100
    book 0: b:1@100 |
    position 1 0: -5
    position 2 0: +5
    cash 1: 500
    fees: 0
    state 0: open

    """

  private func failure(_ text: String) throws -> String? {
    try ScenarioFile(name: "x", text: Self.stage + text).run()[0].failure
  }

  @Test func `a scenario that says what comes holds`() throws {
    #expect(try failure(Self.trade) == nil)
  }

  @Test func `the example holds`() throws {
    let file = try ScenarioFile(name: "x", text: ScenarioFile.example)
    #expect(try file.run().map(\.failure) == [nil])
  }

  @Test(
    arguments: [
      ("1 accepted a open 5", "1 accepted a open 4", 6),
      ("2 fill b 5 @ 100", "2 fill b 5 @ 99", 9),
      ("maker open 0", "maker open 0 fee 1", 9), ("1 fill a", "2 fill a", 9),
      ("maker open 0", "maker open 0 match=2", 9), ("  1 fill a 5 @ 100 maker open 0\n", "", 9),
      ("  2 accepted b open 1\n", "", 9), ("feed executed a 5", "feed nothing", 9),
      ("  feed executed a 5\n", "", 9), ("b:1@100 |", "b:2@100 |", 15),
      ("b:1@100 |", "a:1@100 |", 15),
      ("b:1@100 |", "| b:1@100", 15), ("position 1 0: -5", "position 1 0: +5", 16),
      ("cash 1: 500", "cash 1: 499", 18), ("fees: 0", "fees: 1", 19), ("open\n\n", "halted\n", 20),
      ("buy 6", "buy 5", 9), ("as b\n", "as b\n  1 accepted a open 5\n", 9),
    ])
  func `what is planted wrong is seen at its line`(
    _ right: String, _ wrong: String, _ line: Int
  ) throws {
    let text = (Self.trade + "\n").replacing(right, with: wrong, maxReplacements: 1)
    #expect(text != Self.trade + "\n")
    let failure = try #require(try failure(text))
    #expect(failure.hasPrefix("x:\(line): A trade"), "\(failure)")
  }

  @Test func `two reports in the wrong order are seen`() throws {
    let fills = "  2 fill b 5 @ 100 taker open 1\n  1 fill a 5 @ 100 maker open 0\n"
    let lines = fills.split(separator: "\n")
    let text = Self.trade.replacing(fills, with: "\(lines[1])\n\(lines[0])\n")
    let failure = try #require(try failure(text))
    #expect(failure.contains("- 1 fill a") || failure.contains("- 2 fill b"))
  }

  @Test func `a stage that is not accepted fails`() throws {
    let failure = try failure("scenario x\naccount 1\n1: noop\n  1 accepted\n")
    #expect(failure?.contains("+ operator rejected accountTaken") == true)
  }

  @Test func `a failing scenario does not keep the next from being played`() throws {
    let text = Self.stage + "scenario y\n1: noop\n" + Self.trade
    let results = try ScenarioFile(name: "x", text: text).run()
    #expect(results.map { $0.failure == nil } == [false, true])
    #expect(results.map(\.rule) == ["a rule", "a rule"])
  }

  // MARK: Filling

  @Test func `filling says what comes, and keeps what is right`() throws {
    let file = try ScenarioFile(name: "x", text: Self.stage + Self.trade)
    #expect(try file.filled() == Self.stage + Self.trade)
    let bare =
      Self.stage + """
        scenario A trade
        # a comment
        1: sell 5 @ 100 as o{1..2}
        2: buy 6 @ 100 as b  # another
          feed nothing
        book 0: nothing

        """
    let filled = try ScenarioFile(name: "x", text: bare).filled()
    #expect(try ScenarioFile(name: "x", text: filled).run()[0].failure == nil)
    #expect(filled.contains("# a comment") && filled.contains("# another"))
    #expect(filled.contains("  feed executed o1 5\n") && filled.contains("book 0: | o2:4@100"))
  }

  // MARK: Malformed lines

  static let malformed: [(text: String, line: Int, says: String)] = [
    ("1: sell 5", 6, "sell is not complete; write sell quantity @ price"),
    ("1: sell five @ 100", 6, "five is no number"),
    ("1: sell -5 @ 100", 6, "-5 does not fit quantity of NewOrder"),
    ("1: sell 5 @ 100 whenever", 6, "whenever means nothing in NewOrder; write one of on, as, ioc"),
    ("1: sell 5 @ 100 as", 6, "as has nothing after it"),
    ("1: sell 5 @ 100 size=4", 6, "NewOrder has no field size; write one of market, side"),
    ("1: hold", 6, "hold is no command; write one of buy, sell"),
    ("1:", 6, "there is no command"),
    ("1: noop;", 6, "there is no command"),
    ("1: send Nothing", 6, "Nothing is no command of the schema; write one of NewOrder"),
    ("1: send Fill", 6, "Fill is no command of the schema"),
    ("1: send", 6, "send names no command"),
    ("1: noop; logon", 6, "a logon is no command"),
    ("1: cancel-all prices 5", 6, "5 is no range; write prices LOW..HIGH"),
    ("1: down maybe", 6, "down says not how; write down and logout, silence, replaced"),
    ("member: noop", 6, "member is nobody"),
    ("1 nonce=4: noop", 6, "nonce=4 is not understood"),
    ("1 with price=4: noop", 6, "CommandHeader has no field price"),
    ("later", 6, "later begins no line"),
    ("time", 6, "time says not how long; write time +5s"),
    ("time +5d", 6, "+5d is no number; write one like 5s"),
    ("time -5s", 6, "-5s is no length of time"),
    ("book: |", 6, "book lacks a number"),
    ("book 0: |\n  1 accepted", 7, "nothing is heard of that line"),
    ("market 1\n  1 accepted", 7, "nothing is heard of that line"),
    ("1: noop\nvenue ordersMax=3", 7, "venue comes after other lines"),
    ("key 5", 6, "key names no key"),
    ("account", 6, "account has no number"),
    ("1: noop\n  1 accepted {3..}", 7, "what is in braces is no range"),
    ("1: buy 1 @ 1 as x/y", 6, "x/y has no tag"),
    ("9: again", 6, "key 9 sent nothing yet"),
    ("1: buy 1 @ 1 as o{1..17}", 6, "more commands than"),
    ("1: noop\nscenario", 7, "the scenario has no title"),
    ("1: noop\nscenario t", 7, "line 5 has that title too"),
  ]

  @Test(arguments: malformed.indices)
  func `a malformed line is said with its place, cause and remedy`(_ place: Int) {
    let (text, line, says) = Self.malformed[place]
    do throws(ScenarioError) {
      let file = try ScenarioFile(
        name: "x", text: Self.stage + "scenario t\n" + text + "\n")
      _ = try file.run()
      Issue.record("accepted: \(text)")
    } catch {
      #expect(error.line == line && error.description.contains(says), "\(error)")
      #expect(!error.description.contains("\n") && !error.remedy.isEmpty)
    }
  }

  @Test(
    arguments: [
      ("", "holds no scenario"), ("scenario x\nmarket 0\n", "names no rule"),
      ("rule r\nscenario x\nmarket 0\n", "has no step"), ("1: noop\n", "before the first scenario"),
      ("  1 accepted\n", "there is no step"), ("venue cheese=1\n", "Genesis has no field cheese"),
      ("venue operators=1\n", "does not begin with key 0"),
      ("venue marketsMax=0\nrule r\nscenario x\n1: noop\n", "marketsMax 0; accepted: 1...65536"),
    ])
  func `a malformed file is said so`(_ text: String, _ says: String) {
    do throws(ScenarioError) {
      _ = try ScenarioFile(name: "x", text: text).run()
      Issue.record("accepted: \(text)")
    } catch { #expect(error.description.contains(says), "\(error)") }
  }

  // MARK: The vocabulary

  @Test func `every field of every command is reached by its schema name`() throws {
    #expect(Catalogue.wire.commandNames.count >= 14)
    for name in Catalogue.wire.commandNames {
      let shape = Catalogue.wire.message(name)
      for field in shape.fields where !field.isReserved {
        let draft = try Draft(command: "send \(name) \(field.name)=1")
        #expect(draft.settings.count == 1 && draft.settings[0].field.offset == field.offset)
      }
    }
  }

  @Test func `the catalogue is the codecs'`() {
    for template in Template.allCases {
      let shape = Catalogue.wire.message(template: template.wire)
      #expect(shape?.blockBytes == template.blockBytes, "\(template)")
    }
    #expect(Catalogue.wire.messages.count == Template.allCases.count)
    #expect(
      Catalogue.wire.enums["RejectCode"]?.count == RejectCode.allCases.count)
  }

  @Test func `the vocabulary names what the schema has`() throws {
    for verb in Vocabulary.verbs {
      for message in verb.messages {
        var draft = Draft(Catalogue.wire.message(message))
        try draft.add(settings: verb.presets)
      }
    }
    for word in Vocabulary.words {
      for message in word.messages {
        var draft = Draft(Catalogue.wire.message(message))
        let settings = word.settings.replacing("$1", with: "0").replacing("$2", with: "0")
          .replacing("$", with: "0")
        try draft.add(settings: settings)
      }
    }
    for pattern in Vocabulary.patterns {
      let shape = Catalogue.wire.message(pattern.message)
      for field in pattern.mentioned {
        #expect(shape.field(field) != nil, "\(shape.name) \(field)")
      }
    }
    for name in Vocabulary.bits.keys {
      let sides = name.split(separator: ".").map(String.init)
      #expect(Catalogue.wire.message(sides[0]).field(sides[1]) != nil, "\(name)")
    }
  }

  @Test(
    arguments: [
      ("5", 5), ("-3", -3), ("1_000", 1_000), ("2^40+1", (1 << 40) + 1), ("2^4-2^3", 8),
      ("-2^40", -(1 << 40)),
    ] as [(String, Int128)])
  func `numbers are read`(_ text: String, _ value: Int128) throws {
    #expect(try Value.sum(text) == value)
  }

  @Test(
    arguments: [
      ("5s", 5_000_000_000), ("+200ms", 200_000_000), ("24h+1ns", 86_400_000_000_001), ("3", 3),
      ("1m-1us", 59_999_999_000),
    ] as [(String, UInt64)])
  func `spans are read`(_ text: String, _ value: UInt64) throws {
    #expect(try Value.span(text) == value)
  }
}
