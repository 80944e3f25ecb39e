// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import HostAudit

/// What is done to the good machine, and what its check then says.
struct Spoilt: Sendable, CustomTestStringConvertible {
  let check: String
  let severity: Severity
  /// In what was found.
  let found: String
  /// In the remedy.
  let fix: String
  var changes: [String: String?] = [:]
  var links: [String: String?] = [:]
  var later: [String: String] = [:]
  var facts = goodFacts
  var hot: CoreSet? = nil

  var testDescription: String { "\(check): \(found)" }

  init(
    _ check: String, _ severity: Severity, _ found: String, fix: String = "",
    _ changes: [String: String?] = [:], links: [String: String?] = [:],
    later: [String: String] = [:], facts: KernelFacts = goodFacts, hot: CoreSet? = nil
  ) {
    self.check = check
    self.severity = severity
    self.found = found
    self.fix = fix
    self.changes = changes
    self.links = links
    self.later = later
    self.facts = facts
    self.hot = hot
  }
}

private let cpu = "sys/devices/system/cpu"
private let card = "sys/bus/pci/devices/0000:3b:00.0"
private let group = "sys/fs/cgroup/system.slice"
private let processors = goodFiles["proc/cpuinfo"]!

private func facts(
  driver: KernelFacts.Driver? = nil, time: KernelFacts.TimeQuality? = nil
) -> KernelFacts {
  KernelFacts(driver: { _ in driver }, timeQuality: { time })
}

private let spoiltCores: [Spoilt] = [
  Spoilt(
    "isolated-cores", .warn, "not isolated: core 3;", fix: "isolcpus=managed_irq,domain,2-3",
    ["\(cpu)/isolated": "2\n"], hot: CoreSet([2, 3])),
  Spoilt("isolated-cores", .absent, "does not say", ["\(cpu)/isolated": nil]),
  Spoilt(
    "isolated-cores", .ok, "cores 2-3",
    ["\(cpu)/isolated": "2\n", "sys/fs/cgroup/cpuset.cpus.isolated": "3\n"], hot: CoreSet([2, 3])),
  Spoilt(
    "full-ticks", .warn, "ticks on cores 2-3", fix: "nohz_full=2-3",
    ["\(cpu)/nohz_full": "(null)\n"]),
  Spoilt("full-ticks", .warn, "no CONFIG_NO_HZ_FULL", ["\(cpu)/nohz_full": nil]),
  Spoilt(
    "full-ticks", .absent, "not readable", ["\(cpu)/nohz_full": nil, "\(cpu)/online": nil]),
  Spoilt(
    "rcu-callbacks", .warn, "run on core 3", fix: "rcu_nocbs=2-3",
    ["proc/cmdline": "rcu_nocbs=2 nohz_full=2"]),
  Spoilt("rcu-callbacks", .ok, "elsewhere", ["proc/cmdline": "ro rcu_nocbs"]),
  Spoilt("rcu-callbacks", .ok, "elsewhere", ["proc/cmdline": "rcu_nocbs=2-N"]),
  Spoilt("rcu-callbacks", .absent, "not readable", ["proc/cmdline": nil]),
  Spoilt(
    "sibling-threads", .warn, "2 with 6", fix: "smt/control",
    ["\(cpu)/cpu2/topology/thread_siblings_list": "2,6"]),
  Spoilt(
    "sibling-threads", .ok, "no sibling",
    ["\(cpu)/cpu2/topology/thread_siblings_list": "2,10"]),
  Spoilt(
    "busy-cores", .fail, "java (500) 50.0 % on core 3", fix: "taskset -acp 0-1,4-7 500",
    later: ["proc/500/task/501/stat": stat(500, "java", core: 3, ticks: 10)]),
  Spoilt(
    "busy-cores", .warn, "migration/2 (kernel) 2.0 %", fix: "kernel's own work",
    later: ["proc/90/task/90/schedstat": "4005000 0 2"]),
  Spoilt(
    "busy-cores", .ok, "nothing else",
    later: ["proc/500/task/501/stat": stat(500, "java", core: 4, ticks: 10)]),
  Spoilt(
    "busy-cores", .fail, "a) b (c (9) 100.0 %",
    later: ["proc/9/task/9/stat": stat(9, "a) b (c", core: 2, ticks: 20)]),
]

private let spoiltPower: [Spoilt] = [
  Spoilt(
    "governor", .warn, "powersave on core 3", fix: "cpu3/cpufreq/scaling_governor",
    ["\(cpu)/cpu3/cpufreq/scaling_governor": "powersave\n"]),
  Spoilt(
    "energy-preference", .warn, "balance_power on core 2",
    fix: "echo performance > /\(cpu)/cpu2/cpufreq/energy_performance_preference",
    ["\(cpu)/cpu2/cpufreq/energy_performance_preference": "balance_power"]),
  Spoilt(
    "frequency-limits", .warn, "core 2 is held at 2000 of 3800 MHz", fix: "echo 3800000 >",
    ["\(cpu)/cpu2/cpufreq/scaling_max_freq": "2000000"]),
  Spoilt(
    "frequency-limits", .warn, "lowest share is 21 %", fix: "echo 100 >",
    ["\(cpu)/intel_pstate/min_perf_pct": "21"]),
  Spoilt(
    "turbo", .warn, "turbo is off", fix: "echo 0 > /\(cpu)/intel_pstate/no_turbo",
    ["\(cpu)/intel_pstate/no_turbo": "1"]),
  Spoilt(
    "turbo", .warn, "turbo is off", fix: "echo 1 > /\(cpu)/cpufreq/boost",
    ["\(cpu)/intel_pstate/no_turbo": nil, "\(cpu)/cpufreq/boost": "0"]),
  Spoilt(
    "idle-states", .warn, "deep as C6, 133 µs", fix: "echo 1 > /\(cpu)/cpu3/cpuidle/state2/disable",
    ["\(cpu)/cpu3/cpuidle/state2/disable": "0"]),
  Spoilt(
    "idle-states", .ok, "no core sleeps",
    ["\(cpu)/cpu3/cpuidle/state2/disable": "0", "proc/cmdline": "idle=poll"]),
]

private let nodePages = "sys/devices/system/node/node0/hugepages/hugepages-2048kB"
private let spoiltMemory: [Spoilt] = [
  Spoilt(
    "huge-pages", .warn, "node 0: 0 of 0", fix: "echo 128 > /\(nodePages)/nr_hugepages",
    ["\(nodePages)/nr_hugepages": "0", "\(nodePages)/free_hugepages": "0"]),
  Spoilt(
    "huge-pages", .warn, "node 0: 10 of 512", fix: "echo 630 >",
    ["\(nodePages)/free_hugepages": "10"]),
  Spoilt("huge-pages", .warn, "node 1: 0 of 0", hot: CoreSet([4])),
  Spoilt(
    "transparent-huge-pages", .warn, "always:", fix: "echo madvise >",
    ["sys/kernel/mm/transparent_hugepage/enabled": "[always] madvise never"]),
  Spoilt(
    "numa-balancing", .warn, "with 2 memory nodes", fix: "numa_balancing",
    ["proc/sys/kernel/numa_balancing": "1"]),
  Spoilt(
    "numa-balancing", .ok, "one memory node",
    ["proc/sys/kernel/numa_balancing": "1", "sys/devices/system/node/online": "0"]),
  Spoilt(
    "swap", .warn, "swappiness 60", fix: "swappiness", ["proc/sys/vm/swappiness": "60"]),
  Spoilt(
    "swap", .ok, "no swap", ["proc/sys/vm/swappiness": "60", "proc/swaps": "Filename Type\n"]),
  Spoilt("same-page-merging", .warn, "on", fix: "ksm/run", ["sys/kernel/mm/ksm/run": "1"]),
  Spoilt(
    "statistics-interval", .warn, "every 1 s", fix: "stat_interval",
    ["proc/sys/vm/stat_interval": "1"]),
  Spoilt(
    "locked-memory", .warn, "8 MiB", fix: "LimitMEMLOCK",
    ["proc/self/limits": "Max locked memory         8388608              8388608   bytes\n"]),
  Spoilt(
    "locked-memory", .fail, "16 KiB: keys cannot", fix: "LimitMEMLOCK",
    ["proc/self/limits": "Max locked memory         16384              8388608   bytes\n"]),
  Spoilt(
    "open-files", .warn, "256", fix: "LimitNOFILE",
    ["proc/self/limits": "Max open files            256              256   files\n"]),
]

private let spoiltKernel: [Spoilt] = [
  Spoilt(
    "realtime-throttling", .warn, "950000 of every 1000000", fix: "echo -1 >",
    ["proc/sys/kernel/sched_rt_runtime_us": "950000"]),
  Spoilt(
    "nmi-watchdog", .warn, "on", fix: "nmi_watchdog", ["proc/sys/kernel/nmi_watchdog": "1"]),
  Spoilt(
    "watchdog-cores", .warn, "cores 2-3", fix: "echo 0-1,4-7 > /proc/sys/kernel/watchdog_cpumask",
    ["proc/sys/kernel/watchdog_cpumask": "0-7"]),
  Spoilt(
    "watchdog-cores", .ok, "off",
    ["proc/sys/kernel/watchdog_cpumask": "0-7", "proc/sys/kernel/watchdog": "0"]),
  Spoilt(
    "workqueues", .warn, "writing back files may run on cores 2-3",
    fix: "echo f3 > /sys/devices/virtual/workqueue/writeback/cpumask",
    ["sys/devices/virtual/workqueue/writeback/cpumask": "ff"]),
  Spoilt(
    "serial-console", .warn, "serial (ttyS0,115200)", fix: "dmesg -n",
    ["proc/cmdline": "console=tty0 console=ttyS0,115200"]),
  Spoilt(
    "serial-console", .ok, "only errors",
    ["proc/cmdline": "console=ttyS0", "proc/sys/kernel/printk": "4 4 1 7"]),
  Spoilt(
    "mitigations", .warn, "open to: retbleed", fix: "mitigations=off",
    ["\(cpu)/vulnerabilities/retbleed": "Vulnerable"]),
  Spoilt(
    "microcode", .warn, "is old", fix: "microcode",
    ["\(cpu)/vulnerabilities/old_microcode": "Vulnerable"]),
  Spoilt(
    "microcode", .warn, "cores differ", fix: "microcode",
    ["proc/cpuinfo": processors + "microcode\t: 0x7\n"]),
]

private let spoiltInterrupts: [Spoilt] = [
  Spoilt(
    "default-interrupt-affinity", .warn, "may go to cores 2-3",
    fix: "echo f3 > /proc/irq/default_smp_affinity", ["proc/irq/default_smp_affinity": "ff"]),
  Spoilt(
    "default-interrupt-affinity", .warn, "cores 0-7", fix: "every core is hot",
    ["proc/irq/default_smp_affinity": "ff"], hot: CoreSet(0..<8)),
  Spoilt(
    "interrupt-lines", .warn, "1 of 2 lines go to cores 2-3; busiest 24 (nvme0q1), 100 a second",
    fix: "echo 0-1,4-7 > /proc/irq/24/smp_affinity_list",
    ["proc/irq/24/effective_affinity_list": "2\n"],
    later: ["proc/interrupts": interruptsBefore.replacing("      5   ", with: "     25   ")]),
  Spoilt(
    "interrupt-lines", .fail, "5,000 a second", ["proc/irq/24/effective_affinity_list": "2\n"],
    later: ["proc/interrupts": interruptsBefore.replacing("      5   ", with: "   1005   ")]),
  Spoilt(
    "interrupt-lines", .warn, "quiet while watched", ["proc/irq/31/smp_affinity_list": "0-7"]),
  Spoilt(
    "irqbalance", .warn, "runs (600), and may use core 5", fix: "IRQBALANCE_BANNED_CPULIST=5",
    ["proc/600/task/600/stat": stat(600, "irqbalance", core: 0)], hot: CoreSet([5])),
  Spoilt(
    "irqbalance", .ok, "keeps off core 5",
    [
      "proc/600/task/600/stat": stat(600, "irqbalance", core: 0),
      "etc/default/irqbalance": "# x\nIRQBALANCE_BANNED_CPULIST=\"4-5\"\n",
    ], hot: CoreSet([5])),
]

private let clocks = "sys/devices/system/clocksource/clocksource0"
private let spoiltClocks: [Spoilt] = [
  Spoilt(
    "counter", .warn, "lacks nonstop_tsc", fix: "invtsc",
    ["proc/cpuinfo": "flags : fpu constant_tsc\n"]),
  Spoilt(
    "clock-source", .fail, "hpet", fix: "echo tsc >", ["\(clocks)/current_clocksource": "hpet"]),
  Spoilt(
    "clock-source", .warn, "kvm-clock", fix: "does not offer tsc",
    [
      "\(clocks)/current_clocksource": "kvm-clock",
      "\(clocks)/available_clocksource": "kvm-clock acpi_pm",
    ]),
  Spoilt(
    "time-of-day", .warn, "not synchronised; chronyd", fix: "chrony",
    facts: facts(
      time: .init(isSynchronised: false, offsetMicroseconds: 0, errorMicroseconds: 16_000_000))),
  Spoilt(
    "time-of-day", .warn, "within 2500 µs", fix: "chronyc",
    facts: facts(
      time: .init(isSynchronised: true, offsetMicroseconds: -2500, errorMicroseconds: 9))),
  Spoilt("time-of-day", .absent, "was not asked; chronyd; hardware clock: mlx5_ptp", facts: .none),
]

private let spoiltMachine: [Spoilt] = [
  Spoilt(
    "virtual-machine", .warn, "a guest (Imaginary Inc.)", fix: "metal",
    ["proc/cpuinfo": "flags : fpu hypervisor\n"]),
  Spoilt(
    "steal", .warn, "2.09 % since the boot, 0.0 % while watched", fix: "pinned",
    ["proc/stat": "cpu2 100 0 50 9000 5 0 1 200 0 0\ncpu3 100 0 0 9000 0 0 0 190 0 0\n"]),
  Spoilt(
    "steal", .fail, "50.0 % while watched",
    later: ["proc/stat": "cpu2 110 0 50 9000 5 0 1 10 0 0\n"]),
  Spoilt(
    "cpu-quota", .fail, "200000 of every 100000 µs", fix: "CPUQuota",
    ["\(group)/cpu.max": "200000 100000", "\(group)/cpu.stat": "x 1\nnr_throttled 7\n"]),
  Spoilt(
    "cpu-quota", .fail, "50000 of every 100000 µs",
    [
      "proc/self/cgroup": "4:cpu,cpuacct:/docker/x\n",
      "sys/fs/cgroup/cpu,cpuacct/docker/x/cpu.cfs_quota_us": "50000",
      "sys/fs/cgroup/cpu,cpuacct/docker/x/cpu.cfs_period_us": "100000",
    ]),
  Spoilt(
    "cpuset", .fail, "cores 2-3 may not be used here (allowed: 4-7)", fix: "AllowedCPUs",
    ["\(group)/matchlock.service/cpuset.cpus.effective": "4-7"]),
  Spoilt("cpuset", .fail, "core 8 not on", fix: "--cores", hot: CoreSet([2, 8])),
  Spoilt(
    "cpuset", .fail, "core 5 may not be used",
    [
      "\(group)/matchlock.service/cpuset.cpus.effective": nil,
      "proc/self/status": "Cpus_allowed_list:\t0-1\n",
    ], hot: CoreSet([2, 5])),
  Spoilt(
    "huge-page-limit", .fail, "64 pages of 2 MiB allowed, 512 free", fix: "below 128",
    ["\(group)/matchlock.service/hugetlb.2MB.max": "134217728"]),
]

private let spoiltNetwork: [Spoilt] = [
  Spoilt(
    "network-driver", .warn, "ixgbe, firmware 26.41.1000: reached through",
    fix: "dpdk-devbind.py --bind=vfio-pci 0000:3b:00.0",
    links: ["\(card)/driver": "../drivers/ixgbe"]),
  Spoilt(
    "network-driver", .warn, "ixgbe", fix: "leave it",
    ["proc/net/route": "Iface Destination\nens1 00000000 0100000A\n"],
    links: ["\(card)/driver": "../drivers/ixgbe"]),
  Spoilt(
    "network-driver", .absent, "no network device",
    ["\(card)/class": "0x010000", "\(card)/net/ens1/operstate": nil, "\(card)/net/ens1/speed": nil]),
  Spoilt(
    "network-link", .warn, "down", fix: "ip link set ens1 up",
    ["\(card)/net/ens1/operstate": "down"]),
  Spoilt("network-link", .warn, "1000 Mb/s", fix: "10 Gb/s", ["\(card)/net/ens1/speed": "1000"]),
  Spoilt(
    "network-node", .warn, "on node 1; cores 2-3 elsewhere", fix: "node 1: 4-7",
    ["\(card)/numa_node": "1"]),
  Spoilt("network-node", .ok, "any node", ["\(card)/numa_node": "-1"]),
  Spoilt(
    "pcie-link", .warn, "x4, of 16.0 GT/s PCIe x16", fix: "slot",
    ["\(card)/current_link_width": "4"]),
  Spoilt("pcie-link", .warn, "8.0 GT/s", ["\(card)/current_link_speed": "8.0 GT/s PCIe"]),
  Spoilt(
    "interrupt-coalescing", .warn, "64 µs, adaptive", fix: "ethtool -C ens1",
    facts: facts(
      driver: .init(name: "ice", receiveMicroseconds: 64, isReceiveAdaptive: true))),
  Spoilt(
    "pause-frames", .warn, "obeyed", fix: "ethtool -A ens1",
    facts: facts(driver: .init(name: "ice", obeysPause: true))),
  Spoilt(
    "iommu", .warn, "group 14 is not viable: 0000:3b:00.1",
    fix: "--bind=vfio-pci 0000:3b:00.1",
    links: [
      "sys/kernel/iommu_groups/14/devices/0000:3b:00.1": "../x",
      "sys/bus/pci/devices/0000:3b:00.1/driver": "../drivers/ixgbe",
    ]),
  Spoilt(
    "iommu", .warn, "no IOMMU: not switched on", fix: "intel_iommu=on",
    links: [
      "sys/kernel/iommu_groups/14/devices/0000:3b:00.0": nil,
      "sys/kernel/iommu_groups/14/devices/0000:00:1f.0": nil,
    ]),
  Spoilt(
    "iommu", .warn, "although intel_iommu=on was asked for", fix: "VT-d",
    ["proc/cmdline": "intel_iommu=on"],
    links: [
      "sys/kernel/iommu_groups/14/devices/0000:3b:00.0": nil,
      "sys/kernel/iommu_groups/14/devices/0000:00:1f.0": nil,
    ]),
  Spoilt(
    "iommu", .warn, "unsafe mode is on", fix: "echo N >",
    ["sys/module/vfio/parameters/enable_unsafe_noiommu_mode": "Y"]),
  Spoilt(
    "vfio", .warn, "not loaded", fix: "modprobe vfio-pci",
    ["sys/bus/pci/drivers/vfio-pci/module": nil]),
  Spoilt(
    "vfio", .warn, "no /dev/vfio/14 here, for 0000:3b:00.0", fix: "--device /dev/vfio/14",
    links: ["\(card)/driver": "../drivers/vfio-pci"]),
  Spoilt(
    "vfio", .ok, "loaded", ["dev/vfio/14": ""], links: ["\(card)/driver": "../drivers/vfio-pci"]),
  Spoilt("vfio", .warn, "no /dev/vfio/vfio", fix: "--device", ["dev/vfio/vfio": nil]),
]

private let spoilt =
  spoiltCores + spoiltPower + spoiltMemory + spoiltKernel + spoiltInterrupts + spoiltClocks
  + spoiltMachine + spoiltNetwork

@Suite struct ChecksTests {
  @Test func `on a good machine nothing is to be done`() throws {
    let audit = try MadeUpMachine(goodFiles, links: goodLinks).audit()
    #expect(audit.hotCores == CoreSet([2, 3]))
    for result in audit.results {
      for finding in result.findings {
        #expect(finding.severity == .ok, "\(result.check.id): \(finding.found)")
      }
    }
    #expect(audit.exitCode == 0 && audit.settings.isEmpty && audit.bootParameters.isEmpty)
  }

  @Test(arguments: spoilt) func `what is spoilt is found, with its remedy`(_ spoilt: Spoilt) throws
  {
    let files = goodFiles.merging(spoilt.changes.compactMapValues { $0 }) { $1 }
      .filter { spoilt.changes[$0.key] != .some(nil) }
    let links = goodLinks.merging(spoilt.links.compactMapValues { $0 }) { $1 }
      .filter { spoilt.links[$0.key] != .some(nil) }
    let machine = try MadeUpMachine(files, links: links)
    let check = try #require(Check.named(spoilt.check))
    let audit = try machine.audit(
      hot: spoilt.hot, facts: spoilt.facts, checks: [check], later: spoilt.later)
    let finding = try #require(audit.results.first?.findings.first)
    #expect(finding.severity == spoilt.severity, "\(finding.found)")
    #expect(finding.found.contains(spoilt.found), "\(finding.found)")
    let needsCare = finding.severity == .warn || finding.severity == .fail
    #expect((finding.remedy != nil) == needsCare && (finding.cost != nil) == needsCare)
    let fix = finding.remedy?.text ?? ""
    #expect(spoilt.fix.isEmpty || fix.contains(spoilt.fix), "\(fix)")
    let codes: [Severity: Int32] = [.ok: 0, .absent: 0, .warn: 3, .fail: 1]
    #expect(audit.exitCode == codes[finding.severity])
  }

  @Test func `every check can fail, and says why it is there`() {
    let seen = Set(spoilt.filter { $0.severity == .warn || $0.severity == .fail }.map(\.check))
    for check in Check.all {
      #expect(seen.contains(check.id), "\(check.id) is never seen to find anything")
      #expect(check.explanation.count > 80 && check.question.hasSuffix("?"))
    }
    #expect(Set(Check.all.map(\.id)).count == Check.all.count)
    #expect(Set(Check.all.map(\.group)) == Set(Check.Group.allCases))
  }

  @Test func `what tune would write is what the report says`() throws {
    let machine = try MadeUpMachine(
      goodFiles.merging([
        "proc/sys/kernel/nmi_watchdog": "1", "\(cpu)/cpu2/cpufreq/scaling_governor": "powersave",
        "\(cpu)/cpu3/cpufreq/scaling_governor": "powersave",
      ]) { $1 }, links: goodLinks)
    let settings = try machine.audit().settings
    #expect(
      settings.map(\.setting) == [
        Setting("\(cpu)/cpu2/cpufreq/scaling_governor", "performance"),
        Setting("\(cpu)/cpu3/cpufreq/scaling_governor", "performance"),
        Setting("proc/sys/kernel/nmi_watchdog", "0"),
      ])
    #expect(settings.map(\.check) == ["governor", "governor", "nmi-watchdog"])
  }
}
