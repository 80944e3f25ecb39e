// SPDX-License-Identifier: Apache-2.0

public import Memory

/// The body of a busy frame: one Busy message.
@frozen
public struct BusyBody: BitwiseCopyable, Sendable {
  /// The whole body.
  public let bytes: ByteView

  /// Checks the form of a body.
  @_noAllocation @_noLocks
  public static func check(_ body: ByteView) -> FormFault? {
    do throws(FormFault) {
      let length = try MessageForm.length(body, at: 0, as: .exactly(.busy))
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

  /// Which datagram, and why.
  @inlinable public var busy: Busy {
    @_noAllocation @_noLocks get { Busy(block: bytes, at: MessageHeader.bytes) }
  }
}
