// SPDX-License-Identifier: Apache-2.0

import Glibc
import PacketIO
import Testing

/// What may be wrong with a port's configuration, and that nothing is left behind by it.
@Suite(.serialized) struct PortErrorTests {
  init() throws { try EAL.start(PortTests.configuration) }

  @Test func `a missing interface is named`() {
    expectError(.noInterface(name: "nosuch0")) { _ = try Port.open(.kernel("nosuch0")) }
    for name in ["", "a,b", "much-too-long-name", "a b"] {
      expectInvalid("interface") { _ = try Port.open(.kernel(name)) }
    }
  }

  @Test func `a capture file that is missing, unreadable or not one is named`() throws {
    let folder = TemporaryFolder()
    let missing = "\(folder.path)/none.pcap"
    expectError(.captureFile(path: missing, reason: "No such file or directory")) {
      _ = try Port.open(.capture(input: missing, output: nil))
    }
    let nowhere = "\(folder.path)/none/out.pcap"
    expectError(.captureFile(path: nowhere, reason: "No such file or directory")) {
      _ = try Port.open(.capture(input: nil, output: nowhere))
    }
    let wrong = "\(folder.path)/wrong.pcap"
    try writeFile(wrong, Array("this is no capture file at all".utf8))
    do throws(PortError) {
      _ = try Port.open(.capture(input: wrong, output: nil))
      Issue.record("opened")
    } catch {
      guard case .refused("capture", let reason) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(reason.contains(wrong), "\(reason)")
    }
    expectInvalid("capture files") { _ = try Port.open(.capture(input: nil, output: nil)) }
    expectInvalid("capture input") {
      _ = try Port.open(.capture(input: "/tmp/a,tx_pcap=/tmp/b", output: nil))
    }
  }

  @Test func `a PCI device that is malformed, missing or not allowed is named`() {
    expectInvalid("PCI address") { _ = try Port.open(.device("3:0.0")) }
    expectError(.noDevice(address: "ffff:ff:1f.7")) { _ = try Port.open(.device("ffff:ff:1f.7")) }
  }

  @Test func `a device of a kernel driver is refused with the driver's name`() throws {
    guard let (address, driver) = kernelDevice() else {
      print("note: skipped: no PCI device with a kernel driver here")
      return
    }
    expectError(.boundToKernel(address: address, driver: driver)) {
      _ = try Port.open(.device(address))
    }
  }

  @Test func `a memif socket's folder that is missing is named`() {
    expectError(.socketFolder(path: "/tmp/no/such/folder")) {
      _ = try Port.open(.memif(.server, "/tmp/no/such/folder/memif"))
    }
    expectError(.socketFolder(path: "/tmp/no/such/folder")) {
      _ = try Port.open(.memif(.client, "/tmp/no/such/folder/memif"))
    }
    expectInvalid("memif socket") { _ = try Port.open(.memif(.server, "")) }
    expectInvalid("memif socket") {
      _ = try Port.open(.memif(.server, "/tmp/" + String(repeating: "x", count: 103)))
    }
  }

  @Test func `a memif socket with a server on it is in use, one left behind is not`() throws {
    let folder = TemporaryFolder()
    let path = "\(folder.path)/memif"
    do {
      let server = try Port.open(.memif(.server, path))
      expectError(.socketInUse(path: path)) { _ = try Port.open(.memif(.server, path)) }
      // The question must not have hurt the server that answered it.
      sleepMilliseconds(50)
      let isUp = server.linkIsUp()
      #expect(!isUp)
    }
    let listener = socket(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0)
    #expect(bindUnix(listener, path) == 0)
    close(listener)
    #expect(access(path, F_OK) == 0)
    let server = try Port.open(.memif(.server, path))
    #expect(server.control.name == "memif")
  }

  @Test func `a file in the place of a memif socket is not removed`() throws {
    let folder = TemporaryFolder()
    let path = "\(folder.path)/precious"
    try writeFile(path, [1, 2, 3])
    expectError(.socketInUse(path: path)) { _ = try Port.open(.memif(.server, path)) }
    #expect(try readFile(path) == [1, 2, 3])
  }

  @Test func `a depth or address outside its range is refused`() {
    for descriptors in [0, 32, 100, 32_768, -64] {
      expectInvalid("descriptors") { _ = try Port.open(.ring("r", descriptors: descriptors)) }
    }
    var configuration = PortConfiguration.ring("r")
    configuration.local.mac = .broadcast
    expectInvalid("MAC") { [configuration] in _ = try Port.open(configuration) }
    expectInvalid("descriptors") {
      _ = try Port.ringPair(.ring("a", descriptors: 64), .ring("b", descriptors: 128))
    }
    expectInvalid("driver") { _ = try Port.ringPair(.ring("a"), .kernel("lo")) }
  }

  @Test func `every error is one line that says what to do`() {
    let errors: [PortError] = [
      .notStarted, .alreadyStarted, .failedEarlier, .invalidValue(field: "f", reason: "r"),
      .prefixInUse(prefix: "p"), .startRefused(reason: "r"),
      .noHugePages(wantedMegabytes: 64, freeMegabytes: 0), .outOfMemory(port: "p"),
      .noInterface(name: "n"), .noDevice(address: "a"), .boundToKernel(address: "a", driver: "d"),
      .deviceNotAllowed(address: "a"), .notPermitted(interface: "i"), .socketFolder(path: "p"),
      .socketInUse(path: "p"), .captureFile(path: "p", reason: "r"),
      .refused(port: "p", reason: "r"),
    ]
    for error in errors {
      #expect(error.description.count > 3 && !error.description.contains("\n"))
    }
    #expect(Set(errors.map(\.description)).count == errors.count)
  }

  /// A PCI device in a kernel driver's hands, if the machine has one.
  private func kernelDevice() -> (String, String)? {
    guard let folder = opendir("/sys/bus/pci/devices") else { return nil }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasPrefix(".") { continue }
      var link = [CChar](repeating: 0, count: 256)
      let count = readlink("/sys/bus/pci/devices/\(name)/driver", &link, link.count)
      if count <= 0 { continue }
      let path = String(decoding: link.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
      let driver = String(path.split(separator: "/").last!)
      if !["vfio-pci", "mlx5_core", "mlx4_core"].contains(driver) { return (name, driver) }
    }
    return nil
  }

  private func bindUnix(_ socket: Int32, _ path: String) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}

extension PortConfiguration {
  static func kernel(_ interface: String) -> PortConfiguration {
    PortConfiguration(
      name: "kernel", driver: .afPacket(interface: interface), local: Party.venue,
      takesMulticast: true)
  }

  static func device(_ address: String) -> PortConfiguration {
    PortConfiguration(name: "device", driver: .pci(address: address), local: Party.venue)
  }
}
