// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Telemetry

private let files = [
  "proc/cpuinfo": """
  processor\t: 0
  model name\t: Imaginary 9000 @ 3.00GHz
  flags\t\t: fpu hypervisor constant_tsc nonstop_tsc

  processor\t: 1
  model name\t: Another

  """,
  "proc/sys/kernel/osrelease": "6.1.0-1-amd64\n",
  "proc/meminfo": "MemTotal:       16384 kB\nMemFree:  1 kB\n",
  "sys/devices/system/cpu/online": "0-3,8\n",
  "sys/devices/system/node/online": "0-1\n",
  "sys/devices/system/clocksource/clocksource0/current_clocksource": "tsc\n",
  "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "performance\n",
]

@Suite struct HostFingerprintTests {
  @Test func `a machine is read from the kernel's files`() throws {
    let made = try MadeUpHost(files)
    let fingerprint = HostFingerprint(host: made.host)
    #expect(fingerprint.processor == "Imaginary 9000 @ 3.00GHz")
    #expect(fingerprint.coresOnline == 5)
    #expect(fingerprint.numaNodes == 2)
    #expect(fingerprint.isVirtual)
    #expect(fingerprint.kernel == "6.1.0-1-amd64")
    #expect(fingerprint.memoryBytes == 16 << 20)
    #expect(fingerprint.clockSource == "tsc" && fingerprint.governor == "performance")
    #expect(fingerprint.buildIdentifier == "")
    var json = JSONWriter()
    fingerprint.write(to: &json)
    let object = try JSONSerialization.jsonObject(with: Data(json.finish().utf8))
    let online = (object as? [String: Any])?["cores_online"] as? Int
    #expect(online == 5)
    #expect(fingerprint.description.contains("build identifier  unknown"))
  }

  @Test func `this machine has a fingerprint, and a machine that tells nothing has one too`() throws
  {
    let here = HostFingerprint()
    #expect(here == HostFingerprint())
    #expect(here.coresUsable >= 1 && here.pageBytes >= 4096 && here.memoryBytes > 1 << 20)
    #expect(!here.kernel.isEmpty && here.numaNodes >= 1)
    #expect(here.build == "debug" || here.build == "release")
    #expect(here.buildIdentifier.isEmpty || here.buildIdentifier.count >= 16)
    let made = try MadeUpHost([:])
    let silent = HostFingerprint(host: made.host)
    #expect(silent.processor == "" && silent.coresOnline >= 1 && silent.numaNodes >= 1)
  }

  @Test func `a run is told apart by machine, command and configuration`() throws {
    let made = try MadeUpHost(files)
    let other = try MadeUpHost(files.merging(["proc/sys/kernel/osrelease": "6.2"]) { $1 })
    let fingerprint = HostFingerprint(host: made.host)
    let run = fingerprint.run(command: ["bench", "--rate", "5"], configuration: "a = 1")
    #expect(run == fingerprint.run(command: ["bench", "--rate", "5"], configuration: "a = 1"))
    #expect(run.count == 16 && run.allSatisfy(\.isHexDigit))
    let others: [String] = [
      fingerprint.run(command: ["bench", "--rate", "6"], configuration: "a = 1"),
      fingerprint.run(command: ["bench", "--rate5"], configuration: "a = 1"),
      fingerprint.run(command: ["bench", "--rate", "5"], configuration: "a = 2"),
      fingerprint.run(command: ["bench", "--rate", "5", "configuration"], configuration: "a = 1"),
      HostFingerprint(host: other.host)
        .run(command: ["bench", "--rate", "5"], configuration: "a = 1"),
    ]
    let distinct = Set(others).union([run])
    #expect(distinct.count == 6)
  }

  @Test func `kernel lists are counted`() {
    #expect(HostFiles.count(ofList: "0") == 1)
    #expect(HostFiles.count(ofList: "0-3") == 4)
    #expect(HostFiles.count(ofList: "0-3,8,10-11") == 7)
    #expect(HostFiles.count(ofList: "") == 0)
    for wrong in ["3-1", "x", "0-", "-", "1-2-3"] {
      #expect(HostFiles.count(ofList: wrong) == nil, "\(wrong)")
    }
  }

  @Test func `a build identifier is found where it is, and nowhere else`() throws {
    // A header of 64 bytes, one program header (a note) at 64, the note at 120.
    var bytes = [UInt8](repeating: 0, count: 160)
    func put(_ value: [UInt8], _ at: Int) {
      bytes.replaceSubrange(at..<(at + value.count), with: value)
    }
    put([0x7F, 0x45, 0x4C, 0x46, 2, 1], 0)
    put([64], 32)
    put([56], 54)
    put([1], 56)
    put([4], 64)
    put([120], 72)
    put([40], 96)
    put([4, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0], 120)
    put([0x47, 0x4E, 0x55, 0, 0xAB, 0xCD, 0x01], 132)
    #expect(BuildIdentity.identifier(ofExecutable: bytes) == "abcd01")
    // Cut or damaged anywhere, it is absent or other, and nothing is read outside.
    for length in 0..<139 {
      #expect(BuildIdentity.identifier(ofExecutable: Array(bytes[..<length])) == nil)
    }
    var random = SplitMix(seed: 7)
    let edges: [UInt8] = [0, 1, 0x7F, 0x80, 0xFF]
    for _ in 0..<20_000 {
      var damaged = bytes
      for _ in 0..<Int(1 + random.next() % 4) {
        let at = Int(random.next() % 160)
        damaged[at] = edges[Int(random.next() % 5)]
      }
      _ = BuildIdentity.identifier(ofExecutable: damaged)
    }
  }
}
