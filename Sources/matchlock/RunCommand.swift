// SPDX-License-Identifier: Apache-2.0

internal import Appliance
internal import Configuration
internal import Glibc
internal import PacketIO
internal import Telemetry

/// `matchlock run`: the appliance, until it is interrupted.
enum RunCommand {
  private static let options = CommandLineOptions(
    command: "matchlock run",
    summary:
      "Runs the appliance until SIGINT or SIGTERM; then it drains, seals its journal and ends.",
    options: [
      .value("config", "FILE", help: "the configuration, in TOML"),
      .value("data", "DIR", help: "journal, receipts and batches; overrides appliance.data"),
      .value("summary", "FILE", help: "writes what the run did there, as JSON"),
      .flag("show", help: "prints the effective configuration and ends"),
      .flag("quiet", help: "prints no banner"),
    ])

  static func run(_ arguments: [String]) throws -> Int32 {
    let values = try options.parse(arguments)
    if values.wantsHelp {
      print(options.help)
      return 0
    }
    guard let path = values.value("config") else {
      throw UsageError("--config FILE is missing; `--help` says more")
    }
    var overrides: [ConfigurationOverride] = []
    if let data = values.value("data") {
      overrides.append(
        try ConfigurationOverride(path: "appliance.data", text: "\"\(data)\"", flag: "--data"))
    }
    let file = try ConfigurationFile.load(path: path, overrides: overrides)
    let configuration = try ApplianceConfiguration(file)
    if values.flag("show") {
      print(configuration.effective)
      return 0
    }
    Signals.block()
    try EAL.start(configuration.eal)
    let port = try Port.open(configuration.port)
    try waitForLink(configuration.port, port.control)
    var settings = configuration.settings
    settings.board = SharedBoard.path(process: getpid())
    let appliance = try Appliance(settings, port: port)
    if !values.flag("quiet") { for line in appliance.banner { complain(line) } }
    try appliance.start()
    let failure = wait(appliance)
    let summary = try appliance.stop()
    if let file = values.value("summary") { try write(summary, to: file) }
    if let failure {
      complain("\(failure): \(summary.notSealed ?? "")")
      return 2
    }
    if let reason = summary.notSealed {
      complain("the journal is not sealed: \(reason)")
      return 2
    }
    return 0
  }

  /// Gives a device that is down five seconds, as a NIC takes to negotiate; software ports between
  /// processes may come up later.
  private static func waitForLink(
    _ configuration: PortConfiguration, _ control: PortControl
  ) throws(CommandFailure) {
    let (device, remedy): (String, String)
    switch configuration.driver {
    case .afPacket(let interface):
      (device, remedy) = ("interface \(interface)", "bring it up: ip link set \(interface) up")
    case .pci(let address): (device, remedy) = ("device \(address)", "check its cable and its peer")
    case .ring, .memif, .pcap: return
    }
    for _ in 0..<100 {
      if control.linkIsUp() { return }
      usleep(50_000)
    }
    throw CommandFailure("\(device) is down: \(remedy)")
  }

  /// Waits for a signal; returns why the appliance stopped by itself, or nil.
  private static func wait(_ appliance: Appliance) -> String? {
    var rounds = 0
    while !Signals.wait(milliseconds: 100) {
      rounds += 1
      if rounds % 10 == 0 { appliance.steerClock() }
      if let failure = appliance.failure { return failure }
      // For memif this is also what meets a peer that comes late or comes back.
      _ = appliance.linkIsUp
    }
    return nil
  }

  private static func write(_ summary: ApplianceSummary, to path: String) throws {
    var json = JSONWriter()
    summary.write(to: &json)
    try writeFile(json.finish() + "\n", to: path)
  }
}

/// Writes a whole file, or throws one line.
func writeFile(_ text: String, to path: String) throws(CommandFailure) {
  guard let file = unsafe fopen(path, "w") else {
    throw CommandFailure("cannot write \(path): \(unsafe String(cString: strerror(errno)))")
  }
  let isWritten = unsafe fputs(text, file) >= 0
  let isClosed = unsafe fclose(file) == 0
  if !isClosed || !isWritten {
    throw CommandFailure("cannot write \(path): \(unsafe String(cString: strerror(errno)))")
  }
}

/// A command line that is wrong in a way only its command can tell.
struct UsageError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// Why a command cannot go on: one line.
struct CommandFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
