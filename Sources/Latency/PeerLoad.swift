// SPDX-License-Identifier: Apache-2.0

internal import CMachine
internal import Memory
public import Telemetry

/// Something that commands can be sent to and that answers them: a socket, a port.
///
/// One thread. `send` and `poll` do not wait.
protocol LoadPeer: AnyObject {
  /// What it is, for results.
  var name: String { get }
  /// Sends command `index`; false when it cannot take it now.
  func send(_ index: Int) throws(BenchError) -> Bool
  /// Takes what came. Calls `take` with each answer: its command, nil when it answers none, and whether it
  /// is as it has to be.
  func poll(_ take: (Int?, PeerAnswer, Moment) -> Void) throws(BenchError) -> Int
}

enum PeerAnswer {
  case right
  /// By the rules of the other side.
  case refused
  case wrong(String)
}

/// An open-loop load on a peer.
public struct PeerLoad {
  let clock: Clock
  public var patienceNanoseconds: UInt64 = 5_000_000_000
  public var idle = LoadIdle.yield
  private let isInterrupted: () -> Bool

  public init(clock: Clock, isInterrupted: @escaping () -> Bool) {
    self.clock = clock
    self.isInterrupted = isInterrupted
  }

  func measure(
    _ peer: some LoadPeer, _ arrivals: Arrivals, ownProcesses: Set<Int>, _ observer: LoadObserver
  ) throws(BenchError) -> LoadResult {
    let times = try arrivals.times()
    let recording = LoadRecording(count: times.count)
    let before = clock.check()
    let watch = LoadWatch(
      recording, hasStamps: false, clock: clock, ownProcesses: ownProcesses, log: observer.log,
      write: observer.write, tell: observer.tell, tick: observer.tick)
    watch.before()
    try watch.start()
    var tally = Tally()
    let startedAt = clock.nanoseconds() + 20_000_000
    for (index, time) in times.enumerated() { recording.samples[index].planned = startedAt + time }
    let outcome: Result<Void, BenchError>
    do throws(BenchError) {
      try run(peer, recording, &tally)
      outcome = .success(())
    } catch { outcome = .failure(error) }
    let endedAt = clock.nanoseconds()
    let noise = watch.end()
    try outcome.get()
    let after = clock.check()
    let analysis = LoadAnalysis(recording: recording, startedAt: startedAt, hasStamps: false)
    var result = LoadResult(peer.name, arrivals, analysis, startedAt, endedAt, after, noise)
    result.wrong = tally.wrong
    let behind = max(
      before.behindNanoseconds.magnitude, after.behindNanoseconds.magnitude, watch.clockWorst.own)
    result.sum = analysis.sum(clockBehind: behind)
    if isInterrupted() { result.reasons.append("interrupted") }
    result.judge(isOverload: false)
    if tally.wrong > 0 {
      result.reasons.append("\(tally.wrong) wrong answers; \(tally.wrongFirst ?? "")")
    }
    if tally.unasked > 0 {
      result.reasons.append("\(tally.unasked) answers to nothing that was sent")
    }
    return result
  }

  private struct Tally {
    var wrong: UInt64 = 0
    var wrongFirst: String?
    var unasked = 0
  }

  private func run(
    _ peer: some LoadPeer, _ recording: LoadRecording, _ tally: inout Tally
  ) throws(BenchError) {
    var sent = 0
    var heardAt = clock.nanoseconds()
    var answeredBefore = 0
    var rounds = 0
    while true {
      let now = clock.nanoseconds()
      let isDue = sent < recording.count && recording.samples[sent].planned <= now
      if isDue {
        recording.samples[sent].begun = now
        // Before the call: the answer to a socket's may be there when it returns.
        recording.samples[sent].state = .sent
        if try peer.send(sent) {
          let moment = Moment(clock)
          recording.samples[sent].sent = moment.now
          recording.samples[sent].kernelSent = moment.kernel
          sent += 1
          recording.noteSent(sent)
          heardAt = moment.now
        } else {
          recording.samples[sent].state = .planned
        }
      }
      let taken = try peer.poll { index, answer, moment in
        take(index, answer, moment, recording, &tally)
      }
      if recording.answered != answeredBefore {
        answeredBefore = recording.answered
        heardAt = now
      }
      if sent == recording.count {
        if recording.answered == sent { return }
        if now > heardAt && now - heardAt > patienceNanoseconds { return }
      }
      rounds &+= 1
      if rounds & 1_023 == 0 && isInterrupted() { return }
      if !isDue && taken == 0 {
        if idle == .yield { ml_machine_yield() } else { ml_machine_pause() }
      }
    }
  }

  private func take(
    _ index: Int?, _ answer: PeerAnswer, _ moment: Moment, _ recording: LoadRecording,
    _ tally: inout Tally
  ) {
    guard let index, index >= 0, index < recording.count,
      case .sent = recording.samples[index].state
    else {
      if case .wrong(let what) = answer {
        tally.wrong += 1
        if tally.wrongFirst == nil { tally.wrongFirst = what }
      } else {
        tally.unasked += 1
      }
      return
    }
    recording.samples[index].answered = moment.now
    recording.samples[index].kernelAnswered = moment.kernel
    switch answer {
    case .right: recording.samples[index].state = .answered
    case .refused: recording.samples[index].state = .refused
    case .wrong(let what):
      recording.samples[index].state = .wrong
      tally.wrong += 1
      if tally.wrongFirst == nil { tally.wrongFirst = "command \(index): \(what)" }
    }
    recording.finish(index)
  }
}
