// SPDX-License-Identifier: Apache-2.0

import Foundation
import Memory
import Testing
import Verifying

/// Every vector in every place of groups of one to eight, among honest signatures, with every size of
/// table and with none: one verdict.
@Suite struct GroupTests {
  private struct Line: Decodable {
    let public_key: String
    let signature: String
    let message: String
    let verdicts: [String: Bool]
  }

  /// A signature, the verdict of the two rules, and where its key's tables are.
  private struct Judged {
    let one: Case
    let key: [UInt8]
    let rule: Bool
    let zip215: Bool
    let isRegistrable: Bool
  }

  /// The published vectors, or the embedded ones where they are absent.
  private static let judged: [Judged] = {
    guard let data = sharedFile("vectors/ed25519/verdicts.json"),
      let lines = try? JSONDecoder().decode([Line].self, from: data)
    else {
      print("note: absent: vectors/ed25519/verdicts.json; only the embedded vectors were judged")
      return embeddedVectors.map {
        Judged(
          one: Case(key: bytes($0.key), signature: bytes($0.r + $0.s), message: bytes($0.message)),
          key: bytes($0.key), rule: $0.rule, zip215: $0.rule, isRegistrable: $0.registrable)
      }
    }
    return lines.compactMap { line in
      let key = bytes(line.public_key)
      let signature = bytes(line.signature)
      if key.count != 32 || signature.count != 64 { return nil }
      return Judged(
        one: Case(key: key, signature: signature, message: bytes(line.message)), key: key,
        rule: line.verdicts["cofactored_strict"]!, zip215: line.verdicts["zip215"]!,
        isRegistrable: referenceFault(key) == nil)
    }
  }()

  private static func referenceFault(_ key: [UInt8]) -> KeyFault? {
    let buffer = ByteBuffer(count: 32)
    for i in 0..<32 { buffer.bytes[i] = key[i] }
    return PublicKeyCheck.referenceFault(of: buffer.bytes.view)
  }

  /// Eight honest signatures and the vectors, each with the table of its key, if it may have one.
  private static func requests(
    _ backEnd: Verifier.BackEnd, _ tier: KeyTableTier?
  ) -> (requests: [VerifyRequest], tables: KeyTables) {
    let honest = judged.filter { $0.rule && $0.isRegistrable }.prefix(8)
    let all = Array(honest) + judged
    // The keys of the vectors are few: one table each.
    let keys = Array(Set(all.filter(\.isRegistrable).map(\.key))).sorted {
      $0.lexicographicallyPrecedes($1)
    }
    let tables = KeyTables(
      keysMax: max(1, keys.count), tier: tier ?? .kilobytes8,
      bytesMax: tier == nil ? 0 : 2 * keys.count * tier!.bytes, backEnd: backEnd)
    var ids: [[UInt8]: UInt32] = [:]
    for (id, key) in keys.enumerated() {
      let buffer = ByteBuffer(count: 32)
      for i in 0..<32 { buffer.bytes[i] = key[i] }
      tables.build(id: UInt32(id), key: buffer.bytes.view)
      ids[key] = UInt32(id)
    }
    if tier != nil { #expect(tables.built == keys.count && tables.refused == 0) }
    let reader = tables.reader()
    let requests = all.map { item in
      VerifyRequest(
        publicKey: item.one.request.publicKey, signature: item.one.request.signature,
        message: item.one.request.message,
        table: ids[item.key].map { reader.reference($0) } ?? .none)
    }
    return (requests, tables)
  }

  /// Every size of group; every place, or the first and the last only.
  private static func places(_ backEnd: Verifier.BackEnd) -> [(size: Int, place: Int)] {
    // One lane: a group is a loop.
    let everywhere = backEnd != .scalar
    return (1...8).flatMap { size in
      (0..<size).filter { everywhere || $0 == size - 1 }.map { (size: size, place: $0) }
    }
  }

  @Test(arguments: Verifier.BackEnd.available.filter { $0 != .sodium })
  func `a verdict is the same in every place of every group, with every table`(
    _ backEnd: Verifier.BackEnd
  ) throws {
    var verifier = try Verifier(backEnd: backEnd)
    let slots = Slab<VerifyRequest>(count: 8)
    let verdicts = Slab<Verdict>(count: 8)
    var judgements = 0
    var wrong = 0
    for tier in [nil] + KeyTableTier.allCases {
      let (requests, tables) = Self.requests(backEnd, tier)
      let honest = requests.count - Self.judged.count
      try #require(honest > 0)
      for (index, vector) in Self.judged.enumerated() {
        // Without a table the path is that of the cold round.
        if tier != nil && !vector.isRegistrable { continue }
        for (size, place) in Self.places(backEnd) {
          for i in 0..<size { slots[i] = requests[i % honest] }
          slots[place] = requests[honest + index]
          verifier.verify(requests: slots, count: size, verdicts: verdicts)
          for i in 0..<size where (verdicts[i] == .valid) != (i == place ? vector.rule : true) {
            wrong += 1
          }
          judgements += size
        }
      }
      withExtendedLifetime(tables) {}
    }
    print("groups: \(backEnd.name): \(judgements) verdicts, \(wrong) wrong")
    #expect(wrong == 0)
    #expect(judgements > Self.judged.count * 36)
  }

  @Test(arguments: Verifier.BackEnd.available.filter { $0 != .sodium })
  func `ZIP-215 is judged verbatim where it is asked for, and nowhere else`(
    _ backEnd: Verifier.BackEnd
  ) throws {
    var verifier = try Verifier(backEnd: backEnd)
    var accepted = 0
    for vector in Self.judged {
      let verdict = verifier.verdictByZIP215(of: vector.one.request)
      // Of an embedded vector only this is known: what the stricter rule accepts is accepted.
      if Self.judged.count < 1_000 && !vector.rule { continue }
      #expect((verdict == .valid) == vector.zip215)
      if vector.zip215 && !vector.rule { accepted += 1 }
    }
    // The shared vectors hold hundreds that ZIP-215 alone accepts.
    if Self.judged.count > 1_000 { #expect(accepted > 500) }
  }
}
