// SPDX-License-Identifier: Apache-2.0

import Configuration
import Testing

private enum Durability: String, CaseIterable { case none, disk, quorum }

/// The message of whatever reading throws.
private func message(
  _ text: String, _ overrides: [ConfigurationOverride], _ read: (ConfigurationFile) throws -> Void
) -> String {
  do {
    let file = try ConfigurationFile.parse(text: text, name: "matchlock.toml", overrides: overrides)
    try read(file)
    return "nothing thrown"
  } catch {
    return "\(error)"
  }
}

private func message(_ text: String, _ read: (ConfigurationFile) throws -> Void) -> String {
  message(text, [], read)
}

@Suite struct ConfigurationSectionTests {
  @Test func `values are read with their types, absent ones from their defaults`() throws {
    let file = try ConfigurationFile.parse(
      text: """
        name = "lab"
        [port]
        burst = 16
        ratio = 2
        promiscuous = true
        peers = ["a", "b"]
        cores = [2, 3]
        mac = "00ff10ABcdef"
        [journal]
        durability = "quorum"
        [[market]]
        symbol = "BTC"
        [market.fees]
        maker = -5
        [[market]]
        symbol = "ETH"
        [members.alice]
        weight = 18446744073709551
        [members."b.c"]
        """, name: "t.toml")
    #expect(try file.root.string("name") == "lab")
    let port = try file.section("port")
    #expect(port.isPresent)
    #expect(try port.integer("burst", in: 1...32, default: 32) == 16)
    #expect(try port.integer("queues", in: 1...4, default: 2) == 2)
    #expect(try port.number("ratio", in: 0...10) == 2.0)
    #expect(try port.boolean("promiscuous", default: false))
    #expect(try port.stringList("peers", count: 0...4) == ["a", "b"])
    #expect(try port.integerList("cores", in: UInt8(0)...255, count: 1...4) == [2, 3])
    #expect(try port.hexBytes("mac", count: 6) == [0, 255, 16, 0xAB, 0xCD, 0xEF])
    #expect(try port.optionalString("absent") == nil)
    let journal = try file.section("journal")
    #expect(try journal.choice("durability", default: Durability.disk) == .quorum)
    let markets = try file.sections("market", count: 1...8)
    #expect(try markets.map { try $0.string("symbol") } == ["BTC", "ETH"])
    #expect(try markets[0].section("fees").integer("maker", in: -10...10) == -5)
    #expect(try !markets[1].section("fees").isPresent)
    #expect(try markets[1].section("fees").integer("maker", in: -10...10, default: 1) == 1)
    let members = try file.namedSections("members", count: 0...10)
    #expect(members.map(\.name) == ["alice", "b.c"])
    #expect(try members[0].section.integer("weight", in: 0...UInt64.max) == 18_446_744_073_709_551)
    try file.finish()
  }

  @Test func `a mistake is told with its place, its key, what is wrong and what is accepted`() {
    let burst: (ConfigurationFile) throws -> Void = {
      _ = try $0.section("port").integer("burst", in: 1...32, default: 32)
    }
    #expect(
      message("[port]\n  burst = 70\n", burst)
        == "matchlock.toml:2:11: port.burst: 70 is out of range; accepted: integers 1...32")
    #expect(
      message("port.burst = 2.0", burst)
        == "matchlock.toml:1:14: port.burst: 2.0 is a float; accepted: integers 1...32")
    #expect(
      message("port.burst = \"32\"", burst)
        == "matchlock.toml:1:14: port.burst: \"32\" is a string; accepted: integers 1...32")
    #expect(
      message("port.burst = 2024-01-01", burst)
        == "matchlock.toml:1:14: port.burst: a date or time; accepted: integers 1...32")
    #expect(
      message("port.burst = [1]", burst)
        == "matchlock.toml:1:14: port.burst: an array; accepted: integers 1...32")
    #expect(
      message("port = 1", burst)
        == "matchlock.toml:1:8: port: 1 is an integer; accepted: a table, written [port]")
    #expect(
      message("[port]\ndriver = \"rnig\"") {
        _ = try $0.section("port").string("driver", oneOf: ["ring", "pcap"])
      }
        == "matchlock.toml:2:10: port.driver: \"rnig\" is not accepted (is \"ring\" meant?); "
        + "accepted: \"ring\", \"pcap\"")
    #expect(
      message("[[market]]\n[[market]]\ntick = true") {
        for market in try $0.sections("market", count: 1...4) {
          _ = try market.integer("tick", in: 1...9, default: 1)
        }
      } == "matchlock.toml:3:8: market[1].tick: true is a boolean; accepted: integers 1...9")
  }

  @Test(arguments: ["inf", "-inf", "nan", "1e999"])
  func `no number is infinite or not a number`(value: String) {
    let said = message("x = \(value)") { _ = try $0.root.number("x", in: -1e9...1e9) }
    #expect(said.hasPrefix("matchlock.toml:1:"), "\(said)")
  }

  @Test func `integers that do not fit their type are out of range, not truncated`() {
    for value in [-1, 256, 70_000, Int.max, Int.min] {
      let said = message("x = \(value)") {
        _ = try $0.root.integer("x", in: UInt8.min...UInt8.max)
      }
      #expect(
        said == "matchlock.toml:1:5: x: \(value) is out of range; accepted: integers 0...255")
    }
    let said = message("x = 9007199254740993") { _ = try $0.root.number("x", in: 0...1e30) }
    #expect(said.contains("has too many digits"))
  }

  @Test func `a missing key is told at its section, with the slip that explains it`() {
    #expect(
      message("a = 1\n[port]\ndrvier = \"ring\"") {
        _ = try $0.root.integer("a", in: 0...1)
        _ = try $0.section("port").string("driver", oneOf: ["ring"])
      }
        == "matchlock.toml:2:1: port.driver: missing (is it what is written drvier in line 3?); "
        + "accepted: \"ring\"")
    #expect(
      message("") { _ = try $0.section("port").boolean("x") }
        == "matchlock.toml:1:1: port.x: missing; accepted: true, false")
    #expect(
      message("") { _ = try $0.sections("market", count: 1...3) }
        == "matchlock.toml:1:1: market: missing; accepted: 1 to 3 tables, each written [[market]]")
  }

  @Test func `lists are bounded and typed to the last element`() {
    let read: (ConfigurationFile) throws -> Void = {
      _ = try $0.root.stringList("x", count: 1...2, oneOf: ["a", "b"])
    }
    #expect(message("x = ['a', 'b']", read) == "nothing thrown")
    #expect(message("x = []", read).contains("0 elements are out of range"))
    #expect(message("x = ['a', 'b', 'a']", read).contains("3 elements are out of range"))
    #expect(message("x = ['a', 1]", read).hasPrefix("matchlock.toml:1:11: x: 1 is an integer"))
    #expect(message("x = ['a', 'c']", read).contains("\"c\" is not accepted"))
    #expect(message("x = 'a'", read).contains("\"a\" is a string; accepted: an array of 1 to 2"))
    #expect(
      message("[[m]]\n[[m]]") { _ = try $0.sections("m", count: 0...1) }
        .contains("2 of them are out of range"))
    #expect(
      message("[m]") { _ = try $0.sections("m", count: 0...1) }.contains("each written [[m]]"))
    #expect(
      message("m = [{}, 1]") { _ = try $0.sections("m", count: 0...5) }.contains("1 is an integer"))
  }

  @Test func `hexadecimal bytes are exact in number and in digits`() {
    let read: (ConfigurationFile) throws -> Void = { _ = try $0.root.hexBytes("k", count: 2) }
    #expect(message("k = '00fF'", read) == "nothing thrown")
    for wrong in ["'00f'", "'00ff0'", "'00fg'", "''", "'0x0f'", "'é00'"] {
      let said = message("k = \(wrong)", read)
      #expect(said.hasPrefix("matchlock.toml:1:5: k: "), "\(wrong): \(said)")
      #expect(said.hasSuffix("accepted: 4 hexadecimal digits"))
    }
    #expect(message("k = 1234", read).contains("1234 is an integer"))
  }

  @Test func `what is concealed appears in no message and no listing`() throws {
    let secret = "00ff"
    let said = message("k = '\(secret)x'") {
      _ = try $0.root.hexBytes("k", count: 2, isConcealed: true)
    }
    #expect(said != "nothing thrown" && !said.contains(secret))
    let said2 = message("k = '\(secret)'") {
      _ = try $0.root.string("k", oneOf: ["a"], isConcealed: true)
    }
    #expect(said2 != "nothing thrown" && !said2.contains(secret))
    let file = try ConfigurationFile.parse(text: "k = '\(secret)'", name: "t")
    #expect(try file.root.string("k", isConcealed: true) == secret)
    #expect(!file.effective.description.contains(secret))
  }

  @Test func `strings are bounded and hostile ones cannot paint the terminal`() {
    let said = message("x = 'abcdef'") { _ = try $0.root.string("x", bytesMax: 5) }
    #expect(said.contains("6 bytes are too many; accepted: a string of at most 5 bytes"))
    let painted = message("x = \"\\u001b[2J\\u202e\\n\"") {
      _ = try $0.root.string("x", oneOf: ["y"])
    }
    #expect(painted.contains("\"\\u001B[2J\\u202E\\n\""))
    let key = message("\"\\u001b[2J\" = 1") { try $0.finish() }
    #expect(!key.unicodeScalars.contains("\u{1b}"))
  }

  @Test func `the caller's own findings carry the place too`() {
    let said = message("[verify]\ncount = 4") {
      let verify = try $0.section("verify")
      _ = try verify.integer("count", in: 1...8)
      throw verify.error("count", "4 lanes need 4 cores, there are 2", accepted: "1, 2")
    }
    #expect(
      said
        == "matchlock.toml:2:9: verify.count: 4 lanes need 4 cores, there are 2; accepted: 1, 2")
  }
}

@Suite struct UnknownKeyTests {
  private func read(_ file: ConfigurationFile) throws {
    let port = try file.section("port")
    _ = try port.integer("burst", in: 1...32, default: 32)
    _ = try port.string("driver", default: "ring")
    for market in try file.sections("market", count: 0...4) {
      _ = try market.string("symbol", default: "")
    }
    try file.finish()
  }

  @Test func `a key that nothing reads is an error, with the nearest accepted name`() {
    #expect(
      message("[port]\nburts = 3", read)
        == "matchlock.toml:2:1: port.burts: unknown key; accepted: burst, the nearest")
    #expect(
      message("[prot]\nburst = 3", read)
        == "matchlock.toml:1:2: prot: unknown key; accepted: port, the nearest")
    #expect(
      message("[port]\nzzz = 3", read)
        == "matchlock.toml:2:1: port.zzz: unknown key; accepted: burst, driver")
    #expect(
      message("[[market]]\n[[market]]\nsymbl = 'x'", read)
        == "matchlock.toml:3:1: market[1].symbl: unknown key; accepted: symbol, the nearest")
    #expect(
      message("[port.inner]\nx = 1", read)
        == "matchlock.toml:1:7: port.inner: unknown key; accepted: burst, driver")
    #expect(message("port.driver = 'x'\n[[market]]", [], read) == "nothing thrown")
  }

  @Test func `all of them can be listed, in the order of the file`() throws {
    let file = try ConfigurationFile.parse(text: "c = 1\nb = 1\na = 1\n[d]\ne = 1", name: "t")
    _ = try file.root.integer("b", in: 0...1)
    _ = try file.section("d")
    #expect(file.unknownKeys.map(\.keyPath) == ["c", "a", "d.e"])
  }
}

@Suite struct ConfigurationOverrideTests {
  private func set(_ assignment: String) throws -> ConfigurationOverride {
    try ConfigurationOverride(assignment: assignment, flag: "--set")
  }

  @Test func `an override stands in place of the file's value, of any type`() throws {
    let file = try ConfigurationFile.parse(
      text: "port.burst = 1\n[[m]]\nx = 1\n[[m]]\nx = 2", name: "t",
      overrides: [
        set("port.burst=9"), set("name=12"), set("host=10.0.0.1"), set("quoted=\"a b\""),
        set("on=true"), set("list=['a', 'b']"), set("m.1.x=7"), set("new.deep.key=1.5"),
        set("odd=1\ny=2"), set("again=1"), set("again=2"),
      ])
    #expect(try file.section("port").integer("burst", in: 0...99) == 9)
    #expect(try file.root.string("name") == "12")
    #expect(try file.root.string("host") == "10.0.0.1")
    #expect(try file.root.string("quoted") == "a b")
    #expect(try file.root.boolean("on"))
    #expect(try file.root.stringList("list", count: 2...2) == ["a", "b"])
    let elements = try file.sections("m", count: 2...2)
    #expect(try elements.map { try $0.integer("x", in: 0...9) } == [1, 7])
    #expect(try file.section("new").section("deep").number("key", in: 0...2) == 1.5)
    #expect(try file.root.string("odd") == "1\ny=2")
    #expect(try file.root.integer("again", in: 0...9) == 2)
    try file.finish()
    #expect(file.effective.description.contains("burst = 9  # flag --set"))
  }

  @Test func `a wrong override names the flag`() throws {
    let read: (ConfigurationFile) throws -> Void = {
      _ = try $0.section("port").integer("burst", in: 1...32, default: 32)
      try $0.finish()
    }
    #expect(
      try message("", [set("port.burst=70")], read)
        == "--set: port.burst: 70 is out of range; accepted: integers 1...32")
    #expect(
      try message("", [set("port.brust=7")], read)
        == "--set: port.brust: unknown key; accepted: burst, the nearest")
    #expect(
      try message("port = 1", [set("port.burst=7")], read)
        == "--set: port.burst: 1 is an integer and holds nothing under it")
    #expect(
      try message("[[m]]", [set("m.3.x=7")], read)
        == "--set: m.3: there is no such element; accepted: 0..<1")
    #expect(message("") { _ in _ = try set("=1") }.contains("names no key"))
    #expect(message("") { _ in _ = try set("a..b=1") }.contains("names no key"))
    #expect(message("") { _ in _ = try set("burst") }.contains("has no ="))
  }
}
