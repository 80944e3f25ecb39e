// SPDX-License-Identifier: Apache-2.0

internal import Telemetry

/// Whether devices interrupt other cores than the hot ones.
let interruptChecks: [Check] = [
  Check(
    "default-interrupt-affinity", .interrupts, "do new interrupts stay off the hot cores?",
    why: """
      An interrupt that is registered later (a driver that is loaded, a device that is plugged in) \
      goes to the cores of this mask. `irqaffinity=` sets it from boot. \
      Source: Documentation/core-api/irq/irq-affinity.
      """
  ) { host in
    let path = "proc/irq/default_smp_affinity"
    guard let mask = host.mask(path) else { return [.absent("the kernel does not tell")] }
    let both = mask.intersection(host.hot)
    if both.isEmpty { return [.ok("off \(host.hot.phrase)")] }
    return [
      .warn(
        "new interrupts may go to \(both.phrase)", cost: Cost(3_000, "each interrupt"),
        host.away(path, .mask).map { .settings([$0]) } ?? allAreHot)
    ]
  },
  Check(
    "interrupt-lines", .interrupts, "do interrupts stay off the hot cores?",
    why: """
      Each interrupt takes a core from its tile for the handler and the cold caches behind it, and \
      some drivers do all their work there. Lines that the kernel manages itself (one for each \
      queue of a disk) refuse to be moved: isolcpus=managed_irq moves those. \
      Source: Documentation/core-api/irq/irq-affinity.
      """, examine: interruptLines),
  Check(
    "irqbalance", .interrupts, "does irqbalance know which cores to avoid?",
    why: """
      The daemon spreads interrupts over all cores, again and again, and undoes what was set by \
      hand. It leaves isolated and nohz_full cores alone, and those it is told of. \
      Source: irqbalance(1), IRQBALANCE_BANNED_CPULIST.
      """
  ) { host in
    guard
      let process = host.activity.after.tasks.values.first(where: { $0.name == "irqbalance" })
    else {
      return host.activity.after.tasks.isEmpty
        ? [.absent("no process is readable")] : [.ok("does not run")]
    }
    var banned = host.isolated.cores + (host.list("sys/devices/system/cpu/nohz_full")?.cores ?? [])
    for line in (host.files.text("etc/default/irqbalance") ?? "").split(separator: "\n") {
      let halves = line.split(separator: "=", maxSplits: 1)
      guard halves.count == 2 else { continue }
      let value = String(halves[1].filter { $0 != "\"" && $0 != "'" && !$0.isWhitespace })
      switch halves[0] {
      case "IRQBALANCE_BANNED_CPULIST": banned += CoreSet(list: value)?.cores ?? []
      case "IRQBALANCE_BANNED_CPUS": banned += CoreSet(mask: value)?.cores ?? []
      default: break
      }
    }
    let open = host.hot.subtracting(CoreSet(banned))
    if open.isEmpty { return [.ok("runs, and keeps off \(host.hot.phrase)")] }
    return [
      .warn(
        "runs (\(process.process)), and may use \(open.phrase)",
        cost: Cost(3_000, "each interrupt it moves there"),
        .command(
          "echo IRQBALANCE_BANNED_CPULIST=\(host.hot) >> /etc/default/irqbalance && "
            + "systemctl restart irqbalance"))
    ]
  },
]

private func interruptLines(_ host: AuditedHost) -> [Finding] {
  let lines = host.files.names("proc/irq").filter { Int($0) != nil }
  if lines.isEmpty { return [.absent("the kernel lists no interrupts")] }
  var settings: [Setting] = []
  var open: [(line: String, count: UInt64)] = []
  for line in lines {
    // Where it goes now; where it may go is the second best answer.
    let folder = "proc/irq/\(line)"
    let names = ["effective_affinity_list", "smp_affinity_list"]
    let lists = names.compactMap { host.list("\(folder)/\($0)") }
    guard let cores = lists.first(where: { !$0.isEmpty }) else { continue }
    if cores.intersection(host.hot).isEmpty { continue }
    open.append((line, host.activity.interruptions(line, of: host.hot)))
    if let setting = host.away("\(folder)/smp_affinity_list", .list) { settings.append(setting) }
  }
  if open.isEmpty { return [.ok("\(lines.count) lines, none to \(host.hot.phrase)")] }
  open.sort { ($1.count, $0.line) < ($0.count, $1.line) }
  let seconds = Double(host.activity.nanoseconds) / 1e9
  func perSecond(_ count: UInt64) -> Int {
    Int(min(1e15, (Double(count) / seconds).rounded()))
  }
  let rate = perSecond(open.reduce(0) { $0 &+ $1.count })
  let name = open.first.flatMap { host.activity.after.interrupts[$0.line]?.name } ?? ""
  let worst =
    open[0].count > 0
    ? "; busiest \(open[0].line)\(name.isEmpty ? "" : " (\(name))"), "
      + "\(grouped(perSecond(open[0].count))) a second" : "; quiet while watched"
  let found = "\(open.count) of \(lines.count) lines go to \(host.hot.phrase)\(worst)"
  let remedy = settings.isEmpty ? allAreHot : Remedy.settings(settings)
  let cost = Cost(3_000, "each interrupt")
  // A thousand a second and a tile is interrupted more often than the tick would.
  return [
    rate > 1000 ? .fail(found, cost: cost, remedy) : .warn(found, cost: cost, remedy)
  ]
}
