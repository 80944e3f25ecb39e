// SPDX-License-Identifier: Apache-2.0

internal import Configuration
internal import Glibc
internal import HistogramFiles
internal import HostAudit
internal import Latency
internal import PacketIO
internal import Telemetry

/// `matchlock bench lane|journal|port|wire`: one part of the way at a time.
enum PartBenchCommand {
  static func lane(_ arguments: [String]) throws -> Int32 { try run("lane", arguments) }
  static func journal(_ arguments: [String]) throws -> Int32 { try run("journal", arguments) }
  static func port(_ arguments: [String]) throws -> Int32 { try run("port", arguments) }
  static func wire(_ arguments: [String]) throws -> Int32 { try run("wire", arguments) }

  private static let summaries = [
    "lane": "A slot from one thread to another over a lane, half of there and back.",
    "journal": "A record appended and committed, one at a time, in --data or a temporary folder.",
    "port": "A frame from one end of a DPDK ring pair to the other, by one thread.",
    "wire": "An order's datagram written, and read and checked.",
  ]

  private static func run(_ name: String, _ arguments: [String]) throws -> Int32 {
    let options = CommandLineOptions(
      command: "matchlock bench \(name)", summary: summaries[name] ?? "",
      options: [
        .value("count", "N", help: "how often (100000; of a journal 1000)"),
        .value("rounds", "N", help: "of which the median and the least are told", default: "5"),
        .value("data", "DIR", help: "journal: where, as the disk is what is measured"),
        .flag("json", help: "prints an array of rows"),
      ])
    let values = try options.parse(arguments)
    if values.wantsHelp {
      print(options.help)
      return 0
    }
    let count =
      try values.integer("count", in: 64...100_000_000) ?? (name == "journal" ? 1_000 : 100_000)
    let rounds = try values.integer("rounds", in: 1...1_000) ?? 5
    let clock = Clock.start()
    var monitor = NoiseMonitor(ownProcesses: [Int(getpid())])
    usleep(100_000)
    monitor.sample(.before)
    var results: [[PartResult]] = []
    for _ in 0..<rounds {
      results.append(try once(name, count, values.value("data"), clock))
      clock.steer()
    }
    monitor.sample(.during)
    usleep(100_000)
    monitor.sample(.after)
    let host = HostFingerprint()
    let run = host.run(command: ["bench", name] + arguments, configuration: "\(count)")
    let noise = monitor.report.reason
    let reason = host.build == "release" ? noise : "a \(host.build) build: build with -c release"
    print(
      values.flag("json")
        ? json(results, run, reason) : text(results, host, run, reason, rounds))
    return reason == nil ? 0 : 3
  }

  private static func once(
    _ name: String, _ count: Int, _ data: String?, _ clock: Clock
  ) throws -> [PartResult] {
    switch name {
    case "lane":
      return [
        try PartBench.lane(count, yields: HostFingerprint().coresUsable < 2, clock: clock)
      ]
    case "journal":
      let work = try Workplace(data: data)
      defer { work.clean() }
      return [try PartBench.journal(count, folder: work.data, clock: clock)]
    case "port":
      if !EAL.isRunning {
        try EAL.start(
          EALConfiguration(
            prefix: "mlk-\(getpid())", memoryMegabytes: 64, hugePages: false, pciAddresses: []))
      }
      let configuration = PortConfiguration(
        name: "bench", driver: .ring, local: DemoVenue.memberAddress)
      let pair = try Port.ringPair(configuration, configuration)
      return [
        try PartBench.port(
          count, pair.first, pair.second, clock: clock,
          what: "a datagram of 200 bytes over a DPDK ring pair: written, sent, received, parsed")
      ]
    default: return PartBench.wire(count, clock: clock)
    }
  }

  private static func text(
    _ rounds: [[PartResult]], _ host: HostFingerprint, _ run: String, _ reason: String?,
    _ count: Int
  ) -> String {
    var lines: [String] = []
    for row in rounds[0].indices {
      let medians = rounds.compactMap { $0[row].times.counts.percentile(50) }.sorted()
      let last = rounds[rounds.count - 1][row]
      lines.append(
        "\(last.name): p50 \(shown(medians[medians.count / 2])) (least \(shown(medians.first)) of "
          + "\(count) rounds), p99 \(shown(last.times.percentile(99))), p99.9 "
          + "\(shown(last.times.percentile(99.9))), worst \(shown(last.times.counts.highest))")
      lines.append("  \(last.what); check \(last.check)")
    }
    lines.append("on: \(host.line)")
    lines.append("run \(run): " + (reason.map { "not valid: \($0)" } ?? "valid"))
    return lines.joined(separator: "\n")
  }

  private static func json(_ rounds: [[PartResult]], _ run: String, _ reason: String?) -> String {
    var json = JSONWriter()
    json.beginArray()
    for (round, results) in rounds.enumerated() {
      for result in results {
        json.beginObject()
        json.field("valid", reason == nil)
        json.field("reason", reason ?? "")
        json.field("run", run)
        json.field("name", result.name)
        json.field("round", round)
        json.field("what", result.what)
        json.field("count", result.times.counts.count)
        json.field("p50_ns", result.times.counts.percentile(50))
        json.field("p99_ns", result.times.percentile(99))
        json.field("p99.9_ns", result.times.percentile(99.9))
        json.field("max_ns", result.times.counts.highest)
        json.field("check", result.check)
        json.endObject()
      }
    }
    json.endArray()
    return json.finish()
  }
}
