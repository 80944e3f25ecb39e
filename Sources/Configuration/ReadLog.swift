// SPDX-License-Identifier: Apache-2.0

/// What has been read of a file: shared by the file and all its sections, so that reading needs no
/// `inout` and every section's reads count.
final class ReadLog {
  private var taken: Set<ConfigurationPath> = []
  private var asked: [ConfigurationPath: [String]] = [:]
  private var noted: Set<ConfigurationPath> = []
  /// The values in force, in the order they were read.
  private(set) var lines: [EffectiveConfiguration.Line] = []

  /// Records that the table at `table` may hold `key`.
  func ask(_ key: String, in table: ConfigurationPath) {
    if !asked[table, default: []].contains(key) { asked[table, default: []].append(key) }
  }

  /// Records that the value at `path` has a reader.
  func take(_ path: ConfigurationPath) { taken.insert(path) }

  func isTaken(_ path: ConfigurationPath) -> Bool { taken.contains(path) }

  func namesAsked(in table: ConfigurationPath) -> [String] { asked[table] ?? [] }

  /// Records the value in force; a second reader of the same key adds no second line.
  func note(_ path: ConfigurationPath, _ text: String, _ source: EffectiveConfiguration.Source) {
    if noted.insert(path).inserted {
      lines.append(EffectiveConfiguration.Line(path: path, value: text, source: source))
    }
  }
}
