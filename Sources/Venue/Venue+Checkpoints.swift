// SPDX-License-Identifier: Apache-2.0

internal import Matching
internal import Memory
internal import Quantities
internal import WireFormat

/// Which markets' books changed since their checksum was last told.
///
///     changed by this record ─▶ a market of many changes is told at once
///            └─▶ queue, each market once, oldest first ─▶ told when a tick's span has passed
struct Checkpoints: ~Copyable {
  /// Changes of a book after which its checksum is told at the end of the record.
  static var changesMax: UInt32 { @_noAllocation @_noLocks get { 64 } }
  /// Markets told at the end of one record for their changes, and as many for their time.
  static var atOnceMax: Int { @_noAllocation @_noLocks get { 16 } }

  /// The markets that the record at hand changed.
  fileprivate var changed: ChangeList
  private let queue: Slab<UInt32>
  private let isQueued: Slab<Bool>
  private var first = 0
  fileprivate private(set) var count = 0
  /// The log time at which the queue was last looked at.
  fileprivate var sweptAt: UInt64 = 0

  init(marketsMax: Int) {
    changed = ChangeList(count: marketsMax)
    queue = Slab(count: marketsMax)
    isQueued = Slab(count: marketsMax)
  }

  /// Notes that a market's book changed. It keeps its place in the queue until it is looked at there.
  @_noAllocation @_noLocks
  mutating func note(_ market: UInt32) {
    changed.note(market)
    if isQueued[market] { return }
    isQueued[market] = true
    let last = first &+ count
    queue[last < queue.count ? last : last &- queue.count] = market
    count &+= 1
  }

  /// Takes the market that has waited longest.
  ///
  /// - Precondition: the queue is not empty.
  @_noAllocation @_noLocks
  fileprivate mutating func take() -> UInt32 {
    invariant(count > 0, "a market is taken from a queue that holds one")
    let market = queue[first]
    first = first &+ 1 < queue.count ? first &+ 1 : 0
    count &-= 1
    isQueued[market] = false
    return market
  }
}

/// Checksums of the books, told in the market data itself.
extension Venue {
  /// Tells the checksum of markets that changed much, and once a `tickSpanMax` of log time of those
  /// that changed at all: at most `atOnceMax` of each, the rest in a later record.
  @_noAllocation @_noLocks
  mutating func writeCheckpoints(_ record: LogRecord, into events: inout VenueEvents) {
    var told = 0
    for i in 0..<checkpoints.changed.count where told < Checkpoints.atOnceMax {
      let market = MarketID(checkpoints.changed.number(i))
      if books.sum(market).changes < Checkpoints.changesMax { continue }
      writeChecksum(market, record, into: &events)
      writeIndication(market.value, record, into: &events)
      told += 1
    }
    checkpoints.changed.removeAll()
    if now &- checkpoints.sweptAt < genesis.block.tickSpanMax { return }
    checkpoints.sweptAt = now
    for _ in 0..<Checkpoints.atOnceMax {
      if checkpoints.count == 0 { return }
      let market = MarketID(checkpoints.take())
      // Told for its many changes since it was queued.
      if books.sum(market).changes == 0 { continue }
      writeChecksum(market, record, into: &events)
      writeIndication(market.value, record, into: &events)
    }
  }

  @_noAllocation @_noLocks
  private mutating func writeChecksum(
    _ market: MarketID, _ record: LogRecord, into events: inout VenueEvents
  ) {
    let sum = books.sum(market)
    books.checkpoint(market)
    let bytes = events.append(
      VenueEvent(.marketData, logIndex: record.logIndex, length: BookChecksum.messageBytes))
    BookChecksum(
      logIndex: record.logIndex, logTime: record.logTime, market: market.value,
      orders: sum.orders, checksum: sum.checksum
    ).encode(message: bytes)
  }
}
