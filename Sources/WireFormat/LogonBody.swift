// SPDX-License-Identifier: Apache-2.0

public import Memory

/// The body of a logon frame, and of the log record made from it: signature (64) | LogonRequest.
@frozen
public struct LogonBody: BitwiseCopyable, Sendable {
  /// The whole body, which is also the request's part of the reply's transcript.
  public let bytes: ByteView

  /// Bytes of a logon's body.
  @inlinable public static var bytes: Int {
    @_noAllocation @_noLocks get { Frame.signatureBytes + LogonRequest.messageBytes }
  }

  /// Checks the form of a body.
  @_noAllocation @_noLocks
  public static func check(_ body: ByteView) -> FormFault? {
    signedMessageFault(body, .logonRequest)
  }

  /// Views a body that `check` found no fault in.
  @inlinable
  @_noAllocation @_noLocks
  public init(checked bytes: ByteView) { self.bytes = bytes }

  /// Ed25519 by the member's key over the preimage of `signed` under the domain tag `logon`.
  @inlinable public var signature: Bytes64 {
    @_noAllocation @_noLocks get { Bytes64(bytes) }
  }

  /// The request as a message: what is signed.
  @inlinable public var signed: ByteView {
    @_noAllocation @_noLocks get {
      bytes.slice(Frame.signatureBytes, count: LogonRequest.messageBytes)
    }
  }

  /// The request's fields.
  @inlinable public var request: LogonRequest {
    @_noAllocation @_noLocks get {
      LogonRequest(block: bytes, at: Frame.signatureBytes + MessageHeader.bytes)
    }
  }
}

/// The body of a logon reply frame: signature (64) | LogonReply.
@frozen
public struct LogonReplyBody: BitwiseCopyable, Sendable {
  /// The whole body.
  public let bytes: ByteView

  /// Bytes of a logon reply's body.
  @inlinable public static var bytes: Int {
    @_noAllocation @_noLocks get { Frame.signatureBytes + LogonReply.messageBytes }
  }

  /// Checks the form of a body.
  @_noAllocation @_noLocks
  public static func check(_ body: ByteView) -> FormFault? {
    signedMessageFault(body, .logonReply)
  }

  /// Views a body that `check` found no fault in.
  @inlinable
  @_noAllocation @_noLocks
  public init(checked bytes: ByteView) { self.bytes = bytes }

  /// Ed25519 by the venue's key over `Preimage.writeReply`: request and reply together.
  @inlinable public var signature: Bytes64 {
    @_noAllocation @_noLocks get { Bytes64(bytes) }
  }

  /// The reply as a message: the second part of the transcript.
  @inlinable public var signed: ByteView {
    @_noAllocation @_noLocks get {
      bytes.slice(Frame.signatureBytes, count: LogonReply.messageBytes)
    }
  }

  /// The reply's fields.
  @inlinable public var reply: LogonReply {
    @_noAllocation @_noLocks get {
      LogonReply(block: bytes, at: Frame.signatureBytes + MessageHeader.bytes)
    }
  }
}

/// The fault of a body that is a signature and one message, nothing more.
@_noAllocation @_noLocks
private func signedMessageFault(_ body: ByteView, _ template: Template) -> FormFault? {
  do throws(FormFault) {
    if body.count < Frame.signatureBytes { throw .bodyTruncated }
    let length = try MessageForm.length(body, at: Frame.signatureBytes, as: .exactly(template))
    if Frame.signatureBytes + length < body.count { throw .bodyTrailingBytes }
    return nil
  } catch {
    return error
  }
}
