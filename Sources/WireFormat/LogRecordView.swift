// SPDX-License-Identifier: Apache-2.0

public import Memory

/// A record of the log: a LogRecord message and `bodyLength` bytes of body. Borrows the bytes.
///
/// | kind | body |
/// |---|---|
/// | genesis | a Genesis message with its operators |
/// | commands | the command frame's body, signature first |
/// | logon | the logon frame's body, signature first |
/// | tick, sessionDown, restart | nothing |
///
/// The fields of the head are the sequencer's (index, time, term, session, key checks); the body is
/// the member's bytes, as signed. The journal adds its own checksum around both.
@frozen
public struct LogRecordView: BitwiseCopyable, Sendable {
  /// The record's head.
  public let record: LogRecord
  /// The record's body.
  public let body: ByteView

  /// Bytes of the head, message header and block.
  @inlinable public static var headBytes: Int {
    @_noAllocation @_noLocks get { LogRecord.messageBytes }
  }
  /// The longest body.
  @inlinable public static var bodyBytesMax: Int {
    @_noAllocation @_noLocks get { CommandBody.bytesMax }
  }
  /// The longest record.
  @inlinable public static var bytesMax: Int {
    @_noAllocation @_noLocks get { headBytes + bodyBytesMax }
  }

  /// Reads a record that `check` found no fault in, or that was written by this process.
  ///
  /// - Precondition: `bytes` is as long as the record says.
  @_noAllocation @_noLocks
  public init(checked bytes: ByteView) {
    record = LogRecord(block: bytes, at: MessageHeader.bytes)
    body = bytes.slice(Self.headBytes, count: Int(record.bodyLength))
  }

  /// Reads a record from bytes that may be anything, after checking head and body whole.
  ///
  /// - Throws: the first fault.
  @_noAllocation @_noLocks
  public init(parsing bytes: ByteView) throws(FormFault) {
    let length = try MessageForm.length(bytes, at: 0, as: .exactly(.logRecord))
    let record = LogRecord(block: bytes, at: MessageHeader.bytes)
    if length + Int(record.bodyLength) != bytes.count { throw .recordLengthWrong }
    guard let kind = record.kindValue else { throw .recordKindUnknown }
    let body = bytes.slice(length, count: Int(record.bodyLength))
    if let fault = Self.fault(body, kind) { throw fault }
    self.record = record
    self.body = body
  }

  /// Writes a record and returns its bytes. `bodyLength` is taken from `body`.
  ///
  /// - Precondition: the record fits in `bytes`; `body` is no longer than `bodyBytesMax`.
  @_noAllocation @_noLocks
  @discardableResult
  public static func write(
    into bytes: MutableByteView, record: LogRecord, body: ByteView
  ) -> Int {
    invariant(body.count <= bodyBytesMax, "a body was checked before it is logged")
    var head = record
    head.bodyLength = UInt16(body.count)
    head.encode(message: bytes)
    bytes.copy(body, at: headBytes)
    return headBytes + body.count
  }

  /// Writes a record without a body, a tick for one, and returns its bytes.
  @_noAllocation @_noLocks
  @discardableResult
  public static func write(into bytes: MutableByteView, record: LogRecord) -> Int {
    var head = record
    head.bodyLength = 0
    return head.encode(message: bytes)
  }

  @_noAllocation @_noLocks
  private static func fault(_ body: ByteView, _ kind: RecordKind) -> FormFault? {
    switch kind {
    case .genesis: GenesisBody.check(body)
    case .commands: CommandBody.check(body, commandsMax: CommandBody.commandsMax)
    case .logon: LogonBody.check(body)
    case .tick, .sessionDown, .restart: body.count == 0 ? nil : .bodyTrailingBytes
    }
  }
}
