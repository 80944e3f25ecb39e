// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Telemetry

/// What `matchlock bench engine` is to do.
public struct EngineBenchOptions: Sendable {
  public var cases = EngineCase.allCases
  /// Operations of a flow after its load.
  public var operations = 4_000_000
  public var rounds = 5
  public var seed: UInt64 = 1
  /// The most orders that rest, for a short run; nil leaves every case its own.
  public var restingMax: Int?
  /// Another engine to run in turn with this one.
  public var against: String?
  /// Whether the whole of `Venue.apply` is run too.
  public var runsVenue = true
  /// Where flow files may lie for a while.
  public var workFolder = "/tmp"

  public init() {}
}

/// One engine on one case, over all rounds.
public struct EngineRow: Sendable {
  /// Who ran: `matching`, `venue` or `against`.
  public let engine: String
  public let engineCase: EngineCase
  /// Of each round, in order.
  public var nanosecondsPerOperation: [Double] = []
  /// 50, 99, 99.9 and 99.99 %, in nanoseconds; of another program the median of its rounds.
  public var percentiles: [UInt64?] = []
  public var fills: UInt64 = 0
  public var fillsDigest: UInt64 = 0
  var events: UInt64 = 0
  var eventsDigest: UInt64 = 0
  /// Why it does not count; nil if it does.
  public var fault: String?

  public var median: Double {
    let sorted = nanosecondsPerOperation.sorted()
    return sorted[sorted.count / 2]
  }
  public var least: Double { nanosecondsPerOperation.min() ?? 0 }

  init(_ engine: String, _ engineCase: EngineCase) {
    self.engine = engine
    self.engineCase = engineCase
  }

  /// Takes a round in. Every round must come to the same.
  mutating func take(
    _ rate: Double, fills: (UInt64, UInt64), events: (UInt64, UInt64), refused: Int
  ) {
    if nanosecondsPerOperation.isEmpty {
      (self.fills, fillsDigest) = fills
      (self.events, eventsDigest) = events
    } else if (self.fills, fillsDigest) != fills || (self.events, eventsDigest) != events {
      fault = "two rounds came to different fills or events"
    }
    if refused > 0 { fault = "\(refused) operations were refused" }
    nanosecondsPerOperation.append(rate)
  }
}

/// Runs the cases, engine by engine in turn within each round.
public enum EngineBench {
  /// The most by which the median round may exceed the best one; beyond, the machine was not quiet.
  public static var noiseMax: Double { 1.25 }

  public static func run(
    _ options: EngineBenchOptions, progress: (String) -> Void
  ) throws(EngineBenchError) -> [EngineRow] {
    var rows: [EngineRow] = []
    for engineCase in options.cases {
      progress("\(engineCase.rawValue): making the flow")
      rows += try run(engineCase, options, progress)
    }
    return rows
  }

  private static func run(
    _ engineCase: EngineCase, _ options: EngineBenchOptions, _ progress: (String) -> Void
  ) throws(EngineBenchError) -> [EngineRow] {
    let resting = min(engineCase.resting, options.restingMax ?? .max)
    let flow = try FlowGenerator.make(
      engineCase, resting: resting, operations: options.operations, seed: options.seed)
    var file: FlowFile?
    if options.against != nil { file = try FlowFile(flow, in: options.workFolder) }
    defer { file?.remove() }
    var matching = EngineRow("matching", engineCase)
    var venue = EngineRow("venue", engineCase)
    var against = EngineRow("against", engineCase)
    var matchingTimes = Histogram()
    var venueTimes = Histogram()
    var othersTimes: [[UInt64]] = []
    for round in 1...options.rounds {
      progress("\(engineCase.rawValue): round \(round) of \(options.rounds)")
      matching.take(try BooksRound.run(flow, latencies: &matchingTimes))
      if let program = options.against, let file {
        let answer = try AgainstProgram(path: program).run(flow: file.path)
        against.take(
          answer.nanosecondsPerOperation, fills: answer.fills, events: answer.events, refused: 0)
        othersTimes.append(answer.percentiles)
      }
      if options.runsVenue { venue.take(try VenueRound.run(flow, latencies: &venueTimes)) }
    }
    matching.percentiles = percentiles(matchingTimes)
    var rows = [matching]
    if options.runsVenue {
      venue.percentiles = percentiles(venueTimes)
      venue.judge(against: matching, comparesEvents: false)
      rows.append(venue)
    }
    if options.against != nil {
      against.percentiles = (0..<4).map { place in
        othersTimes.map { $0[place] }.sorted()[othersTimes.count / 2]
      }
      against.judge(against: matching, comparesEvents: true)
      rows.append(against)
    }
    return rows
  }

  private static func percentiles(_ histogram: borrowing Histogram) -> [UInt64?] {
    var all: [UInt64?] = []
    for percent in [50, 99, 99.9, 99.99] { all.append(histogram.reportable(percent)) }
    return all
  }
}

extension EngineRow {
  mutating func take(_ round: EngineRound) {
    take(
      round.nanosecondsPerOperation, fills: (round.fills.count, round.fills.value),
      events: (round.events.count, round.events.value), refused: round.refused)
  }

  /// Compares what it came to with what `Matching` alone came to.
  mutating func judge(against matching: EngineRow, comparesEvents: Bool) {
    if fault != nil { return }
    if fills != matching.fills || fillsDigest != matching.fillsDigest {
      fault = "its fills are not those of matching"
    } else if comparesEvents
      && (events != matching.events || eventsDigest != matching.eventsDigest)
    {
      fault = "its fills are those of matching, its events are not"
    }
  }
}

/// A flow file that is there for as long as it is needed.
private struct FlowFile {
  let path: String

  init(_ flow: borrowing EngineFlow, in folder: String) throws(EngineBenchError) {
    path = "\(folder)/matchlock-flow-\(flow.engineCase.rawValue)-\(getpid())"
    try flow.write(to: path)
  }

  func remove() { _ = unsafe unlink(path) }
}
