// SPDX-License-Identifier: Apache-2.0

public import Memory

/// The body of a command frame, and of the log record made from it:
/// signature (64) | CommandHeader | `count` times: length (uint16) | message.
///
/// Borrows the datagram's bytes. Nothing of a body may be applied before `check` found no fault.
@frozen
public struct CommandBody: BitwiseCopyable, Sendable {
  /// The whole body.
  public let bytes: ByteView

  /// The most commands any venue may allow in a datagram: `LogRecord.keyChecks` has a bit for each.
  @inlinable public static var commandsMax: Int {
    @_noAllocation @_noLocks get { 32 }
  }
  /// The most bytes after the signature: what the preimage holds after its constant part.
  @inlinable public static var signedBytesMax: Int {
    @_noAllocation @_noLocks get { Preimage.bytesMax - Preimage.prefixBytes }
  }
  /// The longest body.
  @inlinable public static var bytesMax: Int {
    @_noAllocation @_noLocks get { Frame.signatureBytes + signedBytesMax }
  }
  /// Where the first command's length prefix begins.
  @inlinable static var commandsOffset: Int {
    @_noAllocation @_noLocks get { Frame.signatureBytes + CommandHeader.messageBytes }
  }

  /// Checks the form of a body, whole: exact blocks, known commands, exact length prefixes, the
  /// count, no bytes over, reserved fields zero, the preimage's limit. What fields mean, enum bytes
  /// included, is judged by the decision layer.
  ///
  /// - Parameters:
  ///   - body: bytes of any length and content.
  ///   - commandsMax: the venue's `commandsPerDatagramMax`.
  /// - Precondition: `commandsMax` is in 1...`CommandBody.commandsMax`.
  /// - Complexity: linear in the count, which is bounded; any thread.
  @_noAllocation @_noLocks
  public static func check(_ body: ByteView, commandsMax: Int) -> FormFault? {
    invariant(commandsMax >= 1, "a datagram may hold a command")
    invariant(commandsMax <= Self.commandsMax, "a record has a key check for each command")
    do throws(FormFault) {
      if body.count < Frame.signatureBytes { throw .bodyTruncated }
      if body.count > bytesMax { throw .bodyTooLong }
      var offset = Frame.signatureBytes
      offset += try MessageForm.length(body, at: offset, as: .exactly(.commandHeader))
      let header = CommandHeader(block: body, at: Frame.signatureBytes + MessageHeader.bytes)
      if header.count == 0 { throw .countZero }
      if Int(header.count) > commandsMax { throw .countAboveMax }
      for _ in 0..<Int(header.count) {
        offset += try MessageForm.prefixedLength(body, at: offset, as: .command)
      }
      if offset < body.count { throw .bodyTrailingBytes }
      return nil
    } catch {
      return error
    }
  }

  /// Views a body that `check` found no fault in.
  @inlinable
  @_noAllocation @_noLocks
  public init(checked bytes: ByteView) { self.bytes = bytes }

  /// Ed25519 over the preimage of `signed` under the domain tag `command`.
  @inlinable public var signature: Bytes64 {
    @_noAllocation @_noLocks get { Bytes64(bytes) }
  }

  /// What follows the signature: the message of the preimage.
  @inlinable public var signed: ByteView {
    @_noAllocation @_noLocks get {
      bytes.slice(Frame.signatureBytes, count: bytes.count - Frame.signatureBytes)
    }
  }

  /// What survives a reconnect: key, group, count, nonce, validity.
  @inlinable public var header: CommandHeader {
    @_noAllocation @_noLocks get {
      CommandHeader(block: bytes, at: Frame.signatureBytes + MessageHeader.bytes)
    }
  }

  /// Whether the datagram belongs to the urgent class: it only takes away. Nothing in it can add an
  /// order, so that letting it pass others cannot gain its sender a place in a queue.
  ///
  /// - Complexity: linear in the count.
  public var isUrgent: Bool {
    @_noAllocation @_noLocks get {
      var cursor = commands
      while let command = cursor.next() {
        switch command.template {
        case .cancelOrder, .cancelAll, .setDeadMan, .noop: continue
        default: return false
        }
      }
      return true
    }
  }

  /// The commands, in order.
  @inlinable public var commands: CommandCursor {
    @_noAllocation @_noLocks get { CommandCursor(self) }
  }
}

/// Walks the commands of a checked body.
@frozen
public struct CommandCursor: BitwiseCopyable, Sendable {
  @usableFromInline let bytes: ByteView
  @usableFromInline var offset: Int
  @usableFromInline var ordinal = 0
  /// The number of commands in the body.
  public let count: Int

  @inlinable
  @_noAllocation @_noLocks
  init(_ body: CommandBody) {
    bytes = body.bytes
    offset = CommandBody.commandsOffset
    count = Int(body.header.count)
  }

  /// The next command, or nil after the last.
  ///
  /// - Precondition: the body was checked; an unchecked one may stop the program, never read
  ///   outside it.
  @inlinable
  @_noAllocation @_noLocks
  public mutating func next() -> MessageView? {
    if ordinal == count { return nil }
    let length = Int(bytes.load(offset, as: UInt16.self))
    let message = bytes.slice(offset + Frame.lengthPrefixBytes, count: length)
    let view = MessageView(checked: message, ordinal: ordinal)
    offset += Frame.lengthPrefixBytes + length
    ordinal += 1
    return view
  }
}
