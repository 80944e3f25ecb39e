// SPDX-License-Identifier: Apache-2.0

import Foundation
import Memory
import Testing
import Verifying

/// The 1,278 vectors of `vectors/ed25519/verdicts.json`, when the shared folder is there.
@Suite struct SharedVectorTests {
  private struct Line: Decodable {
    let source: String
    let public_key: String
    let signature: String
    let message: String
    let facts: [String: Bool]
    let verdicts: [String: Bool]
    let measured: [String: Bool]
  }

  /// What is counted over the lines, printed and compared with what is known of the file.
  private struct Tally: Equatable {
    var lines = 0
    var malformed = 0
    var accepted = 0
    var acceptedWhereLibsodiumRefuses = 0
    var acceptedButNotRegistrable = 0
    var registrable = 0
  }

  private func lines() throws -> [Line]? {
    guard let data = sharedFile("vectors/ed25519/verdicts.json") else {
      print("note: absent: vectors/ed25519/verdicts.json; only the embedded vectors were judged")
      return nil
    }
    return try JSONDecoder().decode([Line].self, from: data)
  }

  @Test(arguments: Verifier.BackEnd.available)
  func `every published vector gets the verdict of cofactored_strict`(
    _ backEnd: Verifier.BackEnd
  ) throws {
    guard let lines = try lines() else { return }
    var verifier = try Verifier(backEnd: backEnd)
    var tally = Tally()
    for line in lines {
      tally.lines += 1
      let key = bytes(line.public_key)
      let signature = bytes(line.signature)
      let rule = line.verdicts["cofactored_strict"]!
      guard key.count == 32, signature.count == 64 else {
        // The wire's fixed fields leave no way to say these; a request cannot be made of them.
        tally.malformed += 1
        #expect(!rule)
        continue
      }
      let one = Case(key: key, signature: signature, message: bytes(line.message))
      let verdict = verifier.verdict(of: one.request)
      #expect((verdict == .valid) == rule, "\(line.source) \(line.signature)")
      checkFacts(line, verdict, key)
      tallyKey(&tally, line, key, rule: rule)
    }
    print("verdicts.json: \(backEnd.name): \(tally)")
    #expect(tally.lines == 1278 && tally.malformed == 12)
    #expect(tally.accepted == 202 && tally.acceptedWhereLibsodiumRefuses == 65)
    #expect(tally.acceptedButNotRegistrable == 101)
  }

  /// The reason agrees with the facts recorded for the vector.
  private func checkFacts(_ line: Line, _ verdict: Verdict, _ key: [UInt8]) {
    let facts = line.facts
    switch verdict {
    case .valid: #expect(facts["cofactored"] == true)
    case .scalarNotCanonical: #expect(facts["s_canonical"] == false)
    case .commitmentNotCanonical: #expect(facts["R_canonical"] == false)
    case .commitmentSmallOrder:
      #expect(facts["R_small"] == true && facts["s_canonical"] == true)
    case .commitmentUndecodable: #expect(facts["R_decodes"] == false)
    case .keyRefused:
      #expect(
        facts["A_small"] == true || facts["A_canonical"] == false || facts["A_decodes"] == false)
    case .equationFails: #expect(facts["cofactored"] != true)
    case .unverified: Issue.record("no verdict")
    }
    switch keyFault(key) {
    case .notCanonical: #expect(facts["A_canonical"] == false)
    case .smallOrder: #expect(facts["A_small"] == true)
    case .undecodable: #expect(facts["A_decodes"] == false)
    case .notTorsionFree, nil:
      #expect(facts["A_small"] == false && facts["A_canonical"] == true)
    }
  }

  /// What the venue accepts is what the rule accepts under a key that could be registered; where
  /// the two differ it is the registration that refuses, and because of torsion.
  private func tallyKey(_ tally: inout Tally, _ line: Line, _ key: [UInt8], rule: Bool) {
    let fault = keyFault(key)
    if fault == nil { tally.registrable += 1 }
    if !rule { return }
    tally.accepted += 1
    if line.measured["libsodium_1_0_18"] == false { tally.acceptedWhereLibsodiumRefuses += 1 }
    if fault != nil {
      tally.acceptedButNotRegistrable += 1
      #expect(fault == .notTorsionFree)
      #expect(!EdwardsModel.isRegistrable(key))
    }
  }
}
