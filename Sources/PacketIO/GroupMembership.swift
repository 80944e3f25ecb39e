// SPDX-License-Identifier: Apache-2.0

public import Memory

/// What a host tells the network of the IPv4 groups that it listens to: IGMP, version 2.
///
///      0         14                                38     40     42            46         60
///      ┌──────────┬─────────────────────────────────┬──────┬──────┬─────────────┬─────────┐
///      │ Ethernet │ IPv4, TTL 1, router alert (4)   │ 16 00│ sum  │ group       │ zeros   │
///      └──────────┴─────────────────────────────────┴──────┴──────┴─────────────┴─────────┘
///
/// A report goes to the group itself, a leave (17 hex) to all routers. Switches that snoop send a group's
/// frames to who reported it, and forget it when no report comes any more.
///
/// - Source: RFC 2236, sections 2 and 3; RFC 2113 (router alert).
public enum GroupMembership {
  /// The frames' bytes.
  public static var frameBytes: Int { @_noAllocation @_noLocks get { 60 } }

  /// Writes a report that we listen to `group`, and returns its bytes.
  ///
  /// - Precondition: `group` is a multicast group; the frame has room for `frameBytes`.
  @_noAllocation @_noLocks
  public static func report(
    into frame: MutableByteView, of group: IPv4Address, from source: Endpoint
  ) -> Int {
    write(frame, 0x16, group, from: source, to: group)
  }

  /// Writes that we listen to `group` no longer, and returns its bytes.
  ///
  /// - Precondition: as for `report`.
  @_noAllocation @_noLocks
  public static func leave(
    into frame: MutableByteView, of group: IPv4Address, from source: Endpoint
  ) -> Int {
    write(frame, 0x17, group, from: source, to: IPv4Address(224, 0, 0, 2))
  }

  @_noAllocation @_noLocks
  private static func write(
    _ frame: MutableByteView, _ type: UInt8, _ group: IPv4Address, from source: Endpoint,
    to destination: IPv4Address
  ) -> Int {
    precondition(group.isMulticast)
    frame.slice(0, count: frameBytes).clear()
    UDPDatagram.writeEthernet(
      frame, from: source.mac, to: MACAddress(multicast: destination), type: 0x0800)
    let header = frame.slice(14, count: 24)
    // Six words of header, internetwork control.
    header.big16(0x46c0, at: 0)
    header.big16(32, at: 2)
    header.big16(0x4000, at: 6)
    header.big16(1 << 8 | 2, at: 8)
    header.big32(source.ipv4.rawValue, at: 12)
    header.big32(destination.rawValue, at: 16)
    header.big32(0x9404_0000, at: 20)
    var sum = InternetChecksum()
    sum.add(header.view)
    header.big16(sum.value, at: 10)
    let message = frame.slice(38, count: 8)
    message.store(type, at: 0)
    message.big32(group.rawValue, at: 4)
    var messageSum = InternetChecksum()
    messageSum.add(message.view)
    message.big16(messageSum.value, at: 2)
    return frameBytes
  }
}
