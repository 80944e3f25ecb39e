// SPDX-License-Identifier: Apache-2.0

internal import Configuration
internal import FoundationEssentials
internal import Glibc
internal import Latency
internal import Telemetry

/// `matchlock bench compare`: two builds, or two settings, by trials in turn.
enum CompareBench {
  private static let options = CommandLineOptions(
    command: "matchlock bench compare",
    summary:
      "A and B are each a program (\".\" is this one) and options of `bench path`, in one word: \".\", "
      + "\"./old/matchlock\", \". --durability none\".\nBoth are started, and asked for short trials in "
      + "turn, ABBA; the one not asked stands still. Of each pair the ratio\nis taken: its interval, at the "
      + "stated confidence over all rows together, says slower, faster, same, or not to be told.\nExit 0: "
      + "no row is slower; 1: one is; 2: it cannot be measured; 3: too few trials were right.",
    options: [
      .value("pairs", "N", help: "trials of each", default: "16"),
      .value("rate", "N", help: "commands a second", default: "1000"),
      .value("seconds", "N", help: "of each trial", default: "0.25"),
      .value("effect", "PERCENT", help: "the least change that counts", default: "5"),
      .value(
        "confidence", "PERCENT", help: "that no row is called slower by chance", default: "99"),
      .value("with", "OPTIONS", help: "of `bench path`, for both"),
      .flag("gate", help: "prints one line: for scripts that go by the exit code"),
      .flag("json", help: "prints one JSON object"),
    ],
    operands: [.required("A", help: "what was"), .required("B", help: "what is")])

  static func run(_ arguments: [String]) throws -> Int32 {
    let values = try options.parse(arguments)
    if values.wantsHelp {
      print(options.help)
      return 0
    }
    let pairs = try values.integer("pairs", in: 4...200) ?? 16
    let rate = try values.number("rate", in: 1...1_000_000) ?? 1_000
    let seconds = try values.number("seconds", in: 0.01...3_600) ?? 0.25
    if rate * seconds < 40 {
      throw UsageError(
        "\(rate)/s for \(seconds) s is fewer than 40 commands a trial: raise --rate or --seconds")
    }
    let effect = try values.number("effect", in: 0...1_000) ?? 5
    let confidence = try values.number("confidence", in: 50...99.9999) ?? 99
    let common = words(values.value("with") ?? "")
    let sides = [values.operand("A") ?? ".", values.operand("B") ?? "."]
    Signals.block()
    let interrupts = Interrupts()
    var children: [TrialProcess] = []
    defer { for child in children { child.end() } }
    for side in sides {
      let parts = words(side)
      let program = parts.first == "." || parts.isEmpty ? "/proc/self/exe" : parts[0]
      let child = try TrialProcess(
        program, ["bench", "path", "--on-request"] + common + parts.dropFirst())
      children.append(child)
      try child.waitUntilReady()
      child.freeze()
    }
    let trials = try measure(
      children, pairs, rate, seconds, interrupts, isQuiet: values.flag("json"))
    let comparison = Comparison(
      trials, confidence: confidence / 100, effectMin: effect / 100)
    let host = HostFingerprint()
    let run = host.run(command: ["bench", "compare"] + arguments, configuration: "")
    if values.flag("json") {
      print(comparison.json(run))
    } else if values.flag("gate") {
      print(comparison.verdict)
    } else {
      print(comparison.text(sides, rate, seconds))
      print("on: \(host.line)\nrun \(run)")
    }
    return comparison.exitCode
  }

  private static func words(_ text: String) -> [String] {
    text.split(separator: " ").map(String.init)
  }

  /// Trials in turn: AB, BA, AB, …, so that what drifts meets both alike.
  private static func measure(
    _ children: [TrialProcess], _ pairs: Int, _ rate: Double, _ seconds: Double,
    _ interrupts: Interrupts, isQuiet: Bool
  ) throws -> [(TrialResult, TrialResult)] {
    var trials: [(TrialResult, TrialResult)] = []
    // One of each that does not count: caches, pages, branch predictors.
    for child in children { _ = try child.trial(rate, seconds) }
    for pair in 0..<pairs {
      if interrupts.isRaised { break }
      var results: [TrialResult?] = [nil, nil]
      for side in pair % 2 == 0 ? [0, 1] : [1, 0] {
        results[side] = try children[side].trial(rate, seconds)
      }
      trials.append((results[0]!, results[1]!))
      if !isQuiet {
        complain(
          "pair \(pair + 1) of \(pairs): service p50 \(shown(results[0]!.service.p50_ns)) and "
            + shown(results[1]!.service.p50_ns))
      }
    }
    return trials
  }
}

/// A trial's result, as `bench path` writes it.
struct TrialResult: Decodable {
  struct Distribution: Decodable {
    let name: String
    let min_ns: UInt64?
    let p50_ns: UInt64?
  }
  let sent: Int
  let busy: Int
  let lost: Int
  let wrong: UInt64
  let reason: String
  let service: Distribution
  let stages: [Distribution]

  var isRight: Bool { busy == 0 && lost == 0 && wrong == 0 }
}

/// What all pairs came to.
struct Comparison {
  let rows: [PairedComparison]
  let pairs: Int
  let dropped: Int
  private let noisy: Int
  private let confidence: Double

  init(_ trials: [(TrialResult, TrialResult)], confidence: Double, effectMin: Double) {
    let right = trials.filter { $0.0.isRight && $0.1.isRight }
    pairs = right.count
    dropped = trials.count - right.count
    noisy = trials.count { $0.0.reason.contains("noise") || $0.1.reason.contains("noise") }
    self.confidence = confidence
    // The tool's own stages are not compared.
    let names =
      (right.first?.0.stages.map(\.name) ?? []).filter { $0 != "late" && $0 != "send" }
      + ["service"]
    // Over all rows together a false alarm is as unlikely as was asked for.
    let each = 1 - (1 - confidence) / Double(max(1, names.count * 2))
    func of(_ trial: TrialResult, _ name: String) -> TrialResult.Distribution? {
      name == "service" ? trial.service : trial.stages.first { $0.name == name }
    }
    var rows: [PairedComparison] = []
    for name in names {
      for (label, value) in [
        ("least", \TrialResult.Distribution.min_ns), ("p50", \TrialResult.Distribution.p50_ns),
      ] {
        let a = right.map { Double(of($0.0, name)?[keyPath: value] ?? 0) }
        let b = right.map { Double(of($0.1, name)?[keyPath: value] ?? 0) }
        if let row = PairedComparison(
          "\(name) \(label)", a, b, confidence: each, effectMin: effectMin)
        {
          rows.append(row)
        }
      }
    }
    self.rows = rows
  }

  private var isEnough: Bool { !rows.isEmpty && pairs * 3 >= (pairs + dropped) * 2 }

  var exitCode: Int32 {
    if !isEnough { return 3 }
    return PairedComparison.isSlower(rows) ? 1 : 0
  }

  var verdict: String {
    if !isEnough {
      return
        "invalid: \(dropped) of \(pairs + dropped) pairs had answers missing, wrong or BUSY, or "
        + "there are too few pairs for this confidence: add --pairs, lower --rate"
    }
    let slower = rows.filter { $0.verdict == .slower }
    if slower.isEmpty {
      let faster = rows.filter { $0.verdict == .faster }
      return faster.isEmpty
        ? "B is not slower than A"
        : "B is faster than A: \(faster.map(Self.short).joined(separator: ", "))"
    }
    return "B is slower than A: " + slower.map(Self.short).joined(separator: ", ")
  }

  private static func short(_ row: PairedComparison) -> String {
    "\(row.name) \(percent(row.ratio)) (\(percent(row.low)) to \(percent(row.high)))"
  }

  private static func percent(_ ratio: Double) -> String {
    let tenths = Int(((ratio - 1) * 1_000).rounded())
    return "\(tenths < 0 ? "-" : "+")\(abs(tenths) / 10).\(abs(tenths) % 10) %"
  }

  func text(_ sides: [String], _ rate: Double, _ seconds: Double) -> String {
    var lines = ["A: \(sides[0])", "B: \(sides[1])", ""]
    let cells =
      [["", "B by A", "from", "to", ""]]
      + rows.map {
        [
          $0.name, Self.percent($0.ratio), Self.percent($0.low), Self.percent($0.high),
          $0.verdict.rawValue,
        ]
      }
    let widths = (0..<5).map { column in cells.map { $0[column].count }.max() ?? 0 }
    for row in cells {
      var line = ""
      for (column, cell) in row.enumerated() {
        let gap = String(repeating: " ", count: widths[column] - cell.count)
        line +=
          column == 0 || column == 4 ? (column == 0 ? "" : "  ") + cell + gap : "  " + gap + cell
      }
      lines.append(String(line.reversed().drop { $0 == " " }.reversed()))
    }
    lines.append("")
    lines.append(
      "\(pairs) pairs of trials of \(seconds) s at \(Int(rate))/s, in turn; \(dropped) left out, \(noisy) "
        + "disturbed by others")
    lines.append("intervals at \(confidence * 100) % over all rows together")
    lines.append(verdict)
    return lines.joined(separator: "\n")
  }

  func json(_ run: String) -> String {
    var json = JSONWriter()
    json.beginObject()
    json.field("valid", isEnough)
    json.field("reason", isEnough ? "" : verdict)
    json.field("run", run)
    json.field("verdict", verdict)
    json.field("slower", PairedComparison.isSlower(rows))
    json.field("pairs", pairs)
    json.field("pairs_left_out", dropped)
    json.field("pairs_disturbed", noisy)
    json.key("rows")
    json.beginArray()
    for row in rows {
      json.beginObject()
      json.field("name", row.name)
      json.field("ratio", row.ratio)
      json.field("low", row.low)
      json.field("high", row.high)
      json.field("verdict", row.verdict.rawValue)
      json.endObject()
    }
    json.endArray()
    json.endObject()
    return json.finish()
  }
}

/// A `bench path --on-request`, standing still while it is not asked.
@safe
final class TrialProcess {
  private var pid: pid_t = 0
  private let input: Int32
  private let output: UnsafeMutablePointer<FILE>
  private let name: String
  private var hasEnded = false

  init(_ program: String, _ arguments: [String]) throws {
    name = ([program] + arguments).joined(separator: " ")
    var down: [Int32] = [0, 0]
    var up: [Int32] = [0, 0]
    guard unsafe pipe(&down) == 0, unsafe pipe(&up) == 0 else {
      throw CommandFailure("no pipe: raise `ulimit -n`")
    }
    for end in down + up { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawn_file_actions_adddup2(&actions, down[0], 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, up[1], 1)
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    var words: [UnsafeMutablePointer<CChar>?] = unsafe ([program] + arguments).map {
      unsafe strdup($0)
    }
    unsafe words.append(nil)
    let code = unsafe posix_spawn(&pid, program, &actions, &attributes, words, environ)
    for i in 0..<(arguments.count + 1) { unsafe free(words[i]) }
    unsafe posix_spawn_file_actions_destroy(&actions)
    unsafe posix_spawnattr_destroy(&attributes)
    close(down[0])
    close(up[1])
    input = down[1]
    unsafe output = fdopen(up[0], "r")
    if code != 0 {
      throw CommandFailure("cannot run \(program): \(unsafe String(cString: strerror(code)))")
    }
  }

  func waitUntilReady() throws {
    let line = try readLine()
    if line != "ready" { throw CommandFailure("\(name) said \"\(line)\"") }
  }

  func freeze() { _ = kill(-pid, SIGSTOP) }

  /// Runs one trial, and stands still again.
  func trial(_ rate: Double, _ seconds: Double) throws -> TrialResult {
    _ = kill(-pid, SIGCONT)
    defer { freeze() }
    let text = Array("\(rate) \(seconds)\n".utf8)
    guard unsafe write(input, text, text.count) == text.count else {
      throw CommandFailure("\(name) ended")
    }
    let line = try readLine()
    do { return try JSONDecoder().decode(TrialResult.self, from: Data(line.utf8)) } catch {
      throw CommandFailure("\(name): its answer cannot be read: another version?")
    }
  }

  private func readLine() throws -> String {
    var line: UnsafeMutablePointer<CChar>?
    var size = 0
    defer { unsafe free(line) }
    let count = unsafe getline(&line, &size, output)
    guard count > 0, let line = unsafe line else {
      throw CommandFailure("\(name) ended; run it by itself to see why")
    }
    return unsafe String(cString: line).split(separator: "\n").first.map(String.init) ?? ""
  }

  func end() {
    if hasEnded { return }
    hasEnded = true
    close(input)
    _ = kill(-pid, SIGCONT)
    var status: Int32 = 0
    for _ in 0..<500 {
      if unsafe waitpid(pid, &status, WNOHANG) != 0 { return }
      usleep(10_000)
    }
    _ = kill(pid, SIGKILL)
    _ = unsafe waitpid(pid, &status, 0)
  }
}
