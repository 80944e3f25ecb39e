// SPDX-License-Identifier: Apache-2.0

public import HistogramFiles
internal import HostAudit
internal import Telemetry

extension LoadSuite {
  /// The results as one JSON object.
  public var json: String {
    var json = JSONWriter()
    json.beginObject()
    json.field("valid", isValid)
    json.field("reason", results.compactMap(\.reason).joined(separator: "; "))
    json.field("run", run)
    json.field("title", title)
    json.field("command", command.joined(separator: " "))
    json.field("started_at", startedAt)
    json.key("conditions")
    json.beginObject()
    for (name, value) in conditions { json.field(name, value) }
    json.endObject()
    json.key("host")
    host.write(to: &json)
    json.key("results")
    json.beginArray()
    for result in results { result.write(to: &json, run: run) }
    json.endArray()
    if let search {
      json.key("search")
      search.write(to: &json)
    }
    if !overloads.isEmpty {
      json.key("overloads")
      json.beginArray()
      for (multiple, result) in overloads { result.write(to: &json, run: run, multiple: multiple) }
      json.endArray()
    }
    json.endObject()
    return json.finish()
  }

  /// One line a result and distribution, with a line of heads. Times in nanoseconds, empty where there
  /// are too few values.
  public var csv: String {
    var lines = [Self.csvHead]
    for result in results { lines += result.csv(run: run) }
    for (_, result) in overloads { lines += result.csv(run: run) }
    return lines.joined(separator: "\n") + "\n"
  }

  public static var csvHead: String {
    "run,target,arrivals,rate,rate_sent,valid,reason,distribution,count,min_ns,mean_ns,"
      + percents.map { $0.name + "_ns" }.joined(separator: ",") + ",max_ns"
  }
}

extension LoadResult {
  /// Its lines of `LoadSuite.csv`.
  public func csv(run: String) -> [String] {
    let head = [
      run, target, arrivals, "\(rate)", "\(rateSent)", "\(isValid)", reason ?? "",
    ].map(Self.quoted)
    return (stages + [service, response] + kinds.map { Distribution("of " + $0.name, $0.counts) })
      .map { distribution in
        let counts = distribution.counts
        let cells =
          head + [
            distribution.name, "\(counts.count)", text(counts.lowest),
            (counts.moments?.mean).map { "\($0)" } ?? "",
          ] + LoadSuite.percents.map { text(distribution.percentile($0.percent)) }
          + [text(counts.highest)]
        return cells.joined(separator: ",")
      }
  }

  private func text(_ value: UInt64?) -> String { value.map { "\($0)" } ?? "" }

  private static func quoted(_ text: String) -> String {
    if !text.contains(where: { $0 == "," || $0 == "\"" || $0 == "\n" }) { return text }
    return "\"" + text.replacing("\"", with: "\"\"").replacing("\n", with: " ") + "\""
  }

  /// The result by itself, as one JSON object.
  public func json(run: String) -> String {
    var json = JSONWriter()
    write(to: &json, run: run)
    return json.finish()
  }

  func write(to json: inout JSONWriter, run: String, multiple: Double? = nil) {
    json.beginObject()
    json.field("valid", isValid)
    json.field("reason", reason ?? "")
    json.field("run", run)
    if let multiple { json.field("multiple", multiple) }
    json.field("target", target)
    json.field("arrivals", arrivals)
    json.field("rate", rate)
    json.field("rate_sent", rateSent)
    json.field("goodput", goodput)
    json.field("seconds", Double(nanoseconds) / 1e9)
    json.field("planned", planned)
    json.field("sent", sent)
    json.field("answered", answered)
    json.field("refused", refused)
    json.field("busy", busy)
    json.field("lost", lost)
    json.field("wrong", wrong)
    json.field("late_answers", late)
    json.field("fill_reports", fills)
    json.field("receipts", receipts)
    write("response", response, to: &json)
    write("service", service, to: &json)
    json.key("stages")
    json.beginArray()
    for stage in stages { Self.write(stage, to: &json) }
    json.endArray()
    json.key("kinds")
    json.beginArray()
    for kind in kinds { Self.write(kind, to: &json) }
    json.endArray()
    if let sum {
      json.key("sum_of_stages")
      json.beginObject()
      json.field("holds", sum.holds)
      json.field("answers", sum.count)
      json.field("difference_max_ns", sum.differenceMax)
      json.field("difference_p50_ns", sum.differenceTypical)
      json.field("backwards_max_ns", sum.backwardsMax)
      json.field("bound_ns", sum.bound)
      json.endObject()
    }
    json.key("clock")
    clock.write(to: &json)
    json.key("noise")
    noise.write(to: &json)
    json.endObject()
  }

  private func write(_ name: String, _ distribution: Distribution, to json: inout JSONWriter) {
    json.key(name)
    Self.write(distribution, to: &json)
  }

  static func write(_ distribution: Distribution, to json: inout JSONWriter) {
    let counts = distribution.counts
    json.beginObject()
    json.field("name", distribution.name)
    json.field("count", counts.count)
    json.field("min_ns", counts.lowest)
    json.field("max_ns", counts.highest)
    json.field("p10_ns", distribution.counts.percentile(10))
    json.field("p25_ns", distribution.counts.percentile(25))
    for (name, percent) in LoadSuite.percents {
      json.field(name + "_ns", distribution.percentile(percent))
    }
    json.endObject()
  }
}

extension LoadResult.Distribution {
  public init(_ name: String, _ counts: HistogramCounts) {
    self.name = name
    self.counts = counts
  }
}
