// SPDX-License-Identifier: Apache-2.0

internal import CMachine
internal import Glibc
internal import Journaling
internal import Lanes
internal import Memory
public import PacketIO
public import Telemetry
internal import WireFormat

/// What one part of the way costs by itself: a distribution, and conditions of its own.
public struct PartResult: Sendable {
  public let name: String
  public let what: String
  public let times: LoadResult.Distribution
  /// A digest of what was done, so that it was.
  public let check: UInt64
}

/// The parts of an order's way, one at a time, nothing else of the appliance running.
public enum PartBench {
  // MARK: Lane

  /// One slot there and one back over two lanes between two threads; half of it, in nanoseconds.
  ///
  /// - Parameter yields: whether an idle end gives its core away, as it must where there is only one.
  public static func lane(_ count: Int, yields: Bool, clock: Clock) throws(BenchError) -> PartResult
  {
    let there = Lane<UInt64>(capacity: 1_024)
    let back = Lane<UInt64>(capacity: 1_024)
    let echo = LaneEcho(there.consumer, back.producer, count: count, yields: yields)
    var producer = there.producer
    var consumer = back.consumer
    try echo.start()
    var histogram = Histogram()
    var sum: UInt64 = 0
    for i in 0..<UInt64(count) {
      let start = clock.nanoseconds()
      while producer.writable() == 0 { idle(yields) }
      producer[0] = i
      producer.publish()
      while consumer.readable() == 0 { idle(yields) }
      sum = sum &* 31 &+ consumer[0]
      consumer.release()
      histogram.record((clock.nanoseconds() - start) / 2)
    }
    echo.join()
    return PartResult(
      name: "lane", what: "one hop between two threads, half of there and back, 8 bytes",
      times: LoadResult.Distribution("hop", histogram), check: sum)
  }

  fileprivate static func idle(_ yields: Bool) {
    if yields { ml_machine_yield() } else { ml_machine_pause() }
  }

  // MARK: Journal

  /// One record appended and committed, before the next: groups of one.
  ///
  /// - Parameter folder: where the journal is made; must not hold one.
  public static func journal(_ count: Int, folder: String, clock: Clock) throws(BenchError)
    -> PartResult
  {
    var options = JournalOptions(venue: Bytes16(word0: 1))
    options.segmentBytes = 64 << 20
    var histogram = Histogram()
    let record = ByteBuffer(count: 256)
    do {
      var journal = try Journal.create(.directory(folder), options)
      for index in 0..<UInt64(count) {
        record.bytes.store(index, at: 0)
        let start = clock.nanoseconds()
        while !journal.append(record.bytes.view, index: index) {
          if journal.poll() == 0 { ml_machine_yield() }
        }
        while journal.takeCommittedGroup() == nil {
          if journal.poll() == 0 { ml_machine_yield() }
          guard case .open = journal.state else {
            throw BenchError("the journal in \(folder) stopped: \(journal.state)")
          }
        }
        histogram.record(clock.nanoseconds() - start)
      }
      let what =
        "one record of 256 bytes appended and on the disk: \(journal.mechanism), "
        + (journal.directIO ? "O_DIRECT" : "no O_DIRECT")
        + (journal.flushesBehind ? ", fdatasync behind each write" : ", O_DSYNC")
      let hash = journal.logHash()
      return PartResult(
        name: "journal", what: what, times: LoadResult.Distribution("commit", histogram),
        check: hash.word0)
    } catch let error as BenchError { throw error } catch {
      throw BenchError("the journal in \(folder): \(error)")
    }
  }

  // MARK: Port

  /// A frame sent on one port and received on the other, by one thread.
  public static func port(
    _ count: Int, _ first: consuming Port, _ second: consuming Port, clock: Clock, what: String
  ) throws(BenchError) -> PartResult {
    let address = Endpoint(
      mac: MACAddress(rawValue: 0x02_4d_4c_00_00_09), ipv4: IPv4Address(10, 77, 0, 9), udpPort: 9)
    let filter = DatagramFilter(local: address)
    var histogram = Histogram()
    var sum: UInt64 = 0
    for i in 0..<UInt64(count) {
      let start = clock.nanoseconds()
      while first.reserve(1) == 0 { ml_machine_yield() }
      let frame = first.outgoing(0)
      frame.store(i, at: UDPDatagram.payloadOffset)
      first.setLength(
        0,
        UDPDatagram.write(into: frame, source: address, destination: address, payloadCount: 200))
      guard first.transmit(1) == 1 else { throw BenchError("the port takes no frame") }
      while second.receive() == 0 {}
      guard
        case .datagram(let datagram) = UDPDatagram.parse(
          second.received(0).bytes, for: filter, checks: second.received(0).checks)
      else { throw BenchError("the port gave a frame that was not sent") }
      sum = sum &* 31 &+ datagram.payload.load(0, as: UInt64.self)
      second.releaseReceived()
      histogram.record(clock.nanoseconds() - start)
    }
    return PartResult(
      name: "port", what: what, times: LoadResult.Distribution("frame", histogram), check: sum)
  }

  // MARK: Wire

  /// An order's datagram written, and read and checked whole, `batch` at a time.
  public static func wire(_ count: Int, clock: Clock) -> [PartResult] {
    let batch = 64
    let frame = ByteBuffer(count: Frame.bytesMax)
    var writing = Histogram()
    var reading = Histogram()
    var sum: UInt64 = 0
    var number: UInt64 = 0
    for _ in 0..<max(1, count / batch) {
      let start = clock.nanoseconds()
      var length = 0
      for _ in 0..<batch {
        number += 1
        length = write(number, into: frame.bytes)
      }
      let middle = clock.nanoseconds()
      let datagram = frame.bytes.view.slice(0, count: length)
      for _ in 0..<batch { sum = sum &* 31 &+ read(datagram) }
      let end = clock.nanoseconds()
      writing.record((middle - start) / UInt64(batch))
      reading.record((end - middle) / UInt64(batch))
    }
    return [
      PartResult(
        name: "wire write", what: "a NewOrder's datagram written, without tag and signature",
        times: LoadResult.Distribution("write", writing), check: number),
      PartResult(
        name: "wire read", what: "its head and body checked and the order read",
        times: LoadResult.Distribution("read", reading), check: sum),
    ]
  }

  private static func write(_ number: UInt64, into bytes: MutableByteView) -> Int {
    var writer = CommandDatagramWriter(
      into: bytes, session: 1, sequence: number,
      header: CommandHeader(key: 1, group: 0, nonce: number, validUntil: .max))
    writer.append(
      NewOrder(
        market: 1, side: 0, timeInForce: 0, price: Int64(number & 1023), quantity: 10,
        clientOrder: number))
    return writer.finish()
  }

  private static func read(_ datagram: ByteView) -> UInt64 {
    guard let head = try? FrameHead(parsing: datagram, for: .venue) else { return 0 }
    let body = head.body(of: datagram)
    guard Frame.check(body: body, of: head.template, commandsMax: 16) == nil else { return 0 }
    var commands = CommandBody(checked: body).commands
    var sum: UInt64 = 0
    while let command = commands.next() { sum &+= NewOrder(block: command.block).clientOrder }
    return sum
  }
}

/// The far end of a lane bench.
private final class LaneEcho: @unchecked Sendable {
  private var consumer: LaneConsumer<UInt64>
  private var producer: LaneProducer<UInt64>
  private let count: Int
  private let yields: Bool
  private var thread = pthread_t()

  init(
    _ consumer: consuming LaneConsumer<UInt64>, _ producer: consuming LaneProducer<UInt64>,
    count: Int, yields: Bool
  ) {
    self.consumer = consumer
    self.producer = producer
    self.count = count
    self.yields = yields
  }

  func start() throws(BenchError) {
    let box = unsafe Unmanaged.passRetained(self).toOpaque()
    let code = unsafe pthread_create(
      &thread, nil,
      { raw in
        unsafe Unmanaged<LaneEcho>.fromOpaque(raw!).takeRetainedValue().go()
        return nil
      }, box)
    if code != 0 { throw BenchError("no thread could be started: raise `ulimit -u`") }
  }

  private func go() {
    for _ in 0..<count {
      while consumer.readable() == 0 { PartBench.idle(yields) }
      while producer.writable() == 0 { PartBench.idle(yields) }
      producer[0] = consumer[0]
      consumer.release()
      producer.publish()
    }
  }

  func join() { pthread_join(thread, nil) }
}
