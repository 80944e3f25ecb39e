// SPDX-License-Identifier: Apache-2.0

import Memory
import PacketIO
import Testing

/// A port on a tagged link, seen from the wire.
@Suite(.serialized) struct VLANTagTests {
  private static func tagged(_ frame: [UInt8], _ tag: [UInt8]) -> [UInt8] {
    Array(frame[0..<12]) + tag + Array(frame[12...])
  }

  private static func put(_ bytes: [UInt8], on port: inout Port) {
    let granted = port.reserve(1)
    #expect(granted == 1)
    for (i, byte) in bytes.enumerated() { port.outgoing(0).store(byte, at: i) }
    port.setLength(0, bytes.count)
    let sent = port.transmit(1)
    #expect(sent == 1)
  }

  private static func take(from port: inout Port) -> [[UInt8]] {
    let count = port.receive()
    let frames = (0..<count).map { port.received($0).bytes.array }
    port.releaseReceived()
    return frames
  }

  @Test func `what is sent has the tag, and nothing else is changed`() {
    let pair = Port.memoryPair(capacity: 64, vlan: 100)
    var port = pair.first
    var wire = pair.second
    let short = frame(payload: [1, 2, 3])
    Self.put(short, on: &port)
    let seen = Self.take(from: &wire)
    #expect(seen == [Self.tagged(short, [0x81, 0, 0, 100])])
    #expect(seen.first?.count == 64)
    // The longest is 1,518 bytes on the wire, which only a port with a tag takes.
    Self.put(frame(payload: [UInt8](repeating: 7, count: 1_472)), on: &port)
    let long = Self.take(from: &wire)
    #expect(long.isEmpty && wire.receiver.counters.refused == 1)
  }

  @Test func `frames with exactly the tag are received without it, all others are counted`() {
    let pair = Port.memoryPair(capacity: 64, vlan: 100)
    var port = pair.first
    var wire = pair.second
    let good = frame(payload: Array(1...40))
    for control in [0, 0x20, 0xe0, 0x10, 0xf0] as [UInt8] {
      Self.put(Self.tagged(good, [0x81, 0, control, 100]), on: &wire)
      let taken = Self.take(from: &port)
      #expect(taken == [good], "priority and drop mark \(control)")
    }
    let others: [(String, [UInt8])] = [
      ("no tag", good), ("another VLAN", Self.tagged(good, [0x81, 0, 0, 101])),
      ("a higher bit of the number", Self.tagged(good, [0x81, 0, 1, 100])),
      ("priority alone", Self.tagged(good, [0x81, 0, 0, 0])),
      ("802.1ad", Self.tagged(good, [0x88, 0xa8, 0, 100])),
      ("ends in the tag", Array(Self.tagged(good, [0x81, 0, 0, 100]).prefix(17))),
      ("no header at all", Array(good.prefix(14))),
    ]
    for (i, (what, bytes)) in others.enumerated() {
      Self.put(bytes, on: &wire)
      let taken = Self.take(from: &port)
      #expect(taken.isEmpty, "\(what)")
      #expect(port.receiver.counters.otherVLAN == UInt64(i) + 1, "\(what)")
    }
    #expect(port.receiver.counters.refused == 0 && port.receiver.counters.received == 5)
    // A second tag is the frame's own affair: a fault of it.
    let twice = Self.tagged(Self.tagged(good, [0x81, 0, 0, 9]), [0x81, 0, 0, 100])
    Self.put(twice, on: &wire)
    let inner = Self.take(from: &port)
    #expect(UDPDatagramTests.parse(inner[0]) == .fault(.vlanUnexpected))
    // The shortest that is a frame after all.
    Self.put(Array(twice.prefix(18)), on: &wire)
    let shortest = Self.take(from: &port)
    #expect(shortest.map(\.count) == [14])
  }

  @Test(arguments: propertySeeds)
  func `any frame comes through as it was, among strangers`(seed: UInt64) {
    var random = Seeded(seed)
    for _ in 0..<5 {
      let vlan = UInt16.random(in: 1...4_094, using: &random)
      let pair = Port.memoryPair(capacity: 32, vlan: vlan)
      var port = pair.first
      var wire = pair.second
      for _ in 0..<100 {
        let count = Int.random(in: 14...1_510, using: &random)
        let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        Self.put(bytes, on: &port)
        let there = Self.take(from: &wire)
        #expect(there == [Self.tagged(bytes, [0x81, 0, UInt8(vlan >> 8), UInt8(vlan & 0xff)])])
        let isOurs = Bool.random(using: &random)
        Self.put(isOurs ? there[0] : bytes, on: &wire)
        let back = Self.take(from: &port)
        #expect(back == (isOurs ? [bytes] : []), "seed \(seed)")
      }
    }
  }

  @Test func `a frame that the driver refused and took later has one tag`() throws {
    try EAL.start(PortTests.configuration)
    func ring(_ name: String, _ vlan: UInt16?) -> PortConfiguration {
      PortConfiguration(
        name: name, driver: .ring, local: Party.venue, descriptors: 64, vlan: vlan)
    }
    let pair = try Port.ringPair(ring("tagged", 7), ring("wire", nil))
    var port = pair.first
    var wire = pair.second
    var (next, expected, refusals, round) = (0, 0, 0, 0)
    while expected < 300 {
      round += 1
      let held = port.transmitter.held
      let granted = port.reserve(min(32, held + 20))
      for i in held..<granted {
        let bytes = frame(payload: [UInt8(next & 0xff), UInt8(next >> 8)])
        for (at, byte) in bytes.enumerated() { port.outgoing(i).store(byte, at: at) }
        port.setLength(i, bytes.count)
        next += 1
      }
      let sent = port.transmitter.offer(granted)
      if sent < granted { refusals += 1 }
      // The wire is read every fifth time, so the ring is full now and then.
      if round % 5 != 0 { continue }
      for bytes in Self.take(from: &wire) {
        let number = [UInt8(expected & 0xff), UInt8(expected >> 8)]
        #expect(bytes == Self.tagged(frame(payload: number), [0x81, 0, 0, 7]))
        expected += 1
      }
    }
    #expect(refusals > 5)
  }

  @Test func `a number that no VLAN has is refused`() throws {
    try EAL.start(PortTests.configuration)
    for vlan in [0, 4_095, 65_535] as [UInt16] {
      let configuration = PortConfiguration(
        name: "v", driver: .ring, local: Party.venue, vlan: vlan)
      #expect(throws: PortError.self) { _ = try Port.open(configuration) }
    }
  }
}
