// SPDX-License-Identifier: Apache-2.0

public import Memory

/// The names of a tile's counters: an enumeration with `Int` raw values from 0 without gaps.
///
///     enum IngressCounter: Int, CounterName { case received, malformed, busy }
public protocol CounterName: RawRepresentable<Int>, CaseIterable, Sendable {}

extension CounterName {
  /// The counter's name in listings: that of the case.
  public var text: String { String(describing: self) }
}

/// A tile's counters: plain numbers that one thread adds to. Others see them through
/// `PublishedCounters`.
///
/// The hot functions carry no `@_noAllocation` of their own, because the compiler would judge them
/// unspecialised, where a raw value may be anything. They are inlined, and proved, in the annotated
/// function that calls them.
@frozen
public struct CounterBlock<Name: CounterName>: ~Copyable {
  @usableFromInline let values: Slab<UInt64>

  /// Allocates the counters, all zero. Start-up only.
  ///
  /// - Precondition: the raw values of `Name` are 0, 1, 2, … in the order of the cases.
  public init() {
    let names = Name.allCases
    for (index, name) in names.enumerated() {
      invariant(name.rawValue == index, "counter names are numbered from 0 without gaps")
    }
    values = Slab(count: names.count)
  }

  /// Adds `amount` to a counter, wrapping at 2⁶⁴. No allocation, no lock; the owning thread.
  @inlinable
  @inline(__always)
  public func add(_ name: Name, _ amount: UInt64 = 1) {
    values[name.rawValue] &+= amount
  }

  /// Adds a count of things to a counter. No allocation, no lock; the owning thread.
  ///
  /// - Precondition: `count` is not negative.
  @inlinable
  @inline(__always)
  public func add(_ name: Name, count: Int) {
    values[name.rawValue] &+= UInt64(count)
  }

  /// Raises a counter to `value` if it is lower: for a high-water mark. The owning thread.
  @inlinable
  @inline(__always)
  public func raise(_ name: Name, to value: UInt64) {
    if value > values[name.rawValue] { values[name.rawValue] = value }
  }

  /// A counter's value. No allocation, no lock; the owning thread.
  @inlinable
  public subscript(_ name: Name) -> UInt64 {
    @inline(__always) get { values[name.rawValue] }
  }

  /// A copy of all counters. Allocates; the owning thread.
  public func snapshot() -> CounterSnapshot<Name> {
    CounterSnapshot((0..<values.count).map { values[$0] })
  }
}

/// A copy of a tile's counters, to keep, compare and print.
public struct CounterSnapshot<Name: CounterName>: Equatable, Sendable {
  /// In the order of the names.
  let values: [UInt64]

  init(_ values: [UInt64]) { self.values = values }

  public subscript(_ name: Name) -> UInt64 { values[name.rawValue] }

  /// What was added since an earlier copy, also when a counter wrapped meanwhile.
  public func since(_ earlier: CounterSnapshot) -> CounterSnapshot {
    CounterSnapshot(zip(values, earlier.values).map { $0 &- $1 })
  }

  /// Writes the counters as one JSON object, by name.
  public func write(to json: inout JSONWriter) {
    json.beginObject()
    for name in Name.allCases { json.field(name.text, self[name]) }
    json.endObject()
  }
}
