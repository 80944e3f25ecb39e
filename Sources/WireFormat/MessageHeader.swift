// SPDX-License-Identifier: Apache-2.0

public import Memory

/// The eight bytes before every message's block.
///
/// - Source: FIX Simple Binary Encoding 1.0, 4.1 "Message header".
@frozen
public struct MessageHeader: BitwiseCopyable, Hashable, Sendable {
  /// Bytes of the block that follows.
  public var blockLength: UInt16
  public var templateID: UInt16
  public var schemaID: UInt16
  public var schemaVersion: UInt16

  /// The header's own bytes.
  @inlinable public static var bytes: Int {
    @_noAllocation @_noLocks get { 8 }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(blockLength: UInt16, templateID: UInt16) {
    self.blockLength = blockLength
    self.templateID = templateID
    schemaID = Self.schema
    schemaVersion = Self.version
  }

  /// Reads a header at `offset`.
  ///
  /// - Precondition: it lies within `view`.
  @inlinable
  @_noAllocation @_noLocks
  public init(_ view: ByteView, at offset: Int = 0) {
    blockLength = view.load(offset, as: UInt16.self)
    templateID = view.load(offset + 2, as: UInt16.self)
    schemaID = view.load(offset + 4, as: UInt16.self)
    schemaVersion = view.load(offset + 6, as: UInt16.self)
  }

  /// Writes the header at `offset`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(_ view: MutableByteView, at offset: Int = 0) {
    view.store(blockLength, at: offset)
    view.store(templateID, at: offset + 2)
    view.store(schemaID, at: offset + 4)
    view.store(schemaVersion, at: offset + 6)
  }

  /// Whether this is our schema and version.
  @inlinable public var isOurs: Bool {
    @_noAllocation @_noLocks get { schemaID == Self.schema && schemaVersion == Self.version }
  }
}
