// SPDX-License-Identifier: Apache-2.0

/// The values in force: every key that was read, default or not, and where its value came from.
///
/// Printed, it is a TOML file that reads back as the same configuration:
///
///     [port]
///     driver = "ring"  # default
///     burst = 16       # file, line 14
public struct EffectiveConfiguration: Sendable, CustomStringConvertible {
  /// Where a value came from.
  public enum Source: Equatable, Sendable, CustomStringConvertible {
    case `default`
    case file(line: Int)
    case flag(String)

    public var description: String {
      switch self {
      case .default: "default"
      case .file(let line): "file, line \(line)"
      case .flag(let name): "flag \(name)"
      }
    }
  }

  /// One key.
  public struct Line: Equatable, Sendable {
    public let path: ConfigurationPath
    /// The value as TOML has it written.
    public let value: String
    public let source: Source
  }

  /// The keys, in the order they were read.
  public let lines: [Line]

  init(_ lines: [Line]) { self.lines = lines }

  public var description: String {
    let root = Node()
    for line in lines { root.insert(line, line.path.steps[...]) }
    var text = ""
    root.print(at: "", into: &text)
    return text
  }
}

/// A table (or an array of them) on the way to being printed: TOML wants a table's own keys before
/// the tables in it, and each table in one piece, in whatever order they were read.
private final class Node {
  private var lines: [(key: String, line: EffectiveConfiguration.Line)] = []
  private var children: [(step: ConfigurationPath.Step, node: Node)] = []

  func insert(
    _ line: EffectiveConfiguration.Line, _ steps: ArraySlice<ConfigurationPath.Step>
  ) {
    guard let step = steps.first else { return }
    if steps.count == 1, case .key(let key) = step {
      lines.append((keyText(key), line))
      return
    }
    child(step).insert(line, steps.dropFirst())
  }

  private func child(_ step: ConfigurationPath.Step) -> Node {
    if let found = children.first(where: { $0.step == step }) { return found.node }
    let node = Node()
    children.append((step, node))
    return node
  }

  func print(at name: String, into text: inout String) {
    let width = lines.map { $0.key.count + $0.line.value.count }.filter { $0 <= 60 }.max() ?? 0
    for (key, line) in lines {
      let padding = max(0, width - key.count - line.value.count)
      text += "\(key) = \(line.value)\(String(repeating: " ", count: padding))"
      text += "  # \(line.source)\n"
    }
    let elements = children.sorted { elementIndex($0.step) < elementIndex($1.step) }
    for (step, node) in elements {
      var header = name
      var opening = ""
      switch step {
      case .key(let key):
        header += (name.isEmpty ? "" : ".") + keyText(key)
        if !node.lines.isEmpty { opening = "[\(header)]\n" }
      case .index: opening = "[[\(name)]]\n"
      }
      if !opening.isEmpty { text += (text.isEmpty ? "" : "\n") + opening }
      node.print(at: header, into: &text)
    }
  }

  /// Orders the elements of an array; tables keep the order in which they were read.
  private func elementIndex(_ step: ConfigurationPath.Step) -> Int {
    if case .index(let index) = step { index } else { 0 }
  }
}
