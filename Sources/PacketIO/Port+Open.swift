// SPDX-License-Identifier: Apache-2.0

internal import CDpdk
internal import Lanes
internal import Synchronization

extension Port {
  /// Opens and starts a port. Start-up only; any thread.
  ///
  /// A memif client whose server is not there yet opens all the same, its link down.
  ///
  /// - Throws: what `PortError` lists, with nothing left open.
  public static func open(_ configuration: PortConfiguration) throws(PortError) -> Port {
    if !EAL.isRunning { throw .notStarted }
    try configuration.check()
    if configuration.driver == .ring {
      let (wire, names) = try makeWire(configuration, ports: 1)
      return try attach(configuration, device: names[0], wire: wire)
    }
    return try attach(configuration, device: nil, wire: nil)
  }

  /// Opens two ports of this process joined by rings: what one sends the other receives.
  ///
  /// - Throws: as `open`; and `invalidValue` when either driver is not `ring` or the depths differ.
  public static func ringPair(
    _ first: PortConfiguration, _ second: PortConfiguration
  ) throws(PortError) -> PortPair {
    if !EAL.isRunning { throw .notStarted }
    if first.driver != .ring || second.driver != .ring {
      throw .invalidValue(field: "driver", reason: "a ring pair is made of two ring ports")
    }
    if first.descriptors != second.descriptors {
      throw .invalidValue(field: "descriptors", reason: "the ports of a ring pair are as deep")
    }
    try first.check()
    try second.check()
    let (wire, names) = try makeWire(first, ports: 2)
    let firstPort = try attach(first, device: names[0], wire: wire)
    return PortPair(first: firstPort, second: try attach(second, device: names[1], wire: wire))
  }

  /// Makes two ports joined by lanes, without DPDK: what one sends the other receives. Never fails;
  /// their link is always up.
  ///
  /// - Parameters:
  ///   - capacity: the frames each direction holds.
  ///   - vlan: the first port's tag, as in `PortConfiguration`; the second has none and so sees the
  ///     wire, tags and all.
  /// - Precondition: `capacity` is a power of two.
  public static func memoryPair(capacity: Int = 1024, vlan: UInt16? = nil) -> PortPair {
    let there = Lane<UInt32>(capacity: capacity, payloadBytes: frameBytesMax + 4)
    let back = Lane<UInt32>(capacity: capacity, payloadBytes: frameBytesMax + 4)
    return PortPair(
      first: memoryPort("memory a", vlan, receiving: back.consumer, sending: there.producer),
      second: memoryPort("memory b", nil, receiving: there.consumer, sending: back.producer))
  }

  private static func memoryPort(
    _ name: String, _ vlan: UInt16?, receiving: consuming LaneConsumer<UInt32>,
    sending: consuming LaneProducer<UInt32>
  ) -> Port {
    let control = PortControl(memory: name, descriptors: sending.capacity, vlan: vlan)
    return Port(
      control: control, receiver: PortReceiver(control, memory: MemoryReceiver(receiving)),
      transmitter: PortTransmitter(control, memory: MemoryTransmitter(sending)))
  }

  private static func attach(
    _ configuration: PortConfiguration, device: String?, wire: Wire?
  ) throws(PortError) -> Port {
    let opened = EAL.state.withLock { state in
      DeviceOpening(configuration, state).run(existing: device, pool: wire?.shared)
    }
    let control = PortControl(configuration, try opened.get(), wire: wire)
    return Port(
      control: control, receiver: PortReceiver(control), transmitter: PortTransmitter(control))
  }

  private static func makeWire(
    _ configuration: PortConfiguration, ports: Int
  ) throws(PortError) -> (Wire, [String]) {
    let made = EAL.state.withLock { state in
      DeviceOpening(configuration, state).makeWire(ports: ports)
    }
    return try made.get()
  }
}

/// Two ports, each the other's far end. Take them out: `let pair = …; var a = pair.first`.
@frozen
public struct PortPair: ~Copyable, Sendable {
  /// One.
  public var first: Port
  /// The other.
  public var second: Port

  init(first: consuming Port, second: consuming Port) {
    self.first = first
    self.second = second
  }
}
