// SPDX-License-Identifier: Apache-2.0

public import Memory

/// One thing that came out of `Venue.apply`, with bytes beside it.
///
/// | kind | who wants it | bytes | fields |
/// |---|---|---|---|
/// | `report` | egress | a report message, as it goes on the wire | `session`, 0 for nobody |
/// | `marketData` | egress | a market data message | |
/// | `match` | settle | a `MatchRecord` message | |
/// | `stateSet` | settle | a canonical state record | `section`, `bucket`, `key` |
/// | `stateRemoved` | settle | none | `section`, `bucket`, `key` |
/// | `logonAnswered` | sign | `LogonReply` message, then the logon's body | `session` |
/// | `logonRepeated` | egress | none | `session`: its reply goes out again |
/// | `sessionClosed` | ingress, egress | none | `session` |
/// | `keyRegistered` | verify, ingress | the public key | `key` |
/// | `snapshotPage` | egress | none: a page's place, never made by `apply` | |
@frozen
public struct VenueEvent: BitwiseCopyable, Sendable {
  @frozen
  public enum Kind: UInt8, BitwiseCopyable, Sendable {
    case report, marketData, match, stateSet, stateRemoved
    case logonAnswered, logonRepeated, sessionClosed, keyRegistered
    case snapshotPage
  }

  public var kind: Kind
  /// The state section; see `StateSectionNumber`.
  public var section: UInt8
  /// Bytes beside the event.
  public var length: UInt16
  public var session: UInt32
  /// The record that caused it.
  public var logIndex: UInt64
  public var key: UInt64
  public var bucket: UInt32

  @_noAllocation @_noLocks
  public init(
    _ kind: Kind, logIndex: UInt64, length: Int = 0, session: UInt32 = 0, section: UInt8 = 0,
    bucket: UInt32 = 0, key: UInt64 = 0
  ) {
    self.kind = kind
    self.section = section
    self.length = UInt16(length)
    self.session = session
    self.logIndex = logIndex
    self.key = key
    self.bucket = bucket
  }
}

/// The sections of the state root, by number. Each names canonical records in logical order.
public enum StateSectionNumber {
  @inlinable public static var venue: UInt8 { @_noAllocation @_noLocks get { 1 } }
  @inlinable public static var markets: UInt8 { @_noAllocation @_noLocks get { 2 } }
  @inlinable public static var accounts: UInt8 { @_noAllocation @_noLocks get { 3 } }
  @inlinable public static var positions: UInt8 { @_noAllocation @_noLocks get { 4 } }
  @inlinable public static var keys: UInt8 { @_noAllocation @_noLocks get { 5 } }
  @inlinable public static var nonces: UInt8 { @_noAllocation @_noLocks get { 6 } }
  @inlinable public static var sessions: UInt8 { @_noAllocation @_noLocks get { 7 } }
  @inlinable public static var orders: UInt8 { @_noAllocation @_noLocks get { 8 } }
  @inlinable public static var massCancels: UInt8 { @_noAllocation @_noLocks get { 9 } }
  @inlinable public static var busts: UInt8 { @_noAllocation @_noLocks get { 10 } }
  @inlinable public static var proposals: UInt8 { @_noAllocation @_noLocks get { 11 } }
  @inlinable public static var specialOrders: UInt8 { @_noAllocation @_noLocks get { 12 } }
  @inlinable public static var prices: UInt8 { @_noAllocation @_noLocks get { 13 } }
  @inlinable public static var conditionalOrders: UInt8 { @_noAllocation @_noLocks get { 14 } }
  @inlinable public static var auctionTerms: UInt8 { @_noAllocation @_noLocks get { 20 } }
  @inlinable public static var auctions: UInt8 { @_noAllocation @_noLocks get { 21 } }
  @inlinable public static var priceLimits: UInt8 { @_noAllocation @_noLocks get { 22 } }
  @inlinable public static var quoteGroups: UInt8 { @_noAllocation @_noLocks get { 23 } }
  @inlinable public static var quotes: UInt8 { @_noAllocation @_noLocks get { 24 } }
  @inlinable public static var protectionSums: UInt8 { @_noAllocation @_noLocks get { 25 } }
}

/// The events of one record, in order: a fixed buffer that `apply` fills and its caller empties.
public struct VenueEvents: ~Copyable {
  private let events: Slab<VenueEvent>
  private let payloads: ByteBuffer
  /// The number of events held.
  public private(set) var count = 0

  /// Bytes that an event can carry.
  @inlinable public static var payloadBytesMax: Int { @_noAllocation @_noLocks get { 256 } }

  /// - Parameter capacity: at least the venue's `eventsPerRecordMax`.
  public init(capacity: Int) {
    events = Slab(count: capacity)
    payloads = ByteBuffer(count: capacity * Self.payloadBytesMax)
  }

  /// The event at `index`.
  @_noAllocation @_noLocks
  public func event(_ index: Int) -> VenueEvent {
    precondition(index < count)
    return events[index]
  }

  /// The bytes of the event at `index`; valid until `removeAll`.
  @_noAllocation @_noLocks
  public func payload(_ index: Int) -> ByteView {
    precondition(index < count)
    let length = Int(events[index].length)
    return payloads.bytes.view.slice(index * Self.payloadBytesMax, count: length)
  }

  /// Forgets all events.
  @_noAllocation @_noLocks
  public mutating func removeAll() { count = 0 }

  /// Adds an event and returns its bytes, to be filled.
  ///
  /// - Precondition: there is room; a venue's own bound on events says so.
  @_noAllocation @_noLocks
  mutating func append(_ event: VenueEvent) -> MutableByteView {
    invariant(count < events.count, "apply stays within eventsPerRecordMax")
    invariant(Int(event.length) <= Self.payloadBytesMax, "an event's bytes fit")
    events[count] = event
    let view = payloads.bytes.slice(count * Self.payloadBytesMax, count: Self.payloadBytesMax)
    count += 1
    return view
  }
}
