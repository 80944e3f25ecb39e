// SPDX-License-Identifier: Apache-2.0

import Glibc
import Memory
import PacketIO
import Testing

/// Starting DPDK, in processes of their own: it starts once in a process.
@Suite struct EALTests {
  @Test func `a port before the start is refused`() async {
    await #expect(processExitsWith: .success) {
      expectError(.notStarted) { _ = try Port.open(.ring("early")) }
      expectError(.notStarted) { _ = try Port.ringPair(.ring("a"), .ring("b")) }
      #expect(!EAL.isRunning)
      #expect(!EAL.registerThread())
    }
  }

  @Test func `a second start is a no-op when the same and refused when not`() async {
    await #expect(processExitsWith: .success) {
      var configuration = EALConfiguration(prefix: "twice-\(getpid())", memoryMegabytes: 16)
      try EAL.start(configuration)
      try EAL.start(configuration)
      configuration.memoryMegabytes = 32
      expectError(.alreadyStarted) { try EAL.start(configuration) }
      #expect(EAL.isRunning)
    }
  }

  @Test func `starting leaves the thread's cores as they were and prints nothing`() async throws {
    let result = await #expect(
      processExitsWith: .success,
      observing: [\.standardOutputContent, \.standardErrorContent]
    ) {
      let before = coresAllowed()
      try EAL.start(EALConfiguration(prefix: "quiet-\(getpid())", memoryMegabytes: 16))
      #expect(coresAllowed() == before)
      let pair = try Port.ringPair(.ring("a"), .ring("b"))
      #expect(pair.first.control.name == "a")
      #expect(coresAllowed() == before)
    }
    expectSilence(result)
  }

  @Test func `a start that DPDK refuses says why, prints nothing and ends nothing`() async {
    let result = await #expect(
      processExitsWith: .success,
      observing: [\.standardOutputContent, \.standardErrorContent]
    ) {
      // No address space for the memory asked for.
      var limit = rlimit(rlim_cur: 8 << 30, rlim_max: 8 << 30)
      #expect(setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0)
      let configuration = EALConfiguration(prefix: "refused-\(getpid())", memoryMegabytes: 60_000)
      do throws(PortError) {
        try EAL.start(configuration)
        Issue.record("started with no room")
      } catch {
        guard case .startRefused(let reason) = error else {
          Issue.record("\(error)")
          return
        }
        #expect(reason.lowercased().contains("memory"), "\(reason)")
        #expect(!reason.contains("\n"))
      }
      expectError(.failedEarlier) {
        try EAL.start(EALConfiguration(prefix: "again-\(getpid())", memoryMegabytes: 16))
      }
      expectError(.notStarted) { _ = try Port.open(.ring("late")) }
    }
    expectSilence(result)
  }

  @Test func `a second process with the same prefix is refused in one line`() async throws {
    // Held by this process for as long as it runs.
    try EAL.start(PortTests.configuration)
    await #expect(processExitsWith: .success) {
      let prefix = "test-\(getppid())"
      expectError(.prefixInUse(prefix: prefix)) {
        try EAL.start(EALConfiguration(prefix: prefix, memoryMegabytes: 16))
      }
      // Nothing was started: a corrected configuration is accepted.
      try EAL.start(EALConfiguration(prefix: "\(prefix)-b", memoryMegabytes: 16))
    }
  }

  @Test func `a prefix is free again when the process that had it died`() async {
    await #expect(processExitsWith: .signal(SIGKILL)) {
      try EAL.start(EALConfiguration(prefix: "stale-\(getppid())", memoryMegabytes: 16))
      kill(getpid(), SIGKILL)
    }
    await #expect(processExitsWith: .success) {
      try EAL.start(EALConfiguration(prefix: "stale-\(getppid())", memoryMegabytes: 16))
    }
  }

  @Test func `values that EAL would answer with its usage are refused before`() async {
    await #expect(processExitsWith: .success) {
      for prefix in ["", "-x", "a b", "a/b", "é", String(repeating: "a", count: 33)] {
        expectInvalid("prefix") { try EAL.start(EALConfiguration(prefix: prefix)) }
      }
      for megabytes in [-1, 0, 15, 65_537] {
        expectInvalid("memory") { try EAL.start(EALConfiguration(memoryMegabytes: megabytes)) }
      }
      for address in ["", "03:00.0", "0000:03:00.8", "0000:03:00.0 ", "0000;03:00.0"] {
        expectInvalid("PCI address") { try EAL.start(EALConfiguration(pciAddresses: [address])) }
      }
      expectError(.noDevice(address: "ffff:ff:1f.7")) {
        try EAL.start(EALConfiguration(pciAddresses: ["ffff:ff:1f.7"]))
      }
      try EAL.start(EALConfiguration(prefix: "valid-\(getpid())", memoryMegabytes: 16))
    }
  }

  @Test func `huge pages that are not there are missed before EAL looks for them`() async {
    await #expect(processExitsWith: .success) {
      do throws(PortError) {
        try EAL.start(EALConfiguration(memoryMegabytes: 65_536, hugePages: true))
        Issue.record("64 GB of huge pages?")
      } catch {
        guard case .noHugePages(wantedMegabytes: 65_536, _) = error else {
          Issue.record("\(error)")
          return
        }
        #expect(error.description.contains("vm.nr_hugepages=32768"))
      }
    }
  }

  @Test func `an ordinary user without a runtime folder can start, but not open an interface`()
    async
  {
    await #expect(processExitsWith: .success) {
      unsetenv("XDG_RUNTIME_DIR")
      unsetenv("RUNTIME_DIRECTORY")
      if getuid() == 0 {
        #expect(setgid(65_534) == 0)
        #expect(setuid(65_534) == 0)
      }
      try EAL.start(EALConfiguration(prefix: "user-\(getpid())", memoryMegabytes: 16))
      let pair = try Port.ringPair(.ring("a", descriptors: 64), .ring("b", descriptors: 64))
      var a = pair.first
      #expect(try send(&a, first: 0, wanted: 4) == 4)
      expectError(.notPermitted(interface: "lo")) { _ = try Port.open(.kernel("lo")) }
    }
  }

  @Test func `packet memory that runs out is an error, and comes back with the ports`() async {
    await #expect(processExitsWith: .success) {
      try EAL.start(EALConfiguration(prefix: "small-\(getpid())", memoryMegabytes: 16))
      for _ in 0..<20 {
        expectError(.outOfMemory(port: "deep")) {
          _ = try Port.open(.ring("deep", descriptors: 16_384))
        }
      }
      for _ in 0..<20 { _ = try Port.open(.ring("modest", descriptors: 256)) }
    }
  }
}

/// Runs `body`, which must throw `expected`.
func expectError(
  _ expected: PortError, location: SourceLocation = #_sourceLocation,
  _ body: () throws -> Void
) {
  do {
    try body()
    Issue.record("expected: \(expected)", sourceLocation: location)
  } catch {
    #expect(error as? PortError == expected, sourceLocation: location)
  }
}

/// Runs `body`, which must refuse the value of `field`.
func expectInvalid(
  _ field: String, location: SourceLocation = #_sourceLocation,
  _ body: () throws -> Void
) {
  do {
    try body()
    Issue.record("expected \(field) to be refused", sourceLocation: location)
  } catch {
    guard case .invalidValue(field, _)? = error as? PortError else {
      Issue.record("\(error)", sourceLocation: location)
      return
    }
  }
}

private func expectSilence(_ result: ExitTest.Result?) {
  guard let result else { return }
  let output = String(decoding: result.standardOutputContent, as: UTF8.self)
  let errors = String(decoding: result.standardErrorContent, as: UTF8.self)
  for text in [output, errors] {
    #expect(!text.contains("EAL"), "\(text)")
    #expect(!text.contains("Usage"), "\(text)")
  }
}

private func coresAllowed() -> String {
  var text = ""
  if let file = fopen("/proc/thread-self/status", "r") {
    var line = [CChar](repeating: 0, count: 512)
    while fgets(&line, 512, file) != nil {
      let read = String(
        decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      if read.hasPrefix("Cpus_allowed_list") { text = read }
    }
    fclose(file)
  }
  return text
}
