// SPDX-License-Identifier: Apache-2.0

internal import Telemetry

private func frequency(_ core: Int, _ name: String) -> String {
  "sys/devices/system/cpu/cpu\(core)/cpufreq/\(name)"
}

private func ungoverned(_ host: AuditedHost) -> Finding? {
  let isGoverned = host.hot.cores.contains {
    host.files.exists("sys/devices/system/cpu/cpu\($0)/cpufreq")
  }
  return isGoverned
    ? nil : .absent("this kernel does not govern the frequency (a guest, or firmware does)")
}

/// The hot cores whose file of that name says something else than `wanted`, with what it says.
private func strays(_ host: AuditedHost, _ name: String, from wanted: String) -> [(Int, String)] {
  host.hot.cores.compactMap { core in
    guard let text = host.files.text(frequency(core, name)), text != wanted else { return nil }
    return (core, text)
  }
}

/// Whether the hot cores run at a steady, high clock and wake without delay.
let powerChecks: [Check] = [
  Check(
    "governor", .power, "does the frequency governor keep the clock up?",
    why: """
      Governors other than `performance` lower the clock of a core that has been idle and raise it \
      again some milliseconds after work has come. A burst after a quiet minute then runs at half \
      speed. Source: Documentation/admin-guide/pm/cpufreq.
      """
  ) { host in
    if let finding = ungoverned(host) { return [finding] }
    let wrong = strays(host, "scaling_governor", from: "performance")
    guard let first = wrong.first else { return [.ok("performance on \(host.hot.phrase)")] }
    return [
      .warn(
        "\(first.1) on \(CoreSet(wrong.map(\.0)).phrase)",
        cost: Cost(50_000, "each signature verified before the clock has risen"),
        .settings(wrong.map { Setting(frequency($0.0, "scaling_governor"), "performance") }))
    ]
  },
  Check(
    "energy-preference", .power, "does the processor prefer performance to energy?",
    why: """
      Processors that choose their own frequency take a hint, from `performance` to `power`. It \
      also decides how fast they leave a low clock. \
      Source: Documentation/admin-guide/pm/intel_pstate, amd-pstate.
      """
  ) { host in
    let known = host.hot.cores.contains {
      host.files.exists(frequency($0, "energy_performance_preference"))
    }
    if !known { return [.absent("this processor takes no such hint here")] }
    let wrong = strays(host, "energy_performance_preference", from: "performance")
    guard let first = wrong.first else { return [.ok("performance on \(host.hot.phrase)")] }
    return [
      .warn(
        "\(first.1) on \(CoreSet(wrong.map(\.0)).phrase)",
        cost: Cost(20_000, "each rise from a low clock"),
        .settings(
          wrong.map { Setting(frequency($0.0, "energy_performance_preference"), "performance") }))
    ]
  },
  Check(
    "frequency-limits", .power, "may the hot cores use their whole range?",
    why: """
      A limit below what the processor can do was set by someone (or by a power profile daemon), and \
      holds under every governor; `intel_pstate` has a lowest share of its own. \
      Source: Documentation/admin-guide/pm/cpufreq, intel_pstate.
      """, examine: frequencyLimits),
  Check(
    "turbo", .power, "may the clock rise above its nominal rate?",
    why: """
      With turbo off a core computes some 20 to 40 % slower; with it on, its clock depends on how \
      many neighbours work and on their vector instructions. Latency at the median prefers it on; \
      some turn it off for a narrower spread. That is a choice, so tune leaves it alone. \
      Source: Documentation/admin-guide/pm/intel_pstate (no_turbo), cpufreq (boost).
      """
  ) { host in
    let noTurbo = host.files.text("sys/devices/system/cpu/intel_pstate/no_turbo")
    let boost = host.files.text("sys/devices/system/cpu/cpufreq/boost")
    if noTurbo == nil && boost == nil { return [.absent("the kernel offers no choice here")] }
    if noTurbo == "1" || (noTurbo == nil && boost == "0") {
      let path = noTurbo != nil ? "intel_pstate/no_turbo" : "cpufreq/boost"
      return [
        .warn(
          "turbo is off", cost: Cost(15_000, "each signature verified"),
          .command("echo \(noTurbo != nil ? 0 : 1) > /sys/devices/system/cpu/\(path)"))
      ]
    }
    return [.ok("on; the clock depends on how many cores work")]
  },
  Check(
    "idle-states", .power, "do the hot cores wake without delay?",
    why: """
      An idle core sleeps; deeper states take longer to wake from, and latency falls when load \
      rises. Pinned tiles poll and never idle, but everything that waits on a core does (the kernel's \
      receive path, helper threads). Holding /dev/cpu_dma_latency open at 0 does the same while a \
      process runs. Source: Documentation/admin-guide/pm/cpuidle.
      """, examine: idleStates),
]

private func frequencyLimits(_ host: AuditedHost) -> [Finding] {
  var settings: [Setting] = []
  var found: [String] = []
  var isKnown = false
  for core in host.hot.cores {
    guard let allowed = host.count(frequency(core, "scaling_max_freq")),
      let possible = host.count(frequency(core, "cpuinfo_max_freq")), possible > 0
    else { continue }
    isKnown = true
    if allowed < possible {
      if found.isEmpty {
        found.append("core \(core) is held at \(allowed / 1000) of \(possible / 1000) MHz")
      }
      settings.append(Setting(frequency(core, "scaling_max_freq"), String(possible)))
    }
  }
  for (name, meaning) in [("max_perf_pct", "highest"), ("min_perf_pct", "lowest")] {
    let path = "sys/devices/system/cpu/intel_pstate/\(name)"
    guard let percent = host.count(path) else { continue }
    isKnown = true
    if percent < 100 {
      found.append("intel_pstate's \(meaning) share is \(percent) %")
      settings.append(Setting(path, "100"))
    }
  }
  if !isKnown { return [ungoverned(host) ?? .absent("the kernel tells no limits")] }
  if settings.isEmpty { return [.ok("no limit below what the processor can do")] }
  return [
    .warn(
      found.joined(separator: "; "), cost: Cost(15_000, "each signature verified at the low clock"),
      .settings(settings))
  ]
}

private func idleStates(_ host: AuditedHost) -> [Finding] {
  if host.bootParameters["idle"] == "poll" { return [.ok("idle=poll: no core sleeps")] }
  // A wake-up this fast does not show beside a cache miss or two.
  let microsecondsMax = 2
  var settings: [Setting] = []
  var slowest = (name: "", microseconds: 0)
  var isKnown = false
  for core in host.hot.cores {
    let folder = "sys/devices/system/cpu/cpu\(core)/cpuidle"
    for state in host.files.names(folder) where state.hasPrefix("state") {
      guard let microseconds = host.count("\(folder)/\(state)/latency") else { continue }
      isKnown = true
      let isOff = host.count("\(folder)/\(state)/disable").map { $0 & 1 == 1 } ?? false
      if isOff || microseconds <= microsecondsMax { continue }
      settings.append(Setting("\(folder)/\(state)/disable", "1"))
      if microseconds > slowest.microseconds {
        slowest = (host.files.text("\(folder)/\(state)/name") ?? state, microseconds)
      }
    }
  }
  if !isKnown { return [.absent("the kernel tells no idle states (a guest, or idle=poll)")] }
  if settings.isEmpty { return [.ok("every idle state in use wakes within \(microsecondsMax) µs")] }
  return [
    .warn(
      "\(host.hot.phrase) may sleep as deep as \(slowest.name), \(slowest.microseconds) µs from waking",
      cost: Cost(
        slowest.microseconds * 1000, "each wake-up",
        isFromThisMachine: true),
      .settings(settings))
  ]
}
