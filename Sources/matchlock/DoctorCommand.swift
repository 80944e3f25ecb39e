// SPDX-License-Identifier: Apache-2.0

internal import Configuration
internal import Glibc
internal import HostAudit
internal import Telemetry

/// `matchlock doctor`: whether this machine is fit to trade on, and what to do about it.
enum DoctorCommand {
  private static let options = CommandLineOptions(
    command: "matchlock doctor",
    summary:
      "Looks at this machine, without root and changing nothing: what costs latency, how much, "
      + "and the\ncommand that cures it. Exit 0: nothing to do; 3: warnings; 1: failures.",
    options: [
      .value(
        "cores", "LIST",
        help: "the cores tiles will poll on, as 2-5,8 (isolated ones, or all but one)"),
      .value("explain", "ID", help: "says why a check matters, and what is known of it"),
      .value("only", "ID,…", help: "runs these checks alone"),
      .value("skip", "ID,…", help: "leaves these checks out"),
      .flag("brief", help: "lists only what needs doing"),
      .flag("json", help: "prints one JSON object"),
      .value("root", "DIR", help: "reads proc and sys of another machine, copied there"),
    ])

  static func run(_ arguments: [String]) throws -> Int32 {
    let values = try options.parse(arguments)
    if values.wantsHelp {
      print(options.help)
      return 0
    }
    let text = AuditText(
      width: Terminal.width, isColoured: Terminal.takesColour, listsAll: !values.flag("brief"))
    if let id = values.value("explain") {
      guard let check = Check.named(id) else { throw unknownCheck(id) }
      print(text.explanation(check))
      return 0
    }
    let audit = try HostAudit(values)
    if values.flag("json") {
      var json = JSONWriter()
      let host = HostFingerprint(host: HostFiles(root: values.value("root") ?? "/"))
      audit.write(
        to: &json, run: host.run(command: ["doctor"] + arguments, configuration: ""))
      print(json.finish())
    } else {
      print(text.report(audit))
    }
    return audit.exitCode
  }

  static func unknownCheck(_ id: String) -> UsageError {
    UsageError(
      "there is no check \"\(id)\"; accepted: \(Check.all.map(\.id).joined(separator: ", "))")
  }
}

extension HostAudit {
  /// The audit that a command line asks for: `--root`, `--cores`, `--only`, `--skip`.
  init(_ values: CommandLineValues) throws {
    var cores: CoreSet?
    if let list = values.value("cores") {
      guard let set = CoreSet(list: list), !set.isEmpty else {
        throw UsageError(
          "--cores \(list) is no list of cores; accepted: numbers and ranges, as 2-5,8")
      }
      cores = set
    }
    func checks(_ option: String) throws -> Set<String>? {
      guard let list = values.value(option) else { return nil }
      let names = list.split(separator: ",").map(String.init)
      for name in names where Check.named(name) == nil { throw DoctorCommand.unknownCheck(name) }
      return Set(names)
    }
    let (only, skipped) = (try checks("only"), try checks("skip") ?? [])
    let chosen = Check.all.filter { only?.contains($0.id) != false && !skipped.contains($0.id) }
    guard let root = values.value("root") else {
      self.init(hotCores: cores, checks: chosen)
      return
    }
    guard unsafe access("\(root)/proc", R_OK | X_OK) == 0 else {
      throw CommandFailure("\(root): no folder proc to be read there: check the path")
    }
    // Nothing moves in a copy, so there is nothing to wait for.
    let files = HostFiles(root: root)
    let sample = HostSample(files)
    self.init(
      files: files, facts: .none, hotCores: cores, checks: chosen, samples: (sample, sample))
  }
}

/// What standard output is.
enum Terminal {
  private static var isTerminal: Bool { isatty(1) == 1 }

  /// Columns: of the terminal, at most 100 because longer lines read worse; 80 elsewhere.
  static var width: Int {
    var size = winsize()
    guard isTerminal, unsafe ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return 80
    }
    return min(100, Int(size.ws_col))
  }

  /// Unless NO_COLOR is set or the terminal is dumb.
  static var takesColour: Bool {
    func variable(_ name: String) -> String? {
      guard let value = unsafe getenv(name) else { return nil }
      return unsafe String(cString: value)
    }
    return isTerminal && variable("NO_COLOR") == nil && variable("TERM") != "dumb"
  }
}
