// SPDX-License-Identifier: Apache-2.0

import Memory
import Testing
import WireFormat

/// What a tile does with this module, from another module, under the compiler's proof that nothing
/// is allocated or locked. The proof is that this file compiles.
enum HotUse {
  /// Ingress: head and body of a datagram, the preimage, the record.
  @_noAllocation @_noLocks
  static func take(
    _ datagram: ByteView, _ scratch: MutableByteView, _ identity: Identity,
    _ counters: MutableByteView
  ) -> UInt64 {
    do throws(FormFault) {
      let head = try FrameHead(parsing: datagram, for: .venue)
      let bytes = head.body(of: datagram)
      if let fault = Frame.check(body: bytes, of: head.template, commandsMax: 8) { throw fault }
      if head.template != .commandFrame { return 0 }
      let parts = Frame.tagged(datagram)
      let body = CommandBody(checked: bytes)
      let preimage = Preimage.write(
        into: scratch, tag: .command, identity: identity, message: body.signed)
      var sum = UInt64(preimage) &+ body.header.nonce &+ UInt64(parts.after.count)
      var commands = body.commands
      while let command = commands.next() { sum &+= apply(command) }
      let record = LogRecord(logIndex: 1, kind: RecordKind.commands.wire)
      let length = LogRecordView.write(into: scratch, record: record, body: bytes)
      return sum &+ read(scratch.view.slice(0, count: length))
    } catch {
      counters[error.number] &+= 1
      return 0
    }
  }

  @_noAllocation @_noLocks
  private static func apply(_ command: MessageView) -> UInt64 {
    switch command.template {
    case .newOrder: NewOrder(block: command.block).quantity
    case .cancelOrder: CancelOrder(block: command.block).order
    default: UInt64(command.ordinal)
    }
  }

  @_noAllocation @_noLocks
  private static func read(_ record: ByteView) -> UInt64 {
    let view = LogRecordView(checked: record)
    return view.record.kindValue == .commands ? UInt64(view.body.count) : 0
  }

  /// Gateway: a datagram, signed and tagged.
  @_noAllocation @_noLocks
  static func send(_ frame: MutableByteView, _ signature: Bytes64, _ tag: Bytes16) -> Int {
    var writer = CommandDatagramWriter(
      into: frame, session: 1, sequence: 2, header: CommandHeader(key: 1), commandsMax: 4)
    writer.append(NewOrder(market: 1, quantity: 5))
    writer.append(CancelOrder(market: 1, clientOrder: 2))
    let length = writer.finish()
    Frame.store(signature: signature, in: frame)
    Frame.store(tag: tag, in: frame)
    return length + writer.signed.count
  }

  /// Egress: a report frame and a market data packet.
  @_noAllocation @_noLocks
  static func publish(_ frame: MutableByteView, _ session: MoldSession) -> Int {
    var reports = ReportFrameWriter(into: frame, session: 1, sequence: 3)
    reports.append(Fill(reportSequence: 1))
    let length = reports.finish(ReportTrailer(sent: 1))
    let rest = frame.slice(length, count: frame.count - length)
    var packet = MoldWriter(into: rest, session: session, sequence: 1)
    packet.append(OrderDeleted(order: 1))
    let bytes = packet.finish()
    do throws(FormFault) {
      var cursor = try MoldCursor(parsing: rest.view.slice(0, count: bytes))
      while let message = cursor.next() { _ = try MessageView(marketData: message.bytes).template }
    } catch {
      return 0
    }
    return length + bytes
  }
}

@Suite struct HotUseTests {
  @Test func `a tile can do all of it under proof`() {
    let scratch = ByteBuffer(count: 4096)
    let counters = ByteBuffer(count: FormFault.tableSlots)
    let identity = Identity(venue: Bytes16(), chain: Bytes32(), network: 1)
    let frame = ByteBuffer(count: 2048)
    let sent = HotUse.send(frame.bytes, Bytes64(), Bytes16())
    let length = 152 + 42 + 34
    #expect(sent == length + length - 104)
    let view = frame.bytes.view.slice(0, count: length)
    let sum = HotUse.take(view, scratch.bytes, identity, counters.bytes)
    let record = UInt64(length - 40)
    #expect(sum == UInt64(69 + length - 104) + UInt64(length - 40) + 5 + record)
    #expect(HotUse.take(frame.bytes.view, scratch.bytes, identity, counters.bytes) == 0)
    #expect(counters.bytes[FormFault.frameTooLong.number] == 1)
    #expect(HotUse.publish(scratch.bytes, Made.moldSession) == 40 + 98 + 66 + 62)
  }
}
