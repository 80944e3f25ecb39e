// SPDX-License-Identifier: Apache-2.0

import Memory
import Venue
import WireFormat

/// A venue, its log, and its state as an outsider would rebuild it from the events.
final class Engine {
  let genesis: VenueGenesis
  private var venue: Venue
  private var events: VenueEvents
  private let buffer = ByteBuffer(count: max(LogRecordView.bytesMax, Frame.bytesMax))
  private(set) var index: UInt64 = 0
  var time: UInt64 = 1_000 * second
  private(set) var term: UInt64 = 1
  private(set) var state: [Place: [UInt8]] = [:]
  /// State records taken out that were not there, other than positions.
  private(set) var missing: [Place] = []
  /// Kinds, fields and bytes of all events so far, as FNV-1a.
  private(set) var eventHash: UInt64 = 0xcbf2_9ce4_8422_2325
  private(set) var eventsMost = 0
  /// The last record as it stands in the log.
  private(set) var head = LogRecord()

  init(_ genesis: VenueGenesis) {
    self.genesis = genesis
    do { venue = try Venue(genesis) } catch { fatalError("\(error)") }
    events = VenueEvents(capacity: venue.eventsPerRecordMax)
  }

  var eventsMax: Int { venue.eventsPerRecordMax }
  var isConserved: Bool { venue.isConserved }
  var indexNext: UInt64 { venue.indexNext }

  /// Gives the entry its place in the log, applies it and decodes what came of it.
  @discardableResult
  func apply(_ entry: Entry) -> [Output] {
    time += entry.elapsed
    term += entry.termStep
    head = entry.head(index: index, time: time, term: term)
    let bytes = withView(entry.body) {
      LogRecordView.write(into: buffer.bytes, record: head, body: $0)
    }
    index += 1
    events.removeAll()
    venue.apply(buffer.bytes.view.slice(0, count: bytes), into: &events)
    eventsMost = max(eventsMost, events.count)
    return (0..<events.count).compactMap { take($0) }
  }

  /// Applies a record as it stands in a log that somebody else wrote.
  func apply(logged bytes: ByteView) throws -> [Output] {
    head = try LogRecordView(parsing: bytes).record
    events.removeAll()
    venue.apply(bytes, into: &events)
    eventsMost = max(eventsMost, events.count)
    return (0..<events.count).compactMap { take($0) }
  }

  /// What the venue says between two records; the message's bytes, none for no answer.
  func answer(_ request: StateRequest, of session: UInt32, bytesMax: Int = 1_366) -> [UInt8] {
    let length = venue.answer(request, of: session, into: buffer.bytes.slice(0, count: bytesMax))
    return buffer.bytes.view.slice(0, count: length).array
  }

  func answer(_ request: StatusRequest, of session: UInt32) -> [UInt8] {
    let length = venue.answer(request, of: session, into: buffer.bytes)
    return buffer.bytes.view.slice(0, count: length).array
  }

  /// The next snapshot page of a walk.
  func page(_ cursor: inout SnapshotCursor) -> [UInt8] {
    let place = ByteBuffer(count: Venue.snapshotPageBytesMax)
    let bytes = venue.snapshotPage(&cursor, into: place.bytes)
    return place.bytes.view.slice(0, count: bytes).array
  }

  private func take(_ place: Int) -> Output? {
    let event = events.event(place)
    let bytes = events.payload(place)
    hash(event, bytes)
    switch event.kind {
    case .report: return report(event.session, bytes)
    case .marketData: return marketData(bytes)
    case .match: return .match(MatchRecord(block: bytes, at: 8))
    case .stateSet:
      let place = Place(section: event.section, bucket: event.bucket, key: event.key)
      state[place] = bytes.array
      return nil
    case .stateRemoved:
      let place = Place(section: event.section, bucket: event.bucket, key: event.key)
      let old = state.removeValue(forKey: place)
      // A position, a cold part or a quote group that came and went within one record was never told of.
      let comesAndGoes = [
        StateSectionNumber.positions, StateSectionNumber.specialOrders,
        StateSectionNumber.conditionalOrders, StateSectionNumber.quoteGroups,
        StateSectionNumber.protectionSums,
      ]
      if old == nil && !comesAndGoes.contains(place.section) { missing.append(place) }
      return nil
    case .logonAnswered:
      let reply = LogonReply(block: bytes, at: 8)
      let at = LogonReply.messageBytes
      return .logonAnswered(
        event.session, reply, bytes.slice(at, count: bytes.count - at).array)
    case .logonRepeated: return .logonRepeated(event.session)
    case .sessionClosed: return .sessionClosed(event.session)
    case .keyRegistered: return .keyRegistered(event.key, bytes.array)
    case .snapshotPage: return .unknown(0)
    }
  }

  private func report(_ session: UInt32, _ bytes: ByteView) -> Output {
    switch MessageHeader(bytes).templateID {
    case CommandResult.templateID: .result(session, CommandResult(block: bytes, at: 8))
    case Fill.templateID: .fill(session, Fill(block: bytes, at: 8))
    case OrderClosed.templateID: .orderClosed(session, OrderClosed(block: bytes, at: 8))
    case SessionClosed.templateID: .sessionEnded(session, SessionClosed(block: bytes, at: 8))
    case OrderRepriced.templateID: .repriced(session, OrderRepriced(block: bytes, at: 8))
    case OrderTriggered.templateID: .triggered(session, OrderTriggered(block: bytes, at: 8))
    case TradeBusted.templateID: .busted(session, TradeBusted(block: bytes, at: 8))
    case QuoteResult.templateID: .quoteResult(session, QuoteResult(block: bytes, at: 8))
    case QuoteRefused.templateID: .quoteRefused(session, QuoteRefused(block: bytes, at: 8))
    case ProtectionTriggered.templateID:
      .protection(session, ProtectionTriggered(block: bytes, at: 8))
    case MassCancelled.templateID: .massCancelled(session, MassCancelled(block: bytes, at: 8))
    default: .unknown(MessageHeader(bytes).templateID)
    }
  }

  private func marketData(_ bytes: ByteView) -> Output {
    switch MessageHeader(bytes).templateID {
    case MarketListed.templateID: .listed(MarketListed(block: bytes, at: 8))
    case OrderAdded.templateID: .added(OrderAdded(block: bytes, at: 8))
    case OrderExecuted.templateID: .executed(OrderExecuted(block: bytes, at: 8))
    case OrderReduced.templateID: .reduced(OrderReduced(block: bytes, at: 8))
    case OrderDeleted.templateID: .deleted(OrderDeleted(block: bytes, at: 8))
    case MarketStatus.templateID: .status(MarketStatus(block: bytes, at: 8))
    case ReferencePrice.templateID: .reference(ReferencePrice(block: bytes, at: 8))
    case TradeBroken.templateID: .broken(TradeBroken(block: bytes, at: 8))
    case PriceLimits.templateID: .priceLimits(PriceLimits(block: bytes, at: 8))
    case LimitTripped.templateID: .tripped(LimitTripped(block: bytes, at: 8))
    case AuctionIndication.templateID: .indication(AuctionIndication(block: bytes, at: 8))
    case AuctionResult.templateID: .auctionResult(AuctionResult(block: bytes, at: 8))
    case AuctionTrade.templateID: .auctionTrade(AuctionTrade(block: bytes, at: 8))
    case BookChecksum.templateID: .checksum(BookChecksum(block: bytes, at: 8))
    default: .unknown(MessageHeader(bytes).templateID)
    }
  }

  private func hash(_ event: VenueEvent, _ bytes: ByteView) {
    mix(UInt64(event.kind.rawValue) | UInt64(event.section) << 8 | UInt64(event.length) << 16)
    mix(UInt64(event.session) | UInt64(event.bucket) << 32)
    mix(event.key)
    mix(event.logIndex)
    for i in 0..<bytes.count { mix(UInt64(bytes[i])) }
  }

  private func mix(_ value: UInt64) { eventHash = (eventHash ^ value) &* 0x0000_0100_0000_01b3 }
}

/// Reads canonical records as an outsider does.
extension Engine {
  func records(_ section: UInt8) -> [Place: [UInt8]] {
    state.filter { $0.key.section == section }
  }

  func record(_ section: UInt8, bucket: UInt32, key: UInt64) -> [UInt8]? {
    state[Place(section: section, bucket: bucket, key: key)]
  }

  func cash(_ account: UInt32) -> Int128? {
    record(StateSectionNumber.accounts, bucket: account, key: UInt64(account))
      .map { littleEndian($0, 0, 16) }
  }

  /// Lots held, open to buy and open to sell; zeros for a position that has no record.
  func position(_ account: UInt32, _ market: UInt32) -> (held: Int64, buy: UInt64, sell: UInt64) {
    let place = account * genesis.block.marketsMax + market
    guard
      let bytes = record(StateSectionNumber.positions, bucket: place, key: UInt64(place))
    else { return (0, 0, 0) }
    return (
      Int64(littleEndian(bytes, 0, 8)), UInt64(littleEndian(bytes, 8, 8)),
      UInt64(littleEndian(bytes, 16, 8))
    )
  }

  var orderCount: Int { records(StateSectionNumber.orders).count }
}
