// SPDX-License-Identifier: Apache-2.0

import Memory
import Venue
import WireFormat

/// The bytes of a message, header and block.
func encoded<Message: WireMessage>(_ message: Message) -> [UInt8] {
  let buffer = ByteBuffer(count: Message.messageBytes)
  let bytes = message.encode(message: buffer.bytes, at: 0)
  return buffer.bytes.view.slice(0, count: bytes).array
}

/// Sixteen bytes that differ for different bodies: two FNV-1a hashes. The decision layer compares
/// digests and never makes one, so any will do.
func digest(_ body: [UInt8]) -> Bytes16 {
  var low: UInt64 = 0xcbf2_9ce4_8422_2325
  var high: UInt64 = 0x8422_2325_cbf2_9ce4
  for byte in body {
    low = (low ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    high = (high ^ UInt64(byte ^ 0xff)) &* 0x0000_0100_0000_01b3
  }
  return Bytes16(word0: low, word1: high)
}

/// A command datagram as a member signs it.
struct Datagram {
  var key: UInt32
  var nonce: UInt64
  var group: UInt16 = 0
  var validUntil: UInt64
  var indexSeen: UInt64 = 0
  var indexLagMax: UInt32 = 0
  var commands: [any CommandMessage]

  /// The body of its record: a signature nobody looks at, the header, the commands.
  var body: [UInt8] {
    let header = CommandHeader(
      key: key, group: group, count: UInt8(commands.count), nonce: nonce, validUntil: validUntil,
      indexSeen: indexSeen, indexLagMax: indexLagMax)
    var bytes = [UInt8](repeating: 0, count: 64) + encoded(header)
    for command in commands {
      let message = encoded(command)
      bytes += [UInt8(message.count & 0xff), UInt8(message.count >> 8)] + message
    }
    return bytes
  }
}

/// One record of a log before it has its place: everything that `apply` reads.
struct Entry {
  var kind: RecordKind
  /// Log time since the record before, in nanoseconds.
  var elapsed: UInt64 = 0
  var session: UInt32 = 0
  var end: SessionEnd = .logout
  var keyChecks: UInt32 = .max
  /// A restart may come with a new leader's term.
  var termStep: UInt64 = 0
  var body: [UInt8] = []
  /// The digest of other bytes, to pretend that the signature differed.
  var digestSalt: UInt8 = 0

  static func genesis(_ genesis: VenueGenesis) -> Entry {
    Entry(kind: .genesis, body: genesis.body)
  }
  static func commands(_ datagram: Datagram, session: UInt32, keyChecks: UInt32 = .max) -> Entry {
    Entry(kind: .commands, session: session, keyChecks: keyChecks, body: datagram.body)
  }
  static func logon(
    key: UInt32, nonce: UInt64, validUntil: UInt64, flags: UInt32 = 0
  ) -> Entry {
    let request = LogonRequest(
      key: key, heartbeatMilliseconds: 1_000, nonce: nonce, validUntil: validUntil,
      flags: flags)
    return Entry(kind: .logon, body: [UInt8](repeating: 0, count: 64) + encoded(request))
  }
  static func down(_ session: UInt32, _ end: SessionEnd = .logout) -> Entry {
    Entry(kind: .sessionDown, session: session, end: end)
  }
  static func tick(_ elapsed: UInt64) -> Entry { Entry(kind: .tick, elapsed: elapsed) }
  static var restart: Entry { Entry(kind: .restart, termStep: 1) }

  /// The record's head at its place in the log.
  func head(index: UInt64, time: UInt64, term: UInt64) -> LogRecord {
    LogRecord(
      logIndex: index, logTime: time, term: term, session: session, keyChecks: keyChecks,
      kind: kind.wire, end: end.wire, bodyLength: UInt16(body.count),
      digest: body.isEmpty ? Bytes16() : digest(body + [digestSalt]))
  }
}

/// A genesis small enough that every limit is met soon.
func testGenesis(
  operators: [UInt32] = [0], _ change: (inout Genesis) -> Void = { _ in }
) -> VenueGenesis {
  var block = Genesis(
    ruleVersion: VenueGenesis.ruleVersion, network: 7, commandsPerDatagramMax: 16,
    venue: Bytes16(word0: 0x1111, word1: 0x2222),
    chain: Bytes32(word0: 1, word1: 2, word2: 3, word3: 4), marketsMax: 4, accountsMax: 6,
    keysMax: 14, sessionsMax: 7, sessionsPerAccountMax: 2, ordersMax: 30,
    openOrdersPerAccountMax: 10, nonceWindow: 8, fillsPerCommandMax: 4,
    timersPerCommandMax: 2, batchCommandsMax: 1_000, batchSpanMax: second, tickSpanMax: second,
    validitySpanMax: 60 * second, positionLotsMax: 120,
    specialOrdersMax: 6, conditionalOrdersMax: 12, quoteGroupsMax: 5, cancelsPerRecordMax: 16,
    bustsMax: 4,
    approvalsMin: 1, proposalsMax: 3,
    proposalSpan: 10 * second)
  change(&block)
  let keys = operators.map { GenesisOperators(key: $0, publicKey: publicKey($0)) }
  do { return try VenueGenesis(block: block, operators: keys) } catch { fatalError("\(error)") }
}

func publicKey(_ key: UInt32) -> Bytes32 {
  Bytes32(word0: UInt64(key), word1: 0xabcd, word2: 0, word3: UInt64(key) &* 0x9e37)
}

let second: UInt64 = 1_000_000_000
