// SPDX-License-Identifier: Apache-2.0

public import Memory

/// The body of the log's first record: a Genesis message and its group of operators.
@frozen
public struct GenesisBody: BitwiseCopyable, Sendable {
  /// The whole body.
  public let bytes: ByteView

  /// Bytes of a body naming `operators` operators.
  @inlinable
  @_noAllocation @_noLocks
  public static func bytes(operators: Int) -> Int {
    Genesis.messageBytes + GroupHeader.bytes + operators * GenesisOperators.blockBytes
  }

  /// Checks the form of a body.
  @_noAllocation @_noLocks
  public static func check(_ body: ByteView) -> FormFault? {
    do throws(FormFault) {
      let length = try MessageForm.length(body, at: 0, as: .exactly(.genesis))
      if length < body.count { throw .bodyTrailingBytes }
      return nil
    } catch {
      return error
    }
  }

  /// Views a body that `check` found no fault in.
  @inlinable
  @_noAllocation @_noLocks
  public init(checked bytes: ByteView) { self.bytes = bytes }

  /// Identity, rules and limits.
  @inlinable public var genesis: Genesis {
    @_noAllocation @_noLocks get { Genesis(block: bytes, at: MessageHeader.bytes) }
  }

  /// The number of operators.
  @inlinable public var operatorCount: Int {
    @_noAllocation @_noLocks get { GroupView(checked: bytes, at: Genesis.messageBytes).count }
  }

  /// The operator at `index`.
  ///
  /// - Precondition: `0 <= index < operatorCount`.
  @inlinable
  @_noAllocation @_noLocks
  public func operators(_ index: Int) -> GenesisOperators {
    GenesisOperators(block: GroupView(checked: bytes, at: Genesis.messageBytes)[index])
  }

  /// Writes a body and returns its bytes. Start-up only.
  ///
  /// - Precondition: it fits; there are at most `Template.genesis.entriesMax` operators.
  public static func write(
    into bytes: MutableByteView, genesis: Genesis, operators: [GenesisOperators]
  ) -> Int {
    invariant(operators.count <= Template.genesis.entriesMax, "operators within their limit")
    var offset = genesis.encode(message: bytes)
    GroupHeader(
      entryBytes: UInt16(GenesisOperators.blockBytes), count: UInt16(operators.count)
    ).encode(bytes, at: offset)
    offset += GroupHeader.bytes
    for entry in operators {
      entry.encode(block: bytes, at: offset)
      offset += GenesisOperators.blockBytes
    }
    return offset
  }
}
