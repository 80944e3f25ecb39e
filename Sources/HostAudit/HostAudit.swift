// SPDX-License-Identifier: Apache-2.0

internal import CMachine
internal import Glibc
public import Telemetry

/// Whether this machine is fit to trade on, and what to do about it. Needs no privilege, changes
/// nothing, and takes a little longer than its sampling interval.
public struct HostAudit: Sendable {
  /// How long the machine is watched, in nanoseconds.
  public static var intervalNanosecondsDefault: UInt64 { 200_000_000 }

  /// A check and what it found: at least one finding.
  public struct Result: Sendable {
    public let check: Check
    public let findings: [Finding]
  }

  /// The cores that were audited as those that tiles poll on.
  public let hotCores: CoreSet
  /// Whether nobody said which: the isolated ones were taken, or all but the first.
  public let areHotCoresAssumed: Bool
  /// The kernel's release; empty when it does not tell, as the next.
  public let kernel: String
  public let processor: String
  public let coresOnline: CoreSet
  public let results: [Result]
  /// How long it took.
  public let nanoseconds: UInt64

  /// Looks at this machine, or at another's files.
  ///
  /// - Parameters:
  ///   - files: where proc and sys are.
  ///   - facts: what calls tell; `none` for another machine's files.
  ///   - hotCores: the cores that tiles will poll on; nil to take the isolated ones, or all but the
  ///     first.
  ///   - checks: which, in which order.
  ///   - samples: taken before, or nil to take two, `intervalNanoseconds` apart.
  public init(
    files: HostFiles = HostFiles(), facts: KernelFacts = .here, hotCores wanted: CoreSet? = nil,
    checks: [Check] = Check.all, samples: (before: HostSample, after: HostSample)? = nil,
    intervalNanoseconds: UInt64 = Self.intervalNanosecondsDefault
  ) {
    let start = ml_machine_monotonic_nanoseconds()
    let first = samples?.before ?? HostSample(files)
    // A machine may tell nothing: then it has one core.
    let online = files.text("sys/devices/system/cpu/online").flatMap { CoreSet(list: $0) }
    let known = online.flatMap { $0.isEmpty ? nil : $0 } ?? CoreSet([0])
    let isolated = ["sys/devices/system/cpu/isolated", "sys/fs/cgroup/cpuset.cpus.isolated"]
      .compactMap { files.text($0).flatMap { CoreSet(list: $0) } }
      .reduce(CoreSet([])) { CoreSet($0.cores + $1.cores) }
    let assumed =
      !isolated.intersection(known).isEmpty
      ? isolated.intersection(known)
      : known.cores.count > 1 ? CoreSet(known.cores.dropFirst()) : known
    let hot = wanted ?? assumed
    if samples == nil { usleep(UInt32(clamping: intervalNanoseconds / 1000)) }
    let host = AuditedHost(
      files, facts, hot: hot, online: known, isolated: isolated,
      activity: HostActivity(before: first, after: samples?.after ?? HostSample(files)),
      ownProcess: samples == nil ? Int(getpid()) : nil)
    results = checks.map { check in
      let findings = check.examine(host)
      return Result(check: check, findings: findings.isEmpty ? [.absent("none here")] : findings)
    }
    hotCores = hot
    areHotCoresAssumed = wanted == nil
    coresOnline = known
    kernel = shown(files.text("proc/sys/kernel/osrelease") ?? "")
    processor = shown(HostFiles.field("model name", in: files.text("proc/cpuinfo") ?? "") ?? "")
    nanoseconds = ml_machine_monotonic_nanoseconds() &- start
  }

  /// How many findings are of a severity.
  public func count(_ severity: Severity) -> Int {
    results.reduce(0) { $0 + $1.findings.count { $0.severity == severity } }
  }

  /// The program's exit code: 0 nothing to say; 3 warnings; 1 failures.
  public var exitCode: Int32 { count(.fail) > 0 ? 1 : count(.warn) > 0 ? 3 : 0 }

  /// Every value of the running kernel that would be another, with the check that wants it.
  public var settings: [(check: String, setting: Setting)] {
    results.flatMap { result in
      result.findings.flatMap { finding -> [(check: String, setting: Setting)] in
        guard case .settings(let settings) = finding.remedy else { return [] }
        return settings.map { (result.check.id, $0) }
      }
    }
  }

  /// The kernel's parameters to boot with, in the order of the report.
  public var bootParameters: [String] {
    var seen = Set<String>()
    return results.flatMap(\.findings).compactMap { finding in
      guard case .bootParameter(let text) = finding.remedy, seen.insert(text).inserted else {
        return nil
      }
      return text
    }
  }
}
