// SPDX-License-Identifier: Apache-2.0

internal import CEngineABI

/// What a handle of the C interface stands for: books, and the reports that wait.
struct Engine: ~Copyable {
  var books: EngineBooks
  var reports: ReportQueue
  /// The commands carried out so far.
  var commands: UInt64 = 0

  /// nil if the limits are out of their ranges.
  init?(_ limits: mle_limits) {
    guard let books = EngineBooks(limits) else { return nil }
    let least = max(limits.fills_per_command_max + 16, UInt64(books.eventsMax + 1))
    guard limits.reports_max >= least else { return nil }
    reports = ReportQueue(capacity: Int(limits.reports_max))
    self.books = books
  }

  /// Whether all reports that a command can cause have room.
  var hasRoom: Bool {
    @_noAllocation @_noLocks get { reports.room > books.eventsMax }
  }

  /// Carries out a command.
  ///
  /// - Precondition: `hasRoom`.
  @_noAllocation @_noLocks
  mutating func apply(_ command: mle_command) {
    commands &+= 1
    let outcome = books.apply(command)
    var i = 0
    while i < books.eventCount {
      var report = books.report(i)
      report.tag = command.tag
      report.command = commands
      reports.append(report)
      i &+= 1
    }
    var answer = mle_report()
    answer.kind = UInt8(truncatingIfNeeded: MLE_ANSWER)
    answer.code = outcome.code
    answer.reason = outcome.reason
    answer.more = outcome.more
    answer.tag = command.tag
    answer.account = command.account
    answer.command = commands
    answer.order = outcome.order
    answer.lots = outcome.lots
    answer.open = outcome.open
    reports.append(answer)
  }
}
