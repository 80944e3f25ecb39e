// SPDX-License-Identifier: Apache-2.0

import Memory
import PacketIO
import Testing

@Suite struct UDPDatagramTests {
  static let filter = DatagramFilter(local: Party.venue)

  static func parse(
    _ bytes: [UInt8], _ filter: DatagramFilter = filter, checks: FrameChecks = .unknown
  ) -> Outcome {
    withView(bytes) { view in
      switch UDPDatagram.parse(view, for: filter, checks: checks) {
      case .fault(let fault): .fault(fault)
      case .datagram(let datagram):
        .datagram(datagram.payload.array, from: datagram.source, to: datagram.destination)
      }
    }
  }

  /// A result that owns its bytes.
  enum Outcome: Equatable {
    case fault(FrameFault)
    case datagram([UInt8], from: Endpoint, to: Endpoint)
  }

  // Sent by Linux 6.18 over a veth pair with checksum offload off, as the peer received them.
  static let kernelUnicast = hex(
    """
    020000000001 020000000002 0800 45000029e5db4000401140e6 0a000002 0a000001
    9c402328001506c5 6d617463686c6f636b0001feff
    """)
  static let kernelMulticast = hex(
    """
    01005e010203 020000000002 0800 4500005cb85c40000111c5ae 0a000002 ef810203
    9c40672000481c73 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
    202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f
    """)
  static let kernelWithoutChecksum = hex(
    """
    020000000001 020000000002 0800 45000032e5dc4000401140dc 0a000002 0a000001
    9c402328001e0000 6e6f20636865636b73756d2121212121212121212121
    """)

  @Test func `frames of the Linux kernel are read`() {
    let text = Array("matchlock".utf8) + [0, 1, 0xfe, 0xff]
    #expect(
      Self.parse(Self.kernelUnicast) == .datagram(text, from: Party.maker, to: Party.venue))
    #expect(
      Self.parse(Self.kernelWithoutChecksum)
        == .datagram(
          Array("no checksum!!!!!!!!!!!".utf8), from: Party.maker, to: Party.venue))
    let group = Endpoint(multicast: IPv4Address(239, 129, 2, 3), udpPort: 26_400)
    let takes = DatagramFilter(local: Party.venue, takesMulticast: true)
    #expect(
      Self.parse(Self.kernelMulticast, takes)
        == .datagram(Array(0..<64), from: Party.maker, to: group))
    #expect(Self.parse(Self.kernelMulticast) == .fault(.misdirectedMAC))
  }

  @Test func `our frames differ from the kernel's in identification and time to live alone`() {
    for theirs in [Self.kernelUnicast, Self.kernelMulticast] {
      guard
        case .datagram(let payload, let from, let to) = Self.parse(
          theirs, DatagramFilter(local: Party.venue, takesMulticast: true))
      else {
        Issue.record("the kernel's frame was not read")
        continue
      }
      let ours = frame(from: from, to: to, payload: payload)
      let differing = theirs.indices.filter { ours[$0] != theirs[$0] }
      #expect(differing.allSatisfy { [18, 19, 22, 24, 25].contains($0) }, "at \(differing)")
      // What follows a short frame is zero padding to 60 bytes.
      #expect(ours.count == max(theirs.count, 60))
      #expect(ours[theirs.count...].allSatisfy { $0 == 0 })
    }
  }

  @Test(arguments: propertySeeds)
  func `whatever is written is read back`(seed: UInt64) {
    var random = Seeded(seed)
    for round in 0..<1000 {
      let count = round < 80 ? round : Int.random(in: 0...1472, using: &random)
      let payload = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      let from = Endpoint(
        mac: MACAddress(rawValue: random.next() & ~0x0100_0000_0000),
        ipv4: IPv4Address(rawValue: UInt32.random(in: 0...UInt32.max, using: &random)),
        udpPort: UInt16.random(in: 0...UInt16.max, using: &random))
      let bytes = frame(from: from, payload: payload)
      #expect(
        Self.parse(bytes) == .datagram(payload, from: from, to: Party.venue),
        "seed \(seed), round \(round)")
    }
  }

  @Test func `a checksum that comes out as none is sent as its other form`() {
    // One's complement has two zeros. Find a payload whose sum is 0xffff, so its checksum 0.
    var payload = [UInt8](repeating: 0, count: 2)
    let base = frame(payload: payload)
    let checksum = UInt16(base[40]) << 8 | UInt16(base[41])
    payload = [UInt8(checksum >> 8), UInt8(truncatingIfNeeded: checksum)]
    let bytes = frame(payload: payload)
    #expect(bytes[40] == 0xff && bytes[41] == 0xff)
    #expect(Self.parse(bytes) == .datagram(payload, from: Party.maker, to: Party.venue))
  }

  /// One frame for every fault, each made from a good one by the change that is named.
  static let faults: [(FrameFault, String, [UInt8])] = {
    let good = frame(payload: Array(1...40))
    func changed(_ body: (inout [UInt8]) -> Void) -> [UInt8] {
      var bytes = good
      body(&bytes)
      return bytes
    }
    func withIPChecksum(_ body: (inout [UInt8]) -> Void) -> [UInt8] {
      changed { bytes in
        body(&bytes)
        bytes.replaceSubrange(24..<26, with: [0, 0])
        let header = Array(bytes[14..<34])
        let sum = withView(header) { view in
          var sum = InternetChecksum()
          sum.add(view)
          return sum.value
        }
        bytes[24] = UInt8(sum >> 8)
        bytes[25] = UInt8(truncatingIfNeeded: sum)
      }
    }
    return [
      (.truncated, "13 bytes", Array(good.prefix(13))),
      (.truncated, "no bytes", []),
      (.truncated, "ends in the IP header", Array(good.prefix(33))),
      (
        .truncated, "an IP packet too short for UDP",
        Array(withIPChecksum { $0[16...17] = [0, 27] }.prefix(60))
      ),
      (.vlanUnexpected, "802.1Q", changed { $0[12...13] = [0x81, 0] }),
      (.vlanUnexpected, "802.1ad", changed { $0[12...13] = [0x88, 0xa8] }),
      (.notIPv4, "ARP", changed { $0[12...13] = [0x08, 0x06] }),
      (.notIPv4, "IPv6", changed { $0[12...13] = [0x86, 0xdd] }),
      (.misdirectedMAC, "another station", changed { $0[5] = 9 }),
      (.misdirectedMAC, "broadcast", changed { $0[0...5] = [255, 255, 255, 255, 255, 255] }),
      (.ipVersion, "version 6", changed { $0[14] = 0x65 }),
      (.ipHeaderLength, "16-byte header", changed { $0[14] = 0x44 }),
      (.ipOptions, "24-byte header", changed { $0[14] = 0x46 }),
      (.ipTotalLength, "below the header", withIPChecksum { $0[16...17] = [0, 19] }),
      (.ipTotalLength, "beyond the frame", withIPChecksum { $0[17] += 1 }),
      (.trailingBytes, "one more byte", good + [0]),
      (.fragment, "more fragments", withIPChecksum { $0[20] |= 0x20 }),
      (.fragment, "an offset", withIPChecksum { $0[21] = 1 }),
      (.fragment, "the reserved bit", withIPChecksum { $0[20] |= 0x80 }),
      (.ipChecksum, "a bit of the header", changed { $0[22] ^= 1 }),
      (.notUDP, "TCP", withIPChecksum { $0[23] = 6 }),
      (.misdirectedIPv4, "another host", withIPChecksum { $0[33] = 9 }),
      (.misdirectedIPv4, "a group", withIPChecksum { $0[30] = 239 }),
      (.udpLength, "shorter", changed { $0[39] -= 1 }),
      (.udpLength, "longer", changed { $0[39] += 1 }),
      (.udpLength, "none", changed { $0[38...39] = [0, 0] }),
      (.misdirectedPort, "another port", changed { $0[37] ^= 1 }),
      (.udpChecksum, "a bit of the payload", changed { $0[60] ^= 0x10 }),
      (.udpChecksum, "a bit of the checksum", changed { $0[41] ^= 1 }),
    ]
  }()

  @Test func `every fault has its frame`() {
    for (fault, what, bytes) in Self.faults {
      #expect(Self.parse(bytes) == .fault(fault), "\(what)")
    }
    #expect(Set(Self.faults.map(\.0)) == Set(FrameFault.allCases))
    #expect(FrameFault.count == FrameFault.allCases.count)
    #expect(FrameFault.allCases.map { Int($0.rawValue) } == Array(0..<FrameFault.count))
  }

  @Test func `padding of a short frame is not payload`() {
    let bytes = frame(payload: [7])
    #expect(bytes.count == 60)
    for padded in [bytes, Array(bytes.prefix(43)), bytes + [1, 2, 3, 4]] {
      #expect(Self.parse(padded) == .datagram([7], from: Party.maker, to: Party.venue))
    }
    #expect(Self.parse(bytes + [1, 2, 3, 4, 5]) == .fault(.trailingBytes))
  }

  @Test func `a verdict of the NIC is believed`() {
    var bytes = frame(payload: Array(1...40))
    bytes[60] ^= 1
    let good = FrameChecks(ip: .good, udp: .good)
    guard case .datagram = Self.parse(bytes, checks: good) else {
      Issue.record("a vouched-for checksum was computed again")
      return
    }
    let whole = frame(payload: Array(1...40))
    #expect(
      Self.parse(whole, checks: FrameChecks(ip: .bad, udp: .good)) == .fault(.ipChecksum))
    #expect(
      Self.parse(whole, checks: FrameChecks(ip: .good, udp: .bad)) == .fault(.udpChecksum))
  }

  @Test func `a group's datagram must come to the group's own address`() {
    let group = Endpoint(multicast: IPv4Address(239, 1, 2, 3), udpPort: 1)
    let takes = DatagramFilter(local: Party.venue, takesMulticast: true)
    let bytes = frame(to: group, payload: [1])
    #expect(Self.parse(bytes, takes) == .datagram([1], from: Party.maker, to: group))
    var other = bytes
    other[5] ^= 1
    #expect(Self.parse(other, takes) == .fault(.misdirectedMAC))
    var direct = bytes
    direct.replaceSubrange(0..<6, with: [2, 0, 0, 0, 0, 1])
    #expect(Self.parse(direct, takes) == .fault(.misdirectedMAC))
    var broad = frame(payload: [1])
    broad.replaceSubrange(0..<6, with: [255, 255, 255, 255, 255, 255])
    #expect(Self.parse(broad, takes) == .fault(.misdirectedMAC))
  }

  @Test func `a UDP port of zero takes every port`() {
    var local = Party.venue
    local.udpPort = 0
    guard case .datagram = Self.parse(frame(payload: [1]), DatagramFilter(local: local)) else {
      Issue.record("refused")
      return
    }
  }

  @Test(arguments: propertySeeds)
  func `no mutation of a frame traps, and what passes is consistent`(seed: UInt64) {
    var random = Seeded(seed)
    let seeds = [frame(payload: Array(1...40)), frame(payload: []), Self.kernelMulticast]
    let filter = DatagramFilter(local: Party.venue, takesMulticast: true)
    var passed = 0
    for _ in 0..<100_000 {
      var bytes = seeds.randomElement(using: &random)!
      for _ in 0..<Int.random(in: 0...4, using: &random) {
        let at = Int.random(in: 0..<min(bytes.count, 48), using: &random)
        bytes[at] = UInt8.random(in: 0...255, using: &random)
      }
      if Bool.random(using: &random) {
        bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
      }
      // Verdicts of "good" let damaged frames further in.
      let checks =
        Bool.random(using: &random) ? FrameChecks(ip: .good, udp: .good) : .unknown
      if case .datagram(let payload, _, _) = Self.parse(bytes, filter, checks: checks) {
        passed += 1
        #expect(payload.count <= bytes.count - UDPDatagram.payloadOffset, "seed \(seed)")
      }
    }
    #expect(passed > 1000 && passed < 90_000, "seed \(seed): \(passed) passed")
  }

  @Test func `addresses read and print as they are written`() {
    #expect(MACAddress("02:00:5e:0a:ff:01")?.rawValue == 0x0200_5e0a_ff01)
    #expect(MACAddress("02:00:5e:0a:ff:01")?.description == "02:00:5e:0a:ff:01")
    for bad in ["", "02:00:5e:0a:ff", "02:00:5e:0a:ff:1", "02:00:5e:0a:ff:0g", "02-00-5e-0a-ff-01"]
    {
      #expect(MACAddress(bad) == nil, "\(bad)")
    }
    #expect(IPv4Address("192.168.0.255") == IPv4Address(192, 168, 0, 255))
    #expect(IPv4Address(192, 168, 0, 255).description == "192.168.0.255")
    for bad in [
      "", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.-4", "1.2.3.+4", "1..2.3",
    ] {
      #expect(IPv4Address(bad) == nil, "\(bad)")
    }
    #expect(MACAddress(multicast: IPv4Address(239, 129, 2, 3)).description == "01:00:5e:01:02:03")
  }

  @Test func `a payload too long for a frame stops the program`() async {
    await #expect(processExitsWith: .failure) {
      var bytes = [UInt8](repeating: 0, count: 2000)
      _ = withMutableView(&bytes) {
        UDPDatagram.write(
          into: $0, source: Party.maker, destination: Party.venue, payloadCount: 1473)
      }
    }
  }
}
