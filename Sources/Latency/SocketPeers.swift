// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Telemetry

/// A socket that neither sends nor receives by waiting.
struct PeerSocket: ~Copyable {
  let descriptor: Int32

  /// Connects to `host:port`.
  ///
  /// - Throws: what the name or the other side says, with the remedy.
  init(_ address: String, isStream: Bool) throws(BenchError) {
    let parts = address.split(separator: ":").map(String.init)
    guard parts.count == 2, let port = UInt16(parts[1]), port > 0 else {
      throw BenchError("\"\(address)\" is no address: give HOST:PORT")
    }
    var hints = unsafe addrinfo()
    unsafe hints.ai_family = AF_INET
    unsafe hints.ai_socktype = Int32(isStream ? SOCK_STREAM.rawValue : SOCK_DGRAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard unsafe getaddrinfo(parts[0], parts[1], &hints, &found) == 0, let entry = unsafe found
    else { throw BenchError("\(address): there is no host of that name") }
    defer { unsafe freeaddrinfo(entry) }
    let made = unsafe socket(entry.pointee.ai_family, entry.pointee.ai_socktype, 0)
    if made < 0 { throw BenchError("no socket: \(Self.fault)") }
    if unsafe connect(made, entry.pointee.ai_addr, entry.pointee.ai_addrlen) != 0 {
      let fault = Self.fault
      close(made)
      throw BenchError("\(address): \(fault): is the server running there?")
    }
    var one: Int32 = 1
    if isStream {
      _ = unsafe setsockopt(
        made, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    }
    _ = fcntl(made, F_SETFL, O_NONBLOCK)
    descriptor = made
  }

  deinit { close(descriptor) }

  static var fault: String { unsafe String(cString: strerror(errno)) }

  /// Sends all of `bytes` or, when the kernel takes none now, nothing. The rest of what it took in part is
  /// waited for.
  func send(_ bytes: [UInt8], _ address: String) throws(BenchError) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.send(descriptor, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count > 0 {
        sent += count
      } else if errno == EAGAIN || errno == EWOULDBLOCK {
        if sent == 0 { return false }
      } else if errno != EINTR {
        throw BenchError("\(address): \(Self.fault): is the server still there?")
      }
    }
    return true
  }

  /// What is there, appended; false when the other side is gone.
  func receive(into bytes: inout [UInt8], room: inout [UInt8]) -> Int? {
    let count = unsafe room.withUnsafeMutableBytes {
      unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
    }
    if count > 0 {
      bytes += room[..<count]
      return count
    }
    if count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) { return 0 }
    return nil
  }
}

/// Datagrams that come back as they went.
final class UDPPeer: LoadPeer {
  enum Payload {
    /// The command's number, its complement, zeros to a size.
    case numbered(bytes: Int)
    /// What a sockperf server answers: its header (big-endian number, flags, length), zeros to a size.
    case sockperf(bytes: Int)
    /// Of a capture, in turn; answers come in order and must be the same.
    case recorded([[UInt8]])
  }

  let name: String
  private let socket: PeerSocket
  private let address: String
  private let payload: Payload
  private let clock: Clock
  private var room = [UInt8](repeating: 0, count: 65_536)
  private var expected: [Int] = []
  private var expectedFrom = 0

  init(_ address: String, _ payload: Payload, clock: Clock) throws(BenchError) {
    socket = try PeerSocket(address, isStream: false)
    self.address = address
    self.payload = payload
    self.clock = clock
    name = "udp \(address)"
  }

  private func bytes(_ index: Int) -> [UInt8] {
    switch payload {
    case .numbered(let count):
      var bytes = [UInt8](repeating: 0, count: count)
      for i in 0..<8 {
        bytes[i] = UInt8(truncatingIfNeeded: index >> (8 * i))
        bytes[8 + i] = ~bytes[i]
      }
      return bytes
    case .sockperf(let count):
      var bytes = [UInt8](repeating: 0, count: count)
      for i in 0..<8 { bytes[i] = UInt8(truncatingIfNeeded: (index + 1) >> (8 * (7 - i))) }
      // From a client, and an answer is wanted.
      bytes[9] = 3
      for i in 0..<4 { bytes[10 + i] = UInt8(truncatingIfNeeded: count >> (8 * (3 - i))) }
      return bytes
    case .recorded(let payloads): return payloads[index % payloads.count]
    }
  }

  func send(_ index: Int) throws(BenchError) -> Bool {
    if !(try socket.send(bytes(index), address)) { return false }
    if case .recorded = payload { expected.append(index) }
    return true
  }

  func poll(_ take: (Int?, PeerAnswer, Moment) -> Void) throws(BenchError) -> Int {
    var taken = 0
    while taken < 32 {
      let count = unsafe room.withUnsafeMutableBytes {
        unsafe recv(socket.descriptor, $0.baseAddress, $0.count, 0)
      }
      if count < 0 {
        // Refused: an ICMP message says that nobody listens.
        if errno == ECONNREFUSED {
          throw BenchError("\(address): nobody listens there: start the server")
        }
        return taken
      }
      let moment = Moment(clock)
      taken += 1
      let (index, isRight) = answer(Array(room[..<count]))
      take(index, isRight ? .right : .wrong("other bytes came back"), moment)
    }
    return taken
  }

  private func answer(_ came: [UInt8]) -> (Int?, Bool) {
    switch payload {
    case .numbered(let count):
      guard came.count == count else { return (nil, false) }
      let index = (0..<8).reduce(0) { $0 | Int(came[$1]) << (8 * $1) }
      return (index, came == bytes(index))
    case .sockperf(let count):
      guard came.count == count else { return (nil, false) }
      let number = (0..<8).reduce(0) { $0 << 8 | Int(came[$1]) }
      return (number - 1, came[9] & 1 == 0)
    case .recorded:
      guard expectedFrom < expected.count else { return (nil, false) }
      // One that is missing is passed over: answers keep their order.
      for place in expectedFrom..<min(expected.count, expectedFrom + 64)
      where came == bytes(expected[place]) {
        expectedFrom = place + 1
        return (expected[place], true)
      }
      expectedFrom += 1
      return (expected[expectedFrom - 1], false)
    }
  }
}
