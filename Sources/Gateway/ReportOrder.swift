// SPDX-License-Identifier: Apache-2.0

internal import Memory
internal import WireFormat

/// Puts a session's reports back in their order: what comes early is held until what is missing
/// before it has come, or is given up.
///
///     delivered        next     missing      held
///     ──────────────── [  ] ─── · · · · ──── [x] [x] · [x]        at most `heldMax` from `next` on
///
/// A report further ahead than that is not held: it is missing like others, and asked for in its
/// turn.
struct ReportOrder: ~Copyable {
  /// A power of two.
  static let heldMax: UInt64 = 1_024

  enum Offer {
    /// It is the next: to be delivered, then `advance`.
    case next
    case held
    /// It was delivered or is held already.
    case repeated
    /// Too far ahead to be held.
    case beyond
  }

  /// The sequence of the next report to be delivered.
  private(set) var next: UInt64 = 1
  /// The highest sequence seen; 0 for none.
  private(set) var highest: UInt64 = 0
  private(set) var heldCount = 0
  private static let placeBytes = Template.sequencedReportBytesMax
  private let lengths = Slab<UInt16>(count: Int(heldMax))
  private let trailers = Slab<ReportTrailer>(count: Int(heldMax))
  private let bytes = ByteBuffer(count: Int(heldMax) * placeBytes)

  /// Whether a report is known to be missing.
  var isMissing: Bool { highest >= next }

  /// Begins a session.
  mutating func begin() {
    (next, highest, heldCount) = (1, 0, 0)
    for place in 0..<lengths.count { lengths[place] = 0 }
  }

  mutating func offer(_ sequence: UInt64, _ report: ByteView, _ trailer: ReportTrailer) -> Offer {
    if sequence < next { return .repeated }
    highest = max(highest, sequence)
    if sequence == next { return .next }
    if sequence - next >= Self.heldMax { return .beyond }
    let place = Self.place(sequence)
    if lengths[place] != 0 { return .repeated }
    lengths[place] = UInt16(report.count)
    trailers[place] = trailer
    bytes.bytes.copy(report, at: place * Self.placeBytes)
    heldCount += 1
    return .held
  }

  /// Goes on to the report after `next`, which was delivered or is given up.
  mutating func advance() {
    let place = Self.place(next)
    if lengths[place] != 0 {
      lengths[place] = 0
      heldCount -= 1
    }
    next += 1
    highest = max(highest, next - 1)
  }

  /// The next report, if it is held: its message and trailer, good until `advance`.
  func heldNext() -> (message: ByteView, trailer: ReportTrailer)? {
    let place = Self.place(next)
    if lengths[place] == 0 { return nil }
    return (
      bytes.bytes.view.slice(place * Self.placeBytes, count: Int(lengths[place])), trailers[place]
    )
  }

  /// How many reports are missing from `next` to the first one held, or to the highest seen.
  func missingCount() -> UInt64 {
    var count: UInt64 = 0
    while next + count <= highest && count < Self.heldMax
      && lengths[Self.place(next + count)] == 0
    {
      count += 1
    }
    return count
  }

  private static func place(_ sequence: UInt64) -> Int { Int(sequence & (heldMax - 1)) }
}
