// SPDX-License-Identifier: Apache-2.0

/// The report, for people: grouped, at most `width` columns, with the remedy under what needs one.
public struct AuditText {
  /// The width of a line in columns; 60 or more.
  public var width: Int
  /// Whether words are coloured, for a terminal.
  public var isColoured: Bool
  /// Whether what is as it should be, and what is absent, is listed too.
  public var listsAll: Bool

  public init(width: Int = 80, isColoured: Bool = false, listsAll: Bool = true) {
    self.width = max(60, width)
    self.isColoured = isColoured
    self.listsAll = listsAll
  }

  private static let labels: [Severity: (text: String, colour: String)] = [
    .ok: ("OK", "32"), .warn: ("WARN", "33"), .fail: ("FAIL", "31"), .absent: ("n/a", "2"),
  ]

  /// The whole report.
  public func report(_ audit: HostAudit) -> String {
    var lines = wrapped(
      "\(audit.processor.isEmpty ? "unknown processor" : audit.processor), "
        + "\(audit.coresOnline.cores.count) cores, kernel "
        + (audit.kernel.isEmpty ? "unknown" : audit.kernel), indent: 0)
    let assumed = audit.areHotCoresAssumed ? " (assumed; say which with --cores LIST)" : ""
    lines.append("hot \(audit.hotCores.phrase)\(assumed)")
    for group in Check.Group.allCases {
      let results = audit.results.filter { $0.check.group == group }
      let findings = results.flatMap { result in
        result.findings.filter(isListed).map { (result.check, $0) }
      }
      if findings.isEmpty { continue }
      lines += ["", group.rawValue]
      for (check, finding) in findings { lines += self.lines(check, finding) }
    }
    lines += ["", summary(audit)]
    if !audit.bootParameters.isEmpty {
      lines += wrapped(
        "to boot with: add to GRUB_CMDLINE_LINUX in /etc/default/grub, then update-grub and reboot:",
        indent: 0)
      lines += wrapped(audit.bootParameters.joined(separator: " "), indent: 2)
    }
    if !audit.settings.isEmpty {
      lines += wrapped(
        "until the next boot: `matchlock tune --dry-run` lists \(audit.settings.count) values of the "
          + "running kernel to change, `tune apply` changes them, `tune undo` gives them back",
        indent: 0)
    }
    return lines.joined(separator: "\n")
  }

  /// What a check asks and why.
  public func explanation(_ check: Check) -> String {
    let lines = ["\(check.id) (\(check.group.rawValue)): \(check.question)", ""]
    return (lines + wrapped(check.explanation, indent: 0)).joined(separator: "\n")
  }

  private func isListed(_ finding: Finding) -> Bool {
    listsAll || finding.severity == .warn || finding.severity == .fail
  }

  private func summary(_ audit: HostAudit) -> String {
    let counts = [(Severity.ok, "OK"), (.warn, "WARN"), (.fail, "FAIL"), (.absent, "n/a")]
      .map { "\(audit.count($0.0)) \($0.1)" }.joined(separator: ", ")
    let hundredths = Int(audit.nanoseconds / 10_000_000)
    let seconds = "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    return "\(counts); \(seconds) s; `matchlock doctor --explain ID` says why"
  }

  private func lines(_ check: Check, _ finding: Finding) -> [String] {
    let label = Self.labels[finding.severity] ?? ("?", "0")
    let padded = label.text + String(repeating: " ", count: 4 - label.text.count)
    let word = isColoured ? "\u{1b}[\(label.colour)m\(padded)\u{1b}[0m" : padded
    let subject = finding.subject.map { "\($0): " } ?? ""
    var lines = wrapped("\(check.id): \(subject)\(finding.found)", indent: 8)
    lines[0] = "  \(word)  " + lines[0].dropFirst(8)
    if let cost = finding.cost {
      let amount =
        cost.nanoseconds == 0
        ? "means  \(cost.occasion)"
        : "costs  \(grouped(cost.nanoseconds)) ns \(cost.occasion)"
          + (cost.isFromThisMachine ? " (this machine's)" : " (typical)")
      lines += wrapped(amount, indent: 8, hanging: 7)
    }
    switch finding.remedy {
    case nil: break
    case .settings(let settings):
      // Not broken, because it is there to be copied.
      lines.append("        fix    " + Remedy.settings(Array(settings.prefix(1))).text)
      if settings.count > 1 {
        lines.append(
          "               and \(settings.count - 1) more: `matchlock tune --dry-run` lists them")
      }
    case .command(let command): lines.append("        fix    " + command)
    case .advice(let text), .bootParameter(let text):
      let boot = if case .bootParameter = finding.remedy { "boot with " } else { "" }
      lines += wrapped("fix    \(boot)\(text)", indent: 8, hanging: 7)
    }
    return lines
  }

  /// Broken at spaces, into lines of at most `width` columns; a word that is too long has a line of
  /// its own, because a command must be copied whole.
  func wrapped(_ text: String, indent: Int, hanging: Int = 0) -> [String] {
    var lines: [String] = []
    var line = String(repeating: " ", count: indent)
    var hasWord = false
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if hasWord && line.count + 1 + word.count > width {
        lines.append(line)
        line = String(repeating: " ", count: indent + hanging) + word
      } else {
        line += (hasWord ? " " : "") + word
      }
      hasWord = true
    }
    return lines + [line]
  }
}

extension Remedy {
  /// What to do, in a line, whole.
  public var text: String {
    switch self {
    case .settings(let settings):
      return settings.map { "echo \($0.value) > /\(shown($0.path))" }.joined(separator: "; ")
    case .bootParameter(let text): return "boot with \(text)"
    case .command(let text), .advice(let text): return text
    }
  }
}

/// A whole number with its thousands set apart: 4,000,000.
func grouped(_ number: Int) -> String {
  var digits = String(number.magnitude)
  var parts: [String] = []
  while digits.count > 3 {
    parts.insert(String(digits.suffix(3)), at: 0)
    digits.removeLast(3)
  }
  return (number < 0 ? "-" : "") + ([digits] + parts).joined(separator: ",")
}
