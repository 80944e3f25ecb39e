// SPDX-License-Identifier: Apache-2.0

public import Memory
public import Synchronization

/// Counters that one tile copies out now and then and any other thread reads, without locks.
///
///     word 0      how often the counters were published
///     word 1 …    the counters, in the order of their names
///
/// It is made whole and taken apart: the publisher goes to the tile, readers to whoever looks.
/// One block, aligned to 128 bytes, for each tile: the tile's stores disturb no other tile's line.
@frozen
public struct PublishedCounters<Name: CounterName>: ~Copyable {
  /// The tile's end.
  public let publisher: CounterPublisher<Name>
  /// The other end; may be copied.
  public let reader: CounterReader<Name>

  /// Allocates the block, all zero. Start-up only.
  public init() {
    let storage = CounterStorage(wordCount: 1 + Name.allCases.count)
    publisher = CounterPublisher(storage)
    reader = CounterReader(storage)
  }
}

/// The memory both ends share. The ends hold it only to return it.
@safe
@usableFromInline
final class CounterStorage: @unchecked Sendable {
  @usableFromInline let words: UnsafeMutablePointer<Atomic<UInt64>>
  @usableFromInline let wordCount: Int

  init(wordCount: Int) {
    let bytes = (wordCount * 8 + 127) & ~127
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 128)
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    unsafe words = memory.bindMemory(to: Atomic<UInt64>.self, capacity: wordCount)
    self.wordCount = wordCount
  }

  deinit { unsafe UnsafeMutableRawPointer(words).deallocate() }
}

/// The end that writes. Owned by one tile, used by one thread at a time.
///
/// `@safe`: it writes within a block that it keeps alive and whose size comes from `Name`.
@safe
@frozen
public struct CounterPublisher<Name: CounterName>: ~Copyable, @unchecked Sendable {
  @usableFromInline let storage: CounterStorage
  @usableFromInline let words: UnsafeMutablePointer<Atomic<UInt64>>
  @usableFromInline let wordCount: Int
  @usableFromInline var publications: UInt64 = 0

  init(_ storage: CounterStorage) {
    self.storage = storage
    unsafe words = storage.words
    wordCount = storage.wordCount
  }

  /// Copies a tile's counters out. No allocation, no lock; one thread at a time.
  ///
  /// - Complexity: one store for each counter.
  @inlinable
  @_noAllocation @_noLocks
  public mutating func publish(_ counters: borrowing CounterBlock<Name>) {
    precondition(counters.values.count == wordCount &- 1)
    for index in 1..<wordCount {
      unsafe words[index].store(counters.values[index &- 1], ordering: .relaxed)
    }
    publications &+= 1
    // Pairs with the acquiring load in `CounterReader.snapshot`.
    unsafe words[0].store(publications, ordering: .releasing)
  }
}

/// The end that reads, from any thread and in any number.
///
/// Each counter is read whole. The counters are not of one moment: a tile may publish while they
/// are read. None is older than the publication that `publications` told of before.
@safe
public struct CounterReader<Name: CounterName>: Sendable {
  private let storage: CounterStorage

  init(_ storage: CounterStorage) { self.storage = storage }

  /// How often the tile has published: a sign of life.
  public var publications: UInt64 { unsafe storage.words[0].load(ordering: .acquiring) }

  /// The counters as last published. Allocates; any thread.
  public func snapshot() -> CounterSnapshot<Name> {
    // Pairs with the releasing store in `CounterPublisher.publish`.
    _ = publications
    return CounterSnapshot(
      (1..<storage.wordCount).map { unsafe storage.words[$0].load(ordering: .relaxed) })
  }
}
