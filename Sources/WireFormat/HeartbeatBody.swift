// SPDX-License-Identifier: Apache-2.0

public import Memory

/// The body of a heartbeat frame: one Heartbeat message.
@frozen
public struct HeartbeatBody: BitwiseCopyable, Sendable {
  /// The whole body.
  public let bytes: ByteView

  /// Checks the form of a body.
  @_noAllocation @_noLocks
  public static func check(_ body: ByteView) -> FormFault? {
    do throws(FormFault) {
      let length = try MessageForm.length(body, at: 0, as: .exactly(.heartbeat))
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

  /// The heartbeat's fields.
  @inlinable public var heartbeat: Heartbeat {
    @_noAllocation @_noLocks get { Heartbeat(block: bytes, at: MessageHeader.bytes) }
  }
}
