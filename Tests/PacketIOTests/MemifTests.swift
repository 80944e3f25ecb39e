// SPDX-License-Identifier: Apache-2.0

import Glibc
import Memory
import PacketIO
import Synchronization
import Testing

@Suite(.serialized) struct MemifTests {
  init() throws { try EAL.start(PortTests.configuration) }

  @Test func `a client that comes first is joined when the server appears`() throws {
    let folder = TemporaryFolder()
    var client = try Port.open(.memif(.client, folder.clientPath))
    let early = client.linkIsUp()
    #expect(!early)
    // With nobody there nothing comes, and what is sent is dropped and counted.
    let nothing = client.receive()
    #expect(nothing == 0)
    client.releaseReceived()
    #expect(try send(&client, first: 0, wanted: 3) == 0)
    #expect(client.transmitter.counters.dropped == 3)

    var server = try Port.open(.memif(.server, folder.serverPath))
    try #require(waitForLink(client.control, server.control))
    #expect(try send(&client, first: 10, wanted: 5) == 5)
    #expect(try collect(&server, 5) == [10, 11, 12, 13, 14])
    // A client posts its buffers when it polls; until then the server has nowhere to send to.
    let posted = client.receive()
    #expect(posted == 0)
    client.releaseReceived()
    #expect(try send(&server, first: 20, wanted: 5) == 5)
    #expect(try collect(&client, 5) == [20, 21, 22, 23, 24])
    #expect(client.control.buffersInUse == 0)
    #expect(server.control.buffersInUse == 0)
  }

  @Test func `a server that goes and returns is found again`() throws {
    let folder = TemporaryFolder()
    var client = try Port.open(.memif(.client, folder.clientPath))
    for round in 0..<3 as Range<UInt64> {
      var server = try Port.open(.memif(.server, folder.serverPath))
      try #require(waitForLink(client.control, server.control))
      #expect(try send(&client, first: round, wanted: 1) == 1)
      #expect(try collect(&server, 1) == [round])
      _ = consume server
      // The news takes a moment: it comes by the socket.
      for _ in 0..<100 where client.control.linkIsUp() { sleepMilliseconds(5) }
      let after = client.linkIsUp()
      #expect(!after)
    }
  }

  /// DPDK unmaps a departed peer's memory from its interrupt thread. Without the gate in the shim
  /// this test dies of it, as polling never pauses here.
  @Test func `a peer may go at any moment under a port that is polled without pause`() throws {
    let folder = TemporaryFolder()
    let server = try Port.open(.memif(.server, folder.serverPath))
    let control = server.control
    let poller = Poller(server)
    poller.start()
    for _ in 0..<rounds {
      var client = try Port.open(.memif(.client, folder.clientPath))
      try #require(waitForLink(client.control, control))
      for i in 0..<20 {
        _ = try send(&client, first: UInt64(i), wanted: 32)
        _ = client.receive()
        client.releaseReceived()
      }
    }
    let received = poller.stop()
    #expect(received > 0)
    #expect(control.buffersInUse <= Port.burstMax)
  }

  private var rounds: Int {
    getenv("MATCHLOCK_MEMIF_ROUNDS").flatMap { Int(String(cString: $0)) } ?? 50
  }

  @Test func `two processes exchange datagrams, and one survives the other's death`() async throws {
    var server = try Port.open(.memif(.server, Self.path(of: getpid())))
    for ending in [Ending.orderly, .killed] {
      async let peer: Void = Self.peer(ending)
      var random = Seeded(3)
      var sent: UInt64 = 0
      var echoed: UInt64 = 0
      try #require(waitForLink(server.control, milliseconds: 60_000))
      let until = now() + 100_000
      while echoed < 20_000, now() < until {
        let wanted = Int.random(in: 0...32, using: &random)
        // Not more under way than a ring holds: nothing may be lost in this test.
        if sent - echoed < 512 { sent += UInt64(try send(&server, first: sent, wanted: wanted)) }
        let count = server.receive()
        for i in 0..<count {
          let result = UDPDatagram.parse(
            server.received(i).bytes, for: DatagramFilter(local: Party.venue), checks: .unknown)
          guard case .datagram(let datagram) = result,
            datagram.payload.load(0, as: UInt64.self) == echoed
          else {
            Issue.record("echo \(echoed) is not what was sent")
            break
          }
          echoed += 1
        }
        server.releaseReceived()
        if count == 0 { await Task.yield() }
      }
      #expect(echoed >= 20_000)
      // The last word: the peer leaves when it sees the number.
      _ = try send(&server, first: UInt64.max, wanted: 1)
      await peer
      for _ in 0..<400 where server.control.linkIsUp() { sleepMilliseconds(5) }
      let after = server.linkIsUp()
      #expect(!after, "after a peer that was \(ending)")
      let leftover = server.receive()
      #expect(leftover == 0)
      server.releaseReceived()
      #expect(server.control.buffersInUse == 0)
    }
  }

  enum Ending { case orderly, killed }

  static func path(of process: pid_t) -> String { "/tmp/matchlock-memif-\(process)" }

  private static func peer(_ ending: Ending) async {
    switch ending {
    case .orderly:
      await #expect(processExitsWith: .success) { try MemifTests.echo(.orderly) }
    case .killed:
      await #expect(processExitsWith: .signal(SIGKILL)) { try MemifTests.echo(.killed) }
    }
  }

  /// The other process: sends back what comes, until the last word.
  static func echo(_ ending: Ending) throws {
    try EAL.start(EALConfiguration(prefix: "peer-\(getpid())", memoryMegabytes: 32))
    var port = try Port.open(.memif(.client, path(of: getppid())))
    guard waitForLink(port.control, milliseconds: 60_000) else { exit(3) }
    let until = now() + 100_000
    while now() < until {
      let count = port.receive()
      if port.reserve(count) != count { exit(4) }
      var last = false
      for i in 0..<count {
        let bytes = port.received(i).bytes
        if bytes.load(UDPDatagram.payloadOffset, as: UInt64.self) == .max { last = true }
        port.outgoing(i).copy(bytes)
        port.setLength(i, bytes.count)
      }
      _ = port.transmit(count)
      port.releaseReceived()
      if last {
        if ending == .killed { kill(getpid(), SIGKILL) }
        if port.control.buffersInUse != 0 { exit(5) }
        return
      }
      if count == 0 { sched_yield() }
    }
    exit(6)
  }

  /// Takes frames until there are `wanted`, or a second is over; gives their first payload words.
  private func collect(_ port: inout Port, _ wanted: Int) throws -> [UInt64] {
    var found: [UInt64] = []
    let until = now() + 1000
    while found.count < wanted, now() < until {
      let count = port.receive()
      for i in 0..<count {
        found.append(port.received(i).bytes.load(UDPDatagram.payloadOffset, as: UInt64.self))
      }
      port.releaseReceived()
    }
    return found
  }
}

/// Waits until all the ports' links are up at once.
func waitForLink(_ controls: PortControl..., milliseconds: Int = 15_000) -> Bool {
  let until = now() + milliseconds
  while now() < until {
    if controls.allSatisfy({ $0.linkIsUp() }) { return true }
    sleepMilliseconds(5)
  }
  return false
}

/// Milliseconds of a steady clock.
func now() -> Int {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
}

/// A thread that receives and sends without pause.
private final class Poller: @unchecked Sendable {
  private var port: Port
  private let stopping = Atomic<Bool>(false)
  private var thread = pthread_t()

  init(_ port: consuming Port) { self.port = port }

  func start() {
    let box = Unmanaged.passRetained(self).toOpaque()
    let status = pthread_create(
      &thread, nil,
      { raw in
        Unmanaged<Poller>.fromOpaque(raw!).takeRetainedValue().run()
        return nil
      }, box)
    #expect(status == 0)
  }

  /// Ends the thread; how many frames it received.
  func stop() -> UInt64 {
    stopping.store(true, ordering: .relaxed)
    pthread_join(thread, nil)
    return port.receiver.counters.received
  }

  private func run() {
    EAL.registerThread()
    while !stopping.load(ordering: .relaxed) {
      _ = port.receive()
      port.releaseReceived()
      _ = try? send(&port, first: 0, wanted: 4)
    }
    EAL.unregisterThread()
  }
}

extension TemporaryFolder {
  fileprivate var serverPath: String { "\(path)/memif" }
  /// The same socket by another spelling: DPDK keeps one record for a spelling, and a process's
  /// client would take the server's away. Two processes have no such trouble.
  fileprivate var clientPath: String { "\(path)/./memif" }
}

extension PortConfiguration {
  static func memif(_ role: MemifRole, _ path: String) -> PortConfiguration {
    PortConfiguration(
      name: "memif", driver: .memif(role: role, socketPath: path), local: Party.venue)
  }
}
