// SPDX-License-Identifier: Apache-2.0

internal import Configuration
internal import Glibc
internal import Memory
internal import Signing
internal import Telemetry

/// `matchlock bench sign --signer fpga-cosim`: the signing device's own cycles and, apart, what the host
/// waits for in simulation.
enum DeviceBench {
  private static let options = CommandLineOptions(
    command: "matchlock bench sign",
    summary:
      "Counts the signing device's cycles, in simulation. Exit 1: messages of one length took "
      + "different numbers of cycles.",
    options: [
      .value(
        "signer", "fpga-cosim", help: "with what; software without it (see its --help)",
        default: "software"),
      .value("messages", "N", help: "how many", default: "200"),
      .value("bytes", "N", help: "of each message", default: "47"),
      .value(
        "cosim-library", "FILE", help: "the simulated device, of Hardware/cosim/build",
        default: ".build/cosim/libmlk1_cosim.so"),
      .flag("json", help: "prints one row"),
    ])

  /// Whether the arguments of `matchlock bench sign` ask for a device.
  static func isMeant(_ arguments: [String]) -> Bool {
    arguments.contains { $0.hasPrefix("fpga-") || $0.hasPrefix("--signer=fpga-") }
  }

  static func run(_ arguments: [String]) throws -> Int32 {
    let values = try options.parse(arguments)
    if values.wantsHelp {
      print(options.help)
      return 0
    }
    guard values.value("signer") == "fpga-cosim" else {
      throw UsageError("--signer \(values.value("signer") ?? ""); accepted: fpga-cosim")
    }
    let count = Int(try values.integer("messages", in: 1...1_000_000) ?? 200)
    let bytes = Int(try values.integer("bytes", in: 0...1_232) ?? 47)
    let library = values.value("cosim-library") ?? ""
    var device = DeviceOptions()
    // What is measured is the device: software must not step in for it.
    device.mode = .isolated
    let report = DeviceReport()
    var signer = try Signer.open(
      .cosim(library: library, devices: 1, options: device), purposes: .consensus, report: report
    ) { try SecretKey.random() }
    var times: [UInt64] = []
    times.reserveCapacity(count)
    let completions = Slab<SignCompletion>(count: 1)
    let message = ByteBuffer(count: max(bytes, 8))
    let clock = Clock.start()
    var checksum: UInt64 = 0
    for i in 0..<count {
      message.bytes.store(UInt64(i), at: 0)
      let start = clock.nanoseconds()
      let isTaken = signer.submit(
        cookie: UInt64(i), keySlot: 0, message: message.bytes.view.slice(0, count: bytes))
      guard isTaken else { throw CommandFailure("the signer takes no request") }
      while signer.poll(completions, max: 1) == 0 { sched_yield() }
      guard completions[0 as Int].status == .signed else {
        throw CommandFailure("message \(i) was not signed: \(report.now.lastFailure)")
      }
      checksum ^= completions[0 as Int].signature.low.word0
      times.append(clock.nanoseconds() - start)
    }
    times.sort()
    print(
      values.flag("json")
        ? json(report.now, times, bytes, arguments) : text(report.now, times, bytes, checksum))
    return report.now.cyclesMin == report.now.cyclesMax ? 0 : 1
  }

  private static func at(_ times: [UInt64], _ share: Double) -> Double {
    Double(times[min(times.count - 1, Int(Double(times.count) * share))]) / 1_000
  }

  private static func text(
    _ counters: DeviceCounters, _ times: [UInt64], _ bytes: Int, _ checksum: UInt64
  ) -> String {
    let isOne = counters.cyclesMin == counters.cyclesMax
    return """
      messages        \(times.count) of \(bytes) bytes, one at a time
      device cycles   \(counters.cyclesMin) least, \(counters.cyclesMax) most\(isOne ? ": p50 = p99.9 = max" : "")
      host, waiting   p50 \(at(times, 0.5)) µs, p99.9 \(at(times, 0.999)) µs: of a simulator, not of a card
      checksum        \(hexadecimal((0..<8).map { UInt8(truncatingIfNeeded: checksum >> (8 * UInt64($0))) }))
      with: the RTL in simulation, every signature verified on the host before it is released
      left out: a card, its bus, its clock. No vendor tool has placed the design: no time follows from cycles
      \(isOne ? "valid" : "invalid: the device's cycles differ")
      """
  }

  private static func json(
    _ counters: DeviceCounters, _ times: [UInt64], _ bytes: Int, _ arguments: [String]
  ) -> String {
    let isOne = counters.cyclesMin == counters.cyclesMax
    var json = JSONWriter()
    json.beginObject()
    json.field("benchmark", "sign")
    json.field("signer", "fpga-cosim")
    json.field("messages", times.count)
    json.field("message_bytes", bytes)
    json.field("cycles_min", counters.cyclesMin)
    json.field("cycles_max", counters.cyclesMax)
    json.field("host_p50_us", at(times, 0.5))
    json.field("host_p999_us", at(times, 0.999))
    json.field("valid", isOne)
    json.field("reason", isOne ? "" : "the device's cycles differ")
    json.field(
      "run",
      HostFingerprint().run(
        command: ["bench", "sign"] + arguments, configuration: "\(bytes) bytes, isolated"))
    json.endObject()
    return json.finish()
  }
}
