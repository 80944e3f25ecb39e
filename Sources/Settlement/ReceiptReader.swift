// SPDX-License-Identifier: Apache-2.0

public import Memory
public import WireFormat

/// Reads a file of receipt groups and believes nothing in it.
///
/// Checked: the file's header, every message's own header, numbers, ranges and terms in order, every
/// signature. A group's root is checked against the records it covers with `isRoot(of:)`: the batch
/// files hold them.
public struct ReceiptReader {
  private let bytes: [UInt8]
  public let identity: Identity
  private let isSigned: (Statement, Bytes64) -> Bool
  private var offset = SettlementFileHeader.bytes
  private var number: UInt64
  private var previous: ReceiptGroup?

  /// Checks the file's header.
  ///
  /// - Parameters:
  ///   - identity: whose receipts they must be.
  ///   - previous: the group before the file's first, to check the order across files.
  ///   - isSigned: whether the signature is the venue's over the statement's 47 bytes.
  public init(
    _ bytes: [UInt8], identity: Identity, previous: ReceiptGroup? = nil,
    isSigned: @escaping (Statement, Bytes64) -> Bool
  ) throws(SettlementReadError) {
    let header = try SettlementFileHeader(bytes, kind: .receipts)
    self.bytes = bytes
    self.identity = identity
    self.isSigned = isSigned
    self.previous = previous
    number = header.first
    if header.identity != identity {
      throw SettlementReadError(kind: .receipts, number: 0, offset: 16, problem: .identity)
    }
    if number == 0 || (previous != nil && number != previous!.group &+ 1) {
      throw SettlementReadError(kind: .receipts, number: 0, offset: 72, problem: .number)
    }
  }

  /// The next group, or nil where the file ends after a whole one.
  ///
  /// - Throws: what is wrong with it and where. Nothing after that can be read.
  public mutating func next() throws(SettlementReadError) -> ReceiptGroup? {
    if offset == bytes.count { return nil }
    let message = bytes[offset...].prefix(ReceiptGroup.messageBytes)
    if message.count < ReceiptGroup.messageBytes { throw wrong(.unfinished) }
    let (header, group) = withSlice(message) { view in
      (MessageHeader(view), ReceiptGroup(block: view, at: MessageHeader.bytes))
    }
    if !header.isOurs || header.templateID != ReceiptGroup.templateID
      || Int(header.blockLength) != ReceiptGroup.blockBytes
    {
      throw wrong(.entryTemplate)
    }
    if group.group != number { throw wrong(.number) }
    if group.firstIndex > group.lastIndex { throw wrong(.range) }
    if let previous {
      if group.firstIndex <= previous.lastIndex { throw wrong(.range) }
      if group.term < previous.term { throw wrong(.term) }
    }
    if !isSigned(Statement(receipt: group, identity: identity), group.signature) {
      throw wrong(.signature)
    }
    previous = group
    number &+= 1
    offset += ReceiptGroup.messageBytes
    return group
  }

  private func wrong(_ problem: SettlementReadError.Problem) -> SettlementReadError {
    SettlementReadError(kind: .receipts, number: number, offset: offset, problem: problem)
  }
}

extension ReceiptGroup {
  /// Whether these are all the records the group covers, in order, and its root is theirs. Cold.
  public func isRoot(of records: [ArraySlice<UInt8>]) -> Bool {
    var root = MerkleAccumulator()
    var index = firstIndex
    for record in records {
      if record.count < LogRecord.messageBytes { return false }
      let header = withSlice(record) { LogRecord(block: $0, at: MessageHeader.bytes) }
      if header.logIndex != index { return false }
      index &+= 1
      withSlice(record) { root.add($0) }
    }
    return !records.isEmpty && index == lastIndex &+ 1 && root.root() == self.root
  }
}
