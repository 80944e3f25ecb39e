// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Telemetry

/// An order-entry session in OUCH 4.2 over SoupBinTCP 3.00: an Enter Order a command, and Accepted or
/// Rejected under its token is its answer.
///
///     length (2) │ type │ …        L login ▶ ◀ A accepted     U ( O enter ) ▶ ◀ S ( A accepted │ J rejected )
///
/// - Source: Nasdaq, "O*U*C*H Version 4.2" and "SoupBinTCP Version 3.00".
final class OUCHPeer: LoadPeer {
  struct Names: Sendable {
    var user = "BENCH"
    var password = ""
    var symbol = "TEST"
    var firm = "TEST"
    /// In ten-thousandths.
    var price: UInt32 = 1_000_000
  }

  let name: String
  private let socket: PeerSocket
  private let address: String
  private let names: Names
  private let clock: Clock
  private var room = [UInt8](repeating: 0, count: 65_536)
  private var buffer: [UInt8] = []
  private var isLoggedOn = false
  private var sentAt: UInt64 = 0

  init(_ address: String, _ names: Names, clock: Clock) throws(BenchError) {
    socket = try PeerSocket(address, isStream: true)
    self.address = address
    self.names = names
    self.clock = clock
    name = "ouch \(address)"
    let login =
      Self.text(names.user, 6) + Self.text(names.password, 10) + Self.text("", 10)
      + Self.right("1", 20)
    _ = try socket.send(packet("L", login), address)
    let start = clock.nanoseconds()
    while !isLoggedOn {
      if try poll({ _, _, _ in }) == 0 { usleep(200) }
      if clock.nanoseconds() - start > 5_000_000_000 {
        throw BenchError("\(address) does not answer the login in 5 s: does it speak SoupBinTCP?")
      }
    }
  }

  private static func text(_ text: String, _ count: Int) -> [UInt8] {
    let bytes = Array(text.utf8.prefix(count))
    return bytes + [UInt8](repeating: 0x20, count: count - bytes.count)
  }

  private static func right(_ text: String, _ count: Int) -> [UInt8] {
    [UInt8](repeating: 0x20, count: count - text.utf8.count) + Array(text.utf8)
  }

  private static func big(_ value: UInt32) -> [UInt8] {
    [UInt8(value >> 24), UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)]
  }

  private func packet(_ type: Character, _ body: [UInt8]) -> [UInt8] {
    sentAt = clock.nanoseconds()
    let length = body.count + 1
    return [UInt8(length >> 8), UInt8(length & 255), type.asciiValue!] + body
  }

  func send(_ index: Int) throws(BenchError) -> Bool {
    var order: [UInt8] = [0x4F]
    order += Self.text("B\(index)", 14)
    order += [index % 2 == 0 ? 0x42 : 0x53]
    order += Self.big(100) + Self.text(names.symbol, 8) + Self.big(names.price)
    // Market hours; firm; displayed; agency; no sweep; no minimum; no cross; not designated.
    order += Self.big(99_998) + Self.text(names.firm, 4) + Array("YAN".utf8) + Self.big(0)
    order += Array("NN".utf8)
    return try socket.send(packet("U", order), address)
  }

  func poll(_ take: (Int?, PeerAnswer, Moment) -> Void) throws(BenchError) -> Int {
    guard let count = socket.receive(into: &buffer, room: &room) else {
      throw BenchError("\(address) closed the connection: see its log")
    }
    if count == 0 {
      if isLoggedOn && clock.nanoseconds() - sentAt > 900_000_000 {
        _ = try socket.send(packet("R", []), address)
      }
      return 0
    }
    let moment = Moment(clock)
    var taken = 0
    while buffer.count >= 3 {
      let length = Int(buffer[0]) << 8 | Int(buffer[1])
      if length == 0 { throw BenchError("\(address) sends no SoupBinTCP: a packet of no bytes") }
      if buffer.count < length + 2 { break }
      let body = Array(buffer[3..<(length + 2)])
      let type = buffer[2]
      buffer.removeFirst(length + 2)
      taken += 1
      try handle(type, body, moment, take)
    }
    return taken
  }

  private func handle(
    _ type: UInt8, _ body: [UInt8], _ moment: Moment, _ take: (Int?, PeerAnswer, Moment) -> Void
  ) throws(BenchError) {
    switch type {
    case UInt8(ascii: "A"): isLoggedOn = true
    case UInt8(ascii: "J"):
      throw BenchError("\(address) refused the login: check --user and --password")
    case UInt8(ascii: "Z"): throw BenchError("\(address) ended the session")
    case UInt8(ascii: "H"), UInt8(ascii: "+"): break
    case UInt8(ascii: "S"): takeMessage(body, moment, take)
    default: take(nil, .wrong("a packet of type \(type)"), moment)
    }
  }

  private func takeMessage(
    _ body: [UInt8], _ moment: Moment, _ take: (Int?, PeerAnswer, Moment) -> Void
  ) {
    // System events carry no token.
    if body.first == UInt8(ascii: "S") { return }
    guard body.count >= 23 else { return take(nil, .wrong("\(body.count) bytes"), moment) }
    let token = String(decoding: body[9..<23], as: UTF8.self).split(separator: " ").first ?? ""
    guard token.hasPrefix("B"), let index = Int(token.dropFirst()) else {
      return take(nil, .wrong("token \"\(token)\" is not ours"), moment)
    }
    switch body[0] {
    case UInt8(ascii: "A"):
      // The longest answer: 66 bytes, and it says the size and price that were asked for.
      let isRight = body.count == 66 && Array(body[24..<28]) == Self.big(100)
      take(index, isRight ? .right : .wrong("Accepted with other terms"), moment)
    case UInt8(ascii: "J"): take(index, .refused, moment)
    default: break
    }
  }
}
