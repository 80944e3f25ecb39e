// SPDX-License-Identifier: Apache-2.0

import Glibc
import Memory
import PacketIO
import Telemetry
import Testing
import WireFormat

@testable import Journaling
@testable import Tiles

/// Reports sent again, and answers about state, from a bench whose ring holds sixteen reports.
@Suite(.serialized) struct EgressResendTests {
  init() throws {
    try EAL.start(EALConfiguration(prefix: "test-\(getpid())", memoryMegabytes: 64))
  }

  /// Whatever is asked, of however many reports sent, in a request of whatever size: at most one
  /// answer, no larger than the request, which holds the reports asked for as they were sent, as
  /// many as fit, or says what there is.
  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `an answer is no larger than its request and holds the same bytes`(seed: UInt64) throws {
    var chance = Chance(state: seed)
    let bench = try EgressBench()
    var sent: [UInt64: [UInt8]] = [:]
    var (resent, told) = (0, 0)
    for round in 0..<1_500 {
      for _ in 0..<chance.below(3) {
        let isPublished = bench.publishReport(UInt64(sent.count))
        #expect(isPublished)
        while !bench.egress.isQuiet { _ = bench.egress.poll() }
        for (_, payload) in bench.frames() {
          for report in reports(payload) { sent[report.sequence] = report.bytes }
        }
      }
      let next = UInt64(sent.count) + 1
      let first = next > 16 ? next - 16 : 1
      let from =
        [first, next, 1, .max, UInt64(chance.below(sent.count + 20)) + 1][chance.below(5)]
      let count = [1, 5, 1_000, UInt32.max][chance.below(4)]
      let bytes = RequestBody.frameBytesMin + chance.below(Frame.bytesMax + 1 - 288)
      bench.publishResend(from: from, count: count, bytes: bytes)
      while !bench.egress.isQuiet { _ = bench.egress.poll() }
      let frames = bench.frames()
      try #require(frames.count == 1, "seed \(seed), round \(round)")
      let (udpPort, payload) = frames[0]
      #expect(udpPort == EgressBench.elsewhere.udpPort && payload.count <= bytes)
      if from >= first && from < next {
        let answers = reports(payload)
        let most = min(UInt64(count), next - from)
        let fits = UInt64((bytes - 106) / (2 + CommandResult.messageBytes))
        #expect(answers.map(\.sequence) == Array(from..<(from + min(most, fits))))
        #expect(answers.allSatisfy { sent[$0.sequence] == $0.bytes }, "seed \(seed)")
        #expect(trailer(payload) == ReportTrailer(resent: 1, durability: 1))
        resent += answers.count
      } else {
        #expect(retained(payload) == ReportsRetained(asked: from, first: first, next: next))
        #expect(trailer(payload) == ReportTrailer(durability: 1))
        told += 1
      }
    }
    #expect(resent > 1_000 && told > 200)
    let counters = bench.egress.counters.snapshot()
    #expect(counters[.reportsResent] == UInt64(resent))
    #expect(counters[.retainedAnswers] == UInt64(told))
  }

  @Test func `a session that ended is answered nothing`() throws {
    let bench = try EgressBench()
    let isPublished = bench.publishReport(0)
    #expect(isPublished)
    bench.publishEnd(index: 1, session: EgressBench.session)
    bench.publishResend(from: 1, count: 1, bytes: 1_472)
    bench.publishState(index: 1, bytes: 1_472)
    bench.publishResend(from: 1, count: 1, bytes: 1_472, session: EgressBench.first)
    while !bench.egress.isQuiet { _ = bench.egress.poll() }
    #expect(bench.frames().count == 1)
    #expect(bench.egress.counters.snapshot()[.answersUndelivered] == 3)
  }

  @Test func `the next session of a slot is not sent the reports of the last one`() throws {
    let bench = try EgressBench(isUp: false)
    bench.publishLogon(index: 1, session: EgressBench.first)
    bench.publish(report: 1, index: 2, session: EgressBench.first)
    bench.publish(report: 2, index: 3, session: EgressBench.first)
    bench.publishEnd(index: 4, session: EgressBench.first)
    for _ in 0..<5 { _ = bench.egress.poll() }
    bench.publishLogon(index: 5, session: EgressBench.second)
    bench.publish(report: 1, index: 6, session: EgressBench.second)
    for _ in 0..<5 { _ = bench.egress.poll() }
    _ = bench.frames()
    bench.publishResend(from: 2, count: 1, bytes: 1_472, session: EgressBench.second)
    for _ in 0..<5 { _ = bench.egress.poll() }
    let frames = bench.frames()
    try #require(frames.count == 1)
    #expect(retained(frames[0].payload) == ReportsRetained(asked: 2, first: 1, next: 2))
  }

  @Test func `an answer about state waits until its record is committed`() throws {
    let cursor = CommitCursor(end: 0)
    let bench = try EgressBench(committed: cursor.reader())
    bench.publishState(index: 5, bytes: 300)
    for end in 0...7 as ClosedRange<UInt64> {
      cursor.publish(end)
      #expect(templates(bench) == (end == 6 ? [NonceStatus.templateID] : []))
    }
    #expect(bench.egress.counters.snapshot()[.stateAnswers] == 1)
  }

  /// A report of the same record waits for its session's logon: the answer waits with it.
  @Test func `an answer about state leaves behind the reports that it knows of`() throws {
    let bench = try EgressBench()
    bench.publish(report: 1, index: 3, session: EgressBench.third)
    bench.publishState(index: 3, bytes: 300)
    #expect(templates(bench) == [])
    bench.publishLogon(index: 2, session: EgressBench.third)
    #expect(templates(bench).suffix(2) == [CommandResult.templateID, NonceStatus.templateID])
  }

  /// The first message of each frame that leaves in some polls.
  private func templates(_ bench: EgressBench) -> [UInt16] {
    var seen: [UInt16] = []
    for _ in 0..<10 {
      _ = bench.egress.poll()
      seen += bench.frames().map { first($0.payload) }
    }
    return seen
  }

  // MARK: Helpers

  private func reports(_ payload: [UInt8]) -> [(sequence: UInt64, bytes: [UInt8])] {
    viewing(payload) { view in
      guard let head = try? FrameHead(parsing: view, for: .member),
        ReportBody.check(head.body(of: view)) == nil
      else {
        Issue.record("no report frame")
        return []
      }
      var seen: [(UInt64, [UInt8])] = []
      var cursor = ReportBody(checked: head.body(of: view)).reports
      while let report = cursor.next() {
        seen.append((report.block.load(0, as: UInt64.self), report.bytes.array))
      }
      return seen
    }
  }

  private func trailer(_ payload: [UInt8]) -> ReportTrailer {
    viewing(payload) { ReportBody(checked: $0.slice(40, count: $0.count - 40)).trailer }
  }

  private func first(_ payload: [UInt8]) -> UInt16 {
    viewing(payload) { $0.count < 50 ? 0 : MessageHeader($0, at: 42).templateID }
  }

  private func retained(_ payload: [UInt8]) -> ReportsRetained? {
    viewing(payload) {
      MessageHeader($0, at: 42).templateID == ReportsRetained.templateID
        ? ReportsRetained(block: $0, at: 50) : nil
    }
  }
}

private func viewing<Result>(_ bytes: [UInt8], _ body: (ByteView) -> Result) -> Result {
  bytes.withUnsafeBytes { body(ByteView($0.baseAddress!, count: $0.count)) }
}

extension ByteView {
  fileprivate var array: [UInt8] { (0..<count).map { self[$0] } }
}
