// SPDX-License-Identifier: Apache-2.0

internal import CMachine
internal import Glibc
internal import Memory
internal import Telemetry

/// What one run of a flow gave.
struct EngineRound {
  /// Nanoseconds of the thread's processor time an operation, over the timed operations.
  var nanosecondsPerOperation = 0.0
  var fills = FlowDigest()
  var events = FlowDigest()
  var refused = 0
}

/// Stamps around single operations: counter ticks, kept until the round is over.
struct OperationStamps: ~Copyable {
  private let ticks: Slab<UInt32>
  private(set) var count = 0
  /// What a pair of stamps with nothing between them costs, in ticks: the median of 1,001.
  let emptyTicks: UInt64
  private let startTicks: UInt64
  private let startNanoseconds: UInt64

  init(capacity: Int) {
    ticks = Slab(count: max(capacity, 1))
    var empty: [UInt64] = []
    for _ in 0..<1_001 {
      let start = ml_machine_tsc_fenced()
      empty.append(ml_machine_tsc_fenced() &- start)
    }
    emptyTicks = empty.sorted()[500]
    startNanoseconds = ml_machine_monotonic_nanoseconds()
    startTicks = ml_machine_tsc_fenced()
  }

  @inline(__always)
  @_noAllocation @_noLocks
  mutating func append(_ elapsed: UInt64) {
    ticks[count] = UInt32(truncatingIfNeeded: elapsed < 0xffff_ffff ? elapsed : 0xffff_ffff)
    count &+= 1
  }

  /// Records all of them, less the cost of the stamps, in nanoseconds by the kernel's clock.
  func record(in histogram: inout Histogram) {
    let nanoseconds = Double(ml_machine_monotonic_nanoseconds() - startNanoseconds)
    let rate = nanoseconds / Double(ml_machine_tsc_fenced() - startTicks)
    for i in 0..<count {
      let own = UInt64(ticks[i]) > emptyTicks ? UInt64(ticks[i]) - emptyTicks : 0
      histogram.record(UInt64((Double(own) * rate).rounded()))
    }
  }
}

extension EngineBench {
  /// What the counter goes up by at least, in nanoseconds: finer than that no stamp tells.
  public static func counterStep() -> Double {
    let startNanoseconds = ml_machine_monotonic_nanoseconds()
    let startTicks = ml_machine_tsc_fenced()
    var step = UInt64.max
    for _ in 0..<10_000 {
      let tick = ml_machine_tsc_fenced()
      var next = tick
      while next == tick { next = ml_machine_tsc() }
      step = min(step, next &- tick)
    }
    let ticks = Double(ml_machine_tsc_fenced() - startTicks)
    return Double(step) * Double(ml_machine_monotonic_nanoseconds() - startNanoseconds) / ticks
  }
}

/// Processor time of the calling thread, in nanoseconds: what other programs take is not in it.
func threadNanoseconds() -> UInt64 {
  var time = timespec()
  _ = unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// Runs a flow through `Matching` alone.
enum BooksRound {
  static func run(
    _ flow: borrowing EngineFlow, latencies: inout Histogram
  ) throws(EngineBenchError) -> EngineRound {
    var books = try FlowBooks(flow.engineCase, resting: flow.resting)
    var round = EngineRound()
    for i in 0..<flow.timedStart {
      books.apply(flow.operations[i])
      round.fills.fills(of: books.events)
      round.events.all(of: books.events)
    }
    let start = threadNanoseconds()
    timed(flow.operations, flow.timedStart..<flow.stampedStart, &books, &round.fills)
    let elapsed = threadNanoseconds() - start
    round.nanosecondsPerOperation = Double(elapsed) / Double(flow.stampedStart - flow.timedStart)
    var stamps = OperationStamps(capacity: flow.operations.count - flow.stampedStart)
    stamped(flow.operations, flow.stampedStart..<flow.operations.count, &books, &round, &stamps)
    stamps.record(in: &latencies)
    round.refused = books.refused
    return round
  }

  @inline(never)
  @_noAllocation @_noLocks
  private static func timed(
    _ operations: borrowing Slab<FlowOperation>, _ range: Range<Int>,
    _ books: inout FlowBooks, _ fills: inout FlowDigest
  ) {
    var digest = fills
    let distance = books.foresightDistance
    var i = range.lowerBound
    while i < range.upperBound {
      books.apply(operations, i, distance)
      digest.fills(of: books.events)
      i &+= 1
    }
    fills = digest
  }

  @inline(never)
  @_noAllocation @_noLocks
  private static func stamped(
    _ operations: borrowing Slab<FlowOperation>, _ range: Range<Int>,
    _ books: inout FlowBooks, _ round: inout EngineRound, _ stamps: inout OperationStamps
  ) {
    let distance = books.foresightDistance
    var i = range.lowerBound
    while i < range.upperBound {
      let start = ml_machine_tsc_fenced()
      books.apply(operations, i, distance)
      stamps.append(ml_machine_tsc_fenced() &- start)
      round.fills.fills(of: books.events)
      round.events.all(of: books.events)
      i &+= 1
    }
  }
}
