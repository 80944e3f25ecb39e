// SPDX-License-Identifier: Apache-2.0

internal import CMachine
internal import Glibc
internal import PacketIO
internal import Synchronization
internal import Telemetry
internal import Tiles

/// Called on each tile thread, with its name, before its first poll and after the last before
/// draining: for tests that count what happens between.
public struct ThreadObserver: Sendable {
  let begins: @Sendable (String) -> Void
  let ends: @Sendable (String) -> Void

  public init(
    begins: @escaping @Sendable (String) -> Void, ends: @escaping @Sendable (String) -> Void
  ) {
    self.begins = begins
    self.ends = ends
  }
}

/// A thread that polls its tiles until it is told to stop.
final class TileThread: @unchecked Sendable {
  let name: String
  /// The core it is pinned to, or nil.
  let core: Int?
  private let plan: TilePlan
  private let idle: IdleStrategy
  private let signals: TileSignals
  private let progress: Progress
  private var thread = pthread_t()
  private var isStarted = false
  private let observer: ThreadObserver?

  init(
    name: String, core: Int?, plan: consuming TilePlan, idle: IdleStrategy, signals: TileSignals,
    observer: ThreadObserver?
  ) {
    self.name = name
    self.core = core
    self.plan = plan
    self.idle = idle
    self.signals = signals
    self.observer = observer
    progress = Progress()
  }

  func start() throws(ApplianceError) {
    thread = try startThread(name) { self.run() }
    isStarted = true
  }

  /// Waits for its end; nothing when it was never started.
  func join() {
    if isStarted { _ = pthread_join(thread, nil) }
    isStarted = false
  }

  private func run() {
    if let core { _ = ml_machine_pin(Int32(core)) }
    _ = EAL.registerThread()
    switch idle {
    case .spin: loop(yields: false)
    case .yield: loop(yields: true)
    }
    EAL.unregisterThread()
  }

  /// Polls until told to drain, then until told to stop, saying meanwhile whether all is quiet.
  private func loop(yields: Bool) {
    observer?.begins(name)
    Self.poll(plan, signals, progress, yields: yields)
    observer?.ends(name)
    while !signals.isStopping {
      let work = plan.poll()
      progress.tell(work: work, isQuiet: work == 0 && plan.isQuiet())
      if work == 0 { usleep(20) }
    }
  }

  /// The loop of the hot path.
  @_noAllocation @_noLocks
  private static func poll(
    _ plan: borrowing TilePlan, _ signals: TileSignals, _ progress: Progress, yields: Bool
  ) {
    let tells = plan.board.writer.isThere
    var (rounds, busy, publications) = (UInt64(0), UInt64(0), UInt64(0))
    var cursor = 0
    var toldAt = ml_machine_tsc()
    while !signals.isDraining {
      let work = plan.poll()
      rounds &+= 1
      if work > 0 { busy &+= 1 }
      if tells && ml_machine_tsc() &- toldAt > TileBoard.interval {
        publications &+= 1
        cursor = plan.publish(rounds, busy, publications, cursor)
        toldAt = ml_machine_tsc()
      }
      if work == 0 { if yields { ml_machine_yield() } else { ml_machine_pause() } }
    }
  }

  /// How much work it did since draining, and whether nothing waits: what the control thread reads.
  func sample() -> Progress.Sample { progress.sample() }
}

/// A thread's word to the control thread while draining. Memory that is never given back.
@safe
struct Progress: @unchecked Sendable {
  struct Words: ~Copyable {
    let work = Atomic<UInt64>(0)
    let rounds = Atomic<UInt64>(0)
    let quiet = Atomic<Bool>(false)
  }

  private let words: UnsafeMutablePointer<Words>

  init() {
    unsafe words = .allocate(capacity: 1)
    unsafe words.initialize(to: Words())
  }

  func tell(work: Int, isQuiet: Bool) {
    if work > 0 { unsafe words.pointee.work.add(UInt64(work), ordering: .relaxed) }
    unsafe words.pointee.quiet.store(isQuiet, ordering: .releasing)
    unsafe words.pointee.rounds.add(1, ordering: .releasing)
  }

  /// A word of a thread: the rounds it has made since draining, the work done in them, and whether
  /// nothing waited in the last.
  struct Sample: Equatable {
    var rounds: UInt64
    var work: UInt64
    var isQuiet: Bool
  }

  func sample() -> Sample {
    let rounds = unsafe words.pointee.rounds.load(ordering: .acquiring)
    let quiet = unsafe words.pointee.quiet.load(ordering: .acquiring)
    return Sample(
      rounds: rounds, work: unsafe words.pointee.work.load(ordering: .relaxed), isQuiet: quiet)
  }
}
