// SPDX-License-Identifier: Apache-2.0

public import Memory

/// Builds a command datagram in place: the header, then each command, then `finish`.
///
///     var writer = CommandDatagramWriter(into: frame, session: s, sequence: n, header: h)
///     writer.append(NewOrder(...))            // false: this command did not fit, the others stand
///     let bytes = writer.finish()             // head and counts are written
///     // sign Preimage.write(..., message: writer.signed); Frame.store(signature:in:)
///     // tag Frame.tagged(frame of `bytes`);               Frame.store(tag:in:)
///
/// One thread; borrows the bytes it writes to. The same bytes sent again are the same datagram:
/// only session, sequence and tag are of this session, what is signed survives a reconnect.
@frozen
public struct CommandDatagramWriter: BitwiseCopyable, Sendable {
  @usableFromInline let bytes: MutableByteView
  @usableFromInline let commandsMax: Int
  @usableFromInline var head: FrameHead
  @usableFromInline var header: CommandHeader
  @usableFromInline var offset: Int
  /// The number of commands appended.
  public private(set) var count = 0

  /// The datagram's nonce, by which its outcome is told.
  @inlinable public var nonce: UInt64 {
    @_noAllocation @_noLocks get { header.nonce }
  }

  /// The longest command frame.
  @inlinable public static var bytesMax: Int {
    @_noAllocation @_noLocks get { Frame.headBytes + CommandBody.bytesMax }
  }

  /// Begins a datagram.
  ///
  /// - Parameters:
  ///   - bytes: where it is written; at most the first `bytesMax` are used.
  ///   - session: the one the venue's reply named.
  ///   - sequence: the next of this direction, from 1.
  ///   - header: `count` is overwritten, reserved fields must be zero.
  ///   - commandsMax: the venue's `commandsPerDatagramMax`.
  /// - Precondition: `session` and `sequence` are not zero; head, signature and header fit;
  ///   `commandsMax` is in 1...`CommandBody.commandsMax`.
  @_noAllocation @_noLocks
  public init(
    into bytes: MutableByteView, session: UInt32, sequence: UInt64, header: CommandHeader,
    commandsMax: Int = CommandBody.commandsMax
  ) {
    invariant(session != 0, "commands are sent in a session")
    invariant(sequence != 0, "sequences count from 1")
    invariant(header.reservedAreZero, "reserved fields are zero")
    invariant(commandsMax >= 1, "a datagram may hold a command")
    invariant(commandsMax <= CommandBody.commandsMax, "a record has a key check for each command")
    self.bytes = bytes.slice(0, count: min(bytes.count, Self.bytesMax))
    self.commandsMax = commandsMax
    self.header = header
    head = FrameHead(template: .commandFrame, session: session, sequence: sequence)
    offset = Frame.headBytes + CommandBody.commandsOffset
    invariant(offset <= self.bytes.count, "head, signature and header fit")
  }

  /// Appends a command. False, and nothing changed, when it does not fit or `commandsMax` are in.
  ///
  /// - Precondition: its reserved fields are zero.
  @inlinable
  @inline(__always)
  @discardableResult
  public mutating func append<Command: CommandMessage>(_ command: Command) -> Bool {
    guard let place = reserve(Command.messageBytes) else { return false }
    command.encode(message: bytes, at: place)
    return true
  }

  /// Makes room for a command of `length` bytes, writes its prefix and says where it begins.
  @usableFromInline
  @_noAllocation @_noLocks
  mutating func reserve(_ length: Int) -> Int? {
    if count == commandsMax { return nil }
    if length + Frame.lengthPrefixBytes > bytes.count - offset { return nil }
    bytes.store(UInt16(length), at: offset)
    let place = offset + Frame.lengthPrefixBytes
    offset = place + length
    count += 1
    return place
  }

  /// Writes head, zero signature, zero tag and command header; returns the frame's bytes. May be
  /// called again after more commands.
  ///
  /// - Precondition: at least one command was appended.
  @_noAllocation @_noLocks
  public mutating func finish() -> Int {
    invariant(count > 0, "a datagram holds a command")
    header.count = UInt8(count)
    head.bodyLength = UInt16(offset - Frame.headBytes)
    head.encode(bytes)
    bytes.slice(Frame.signatureOffset, count: Frame.signatureBytes).clear()
    header.encode(message: bytes, at: Frame.headBytes + Frame.signatureBytes)
    return offset
  }

  /// The frame's signed part, the message of the preimage. Valid after `finish`.
  public var signed: ByteView {
    @_noAllocation @_noLocks get { Frame.signed(frame) }
  }

  /// The whole frame. Valid after `finish`.
  public var frame: ByteView {
    @_noAllocation @_noLocks get { bytes.view.slice(0, count: offset) }
  }
}
