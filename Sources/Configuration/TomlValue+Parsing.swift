// SPDX-License-Identifier: Apache-2.0

internal import CToml

extension TomlValue {
  /// Parses a TOML 1.0 document into its root table.
  ///
  /// - Throws: `.tooLarge` above `ConfigurationFile.bytesMax`; `.syntax`, with the place, for what
  ///   TOML does not allow: bad syntax or UTF-8, a key given twice, a number that does not fit
  ///   64 bits, values nested deeper than 16, keys of more than 16 parts.
  static func parse(text: String, name: String) throws(ConfigurationError) -> TomlValue {
    var text = text
    let bytes = text.utf8.count
    if bytes > ConfigurationFile.bytesMax { throw .tooLarge(file: name) }
    var failure = ml_toml_error()
    let document = text.withUTF8 { utf8 in
      unsafe utf8.withMemoryRebound(to: CChar.self) { characters in
        unsafe ml_toml_parse(characters.baseAddress, characters.count, &failure)
      }
    }
    guard let document = unsafe document else {
      let message = unsafe withUnsafeBytes(of: &failure.message) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      throw ConfigurationError(
        .syntax, file: name,
        position: failure.line == 0
          ? nil : SourcePosition(line: Int(failure.line), column: Int(failure.column)),
        keyPath: "", problem: "not valid TOML: \(lowercasedFirst(message))", accepted: nil)
    }
    defer { unsafe ml_toml_free(document) }
    var count = 0
    let nodes = unsafe ml_toml_nodes(document, &count)
    return unsafe build(UnsafeBufferPointer(start: nodes, count: count))
  }

  /// Builds the tree from the flat list, last node first: what a node holds comes after it, so each
  /// is complete when it is reached.
  private static func build(_ nodes: UnsafeBufferPointer<ml_toml_node>) -> TomlValue {
    // What each container holds so far, in reverse.
    var held: [[TomlEntry]] = Array(repeating: [], count: nodes.count)
    for index in stride(from: nodes.count - 1, through: 0, by: -1) {
      let node = unsafe nodes[index]
      let children = held[index]
      held[index] = []
      let value = TomlValue(
        unsafe content(of: node, children), .file(unsafe position(node.line, node.column)))
      if index == 0 { return value }
      let entry = TomlEntry(
        key: unsafe string(node.key, node.key_bytes),
        keyOrigin: .file(unsafe position(node.key_line, node.key_column)), value: value)
      unsafe held[Int(node.parent)].append(entry)
    }
    fatalError("invariant: a document has a root table")
  }

  private static func content(of node: ml_toml_node, _ children: [TomlEntry]) -> Content {
    switch ml_toml_kind(rawValue: unsafe node.kind) {
    case ML_TOML_TABLE: .table(children.reversed())
    case ML_TOML_ARRAY: .array(children.reversed().map(\.value))
    case ML_TOML_STRING: .string(unsafe string(node.text, node.text_bytes))
    case ML_TOML_INTEGER: .integer(unsafe node.integer)
    case ML_TOML_FLOAT: .float(unsafe node.number)
    case ML_TOML_BOOLEAN: .boolean(unsafe node.integer != 0)
    default: .moment
    }
  }

  private static func position(_ line: UInt32, _ column: UInt32) -> SourcePosition {
    SourcePosition(line: Int(line), column: Int(column))
  }

  private static func string(_ text: UnsafePointer<CChar>?, _ bytes: Int) -> String {
    let buffer = unsafe UnsafeRawBufferPointer(start: text, count: text == nil ? 0 : bytes)
    return unsafe String(decoding: buffer, as: UTF8.self)
  }
}

/// The message of toml++ begins as a sentence; ours goes on after a colon.
private func lowercasedFirst(_ message: String) -> String {
  message.prefix(1).lowercased() + message.dropFirst()
}
