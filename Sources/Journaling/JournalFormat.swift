// SPDX-License-Identifier: Apache-2.0

/// The numbers of the journal's file format, version 1. `Journaling.md` draws the layouts.
public enum JournalFormat {
  /// What a segment header, a group and the end of a segment are aligned to, in bytes.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 4096 } }
  /// The bytes of a group's header, before its first record.
  @inlinable public static var groupHeaderBytes: Int { @_noAllocation @_noLocks get { 128 } }
  /// The bytes before a record's own: its length and its checksum.
  @inlinable public static var recordHeaderBytes: Int { @_noAllocation @_noLocks get { 8 } }
  /// The bytes of a seal's group, before its padding: the header, then the sealed fields and the
  /// signature.
  @inlinable public static var sealBytes: Int { @_noAllocation @_noLocks get { 248 } }
  /// The bytes of the signature in a seal.
  @inlinable public static var signatureBytes: Int { @_noAllocation @_noLocks get { 64 } }
  /// The most segments a journal may have: what six decimal digits name.
  @inlinable public static var segmentsMax: UInt64 { @_noAllocation @_noLocks get { 999_999 } }
  /// The version this code reads and writes.
  @inlinable public static var version: UInt32 { @_noAllocation @_noLocks get { 1 } }

  /// "MLKJSEG1", read as a little-endian integer.
  static var segmentMagic: UInt64 { @_noAllocation @_noLocks get { 0x3147_4553_4a4b_4c4d } }
  /// "MLKJGRP1", read as a little-endian integer.
  static var groupMagic: UInt64 { @_noAllocation @_noLocks get { 0x3150_5247_4a4b_4c4d } }

  /// The bytes that a record of `count` bytes takes in a group.
  @inlinable
  @_noAllocation @_noLocks
  public static func framedBytes(_ count: Int) -> Int { (recordHeaderBytes + count + 7) & ~7 }

  /// `bytes`, rounded up to whole blocks.
  @inlinable
  @_noAllocation @_noLocks
  public static func wholeBlocks(_ bytes: Int) -> Int {
    (bytes + blockBytes - 1) & ~(blockBytes - 1)
  }
}

/// What a group holds.
enum GroupKind: UInt32 {
  case records = 1
  case seal = 2
}

/// Where the fields of a segment header lie.
enum SegmentField {
  static var magic: Int { @_noAllocation @_noLocks get { 0 } }
  static var version: Int { @_noAllocation @_noLocks get { 8 } }
  static var blockBytes: Int { @_noAllocation @_noLocks get { 12 } }
  static var number: Int { @_noAllocation @_noLocks get { 16 } }
  static var segmentBytes: Int { @_noAllocation @_noLocks get { 24 } }
  static var venue: Int { @_noAllocation @_noLocks get { 32 } }
  static var firstIndex: Int { @_noAllocation @_noLocks get { 48 } }
  static var firstGroup: Int { @_noAllocation @_noLocks get { 56 } }
  static var previousHash: Int { @_noAllocation @_noLocks get { 64 } }
  static var groupBytesMax: Int { @_noAllocation @_noLocks get { 96 } }
  static var recordBytesMax: Int { @_noAllocation @_noLocks get { 100 } }
  static var salt: Int { @_noAllocation @_noLocks get { 104 } }
  static var checksum: Int { @_noAllocation @_noLocks get { 112 } }
  static var end: Int { @_noAllocation @_noLocks get { 116 } }
}

/// Where the fields of a group header lie.
enum GroupField {
  static var magic: Int { @_noAllocation @_noLocks get { 0 } }
  static var salt: Int { @_noAllocation @_noLocks get { 8 } }
  static var number: Int { @_noAllocation @_noLocks get { 16 } }
  static var term: Int { @_noAllocation @_noLocks get { 24 } }
  static var firstIndex: Int { @_noAllocation @_noLocks get { 32 } }
  static var recordCount: Int { @_noAllocation @_noLocks get { 40 } }
  static var bytesUsed: Int { @_noAllocation @_noLocks get { 44 } }
  static var kind: Int { @_noAllocation @_noLocks get { 48 } }
  static var reserved: Int { @_noAllocation @_noLocks get { 52 } }
  /// The end of the fields that the group's hash covers as they stand.
  static var hashedEnd: Int { @_noAllocation @_noLocks get { 56 } }
  static var previousHash: Int { @_noAllocation @_noLocks get { 56 } }
  static var hash: Int { @_noAllocation @_noLocks get { 88 } }
  static var reservedLast: Int { @_noAllocation @_noLocks get { 120 } }
  static var checksum: Int { @_noAllocation @_noLocks get { 124 } }
}

/// Where the fields of a seal lie, from the start of its group.
enum SealField {
  static var endIndex: Int { @_noAllocation @_noLocks get { 128 } }
  static var recordCount: Int { @_noAllocation @_noLocks get { 136 } }
  static var logHash: Int { @_noAllocation @_noLocks get { 144 } }
  static var time: Int { @_noAllocation @_noLocks get { 176 } }
  static var signature: Int { @_noAllocation @_noLocks get { 184 } }
}
