// SPDX-License-Identifier: Apache-2.0

import Quantities
import Testing
import Venue
import WireFormat

@testable import NaiveRules

/// Logons, the ends of sessions, and who hears what.
@Suite struct SessionRuleTests {
  private func ends(_ outputs: [Output]) -> [SessionEnd?] {
    outputs.endings.map(\.report.endValue)
  }

  @Test func `a key's next logon replaces its session`() {
    let desk = Desk()
    let old = desk.logon(1)
    let outputs = desk.logonOutputs(1)
    #expect(ends(outputs) == [.replaced])
    #expect(outputs.endings[0].session == old)
    #expect(outputs.contains(.sessionClosed(old)))
    let new = desk.reply(outputs)!.session
    #expect(new != old && new != 0)
    let late = desk.send(old, 1, [limit(.buy, 1, 1, 1)])
    #expect(late == [.result(0, late.results[0])], "an old session hears nothing")
    #expect(late.codes == [.sessionMismatch])
    #expect(desk.send(new, 1, [limit(.buy, 1, 1, 1)]).codes == [RejectCode.none])
  }

  @Test func `a reply says who and where the key stands, and carries the request`() {
    let desk = Desk()
    let entry = Entry.logon(key: 3, nonce: 77, validUntil: desk.validUntil)
    guard case .logonAnswered(let session, let reply, let body) = desk.engine.apply(entry)[0]
    else {
      Issue.record("a logon is answered")
      return
    }
    #expect(session == reply.session && body == entry.body)
    #expect(reply.account == 3 && reply.key == 3 && reply.nonce == 77 && reply.nonceHighest == 77)
    #expect(reply.logIndex == desk.engine.head.logIndex && reply.term == 1)
  }

  @Test func `a refused logon leaves the session that is up, and uses its nonce up`() {
    let desk = Desk()
    let session = desk.logon(1)
    let entry = Entry.logon(key: 1, nonce: 900, validUntil: desk.engine.time - 1)
    for _ in 0..<2 {
      // Again: the first refusal, though by now it could not expire any more.
      #expect(desk.reply(desk.engine.apply(entry))?.codeValue == .expired)
    }
    #expect(desk.engine.records(StateSectionNumber.nonces).keys.contains { $0.key == 900 })
    #expect(desk.send(session, 1, [Noop()]).codes == [RejectCode.none])
  }

  @Test func `a logon sent again while its session is up brings the reply out again`() {
    let desk = Desk()
    let entry = Entry.logon(key: 1, nonce: 50, validUntil: desk.validUntil)
    let session = desk.reply(desk.engine.apply(entry))!.session
    #expect(desk.engine.apply(entry) == [.logonRepeated(session)])
    desk.logon(1)
    let late = desk.engine.apply(entry)
    #expect(desk.reply(late)?.codeValue == .sessionMismatch, "its session was replaced")
    #expect(desk.reply(late)?.session == 0 && late.endings.isEmpty)
  }

  @Test func `a used nonce with other bytes is answered whatever used it`() {
    let desk = Desk()
    let session = desk.logon(1)
    var datagram = desk.datagram(1, [Noop()])
    datagram.nonce = 500
    desk.engine.apply(.commands(datagram, session: session))
    let logon = Entry.logon(key: 1, nonce: 500, validUntil: desk.validUntil)
    let reply = desk.reply(desk.engine.apply(logon))
    #expect(reply?.codeValue == .nonceReused && reply?.session == 0)
    #expect(desk.send(session, 1, [Noop()]).codes == [RejectCode.none], "the session stays up")
  }

  @Test(arguments: [SessionEnd.logout, .silence])
  func `a session ends once, with the reason given`(_ end: SessionEnd) {
    let desk = Desk()
    let session = desk.logon(2)
    let outputs = desk.engine.apply(.down(session, end))
    #expect(ends(outputs) == [end])
    #expect(desk.engine.apply(.down(session, end)).isEmpty)
    #expect(desk.engine.apply(.down(0xffff_ffff)).isEmpty && desk.engine.apply(.down(0)).isEmpty)
  }

  @Test func `a restart ends every session and carries the new term`() {
    let desk = Desk()
    let sessions = [desk.operatorSession] + (1...4).map { desk.logon($0) }
    let outputs = desk.engine.apply(.restart)
    #expect(outputs.endings.map(\.session) == sessions)
    #expect(ends(outputs) == Array(repeating: .restart, count: 5))
    let venue = desk.engine.record(StateSectionNumber.venue, bucket: 0, key: 0)!
    #expect(littleEndian(venue, 49, 8) == 2)
    let up = desk.engine.records(StateSectionNumber.sessions).values.filter { $0[0] == 1 }
    #expect(up.isEmpty)
    #expect(desk.logon(1) != 0)
  }

  @Test func `keys expire in the order of their ends, so many a record`() {
    let desk = Desk()
    let start = desk.engine.time
    let ends: [(key: UInt32, at: UInt64)] = [(6, 30), (7, 20), (8, 30), (9, 10)]
    for (place, end) in ends.enumerated() {
      let account = UInt32(1 + place)
      desk.operate([desk.registration(end.key, account: account, notAfter: start + end.at)])
    }
    var sessions: [UInt32: UInt32] = [:]
    for end in ends { sessions[end.key] = desk.logon(end.key) }
    desk.engine.time = start + 30
    #expect(desk.engine.apply(.tick(0)).endings.map(\.session) == [sessions[9]!, sessions[7]!])
    #expect(desk.engine.apply(.tick(0)).isEmpty, "a key is valid through its last nanosecond")
    let last = desk.engine.apply(.tick(1)).endings
    #expect(last.map(\.session) == [sessions[6]!, sessions[8]!], "equal ends by key number")
    #expect(last.allSatisfy { $0.report.endValue == .expired })
  }

  @Test func `timers beyond the limit wait for the next record`() {
    let desk = Desk(testGenesis { $0.timersPerCommandMax = 1 })
    let end = desk.engine.time + 5
    for key in 6...8 as ClosedRange<UInt32> {
      desk.operate([desk.registration(key, account: key - 5, notAfter: end)])
      desk.logon(key)
    }
    desk.engine.time = end + 1
    for _ in 0..<3 { #expect(desk.engine.apply(.tick(0)).endings.count == 1) }
    #expect(desk.engine.apply(.tick(0)).isEmpty)
  }

  @Test func `revoking a key ends its session, and is done once`() {
    let desk = Desk()
    let session = desk.logon(1)
    let outputs = desk.operate([RevokeKey(key: 1)])
    #expect(ends(outputs) == [.revoked] && outputs.codes == [RejectCode.none])
    #expect(outputs.endings[0].session == session)
    let before = desk.engine.record(StateSectionNumber.keys, bucket: 1, key: 1)
    let again = desk.operate([RevokeKey(key: 1), RevokeKey(key: 2)])
    #expect(again.codes == [RejectCode.none, RejectCode.none] && again.endings.isEmpty)
    #expect(desk.engine.record(StateSectionNumber.keys, bucket: 1, key: 1) == before)
    #expect(before?[0] == 1)
  }

  @Test func `a key that revokes itself is refused from there on, and nobody hears`() {
    let desk = Desk()
    let outputs = desk.operate([
      OpenAccount(account: 5), RevokeKey(key: 0), AdjustCash(account: 5, amount: 1),
    ])
    #expect(outputs.codes == [RejectCode.none, RejectCode.none, .keyRevoked])
    let heard = outputs.compactMap { if case .result(let session, _) = $0 { session } else { nil } }
    #expect(heard == [desk.operatorSession, 0, 0])
    #expect(desk.engine.cash(5) == 0, "the refused command did nothing")
    let nonce = desk.engine.records(StateSectionNumber.nonces)
      .filter { $0.key.bucket < 8 }.max { $0.key.key < $1.key.key }
    #expect(nonce?.value.suffix(3) == [0, 0, RejectCode.keyRevoked.wire])
  }

  @Test func `fills are heard on every session of both accounts, and numbered without gaps`() {
    let desk = Desk()
    let one = [desk.logon(1), desk.logon(5)]
    let two = desk.logon(2)
    desk.send(two, 2, [limit(.sell, 3, 2, 1)])
    let outputs = desk.send(one[0], 1, [limit(.buy, 3, 2, 1)])
    #expect(outputs.fills.map(\.session) == one + [two])
    #expect(outputs.fills.map(\.fill.reportSequence) == [2, 1, 2])
    #expect(outputs.results.map(\.reportSequence) == [1], "the result comes before the fills")
    #expect(outputs.first == .result(one[0], outputs.results[0]))
  }
}
