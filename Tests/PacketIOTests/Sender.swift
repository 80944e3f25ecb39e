// SPDX-License-Identifier: Apache-2.0

import Glibc
import Memory
import PacketIO
import Testing

/// A thread that sends counted datagrams.
final class Sender: @unchecked Sendable {
  private var transmitter: PortTransmitter
  private let total: UInt64
  private var thread = pthread_t()

  init(_ transmitter: consuming PortTransmitter, total: UInt64) {
    self.transmitter = transmitter
    self.total = total
  }

  func start() {
    let box = Unmanaged.passRetained(self).toOpaque()
    let status = pthread_create(
      &thread, nil,
      { raw in
        Unmanaged<Sender>.fromOpaque(raw!).takeRetainedValue().run()
        return nil
      }, box)
    #expect(status == 0)
  }

  func join() { _ = pthread_join(thread, nil) }

  private func run() {
    EAL.registerThread()
    var next: UInt64 = 0
    while next < total {
      let granted = transmitter.reserve(Int(min(32, total - next)))
      if granted == 0 { sched_yield() }
      let first = next
      for i in 0..<granted {
        let room = transmitter.outgoing(i)
        room.store(next, at: UDPDatagram.payloadOffset)
        let length = UDPDatagram.write(
          into: room, source: Party.maker, destination: Party.venue, payloadCount: 8)
        transmitter.setLength(i, length)
        next += 1
      }
      // What found no room goes again: nothing may be missing in the tests that use this.
      let sent = transmitter.transmit(granted)
      if sent < granted { sched_yield() }
      next = first + UInt64(sent)
    }
    EAL.unregisterThread()
  }
}

/// Receives `total` datagrams counted from 0; how many were not the one expected.
func countFaults(_ receiver: inout PortReceiver, _ total: UInt64) -> Int {
  var next: UInt64 = 0
  var faults = 0
  while next < total {
    let count = receiver.receive()
    if count == 0 { sched_yield() }
    for i in 0..<count {
      let frame = receiver.received(i)
      let result = UDPDatagram.parse(
        frame.bytes, for: DatagramFilter(local: Party.venue), checks: frame.checks)
      if case .datagram(let datagram) = result, datagram.payload.load(0, as: UInt64.self) == next {
      } else {
        faults += 1
      }
      next += 1
    }
    receiver.releaseReceived()
  }
  return faults
}
