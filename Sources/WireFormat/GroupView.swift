// SPDX-License-Identifier: Apache-2.0

public import Memory

/// The four bytes before a repeating group's entries.
///
/// - Source: FIX Simple Binary Encoding 1.0, 3.4.8 "Repeating group encoding".
@frozen
public struct GroupHeader: BitwiseCopyable, Hashable, Sendable {
  /// Bytes of one entry.
  public var entryBytes: UInt16
  /// The number of entries.
  public var count: UInt16

  /// The header's own bytes.
  @inlinable public static var bytes: Int {
    @_noAllocation @_noLocks get { 4 }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(entryBytes: UInt16, count: UInt16) {
    self.entryBytes = entryBytes
    self.count = count
  }

  /// Reads the header at `offset`.
  ///
  /// - Precondition: it lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(_ bytes: ByteView, at offset: Int) {
    entryBytes = bytes.load(offset, as: UInt16.self)
    count = bytes.load(offset + 2, as: UInt16.self)
  }

  /// Writes the header at `offset`.
  ///
  /// - Precondition: it fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(_ bytes: MutableByteView, at offset: Int) {
    bytes.store(entryBytes, at: offset)
    bytes.store(count, at: offset + 2)
  }
}

/// The entries of a repeating group whose form was checked. Borrows the message's bytes.
@frozen
public struct GroupView: BitwiseCopyable, Sendable {
  /// The number of entries.
  public let count: Int
  @usableFromInline let entryBytes: Int
  @usableFromInline let entries: ByteView

  /// Views the group at `offset`, after the block of a checked message.
  @inlinable
  @_noAllocation @_noLocks
  public init(checked bytes: ByteView, at offset: Int) {
    let header = GroupHeader(bytes, at: offset)
    count = Int(header.count)
    entryBytes = Int(header.entryBytes)
    entries = bytes.slice(offset + GroupHeader.bytes, count: count * entryBytes)
  }

  /// The bytes of the entry at `index`.
  ///
  /// - Precondition: `0 <= index < count`.
  @inlinable public subscript(_ index: Int) -> ByteView {
    @_noAllocation @_noLocks get {
      precondition(index >= 0 && index < count)
      return entries.slice(index * entryBytes, count: entryBytes)
    }
  }
}

extension Template {
  /// The most entries of the message's repeating group; 0 for a message without one.
  ///
  /// A genesis command names the first operators; a receipt's path has a node for each level of a
  /// tree of at most 2^32 records; what pads a request, and what a page tells, fits in a frame; a
  /// snapshot page fills a packet; a mass quote of the most entries fills a datagram.
  @inlinable public var entriesMax: Int {
    @_noAllocation @_noLocks get {
      switch self {
      case .genesis: 16
      case .receiptReport: 32
      case .resendRequest, .statusRequest, .stateRequest: 176
      case .ordersPage: 26
      case .conditionalsPage: 20
      case .massQuote: 27
      case .quoteGroupsPage: 16
      case .positionsPage: 39
      case .snapshotMarkets, .snapshotOrders: 35
      default: 0
      }
    }
  }
}
