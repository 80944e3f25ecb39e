// SPDX-License-Identifier: Apache-2.0

internal import CDpdk
internal import Lanes
internal import Memory

/// The receiving end of a memory pair: a lane of frame lengths, the frames beside them.
///
/// It exists for ThreadSanitizer, which does not see into DPDK, and for tests that must not start
/// it. Frames, tables and rules are those of a device.
struct MemoryReceiver: ~Copyable {
  private var lane: LaneConsumer<UInt32>
  private var taken = 0

  init(_ lane: consuming LaneConsumer<UInt32>) { self.lane = lane }

  @_noAllocation @_noLocks
  mutating func receive(into frames: UnsafeMutablePointer<ml_dpdk_frame>) -> Int {
    let ready = lane.readable()
    taken = ready < Port.burstMax ? ready : Port.burstMax
    for i in 0..<taken {
      unsafe frames[i].data = unsafe lane.payload(i).address.assumingMemoryBound(to: UInt8.self)
      unsafe frames[i].length = lane[i]
      unsafe frames[i].segments = 1
    }
    return taken
  }

  @_noAllocation @_noLocks
  mutating func release() {
    lane.release(taken)
    taken = 0
  }
}

/// The sending end of a memory pair.
struct MemoryTransmitter: ~Copyable {
  private var lane: LaneProducer<UInt32>

  init(_ lane: consuming LaneProducer<UInt32>) { self.lane = lane }

  @_noAllocation @_noLocks
  mutating func reserve(
    _ wanted: Int, into frames: UnsafeMutablePointer<ml_dpdk_frame>
  ) -> Int {
    let free = lane.writable(wanted)
    let granted = free < wanted ? free : wanted
    for i in 0..<granted {
      unsafe frames[i].data = unsafe lane.payload(i).address.assumingMemoryBound(to: UInt8.self)
    }
    return granted
  }

  @_noAllocation @_noLocks
  mutating func transmit(_ frames: UnsafeMutablePointer<ml_dpdk_frame>, _ count: Int) -> Int {
    for i in 0..<count { lane[i] = unsafe frames[i].length }
    lane.publish(count)
    return count
  }
}
