// SPDX-License-Identifier: Apache-2.0

import Foundation
import Telemetry

@testable import HostAudit

/// A machine that is made of files alone: `text` by path, and symbolic links.
final class MadeUpMachine: Sendable {
  let folder: URL
  var files: HostFiles { HostFiles(root: folder.path) }

  init(_ texts: [String: String], links: [String: String] = [:]) throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("matchlock-audit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (path, text) in texts { try write(path, Data(text.utf8)) }
    for (path, target) in links {
      let file = folder.appendingPathComponent(path)
      try Self.makeParent(file)
      try FileManager.default.createSymbolicLink(
        atPath: file.path, withDestinationPath: target)
    }
  }

  func write(_ path: String, _ bytes: Data) throws {
    let file = folder.appendingPathComponent(path)
    try Self.makeParent(file)
    try bytes.write(to: file)
  }

  func remove(_ path: String) throws {
    try FileManager.default.removeItem(at: folder.appendingPathComponent(path))
  }

  func text(_ path: String) -> String? {
    try? String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
  }

  /// Every file and its bytes.
  func contents() -> [String: Data] {
    var all: [String: Data] = [:]
    let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
    for name in names ?? [] {
      let file = folder.appendingPathComponent(name)
      if let bytes = try? Data(contentsOf: file) { all[name] = bytes }
    }
    return all
  }

  /// The audit, watched for 200 ms that did not have to pass; `later` changes files meanwhile.
  func audit(
    hot: CoreSet? = nil, facts: KernelFacts = goodFacts, checks: [Check] = Check.all,
    later: [String: String] = [:]
  ) throws -> HostAudit {
    let before = HostSample(files, at: 1_000_000_000)
    for (path, text) in later { try write(path, Data(text.utf8)) }
    let after = HostSample(files, at: 1_200_000_000)
    return HostAudit(
      files: files, facts: facts, hotCores: hot, checks: checks, samples: (before, after))
  }

  private static func makeParent(_ file: URL) throws {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }
}

let goodFacts = KernelFacts(
  driver: { _ in
    .init(
      name: "mlx5_core", firmware: "26.41.1000", receiveMicroseconds: 0, isReceiveAdaptive: false,
      obeysPause: false)
  },
  timeQuality: {
    .init(isSynchronised: true, offsetMicroseconds: -3, errorMicroseconds: 12)
  })

/// A line of proc/pid/stat, with what the audit reads of it.
func stat(
  _ process: Int, _ name: String, core: Int, ticks: Int = 0, isKernel: Bool = false, start: Int = 50
) -> String {
  "\(process) (\(name)) S 1 1 1 0 -1 \(isKernel ? 0x20_0040 : 0x40_0000) 7 0 1 0 \(ticks) 0 0 0 20 0 1 0 "
    + "\(start) 1000 10 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 17 \(core) 0 0 0 0 0"
}

private func goodCores() -> [String: String] {
  var files: [String: String] = [:]
  for core in 0..<8 {
    let folder = "sys/devices/system/cpu/cpu\(core)"
    files["\(folder)/topology/thread_siblings_list"] = "\(core)\n"
    files["\(folder)/cpufreq/scaling_governor"] = "performance\n"
    files["\(folder)/cpufreq/energy_performance_preference"] = "performance\n"
    files["\(folder)/cpufreq/scaling_max_freq"] = "3800000\n"
    files["\(folder)/cpufreq/cpuinfo_max_freq"] = "3800000\n"
    for (state, (name, latency, off)) in [("POLL", 0, 0), ("C1", 2, 0), ("C6", 133, 1)].enumerated()
    {
      files["\(folder)/cpuidle/state\(state)/name"] = "\(name)\n"
      files["\(folder)/cpuidle/state\(state)/latency"] = "\(latency)\n"
      files["\(folder)/cpuidle/state\(state)/disable"] = "\(off)\n"
    }
  }
  return files
}

let interruptsBefore = """
             CPU0   CPU1   CPU2   CPU3   CPU4   CPU5   CPU6   CPU7
    24:       10      0      5      0      0      0      0      0   PCI-MSI 1-edge      nvme0q1
    31:       90      0      0      0      0      0      0      0   PCI-MSI 2-edge      mlx5_comp0
   LOC:      100    100    100    100    100    100    100    100   Local timer interrupts
   ERR:        0

  """

/// A server with eight cores on two nodes and a card on the first, on which nothing is to be done:
/// cores 2 and 3 are for tiles.
let goodFiles: [String: String] = goodCores().merging([
  "proc/cmdline":
    "BOOT_IMAGE=/vmlinuz ro isolcpus=managed_irq,domain,2-3 nohz_full=2-3 rcu_nocbs=2-3 quiet\n",
  "proc/cpuinfo": """
  processor\t: 0
  vendor_id\t: GenuineIntel
  model name\t: Imaginary 9000 @ 3.00GHz
  microcode\t: 0x2b000603
  flags\t\t: fpu constant_tsc nonstop_tsc avx2

  processor\t: 1
  microcode\t: 0x2b000603

  """,
  "proc/sys/kernel/osrelease": "6.1.0-1-amd64\n",
  "proc/stat": "cpu 8 0 0 0\n"
    + (0..<8).map { "cpu\($0) 100 0 50 9000 5 0 1 0 0 0\n" }.joined() + "intr 5\n",
  "proc/interrupts": interruptsBefore,
  "proc/1/task/1/stat": stat(1, "systemd", core: 0, ticks: 100),
  "proc/77/task/77/stat": stat(77, "chronyd", core: 1, ticks: 3),
  "proc/90/task/90/stat": stat(90, "migration/2", core: 2, ticks: 1, isKernel: true),
  "proc/90/task/90/schedstat": "5000 0 1\n",
  "proc/swaps": "Filename\tType\tSize\tUsed\tPriority\n/dev/sda2 partition 1 0 -2\n",
  "proc/net/route": "Iface\tDestination\tGateway\neth9\t00000000\t0100000A\n",
  "proc/self/cgroup": "0::/system.slice/matchlock.service\n",
  "proc/self/limits": """
  Limit                     Soft Limit           Hard Limit           Units
  Max open files            65536                65536                files
  Max locked memory         unlimited            unlimited            bytes

  """,
  "proc/self/status": "Name:\tmatchlock\nCpus_allowed_list:\t0-1,4-7\n",
  "proc/irq/default_smp_affinity": "f3\n",
  "proc/irq/24/smp_affinity_list": "0-7\n",
  "proc/irq/24/effective_affinity_list": "0\n",
  "proc/irq/31/smp_affinity_list": "0-1\n",
  "proc/sys/kernel/numa_balancing": "0\n",
  "proc/sys/kernel/sched_rt_runtime_us": "-1\n",
  "proc/sys/kernel/sched_rt_period_us": "1000000\n",
  "proc/sys/kernel/nmi_watchdog": "0\n",
  "proc/sys/kernel/watchdog": "1\n",
  "proc/sys/kernel/watchdog_cpumask": "0-1,4-7\n",
  "proc/sys/kernel/printk": "7\t4\t1\t7\n",
  "proc/sys/vm/swappiness": "1\n",
  "proc/sys/vm/stat_interval": "10\n",
  "sys/class/dmi/id/sys_vendor": "Imaginary Inc.\n",
  "sys/class/ptp/ptp0/clock_name": "mlx5_ptp\n",
  "sys/devices/system/cpu/online": "0-7\n",
  "sys/devices/system/cpu/isolated": "2-3\n",
  "sys/devices/system/cpu/nohz_full": "2-3\n",
  "sys/devices/system/cpu/intel_pstate/no_turbo": "0\n",
  "sys/devices/system/cpu/intel_pstate/max_perf_pct": "100\n",
  "sys/devices/system/cpu/intel_pstate/min_perf_pct": "100\n",
  "sys/devices/system/cpu/vulnerabilities/meltdown": "Not affected\n",
  "sys/devices/system/cpu/vulnerabilities/retbleed": "Mitigation: Enhanced IBRS\n",
  "sys/devices/system/cpu/vulnerabilities/old_microcode": "Not affected\n",
  "sys/devices/system/clocksource/clocksource0/current_clocksource": "tsc\n",
  "sys/devices/system/clocksource/clocksource0/available_clocksource": "tsc hpet acpi_pm\n",
  "sys/devices/system/node/online": "0-1\n",
  "sys/devices/system/node/node0/cpulist": "0-3\n",
  "sys/devices/system/node/node1/cpulist": "4-7\n",
  "sys/devices/system/node/node0/hugepages/hugepages-2048kB/nr_hugepages": "512\n",
  "sys/devices/system/node/node0/hugepages/hugepages-2048kB/free_hugepages": "512\n",
  "sys/devices/system/node/node1/hugepages/hugepages-2048kB/nr_hugepages": "0\n",
  "sys/devices/system/node/node1/hugepages/hugepages-2048kB/free_hugepages": "0\n",
  "sys/devices/virtual/workqueue/cpumask": "f3\n",
  "sys/devices/virtual/workqueue/writeback/cpumask": "f3\n",
  "sys/fs/cgroup/system.slice/matchlock.service/cpu.max": "max 100000\n",
  "sys/fs/cgroup/system.slice/matchlock.service/cpuset.cpus.effective": "0-7\n",
  "sys/fs/cgroup/system.slice/matchlock.service/hugetlb.2MB.max": "max\n",
  "sys/fs/cgroup/system.slice/cpu.max": "max 100000\n",
  "sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages": "512\n",
  "sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages": "0\n",
  "sys/kernel/mm/ksm/run": "0\n",
  "sys/kernel/mm/transparent_hugepage/enabled": "always [madvise] never\n",
  "sys/bus/pci/devices/0000:3b:00.0/class": "0x020000\n",
  "sys/bus/pci/devices/0000:3b:00.0/numa_node": "0\n",
  "sys/bus/pci/devices/0000:3b:00.0/current_link_speed": "16.0 GT/s PCIe\n",
  "sys/bus/pci/devices/0000:3b:00.0/max_link_speed": "16.0 GT/s PCIe\n",
  "sys/bus/pci/devices/0000:3b:00.0/current_link_width": "16\n",
  "sys/bus/pci/devices/0000:3b:00.0/max_link_width": "16\n",
  "sys/bus/pci/devices/0000:3b:00.0/net/ens1/operstate": "up\n",
  "sys/bus/pci/devices/0000:3b:00.0/net/ens1/speed": "25000\n",
  "sys/bus/pci/devices/0000:00:1f.0/class": "0x060100\n",
  "sys/bus/pci/drivers/vfio-pci/module": "",
  "sys/bus/pci/drivers/mlx5_core/module": "",
  "dev/vfio/vfio": "",
]) { $1 }

let goodLinks: [String: String] = [
  "sys/bus/pci/devices/0000:3b:00.0/driver": "../../../../bus/pci/drivers/mlx5_core",
  "sys/bus/pci/devices/0000:3b:00.0/iommu_group": "../../../../kernel/iommu_groups/14",
  "sys/kernel/iommu_groups/14/devices/0000:3b:00.0": "../../../../devices/0000:3b:00.0",
  "sys/kernel/iommu_groups/14/devices/0000:00:1f.0": "../../../../devices/0000:00:1f.0",
  "sys/bus/pci/devices/0000:00:1f.0/driver": "../../../../bus/pci/drivers/lpc_ich",
]
