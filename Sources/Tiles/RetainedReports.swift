// SPDX-License-Identifier: Apache-2.0

internal import Memory
internal import WireFormat

/// The last reports of each session, to be sent again: those that have a sequence, as they were
/// sent.
///
///     session slot k:  next[k]              the sequence of its next report
///                      [ length | report ]  × perSession, report n at n mod perSession
///
/// A session that never reads fills its own ring and nothing else.
struct RetainedReports: ~Copyable {
  /// A power of two.
  let perSession: Int
  private let bytes: ByteBuffer
  private let next: Slab<UInt64>

  /// Bytes of one place: the length and the longest report that has a sequence.
  static var placeBytes: Int {
    @_noAllocation @_noLocks get { (2 + Template.sequencedReportBytesMax + 7) / 8 * 8 }
  }

  /// Allocates everything: sessions × reports × `placeBytes`. Start-up only.
  init(sessionsMax: Int, perSession: Int) {
    invariant(
      perSession > 0 && perSession & (perSession - 1) == 0, "a ring's places are a power of two")
    self.perSession = perSession
    bytes = ByteBuffer(count: sessionsMax * perSession * Self.placeBytes)
    next = Slab(count: sessionsMax)
  }

  /// Forgets the reports of the slot's last session.
  @_noAllocation @_noLocks
  func begin(_ slot: Int) { next[slot] = 1 }

  /// The sequence of the session's next report.
  @_noAllocation @_noLocks
  func next(_ slot: Int) -> UInt64 { next[slot] }

  /// The sequence of the oldest report retained; `next` when there is none.
  @_noAllocation @_noLocks
  func first(_ slot: Int) -> UInt64 {
    next[slot] > UInt64(perSession) ? next[slot] - UInt64(perSession) : 1
  }

  /// Keeps the session's next report, in the place of the oldest.
  @_noAllocation @_noLocks
  func keep(_ slot: Int, _ report: ByteView) {
    let sequence = report.load(MessageHeader.bytes, as: UInt64.self)
    invariant(sequence == next[slot], "a session's reports come in their order, each once")
    let place = place(slot, sequence)
    bytes.bytes.store(UInt16(report.count), at: place)
    bytes.bytes.copy(report, at: place + 2)
    next[slot] = sequence &+ 1
  }

  /// A report as it was sent.
  ///
  /// - Precondition: `first(slot) <= sequence < next(slot)`.
  @_noAllocation @_noLocks
  func report(_ slot: Int, _ sequence: UInt64) -> ByteView {
    precondition(sequence >= first(slot) && sequence < next[slot])
    let place = place(slot, sequence)
    let length = Int(bytes.bytes.load(place, as: UInt16.self))
    return bytes.bytes.view.slice(place + 2, count: length)
  }

  @_noAllocation @_noLocks
  private func place(_ slot: Int, _ sequence: UInt64) -> Int {
    (slot * perSession + Int(sequence & UInt64(perSession - 1))) * Self.placeBytes
  }
}
