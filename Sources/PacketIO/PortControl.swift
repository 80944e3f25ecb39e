// SPDX-License-Identifier: Apache-2.0

internal import CDpdk
internal import Glibc
internal import Synchronization

/// What a port says of itself and answers off the hot path, on any thread.
///
/// Both ends of a port keep it alive; the device closes and its memory returns when the last of the
/// three is gone.
@safe
public final class PortControl: Sendable {
  /// The configuration's name for it.
  public let name: String
  /// Our MAC: the configured one, else the device's.
  public let mac: MACAddress
  /// The NUMA node of the device and of its buffers; nil when the device is nowhere in particular.
  public let numaNode: Int?
  /// The depth of each queue, as granted.
  public let descriptors: (receive: Int, send: Int)
  /// Whether the device checks received checksums itself.
  public let offloads: (ip: Bool, udp: Bool)
  /// The tag of every frame.
  let tag: VLANTag

  /// How a down link comes back up.
  enum Recovery {
    case none
    case kernel(interface: String)
    case memifServer
    case memifClient
  }

  /// Frame tables for the two ends; each is touched by its own end only.
  nonisolated(unsafe) let received: UnsafeMutablePointer<ml_dpdk_frame>
  nonisolated(unsafe) let outgoing: UnsafeMutablePointer<ml_dpdk_frame>
  /// Nil for a memory port. Its cold calls are made with the EAL lock held.
  nonisolated(unsafe) let device: OpaquePointer?
  private nonisolated(unsafe) let pool: OpaquePointer?
  private let wire: Wire?
  private let recovery: Recovery
  /// When a memif client last knocked, by the monotonic clock; guarded by the EAL lock.
  private nonisolated(unsafe) var attemptedNanoseconds: UInt64 = 0

  init(memory name: String, descriptors: Int, vlan: UInt16?) {
    self.name = name
    tag = VLANTag(vlan ?? 0)
    mac = .none
    numaNode = nil
    self.descriptors = (descriptors, descriptors)
    offloads = (false, false)
    unsafe received = Self.table()
    unsafe outgoing = Self.table()
    unsafe device = nil
    unsafe pool = nil
    wire = nil
    recovery = .none
  }

  /// Takes over `raw`. Its pool is the wire's when there is one.
  init(_ configuration: PortConfiguration, _ raw: RawPort, wire: Wire?) {
    name = configuration.name
    tag = VLANTag(configuration.vlan ?? 0)
    let found = raw.information.mac
    let bytes = [found.0, found.1, found.2, found.3, found.4, found.5]
    let own = MACAddress(rawValue: bytes.reduce(0) { $0 << 8 | UInt64($1) })
    mac = configuration.local.mac == .none ? own : configuration.local.mac
    numaNode = raw.information.numa_node < 0 ? nil : Int(raw.information.numa_node)
    descriptors = (Int(raw.information.rx_descriptors), Int(raw.information.tx_descriptors))
    offloads = (raw.information.checks_ip != 0, raw.information.checks_udp != 0)
    unsafe received = Self.table()
    unsafe outgoing = Self.table()
    unsafe device = raw.device
    unsafe pool = raw.pool
    self.wire = wire
    switch configuration.driver {
    case .afPacket(let interface): recovery = .kernel(interface: interface)
    case .memif(.server, _, _): recovery = .memifServer
    case .memif(.client, _, _):
      recovery = .memifClient
      unsafe attemptedNanoseconds = Self.nanoseconds()
    default: recovery = .none
    }
  }

  private static func table() -> UnsafeMutablePointer<ml_dpdk_frame> {
    let table = UnsafeMutablePointer<ml_dpdk_frame>.allocate(capacity: Port.burstMax)
    unsafe table.initialize(repeating: ml_dpdk_frame(), count: Port.burstMax)
    return unsafe table
  }

  deinit {
    if let device = unsafe device {
      EAL.state.withLock { _ in
        unsafe ml_dpdk_port_close(device)
        if let pool = unsafe pool, wire == nil { unsafe ml_dpdk_pool_free(pool) }
      }
    }
    unsafe received.deallocate()
    unsafe outgoing.deallocate()
  }
}

extension PortControl {
  /// Whether frames can go out now. A cold poll: once in 0.1 to 1 s is right; it may enter the
  /// kernel and takes a lock.
  ///
  /// - ring, pcap, memory: always.
  /// - memif: while a peer is connected. A client whose server is away knocks again here, at most
  ///   five times a second: whoever holds a memif client must call this now and then.
  /// - af_packet: while the interface is up and has a carrier.
  /// - pci: the device's link.
  ///
  /// With the link down, receiving yields nothing and what is transmitted is dropped and counted.
  public func linkIsUp() -> Bool {
    if case .kernel(let interface) = recovery {
      return unsafe ml_dpdk_interface_running(interface) == 1
    }
    guard let device = unsafe device else { return true }
    return EAL.state.withLock { _ in
      if unsafe ml_dpdk_port_link(device) == 1 {
        unsafe attemptedNanoseconds = 0
        return true
      }
      if case .memifClient = recovery, unsafe mayAttempt(device) {
        _ = unsafe ml_dpdk_port_restart(device)
      }
      return false
    }
  }

  /// A connection takes a moment to be made, and breaking it off by knocking again is worse than
  /// waiting: a server of DPDK 22.11 that greets a client who has left ends its process.
  private func mayAttempt(_ device: OpaquePointer) -> Bool {
    let nanoseconds = Self.nanoseconds()
    let patience: UInt64 = unsafe ml_dpdk_port_is_started(device) != 0 ? 2_000_000_000 : 200_000_000
    if unsafe nanoseconds - attemptedNanoseconds < patience { return false }
    unsafe attemptedNanoseconds = nanoseconds
    return true
  }

  static func nanoseconds() -> UInt64 {
    var now = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &now)
    return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
  }

  /// What the device has counted since it was opened; zero where it does not count, and for memory
  /// ports. Takes a lock.
  public func statistics() -> PortStatistics {
    guard let device = unsafe device else { return PortStatistics() }
    return EAL.state.withLock { _ in
      var found = ml_dpdk_statistics()
      if unsafe ml_dpdk_port_statistics(device, &found) != 0 { return PortStatistics() }
      return PortStatistics(
        received: found.received, sent: found.sent, receiveDropped: found.receive_missed,
        receiveErrors: found.receive_errors, sendErrors: found.send_errors,
        noBuffer: found.no_buffer)
    }
  }

  /// How many packet buffers are out of their pool: queued in the device, held by an end, or lost.
  /// A ring pair shares one pool. Zero for a memory port.
  public var buffersInUse: Int {
    guard let pool = unsafe pool else { return 0 }
    return EAL.state.withLock { _ in Int(unsafe ml_dpdk_pool_in_use(pool)) }
  }
}

/// What a device counted, as it counted it.
public struct PortStatistics: Equatable, Sendable {
  /// Frames received and frames sent.
  public var received: UInt64 = 0
  public var sent: UInt64 = 0
  /// Frames that found the receive queue full: the sign of a tile that does not keep up.
  public var receiveDropped: UInt64 = 0
  /// Frames received damaged, and frames the device failed to send.
  public var receiveErrors: UInt64 = 0
  public var sendErrors: UInt64 = 0
  /// Frames not received for want of a buffer.
  public var noBuffer: UInt64 = 0
}

/// The rings and buffers that the ports of a ring pair share, returned when both are closed.
@safe
final class Wire: Sendable {
  private nonisolated(unsafe) let rings: OpaquePointer
  private nonisolated(unsafe) let pool: OpaquePointer
  var shared: SharedPool { unsafe SharedPool(pointer: pool) }

  init(rings: OpaquePointer, pool: OpaquePointer) {
    unsafe self.rings = rings
    unsafe self.pool = pool
  }

  deinit {
    EAL.state.withLock { _ in
      unsafe ml_dpdk_wire_free(rings)
      unsafe ml_dpdk_pool_free(pool)
    }
  }
}

/// A device opened, before anyone owns it.
@safe
struct RawPort: @unchecked Sendable {
  let device: OpaquePointer
  let pool: OpaquePointer
  let information: ml_dpdk_information
}
