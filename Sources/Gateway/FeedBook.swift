// SPDX-License-Identifier: Apache-2.0

public import Memory
internal import Quantities
public import WireFormat

/// What became of a packet of the public feed.
@frozen
public enum FeedOutcome: UInt8, BitwiseCopyable, Sendable {
  /// At least one message was new, and none was lost before it.
  case applied
  /// No messages; none was lost. An end of the session is also told by `FeedBook.hasEnded`.
  case heartbeat
  /// Every message was had before: the other line's copy, or a late packet.
  case duplicate
  /// Messages before this packet are missing; its own were applied.
  case gap
  /// The packet, or a message in it, is not of the protocol. A bad packet is ignored whole; of one
  /// with a bad message the other messages were applied.
  case malformed
  /// It belongs to another stream than the first packet did, and is ignored.
  case otherSession
}

/// A market as the feed announced it.
@frozen
public struct FeedMarket: BitwiseCopyable, Sendable {
  /// Whether it was announced at all.
  public let isListed: Bool
  /// The group its commands are sent to.
  public let group: UInt16
  /// The band in ticks; `priceMin <= priceMax`.
  public let priceMin: Int64
  public let priceMax: Int64
  /// ASCII, padded with zeros, as it was received: any bytes.
  public let symbol: Bytes16
  /// What it takes, and its last reference price, 0 before the first.
  public internal(set) var state = MarketState.open
  public internal(set) var referencePrice: Int64 = 0

  @_noAllocation @_noLocks
  init(group: UInt16, priceMin: Int64, priceMax: Int64, symbol: Bytes16) {
    isListed = true
    self.group = group
    self.priceMin = priceMin
    self.priceMax = priceMax
    self.symbol = symbol
  }

  /// The symbol for people; what is not printable ASCII becomes a question mark. Cold: allocates.
  public var name: String {
    let text = symbol.array.prefix { $0 != 0 }.map { (0x20...0x7e).contains($0) ? $0 : 0x3f }
    return String(decoding: text, as: UTF8.self)
  }
}

/// An order of the feed; free when nothing is open.
struct FeedOrder: BitwiseCopyable {
  var open: UInt64
  var level: UInt32
  var generation: UInt32

  @_noAllocation @_noLocks
  init(open: UInt64, level: UInt32, generation: UInt32) {
    self.open = open
    self.level = level
    self.generation = generation
  }
}

/// Every market's book, built from the public order-by-order feed.
///
///     MoldUDP64 packet ─▶ sequence ─▶ message ─▶ orders, by slot ─▶ levels, by market, side, price
///                          │ old: skipped         open, generation    total lots
///                          └ jump: gap, stale
///
/// The feed is not authenticated, so any bytes are taken without harm: memory is that of `init`,
/// each message costs a bounded, nearly constant time, and a message that does not fit what is known
/// is counted and never believed beyond its own order. What the feed says is still only as good as
/// the network it came by.
///
/// Two lines of one feed may be given in any interleaving. A message that was lost on both stays
/// lost: the book goes on, `isStale` from then on, and heals as orders leave it.
///
/// One thread. `take` and `lots` neither allocate nor lock.
public struct FeedBook: ~Copyable {
  /// The most lots an order may have; a venue's own limit is not above it.
  @inlinable public static var lotsMax: UInt64 { @_noAllocation @_noLocks get { 1 << 40 } }
  /// The most orders and the most levels: so many orders of `lotsMax` still fit a level's total.
  public static var tableMax: Int { 1 << 22 }

  /// The next message's number in the stream.
  public private(set) var sequenceNext: UInt64 = 1
  /// Whether the book may differ from the venue's: a message was lost, was not understood, did not
  /// fit the book or did not fit in it. Once true, true for good.
  public internal(set) var isStale = false
  /// Whether the feed said that its session is over.
  public private(set) var hasEnded = false
  /// The highest log index among the messages taken; 0 when none was.
  public private(set) var logIndexLast: UInt64 = 0
  /// Well-formed messages taken in sequence.
  public private(set) var messages: UInt64 = 0
  /// Times that the stream jumped ahead.
  public private(set) var gaps: UInt64 = 0
  /// Messages that the jumps passed over.
  public private(set) var messagesLost: UInt64 = 0
  /// Messages skipped because they were had before.
  public private(set) var duplicates: UInt64 = 0
  /// Trades that the venue took back, as far as the feed told.
  public internal(set) var tradesBroken: UInt64 = 0
  /// Messages on an order that is not in the book.
  public internal(set) var unknownOrders: UInt64 = 0
  /// Packets and messages that are not of the protocol.
  public internal(set) var malformed: UInt64 = 0
  /// Messages that cannot follow from those before: an order added in the place of one not yet
  /// gone, more lots executed than were open, an old number with news, a market listed twice.
  public internal(set) var contradictions: UInt64 = 0
  /// Orders and markets left out because this book's tables are too small for them.
  public internal(set) var refused: UInt64 = 0
  /// Packets of other streams.
  public private(set) var otherSessions: UInt64 = 0
  /// Orders that rest, in all markets.
  public internal(set) var orderCount = 0

  let orders: Slab<FeedOrder>
  var levels: FeedLevels
  let markets: Slab<FeedMarket>
  private var hasSession = false
  private var sessionLow: UInt64 = 0
  private var sessionHigh: UInt16 = 0

  /// Allocates all that the book will ever use. Start-up only.
  ///
  /// - Parameters:
  ///   - marketsMax: the venue's, 1...65,536.
  ///   - ordersMax: the venue's, 1...`tableMax`; 16 bytes each.
  ///   - levelsMax: prices with orders at one time, all markets together, 1...`tableMax`; about 56
  ///     bytes each. Orders at prices beyond it are left out and counted as `refused`.
  /// - Precondition: the limits are in these ranges.
  public init(marketsMax: Int, ordersMax: Int, levelsMax: Int) {
    invariant(marketsMax >= 1 && marketsMax <= 65_536, "marketsMax is 1 to 65,536")
    invariant(ordersMax >= 1 && ordersMax <= Self.tableMax, "ordersMax is 1 to 2^22")
    invariant(levelsMax >= 1 && levelsMax <= Self.tableMax, "levelsMax is 1 to 2^22")
    // A venue numbers its slots from 1 and has one more than it has orders.
    orders = Slab(count: ordersMax + 2)
    levels = FeedLevels(levelsMax: levelsMax, marketsMax: marketsMax)
    markets = Slab(count: marketsMax)
  }

  /// Takes one MoldUDP64 packet, a datagram's payload, of any length and content.
  ///
  /// - Complexity: linear in its bytes; no allocation, no lock.
  @_noAllocation @_noLocks
  @discardableResult
  public mutating func take(packet: ByteView) -> FeedOutcome {
    var cursor: MoldCursor
    do throws(FormFault) {
      cursor = try MoldCursor(parsing: packet)
    } catch {
      malformed &+= 1
      return .malformed
    }
    if !isOurs(packet) {
      otherSessions &+= 1
      return .otherSession
    }
    let isJump = cursor.header.sequence > sequenceNext
    if isJump {
      gaps &+= 1
      messagesLost &+= cursor.header.sequence - sequenceNext
      sequenceNext = cursor.header.sequence
      isStale = true
    }
    if cursor.header.isEnd { hasEnded = true }
    var seen = 0
    var taken = 0
    var isSound = true
    while let message = cursor.next() {
      seen &+= 1
      if message.sequence < sequenceNext {
        skip(message.bytes)
        continue
      }
      // The cursor has checked that the last message's number has a successor.
      sequenceNext = message.sequence + 1
      taken &+= 1
      if !take(message: message.bytes) { isSound = false }
    }
    if !isSound { return .malformed }
    if isJump { return .gap }
    if seen == 0 { return .heartbeat }
    return taken == 0 ? .duplicate : .applied
  }

  /// Whether a packet whose header was checked is of the stream of the first one.
  @_noAllocation @_noLocks
  private mutating func isOurs(_ packet: ByteView) -> Bool {
    let low = packet.load(0, as: UInt64.self)
    let high = packet.load(8, as: UInt16.self)
    if !hasSession {
      hasSession = true
      sessionLow = low
      sessionHigh = high
    }
    return low == sessionLow && high == sessionHigh
  }

  /// Passes over a message with an old number. Log indexes never fall along the stream, so one that
  /// is news shows that the stream was begun again under its old name.
  @_noAllocation @_noLocks
  private mutating func skip(_ bytes: ByteView) {
    duplicates &+= 1
    do throws(FormFault) {
      let view = try MessageView(marketData: bytes)
      if Self.logIndex(view) > logIndexLast { contradict() }
    } catch {
      malformed &+= 1
    }
  }

  /// Takes the next message of the stream. False when it is not of the protocol.
  @_noAllocation @_noLocks
  private mutating func take(message bytes: ByteView) -> Bool {
    let view: MessageView
    do throws(FormFault) {
      view = try MessageView(marketData: bytes)
    } catch {
      return fault()
    }
    messages &+= 1
    let index = Self.logIndex(view)
    if index > logIndexLast { logIndexLast = index }
    switch view.template {
    case .orderAdded: return add(OrderAdded(block: view.block))
    case .orderExecuted: return execute(OrderExecuted(block: view.block))
    case .orderReduced: return reduce(OrderReduced(block: view.block))
    case .orderDeleted: return delete(OrderDeleted(block: view.block))
    case .marketListed: return list(MarketListed(block: view.block))
    case .marketStatus: return note(MarketStatus(block: view.block))
    case .referencePrice: return note(ReferencePrice(block: view.block))
    case .tradeBroken:
      tradesBroken &+= 1
      return true
    default: return fault()
    }
  }

  /// Every message of the feed begins with its log index.
  @_noAllocation @_noLocks
  private static func logIndex(_ view: MessageView) -> UInt64 {
    view.block.load(0, as: UInt64.self)
  }
}
