// SPDX-License-Identifier: Apache-2.0

import Glibc
import Lanes
import Memory
import Testing

@Suite struct LaneTests {
  @Test func `a full lane refuses and keeps what it holds`() {
    let lane = Lane<UInt64>(capacity: 4)
    var producer = lane.producer
    var consumer = lane.consumer
    for value in 0..<4 as Range<UInt64> {
      let free = producer.writable()
      #expect(free == 4 - Int(value))
      producer[0] = value
      producer.publish()
    }
    let free = producer.writable()
    #expect(free == 0)
    let readable = consumer.readable()
    #expect(readable == 4)
    for value in 0..<4 { #expect(consumer[value] == UInt64(value)) }
    consumer.release(4)
    let freed = producer.writable()
    #expect(freed == 4)
  }

  @Test func `payload bytes travel with their slot across the wrap`() {
    let lane = Lane<UInt32>(capacity: 8, payloadBytes: 100)
    var producer = lane.producer
    var consumer = lane.consumer
    for round in 0..<100 as Range<UInt32> {
      let burst = Int(round % 8) + 1
      #expect(producer.writable(burst) >= burst)
      for i in 0..<burst {
        producer[i] = round
        producer.payload(i).store(UInt64(round) << 8 | UInt64(i), at: 92)
      }
      producer.publish(burst)
      #expect(consumer.readable() == burst)
      for i in 0..<burst {
        #expect(consumer[i] == round)
        #expect(consumer.payload(i).load(92, as: UInt64.self) == UInt64(round) << 8 | UInt64(i))
      }
      consumer.release(burst)
    }
  }

  @Test func `two threads pass a million slots in order and intact`() {
    let lane = Lane<UInt64>(capacity: 64, payloadBytes: 8)
    let total: UInt64 = 1_000_000
    let sender = Sender(lane.producer, total: total)
    var consumer = lane.consumer
    sender.start()
    var next: UInt64 = 0
    var faults = 0
    while next < total {
      let count = consumer.readable()
      if count == 0 { sched_yield() }
      for i in 0..<count {
        if consumer[i] != next || consumer.payload(i).load(0, as: UInt64.self) != ~next {
          faults += 1
        }
        next += 1
      }
      consumer.release(count)
    }
    sender.join()
    #expect(faults == 0)
  }

  @Test func `publishing more than is free stops the program`() async {
    await #expect(processExitsWith: .failure) {
      let lane = Lane<UInt64>(capacity: 2)
      var producer = lane.producer
      producer.publish(3)
    }
  }

  @Test func `reading past what is published stops the program`() async {
    await #expect(processExitsWith: .failure) {
      let lane = Lane<UInt64>(capacity: 2)
      print(lane.consumer[0])
    }
  }
}

/// A thread that fills a lane with counted slots.
private final class Sender: @unchecked Sendable {
  private var producer: LaneProducer<UInt64>
  private let total: UInt64
  private var thread = pthread_t()

  init(_ producer: consuming LaneProducer<UInt64>, total: UInt64) {
    self.producer = producer
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
    var next: UInt64 = 0
    while next < total {
      let free = min(producer.writable(8), Int(total - next), 8)
      if free == 0 { sched_yield() }
      for i in 0..<free {
        producer[i] = next
        producer.payload(i).store(~next, at: 0)
        next += 1
      }
      producer.publish(free)
    }
  }
}
