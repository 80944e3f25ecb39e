// SPDX-License-Identifier: Apache-2.0

import Memory
import PacketIO
import Testing
import Tiles
import WireFormat

@testable import Appliance

extension ApplianceRuns {
  /// What a hostile neighbour or stranger may cost: each kind is counted by its cause, gets never more
  /// bytes out than it sends, and costs honest members nothing.
  @Suite(.serialized) struct AbuseTests {
    enum Kind: CaseIterable {
      case noise, unknownSessions, forgedTags, replayedCommands, replayedBusy
      case forgedLogons, replayedLogons, addressFlood, addressPoison, echoFlood
      case feedRequests, feedStorm, reportStorm, stateStorm

      /// The counter that must tell of every frame: a drop's cause, or a tile's counter.
      var counter: String {
        switch self {
        case .noise: "form."
        case .unknownSessions: "sessionUnknown"
        case .forgedTags: "tagWrong"
        case .replayedCommands: "sequenceReplayed"
        case .replayedBusy: "form.frameDirectionWrong"
        case .forgedLogons: "signatureRefused"
        case .replayedLogons: "egress.logonReplies"
        case .addressFlood: "egress.neighbourFrames"
        case .addressPoison: "neighbour."
        case .echoFlood: "egress.neighbourFrames"
        case .feedRequests: "feedRequestsUnregistered"
        case .feedStorm, .reportStorm, .stateStorm: ""
        }
      }
    }

    @Test(arguments: Kind.allCases)
    func `abuse gets no more bytes out than it sends, is counted, and costs honest members nothing`(
      kind: Kind
    ) throws {
      var settings = try TestVenue.settings(try TestVenue.makeFolder())
      // Generous, so that it is the rule that bounds the answers and not a budget.
      settings.admission.logonRate = 1_000_000
      settings.admission.logonBurst = 1_000_000
      settings.admission.neighbourRate = 1_000_000
      settings.admission.neighbourBurst = 1_000_000
      settings.admission.requestRate = 1_000_000
      settings.admission.requestBurst = 1_000_000
      TestVenue.turnFeedOn(&settings, 0)
      settings.feed.requestRate = 1_000_000
      settings.feed.requestBurst = 1_000_000
      let venue = try TestVenue(settings)
      let (_, maker, taker) = try venue.open()
      let frames = try hostile(kind, venue, maker)
      var (sent, answered) = (0, 0)
      var random = SplitMix(state: 4)
      for round in 0..<4 {
        // Receipts and the like of what went before are no answers to this.
        try venue.settle()
        let before = venue.unicastBytes
        for frame in frames {
          sent += try send(kind, frame, venue, maker)
          if random.below(4) == 0 { venue.poll() }
        }
        try venue.settle()
        answered += venue.unicastBytes - before
        // An honest order is taken, and answered once.
        let results = try venue.send(taker) {
          $0.append(
            NewOrder(market: 0, side: 0, price: 50, quantity: 1, clientOrder: UInt64(round) + 1))
        }
        #expect(results.map(\.code) == [0])
      }
      let isStorm = kind.counter.isEmpty
      if isStorm { #expect(answered > 0, "storms of requests are answered, within the rule") }
      #expect(answered <= sent, "\(answered) bytes out for \(sent) in")
      print("abuse: \(kind): \(frames.count * 4) frames, \(sent) bytes in, \(answered) out")
      let summary = try venue.appliance.stop()
      if !isStorm {
        #expect(told(summary, kind.counter) >= UInt64(frames.count * 4), "\(summary.drops)")
      }
      #expect(maker.isUp && taker.isUp && maker.tagFaults == 0 && taker.tagFaults == 0)
    }

    /// Sends one frame, made by the member itself where it needs its session; the bytes sent.
    private func send(
      _ kind: Kind, _ frame: [UInt8], _ venue: TestVenue, _ maker: TestMember
    ) throws -> Int {
      let size = 296 + Int(frame[0]) * 4
      switch kind {
      case .reportStorm:
        maker.request(ResendRequest(fromSequence: 1, count: 1_000), size: size, &venue.port)
      case .stateStorm:
        if frame[0] & 1 == 0 {
          maker.request(StateRequest(kind: UInt8(frame[0] >> 1 & 1)), size: size, &venue.port)
        } else {
          maker.request(StatusRequest(nonce: 1), size: size, &venue.port)
        }
      case .feedStorm:
        venue.ask(1, 1_000, bytes: 20 + Int(frame[0]) * 5)
        return UDPDatagram.payloadOffset + 20 + Int(frame[0]) * 5
      default:
        venue.sendStray(frame)
        return frame.count
      }
      return UDPDatagram.payloadOffset + maker.lastLength
    }

    private func told(_ summary: ApplianceSummary, _ name: String) -> UInt64 {
      let drops = summary.drops.filter { $0.cause.hasPrefix(name) }
      // What is answered, and what found the lane to egress full.
      let counters = summary.counters.filter {
        "\($0.tile).\($0.name)" == name
          || (name == "egress.neighbourFrames" && $0.name == "neighboursBacklog")
      }
      return drops.reduce(0) { $0 + $1.count } + counters.reduce(0) { $0 + $1.count }
    }

    // MARK: What is sent

    private func hostile(_ kind: Kind, _ venue: TestVenue, _ maker: TestMember) throws -> [[UInt8]]
    {
      var random = SplitMix(state: 11)
      let body = maker.command(validUntil: TestVenue.soon, &venue.port) {
        $0.append(NewOrder(market: 0, side: 0, price: 10, quantity: 1, clientOrder: 555))
      }
      let command = maker.lastFrame(Frame.headBytes + body.count)
      try venue.wait("the result") { maker.results.last?.clientOrder == 555 }
      let count = 150
      return (0..<count).map { n in
        var payload = command
        switch kind {
        case .noise:
          payload = (0..<random.below(1_400)).map { _ in UInt8(random.below(256)) }
        case .unknownSessions: payload[9] = UInt8(1 + random.below(200))
        case .forgedTags:
          payload[16] = UInt8(random.below(256))
          payload[24 + random.below(16)] ^= UInt8(1 + random.below(255))
        case .replayedCommands: break
        case .replayedBusy:
          payload = Self.busy(session: maker.session, sequence: UInt64(n) + 1_000)
        case .forgedLogons:
          payload = maker.logonFrame
          payload[Frame.signatureOffset + random.below(32)] ^= UInt8(1 + random.below(255))
        case .replayedLogons: payload = maker.logonFrame
        case .addressFlood: return TestVenue.addressQuestion
        case .addressPoison: return poison(UInt8(random.below(250)))
        case .echoFlood: return TestVenue.echoRequest
        case .feedRequests:
          return feedRequest(from: UInt8(3 + random.below(200)))
        case .feedStorm, .reportStorm, .stateStorm: return [UInt8(random.below(256))]
        }
        return datagram(payload, from: UInt8(3 + random.below(200)))
      }
    }

    private static func busy(session: UInt32, sequence: UInt64) -> [UInt8] {
      let bytes = ByteBuffer(count: 128)
      let length = FrameWriter.busy(
        into: bytes.bytes, session: session, sequence: sequence, Busy(nonce: 2))
      return (0..<length).map { bytes.bytes[$0] }
    }

    /// A claim that the maker's address is at another station, or ours.
    private func poison(_ station: UInt8) -> [UInt8] {
      var claim = TestVenue.addressQuestion
      claim.replaceSubrange(6..<12, with: [2, 0, 0, 0, 0, station])
      claim.replaceSubrange(22..<28, with: [2, 0, 0, 0, 0, station])
      claim[21] = 2
      let target: [UInt8] = [10, 77, 0, station % 2 == 0 ? 1 : 2]
      claim.replaceSubrange(28..<32, with: target)
      return claim
    }

    /// A question for feed messages from a host that is no subscriber.
    private func feedRequest(from host: UInt8) -> [UInt8] {
      let bytes = ByteBuffer(count: MoldRequest.bytesMax)
      let length = MoldRequest.write(
        into: bytes.bytes, session: MoldSession("MATCHLOCK")!, sequence: 1, count: 1_000,
        bytes: 1_400)
      return datagram((0..<length).map { bytes.bytes[$0] }, from: host, to: 26_403)
    }

    /// A datagram to the venue from a host that may not exist.
    private func datagram(
      _ payload: [UInt8], from host: UInt8, to port: UInt16 = 26_400
    ) -> [UInt8] {
      var venue = TestVenue.venueAddress
      venue.udpPort = port
      let frame = ByteBuffer(count: 1_600)
      for (i, byte) in payload.enumerated() { frame.bytes[UDPDatagram.payloadOffset + i] = byte }
      let source = Endpoint(
        mac: MACAddress(rawValue: 0x02_4d_4c_00_01_00 | UInt64(host)),
        ipv4: IPv4Address(10, 77, 0, host), udpPort: 26_500)
      let length = UDPDatagram.write(
        into: frame.bytes, source: source, destination: venue,
        payloadCount: payload.count)
      return (0..<length).map { frame.bytes[$0] }
    }
  }
}

extension TestVenue {
  /// Polls until nothing has come for 50 ms.
  func settle() throws {
    var quietSince = Self.now
    var seen = framesReceived
    let start = quietSince
    while Self.now - quietSince < 50_000_000 {
      poll()
      if framesReceived != seen {
        seen = framesReceived
        quietSince = Self.now
      }
      try #require(Self.now - start < 30_000_000_000, "the venue never falls silent")
    }
  }
}
