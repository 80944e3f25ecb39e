// SPDX-License-Identifier: Apache-2.0

public import Memory

/// What "committed" means.
public enum JournalDurability: UInt8, Sendable, BitwiseCopyable, CustomStringConvertible {
  /// A group is committed when the medium has it: direct, synchronous writes.
  case disk = 1
  /// A group is committed when the kernel has been handed it; it is written through the page cache
  /// and nothing waits. Survives the death of the process, mostly; never a power cut.
  case none = 0

  public var description: String { self == .disk ? "disk" : "none" }
}

/// How a durable write is made to reach the medium, where io_uring writes it.
public enum JournalFlush: UInt8, Sendable, BitwiseCopyable {
  /// A flush linked behind the write where the disk has a volatile cache and no FUA, O_DSYNC
  /// everywhere else. The file system does the same in both cases; only the thread differs.
  case automatic = 0
  /// O_DSYNC always.
  case synchronous = 1
}

/// How writes reach the kernel.
public enum JournalMechanism: UInt8, Sendable, BitwiseCopyable, CustomStringConvertible {
  /// io_uring; completions are seen only inside `io_uring_enter(GETEVENTS)`.
  case ringDeferred = 3
  /// io_uring; completions may be seen after any system call of the thread.
  case ringCooperative = 2
  /// io_uring as old kernels have it.
  case ringPlain = 1
  /// A helper thread that calls `pwrite`: where io_uring is refused.
  case helperThread = 0
  /// No kernel at all: a `FaultDisk`.
  case memory = 255

  public var description: String {
    switch self {
    case .ringDeferred: "io_uring (deferred task work)"
    case .ringCooperative: "io_uring (cooperative task work)"
    case .ringPlain: "io_uring (plain)"
    case .helperThread: "pwrite on a helper thread"
    case .memory: "memory"
    }
  }
}

/// Everything that a journal is told at start.
public struct JournalOptions: BitwiseCopyable, Sendable {
  /// The venue's id, repeated in every segment's header, so that one venue's journal never continues
  /// another's.
  public var venue: Bytes16
  /// The size of each new segment in bytes: a multiple of 4,096 that holds a header, the largest
  /// group and a seal.
  public var segmentBytes = 64 << 20
  /// The most bytes of one group, header included: a multiple of 4,096, at most 16 MiB. Also the
  /// size of each of the two buffers.
  public var groupBytesMax = 256 << 10
  /// The most bytes of one record; with its framing it must fit a group.
  public var recordBytesMax = 64 << 10
  /// What "committed" means.
  public var durability = JournalDurability.disk
  /// How a durable write reaches the medium.
  public var flush = JournalFlush.automatic
  /// The term written to groups until `Journal.term` is changed.
  public var term: UInt64 = 1
  /// Uses the helper thread even where io_uring is to be had.
  public var forbidsRing = false
  /// Fixes the segments' salts (the segment number is added), for journals that must come out the
  /// same byte for byte. Never in production: a salt that can be guessed guards nothing.
  public var saltForTests: UInt64?

  public init(venue: Bytes16) { self.venue = venue }

  /// What is wrong with the numbers, in words; nil if nothing is.
  var fault: String? {
    let block = JournalFormat.blockBytes
    if groupBytesMax < block || groupBytesMax % block != 0 || groupBytesMax > 16 << 20 {
      return "groupBytesMax must be a multiple of \(block) from \(block) to \(16 << 20)"
    }
    if recordBytesMax < 1
      || JournalFormat.groupHeaderBytes + JournalFormat.framedBytes(recordBytesMax) > groupBytesMax
    {
      return "recordBytesMax must be at least 1, and a framed record must fit groupBytesMax"
    }
    if segmentBytes % block != 0 || segmentBytes < groupBytesMax + 2 * block
      || segmentBytes > 1 << 40
    {
      return
        "segmentBytes must be a multiple of \(block) from groupBytesMax + \(2 * block) to 1 TiB"
    }
    return nil
  }
}

/// Where a journal lives.
public enum JournalPlace: Sendable {
  /// A directory of segment files; made, if its parent exists.
  case directory(String)
  /// A disk in memory that fails on request.
  case memory(FaultDisk)
}
