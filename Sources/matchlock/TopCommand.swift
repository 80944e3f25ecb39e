// SPDX-License-Identifier: Apache-2.0

internal import Configuration
internal import Glibc
internal import Latency
internal import Telemetry

/// `matchlock top`: a running appliance, live, from the board it keeps in shared memory.
enum TopCommand {
  private static let options = CommandLineOptions(
    command: "matchlock top",
    summary:
      "Shows threads, tiles, what waits between them, drops by cause and the stages' percentiles of an "
      + "appliance on this\nmachine. Reads its shared memory and nothing else: the appliance does not notice. "
      + "q or ctrl-C ends.",
    options: [
      .value("pid", "N", help: "which process (the only one there is)"),
      .value("interval", "SECONDS", help: "between two looks", default: "1"),
      .flag("once", help: "one look, after one interval"),
      .flag("json", help: "one look as a JSON object, after one interval"),
    ])

  static func run(_ arguments: [String]) throws -> Int32 {
    let values = try options.parse(arguments)
    if values.wantsHelp {
      print(options.help)
      return 0
    }
    let interval = try values.number("interval", in: 0.05...3_600) ?? 1
    let board = try find(try values.integer("pid", in: 1...Int32.max))
    var view = TopView(board)
    Signals.block()
    let isLive = !values.flag("once") && !values.flag("json") && isatty(1) == 1
    while true {
      let hasEnded = Signals.wait(milliseconds: Int(interval * 1_000))
      if hasEnded { break }
      guard kill(board.process, 0) == 0 || errno == EPERM else {
        throw CommandFailure("the appliance of process \(board.process) has ended")
      }
      view.look()
      if values.flag("json") {
        print(view.json)
        return 0
      }
      let text = view.text
      print(isLive ? "\u{1b}[H\u{1b}[2J\(text)" : text)
      fflush(nil)
      if values.flag("once") { return 0 }
      if !isLive { print("") }
    }
    return 0
  }

  /// The board of a process, or of the only appliance that runs.
  private static func find(_ process: Int32?) throws -> BoardReading {
    if let process {
      guard let board = BoardReading(path: SharedBoard.path(process: process)) else {
        throw CommandFailure(
          "process \(process) shows no board: it is no appliance of this version, or of another machine"
        )
      }
      return board
    }
    var found: [BoardReading] = []
    if let folder = unsafe opendir("/dev/shm") {
      defer { unsafe closedir(folder) }
      while let entry = unsafe readdir(folder) {
        let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
          unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
        }
        guard name.hasPrefix("matchlock-"), name.hasSuffix(".board"),
          let board = BoardReading(path: "/dev/shm/" + name),
          kill(board.process, 0) == 0 || errno == EPERM
        else { continue }
        found.append(board)
      }
    }
    guard let first = found.first else {
      throw CommandFailure(
        "no appliance runs here: start one with `matchlock run` or `matchlock demo`")
    }
    if found.count > 1 {
      let pids = found.map { "\($0.process)" }.sorted().joined(separator: ", ")
      throw CommandFailure("several appliances run here: say which with --pid: \(pids)")
    }
    return first
  }
}

/// What a board says now, and since the last look.
struct TopView {
  private let board: BoardReading
  private var before: [UInt64]
  private var now: [UInt64]
  private var beforeAt: UInt64
  private var nowAt: UInt64
  private var stages: [(name: String, count: UInt64, p50: UInt64?, p99: UInt64?, p999: UInt64?)] =
    []

  init(_ board: BoardReading) {
    self.board = board
    now = board.values()
    before = now
    nowAt = Self.time
    beforeAt = nowAt
  }

  private static var time: UInt64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  mutating func look() {
    (before, beforeAt) = (now, nowAt)
    now = board.values()
    nowAt = Self.time
    var histogram = Histogram()
    stages = []
    for (place, name) in board.histograms.enumerated() {
      board.read(histogram: place, into: &histogram)
      stages.append(
        (
          name, histogram.count, histogram.percentile(50), histogram.reportable(99),
          histogram.reportable(99.9)
        ))
    }
  }

  private var seconds: Double { max(0.001, Double(nowAt - beforeAt) / 1e9) }

  private func value(_ name: String) -> UInt64 {
    board.entries.firstIndex(of: name).map { now[$0] } ?? 0
  }

  private func rate(_ name: String) -> Double {
    guard let place = board.entries.firstIndex(of: name) else { return 0 }
    return Double(now[place] &- before[place]) / seconds
  }

  /// Counters of all verify tiles together.
  private func verified(_ name: String, _ of: (String) -> Double) -> Double {
    board.entries.filter { $0.hasPrefix("verify ") && $0.hasSuffix("." + name) }
      .reduce(0) { $0 + of($1) }
  }

  private var threads: [(name: String, share: Double, rounds: Double, isAlive: Bool)] {
    board.entries.filter { $0.hasPrefix("thread ") && $0.hasSuffix(".rounds") }.map { entry in
      let name = String(entry.dropLast(7))
      let rounds = rate(entry)
      return (
        String(name.dropFirst(7)), rounds > 0 ? rate(name + ".busy") / rounds : 0, rounds,
        rate(name + ".publications") > 0
      )
    }
  }

  /// What is between two tiles: what went in less what came out. Two counters are of two moments, so a few
  /// more or less mean nothing.
  private var waiting: [(name: String, count: UInt64)] {
    func less(_ one: UInt64, _ other: UInt64) -> UInt64 { one > other ? one - other : 0 }
    let sequenced =
      value("sequence.commands") + value("sequence.logons") + value("sequence.tombstones")
    let records = value("journal.records")
    return [
      ("ingress to sequence", less(value("ingress.commands") + value("ingress.logons"), sequenced)),
      ("journal to match", less(records, value("match.records"))),
      ("match to settle", less(value("match.records"), value("settle.records"))),
    ]
  }

  /// Every counter that tells of something dropped or refused, that is not zero.
  private var drops: [(name: String, count: UInt64, rate: Double)] {
    let causes = [
      "sessionUnknown", "tagWrong", "sequenceReplayed", "sequenceStale", "sessionThrottled",
      "logonsThrottled", "backlog", "urgentBacklog", "busyUnanswered", "silences",
      "neighboursThrottled", "neighboursBacklog", "requestsThrottled", "requestsBacklog",
      "feedRequestsUnregistered", "feedRequestsMalformed", "feedRequestsThrottled",
      "feedRequestsBacklog", "keyUnknown", "signatureRefused", "reportsUndelivered",
      "answersUndelivered", "busyUndelivered", "faults", "agreementsRefused", "logonsRefused",
    ]
    return board.entries.enumerated().compactMap { place, entry in
      guard now[place] > 0, causes.contains(where: { entry.hasSuffix("." + $0) }) else {
        return nil
      }
      return (entry, now[place], rate(entry))
    }
  }

  private var flow: [(name: String, rate: Double, total: UInt64)] {
    [
      ("frames received", "ingress.received"), ("commands", "ingress.commands"),
      ("of them urgent", "ingress.urgent"), ("accepted", "match.accepted"),
      ("rejected", "match.rejected"), ("trades", "match.trades"),
      ("records on the disk", "journal.records"), ("log groups", "journal.groups"),
      ("reports sent", "egress.reports"), ("market data", "egress.marketDataMessages"),
      ("receipts", "settle.receipts"), ("batches signed", "settle.batches"),
      ("statements signed", "sign.statementsSigned"), ("BUSY", "egress.busyFrames"),
    ].map { ($0.0, rate($0.1), value($0.1)) }
      + [
        (
          "signatures verified", verified("valid", rate),
          UInt64(verified("valid") { Double(value($0)) })
        )
      ]
  }

  var text: String {
    let age = (nowAt - min(nowAt, board.startedAt)) / 1_000_000_000
    var lines = ["matchlock, process \(board.process), up \(age) s", ""]
    func pad(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(1, width - text.count))
    }
    func right(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    lines.append(pad("thread", 22) + right("rounds/s", 12) + right("with work", 12))
    for thread in threads {
      lines.append(
        pad(thread.name, 22) + right("\(Int(thread.rounds))", 12)
          + right("\(Int((thread.share * 100).rounded())) %", 12)
          + (thread.isAlive ? "" : "   SAYS NOTHING"))
    }
    lines += ["", pad("", 22) + right("/s", 12) + right("in all", 16)]
    for row in flow {
      lines.append(
        pad(row.name, 22) + right("\(Int(row.rate.rounded()))", 12) + right("\(row.total)", 16))
    }
    lines += ["", pad("on its way", 22) + right("now", 12)]
    for row in waiting { lines.append(pad(row.name, 22) + right("\(row.count)", 12)) }
    lines += ["", pad("stage", 12) + ["p50", "p99", "p99.9"].map { right($0, 12) }.joined()]
    for stage in stages where stage.count > 0 {
      lines.append(
        pad(stage.name, 12)
          + [stage.p50, stage.p99, stage.p999].map { right(shown($0), 12) }.joined())
    }
    if !drops.isEmpty {
      lines += ["", pad("dropped or refused", 34) + right("in all", 12) + right("/s", 10)]
    }
    for drop in drops {
      lines.append(
        pad(drop.name, 34) + right("\(drop.count)", 12) + right("\(Int(drop.rate.rounded()))", 10))
    }
    return lines.joined(separator: "\n")
  }

  var json: String {
    var json = JSONWriter()
    json.beginObject()
    json.field("process", board.process)
    json.field("seconds", seconds)
    json.key("threads")
    json.beginArray()
    for thread in threads {
      json.beginObject()
      json.field("name", thread.name)
      json.field("alive", thread.isAlive)
      json.field("rounds_per_second", thread.rounds)
      json.field("share_with_work", thread.share)
      json.endObject()
    }
    json.endArray()
    json.key("waiting")
    json.beginObject()
    for row in waiting { json.field(row.name, row.count) }
    json.endObject()
    json.key("counters")
    json.beginObject()
    for (name, value) in zip(board.entries, now) { json.field(name, value) }
    json.endObject()
    json.key("stages")
    json.beginArray()
    for stage in stages {
      json.beginObject()
      json.field("name", stage.name)
      json.field("count", stage.count)
      json.field("p50_ns", stage.p50)
      json.field("p99_ns", stage.p99)
      json.field("p99.9_ns", stage.p999)
      json.endObject()
    }
    json.endArray()
    json.endObject()
    return json.finish()
  }
}
