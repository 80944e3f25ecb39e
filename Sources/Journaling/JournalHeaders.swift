// SPDX-License-Identifier: Apache-2.0

internal import CUring
internal import Memory

/// The header of a segment, as a value.
struct SegmentHeader: BitwiseCopyable {
  var number: UInt64 = 0
  var segmentBytes: UInt64 = 0
  var venue = Bytes16()
  var firstIndex: UInt64 = 0
  var firstGroup: UInt64 = 1
  var previousHash = Bytes32()
  var groupBytesMax: UInt32 = 0
  var recordBytesMax: UInt32 = 0
  var salt: UInt64 = 0

  /// Writes the header and its padding over the whole of `block`.
  @_noAllocation @_noLocks
  func store(_ block: MutableByteView) {
    invariant(block.count == JournalFormat.blockBytes, "a segment header is one block")
    block.clear()
    block.store(JournalFormat.segmentMagic, at: SegmentField.magic)
    block.store(JournalFormat.version, at: SegmentField.version)
    block.store(UInt32(JournalFormat.blockBytes), at: SegmentField.blockBytes)
    block.store(number, at: SegmentField.number)
    block.store(segmentBytes, at: SegmentField.segmentBytes)
    venue.store(to: block, at: SegmentField.venue)
    block.store(firstIndex, at: SegmentField.firstIndex)
    block.store(firstGroup, at: SegmentField.firstGroup)
    previousHash.store(to: block, at: SegmentField.previousHash)
    block.store(groupBytesMax, at: SegmentField.groupBytesMax)
    block.store(recordBytesMax, at: SegmentField.recordBytesMax)
    block.store(salt, at: SegmentField.salt)
    let sum = checksum(block.view.slice(0, count: SegmentField.checksum))
    block.store(sum, at: SegmentField.checksum)
  }

  @_noAllocation @_noLocks
  init() {}

  /// Reads the fields, checked or not.
  init(_ block: ByteView) {
    number = block.load(SegmentField.number, as: UInt64.self)
    segmentBytes = block.load(SegmentField.segmentBytes, as: UInt64.self)
    venue = Bytes16(block, at: SegmentField.venue)
    firstIndex = block.load(SegmentField.firstIndex, as: UInt64.self)
    firstGroup = block.load(SegmentField.firstGroup, as: UInt64.self)
    previousHash = Bytes32(block, at: SegmentField.previousHash)
    groupBytesMax = block.load(SegmentField.groupBytesMax, as: UInt32.self)
    recordBytesMax = block.load(SegmentField.recordBytesMax, as: UInt32.self)
    salt = block.load(SegmentField.salt, as: UInt64.self)
  }

  /// What tells that a block was never wholly written as a header: a crash can explain it.
  static func tornFlaw(_ block: ByteView) -> JournalFlaw? {
    if block.load(SegmentField.magic, as: UInt64.self) != JournalFormat.segmentMagic {
      return .segmentMagic
    }
    let sum = checksum(block.slice(0, count: SegmentField.checksum))
    if block.load(SegmentField.checksum, as: UInt32.self) != sum { return .segmentChecksum }
    if nonzero(block, from: SegmentField.end) != nil { return .segmentPadding }
    return nil
  }

  /// What is wrong with a header that was written whole: no crash explains it.
  static func flaw(_ block: ByteView) -> JournalFlaw? {
    if block.load(SegmentField.version, as: UInt32.self) != JournalFormat.version
      || block.load(SegmentField.blockBytes, as: UInt32.self) != JournalFormat.blockBytes
    {
      return .segmentVersion
    }
    let header = SegmentHeader(block)
    var options = JournalOptions(venue: header.venue)
    if header.segmentBytes > 1 << 40 { return .segmentFields }
    options.segmentBytes = Int(header.segmentBytes)
    options.groupBytesMax = Int(header.groupBytesMax)
    options.recordBytesMax = Int(header.recordBytesMax)
    return options.fault == nil ? nil : .segmentFields
  }
}

/// The header of a group, as a value, without the checksum.
struct GroupHeader: BitwiseCopyable {
  var salt: UInt64 = 0
  var number: UInt64 = 0
  var term: UInt64 = 0
  var firstIndex: UInt64 = 0
  var recordCount: UInt32 = 0
  var bytesUsed: UInt32 = 0
  var kind: UInt32 = 1
  var previousHash = Bytes32()
  var hash = Bytes32()

  @_noAllocation @_noLocks
  init() {}

  /// Reads the fields, checked or not.
  init(_ group: ByteView) {
    salt = group.load(GroupField.salt, as: UInt64.self)
    number = group.load(GroupField.number, as: UInt64.self)
    term = group.load(GroupField.term, as: UInt64.self)
    firstIndex = group.load(GroupField.firstIndex, as: UInt64.self)
    recordCount = group.load(GroupField.recordCount, as: UInt32.self)
    bytesUsed = group.load(GroupField.bytesUsed, as: UInt32.self)
    kind = group.load(GroupField.kind, as: UInt32.self)
    previousHash = Bytes32(group, at: GroupField.previousHash)
    hash = Bytes32(group, at: GroupField.hash)
  }

  /// Writes all but the hash and the checksum: what the hash is taken over has to be there first.
  @_noAllocation @_noLocks
  func store(_ group: MutableByteView) {
    group.store(JournalFormat.groupMagic, at: GroupField.magic)
    group.store(salt, at: GroupField.salt)
    group.store(number, at: GroupField.number)
    group.store(term, at: GroupField.term)
    group.store(firstIndex, at: GroupField.firstIndex)
    group.store(recordCount, at: GroupField.recordCount)
    group.store(bytesUsed, at: GroupField.bytesUsed)
    group.store(kind, at: GroupField.kind)
    group.store(UInt32(0), at: GroupField.reserved)
    previousHash.store(to: group, at: GroupField.previousHash)
    group.store(UInt32(0), at: GroupField.reservedLast)
  }

  /// Completes a stored header: `hash` has taken the previous hash and all bytes after the header.
  ///
  /// - Returns: the group's hash.
  @_noAllocation @_noLocks
  static func finish(_ group: MutableByteView, _ hash: borrowing RunningHash) -> Bytes32 {
    hash.update(group.view.slice(0, count: GroupField.hashedEnd))
    let result = hash.peek()
    result.store(to: group, at: GroupField.hash)
    let sum = checksum(group.view.slice(0, count: GroupField.checksum))
    group.store(sum, at: GroupField.checksum)
    return result
  }

  /// Why the bytes are not a group header of the segment with `salt`, if they are not. A header
  /// lies within one sector, so that a crash leaves it whole or absent.
  static func tornFlaw(_ group: ByteView, salt: UInt64) -> JournalFlaw? {
    if group.load(GroupField.magic, as: UInt64.self) != JournalFormat.groupMagic {
      return .groupMagic
    }
    if group.load(GroupField.salt, as: UInt64.self) != salt { return .groupSalt }
    let sum = checksum(group.slice(0, count: GroupField.checksum))
    return group.load(GroupField.checksum, as: UInt32.self) == sum ? nil : .groupChecksum
  }
}

/// The offset of the first byte from `start` on that is not zero, if there is one.
func nonzero(_ bytes: ByteView, from start: Int) -> Int? {
  let rest = bytes.slice(start, count: bytes.count - start)
  let found = unsafe ml_file_nonzero(rest.address, rest.count)
  return found == rest.count ? nil : start + found
}
