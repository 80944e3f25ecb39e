// SPDX-License-Identifier: Apache-2.0

internal import Configuration
internal import Glibc
internal import Latency
internal import Telemetry

/// `matchlock bench udp|fix|ouch`: others' systems, with the same generator and the same reports.
enum ExternalBench {
  static func udp(_ arguments: [String]) throws -> Int32 { try run("udp", arguments) }
  static func fix(_ arguments: [String]) throws -> Int32 { try run("fix", arguments) }
  static func ouch(_ arguments: [String]) throws -> Int32 { try run("ouch", arguments) }

  private static let summaries = [
    "udp": "Datagrams to something that returns them, by kernel sockets.",
    "fix":
      "Orders to a FIX 4.4 acceptor over TCP; the first ExecutionReport of each is its answer.",
    "ouch": "Orders to an OUCH 4.2 server over SoupBinTCP; Accepted or Rejected is the answer.",
  ]

  private static func options(_ name: String) -> CommandLineOptions {
    var own: [CommandLineOptions.Option]
    switch name {
    case "udp":
      own = [
        .value("bytes", "N", help: "of a datagram", default: "64"),
        .flag("sockperf", help: "to a `sockperf server`, in its own form"),
        .value(
          "pcap", "FILE", help: "a capture's datagrams at its times, to something that returns them"
        ),
        .value("speed", "K", help: "plays the capture so many times as fast", default: "1"),
      ]
    case "fix":
      own = [
        .value("sender", "ID", help: "SenderCompID", default: "BENCH"),
        .value("target", "ID", help: "TargetCompID", default: "VENUE"),
        .value("symbol", "NAME", help: "of the orders", default: "TEST"),
        .value("price", "PRICE", help: "of the orders", default: "100"),
        .value("quantity", "N", help: "of each order", default: "1"),
      ]
    default:
      own = [
        .value("user", "NAME", help: "of the login", default: "BENCH"),
        .value("password", "WORD", help: "of the login", default: ""),
        .value("symbol", "NAME", help: "of the orders", default: "TEST"),
        .value("price", "N", help: "of the orders, in ten-thousandths", default: "1000000"),
      ]
    }
    return CommandLineOptions(
      command: "matchlock bench \(name)", summary: summaries[name] ?? "",
      options: own + [
        .value("rates", "N,…", help: "messages a second, one load each", default: "1000"),
        .value("seconds", "N", help: "for all loads together", default: "10"),
        .value(
          "arrivals", "SHAPE", help: "constant, poisson, bursts:SIZE, ramp:FROM",
          default: "constant"),
        .value("seed", "N", help: "the times follow from it", default: "1"),
        .value(
          "idle", "yield|spin", help: "what the load does while nothing is due", default: "yield"),
        .flag("json", help: "prints one JSON object"),
        .flag("csv", help: "prints lines of comma-separated values"),
        .value(
          "out", "DIR", help: "report.html, results.json, results.csv, .hlog, .hgrm",
          default: "matchlock-bench"),
        .flag("no-files", help: "writes none of them"),
        .flag("png", help: "the report's charts as report.png too, by chromium"),
      ], operands: [.required("HOST:PORT", help: "where it listens")])
  }

  private static func run(_ name: String, _ arguments: [String]) throws -> Int32 {
    let options = options(name)
    let values = try options.parse(arguments)
    if values.wantsHelp {
      print(options.help)
      return 0
    }
    let isPlain = values.flag("json") || values.flag("csv")
    var shape = try PathPlan.shape(values.value("arrivals") ?? "constant")
    var rates = try PathPlan.rates(values.value("rates") ?? "1000")
    let seconds = try values.number("seconds", in: 0.01...86_400) ?? 10
    let seed = try values.integer("seed", in: 0...UInt64.max) ?? 1
    let target = try target(name, values, &shape)
    if case .capture = target { rates = [0] }
    Signals.block()
    let interrupts = Interrupts()
    var load = PeerLoad(clock: Clock.start(), isInterrupted: { interrupts.isRaised })
    load.idle = try values.choice("idle", of: LoadIdle.self) ?? .yield
    let host = HostFingerprint()
    let command = ["matchlock", "bench", name] + arguments
    var suite = LoadSuite(
      title: "matchlock bench \(name)", command: command, host: host,
      run: host.run(command: command, configuration: "\(shape)"),
      conditions: [
        ("target", "\(name) \(values.operand("HOST:PORT") ?? "")"),
        ("generator", "open loop, one thread, kernel sockets, seed \(seed)"),
        ("left out", "what the other side does between: its answers carry no stamps"),
      ], startedAt: UInt64(time(nil)))
    let files =
      values.flag("no-files") || isPlain && !values.isGiven("out")
      ? nil : try BenchFiles(values.value("out") ?? "matchlock-bench", suite)
    for rate in rates where !interrupts.isRaised {
      let arrivals = Arrivals(
        shape, rate: rate, nanoseconds: UInt64(seconds / Double(rates.count) * 1e9), seed: seed)
      var observer = LoadObserver()
      if let files { (observer.log, observer.write) = files.log() }
      if !isPlain { observer.tell = { LiveView.tell("\(Int(rate))/s", $0) } }
      var result = try load.measure(target, arrivals, ownProcesses: [Int(getpid())], observer)
      if !isPlain { LiveView.end() }
      if host.build != "release" {
        result.reasons.insert("a \(host.build) build: build with -c release", at: 0)
      }
      suite.results.append(result)
      try files?.add(result)
    }
    if suite.results.isEmpty { throw BenchError("interrupted before anything was measured") }
    try files?.finish(suite, png: values.flag("png"))
    print(values.flag("json") ? suite.json : values.flag("csv") ? suite.csv : suite.text)
    if let files, !isPlain { print("files in \(files.folder): \(files.names)") }
    if !suite.isCorrect { return 1 }
    return suite.isValid ? 0 : 3
  }

  private static func target(
    _ name: String, _ values: CommandLineValues, _ shape: inout Arrivals.Shape
  ) throws -> ExternalTarget {
    let address = values.operand("HOST:PORT") ?? ""
    switch name {
    case "udp":
      let bytes = try values.integer("bytes", in: 16...1_472) ?? 64
      if let path = values.value("pcap") {
        let capture = try CaptureTimes(path: path)
        shape = .recorded(
          name: capture.name, offsets: capture.offsets,
          speed: try values.number("speed", in: 0.001...1_000_000) ?? 1)
        return .capture(address, capture)
      }
      return values.flag("sockperf")
        ? .sockperf(address, bytes: bytes) : .udp(address, bytes: bytes)
    case "fix":
      return .fix(
        address, sender: values.value("sender") ?? "", target: values.value("target") ?? "",
        symbol: values.value("symbol") ?? "", price: values.value("price") ?? "100",
        quantity: try values.integer("quantity", in: 1...1_000_000_000) ?? 1)
    default:
      return .ouch(
        address, user: values.value("user") ?? "", password: values.value("password") ?? "",
        symbol: values.value("symbol") ?? "",
        price: try values.integer("price", in: 1...UInt32.max) ?? 1_000_000)
    }
  }
}
