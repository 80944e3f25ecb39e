// SPDX-License-Identifier: Apache-2.0

public import Memory

/// The body of a report frame: one report or more, each length (uint16) | message, then the
/// ReportTrailer, prefixed too.
@frozen
public struct ReportBody: BitwiseCopyable, Sendable {
  /// The whole body.
  public let bytes: ByteView

  /// Bytes of the trailer with its prefix.
  @inlinable public static var trailerBytes: Int {
    @_noAllocation @_noLocks get { Frame.lengthPrefixBytes + ReportTrailer.messageBytes }
  }

  /// Checks the form of a body, whole.
  ///
  /// - Complexity: linear in the body's bytes, at most `Frame.bytesMax`; any thread.
  @_noAllocation @_noLocks
  public static func check(_ body: ByteView) -> FormFault? {
    do throws(FormFault) {
      if body.count > Frame.bytesMax - Frame.headBytes { throw .bodyTooLong }
      var offset = 0
      var reports = 0
      while offset < body.count {
        let length = try MessageForm.prefixedLength(body, at: offset, as: .reportOrTrailer)
        let header = MessageHeader(body, at: offset + Frame.lengthPrefixBytes)
        offset += length
        if header.templateID == ReportTrailer.templateID {
          if reports == 0 { throw .reportsMissing }
          if offset < body.count { throw .bodyTrailingBytes }
          return nil
        }
        reports += 1
      }
      throw .trailerMissing
    } catch {
      return error
    }
  }

  /// Views a body that `check` found no fault in.
  @inlinable
  @_noAllocation @_noLocks
  public init(checked bytes: ByteView) { self.bytes = bytes }

  /// The stamps egress added; outside every hash.
  @inlinable public var trailer: ReportTrailer {
    @_noAllocation @_noLocks get {
      ReportTrailer(block: bytes, at: bytes.count - ReportTrailer.blockBytes)
    }
  }

  /// The reports, in order, without the trailer.
  @inlinable public var reports: ReportCursor {
    @_noAllocation @_noLocks get { ReportCursor(self) }
  }
}

/// Walks the reports of a checked body.
@frozen
public struct ReportCursor: BitwiseCopyable, Sendable {
  @usableFromInline let bytes: ByteView
  @usableFromInline let end: Int
  @usableFromInline var offset = 0
  @usableFromInline var ordinal = 0

  @inlinable
  @_noAllocation @_noLocks
  init(_ body: ReportBody) {
    bytes = body.bytes
    end = body.bytes.count - ReportBody.trailerBytes
  }

  /// The next report, or nil after the last.
  ///
  /// - Precondition: the body was checked; an unchecked one may stop the program, never read
  ///   outside it.
  @inlinable
  @_noAllocation @_noLocks
  public mutating func next() -> MessageView? {
    if offset >= end { return nil }
    let length = Int(bytes.load(offset, as: UInt16.self))
    let message = bytes.slice(offset + Frame.lengthPrefixBytes, count: length)
    let view = MessageView(checked: message, ordinal: ordinal)
    offset += Frame.lengthPrefixBytes + length
    ordinal += 1
    return view
  }
}
