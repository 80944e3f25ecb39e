// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A configuration file being read: sections are opened, keys are taken out of them with their
/// types, ranges and defaults, and what nobody took is an error at the end.
///
///     let file = try ConfigurationFile.load(path: "matchlock.toml")
///     let port = try file.section("port")
///     let burst = try port.integer("burst", in: 1...32, default: 32)
///     try file.finish()
///     print(file.effective)
///
/// Read at start-up, on one thread; it allocates freely.
public struct ConfigurationFile {
  /// The largest file accepted, in bytes.
  public static var bytesMax: Int { 1 << 20 }

  /// The root table, for keys outside any section.
  public let root: ConfigurationSection
  /// The file's name, as given.
  public let name: String
  private let tree: TomlValue
  private let log: ReadLog

  private init(_ tree: TomlValue, name: String) {
    self.tree = tree
    self.name = name
    log = ReadLog()
    root = ConfigurationSection(
      file: name, log: log, path: ConfigurationPath(), value: tree, isPresent: true)
  }

  /// Parses a configuration.
  ///
  /// - Parameters:
  ///   - text: TOML 1.0, at most `bytesMax` bytes of UTF-8.
  ///   - name: what messages call it.
  ///   - overrides: values from the command line, each in place of the file's; the last wins.
  /// - Throws: `.tooLarge`, `.syntax` or `.override`.
  public static func parse(
    text: String, name: String, overrides: [ConfigurationOverride] = []
  ) throws(ConfigurationError) -> ConfigurationFile {
    var tree = try TomlValue.parse(text: text, name: name)
    for override in overrides { try override.apply(to: &tree) }
    return ConfigurationFile(tree, name: name)
  }

  /// Reads and parses the regular file at `path`.
  ///
  /// - Throws: `.unreadable`, and what `parse` throws.
  public static func load(
    path: String, overrides: [ConfigurationOverride] = []
  ) throws(ConfigurationError) -> ConfigurationFile {
    try parse(text: contents(of: path), name: path, overrides: overrides)
  }

  /// The table `key` of the root table; one that is absent reads as empty.
  ///
  /// - Throws: `.wrongType` when the key holds something else.
  public func section(_ key: String) throws(ConfigurationError) -> ConfigurationSection {
    try root.section(key)
  }

  /// The tables written `[[key]]`, in order.
  ///
  /// - Throws: `.wrongType`; `.missing` or `.outOfRange` when their number is not in `count`.
  public func sections(
    _ key: String, count: ClosedRange<Int>
  ) throws(ConfigurationError) -> [ConfigurationSection] {
    try root.sections(key, count: count)
  }

  /// The tables of the table `key`, whose names the file's author chose, in order.
  ///
  /// - Throws: as `sections` does.
  public func namedSections(
    _ key: String, count: ClosedRange<Int>
  ) throws(ConfigurationError) -> [(name: String, section: ConfigurationSection)] {
    try root.namedSections(key, count: count)
  }

  /// Every key of the file that nothing has read, as errors, in the order of the file.
  public var unknownKeys: [ConfigurationError] {
    var errors: [ConfigurationError] = []
    collectUnknown(in: tree, at: ConfigurationPath(), &errors)
    return errors
  }

  /// Ends the reading.
  ///
  /// - Throws: `.unknownKey`, for the first key that nothing has read.
  public func finish() throws(ConfigurationError) {
    if let first = unknownKeys.first { throw first }
  }

  /// Every key read so far, with the value in force and where that came from.
  public var effective: EffectiveConfiguration { EffectiveConfiguration(log.lines) }

  private func collectUnknown(
    in value: TomlValue, at path: ConfigurationPath, _ errors: inout [ConfigurationError]
  ) {
    switch value.content {
    case .table(let entries):
      for entry in entries {
        let entryPath = path.appending(.key(entry.key))
        if log.isTaken(entryPath) {
          collectUnknown(in: entry.value, at: entryPath, &errors)
        } else {
          errors.append(unknown(entry, in: path, at: entryPath))
        }
      }
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        collectUnknown(in: element, at: path.appending(.index(index)), &errors)
      }
    default: break
    }
  }

  private func unknown(
    _ entry: TomlEntry, in table: ConfigurationPath, at path: ConfigurationPath
  ) -> ConfigurationError {
    let names = log.namesAsked(in: table)
    let nearest = nearestName(to: entry.key, among: names)
    let namesShownMax = 12
    let list =
      names.isEmpty
      ? "no key here"
      : names.prefix(namesShownMax).joined(separator: ", ")
        + (names.count > namesShownMax ? ", …" : "")
    return ConfigurationError(
      .unknownKey, file: entry.keyOrigin.file(orElse: name), position: entry.keyOrigin.position,
      keyPath: path.description, problem: "unknown key",
      accepted: nearest.map { "\($0), the nearest" } ?? list)
  }
}

extension TomlValue.Origin {
  /// What a message names as the source: the flag, or the file.
  func file(orElse name: String) -> String {
    switch self {
    case .file: name
    case .flag(let flag, _): flag
    }
  }

  var position: SourcePosition? {
    if case .file(let position) = self, position.line > 0 { position } else { nil }
  }
}

/// Reads a whole regular file, never more than the limit: a device or a pipe would not end.
private func contents(of path: String) throws(ConfigurationError) -> String {
  func unreadable(_ number: Int32) -> ConfigurationError {
    let reason = unsafe String(cString: strerror(number))
    return ConfigurationError(
      .unreadable, file: path, position: nil, keyPath: "",
      problem: "cannot be read: \(reason)", accepted: "a readable regular file")
  }
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  if descriptor < 0 { throw unreadable(errno) }
  defer { _ = close(descriptor) }
  var status = stat()
  if unsafe fstat(descriptor, &status) != 0 { throw unreadable(errno) }
  if status.st_mode & S_IFMT != S_IFREG {
    throw unreadable(status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL)
  }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = unsafe chunk.withUnsafeMutableBytes {
      unsafe read(descriptor, $0.baseAddress, $0.count)
    }
    if count < 0 && errno == EINTR { continue }
    if count < 0 { throw unreadable(errno) }
    if count == 0 { break }
    bytes += chunk[..<count]
    if bytes.count > ConfigurationFile.bytesMax { throw .tooLarge(file: path) }
  }
  guard let text = String(validating: bytes, as: UTF8.self) else {
    throw ConfigurationError(
      .syntax, file: path, position: nil, keyPath: "", problem: "not valid UTF-8", accepted: nil)
  }
  return text
}
