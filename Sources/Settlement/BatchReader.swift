// SPDX-License-Identifier: Apache-2.0

public import Memory
public import WireFormat

/// A batch as its file holds it, every byte of it checked.
public struct SettledBatch: Sendable {
  /// One record and what it did.
  public struct Record: Sendable {
    /// The message that heads it.
    public var header: LogRecord
    /// Message and body, as they were signed, logged and hashed.
    public var bytes: ArraySlice<UInt8>
    /// Its matches: a range of the batch's.
    public var matches: Range<Int>
  }

  public var header: BatchHeader
  public var records: [Record]
  public var matches: [MatchRecord]
  /// Its bytes in the file, from the first entry to the end of its header.
  public var bytes: Range<Int>
}

/// Reads a file of batches and believes nothing in it.
///
/// Checked for every batch: entries' lengths and templates, the order of indices, times and terms,
/// both roots, the counts and ranges in the header, the chain to the batch before, and the
/// signature. Not checked: that the matches and the state roots are what the records lead to, which
/// takes re-execution; that batches closed where the rule says, which takes the log's boundaries.
public struct BatchReader {
  private let bytes: [UInt8]
  /// Whose batches these are, as the file says and the signatures confirm.
  public let identity: Identity
  private let isSigned: (Statement, Bytes64) -> Bool
  private var offset = SettlementFileHeader.bytes
  private var number: UInt64
  private var previous: BatchHeader?

  /// Checks the file's header.
  ///
  /// - Parameters:
  ///   - identity: whose batches they must be.
  ///   - previous: the batch before the file's first, to check the chain across files. Without it a
  ///     first batch other than number 1 is taken on its signature.
  ///   - isSigned: whether the signature is the venue's over the statement's 47 bytes.
  public init(
    _ bytes: [UInt8], identity: Identity, previous: BatchHeader? = nil,
    isSigned: @escaping (Statement, Bytes64) -> Bool
  ) throws(SettlementReadError) {
    let header = try SettlementFileHeader(bytes, kind: .batches)
    self.bytes = bytes
    self.identity = identity
    self.isSigned = isSigned
    self.previous = previous
    number = header.first
    if header.identity != identity {
      throw SettlementReadError(kind: .batches, number: 0, offset: 16, problem: .identity)
    }
    if number == 0 || (previous != nil && number != previous!.batch &+ 1) {
      throw SettlementReadError(kind: .batches, number: 0, offset: 72, problem: .number)
    }
  }

  /// The next batch, or nil where the file ends after a whole one.
  ///
  /// - Throws: what is wrong with it and where. Nothing after that can be read.
  public mutating func next() throws(SettlementReadError) -> SettledBatch? {
    if offset == bytes.count { return nil }
    let start = offset
    var draft = Draft(previous: previous, isFirst: previous == nil && number == 1)
    while true {
      let entry = try entry()
      switch entry.template {
      case LogRecord.templateID: try check(draft.add(record: entry.message), entry.offset)
      case MatchRecord.templateID: try check(draft.add(match: entry.message), entry.offset)
      default:
        let header = withSlice(entry.message) { BatchHeader(block: $0, at: MessageHeader.bytes) }
        try check(draft.problem(with: header, number: number), entry.offset)
        try check(
          header.signature.low.isZero && header.signature.high.isZero ? .unsigned : nil,
          entry.offset)
        let statement = Statement(batch: header, identity: identity)
        try check(isSigned(statement, header.signature) ? nil : .signature, entry.offset)
        previous = header
        number &+= 1
        return SettledBatch(
          header: header, records: draft.records, matches: draft.matches, bytes: start..<offset)
      }
    }
  }

  private func check(
    _ problem: SettlementReadError.Problem?, _ offset: Int
  ) throws(SettlementReadError) {
    guard let problem else { return }
    throw SettlementReadError(kind: .batches, number: number, offset: offset, problem: problem)
  }

  /// The entry at `offset`, which moves behind it.
  private mutating func entry() throws(SettlementReadError) -> (
    offset: Int, template: UInt16, message: ArraySlice<UInt8>
  ) {
    let start = offset
    let left = bytes[start...]
    let shortest = BatchFormat.lengthBytes + LogRecord.messageBytes
    // Every entry has at least a record's message: less is an end cut short.
    try check(left.count < shortest ? .unfinished : nil, start)
    let (length, header, record) = withSlice(left.prefix(shortest)) { view in
      (
        view.load(0, as: UInt32.self), MessageHeader(view, at: 4),
        LogRecord(block: view, at: 4 + MessageHeader.bytes)
      )
    }
    let expected: (block: Int, length: Int)
    switch header.templateID {
    case LogRecord.templateID:
      expected = (LogRecord.blockBytes, LogRecord.messageBytes + Int(record.bodyLength))
    case MatchRecord.templateID: expected = (MatchRecord.blockBytes, MatchRecord.messageBytes)
    case BatchHeader.templateID: expected = (BatchHeader.blockBytes, BatchHeader.messageBytes)
    default: expected = (-1, 0)
    }
    let known = header.isOurs && Int(header.blockLength) == expected.block
    try check(known ? nil : .entryTemplate, start + BatchFormat.lengthBytes)
    try check(Int(length) == expected.length ? nil : .entryLength, start)
    let end = start + BatchFormat.lengthBytes + expected.length
    try check(end > bytes.count ? .unfinished : nil, start)
    offset = end
    return (start, header.templateID, bytes[(start + BatchFormat.lengthBytes)..<end])
  }
}

/// A batch while its entries are read.
private struct Draft: ~Copyable {
  let previous: BatchHeader?
  /// It is batch 1: the log begins with it.
  let isFirst: Bool
  var records: [SettledBatch.Record] = []
  var matches: [MatchRecord] = []
  var recordsRoot = MerkleAccumulator()
  var matchesRoot = MerkleAccumulator()

  init(previous: BatchHeader?, isFirst: Bool) {
    self.previous = previous
    self.isFirst = isFirst
  }

  mutating func add(record bytes: ArraySlice<UInt8>) -> SettlementReadError.Problem? {
    let header = withSlice(bytes) { LogRecord(block: $0, at: MessageHeader.bytes) }
    let last = records.last?.header
    let index = last.map { $0.logIndex &+ 1 } ?? previous.map { $0.lastIndex &+ 1 }
    if header.logIndex != index ?? (isFirst ? 0 : header.logIndex) { return .recordIndex }
    if header.logTime < last?.logTime ?? previous?.lastTime ?? 0 { return .recordTime }
    if header.term < last?.term ?? previous?.term ?? 0 { return .recordTerm }
    withSlice(bytes) { recordsRoot.add($0) }
    let none = matches.count..<matches.count
    records.append(SettledBatch.Record(header: header, bytes: bytes, matches: none))
    return nil
  }

  mutating func add(match bytes: ArraySlice<UInt8>) -> SettlementReadError.Problem? {
    guard let record = records.last else { return .entryOrder }
    let match = withSlice(bytes) { MatchRecord(block: $0, at: MessageHeader.bytes) }
    if match.logIndex != record.header.logIndex { return .matchIndex }
    withSlice(bytes) { matchesRoot.add($0) }
    matches.append(match)
    records[records.count - 1].matches = record.matches.lowerBound..<matches.count
    return nil
  }

  /// The first thing in which `header` is not the header of what was read.
  func problem(with header: BatchHeader, number: UInt64) -> SettlementReadError.Problem? {
    guard let first = records.first?.header, let last = records.last?.header else {
      return .entryOrder
    }
    if header.batch != number { return .number }
    if Int(header.recordCount) != records.count { return .recordCount }
    if Int(header.matchCount) != matches.count { return .matchCount }
    if header.firstIndex != first.logIndex || header.lastIndex != last.logIndex { return .range }
    if header.firstTime != first.logTime || header.lastTime != last.logTime { return .times }
    if header.term != last.term { return .term }
    if header.recordsRoot != recordsRoot.root() { return .recordsRoot }
    if header.matchesRoot != matchesRoot.root() { return .matchesRoot }
    if let previous {
      if header.previous != previous.chainHash { return .previous }
      if header.stateBefore != previous.stateAfter { return .stateBefore }
    } else if isFirst && !header.previous.isZero {
      return .previous
    }
    return nil
  }
}
