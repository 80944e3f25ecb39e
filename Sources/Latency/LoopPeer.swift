// SPDX-License-Identifier: Apache-2.0

internal import CMachine
internal import Memory
public import PacketIO
public import Telemetry

/// A port that receives what it sends: nothing lies between, so what is measured is the tool.
final class LoopPeer: LoadPeer {
  let name = "loop-back port"
  private var port: Port
  private let clock: Clock
  private let address = Endpoint(
    mac: MACAddress(rawValue: 0x02_4d_4c_00_00_09), ipv4: IPv4Address(10, 77, 0, 9), udpPort: 9)
  private let filter: DatagramFilter
  /// As long as an order's frame.
  private static let bytes = 200

  init(_ port: consuming Port, clock: Clock) {
    self.port = port
    self.clock = clock
    filter = DatagramFilter(local: address)
  }

  func send(_ index: Int) -> Bool {
    if port.reserve(1) == 0 { return false }
    let frame = port.outgoing(0)
    let payload = frame.slice(UDPDatagram.payloadOffset, count: Self.bytes)
    payload.clear()
    payload.store(UInt64(index), at: 0)
    payload.store(~UInt64(index), at: 8)
    let length = UDPDatagram.write(
      into: frame, source: address, destination: address, payloadCount: Self.bytes)
    port.setLength(0, length)
    return port.transmit(1) == 1
  }

  func poll(_ take: (Int?, PeerAnswer, Moment) -> Void) -> Int {
    let count = port.receive()
    if count == 0 { return 0 }
    let moment = Moment(clock)
    for i in 0..<count {
      let frame = port.received(i)
      guard
        case .datagram(let datagram) = UDPDatagram.parse(
          frame.bytes, for: filter, checks: frame.checks), datagram.payload.count == Self.bytes
      else {
        take(nil, .wrong("a frame of another form"), moment)
        continue
      }
      let index = datagram.payload.load(0, as: UInt64.self)
      let isRight = datagram.payload.load(8, as: UInt64.self) == ~index
      take(
        Int(truncatingIfNeeded: index), isRight ? .right : .wrong("other bytes came back"), moment)
    }
    port.releaseReceived()
    return count
  }
}

/// What the tool itself costs and errs by.
public struct SelfTest: Sendable {
  /// What one reading costs, in nanoseconds: the least and the median of many.
  public var clockReading: (least: UInt64, median: UInt64)
  public var kernelReading: (least: UInt64, median: UInt64)
  /// A load on a loop-back port: its service times are the tool's bias.
  public var loop: LoadResult

  /// - Parameter port: one that receives what it sends.
  public static func run(
    _ port: consuming Port, clock: Clock, rate: Double, seconds: Double, ownProcesses: Set<Int>,
    isInterrupted: @escaping () -> Bool
  ) throws(BenchError) -> SelfTest {
    let reading = Self.cost { clock.nanoseconds() }
    let kernel = Self.cost { kernelNanoseconds() }
    let peer = LoopPeer(port, clock: clock)
    let load = PeerLoad(clock: clock, isInterrupted: isInterrupted)
    let arrivals = Arrivals(.constant, rate: rate, nanoseconds: UInt64(seconds * 1e9))
    let result = try load.measure(
      peer, arrivals, ownProcesses: ownProcesses, LoadObserver())
    return SelfTest(clockReading: reading, kernelReading: kernel, loop: result)
  }

  /// What 64 readings cost, many times, by the first and the last of them.
  private static func cost(_ read: () -> UInt64) -> (least: UInt64, median: UInt64) {
    var costs: [UInt64] = []
    for _ in 0..<2_000 {
      let start = read()
      var last = start
      for _ in 0..<64 { last = read() }
      costs.append((last - start) / 64)
    }
    costs.sort()
    return (costs[0], costs[costs.count / 2])
  }

  /// How far the two clocks disagree over one command, in nanoseconds: at most, and typically.
  public var clockError: (worst: UInt64, typical: UInt64) {
    (loop.sum?.differenceMax ?? 0, loop.sum?.differenceTypical ?? 0)
  }
}

private func kernelNanoseconds() -> UInt64 { ml_machine_monotonic_nanoseconds() }
