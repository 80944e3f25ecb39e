// SPDX-License-Identifier: Apache-2.0

public import Memory

extension UDPDatagram {
  /// Writes the three headers in front of a payload already lying at `payloadOffset`, with correct
  /// checksums, and zero padding after a short one.
  ///
  /// A computed UDP checksum of 0 is sent as 0xffff, as 0 means "none". The packet may not be
  /// fragmented and lives 64 hops.
  ///
  /// - Precondition: `0 <= payloadCount <= payloadBytesMax`; `frame` holds the result, at least
  ///   `frameBytesMin` bytes.
  /// - Returns: the frame's length in bytes, 60 at least.
  /// - Complexity: O(payload); nothing allocates. Any thread.
  @_noAllocation @_noLocks
  public static func write(
    into frame: MutableByteView, source: Endpoint, destination: Endpoint, payloadCount: Int
  ) -> Int {
    precondition(payloadCount >= 0 && payloadCount <= payloadBytesMax)
    let length = payloadOffset &+ payloadCount
    writeEthernet(frame, from: source.mac, to: destination.mac, type: 0x0800)
    writeIPv4(
      frame.slice(14, count: 20), from: source.ipv4, to: destination.ipv4,
      totalBytes: 28 &+ payloadCount, transport: 17)
    let segment = frame.slice(34, count: 8 &+ payloadCount)
    segment.big16(source.udpPort, at: 0)
    segment.big16(destination.udpPort, at: 2)
    segment.big16(UInt16(truncatingIfNeeded: segment.count), at: 4)
    segment.big16(0, at: 6)
    var sum = pseudoHeader(
      addresses: frame.view.slice(26, count: 8), segmentBytes: segment.count)
    sum.add(segment.view)
    segment.big16(sum.value == 0 ? 0xffff : sum.value, at: 6)
    // Not left as it was: padding that shows old memory is a known leak (CVE-2003-0001).
    var padded = length
    while padded < frameBytesMin {
      frame.store(0 as UInt8, at: padded)
      padded &+= 1
    }
    return padded
  }

  @_noAllocation @_noLocks
  static func writeEthernet(
    _ frame: MutableByteView, from: MACAddress, to: MACAddress, type: UInt16
  ) {
    frame.big48(to.rawValue, at: 0)
    frame.big48(from.rawValue, at: 6)
    frame.big16(type, at: 12)
  }

  @_noAllocation @_noLocks
  static func writeIPv4(
    _ header: MutableByteView, from: IPv4Address, to: IPv4Address, totalBytes: Int,
    transport: UInt16
  ) {
    header.big16(0x4500, at: 0)
    header.big16(UInt16(truncatingIfNeeded: totalBytes), at: 2)
    // An identification of 0 is right for what can never be a fragment (RFC 6864, section 4.1).
    header.big16(0, at: 4)
    header.big16(0x4000, at: 6)
    header.big16(64 << 8 | transport, at: 8)
    header.big16(0, at: 10)
    header.big32(from.rawValue, at: 12)
    header.big32(to.rawValue, at: 16)
    var sum = InternetChecksum()
    sum.add(header.view)
    header.big16(sum.value, at: 10)
  }
}

extension MutableByteView {
  @_noAllocation @_noLocks @inline(__always) func big16(_ value: UInt16, at offset: Int) {
    store(value.byteSwapped, at: offset)
  }
  @_noAllocation @_noLocks @inline(__always) func big32(_ value: UInt32, at offset: Int) {
    store(value.byteSwapped, at: offset)
  }
  @_noAllocation @_noLocks @inline(__always) func big48(_ value: UInt64, at offset: Int) {
    big16(UInt16(truncatingIfNeeded: value >> 32), at: offset)
    big32(UInt32(truncatingIfNeeded: value), at: offset &+ 2)
  }
}
