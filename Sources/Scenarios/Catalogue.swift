// SPDX-License-Identifier: Apache-2.0

/// What the schema says of its messages and enumerations, by name: what lets a scenario name every
/// field of every message without a line of code for it.
struct Catalogue: Sendable {
  private(set) var messages: [String: MessageShape] = [:]
  private(set) var enums: [String: [(name: String, value: Int128)]] = [:]
  private var templates: [UInt64: String] = [:]
  /// What a message's repeating group has of each of its entries, by the message's name.
  private(set) var entries: [String: MessageShape] = [:]

  /// The wire's own.
  static let wire = Catalogue(catalogueText)

  private init(_ text: String) {
    var message = "", enumeration = "", entry = ""
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      switch words[0] {
      case "enum" where !line.hasPrefix(" "):
        (message, enumeration, entry) = ("", words[1], "")
        enums[enumeration] = []
      case "message" where !line.hasPrefix(" "):
        (message, enumeration, entry) = (words[1], "", "")
        messages[message] = MessageShape(name: message, template: UInt64(words[2])!)
        templates[UInt64(words[2])!] = message
      case "entry" where !line.hasPrefix(" "):
        entry = words[2]
        entries[entry] = MessageShape(name: words[1], template: 0)
      default:
        if !entry.isEmpty {
          entries[entry]?.append(words[0], type: words[1], swift: words[2])
        } else if message.isEmpty {
          enums[enumeration]?.append((words[0], Int128(words[1])!))
        } else {
          messages[message]?.append(words[0], type: words[1], swift: words[2])
        }
      }
    }
  }

  /// A message or an entry of a group.
  func message(_ name: String) -> MessageShape {
    guard let shape = messages[name] ?? entries.values.first(where: { $0.name == name }) else {
      fatalError("invariant: the schema has no \(name)")
    }
    return shape
  }

  func message(template: UInt16) -> MessageShape? {
    templates[UInt64(template)].flatMap { messages[$0] }
  }

  /// The commands, by name.
  var commandNames: [String] {
    messages.values.filter { (21...49).contains($0.template) }
      .sorted { $0.template < $1.template }.map(\.name)
  }
}

/// A message's fixed block.
struct MessageShape: Sendable {
  let name: String
  let template: UInt64
  private(set) var fields: [FieldShape] = []
  private(set) var blockBytes = 0

  init(name: String, template: UInt64) {
    self.name = name
    self.template = template
  }

  fileprivate mutating func append(_ name: String, type: String, swift: String) {
    let bits = Int(swift.drop { !$0.isNumber })!
    let bytes = swift.hasPrefix("Bytes") ? bits : bits / 8
    fields.append(
      FieldShape(
        name: name, type: type, bytes: bytes, isSigned: swift.hasPrefix("Int"), offset: blockBytes))
    blockBytes += bytes
  }

  func field(_ name: String) -> FieldShape? { fields.first { $0.name == name } }

  /// The names of the fields that may be set, for messages.
  var settableNames: String {
    fields.filter { !$0.isReserved }.map(\.name).joined(separator: ", ")
  }
}

struct FieldShape: Sendable {
  let name: String
  /// The schema's name of the type.
  let type: String
  let bytes: Int
  let isSigned: Bool
  let offset: Int

  var isReserved: Bool { type.hasPrefix("Zero") }
}

/// A message's block with its shape.
struct Message {
  let shape: MessageShape
  private(set) var block: [UInt8]

  init(_ shape: MessageShape) {
    self.shape = shape
    block = [UInt8](repeating: 0, count: shape.blockBytes)
  }

  init(_ shape: MessageShape, block: [UInt8]) {
    self.shape = shape
    self.block = block
  }

  /// An integer field's value; of longer ones the first eight bytes.
  func value(_ field: FieldShape) -> Int128 {
    var bits: UInt64 = 0
    let bytes = min(field.bytes, 8)
    for i in 0..<bytes { bits |= UInt64(block[field.offset + i]) << (8 * UInt64(i)) }
    if !field.isSigned { return Int128(bits) }
    let shift = UInt64(64 - 8 * bytes)
    return Int128(Int64(bitPattern: bits << shift) >> Int64(shift))
  }

  func value(_ name: String) -> Int128 {
    guard let field = shape.field(name) else {
      fatalError("invariant: \(shape.name) has no field \(name)")
    }
    return value(field)
  }

  mutating func set(_ field: FieldShape, _ value: Int128) {
    for i in 0..<min(field.bytes, 16) {
      block[field.offset + i] = UInt8(truncatingIfNeeded: value >> Int128(8 * i))
    }
  }

  mutating func set(_ name: String, _ value: Int128) {
    guard let field = shape.field(name) else {
      fatalError("invariant: \(shape.name) has no field \(name)")
    }
    set(field, value)
  }

  /// Header and block, as they go on the wire.
  func encoded(schema: UInt16, version: UInt16) -> [UInt8] {
    let head = [UInt16(shape.blockBytes), UInt16(shape.template), schema, version]
    return head.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] } + block
  }
}
