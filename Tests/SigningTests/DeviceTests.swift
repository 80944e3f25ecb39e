// SPDX-License-Identifier: Apache-2.0

import CDevice
import CDeviceModel
import CSodium
import Foundation
import Memory
import Signing
import Testing

/// libsodium's signature by the RFC 8032 key in `slot`.
func expected(_ slot: Int, _ message: [UInt8]) -> [UInt8] {
  let (pair, out, text) = (Bytes(count: 64), Bytes(count: 64), Bytes(message))
  ml_curve_expand(
    pair.mutable.address.assumingMemoryBound(to: UInt8.self),
    Bytes(hex: signingVectors[slot].seed).view.address.assumingMemoryBound(to: UInt8.self))
  ml_curve_sign(
    out.mutable.address.assumingMemoryBound(to: UInt8.self),
    text.view.address.assumingMemoryBound(to: UInt8.self), message.count,
    pair.view.address.assumingMemoryBound(to: UInt8.self))
  return out.array
}

struct SignedRequest {
  var slot: Int
  var message: [UInt8]
}

/// Submits the requests as room allows, polls, and gives the completions, in order. Nil: it hung.
func run<T: DeviceTransport & ~Copyable>(
  _ signer: DeviceSigner<T>, _ requests: [SignedRequest], pollsMax: Int = 400_000,
  during: (Int) -> Void = { _ in }
) -> [SignCompletion]? {
  let completions = Slab<SignCompletion>(count: 16)
  var (next, polls, done) = (0, 0, [SignCompletion]())
  while done.count < requests.count {
    while next < requests.count {
      let request = requests[next]
      if !signer.submit(
        cookie: UInt64(next) &* 77, keySlot: UInt8(request.slot),
        message: Bytes(request.message).view)
      {
        break
      }
      next += 1
    }
    during(polls)
    for i in 0..<signer.poll(completions, max: 16) { done.append(completions[i]) }
    polls += 1
    if polls > pollsMax { return nil }
  }
  return done
}

@Suite(.serialized) struct DeviceTests {
  private func isLong() -> Bool { ProcessInfo.processInfo.environment["MATCHLOCK_LONG"] == "1" }

  private func signer(
    _ source: DeviceSource, _ options: DeviceOptions = DeviceOptions()
  ) throws -> DeviceSigner<FaultTransport>? {
    guard let transport = try source.transport() else { return nil }
    return try DeviceSigner(
      DeviceTransports(FaultTransport(transport)), keys: DeviceKeyRing(vectorRing()),
      options: options,
      report: DeviceReport())
  }

  @Test(arguments: DeviceSource.allCases)
  func `a device's signatures are those of software, at every length, in order`(
    _ source: DeviceSource
  ) throws {
    guard let signer = try signer(source) else { return }
    var random = SplitMix(seed: 11)
    var requests = signingVectors.enumerated().map {
      SignedRequest(slot: $0.offset, message: bytes($0.element.message))
    }
    for length in [
      0, 1, 47, 48, 79, 80, 111, 112, 127, 128, 175, 176, 207, 208, 216, 217, 472, 473, 1_023,
      1_232,
    ] {
      requests.append(SignedRequest(slot: length % 4, message: random.bytes(length)))
    }
    for _ in 0..<(isLong() ? 1_000 : 150) {
      requests.append(
        SignedRequest(
          slot: Int.random(in: 0..<4, using: &random),
          message: random.bytes(Int.random(in: 0...300, using: &random))))
    }
    let loads = signer.withTransport(0) { $0.loads }
    let done = try #require(run(signer, requests))
    for (i, completion) in done.enumerated() {
      #expect(completion.status == .signed && completion.cookie == UInt64(i) &* 77)
      #expect(
        completion.signature.array == expected(requests[i].slot, requests[i].message),
        "request \(i)")
    }
    #expect(
      signer.counters.signedByDevice == UInt64(requests.count)
        && signer.counters.signedBySoftware == 0)
    #expect(
      signer.withTransport(0) { $0.loads } == loads, "the hot path loads nothing from the device")
    #expect(signer.withTransport(0) { $0.base.strays } == 0)
  }

  @Test(arguments: DeviceSource.allCases)
  func `a message of a length takes one number of cycles, under any key, through stalls too`(
    _ source: DeviceSource
  ) throws {
    guard let signer = try signer(source) else { return }
    var random = SplitMix(seed: 5)
    signer.withTransport(0) { $0.base.stall(seed: 9, per1024: 200) }
    let done = try #require(
      run(signer, (0..<100).map { SignedRequest(slot: $0 % 4, message: random.bytes(47)) }))
    #expect(done.allSatisfy { $0.status == .signed })
    let counts = (signer.counters.cyclesMin, signer.counters.cyclesMax)
    #expect(counts.0 == counts.1, "\(counts)")
    #expect(
      signer.counters.cyclesMin == signer.counters.cyclesMax
        && signer.counters.signedByDevice == 100)
    print(
      "note: \(source.testDescription): \(signer.counters.cyclesMax) device cycles a signature of 47 bytes"
    )
  }

  /// One point of the campaign: a burst, a fault in its middle, and what must hold whatever it was.
  private func point(_ source: DeviceSource, seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    guard let signer = try signer(source) else { return }
    let fault = DeviceFault.allCases[Int(seed % UInt64(DeviceFault.allCases.count))]
    let requests = (0..<12).map { _ in
      SignedRequest(
        slot: Int.random(in: 0..<4, using: &random),
        message: random.bytes(Int.random(in: 0...100, using: &random)))
    }
    let at = Int.random(in: 0..<120, using: &random)
    let faultSeed = random.next()
    let done = run(signer, requests) { poll in
      if poll == at {
        signer.withTransport(0) { (transport: inout FaultTransport) in
          transport.fault = fault
          transport.duration = 400 + Int(faultSeed % 1_000)
          transport.random = SplitMix(seed: faultSeed)
        }
      }
    }
    let answers = try #require(done, "seed \(seed), \(fault) at \(at): it hung")
    for (i, answer) in answers.enumerated() {
      #expect(
        answer.status == .signed && answer.cookie == UInt64(i) &* 77,
        "seed \(seed) \(fault) request \(i)")
      #expect(
        answer.signature.array == expected(requests[i].slot, requests[i].message),
        "seed \(seed) \(fault) request \(i)")
    }
    let counters = signer.counters
    #expect(
      counters.signedByDevice + counters.signedBySoftware >= 12 && counters.lateDifferent == 0)
    // What did not hit the burst is called off, or waited for.
    let completions = Slab<SignCompletion>(count: 1)
    signer.withTransport(0) { if $0.fault == .corruptStore { $0.fault = nil } }
    while signer.withTransport(0, { $0.fault != nil }) { _ = signer.poll(completions, max: 1) }
    // It comes back, unless it signed with another key: then it never does.
    var polls = 0
    while !signer.isReady(0) && signer.condemnation(0) == nil && polls < 100_000 {
      _ = signer.poll(completions, max: 1)
      polls += 1
    }
    if fault == .otherKey {
      #expect(signer.condemnation(0) != nil || signer.counters.refused == 0)
    } else {
      #expect(signer.isReady(0), "seed \(seed) \(fault): \(signer.counters.lastFailure)")
      let before = signer.counters.signedByDevice
      let again = try #require(run(signer, [requests[0]]))
      #expect(again[0].signature.array == answers[0].signature.array)
      #expect(signer.counters.signedByDevice == before + 1)
    }
  }

  @Test(arguments: DeviceSource.allCases)
  func `killed, stalled, corrupted, erased at any point, no request is lost or signed differently`(
    _ source: DeviceSource
  ) throws {
    for seed in seeds(isLong() ? 1_000 : source == .model ? 210 : 42) {
      try point(source, seed: seed)
    }
  }

  @Test func `software takes over within the time that a late device is given`() throws {
    let signer = try #require(try signer(.model))
    signer.withTransport(0) {
      $0.fault = .dead; $0.duration = .max
    }
    var polls = 0
    let done = try #require(
      run(signer, (0..<8).map { _ in SignedRequest(slot: 0, message: [1]) }) { polls = $0 })
    #expect(done.allSatisfy { $0.status == .signed })
    // Three times what one signature takes, and the burst in software, four a poll.
    #expect(polls <= 3 * 1_700 / 64 + 8, "\(polls) polls")
    #expect(signer.counters.signedBySoftware == 8 && signer.counters.failures == 1)
    // Nothing waits for a device that is known to be out.
    _ = try #require(run(signer, [SignedRequest(slot: 1, message: [2])], pollsMax: 3))
  }

  @Test func `late answers are compared, and a lie ends a device`() throws {
    let signer = try #require(try signer(.model))
    var stalledAt = -1
    let requests = (0..<6).map { SignedRequest(slot: 0, message: [UInt8($0)]) }
    _ = try #require(
      run(signer, requests) { poll in
        if poll == 2 {
          stalledAt = poll
          signer.withTransport(0) {
            $0.fault = .stall; $0.duration = 400
          }
        }
      })
    #expect(stalledAt == 2 && signer.counters.takenOver >= 5)
    let completions = Slab<SignCompletion>(count: 1)
    for _ in 0..<3_000 { _ = signer.poll(completions, max: 1) }
    #expect(signer.counters.lateSame >= 5 && signer.counters.lateDifferent == 0)
    #expect(signer.isReady(0))
    // While it stands still after a takeover, its key is changed: what it says late is another signature.
    _ = try #require(
      run(signer, requests) { poll in
        if poll == 2 {
          signer.withTransport(0) {
            $0.fault = .stall; $0.duration = 400
          }
        }
      })
    signer.withTransport(0) { (t: inout FaultTransport) in
      for i in 0..<4 { t.base.write(bar: 0, offset: 0xe010 + UInt64(8 * i), value: 5) }
      t.base.write(bar: 0, offset: 0xe000, value: 1)
    }
    for _ in 0..<5_000 { _ = signer.poll(completions, max: 1) }
    #expect(
      signer.counters.lateDifferent >= 1 && signer.condemnation(0)?.contains("another one") == true)
    #expect(!signer.isReady(0))
  }

  @Test func `a device that flaps is left alone longer each time`() throws {
    let signer = try #require(try signer(.model))
    let completions = Slab<SignCompletion>(count: 4)
    var waits: [Int] = []
    for _ in 0..<5 {
      signer.withTransport(0) { $0.fault = .reset }
      var polls = 0
      _ = try #require(run(signer, [SignedRequest(slot: 0, message: [1])]))
      while !signer.isReady(0) && polls < 1_000_000 {
        _ = signer.poll(completions, max: 1)
        polls += 1
      }
      waits.append(polls)
    }
    for (a, b) in zip(waits, waits.dropFirst()) { #expect(b > a * 3 / 2, "\(waits)") }
  }

  @Test func `isolated, the second device signs when the first is gone, and then nobody does`()
    throws
  {
    var options = DeviceOptions()
    options.mode = .isolated
    let first = try DeviceSource.model.transport()!
    let second = try DeviceSource.model.transport()!
    let signer = try DeviceSigner(
      DeviceTransports(FaultTransport(first), FaultTransport(second)),
      keys: DeviceKeyRing(vectorRing()),
      options: options, report: DeviceReport())
    let requests = (0..<8).map { SignedRequest(slot: $0 % 4, message: [UInt8($0)]) }
    for u in 0..<2 {
      let done = try #require(
        run(signer, requests) { poll in
          if poll == 10 {
            signer.withTransport(u) {
              $0.fault = .dead; $0.duration = .max
            }
          }
        })
      for (i, answer) in done.enumerated() {
        if u == 0 || i == 0 { continue }
        // The last device dies in mid-burst: what it had not signed is refused, and said.
        #expect(answer.status == .signed || answer.status == .unavailable)
      }
      if u == 0 {
        #expect(
          done.enumerated().allSatisfy { $1.signature.array == expected($0 % 4, [UInt8($0)]) })
      }
    }
    let refused = try #require(run(signer, requests, pollsMax: 20))
    #expect(refused.allSatisfy { $0.status == .unavailable && $0.signature == Bytes64() })
    #expect(signer.counters.signedBySoftware == 0)
    // A device that comes back without keys stays out: there is none in the host to give it.
    signer.withTransport(0) {
      $0.base.reset(); $0.fault = nil
    }
    let completions = Slab<SignCompletion>(count: 1)
    for _ in 0..<20_000 { _ = signer.poll(completions, max: 1) }
    #expect(!signer.isReady(0) && signer.lastFailure(0).contains("provision it"))
  }

  @Test(arguments: DeviceSource.allCases)
  func `every code is told, and nothing is signed with it`(_ source: DeviceSource) throws {
    guard let transport = try source.transport() else { return }
    var queue = DeviceQueue(transport)
    func wait(_ body: (inout DeviceQueue<CosimTransport>) -> Bool) throws {
      for _ in 0..<20_000 {
        if body(&queue) { return }
        queue.pump()
      }
      let isDone = body(&queue)
      try #require(isDone)
    }
    try wait { $0.state() == 2 }
    queue.provision(3, seed: Bytes(hex: signingVectors[3].seed).view)
    try wait { $0.keyCode() != nil }
    let shown = queue.publicKey()
    #expect(shown.array == bytes(signingVectors[3].key))
    let (flushed, message) = (true, Bytes("abc"))
    func restart() throws {
      queue.start(keyMask: 1 << 3 | 1 << 4, heartbeatCycles: 0)
      try wait { $0.isStarted() == flushed }
    }
    func answer() throws -> DeviceCompletion {
      queue.ring()
      var completion: DeviceCompletion?
      for _ in 0..<20_000 {
        queue.pump()
        completion = queue.next()
        if completion != nil { break }
      }
      return try #require(completion)
    }
    try restart()
    let cases: [(opcode: UInt8, slot: UInt8, deadline: UInt64, code: UInt8)] = [
      (9, 3, 0, 1), (1, 4, 0, 2), (1, 5, 0, 3), (1, 3, 1, 7), (1, 3, 1 << 40, 0), (0, 3, 0, 0),
      (1, 3, 0, 0),
    ]
    for item in cases {
      _ = queue.submit(
        cookie: 5, opcode: item.opcode, keySlot: item.slot, message: message.view,
        deadline: item.deadline)
      let completion = try answer()
      #expect(completion.code == item.code && completion.cookie == 5, "\(item)")
      let isSigned = item.code == 0 && item.opcode == 1
      #expect((completion.signature != Bytes64()) == isSigned, "\(item)")
      if isSigned { #expect(completion.signature.array == expected(3, Array("abc".utf8))) }
    }
    // Stores that come wrong: the header's sequence, its length, a byte of the message, the doorbell.
    for (offset, flip, code) in [
      (0, UInt64(1), UInt8(6)), (0, UInt64(0x8000) << 48, 4), (40, 1, 5),
    ] {
      try restart()
      _ = queue.submit(cookie: 6, opcode: 1, keySlot: 3, message: message.view)
      var word = UInt64(1) << 32 | UInt64(3) << 40 | UInt64(3) << 48
      if offset == 40 { word = 0x63_6261 }
      queue.transport.write(bar: 2, offset: UInt64(offset), value: word ^ flip)
      let completion = try answer()
      #expect(completion.code == code && completion.signature == Bytes64(), "\(code)")
    }
    try restart()
    _ = queue.submit(cookie: 7, opcode: 1, keySlot: 3, message: message.view)
    queue.transport.write(bar: 0, offset: 0x1028, value: 300)
    var beyond: DeviceCompletion?
    for _ in 0..<2_000 where beyond == nil { queue.pump(); beyond = queue.next() }
    #expect(beyond?.code == 10 && beyond?.cookie == 0 && beyond?.signature == Bytes64())
    // A ring that is not aligned does not start. It can be moved only while the queue is off.
    queue.transport.write(bar: 0, offset: 0x1020, value: 0)
    for _ in 0..<100 { queue.pump() }
    queue.transport.write(bar: 0, offset: 0x1000, value: queue.transport.memoryAddress + 64)
    queue.transport.write(bar: 0, offset: 0x1020, value: 3)
    for _ in 0..<100 { queue.pump() }
    let status = queue.transport.read(0x1040)
    #expect(status & 1 == 0 && status >> 8 & 0xff == 12, "\(String(status, radix: 16))")
  }
}

@Suite(.serialized) struct PCIeTests {
  private func open(_ machine: OpaquePointer, _ address: String = "0000:65:00.0") -> (
    OpaquePointer?, String
  ) {
    var failure = ml_device_failure()
    let pcie = ml_pcie_open(
      address, PCIeTransport.memoryBytes, ml_model_machine_system(machine), &failure)
    let text = withUnsafeBytes(of: &failure.text) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    return (pcie, text)
  }

  @Test func `a card behind VFIO's calls signs, with no load in the hot path`() throws {
    let machine = ml_model_machine_new(0)!
    do {
      let transport = PCIeTransport(try #require(open(machine).0))
      var options = DeviceOptions()
      // The model's card runs as fast as it is polled, in the machine's clock: generous times.
      options.timeoutFactor = 10_000_000
      options.heartbeatCycles = 30_000_000_000
      let signer = try DeviceSigner(
        DeviceTransports(transport), keys: DeviceKeyRing(vectorRing()), options: options,
        report: DeviceReport())
      var random = SplitMix(seed: 2)
      let requests = (0..<100).map { SignedRequest(slot: $0 % 4, message: random.bytes($0 * 12)) }
      let loads = ml_model_machine_loads(machine)
      let done = try #require(run(signer, requests))
      #expect(ml_model_machine_loads(machine) == loads)
      for (i, answer) in done.enumerated() {
        #expect(answer.signature.array == expected(requests[i].slot, requests[i].message))
      }
      #expect(signer.counters.signedByDevice == 100 && ml_model_machine_refused(machine) == 0)
    }
    #expect(ml_model_machine_held(machine) == 0, "everything was given back")
    ml_model_machine_free(machine)
  }

  @Test func `whatever call fails, it is said and everything is given back`() throws {
    let good = ml_model_machine_new(0)!
    let calls: Int32
    do {
      let transport = PCIeTransport(try #require(open(good).0))
      calls = ml_model_machine_calls(good)
      #expect(transport.cyclesPerSecond == 300_000_000)
    }
    ml_model_machine_free(good)
    #expect(calls >= 14)
    for fault in 1...calls {
      let machine = ml_model_machine_new(fault)!
      let (pcie, text) = open(machine)
      #expect(pcie == nil && !text.isEmpty, "call \(fault)")
      #expect(ml_model_machine_held(machine) == 0, "call \(fault): \(text)")
      ml_model_machine_free(machine)
    }
    let machine = ml_model_machine_new(0)!
    #expect(open(machine, "0000:66:00.0").1.contains("no IOMMU group"))
    ml_model_machine_free(machine)
  }

  @Test func `on this machine without a card, the remedy is said`() {
    #expect(throws: DeviceError.self) { _ = try PCIeTransport(address: "ffff:ff:1f.7") }
  }
}
