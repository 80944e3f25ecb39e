// SPDX-License-Identifier: Apache-2.0

import Telemetry
import Testing

@testable import Latency

@Suite struct LoadSuiteTests {
  static func suite() -> LoadSuite {
    var suite = LoadSuite(
      title: "a <title> & more", command: ["matchlock", "bench", "path"], host: HostFingerprint(),
      run: "0123456789abcdef", conditions: [("durability", "disk \"quoted\"")], startedAt: 0)
    for rate in [500.0, 1_000, 2_000] {
      var result = RateSearchTests.result(rate: rate, p99: UInt64(rate) * 1_000)
      if rate == 2_000 { result.reasons = ["noise: process: a, b \"c\" <d>"] }
      suite.results.append(result)
    }
    return suite
  }

  @Test func `a percentile with fewer than ten values beyond it stands nowhere`() {
    let suite = Self.suite()
    // 2,000 values: 20 beyond p99, 2 beyond p99.9.
    #expect(suite.columns.map(\.name) == ["p50", "p90", "p99"])
    #expect(!suite.text.contains("p99.99"))
    #expect(
      suite.json.contains("\"p99.9_ns\":null") && !suite.json.contains("\"p99_ns\":null,\"p9"))
  }

  @Test func `a result that does not count says why, everywhere`() {
    let suite = Self.suite()
    #expect(!suite.isValid && suite.isCorrect)
    #expect(suite.text.contains("2k/s invalid: noise: process: a, b \"c\" <d>"))
    #expect(suite.text.contains("NOT VALID"))
    #expect(suite.csv.contains("\"noise: process: a, b \"\"c\"\" <d>\""))
    #expect(suite.html.contains("noise: process: a, b &quot;c&quot; &lt;d&gt;"))
  }

  @Test func `the page needs nothing else, and its pieces close`() {
    let html = Self.suite().html
    #expect(!html.contains("src=\"http") && !html.contains("url(") && !html.contains("@import"))
    // The one address is the name of SVG, which nobody fetches.
    let addresses = html.split(separator: "\"").filter { $0.contains("://") }
    #expect(addresses.allSatisfy { $0 == "http://www.w3.org/2000/svg" })
    #expect(html.contains("a &lt;title&gt; &amp; more"))
    for tag in ["svg", "figure", "table", "section", "main", "body", "html", "ul", "dl", "style"] {
      #expect(
        html.ranges(of: "<\(tag)>").count + html.ranges(of: "<\(tag) ").count
          == html.ranges(of: "</\(tag)>").count, "\(tag)")
    }
    #expect(!html.contains("nan") && !html.contains("inf\""))
  }

  @Test func `lines of values are as wide as their heads`() {
    let lines = Self.suite().csv.split(separator: "\n")
    let columns = lines[0].split(separator: ",", omittingEmptySubsequences: false).count
    #expect(lines.count == 1 + 3 * 5)
    for line in lines.prefix(11) {
      #expect(line.split(separator: ",", omittingEmptySubsequences: false).count == columns)
    }
  }

  @Test(
    arguments: [
      (0, "0 ns"), (999, "999 ns"), (1_000, "1.00 µs"), (12_345, "12.3 µs"),
      (4_000_000, "4,000 µs"),
      (12_000_000, "12.0 ms"), (99_000_000_000, "99.0 s"),
    ] as [(UInt64, String)])
  func `times are shown in three figures`(value: UInt64, text: String) {
    #expect(shown(value) == text)
  }

  @Test(
    arguments: [
      ("500us±50us,1%", 500_000, 50_000, 0.01), ("2ms", 2_000_000, 0, 0), ("50%", 0, 0, 0.5),
      ("10us+-1us", 10_000, 1_000, 0),
    ] as [(String, UInt64, UInt64, Double)])
  func `a relay's plan is read`(text: String, delay: UInt64, jitter: UInt64, drop: Double) throws {
    let plan = try RelayPlan(text)
    #expect(plan.delay == delay && plan.jitter == jitter && plan.dropShare == drop)
  }

  @Test(arguments: ["5", "1us±2us", "101%", "-1us", "2h", "1s±1s±1s"])
  func `a plan that means nothing is refused`(text: String) {
    #expect(throws: BenchError.self) { try RelayPlan(text) }
  }
}
