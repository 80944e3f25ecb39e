// SPDX-License-Identifier: Apache-2.0

public import Telemetry

extension HostAudit {
  /// Writes the report as one JSON object: what was audited, the counts, and every finding.
  ///
  /// - Parameter run: the fingerprint of machine, build and command.
  public func write(to json: inout JSONWriter, run: String) {
    json.beginObject()
    json.field("valid", true)
    json.key("reason")
    json.null()
    json.field("run", run)
    json.field("processor", processor)
    json.field("kernel", kernel)
    json.field("cores_online", coresOnline.description)
    json.field("cores_hot", hotCores.description)
    json.field("cores_hot_assumed", areHotCoresAssumed)
    json.field("elapsed_ns", nanoseconds)
    for severity in Severity.allCases { json.field(severity.rawValue, count(severity)) }
    json.field("exit_code", Int(exitCode))
    json.field("boot_parameters", bootParameters.joined(separator: " "))
    json.key("findings")
    json.beginArray()
    for result in results {
      for finding in result.findings { write(result.check, finding, to: &json) }
    }
    json.endArray()
    json.endObject()
  }

  private func write(_ check: Check, _ finding: Finding, to json: inout JSONWriter) {
    json.beginObject()
    json.field("id", check.id)
    json.field("group", check.group.rawValue)
    json.field("severity", finding.severity.rawValue)
    json.key("subject")
    if let subject = finding.subject { json.string(subject) } else { json.null() }
    json.field("found", finding.found)
    json.field("cost_ns", finding.cost?.nanoseconds)
    json.key("cost_occasion")
    if let cost = finding.cost { json.string(cost.occasion) } else { json.null() }
    json.key("cost_basis")
    if let cost = finding.cost {
      json.string(cost.isFromThisMachine ? "this machine" : "typical")
    } else {
      json.null()
    }
    json.key("fix")
    if let remedy = finding.remedy { json.string(remedy.text) } else { json.null() }
    json.key("settings")
    json.beginArray()
    if case .settings(let settings) = finding.remedy {
      for setting in settings {
        json.beginObject()
        json.field("path", "/" + setting.path)
        json.field("value", setting.value)
        json.endObject()
      }
    }
    json.endArray()
    json.endObject()
  }
}
