// SPDX-License-Identifier: Apache-2.0

internal import Telemetry

/// The machine as the checks see it: its files, and what several checks want to know of them.
struct AuditedHost: Sendable {
  let files: HostFiles
  let facts: KernelFacts
  /// The cores that are on.
  let online: CoreSet
  /// The cores that tiles poll on.
  let hot: CoreSet
  /// The cores left for everything else; empty when all are hot.
  let housekeeping: CoreSet
  let isolated: CoreSet
  /// The kernel's command line, by parameter; of several the last.
  let bootParameters: [String: String]
  let processorFlags: Set<String>
  let activity: HostActivity
  /// The process that audits: it is not to blame itself.
  let ownProcess: Int?
  let networkDevices: [NetworkDevice]

  init(
    _ files: HostFiles, _ facts: KernelFacts, hot: CoreSet, online: CoreSet, isolated: CoreSet,
    activity: HostActivity, ownProcess: Int?
  ) {
    self.files = files
    self.facts = facts
    self.online = online
    self.hot = hot
    self.isolated = isolated
    self.activity = activity
    self.ownProcess = ownProcess
    housekeeping = online.subtracting(hot)
    bootParameters = Self.parameters(files.text("proc/cmdline") ?? "")
    let flags = HostFiles.field("flags", in: files.text("proc/cpuinfo") ?? "") ?? ""
    processorFlags = Set(flags.split(separator: " ").map(String.init))
    networkDevices = NetworkDevice.all(files)
  }

  /// The cores that a file lists.
  func list(_ path: String) -> CoreSet? {
    files.text(path).flatMap { CoreSet(list: $0, online: online) }
  }

  /// The number in a file, if it is one that can be: from 0 to 2⁴⁰.
  func count(_ path: String) -> Int? {
    files.integer(path).flatMap { (0...1 << 40).contains($0) ? $0 : nil }
  }

  func mask(_ path: String) -> CoreSet? { files.text(path).flatMap { CoreSet(mask: $0) } }

  /// The folders of this process's control groups for a controller, innermost first, below the root:
  /// version 2, or version 1 where the controller is mounted so.
  func controlGroups(_ controller: String) -> [String] {
    var folders: [String] = []
    for line in (files.text("proc/self/cgroup") ?? "").split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, !parts[2].split(separator: "/").contains("..") else { continue }
      let isVersion2 = parts[0] == "0" && parts[1].isEmpty
      let names = parts[1].split(separator: ",").map(String.init)
      guard isVersion2 || names.contains(controller) else { continue }
      let roots =
        isVersion2
        ? ["sys/fs/cgroup"] : ["sys/fs/cgroup/" + parts[1], "sys/fs/cgroup/" + controller]
      guard let root = roots.first(where: files.exists) else { continue }
      var path = parts[2].split(separator: "/").map(String.init)
      while true {
        folders.append(([root] + path).joined(separator: "/"))
        if path.isEmpty { break }
        path.removeLast()
      }
    }
    return folders
  }

  /// A setting of `path` that keeps something off the hot cores; nil when no core is left for it.
  func away(_ path: String, _ kind: Setting.Kind) -> Setting? {
    if housekeeping.isEmpty { return nil }
    return Setting(path, kind == .mask ? housekeeping.mask : housekeeping.description, kind)
  }

  private static func parameters(_ line: String) -> [String: String] {
    var parameters: [String: String] = [:]
    for word in line.split(whereSeparator: \.isWhitespace) {
      let halves = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      parameters[String(halves[0])] = halves.count == 2 ? String(halves[1]) : ""
    }
    return parameters
  }
}

/// A network device on the PCI bus, whoever drives it.
struct NetworkDevice: Sendable {
  /// `0000:3b:00.0`
  let address: String
  /// Its names as interfaces of the kernel; none when the kernel does not drive it.
  let interfaces: [String]

  var folder: String { "sys/bus/pci/devices/\(address)" }
  var subject: String {
    shown(interfaces.isEmpty ? address : "\(address) \(interfaces.joined(separator: " "))")
  }

  static func all(_ files: HostFiles) -> [NetworkDevice] {
    files.names("sys/bus/pci/devices").compactMap { address in
      let folder = "sys/bus/pci/devices/\(address)"
      let nested = files.names(folder).filter { $0.hasPrefix("virtio") }
      let interfaces =
        files.names("\(folder)/net") + nested.flatMap { files.names("\(folder)/\($0)/net") }
      let isNetwork = files.text("\(folder)/class")?.hasPrefix("0x02") == true
      return isNetwork || !interfaces.isEmpty
        ? NetworkDevice(address: address, interfaces: interfaces) : nil
    }
  }
}
