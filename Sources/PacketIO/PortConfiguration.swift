// SPDX-License-Identifier: Apache-2.0

/// What a port is made of and who it is on the network.
public struct PortConfiguration: Equatable, Sendable {
  /// Names the port in messages. Not the device: several may share it.
  public var name: String
  /// What carries the frames.
  public var driver: PortDriver
  /// Our own addresses. A MAC of `none` takes the device's. One that differs from the device's
  /// makes the port promiscuous, and `UDPDatagram.parse` sorts out what is ours.
  public var local: Endpoint
  /// Whether frames to multicast groups are wanted.
  public var takesMulticast: Bool
  /// The depth of each queue in frames, a power of two from 64 to 16,384. What the device grants
  /// may differ: see `PortControl.descriptors`.
  public var descriptors: Int
  /// The one VLAN whose tag every frame carries, 1...4,094; nil for a link without tags. The port puts
  /// it on and takes it off: nobody else sees it.
  public var vlan: UInt16?

  /// A port on `driver`.
  public init(
    name: String, driver: PortDriver, local: Endpoint, takesMulticast: Bool = false,
    descriptors: Int = 1024, vlan: UInt16? = nil
  ) {
    self.name = name
    self.driver = driver
    self.local = local
    self.takesMulticast = takesMulticast
    self.descriptors = descriptors
    self.vlan = vlan
  }
}

/// What carries a port's frames.
public enum PortDriver: Equatable, Sendable {
  /// A ring in this process: the port receives what it sends. `Port.ringPair` joins two.
  case ring
  /// Shared memory with one other process, met on a Unix socket. The server makes the socket; the
  /// client may come first, and both may come back.
  case memif(role: MemifRole, socketPath: String, id: UInt32 = 0)
  /// Capture files: received from one, each frame once and in order, sent to the other. Without an
  /// input nothing is received; without an output what is sent is discarded, and counted as sent.
  /// The output is complete once the port is closed.
  case pcap(input: String?, output: String?)
  /// A kernel interface, by a packet socket. Needs CAP_NET_RAW.
  case afPacket(interface: String)
  /// A network device given to user space. Named in `EALConfiguration.pciAddresses` too.
  case pci(address: String)
}

/// A side of a memif connection.
public enum MemifRole: Equatable, Sendable {
  /// Makes the socket and waits there.
  case server
  /// Comes to the socket, and provides the shared memory.
  case client
}

extension PortConfiguration {
  /// Refuses what can be seen to fail before DPDK is asked, which would say less.
  func check() throws(PortError) {
    if !(64...16_384).contains(descriptors) || descriptors & (descriptors - 1) != 0 {
      throw .invalidValue(
        field: "descriptors", reason: "\(descriptors) is not a power of two from 64 to 16,384")
    }
    if let vlan, !(1...4_094).contains(vlan) {
      throw .invalidValue(field: "VLAN", reason: "\(vlan) is not from 1 to 4,094")
    }
    if local.mac.isGroup {
      throw .invalidValue(field: "MAC", reason: "\(local.mac) is a group's address")
    }
    switch driver {
    case .ring: return
    case .memif(let role, let path, _): try MemifSocket.check(role, path)
    case .pcap(let input, let output): try CaptureFiles.check(input, output)
    case .afPacket(let interface): try KernelInterface.check(interface)
    case .pci(let address): try PCIDevice.check(address)
    }
  }

  /// The device's name and, in EAL's syntax, the device. `unique` sets this process's apart.
  func device(_ unique: String) -> (name: String, arguments: String) {
    switch driver {
    case .ring: return ("net_ring_\(unique)a", "")
    case .memif(let role, let path, let id):
      let name = "net_memif_\(unique)"
      // Memif counts its slots in powers of two.
      let slots = descriptors.trailingZeroBitCount
      return (
        name,
        "\(name),role=\(role == .server ? "server" : "client"),id=\(id),"
          + "socket=\(absolute(path)),socket-abstract=no,rsize=\(min(slots, 14)),bsize=2048"
      )
    case .pcap(let input, let output):
      let name = "net_pcap_\(unique)"
      let files = [input.map { "rx_pcap=\($0)" }, output.map { "tx_pcap=\($0)" }]
      return (name, ([name] + files.compactMap(\.self)).joined(separator: ","))
    case .afPacket(let interface):
      let name = "net_af_packet_\(unique)"
      return (name, "\(name),iface=\(interface)")
    case .pci(let address): return (address, address)
    }
  }
}
