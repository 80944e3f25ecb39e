// SPDX-License-Identifier: Apache-2.0

import HostAudit
import Memory
import Telemetry
import Testing

@testable import Latency

@Suite struct RateSearchTests {
  /// A result as a system of a known capacity gives it.
  static func result(rate: Double, p99: UInt64, lost: Int = 0, busy: Int = 0) -> LoadResult {
    let recording = LoadRecording(count: 2_000)
    for i in 0..<2_000 {
      recording.samples[i].planned = 1_000
      recording.samples[i].begun = 1_000
      recording.samples[i].sent = 1_000
      recording.samples[i].answered = 1_000 + p99
      recording.samples[i].state = i < lost ? .sent : i < lost + busy ? .busy : .answered
    }
    let analysis = LoadAnalysis(recording: recording, startedAt: 999, hasStamps: false)
    let clock = ClockReport.forTests
    var result = LoadResult(
      "test", Arrivals(.constant, rate: rate, nanoseconds: 1_000_000_000), analysis, 999, 2_000,
      clock, NoiseMonitor(ownProcesses: []).report)
    result.rateSent = rate
    return result
  }

  @Test(arguments: [137.0, 1_000, 8_191, 250_000])
  func `a known capacity is found to the width asked for`(capacity: Double) throws {
    var search = RateSearch()
    search.width = 0.03
    let found = try search.run(isInterrupted: { false }) { rate, _ throws(BenchError) in
      Self.result(rate: rate, p99: rate <= capacity ? 1_000_000 : 50_000_000)
    }
    let rate = try #require(found.rate)
    #expect(rate <= capacity && rate > capacity / 1.04)
    #expect(found.trials.count < 50)
  }

  @Test func `what holds only for a moment is not sustained`() throws {
    // Short trials pass at any rate; long ones above 2,000 do not: a queue fills up.
    let found = try RateSearch().run(isInterrupted: { false }) { rate, seconds throws(BenchError) in
      Self.result(rate: rate, p99: 1_000, busy: rate > 2_000 && seconds >= 1 ? 1 : 0)
    }
    let rate = try #require(found.rate)
    #expect(rate <= 2_000 && rate > 1_500)
  }

  @Test func `one spoilt trial does not decide, a missing answer every time does`() throws {
    var trial = 0
    let spoilt = try RateSearch().run(isInterrupted: { false }) { rate, _ throws(BenchError) in
      trial += 1
      return Self.result(rate: rate, p99: rate > 5_000 || trial % 7 == 3 ? 20_000_000 : 1_000)
    }
    #expect((spoilt.rate ?? 0) > 4_500 && (spoilt.rate ?? 0) <= 5_000)
    let lossy = try RateSearch().run(isInterrupted: { false }) { rate, _ throws(BenchError) in
      Self.result(rate: rate, p99: 1_000, lost: 1)
    }
    #expect(lossy.rate == nil)
    #expect(lossy.text.contains("no rate is sustained"))
  }
}
