// SPDX-License-Identifier: Apache-2.0

/// Why a configuration was refused: where, which key, what is wrong, and what would be accepted.
///
///     matchlock.toml:14:3: port.burst: 70 is out of range; accepted: integers 1...32
public struct ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What kind of mistake it is, for a program; `description` is for a person.
  public enum Kind: UInt8, Sendable {
    /// The file could not be read.
    case unreadable
    /// The file is larger than `ConfigurationFile.bytesMax`.
    case tooLarge
    /// The text is not TOML.
    case syntax
    /// A key that has no default is absent.
    case missing
    /// A key that nothing reads.
    case unknownKey
    /// A value of another type than the key takes.
    case wrongType
    /// A number outside its range, or a list outside its length.
    case outOfRange
    /// A text that is none of those accepted, or of another form.
    case notAccepted
    /// An override names a place that does not exist or cannot hold it.
    case override
  }

  public let kind: Kind
  /// The file's name as it was given, or the command-line flag the value came from.
  public let file: String
  /// Where in the file, when there is a place to name.
  public let position: SourcePosition?
  /// The key, with all its tables: `market[1].tick`. Empty when the error concerns no key.
  public let keyPath: String
  /// What is wrong.
  public let problem: String
  /// What would be accepted, when that can be said.
  public let accepted: String?

  public init(
    _ kind: Kind, file: String, position: SourcePosition?, keyPath: String, problem: String,
    accepted: String?
  ) {
    self.kind = kind
    self.file = file
    self.position = position
    self.keyPath = keyPath
    self.problem = problem
    self.accepted = accepted
  }

  public var description: String {
    var text = file
    if let position { text += ":\(position.line):\(position.column)" }
    text += ": "
    if !keyPath.isEmpty { text += "\(keyPath): " }
    text += problem
    if let accepted { text += "; accepted: \(accepted)" }
    return text
  }

  static func tooLarge(file: String) -> ConfigurationError {
    ConfigurationError(
      .tooLarge, file: file, position: nil, keyPath: "", problem: "the file is too large",
      accepted: "at most \(ConfigurationFile.bytesMax) bytes")
  }
}
