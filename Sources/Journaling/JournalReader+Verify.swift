// SPDX-License-Identifier: Apache-2.0

internal import Memory

/// The checks, from segment to record.
///
/// Two kinds of flaw. *Torn*: bytes that one unfinished write can leave, which end the journal if
/// nothing whole follows. *Certain*: bytes whose own checksum holds and that are still wrong; no
/// crash does that.
extension JournalReader {
  /// Goes on to the next group, or the next segment, or the end.
  mutating func advance() throws(JournalError) {
    let bytes = image.bytes
    if segment == 0 { return try enterSegment() }
    guard let first = nonzero(bytes, from: offset) else {
      // Only a seal shortens a segment.
      if !isSealed && bytes.count < Int(header.segmentBytes) {
        throw damage(bytes.count, .segmentShort)
      }
      return try enterSegment()
    }
    if isSealed { throw damage(first, .tailNotZero) }
    try enterGroup()
    tail = JournalTail(segment: segment, offset: UInt64(offset), flaw: nil)
  }

  // MARK: Segments

  /// Loads the next segment and verifies its header, or finds that it is not in use.
  private mutating func enterSegment() throws(JournalError) {
    if segment == UInt64(image.count) { return end(tail) }
    segment += 1
    try image.load(segment)
    let bytes = image.bytes
    if nonzero(bytes, from: 0) == nil {
      if let used = try firstUsed(after: segment) {
        throw .damaged(JournalDamage(segment: used, offset: 0, what: .segmentChain))
      }
      summary.segmentsUnused = UInt64(image.count) - segment + 1
      return end(tail)
    }
    let block = try headerBlock()
    if let flaw = SegmentHeader.tornFlaw(block) {
      // A header is written alone: a crash that tears it leaves nothing behind it.
      let torn = JournalDamage(segment: segment, offset: 0, what: flaw)
      let isAlone = nonzero(bytes, from: JournalFormat.blockBytes) == nil
      let later = try firstUsed(after: segment)
      if !isAlone || later != nil { throw JournalError.damaged(torn) }
      summary.segmentsUnused = UInt64(image.count) - segment + 1
      return end(JournalTail(segment: segment, offset: 0, flaw: flaw))
    }
    try verifyHeader(block)
  }

  private func headerBlock() throws(JournalError) -> ByteView {
    if image.bytes.count < JournalFormat.blockBytes {
      throw damage(image.bytes.count, .segmentShort)
    }
    return image.bytes.slice(0, count: JournalFormat.blockBytes)
  }

  private mutating func verifyHeader(_ block: ByteView) throws(JournalError) {
    if let flaw = SegmentHeader.flaw(block) { throw damage(0, flaw) }
    header = SegmentHeader(block)
    if header.number != segment { throw damage(0, .segmentNumber) }
    if let venue = summary.venue, venue != header.venue { throw damage(0, .segmentVenue) }
    // Only the first segment says where a log begins.
    if segment == 1 { summary.endIndex = header.firstIndex }
    if header.firstGroup != summary.groupCount + 1 || header.previousHash != summary.groupHash
      || header.firstIndex != summary.endIndex
    {
      throw damage(0, .segmentChain)
    }
    let size = image.bytes.count
    if size % JournalFormat.blockBytes != 0 || size > Int(header.segmentBytes) {
      throw damage(min(size, Int(header.segmentBytes)), .segmentSize)
    }
    summary.venue = header.venue
    summary.segmentsUsed = segment
    isSealed = false
    offset = JournalFormat.blockBytes
    tail = JournalTail(segment: segment, offset: UInt64(offset), flaw: nil)
  }

  /// The number of the first segment after `number` that holds anything; loads what it looks at.
  private mutating func firstUsed(after number: UInt64) throws(JournalError) -> UInt64? {
    var later = number + 1
    while later <= UInt64(image.count) {
      try image.load(later)
      if nonzero(image.bytes, from: 0) != nil { return later }
      later += 1
    }
    return nil
  }

  // MARK: Groups

  /// Verifies the group at `offset` whole, and makes its records the next to be given.
  private mutating func enterGroup() throws(JournalError) {
    let rest = image.bytes.slice(offset, count: image.bytes.count - offset)
    if let flaw = GroupHeader.tornFlaw(rest, salt: header.salt) { return try tear(flaw, offset) }
    let found = GroupHeader(rest)
    try verifyFields(found, rest)
    let used = Int(found.bytesUsed)
    if let (flaw, at) = recordFlaw(found, rest) { return try tear(flaw, offset + at) }
    if groupHash(found, rest) != found.hash { return try tear(.groupHash, offset) }
    let whole = JournalFormat.wholeBlocks(used)
    if let at = nonzero(rest.slice(0, count: whole), from: used) {
      return try tear(.groupPadding, offset + at)
    }
    if found.kind == GroupKind.seal.rawValue { try verifySeal(found, rest) }
    accept(found, rest, whole)
  }

  private func verifyFields(_ found: GroupHeader, _ rest: ByteView) throws(JournalError) {
    let used = Int(found.bytesUsed)
    let end = offset + JournalFormat.wholeBlocks(used)
    var isSound =
      rest.load(GroupField.reserved, as: UInt32.self) == 0
      && rest.load(GroupField.reservedLast, as: UInt32.self) == 0
      && used <= Int(header.groupBytesMax)
    switch GroupKind(rawValue: found.kind) {
    case nil: isSound = false
    case .records:
      let least = JournalFormat.groupHeaderBytes + JournalFormat.framedBytes(1)
      isSound = isSound && found.recordCount >= 1 && used >= least
      isSound = isSound && end + JournalFormat.blockBytes <= Int(header.segmentBytes)
    case .seal:
      isSound = isSound && found.recordCount == 0 && used == JournalFormat.sealBytes
    }
    if !isSound { throw damage(offset, .groupFields) }
    if found.number != summary.groupCount + 1 || found.firstIndex != summary.endIndex
      || found.previousHash != summary.groupHash
    {
      throw damage(offset, .groupChain)
    }
    if found.term < summary.term { throw damage(offset, .groupTerm) }
    if end > image.bytes.count { throw damage(image.bytes.count, .segmentShort) }
  }

  /// The first flaw among the records of a group whose header holds, and where in it that is.
  private func recordFlaw(_ found: GroupHeader, _ rest: ByteView) -> (JournalFlaw, Int)? {
    if found.kind != GroupKind.records.rawValue { return nil }
    let used = Int(found.bytesUsed)
    var at = JournalFormat.groupHeaderBytes
    for _ in 0..<found.recordCount {
      if used - at < JournalFormat.recordHeaderBytes { return (.recordLength, at) }
      let count = Int(rest.load(at, as: UInt32.self))
      if count < 1 || count > Int(header.recordBytesMax) { return (.recordLength, at) }
      let framed = JournalFormat.framedBytes(count)
      if framed > used - at { return (.recordLength, at) }
      let bytes = rest.slice(at + JournalFormat.recordHeaderBytes, count: count)
      let sum = checksum(bytes, after: checksum(rest.slice(at, count: 4)))
      if rest.load(at + 4, as: UInt32.self) != sum { return (.recordChecksum, at) }
      let frame = rest.slice(at, count: framed)
      if nonzero(frame, from: JournalFormat.recordHeaderBytes + count) != nil {
        return (.recordPadding, at)
      }
      at += framed
    }
    return at == used ? nil : (.recordLength, at)
  }

  private func groupHash(_ found: GroupHeader, _ rest: ByteView) -> Bytes32 {
    let head = JournalFormat.groupHeaderBytes
    groupState.begin()
    groupState.update(found.previousHash)
    groupState.update(rest.slice(head, count: Int(found.bytesUsed) - head))
    groupState.update(rest.slice(0, count: GroupField.hashedEnd))
    return groupState.peek()
  }

  private mutating func verifySeal(_ found: GroupHeader, _ rest: ByteView) throws(JournalError) {
    let hash = logState.peek()
    if rest.load(SealField.endIndex, as: UInt64.self) != summary.endIndex
      || rest.load(SealField.recordCount, as: UInt64.self) != summary.recordCount
      || Bytes32(rest, at: SealField.logHash) != hash
    {
      throw damage(offset, .sealFields)
    }
    let signature = rest.slice(SealField.signature, count: JournalFormat.signatureBytes)
    let seal = JournalSeal(
      segment: segment, offset: UInt64(offset), group: found.number, term: found.term,
      endIndex: summary.endIndex, recordCount: summary.recordCount, logHash: hash,
      timeNanoseconds: rest.load(SealField.time, as: UInt64.self),
      digest: sealDigest(header.venue, rest),
      signature: (0..<signature.count).map { signature[$0] })
    summary.seals.append(seal)
    isSealed = true
  }

  /// Counts a verified group in.
  private mutating func accept(_ found: GroupHeader, _ rest: ByteView, _ whole: Int) {
    group = JournalGroup(
      number: found.number, term: found.term, firstIndex: found.firstIndex,
      recordCount: found.recordCount, hash: found.hash, segment: segment, offset: UInt64(offset),
      bytes: whole)
    recordsGiven = 0
    recordOffset = offset + JournalFormat.groupHeaderBytes
    var at = JournalFormat.groupHeaderBytes
    for _ in 0..<found.recordCount {
      let count = Int(rest.load(at, as: UInt32.self))
      logState.update(rest.slice(at, count: 4))
      logState.update(rest.slice(at + JournalFormat.recordHeaderBytes, count: count))
      at += JournalFormat.framedBytes(count)
    }
    summary.groupCount = found.number
    summary.recordCount += UInt64(found.recordCount)
    summary.endIndex += UInt64(found.recordCount)
    summary.term = found.term
    summary.groupHash = found.hash
    offset += whole
  }

  // MARK: The end

  /// Bytes at `offset` are no whole group, first seen at `at`. Ends the journal if one unfinished
  /// write explains that and all that follows.
  private mutating func tear(_ flaw: JournalFlaw, _ at: Int) throws(JournalError) {
    let torn = damage(at, flaw)
    let bytes = image.bytes
    if bytes.count < Int(header.segmentBytes) { throw torn }
    // One write at a time, and none longer than a group: its reach is bounded.
    let reach = min(offset + Int(header.groupBytesMax), bytes.count)
    if nonzero(bytes, from: reach) != nil { throw torn }
    for block in stride(from: offset + JournalFormat.blockBytes, to: reach, by: 4096) {
      // The salt is nobody's to guess, so that no record's content is taken for a group here.
      let later = bytes.slice(block, count: bytes.count - block)
      if GroupHeader.tornFlaw(later, salt: header.salt) == nil { throw torn }
    }
    let found = JournalTail(segment: segment, offset: UInt64(offset), flaw: flaw)
    if try firstUsed(after: segment) != nil { throw torn }
    summary.segmentsUnused = UInt64(image.count) - segment
    end(found)
  }

  private mutating func end(_ found: JournalTail) {
    isAtEnd = true
    group = JournalGroup(
      number: group.number, term: group.term, firstIndex: group.firstIndex, recordCount: 0,
      hash: group.hash, segment: group.segment, offset: group.offset, bytes: 0)
    recordsGiven = 0
    summary.logHash = logState.peek()
    summary.ending = .unsealed(found)
    if isSealed, found.flaw == nil, let seal = summary.seals.last {
      summary.ending = .sealed(seal)
    }
  }

  private func damage(_ offset: Int, _ what: JournalFlaw) -> JournalError {
    .damaged(JournalDamage(segment: segment, offset: UInt64(offset), what: what))
  }
}
