// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a settlement file, and where.
public struct SettlementReadError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The first check that failed.
  public enum Problem: Hashable, Sendable {
    case magic
    case version
    case fileHeader
    case identity
    /// The file ends before what it began. A crash leaves this at the end of the last file; the
    /// next file begins again with that batch.
    case unfinished
    /// The batch ends in a header without a signature. A crash leaves this at the end of the last
    /// file too.
    case unsigned
    case entryLength
    case entryTemplate
    case entryOrder
    case recordIndex
    case recordTime
    case recordTerm
    case matchIndex
    case number
    case range
    case times
    case term
    case recordCount
    case matchCount
    case recordsRoot
    case matchesRoot
    case previous
    case stateBefore
    case signature
  }

  public var kind: SettlementFileKind
  /// The batch or group at fault; 0 for the file's own header.
  public var number: UInt64
  /// The byte of the file at which what is wrong begins.
  public var offset: Int
  public var problem: Problem

  /// Whether a crash explains it: the file's last piece is not whole. Everything before it counts.
  public var isTornEnd: Bool { problem == .unfinished || problem == .unsigned }

  public var description: String {
    let unit = kind == .batches ? "batch" : "receipt group"
    let place = number == 0 ? "file header" : "\(unit) \(number)"
    return "\(place), offset \(offset): \(problem.words)"
  }
}

extension SettlementReadError.Problem {
  fileprivate var words: String {
    switch self {
    case .magic: "this is not a settlement file of this kind"
    case .version: "format version not known; use a newer reader"
    case .fileHeader: "file header damaged"
    case .identity: "made for another venue, chain or network"
    case .unfinished: "the file ends early; the next file begins again here if there is one"
    case .unsigned: "closed without a signature; the next file begins again here if there is one"
    case .entryLength: "an entry's length is not that of its message"
    case .entryTemplate: "an entry is no log record, match record or batch header of this schema"
    case .entryOrder: "a match before any record, or a header without records"
    case .recordIndex: "a record does not follow the one before"
    case .recordTime: "log time goes back"
    case .recordTerm: "the term goes back"
    case .matchIndex: "a match is not of the record before it"
    case .number: "numbers do not follow one another"
    case .range: "the index range is not that of the records"
    case .times: "first or last time is not that of the records"
    case .term: "the term is not that of the last record"
    case .recordCount: "the number of records differs"
    case .matchCount: "the number of matches differs"
    case .recordsRoot: "records root differs"
    case .matchesRoot: "matches root differs"
    case .previous: "not chained to the batch before"
    case .stateBefore: "does not begin in the state the batch before left"
    case .signature: "the signature does not verify"
    }
  }
}
