// SPDX-License-Identifier: Apache-2.0

/// The way from the root table to a value: `market[1].tick`.
public struct ConfigurationPath: Hashable, Sendable, CustomStringConvertible {
  /// One step of the way.
  public enum Step: Hashable, Sendable {
    case key(String)
    /// An element of an array, from 0.
    case index(Int)
  }

  public private(set) var steps: [Step] = []

  init(_ steps: [Step] = []) { self.steps = steps }

  /// The path to what lies under this one by `step`.
  func appending(_ step: Step) -> ConfigurationPath { ConfigurationPath(steps + [step]) }

  /// Keys joined by dots, each as TOML would have it written, and indices in brackets.
  public var description: String {
    var text = ""
    for step in steps {
      switch step {
      case .key(let key): text += (text.isEmpty ? "" : ".") + keyText(key)
      case .index(let index): text += "[\(index)]"
      }
    }
    return text
  }
}
