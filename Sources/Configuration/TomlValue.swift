// SPDX-License-Identifier: Apache-2.0

/// A place in a text: both numbers count from 1, columns in characters.
public struct SourcePosition: Equatable, Sendable {
  public let line: Int
  public let column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// One value of a TOML 1.0 document, with where it was written.
public struct TomlValue: Equatable, Sendable {
  /// What a value is. Entries of a table keep the order of the file.
  public enum Content: Equatable, Sendable {
    case table([TomlEntry])
    case array([TomlValue])
    case string(String)
    case integer(Int64)
    case float(Double)
    case boolean(Bool)
    /// A date, a time or both. No key accepts one; it is kept to be refused by its own name.
    case moment
  }

  /// Where a value came from.
  public enum Origin: Equatable, Sendable {
    case file(SourcePosition)
    /// A command-line flag, and the text that followed it.
    case flag(name: String, text: String)
  }

  public internal(set) var content: Content
  public let origin: Origin

  init(_ content: Content, _ origin: Origin) {
    self.content = content
    self.origin = origin
  }

  /// The type, with its article, for a message.
  var typeName: String {
    switch content {
    case .table: "a table"
    case .array: "an array"
    case .string: "a string"
    case .integer: "an integer"
    case .float: "a float"
    case .boolean: "a boolean"
    case .moment: "a date or time"
    }
  }

  /// The value as a message shows it: short, on one line, without control characters.
  var shown: String {
    switch content {
    case .table: "a table"
    case .array: "an array"
    case .string(let text): quoted(text, charactersMax: 48)
    case .integer(let value): String(value)
    case .float(let value): String(value)
    case .boolean(let value): String(value)
    case .moment: "a date or time"
    }
  }

  /// `shown` with the type, unless that is all it says.
  var shownWithType: String {
    shown == typeName ? shown : "\(shown) is \(typeName)"
  }
}

/// A key of a table and its value.
public struct TomlEntry: Equatable, Sendable {
  public let key: String
  /// Where the key was written.
  public let keyOrigin: TomlValue.Origin
  public internal(set) var value: TomlValue
}
