// SPDX-License-Identifier: Apache-2.0

import Configuration
import Testing

@Suite struct EffectiveConfigurationTests {
  private func read(_ file: ConfigurationFile) throws {
    // Deliberately not section by section: the listing must still be one table each.
    let port = try file.section("port")
    _ = try port.integer("burst", in: 1...32, default: 32)
    for market in try file.sections("market", count: 0...4) {
      _ = try market.section("fees").integer("maker", in: -9...9, default: 1)
      _ = try market.string("symbol", default: "a\"b\\c\n\u{1b}é")
    }
    _ = try file.root.string("name", default: "x")
    _ = try port.stringList("odd key", count: 0...9, default: ["p", "q"])
    _ = try file.root.number("ratio", in: 0...1e300, default: 1e20)
    try file.finish()
  }

  @Test func `every value is listed with its source, table by table`() throws {
    let file = try ConfigurationFile.parse(
      text: "[port]\nburst = 16\n[[market]]\nsymbol = 'BTC'\n", name: "t",
      overrides: [ConfigurationOverride(path: "name", text: "lab", flag: "--name")])
    try read(file)
    #expect(
      file.effective.description == """
        name = "lab"   # flag --name
        ratio = 1e+20  # default

        [port]
        burst = 16              # file, line 2
        "odd key" = ["p", "q"]  # default

        [[market]]
        symbol = "BTC"  # file, line 4

        [market.fees]
        maker = 1  # default

        """)
  }

  @Test func `the listing is TOML and reads back as the same values`() throws {
    let text = "[[market]]\n[[market]]\nfees.maker = -3\n[port]\nburst = 5"
    let file = try ConfigurationFile.parse(text: text, name: "t")
    try read(file)
    let again = try ConfigurationFile.parse(text: file.effective.description, name: "effective")
    try read(again)
    func values(_ file: ConfigurationFile) -> Set<String> {
      Set(file.effective.lines.map { "\($0.path) = \($0.value)" })
    }
    #expect(values(again) == values(file))
    #expect(again.effective.lines.allSatisfy { $0.source != .default })
    #expect(values(file).contains("market[1].fees.maker = -3"))
  }
}
