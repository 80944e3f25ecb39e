// SPDX-License-Identifier: Apache-2.0

internal import CDpdk
internal import Synchronization

/// The steps from a configuration to a started device, undone from where they fail. Run with the
/// EAL lock held: the log then speaks of our calls alone.
struct DeviceOpening {
  private let configuration: PortConfiguration
  private let unique: String
  private let pciAddresses: [String]
  private static let made = Atomic<Int>(0)

  init(_ configuration: PortConfiguration, _ state: EAL.State) {
    self.configuration = configuration
    if case .running(let running) = state {
      pciAddresses = running.pciAddresses
    } else {
      pciAddresses = []
    }
    unique = "ml\(Self.made.add(1, ordering: .relaxed).newValue)"
    ml_dpdk_log_clear()
  }

  /// Opens the device, on `pool` if one is shared; `existing` names one probed already.
  func run(existing: String?, pool shared: SharedPool?) -> Result<RawPort, PortError> {
    let (name, arguments) = configuration.device(unique)
    let device = existing ?? name
    if existing == nil {
      if case .pci(let address) = configuration.driver, !pciAddresses.contains(address) {
        return .failure(.deviceNotAllowed(address: address))
      }
      let status = unsafe ml_dpdk_probe(arguments)
      // A PCI device named at start has been probed then.
      if status < 0 && status != -17 { return .failure(refusal(status)) }
    }
    do throws(PortError) {
      return .success(try finish(device, shared))
    } catch {
      unsafe _ = ml_dpdk_remove(isPCI ? "pci" : "vdev", device)
      return .failure(error)
    }
  }

  private func finish(_ device: String, _ shared: SharedPool?) throws(PortError) -> RawPort {
    let node = unsafe ml_dpdk_device_node(device)
    if node < -1 { throw refusal(node) }
    let pool: SharedPool
    if let shared { pool = shared } else { pool = try makePool(node: node) }
    var port: OpaquePointer?
    var information = ml_dpdk_information()
    var status = unsafe ml_dpdk_port_open(
      device, UInt32(configuration.descriptors), pool.pointer, isMemif ? 1 : 0, &port, &information)
    guard status == 0, let port = unsafe port else {
      if shared == nil { unsafe ml_dpdk_pool_free(pool.pointer) }
      throw refusal(status)
    }
    status = unsafe start(port, information)
    if status < 0 {
      let error = refusal(status)
      unsafe ml_dpdk_port_close(port)
      if shared == nil { unsafe ml_dpdk_pool_free(pool.pointer) }
      throw error
    }
    return unsafe RawPort(device: port, pool: pool.pointer, information: information)
  }

  private func start(_ port: OpaquePointer, _ information: ml_dpdk_information) -> Int32 {
    let status = unsafe ml_dpdk_port_start(port)
    // A memif client that comes before its server knocks again later.
    if case .memif(.client, _, _) = configuration.driver { return 0 }
    if status < 0 { return status }
    guard isFiltering else { return 0 }
    if configuration.local.mac != .none && !isOwn(information.mac) {
      let status = unsafe ml_dpdk_port_promiscuous(port)
      if status < 0 { return status }
    }
    if configuration.takesMulticast {
      let status = unsafe ml_dpdk_port_all_multicast(port)
      // af_packet has no such switch and needs none: its socket sees what the interface takes.
      if status < 0 && isPCI { return status }
    }
    return 0
  }

  private func isOwn(_ mac: (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8)) -> Bool {
    let bytes = [mac.0, mac.1, mac.2, mac.3, mac.4, mac.5]
    return bytes.reduce(0) { $0 << 8 | UInt64($1) } == configuration.local.mac.rawValue
  }

  /// Rings, and the pool their ports share. The pool holds full rings both ways and what threads
  /// keep for themselves.
  func makeWire(ports: Int) -> Result<(Wire, [String]), PortError> {
    do throws(PortError) {
      let pool = try makePool(node: -1)
      var rings: OpaquePointer?
      let status = unsafe ml_dpdk_wire_create(
        unique, UInt32(configuration.descriptors), -1, UInt32(ports), &rings)
      guard status == 0, let rings = unsafe rings else {
        unsafe ml_dpdk_pool_free(pool.pointer)
        throw refusal(status)
      }
      let names = ["a", "b"].prefix(ports).map { "net_ring_\(unique)\($0)" }
      return unsafe .success((Wire(rings: rings, pool: pool.pointer), names))
    } catch {
      return .failure(error)
    }
  }

  /// Buffers for both queues, the bursts in hand, and the private caches of a few threads.
  private func makePool(node: Int32) throws(PortError) -> SharedPool {
    var pool: OpaquePointer?
    let count = 2 * configuration.descriptors + 1023
    let status = unsafe ml_dpdk_pool_create(unique, UInt32(count), node, &pool)
    guard status == 0, let pool = unsafe pool else {
      if status == -12 { throw .outOfMemory(port: configuration.name) }
      throw refusal(status)
    }
    return unsafe SharedPool(pointer: pool)
  }

  private func refusal(_ status: Int32) -> PortError {
    if status == -12 { return .outOfMemory(port: configuration.name) }
    return .refused(port: configuration.name, reason: DriverLog.reason(status))
  }

  private var isPCI: Bool { if case .pci = configuration.driver { true } else { false } }
  private var isMemif: Bool { if case .memif = configuration.driver { true } else { false } }
  /// Whether the device itself drops frames that are not addressed to it.
  private var isFiltering: Bool {
    switch configuration.driver {
    case .afPacket, .pci: true
    default: false
    }
  }
}

/// A pool on its way from one owner to the next.
@safe
struct SharedPool: @unchecked Sendable {
  let pointer: OpaquePointer
}
