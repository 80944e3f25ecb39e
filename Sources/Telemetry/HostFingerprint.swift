// SPDX-License-Identifier: Apache-2.0

internal import CMachine
internal import CNuma
internal import Glibc

/// What a result was measured on: enough to tell whether two results may be compared. Cold.
public struct HostFingerprint: Equatable, Sendable, CustomStringConvertible {
  /// The processor's name; empty when the kernel does not tell, as for every text here.
  public let processor: String
  /// The cores that are on.
  public let coresOnline: Int
  /// The cores this process may use.
  public let coresUsable: Int
  /// Whether the machine is a guest of another.
  public let isVirtual: Bool
  /// The kernel's release.
  public let kernel: String
  /// What the kernel keeps time by.
  public let clockSource: String
  /// How the processor's frequency is governed.
  public let governor: String
  /// The size of a page in bytes.
  public let pageBytes: Int
  /// Memory nodes.
  public let numaNodes: Int
  /// Memory in bytes.
  public let memoryBytes: Int
  /// "debug" or "release".
  public let build: String
  /// The linker's identifier of this executable; empty when it has none.
  public let buildIdentifier: String

  /// Looks at the machine and at this executable.
  ///
  /// - Parameter host: where the kernel's account of the machine is read.
  public init(host: HostFiles = HostFiles()) {
    let information = host.text("proc/cpuinfo") ?? ""
    processor = HostFiles.field("model name", in: information) ?? ""
    let flags = HostFiles.field("flags", in: information)?.split(separator: " ") ?? []
    isVirtual = flags.contains("hypervisor")
    let usable = Int(ml_machine_cores())
    coresUsable = usable
    let online = host.text("sys/devices/system/cpu/online")
    coresOnline = online.flatMap(HostFiles.count) ?? usable
    kernel = host.text("proc/sys/kernel/osrelease") ?? ""
    clockSource =
      host.text("sys/devices/system/clocksource/clocksource0/current_clocksource") ?? ""
    governor = host.text("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor") ?? ""
    pageBytes = Int(sysconf(Int32(_SC_PAGESIZE)))
    let nodes = host.text("sys/devices/system/node/online")
    numaNodes = nodes.flatMap(HostFiles.count) ?? Int(ml_numa_nodes())
    let total = HostFiles.field("MemTotal", in: host.text("proc/meminfo") ?? "")
    memoryBytes = total.flatMap { Int($0.prefix { $0.isNumber }) }.map { $0 * 1024 } ?? 0
    build = BuildIdentity.configuration
    let headerBytesMax = 65_536
    let executable = host.bytes("proc/self/exe", countMax: headerBytesMax) ?? []
    buildIdentifier = BuildIdentity.identifier(ofExecutable: executable) ?? ""
  }

  /// The identity of a run: 16 hexadecimal digits over this machine, this build, the command and
  /// the configuration in force. Results with the same one were measured alike.
  ///
  /// It tells runs apart; it proves nothing to anyone, and is no cryptographic hash (FNV-1a, 64
  /// bits).
  public func run(command: [String], configuration: String) -> String {
    var hash = FNV1a()
    for (name, value) in fields {
      hash.add(name)
      hash.add(value)
    }
    hash.add("command")
    for argument in command { hash.add(argument) }
    hash.add("configuration")
    hash.add(configuration)
    return hexadecimal(hash.value, digits: 16)
  }

  /// The machine in one line, for a person who compares two results.
  public var line: String {
    let memory = (Double(memoryBytes) / Double(1 << 30) * 10).rounded() / 10
    return "\(processor), \(coresUsable) of \(coresOnline) cores\(isVirtual ? ", virtual" : ""), "
      + "\(memory) GiB, \(numaNodes) memory node\(numaNodes == 1 ? "" : "s"), "
      + "kernel \(kernel), clock \(clockSource), \(build) build \(buildIdentifier.prefix(12))"
  }

  /// One line for each thing known.
  public var description: String {
    let width = fields.map(\.name.count).max() ?? 0
    return fields.map { name, value in
      name + String(repeating: " ", count: width - name.count) + "  "
        + (value.isEmpty ? "unknown" : value) + "\n"
    }.joined()
  }

  /// Writes the fingerprint as one JSON object.
  public func write(to json: inout JSONWriter) {
    json.beginObject()
    json.field("processor", processor)
    json.field("cores_online", coresOnline)
    json.field("cores_usable", coresUsable)
    json.field("virtual", isVirtual)
    json.field("kernel", kernel)
    json.field("clock_source", clockSource)
    json.field("governor", governor)
    json.field("page_bytes", pageBytes)
    json.field("numa_nodes", numaNodes)
    json.field("memory_bytes", memoryBytes)
    json.field("build", build)
    json.field("build_identifier", buildIdentifier)
    json.endObject()
  }

  private var fields: [(name: String, value: String)] {
    [
      ("processor", processor), ("cores online", String(coresOnline)),
      ("cores usable", String(coresUsable)), ("virtual", isVirtual ? "yes" : "no"),
      ("kernel", kernel), ("clock source", clockSource), ("governor", governor),
      ("page bytes", String(pageBytes)), ("memory nodes", String(numaNodes)),
      ("memory bytes", String(memoryBytes)), ("build", build),
      ("build identifier", buildIdentifier),
    ]
  }
}

/// FNV-1a, 64 bits, over texts each ended by a byte that no UTF-8 text contains.
/// - Source: IETF draft-eastlake-fnv, the 64-bit offset basis and prime.
private struct FNV1a {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ text: String) {
    for byte in text.utf8 { add(byte) }
    add(0xFF)
  }

  private mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
}
