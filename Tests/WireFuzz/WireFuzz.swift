// SPDX-License-Identifier: Apache-2.0

public import Memory
internal import WireFormat

/// The one entry of everything that reads bytes from the world: for the tests here and for a
/// fuzzing engine, which calls `consume` with what it likes and sees a trap as a finding.
public enum WireFuzz {
  /// Gives `bytes` to every parser, walks what is accepted, and returns how many accepted it.
  ///
  /// It stops the program if an accepted body does not walk whole: each message inside, none over,
  /// the last ending where the body ends.
  public static func consume(_ bytes: ByteView) -> Int {
    var accepted = 0
    for receiver in [Receiver.venue, .member] {
      guard let head = try? FrameHead(parsing: bytes, for: receiver) else { continue }
      accepted += 1
      precondition(Frame.headBytes + Int(head.bodyLength) == bytes.count)
      accepted += body(head.template, head.body(of: bytes))
    }
    // The bodies alone too, so that a fuzzer need not first find a frame.
    for template in [
      Template.commandFrame, .logonFrame, .logonReplyFrame, .reportFrame, .heartbeatFrame,
      .requestFrame, .busyFrame,
    ] { accepted += body(template, bytes) }
    if let record = try? LogRecordView(parsing: bytes) {
      accepted += 1
      precondition(LogRecordView.headBytes + record.body.count == bytes.count)
      precondition(record.body.count <= LogRecordView.bodyBytesMax)
      if record.record.kindValue == .genesis { walk(GenesisBody(checked: record.body)) }
    }
    if let cursor = try? MoldCursor(parsing: bytes) { accepted += 1 + walk(cursor, bytes) }
    if (try? MessageView(marketData: bytes)) != nil { accepted += 1 }
    return accepted
  }

  private static func body(_ template: Template, _ bytes: ByteView) -> Int {
    let fault = Frame.check(body: bytes, of: template, commandsMax: CommandBody.commandsMax)
    if fault != nil { return 0 }
    switch template {
    case .commandFrame: walk(CommandBody(checked: bytes))
    case .reportFrame: walk(ReportBody(checked: bytes))
    case .logonFrame:
      precondition(LogonBody(checked: bytes).signed.count == LogonRequest.messageBytes)
    case .logonReplyFrame: precondition(LogonReplyBody(checked: bytes).signed.count == 96)
    case .requestFrame: walk(RequestBody(checked: bytes))
    case .heartbeatFrame: precondition(bytes.count == Heartbeat.messageBytes)
    case .busyFrame: precondition(bytes.count == Busy.messageBytes)
    default: precondition(bytes.count == 0)
    }
    return 1
  }

  private static func walk(_ body: CommandBody) {
    var commands = body.commands
    var end = Frame.signatureBytes + CommandHeader.messageBytes
    var count = 0
    while let command = commands.next() {
      precondition(command.template.isCommand && command.ordinal == count)
      precondition(command.bytes.count == 8 + command.template.blockBytes)
      precondition(command.block.count == command.template.blockBytes)
      end += 2 + command.bytes.count
      count += 1
    }
    precondition(end == body.bytes.count && count == Int(body.header.count) && count > 0)
  }

  private static func walk(_ body: RequestBody) {
    precondition(body.answerBytesMax >= RequestBody.frameBytesMin)
    precondition(body.answerBytesMax <= Frame.headBytes + body.bytes.count)
    switch body.template {
    case .resendRequest: precondition(body.resend.count > 0)
    case .statusRequest: _ = body.status
    case .stateRequest: precondition(body.state.kindValue != nil)
    default: preconditionFailure("no request")
    }
  }

  private static func walk(_ body: ReportBody) {
    var reports = body.reports
    var end = 0
    var count = 0
    while let report = reports.next() {
      precondition(report.template.isReport && report.ordinal == count)
      var length = 8 + report.template.blockBytes
      let entry = report.template.entryBytes
      if entry > 0 {
        for i in 0..<report.group.count { precondition(report.group[i].count == entry) }
        length += 4 + entry * report.group.count
      }
      precondition(report.bytes.count == length)
      end += 2 + length
      count += 1
    }
    precondition(end + ReportBody.trailerBytes == body.bytes.count && count > 0)
  }

  private static func walk(_ body: GenesisBody) {
    for i in 0..<body.operatorCount { precondition(body.operators(i).reserved == 0) }
    precondition(GenesisBody.bytes(operators: body.operatorCount) == body.bytes.count)
  }

  private static func walk(_ start: MoldCursor, _ packet: ByteView) -> Int {
    var cursor = start
    var accepted = 0
    var end = MoldHeader.bytes
    var sequence = start.header.sequence
    while let message = cursor.next() {
      precondition(message.sequence == sequence)
      if (try? MessageView(marketData: message.bytes)) != nil { accepted += 1 }
      end += 2 + message.bytes.count
      sequence += 1
    }
    precondition(end == packet.count)
    return accepted
  }
}
