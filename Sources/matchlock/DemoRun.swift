// SPDX-License-Identifier: Apache-2.0

internal import Appliance
internal import Configuration
internal import Gateway
internal import Glibc
internal import HostAudit
internal import PacketIO
internal import Telemetry

/// What both ends of a demonstration say of it.
struct DemoRun {
  let load: LoadSummary
  /// The appliance's summary, as JSON.
  let venue: String
  let topology: String
  /// Whether the journal lay in memory: what "disk" then means.
  let isInMemory: Bool
  /// What else happened on the machine while commands were sent.
  let noise: NoiseReport

  /// Appliance and gateway as two processes over memif.
  static func twoProcesses(
    _ demo: DemoOptions, _ work: Workplace, _ interrupts: Interrupts
  ) throws -> DemoRun {
    let venue = try DemoVenue(seed: demo.seed)
    let socket = work.folder + "/memif"
    let port =
      "driver = \"memif\"\nrole = \"server\"\nsocket = \(venue.quoted(socket))\n"
      + "prefix = \"mlk-\(getpid())-a\""
    let config = work.folder + "/matchlock.toml"
    let summary = work.folder + "/summary.json"
    try writeFile(venue.configuration(demo, data: work.data, port: port), to: config)
    let child = try ChildProcess(
      arguments: ["run", "--config", config, "--summary", summary]
        + (demo.json ? ["--quiet"] : []))
    defer { child.kill() }
    guard child.waitForFile(socket) else {
      throw CommandFailure("the appliance did not start")
    }
    try EAL.start(
      EALConfiguration(
        prefix: "mlk-\(getpid())-g", memoryMegabytes: 128, hugePages: false, pciAddresses: []))
    let gatewayPort = try Port.open(
      PortConfiguration(
        name: "gateway", driver: .memif(role: .client, socketPath: socket),
        local: DemoVenue.memberAddress, takesMulticast: true))
    let driver = try driver(demo, venue, gatewayPort) { () throws(GatewayError) in
      if child.hasEnded { throw GatewayError("the appliance \(child.ending) during the run") }
      return interrupts.isRaised
    }
    var monitor = NoiseMonitor(ownProcesses: [Int(getpid()), Int(child.pid)])
    let load = try driver.run()
    monitor.sample(.during)
    // The gateway's end of the link stays until the appliance has gone: DPDK's memif does not survive
    // a peer that leaves in the middle of the greeting.
    withExtendedLifetime(driver) { child.stop() }
    guard child.endedWell else { throw CommandFailure("the appliance \(child.ending)") }
    return DemoRun(
      load: load, venue: try readFile(summary), topology: "two processes over memif",
      isInMemory: Appliance.isInMemory(work.data), noise: monitor.report)
  }

  /// Both in this process, over a pair of rings.
  static func oneProcess(
    _ demo: DemoOptions, _ work: Workplace, _ interrupts: Interrupts
  ) throws -> DemoRun {
    let venue = try DemoVenue(seed: demo.seed)
    let config = work.folder + "/matchlock.toml"
    try writeFile(
      venue.configuration(demo, data: work.data, port: "driver = \"ring\""), to: config)
    let configuration = try ApplianceConfiguration(.load(path: config))
    try EAL.start(
      EALConfiguration(
        prefix: "mlk-\(getpid())", memoryMegabytes: 192, hugePages: false, pciAddresses: []))
    var member = configuration.port
    member.name = "gateway"
    member.local = DemoVenue.memberAddress
    member.takesMulticast = true
    let pair = try Port.ringPair(configuration.port, member)
    let appliance = try Appliance(configuration.settings, port: pair.first)
    if !demo.json { for line in appliance.banner { complain(line) } }
    try appliance.start()
    var monitor = NoiseMonitor(ownProcesses: [Int(getpid())])
    let load: LoadSummary
    do {
      load = try driver(demo, venue, pair.second) {
        interrupts.isRaised || appliance.failure != nil
      }.run()
    } catch {
      _ = try? appliance.stop()
      throw error
    }
    monitor.sample(.during)
    var json = JSONWriter()
    try appliance.stop().write(to: &json)
    return DemoRun(
      load: load, venue: json.finish(), topology: "one process over a ring",
      isInMemory: Appliance.isInMemory(work.data), noise: monitor.report)
  }

  private static func driver(
    _ demo: DemoOptions, _ venue: DemoVenue, _ port: consuming Port,
    isInterrupted: @escaping () throws(GatewayError) -> Bool
  ) throws -> LoadDriver {
    let feed = FeedBook(marketsMax: 64, ordersMax: 1 << 17, levelsMax: 1 << 17)
    let gateway = Gateway(
      port: port, addresses: venue.addresses, feed: feed, clock: Clock.start())
    return LoadDriver(
      gateway: gateway, plan: try demo.plan(), options: demo.load, keys: .demo(venue.keys),
      venue: venue.identity, isInterrupted: isInterrupted
    ) { progress in
      if !demo.json { complain("\(progress)") }
    }
  }
}

/// Reads a whole file, or throws one line.
func readFile(_ path: String) throws(CommandFailure) -> String {
  guard let file = unsafe fopen(path, "r") else {
    throw CommandFailure("cannot read \(path): \(unsafe String(cString: strerror(errno)))")
  }
  defer { unsafe fclose(file) }
  var bytes: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = unsafe fread(&piece, 1, piece.count, file)
    if count == 0 { break }
    bytes += piece[..<count]
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// This executable, started again in a process group of its own.
final class ChildProcess {
  private(set) var pid: pid_t = 0
  private var status: Int32?

  init(arguments: [String]) throws {
    let path = "/proc/self/exe"
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    var words: [UnsafeMutablePointer<CChar>?] = unsafe ([CommandLine.arguments[0]] + arguments).map
    {
      unsafe strdup($0)
    }
    unsafe words.append(nil)
    let code = unsafe posix_spawn(&pid, path, nil, &attributes, words, environ)
    for i in 0..<(arguments.count + 1) { unsafe free(words[i]) }
    unsafe posix_spawnattr_destroy(&attributes)
    if code != 0 {
      throw CommandFailure(
        "cannot start the appliance: \(unsafe String(cString: strerror(code)))")
    }
  }

  /// Whether it has ended.
  var hasEnded: Bool {
    if status != nil { return true }
    var word: Int32 = 0
    if unsafe waitpid(pid, &word, WNOHANG) == pid { status = word }
    return status != nil
  }

  /// Waits until a file is there; false when the process ends first.
  func waitForFile(_ path: String) -> Bool {
    for _ in 0..<600 {
      if unsafe access(path, F_OK) == 0 { return true }
      if hasEnded { return false }
      usleep(50_000)
    }
    return false
  }

  /// Asks it to end, and waits.
  func stop() {
    if !hasEnded { Glibc.kill(pid, SIGTERM) }
    while !hasEnded { usleep(10_000) }
  }

  /// Whether it has ended by itself, all done.
  var endedWell: Bool { status == 0 }

  /// How it ended.
  var ending: String {
    guard let status else { return "goes on" }
    let signal = status & 0x7f
    return signal == 0 ? "ended with code \(status >> 8 & 0xff)" : "was ended by signal \(signal)"
  }

  /// Ends it at once, if it has not ended.
  func kill() {
    if hasEnded { return }
    Glibc.kill(pid, SIGTERM)
    for _ in 0..<500 where !hasEnded { usleep(10_000) }
    if !hasEnded { Glibc.kill(pid, SIGKILL) }
  }
}
