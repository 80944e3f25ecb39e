// SPDX-License-Identifier: Apache-2.0

import Glibc
import Memory
import PacketIO
import Testing

/// The port against Linux's own UDP, over a veth pair: both ends' headers and checksums are judged
/// by someone else.
@Suite(.serialized) struct KernelInterfaceTests {
  init() throws { try EAL.start(PortTests.configuration) }

  @Test func `datagrams pass between a port and the kernel, and a link that falls is seen`() throws
  {
    guard let pair = VethPair() else {
      print("note: skipped: no right to make a veth pair here (needs root and ip)")
      return
    }
    var port = try Port.open(.kernel(pair.ours))
    #expect(waitForLink(port.control))
    let socket = try #require(KernelSocket(VethPair.kernel, port: 40_000))
    let kernel = Endpoint(mac: pair.kernelMAC, ipv4: VethPair.kernel, udpPort: 40_000)
    var venue = Party.venue
    venue.ipv4 = VethPair.venue

    // The kernel sends: its address resolution is settled beforehand.
    for i in 0..<5 as Range<UInt8> { socket.send([i, 1, 2], to: venue) }
    let received = try collect(&port, DatagramFilter(local: venue), 5)
    #expect(received.map(\.0) == (0..<5).map { [$0, 1, 2] })
    #expect(received.allSatisfy { $0.1 == kernel })

    // The kernel receives: it drops what has a wrong checksum, and says nothing.
    for i in 0..<5 as Range<UInt8> {
      transmit(&port, from: venue, to: kernel, [i, 7], spoiled: i == 2)
    }
    #expect(socket.receive(4) == [[0, 7], [1, 7], [3, 7], [4, 7]])

    // A group's datagrams arrive without joining.
    let group = Endpoint(multicast: IPv4Address(239, 1, 2, 3), udpPort: 26_400)
    socket.send([9], to: group)
    let multicast = try collect(&port, DatagramFilter(local: venue, takesMulticast: true), 1)
    #expect(multicast.map(\.0) == [[9]])

    #expect(run("ip", "link", "set", pair.theirs, "down"))
    for _ in 0..<100 where port.control.linkIsUp() { sleepMilliseconds(5) }
    let down = port.linkIsUp()
    #expect(!down)
    let sent = try send(&port, first: 0, wanted: 3)
    #expect(sent <= 3)
    #expect(run("ip", "link", "set", pair.theirs, "up"))
    #expect(waitForLink(port.control))
    #expect(port.control.buffersInUse == 0)
  }

  private func transmit(
    _ port: inout Port, from: Endpoint, to: Endpoint, _ payload: [UInt8], spoiled: Bool
  ) {
    let granted = port.reserve(1)
    #expect(granted == 1)
    var bytes = frame(from: from, to: to, payload: payload)
    if spoiled { bytes[UDPDatagram.payloadOffset] ^= 0x40 }
    withView(bytes) { port.outgoing(0).copy($0) }
    port.setLength(0, bytes.count)
    let sent = port.transmit(1)
    #expect(sent == 1)
  }

  private func collect(
    _ port: inout Port, _ filter: DatagramFilter, _ wanted: Int
  ) throws -> [([UInt8], Endpoint)] {
    var found: [([UInt8], Endpoint)] = []
    let until = now() + 2000
    while found.count < wanted, now() < until {
      let count = port.receive()
      for i in 0..<count {
        let received = port.received(i)
        let result = UDPDatagram.parse(received.bytes, for: filter, checks: received.checks)
        if case .datagram(let datagram) = result {
          found.append((datagram.payload.array, datagram.source))
        }
      }
      port.releaseReceived()
      if count == 0 { sleepMilliseconds(1) }
    }
    return found
  }
}

/// Two joined interfaces: ours without an address, so that the kernel keeps quiet on it, and the
/// kernel's own. Checksum offload is off there, or what it sends would carry half a checksum.
private final class VethPair {
  static let kernel = IPv4Address(10, 213, 77, 2)
  static let venue = IPv4Address(10, 213, 77, 1)
  let ours = "mlo\(getpid())"
  let theirs = "mlk\(getpid())"
  let kernelMAC: MACAddress

  init?() {
    if getuid() != 0 || !run("ip", "link", "add", ours, "type", "veth", "peer", "name", theirs) {
      return nil
    }
    let isReady =
      run("sh", "-c", "ethtool -K \(theirs) tx off > /dev/null")
      && run("ip", "addr", "add", "\(Self.kernel)/24", "dev", theirs)
      && run("ip", "link", "set", ours, "up") && run("ip", "link", "set", theirs, "up")
      && run(
        "ip", "neigh", "add", "\(Self.venue)", "lladdr", "\(Party.venue.mac)", "dev", theirs, "nud",
        "permanent")
      && run("ip", "route", "add", "239.1.2.3/32", "dev", theirs)
    let text = (try? readFile("/sys/class/net/\(theirs)/address")) ?? []
    let mac = MACAddress(String(decoding: text.dropLast(), as: UTF8.self))
    kernelMAC = mac ?? .none
    if !isReady || mac == nil { return nil }
  }

  deinit { _ = run("ip", "link", "del", ours) }
}

/// A UDP socket of the kernel's.
private final class KernelSocket {
  private let descriptor: Int32

  init?(_ address: IPv4Address, port: UInt16) {
    descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    var timeout = timeval(tv_sec: 1, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    let status = Self.with(address, port) { bind(descriptor, $0, $1) }
    if status != 0 { return nil }
  }

  deinit { close(descriptor) }

  func send(_ payload: [UInt8], to: Endpoint) {
    let count = Self.with(to.ipv4, to.udpPort) {
      sendto(descriptor, payload, payload.count, 0, $0, $1)
    }
    #expect(count == payload.count)
  }

  /// Up to `wanted` datagrams, and none that comes within a moment after.
  func receive(_ wanted: Int) -> [[UInt8]] {
    var found: [[UInt8]] = []
    while found.count <= wanted {
      var bytes = [UInt8](repeating: 0, count: 2000)
      let flags = found.count < wanted ? 0 : Int32(MSG_DONTWAIT)
      let count = recv(descriptor, &bytes, bytes.count, flags)
      if count < 0 { break }
      found.append(Array(bytes.prefix(count)))
    }
    return found
  }

  private static func with<R>(
    _ address: IPv4Address, _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> R
  ) -> R {
    var socketAddress = sockaddr_in()
    socketAddress.sin_family = sa_family_t(AF_INET)
    socketAddress.sin_port = port.bigEndian
    socketAddress.sin_addr.s_addr = address.rawValue.bigEndian
    return withUnsafePointer(to: &socketAddress) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}

/// Runs a program to its end; whether it succeeded.
private func run(_ arguments: String...) -> Bool {
  var process = pid_t()
  let pointers = arguments.map { strdup($0) } + [nil]
  defer { pointers.forEach { free($0) } }
  if posix_spawnp(&process, arguments[0], nil, nil, pointers, environ) != 0 { return false }
  var status: Int32 = 0
  waitpid(process, &status, 0)
  return status == 0
}
