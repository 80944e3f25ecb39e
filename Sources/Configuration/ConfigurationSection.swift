// SPDX-License-Identifier: Apache-2.0

/// One table of a configuration file, read key by key.
///
/// Each kind of value is read in three ways: required (`string("name")`), with a default
/// (`string("name", default: "x")`), or optional (`optionalString("name")`). Whatever is asked for
/// counts as accepted, also when it is absent. A key may be read again and gives the same value.
///
/// Every reader throws a `ConfigurationError`: `.missing`, `.wrongType`, `.outOfRange` or
/// `.notAccepted`, with the place in the file. Nothing is converted silently: `2.0` is no integer,
/// and `"2"` is none either.
public struct ConfigurationSection {
  let file: String
  let log: ReadLog
  let path: ConfigurationPath
  let value: TomlValue
  /// Whether the table is written in the file (or made by an override).
  public let isPresent: Bool

  var entries: [TomlEntry] {
    if case .table(let entries) = value.content { entries } else { [] }
  }

  /// The section's path, as messages name it. Empty for the root.
  public var name: String { path.description }

  /// Whether the key is there. It does not count as read.
  public func contains(_ key: String) -> Bool { entries.contains { $0.key == key } }

  /// An error about a key of this section, for what only the caller can judge: values that do not
  /// go together, a name that refers to nothing.
  public func error(
    _ key: String, _ problem: String, accepted: String? = nil
  ) -> ConfigurationError {
    let origin = entries.first { $0.key == key }?.value.origin ?? value.origin
    return failure(.notAccepted, key, origin, problem, accepted)
  }

  // MARK: Tables

  /// The table `key` of this one; one that is absent reads as empty.
  public func section(_ key: String) throws(ConfigurationError) -> ConfigurationSection {
    let path = path.appending(.key(key))
    guard let entry = take(key) else {
      return ConfigurationSection(
        file: file, log: log, path: path, value: TomlValue(.table([]), value.origin),
        isPresent: false)
    }
    return try table(entry.value, key: key, at: path, accepted: "a table, written [\(path)]")
  }

  /// The tables written `[[key]]`, in order.
  public func sections(
    _ key: String, count: ClosedRange<Int>
  ) throws(ConfigurationError) -> [ConfigurationSection] {
    let path = path.appending(.key(key))
    let accepted = "\(text(count)) tables, each written [[\(path)]]"
    guard let entry = take(key) else {
      if count.contains(0) { return [] }
      throw missing(key, accepted)
    }
    guard case .array(let elements) = entry.value.content else {
      throw failure(.wrongType, key, entry.value.origin, entry.value.shownWithType, accepted)
    }
    if !count.contains(elements.count) {
      throw failure(
        .outOfRange, key, entry.value.origin, "\(elements.count) of them are out of range", accepted
      )
    }
    var sections: [ConfigurationSection] = []
    for (index, element) in elements.enumerated() {
      sections.append(
        try table(element, key: key, at: path.appending(.index(index)), accepted: accepted))
    }
    return sections
  }

  /// The tables of the table `key`, whose names the file's author chose: `[key.name]`, in order.
  public func namedSections(
    _ key: String, count: ClosedRange<Int>
  ) throws(ConfigurationError) -> [(name: String, section: ConfigurationSection)] {
    let outer = try section(key)
    let accepted = "\(text(count)) tables, each written [\(outer.path).NAME]"
    if !count.contains(outer.entries.count) {
      if !outer.isPresent { throw missing(key, accepted) }
      throw failure(
        .outOfRange, key, outer.value.origin, "\(outer.entries.count) of them are out of range",
        accepted)
    }
    var sections: [(String, ConfigurationSection)] = []
    for entry in outer.entries {
      _ = outer.take(entry.key)
      let path = outer.path.appending(.key(entry.key))
      let section = try outer.table(
        entry.value, key: entry.key, at: path, accepted: "a table, written [\(path)]")
      sections.append((entry.key, section))
    }
    return sections
  }

  private func table(
    _ value: TomlValue, key: String, at path: ConfigurationPath, accepted: String
  ) throws(ConfigurationError) -> ConfigurationSection {
    guard case .table = value.content else {
      throw failure(.wrongType, key, value.origin, value.shownWithType, accepted)
    }
    return ConfigurationSection(file: file, log: log, path: path, value: value, isPresent: true)
  }

  // MARK: What every reader shares

  /// Takes the entry out: the key is accepted here, and what it holds has been read.
  func take(_ key: String) -> TomlEntry? {
    log.ask(key, in: path)
    guard let entry = entries.first(where: { $0.key == key }) else { return nil }
    log.take(path.appending(.key(key)))
    return entry
  }

  /// Reads one key: takes it, converts it, notes what is in force. Nil when it is absent and has
  /// no default.
  func read<Value>(
    _ key: String, default substitute: Value?, isConcealed: Bool = false, show: (Value) -> String,
    convert: (TomlValue) throws(ConfigurationError) -> Value
  ) throws(ConfigurationError) -> Value? {
    let result: Value
    let source: EffectiveConfiguration.Source
    if let entry = take(key) {
      result = try convert(entry.value)
      source =
        switch entry.value.origin {
        case .file(let position): .file(line: position.line)
        case .flag(let name, _): .flag(name)
        }
    } else if let substitute {
      result = substitute
      source = .default
    } else {
      return nil
    }
    log.note(
      path.appending(.key(key)), isConcealed ? quoted("(concealed)") : show(result), source)
    return result
  }

  func failure(
    _ kind: ConfigurationError.Kind, _ key: String, _ origin: TomlValue.Origin, _ problem: String,
    _ accepted: String?
  ) -> ConfigurationError {
    ConfigurationError(
      kind, file: origin.file(orElse: file), position: origin.position,
      keyPath: path.appending(.key(key)).description, problem: problem, accepted: accepted)
  }

  /// A missing key; when a key that nobody has read looks like it, that is most likely the reason.
  func missing(_ key: String, _ accepted: String) -> ConfigurationError {
    let unread = entries.filter { !log.isTaken(path.appending(.key($0.key))) }
    var problem = "missing"
    if let similar = nearestName(to: key, among: unread.map(\.key)),
      let entry = unread.first(where: { $0.key == similar })
    {
      problem += " (is it what is written \(keyText(similar))"
      if let position = entry.keyOrigin.position { problem += " in line \(position.line)" }
      problem += "?)"
    }
    return failure(.missing, key, value.origin, problem, accepted)
  }

  func text(_ count: ClosedRange<Int>) -> String {
    if count.upperBound == .max { return "at least \(count.lowerBound)" }
    return count.lowerBound == count.upperBound
      ? "exactly \(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)"
  }
}
