// SPDX-License-Identifier: Apache-2.0

/// One message that came out of a step, as a scenario says it.
struct Heard {
  /// Who heard it: a key's number, `operator`, `nobody`, or `feed`.
  let who: String
  let message: Message
  /// What must be said of it.
  let words: [String]
  /// Fields that must be said besides.
  let extras: [FieldShape]
  /// The whole line.
  let shown: String

  init(_ who: String, _ message: Message, _ names: Names) {
    self.who = who
    self.message = message
    let name = message.shape.name
    let pattern = Vocabulary.patterns.first { pattern in
      pattern.message == name
        && pattern.condition.allSatisfy { condition in
          guard let field = message.shape.field(condition.field) else { return false }
          return Self.said(message, field, names) == condition.value
        }
    }
    var words: [String] = pattern == nil ? [name] : []
    for piece in pattern?.pieces ?? [] {
      if let field = piece.onlyIf, message.value(field) == 0 { continue }
      for word in piece.words {
        guard let placeholder = Pattern.placeholder(word) else {
          words.append(word)
          continue
        }
        guard let field = message.shape.field(placeholder) else {
          fatalError("invariant: the pattern of \(name) names \(placeholder)")
        }
        let text = Self.said(message, field, names)
        if !text.isEmpty { words.append(text) }
      }
    }
    self.words = words
    let mentioned = pattern?.mentioned ?? []
    extras = message.shape.fields.filter {
      !mentioned.contains($0.name) && !Vocabulary.hiddenFields.contains($0.name)
        && message.value($0) != 0
    }
    shown = ([who] + words + extras.map { "\($0.name)=\(Self.said(message, $0, names))" })
      .joined(separator: " ")
  }

  /// A field's value in words.
  private static func said(_ message: Message, _ field: FieldShape, _ names: Names) -> String {
    let value = message.value(field)
    if let bits = Vocabulary.bits["\(message.shape.name).\(field.name)"], value > 0,
      value < 1 << Int128(bits.count)
    {
      return bits.indices.filter { value >> Int128($0) & 1 == 1 }.map { bits[$0] }
        .joined(separator: "+")
    }
    if let named = Catalogue.wire.enums[field.type]?.first(where: { $0.value == value }) {
      return named.name
    }
    switch field.type {
    case "ClientNumber": return names.name(client: UInt64(value))
    case "OrderNumber": return names.name(order: UInt64(value))
    case "TemplateNumber":
      return Catalogue.wire.message(template: UInt16(value))?.name ?? "\(value)"
    default: return "\(value)"
    }
  }

  /// Whether an expected line says this, and nothing that is not so. Fields may be asked for
  /// besides, as `field=value`.
  func matches(_ line: ExpectedLine, _ names: inout Names) throws(Malformed) -> Bool {
    guard line.who == who, line.words == words else { return false }
    var missing = Set(extras.map(\.name))
    for (name, text) in line.fields {
      guard let field = message.shape.field(name) else {
        throw Malformed(
          "\(message.shape.name) has no field \(name)",
          "write one of \(message.shape.settableNames)")
      }
      let expected: Int128
      switch try Value(text, for: field, of: message.shape.name) {
      case .number(let number): expected = number
      case .client(let name): expected = Int128(try names.client(name))
      case .order(let name): expected = Int128(names.order(name))
      case .sinceNow(let span): expected = message.value("logTime") + span
      case .sinceIndex(let span): expected = message.value("logIndex") + span
      }
      if message.value(field) != expected { return false }
      missing.remove(name)
    }
    return missing.isEmpty
  }
}

/// A line of what is to be heard.
struct ExpectedLine {
  let text: String
  let who: String
  let words: [String]
  let fields: [(name: String, value: String)]

  init(_ text: String) {
    self.text = text
    let tokens = Draft.tokens(text)
    who = tokens.first ?? ""
    words = tokens.dropFirst().filter { !$0.contains("=") }
    fields = tokens.dropFirst().filter { $0.contains("=") }.map {
      let at = $0.firstIndex(of: "=")!
      return (String($0[..<at]), String($0[$0.index(after: at)...]))
    }
  }
}
