// SPDX-License-Identifier: Apache-2.0

internal import Matching
public import Memory
public import WireFormat

/// Why a genesis record cannot start a venue.
public struct GenesisError: Error, CustomStringConvertible, Sendable {
  /// What is wrong, and what would be accepted.
  public let description: String
}

/// Limits of the protocol itself, above which no genesis may go.
public enum ProtocolLimits {
  /// Commands that one datagram may hold.
  @inlinable public static var commandsPerDatagramMax: Int { @_noAllocation @_noLocks get { 16 } }
  /// Magnitude of a price in ticks.
  @inlinable public static var priceTicksMax: Int64 { @_noAllocation @_noLocks get { 1 << 40 } }
  /// Buckets of one section of the state tree: what `Settlement` builds. With no more places than
  /// that, each has its own bucket, and records of one bucket and key are the same record.
  @inlinable public static var stateBucketsMax: UInt64 { @_noAllocation @_noLocks get { 1 << 21 } }
  /// Lots of one order.
  @inlinable public static var quantityLotsMax: UInt64 { @_noAllocation @_noLocks get { 1 << 40 } }
  /// Units per tick and lot.
  @inlinable public static var multiplierMax: UInt64 { @_noAllocation @_noLocks get { 1 << 24 } }
  /// Span of a dead-man switch, in nanoseconds.
  @inlinable public static var deadManSpanMin: UInt64 {
    @_noAllocation @_noLocks get { 1_000_000 }
  }
  @inlinable public static var deadManSpanMax: UInt64 {
    @_noAllocation @_noLocks get { 86_400_000_000_000 }
  }
  /// The least time between a market's batches, in nanoseconds.
  @inlinable public static var batchSpanMin: UInt64 {
    @_noAllocation @_noLocks get { 1_000_000 }
  }
  /// A day, in nanoseconds.
  @inlinable public static var daySpan: UInt64 {
    @_noAllocation @_noLocks get { 86_400_000_000_000 }
  }
  /// The shortest window and freeze of a quote group, in nanoseconds; the longest is a day.
  @inlinable public static var quoteSpanMin: UInt64 {
    @_noAllocation @_noLocks get { 1_000_000 }
  }
  /// Magnitude of a fee rate in millionths.
  @inlinable public static var feeMax: Int32 { @_noAllocation @_noLocks get { 100_000 } }
}

/// The genesis command, checked: identity, rules and every limit that can change an outcome.
public struct VenueGenesis: Sendable {
  /// The fixed part.
  public let block: Genesis
  /// The first operators' keys.
  public let operators: [GenesisOperators]

  /// The rules this build knows.
  public static var ruleVersion: UInt32 { 7 }

  /// The most operators whose keys a genesis record has room for; more are registered later.
  public static var operatorsMax: Int {
    let room = LogRecordView.bodyBytesMax - GenesisBody.bytes(operators: 0)
    return min(Template.genesis.entriesMax, room / GenesisOperators.blockBytes)
  }

  public init(block: Genesis, operators: [GenesisOperators]) throws(GenesisError) {
    self.block = block
    self.operators = operators
    try check()
  }

  /// Reads a genesis body: the message with its group of operators, nothing after it.
  public init(body: ByteView) throws(GenesisError) {
    let head = MessageHeader.bytes
    guard body.count >= Genesis.messageBytes + 4 else { throw bad("it is cut short") }
    let header = MessageHeader(body)
    guard header.isOurs, header.templateID == Genesis.templateID,
      Int(header.blockLength) == Genesis.blockBytes
    else { throw bad("it is not a Genesis message of this schema") }
    block = Genesis(block: body, at: head)
    let group = Genesis.messageBytes
    let count = Int(body.load(group + 2, as: UInt16.self))
    guard Int(body.load(group, as: UInt16.self)) == GenesisOperators.blockBytes,
      body.count == group + 4 + count * GenesisOperators.blockBytes
    else { throw bad("its group of operators has the wrong size") }
    var operators: [GenesisOperators] = []
    for i in 0..<count {
      operators.append(
        GenesisOperators(block: body, at: group + 4 + i * GenesisOperators.blockBytes))
    }
    self.operators = operators
    try check()
  }

  /// The body's bytes: the message, then the group.
  public var body: [UInt8] {
    let bytes = Genesis.messageBytes + 4 + operators.count * GenesisOperators.blockBytes
    let buffer = ByteBuffer(count: bytes)
    block.encode(message: buffer.bytes)
    buffer.bytes.store(UInt16(GenesisOperators.blockBytes), at: Genesis.messageBytes)
    buffer.bytes.store(UInt16(operators.count), at: Genesis.messageBytes + 2)
    for (i, key) in operators.enumerated() {
      key.encode(
        block: buffer.bytes, at: Genesis.messageBytes + 4 + i * GenesisOperators.blockBytes)
    }
    return (0..<bytes).map { buffer.bytes[$0] }
  }

  private func check() throws(GenesisError) {
    let b = block
    guard b.ruleVersion == Self.ruleVersion else {
      throw bad("ruleVersion \(b.ruleVersion); this build knows \(Self.ruleVersion)")
    }
    guard b.reservedAreZero, operators.allSatisfy(\.reservedAreZero) else {
      throw bad("reserved fields are not zero")
    }
    try range("commandsPerDatagramMax", UInt64(b.commandsPerDatagramMax), 1...16)
    try range("marketsMax", UInt64(b.marketsMax), 1...65_536)
    try range("accountsMax", UInt64(b.accountsMax), 2...1_048_576)
    let bucketsMax = ProtocolLimits.stateBucketsMax
    try range(
      "accountsMax × marketsMax", UInt64(b.accountsMax) * UInt64(b.marketsMax), 2...bucketsMax)
    try range("keysMax", UInt64(b.keysMax), 1...1_048_576)
    try range("nonceWindow", UInt64(b.nonceWindow), 1...65_536)
    try range("keysMax × nonceWindow", UInt64(b.keysMax) * UInt64(b.nonceWindow), 1...bucketsMax)
    try range("sessionsMax", UInt64(b.sessionsMax), 1...65_536)
    try range("sessionsPerAccountMax", UInt64(b.sessionsPerAccountMax), 1...16)
    try range("ordersMax", UInt64(b.ordersMax), 1...1 << 21)
    try range("openOrdersPerAccountMax", UInt64(b.openOrdersPerAccountMax), 1...1 << 21)
    try range("specialOrdersMax", UInt64(b.specialOrdersMax), 1...1 << 21)
    try range("conditionalOrdersMax", UInt64(b.conditionalOrdersMax), 1...1 << 20)
    try range("quoteGroupsMax", UInt64(b.quoteGroupsMax), 0...65_535)
    try range("fillsPerCommandMax", UInt64(b.fillsPerCommandMax), 1...4_096)
    try range("timersPerCommandMax", UInt64(b.timersPerCommandMax), 1...256)
    try range("batchCommandsMax", UInt64(b.batchCommandsMax), 1...1 << 20)
    try range("batchSpanMax", b.batchSpanMax, 1_000_000...3_600_000_000_000)
    try range("tickSpanMax", b.tickSpanMax, 1_000_000...60_000_000_000)
    try range("validitySpanMax", b.validitySpanMax, 1_000_000...86_400_000_000_000)
    try range("positionLotsMax", b.positionLotsMax, 1...1 << 62)
    try range("cancelsPerRecordMax", UInt64(b.cancelsPerRecordMax), 16...4_096)
    try range("bustsMax", UInt64(b.bustsMax), 1...65_536)
    try range("approvalsMin", UInt64(b.approvalsMin), 1...UInt64(max(1, min(operators.count, 16))))
    try range("proposalsMax", UInt64(b.proposalsMax), 1...256)
    try range("proposalSpan", b.proposalSpan, 1_000_000...604_800_000_000_000)
    try range("operator keys", UInt64(operators.count), 1...UInt64(Self.operatorsMax))
    for key in operators where key.key >= b.keysMax {
      throw bad("operator key \(key.key) is not below keysMax \(b.keysMax)")
    }
    guard Set(operators.map(\.key)).count == operators.count else {
      throw bad("two operators have one key number")
    }
  }

  private func range(_ name: String, _ value: UInt64, _ accepted: ClosedRange<UInt64>)
    throws(GenesisError)
  {
    guard accepted.contains(value) else {
      throw bad("\(name) \(value); accepted: \(accepted.lowerBound)...\(accepted.upperBound)")
    }
  }
}

private func bad(_ what: String) -> GenesisError { GenesisError(description: "genesis: \(what)") }
