// SPDX-License-Identifier: Apache-2.0

internal import Appliance
internal import Configuration
internal import Glibc
internal import HistogramFiles
internal import Latency
internal import Memory
internal import PacketIO
internal import Telemetry

/// `matchlock bench selftest`: what the tool itself costs and errs by.
enum SelfTestBench {
  private static let options = CommandLineOptions(
    command: "matchlock bench selftest",
    summary:
      "Measures a loop-back port, on which nothing lies between sending and receiving: what is left is the "
      + "tool's own\nbias, which no result has subtracted. Compares our clock with the kernel's over every "
      + "command. With --truth it\nlooks for what was planted: a relay's delays and drops, a stall.\n"
      + "Exit 1: the clock errs by more than it may, or what was planted was not found.",
    options: [
      .value("rate", "N", help: "commands a second", default: "10000"),
      .value("seconds", "N", help: "how long", default: "2"),
      .flag("truth", help: "also: trials with a known relay and a known stall"),
      .value("trials", "N", help: "of --truth, with and without, in turn", default: "10"),
      .flag("json", help: "prints one JSON object"),
    ])

  static func run(_ arguments: [String]) throws -> Int32 {
    let values = try options.parse(arguments)
    if values.wantsHelp {
      print(options.help)
      return 0
    }
    let rate = try values.number("rate", in: 1...1_000_000) ?? 10_000
    let seconds = try values.number("seconds", in: 0.01...3_600) ?? 2
    let trials = try values.integer("trials", in: 4...100) ?? 10
    Signals.block()
    let interrupts = Interrupts()
    try PathVenue.startPackets()
    let clock = Clock.start()
    let port = try Port.open(
      PortConfiguration(name: "loop", driver: .ring, local: DemoVenue.memberAddress))
    let test = try SelfTest.run(
      port, clock: clock, rate: rate, seconds: seconds, ownProcesses: [Int(getpid())],
      isInterrupted: { interrupts.isRaised })
    var truths: [Truth] = []
    if values.flag("truth") {
      truths = try TruthTest(trials: trials, interrupts, isQuiet: values.flag("json")).run()
    }
    let host = HostFingerprint()
    let run = host.run(command: ["bench", "selftest"] + arguments, configuration: "")
    print(
      values.flag("json") ? json(test, truths, host, run) : text(test, truths, host, run))
    let isRight = (test.loop.sum?.holds ?? false) && truths.allSatisfy { $0.verdict != .missed }
    if !isRight { return 1 }
    return test.loop.isValid && truths.allSatisfy { $0.verdict == .found } ? 0 : 3
  }

  private static func text(
    _ test: SelfTest, _ truths: [Truth], _ host: HostFingerprint, _ run: String
  ) -> String {
    let loop = test.loop
    let service = loop.service
    var lines = [
      "reading our clock      \(test.clockReading.median) ns (least \(test.clockReading.least))",
      "reading the kernel's   \(test.kernelReading.median) ns (least \(test.kernelReading.least))",
      "bias, p50              \(shown(service.counts.percentile(50)))  a loop-back port, "
        + "\(Int(loop.rate))/s: sent, received, nothing between",
      "bias, p99              \(shown(service.percentile(99)))",
      "bias, worst            \(shown(service.counts.highest))",
      "lateness, p50          \(shown(loop.stages.first?.counts.percentile(50)))  from the planned time "
        + "until the generator began",
      "lateness, p99          \(shown(loop.stages.first?.percentile(99)))",
    ]
    if let sum = loop.sum {
      lines.append(
        "clock error            \(sum.differenceTypical) ns typically, \(sum.differenceMax) ns at most, of "
          + "\(sum.bound) allowed: ours against the kernel's, over \(sum.count) commands")
    }
    lines.append("\(loop.clock)")
    for truth in truths {
      lines.append("\(truth.name): \(truth.text): \(truth.verdict.rawValue)")
    }
    lines.append("nothing of this is subtracted from any result")
    lines.append("on: \(host.line)")
    lines.append("run \(run): \(loop.reason.map { "not valid: \($0)" } ?? "valid")")
    return lines.joined(separator: "\n")
  }

  private static func json(
    _ test: SelfTest, _ truths: [Truth], _ host: HostFingerprint, _ run: String
  ) -> String {
    var json = JSONWriter()
    json.beginObject()
    json.field("valid", test.loop.isValid && truths.allSatisfy { $0.verdict == .found })
    json.field("reason", test.loop.reason ?? "")
    json.field("run", run)
    json.field("clock_reading_ns", test.clockReading.median)
    json.field("kernel_reading_ns", test.kernelReading.median)
    json.field("bias_p50_ns", test.loop.service.counts.percentile(50))
    json.field("bias_p99_ns", test.loop.service.percentile(99))
    json.field("bias_max_ns", test.loop.service.counts.highest)
    json.field("clock_error_max_ns", test.clockError.worst)
    json.field("clock_error_p50_ns", test.clockError.typical)
    json.field("clock_error_bound_ns", test.loop.sum?.bound)
    json.key("truths")
    json.beginArray()
    for truth in truths {
      json.beginObject()
      json.field("name", truth.name)
      json.field("verdict", truth.verdict.rawValue)
      json.field("text", truth.text)
      json.endObject()
    }
    json.endArray()
    json.key("host")
    host.write(to: &json)
    json.endObject()
    return json.finish()
  }
}

/// Something planted, and whether it was found.
struct Truth {
  enum Verdict: String {
    case found, missed = "NOT FOUND", open = "not to be told on a machine this busy"
  }

  let name: String
  let verdict: Verdict
  let text: String

  init(_ name: String, _ verdict: Verdict, _ text: String) {
    self.name = name
    self.verdict = verdict
    self.text = text
  }
}

/// Plants delays, losses and stalls in the way of an appliance, and looks what the tool says of them.
struct TruthTest {
  private let trials: Int
  private let interrupts: Interrupts
  private let isQuiet: Bool
  private static let rate = 400.0
  private static let seconds = 1.0
  /// How far a difference of medians may be from the relay's own log, as a share.
  private static let errorMax = 0.01

  init(trials: Int, _ interrupts: Interrupts, isQuiet: Bool) {
    self.trials = trials
    self.interrupts = interrupts
    self.isQuiet = isQuiet
  }

  func run() throws -> [Truth] {
    var options = PathVenueOptions()
    options.durability = "none"
    options.topology = .soft
    options.isQuiet = true
    options.hasBoard = false
    // Nothing that an order's loss would make wrong: each stands for itself.
    options.mix = try PathMix("enter=1")
    options.relay = try RelayPlan("0us")
    let venue = try PathVenue(options, interrupts)
    defer { venue.stop() }
    return try relay(venue) + stalls(venue)
  }

  // MARK: Relay

  private struct Seen {
    var differences: [Double] = []
    var logged: [Double] = []
    /// Of each frame, by how much `in` exceeds the relay's delay of it.
    var excesses: [Int64] = []
    var (lost, dropped, mistaken) = (0, 0, 0)
  }

  private func relay(_ venue: PathVenue) throws -> [Truth] {
    guard let relay = venue.relay else { return [] }
    var seen = Seen()
    for trial in 0..<trials {
      var medians: [Double] = [0, 0]
      var logs: [Double] = [0, 0]
      for side in trial % 2 == 0 ? [0, 1] : [1, 0] {
        var plan = RelayPlan()
        if side == 1 {
          plan = try RelayPlan("500us±50us,1%")
          plan.seed = UInt64(trial + 1)
        }
        // What the flow has to enter again is entered before the plan is in force.
        try venue.client.refill()
        _ = relay.change(to: plan)
        let result = try measure(venue)
        let log = relay.change(to: nil)
        medians[side] = Double(result.response.counts.percentile(50) ?? 0)
        logs[side] = Double(log.median ?? 0)
        if side == 1 { compare(venue, log, &seen) }
      }
      seen.differences.append(medians[1] - medians[0])
      seen.logged.append(logs[1] - logs[0])
      if !isQuiet {
        complain(
          "trial \(trial + 1) of \(trials): \(Int(seen.differences[trial])) ns more, the relay says "
            + "\(Int(seen.logged[trial]))")
      }
    }
    return judge(seen)
  }

  /// Frame by frame: the tool's account of it, and the relay's.
  private func compare(_ venue: PathVenue, _ log: DelayRelay.Log, _ seen: inout Seen) {
    guard let recording = venue.client.recording, recording.count == log.fates.count else {
      seen.mistaken += 1
      return
    }
    seen.dropped += log.dropped
    for (index, fate) in log.fates.enumerated() {
      let sample = recording.samples[index]
      let isLost = sample.answered == 0
      if isLost { seen.lost += 1 }
      if isLost != (fate == nil) { seen.mistaken += 1 }
      if let fate, !isLost {
        seen.excesses.append(Int64(sample.received) - Int64(sample.sent) - Int64(fate))
      }
    }
  }

  private func judge(_ seen: Seen) -> [Truth] {
    let (found, logged) = (middle(seen.differences), middle(seen.logged))
    let error = abs(found - logged) / max(1, logged)
    // How far the median of so many differences may be off by chance: from their own spread.
    let spread = middle(seen.differences.map { abs($0 - found) }) * 1.86
    let doubt = spread / Double(max(1, seen.differences.count)).squareRoot() / max(1, logged)
    let excesses = seen.excesses.sorted()
    let least = excesses.first ?? .max
    return [
      Truth(
        "each frame's delay",
        least >= 0 && Double(least) <= logged * Self.errorMax && seen.mistaken == 0
          ? .found : .missed,
        "of \(excesses.count) frames the tool says never less than the relay, and \(least) ns more at least"
      ),
      Truth(
        "a delay of 500 ± 50 µs",
        error <= Self.errorMax ? .found : doubt > Self.errorMax / 2 ? .open : .missed,
        "the difference of medians is \(Int(found)) ns, the relay's log says \(Int(logged)) ns, of which the "
          + "machine's doubt is \(Int(doubt * logged)) ns"),
      Truth(
        "drops of 1 %",
        seen.lost == seen.dropped && seen.mistaken == 0 && seen.dropped > 0 ? .found : .missed,
        "\(seen.lost) answers are missing, the relay dropped \(seen.dropped), and the same ones"),
    ]
  }

  // MARK: Stalls

  /// Stalls of 10 ms of the thread that polls the tiles, under a load that has one command under way: those
  /// behind wait to be sent, and only response times may show them.
  private func stalls(_ venue: PathVenue) throws -> [Truth] {
    let stalls = try Stalls(thread: "mlk-all", milliseconds: 10, every: 250)
    var options = trial(venue, 1_000, 6)
    options.window = 1
    let result = try venue.client.measure(options, LoadObserver())
    let log = stalls.end()
    guard let recording = venue.client.recording, !log.isEmpty else {
      return [Truth("stalls of 10 ms", .missed, "there were none")]
    }
    var (behind, shown_, underWay, short) = (0, 0, 0, 0)
    for index in 0..<recording.count {
      let sample = recording.samples[index]
      guard sample.answered > 0 else { continue }
      for stall in log {
        if sample.planned >= stall.from && sample.planned < stall.to {
          behind += 1
          // Its response time must reach to the stall's end, whenever it was sent.
          if sample.answered >= stall.to { shown_ += 1 }
        }
        // The one command that was with the venue when the stall ended.
        if sample.sent < stall.to && sample.answered >= stall.to { underWay += 1 }
      }
      if sample.answered - sample.begun < 5_000_000 && sample.answered - sample.planned >= 5_000_000
      {
        short += 1
      }
    }
    let isFound =
      behind > log.count * 5 && shown_ == behind && underWay <= log.count
      && underWay * 3 < behind && short > log.count
    return [
      Truth(
        "\(log.count) stalls of 10 ms", isFound ? .found : .missed,
        "\(behind) commands were due meanwhile and \(shown_) response times reach the stall's end; it is in "
          + "\(underWay) service times; \(short) commands took 5 ms or longer and less than that in service; "
          + "p99 \(shown(result.response.percentile(99))) and \(shown(result.service.percentile(99)))"
      )
    ]
  }

  private func measure(_ venue: PathVenue) throws -> LoadResult {
    try venue.client.measure(trial(venue, Self.rate, Self.seconds), LoadObserver())
  }

  private func trial(_ venue: PathVenue, _ rate: Double, _ seconds: Double) -> PathTrialOptions {
    var trial = PathTrialOptions(
      Arrivals(
        .poisson, rate: rate, nanoseconds: UInt64(seconds * 1e9),
        seed: UInt64.random(in: 1...1_000_000)))
    trial.ownProcesses = venue.ownProcesses
    return trial
  }

  private func middle(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    if sorted.isEmpty { return 0 }
    return sorted.count % 2 == 1
      ? sorted[sorted.count / 2] : (sorted[sorted.count / 2 - 1] + sorted[sorted.count / 2]) / 2
  }
}
