// SPDX-License-Identifier: Apache-2.0

import Foundation
import Telemetry
import Testing

@testable import HostAudit

/// A quiet machine: two cores, and our process 10 with one thread.
private let quiet: [String: String] = [
  "proc/stat": "cpu0 100 0 50 9000 5 0 1 0 0 0\ncpu1 100 0 50 9000 5 0 1 0 0 0\n",
  "proc/interrupts": interrupts(disk: 100, timer: 1000),
  "proc/10/task/10/stat": own(faults: 50, diskFaults: 0),
  "proc/10/task/10/schedstat": "1000000 500000 9\n",
  "proc/20/task/21/stat": stat(20, "cc1plus", core: 1),
  "proc/20/task/21/schedstat": "7000000 0 9\n",
  "proc/2/task/2/stat": stat(2, "kworker/1:2", core: 1, isKernel: true),
  "proc/2/task/2/schedstat": "0 0 9\n",
  "sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq": "3000000\n",
  "sys/devices/system/cpu/cpu1/cpufreq/scaling_cur_freq": "3000000\n",
]

private func interrupts(disk: Int, timer: Int) -> String {
  """
           CPU0       CPU1
   24:       10      \(disk)   PCI-MSI 1-edge   nvme0q1
  LOC:     1000      \(timer)   Local timer interrupts

  """
}

private func own(faults: Int, diskFaults: Int) -> String {
  "10 (mlk-in) S 1 1 1 0 -1 4194304 \(faults) 0 \(diskFaults) 0 1 0 0 0 20 0 1 0 50 1000 10 "
    + "18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0"
}

/// One second, in which these files changed; then what is reported.
private func judge(
  _ changes: [String: String], _ phase: NoiseMonitor.Phase = .during, cores: CoreSet? = nil,
  base: [String: String] = quiet, limits: NoiseMonitor.Limits = .init()
) throws -> NoiseReport {
  let machine = try MadeUpMachine(base)
  var monitor = NoiseMonitor(
    files: machine.files, cores: cores, ownProcesses: [10], limits: limits,
    first: HostSample(machine.files, at: 1_000_000_000))
  for (path, text) in changes { try machine.write(path, Data(text.utf8)) }
  monitor.sample(phase, HostSample(machine.files, at: 2_000_000_000))
  return monitor.report
}

@Suite struct NoiseMonitorTests {
  @Test(arguments: [NoiseMonitor.Phase.before, .during, .after])
  func `a quiet machine is quiet`(phase: NoiseMonitor.Phase) throws {
    let report = try judge([:], phase)
    #expect(report.isQuiet && report.reason == nil && report.intervals == 1)
  }

  @Test func `steal is the hypervisor's`() throws {
    let stolen = ["proc/stat": "cpu0 100 0 50 9090 5 0 1 5 0 0\ncpu1 100 0 50 9090 5 0 1 4 0 0\n"]
    let report = try judge(stolen)
    #expect(report.noises.map(\.kind) == [.steal] && report.noises[0].lostNanoseconds == 90_000_000)
    #expect(report.reason == "noise: steal: the hypervisor, 90 ms during the run")
    // A tick is nothing to go by, be it a hundredth of the time.
    let one = ["proc/stat": "cpu0 100 0 50 9090 5 0 1 1 0 0\n"]
    #expect(try judge(one, cores: CoreSet([0])).isQuiet)
    let tick = ["proc/stat": "cpu0 100 0 50 9090 5 0 1 1 0 0\ncpu1 100 0 50 9090 5 0 1 0 0 0\n"]
    #expect(try judge(tick).isQuiet)
  }

  @Test func `a process is named when we waited while it ran`() throws {
    let busy = [
      "proc/20/task/21/schedstat": "607000000 0 9\n",
      "proc/2/task/2/schedstat": "200000000 0 9\n",
      "proc/10/task/10/schedstat": "1000000 300500000 9\n",
    ]
    let report = try judge(busy)
    #expect(
      report.reason
        == "noise: process: cc1plus (20), 225 ms during the run; process: kworker/1:2 (kernel), "
        + "75 ms during the run")
    // It ran, and we did not wait: it had a core of its own.
    var harmless = busy
    harmless["proc/10/task/10/schedstat"] = "1000000 600000 9\n"
    #expect(try judge(harmless).isQuiet)
    // That we ran ourselves is no noise, wherever.
    let ours = ["proc/10/task/10/schedstat": "900000000 500000 9\n"]
    #expect(try judge(ours, .before).isQuiet)
    #expect(try judge(ours, cores: CoreSet([1])).isQuiet)
    // Unless the core was to be ours.
    let pinned = try judge(harmless, cores: CoreSet([1]))
    #expect(pinned.noises.map(\.culprit) == ["cc1plus (20)", "kworker/1:2 (kernel)"])
    #expect(try judge(harmless, cores: CoreSet([0])).isQuiet)
    // Or it runs while nothing should.
    let before = try judge(harmless, .before)
    #expect(before.reason?.hasPrefix("noise: process: cc1plus (20), 600 ms before the run") == true)
  }

  @Test func `a process that began and one that took a thread's number are told apart`() throws {
    let began = try judge(
      [
        "proc/30/task/30/stat": stat(30, "java", core: 1, ticks: 40),
        "proc/40/task/40/stat": stat(40, "zsh", core: 0, ticks: 60),
      ], .before)
    #expect(began.noises.map(\.culprit) == ["zsh (40)", "java (30)"], "the worst first")
    #expect(began.noises.map(\.lostNanoseconds) == [600_000_000, 400_000_000])
    // Of the thread that had the number before, 7 ms stand against these 150.
    let reused = try judge(
      [
        "proc/20/task/21/stat": stat(20, "other", core: 1, start: 99),
        "proc/20/task/21/schedstat": "150000000 0 9\n",
      ], .before)
    #expect(reused.noises.map(\.culprit) == ["other (20)"])
    #expect(reused.noises.map(\.lostNanoseconds) == [150_000_000])
  }

  @Test func `threads of ours that wait for each other are told`() throws {
    let report = try judge(["proc/10/task/10/schedstat": "1000000 900000000 9\n"])
    #expect(report.noises.map(\.culprit) == ["threads of ours, more than there are cores"])
    // Others ran a little meanwhile, and are not to blame for the rest.
    let both = try judge([
      "proc/10/task/10/schedstat": "1000000 900500000 9\n",
      "proc/20/task/21/schedstat": "107000000 0 9\n",
    ])
    #expect(both.noises.map(\.lostNanoseconds) == [800_000_000, 100_000_000])
    #expect(both.noises[1].culprit == "cc1plus (20)")
  }

  @Test func `an interrupt line is named, but not the tick`() throws {
    let report = try judge(["proc/interrupts": interrupts(disk: 5100, timer: 9000)])
    #expect(report.noises.map(\.culprit) == ["nvme0q1 (line 24)"])
    #expect(report.noises[0].lostNanoseconds == 15_000_000)
    #expect(try judge(["proc/interrupts": interrupts(disk: 2000, timer: 1000)]).isQuiet)
  }

  @Test func `page faults are our thread's, and worse from a disk`() throws {
    let report = try judge(["proc/10/task/10/stat": own(faults: 2050, diskFaults: 3)])
    #expect(report.noises.map(\.culprit) == ["thread mlk-in", "thread mlk-in, from a disk"])
    #expect(report.noises.map(\.lostNanoseconds) == [2_000_000, 300_000])
    #expect(report.reason?.contains("less than 1 ms during the run") == true)
    let after = ["proc/10/task/10/stat": own(faults: 2050, diskFaults: 3)]
    #expect(try judge(after, .after).isQuiet, "only the run's count")
  }

  @Test func `a clock that fell is told with its core`() throws {
    let slow = ["sys/devices/system/cpu/cpu1/cpufreq/scaling_cur_freq": "1800000\n"]
    let report = try judge(slow, .after)
    #expect(
      report.reason == "noise: frequency: core 1, from 3000 to 1800 MHz, 400 ms after the run")
    #expect(try judge(slow, .during).isQuiet, "reading it may interrupt the core")
    #expect(try judge(slow, .after, cores: CoreSet([0])).isQuiet)
  }

  @Test func `the same culprit in many seconds is one line`() throws {
    let machine = try MadeUpMachine(quiet)
    var monitor = NoiseMonitor(
      files: machine.files, cores: nil, ownProcesses: [10], limits: .init(),
      first: HostSample(machine.files, at: 0))
    for second in 1...50 {
      let text = interrupts(disk: 100 + 3000 * second, timer: 0)
      try machine.write("proc/interrupts", Data(text.utf8))
      monitor.sample(.during, HostSample(machine.files, at: UInt64(second) * 1_000_000_000))
    }
    let report = monitor.report
    #expect(report.noises.count == 1 && report.noises[0].intervals == 50)
    #expect(report.noises[0].lostNanoseconds == 450_000_000 && report.intervals == 50)
    var json = JSONWriter()
    report.write(to: &json)
    let read = try JSONSerialization.jsonObject(with: Data(json.finish().utf8)) as? [String: Any]
    #expect(read?["quiet"] as? Bool == false)
    #expect(
      (read?["noises"] as? [[String: Any]])?.first?["culprit"] as? String == "nvme0q1 (line 24)")
  }

  @Test func `files that say anything, or nothing, are survived`() throws {
    let contents = [
      "", "\u{0}", "9", "-1 -1 -1", "18446744073709551615 18446744073709551615 1",
      "cpu0 18446744073709551615 1 1 1 1 1 1 18446744073709551615",
      String(repeating: "x ", count: 9999),
    ]
    for path in quiet.keys {
      for content in contents {
        for phase in [NoiseMonitor.Phase.before, .during, .after] {
          _ = try judge([path: content], phase).reason
          let base = quiet.merging([path: content]) { $1 }
          _ = try judge(quiet, phase, base: base).reason
        }
      }
    }
    #expect(try judge([:], base: [:]).isQuiet)
  }

  /// On this machine: a process that only computes, on one of our cores.
  @Test func `a real disturber is named`() throws {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "while :; do :; done"]
    process.standardInput = FileHandle.nullDevice
    try process.run()
    defer {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    let cores = CoreSet(HostSample(HostFiles()).cores.keys)
    var monitor = NoiseMonitor(cores: cores, ownProcesses: [Int(getpid())])
    // A busy machine may not let it run at once; how long is no matter here.
    for _ in 0..<200 {
      usleep(50_000)
      monitor.sample(.during)
      if monitor.report.noises.contains(where: { $0.culprit == "sh (\(process.processIdentifier))" }
      ) {
        return
      }
    }
    #expect(Bool(false), "\(monitor.report.reason ?? "quiet")")
  }
}
