// SPDX-License-Identifier: Apache-2.0

/// What a check found.
public enum Severity: String, Sendable, CaseIterable {
  /// As it should be.
  case ok
  /// Costs what is said beside it; the appliance runs.
  case warn
  /// The appliance cannot do its work, or no latency measured here means anything.
  case fail
  /// Nothing to judge: not on this machine, or not readable by this user. Says which.
  case absent
}

/// What something costs a polling tile, once.
public struct Cost: Equatable, Sendable {
  /// Nanoseconds, each time.
  public let nanoseconds: Int
  /// How often: "each interrupt".
  public let occasion: String
  /// Whether the number was read on this machine; if not it is typical of servers, and the right
  /// order of magnitude.
  public let isFromThisMachine: Bool

  public init(_ nanoseconds: Int, _ occasion: String, isFromThisMachine: Bool = false) {
    self.nanoseconds = nanoseconds
    self.occasion = occasion
    self.isFromThisMachine = isFromThisMachine
  }
}

/// A value of the running kernel, as a file under proc or sys.
public struct Setting: Equatable, Sendable {
  /// How the kernel writes a value, so that two writings of the same one compare as equal.
  public enum Kind: String, Sendable, CaseIterable {
    /// A word or a number.
    case word
    /// One of several, the one in force in brackets: `always [madvise] never`.
    case choice
    /// Cores as a list, or as a mask.
    case list, mask
  }

  /// Below the root, without a slash in front.
  public let path: String
  /// What is to be written.
  public let value: String
  public let kind: Kind

  public init(_ path: String, _ value: String, _ kind: Kind = .word) {
    self.path = path
    self.value = value
    self.kind = kind
  }

  /// What a text of the file means, in one writing for each value.
  func canonical(_ text: String) -> String { Self.canonical(text, kind) }

  static func canonical(_ text: String, _ kind: Kind) -> String {
    switch kind {
    case .word: return text
    case .choice:
      guard let open = text.firstIndex(of: "["), let close = text[open...].firstIndex(of: "]")
      else { return text }
      return String(text[text.index(after: open)..<close])
    case .list: return CoreSet(list: text)?.description ?? text
    case .mask: return CoreSet(mask: text)?.mask ?? text
    }
  }
}

/// What cures a finding.
public enum Remedy: Equatable, Sendable {
  /// Values of the running kernel, until the next boot: `matchlock tune apply` writes them.
  case settings([Setting])
  /// A parameter of the kernel's command line, which takes a boot.
  case bootParameter(String)
  /// A command, as root, that tune does not run.
  case command(String)
  /// What no command does.
  case advice(String)
}

/// One line of the report.
public struct Finding: Equatable, Sendable {
  public let severity: Severity
  /// What it is about, when a check looks at several things: a device.
  public let subject: String?
  /// What was found, in a line, with nothing in it that a terminal would obey.
  public let found: String
  /// What it costs; for `warn` and `fail`.
  public let cost: Cost?
  public let remedy: Remedy?

  static func ok(_ found: String, subject: String? = nil) -> Finding {
    Finding(severity: .ok, subject: subject, found: shown(found), cost: nil, remedy: nil)
  }

  static func absent(_ why: String, subject: String? = nil) -> Finding {
    Finding(severity: .absent, subject: subject, found: shown(why), cost: nil, remedy: nil)
  }

  static func warn(
    _ found: String, cost: Cost, _ remedy: Remedy, subject: String? = nil
  ) -> Finding {
    Finding(severity: .warn, subject: subject, found: shown(found), cost: cost, remedy: remedy)
  }

  static func fail(
    _ found: String, cost: Cost, _ remedy: Remedy, subject: String? = nil
  ) -> Finding {
    Finding(severity: .fail, subject: subject, found: shown(found), cost: cost, remedy: remedy)
  }
}

/// A text of the machine's, made fit for a line of a terminal: control characters, and those that
/// reorder or hide text, are replaced; what is longer than `countMax` is cut.
func shown(_ text: String, countMax: Int = 400) -> String {
  var out = ""
  var count = 0
  for scalar in text.unicodeScalars {
    if count == countMax { return out + "…" }
    count += 1
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
      .unassigned:
      out += "?"
    default: out.unicodeScalars.append(scalar)
    }
  }
  return out
}
