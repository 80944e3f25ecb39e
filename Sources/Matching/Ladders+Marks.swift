// SPDX-License-Identifier: Apache-2.0

internal import Memory

/// Which levels hold orders, and the best of them.
extension Ladders {
  /// The word of a covered key's leaf.
  @inline(__always)
  @_noAllocation @_noLocks
  func word(_ window: UInt32, _ key: Int64) -> UInt32 { windowLevel(window, key) &>> 6 }

  /// The place of a covered key's leaf in the ring.
  @inline(__always)
  @_noAllocation @_noLocks
  private func ringBit(_ key: Int64) -> UInt64 {
    UInt64(bitPattern: key & (windowTicks &- 1)) &>> 6
  }

  /// Marks a covered key as holding orders.
  @inline(__always)
  @_noAllocation @_noLocks
  func mark(_ index: UInt32, _ key: Int64) {
    words[word(sides[index].window, key)] |= 1 &<< UInt64(bitPattern: key & 63)
    sides[index].summary |= 1 &<< ringBit(key)
  }

  /// Marks a covered key as holding none.
  @inline(__always)
  @_noAllocation @_noLocks
  func unmark(_ index: UInt32, _ key: Int64) {
    let at = word(sides[index].window, key)
    let left = words[at] & ~(1 &<< UInt64(bitPattern: key & 63))
    words[at] = left
    if left == 0 { sides[index].summary &= ~(1 &<< ringBit(key)) }
  }

  /// The best key below `key` that holds orders; `LadderSide.none` if none does.
  @inline(__always)
  @_noAllocation @_noLocks
  package func best(_ index: UInt32, below key: Int64) -> Int64 {
    let side = sides[index]
    let near = side.summary == 0 ? LadderSide.none : marked(side, below: key)
    if side.tree == 0 { return near }
    let leaf = sparse.highest(side.tree, below: key)
    if leaf == 0 { return near }
    let far = sparse.key(leaf)
    return far > near ? far : near
  }

  /// The best key of the window below `key` that holds orders.
  @inline(__always)
  @_noAllocation @_noLocks
  private func marked(_ side: LadderSide, below key: Int64) -> Int64 {
    if key <= side.low { return LadderSide.none }
    let last = (key < side.high ? key : side.high) &- 1
    let inLeaf = words[word(side.window, last)] & Self.upTo(UInt64(bitPattern: last & 63))
    if inLeaf != 0 { return last & ~63 | Self.highest(inLeaf) }
    // The ring, turned so that bit 0 is the leaf that the window begins with.
    let leaves = UInt64(bitPattern: windowTicks) &>> 6
    let turn = ringBit(side.low)
    let turned = side.summary &>> turn | side.summary &<< (leaves &- turn)
    let below = turned & ((1 &<< UInt64(bitPattern: (last &- side.low) &>> 6)) &- 1)
    if below == 0 { return LadderSide.none }
    let first = side.low &+ Self.highest(below) &<< 6
    return first | Self.highest(words[word(side.window, first)])
  }

  /// Whether a key holds orders.
  @_noAllocation @_noLocks
  package func isOccupied(_ index: UInt32, _ key: Int64) -> Bool {
    if sides[index].covers(key) {
      return words[word(sides[index].window, key)] &>> UInt64(bitPattern: key & 63) & 1 == 1
    }
    return sparse.find(sides[index].tree, key) != 0
  }

  /// The bits up to and with bit `bit`.
  @inline(__always)
  @_noAllocation @_noLocks
  private static func upTo(_ bit: UInt64) -> UInt64 { UInt64.max &>> (63 &- bit) }

  /// The number of the highest bit set in a word that is not zero.
  @inline(__always)
  @_noAllocation @_noLocks
  static func highest(_ word: UInt64) -> Int64 {
    Int64(truncatingIfNeeded: 63 &- word.leadingZeroBitCount)
  }
}
