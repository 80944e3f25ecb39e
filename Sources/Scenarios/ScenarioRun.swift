// SPDX-License-Identifier: Apache-2.0

/// One scenario played: step by step what was expected and what came.
struct ScenarioRun {
  struct Taken {
    let step: Step
    /// What was expected and did not come as it is, or came unexpected; empty if all is well.
    var differences: [String] = []
    /// What the file would say if it said what came.
    var lines: [String] = []
  }

  let scenario: Scenario
  private(set) var taken: [Taken] = []
  private(set) var records: [[UInt8]] = []
  var firstFailure: Taken? { taken.first { !$0.differences.isEmpty } }

  /// - Parameter goesOn: plays the steps after a failing one too.
  init(_ scenario: Scenario, file: String, goesOn: Bool) throws(ScenarioError) {
    self.scenario = scenario
    var line = scenario.line
    do throws(Malformed) {
      let stage = try Stage(scenario)
      for step in scenario.steps {
        line = step.line
        let result = try Self.take(step, on: stage)
        taken.append(result)
        if !result.differences.isEmpty && !goesOn { break }
      }
      records = stage.records
    } catch {
      throw ScenarioError(file: file, line: line, error)
    }
  }

  private static func take(_ step: Step, on stage: Stage) throws(Malformed) -> Taken {
    var taken = Taken(step: step)
    if case .check(let check, let expected) = step.action {
      let actual = stage.shown(check)
      taken.lines = [step.text.prefix { $0 != ":" } + ": " + actual.joined(separator: " ")]
      if !agree(expected, actual) {
        taken.differences = ["- " + step.text, "+ " + taken.lines[0]]
      }
      return taken
    }
    let heard = try stage.perform(step.action)
    if case .setUp = step.action {
      let refusal = heard.first {
        $0.who != "feed" && !["accepted", "logged-on"].contains($0.words[0])
      }
      if let refusal { taken.differences = ["+ " + refusal.shown] }
    } else {
      let reports = heard.filter { $0.who != "feed" }
      let feed = heard.filter { $0.who == "feed" }
      let listed = step.expected.filter { $0.who != "feed" }
      var differences = try compare(listed, reports, &stage.names)
      taken.lines = reports.map(\.shown)
      if step.hasFeed {
        let lines = step.expected.filter { $0.who == "feed" && $0.words != ["nothing"] }
        differences += try compare(lines, feed, &stage.names)
        taken.lines += feed.isEmpty ? ["feed nothing"] : feed.map(\.shown)
      }
      if differences.contains(where: { !$0.hasPrefix(" ") }) { taken.differences = differences }
    }
    if let fault = stage.fault { taken.differences.append("! " + fault) }
    return taken
  }

  /// Lines that are alike with two spaces before them, those only expected with `-`, those that
  /// came unexpected with `+`: by the longest common subsequence, so that one line too many is one
  /// line.
  private static func compare(
    _ expected: [ExpectedLine], _ actual: [Heard], _ names: inout Names
  ) throws(Malformed) -> [String] {
    var alike: [[Bool]] = []
    for line in expected {
      var row: [Bool] = []
      for heard in actual { row.append(try heard.matches(line, &names)) }
      alike.append(row)
    }
    var longest = [[Int]](
      repeating: [Int](repeating: 0, count: actual.count + 1), count: expected.count + 1)
    for i in expected.indices.reversed() {
      for j in actual.indices.reversed() {
        longest[i][j] =
          alike[i][j]
          ? longest[i + 1][j + 1] + 1 : max(longest[i + 1][j], longest[i][j + 1])
      }
    }
    var lines: [String] = []
    var (i, j) = (0, 0)
    while i < expected.count || j < actual.count {
      if i < expected.count && j < actual.count && alike[i][j] {
        lines.append("  " + actual[j].shown)
        (i, j) = (i + 1, j + 1)
      } else if j == actual.count || (i < expected.count && longest[i + 1][j] >= longest[i][j + 1])
      {
        lines.append("- " + expected[i].text)
        i += 1
      } else {
        lines.append("+ " + actual[j].shown)
        j += 1
      }
    }
    return lines
  }

  /// Words alike; an order of a book may be without its name.
  private static func agree(_ expected: [String], _ actual: [String]) -> Bool {
    guard expected.count == actual.count else { return false }
    return zip(expected, actual).allSatisfy { written, actual in
      let expected = written.filter { $0 != "_" }
      if expected == actual || expected == "+" + actual { return true }
      guard !expected.contains(":"), let colon = actual.firstIndex(of: ":") else { return false }
      return expected == actual[actual.index(after: colon)...]
    }
  }
}
