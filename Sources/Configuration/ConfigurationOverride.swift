// SPDX-License-Identifier: Apache-2.0

/// A value given on the command line in place of the file's: `--set port.burst=64`.
public struct ConfigurationOverride: Equatable, Sendable {
  let steps: [ConfigurationPath.Step]
  /// The flag that gave it, for messages: `--set`.
  let flag: String
  let text: String

  /// A value for the key at `path`, given by a flag of its own: `--durability disk`.
  ///
  /// - Parameters:
  ///   - path: bare keys joined by dots; an element of an array by its number from 0.
  ///   - text: a TOML value, or, when it is none, a string as it stands.
  ///   - flag: the flag's name with its dashes.
  /// - Throws: `.override` when `path` is not of that form.
  public init(path: String, text: String, flag: String) throws(ConfigurationError) {
    self.flag = flag
    self.text = text
    steps = path.split(separator: ".", omittingEmptySubsequences: false).map {
      .key(String($0))
    }
    for case .key(let key) in steps where key.isEmpty || keyText(key) != key {
      throw ConfigurationError(
        .override, file: flag, position: nil, keyPath: "",
        problem: "\(quoted(path, charactersMax: 48)) names no key",
        accepted: "bare keys joined by dots, as in port.burst or market.0.tick")
    }
  }

  /// A value and its path in one argument: `port.burst=64`.
  ///
  /// - Throws: `.override` when there is no `=` or the path is malformed.
  public init(assignment: String, flag: String) throws(ConfigurationError) {
    guard let equals = assignment.firstIndex(of: "=") else {
      throw ConfigurationError(
        .override, file: flag, position: nil, keyPath: "",
        problem: "\(quoted(assignment, charactersMax: 48)) has no =",
        accepted: "KEY=VALUE, as in port.burst=64")
    }
    try self.init(
      path: String(assignment[..<equals]),
      text: String(assignment[assignment.index(after: equals)...]), flag: flag)
  }

  /// The value that the text stands for: a TOML value on one line, otherwise a string.
  var value: TomlValue {
    let origin = TomlValue.Origin.flag(name: flag, text: text)
    if !text.utf8.contains(UInt8(ascii: "\n")), let root = try? parsed,
      case .table(let entries) = root.content, entries.count == 1
    {
      return entries[0].value.moved(to: origin)
    }
    return TomlValue(.string(text), origin)
  }

  private var parsed: TomlValue {
    get throws(ConfigurationError) { try TomlValue.parse(text: "value = \(text)", name: flag) }
  }

  /// Puts the value into the tree, making the tables on the way that are not there.
  ///
  /// - Throws: `.override` when the way leads through a plain value or past an array's end.
  func apply(to root: inout TomlValue) throws(ConfigurationError) {
    try apply(steps[...], to: &root)
  }

  private func apply(
    _ rest: ArraySlice<ConfigurationPath.Step>, to value: inout TomlValue
  ) throws(ConfigurationError) {
    guard case .key(let key)? = rest.first else {
      value = self.value
      return
    }
    switch value.content {
    case .table(var entries):
      let origin = TomlValue.Origin.flag(name: flag, text: text)
      let at = entries.firstIndex { $0.key == key } ?? entries.count
      if at == entries.count {
        let empty = TomlValue(.table([]), origin)
        entries.append(TomlEntry(key: key, keyOrigin: origin, value: empty))
      }
      try apply(rest.dropFirst(), to: &entries[at].value)
      value.content = .table(entries)
    case .array(var elements):
      guard let index = Int(key), elements.indices.contains(index) else {
        throw failure(rest, "there is no such element", "0..<\(elements.count)")
      }
      try apply(rest.dropFirst(), to: &elements[index])
      value.content = .array(elements)
    default:
      throw failure(rest, "\(value.shownWithType) and holds nothing under it", nil)
    }
  }

  private func failure(
    _ rest: ArraySlice<ConfigurationPath.Step>, _ problem: String, _ accepted: String?
  ) -> ConfigurationError {
    let path = ConfigurationPath(Array(steps[..<(rest.startIndex + 1)]))
    return ConfigurationError(
      .override, file: flag, position: nil, keyPath: path.description, problem: problem,
      accepted: accepted)
  }
}

extension TomlValue {
  /// The same value, and all it holds, as coming from elsewhere.
  fileprivate func moved(to origin: Origin) -> TomlValue {
    switch content {
    case .table(let entries):
      let moved = entries.map {
        TomlEntry(key: $0.key, keyOrigin: origin, value: $0.value.moved(to: origin))
      }
      return TomlValue(.table(moved), origin)
    case .array(let elements):
      return TomlValue(.array(elements.map { $0.moved(to: origin) }), origin)
    default: return TomlValue(content, origin)
    }
  }
}
