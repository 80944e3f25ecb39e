// SPDX-License-Identifier: Apache-2.0

internal import Memory

/// The numbers of the trades that were taken back, so that none is taken back twice: ascending, in
/// static memory.
///
/// - Complexity: looking is O(log count), entering O(count); the operators' rarest command.
public struct BustedTrades: ~Copyable {
  private let numbers: Slab<UInt64>
  /// How many there are.
  public private(set) var count = 0

  public init(bustsMax: Int) { numbers = Slab(count: bustsMax) }

  public var isFull: Bool { @_noAllocation @_noLocks get { count == numbers.count } }

  /// Whether the trade was taken back.
  @_noAllocation @_noLocks
  public func contains(_ match: UInt64) -> Bool {
    let place = firstNotBelow(match)
    return place < count && numbers[place] == match
  }

  /// Enters a trade.
  ///
  /// - Precondition: it is not in the set, which is not full.
  @_noAllocation @_noLocks
  public mutating func insert(_ match: UInt64) {
    invariant(!isFull, "there is room for a busted trade")
    let place = firstNotBelow(match)
    invariant(place == count || numbers[place] != match, "a trade is busted once")
    var hole = count
    while hole > place {
      numbers[hole] = numbers[hole - 1]
      hole -= 1
    }
    numbers[place] = match
    count += 1
  }

  @_noAllocation @_noLocks
  private func firstNotBelow(_ match: UInt64) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) >> 1
      if numbers[middle] < match { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
