// SPDX-License-Identifier: Apache-2.0

public import Memory

/// Packs reports into one report frame in place: each report, then `finish` with the trailer.
///
/// Room for the trailer is kept from the start, so `finish` cannot fail. One thread; borrows the
/// bytes it writes to.
@frozen
public struct ReportFrameWriter: BitwiseCopyable, Sendable {
  @usableFromInline let bytes: MutableByteView
  @usableFromInline var head: FrameHead
  @usableFromInline var offset: Int
  /// The number of reports appended.
  public private(set) var count = 0

  /// Bytes of a frame beside those of its only report.
  @inlinable public static var overheadBytes: Int {
    @_noAllocation @_noLocks get {
      Frame.headBytes + Frame.lengthPrefixBytes + ReportBody.trailerBytes
    }
  }

  /// Begins a frame.
  ///
  /// - Parameters:
  ///   - bytes: where it is written; at most the first `Frame.bytesMax` are used.
  ///   - session: the member's.
  ///   - sequence: the next of this direction, from 1.
  /// - Precondition: `session` and `sequence` are not zero; head and trailer fit.
  @_noAllocation @_noLocks
  public init(into bytes: MutableByteView, session: UInt32, sequence: UInt64) {
    invariant(session != 0, "reports are sent in a session")
    invariant(sequence != 0, "sequences count from 1")
    self.bytes = bytes.slice(0, count: min(bytes.count, Frame.bytesMax))
    head = FrameHead(template: .reportFrame, session: session, sequence: sequence)
    offset = Frame.headBytes
    invariant(offset + ReportBody.trailerBytes <= self.bytes.count, "head and trailer fit")
  }

  /// Appends a report. False, and nothing changed, when it does not fit in this frame.
  @inlinable
  @inline(__always)
  @discardableResult
  public mutating func append<Report: ReportMessage>(_ report: Report) -> Bool {
    guard let place = reserve(Report.messageBytes) else { return false }
    report.encode(message: bytes, at: place)
    return true
  }

  /// Appends a report that is already encoded, header and all.
  ///
  /// - Precondition: it is a whole report, in form.
  @_noAllocation @_noLocks
  @discardableResult
  public mutating func append(encoded report: ByteView) -> Bool {
    let isReport = Template(wire: MessageHeader(report).templateID)?.isReport ?? false
    invariant(isReport, "only reports go into a report frame")
    guard let place = reserve(report.count) else { return false }
    bytes.copy(report, at: place)
    return true
  }

  /// Appends a receipt with its path: `path` is the nodes' 32 bytes each, from the leaf up.
  ///
  /// - Precondition: `path` is whole nodes, at most `entriesMax` of them.
  @_noAllocation @_noLocks
  @discardableResult
  public mutating func append(receipt: ReceiptReport, path: ByteView) -> Bool {
    let nodes = path.count / ReceiptReportPath.blockBytes
    invariant(nodes * ReceiptReportPath.blockBytes == path.count, "a path is whole nodes")
    invariant(nodes <= Template.receiptReport.entriesMax, "a path is within its limit")
    let length = ReceiptReport.messageBytes + GroupHeader.bytes + path.count
    guard let place = reserve(length) else { return false }
    receipt.encode(message: bytes, at: place)
    let group = place + ReceiptReport.messageBytes
    GroupHeader(entryBytes: UInt16(ReceiptReportPath.blockBytes), count: UInt16(nodes))
      .encode(bytes, at: group)
    bytes.copy(path, at: group + GroupHeader.bytes)
    return true
  }

  /// Makes room for a report of `length` bytes, writes its prefix and says where it begins.
  @usableFromInline
  @_noAllocation @_noLocks
  mutating func reserve(_ length: Int) -> Int? {
    let room = bytes.count - ReportBody.trailerBytes - offset
    if length + Frame.lengthPrefixBytes > room { return nil }
    bytes.store(UInt16(length), at: offset)
    let place = offset + Frame.lengthPrefixBytes
    offset = place + length
    count += 1
    return place
  }

  /// Writes the trailer and the head, the tag zero, and returns the frame's bytes. The writer is
  /// used up; the tag is stored with `Frame.store(tag:in:)`.
  ///
  /// - Precondition: at least one report was appended.
  @_noAllocation @_noLocks
  public consuming func finish(_ trailer: ReportTrailer) -> Int {
    invariant(count > 0, "a frame holds a report")
    bytes.store(UInt16(ReportTrailer.messageBytes), at: offset)
    trailer.encode(message: bytes, at: offset + Frame.lengthPrefixBytes)
    let length = offset + ReportBody.trailerBytes
    head.bodyLength = UInt16(length - Frame.headBytes)
    head.encode(bytes)
    return length
  }
}
