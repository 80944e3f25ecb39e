// SPDX-License-Identifier: Apache-2.0

internal import Telemetry

/// Whether the kernel's own chores stay off the hot cores.
let kernelChecks: [Check] = [
  Check(
    "realtime-throttling", .kernel, "may a real-time thread keep its core?",
    why: """
      A thread with a real-time policy is stopped for the rest of each second (sched_rt_period_us) \
      once it has used sched_rt_runtime_us of it. Matchlock's threads have the ordinary policy \
      unless you give them another with chrt; then this is a hole of 50 ms a second. \
      Source: Documentation/scheduler/sched-rt-group.
      """
  ) { host in
    let path = "proc/sys/kernel/sched_rt_runtime_us"
    guard let runtime = host.files.integer(path) else {
      return [.absent("this kernel does not say")]
    }
    let period = host.count("proc/sys/kernel/sched_rt_period_us") ?? 1_000_000
    if runtime < 0 || runtime >= period { return [.ok("real-time threads are not stopped")] }
    let gap = (period - runtime) * 1000
    return [
      .warn(
        "a real-time thread runs \(runtime) of every \(period) µs",
        cost: Cost(gap, "each period, if you give tiles such a policy", isFromThisMachine: true),
        .settings([Setting(path, "-1")]))
    ]
  },
  Check(
    "nmi-watchdog", .kernel, "is the hard-lockup watchdog off?",
    why: """
      It counts cycles on every core and takes an interrupt that cannot be masked every ten seconds \
      or so; it also occupies a performance counter. \
      Source: Documentation/admin-guide/lockup-watchdogs.
      """
  ) { host in
    let path = "proc/sys/kernel/nmi_watchdog"
    guard let value = host.files.text(path) else { return [.absent("this kernel has none")] }
    if value == "0" { return [.ok("off")] }
    return [
      .warn(
        "on", cost: Cost(3_000, "each of its interrupts, on every core"),
        .settings([Setting(path, "0")]))
    ]
  },
  Check(
    "watchdog-cores", .kernel, "do the hot cores go without a watchdog?",
    why: """
      The soft-lockup watchdog runs a timer, and a thread of the highest priority, on each core of \
      watchdog_cpumask every four seconds. A core that polls has nothing to prove to it. \
      Source: Documentation/admin-guide/lockup-watchdogs.
      """
  ) { host in
    let path = "proc/sys/kernel/watchdog_cpumask"
    guard host.files.text("proc/sys/kernel/watchdog") != "0" else {
      return [.ok("the watchdogs are off")]
    }
    guard let watched = host.list(path) else { return [.absent("this kernel has none")] }
    let both = watched.intersection(host.hot)
    if both.isEmpty { return [.ok("none on \(host.hot.phrase)")] }
    return [
      .warn(
        "watched: \(both.phrase)", cost: Cost(4_000, "every four seconds"),
        host.away(path, .list).map { .settings([$0]) }
          ?? .settings([
            Setting("proc/sys/kernel/soft_watchdog", "0")
          ]))
    ]
  },
  Check(
    "workqueues", .kernel, "does deferred kernel work stay off the hot cores?",
    why: """
      Unbound work of the kernel (drivers, writing back files) runs on the cores of these masks. \
      Source: Documentation/core-api/workqueue.
      """
  ) { host in
    let folder = "sys/devices/virtual/workqueue"
    var settings: [Setting] = []
    var found: [String] = []
    var isKnown = false
    for (name, meaning) in [
      ("cpumask", "deferred work"), ("writeback/cpumask", "writing back files"),
    ] {
      guard let mask = host.mask("\(folder)/\(name)") else { continue }
      isKnown = true
      let both = mask.intersection(host.hot)
      if both.isEmpty { continue }
      found.append("\(meaning) may run on \(both.phrase)")
      if let setting = host.away("\(folder)/\(name)", .mask) { settings.append(setting) }
    }
    if !isKnown { return [.absent("this kernel does not tell where its work runs")] }
    if found.isEmpty { return [.ok("off \(host.hot.phrase)")] }
    return [
      .warn(
        found.joined(separator: "; "), cost: Cost(10_000, "each item of work"),
        settings.isEmpty ? allAreHot : .settings(settings))
    ]
  },
  Check(
    "serial-console", .kernel, "is the kernel's console quiet?",
    why: """
      A message to a serial console is sent byte by byte, some 87 microseconds each at 115200 baud, \
      often with interrupts off, on whichever core had something to say. Keep the console, and keep \
      messages below errors off it. Source: Documentation/admin-guide/serial-console.
      """
  ) { host in
    guard host.files.exists("proc/cmdline") else {
      return [.absent("the kernel's command line is not readable")]
    }
    let console = host.bootParameters["console"] ?? ""
    if !console.hasPrefix("ttyS") && !console.hasPrefix("ttyAMA") { return [.ok("not serial")] }
    let path = "proc/sys/kernel/printk"
    let levels = (host.files.text(path) ?? "").split(whereSeparator: \.isWhitespace).map { Int($0) }
    guard let level = levels.first ?? nil else { return [.absent("its level is not readable")] }
    if level <= 4 { return [.ok("serial, and only errors reach it")] }
    return [
      .warn(
        "serial (\(console)), and messages up to level \(level - 1) reach it",
        cost: Cost(87_000, "each character"),
        .command("dmesg -n 4"))
    ]
  },
  Check(
    "mitigations", .kernel, "is the processor safe from the attacks it is known for?",
    why: """
      Mitigations cost 100 to 300 ns for each system call, and polling tiles make none; a machine \
      that keeps keys should not trade them away. So doctor warns when one is missing, and not when \
      they are on. Source: Documentation/admin-guide/hw-vuln.
      """
  ) { host in
    let folder = "sys/devices/system/cpu/vulnerabilities"
    let names = host.files.names(folder)
    if names.isEmpty { return [.absent("the kernel does not tell")] }
    let open = names.filter { name in
      name != "old_microcode"
        && host.files.text("\(folder)/\(name)")?.hasPrefix("Vulnerable") == true
    }
    if open.isEmpty { return [.ok("\(names.count) known attacks, none open")] }
    return [
      .warn(
        "open to: \(open.joined(separator: ", "))",
        cost: Cost(0, "not latency: keys are kept on this machine"),
        .advice("update firmware, microcode and kernel; boot without mitigations=off"))
    ]
  },
  Check(
    "microcode", .kernel, "is the microcode current, and the same on all cores?",
    why: """
      Old microcode lacks fixes, and cores that differ behave differently under the same load. Newer \
      kernels know which is old (vulnerabilities/old_microcode).
      """
  ) { host in
    var revisions: [String] = []
    for line in (host.files.text("proc/cpuinfo") ?? "").split(separator: "\n")
    where line.hasPrefix("microcode") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = String(line[line.index(after: colon)...].drop(while: \.isWhitespace))
      if !revisions.contains(value) { revisions.append(value) }
    }
    let age = host.files.text("sys/devices/system/cpu/vulnerabilities/old_microcode")
    if revisions.isEmpty { return [.absent("the kernel does not tell the revision")] }
    let remedy = Remedy.command("apt-get install intel-microcode amd64-microcode && reboot")
    if revisions.count > 1 {
      return [
        .warn(
          "cores differ: \(revisions.prefix(4).joined(separator: ", "))",
          cost: Cost(0, "not known"), remedy)
      ]
    }
    if age?.hasPrefix("Vulnerable") == true {
      return [.warn("\(revisions[0]) is old", cost: Cost(0, "not known"), remedy)]
    }
    return [.ok(revisions[0] + (age == nil ? "" : ", not known to be old"))]
  },
]

/// When no core is left for the kernel's chores.
let allAreHot = Remedy.advice("every core is hot: leave one for the rest, with --cores")
