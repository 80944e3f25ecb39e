// SPDX-License-Identifier: Apache-2.0

internal import Memory

/// How a window follows its side's best.
///
///     low                          high
///      │                            │
///      ├──────────────┬──────────┬──┤
///                     └ best here┘      a sixteenth of the ticks above it, at most half
///
/// One step a change of the best, and a step moves one leaf of 64 ticks: nothing that a flow of
/// prices does makes one command pay for more. Meanwhile a level is found in the tree, only slower.
extension Ladders {
  /// Whether the window is where it should be.
  @inline(__always)
  @_noAllocation @_noLocks
  func isPlaced(_ side: LadderSide) -> Bool {
    side.best < side.high &- windowTicks &>> 4 && side.best >= side.high &- windowTicks &>> 1
      && side.high &- side.low == windowTicks
  }

  /// Moves the window one step towards the best.
  @inline(never)
  @_noAllocation @_noLocks
  mutating func follow(_ index: UInt32) {
    let side = sides[index]
    if side.best == LadderSide.none {
      giveWindow(index)
    } else if side.window == 0 {
      takeWindow(index, side.best)
    } else if side.summary == 0 {
      cover(index, side.best)
    } else if side.best >= side.high &+ windowTicks {
      giveLowest(index)
    } else if side.best < side.low &- windowTicks {
      giveHighest(index)
    } else if side.best >= side.high &- windowTicks &>> 4 {
      if side.high &- side.low == windowTicks { giveLowest(index) }
      takeAbove(index)
    } else {
      // Too high, or not grown to its full size.
      if side.high &- side.low == windowTicks { giveHighest(index) }
      takeBelow(index)
    }
  }

  /// Gives a side a window, if there is one, around a key.
  @_noAllocation @_noLocks
  mutating func takeWindow(_ index: UInt32, _ key: Int64) {
    let window = popWindow()
    if window == 0 { return }
    sides[index].window = window
    cover(index, key)
  }

  /// Gives the window of a side that holds no order back.
  @_noAllocation @_noLocks
  private mutating func giveWindow(_ index: UInt32) {
    if sides[index].window == 0 { return }
    invariant(sides[index].summary == 0, "a window that is given back holds nothing")
    pushWindow(sides[index].window)
    sides[index].window = 0
    sides[index].low = 0
    sides[index].high = 0
  }

  /// Puts an empty window around a key: all of it if the tree has nothing that would have to move
  /// in, else one leaf, to grow from.
  @_noAllocation @_noLocks
  private mutating func cover(_ index: UInt32, _ key: Int64) {
    let leaf = key & ~63
    if sides[index].tree == 0 {
      let high = leaf &+ (windowTicks &>> 3 & ~63) &+ 64
      sides[index].low = high &- windowTicks
      sides[index].high = high
    } else {
      sides[index].low = leaf
      sides[index].high = leaf
      takeAbove(index)
    }
  }

  /// Covers the leaf above.
  @_noAllocation @_noLocks
  private mutating func takeAbove(_ index: UInt32) {
    let first = sides[index].high
    sides[index].high = first &+ 64
    admit(index, first)
  }

  /// Covers the leaf below.
  @_noAllocation @_noLocks
  private mutating func takeBelow(_ index: UInt32) {
    let first = sides[index].low &- 64
    sides[index].low = first
    admit(index, first)
  }

  /// Moves what the tree holds of a leaf, which the window covers now, into the window.
  @_noAllocation @_noLocks
  private mutating func admit(_ index: UInt32, _ first: Int64) {
    while sides[index].tree != 0 {
      let leaf = sparse.highest(sides[index].tree, below: first &+ 64)
      if leaf == 0 { return }
      let key = sparse.key(leaf)
      if key < first { return }
      let level = levels[sparseLevels &+ leaf]
      levels[windowLevel(sides[index].window, key)] = level
      mark(index, key)
      drop(index, key, leaf: leaf)
    }
  }

  /// Uncovers the lowest leaf.
  @_noAllocation @_noLocks
  private mutating func giveLowest(_ index: UInt32) {
    let first = sides[index].low
    expel(index, first)
    sides[index].low = first &+ 64
  }

  /// Uncovers the highest leaf.
  @_noAllocation @_noLocks
  private mutating func giveHighest(_ index: UInt32) {
    let first = sides[index].high &- 64
    expel(index, first)
    sides[index].high = first
  }

  /// Moves what the window holds of a leaf into the tree.
  @_noAllocation @_noLocks
  private mutating func expel(_ index: UInt32, _ first: Int64) {
    let window = sides[index].window
    let at = word(window, first)
    while words[at] != 0 {
      let key = first | Int64(truncatingIfNeeded: words[at].trailingZeroBitCount)
      let from = windowLevel(window, key)
      let leaf = insert(index, key)
      let level = levels[from]
      levels[sparseLevels &+ leaf] = level
      levels[from] = .empty
      unmark(index, key)
    }
  }
}
