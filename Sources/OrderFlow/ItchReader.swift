// SPDX-License-Identifier: Apache-2.0

internal import Quantities

/// Reads NASDAQ TotalView-ITCH 5.0.
///
///     prefix 2 | type 1 | stock locate 2 | tracking 2 | time 6 | fields by type        big-endian
///
/// The prefix is the message's length, as in the exchange's own files, or always zero, as in the
/// sample of RITCH; which of the two is decided by the first one. With lengths, a type unknown here
/// is skipped and counted and a zero length is the end of the session; without, the size comes
/// from the type, and an unknown type is an error because nothing behind it can be found.
/// - Source: Nasdaq TotalView-ITCH 5.0 specification, sections 1.1 to 1.8.
struct ItchReader {
  /// Stock locate codes have 16 bits, which bounds the symbols of a file.
  static let symbolsMax = 1 << 16
  private static let headerBytes = 11
  private static let prefixBytes = 2

  private let prefixed: Bool
  // The instrument of each stock locate code, or `everyInstrument` while it has none.
  private var instruments = [UInt32](repeating: FlowEvent.everyInstrument, count: symbolsMax)

  init(_ window: inout ByteWindow) throws(FlowError) {
    let available = try window.fill(Self.prefixBytes)
    guard available >= Self.prefixBytes else {
      throw window.byteFault(.messageTruncated(type: 0, bytes: 2, left: available))
    }
    let head = window.head
    prefixed = window.bytes[head] != 0 || window.bytes[head + 1] != 0
  }

  /// Whether content begins as ITCH does.
  static func recognises(_ seen: ArraySlice<UInt8>) -> Bool {
    guard seen.count >= prefixBytes + headerBytes else { return false }
    let start = seen.startIndex
    let prefix = Int(seen[start]) << 8 | Int(seen[start + 1])
    guard let bytes = messageBytes(seen[start + 2]) else { return false }
    return prefix == 0 || prefix == bytes
  }

  /// The size of a message of a type, its prefix not counted; nil for types not in ITCH 5.0.
  static func messageBytes(_ type: UInt8) -> Int? {
    switch Unicode.Scalar(type) {
    case "S", "W": 12
    case "D", "B": 19
    case "Y", "N": 20
    case "h": 21
    case "X": 23
    case "H": 25
    case "L": 26
    case "K": 28
    case "E": 31
    case "J", "V", "U": 35
    case "A", "C": 36
    case "R": 39
    case "F", "Q": 40
    case "P": 44
    case "O": 48
    case "I": 50
    default: nil
    }
  }

  mutating func next(
    _ window: inout ByteWindow, symbols: inout [String]
  ) throws(FlowError) -> (FlowEvent, type: UInt8)? {
    guard let (type, bytes) = try message(&window) else { return nil }
    let message = ItchMessage(bytes: window.bytes, start: window.head + Self.prefixBytes)
    var event = FlowEvent(
      timeNanoseconds: 0, instrument: FlowEvent.everyInstrument, kind: .other)
    if bytes >= Self.headerBytes {
      event.timeNanoseconds = message.number(5, 6)
      let locate = Int(message.number(1, 2))
      event.instrument = instrument(locate, type: type, message: message, symbols: &symbols)
    }
    if Self.messageBytes(type) != nil {
      guard Self.decode(type, message, into: &event) else {
        let side = message.byte(19)
        throw window.byteFault(
          .field(name: "side", text: FlowText.byteText(side), expected: "'B' or 'S'"),
          ahead: Self.prefixBytes + 19)
      }
    }
    window.take(Self.prefixBytes + bytes)
    return (event, type)
  }

  /// Makes the next message available at the window's head and returns its type and size.
  private func message(_ window: inout ByteWindow) throws(FlowError) -> (UInt8, Int)? {
    let available = try window.fill(Self.prefixBytes + 1)
    if available == 0 { return nil }
    let head = window.head
    guard available >= Self.prefixBytes else {
      throw window.byteFault(.messageTruncated(type: 0, bytes: 2, left: available))
    }
    let prefix = Int(window.bytes[head]) << 8 | Int(window.bytes[head + 1])
    guard available > Self.prefixBytes else {
      if prefixed, prefix == 0 { return nil }
      throw window.byteFault(.messageTruncated(type: 0, bytes: max(prefix, 1), left: 0))
    }
    let type = window.bytes[head + 2]
    let bytes: Int
    switch (Self.messageBytes(type), prefixed) {
    case (let known?, true):
      guard prefix == known else {
        throw window.byteFault(.messageLength(type: type, bytes: known, prefix: prefix))
      }
      bytes = known
    case (let known?, false):
      guard prefix == 0 else {
        throw window.byteFault(.messageLength(type: type, bytes: known, prefix: prefix))
      }
      bytes = known
    case (nil, true) where prefix > 0: bytes = prefix
    case (nil, _): throw window.byteFault(.messageTypeUnknown(type: type), ahead: 2)
    }
    let whole = try window.fill(Self.prefixBytes + bytes)
    guard whole >= Self.prefixBytes + bytes else {
      throw window.byteFault(
        .messageTruncated(type: type, bytes: bytes, left: whole - Self.prefixBytes))
    }
    return (type, bytes)
  }

  private mutating func instrument(
    _ locate: Int, type: UInt8, message: ItchMessage, symbols: inout [String]
  ) -> UInt32 {
    let scalar = Unicode.Scalar(type)
    if scalar == "S" || scalar == "V" || scalar == "W" { return FlowEvent.everyInstrument }
    if instruments[locate] != FlowEvent.everyInstrument { return instruments[locate] }
    // A stock that nothing has named before it is first met goes by its code.
    let name: String? =
      switch scalar {
      case "R", "H": message.symbol(11)
      case "A", "F", "P": message.symbol(24)
      default: nil
      }
    instruments[locate] = UInt32(symbols.count)
    symbols.append(name ?? "locate \(locate)")
    return instruments[locate]
  }

  /// Fills in what the type says; false when its side is neither buy nor sell.
  private static func decode(
    _ type: UInt8, _ message: ItchMessage, into event: inout FlowEvent
  ) -> Bool {
    switch Unicode.Scalar(type) {
    case "A", "F", "P":
      guard let side = message.side(19) else { return false }
      event.kind = Unicode.Scalar(type) == "P" ? .tradeNonDisplayed : .add
      event.id = message.number(11, 8)
      event.side = side
      event.size = message.number(20, 4)
      event.price = Int64(message.number(32, 4))
    case "E", "X":
      event.kind = Unicode.Scalar(type) == "E" ? .executeVisible : .reduce
      event.id = message.number(11, 8)
      event.size = message.number(19, 4)
    case "C":
      // Not printable: the shares appear in a later bulk print, such as a cross.
      event.kind = message.byte(31) == UInt8(ascii: "N") ? .executeAway : .executeVisible
      event.id = message.number(11, 8)
      event.size = message.number(19, 4)
      event.price = Int64(message.number(32, 4))
    case "D":
      event.kind = .delete
      event.id = message.number(11, 8)
      event.size = FlowEvent.noSize
    case "U":
      event.kind = .replace
      event.id = message.number(11, 8)
      event.newID = message.number(19, 8)
      event.size = message.number(27, 4)
      event.price = Int64(message.number(31, 4))
    case "S", "H", "h", "V", "W", "Y", "J":
      event.kind = .status
    default:
      event.kind = .other
    }
    return true
  }
}

/// A message of ITCH in the window, read by offset from its type byte.
private struct ItchMessage {
  let bytes: [UInt8]
  let start: Int

  func byte(_ at: Int) -> UInt8 { bytes[start + at] }

  func number(_ at: Int, _ count: Int) -> UInt64 {
    bytes[start + at..<start + at + count].reduce(0) { $0 << 8 | UInt64($1) }
  }

  func side(_ at: Int) -> Side? {
    switch byte(at) {
    case UInt8(ascii: "B"): .buy
    case UInt8(ascii: "S"): .sell
    default: nil
    }
  }

  func symbol(_ at: Int) -> String {
    let field = start + at..<start + at + 8
    let end = bytes[field].lastIndex { $0 != UInt8(ascii: " ") } ?? start + at - 1
    return FlowText.excerpt(bytes, start + at..<end + 1)
  }
}
