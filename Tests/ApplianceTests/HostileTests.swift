// SPDX-License-Identifier: Apache-2.0

import Memory
import PacketIO
import Testing
import WireFormat

@testable import Appliance

extension ApplianceRuns {
  /// Everything from outside is hostile: each kind of bad input has its own counter or reject code,
  /// none crashes the appliance, none costs a later order.
  @Suite(.serialized) struct HostileTests {
    @Test func `each kind of bad datagram is counted by its cause and costs no later order`() throws
    {
      let venue = try TestVenue(try TestVenue.settings(try TestVenue.makeFolder()))
      let (_, maker, taker) = try venue.open()
      let good = try goodFrame(venue, maker)
      let hostile: [(cause: String, payload: [UInt8])] = [
        ("form.frameTruncated", Array(good.prefix(20))),
        ("form.frameSchemaUnknown", changed(good, at: 4, to: 0)),
        ("form.frameVersionUnknown", changed(good, at: 6, to: 9)),
        ("form.frameTemplateUnknown", changed(good, at: 2, to: 77)),
        ("form.frameDirectionWrong", changed(good, at: 2, to: 4)),
        ("form.frameTemplateReserved", changed(good, at: 2, to: 9)),
        ("form.frameBodyMissing", Array(good.dropLast(3))),
        ("form.frameTrailingBytes", good + [0]),
        ("form.frameReservedSet", changed(good, at: 14, to: 1)),
        ("sessionUnknown", changed(good, at: 8, to: 7)),
        ("tagWrong", changed(good, at: 24, to: good[24] ^ 1)),
        ("tagWrong", changed(good, at: good.count - 1, to: good[good.count - 1] ^ 1)),
        ("sequenceReplayed", good),
      ]
      for (_, payload) in hostile { maker.sendRaw(payload, &venue.port) }

      // A signature that does not hold, one of another venue, and one of an unknown key.
      maker.command(validUntil: TestVenue.soon, corrupt: true, &venue.port) {
        $0.append(NewOrder(market: 0, side: 0, price: 9, quantity: 1, clientOrder: 900))
      }
      let stranger = try venue.member(key: 9, seed: TestVenue.seed(9))
      stranger.logon(validUntil: TestVenue.soon, &venue.port)
      let foreigner = try TestMember(
        key: 1, seed: TestVenue.seed(3),
        identity: Identity(venue: Bytes16(word0: 99), chain: Bytes32(), network: 1),
        local: TestVenue.memberAddress, venue: TestVenue.venueAddress,
        venueKey: venue.appliance.venueKey)
      foreigner.logon(validUntil: TestVenue.soon, &venue.port)

      // Frames that are not for us, or not whole.
      sendFrame(good, &venue.port, udpPort: 1) { _ in }
      sendFrame(good, &venue.port) { $0[30] ^= 1 }  // destination address: header checksum
      sendFrame(good, &venue.port) { $0[50] ^= 1 }  // payload: UDP checksum
      sendFrame(good, &venue.port) { $0[12] = 0x86 }  // another ethertype
      sendFrame(good, &venue.port) { $0[0] ^= 1 }  // another MAC address

      let results = try venue.send(taker) {
        $0.append(NewOrder(market: 0, side: 0, price: 50, quantity: 1, clientOrder: 1))
      }
      #expect(results.map(\.code) == [0])
      let summary = try venue.appliance.stop()
      for (cause, _) in hostile { #expect(count(summary, cause) > 0, "\(cause): \(summary.drops)") }
      #expect(count(summary, "tagWrong") == 2)
      #expect(count(summary, "signatureRefused") == 2)
      #expect(count(summary, "keyUnknown") >= 1)
      #expect(count(summary, "frame.misdirectedPort") == 1)
      #expect(count(summary, "frame.ipChecksum") == 1 && count(summary, "frame.udpChecksum") == 1)
      #expect(count(summary, "frame.notIPv4") == 1 && count(summary, "frame.misdirectedMAC") == 1)
    }

    @Test func `bad commands get their own reject codes and the next one is taken`() throws {
      let venue = try TestVenue(try TestVenue.settings(try TestVenue.makeFolder()))
      let (_, maker, _) = try venue.open()
      func order(
        market: UInt32 = 0, side: UInt8 = 0, timeInForce: UInt8 = 0, price: Int64 = 100,
        quantity: UInt64 = 1, clientOrder: UInt64 = 1
      ) -> NewOrder {
        NewOrder(
          market: market, side: side, timeInForce: timeInForce, price: price, quantity: quantity,
          clientOrder: clientOrder)
      }
      let cases: [(NewOrder, RejectCode)] = [
        (order(quantity: 0), .zeroQuantity), (order(quantity: .max), .quantityAboveMax),
        (order(price: 0), .priceOutsideBand), (order(price: .max), .priceOutsideBand),
        (order(price: .min), .priceOutsideBand), (order(market: 3), .unknownMarket),
        (order(market: .max), .unknownMarket), (order(side: 2), .unknownSide),
        (order(timeInForce: 9), .unknownTimeInForce), (order(clientOrder: 0), .zeroClientOrder),
      ]
      for (command, code) in cases {
        let result = try venue.send(maker) { $0.append(command) }
        #expect(result.map(\.codeValue) == [code])
      }
      let late = try venue.sendAt(maker, validUntil: TestVenue.now - 1_000_000_000)
      #expect(late.codeValue == .expired)
      let far = try venue.sendAt(maker, validUntil: TestVenue.now + 100_000_000_000)
      #expect(far.codeValue == .validUntilTooFar)
      let result = try venue.send(maker) { $0.append(order()) }
      #expect(result.map(\.code) == [0])
      _ = try venue.appliance.stop()
    }

    @Test func `mutated frames never stop the appliance`() throws {
      var random = SplitMix(state: 77)
      #if DEBUG
        let rounds = 4_000
      #else
        let rounds = 100_000
      #endif
      let venue = try TestVenue(try TestVenue.settings(try TestVenue.makeFolder()))
      let (_, maker, taker) = try venue.open()
      let good = try goodFrame(venue, maker)
      for round in 0..<rounds {
        var payload = good
        for _ in 0...random.below(4) {
          payload[random.below(payload.count)] = UInt8(truncatingIfNeeded: random.next())
        }
        if random.below(4) == 0 { payload = Array(payload.prefix(1 + random.below(payload.count))) }
        if random.below(5) == 0 {
          sendFrame(payload, &venue.port) { frame in
            for _ in 0...random.below(3) { frame[random.below(60)] = UInt8(random.below(256)) }
          }
        } else {
          maker.sendRaw(payload, &venue.port)
        }
        if round % 64 == 0 { venue.poll() }
      }
      try venue.wait("the storm to pass") { venue.port.reserve(32) == 32 }
      let results = try venue.send(taker) {
        $0.append(NewOrder(market: 0, side: 0, price: 50, quantity: 1, clientOrder: 1))
      }
      #expect(results.map(\.code) == [0])
      let summary = try venue.appliance.stop()
      #expect(summary.dropped > UInt64(rounds) / 2)
    }

    // MARK: Helpers

    /// The payload of a command frame that was accepted.
    private func goodFrame(_ venue: TestVenue, _ member: TestMember) throws -> [UInt8] {
      let body = member.command(validUntil: TestVenue.soon, &venue.port) {
        $0.append(NewOrder(market: 0, side: 0, price: 10, quantity: 1, clientOrder: 555))
      }
      try venue.wait("the result") { member.results.last?.clientOrder == 555 }
      return member.lastFrame(Frame.headBytes + body.count)
    }

    private func changed(_ bytes: [UInt8], at offset: Int, to value: UInt8) -> [UInt8] {
      var bytes = bytes
      bytes[offset] = value
      return bytes
    }

    /// Sends a payload in a frame that `change` may spoil after the checksums were made.
    private func sendFrame(
      _ payload: [UInt8], _ port: inout Port, udpPort: UInt16 = 26_400,
      _ change: (inout [UInt8]) -> Void
    ) {
      while port.reserve(1) == 0 {}
      let out = port.outgoing(0)
      for (i, byte) in payload.enumerated() { out[UDPDatagram.payloadOffset + i] = byte }
      var to = TestVenue.venueAddress
      to.udpPort = udpPort
      let length = UDPDatagram.write(
        into: out, source: TestVenue.memberAddress, destination: to, payloadCount: payload.count)
      var frame = (0..<length).map { out[$0] }
      change(&frame)
      for (i, byte) in frame.enumerated() { out[i] = byte }
      port.setLength(0, length)
      _ = port.transmit(1)
    }

    private func count(_ summary: ApplianceSummary, _ cause: String) -> UInt64 {
      summary.drops.first { $0.cause == cause }?.count ?? 0
    }
  }
}

extension TestVenue {
  func sendAt(_ member: TestMember, validUntil: UInt64) throws -> CommandResult {
    let before = member.results.count
    member.command(validUntil: validUntil, &port) {
      $0.append(NewOrder(market: 0, side: 0, price: 100, quantity: 1, clientOrder: 77))
    }
    try wait("a result") { member.results.count > before }
    return member.results.last!
  }
}
