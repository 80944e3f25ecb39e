// SPDX-License-Identifier: Apache-2.0

public import Journaling
public import Lanes
internal import Memory
public import Telemetry

/// What the journal tile counts.
public enum JournalCounter: Int, CounterName {
  case records, groups
  /// Polls that found the open group full: records wait.
  case stalls
}

/// Writes every record before anything that follows from it may leave, many records in one write.
///
///     sequence ─▶ journal ─▶ disk
///                    │ commit cursor ─▶ egress, sign
///                    └ log groups ─▶ settle
///
/// When the disk fails or is full nothing more is committed; its state says why.
public struct JournalTile: Tile, ~Copyable {
  private var input: LaneConsumer<RecordSlot>
  private var groups: LaneProducer<GroupSlot>
  public var journal: Journal
  private let signals: TileSignals
  public var counters = CounterBlock<JournalCounter>()

  public init(
    input: consuming LaneConsumer<RecordSlot>, groups: consuming LaneProducer<GroupSlot>,
    journal: consuming Journal, signals: TileSignals
  ) {
    self.input = input
    self.groups = groups
    self.journal = journal
    self.signals = signals
  }

  @_noAllocation @_noLocks
  public mutating func poll() -> Int {
    if groups.writable() == 0 { return 0 }
    var taken = 0
    let count = min(input.readable(), Burst.slotsMax * 8)
    while taken < count {
      let record = input.payload(taken).view.slice(0, count: Int(input[taken].length))
      if !journal.append(record, index: input[taken].logIndex) {
        counters.add(.stalls)
        break
      }
      taken += 1
    }
    input.release(taken)
    counters.add(.records, UInt64(taken))
    let work = journal.poll()
    if let group = journal.takeCommittedGroup() {
      groups[0] = GroupSlot(
        number: group.number, firstIndex: group.firstIndex, lastIndex: group.lastIndex)
      groups.publish()
      counters.add(.groups)
    }
    switch journal.state {
    case .open: break
    case .full, .failed: signals.journalStopped()
    }
    return taken + work
  }

  /// Whether nothing waits to be written or to be told of.
  public var isQuiet: Bool {
    mutating get { input.readable() == 0 && journal.isIdle }
  }

  /// Gives the journal back, for its seal.
  public consuming func halt() -> Journal { journal }
}
