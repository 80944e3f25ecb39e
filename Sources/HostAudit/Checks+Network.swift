// SPDX-License-Identifier: Apache-2.0

internal import Telemetry

private let noDevice = Finding.absent("no network device on the PCI bus")

/// Each network device in turn, or the finding that there is none.
private func eachDevice(
  _ host: AuditedHost, _ examine: (NetworkDevice) -> Finding
) -> [Finding] {
  host.networkDevices.isEmpty ? [noDevice] : host.networkDevices.map(examine)
}

/// Whether a port, once bound, would be near and fast.
let networkChecks: [Check] = [
  Check(
    "network-driver", .network, "who drives each network device?",
    why: """
      A PCI port of the appliance is a device bound to vfio-pci, or one whose own driver shares it \
      with user space (mlx4_core, mlx5_core). Others are reached through the kernel (af_packet), \
      which adds microseconds. Binding takes the interface away from the kernel: not the one you are \
      logged in through. Source: DPDK Linux guide, chapter 7.
      """
  ) { host in
    eachDevice(host) { device in
      let driver = host.files.linkName("\(device.folder)/driver") ?? "no driver"
      let firmware = device.interfaces.compactMap { host.facts.driver($0)?.firmware }
        .first { !$0.isEmpty }
      let found = driver + (firmware.map { ", firmware \($0)" } ?? "")
      if ["vfio-pci", "mlx4_core", "mlx5_core"].contains(driver) {
        return .ok(found, subject: device.subject)
      }
      let remedy: Remedy =
        host.hasDefaultRoute(device)
        ? .advice("the default route goes through it: leave it, and give the appliance another")
        : .command("dpdk-devbind.py --bind=vfio-pci \(shown(device.address))")
      return .warn(
        "\(found): reached through the kernel", cost: Cost(5_000, "each packet"), remedy,
        subject: device.subject)
    }
  },
  Check(
    "network-link", .network, "is the link up, at its full rate?",
    why: """
      A frame of 120 bytes takes 96 ns at 10 Gb/s and 960 at 1 Gb/s, once on each hop. The kernel \
      knows the link of the devices it drives only.
      """
  ) { host in
    eachDevice(host) { device in
      guard let interface = device.interfaces.first else {
        return .absent("not driven by the kernel", subject: device.subject)
      }
      let folder = "\(device.interfaceFolder(host.files, interface))"
      let state = host.files.text("\(folder)/operstate") ?? "unknown"
      if state != "up" {
        return .warn(
          "\(state)", cost: Cost(0, "nothing arrives"),
          .command("ip link set \(shown(interface)) up"), subject: device.subject)
      }
      guard let megabits = host.count("\(folder)/speed"), megabits > 0 else {
        return .ok("up; its rate is not told", subject: device.subject)
      }
      if megabits >= 10_000 { return .ok("up, \(megabits / 1000) Gb/s", subject: device.subject) }
      // 120 bytes are 960 bits, and a bit at one megabit a second is a microsecond.
      return .warn(
        "up, \(megabits) Mb/s", cost: Cost(960_000 / megabits, "each frame of 120 bytes"),
        .advice("10 Gb/s or more: check module, cable and switch port"), subject: device.subject)
    }
  },
  Check(
    "network-node", .network, "are the devices on the memory node of the hot cores?",
    why: """
      A packet that arrives at another node crosses the link between them, as does every look at \
      the device: some 100 ns each time, a microsecond an order. Choose cores near the device. \
      Source: DPDK Linux guide, chapter 10.
      """
  ) { host in
    eachDevice(host) { device in
      guard let node = host.files.integer("\(device.folder)/numa_node") else {
        return .absent("the kernel does not tell its node", subject: device.subject)
      }
      if node < 0 { return .ok("any node is as near", subject: device.subject) }
      guard let near = host.list("sys/devices/system/node/node\(node)/cpulist") else {
        return .absent("node \(node) is not listed", subject: device.subject)
      }
      let far = host.hot.subtracting(near)
      if far.isEmpty { return .ok("node \(node), like the hot cores", subject: device.subject) }
      return .warn(
        "on node \(node); \(far.phrase) elsewhere",
        cost: Cost(100, "each cache line that crosses, about ten an order"),
        .advice("choose hot cores of node \(node): \(near)"), subject: device.subject)
    }
  },
  Check(
    "pcie-link", .network, "does each device have its full PCIe link?",
    why: """
      A card in a slot with fewer lanes, or of an older generation, moves each packet slower, and \
      large bursts queue. Source: sysfs-bus-pci (current_link_speed, current_link_width).
      """
  ) { host in
    eachDevice(host) { device in
      func read(_ name: String) -> String? { host.files.text("\(device.folder)/\(name)") }
      guard let speed = read("current_link_speed"), let speedMax = read("max_link_speed"),
        let width = read("current_link_width"), let widthMax = read("max_link_width")
      else { return .absent("no PCIe link is told", subject: device.subject) }
      func gigatransfers(_ text: String) -> Double {
        text.split(separator: " ").first.flatMap { Double($0) } ?? 0
      }
      let isFull =
        gigatransfers(speed) >= gigatransfers(speedMax) && (Int(width) ?? 0) >= (Int(widthMax) ?? 0)
      let found = "\(speed) x\(width)"
      if isFull { return .ok(found, subject: device.subject) }
      return .warn(
        "\(found), of \(speedMax) x\(widthMax)", cost: Cost(100, "each packet, more in a burst"),
        .advice("move the card to a slot that has them; check the firmware's slot settings"),
        subject: device.subject)
    }
  },
  Check(
    "interrupt-coalescing", .network, "does the kernel's driver wait before it interrupts?",
    why: """
      A driver that gathers packets before it interrupts adds that wait to each of them. Devices \
      bound to vfio-pci are polled, and this does not apply. Source: ethtool(8), -c.
      """
  ) { host in
    eachDevice(host) { device in
      guard let interface = device.interfaces.first, let driver = host.facts.driver(interface),
        let microseconds = driver.receiveMicroseconds
      else { return .absent("not told by the driver", subject: device.subject) }
      let isAdaptive = driver.isReceiveAdaptive == true
      if microseconds == 0 && !isAdaptive { return .ok("none", subject: device.subject) }
      return .warn(
        "\(microseconds) µs\(isAdaptive ? ", adaptive" : "")",
        cost: Cost(
          min(microseconds, 1 << 40) * 1000, "each packet, at most", isFromThisMachine: true),
        .command("ethtool -C \(shown(interface)) adaptive-rx off rx-usecs 0"),
        subject: device.subject)
    }
  },
  Check(
    "pause-frames", .network, "does the port ignore pause frames?",
    why: """
      A port that obeys pause frames stops sending when its neighbour asks: somebody else's full \
      buffer stops your reports. Source: IEEE 802.3 annex 31B; ethtool(8), -a.
      """
  ) { host in
    eachDevice(host) { device in
      guard let interface = device.interfaces.first, let driver = host.facts.driver(interface),
        let obeys = driver.obeysPause
      else { return .absent("not told by the driver", subject: device.subject) }
      if !obeys { return .ok("ignored", subject: device.subject) }
      return .warn(
        "obeyed", cost: Cost(3_300_000, "each pause at 10 Gb/s, at most"),
        .command("ethtool -A \(shown(interface)) autoneg off rx off tx off"),
        subject: device.subject)
    }
  },
  Check(
    "iommu", .network, "can devices be handed to user space safely?",
    why: """
      vfio-pci hands a device over with all of its IOMMU group, and only when every member is bound \
      to vfio-pci or to nothing ("group is not viable"). Without an IOMMU it needs its unsafe mode, \
      in which the device may write anywhere, keys included. \
      Source: Documentation/driver-api/vfio.
      """, examine: iommu),
  Check(
    "vfio", .network, "is vfio-pci loaded, with its files in place?",
    why: """
      The group's file under /dev/vfio belongs to root until a udev rule gives it to the group that \
      the appliance runs as; never run the data plane as root for it. \
      Source: DPDK Linux guide, chapter 7.2.
      """
  ) { host in
    if host.networkDevices.isEmpty { return [noDevice] }
    if !host.files.exists("sys/bus/pci/drivers/vfio-pci") {
      return [
        .warn(
          "vfio-pci is not loaded", cost: Cost(0, "a PCI port does not start"),
          .command("modprobe vfio-pci"))
      ]
    }
    if !host.files.exists("dev/vfio/vfio") {
      return [
        .warn(
          "there is no /dev/vfio/vfio here", cost: Cost(0, "a PCI port does not start"),
          .advice("in a container: --device /dev/vfio; else modprobe vfio"))
      ]
    }
    // A device that is bound has a file for its group.
    for device in host.networkDevices {
      guard host.files.linkName("\(device.folder)/driver") == "vfio-pci",
        let group = host.files.linkName("\(device.folder)/iommu_group"),
        !host.files.exists("dev/vfio/\(group)")
      else { continue }
      return [
        .warn(
          "there is no /dev/vfio/\(group) here, for \(device.address)",
          cost: Cost(0, "a PCI port does not start"),
          .advice("in a container: --device /dev/vfio/\(shown(group))"))
      ]
    }
    return [.ok("loaded")]
  },
]

extension AuditedHost {
  /// Whether this machine reaches the rest of the world through a device.
  fileprivate func hasDefaultRoute(_ device: NetworkDevice) -> Bool {
    (files.text("proc/net/route") ?? "").split(separator: "\n").dropFirst().contains { line in
      let words = line.split(whereSeparator: \.isWhitespace)
      return words.count > 1 && words[1] == "00000000"
        && device.interfaces.contains(String(words[0]))
    }
  }
}

extension NetworkDevice {
  /// Where the kernel keeps the interface's files: in the device's folder, as sys/class links to it.
  func interfaceFolder(_ files: HostFiles, _ interface: String) -> String {
    let direct = "\(folder)/net/\(interface)"
    if files.exists(direct) { return direct }
    let nested = files.names(folder).map { "\(folder)/\($0)/net/\(interface)" }
    return nested.first(where: files.exists) ?? "sys/class/net/\(interface)"
  }
}

private func iommu(_ host: AuditedHost) -> [Finding] {
  if host.networkDevices.isEmpty { return [noDevice] }
  let unsafePath = "sys/module/vfio/parameters/enable_unsafe_noiommu_mode"
  if ["Y", "1"].contains(host.files.text(unsafePath) ?? "") {
    return [
      .warn(
        "vfio's unsafe mode is on: a device may write anywhere",
        cost: Cost(0, "not latency: keys are kept in this memory"),
        .command("echo N > /\(unsafePath)"))
    ]
  }
  let vendor = HostFiles.field("vendor_id", in: host.files.text("proc/cpuinfo") ?? "") ?? ""
  if host.files.names("sys/kernel/iommu_groups").isEmpty {
    let parameter = vendor == "AuthenticAMD" ? "amd_iommu=on" : "intel_iommu=on"
    let isAsked = host.bootParameters[String(parameter.prefix { $0 != "=" })] != nil
    return [
      .warn(
        isAsked
          ? "no IOMMU although \(parameter) was asked for: it is off in the firmware"
          : "no IOMMU: not switched on, or a guest has none",
        cost: Cost(0, "a PCI port does not start"),
        isAsked
          ? .advice("switch it on in the firmware (VT-d, AMD-Vi)")
          : .bootParameter("\(parameter) iommu=pt"))
    ]
  }
  return host.networkDevices.map { device in
    guard let group = host.files.linkName("\(device.folder)/iommu_group") else {
      return .absent("in no IOMMU group", subject: device.subject)
    }
    let members = host.files.names("sys/kernel/iommu_groups/\(group)/devices")
    let others = members.filter { member in
      // Bridges stay with their driver and do no harm.
      let folder = "sys/bus/pci/devices/\(member)"
      if host.files.text("\(folder)/class")?.hasPrefix("0x06") == true { return false }
      let driver = host.files.linkName("\(folder)/driver")
      return member != device.address && driver != nil && driver != "vfio-pci"
    }
    if others.isEmpty { return .ok("group \(group), viable", subject: device.subject) }
    return .warn(
      "group \(group) is not viable: \(others.prefix(4).joined(separator: ", ")) driven by the kernel",
      cost: Cost(0, "a PCI port does not start"),
      .command("dpdk-devbind.py --bind=vfio-pci \(shown(others.joined(separator: " ")))"),
      subject: device.subject)
  }
}
