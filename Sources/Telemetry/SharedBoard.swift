// SPDX-License-Identifier: Apache-2.0

internal import Glibc
public import Memory
public import Synchronization

/// Numbers that a process writes into shared memory and any other reads, by their names. Whoever looks asks
/// nothing of the writer, and can do nothing to it: readers map the file for reading.
///
///     word 0  magic          3  started, nanoseconds since 1970     5  histograms
///          1  version        4  entries                             6, 7  0
///          2  process
///     names of entries, 64 bytes each; names of histograms, 64 bytes each
///     values, a word an entry;  slots, `Histogram.slotCount` words a histogram
///
/// Each word is whole; two words need not be of one moment.
@safe
public final class SharedBoard: @unchecked Sendable {
  static let magic: UInt64 = 0x3144_5242_4B4C_544D
  static let version: UInt64 = 1
  static let headWords = 8
  static let nameWords = 8
  /// More than any appliance has.
  static let namesMax: UInt64 = 4_096

  private let words: UnsafeMutablePointer<UInt64>
  private let wordCount: Int
  private let path: String
  /// What is written to, by index of the names.
  public let writer: BoardWriter

  /// Where a process's board lies.
  public static func path(process: Int32) -> String { "/dev/shm/matchlock-\(process).board" }

  /// Makes a board. It is gone when this is, and is known to be stale when the process is.
  ///
  /// - Returns: nil where there is no shared memory to be had.
  public init?(path: String, entries: [String], histograms: [String]) {
    let names = entries + histograms
    let count =
      Self.headWords + names.count * Self.nameWords + entries.count
      + histograms.count * Histogram.slotCount
    unsafe unlink(path)
    let file = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    if file < 0 { return nil }
    defer { close(file) }
    guard ftruncate(file, count * 8) == 0,
      let map = unsafe mmap(nil, count * 8, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0),
      unsafe map != MAP_FAILED
    else {
      unsafe unlink(path)
      return nil
    }
    unsafe memset(map, 0, count * 8)
    unsafe words = map.bindMemory(to: UInt64.self, capacity: count)
    wordCount = count
    self.path = path
    let values = Self.headWords + names.count * Self.nameWords
    unsafe writer = BoardWriter(
      UnsafeMutableRawPointer(words + values), entries: entries.count,
      slots: histograms.count * Histogram.slotCount)
    for (place, name) in names.enumerated() {
      let at = unsafe UnsafeMutableRawPointer(words + Self.headWords + place * Self.nameWords)
      for (i, byte) in name.utf8.prefix(Self.nameWords * 8 - 1).enumerated() {
        unsafe at.storeBytes(of: byte, toByteOffset: i, as: UInt8.self)
      }
    }
    var now = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &now)
    unsafe words[1] = Self.version
    unsafe words[2] = UInt64(getpid())
    unsafe words[3] = UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
    unsafe words[4] = UInt64(entries.count)
    unsafe words[5] = UInt64(histograms.count)
    // The magic last: a reader that sees it sees the rest.
    atomicMemoryFence(ordering: .releasing)
    unsafe words[0] = Self.magic
  }

  deinit {
    unsafe unlink(path)
    unsafe munmap(words, wordCount * 8)
  }
}

/// The end that writes: copied into every thread that has something to tell. Each index has one writer.
///
/// `@safe`: it writes within the board, which its owner keeps for longer than any thread.
@safe
@frozen
public struct BoardWriter: BitwiseCopyable, @unchecked Sendable {
  @usableFromInline let words: UnsafeMutablePointer<Atomic<UInt64>>?
  @usableFromInline let entries: Int
  @usableFromInline let slots: Int

  /// One that writes nowhere.
  public static var none: BoardWriter { BoardWriter() }

  private init() {
    unsafe words = nil
    (entries, slots) = (0, 0)
  }

  init(_ memory: UnsafeMutableRawPointer, entries: Int, slots: Int) {
    unsafe words = memory.bindMemory(to: Atomic<UInt64>.self, capacity: entries + slots)
    self.entries = entries
    self.slots = slots
  }

  @inlinable public var isThere: Bool {
    @_noAllocation @_noLocks get { unsafe words != nil }
  }

  /// Writes an entry. No allocation, no lock.
  @inlinable
  @_noAllocation @_noLocks
  public func store(_ entry: Int, _ value: UInt64) {
    precondition(UInt(bitPattern: entry) < UInt(bitPattern: entries))
    guard let words = unsafe words else { return }
    unsafe words[entry].store(value, ordering: .relaxed)
  }

  /// Writes a slot of all histograms' together. No allocation, no lock.
  @inlinable
  @_noAllocation @_noLocks
  public func store(slot: Int, _ value: UInt64) {
    precondition(UInt(bitPattern: slot) < UInt(bitPattern: slots))
    guard let words = unsafe words else { return }
    unsafe words[entries &+ slot].store(value, ordering: .relaxed)
  }
}

extension CounterBlock {
  /// Copies the counters to a board, from an entry on. No allocation, no lock; the owning thread.
  @inlinable
  @inline(__always)
  public func publish(to board: BoardWriter, at entry: Int) {
    for index in 0..<values.count { board.store(entry &+ index, values[index]) }
  }
}

extension Histogram {
  /// Copies slots of this one, the `place`-th of a board. No allocation, no lock; the recording thread.
  @_noAllocation @_noLocks
  public func publish(to board: BoardWriter, at place: Int, from: Int, count: Int) {
    let start = place &* Self.slotCount
    for slot in from..<from &+ count { board.store(slot: start &+ slot, slots[slot]) }
  }
}

/// A board as somebody else sees it.
@safe
public final class BoardReading {
  public let process: Int32
  /// Nanoseconds since 1970.
  public let startedAt: UInt64
  public let entries: [String]
  public let histograms: [String]
  private let map: UnsafeRawPointer
  private let bytes: Int
  private let valuesAt: Int

  /// Opens the board of a file.
  ///
  /// - Returns: nil when it is none of ours, or is not whole.
  public init?(path: String) {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    if file < 0 { return nil }
    defer { close(file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0, status.st_size >= SharedBoard.headWords * 8,
      status.st_size < 1 << 30,
      let map = unsafe mmap(nil, Int(status.st_size), PROT_READ, MAP_SHARED, file, 0),
      unsafe map != MAP_FAILED
    else { return nil }
    let size = Int(status.st_size)
    func word(_ place: Int) -> UInt64 {
      unsafe map.load(fromByteOffset: place * 8, as: UInt64.self)
    }
    let (entries, histograms) = (word(4), word(5))
    let isOurs =
      word(0) == SharedBoard.magic && word(1) == SharedBoard.version
      && entries <= SharedBoard.namesMax && histograms <= 64
    let names = Int(isOurs ? entries + histograms : 0)
    let values = SharedBoard.headWords + names * SharedBoard.nameWords
    let words =
      values + Int(isOurs ? entries : 0) + Int(isOurs ? histograms : 0) * Histogram.slotCount
    guard isOurs, size >= words * 8 else {
      unsafe munmap(map, size)
      return nil
    }
    func name(_ place: Int) -> String {
      let at = (SharedBoard.headWords + place * SharedBoard.nameWords) * 8
      var bytes: [UInt8] = []
      for i in 0..<SharedBoard.nameWords * 8 {
        let byte = unsafe map.load(fromByteOffset: at + i, as: UInt8.self)
        if byte == 0 { break }
        bytes.append(byte)
      }
      return String(decoding: bytes, as: UTF8.self)
    }
    process = Int32(truncatingIfNeeded: word(2))
    startedAt = word(3)
    self.entries = (0..<Int(entries)).map(name)
    self.histograms = (Int(entries)..<names).map(name)
    unsafe self.map = UnsafeRawPointer(map)
    bytes = size
    valuesAt = values
  }

  deinit { unsafe munmap(UnsafeMutableRawPointer(mutating: map), bytes) }

  /// The entries as they stand.
  public func values() -> [UInt64] {
    entries.indices.map { unsafe map.load(fromByteOffset: (valuesAt + $0) * 8, as: UInt64.self) }
  }

  /// A histogram as it stands, into one of ours; of values only their slots are known.
  public func read(histogram place: Int, into histogram: inout Histogram) {
    precondition(place >= 0 && place < histograms.count)
    histogram.reset()
    let start = valuesAt + entries.count + place * Histogram.slotCount
    for slot in 0..<Histogram.slotCount {
      let count = unsafe map.load(fromByteOffset: (start + slot) * 8, as: UInt64.self)
      if count > 0 { histogram.record(Histogram.values(ofSlot: slot).upperBound, count: count) }
    }
  }
}
