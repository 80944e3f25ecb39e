// SPDX-License-Identifier: Apache-2.0

internal import Appliance
internal import Configuration
internal import Glibc
internal import HistogramFiles
internal import Latency
internal import Telemetry

/// `matchlock bench path`: open-loop load on an appliance.
enum PathBench {
  static let pathOptions: [CommandLineOptions.Option] = [
    .value("rates", "N,…", help: "commands a second, one load each (500,1000,2000,4000)"),
    .value("seconds", "N", help: "for all loads together", default: "10"),
    .value(
      "arrivals", "SHAPE",
      help: "constant, poisson, bursts:SIZE, microbursts (of 32), ramp:FROM", default: "constant"),
    .value("flow", "FILE", help: "plays a recorded flow at its own times; .gz, .xz"),
    .value("pcap", "FILE", help: "generated commands at the times of a capture's frames"),
    .value("speed", "K", help: "plays recorded times so many times as fast", default: "1"),
    .value("sign", "ahead|live", help: "when the load is signed", default: "ahead"),
    .value("sessions", "N", help: "of members, each with its account", default: "4"),
    .value(
      "mix", "SHARES", help: "kinds of commands",
      default: "enter=50,cancel=38,take=8,replace=4"),
    .value("seed", "N", help: "keys, commands and times follow from it", default: "1"),
    .value(
      "port", "PORT", help: "ring, memif (two processes), af_packet:APPLIANCE_IF,OUR_IF",
      default: "ring"),
    .value("config", "FILE", help: "an appliance elsewhere, by a gateway's configuration"),
    .value(
      "topology", "soft|soft2|threads|pinned",
      help: "of the appliance (soft2, or soft where there are two cores or one)"),
    .value("verify-lanes", "N", help: "of the appliance", default: "1"),
    .value("durability", "disk|none", help: "what an answer waits for", default: "disk"),
    .value("data", "DIR", help: "keeps the appliance's journal and batches there"),
    .value("idle", "yield|spin", help: "what the load does while nothing is due", default: "yield"),
    .flag("search", help: "finds the sustainable rate, then loads it to 0, 10, 50 and 90 %"),
    .value("p99-max", "TIME", help: "what the search calls sustained", default: "10ms"),
    .value("search-seconds", "N", help: "length of the trials that decide", default: "2"),
    .flag("overload", help: "after a search: 1, 2, 3 and 4 times the sustainable rate"),
    .value("relay", "PLAN", help: "delays and drops orders before the appliance: 500us+-50us,1%"),
    .flag("no-board", help: "leaves out what `matchlock top` reads, to see what that costs"),
    .value("plant", "TIME", help: "holds ingress up so long for each frame, to be found"),
  ]

  private static let options = CommandLineOptions(
    command: "matchlock bench path",
    summary:
      "Sends signed commands at planned times to an appliance, checks every answer, and says how long "
      + "they took:\nresponse times from the planned time, so that a stall is charged to all behind it; "
      + "each stage from the stamps\nin the reports. What disturbed a run, and how, makes it invalid. "
      + "Files go to --out.",
    options: pathOptions + [
      .flag("json", help: "prints one JSON object"),
      .flag("csv", help: "prints lines of comma-separated values"),
      .value(
        "out", "DIR", help: "report.html, results.json, results.csv, .hlog, .hgrm",
        default: "matchlock-bench"),
      .flag("no-files", help: "writes none of them"),
      .flag("png", help: "the report's charts as report.png too, by chromium"),
      .flag("on-request", help: "a trial for each line on standard input, for `bench compare`"),
    ])

  static func run(_ arguments: [String]) throws -> Int32 {
    let values = try options.parse(arguments)
    if values.wantsHelp {
      print(options.help)
      return 0
    }
    let plan = try PathPlan(values)
    let isOnRequest = values.flag("on-request")
    let isPlain = values.flag("json") || values.flag("csv") || isOnRequest
    Signals.block()
    let interrupts = Interrupts()
    var venueOptions = plan.venue
    venueOptions.isQuiet = isPlain
    let venue =
      try plan.venue.config.map {
        try PathVenue(elsewhere: $0, venueOptions, interrupts)
      } ?? PathVenue(venueOptions, interrupts)
    defer { venue.stop() }
    venue.client.idle = plan.idle
    if isOnRequest { return try PathRequests.serve(venue, plan) }
    let host = HostFingerprint()
    let command = ["matchlock", "bench", "path"] + arguments
    var suite = LoadSuite(
      title: "matchlock bench path", command: command, host: host,
      run: host.run(command: command, configuration: "\(plan.venue)"),
      conditions: venue.conditions + plan.conditions, startedAt: UInt64(time(nil)))
    let files =
      values.flag("no-files") || isPlain && !values.isGiven("out")
      ? nil : try BenchFiles(values.value("out") ?? "matchlock-bench", suite)
    let runner = PathRunner(venue, plan, files, interrupts, isQuiet: isPlain)
    try runner.run(&suite)
    try files?.finish(suite, png: values.flag("png"))
    print(values.flag("json") ? suite.json : values.flag("csv") ? suite.csv : suite.text)
    if let files, !isPlain { print("files in \(files.folder): \(files.names)") }
    if !suite.isCorrect { return 1 }
    return suite.isValid ? 0 : 3
  }
}

/// What `bench path` was asked for.
struct PathPlan {
  var venue = PathVenueOptions()
  var rates: [Double] = [500, 1_000, 2_000, 4_000]
  var seconds = 10.0
  var shape = Arrivals.Shape.constant
  var signing = LoadSigning.ahead
  var idle = LoadIdle.yield
  var searches = false
  var overloads = false
  var search = RateSearch()
  var recorded: RecordedFlowTimes?

  init(_ values: CommandLineValues) throws {
    if let text = values.value("rates") { rates = try Self.rates(text) }
    seconds = try values.number("seconds", in: 0.01...86_400) ?? seconds
    let speed = try values.number("speed", in: 0.001...1_000_000) ?? 1
    shape = try Self.shape(values.value("arrivals") ?? "constant")
    signing = try values.choice("sign", of: LoadSigning.self) ?? signing
    idle = try values.choice("idle", of: LoadIdle.self) ?? idle
    searches = values.flag("search") || values.flag("overload")
    overloads = values.flag("overload")
    if let text = values.value("p99-max") {
      search.p99Max = try Self.time(text, "p99-max")
    }
    search.secondsLast = try values.number("search-seconds", in: 0.05...3_600) ?? 2
    search.secondsFirst = min(0.5, search.secondsLast)
    try readVenue(values)
    try readRecorded(values, speed)
  }

  private mutating func readVenue(_ values: CommandLineValues) throws {
    venue.port = try PathVenueOptions.Port(values.value("port") ?? "ring")
    venue.config = values.value("config")
    venue.topology =
      try values.choice("topology", of: Topology.self)
      ?? (HostFingerprint().coresUsable > 2 ? .soft2 : .soft)
    venue.verifyLanes = try values.integer("verify-lanes", in: 1...16) ?? 1
    let durability = values.value("durability") ?? "disk"
    guard ["disk", "none"].contains(durability) else {
      throw UsageError("--durability \(durability); accepted: disk, none")
    }
    venue.durability = durability
    venue.data = values.value("data")
    venue.hasBoard = !values.flag("no-board")
    venue.seed = try values.integer("seed", in: 0...UInt64.max) ?? 1
    venue.sessions = try values.integer("sessions", in: 1...32) ?? 4
    venue.mix = try PathMix(values.value("mix") ?? "enter=1")
    if venue.sessions == 1 { venue.mix.take = 0 }
    venue.relay = try values.value("relay").map { try RelayPlan($0) }
    if let text = values.value("plant") { venue.plantedDelay = try Self.time(text, "plant") }
    if venue.config != nil && (venue.relay != nil || venue.plantedDelay > 0) {
      throw UsageError(
        "--relay and --plant are for an appliance in this process: leave --config out")
    }
  }

  private mutating func readRecorded(_ values: CommandLineValues, _ speed: Double) throws {
    if values.isGiven("flow") && values.isGiven("pcap") {
      throw UsageError("--flow and --pcap both say when to send: leave one out")
    }
    if let path = values.value("pcap") {
      let capture = try CaptureTimes(path: path)
      shape = .recorded(name: capture.name, offsets: capture.offsets, speed: speed)
      rates = [0]
    }
    if let path = values.value("flow") {
      recorded = try RecordedFlowTimes(
        path: path, speed: speed, sessions: venue.sessions, seconds: seconds)
      venue.markets = recorded?.markets
      rates = [0]
    }
    if rates == [0] && searches {
      throw UsageError("--search chooses rates itself: leave --flow and --pcap out")
    }
  }

  /// The loads, each with its share of the time.
  var arrivals: [Arrivals] {
    let nanoseconds = UInt64(seconds / Double(rates.count) * 1e9)
    return rates.map { Arrivals(shape, rate: $0, nanoseconds: nanoseconds, seed: venue.seed) }
  }

  var conditions: [(name: String, value: String)] {
    [
      (
        "generator",
        "open loop, \(arrivals[0].name), signed \(signing == .ahead ? "before the load" : "live"), "
          + "seed \(venue.seed)"
      )
    ]
  }

  static func rates(_ text: String) throws -> [Double] {
    let rates = try text.split(separator: ",").map { part in
      guard let rate = Double(part), rate > 0, rate <= 10_000_000 else {
        throw UsageError(
          "--rates \(text): \"\(part)\"; accepted: numbers above 0, up to 10000000, with commas")
      }
      return rate
    }
    if rates.isEmpty || rates.count > 64 {
      throw UsageError("--rates \(text); accepted: 1 to 64 rates")
    }
    return rates
  }

  static func shape(_ text: String) throws -> Arrivals.Shape {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    switch (parts.first, parts.count > 1 ? parts[1] : nil) {
    case ("constant", nil): return .constant
    case ("poisson", nil): return .poisson
    case ("microbursts", nil): return .bursts(size: 32)
    case ("bursts", .some(let size)):
      if let size = Int(size), (1...100_000).contains(size) { return .bursts(size: size) }
    case ("ramp", .some(let from)):
      if let from = Double(from), from >= 0, from <= 10_000_000 { return .ramp(from: from) }
    default: break
    }
    throw UsageError(
      "--arrivals \(text); accepted: constant, poisson, bursts:SIZE, microbursts, ramp:FROM")
  }

  static func time(_ text: String, _ name: String) throws -> UInt64 {
    guard let plan = try? RelayPlan(text), plan.jitter == 0, plan.dropShare == 0, plan.delay > 0
    else { throw UsageError("--\(name) \(text); accepted: times like 10us, 5ms, 1s") }
    return plan.delay
  }
}

/// Runs the loads of a plan.
final class PathRunner {
  private let venue: PathVenue
  private let plan: PathPlan
  private let files: BenchFiles?
  private let interrupts: Interrupts
  private let isQuiet: Bool

  init(
    _ venue: PathVenue, _ plan: PathPlan, _ files: BenchFiles?, _ interrupts: Interrupts,
    isQuiet: Bool
  ) {
    self.venue = venue
    self.plan = plan
    self.files = files
    self.interrupts = interrupts
    self.isQuiet = isQuiet
  }

  func run(_ suite: inout LoadSuite) throws {
    if plan.searches {
      try search(&suite)
    } else {
      for arrivals in plan.arrivals where !interrupts.isRaised {
        suite.results.append(try measure(arrivals))
      }
    }
    if suite.results.isEmpty { throw BenchError("interrupted before anything was measured") }
  }

  private func measure(_ arrivals: Arrivals, isOverload: Bool = false, isKept: Bool = true) throws
    -> LoadResult
  {
    var options = PathTrialOptions(arrivals)
    options.signing = plan.signing
    options.ownProcesses = venue.ownProcesses
    options.isOverload = isOverload
    let label = plan.rates == [0] ? arrivals.name : "\(Int(arrivals.rate))/s"
    var observer = LoadObserver()
    let venue = venue
    observer.tick = { venue.tick() }
    if isKept, let files { (observer.log, observer.write) = files.log() }
    if !isQuiet && isKept { observer.tell = { LiveView.tell(label, $0) } }
    if let relay = venue.relay, let plan = plan.venue.relay { _ = relay.change(to: plan) }
    var result = try venue.client.measure(options, recorded: plan.recorded?.load, observer)
    if let relay = venue.relay {
      let log = relay.change(to: nil)
      result.notes.append(
        "relay: median of \(log.delays.count) true delays \(shown(log.median)), "
          + "\(log.dropped) dropped")
    }
    if !isQuiet && isKept { LiveView.end() }
    if let failure = venue.failure { throw BenchError("during the load: \(failure)") }
    if let reason = buildReason { result.reasons.insert(reason, at: 0) }
    if isKept { try files?.add(result) }
    return result
  }

  /// The sustainable rate, the latency at shares of it, and what becomes of more.
  private func search(_ suite: inout LoadSuite) throws {
    let interrupts = interrupts
    let found = try plan.search.run(isInterrupted: { interrupts.isRaised }) {
      (rate, seconds) throws(BenchError) in
      let arrivals = Arrivals(
        plan.shape, rate: rate, nanoseconds: UInt64(seconds * 1e9), seed: plan.venue.seed)
      let result: LoadResult
      do { result = try measure(arrivals, isOverload: true, isKept: false) } catch {
        throw (error as? BenchError) ?? BenchError("\(error)")
      }
      if !isQuiet {
        complain(
          "search: \(Int(rate))/s for \(seconds) s: p99 \(shown(result.response.percentile(99))), "
            + "\(result.lost) lost, \(result.busy) BUSY")
      }
      return result
    }
    suite.search = found
    guard let rate = found.rate else {
      suite.results.append(try measure(plan.arrivals[0]))
      return
    }
    let nanoseconds = UInt64(plan.seconds / 4 * 1e9)
    // No load is one command at a time, far enough apart for everything to be idle again.
    for share in [0, 0.1, 0.5, 0.9] where !interrupts.isRaised {
      let arrivals = Arrivals(
        plan.shape, rate: share == 0 ? min(100, rate / 20) : rate * share,
        nanoseconds: nanoseconds, seed: plan.venue.seed)
      suite.results.append(try measure(arrivals))
    }
    if !plan.overloads { return }
    for multiple in [1.0, 2, 3, 4] where !interrupts.isRaised {
      let arrivals = Arrivals(
        plan.shape, rate: rate * multiple, nanoseconds: min(nanoseconds, 2_000_000_000),
        seed: plan.venue.seed)
      suite.overloads.append((multiple, try measure(arrivals, isOverload: true)))
    }
  }

  private var buildReason: String? {
    let build = HostFingerprint().build
    return build == "release" ? nil : "a \(build) build: build with -c release"
  }
}

/// What is shown while a load runs: a line that is written over on a terminal, lines elsewhere.
enum LiveView {
  private static let isTerminal = isatty(2) == 1

  static func tell(_ label: String, _ progress: LoadProgress) {
    let share = progress.planned == 0 ? 0 : progress.sent * 24 / progress.planned
    let bar = String(repeating: "━", count: share) + String(repeating: "╌", count: 24 - share)
    let line =
      "\(label) \(bar) \(progress.sent) sent, \(progress.answered) answered; p50 "
      + "\(shown(progress.p50)), p99 \(shown(progress.p99)), worst \(shown(progress.max))"
    let text = Array((isTerminal ? "\r\u{1b}[2K\(line)" : "matchlock: \(line)\n").utf8)
    _ = unsafe write(2, text, text.count)
  }

  static func end() {
    if !isTerminal { return }
    let text = Array("\r\u{1b}[2K".utf8)
    _ = unsafe write(2, text, text.count)
  }
}
