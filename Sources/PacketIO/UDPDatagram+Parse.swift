// SPDX-License-Identifier: Apache-2.0

public import Memory

extension UDPDatagram {
  /// Reads a frame, headers outwards in, and stops at the first fault.
  ///
  /// Every byte is untrusted: no frame, however malformed, traps or is read past its end.
  /// A checksum the NIC vouched for in `checks` is not computed again.
  ///
  /// - Complexity: O(payload) when the UDP checksum must be computed, else O(1); nothing allocates.
  ///   Any thread.
  @_noAllocation @_noLocks
  public static func parse(
    _ frame: ByteView, for filter: DatagramFilter, checks: FrameChecks
  ) -> ParseResult {
    if let fault = headerFault(frame, filter, checks.ip) { return .fault(fault) }
    let packet = frame.slice(14, count: frame.count &- 14)
    let total = Int(packet.big16(2))
    // Padding brings short frames to 60 bytes, and to 64 where a switch has taken off a tag.
    if packet.count > total && frame.count > 64 { return .fault(.trailingBytes) }
    let segment = packet.slice(20, count: total &- 20)
    if segment.count < 8 { return .fault(.truncated) }
    let destination = Endpoint(
      mac: MACAddress(rawValue: frame.big48(0)), ipv4: IPv4Address(rawValue: packet.big32(16)),
      udpPort: segment.big16(2))
    if let fault = destinationFault(destination, filter) { return .fault(fault) }
    if let fault = udpFault(packet, segment, checks.udp) { return .fault(fault) }
    return .datagram(
      UDPDatagram(
        payload: segment.slice(8, count: segment.count &- 8),
        source: Endpoint(
          mac: MACAddress(rawValue: frame.big48(6)),
          ipv4: IPv4Address(rawValue: packet.big32(12)), udpPort: segment.big16(0)),
        destination: destination))
  }

  /// The first fault of the Ethernet and IP headers; the last that they can have is `notUDP`.
  @_noAllocation @_noLocks
  static func headerFault(
    _ frame: ByteView, _ filter: DatagramFilter, _ check: ChecksumVerdict
  ) -> FrameFault? {
    if let fault = ethernetFault(frame, filter) { return fault }
    return ipFault(frame.slice(14, count: frame.count &- 14), check)
  }

  @_noAllocation @_noLocks
  private static func ethernetFault(_ frame: ByteView, _ filter: DatagramFilter) -> FrameFault? {
    if frame.count < 14 { return .truncated }
    let type = frame.big16(12)
    if type == 0x8100 || type == 0x88a8 { return .vlanUnexpected }
    if type != 0x0800 { return .notIPv4 }
    let destination = MACAddress(rawValue: frame.big48(0))
    if destination.rawValue == filter.local.mac.rawValue { return nil }
    // Which group it is can only be compared once the IP header has been checked.
    return filter.takesMulticast && destination.isGroup ? nil : .misdirectedMAC
  }

  @_noAllocation @_noLocks
  private static func ipFault(_ packet: ByteView, _ check: ChecksumVerdict) -> FrameFault? {
    if packet.count < 20 { return .truncated }
    if packet[0] >> 4 != 4 { return .ipVersion }
    let words = packet[0] & 0xf
    if words < 5 { return .ipHeaderLength }
    if words > 5 { return .ipOptions }
    let total = Int(packet.big16(2))
    if total < 20 || total > packet.count { return .ipTotalLength }
    // The "don't fragment" bit may be set; the reserved bit, "more" and the offset may not.
    if packet.big16(6) & 0xbfff != 0 { return .fragment }
    switch check {
    case .good: break
    case .bad: return .ipChecksum
    case .unknown:
      var sum = InternetChecksum()
      sum.add(packet.slice(0, count: 20))
      if sum.folded != 0xffff { return .ipChecksum }
    }
    return packet[9] == 17 ? nil : .notUDP
  }

  /// The three addresses must agree with each other as well as with the filter: a group's datagram
  /// comes to the group's own Ethernet address, ours to ours.
  @_noAllocation @_noLocks
  private static func destinationFault(
    _ to: Endpoint, _ filter: DatagramFilter
  ) -> FrameFault? {
    if to.ipv4.isMulticast {
      if !filter.takesMulticast { return .misdirectedIPv4 }
      return to.mac.rawValue == MACAddress(multicast: to.ipv4).rawValue ? nil : .misdirectedMAC
    }
    if to.ipv4.rawValue != filter.local.ipv4.rawValue { return .misdirectedIPv4 }
    if to.mac.rawValue != filter.local.mac.rawValue { return .misdirectedMAC }
    return filter.local.udpPort == 0 || to.udpPort == filter.local.udpPort ? nil : .misdirectedPort
  }

  @_noAllocation @_noLocks
  private static func udpFault(
    _ packet: ByteView, _ segment: ByteView, _ check: ChecksumVerdict
  ) -> FrameFault? {
    if Int(segment.big16(4)) != segment.count { return .udpLength }
    if segment.big16(6) == 0 { return nil }
    switch check {
    case .good: return nil
    case .bad: return .udpChecksum
    case .unknown:
      var sum = pseudoHeader(addresses: packet.slice(12, count: 8), segmentBytes: segment.count)
      sum.add(segment)
      return sum.folded == 0xffff ? nil : .udpChecksum
    }
  }

  /// The sum of what UDP covers outside its segment.
  ///
  /// - Source: RFC 768.
  @_noAllocation @_noLocks @inline(__always)
  static func pseudoHeader(addresses: ByteView, segmentBytes: Int) -> InternetChecksum {
    var sum = InternetChecksum()
    sum.add(addresses)
    sum.add(word: 17)
    sum.add(word: UInt16(truncatingIfNeeded: segmentBytes))
    return sum
  }
}

extension ByteView {
  /// Network byte order, where the wire uses it.
  @_noAllocation @_noLocks @inline(__always) func big16(_ offset: Int) -> UInt16 {
    load(offset, as: UInt16.self).byteSwapped
  }
  @_noAllocation @_noLocks @inline(__always) func big32(_ offset: Int) -> UInt32 {
    load(offset, as: UInt32.self).byteSwapped
  }
  @_noAllocation @_noLocks @inline(__always) func big48(_ offset: Int) -> UInt64 {
    UInt64(big16(offset)) << 32 | UInt64(big32(offset &+ 2))
  }
}
