// SPDX-License-Identifier: Apache-2.0

import Glibc
import Journaling
import Memory
import PacketIO
import Testing
import Tiles
import WireFormat

@testable import Appliance
@testable import NaiveRules

extension ApplianceRuns {
  /// Mutated frames at a whole appliance: a third of them mutated by field before signature and tag are
  /// made, so that they reach the decision layer; the rest after, so that every stage before it is met.
  @Suite(.serialized) struct FuzzCampaignTests {
    /// Ten million under MATCHLOCK_LONG, in a release build.
    private var rounds: Int {
      if let text = getenv("MATCHLOCK_FUZZ_FRAMES"), let rounds = Int(String(cString: text)) {
        return rounds
      }
      #if DEBUG
        return 4_000
      #else
        return getenv("MATCHLOCK_LONG") == nil ? 100_000 : 10_000_000
      #endif
    }

    @Test func `mutated frames are met by the stage they are for, and an honest order still fills`()
      throws
    {
      let seed = getenv("MATCHLOCK_SEED").flatMap { UInt64(String(cString: $0)) } ?? 2_026
      var storm = Storm(seed: seed)
      var settings = try TestVenue.settings(try TestVenue.makeFolder()) { block in
        block.ordersMax = 300
        block.openOrdersPerAccountMax = 128
        block.positionLotsMax = 1 << 40
      }
      settings.durability = .none
      settings.segmentBytes = 64 << 20
      settings.admission.sessionBurst = 10_000_000
      settings.admission.sessionRate = 1_000_000_000
      let venue = try TestVenue(settings)
      let (head, maker, taker) = try venue.open()
      let honest = try openHonestly(venue, head)
      let rounds = rounds
      var fielded = 0
      for round in 0..<rounds {
        if round % 5 < 2 {
          storm.fielded(round % 20 == 0 ? head : round % 2 == 0 ? maker : taker, &venue.port)
          fielded += 1
        } else {
          venue.sendStray(storm.damaged(maker))
        }
        if round % 32 == 0 { venue.poll() }
        if round % 1_024 == 0 {
          // Keep to what the venue takes: BUSY is for another test.
          try venue.wait("the storm to be taken") {
            let isTaken = venue.port.reserve(32) == 32
            return isTaken
          }
          for member in [head, maker, taker] { member.forgetReports() }
        }
      }
      try venue.settle()
      #expect(venue.appliance.failure == nil, "seed \(seed)")
      let fills = try tradeHonestly(venue, honest)
      #expect(fills == 1, "seed \(seed)")
      let summary = try venue.appliance.stop(secondsMax: 120)
      #expect(summary.notSealed == nil)
      try report(summary, rounds, fielded, seed)
      let log = try LogVerification(.directory(venue.folder)).run()
      #expect(log.isSealed && log.stateRoot == summary.stateRoot, "seed \(seed)")
      #expect(log.reportsDigest == summary.reportsDigest, "seed \(seed)")
      let difference = try compareNaively(venue)
      #expect(difference == nil, "seed \(seed)")
    }

    /// Runs the log through the naive rules too: every output, and every so often the whole state.
    private func compareNaively(_ venue: TestVenue) throws -> String? {
      var reader = try JournalReader(directory: venue.folder)
      var comparison = LogComparison(venue.settings.genesis)
      while let record = try reader.next() {
        if let difference = try comparison.take(record.bytes) { return difference }
        if comparison.records % 20_000 == 0, let difference = comparison.compareStates() {
          return difference
        }
      }
      print("fuzz: \(comparison.records) records as the naive rules have them")
      return comparison.compareStates()
    }

    /// Two members and a market that no mutated command names: a room of their own in every table.
    private func openHonestly(
      _ venue: TestVenue, _ head: TestMember
    ) throws -> (maker: TestMember, taker: TestMember) {
      let seeds = [TestVenue.seed(15), TestVenue.seed(16)]
      let publicKeys = try seeds.map { try TestVenue.publicKey($0) }
      let results = try venue.send(head) { writer in
        writer.append(
          ListMarket(
            market: Storm.honestMarket, priceMin: 1, priceMax: 100, quantityMax: 1_000,
            multiplier: 1))
        for i in 0..<2 as Range<UInt32> {
          writer.append(OpenAccount(account: 5 + i))
          writer.append(
            RegisterKey(
              key: 5 + i, account: 5 + i, scope: 1, group: .max, notAfter: .max,
              publicKey: publicKeys[Int(i)]))
        }
      }
      #expect(results.allSatisfy { $0.code == 0 })
      let maker = try venue.member(key: 5, seed: seeds[0])
      let taker = try venue.member(key: 6, seed: seeds[1])
      try venue.logon(maker)
      try venue.logon(taker)
      return (maker, taker)
    }

    private func tradeHonestly(
      _ venue: TestVenue, _ honest: (maker: TestMember, taker: TestMember)
    ) throws -> Int {
      for (member, side) in [(honest.maker, 1), (honest.taker, 0)] as [(TestMember, UInt8)] {
        let results = try venue.send(member) {
          $0.append(
            NewOrder(
              market: Storm.honestMarket, side: side, price: 50, quantity: 3, clientOrder: 7))
        }
        #expect(results.map(\.code) == [0])
      }
      try venue.wait("the fill") { honest.taker.fills.count >= 1 && honest.maker.fills.count >= 1 }
      return honest.taker.fills.count
    }

    /// Prints how many frames reached each stage, and holds the campaign to its purpose.
    private func report(
      _ summary: ApplianceSummary, _ rounds: Int, _ fielded: Int, _ seed: UInt64
    ) throws {
      func drops(_ prefix: String) -> UInt64 {
        summary.drops.filter { $0.cause.hasPrefix(prefix) }.reduce(0) { $0 + $1.count }
      }
      func counter(_ name: String) -> UInt64 {
        summary.counters.filter { "\($0.tile).\($0.name)" == name }.reduce(0) { $0 + $1.count }
      }
      let session = ["sessionUnknown", "tagWrong", "sequence", "sessionThrottled", "backlog"]
        .reduce(0) { $0 + drops($1) }
      let decided = counter("sequence.commands")
      let lines = [
        "frames sent            \(rounds), \(fielded) of them mutated by field, seed \(seed)",
        "stopped by headers     \(drops("frame.") + drops("neighbour."))",
        "stopped by form        \(drops("form."))",
        "stopped by session     \(session)",
        "stopped by signature   \(drops("signatureRefused") + drops("keyUnknown"))",
        "reached apply          \(decided) datagrams",
        "commands accepted      \(summary.accepted), rejected \(summary.rejected), trades \(summary.trades)",
        "rejects                \(summary.rejects)",
      ]
      for line in lines { print("fuzz: \(line)") }
      #expect(fielded * 3 >= rounds)
      #expect(decided >= UInt64(rounds / 100) && (rounds < 10_000_000 || decided >= 100_000))
      for (stage, count) in [
        ("headers", drops("frame.")), ("form", drops("form.")), ("tag", drops("tagWrong")),
        ("signature", drops("signatureRefused")), ("accepted", summary.accepted),
        ("rejected", summary.rejected), ("trades", summary.trades),
      ] { #expect(count >= UInt64(rounds / 2_000), "\(stage): \(count)") }
    }
  }
}

/// A source of hostile frames, from a seed.
struct Storm {
  /// A market that no mutated command names by a valid number.
  static let honestMarket: UInt32 = 3
  static let marketThatEnds: UInt32 = 2
  /// Client numbers that the storm uses.
  static let names: UInt64 = 64
  var chance: SplitMix

  init(seed: UInt64) { chance = SplitMix(state: seed) }

  /// A number that is likely to be a case of its own.
  private mutating func number(_ usual: UInt64) -> UInt64 {
    switch chance.below(16) {
    case 0: 0
    case 1: .max
    case 2: UInt64(1) << UInt64(chance.below(64))
    case 3: (UInt64(1) << UInt64(chance.below(64))) &- 1
    case 4: chance.next()
    case 5: UInt64(bitPattern: Int64.min)
    default: usual == 0 ? 0 : chance.next() % usual
    }
  }

  private mutating func price() -> Int64 { Int64(bitPattern: number(8)) &+ 95 }
  private mutating func market() -> UInt32 {
    let market = UInt32(truncatingIfNeeded: number(2))
    return market == Self.honestMarket ? 0 : market
  }
  private mutating func byte(_ usual: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: number(usual)) }

  /// A signed, tagged datagram of this member with odd fields.
  mutating func fielded(_ member: TestMember, _ port: inout Port) {
    let now = TestVenue.now
    var validUntil = now + 20_000_000_000
    if chance.below(40) == 0 { validUntil = number(now * 2) }
    let old = chance.below(30) == 0
    let nonce = old ? member.nonce &- min(member.nonce, UInt64(chance.below(80))) : member.nonce + 1
    if !old { member.nonce += 1 }
    let count = 1 + chance.below(4)
    let lagged = chance.below(20) == 0
    let (seen, lag) = lagged ? (number(1_000), UInt32(truncatingIfNeeded: number(10))) : (0, 0)
    // Not the operator's: a byte more or less in what it signs revokes whomever it likes.
    let damages = member.key != 0 && chance.below(8) == 0
    var damageChance = SplitMix(state: chance.next())
    var writerChance = self
    let body = member.prepare(
      validUntil: validUntil, group: chance.below(50) == 0 ? UInt16(byte(4)) : 0, nonce: nonce,
      indexSeen: seen, indexLagMax: lag, corrupt: chance.below(40) == 0,
      damage: { bytes in
        guard damages else { return }
        for _ in 0...damageChance.below(3) {
          // A nonce of 2^63 would be the key's last: all that follows would be too old.
          let at = damageChance.below(bytes.count)
          if !(16..<24).contains(at) { bytes[at] = UInt8(damageChance.below(256)) }
        }
      }
    ) { writer in
      for _ in 0..<count { writerChance.append(to: &writer, isOperator: member.key == 0) }
    }
    chance = writerChance.chance
    member.resend(body, &port)
  }

  private mutating func append(to writer: inout CommandDatagramWriter, isOperator: Bool) {
    let isOperators = isOperator || chance.below(15) == 0
    switch isOperators ? 6 + chance.below(8) : chance.below(6) {
    case 0, 1, 2:
      writer.append(
        NewOrder(
          market: market(), side: byte(2), timeInForce: byte(2), price: price(),
          quantity: number(20), clientOrder: number(Self.names)))
    case 3:
      writer.append(
        CancelOrder(market: market(), order: number(0), clientOrder: number(Self.names)))
    case 4:
      writer.append(
        ReplaceOrder(
          market: market(), order: number(0), clientOrder: number(Self.names),
          newClientOrder: number(Self.names), price: price(), quantity: number(20)))
    case 5:
      switch chance.below(6) {
      case 0: writer.append(SetDeadMan(span: number(2_000_000_000)))
      case 1:
        writer.append(
          CancelAll(market: market(), scope: byte(2), side: byte(3), owner: byte(2)))
      default: writer.append(Noop())
      }
    case 6:
      writer.append(
        ListMarket(
          market: market(), group: UInt16(byte(2)), priceMin: price(), priceMax: price(),
          quantityMax: number(1 << 20), multiplier: number(4),
          makerFee: Int32(truncatingIfNeeded: number(10)),
          takerFee: Int32(truncatingIfNeeded: number(10))))
    case 7: writer.append(OpenAccount(account: UInt32(truncatingIfNeeded: number(16))))
    case 8:
      writer.append(
        AdjustCash(
          account: UInt32(truncatingIfNeeded: number(4)), amount: Int64(bitPattern: number(1_000)),
          reference: number(9)))
    case 9:
      writer.append(
        RegisterKey(
          key: UInt32(truncatingIfNeeded: number(16)),
          account: UInt32(truncatingIfNeeded: number(4)),
          scope: UInt32(truncatingIfNeeded: number(4)), notBefore: number(1), notAfter: number(0),
          publicKey: Bytes32(word0: number(0), word1: number(0), word2: number(0), word3: number(0))
        ))
    case 10:
      // Mostly open, so that there is trade; and none of those that trade ends for ever.
      let state = chance.below(8) == 0 ? byte(12) : 0
      let ends = state == MarketState.expired.rawValue
      writer.append(SetMarketState(market: ends ? Self.marketThatEnds : market(), state: state))
    case 11:
      writer.append(
        SetReferencePrice(
          market: market(), price: price(), sourceTime: number(9), sourceSequence: number(99)))
    case 12:
      writer.append(
        BustTrade(
          match: number(200), price: price(), quantity: number(20), makerFee: 0, takerFee: 0,
          market: market(), makerAccount: UInt32(truncatingIfNeeded: number(3)),
          takerAccount: UInt32(truncatingIfNeeded: number(3)), takerSide: byte(2)))
    default:
      // Not the keys of this campaign: it would end there.
      writer.append(RevokeKey(key: UInt32(truncatingIfNeeded: number(0)) | 8))
    }
  }

  /// A whole Ethernet frame that was good, damaged after its tag was made: bits, length, headers.
  mutating func damaged(_ member: TestMember) -> [UInt8] {
    let payload = member.lastFrame(Frame.headBytes + 64 + 48 + 42)
    let buffer = ByteBuffer(count: 2_048)
    for (i, byte) in payload.enumerated() { buffer.bytes[UDPDatagram.payloadOffset + i] = byte }
    var count = payload.count
    if chance.below(6) == 0 { count = chance.below(count) }
    if chance.below(3) != 0 {
      for _ in 0...chance.below(4) where count > 0 {
        let at = chance.below(8) == 0 ? chance.below(count) : chance.below(min(count, 48))
        buffer.bytes[UDPDatagram.payloadOffset + at] = UInt8(chance.below(256))
      }
    }
    let length = UDPDatagram.write(
      into: buffer.bytes, source: TestVenue.memberAddress, destination: TestVenue.venueAddress,
      payloadCount: count)
    if chance.below(5) == 0 {
      for _ in 0...chance.below(3) {
        buffer.bytes[chance.below(UDPDatagram.payloadOffset)] = UInt8(chance.below(256))
      }
    }
    return (0..<length).map { buffer.bytes[$0] }
  }
}
