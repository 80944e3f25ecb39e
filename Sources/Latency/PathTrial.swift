// SPDX-License-Identifier: Apache-2.0

internal import Gateway
public import HistogramFiles
internal import HostAudit
internal import Memory
internal import Telemetry

/// One load of a path, as asked for.
public struct PathTrialOptions: Sendable {
  public var arrivals: Arrivals
  public var signing = LoadSigning.ahead
  /// BUSY is an answer that an overload is to have: it does not make the trial invalid.
  public var isOverload = false
  /// Processes whose threads are part of what is measured.
  public var ownProcesses: Set<Int> = []
  public var target = "path"
  /// The most commands under way; those that are due beyond it wait, and are late. nil for no limit.
  public var window: Int?

  public init(_ arrivals: Arrivals) { self.arrivals = arrivals }
}

/// What is told and kept while a load runs.
public struct LoadObserver {
  public var log: HistogramLogWriter?
  public var write: (String) -> Void = { _ in }
  public var tell: (LoadProgress) -> Void = { _ in }
  /// Once a second: see `LoadWatch`.
  public var tick: () -> UInt64? = { nil }

  public init() {}
}

extension PathClient {
  /// Runs one load and says what it came to.
  ///
  /// - Parameter recorded: commands to play in place of generated ones, with their own times.
  public func measure(
    _ options: PathTrialOptions, recorded: RecordedLoad? = nil, _ observer: LoadObserver
  ) throws(BenchError) -> LoadResult {
    if recorded == nil { try refill() }
    counts = PathCounts()
    let times: [UInt64]
    let commands: [PathCommand]
    if let recorded {
      times = recorded.times
      commands = recorded.commands
    } else {
      times = try options.arrivals.times()
      commands = flow.commands(times.count)
    }
    let recording = LoadRecording(count: times.count)
    let load = PathLoad(
      commands: commands, times: times, recording: recording, signing: options.signing,
      window: options.window ?? .max)
    self.recording = recording
    let before = clock.check()
    let watch = LoadWatch(
      recording, hasStamps: true, clock: clock, ownProcesses: options.ownProcesses,
      log: observer.log, write: observer.write, tell: observer.tell, tick: observer.tick)
    // Signing ahead is the load's own work, before the machine is looked at.
    prepare(load)
    watch.before()
    try watch.start()
    let missingBefore = members.reduce(0) { $0 + $1.reportsMissing }
    let disorderedBefore = members.reduce(0) { $0 + $1.reportsDisordered }
    let tagsBefore = members.reduce(0) { $0 + $1.session.counters.tagsWrong }
    let malformedBefore = members.reduce(0) { $0 + $1.session.counters.malformed }
    let outcome: Result<Void, BenchError>
    do throws(BenchError) {
      try run(load)
      outcome = .success(())
    } catch { outcome = .failure(error) }
    let noise = watch.end()
    try outcome.get()
    let after = clock.check()
    let analysis = LoadAnalysis(
      recording: recording, startedAt: load.startedAt, hasStamps: true)
    var result = LoadResult(
      options.target, options.arrivals, analysis, load.startedAt, load.endedAt, after, noise)
    result.wrong = counts.wrong
    result.late = counts.late
    result.fills = counts.fills
    result.receipts = counts.receipts
    let worst = max(
      before.behindNanoseconds.magnitude, after.behindNanoseconds.magnitude, watch.clockWorst.own)
    // A clock of another process keeps to the kernel's as ours does; how well, nobody says.
    result.sum = analysis.sum(clockBehind: worst + (watch.clockWorst.other ?? worst + 1_000))
    result.kinds = PathCommand.Kind.allCases.compactMap { kind in
      let kindly = analysis.distribution(
        kind.name, where: { $0.kind == kind.rawValue }, { span($0.planned, $0.answered) })
      return kindly.counts.count == 0 ? nil : kindly
    }
    if wasInterrupted { result.reasons.append("interrupted") }
    result.judge(isOverload: options.isOverload)
    let tags = members.reduce(0) { $0 + $1.session.counters.tagsWrong } - tagsBefore
    let malformed = members.reduce(0) { $0 + $1.session.counters.malformed } - malformedBefore
    let missing = members.reduce(0) { $0 + $1.reportsMissing } - missingBefore
    let disordered = members.reduce(0) { $0 + $1.reportsDisordered } - disorderedBefore
    if tags > 0 { result.reasons.append("\(tags) frames with a wrong tag") }
    if malformed > 0 { result.reasons.append("\(malformed) frames of a wrong form") }
    if counts.wrong > 0, let first = counts.wrongFirst {
      result.reasons.append("\(counts.wrong) wrong answers; \(first)")
    }
    if counts.repeated > 0 { result.reasons.append("\(counts.repeated) second answers") }
    if missing > 0 && !options.isOverload {
      result.reasons.append("\(missing) reports are missing by their sequence")
    }
    if disordered > 0 { result.reasons.append("\(disordered) reports out of order or twice") }
    let unfilled = unfilled(load)
    if unfilled > 0 && result.lost == 0 {
      result.reasons.append("\(unfilled) orders were not filled as planned")
    }
    flow.settle { index in
      if case .answered = recording.samples[index].state { true } else { false }
    }
    if result.lost > 0 || result.busy > 0 { drain() }
    return result
  }
}

extension PathCommand.Kind {
  var name: String {
    switch self {
    case .enter: "enter"
    case .near: "near"
    case .take: "take"
    case .cancel: "cancel"
    case .replace: "replace"
    case .recorded: "recorded"
    }
  }
}

/// Commands of a recorded flow, with their times: see `PathClient.record`.
public struct RecordedLoad: Sendable {
  var commands: [PathCommand]
  var times: [UInt64]
  public var count: Int { times.count }
}

extension LoadResult {
  /// What the samples say by themselves.
  init(
    _ target: String, _ arrivals: Arrivals, _ analysis: LoadAnalysis, _ startedAt: UInt64,
    _ endedAt: UInt64, _ clock: ClockReport, _ noise: NoiseReport
  ) {
    let recording = analysis.recording
    self.target = target
    self.arrivals = arrivals.name
    nanoseconds = arrivals.nanoseconds
    stages = analysis.stages()
    response = analysis.distribution("response") { span($0.planned, $0.answered) }
    service = analysis.distribution("service") { span($0.begun, $0.answered) }
    kinds = []
    points = analysis.points()
    self.clock = clock
    self.noise = noise
    planned = recording.count
    sent = analysis.count { $0.sent != 0 }
    answered = analysis.count {
      switch $0.state {
      case .answered, .refused: true
      case .planned, .sent, .busy, .wrong: false
      }
    }
    refused = analysis.count { if case .refused = $0.state { true } else { false } }
    busy = analysis.count { if case .busy = $0.state { true } else { false } }
    lost = analysis.count { if case .sent = $0.state { true } else { false } }
    let lastPlanned = recording.samples[recording.count - 1].planned
    var lastSent = startedAt
    var lastAnswered = startedAt
    for index in 0..<recording.count {
      lastSent = max(lastSent, recording.samples[index].sent)
      lastAnswered = max(lastAnswered, recording.samples[index].answered)
    }
    let plannedSpan = Double(max(1, lastPlanned - startedAt))
    // Of a constant rate the last gap is not in the span.
    let gaps = Double(max(1, recording.count - 1))
    rate = arrivals.rate > 0 ? arrivals.rate : gaps / plannedSpan * 1e9
    rateSent = rate * plannedSpan / Double(max(1, lastSent - startedAt))
    if recording.count < 2 { rateSent = rate }
    goodput = Double(answered) / Double(max(1, lastAnswered - startedAt)) * 1e9
  }

  /// Reasons that every load can have.
  mutating func judge(isOverload: Bool) {
    if sent < planned { reasons.append("\(planned - sent) of \(planned) commands were not sent") }
    if rateSent < rate * 0.99 {
      reasons.append(
        "the target rate was missed: \(Int(rateSent)) of \(Int(rate)) commands a second were sent")
    }
    if lost > 0 { reasons.append("\(lost) of \(sent) commands have no answer") }
    if busy > 0 && !isOverload {
      reasons.append("\(busy) of \(sent) commands were answered BUSY: above what it can take")
    }
    if let sum, !sum.holds {
      reasons.append(
        "the stages do not add up: \(sum.differenceMax) ns off, \(sum.backwardsMax) ns backwards, "
          + "of \(sum.bound) ns allowed")
    }
    if let reason = noise.reason { reasons.append(reason) }
  }
}
