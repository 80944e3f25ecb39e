// SPDX-License-Identifier: Apache-2.0

public import Telemetry

/// The stages whose times are recorded, for every command answered.
public enum Stage: Int, CaseIterable, BitwiseCopyable, Sendable {
  /// From the port to a verified signature, to a place in the log, to a decision, to the disk, to
  /// the port; and all of it.
  case verify, sequence, match, commit, egress, total
}

/// One histogram a stage, in nanoseconds.
public struct StageHistograms: ~Copyable {
  public var verify = Histogram()
  public var sequence = Histogram()
  public var match = Histogram()
  public var commit = Histogram()
  public var egress = Histogram()
  public var total = Histogram()

  public init() {}

  @_noAllocation @_noLocks
  mutating func record(_ stamps: Stamps, committed: UInt64, sent: UInt64) {
    verify.record(span(stamps.received, stamps.verified))
    sequence.record(span(stamps.verified, stamps.sequenced))
    match.record(span(stamps.sequenced, stamps.matched))
    commit.record(span(stamps.matched, committed))
    egress.record(span(committed, sent))
    total.record(span(stamps.received, sent))
  }

  /// Stamps of two cores may be a few nanoseconds apart the wrong way.
  @_noAllocation @_noLocks
  private func span(_ from: UInt64, _ to: UInt64) -> UInt64 { to > from ? to - from : 0 }

  /// Copies slots to a board: those from `from` on, of all six one after another, within one of them.
  @_noAllocation @_noLocks
  func publish(to board: BoardWriter, from: Int, count: Int) {
    let stage = from / Histogram.slotCount
    let slot = from % Histogram.slotCount
    let most = min(count, Histogram.slotCount &- slot)
    switch stage {
    case 0: verify.publish(to: board, at: 0, from: slot, count: most)
    case 1: sequence.publish(to: board, at: 1, from: slot, count: most)
    case 2: match.publish(to: board, at: 2, from: slot, count: most)
    case 3: commit.publish(to: board, at: 3, from: slot, count: most)
    case 4: egress.publish(to: board, at: 4, from: slot, count: most)
    default: total.publish(to: board, at: 5, from: slot, count: most)
    }
  }

  /// Calls `body` with each stage's name and histogram.
  public func forEach(_ body: (Stage, borrowing Histogram) -> Void) {
    body(.verify, verify)
    body(.sequence, sequence)
    body(.match, match)
    body(.commit, commit)
    body(.egress, egress)
    body(.total, total)
  }
}
