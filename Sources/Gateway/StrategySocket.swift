// SPDX-License-Identifier: Apache-2.0

internal import CStrategy
internal import Glibc
internal import Memory

/// The socket that strategies connect to. It goes with its owner, and the name in the file system too.
///
/// It is `@safe`: the descriptor is its own and stays inside.
@safe
final class StrategyListener {
  private let descriptor: Int32
  private let path: String

  init(path: String) throws(GatewayError) {
    self.path = path
    descriptor = unsafe ml_strategy_listen(path)
    switch descriptor {
    case 0...: return
    case -EADDRINUSE:
      throw GatewayError(
        "\(path) is in use: by another gateway, or it is no socket; choose another path")
    case -ENAMETOOLONG: throw GatewayError("\(path): the path of a socket has 1 to 107 bytes")
    default:
      throw GatewayError(
        "cannot listen at \(path): \(unsafe String(cString: strerror(-descriptor)))")
    }
  }

  deinit {
    if descriptor < 0 { return }
    ml_strategy_close(descriptor)
    unsafe ml_strategy_remove(path)
  }

  /// The next connection, or nil.
  func accept() -> StrategySocket? {
    let connection = ml_strategy_accept(descriptor)
    return connection < 0 ? nil : StrategySocket(connection)
  }
}

/// One strategy's socket: whole packets of records, nothing blocks.
///
/// It is `@safe`: the descriptor is its own, and every packet goes through its own buffer, whose size
/// bounds it.
@safe
final class StrategySocket {
  enum Packet { case requests(Int), none, closed, broken }

  private let descriptor: Int32
  /// The process at the other end.
  let peer: Int32
  private let buffer = ByteBuffer(count: Int(MLS_PACKET_MAX) * MemoryLayout<mls_event>.size)

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    peer = ml_strategy_peer(descriptor)
  }

  /// What was sent and not read is taken first, within bounds: the kernel would tell the other side of a
  /// reset before the last event that waits for it.
  deinit {
    var packets = 0
    while packets < 64, case .requests = receive() { packets += 1 }
    ml_strategy_close(descriptor)
  }

  /// Takes the next packet; `request(n)` then reads it.
  func receive() -> Packet {
    let size = MemoryLayout<mls_request>.size
    let length = unsafe ml_strategy_receive(
      descriptor, buffer.bytes.address, Int(MLS_PACKET_MAX) * size)
    if length == -Int64(EAGAIN) { return .none }
    if length == -Int64(EMSGSIZE) { return .broken }
    if length <= 0 { return .closed }
    return Int(length) % size == 0 ? .requests(Int(length) / size) : .broken
  }

  /// The n-th request of the packet that was taken last: a copy, which nobody can change any more.
  func request(_ n: Int) -> mls_request {
    invariant(n >= 0 && n < Int(MLS_PACKET_MAX), "a packet has so many requests")
    return unsafe buffer.bytes.address.loadUnaligned(
      fromByteOffset: n * MemoryLayout<mls_request>.size, as: mls_request.self)
  }

  /// Sends the first of `events` as one packet; how many, 0 when there is no room now, nil when the
  /// connection has ended.
  func send(_ events: borrowing StrategyRing<mls_event>) -> Int? {
    let count = min(events.count, Int(MLS_PACKET_MAX))
    for n in 0..<count {
      unsafe buffer.bytes.address.storeBytes(
        of: events.at(n), toByteOffset: n * MemoryLayout<mls_event>.size, as: mls_event.self)
    }
    let bytes = count * MemoryLayout<mls_event>.size
    switch unsafe ml_strategy_send(descriptor, buffer.bytes.address, bytes, nil, 0) {
    case 0: return count
    case -EAGAIN: return 0
    default: return nil
    }
  }

  /// Sends one event, with the lanes' and the prices' memory; false when it could not be sent.
  func send(_ event: mls_event, _ lanes: StrategyLanes?, _ prices: StrategyPrices) -> Bool {
    var event = event
    let size = MemoryLayout<mls_event>.size
    guard let lanes else { return unsafe ml_strategy_send(descriptor, &event, size, nil, 0) == 0 }
    let descriptors = [lanes.descriptor, prices.descriptor]
    return unsafe ml_strategy_send(descriptor, &event, size, descriptors, 2) == 0
  }
}
