// SPDX-License-Identifier: Apache-2.0

import Foundation
import Memory
import Signing
import Testing

/// A crash keeps a file's old bytes, its new ones, or any mixture of both within what was written.
@Suite struct PositionGuardTests {
  private let key = Bytes32(bytes(signingVectors[0].key))

  @Test func `one message a position`() throws {
    let folder = try TestFolder()
    let path = folder.path + "/mark"
    let (a, b) = (Bytes("a"), Bytes("b"))
    do {
      let guarding = try PositionGuard(path: path, key: key)
      #expect(try guarding.permit(height: 1, roundAndStep: 1, message: a.view))
      #expect(try guarding.permit(height: 1, roundAndStep: 1, message: a.view))
      #expect(try !guarding.permit(height: 1, roundAndStep: 1, message: b.view))
      #expect(try !guarding.permit(height: 1, roundAndStep: 0, message: a.view))
      #expect(try guarding.permit(height: 1, roundAndStep: 2, message: b.view))
      #expect(try guarding.permit(height: 2, roundAndStep: 0, message: a.view))
      #expect(try !guarding.permit(height: 1, roundAndStep: 9, message: a.view))
    }
    let again = try PositionGuard(path: path, key: key)
    #expect(again.highest.height == 2)
    #expect(try !again.permit(height: 2, roundAndStep: 0, message: b.view))
    #expect(try again.permit(height: 2, roundAndStep: 0, message: a.view))
  }

  @Test func `a crash in any write never frees a position that was let through`() throws {
    let folder = try TestFolder()
    var random = SplitMix(seed: 7)
    for seed in seeds(60) {
      random = SplitMix(seed: seed)
      let path = folder.path + "/mark-\(seed)"
      var (height, before) = (UInt64(0), [UInt8]())
      var live: PositionGuard? = try PositionGuard(path: path, key: key)
      for step in 0..<8 {
        before = try folder.bytes(path)
        height += 1
        let message = Bytes(random.bytes(20))
        #expect(try live!.permit(height: height, roundAndStep: 0, message: message.view))
        let after = try folder.bytes(path)
        // What a crash during this write may leave: a mixture, of which nothing was released. The mark
        // then is this position or the one before, and never lower.
        var torn = after
        for i in torn.indices where i < before.count && Bool.random(using: &random) {
          torn[i] = before[i]
        }
        let copy = try folder.put("torn", torn)
        let crashed = try PositionGuard(path: copy, key: key)
        #expect(
          crashed.highest.height == height || crashed.highest.height == height - 1,
          "seed \(seed) step \(step)")
        // What a crash after it leaves: this write whole.
        live = nil
        live = try PositionGuard(path: path, key: key)
        #expect(live!.highest.height == height)
        #expect(try !live!.permit(height: height, roundAndStep: 0, message: Bytes("other").view))
      }
      live = nil
    }
  }

  @Test func `the file must be this key's, private, whole, and used by one process`() throws {
    let folder = try TestFolder()
    let path = folder.path + "/mark"
    var live: PositionGuard? = try PositionGuard(path: path, key: key)
    #expect(throws: WatermarkError.taken(path: path)) {
      _ = try PositionGuard(path: path, key: key)
    }
    #expect(live?.highest.height == 0)
    live = nil
    #expect(throws: WatermarkError.otherKey(path: path)) {
      _ = try PositionGuard(path: path, key: Bytes32(bytes(signingVectors[1].key)))
    }
    let good = try folder.bytes(path)
    let open = try folder.put("open", good, mode: 0o662)
    #expect(throws: WatermarkError.exposed(path: open)) {
      _ = try PositionGuard(path: open, key: key)
    }
    let noise = try folder.put("noise", [UInt8](repeating: 7, count: 1_024))
    #expect(throws: WatermarkError.damaged(path: noise)) {
      _ = try PositionGuard(path: noise, key: key)
    }
    let short = try folder.put("short", Array(good.prefix(40)))
    #expect(throws: WatermarkError.damaged(path: short)) {
      _ = try PositionGuard(path: short, key: key)
    }
  }

  @Test func `no nonce is used twice, whenever the process ends`() throws {
    let folder = try TestFolder()
    let path = folder.path + "/nonces"
    var used: Set<UInt64> = []
    var random = SplitMix(seed: 3)
    var highest: UInt64 = 0
    for run in 0..<200 {
      let nonces = try NonceReservation(path: path, key: key, blockSize: 16)
      for _ in 0..<Int.random(in: 0...40, using: &random) {
        let nonce = try nonces.next(above: UInt64.random(in: 0...highest, using: &random))
        #expect(used.insert(nonce).inserted, "run \(run)")
        #expect(nonce > highest && nonce <= highest + 17)
        highest = nonce
      }
      // Half of the runs crash: what is on the disk is all that the next one knows.
      if run % 2 == 0 { try nonces.finish() }
    }
    #expect(used.count > 1_000)
  }

  @Test func `an orderly end skips nothing`() throws {
    let folder = try TestFolder()
    let path = folder.path + "/nonces"
    do {
      let nonces = try NonceReservation(path: path, key: key)
      #expect(try nonces.next() == 1)
      #expect(try nonces.next(above: 700) == 701)
      try nonces.finish()
    }
    #expect(try NonceReservation(path: path, key: key).next() == 702)
    #expect(try NonceReservation(path: path, key: key).next() == 703 + 255)
  }
}
