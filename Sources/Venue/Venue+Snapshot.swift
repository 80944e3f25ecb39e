// SPDX-License-Identifier: Apache-2.0

internal import Matching
public import Memory
internal import Quantities
internal import WireFormat

/// How far a walk over the venue's public state has come. It is no part of that state.
@frozen
public struct SnapshotCursor: BitwiseCopyable, Sendable {
  /// Counts walks from 1.
  public internal(set) var cycle: UInt32 = 1
  /// Where the next page begins: markets first, then slots.
  var market: UInt32 = 0
  var slot: UInt32 = 1

  @_noAllocation @_noLocks
  public init() {}
}

extension Venue {
  /// The longest page in bytes.
  public static var snapshotPageBytesMax: Int {
    @_noAllocation @_noLocks get {
      SnapshotOrders.messageBytes + 4
        + Template.snapshotOrders.entriesMax * SnapshotOrdersOrders.blockBytes
    }
  }

  /// Numbers that one page looks at: slots of a cache line each, markets of less.
  private static var snapshotScanMax: UInt32 { @_noAllocation @_noLocks get { 256 } }

  /// Writes the next page of a walk over the public state, as it is after the last record: the listed
  /// markets or the open orders of one range of numbers, without owners. Pages follow each other
  /// without gaps, markets, then slots, then again. `feedSequence` is left 0, for whoever numbers the
  /// feed.
  ///
  /// It changes nothing and decides nothing.
  ///
  /// - Parameter bytes: room for `snapshotPageBytesMax`.
  /// - Returns: the bytes of the page's message.
  /// - Precondition: genesis was applied.
  /// - Complexity: looks at a fixed number of slots at most; nothing allocates.
  @_noAllocation @_noLocks
  public func snapshotPage(_ cursor: inout SnapshotCursor, into bytes: MutableByteView) -> Int {
    invariant(indexNext > 0, "a page tells what a record left")
    if Int(cursor.market) < markets.count { return marketsPage(&cursor, into: bytes) }
    return ordersPage(&cursor, into: bytes)
  }

  @_noAllocation @_noLocks
  private func marketsPage(_ cursor: inout SnapshotCursor, into bytes: MutableByteView) -> Int {
    let total = UInt32(markets.count)
    let first = cursor.market
    var next = first
    var count = 0
    while next < total && next &- first < Self.snapshotScanMax {
      if markets[next].isListed {
        if count == Template.snapshotMarkets.entriesMax { break }
        let market = markets[next]
        SnapshotMarketsMarkets(
          market: next, group: market.group, state: market.state.wire, priceMin: market.priceMin,
          priceMax: market.priceMax, symbol: market.symbol
        ).encode(
          block: bytes,
          at: SnapshotMarkets.messageBytes + 4 + count * SnapshotMarketsMarkets.blockBytes)
        count += 1
      }
      next += 1
    }
    SnapshotMarkets(
      logIndex: indexNext - 1, cycle: cursor.cycle, first: first, end: next, total: total
    ).encode(message: bytes)
    cursor.market = next
    return Self.close(
      bytes, SnapshotMarkets.messageBytes, SnapshotMarketsMarkets.blockBytes, count)
  }

  @_noAllocation @_noLocks
  private func ordersPage(_ cursor: inout SnapshotCursor, into bytes: MutableByteView) -> Int {
    let total = books.slotsEnd
    let used = books.slotsUsedEnd
    let first = cursor.slot
    var next = first
    var count = 0
    while next < used && next &- first < Self.snapshotScanMax {
      if let order = books.record(inSlot: next) {
        if count == Template.snapshotOrders.entriesMax { break }
        SnapshotOrdersOrders(
          order: order.order.value, sequence: order.sequence, price: order.price.ticks,
          quantity: order.open.lots, market: order.market.value, side: order.side.wire
        ).encode(
          block: bytes,
          at: SnapshotOrders.messageBytes + 4 + count * SnapshotOrdersOrders.blockBytes)
        count += 1
      }
      next += 1
    }
    // Slots that never held an order are told in one go, so that a young venue's walk is short.
    if next == used { next = total }
    SnapshotOrders(
      logIndex: indexNext - 1, cycle: cursor.cycle, first: first, end: next, total: total
    ).encode(message: bytes)
    cursor.slot = next
    if next == total {
      cursor = SnapshotCursor(after: cursor)
    }
    return Self.close(bytes, SnapshotOrders.messageBytes, SnapshotOrdersOrders.blockBytes, count)
  }

  /// Writes the head of the group and returns the page's bytes.
  @_noAllocation @_noLocks
  private static func close(
    _ bytes: MutableByteView, _ offset: Int, _ entryBytes: Int, _ count: Int
  ) -> Int {
    bytes.store(UInt16(entryBytes), at: offset)
    bytes.store(UInt16(count), at: offset + 2)
    return offset + 4 + count * entryBytes
  }
}

extension SnapshotCursor {
  /// The beginning of the walk after this one's.
  @_noAllocation @_noLocks
  init(after cursor: SnapshotCursor) {
    self.init()
    cycle = cursor.cycle &+ 1
  }
}
