// SPDX-License-Identifier: Apache-2.0

internal import Telemetry

/// Whether memory answers at once: large pages, near, and never taken away.
let memoryChecks: [Check] = [
  Check(
    "huge-pages", .memory, "are there huge pages near the hot cores?",
    why: """
      Ordinary pages of 4 KiB overflow the processor's table of addresses; a miss costs a walk \
      through memory. The appliance takes huge pages when port.hugePages is on, from any size, \
      without a mount of hugetlbfs; 1 GiB pages are not needed. The soft profile does without. \
      128 pages of 2 MiB hold the default port twice over.
      """, examine: hugePages),
  Check(
    "transparent-huge-pages", .memory, "does the kernel leave pages as they are?",
    why: """
      With `always` the kernel gathers small pages into large ones behind every process's back: it \
      copies, compacts memory, and holds the page's owner up meanwhile. `madvise` does it for those \
      who ask. Source: Documentation/admin-guide/mm/transhuge.
      """
  ) { host in
    let path = "sys/kernel/mm/transparent_hugepage/enabled"
    guard let text = host.files.text(path) else {
      return [.absent("this kernel has no transparent huge pages")]
    }
    let inForce = Setting.canonical(text, .choice)
    if inForce == "never" || inForce == "madvise" { return [.ok(inForce)] }
    return [
      .warn(
        "\(inForce): the kernel may move any page", cost: Cost(500_000, "each compaction"),
        .settings([Setting(path, "madvise", .choice)]))
    ]
  },
  Check(
    "numa-balancing", .memory, "does the kernel leave pages where they are?",
    why: """
      The kernel unmaps pages now and then to see which node touches them, and moves them. Each \
      touch is then a page fault. Matchlock places its memory itself. \
      Source: Documentation/admin-guide/sysctl/kernel (numa_balancing).
      """
  ) { host in
    let path = "proc/sys/kernel/numa_balancing"
    guard let value = host.files.text(path) else {
      return [.absent("this kernel does not balance memory nodes")]
    }
    let nodes = host.list("sys/devices/system/node/online")?.cores.count ?? 1
    if value == "0" { return [.ok("off")] }
    if nodes <= 1 { return [.ok("on, with one memory node: nothing to balance")] }
    return [
      .warn(
        "on, with \(nodes) memory nodes", cost: Cost(2_000, "each fault it plants"),
        .settings([Setting(path, "0")]))
    ]
  },
  Check(
    "swap", .memory, "is memory safe from being swapped out?",
    why: """
      A page that went to disk comes back at the disk's speed. Secrets are locked in memory in any \
      case; the rest of the process, and the programs beside it, are not. \
      Source: Documentation/admin-guide/sysctl/vm (swappiness).
      """
  ) { host in
    guard let text = host.files.text("proc/swaps") else {
      return [.absent("the list of swap files is not readable")]
    }
    if text.split(separator: "\n").count <= 1 { return [.ok("there is no swap")] }
    let path = "proc/sys/vm/swappiness"
    let swappiness = host.count(path)
    if let swappiness, swappiness <= 10 { return [.ok("swappiness \(swappiness)")] }
    return [
      .warn(
        "swap is on, swappiness \(swappiness.map(String.init) ?? "unknown")",
        cost: Cost(100_000, "each page that comes back from a disk"),
        .settings([Setting(path, "1")]))
    ]
  },
  Check(
    "same-page-merging", .memory, "does nobody merge pages?",
    why: """
      KSM compares pages of processes that asked for it, and makes equal ones one; the next write \
      copies it back. Source: Documentation/admin-guide/mm/ksm.
      """
  ) { host in
    let path = "sys/kernel/mm/ksm/run"
    guard let value = host.files.text(path) else { return [.absent("this kernel has no KSM")] }
    if value != "1" { return [.ok("off")] }
    return [
      .warn(
        "on", cost: Cost(3_000, "each write to a page that was merged"),
        .settings([Setting(path, "0")]))
    ]
  },
  Check(
    "statistics-interval", .memory, "are memory statistics gathered rarely?",
    why: """
      Every vm.stat_interval seconds each core adds up its own counters, if they changed. \
      Source: Documentation/admin-guide/sysctl/vm (stat_interval).
      """
  ) { host in
    let path = "proc/sys/vm/stat_interval"
    guard let seconds = host.count(path) else {
      return [.absent("this kernel does not say how often")]
    }
    if seconds >= 10 { return [.ok("every \(seconds) s")] }
    return [
      .warn(
        "every \(seconds) s on every core", cost: Cost(5_000, "each time"),
        .settings([Setting(path, "10")]))
    ]
  },
  Check(
    "locked-memory", .memory, "may this user lock enough memory?",
    why: """
      Keys are kept in locked memory, and a device reached through VFIO needs what it reads and \
      writes locked as well. A service sets LimitMEMLOCK=infinity; a shell, /etc/security/limits.
      """
  ) { host in
    guard let limit = host.limit("Max locked memory") else {
      return [.absent("the limits of this process are not readable")]
    }
    let (enough, least) = (64 << 20, 64 << 10)
    if limit >= enough { return [.ok(limit == .max ? "unlimited" : "\(limit >> 20) MiB")] }
    let found = limit >= 1 << 20 ? "\(limit >> 20) MiB" : "\(limit >> 10) KiB"
    let remedy = Remedy.advice(
      "in the unit: LimitMEMLOCK=infinity; in a shell: ulimit -l unlimited")
    if limit < least {
      return [.fail("\(found): keys cannot be locked", cost: Cost(0, "it does not start"), remedy)]
    }
    return [
      .warn(
        "\(found): enough for keys, not for a device through VFIO",
        cost: Cost(0, "a PCI port does not start"), remedy)
    ]
  },
  Check(
    "open-files", .memory, "may this user open enough files?",
    why: """
      Segments, sockets and shared memory of sessions take a descriptor each; 1024 are plenty for \
      one venue. A service sets LimitNOFILE.
      """
  ) { host in
    guard let limit = host.limit("Max open files") else {
      return [.absent("the limits of this process are not readable")]
    }
    if limit >= 1024 { return [.ok(limit == .max ? "unlimited" : "\(limit)")] }
    return [
      .warn(
        "\(limit)", cost: Cost(0, "a session that finds none is refused"),
        .advice("in the unit: LimitNOFILE=65536; in a shell: ulimit -n 65536"))
    ]
  },
]

extension AuditedHost {
  /// The soft limit of that name in proc/self/limits; `Int.max` when there is none.
  func limit(_ name: String) -> Int? {
    guard let text = files.text("proc/self/limits") else { return nil }
    for line in text.split(separator: "\n") where line.hasPrefix(name) {
      guard let word = line.dropFirst(name.count).split(separator: " ").first else { return nil }
      return word == "unlimited" ? .max : Int(word)
    }
    return nil
  }
}

private func hugePages(_ host: AuditedHost) -> [Finding] {
  struct Node {
    var number: Int
    var folder: String
    var reserved: Int
    var free: Int
  }
  var nodes: [Node] = []
  for name in host.files.names("sys/devices/system/node") {
    guard name.hasPrefix("node"), let number = Int(name.dropFirst(4)),
      let cores = host.list("sys/devices/system/node/\(name)/cpulist"),
      !cores.intersection(host.hot).isEmpty
    else { continue }
    let folder = "sys/devices/system/node/\(name)/hugepages/hugepages-2048kB"
    guard let reserved = host.count("\(folder)/nr_hugepages"),
      let free = host.count("\(folder)/free_hugepages")
    else { continue }
    nodes.append(Node(number: number, folder: folder, reserved: reserved, free: free))
  }
  if nodes.isEmpty { return [.absent("this kernel has no huge pages of 2 MiB, or does not tell")] }
  let wanted = 128
  let short = nodes.filter { $0.free < wanted / 2 }
  let gigabytes =
    host.count("sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages") ?? 0
  let large = gigabytes > 0 ? "\(gigabytes) of 1 GiB" : "of 1 GiB none, and none needed"
  let counts = nodes.map { "node \($0.number): \($0.free) of \($0.reserved) of 2 MiB free" }
  let found = counts.joined(separator: "; ") + "; \(large)"
  if short.isEmpty { return [.ok(found)] }
  return [
    .warn(
      found, cost: Cost(30, "each miss of the address table"),
      .settings(
        short.map { node in
          // What is in use stays, and as much again as is wanted is free.
          let total = max(0, node.reserved - node.free) + wanted
          return Setting("\(node.folder)/nr_hugepages", String(total))
        }))
  ]
}
