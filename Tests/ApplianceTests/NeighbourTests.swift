// SPDX-License-Identifier: Apache-2.0

import Memory
import PacketIO
import Testing
import WireFormat

@testable import Appliance

/// The whole appliance as an ordinary host of its network.
@Suite(.serialized) struct NeighbourTests {
  @Test func `neighbours are answered, and what they claim moves no session`() throws {
    let venue = try TestVenue(try TestVenue.settings(try TestVenue.makeFolder()))
    let (_, maker, _) = try venue.open()
    venue.sendStray(TestVenue.addressQuestion)
    try venue.wait("the address") { venue.strays.count == 1 }
    #expect(venue.strays[0][20...27] == [0, 2, 2, 0x4d, 0x4c, 0, 0, 1])
    venue.sendStray(TestVenue.echoRequest)
    try venue.wait("the echo") { venue.strays.count == 2 }
    #expect(venue.strays[1][34] == 0 && venue.strays[1].count == 42)
    // Another station says that it has the maker's address, then ours. A report that went there
    // would be none of the maker's, which `poll` would record.
    var claim = TestVenue.addressQuestion
    claim.replaceSubrange(6..<12, with: [2, 0, 0, 0, 0, 9])
    claim.replaceSubrange(22..<28, with: [2, 0, 0, 0, 0, 9])
    for target in [[10, 77, 0, 2], [10, 77, 0, 1]] as [[UInt8]] {
      for operation in [1, 2] as [UInt8] {
        claim[21] = operation
        claim.replaceSubrange(28..<32, with: target)
        claim.replaceSubrange(38..<42, with: target)
        venue.sendStray(claim)
      }
    }
    let results = try venue.send(maker) {
      $0.append(NewOrder(market: 0, side: 0, price: 50, quantity: 1, clientOrder: 1))
    }
    #expect(results.map(\.code) == [0])
    let summary = try venue.appliance.stop()
    let drops = Dictionary(uniqueKeysWithValues: summary.drops)
    #expect(drops["neighbour.addressTaken"] == 2 && drops["neighbour.notRequest"] == 1)
    #expect(drops["neighbour.elsewhere"] == 1 && venue.strays.count == 2)
    #expect(drops["frame.notIPv4"] == nil && drops["frame.notUDP"] == nil)
    for (name, count) in [("ingress.addressAnswers", 1), ("egress.neighbourFrames", 2)] {
      #expect(summary.counters.contains { "\($0.tile).\($0.name)" == name && $0.count == count })
    }
  }
}

extension TestVenue {
  /// The member's host asks who has the venue's address.
  static let addressQuestion: [UInt8] =
    [255, 255, 255, 255, 255, 255, 2, 0x4d, 0x4c, 0, 0, 2, 8, 6, 0, 1, 8, 0, 6, 4, 0, 1]
    + [2, 0x4d, 0x4c, 0, 0, 2, 10, 77, 0, 2, 0, 0, 0, 0, 0, 0, 10, 77, 0, 1]
  /// The member's host asks the venue to echo nothing.
  static let echoRequest: [UInt8] =
    [2, 0x4d, 0x4c, 0, 0, 1, 2, 0x4d, 0x4c, 0, 0, 2, 8, 0, 0x45, 0, 0, 28, 0, 0, 0x40, 0, 64, 1]
    + [0x26, 0x45, 10, 77, 0, 2, 10, 77, 0, 1, 8, 0, 0xf7, 0xff, 0, 0, 0, 0]

  /// Sends a whole frame as it is.
  func sendStray(_ frame: [UInt8]) {
    while port.reserve(1) == 0 {}
    let out = port.outgoing(0)
    for (i, byte) in frame.enumerated() { out[i] = byte }
    port.setLength(0, frame.count)
    _ = port.transmit(1)
  }
}
