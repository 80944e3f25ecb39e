// SPDX-License-Identifier: Apache-2.0

import Foundation
import Memory
import PacketIO
import Testing

@Suite struct GroupMembershipTests {
  private static let source = Endpoint(
    mac: MACAddress("02:00:00:00:00:02")!, ipv4: IPv4Address(10, 0, 0, 2), udpPort: 0)
  private static let group = IPv4Address(239, 77, 0, 1)

  private func bytes(_ write: (MutableByteView) -> Int) -> [UInt8] {
    let frame = ByteBuffer(count: 100)
    for i in 0..<100 { frame.bytes[i] = 0xee }
    let count = write(frame.bytes)
    #expect((count..<100).allSatisfy { frame.bytes[$0] == 0xee })
    return (0..<count).map { frame.bytes[$0] }
  }

  private var report: [UInt8] {
    bytes { GroupMembership.report(into: $0, of: Self.group, from: Self.source) }
  }
  private var leave: [UInt8] {
    bytes { GroupMembership.leave(into: $0, of: Self.group, from: Self.source) }
  }

  @Test func `a report goes to the group itself and has these bytes`() {
    let expected: [UInt8] =
      [0x01, 0x00, 0x5e, 0x4d, 0x00, 0x01, 2, 0, 0, 0, 0, 2, 0x08, 0x00]
      + [0x46, 0xc0, 0, 32, 0, 0, 0x40, 0, 1, 2, 0xea, 0xc7, 10, 0, 0, 2, 239, 77, 0, 1]
      + [0x94, 4, 0, 0, 0x16, 0, 0xfa, 0xb0, 239, 77, 0, 1]
    #expect(report == expected + [UInt8](repeating: 0, count: 14))
  }

  @Test func `a leave goes to all routers and has these bytes`() {
    let expected: [UInt8] =
      [0x01, 0x00, 0x5e, 0x00, 0x00, 0x02, 2, 0, 0, 0, 0, 2, 0x08, 0x00]
      + [0x46, 0xc0, 0, 32, 0, 0, 0x40, 0, 1, 2, 0xfa, 0x13, 10, 0, 0, 2, 224, 0, 0, 2]
      + [0x94, 4, 0, 0, 0x17, 0, 0xf9, 0xb0, 239, 77, 0, 1]
    #expect(leave == expected + [UInt8](repeating: 0, count: 14))
  }

  @Test func `an outside dissector reads both without complaint`() throws {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/tshark") else {
      print("note: GroupMembershipTests: tshark is absent; nobody else read our frames")
      return
    }
    let path = FileManager.default.temporaryDirectory.path + "/igmp-\(getpid()).pcap"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try CaptureFile(frames: [report, leave]).write(path)
    let names = [
      "igmp.type", "igmp.maddr", "igmp.checksum.status", "ip.checksum.status", "ip.ttl",
      "ip.opt.ra", "_ws.malformed", "_ws.expert.severity",
    ]
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/tshark")
    process.arguments =
      ["-r", path, "-o", "ip.check_checksum:TRUE", "-T", "fields"] + names.flatMap { ["-e", $0] }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let rows = text.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map { String($0) }
    }
    try #require(rows.count == 2)
    #expect(rows[0] == ["0x16", "239.77.0.1", "1", "1", "1", "0", "", ""])
    #expect(rows[1] == ["0x17", "239.77.0.1", "1", "1", "1", "0", "", ""])
  }

  @Test func `what is no group stops the program`() async {
    await #expect(processExitsWith: .failure) {
      let frame = ByteBuffer(count: 60)
      _ = GroupMembership.report(
        into: frame.bytes, of: IPv4Address(10, 0, 0, 1),
        from: Endpoint(mac: .none, ipv4: IPv4Address(10, 0, 0, 2), udpPort: 0))
    }
  }
}
