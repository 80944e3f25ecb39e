// SPDX-License-Identifier: Apache-2.0

import Quantities
import Testing

@testable import OrderFlow

@Suite struct SeededFlowTests {
  private static let seed: UInt64 = 20_120_621

  private static func options(_ seed: UInt64 = seed) -> SeededFlow.Options {
    var options = SeededFlow.Options()
    options.seed = seed
    options.markets = 4
    options.restingPerMarket = 500
    return options
  }

  private func digest(_ options: SeededFlow.Options, _ count: Int) -> UInt64 {
    var flow = SeededFlow(options)
    var digest = CommandDigest()
    for _ in 0..<count { digest.add(flow.next()) }
    return digest.value
  }

  @Test func `the first hundred thousand commands of a seed are the recorded ones`() {
    let value = digest(Self.options(), 100_000)
    #expect(value == 0x397F_A322_B8CE_A167, "digest \(String(value, radix: 16))")
    #expect(digest(Self.options(Self.seed + 1), 100_000) != value)
  }

  @Test func `the mix follows the statistics it is made for`() {
    let options = Self.options()
    var flow = SeededFlow(options)
    while flow.isLoading { _ = flow.next() }
    let count = 200_000
    for _ in 0..<count { _ = flow.next() }
    let seen = flow.statistics
    let sound = Double(UInt64(count) - seen.count(.defect))
    func share(_ parts: SeededStatistics.Part...) -> Double {
      Double(parts.map { seen.count($0) }.reduce(0, +)) / sound
    }
    #expect(seen.count(.load) == 2_000)
    #expect(abs(share(.add) - 0.485) < 0.005)
    #expect(abs(share(.cancel, .cancelRecent) - 0.415) < 0.005)
    #expect(abs(share(.modify) - 0.02) < 0.002)
    #expect(abs(share(.ioc) - 0.06) < 0.003)
    #expect(abs(share(.crossing) - 0.02) < 0.002)
    let cancels = Double(seen.count(.cancel) + seen.count(.cancelRecent))
    #expect(abs(Double(seen.count(.cancelRecent)) / cancels - 0.7) < 0.02)
    #expect(abs(Double(seen.count(.defect)) / Double(count) - 0.005) < 0.001)
    // About 0.15 fills a command are seen in the reference flow; the order of size must hold.
    #expect((0.08...0.25).contains(Double(seen.fills) / sound))
    print("seeded \(options.seed): \(seen)")
  }

  @Test func `what rests stays near its target for ever`() {
    let options = Self.options()
    var flow = SeededFlow(options)
    while flow.isLoading { _ = flow.next() }
    for round in 0..<20 {
      for _ in 0..<20_000 { _ = flow.next() }
      for market in 0..<UInt32(options.markets) {
        let resting = flow.book(market).count
        #expect(
          (250...1_000).contains(resting), "market \(market) after round \(round): \(resting)")
      }
    }
  }

  @Test func `arrivals are Poisson at the rate asked for`() {
    var options = Self.options()
    options.startNanoseconds = 1_000_000
    var flow = SeededFlow(options)
    var last = options.startNanoseconds
    var gaps: [Double] = []
    for _ in 0..<100_000 {
      let time = flow.next().timeNanoseconds
      #expect(time >= last)
      gaps.append(Double(time - last))
      last = time
    }
    let mean = gaps.reduce(0, +) / Double(gaps.count)
    let variance = gaps.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(gaps.count)
    // An exponential's deviation is its mean, and e^-1 of it is longer than the mean.
    #expect(abs(mean / 10_000 - 1) < 0.02)
    #expect(abs(variance.squareRoot() / mean - 1) < 0.03)
    let long = Double(gaps.count { $0 > mean }) / Double(gaps.count)
    #expect(abs(long - 0.3679) < 0.01)
  }

  @Test func `markets are as active as Zipf has it and sizes and prices keep their ranges`() {
    let options = Self.options()
    var flow = SeededFlow(options)
    while flow.isLoading { _ = flow.next() }
    var counts = [Int](repeating: 0, count: options.markets)
    var makers: Set<UInt16> = []
    var takers: Set<UInt16> = []
    for _ in 0..<50_000 {
      let command = flow.next()
      counts[Int(command.market)] += 1
      if command.account.role == .maker { makers.insert(command.account.index) }
      if command.account.role == .taker { takers.insert(command.account.index) }
      guard command.refusal == nil, command.kind != .cancel else { continue }
      #expect((1...SeededFlow.lotsMax).contains(command.lots))
      guard command.kind != .reduceTo else { continue }
      #expect(abs(command.priceTicks - options.centreTicks) <= options.rangeTicks)
    }
    for (market, count) in counts.enumerated() {
      let expected = 50_000 / Double(market + 1) / (1 + 1 / 2.0 + 1 / 3.0 + 1 / 4.0)
      #expect(abs(Double(count) / expected - 1) < 0.05)
    }
    #expect(makers.count == options.makers)
    #expect(takers.count == options.takers)
  }

  @Test func `a book that takes the commands refuses exactly those meant to be refused`() {
    var options = Self.options()
    options.defectShare = 0.05
    var flow = SeededFlow(options)
    var books = [ShadowBook](repeating: ShadowBook(), count: options.markets)
    var refusals: [FlowRefusal: Int] = [:]
    var ids: Set<UInt64> = []
    for _ in 0..<50_000 {
      let command = flow.next()
      if let expected = command.refusal { refusals[expected, default: 0] += 1 }
      var fills: [ShadowFill] = []
      var refusal: FlowRefusal?
      // The shadow has no band.
      if command.refusal == .priceOutsideBand {
        #expect(command.priceTicks == options.outsideBandTicks)
        continue
      }
      do throws(FlowRefusal) {
        try books[Int(command.market)].apply(command, fills: &fills)
      } catch {
        refusal = error
      }
      #expect(refusal == command.refusal)
      if command.refusal == nil, command.kind == .newLimit || command.kind == .newIOC {
        let (isNew, _) = ids.insert(command.clientID)
        #expect(isNew)
      }
    }
    #expect(
      Set(refusals.keys) == [
        .zeroQuantity, .unknownOrder, .priceOutsideBand, .duplicateClientID,
      ])
    for count in refusals.values { #expect(count > 400) }
  }

  @Test func `options out of range stop the program`() async {
    await #expect(processExitsWith: .failure) {
      var options = SeededFlow.Options()
      options.addShare = 0.9
      _ = SeededFlow(options)
    }
    await #expect(processExitsWith: .failure) {
      var options = SeededFlow.Options()
      options.markets = 0
      _ = SeededFlow(options)
    }
  }

  @Test func `the generator gives the outputs published for it`() {
    // xoshiro256** from the state 1, 2, 3, 4, and SplitMix64 from 1234567.
    var random = SeededRandom(state: (1, 2, 3, 4))
    #expect(
      (0..<4).map { _ in random.next() } == [11_520, 0, 1_509_978_240, 1_215_971_899_390_074_240])
    var mix: UInt64 = 1_234_567
    #expect(
      (0..<3).map { _ in SeededRandom.splitMix(&mix) } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      ])
  }

  @Test func `bounded draws are even and exponential ones have mean one`() {
    var random = SeededRandom(seed: 1)
    var counts = [Int](repeating: 0, count: 10)
    for _ in 0..<100_000 { counts[random.index(10)] += 1 }
    for count in counts { #expect(abs(count - 10_000) < 400) }
    var sum = 0.0
    for _ in 0..<100_000 { sum += random.exponential() }
    #expect(abs(sum / 100_000 - 1) < 0.015)
  }
}
