// SPDX-License-Identifier: Apache-2.0

import Memory
import Testing
import WireFormat

@Suite struct CommandDatagramTests {
  @Test func `a datagram of one cancel has these bytes`() {
    let frame = Made.command {
      $0.append(CancelOrder(market: 2, order: 0x0000_0001_0000_0007))
    }
    let zeroes = String(repeating: "00", count: 64)
    let expected = bytes(
      hex: """
        2000 0300 4c4d 0100 05000300 9200 0000 0900000000000000 00000000000000000000000000000000
        \(zeroes)
        2800 1400 4c4d 0100
        04000000 0100 01 00 4d00000000000000 e803000000000000 0500000000000000 00000000 00000000
        2000 1800 1600 4c4d 0100 02000000 00000000 0700000001000000 0000000000000000
        """)
    #expect(frame == expected)
  }

  @Test func `commands come back in order with what they say`() {
    let frame = Made.command()
    viewing(Made.body(frame)) {
      let body = CommandBody(checked: $0)
      #expect(body.header.count == 3)
      #expect(body.header.nonce == Made.header.nonce)
      #expect(body.signature == Bytes64())
      #expect(body.signed.count == frame.count - 104)
      var commands = body.commands
      let order = commands.next()
      #expect(order?.template == .newOrder)
      #expect(order.map { NewOrder(block: $0.block).quantity } == 3)
      let noop = commands.next()
      #expect(noop?.template == .noop && noop?.ordinal == 1)
      let revoke = commands.next()
      #expect(revoke.map { RevokeKey(block: $0.block).key } == 6)
      let end = commands.next()
      #expect(end == nil)
      let again = commands.next()
      #expect(again == nil)
    }
  }

  @Test func `a full datagram refuses the next command and keeps what it holds`() {
    let buffer = ByteBuffer(count: 2048)
    var writer = CommandDatagramWriter(
      into: buffer.bytes, session: 1, sequence: 1, header: Made.header)
    var count = 0
    while writer.append(NewOrder(market: UInt32(count))) { count += 1 }
    let length = writer.finish()
    // 48 bytes of header and 42 an order in 1,163 signed bytes.
    #expect(count == (1163 - 48) / 42)
    #expect(length <= CommandDatagramWriter.bytesMax)
    #expect(length + 42 > CommandDatagramWriter.bytesMax)
    // The space left may still hold something smaller.
    let more = writer.append(Noop())
    #expect(more)
    let longer = writer.finish()
    let frame = array(buffer.bytes.view.slice(0, count: longer))
    #expect(fault(frame, .venue, commandsMax: 32) == nil)
    #expect(frame == array(writer.frame))
    #expect(array(writer.signed) == Array(frame[104...]))
  }

  @Test func `a body is judged up to its limit and refused above it`() {
    // No sum of commands meets the limit exactly (each is 2 above a multiple of 8 and the room for
    // them is odd), so a body of that length is told from a longer one by its other faults.
    let body = [UInt8](repeating: 0, count: CommandBody.bytesMax)
    let atLimit = viewing(body) { CommandBody.check($0, commandsMax: 1) }
    #expect(atLimit == .messageSchemaUnknown)
    let over = viewing(body + [0]) { CommandBody.check($0, commandsMax: 1) }
    #expect(over == .bodyTooLong)
  }

  @Test(arguments: [1, 2, 31, 32])
  func `a datagram holds as many commands as the venue allows`(commandsMax: Int) {
    let buffer = ByteBuffer(count: 2048)
    var writer = CommandDatagramWriter(
      into: buffer.bytes, session: 1, sequence: 1, header: Made.header, commandsMax: commandsMax)
    for _ in 0..<commandsMax {
      let fits = writer.append(Noop())
      #expect(fits)
    }
    let over = writer.append(Noop())
    #expect(!over)
    #expect(writer.count == commandsMax)
    let frame = array(buffer.bytes.view.slice(0, count: writer.finish()))
    #expect(fault(frame, .venue, commandsMax: commandsMax) == nil)
    if commandsMax > 1 {
      #expect(fault(frame, .venue, commandsMax: commandsMax - 1) == .countAboveMax)
    }
  }

  @Test func `a small buffer bounds the datagram`() {
    let buffer = ByteBuffer(count: 152 + 18)
    var writer = CommandDatagramWriter(
      into: buffer.bytes, session: 1, sequence: 1, header: Made.header)
    let tooLong = writer.append(NewOrder())
    #expect(!tooLong)
    let fits = writer.append(Noop())
    #expect(fits)
    #expect(writer.finish() == 170)
  }

  @Test(arguments: 1...3)
  func `a command that misses by a byte or its prefix is refused`(missing: Int) {
    let buffer = ByteBuffer(count: 152 + 18 - missing)
    var writer = CommandDatagramWriter(
      into: buffer.bytes, session: 1, sequence: 1, header: Made.header)
    let fits = writer.append(Noop())
    #expect(!fits && writer.count == 0)
  }

  @Test func `random datagrams of every command are in form and come back the same`() {
    let seed = seed(11)
    var g = Generator(seed: seed)
    let samples = everySample.filter { $0 is any CommandMessage.Type }
    for _ in 0..<500 {
      var sent: [(UInt16, [UInt8])] = []
      let frame = Made.command { writer in
        for _ in 0...g.below(8) {
          append(samples[g.below(samples.count)], &writer, &g, &sent)
        }
      }
      #expect(fault(frame, .venue, commandsMax: 32) == nil, "MATCHLOCK_SEED=\(seed)")
      viewing(Made.body(frame)) {
        var commands = CommandBody(checked: $0).commands
        for (template, message) in sent {
          let got = commands.next()
          #expect(got?.template.wire == template)
          #expect(got.map { array($0.bytes) } == message, "MATCHLOCK_SEED=\(seed)")
        }
        let end = commands.next()
        #expect(end == nil)
      }
    }
  }

  @Test func `a mass quote goes with its quotes, as many as a datagram has room for`() {
    let buffer = ByteBuffer(count: 2048)
    var sheet = QuoteSheet(MassQuote(clientOrder: 5, quoteGroup: 3, flags: 1))
    for number in 0..<UInt32(QuoteSheet.quotesMax) {
      let isTaken = sheet.append(MassQuoteQuotes(market: number, bidPrice: -9, askQuantity: 7))
      #expect(isTaken)
    }
    let isOneTooMany = sheet.append(MassQuoteQuotes())
    #expect(!isOneTooMany && sheet.count == Template.massQuote.entriesMax)
    var writer = CommandDatagramWriter(
      into: buffer.bytes, session: 1, sequence: 1, header: Made.header)
    let fits = writer.append(sheet)
    #expect(fits)
    let fitsAgain = writer.append(QuoteSheet(MassQuote()))
    #expect(!fitsAgain, "27 are as many as fit")
    let length = writer.finish()
    let frame = array(buffer.bytes.view.slice(0, count: length))
    #expect(fault(frame, .venue, commandsMax: 32) == nil)
    viewing(Made.body(frame)) {
      var commands = CommandBody(checked: $0).commands
      let command = commands.next()
      #expect(command?.template == .massQuote)
      #expect(command.map { QuoteSheet(block: $0.bytes, at: MessageHeader.bytes) } == sheet)
      #expect(!CommandBody(checked: $0).isUrgent)
    }
  }

  @Test func `a quote's name says what it is`() {
    let name = QuoteName(quoteGroup: 0xfffe, market: 0x7fff_fffe, side: 1)
    #expect(name.value == 0xffff_fffe_ffff_fffd)
    #expect(name.quoteGroup == 0xfffe && name.market == 0x7fff_fffe && name.side == 1)
    #expect(QuoteName(name.value) == name)
    #expect(QuoteName(QuoteName.least - 1) == nil && QuoteName(QuoteName.least) != nil)
  }

  @Test func `our own mistakes stop the program`() async {
    await #expect(processExitsWith: .failure) { print(Made.command { _ in }) }
    await #expect(processExitsWith: .failure) {
      let buffer = ByteBuffer(count: 151)
      var writer = CommandDatagramWriter(
        into: buffer.bytes, session: 1, sequence: 1, header: Made.header)
      print(writer.append(Noop()))
    }
    await #expect(processExitsWith: .failure) {
      print(fault(Made.command(), .venue, commandsMax: 33) as Any)
    }
    await #expect(processExitsWith: .failure) {
      print(fault(Made.command(), .venue, commandsMax: 0) as Any)
    }
  }

  private func append<S: Sample>(
    _: S.Type, _ writer: inout CommandDatagramWriter, _ g: inout Generator,
    _ sent: inout [(UInt16, [UInt8])]
  ) {
    let value = S.random(&g)
    guard let command = value as? any CommandMessage, add(command, &writer) else { return }
    sent.append((S.templateID, written { value.encode(message: $0, at: 0) }))
  }

  private func add<C: CommandMessage>(_ command: C, _ writer: inout CommandDatagramWriter) -> Bool {
    writer.append(command)
  }
}
