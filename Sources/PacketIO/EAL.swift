// SPDX-License-Identifier: Apache-2.0

internal import CDpdk
internal import Glibc
internal import Synchronization

/// How DPDK's environment layer is started, once per process.
public struct EALConfiguration: Equatable, Sendable {
  /// Names this instance on the machine; a second process with the same one is refused. 1 to 32
  /// letters, digits, '-' and '_'.
  public var prefix: String
  /// Memory for packet buffers, 16 to 65,536 MB. A port of 1,024 descriptors takes about 10.
  public var memoryMegabytes: Int
  /// Whether that memory is huge pages, which must then be free; without, ordinary memory is used,
  /// which needs no preparation and costs TLB misses.
  public var hugePages: Bool
  /// The PCI devices ports may be opened on, as `0000:03:00.0`. None: the PCI bus is not scanned.
  public var pciAddresses: [String]

  /// A configuration that needs neither root nor huge pages unless told so.
  public init(
    prefix: String = "matchlock", memoryMegabytes: Int = 64, hugePages: Bool = false,
    pciAddresses: [String] = []
  ) {
    self.prefix = prefix
    self.memoryMegabytes = memoryMegabytes
    self.hugePages = hugePages
    self.pciAddresses = pciAddresses
  }
}

/// DPDK's environment abstraction layer: memory, buses and drivers under all ports.
///
///     idle ──start──▶ running          for the life of the process
///       └────start──▶ failed           DPDK cannot be started twice
///
/// Devices are not given at start: each port probes its own when it is opened.
public enum EAL {
  enum State {
    case idle
    case running(EALConfiguration)
    case failed
  }

  /// One lock for everything cold: DPDK's own control calls are not all safe side by side.
  static let state = Mutex<State>(.idle)

  /// Starts DPDK with no devices. The same configuration again is a no-op.
  ///
  /// Takes about 0.2 s. The calling thread's affinity is left as it was; standard output and error
  /// stay silent, whatever happens; the process is never ended. Any thread, before hot work.
  ///
  /// - Throws: `invalidValue`, `prefixInUse`, `noHugePages` and what a PCI device may be refused for,
  ///   with nothing started: a corrected start is possible; `startRefused`, after which this process cannot start it;
  ///   `alreadyStarted`, `failedEarlier`.
  public static func start(_ configuration: EALConfiguration) throws(PortError) {
    let result = state.withLock { state in startLocked(&state, configuration) }
    if let result { throw result }
  }

  /// Whether `start` has succeeded.
  public static var isRunning: Bool {
    state.withLock { state in if case .running = state { true } else { false } }
  }

  /// Gives the calling thread a private cache of packet buffers, so that reserving and releasing
  /// seldom touches what threads share. Optional; call once at the start of a thread that polls a
  /// port. Returns false when DPDK has no place left (128 threads) or is not running.
  @discardableResult
  public static func registerThread() -> Bool {
    state.withLock { state in
      guard case .running = state else { return false }
      return ml_dpdk_register_thread() == 0
    }
  }

  /// Gives back what `registerThread` took; on the same thread, at its end.
  public static func unregisterThread() {
    state.withLock { state in
      if case .running = state { ml_dpdk_unregister_thread() }
    }
  }

  private static func startLocked(
    _ state: inout State, _ configuration: EALConfiguration
  ) -> PortError? {
    switch state {
    case .running(let running): return running == configuration ? nil : .alreadyStarted
    case .failed: return .failedEarlier
    case .idle: break
    }
    do {
      try configuration.check()
      try claim(configuration.prefix)
    } catch { return error }
    ml_dpdk_log_clear()
    let status = unsafe withArguments(configuration.arguments()) { count, arguments in
      unsafe ml_dpdk_start(count, arguments)
    }
    state = status == 0 ? .running(configuration) : .failed
    return status == 0 ? nil : .startRefused(reason: DriverLog.reason(status))
  }

  /// Takes the prefix for the life of the process. The claim is a name in the kernel, gone with the
  /// process however it ends: no file is left behind to bar the next.
  private static func claim(_ prefix: String) throws(PortError) {
    let status = unsafe ml_dpdk_claim("matchlock-\(getuid())-\(prefix)")
    if status == -EADDRINUSE { throw .prefixInUse(prefix: prefix) }
    if status < 0 { throw .startRefused(reason: "prefix not claimed: \(errorText(-status))") }
  }

  private static func withArguments(
    _ arguments: [String], _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>) -> Int32
  ) -> Int32 {
    let copies = unsafe arguments.map { unsafe UnsafePointer(strdup($0)) }
    defer { unsafe copies.forEach { unsafe free(UnsafeMutablePointer(mutating: $0)) } }
    return unsafe copies.withUnsafeBufferPointer { buffer in
      unsafe body(Int32(arguments.count), buffer.baseAddress!)
    }
  }
}

extension EALConfiguration {
  /// Refuses here what EAL would refuse with two hundred lines of usage.
  func check() throws(PortError) {
    let allowed = prefix.utf8.allSatisfy { byte in
      byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
    if prefix.isEmpty || prefix.utf8.count > 32 || !allowed || prefix.hasPrefix("-") {
      throw .invalidValue(
        field: "prefix", reason: "'\(prefix)' is not 1 to 32 letters, digits, '-' and '_'")
    }
    if !(16...65_536).contains(memoryMegabytes) {
      throw .invalidValue(
        field: "memory", reason: "\(memoryMegabytes) MB is outside 16 to 65,536")
    }
    for address in pciAddresses { try PCIDevice.check(address) }
    if hugePages {
      let free = HugePages.freeMegabytes()
      if free < memoryMegabytes {
        throw .noHugePages(wantedMegabytes: memoryMegabytes, freeMegabytes: free)
      }
    }
  }

  /// Ordinary memory excludes `--in-memory` (22.11 calls it incompatible); `--no-shconf` then lets
  /// processes start without a runtime folder. Lcore 0 floats over the cores this thread may use,
  /// as threads and their places are ours to choose.
  func arguments() -> [String] {
    var arguments = ["matchlock", "--file-prefix", prefix, "-m", String(memoryMegabytes)]
    arguments += hugePages ? ["--in-memory"] : ["--no-huge", "--no-shconf"]
    arguments += ["--no-telemetry", "--lcores", "0@(\(Affinity.cores()))"]
    if pciAddresses.isEmpty { return arguments + ["--no-pci"] }
    return arguments + pciAddresses.flatMap { ["-a", $0] }
  }
}
