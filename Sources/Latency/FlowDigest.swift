// SPDX-License-Identifier: Apache-2.0

internal import Matching
internal import Quantities

/// A digest of fills, or of events: words folded one after the other, so that their order counts.
///
///     fold    value = (value ^ word) × φ;  value ^= value >> 29          modulo 2^64
///     fill    entry number of the maker × a + of the taker × b + price × c + lots
///
/// It tells runs apart and proves nothing. The twin in `Tools/engine_twin` has the same constants.
struct FlowDigest: Equatable {
  private(set) var value: UInt64 = 0
  private(set) var count: UInt64 = 0

  static var a: UInt64 { 0x9e37_79b9_7f4a_7c15 }
  static var b: UInt64 { 0xbf58_476d_1ce4_e5b9 }
  static var c: UInt64 { 0x94d0_49bb_1331_11eb }

  @inline(__always)
  @_noAllocation @_noLocks
  mutating func fold(_ word: UInt64) {
    let product = (value ^ word) &* Self.a
    value = product ^ product &>> 29
    count &+= 1
  }

  @inline(__always)
  @_noAllocation @_noLocks
  mutating func fill(_ maker: UInt64, _ taker: UInt64, _ price: Int64, _ lots: UInt64) {
    fold(
      maker &* Self.a &+ taker &* Self.b &+ UInt64(bitPattern: price) &* Self.c &+ lots)
  }

  /// Folds the fills among the events of one command in.
  @inline(__always)
  @_noAllocation @_noLocks
  mutating func fills(of events: borrowing BookEvents) {
    var i = 0
    while i < events.count {
      let event = events[i]
      switch event.kind {
      case .executed:
        fill(event.sequence, event.takerSequence, event.price.ticks, event.lots.lots)
      default: break
      }
      i &+= 1
    }
  }

  /// Folds every field of every event of one command in.
  @_noAllocation @_noLocks
  mutating func all(of events: borrowing BookEvents) {
    var i = 0
    while i < events.count {
      let event = events[i]
      fold(
        UInt64(event.kind.rawValue) | UInt64(event.side.rawValue) &<< 8
          | UInt64(event.reason.rawValue) &<< 16 | UInt64(event.market.value) &<< 32)
      fold(UInt64(event.account.value) | UInt64(event.takerAccount.value) &<< 32)
      fold(UInt64(event.key.value))
      fold(event.order.value)
      fold(event.clientOrder)
      fold(event.sequence)
      fold(UInt64(bitPattern: event.price.ticks))
      fold(event.lots.lots)
      fold(event.open.lots)
      fold(event.takerOrder.value)
      fold(event.takerClientOrder)
      fold(event.takerSequence)
      fold(event.takerOpen.lots)
      i &+= 1
    }
  }
}
