// SPDX-License-Identifier: Apache-2.0

/// Another's system, measured with the same generator.
public enum ExternalTarget: Sendable {
  /// Datagrams that come back as they went.
  case udp(String, bytes: Int)
  /// A sockperf server (`sockperf server`), by its own header.
  case sockperf(String, bytes: Int)
  /// The UDP payloads of a capture, to something that returns them.
  case capture(String, CaptureTimes)
  case fix(String, sender: String, target: String, symbol: String, price: String, quantity: Int)
  case ouch(String, user: String, password: String, symbol: String, price: UInt32)
}

extension PeerLoad {
  /// Connects and runs one load.
  public func measure(
    _ target: ExternalTarget, _ arrivals: Arrivals, ownProcesses: Set<Int>,
    _ observer: LoadObserver
  ) throws(BenchError) -> LoadResult {
    switch target {
    case .udp(let address, let bytes):
      return try measure(
        UDPPeer(address, .numbered(bytes: bytes), clock: clock), arrivals,
        ownProcesses: ownProcesses, observer)
    case .sockperf(let address, let bytes):
      return try measure(
        UDPPeer(address, .sockperf(bytes: bytes), clock: clock), arrivals,
        ownProcesses: ownProcesses, observer)
    case .capture(let address, let capture):
      let payloads = capture.payloads.filter { !$0.isEmpty }
      if payloads.isEmpty {
        throw BenchError(
          "\(capture.name) holds no UDP datagrams: capture some, or use its times alone")
      }
      var arrivals = arrivals
      // Only frames that have something to send.
      if case .recorded(let name, _, let speed) = arrivals.shape {
        let offsets = zip(capture.offsets, capture.payloads).filter { !$0.1.isEmpty }.map(\.0)
        let first = offsets[0]
        arrivals.shape = .recorded(name: name, offsets: offsets.map { $0 - first }, speed: speed)
      }
      return try measure(
        UDPPeer(address, .recorded(payloads), clock: clock), arrivals, ownProcesses: ownProcesses,
        observer)
    case .fix(let address, let sender, let target, let symbol, let price, let quantity):
      let names = FIXPeer.Names(
        sender: sender, target: target, symbol: symbol, price: price, quantity: quantity)
      return try measure(
        FIXPeer(address, names, clock: clock), arrivals, ownProcesses: ownProcesses, observer)
    case .ouch(let address, let user, let password, let symbol, let price):
      var names = OUCHPeer.Names()
      (names.user, names.password, names.symbol, names.price) = (user, password, symbol, price)
      return try measure(
        OUCHPeer(address, names, clock: clock), arrivals, ownProcesses: ownProcesses, observer)
    }
  }
}
