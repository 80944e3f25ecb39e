// SPDX-License-Identifier: Apache-2.0

public import Memory

/// A question that an ordinary host asks of every other: who has this address, are you there.
///
///      ARP    0         14                     22        28        32        38        42
///      ┌──────┬──────────────────────┬─────────┬─────────┬─────────┬─────────┬─────────┐
///      │ Eth. │ 1 │ 0800 │ 6 │ 4     │ 1 or 2  │ sender's MAC, IPv4│ target's MAC, IPv4│
///      └──────┴──────────────────────┴─────────┴─────────┴─────────┴─────────┴─────────┘
///      echo   0         14           34                                      42
///      ┌──────┬─────────┬────────────┬──────┬──────┬──────────┬────┬─────────┬─────────┐
///      │ Eth. │ IPv4, no options     │ 8, 0 │ 0    │ checksum │ identifier,  │ data    │
///      └──────┴──────────────────────┴──────┴──────┴──────────┴──sequence────┴─────────┘
///
/// It asks and is answered; it teaches nothing. An answer goes to the Ethernet address that the
/// question came from and is never longer than the question, so nobody is hit harder through us than
/// directly.
///
/// - Source: RFC 826; RFC 5227, sections 1.1 and 2.4 (probes); RFC 792; RFC 1122, section 3.2.2.6.
@frozen
public struct NeighbourRequest: BitwiseCopyable, Sendable {
  @frozen
  public enum Kind: BitwiseCopyable, Sendable {
    /// Who has our IPv4 address?
    case address
    /// Echo this.
    case echo
  }

  /// What it asks.
  public let kind: Kind
  /// Who asks, as the frame says: the UDP port is 0. An IPv4 address of 0 is a host that has none yet
  /// and only wants to know whether ours is taken.
  public let source: Endpoint
  /// The whole frame, valid as long as what it was parsed from.
  let frame: ByteView
  /// Bytes of the IP packet, for an echo.
  let packetBytes: Int

  /// The longest frame that is answered, and the longest answer.
  @inlinable public static var frameBytesMax: Int {
    @_noAllocation @_noLocks @inline(__always) get { 1514 }
  }

  @_noAllocation @_noLocks
  init(_ kind: Kind, source: Endpoint, frame: ByteView, packetBytes: Int = 0) {
    self.kind = kind
    self.source = source
    self.frame = frame
    self.packetBytes = packetBytes
  }
}

/// What a frame that is no datagram turned out to be.
@frozen
public enum NeighbourResult: BitwiseCopyable, Sendable {
  /// A question about our own address, every field of it checked.
  case request(NeighbourRequest)
  /// The first fault found.
  case fault(NeighbourFault)
}

// MARK: - Reading

extension NeighbourRequest {
  static var arpBytes: Int { @_noAllocation @_noLocks @inline(__always) get { 28 } }

  /// Reads a frame that `UDPDatagram.parse` refused as `notIPv4` or `notUDP`.
  ///
  /// Every byte is untrusted: no frame, however malformed, traps or is read past its end.
  ///
  /// - Parameter local: ourselves; its UDP port does not matter.
  /// - Complexity: O(1) for ARP, O(frame) for an echo; nothing allocates. Any thread.
  @_noAllocation @_noLocks
  public static func parse(
    _ frame: ByteView, for local: Endpoint, checks: FrameChecks
  ) -> NeighbourResult {
    if frame.count < 14 || frame.count > frameBytesMax { return .fault(.unrelated) }
    if frame.big16(12) == 0x0806 { return question(frame, local) }
    return echo(frame, local, checks)
  }

  @_noAllocation @_noLocks
  private static func question(_ frame: ByteView, _ local: Endpoint) -> NeighbourResult {
    // A short frame is padded to 60 bytes, and to 64 where a switch has taken off a tag.
    if frame.count < 14 &+ arpBytes || frame.count > 64 { return .fault(.malformed) }
    let body = frame.slice(14, count: arpBytes)
    // Hardware Ethernet, protocol IPv4, and the lengths of their addresses.
    if body.big16(0) != 1 || body.big16(2) != 0x0800 || body.big16(4) != 0x0604 {
      return .fault(.malformed)
    }
    let source = Endpoint(
      mac: MACAddress(rawValue: body.big48(8)), ipv4: IPv4Address(rawValue: body.big32(14)),
      udpPort: 0)
    // The sender's address comes first: a claim to ours is worth knowing from any kind of ARP.
    if source.ipv4.rawValue == local.ipv4.rawValue { return .fault(.addressTaken) }
    if body.big16(6) == 2 { return .fault(.notRequest) }
    if body.big16(6) != 1 { return .fault(.malformed) }
    // What a request has for the target's MAC is undefined, so it is not looked at.
    if body.big32(24) != local.ipv4.rawValue { return .fault(.elsewhere) }
    let to = frame.big48(0)
    if to != MACAddress.broadcast.rawValue && to != local.mac.rawValue { return .fault(.elsewhere) }
    if source.mac.rawValue != frame.big48(6) || !isStation(source.mac, local) {
      return .fault(.senderImpossible)
    }
    if source.ipv4.rawValue != 0 && !isHost(source.ipv4) { return .fault(.senderImpossible) }
    return .request(NeighbourRequest(.address, source: source, frame: frame))
  }

  @_noAllocation @_noLocks
  private static func echo(
    _ frame: ByteView, _ local: Endpoint, _ checks: FrameChecks
  ) -> NeighbourResult {
    // Ethernet and IP are judged as for a datagram, which ends at the protocol. Groups are not
    // taken: an answer to a broadcast is an amplifier.
    guard case .notUDP? = UDPDatagram.headerFault(frame, DatagramFilter(local: local), checks.ip),
      frame[14 &+ 9] == 1
    else { return .fault(.unrelated) }
    let packet = frame.slice(14, count: frame.count &- 14)
    let total = Int(packet.big16(2))
    if packet.count > total && frame.count > 64 { return .fault(.malformed) }
    if packet.big32(16) != local.ipv4.rawValue { return .fault(.elsewhere) }
    let source = Endpoint(
      mac: MACAddress(rawValue: frame.big48(6)), ipv4: IPv4Address(rawValue: packet.big32(12)),
      udpPort: 0)
    if source.ipv4.rawValue == local.ipv4.rawValue { return .fault(.addressTaken) }
    if !isStation(source.mac, local) || !isHost(source.ipv4) { return .fault(.senderImpossible) }
    let message = packet.slice(20, count: total &- 20)
    if message.count < 8 { return .fault(.malformed) }
    if message[0] != 8 { return .fault(.notRequest) }
    if message[1] != 0 { return .fault(.malformed) }
    var sum = InternetChecksum()
    sum.add(message)
    if sum.folded != 0xffff { return .fault(.checksum) }
    return .request(NeighbourRequest(.echo, source: source, frame: frame, packetBytes: total))
  }

  /// Whether a frame may come from there: one station, and not ourselves.
  @_noAllocation @_noLocks
  private static func isStation(_ mac: MACAddress, _ local: Endpoint) -> Bool {
    mac.rawValue != 0 && !mac.isGroup && mac.rawValue != local.mac.rawValue
  }

  /// Whether this can be one host's address on a wire: not this network (0/8), loopback (127/8), a
  /// group, reserved, or everybody (224/3).
  @_noAllocation @_noLocks
  private static func isHost(_ ipv4: IPv4Address) -> Bool {
    let first = ipv4.rawValue >> 24
    return first != 0 && first != 127 && first < 224
  }
}

// MARK: - Answering

extension NeighbourRequest {
  /// Writes the answer into `reply`, a whole frame, which must not be the question's own bytes.
  ///
  /// - Precondition: `reply` is at least as long as the question's frame.
  /// - Returns: the frame's length in bytes: at most that of the question.
  /// - Complexity: O(frame); nothing allocates. Any thread.
  @_noAllocation @_noLocks
  public func write(into reply: MutableByteView, from local: Endpoint) -> Int {
    precondition(reply.count >= frame.count)
    let length: Int
    switch kind {
    case .address: length = writeAddress(reply, local)
    case .echo: length = writeEcho(reply, local)
    }
    // As long as the question if that was padded, and zero: what lay there before is nobody's affair.
    var padded = length
    while padded < UDPDatagram.frameBytesMin && padded < frame.count {
      reply.store(0 as UInt8, at: padded)
      padded &+= 1
    }
    return padded
  }

  @_noAllocation @_noLocks
  private func writeAddress(_ reply: MutableByteView, _ local: Endpoint) -> Int {
    UDPDatagram.writeEthernet(reply, from: local.mac, to: source.mac, type: 0x0806)
    let body = reply.slice(14, count: Self.arpBytes)
    body.big16(1, at: 0)
    body.big16(0x0800, at: 2)
    body.big16(0x0604, at: 4)
    body.big16(2, at: 6)
    body.big48(local.mac.rawValue, at: 8)
    body.big32(local.ipv4.rawValue, at: 14)
    body.big48(source.mac.rawValue, at: 18)
    body.big32(source.ipv4.rawValue, at: 24)
    return 14 &+ Self.arpBytes
  }

  @_noAllocation @_noLocks
  private func writeEcho(_ reply: MutableByteView, _ local: Endpoint) -> Int {
    UDPDatagram.writeEthernet(reply, from: local.mac, to: source.mac, type: 0x0800)
    UDPDatagram.writeIPv4(
      reply.slice(14, count: 20), from: local.ipv4, to: source.ipv4, totalBytes: packetBytes,
      transport: 1)
    let message = reply.slice(34, count: packetBytes &- 20)
    message.copy(frame.slice(34, count: packetBytes &- 20))
    message.big16(0, at: 0)
    message.big16(0, at: 2)
    var sum = InternetChecksum()
    sum.add(message.view)
    message.big16(sum.value, at: 2)
    return 14 &+ packetBytes
  }
}
