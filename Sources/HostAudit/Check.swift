// SPDX-License-Identifier: Apache-2.0

/// One thing to look at, which keeps its name from release to release.
public struct Check: Sendable {
  /// Where a check stands in the report.
  public enum Group: String, Sendable, CaseIterable {
    case cores, power, memory, kernel, interrupts, clock, machine, container, network
  }

  /// The name to ask by: `--explain ID`.
  public let id: String
  public let group: Group
  /// What is asked, in a line.
  public let question: String
  /// Why it matters, what is wrong with the remedy, and where that is known from.
  public let explanation: String
  let examine: @Sendable (AuditedHost) -> [Finding]

  init(
    _ id: String, _ group: Group, _ question: String, why explanation: String,
    examine: @escaping @Sendable (AuditedHost) -> [Finding]
  ) {
    self.id = id
    self.group = group
    self.question = question
    self.explanation = explanation
    self.examine = examine
  }

  /// Every check, in the order of the report.
  public static let all: [Check] =
    coreChecks + powerChecks + memoryChecks + kernelChecks + interruptChecks + clockChecks
    + machineChecks + containerChecks + networkChecks

  /// The check of that name.
  public static func named(_ id: String) -> Check? { all.first { $0.id == id } }
}
