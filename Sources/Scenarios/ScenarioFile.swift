// SPDX-License-Identifier: Apache-2.0

/// A file of scenarios, read and ready to be played.
///
///     let file = try ScenarioFile(name: "post-only.scenario", text: text)
///     for result in try file.run() where result.failure != nil { print(result.report) }
///
/// One thread; it allocates freely.
public struct ScenarioFile {
  /// What messages call it.
  public let name: String
  private let lines: [String]
  private let scenarios: [Scenario]

  /// A file of one scenario, to show what one is.
  public static let example = """
    scenario A post-only order that would trade is refused
    rule Venue.md, How orders enter: post-only is refused (wouldTrade) if it would trade
    market 0 band 1..999
    account 1
    account 2
    1: sell 5 @ 100 as a
      1 accepted a open 5
    2: buy 1 @ 100 post-only as b
      2 rejected wouldTrade
      feed nothing
    book 0: | a:5@100

    """

  /// Reads scenarios.
  ///
  /// - Throws: the first line that is malformed.
  public init(name: String, text: String) throws(ScenarioError) {
    self.name = name
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    scenarios = try ScenarioParser(lines, file: name).scenarios
  }

  /// How many scenarios it holds.
  public var count: Int { scenarios.count }

  /// Plays every scenario, each at a venue of its own, up to its first failing step.
  ///
  /// - Throws: a line that turns out malformed when it is its turn.
  public func run() throws(ScenarioError) -> [ScenarioResult] {
    var results: [ScenarioResult] = []
    for scenario in scenarios {
      results.append(
        ScenarioResult(file: name, run: try ScenarioRun(scenario, file: name, goesOn: false)))
    }
    return results
  }

  /// The file with what came in place of what was expected, wherever the two differ.
  ///
  /// What came is what the venue does, which is right only if the documented rule says so: read
  /// every line before keeping it.
  ///
  /// - Throws: as `run` does.
  public func filled() throws(ScenarioError) -> String {
    var replaced: [Int: [String]] = [:]
    var added: [Int: [String]] = [:]
    for scenario in scenarios {
      for taken in try ScenarioRun(scenario, file: name, goesOn: true).taken
      where !taken.differences.isEmpty {
        switch taken.step.action {
        case .setUp: continue
        case .check: replaced[taken.step.line] = taken.lines
        default:
          for line in taken.step.expectedLines { replaced[line] = [] }
          added[taken.step.line] = taken.lines.map { "  " + $0 }
        }
      }
    }
    var result: [String] = []
    for (index, line) in lines.enumerated() {
      result += replaced[index + 1] ?? [line]
      result += added[index + 1] ?? []
    }
    return result.joined(separator: "\n")
  }
}

/// What became of one scenario.
public struct ScenarioResult: Sendable {
  public let title: String
  /// The rule it shows.
  public let rule: String
  /// Where it fails, and the step's lines: `-` expected, `+` came, `!` never to happen; nil if it
  /// holds.
  public let failure: String?
  /// The log that was played: every record as it stands in one, genesis first.
  public let records: [[UInt8]]

  init(file: String, run: ScenarioRun) {
    title = run.scenario.title
    rule = run.scenario.rule
    records = run.records
    failure = run.firstFailure.map { taken in
      ([
        "\(file):\(taken.step.line): \(run.scenario.title)",
        "  the rule: \(run.scenario.rule)",
        "  the step: \(taken.step.text)",
      ] + Self.shown(taken.differences)).joined(separator: "\n")
    }
  }

  /// The differences with the lines around them: a sweep's hundred lines may all be right but one.
  private static func shown(_ lines: [String]) -> [String] {
    let isNear = lines.indices.map { place in
      lines[max(0, place - 2)...min(lines.count - 1, place + 2)].contains { !$0.hasPrefix(" ") }
    }
    let near = lines.indices.filter { isNear[$0] }.map { "    " + lines[$0] }
    let linesMax = 40
    return near.prefix(linesMax)
      + (near.count > linesMax ? ["    and \(near.count - linesMax) lines more"] : [])
  }
}
