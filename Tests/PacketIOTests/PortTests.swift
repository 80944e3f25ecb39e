// SPDX-License-Identifier: Apache-2.0

import Glibc
import Memory
import PacketIO
import Testing

/// All that needs DPDK in this process: it starts once, and its ports are opened one test at a time.
@Suite(.serialized) struct PortTests {
  init() throws { try EAL.start(Self.configuration) }

  static let configuration = EALConfiguration(prefix: "test-\(getpid())", memoryMegabytes: 64)

  @Test func `what one ring port sends the other receives, and no buffer is lost`() throws {
    let pair = try Port.ringPair(.ring("a"), .ring("b"))
    var a = pair.first
    var b = pair.second
    var random = Seeded(7)
    var expected: UInt64 = 0
    var sent: UInt64 = 0
    for _ in 0..<2000 {
      sent += UInt64(try send(&a, first: sent, wanted: Int.random(in: 0...32, using: &random)))
      let count = b.receive()
      for i in 0..<count {
        #expect(b.received(i).bytes.load(UDPDatagram.payloadOffset, as: UInt64.self) == expected)
        expected += 1
      }
      b.releaseReceived()
    }
    while expected < sent {
      let count = b.receive()
      try #require(count > 0)
      expected += UInt64(count)
      b.releaseReceived()
    }
    #expect(sent > 20_000)
    #expect(a.transmitter.counters.sent == sent)
    #expect(b.receiver.counters.received == sent)
    #expect(b.control.statistics().received == sent)
    // The sender may hold a burst it reserved and did not use.
    #expect(a.control.buffersInUse <= Port.burstMax)
  }

  @Test func `the two ends of ring ports work on two threads, and no buffer is lost`() throws {
    let pair = try Port.ringPair(.ring("a"), .ring("b"))
    let control = pair.second.control
    let total: UInt64 = 200_000
    let sender = Sender(pair.first.transmitter, total: total)
    var receiver = pair.second.receiver
    sender.start()
    let faults = countFaults(&receiver, total)
    sender.join()
    #expect(faults == 0)
    #expect(receiver.counters.received == total)
    #expect(control.buffersInUse <= Port.burstMax)
  }

  @Test func `a full ring drops, counts and gives the buffers back`() throws {
    let pair = try Port.ringPair(.ring("a", descriptors: 64), .ring("b", descriptors: 64))
    var a = pair.first
    var b = pair.second
    var taken = 0
    for burst in 0..<10 { taken += try send(&a, first: UInt64(burst * 32), wanted: 32) }
    #expect(taken == 63)
    #expect(a.transmitter.counters.sent == 63)
    #expect(a.transmitter.counters.dropped == 320 - 63)
    var received = 0
    for _ in 0..<4 {
      received += b.receive()
      b.releaseReceived()
    }
    #expect(received == 63)
    #expect(a.control.buffersInUse == 0)
  }

  @Test func `a port closed with frames under way returns every buffer of the pair`() throws {
    let pair = try Port.ringPair(.ring("a"), .ring("b"))
    var a = pair.first
    var b = pair.second
    #expect(try send(&a, first: 0, wanted: 20) == 20)
    let held = b.receive()
    #expect(held == 20)
    #expect(try send(&a, first: 20, wanted: 5) == 5)
    let control = b.control
    #expect(control.buffersInUse == 25)
    _ = consume a
    #expect(control.buffersInUse == 25)
  }

  @Test func `a lone ring port receives what it sends`() throws {
    var port = try Port.open(.ring("loop"))
    #expect(try send(&port, first: 5, wanted: 3) == 3)
    let count = port.receive()
    #expect(count == 3)
    for i in 0..<count {
      #expect(
        port.received(i).bytes.load(UDPDatagram.payloadOffset, as: UInt64.self) == UInt64(5 + i))
    }
    port.releaseReceived()
    let isUp = port.linkIsUp()
    #expect(isUp)
    #expect(port.control.buffersInUse == 0)
  }

  @Test func `frames go from a capture file through the port to another, byte for byte`() throws {
    let folder = TemporaryFolder()
    var random = Seeded(11)
    let frames = (0..<200).map { _ in
      (0..<Int.random(in: 14...1514, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
    }
    try CaptureFile(frames: frames).write("\(folder.path)/in.pcap")
    do {
      var port = try Port.open(
        .capture(input: "\(folder.path)/in.pcap", output: "\(folder.path)/out.pcap"))
      var forwarded = 0
      while true {
        let count = port.receive()
        if count == 0 { break }
        try #require(port.reserve(count) == count)
        for i in 0..<count {
          let bytes = port.received(i).bytes
          port.outgoing(i).copy(bytes)
          port.setLength(i, bytes.count)
        }
        forwarded += port.transmit(count)
        port.releaseReceived()
      }
      #expect(forwarded == 200)
      #expect(port.control.buffersInUse == 0)
    }
    #expect(try CaptureFile(reading: "\(folder.path)/out.pcap").frames == frames)
  }

  @Test func `a frame too long for one buffer is refused and counted`() throws {
    let folder = TemporaryFolder()
    let whole = frame(payload: [1, 2, 3])
    try CaptureFile(frames: [
      whole, [UInt8](repeating: 1, count: 4000), [UInt8](repeating: 2, count: 1515), whole,
    ]).write("\(folder.path)/in.pcap")
    var port = try Port.open(.capture(input: "\(folder.path)/in.pcap", output: nil))
    let count = port.receive()
    #expect(count == 2)
    for i in 0..<count { #expect(port.received(i).bytes.array == whole) }
    port.releaseReceived()
    #expect(port.receiver.counters.received == 2)
    #expect(port.receiver.counters.refused == 2)
    #expect(port.control.buffersInUse == 0)
  }

  @Test func `two hundred ports may be opened and closed one after another`() throws {
    for _ in 0..<100 {
      let pair = try Port.ringPair(.ring("a"), .ring("b"))
      var a = pair.first
      #expect(try send(&a, first: 0, wanted: 32) == 32)
    }
  }
}

extension PortConfiguration {
  static func ring(_ name: String, descriptors: Int = 1024) -> PortConfiguration {
    PortConfiguration(name: name, driver: .ring, local: Party.venue, descriptors: descriptors)
  }

  static func capture(input: String?, output: String?) -> PortConfiguration {
    PortConfiguration(
      name: "capture", driver: .pcap(input: input, output: output), local: Party.venue)
  }
}

/// Sends up to `wanted` datagrams whose payloads count up from `first`.
func send(_ port: inout Port, first: UInt64, wanted: Int) throws -> Int {
  let granted = port.reserve(wanted)
  try #require(granted == wanted)
  for i in 0..<granted {
    let room = port.outgoing(i)
    room.store(first + UInt64(i), at: UDPDatagram.payloadOffset)
    let length = UDPDatagram.write(
      into: room, source: Party.maker, destination: Party.venue, payloadCount: 8)
    port.setLength(i, length)
  }
  return port.transmit(granted)
}
