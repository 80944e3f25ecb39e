// SPDX-License-Identifier: Apache-2.0

internal import Glibc
public import Memory

/// Why a journal cannot be made, opened, read or sealed. Nothing on disk has been changed unless
/// the case says so.
public enum JournalError: Error, Equatable, CustomStringConvertible {
  /// Another process, or this one, has the journal open.
  case locked(path: String)
  /// The system refused; `operation` names what was tried, `code` is the errno.
  case system(operation: String, path: String, code: Int32)
  /// The options contradict themselves.
  case options(String)
  /// A journal was to be made where there is one.
  case exists(path: String)
  /// A journal was to be opened where there is none.
  case absent(path: String)
  /// The journal is of another venue.
  case otherVenue(found: Bytes16)
  /// The journal's bytes are wrong in a way that no crash explains.
  case damaged(JournalDamage)
  /// A seal was asked for while records wait or a write is in flight.
  case busy
  /// A seal was asked for after the journal had stopped.
  case stopped(JournalFault)

  public var description: String {
    switch self {
    case .locked(let path):
      "journal \(path) is in use by another process: stop it, or choose another directory"
    case .system(let operation, let path, let code):
      "journal \(path): cannot \(operation): \(errnoText(code)): \(remedy(code))"
    case .options(let what):
      "journal options: \(what)"
    case .exists(let path):
      "journal \(path) exists already: resume it, or choose an empty directory"
    case .absent(let path):
      "journal \(path) has no segments: check the path, or create it"
    case .otherVenue(let found):
      "journal belongs to venue \(found.hexadecimal): check the configured venue and directory"
    case .damaged(let damage):
      "journal is \(damage): restore the segment from a replica or a copy; do not edit it"
    case .busy:
      "journal still has records in flight: poll until it is idle, then seal"
    case .stopped(let fault):
      "journal had stopped before it could be sealed: \(fault)"
    }
  }
}

/// Where a journal's bytes are wrong, and how.
public struct JournalDamage: Equatable, Sendable, CustomStringConvertible {
  /// The segment's number, from 1.
  public let segment: UInt64
  /// The byte in the segment file at which what failed its check begins.
  public let offset: UInt64
  public let what: JournalFlaw

  public var description: String { "corrupt at segment \(segment) offset \(offset): \(what)" }
}

/// The checks that a journal's bytes can fail.
public enum JournalFlaw: String, Sendable, CustomStringConvertible {
  case segmentMissing = "a segment is missing before this one"
  case segmentShort = "the segment file is shorter than its header says, and no seal ends it"
  case segmentSize = "the segment file's size is not what its header says"
  case segmentMagic = "not a segment header"
  case segmentChecksum = "the segment header's checksum differs"
  case segmentVersion = "a format version that this program does not read"
  case segmentFields = "the segment header's limits contradict each other"
  case segmentNumber = "the segment header's number is not the file's"
  case segmentVenue = "the segment header names another venue"
  case segmentChain = "the segment header does not continue the segment before it"
  case segmentPadding = "the segment header's padding is not zero"
  case groupMagic = "not a group header"
  case groupSalt = "the group was written for another segment"
  case groupChecksum = "the group header's checksum differs"
  case groupFields = "the group header's sizes contradict each other"
  case groupChain = "the group does not continue the group before it"
  case groupTerm = "the group's term is below the one before it"
  case groupHash = "the group's hash differs"
  case groupPadding = "the group's padding is not zero"
  case recordLength = "a record's length is outside its bounds"
  case recordChecksum = "a record's checksum differs"
  case recordPadding = "a record's padding is not zero"
  case sealFields = "the seal does not agree with the log before it"
  case tailNotZero = "bytes after the last group are not zero"

  public var description: String { rawValue }
}

/// Whether a journal takes records, and why not.
public enum JournalState: Equatable, Sendable, BitwiseCopyable, CustomStringConvertible {
  /// Takes records.
  case open
  /// Out of room: nothing more is taken or committed; what was committed is safe.
  case full(JournalFault)
  /// Out of order: nothing more is taken or committed; what was committed is safe.
  case failed(JournalFault)

  public var description: String {
    switch self {
    case .open: "open"
    case .full(let fault): "full: \(fault)"
    case .failed(let fault): "failed: \(fault)"
    }
  }
}

/// What stopped a journal.
public struct JournalFault: Equatable, Sendable, BitwiseCopyable, CustomStringConvertible {
  /// What was being done.
  public enum Act: UInt8, Sendable, BitwiseCopyable {
    case bind, write, shortWrite, prepareSegment, segments
  }

  public let act: Act
  /// The errno, or 0 where the system named none.
  public let code: Int32
  /// The segment's number.
  public let segment: UInt64
  /// The byte in the segment at which the write began.
  public let offset: UInt64

  @_noAllocation @_noLocks
  init(act: Act, code: Int32, segment: UInt64, offset: UInt64) {
    self.act = act
    self.code = code
    self.segment = segment
    self.offset = offset
  }

  public var description: String {
    switch act {
    case .bind:
      "cannot bind the ring to the polling thread: \(errnoText(code)): "
        + "poll a journal from one thread only"
    case .write:
      "write to segment \(segment) at \(offset): \(errnoText(code)): \(remedy(code)); "
        + "then restart, which resumes after the last whole group"
    case .shortWrite:
      "write to segment \(segment) at \(offset) was cut short: check free space and the device's "
        + "health; then restart, which resumes after the last whole group"
    case .prepareSegment:
      "cannot prepare segment \(segment): \(errnoText(code)): \(remedy(code)); then restart"
    case .segments:
      "all \(JournalFormat.segmentsMax) segments are used: start a new journal from a snapshot"
    }
  }
}

/// The system's words for an errno.
func errnoText(_ code: Int32) -> String {
  guard let text = unsafe strerror(code) else { return "error \(code)" }
  return unsafe String(cString: text)
}

/// What an operator can do about an errno.
func remedy(_ code: Int32) -> String {
  switch code {
  case ENOSPC, EDQUOT, EFBIG: "free space on the journal's file system or raise the limit"
  case EACCES, EPERM, EROFS: "check the directory's owner, mode and mount options"
  case ENOENT, ENOTDIR: "make the parent directory first"
  case EIO: "check the device's health (smartctl, dmesg)"
  case EMFILE, ENFILE: "raise the limit on open files"
  default: "see the system's log"
  }
}
