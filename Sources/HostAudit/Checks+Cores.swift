// SPDX-License-Identifier: Apache-2.0

internal import Telemetry

/// Whether the hot cores belong to the tiles alone.
let coreChecks: [Check] = [
  Check(
    "isolated-cores", .cores, "does the scheduler leave the hot cores alone?",
    why: """
      The scheduler puts any runnable task on any core that is not isolated. A tile that polls is \
      then set aside for a time slice of some milliseconds, and every order behind it waits. \
      `isolcpus=managed_irq,domain,LIST` also keeps managed interrupts away. Isolated cores are used \
      by threads that are pinned to them, and by nothing else: what runs there unpinned shares one. \
      An isolated cpuset partition does the same without a boot. \
      Source: kernel-parameters (isolcpus), cgroup-v2 (cpuset.cpus.partition).
      """
  ) { host in
    guard host.files.exists("sys/devices/system/cpu/isolated") else {
      return [.absent("this kernel does not say which cores are isolated")]
    }
    let shared = host.hot.subtracting(host.isolated)
    if shared.isEmpty { return [.ok("isolated: \(host.hot.phrase)")] }
    return [
      .warn(
        "not isolated: \(shared.phrase); any task may run there",
        cost: Cost(4_000_000, "each time slice another task takes"),
        .bootParameter("isolcpus=managed_irq,domain,\(host.hot)"))
    ]
  },
  Check(
    "full-ticks", .cores, "is the timer tick off on the hot cores?",
    why: """
      The kernel interrupts a busy core 100 to 1000 times a second to keep its accounts. With \
      `nohz_full` a core that runs a single task is interrupted once a second at most. It needs a \
      kernel built with CONFIG_NO_HZ_FULL=y, and a core outside the list to keep the time. \
      Source: Documentation/timers/no_hz.
      """
  ) { host in
    guard let text = host.files.text("sys/devices/system/cpu/nohz_full") else {
      guard host.files.exists("sys/devices/system/cpu/online") else {
        return [.absent("the kernel's account of its cores is not readable")]
      }
      return [
        .warn(
          "this kernel cannot stop its tick (no CONFIG_NO_HZ_FULL)",
          cost: Cost(2_000, "each tick, 100 to 1000 a second"),
          .advice("boot a kernel that can: grep NO_HZ_FULL /boot/config-*"))
      ]
    }
    let ticking = host.hot.subtracting(CoreSet(list: text, online: host.online) ?? CoreSet([]))
    if ticking.isEmpty { return [.ok("no tick on \(host.hot.phrase)")] }
    return [
      .warn(
        "the timer ticks on \(ticking.phrase)",
        cost: Cost(2_000, "each tick, 100 to 1000 a second"),
        .bootParameter("nohz_full=\(host.hot)"))
    ]
  },
  Check(
    "rcu-callbacks", .cores, "are RCU callbacks run elsewhere?",
    why: """
      Memory that the kernel gives up is freed by callbacks, in batches, on the core that gave it \
      up. `rcu_nocbs` hands them to threads that run on other cores; `nohz_full` implies it for its \
      cores. Source: kernel-parameters (rcu_nocbs).
      """
  ) { host in
    guard host.files.exists("proc/cmdline") else {
      return [.absent("the kernel's command line is not readable")]
    }
    func cores(_ name: String) -> CoreSet {
      guard let text = host.bootParameters[name] else { return CoreSet([]) }
      // Alone, the parameter means every core.
      if text.isEmpty { return name == "rcu_nocbs" ? host.online : CoreSet([]) }
      return CoreSet(list: text, online: host.online) ?? CoreSet([])
    }
    let spared = CoreSet(cores("rcu_nocbs").cores + cores("nohz_full").cores)
    let burdened = host.hot.subtracting(spared)
    if burdened.isEmpty { return [.ok("RCU callbacks of \(host.hot.phrase) run elsewhere")] }
    return [
      .warn(
        "RCU callbacks run on \(burdened.phrase)",
        cost: Cost(20_000, "each batch of callbacks"),
        .bootParameter("rcu_nocbs=\(host.hot)"))
    ]
  },
  Check(
    "sibling-threads", .cores, "does each hot core have its execution units to itself?",
    why: """
      Two hardware threads share one core's arithmetic, caches and decoder. Work on the sibling of a \
      tile slows every instruction of it, and how much depends on what the sibling does: a \
      signature's 50 microseconds become 70. Turn the second threads off, or leave the siblings of \
      hot cores idle. tune does not: it would move every process on the machine.
      """
  ) { host in
    var shared: [String] = []
    var known = 0
    for core in host.hot.cores {
      let path = "sys/devices/system/cpu/cpu\(core)/topology/thread_siblings_list"
      guard let siblings = host.list(path), !siblings.isEmpty else { continue }
      known += 1
      let others = siblings.subtracting(CoreSet([core])).intersection(host.online)
      if !others.isEmpty { shared.append("\(core) with \(others)") }
    }
    if known == 0 { return [.absent("the kernel does not tell which cores are siblings")] }
    if shared.isEmpty { return [.ok("no sibling of \(host.hot.phrase) is on")] }
    return [
      .warn(
        "hot cores share their execution units: \(shared.prefix(4).joined(separator: ", "))"
          + (shared.count > 4 ? " and \(shared.count - 4) more" : ""),
        cost: Cost(20_000, "each signature verified while the sibling works"),
        .command("echo off > /sys/devices/system/cpu/smt/control"))
    ]
  },
  Check(
    "busy-cores", .cores, "does anything else run on the hot cores?",
    why: """
      Whatever ran on a hot core while doctor watched (a fifth of a second) would have run in place \
      of a tile. Threads of the kernel are listed too: those that are bound to their core (`/1` at \
      the end of the name) go when their work goes elsewhere, see `workqueues`, `interrupt-lines` \
      and `rcu-callbacks`.
      """, examine: busyCores),
]

private func busyCores(_ host: AuditedHost) -> [Finding] {
  if host.activity.after.tasks.isEmpty { return [.absent("no process is readable")] }
  let interval = Double(host.activity.nanoseconds)
  // A thousandth of a core is what the kernel's own housekeeping takes on an idle machine.
  let ran = host.activity.ran(except: host.ownProcess).filter {
    host.hot.contains($0.task.core) && Double($0.nanoseconds) >= interval / 1000
  }
  if ran.isEmpty { return [.ok("nothing else ran on \(host.hot.phrase)")] }
  let worst = ran.prefix(3).map { running in
    let share = min(1, Double(running.nanoseconds) / interval)
    return "\(running.task.name) "
      + "(\(running.task.isKernel ? "kernel" : "\(running.task.process)")) "
      + "\((share * 1000).rounded() / 10) % on core \(running.task.core)"
  }
  let found =
    "others run on hot cores: " + worst.joined(separator: ", ")
    + (ran.count > worst.count ? ", and \(ran.count - worst.count) more" : "")
  let cost = Cost(4_000_000, "each time slice another task takes")
  let user = ran.first { !$0.task.isKernel }
  let remedy: Remedy =
    if let user, !host.housekeeping.isEmpty {
      .command("taskset -acp \(host.housekeeping) \(user.task.process)")
    } else if user != nil {
      allAreHot
    } else {
      .advice("keep the kernel's own work off these cores: the other checks say how")
    }
  let isHeavy = ran.contains { Double($0.nanoseconds) >= interval / 10 }
  return [isHeavy ? .fail(found, cost: cost, remedy) : .warn(found, cost: cost, remedy)]
}
