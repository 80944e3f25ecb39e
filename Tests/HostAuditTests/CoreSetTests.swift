// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import HostAudit

@Suite struct CoreSetTests {
  @Test(arguments: [
    ("", "", "0"), ("0", "0", "1"), ("0-3,8", "0-3,8", "10f"), ("8,0-3,2", "0-3,8", "10f"),
    ("33", "33", "2,00000000"), ("(null)", "", "0"), ("0-7:1/2", "0,2,4,6", "55"),
    ("1-6:2/3", "1-2,4-5", "36"),
  ]) func `lists and masks say the same`(list: String, plain: String, mask: String) throws {
    let set = try #require(CoreSet(list: list))
    #expect(set.description == plain)
    #expect(set.mask == mask)
    #expect(CoreSet(mask: mask) == set)
    #expect(CoreSet(list: plain) == set)
  }

  @Test(arguments: [
    "x", "3-1", "-1", "0-", "1-2-3", "0-99999", "4096", "0-3:0/2", "0-3:1", "all", "N",
  ])
  func `what is no list is refused`(list: String) { #expect(CoreSet(list: list) == nil) }

  @Test(arguments: ["", "g", "1,2,", ",1", "1,100000000", "11111111111111111", "-1"])
  func `what is no mask is refused`(mask: String) { #expect(CoreSet(mask: mask) == nil) }

  @Test func `boot parameters know all cores and the last`() {
    let online = CoreSet(0..<6)
    #expect(CoreSet(list: "all", online: online) == online)
    #expect(CoreSet(list: "4-N", online: online) == CoreSet([4, 5]))
    #expect(CoreSet(list: "N", online: CoreSet([])) == nil)
  }

  @Test func `a random set survives both writings`() throws {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      let cores = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        Int.random(in: 0...CoreSet.coreMax, using: &random)
      }
      let set = CoreSet(cores)
      #expect(CoreSet(list: set.description) == set, "\(cores)")
      #expect(CoreSet(mask: set.mask) == set, "\(cores)")
      #expect(set.cores == Set(cores).sorted())
    }
  }

  @Test func `numbers are grouped by thousands`() {
    #expect(grouped(0) == "0" && grouped(999) == "999" && grouped(1000) == "1,000")
    #expect(grouped(4_000_000) == "4,000,000" && grouped(-12_345) == "-12,345")
  }
}
