// SPDX-License-Identifier: Apache-2.0

public import OrderFlow
internal import Quantities

/// A market that a load needs listed.
public struct PlannedMarket: Sendable {
  public var symbol: String
  public var priceMin: Int64
  public var priceMax: Int64
  public var quantityMax: UInt64

  public init(symbol: String, priceMin: Int64, priceMax: Int64, quantityMax: UInt64) {
    self.symbol = symbol
    self.priceMin = priceMin
    self.priceMax = priceMax
    self.quantityMax = quantityMax
  }

  /// The largest size whose notional stays in the venue's range at these prices.
  static func quantityMax(priceMin: Int64, priceMax: Int64) -> UInt64 {
    let far = max(priceMin.magnitude, priceMax.magnitude, 1)
    return min(1 << 40, (UInt64(1) << 61) / far)
  }
}

/// What a load consists of: markets, accounts, and a source of commands.
public struct LoadPlan {
  enum Source {
    /// A generated flow, endless.
    case seeded(SeededFlow)
    /// A recorded flow.
    case recorded(RecordedFlow)
    /// A recorded flow with the book after each message, to be compared.
    case golden(GoldenFlow)
  }

  public let name: String
  public let markets: [PlannedMarket]
  public let makers: Int
  public let takers: Int
  let source: Source

  /// The widest band that a recorded market is listed with, in ticks: keeps the notional in range.
  static let bandTicksMax: Int64 = 262_144

  /// The generated flow of a seed. It first fills every market with `restingPerMarket` orders.
  public static func seeded(
    _ seed: UInt64, markets: Int = 8, restingPerMarket: Int = 1_000, defectShare: Double = 0.005
  ) -> LoadPlan {
    var options = SeededFlow.Options()
    options.seed = seed
    options.markets = markets
    options.restingPerMarket = restingPerMarket
    options.defectShare = defectShare
    let markets = (0..<options.markets).map { index in
      let (low, high) = (
        options.centreTicks - options.rangeTicks, options.centreTicks + options.rangeTicks
      )
      return PlannedMarket(
        symbol: "SEED\(index)", priceMin: low, priceMax: high,
        quantityMax: PlannedMarket.quantityMax(priceMin: low, priceMax: high))
    }
    return LoadPlan(
      name: "generated, seed \(seed)", markets: markets, makers: options.makers,
      takers: options.takers, source: .seeded(SeededFlow(options)))
  }

  /// The flow of a file: read once to find its markets and their prices, then played.
  ///
  /// - Parameter golden: a LOBSTER book file to compare with after each message.
  public static func recorded(_ path: String, golden: String? = nil) throws(GatewayError)
    -> LoadPlan
  {
    let markets = try scan(path)
    let name = path.split(separator: "/").last.map { String($0) } ?? path
    do {
      let file = try FlowFile.open(path)
      guard let golden else {
        return LoadPlan(
          name: name, markets: markets, makers: 2, takers: 1,
          source: .recorded(RecordedFlow(file)))
      }
      return LoadPlan(
        name: name, markets: markets, makers: 2, takers: 1,
        source: .golden(
          GoldenFlow(GoldenStepper(messages: file, rows: try GoldenBook.open(golden)))))
    } catch { throw GatewayError("\(error)") }
  }

  /// The commands of a recorded flow in their order, up to a time of the flow's from its first, in
  /// nanoseconds, and a count. Of other flows none.
  public func recordedCommands(
    withinNanoseconds span: UInt64, countMax: Int
  ) throws(GatewayError) -> [PlannedCommand] {
    guard case .recorded(let flow) = source else { return [] }
    var commands: [PlannedCommand] = []
    while commands.count < countMax, let command = try flow.next() {
      let first = commands.first?.timeNanoseconds ?? command.timeNanoseconds
      if command.timeNanoseconds > first && command.timeNanoseconds - first >= span { break }
      commands.append(command)
    }
    return commands
  }

  /// Finds the symbols of a file and, for each, a band of prices that its ladder can hold: all of
  /// them, or the ones around the median. Orders outside it will be refused.
  private static func scan(_ path: String) throws(GatewayError) -> [PlannedMarket] {
    var prices: [UInt32: [Int64]] = [:]
    let symbols: [String]
    do {
      var file = try FlowFile.open(path)
      while let event = try file.next() {
        if event.instrument == FlowEvent.everyInstrument || event.price == FlowEvent.noPrice {
          continue
        }
        if event.price > 0 { prices[event.instrument, default: []].append(event.price) }
      }
      symbols = file.symbols
    } catch { throw GatewayError("\(error)") }
    return symbols.indices.map { index in
      let sorted = (prices[UInt32(index)] ?? [1]).sorted()
      let median = sorted[sorted.count / 2]
      var (low, high) = (sorted[0], sorted[sorted.count - 1])
      // Room for seeds beyond what the messages themselves name.
      (low, high) = (max(1, low - 10_000), high + 10_000)
      if high - low >= bandTicksMax {
        low = max(1, median - bandTicksMax / 2)
        high = low + bandTicksMax - 1
      }
      return PlannedMarket(
        symbol: symbols[index], priceMin: low, priceMax: high,
        quantityMax: PlannedMarket.quantityMax(priceMin: low, priceMax: high))
    }
  }
}

/// A recorded flow as it is played.
final class RecordedFlow {
  private var file: FlowFile
  private var planner = CommandPlanner()
  private var queue: [PlannedCommand] = []
  private var taken = 0

  init(_ file: consuming FlowFile) { self.file = file }

  /// The next command, or nil at the end of the flow.
  func next() throws(GatewayError) -> PlannedCommand? {
    while taken == queue.count {
      queue.removeAll(keepingCapacity: true)
      taken = 0
      do {
        guard let event = try file.next() else { return nil }
        try planner.plan(event, into: &queue)
      } catch { throw GatewayError("\(error)") }
    }
    taken += 1
    return queue[taken - 1]
  }
}

/// A recorded flow and its golden books, step by step.
final class GoldenFlow {
  private var stepper: GoldenStepper

  init(_ stepper: consuming GoldenStepper) { self.stepper = stepper }

  func start() throws(GatewayError) -> [PlannedCommand] {
    do { return try stepper.start() } catch { throw GatewayError("\(error)") }
  }

  func next(ownBook: (Side, Int64) -> UInt64) throws(GatewayError) -> GoldenStepper.Step? {
    do { return try stepper.next(ownBook: ownBook) } catch { throw GatewayError("\(error)") }
  }

  /// The first difference from the golden row reached, or nil.
  func mismatch(_ own: GoldenLevels) -> String? {
    stepper.compare(ownTop: own).map { "\($0)" }
  }

  var depth: Int { stepper.depth }
  var counts: (seeds: Int, withdrawals: Int) { (stepper.seedCount, stepper.withdrawalCount) }
}
