// SPDX-License-Identifier: Apache-2.0

public import Memory

/// A group as it was found and verified.
public struct JournalGroup: BitwiseCopyable, Equatable, Sendable {
  public let number: UInt64
  public let term: UInt64
  /// The log index of its first record, and how many there are.
  public let firstIndex: UInt64
  public let recordCount: UInt32
  /// The group's hash, which covers every group before it.
  public let hash: Bytes32
  /// Where it lies, and its bytes with padding.
  public let segment: UInt64
  public let offset: UInt64
  public let bytes: Int
}

/// A record as it was found and verified.
public struct JournalRecord: BitwiseCopyable, Sendable {
  /// Its log index.
  public let index: UInt64
  /// Its bytes, good until the reader is asked for the next.
  public let bytes: ByteView
  /// The group it was committed in.
  public let group: JournalGroup
  /// Whether it is the last of its group.
  public let endsGroup: Bool
}

/// Reads a journal from its first record to its end and verifies every byte on the way.
///
/// A group's records are given out only once the whole group is verified. What a crash can leave
/// (zeros, or one torn write, after the last whole group) ends the journal; all else is damage.
/// A live journal changes under the reader, and its last groups may look torn or damaged: read it
/// again.
///
/// - Complexity: one segment in memory at a time; about two hashes and a checksum over every byte.
public struct JournalReader: ~Copyable {
  var image: JournalImage
  let logState = RunningHash()
  let groupState = RunningHash()
  /// What was found so far; complete once `next` has returned nil.
  public internal(set) var summary = JournalSummary()

  /// The segment that is loaded, its header, and the next byte of it to be looked at.
  var segment: UInt64 = 0
  var header = SegmentHeader()
  var offset = 0
  var group = JournalGroup(
    number: 0, term: 0, firstIndex: 0, recordCount: 0, hash: Bytes32(), segment: 0, offset: 0,
    bytes: 0)
  var recordsGiven: UInt32 = 0
  var recordOffset = 0
  var isSealed = false
  var isAtEnd = false
  /// Where the last whole group, or else the header, of the last used segment ends.
  var tail = JournalTail(segment: 1, offset: 0, flaw: nil)

  /// Reads the segment files of `directory`. Takes no lock and changes nothing.
  ///
  /// - Throws: `system`; `absent` where there is no segment; `damaged` if one is missing.
  public init(directory: String) throws(JournalError) {
    let found = try JournalImage(path: directory)
    if found.count == 0 { throw .absent(path: directory) }
    self.init(found)
  }

  /// Reads segment files that are in memory, the first first.
  public init(segments: [[UInt8]]) { image = JournalImage(segments) }

  init(_ image: consuming JournalImage) { self.image = image }

  /// The next record; nil at the end of the journal.
  ///
  /// - Throws: `damaged`, with the records before the damage already given; `system`.
  public mutating func next() throws(JournalError) -> JournalRecord? {
    while recordsGiven == group.recordCount {
      if isAtEnd { return nil }
      try advance()
    }
    let frame = image.bytes.slice(recordOffset, count: image.bytes.count - recordOffset)
    let count = Int(frame.load(0, as: UInt32.self))
    recordOffset += JournalFormat.framedBytes(count)
    recordsGiven += 1
    return JournalRecord(
      index: group.firstIndex + UInt64(recordsGiven - 1),
      bytes: frame.slice(JournalFormat.recordHeaderBytes, count: count), group: group,
      endsGroup: recordsGiven == group.recordCount)
  }

  /// Reads what is left and returns what was found.
  ///
  /// - Throws: as `next`.
  public mutating func finish() throws(JournalError) -> JournalSummary {
    while try next() != nil {}
    return summary
  }
}
