// SPDX-License-Identifier: Apache-2.0

/// Why a frame is not a datagram for us. The raw value is dense from 0, to index counters.
@frozen
public enum FrameFault: UInt8, CaseIterable, Sendable {
  /// The frame ends inside a header.
  case truncated
  /// Tagged with a VLAN (802.1Q or 802.1ad) beyond the one that the port may have taken off.
  case vlanUnexpected
  /// Not IPv4: ARP, IPv6, LLDP and the like. Only a fault to those who want datagrams.
  case notIPv4
  /// The Ethernet destination is neither ours nor the derived address of an accepted group.
  case misdirectedMAC
  /// The version in the IP header is not 4.
  case ipVersion
  /// The IP header is given as shorter than 20 bytes.
  case ipHeaderLength
  /// The IP header carries options.
  case ipOptions
  /// The IP total length is below its header, or beyond the end of the frame.
  case ipTotalLength
  /// Bytes follow the IP packet that are not Ethernet padding.
  case trailingBytes
  /// A fragment: more to come, or not the first.
  case fragment
  /// The IP header checksum is wrong.
  case ipChecksum
  /// Not UDP.
  case notUDP
  /// The IP destination is neither ours nor an accepted group.
  case misdirectedIPv4
  /// The UDP length is not that of the IP payload.
  case udpLength
  /// The UDP destination port is not ours.
  case misdirectedPort
  /// The UDP checksum is wrong. (None at all, a zero, is allowed on IPv4.)
  case udpChecksum

  /// The number of cases: the size of a table of counters.
  @inlinable public static var count: Int {
    @_noAllocation @_noLocks @inline(__always) get { 16 }
  }

  /// The raw value, for code that is proved not to allocate: the compiler's own `rawValue` is not
  /// visible to it in another module.
  @inlinable public var number: Int {
    @_noAllocation @_noLocks get { Int(unsafe unsafeBitCast(self, to: UInt8.self)) }
  }
}

/// What is known of a checksum before software looks.
@frozen
public enum ChecksumVerdict: UInt8, Sendable {
  /// Nobody looked: software must.
  case unknown
  /// The NIC found it correct.
  case good
  /// The NIC found it wrong.
  case bad
}

/// What the NIC found of a frame's checksums.
@frozen
public struct FrameChecks: BitwiseCopyable, Hashable, Sendable {
  /// The IPv4 header checksum.
  public var ip: ChecksumVerdict
  /// The UDP checksum.
  public var udp: ChecksumVerdict

  /// A pair of verdicts.
  @inlinable
  @_noAllocation @_noLocks
  public init(ip: ChecksumVerdict, udp: ChecksumVerdict) {
    self.ip = ip
    self.udp = udp
  }

  /// Neither was looked at.
  @inlinable public static var unknown: FrameChecks {
    @_noAllocation @_noLocks @inline(__always) get { FrameChecks(ip: .unknown, udp: .unknown) }
  }
}
