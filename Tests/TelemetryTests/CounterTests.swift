// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import Testing

@testable import Telemetry

private enum Probe: Int, CounterName { case received, dropped, depthMax }
private enum Gapped: Int, CounterName { case one = 1, two }

@Suite struct CounterBlockTests {
  @Test func `counters add, wrap, rise and are copied`() {
    let counters = CounterBlock<Probe>()
    counters.add(.received)
    counters.add(.received, 41)
    counters.add(.dropped, count: 3)
    counters.raise(.depthMax, to: 9)
    counters.raise(.depthMax, to: 4)
    let first = counters.snapshot()
    #expect(first[.received] == 42 && first[.dropped] == 3 && first[.depthMax] == 9)
    #expect(counters[.dropped] == 3)
    counters.add(.dropped, .max)
    let second = counters.snapshot()
    #expect(second[.dropped] == 2)
    #expect(second.since(first)[.dropped] == .max)
    #expect(second.since(first)[.received] == 0)
    #expect(first[.dropped] == 3, "a copy stays as it was")
    var json = JSONWriter()
    first.write(to: &json)
    #expect(json.finish() == #"{"received":42,"dropped":3,"depthMax":9}"#)
  }

  @Test func `names with a gap and negative counts stop the program`() async {
    await #expect(processExitsWith: .failure) { print(CounterBlock<Gapped>()[.one]) }
    await #expect(processExitsWith: .failure) {
      CounterBlock<Probe>().add(.received, count: Int(getpid()) * -1)
    }
  }
}

@Suite struct PublishedCountersTests {
  @Test func `readers see what was published, and only that`() {
    let counters = CounterBlock<Probe>()
    let published = PublishedCounters<Probe>()
    let reader = published.reader
    var publisher = published.publisher
    counters.add(.received, 5)
    #expect(reader.publications == 0 && reader.snapshot()[.received] == 0)
    publisher.publish(counters)
    counters.add(.received, 5)
    #expect(reader.publications == 1 && reader.snapshot()[.received] == 5)
    publisher.publish(counters)
    #expect(reader.publications == 2 && reader.snapshot()[.received] == 10)
  }

  /// Every counter only grows, so no reader may see one shrink, nor one older than a publication
  /// that it has seen.
  @Test func `a reader on another thread never sees a counter go back`() async {
    let published = PublishedCounters<Probe>()
    let reader = published.reader
    let handoff = Mutex<CounterPublisher<Probe>?>(published.publisher)
    let rounds: UInt64 = 200_000
    let thread = Thread {
      let counters = CounterBlock<Probe>()
      var publisher = handoff.withLock { held -> CounterPublisher<Probe> in held.take()! }
      for _ in 0..<rounds {
        counters.add(.received)
        counters.add(.dropped, 3)
        publisher.publish(counters)
      }
    }
    thread.start()
    var last = reader.snapshot()
    while last[.received] < rounds {
      let publications = reader.publications
      let now = reader.snapshot()
      let isMonotone = now[.received] >= last[.received] && now[.dropped] >= last[.dropped]
      let isFresh = now[.received] >= publications && now[.dropped] >= publications * 3
      if !isMonotone || !isFresh { return #expect(Bool(false), "\(last) then \(now)") }
      last = now
    }
    while reader.publications < rounds { usleep(100) }
    #expect(reader.snapshot()[.dropped] == rounds * 3)
  }
}

@Suite struct StallTrackerTests {
  @Test func `gaps above the threshold are stalls, the longest is kept`() {
    var tracker = StallTracker(thresholdNanoseconds: 100)
    #expect(tracker.turn(at: 1_000_000) == 0, "the first turn has no gap")
    #expect(tracker.turn(at: 1_000_100) == 100)
    #expect(tracker.stallCount == 0 && tracker.gapNanosecondsMax == 100)
    #expect(tracker.turn(at: 1_000_201) == 101)
    #expect(tracker.turn(at: 1_001_201) == 1000)
    #expect(tracker.stallCount == 2 && tracker.stalledNanoseconds == 1101)
    #expect(tracker.gapNanosecondsMax == 1000)
  }

  @Test func `a clock that goes back and a pause on purpose are no gaps`() {
    var tracker = StallTracker(thresholdNanoseconds: 10)
    tracker.turn(at: 0)
    tracker.turn(at: 5)
    #expect(tracker.turn(at: 3) == 0)
    tracker.pause()
    #expect(tracker.turn(at: 1000) == 0)
    #expect(tracker.turn(at: 1001) == 1)
    #expect(tracker.stallCount == 0 && tracker.gapNanosecondsMax == 5)
    tracker.reset()
    #expect(tracker.gapNanosecondsMax == 0)
    #expect(tracker.turn(at: 1012) == 11 && tracker.stallCount == 1)
  }
}

/// What a tile does with all of this in `poll`. That it compiles is the proof that it neither
/// allocates nor locks.
private struct HotTile: ~Copyable {
  let clock: Clock
  var latency = Histogram()
  var stalls = StallTracker(thresholdNanoseconds: 1000)
  let counters = CounterBlock<Probe>()
  var publisher: CounterPublisher<Probe>

  init(clock: Clock, publisher: consuming CounterPublisher<Probe>) {
    self.clock = clock
    self.publisher = publisher
  }

  @_noAllocation @_noLocks
  mutating func poll(_ count: Int) -> Int {
    let now = clock.nanoseconds()
    stalls.turn(at: now)
    counters.add(.received, count: count)
    counters.add(.dropped)
    counters.raise(.depthMax, to: UInt64(count))
    for _ in 0..<count { latency.record(clock.nanoseconds() &- now) }
    if counters[.received] > 100 { publisher.publish(counters) }
    _ = clock.realtimeNanoseconds()
    return count
  }
}

@Suite struct HotPathTests {
  @Test func `a tile may call all of it from its poll`() {
    let published = PublishedCounters<Probe>()
    let reader = published.reader
    var tile = HotTile(
      clock: Clock.start(calibrationNanoseconds: 1_000_000), publisher: published.publisher)
    for _ in 0..<20 { _ = tile.poll(10) }
    #expect(tile.latency.count == 200)
    #expect(reader.snapshot()[.received] == 200)
  }
}
