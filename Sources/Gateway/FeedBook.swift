// SPDX-License-Identifier: Apache-2.0

public import Memory
internal import Quantities
public import WireFormat

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
  /// What an uncross would do, as last told where orders collect: its price, its lots (0 none), and what
  /// it would leave over, buyers' or, negative, sellers'. The price is told if `isComplete`.
  public internal(set) var indication = FeedIndication()
  /// How far a buy may be above, or a sell below, the last price; 0 without a limit.
  public internal(set) var bandTicks: UInt64 = 0
  /// The price of the last trade that tripped a limit, and how many did, as far as was told.
  public internal(set) var tripPrice: Int64 = 0
  public internal(set) var trips: UInt64 = 0
  /// The price of the last uncross, 0 before the first, and its lots.
  public internal(set) var auctionPrice: Int64 = 0
  public internal(set) var auctionLots: UInt64 = 0
  /// The last record that its state was told of.
  var toldIndex: UInt64 = 0

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

/// What an uncross of a market would do.
@frozen
public struct FeedIndication: BitwiseCopyable, Equatable, Sendable {
  public internal(set) var price: Int64 = 0
  public internal(set) var lots: UInt64 = 0
  public internal(set) var imbalance: Int64 = 0
  public internal(set) var isComplete = false

  @inlinable
  @_noAllocation @_noLocks
  public init() {}
}

/// An order of the feed, and its place among the orders of its level; free when nothing is open.
struct FeedOrder: BitwiseCopyable {
  var open: UInt64
  /// Its entry number: orders of a price trade in the order of these.
  var sequence: UInt64
  var level: UInt32
  var generation: UInt32
  /// The orders beside it in its level, by slot; in no order.
  var next: UInt32
  var previous: UInt32 = 0

  @_noAllocation @_noLocks
  init(open: UInt64, sequence: UInt64, level: UInt32, generation: UInt32, next: UInt32) {
    self.open = open
    self.sequence = sequence
    self.level = level
    self.generation = generation
    self.next = next
  }
}

/// A market's running sum, as its checksums are compared with.
struct FeedSum: BitwiseCopyable {
  var checksum: UInt64
  var orders: UInt32
  /// A checksum differed, and no snapshot has come since.
  var isSuspect: Bool
}

/// Every market's book, order by order, built from the messages of the public feed.
///
///     message ─▶ orders, by slot ─▶ levels, by market, side, price ─▶ compared at checkpoints
///                open, entry number    total lots, its orders
///
/// The feed is not authenticated, so any bytes are taken without harm: memory is that of `init`,
/// each message costs a bounded, nearly constant time, and a message that does not fit what is known
/// is counted and never believed beyond its own order. What the feed says is still only as good as
/// the network it came by.
///
/// It knows no packets and no gaps: `FeedReader` gives it every message once and in order, or says that
/// it cannot.
///
/// One thread. `take` and `lots` neither allocate nor lock.
public struct FeedBook: ~Copyable {
  /// The most lots an order may have; a venue's own limit is not above it.
  @inlinable public static var lotsMax: UInt64 { @_noAllocation @_noLocks get { 1 << 40 } }
  /// The most orders and the most levels: so many orders of `lotsMax` still fit a level's total.
  public static var tableMax: Int { 1 << 22 }

  /// Whether the book may differ from the venue's: a message was lost, was not understood, did not
  /// fit the book or did not fit in it. Only a whole snapshot makes it good again.
  public internal(set) var isStale = false
  /// Whether only the slots that snapshot pages have told are kept up: the rest is unknown yet.
  public internal(set) var isPartial = false
  /// The highest log index among the messages taken; 0 when none was.
  public private(set) var logIndexLast: UInt64 = 0
  /// Well-formed messages taken.
  public private(set) var messages: UInt64 = 0
  /// Trades that the venue took back, as far as the feed told.
  public internal(set) var tradesBroken: UInt64 = 0
  /// Messages on an order that is not in the book.
  public internal(set) var unknownOrders: UInt64 = 0
  /// Messages and pages that are not of the protocol.
  public internal(set) var malformed: UInt64 = 0
  /// Messages that cannot follow from those before: an order added in the place of one not yet
  /// gone, more lots executed than were open, an old number with news, a market listed anew.
  public internal(set) var contradictions: UInt64 = 0
  /// Orders and markets left out because this book's tables are too small for them.
  public internal(set) var refused: UInt64 = 0
  /// The venue's checksums: compared, of those different, and not compared because the book was not
  /// known to be whole.
  public internal(set) var checksumsCompared: UInt64 = 0
  public internal(set) var checksumsDifferent: UInt64 = 0
  public internal(set) var checksumsPassed: UInt64 = 0
  /// Orders that rest, in all markets.
  public internal(set) var orderCount = 0
  /// Whether the venue's state, as pages tell it, is asked for anew: set by doubts.
  var wantsSnapshot = false
  /// Whether something did not fit in this book since it was last empty.
  var isOverfull = false
  var coverage: FeedCoverage

  let orders: Slab<FeedOrder>
  var levels: FeedLevels
  let markets: Slab<FeedMarket>
  let sums: Slab<FeedSum>

  /// Allocates all that the book will ever use. Start-up only.
  ///
  /// - Parameters:
  ///   - marketsMax: the venue's, 1...65,536.
  ///   - ordersMax: the venue's, 1...`tableMax`; 36 bytes each.
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
    sums = Slab(count: marketsMax)
    coverage = FeedCoverage(marketsMax: marketsMax, slotsMax: ordersMax + 2)
  }

  /// Takes the next message of the stream, of any content. False when it is not of the protocol.
  ///
  /// - Complexity: nearly constant; no allocation, no lock.
  @_noAllocation @_noLocks
  mutating func take(message bytes: ByteView) -> Bool {
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
    case .auctionIndication: return note(AuctionIndication(block: view.block))
    case .auctionResult: return note(AuctionResult(block: view.block))
    case .priceLimits: return note(PriceLimits(block: view.block))
    case .limitTripped: return note(LimitTripped(block: view.block))
    case .auctionTrade: return cross(AuctionTrade(block: view.block))
    case .tradeBroken:
      tradesBroken &+= 1
      return true
    case .bookChecksum: return compare(BookChecksum(block: view.block))
    default: return fault()
    }
  }

  /// Passes over a message with an old number. Log indexes never fall along the stream, so one that
  /// is news shows that the stream was begun again under its old name: true then.
  @_noAllocation @_noLocks
  mutating func isNews(_ bytes: ByteView) -> Bool {
    do throws(FormFault) {
      return Self.logIndex(try MessageView(marketData: bytes)) > logIndexLast
    } catch {
      malformed &+= 1
      return false
    }
  }

  /// Forgets the last log index: the stream begins again.
  @_noAllocation @_noLocks
  mutating func beginAgain() { logIndexLast = 0 }

  /// Every message of the feed begins with its log index.
  @_noAllocation @_noLocks
  private static func logIndex(_ view: MessageView) -> UInt64 {
    view.block.load(0, as: UInt64.self)
  }
}
