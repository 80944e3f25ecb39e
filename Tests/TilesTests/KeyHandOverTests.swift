// SPDX-License-Identifier: Apache-2.0

import Memory
import Telemetry
import Testing
import Venue
import WireFormat

@testable import Tiles

/// Whoever has heard that a key is registered may sign with it: no verify tile answers that it is not ready.
@Suite struct KeyHandOverTests {
  @Test func `the report of a registration waits until every verify lane holds the key`() throws {
    let bench = try MatchBench(verifyLanes: 2)
    bench.apply(.genesis, bench.genesis.body)
    #expect(bench.registered.map { $0.take() } == [[0], [0]])
    bench.logon(nonce: 1)
    // Key 1 fills both lanes, for they have one slot each; only the first is read.
    bench.start(.commands, register(1, account: 1), session: 1 << 16)
    #expect(bench.reports == 2)
    bench.forget()
    #expect(bench.registered[0].take() == [1])
    bench.start(.commands, register(2, account: 1), session: 1 << 16)
    for _ in 0..<5 { bench.poll() }
    #expect(bench.reports == 0)
    #expect(bench.registered[0].take().isEmpty, "to all of them or to none")
    #expect(bench.registered[1].take() == [1])
    bench.poll()
    #expect(bench.reports == 2)
    #expect(bench.registered.map { $0.take() } == [[2], [2]])
  }

  /// The first of two datagrams comes before the key, the second with it; there is no table and none is
  /// waited for.
  @Test func `a key in the lane is known, and without a table its signatures hold`() throws {
    let bench = try ClassBench(lanes: 1, slots: 8, knowsKey: false)
    var isDealt = try bench.deal(1, DatagramClass.ordinary)
    #expect(isDealt)
    _ = bench.verify[0].tile.poll()
    #expect(bench.verify[0].tile.counters.snapshot()[.keyUnknown] == 1)
    isDealt = try bench.deal(2, DatagramClass.ordinary)
    #expect(isDealt)
    bench.teach()
    _ = bench.verify[0].tile.poll()
    let counters = bench.verify[0].tile.counters.snapshot()
    #expect(counters[.keysLearnt] == 1 && counters[.valid] == 1 && counters[.keyUnknown] == 1)
  }

  private func register(_ key: UInt32, account: UInt32) -> [UInt8] {
    let frame = ByteBuffer(count: Frame.bytesMax)
    var writer = CommandDatagramWriter(
      into: frame.bytes, session: 1 << 16, sequence: UInt64(key),
      header: CommandHeader(key: 0, nonce: UInt64(key) + 1, validUntil: 1_000))
    writer.append(OpenAccount(account: account))
    writer.append(
      RegisterKey(
        key: key, account: account, scope: 1, group: .max, notAfter: .max,
        publicKey: Bytes32(word0: 5)))
    let length = writer.finish()
    return (Frame.headBytes..<length).map { frame.bytes[$0] }
  }
}
