// SPDX-License-Identifier: Apache-2.0

public import Telemetry

extension TuneOutcome {
  /// Outcomes in lines, under the check that wants them: what was done, the values, and last the
  /// path, since that may be long. Nothing in it that a terminal would obey.
  public static func text(_ outcomes: [TuneOutcome]) -> String {
    var lines: [String] = []
    var check = ""
    for outcome in outcomes {
      if outcome.check != check { lines.append(shown(outcome.check)) }
      check = outcome.check
      lines.append("  " + outcome.line)
    }
    return lines.joined(separator: "\n")
  }

  private var line: String {
    let words: [Kind: String] = [
      .planned: "would set", .changed: "set", .already: "as wanted", .refused: "REFUSED",
      .restored: "given back", .foreign: "LEFT",
    ]
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(1, width - text.count))
    }
    let change =
      switch kind {
      case .already, .refused, .foreign: from
      case .planned, .changed, .restored: "\(from.isEmpty ? "empty" : from) → \(to)"
      }
    return shown(
      padded(words[kind] ?? kind.rawValue, 12) + padded(change, 14) + "/" + path
        + (reason.isEmpty ? "" : ": \(reason)"), countMax: 1000)
  }

  /// Writes outcomes as one JSON object.
  ///
  /// - Parameter run: the fingerprint of machine, build and command.
  public static func write(_ outcomes: [TuneOutcome], run: String, to json: inout JSONWriter) {
    json.beginObject()
    json.field("valid", true)
    json.key("reason")
    json.null()
    json.field("run", run)
    json.key("values")
    json.beginArray()
    for outcome in outcomes {
      json.beginObject()
      json.field("path", "/" + outcome.path)
      json.field("outcome", outcome.kind.rawValue)
      json.field("from", outcome.from)
      json.field("to", outcome.to)
      json.field("check", outcome.check)
      json.field("why", outcome.reason)
      json.endObject()
    }
    json.endArray()
    json.endObject()
  }
}
