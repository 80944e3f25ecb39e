// SPDX-License-Identifier: Apache-2.0

internal import Telemetry

/// Whether this is a machine of one's own.
let machineChecks: [Check] = [
  Check(
    "virtual-machine", .machine, "is this a machine and not a guest of one?",
    why: """
      A guest's cores are threads that another scheduler runs; timers, interrupts and page tables \
      pass through it. Numbers from a guest show that things work, and little about the tail.
      """
  ) { host in
    if host.processorFlags.isEmpty { return [.absent("the processor's flags are not readable")] }
    if !host.processorFlags.contains("hypervisor") { return [.ok("no hypervisor")] }
    let maker = ["sys_vendor", "product_name"].compactMap {
      host.files.text("sys/class/dmi/id/\($0)")
    }.filter { !$0.isEmpty }
    return [
      .warn(
        "a guest" + (maker.isEmpty ? "" : " (\(maker.joined(separator: " ")))"),
        cost: Cost(2_000, "each exit to the hypervisor"),
        .advice("measure on the metal; in a guest, have its cores pinned and its memory huge"))
    ]
  },
  Check(
    "steal", .machine, "does the hypervisor leave the hot cores running?",
    why: """
      Steal is time in which a guest's core wanted to run and did not: the host gave it to \
      another. Nothing inside the guest cures it. While doctor watches, a hundredth of a second is the \
      least that shows; the share since the boot is beside it. Source: proc(5), /proc/stat.
      """, examine: steal),
]

private func steal(_ host: AuditedHost) -> [Finding] {
  var now = (stolen: UInt64(0), total: UInt64(0))
  var ever = (stolen: 0.0, total: 0.0)
  for core in host.hot.cores {
    if let times = host.activity.times(core) {
      now.stolen &+= times.steal
      now.total &+= times.total
    }
    if let times = host.activity.after.cores[core] {
      ever.stolen += Double(times.steal)
      ever.total += Double(times.total)
    }
  }
  if ever.total == 0 { return [.absent("the kernel's times are not readable")] }
  let share = ever.stolen / ever.total
  let shareNow = now.total > 0 ? Double(now.stolen) / Double(now.total) : 0
  func percent(_ share: Double) -> String { "\((share * 10_000).rounded() / 100) %" }
  let found = "\(percent(share)) since the boot, \(percent(shareNow)) while watched"
  if share < 0.001 && now.stolen == 0 { return [.ok(found)] }
  let cost = Cost(5_000_000, "each time the host runs another guest")
  let remedy = Remedy.advice("ask for cores of your own: pinned, not shared with other guests")
  return [shareNow > 0.05 ? .fail(found, cost: cost, remedy) : .warn(found, cost: cost, remedy)]
}

/// Whether a container holds back what the machine has.
let containerChecks: [Check] = [
  Check(
    "cpu-quota", .container, "is there no quota on processor time?",
    why: """
      A control group with a quota stops all its threads for the rest of each period (100 ms) once \
      they have used it up; polling uses it up first of all. In Kubernetes: the static CPU manager, \
      and whole cores in a Guaranteed pod. \
      Source: Documentation/admin-guide/cgroup-v2 (cpu.max), scheduler/sched-bwc.
      """, examine: quota),
  Check(
    "cpuset", .container, "may this process use the hot cores?",
    why: """
      A thread cannot be pinned to a core outside its control group's set. Isolated cores are in \
      the set although nothing runs there unasked. \
      Source: Documentation/admin-guide/cgroup-v2 (cpuset).
      """
  ) { host in
    let off = host.hot.subtracting(host.online)
    let cost = Cost(0, "pinned tiles do not start")
    if !off.isEmpty {
      return [.fail("\(off.phrase) not on", cost: cost, .advice("choose others, with --cores"))]
    }
    let names = ["cpuset.cpus.effective", "cpuset.effective_cpus", "cpuset.cpus"]
    let sets = host.controlGroups("cpuset").flatMap { folder in
      names.compactMap { host.list("\(folder)/\($0)") }
    }
    let fromStatus = HostFiles.field(
      "Cpus_allowed_list", in: host.files.text("proc/self/status") ?? ""
    ).flatMap { CoreSet(list: $0) }.map { CoreSet($0.cores + host.isolated.cores) }
    guard let allowed = sets.first(where: { !$0.isEmpty }) ?? fromStatus else {
      return [.absent("the kernel does not tell")]
    }
    let forbidden = host.hot.subtracting(allowed)
    if forbidden.isEmpty { return [.ok("\(host.hot.phrase) may be used")] }
    return [
      .fail(
        "\(forbidden.phrase) may not be used here (allowed: \(allowed))", cost: cost,
        .advice("in the unit: AllowedCPUs=; in a container: --cpuset-cpus \(host.hot)"))
    ]
  },
  Check(
    "huge-page-limit", .container, "may this process use the huge pages there are?",
    why: """
      A control group may allow fewer huge pages than the machine has free. Taking one too many is \
      not refused but kills the process (SIGBUS) when the page is touched. \
      Source: Documentation/admin-guide/cgroup-v2 (hugetlb).
      """
  ) { host in
    let free = host.count("sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages") ?? 0
    let names = ["hugetlb.2MB.max", "hugetlb.2MB.limit_in_bytes"]
    let limits = host.controlGroups("hugetlb").flatMap { folder in
      names.compactMap { host.files.integer("\(folder)/\($0)") }
    }
    guard let least = limits.min() else { return [.ok("no limit")] }
    let pages = least / (2 << 20)
    if pages >= free { return [.ok("\(pages > 1 << 30 ? "no limit" : "\(pages) pages of 2 MiB")")] }
    return [
      .fail(
        "\(pages) pages of 2 MiB allowed, \(free) free on the machine",
        cost: Cost(0, "the process is killed when it touches one too many"),
        .advice("raise the group's hugetlb limit, or set port.memoryMegabytes below \(pages * 2)"))
    ]
  },
]

private func quota(_ host: AuditedHost) -> [Finding] {
  let folders = host.controlGroups("cpu")
  if folders.isEmpty { return [.absent("this process is in no control group, or cannot tell")] }
  for folder in folders {
    var limit: (quota: Int, period: Int)?
    if let text = host.files.text("\(folder)/cpu.max") {
      let words = text.split(separator: " ")
      if let quota = words.first.flatMap({ Int($0) }) {
        limit = (quota, words.dropFirst().first.flatMap { Int($0) } ?? 100_000)
      }
    } else if let quota = host.files.integer("\(folder)/cpu.cfs_quota_us"), quota > 0 {
      limit = (quota, host.count("\(folder)/cpu.cfs_period_us") ?? 100_000)
    }
    guard let limit, limit.period > 0 else { continue }
    let throttled = (host.files.text("\(folder)/cpu.stat") ?? "").split(separator: "\n")
      .first { $0.hasPrefix("nr_throttled ") }.flatMap { Int($0.dropFirst(13)) }
    let gap = min(limit.period, 1 << 40) * 1000
    return [
      .fail(
        "\(limit.quota) of every \(limit.period) µs, for all threads together"
          + (throttled.map { "; stopped \($0) times so far" } ?? ""),
        cost: Cost(gap, "each time the quota is used up, at most", isFromThisMachine: true),
        .advice("in the unit: CPUQuota= (empty); in a container: no --cpus, whole cores"))
    ]
  }
  return [.ok("none")]
}
