// SPDX-License-Identifier: Apache-2.0

public import Memory
public import Quantities

/// What a used nonce is remembered by.
@frozen
public struct NonceEntry: BitwiseCopyable, Sendable {
  public var nonce: UInt64
  /// Of signature and signed bytes: tells a repeat from other bytes under the same nonce.
  public var digest: Bytes16
  /// Where the first use stands in the log.
  public var logIndex: UInt64
  /// The refusal of the whole datagram, or 0: then each command has its own outcome.
  public var code: UInt8
  /// Commands in the datagram.
  public var count: UInt8
  /// Which block of outcomes belongs to it.
  @usableFromInline var block: UInt32
}

/// One command's remembered outcome: all that its report said of it.
@frozen
public struct CommandOutcome: BitwiseCopyable, Equatable, Sendable {
  /// The order it made or touched, or none.
  public var order: OrderID
  /// The client number its report named, or 0.
  public var clientOrder: UInt64
  /// Lots open at the end of the command.
  public var open: UInt64
  /// Its refusal, or 0.
  public var code: UInt8

  @_noAllocation @_noLocks
  public init(order: OrderID, clientOrder: UInt64 = 0, open: UInt64 = 0, code: UInt8) {
    self.order = order
    self.clientOrder = clientOrder
    self.open = open
    self.code = code
  }
}

/// How a nonce stands to the window of its key.
public enum NonceStanding: BitwiseCopyable, Sendable {
  /// Never used, and may be.
  case fresh
  /// Used: the place of its entry.
  case used(Int)
  /// At or below the floor, or below a full window: its outcome is no longer known.
  case tooOld
}

/// Where a key's ring begins. Not private: a private type inside a slab of a public type makes the
/// compiler emit a broken module for whoever imports it (6.3.1, debug).
struct NonceRing: BitwiseCopyable {
  var first: UInt32
  var count: UInt32
  var floor: UInt64
}

/// For each key the `window` highest nonces it used, with their first results.
///
///     key k:  entries[k × window ...]   a ring, ascending by nonce from its head
///             floor                     the highest nonce ever ejected; 0 at first
///
/// Gaps and disorder are fine. A new nonce enters in its place, usually at the end; when the ring is
/// full the lowest leaves and raises the floor. Nonce 0 is never fresh.
///
/// - Complexity: look-up O(log window); entry O(distance from the end), at most `window`.
public struct NonceWindows: ~Copyable {
  /// Nonces remembered for each key.
  public let window: Int
  /// Outcomes remembered for each nonce.
  public let outcomesMax: Int
  private let heads: Slab<NonceRing>
  private let entries: Slab<NonceEntry>
  private let outcomes: Slab<CommandOutcome>

  public init(keysMax: Int, window: Int, outcomesMax: Int) {
    invariant(window > 0 && outcomesMax > 0, "a window remembers something")
    self.window = window
    self.outcomesMax = outcomesMax
    heads = Slab(count: keysMax)
    entries = Slab(count: keysMax * window)
    outcomes = Slab(count: keysMax * window * outcomesMax)
  }

  /// The highest nonce ejected for `key`.
  @_noAllocation @_noLocks
  public func floor(_ key: KeyID) -> UInt64 { heads[key.value].floor }

  /// The number of nonces remembered for `key`.
  @_noAllocation @_noLocks
  public func count(_ key: KeyID) -> Int { Int(heads[key.value].count) }

  /// The highest nonce used by `key`, or its floor when none is remembered.
  @_noAllocation @_noLocks
  public func highest(_ key: KeyID) -> UInt64 {
    let count = Int(heads[key.value].count)
    return count == 0 ? heads[key.value].floor : entries[place(key, count - 1)].nonce
  }

  /// How `nonce` stands to the window of `key`.
  @_noAllocation @_noLocks
  public func standing(_ key: KeyID, _ nonce: UInt64) -> NonceStanding {
    let count = Int(heads[key.value].count)
    let rank = firstNotBelow(key, nonce)
    if rank < count && entries[place(key, rank)].nonce == nonce { return .used(rank) }
    if nonce <= heads[key.value].floor { return .tooOld }
    if count == window && rank == 0 { return .tooOld }
    return .fresh
  }

  /// The entry at `rank`, counted from the lowest.
  @_noAllocation @_noLocks
  public func entry(_ key: KeyID, _ rank: Int) -> NonceEntry { entries[place(key, rank)] }

  /// The outcome of the command at `ordinal` of the datagram at `rank`.
  @_noAllocation @_noLocks
  public func outcome(_ key: KeyID, _ rank: Int, ordinal: Int) -> CommandOutcome {
    invariant(ordinal >= 0 && ordinal < outcomesMax, "an ordinal is below outcomesMax")
    let block = Int(entries[place(key, rank)].block)
    return outcomes[(Int(key.value) * window + block) * outcomesMax + ordinal]
  }

  /// Remembers the outcome of a command of the datagram at `rank`.
  @_noAllocation @_noLocks
  public func setOutcome(_ key: KeyID, _ rank: Int, ordinal: Int, _ outcome: CommandOutcome) {
    invariant(ordinal >= 0 && ordinal < outcomesMax, "an ordinal is below outcomesMax")
    let block = Int(entries[place(key, rank)].block)
    outcomes[(Int(key.value) * window + block) * outcomesMax + ordinal] = outcome
  }

  /// Enters a fresh nonce and returns its rank; `ejected` receives the nonce that had to leave for
  /// it, or 0.
  ///
  /// - Precondition: `standing(key, nonce)` is `fresh`.
  @_noAllocation @_noLocks
  public func enter(
    _ key: KeyID, nonce: UInt64, digest: Bytes16, logIndex: UInt64, code: UInt8, count: UInt8,
    ejected: inout UInt64
  ) -> Int {
    var rank = firstNotBelow(key, nonce)
    var block = heads[key.value].count
    ejected = 0
    if Int(heads[key.value].count) == window {
      invariant(rank > 0, "a full window takes only what is above its lowest")
      let lowest = entries[place(key, 0)]
      ejected = lowest.nonce
      block = lowest.block
      heads[key.value].floor = lowest.nonce
      heads[key.value].first = UInt32((Int(heads[key.value].first) + 1) % window)
      heads[key.value].count -= 1
      rank -= 1
    }
    let last = Int(heads[key.value].count)
    var hole = last
    while hole > rank {
      entries[place(key, hole)] = entries[place(key, hole - 1)]
      hole -= 1
    }
    heads[key.value].count += 1
    entries[place(key, rank)] = NonceEntry(
      nonce: nonce, digest: digest, logIndex: logIndex, code: code, count: count, block: block)
    return rank
  }

  @_noAllocation @_noLocks
  private func place(_ key: KeyID, _ rank: Int) -> Int {
    var at = Int(heads[key.value].first) + rank
    if at >= window { at -= window }
    return Int(key.value) * window + at
  }

  /// The rank of the first entry whose nonce is not below `nonce`.
  @_noAllocation @_noLocks
  private func firstNotBelow(_ key: KeyID, _ nonce: UInt64) -> Int {
    let count = Int(heads[key.value].count)
    if count == 0 || entries[place(key, count - 1)].nonce < nonce { return count }
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) >> 1
      if entries[place(key, middle)].nonce < nonce { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
