// SPDX-License-Identifier: Apache-2.0

/// A 48-bit Ethernet address: the first byte on the wire is the most significant.
@frozen
public struct MACAddress: BitwiseCopyable, Hashable, Sendable {
  /// The address in the low 48 bits; 0 stands for "none".
  public let rawValue: UInt64

  /// Takes the low 48 bits of `rawValue`.
  @inlinable
  @_noAllocation @_noLocks
  public init(rawValue: UInt64) { self.rawValue = rawValue & 0xffff_ffff_ffff }

  /// The address all stations receive.
  @inlinable public static var broadcast: MACAddress {
    @_noAllocation @_noLocks @inline(__always) get { MACAddress(rawValue: 0xffff_ffff_ffff) }
  }

  /// No address: as a port's own, "the device's".
  @inlinable public static var none: MACAddress {
    @_noAllocation @_noLocks @inline(__always) get { MACAddress(rawValue: 0) }
  }

  /// Whether the group bit is set: multicast or broadcast.
  @inlinable public var isGroup: Bool {
    @_noAllocation @_noLocks @inline(__always) get { rawValue & 0x0100_0000_0000 != 0 }
  }

  /// The group address that carries an IPv4 multicast `group`: 01:00:5e and its low 23 bits.
  ///
  /// - Source: RFC 1112, section 6.4.
  @inlinable
  @_noAllocation @_noLocks
  public init(multicast group: IPv4Address) {
    rawValue = 0x0100_5e00_0000 | UInt64(group.rawValue & 0x007f_ffff)
  }
}

/// An IPv4 address: the first byte on the wire is the most significant.
@frozen
public struct IPv4Address: BitwiseCopyable, Hashable, Sendable {
  /// The address as a number: 10.0.0.1 is `0x0a00_0001`.
  public let rawValue: UInt32

  /// Takes the address as a number.
  @inlinable
  @_noAllocation @_noLocks
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The address `a.b.c.d`.
  @inlinable
  @_noAllocation @_noLocks
  public init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
    rawValue = UInt32(a) << 24 | UInt32(b) << 16 | UInt32(c) << 8 | UInt32(d)
  }

  /// Whether this is a group, 224.0.0.0 to 239.255.255.255.
  @inlinable public var isMulticast: Bool {
    @_noAllocation @_noLocks @inline(__always) get { rawValue >> 28 == 0xe }
  }
}

/// Where a datagram comes from or goes to.
@frozen
public struct Endpoint: BitwiseCopyable, Hashable, Sendable {
  /// The Ethernet address.
  public var mac: MACAddress
  /// The IPv4 address.
  public var ipv4: IPv4Address
  /// The UDP port, in host order.
  public var udpPort: UInt16

  /// An endpoint of the three.
  @inlinable
  @_noAllocation @_noLocks
  public init(mac: MACAddress, ipv4: IPv4Address, udpPort: UInt16) {
    self.mac = mac
    self.ipv4 = ipv4
    self.udpPort = udpPort
  }

  /// Nobody.
  @inlinable public static var none: Endpoint {
    @_noAllocation @_noLocks get {
      Endpoint(mac: .none, ipv4: IPv4Address(rawValue: 0), udpPort: 0)
    }
  }

  /// The endpoint of an IPv4 multicast group, its Ethernet address derived.
  @inlinable
  @_noAllocation @_noLocks
  public init(multicast group: IPv4Address, udpPort: UInt16) {
    self.init(mac: MACAddress(multicast: group), ipv4: group, udpPort: udpPort)
  }
}

extension MACAddress: CustomStringConvertible {
  /// Reads six two-digit hexadecimal groups, as `02:00:00:00:00:01`.
  public init?(_ text: String) {
    let groups = text.split(separator: ":", omittingEmptySubsequences: false)
    guard groups.count == 6 else { return nil }
    var value: UInt64 = 0
    for group in groups {
      guard group.count == 2, group.allSatisfy(\.isHexDigit), let byte = UInt8(group, radix: 16)
      else { return nil }
      value = value << 8 | UInt64(byte)
    }
    self.init(rawValue: value)
  }

  /// The address as `02:00:00:00:00:01`.
  public var description: String {
    (0..<6).map { i in
      let byte = UInt8(truncatingIfNeeded: rawValue >> UInt64(40 - 8 * i))
      return (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined(separator: ":")
  }
}

extension IPv4Address: CustomStringConvertible {
  /// Reads dotted decimal, as `10.0.0.1`: four numbers without signs or leading zeros.
  public init?(_ text: String) {
    let groups = text.split(separator: ".", omittingEmptySubsequences: false)
    guard groups.count == 4 else { return nil }
    var value: UInt32 = 0
    for group in groups {
      guard let byte = UInt8(group), String(byte) == group else { return nil }
      value = value << 8 | UInt32(byte)
    }
    self.init(rawValue: value)
  }

  /// The address as `10.0.0.1`.
  public var description: String {
    [24, 16, 8, 0].map { String(rawValue >> $0 & 0xff) }.joined(separator: ".")
  }
}

extension Endpoint: CustomStringConvertible {
  /// The endpoint as `10.0.0.1:9000 (02:00:00:00:00:01)`.
  public var description: String { "\(ipv4):\(udpPort) (\(mac))" }
}
