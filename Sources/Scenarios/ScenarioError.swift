// SPDX-License-Identifier: Apache-2.0

/// A line of a file that says nothing a venue could do.
public struct ScenarioError: Error, CustomStringConvertible, Sendable {
  public let file: String
  /// Counted from 1.
  public let line: Int
  public let cause: String
  public let remedy: String

  init(file: String, line: Int, _ malformed: Malformed) {
    self.file = file
    self.line = line
    cause = malformed.cause
    remedy = malformed.remedy
  }

  /// File, line, cause and remedy on one line.
  public var description: String { "\(file):\(line): \(cause); \(remedy)" }
}
