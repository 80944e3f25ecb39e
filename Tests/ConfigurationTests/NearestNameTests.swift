// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Configuration

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("burts", "burst"), ("bursts", "burst"), ("urst", "burst"), ("BURST", "burst"),
    ("tick_size", "tick-size"), ("tick-szie", "tick-size"), ("drvier", "driver"),
  ])
  func `a slip finds what was meant`(word: String, meant: String) {
    #expect(nearestName(to: word, among: ["burst", "driver", "tick-size"]) == meant)
  }

  @Test func `what is not near is not suggested`() {
    #expect(nearestName(to: "zzz", among: ["burst", "driver"]) == nil)
    #expect(nearestName(to: "", among: ["burst"]) == nil)
    #expect(nearestName(to: "x", among: []) == nil)
    #expect(nearestName(to: String(repeating: "a", count: 100_000), among: ["aaaa"]) == nil)
  }

  @Test func `of several the nearest wins`() {
    #expect(nearestName(to: "lanes", among: ["lines", "lane", "lanes"]) == "lanes")
  }
}
