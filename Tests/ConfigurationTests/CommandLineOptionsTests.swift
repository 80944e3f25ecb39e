// SPDX-License-Identifier: Apache-2.0

import Configuration
import Testing

private enum Mode: String, CaseIterable { case open, closed }

@Suite struct CommandLineOptionsTests {
  private let options = CommandLineOptions(
    command: "matchlock bench", summary: "Measures latency.",
    options: [
      .flag("json", help: "print JSON"),
      .value("rate", "PER-SECOND", help: "orders per second", default: "1000"),
      .value("mode", "MODE", help: "open or closed loop"),
      .list("set", "KEY=VALUE", help: "a value in place of the file's"),
      .value("a-name-too-long-for-its-column", "X", help: "long"),
    ],
    operands: [
      .required("FILE", help: "what to run"), .rest("MORE", help: "more of them", countMax: 2),
    ])

  private func error(_ arguments: String...) -> CommandLineError? {
    do {
      _ = try options.parse(arguments)
      return nil
    } catch {
      return error
    }
  }

  @Test func `flags, both forms of value, operands and the end of options are understood`() throws {
    let values = try options.parse([
      "--json", "a", "--rate=5", "--set", "x=1", "--set=y=--2", "--mode", "closed", "--", "--b",
    ])
    #expect(values.flag("json"))
    #expect(values.value("rate") == "5")
    #expect(try values.integer("rate", in: 1...9) == 5)
    #expect(try values.number("rate", in: 1...9) == 5.0)
    #expect(values.values("set") == ["x=1", "y=--2"])
    #expect(try values.choice("mode", of: Mode.self) == .closed)
    #expect(values.rest == ["a", "--b"])
    #expect(values.operand("FILE") == "a")
    #expect(!values.wantsHelp)
  }

  @Test func `defaults hold until something is given`() throws {
    let values = try options.parse(["a"])
    #expect(!values.flag("json") && !values.isGiven("rate"))
    #expect(try values.integer("rate", in: 1...UInt32.max) == 1000)
    #expect(values.value("mode") == nil)
    #expect(try values.choice("mode", of: Mode.self) == nil)
    #expect(values.values("set") == [])
    #expect(try options.parse(["a", "--rate", "-5"]).value("rate") == "-5")
    #expect(try options.parse(["a", "--rate="]).value("rate") == "")
  }

  @Test func `each mistake has its own error, with cause and remedy`() {
    #expect(error("a", "--jsn") == .unknownOption("--jsn", nearest: "--json"))
    #expect(error("a", "--RATE", "3") == .unknownOption("--RATE", nearest: "--rate"))
    #expect(error("a", "--xyzzy") == .unknownOption("--xyzzy", nearest: nil))
    #expect(error("a", "-j") == .unknownOption("-j", nearest: nil))
    #expect(error("a", "--rate") == .missingValue("--rate", placeholder: "PER-SECOND"))
    #expect(error("a", "--rate", "--json") == .missingValue("--rate", placeholder: "PER-SECOND"))
    #expect(error("a", "--json=1") == .unexpectedValue("--json"))
    #expect(error("a", "--rate=1", "--rate=2") == .repeatedOption("--rate"))
    #expect(error() == .missingOperand("FILE"))
    #expect(error("a", "b", "c", "d") == .unexpectedOperand("d"))
    #expect("\(error("a", "--jsn")!)" == "--jsn: unknown option; is --json meant?")
    #expect(
      "\(error("a", "--rate")!)"
        == "--rate: needs a value; write --rate PER-SECOND, or --rate=PER-SECOND")
    #expect("\(error("a", "--\u{1b}[2J")!)".unicodeScalars.allSatisfy { $0.value >= 32 })
  }

  @Test func `values of the wrong form say what would be accepted`() throws {
    let values = try options.parse(["a", "--rate", "1e3", "--mode", "opne"])
    #expect(
      throws: CommandLineError.malformedValue(
        "--rate", value: "1e3", accepted: "integers 1...10")
    ) { try values.integer("rate", in: 1...10) }
    #expect(throws: CommandLineError.self) { try values.number("rate", in: 0...10) }
    #expect(try values.number("rate", in: 0...1000) == 1000)
    #expect(
      throws: CommandLineError.malformedValue(
        "--mode", value: "opne", accepted: "open, closed (is open meant?)")
    ) { try values.choice("mode", of: Mode.self) }
    let odd = try options.parse(["a", "--rate", "nan"])
    #expect(throws: CommandLineError.self) { try odd.number("rate", in: 0...10) }
  }

  @Test func `help is generated from the declarations, and asking for it forgives the rest`() throws
  {
    #expect(try options.parse(["--help"]).wantsHelp)
    #expect(try options.parse(["-h"]).wantsHelp)
    #expect(
      options.help == """
        usage: matchlock bench [options] FILE [MORE...]

        Measures latency.

        operands:
          FILE  what to run
          MORE  more of them

        options:
          --json             print JSON
          --rate PER-SECOND  orders per second (default: 1000)
          --mode MODE        open or closed loop
          --set KEY=VALUE    a value in place of the file's (may be repeated)
          --a-name-too-long-for-its-column X
                             long
          --help             print this text

        """)
  }

  @Test func `asking for what was not declared stops the program`() async {
    await #expect(processExitsWith: .failure) {
      let options = CommandLineOptions(command: "x", summary: "y", options: [])
      print(try options.parse([]).value("rate") ?? "")
    }
    await #expect(processExitsWith: .failure) {
      print(CommandLineOptions(command: "", summary: "", options: [.flag("help", help: "")]).help)
    }
  }
}
