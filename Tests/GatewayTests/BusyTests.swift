// SPDX-License-Identifier: Apache-2.0

import Memory
import Testing
import WireFormat

@testable import Gateway

/// What a member makes of BUSY, clock in hand.
@Suite final class BusyTests {
  private let venue: PlayedVenue
  private let member: MemberSession
  private let buffer = ByteBuffer(count: Frame.bytesMax)

  init() throws {
    venue = try PlayedVenue()
    member = try venue.member()
  }

  /// Sends one order at `now`; the frame.
  private func order(now: UInt64, validUntil: UInt64 = 1_000_000_000) -> [UInt8] {
    let length = member.command(
      into: buffer.bytes, group: 0, validUntil: validUntil, intendedAt: now, now: now
    ) { $0.append(NewOrder(market: 0, price: 5, quantity: 1, clientOrder: 1)) }
    return (0..<length).map { buffer.bytes[$0] }
  }

  private func resend(now: UInt64) -> [UInt8] {
    let length = member.resend(into: buffer.bytes, now: now, timeout: 0, resendsMax: 20)
    return (0..<length).map { buffer.bytes[$0] }
  }

  @Test func `the same signed bytes go again when the pause is over, and each pause is longer`()
    throws
  {
    let frame = order(now: 1_000)
    var now: UInt64 = 2_000
    var pause: UInt64 = 1_000_000
    var last = frame
    for _ in 0..<12 {
      let isTaken = try venue.deliver(venue.busy(last), to: member, now: now)
      #expect(isTaken)
      #expect(resend(now: now + pause - 1) == [])
      let again = resend(now: now + pause)
      #expect(Array(again.dropFirst(Frame.headBytes)) == Array(frame.dropFirst(Frame.headBytes)))
      #expect(again.prefix(Frame.headBytes) != last.prefix(Frame.headBytes), "a frame of its own")
      now += pause
      last = again
      pause = min(256_000_000, pause * 2)
      #expect(resend(now: now + 10_000_000_000) == [], "once for each BUSY")
    }
    #expect(member.counters.busy == 12 && member.counters.busyResent == 12)
    #expect(member.waitingCount == 1)
  }

  @Test func `a captured BUSY replayed after its nonce was burnt does nothing`() throws {
    let frame = order(now: 1_000)
    // Two copies of the order went out, both were refused; one BUSY arrived, the other was kept back.
    let first = venue.busy(frame)
    let keptBack = venue.busy(frame)
    let isTaken = try venue.deliver(first, to: member, now: 2_000)
    #expect(isTaken)
    let length = member.burn(
      member.waiting[Int(nonce(frame))].nonce, into: buffer.bytes, validUntil: 9_000_000_000,
      now: 3_000)
    let noop = (0..<length).map { buffer.bytes[$0] }
    #expect(nonce(noop) == nonce(frame) && body(noop).isUrgent)
    // The one that arrived, again; and the one that never did.
    let isReplayed = try venue.deliver(first, to: member, now: 4_000)
    let isLate = try venue.deliver(keptBack, to: member, now: 5_000)
    #expect(!isReplayed && !isLate)
    #expect(member.counters.framesRepeated == 1 && member.counters.busyStale == 1)
    #expect(resend(now: 60_000_000_000) == [], "neither the order nor the no-op goes again")
    #expect(member.staleNonce(60_000_000_000, span: 0) == 0)
    // A BUSY about the no-op itself is heard.
    let isHeard = try venue.deliver(venue.busy(noop, urgent: true), to: member, now: 6_000)
    #expect(isHeard && resend(now: 7_000_000).count == noop.count)
  }

  @Test func `what was refused each time it went out is over at its valid-until, not before`()
    throws
  {
    let frame = order(now: 1_000, validUntil: 500)
    #expect(member.takeNotSequenced(501) == 0, "nothing was refused yet")
    _ = try venue.deliver(venue.busy(frame), to: member, now: 2_000)
    #expect(member.takeNotSequenced(500) == 0, "the venue may still take it")
    _ = resend(now: 2_000_000)
    #expect(member.takeNotSequenced(501) == 0, "a copy of it is not accounted for")
    _ = try venue.deliver(venue.busy(frame), to: member, now: 3_000_000)
    #expect(member.takeNotSequenced(501) == nonce(frame))
    #expect(member.waitingCount == 0 && member.counters.notSequenced == 1)
    #expect(member.takeNotSequenced(501) == 0)
  }

  @Test func `a BUSY about other bytes under the nonce is not about ours`() throws {
    let frame = order(now: 1_000)
    var other = frame
    other[Frame.headBytes] ^= 1
    let isTaken = try venue.deliver(venue.busy(other), to: member, now: 2_000)
    #expect(!isTaken && member.counters.busyStale == 1)
    #expect(resend(now: 1_000_000_000) == [])
  }

  @Test func `an ordinary BUSY holds new orders back, an urgent one does not`() throws {
    let frame = order(now: 1_000)
    _ = try venue.deliver(venue.busy(frame, urgent: true), to: member, now: 2_000)
    #expect(member.heldUntil == 0)
    _ = try venue.deliver(venue.busy(frame), to: member, now: 3_000)
    #expect(member.heldUntil == 3_000 + 2_000_000)
    let result = CommandResult(nonce: nonce(frame), template: NewOrder.templateID, count: 1)
    let found = member.finish(result)
    #expect(found?.nonce == nonce(frame))
    #expect(member.heldUntil == 0)
  }

  private func body(_ frame: [UInt8]) -> CommandBody {
    kept.add(Array(frame.dropFirst(Frame.headBytes)))
  }
  private func nonce(_ frame: [UInt8]) -> UInt64 { body(frame).header.nonce }
  private let kept = Kept()
}

/// Views of a buffer are good while somebody holds it.
private final class Kept {
  private final class Box {
    let buffer: ByteBuffer
    init(_ bytes: [UInt8]) {
      buffer = ByteBuffer(count: bytes.count)
      for (i, byte) in bytes.enumerated() { buffer.bytes[i] = byte }
    }
  }
  private var boxes: [Box] = []
  func add(_ bytes: [UInt8]) -> CommandBody {
    boxes.append(Box(bytes))
    return CommandBody(checked: boxes.last!.buffer.bytes.view)
  }
}
