// SPDX-License-Identifier: Apache-2.0

internal import CMachine
internal import Glibc
internal import Telemetry

/// An order-entry session in FIX 4.4 over TCP, as an initiator: a NewOrderSingle a command, and the first
/// ExecutionReport that names it is its answer.
///
///     Logon (A) ─▶ ◀─ Logon          NewOrderSingle (D) ─▶ ◀─ ExecutionReport (8)
///
/// Sequence numbers, body lengths and checksums of what comes are checked; test requests are answered.
///
/// - Source: FIX 4.4 with Errata 20030618, volumes 1, 2 and 4.
final class FIXPeer: LoadPeer {
  struct Names: Sendable {
    var sender = "BENCH"
    var target = "VENUE"
    var symbol = "TEST"
    var price = "100"
    var quantity = 1
  }

  let name: String
  private let socket: PeerSocket
  private let address: String
  private let names: Names
  private let clock: Clock
  private var room = [UInt8](repeating: 0, count: 65_536)
  private var buffer: [UInt8] = []
  private var sequenceOut = 0
  private var sequenceIn = 0
  /// Numbers of orders of other days must not be met again.
  private let prefix: String
  private var isLoggedOn = false
  private var sentAt: UInt64 = 0

  init(_ address: String, _ names: Names, clock: Clock) throws(BenchError) {
    socket = try PeerSocket(address, isStream: true)
    self.address = address
    self.names = names
    self.clock = clock
    name = "fix \(address)"
    prefix = String(ml_machine_realtime_nanoseconds() / 1_000_000_000, radix: 36) + "-"
    try logOn()
  }

  private func logOn() throws(BenchError) {
    _ = try socket.send(message("A", "98=0\u{1}108=30\u{1}141=Y\u{1}"), address)
    let start = clock.nanoseconds()
    while !isLoggedOn {
      let taken = try poll { _, _, _ in }
      if taken == 0 { usleep(200) }
      if clock.nanoseconds() - start > 5_000_000_000 {
        throw BenchError(
          "\(address) does not answer the Logon in 5 s: check --sender and --target, and that it takes "
            + "FIX 4.4")
      }
    }
  }

  /// A whole message: header, body, trailer.
  private func message(_ type: String, _ fields: String) -> [UInt8] {
    sequenceOut += 1
    sentAt = clock.nanoseconds()
    let body =
      "35=\(type)\u{1}49=\(names.sender)\u{1}56=\(names.target)\u{1}34=\(sequenceOut)\u{1}"
      + "52=\(Self.now)\u{1}" + fields
    var bytes = Array("8=FIX.4.4\u{1}9=\(body.utf8.count)\u{1}".utf8) + Array(body.utf8)
    let sum = bytes.reduce(0) { ($0 + Int($1)) & 255 }
    let digits = String(sum)
    bytes += Array("10=\(String(repeating: "0", count: 3 - digits.count))\(digits)\u{1}".utf8)
    return bytes
  }

  /// The time as FIX has it, in UTC to the millisecond.
  private static var now: String {
    let time = ml_machine_realtime_nanoseconds()
    var seconds = time_t(time / 1_000_000_000)
    var parts = unsafe tm()
    unsafe gmtime_r(&seconds, &parts)
    func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let thousandths = String(1_000 + time / 1_000_000 % 1_000).dropFirst()
    return unsafe "\(parts.tm_year + 1900)\(two(parts.tm_mon + 1))\(two(parts.tm_mday))-"
      + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)).\(thousandths)"
  }

  func send(_ index: Int) throws(BenchError) -> Bool {
    let order = message(
      "D",
      "11=\(prefix)\(index)\u{1}21=1\u{1}55=\(names.symbol)\u{1}54=\(index % 2 + 1)\u{1}60=\(Self.now)\u{1}"
        + "38=\(names.quantity)\u{1}40=2\u{1}44=\(names.price)\u{1}59=0\u{1}")
    if try socket.send(order, address) { return true }
    sequenceOut -= 1
    return false
  }

  func poll(_ take: (Int?, PeerAnswer, Moment) -> Void) throws(BenchError) -> Int {
    guard let count = socket.receive(into: &buffer, room: &room) else {
      throw BenchError("\(address) closed the connection: see its log")
    }
    if count == 0 {
      if isLoggedOn && clock.nanoseconds() - sentAt > 25_000_000_000 {
        _ = try socket.send(message("0", ""), address)
      }
      return 0
    }
    let moment = Moment(clock)
    var taken = 0
    while let fields = try nextMessage() {
      taken += 1
      try handle(fields, moment, take)
    }
    return taken
  }

  /// Takes a whole message off the buffer, its form checked; nil when there is none yet.
  private func nextMessage() throws(BenchError) -> [Int: String]? {
    guard let bodyAt = field(9, from: 0) else { return nil }
    guard let length = Int(bodyAt.value), length > 0, length < 65_536 else {
      throw BenchError("\(address) sends no FIX: body length \"\(bodyAt.value)\"")
    }
    // "10=123" and its end.
    let end = bodyAt.end + length + 7
    if buffer.count < end { return nil }
    let whole = buffer[..<end]
    buffer.removeFirst(end)
    let sum = whole.dropLast(7).reduce(0) { ($0 + Int($1)) & 255 }
    var fields: [Int: String] = [:]
    for part in whole.split(separator: 1) {
      let text = String(decoding: part, as: UTF8.self)
      guard let equals = text.firstIndex(of: "="), let tag = Int(text[..<equals]) else {
        throw BenchError("\(address) sends no FIX: \"\(text)\"")
      }
      fields[tag] = String(text[text.index(after: equals)...])
    }
    guard fields[8] == "FIX.4.4", let stated = fields[10], Int(stated) == sum else {
      throw BenchError("\(address): a message with version \(fields[8] ?? "?") or a wrong checksum")
    }
    return fields
  }

  /// A field near the buffer's start: its value, and where the next begins.
  private func field(_ tag: Int, from start: Int) -> (value: String, end: Int)? {
    let mark = Array("\u{1}\(tag)=".utf8)
    var at = start
    while at + mark.count < min(buffer.count, 32) {
      if Array(buffer[at..<at + mark.count]) == mark {
        guard let end = buffer[(at + mark.count)...].firstIndex(of: 1) else { return nil }
        return (String(decoding: buffer[(at + mark.count)..<end], as: UTF8.self), end + 1)
      }
      at += 1
    }
    return nil
  }

  private func handle(
    _ fields: [Int: String], _ moment: Moment, _ take: (Int?, PeerAnswer, Moment) -> Void
  ) throws(BenchError) {
    sequenceIn += 1
    let isNumbered = fields[34].flatMap { Int($0) } == sequenceIn
    let isOurs = fields[49] == names.target && fields[56] == names.sender
    if !isNumbered || !isOurs {
      take(
        nil, .wrong("message \(fields[34] ?? "?") of \(fields[49] ?? "?"), not \(sequenceIn)"),
        moment)
      sequenceIn = fields[34].flatMap { Int($0) } ?? sequenceIn
    }
    switch fields[35] {
    case "A": isLoggedOn = true
    case "0": break
    case "1": _ = try socket.send(message("0", "112=\(fields[112] ?? "")\u{1}"), address)
    case "5": throw BenchError("\(address) logged us out: \(fields[58] ?? "without a reason")")
    case "3":
      throw BenchError(
        "\(address) rejected message \(fields[45] ?? "?"): \(fields[58] ?? "no reason")")
    case "8": takeReport(fields, moment, take)
    default: break
    }
  }

  private func takeReport(
    _ fields: [Int: String], _ moment: Moment, _ take: (Int?, PeerAnswer, Moment) -> Void
  ) {
    guard let order = fields[11], order.hasPrefix(prefix),
      let index = Int(order.dropFirst(prefix.count))
    else {
      take(nil, .wrong("a report of order \(fields[11] ?? "?"), which is not ours"), moment)
      return
    }
    // New, or trade where the venue says nothing before; what comes after the first is no answer.
    switch fields[150] {
    case "0", "A": take(index, .right, moment)
    case "8": take(index, .refused, moment)
    case "F", "4", "C", "5": break
    default: take(index, .wrong("ExecType \(fields[150] ?? "missing")"), moment)
    }
  }
}
