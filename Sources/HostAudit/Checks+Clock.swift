// SPDX-License-Identifier: Apache-2.0

internal import Telemetry

/// Whether time can be told, cheaply and rightly.
let clockChecks: [Check] = [
  Check(
    "counter", .clock, "does the time-stamp counter run at a constant rate?",
    why: """
      Every order is stamped from the processor's counter, if the kernel vouches that it keeps its \
      rate (constant_tsc) and does not stop in sleep (nonstop_tsc). Otherwise each stamp asks the \
      kernel. Source: proc(5), Intel SDM vol. 3, 17.17.
      """
  ) { host in
    if host.processorFlags.isEmpty { return [.absent("the processor's flags are not readable")] }
    let missing = ["constant_tsc", "nonstop_tsc"].filter { !host.processorFlags.contains($0) }
    if missing.isEmpty { return [.ok("constant_tsc, nonstop_tsc")] }
    return [
      .warn(
        "the processor lacks \(missing.joined(separator: " and "))",
        cost: Cost(30, "each stamp, about eight an order"),
        .advice("in a guest, have the host pass the counter on (invtsc); else another processor"))
    ]
  },
  Check(
    "clock-source", .clock, "does the kernel keep time by the counter?",
    why: """
      The kernel watches the counter across cores and gives it up when it disagrees with other \
      clocks; then every reading of the time goes to a device. Why it did stands in its log: \
      `dmesg | grep -i tsc`. A guest's kvm-clock is read from the counter too. \
      Source: Documentation/virt/kvm/x86/timekeeping.
      """
  ) { host in
    let folder = "sys/devices/system/clocksource/clocksource0"
    guard let source = host.files.text("\(folder)/current_clocksource") else {
      return [.absent("the kernel does not tell")]
    }
    if source == "tsc" { return [.ok(source)] }
    let available = (host.files.text("\(folder)/available_clocksource") ?? "")
      .split(separator: " ").map(String.init)
    let remedy: Remedy =
      available.contains("tsc")
      ? .settings([Setting("\(folder)/current_clocksource", "tsc")])
      : .advice("the kernel does not offer tsc: `dmesg | grep -i tsc` says why")
    if source == "kvm-clock" || source == "hyperv_clocksource_tsc_page" {
      return [
        .warn("\(source), a guest's", cost: Cost(20, "each reading of the kernel's clock"), remedy)
      ]
    }
    return [.fail(source, cost: Cost(1_000, "each reading of the kernel's clock"), remedy)]
  },
  Check(
    "time-of-day", .clock, "is the time of day kept by something?",
    why: """
      Log time follows the clock of the day, and validators compare it with theirs. chrony with a \
      hardware clock (PTP) keeps microseconds; the network time protocol, milliseconds. Latency is \
      measured with another clock and does not depend on it. Source: adjtimex(2).
      """, examine: timeOfDay),
]

private func timeOfDay(_ host: AuditedHost) -> [Finding] {
  let known: Set<String> = [
    "chronyd", "ptp4l", "phc2sys", "ntpd", "systemd-timesyn", "systemd-timesyncd", "openntpd",
  ]
  let daemons = Set(host.activity.after.tasks.values.map(\.name)).intersection(known).sorted()
  let hardware = host.files.names("sys/class/ptp").compactMap {
    host.files.text("sys/class/ptp/\($0)/clock_name")
  }
  let beside =
    (daemons.isEmpty ? "no daemon of the usual names" : daemons.joined(separator: ", "))
    + (hardware.isEmpty ? "" : "; hardware clock: \(hardware.prefix(3).joined(separator: ", "))")
  guard let quality = host.facts.timeQuality() else {
    return [.absent("the kernel was not asked; \(beside)")]
  }
  if !quality.isSynchronised {
    return [
      .warn(
        "not synchronised; \(beside)", cost: Cost(0, "not latency: log time drifts"),
        .command("apt-get install chrony"))
    ]
  }
  let error = Int(
    clamping: max(quality.offsetMicroseconds.magnitude, quality.errorMicroseconds.magnitude))
  let found = "within \(error) µs by the kernel's reckoning; \(beside)"
  if error <= 1000 { return [.ok(found)] }
  return [
    .warn(
      found,
      cost: Cost(
        min(error, 1 << 40) * 1000,
        "error of log time, not latency", isFromThisMachine: true),
      .command("chronyc makestep; chronyc sources -v"))
  ]
}
