// SPDX-License-Identifier: Apache-2.0

/// Why bytes are no histogram, or a text no log of them.
public enum HistogramFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong with one histogram, in a few words.
  case payload(String)
  /// The line of a log, counted from 1, and what is wrong with it.
  case line(Int, String)
  /// A tag that would not survive the log.
  case tag(String)

  public var description: String {
    switch self {
    case .payload(let what): "not an HdrHistogram V2 payload: \(what)"
    case .line(let number, let what):
      "line \(number): \(what): is this an HdrHistogram log, and whole?"
    case .tag(let tag):
      "\"\(tag)\" is no tag: 1 to 64 printable characters without comma, space or quote"
    }
  }
}
