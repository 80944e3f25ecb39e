// SPDX-License-Identifier: Apache-2.0

import Memory
import Quantities
import Sessions
import Testing

/// SplitMix64: a stream decided by its seed alone.
struct Random: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}

/// A window as a set: all it ever held, of which the highest so many are remembered.
private struct NaiveWindow {
  struct Use: Equatable {
    var index: UInt64
    var outcomes: [CommandOutcome]
  }
  var window: Int
  var used: [UInt64: Use] = [:]
  var ejected: Set<UInt64> = []

  var floor: UInt64 { ejected.max() ?? 0 }
  var ranked: [UInt64] { used.keys.sorted() }

  func isFresh(_ nonce: UInt64) -> Bool {
    if nonce <= floor || used[nonce] != nil { return false }
    return used.count < window || nonce > ranked[0]
  }

  /// Enters a fresh nonce and returns what had to leave, or 0.
  mutating func enter(_ nonce: UInt64, _ use: Use) -> UInt64 {
    used[nonce] = use
    if used.count <= window { return 0 }
    let lowest = ranked[0]
    used[lowest] = nil
    ejected.insert(lowest)
    return lowest
  }
}

@Suite struct NonceWindowsTests {
  private func enter(_ windows: borrowing NonceWindows, _ key: KeyID, _ nonce: UInt64) -> UInt64 {
    var ejected: UInt64 = 0
    _ = windows.enter(
      key, nonce: nonce, digest: Bytes16(word0: nonce), logIndex: nonce, code: 0, count: 0,
      ejected: &ejected)
    return ejected
  }

  private func name(_ standing: NonceStanding) -> String {
    switch standing {
    case .fresh: "fresh"
    case .used(let rank): "used \(rank)"
    case .tooOld: "too old"
    }
  }

  @Test(arguments: [1, 2, 3, 7, 64])
  func `a window agrees with a set of its highest nonces`(_ window: Int) {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = Random(state: seed)
    let windows = NonceWindows(keysMax: 3, window: window, outcomesMax: 2)
    var naive = [NaiveWindow](repeating: NaiveWindow(window: window), count: 3)
    for step in 0..<6_000 as Range<UInt64> {
      let number = Int(random.next() % 3)
      let key = KeyID(UInt32(number))
      let around = naive[number].ranked.last ?? 0
      let nonce = (around + random.next() % UInt64(2 * window + 6)) &- UInt64(window + 3)
      let at: Comment = "seed \(seed), step \(step), nonce \(nonce), window \(window)"
      var expected = naive[number].isFresh(nonce) ? "fresh" : "too old"
      if let rank = naive[number].ranked.firstIndex(of: nonce) { expected = "used \(rank)" }
      #expect(name(windows.standing(key, nonce)) == expected, at)
      if expected != "fresh" || nonce > 1 << 62 { continue }
      let outcomes = (0..<2).map {
        CommandOutcome(
          order: OrderID(step), clientOrder: step + $0, open: step, code: UInt8($0))
      }
      var ejected: UInt64 = 0
      let rank = windows.enter(
        key, nonce: nonce, digest: Bytes16(word0: step), logIndex: step, code: 3, count: 2,
        ejected: &ejected)
      for ordinal in 0..<2 {
        windows.setOutcome(key, rank, ordinal: ordinal, outcomes[ordinal])
      }
      let use = NaiveWindow.Use(index: step, outcomes: outcomes)
      #expect(ejected == naive[number].enter(nonce, use), at)
      if !agrees(windows, key, naive[number], at) { return }
    }
  }

  private func agrees(
    _ windows: borrowing NonceWindows, _ key: KeyID, _ naive: NaiveWindow, _ at: Comment
  ) -> Bool {
    let (count, floor, highest) = (windows.count(key), windows.floor(key), windows.highest(key))
    #expect(count == naive.used.count, at)
    #expect(floor == naive.floor && highest == naive.ranked.last ?? naive.floor, at)
    for (rank, nonce) in naive.ranked.enumerated() {
      let entry = windows.entry(key, rank)
      let outcomes = (0..<2).map { windows.outcome(key, rank, ordinal: $0) }
      let use = NaiveWindow.Use(index: entry.logIndex, outcomes: outcomes)
      if entry.nonce != nonce || use != naive.used[nonce] {
        Issue.record("rank \(rank) holds \(entry): \(at)")
        return false
      }
    }
    return true
  }

  @Test func `nonce 0 is never fresh and the highest of all is`() {
    let windows = NonceWindows(keysMax: 1, window: 2, outcomesMax: 1)
    let key = KeyID(0)
    #expect(name(windows.standing(key, 0)) == "too old")
    #expect(name(windows.standing(key, .max)) == "fresh")
    _ = enter(windows, key, .max)
    #expect(name(windows.standing(key, .max)) == "used 0")
    #expect(enter(windows, key, 1) == 0)
    #expect(enter(windows, key, .max - 1) == 1)
    #expect(name(windows.standing(key, 2)) == "too old")
  }

  @Test func `a window of one moves up only`() {
    let windows = NonceWindows(keysMax: 1, window: 1, outcomesMax: 1)
    let key = KeyID(0)
    for nonce in [5, 6, 9] as [UInt64] { _ = enter(windows, key, nonce) }
    #expect(name(windows.standing(key, 8)) == "too old")
    #expect(name(windows.standing(key, 9)) == "used 0")
    #expect(windows.floor(key) == 6)
  }

  @Test func `an outcome keeps to its own commands`() async {
    await #expect(processExitsWith: .failure) {
      let windows = NonceWindows(keysMax: 1, window: 1, outcomesMax: 1)
      var ejected: UInt64 = 0
      let rank = windows.enter(
        KeyID(0), nonce: 1, digest: Bytes16(), logIndex: 0, code: 0, count: 1, ejected: &ejected)
      windows.setOutcome(KeyID(0), rank, ordinal: 1, CommandOutcome(order: .none, code: 0))
    }
  }

  @Test func `below a full window nothing enters`() async {
    await #expect(processExitsWith: .failure) {
      let windows = NonceWindows(keysMax: 1, window: 1, outcomesMax: 1)
      var ejected: UInt64 = 0
      for nonce in [5, 4] as [UInt64] {
        _ = windows.enter(
          KeyID(0), nonce: nonce, digest: Bytes16(), logIndex: 0, code: 0, count: 1,
          ejected: &ejected)
      }
    }
  }
}
