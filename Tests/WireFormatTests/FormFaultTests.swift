// SPDX-License-Identifier: Apache-2.0

import Memory
import Testing
import WireFormat

/// A crafted input and what must be found in it.
private struct Case {
  let expected: FormFault
  let why: String
  let found: FormFault?
  init(_ expected: FormFault, _ why: String, _ found: FormFault?) {
    self.expected = expected
    self.why = why
    self.found = found
  }
}

@Suite struct FormFaultTests {
  @Test func `what is made here has no fault`() {
    for frame in [
      Made.command(), Made.logon(), Made.logout(), Made.heartbeat(), Made.resendRequest(),
      Made.stateRequest(), Made.statusRequest(),
    ] {
      #expect(fault(frame, .venue) == nil)
    }
    for frame in [Made.logonReply(), Made.report(), Made.heartbeat(), Made.busy()] {
      #expect(fault(frame, .member) == nil)
    }
    #expect(recordFault(Made.record(.genesis, body: Made.genesisBody())) == nil)
    #expect(recordFault(Made.record(.commands, body: Made.body(Made.command()))) == nil)
    #expect(recordFault(Made.record(.logon, body: Made.body(Made.logon()))) == nil)
    for kind in [RecordKind.tick, .sessionDown, .restart] {
      #expect(recordFault(Made.record(kind, body: [])) == nil)
    }
    #expect(packetFault(Made.packet()) == nil)
  }

  @Test func `each fault is found where it was put`() {
    let cases =
      frameCases() + numberCases() + commandCases() + bodyCases() + requestCases() + otherCases()
    for one in cases {
      #expect(one.found == one.expected, "\(one.why)")
    }
    #expect(Set(cases.map(\.expected)) == Set(FormFault.allCases), "a fault without a case")
  }

  private func frameCases() -> [Case] {
    let c = Made.command()
    return [
      Case(.frameTruncated, "39 bytes", fault(Array(c[..<39]), .venue)),
      Case(.frameTruncated, "nothing", fault([], .venue)),
      Case(
        .frameTooLong, "1,473 bytes",
        fault(c + [UInt8](repeating: 0, count: 1473 - c.count), .venue)),
      Case(.frameSchemaUnknown, "schema id", fault(changed(c) { $0[4] ^= 1 }, .venue)),
      Case(.frameVersionUnknown, "version 2", fault(changed(c) { $0[6] = 2 }, .venue)),
      Case(.frameVersionUnknown, "version 0", fault(changed(c) { $0[6] = 0 }, .venue)),
      Case(.frameTemplateUnknown, "id 0", fault(changed(c) { $0[2] = 0 }, .venue)),
      Case(.frameTemplateUnknown, "a new order", fault(changed(c) { $0[2] = 21 }, .venue)),
      Case(.frameTemplateUnknown, "id 0x0103", fault(changed(c) { $0[3] = 1 }, .venue)),
      Case(.frameTemplateReserved, "sealed", fault(changed(c) { $0[2] = 9 }, .venue)),
      Case(.frameDirectionWrong, "command to a member", fault(c, .member)),
      Case(.frameDirectionWrong, "request to a member", fault(Made.resendRequest(), .member)),
      Case(.frameDirectionWrong, "logon to a member", fault(Made.logon(), .member)),
      Case(.frameDirectionWrong, "logout to a member", fault(Made.logout(), .member)),
      Case(.frameDirectionWrong, "report to the venue", fault(Made.report(), .venue)),
      Case(.frameDirectionWrong, "busy to the venue", fault(Made.busy(), .venue)),
      Case(.frameDirectionWrong, "reply to the venue", fault(Made.logonReply(), .venue)),
      Case(.frameBlockLengthWrong, "33", fault(changed(c) { $0[0] = 33 }, .venue)),
      Case(.frameBlockLengthWrong, "288", fault(changed(c) { $0[1] = 1 }, .venue)),
      Case(.frameReservedSet, "low byte", fault(changed(c) { $0[14] = 1 }, .venue)),
      Case(.frameReservedSet, "high byte", fault(changed(c) { $0[15] = 0x80 }, .venue)),
      Case(.frameBodyMissing, "one byte cut", fault(Array(c.dropLast()), .venue)),
      Case(.frameTrailingBytes, "one byte more", fault(c + [0], .venue)),
    ]
  }

  private func numberCases() -> [Case] {
    let zeroSession: (inout [UInt8]) -> Void = { for i in 8..<12 { $0[i] = 0 } }
    let zeroSequence: (inout [UInt8]) -> Void = { for i in 16..<24 { $0[i] = 0 } }
    return [
      Case(.sessionZero, "command", fault(changed(Made.command(), zeroSession), .venue)),
      Case(.sessionZero, "heartbeat", fault(changed(Made.heartbeat(), zeroSession), .member)),
      Case(.sequenceZero, "command", fault(changed(Made.command(), zeroSequence), .venue)),
      Case(.sequenceZero, "report", fault(changed(Made.report(), zeroSequence), .member)),
      Case(.sessionSet, "logon", fault(changed(Made.logon()) { $0[11] = 1 }, .venue)),
      Case(.sequenceSet, "logon", fault(changed(Made.logon()) { $0[23] = 1 }, .venue)),
      Case(.sequenceSet, "reply", fault(changed(Made.logonReply()) { $0[16] = 1 }, .member)),
      Case(.tagSet, "first byte", fault(changed(Made.logon()) { $0[24] = 1 }, .venue)),
      Case(.tagSet, "last byte", fault(changed(Made.logon()) { $0[39] = 1 }, .venue)),
    ]
  }

  /// Offsets: the header message is at 104 (block 112, count 118), the first command's prefix at
  /// 152, its message at 154 and block at 162; the second's prefix at 194.
  private func commandCases() -> [Case] {
    let c = Made.command()
    let long = resized(c) { $0 += [UInt8](repeating: 0, count: 40 + 1228 - $0.count) }
    return [
      Case(
        .bodyTruncated, "no signature", fault(resized(c) { $0.removeLast($0.count - 103) }, .venue)),
      Case(
        .bodyTruncated, "half a header", fault(resized(c) { $0.removeLast($0.count - 130) }, .venue)
      ),
      Case(
        .bodyTruncated, "no command", fault(resized(c) { $0.removeLast($0.count - 152) }, .venue)),
      Case(.bodyTruncated, "last byte cut", fault(resized(c) { $0.removeLast() }, .venue)),
      Case(.bodyTruncated, "prefix runs over", fault(changed(c) { $0[153] = 9 }, .venue)),
      Case(.bodyTruncated, "last prefix one more", fault(changed(c) { $0[212] += 1 }, .venue)),
      Case(.bodyTruncated, "last prefix two more", fault(changed(c) { $0[212] += 2 }, .venue)),
      Case(.bodyTruncated, "count above what is there", fault(changed(c) { $0[118] = 4 }, .venue)),
      Case(.bodyTrailingBytes, "a byte after", fault(resized(c) { $0 += [0] }, .venue)),
      Case(
        .bodyTrailingBytes, "count below what is there", fault(changed(c) { $0[118] = 2 }, .venue)),
      Case(.bodyTooLong, "1,228 bytes", fault(long, .venue)),
      Case(.messageSchemaUnknown, "header", fault(changed(c) { $0[108] ^= 1 }, .venue)),
      Case(.messageSchemaUnknown, "command", fault(changed(c) { $0[158] ^= 1 }, .venue)),
      Case(.messageVersionUnknown, "header", fault(changed(c) { $0[110] = 9 }, .venue)),
      Case(.messageVersionUnknown, "command", fault(changed(c) { $0[160] = 0 }, .venue)),
      Case(
        .messageTemplateUnknown, "a command of no schema",
        fault(changed(c) { $0[156] = 29 }, .venue)),
      Case(.messageMisplaced, "header is a new order", fault(changed(c) { $0[106] = 21 }, .venue)),
      Case(.messageMisplaced, "a header as command", fault(changed(c) { $0[156] = 20 }, .venue)),
      Case(.messageMisplaced, "a fill as command", fault(changed(c) { $0[156] = 101 }, .venue)),
      Case(.messageBlockLengthWrong, "header", fault(changed(c) { $0[104] = 48 }, .venue)),
      Case(
        .messageBlockLengthWrong, "cancel for new order", fault(changed(c) { $0[156] = 22 }, .venue)
      ),
      Case(.messageReservedSet, "header's byte", fault(changed(c) { $0[119] = 1 }, .venue)),
      Case(.messageReservedSet, "header's last", fault(changed(c) { $0[151] = 1 }, .venue)),
      Case(.messageReservedSet, "noop's", fault(changed(c) { $0[204] = 1 }, .venue)),
      Case(.lengthPrefixWrong, "one less", fault(changed(c) { $0[152] -= 1 }, .venue)),
      Case(.lengthPrefixWrong, "one more", fault(changed(c) { $0[152] += 1 }, .venue)),
      Case(.lengthPrefixWrong, "zero", fault(changed(c) { $0[152] = 0 }, .venue)),
      Case(.lengthPrefixWrong, "seven", fault(changed(c) { $0[152] = 7 }, .venue)),
      Case(.countZero, "no commands counted", fault(changed(c) { $0[118] = 0 }, .venue)),
      Case(.countAboveMax, "three where two may be", fault(c, .venue, commandsMax: 2)),
    ]
  }

  private func bodyCases() -> [Case] {
    let logon = Made.logon()
    let report = Made.report()
    // The receipt is the third report: its group's header is at 40 + 74 + 106 + 2 + 8 + 144.
    let group =
      40 + (2 + CommandResult.messageBytes) + (2 + Fill.messageBytes) + 2
      + ReceiptReport.messageBytes
    let trailer = report.count - ReportBody.trailerBytes
    let alone = Array(report[..<40] + report[trailer...])
    return [
      Case(.bodyTruncated, "logon", fault(resized(logon) { $0.removeLast() }, .venue)),
      Case(
        .bodyTruncated, "logon's signature", fault(resized(logon) { $0.removeLast(70) }, .venue)),
      Case(.bodyTrailingBytes, "logon", fault(resized(logon) { $0 += [0] }, .venue)),
      Case(.messageMisplaced, "logon", fault(changed(logon) { $0[106] = 11 }, .venue)),
      Case(.bodyTrailingBytes, "reply", fault(resized(Made.logonReply()) { $0 += [0] }, .member)),
      Case(
        .messageReservedSet, "reply", fault(changed(Made.logonReply()) { $0[199] = 1 }, .member)),
      Case(
        .bodyTruncated, "heartbeat", fault(resized(Made.heartbeat()) { $0.removeLast() }, .venue)),
      Case(.bodyTruncated, "busy", fault(resized(Made.busy()) { $0.removeLast() }, .member)),
      Case(.bodyTrailingBytes, "busy", fault(resized(Made.busy()) { $0 += [0] }, .member)),
      Case(
        .messageReservedSet, "busy",
        fault(changed(Made.busy()) { $0[$0.count - 1] = 1 }, .member)),
      Case(.bodyTrailingBytes, "heartbeat", fault(resized(Made.heartbeat()) { $0 += [0] }, .venue)),
      Case(.bodyTrailingBytes, "logout", fault(resized(Made.logout()) { $0 += [0] }, .venue)),
      Case(.groupEntryLengthWrong, "33", fault(changed(report) { $0[group] = 33 }, .member)),
      Case(.groupCountAboveMax, "33 nodes", fault(changed(report) { $0[group + 2] = 33 }, .member)),
      Case(
        .bodyTruncated, "32 nodes, 2 there", fault(changed(report) { $0[group + 2] = 32 }, .member)),
      Case(
        .lengthPrefixWrong, "one node, 2 there",
        fault(changed(report) { $0[group + 2] = 1 }, .member)),
      Case(.bodyTruncated, "report", fault(resized(report) { $0.removeLast() }, .member)),
      Case(
        .bodyTruncated, "report's prefix", fault(resized(report) { $0 = Array($0[..<41]) }, .member)
      ),
      Case(.bodyTrailingBytes, "after the trailer", fault(resized(report) { $0 += [0] }, .member)),
      Case(
        .messageMisplaced, "a command as report", fault(changed(report) { $0[44] = 21 }, .member)),
      Case(.reportsMissing, "trailer alone", fault(resized(alone) { _ in }, .member)),
      Case(
        .trailerMissing, "no trailer",
        fault(resized(report) { $0 = Array($0[..<trailer]) }, .member)),
      Case(
        .trailerMissing, "an empty body", fault(resized(report) { $0 = Array($0[..<40]) }, .member)),
    ]
  }

  /// Offsets: the message at 40, its block at 48, a resend request's group header at 64.
  private func requestCases() -> [Case] {
    let r = Made.resendRequest()
    return [
      Case(
        .requestTooShort, "eight bytes fewer",
        fault(
          resized(r) {
            $0.removeLast(8)
            $0[66] -= 1
          }, .venue)),
      Case(.requestEmpty, "report 0", fault(changed(r) { $0[48] = 0 }, .venue)),
      Case(.requestEmpty, "no reports", fault(changed(r) { $0[56] = 0 }, .venue)),
      Case(.stateKindUnknown, "4", fault(changed(Made.stateRequest()) { $0[64] = 4 }, .venue)),
      Case(.messageReservedSet, "padding", fault(changed(r) { $0[r.count - 1] = 1 }, .venue)),
      Case(.messageReservedSet, "request's", fault(changed(r) { $0[60] = 1 }, .venue)),
      Case(.messageMisplaced, "a heartbeat", fault(changed(r) { $0[42] = 12 }, .venue)),
      Case(.messageMisplaced, "a report", fault(changed(r) { $0[42] = 105 }, .venue)),
      Case(.bodyTrailingBytes, "after the padding", fault(resized(r) { $0 += [0] }, .venue)),
      Case(.groupEntryLengthWrong, "padding of 4", fault(changed(r) { $0[64] = 4 }, .venue)),
      Case(.groupCountAboveMax, "177 words", fault(changed(r) { $0[66] = 177 }, .venue)),
      Case(.sequenceZero, "request", fault(changed(r) { $0[16] = 0 }, .venue)),
    ]
  }

  private func otherCases() -> [Case] {
    let record = Made.record(.commands, body: Made.body(Made.command()))
    let genesis = Made.record(.genesis, body: Made.genesisBody())
    let packet = Made.packet()
    let operators = LogRecordView.headBytes + Genesis.messageBytes + 4
    return [
      Case(.recordKindUnknown, "kind 6", recordFault(changed(record) { $0[40] = 6 })),
      Case(.recordLengthWrong, "a byte cut", recordFault(Array(record.dropLast()))),
      Case(.recordLengthWrong, "a byte more", recordFault(record + [0])),
      Case(.bodyTruncated, "half a head", recordFault(Array(record[..<30]))),
      Case(.messageReservedSet, "record", recordFault(changed(record) { $0[47] = 1 })),
      Case(.bodyTrailingBytes, "a tick with a body", recordFault(Made.record(.tick, body: [0]))),
      Case(
        .messageSchemaUnknown, "a genesis said to be a logon",
        recordFault(changed(genesis) { $0[40] = 3 })),
      Case(
        .messageReservedSet, "operator", recordFault(changed(genesis) { $0[operators + 7] = 1 })),
      Case(
        .groupCountAboveMax, "17 operators",
        recordFault(changed(genesis) { $0[operators - 2] = 17 })),
      Case(.moldTruncated, "19 bytes", packetFault(Array(packet[..<19]))),
      Case(.moldTruncated, "nothing", packetFault([])),
      Case(.moldMessageTruncated, "a byte cut", packetFault(Array(packet.dropLast()))),
      Case(.moldMessageTruncated, "count 3", packetFault(changed(packet) { $0[19] = 3 })),
      Case(
        .moldMessageTruncated, "count 0xfffe",
        packetFault(
          changed(packet) {
            $0[18] = 0xFF
            $0[19] = 0xFE
          })),
      Case(.moldTrailingBytes, "count 1", packetFault(changed(packet) { $0[19] = 1 })),
      Case(
        .moldTrailingBytes, "heartbeat with messages", packetFault(changed(packet) { $0[19] = 0 })),
      Case(
        .moldTrailingBytes, "end with messages",
        packetFault(
          changed(packet) {
            $0[18] = 0xFF
            $0[19] = 0xFF
          })),
      Case(.moldSequenceWrong, "zero", packetFault(changed(packet) { $0[17] = 0 })),
      Case(
        .moldSequenceWrong, "passes 2^64",
        packetFault(
          changed(packet) {
            for i in 10..<18 { $0[i] = 0xFF }
          })),
    ]
  }
}
