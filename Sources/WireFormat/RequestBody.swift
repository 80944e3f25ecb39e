// SPDX-License-Identifier: Apache-2.0

public import Memory

/// The body of a request frame: one ResendRequest, StatusRequest or StateRequest, padded with zeros.
///
///     message header 8 | block | group header 4 | n × 8 zero bytes
///
/// A request has at most one answer, a report frame that is not larger than the request's frame:
/// whoever wants much said pads much. So the venue never sends more than it was sent, whatever
/// address a request seems to come from.
@frozen
public struct RequestBody: BitwiseCopyable, Sendable {
  /// The whole body.
  public let bytes: ByteView
  /// Which request.
  public let template: Template

  /// The shortest frame of a request: any report that has a sequence, a nonce's status, and a page
  /// with one entry fit in as many bytes with head and trailer.
  @inlinable public static var frameBytesMin: Int {
    @_noAllocation @_noLocks get { 288 }
  }

  /// Checks the form of a body, whole.
  @_noAllocation @_noLocks
  public static func check(_ body: ByteView) -> FormFault? {
    do throws(FormFault) {
      let length = try MessageForm.length(body, at: 0, as: .request)
      if length < body.count { throw .bodyTrailingBytes }
      if Frame.headBytes + body.count < frameBytesMin { throw .requestTooShort }
      let request = RequestBody(checked: body)
      switch request.template {
      case .resendRequest:
        if request.resend.fromSequence == 0 || request.resend.count == 0 { throw .requestEmpty }
      case .stateRequest:
        if case .none = request.state.kindValue { throw .stateKindUnknown }
      default: break
      }
      return nil
    } catch {
      return error
    }
  }

  /// Views a body that `check` found no fault in.
  @inlinable
  @_noAllocation @_noLocks
  public init(checked bytes: ByteView) {
    guard let template = Template(wire: MessageHeader(bytes).templateID) else {
      preconditionFailure("a checked request has a known template")
    }
    self.bytes = bytes
    self.template = template
  }

  /// The bytes that the answer's frame may have: those of the request's.
  @inlinable public var answerBytesMax: Int {
    @_noAllocation @_noLocks get { Frame.headBytes + bytes.count }
  }

  /// The fields of a resend request.
  ///
  /// - Precondition: it is one.
  @inlinable public var resend: ResendRequest {
    @_noAllocation @_noLocks get {
      precondition(template == .resendRequest)
      return ResendRequest(block: bytes, at: MessageHeader.bytes)
    }
  }

  /// The fields of a status request.
  ///
  /// - Precondition: it is one.
  @inlinable public var status: StatusRequest {
    @_noAllocation @_noLocks get {
      precondition(template == .statusRequest)
      return StatusRequest(block: bytes, at: MessageHeader.bytes)
    }
  }

  /// The fields of a state request.
  ///
  /// - Precondition: it is one.
  @inlinable public var state: StateRequest {
    @_noAllocation @_noLocks get {
      precondition(template == .stateRequest)
      return StateRequest(block: bytes, at: MessageHeader.bytes)
    }
  }
}

extension FrameWriter {
  /// A request, padded so that its frame has `frameBytes` bytes or up to seven fewer; returns its
  /// bytes, the tag zero.
  ///
  /// - Precondition: `request` is a ResendRequest, StatusRequest or StateRequest; `session` and
  ///   `sequence` are not zero; `frameBytes` is at most `Frame.bytesMax`, and with what is cut off
  ///   at least `RequestBody.frameBytesMin`.
  @inlinable
  @inline(__always)
  public static func request<Request: WireMessage>(
    into bytes: MutableByteView, session: UInt32, sequence: UInt64, _ request: Request,
    frameBytes: Int
  ) -> Int {
    let template = Template(wire: Request.templateID)
    precondition(template?.isRequest ?? false && session != 0 && sequence != 0)
    precondition(frameBytes <= Frame.bytesMax)
    let group = Frame.headBytes + Request.messageBytes
    let words = (frameBytes - group - GroupHeader.bytes) / 8
    let length = group + GroupHeader.bytes + words * 8
    precondition(length >= RequestBody.frameBytesMin)
    request.encode(message: bytes, at: Frame.headBytes)
    GroupHeader(entryBytes: 8, count: UInt16(words)).encode(bytes, at: group)
    bytes.slice(group + GroupHeader.bytes, count: words * 8).clear()
    FrameHead(
      template: .requestFrame, session: session, bodyLength: UInt16(length - Frame.headBytes),
      sequence: sequence
    ).encode(bytes)
    return length
  }
}
