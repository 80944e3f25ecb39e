// SPDX-License-Identifier: Apache-2.0

import Glibc
import Memory
import PacketIO
import Testing

@Suite struct MemoryPortTests {
  @Test func `frames cross a memory pair both ways, in order and intact`() throws {
    let pair = Port.memoryPair(capacity: 64)
    var a = pair.first
    var b = pair.second
    var next: UInt64 = 0
    for _ in 0..<100 {
      #expect(try send(&a, first: next, wanted: 20) == 20)
      let count = b.receive()
      #expect(count == 20)
      try #require(b.reserve(count) == count)
      for i in 0..<count {
        let bytes = b.received(i).bytes
        #expect(bytes.array == frame(payload: little(next + UInt64(i))))
        b.outgoing(i).copy(bytes)
        b.setLength(i, bytes.count)
      }
      #expect(b.transmit(count) == count)
      b.releaseReceived()
      let back = a.receive()
      #expect(back == count)
      for i in 0..<back {
        #expect(
          a.received(i).bytes.load(UDPDatagram.payloadOffset, as: UInt64.self)
            == next + UInt64(i))
      }
      a.releaseReceived()
      next += 20
    }
  }

  @Test func `a full memory pair grants no frames and says so`() throws {
    let pair = Port.memoryPair(capacity: 32)
    var a = pair.first
    var b = pair.second
    #expect(try send(&a, first: 0, wanted: 30) == 30)
    let granted = a.reserve(10)
    #expect(granted == 2)
    #expect(a.transmitter.counters.noBuffer == 8)
    let none = a.transmit(0)
    #expect(none == 0)
    let count = b.receive()
    #expect(count == 30)
    let while_held = a.reserve(32)
    #expect(while_held == 2)
    b.releaseReceived()
    let after = a.reserve(32)
    #expect(after == 32)
  }

  @Test func `the ends of a port work on two threads, in order and intact`() throws {
    let pair = Port.memoryPair(capacity: 128)
    let total: UInt64 = 100_000
    let sender = Sender(pair.first.transmitter, total: total)
    var receiver = pair.second.receiver
    sender.start()
    let faults = countFaults(&receiver, total)
    sender.join()
    #expect(faults == 0)
    #expect(receiver.counters.received == total)
  }

  @Test func `receiving before the last burst is released stops the program`() async {
    await #expect(processExitsWith: .failure) {
      let pair = Port.memoryPair(capacity: 32)
      var a = pair.first
      var b = pair.second
      _ = try send(&a, first: 0, wanted: 1)
      _ = b.receive()
      _ = b.receive()
    }
  }

  @Test func `reading past the burst stops the program`() async {
    await #expect(processExitsWith: .failure) {
      let pair = Port.memoryPair(capacity: 32)
      var a = pair.first
      _ = a.receive()
      _ = a.received(0)
    }
  }

  @Test func `sending a frame whose length was not set stops the program`() async {
    await #expect(processExitsWith: .failure) {
      let pair = Port.memoryPair(capacity: 32)
      var a = pair.first
      _ = a.reserve(1)
      _ = a.transmit(1)
    }
  }

  @Test func `a frame longer than its room stops the program`() async {
    await #expect(processExitsWith: .failure) {
      let pair = Port.memoryPair(capacity: 32)
      var a = pair.first
      _ = a.reserve(1)
      a.setLength(0, 1515)
    }
  }

  @Test func `sending more than was reserved stops the program`() async {
    await #expect(processExitsWith: .failure) {
      let pair = Port.memoryPair(capacity: 32)
      var a = pair.first
      _ = a.reserve(1)
      a.setLength(0, 60)
      _ = a.transmit(2)
    }
  }

  private func little(_ value: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
