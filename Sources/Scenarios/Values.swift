// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a line, and what would be accepted.
struct Malformed: Error {
  let cause: String
  let remedy: String

  init(_ cause: String, _ remedy: String) {
    self.cause = cause
    self.remedy = remedy
  }
}

/// A field's value as written: some are known only when the step is taken.
enum Value {
  case number(Int128)
  /// Nanoseconds after log time.
  case sinceNow(Int128)
  /// Places after the record itself.
  case sinceIndex(Int128)
  /// The client number of a name.
  case client(String)
  /// The order number last given to an order of that name.
  case order(String)

  /// Reads a value for a field of that type.
  init(_ text: String, for field: FieldShape, of message: String) throws(Malformed) {
    if let bits = Vocabulary.bits["\(message).\(field.name)"],
      let value = Self.joined(text, bits)
    {
      self = .number(value)
      return
    }
    if let names = Catalogue.wire.enums[field.type],
      let named = names.first(where: { $0.name == text })
    {
      self = .number(named.value)
      return
    }
    let isRelative = text.hasPrefix("+") || text.hasPrefix("-")
    switch field.type {
    case "ClientNumber" where Names.quote(text) != nil:
      self = .number(Int128(Names.quote(text)!))
    case "ClientNumber" where Self.isName(text):
      self = .client(text)
    case "OrderNumber" where Self.isName(text):
      self = .order(text)
    case "TemplateNumber":
      guard let shape = Catalogue.wire.messages[text] else {
        throw Malformed("\(text) is no message of the schema", "write a message's name")
      }
      self = .number(Int128(shape.template))
    case "Symbol":
      var word: Int128 = 0
      for (i, byte) in text.utf8.prefix(15).enumerated() { word |= Int128(byte) << Int128(8 * i) }
      self = .number(word)
    case "Nanoseconds" where isRelative: self = .sinceNow(try Self.integer(text, field, message))
    case "Index" where isRelative: self = .sinceIndex(try Self.integer(text, field, message))
    default: self = .number(try Self.integer(text, field, message))
    }
  }

  private static func joined(_ text: String, _ bits: [String]) -> Int128? {
    var value: Int128 = 0
    for part in text.split(separator: "+") {
      guard let bit = bits.firstIndex(of: String(part)) else { return nil }
      value |= 1 << Int128(bit)
    }
    return text.isEmpty ? nil : value
  }

  /// Whether a text names an order: letters first, perhaps after a tag and a stroke.
  static func isName(_ text: String) -> Bool {
    let name = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).last ?? ""
    return name.first?.isLetter == true && name.allSatisfy { $0.isLetter || $0.isNumber }
  }

  private static func integer(
    _ text: String, _ field: FieldShape, _ message: String
  ) throws(Malformed) -> Int128 {
    let bits = Int128(min(field.bytes, 8) * 8)
    let high = field.isSigned ? (Int128(1) << (bits - 1)) - 1 : (Int128(1) << bits) - 1
    let low = field.isSigned ? -high - 1 : 0
    if text == "max" || text == "any" { return high }
    if text == "min" { return low }
    let isTime = field.type == "Span" || field.type == "Nanoseconds"
    let isOffset = field.type == "Nanoseconds" || field.type == "Index"
    let value = try sum(text, units: isTime)
    guard isOffset || (low...high).contains(value) else {
      throw Malformed(
        "\(text) does not fit \(field.name) of \(message)", "write a number in \(low)...\(high)")
    }
    return value
  }

  /// A length of time in nanoseconds: `5s`, `+1500ms`, `24h+1ns`.
  static func span(_ text: String) throws(Malformed) -> UInt64 {
    let value = try sum(text, units: true)
    guard let span = UInt64(exactly: value) else {
      throw Malformed("\(text) is no length of time", "write one like 5s, 200ms or 24h+1ns")
    }
    return span
  }

  private static let units: [(name: String, nanoseconds: Int128)] = [
    ("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
  ]

  /// Numbers and powers of two, added and taken off: `5`, `-3`, `1_000`, `2^40+1`.
  static func sum(_ text: String, units hasUnits: Bool = false) throws(Malformed) -> Int128 {
    var total: Int128 = 0
    var term = ""
    var sign: Int128 = 1
    func malformed() -> Malformed {
      Malformed(
        "\(text) is no number",
        hasUnits ? "write one like 5s, 200ms or 24h+1ns" : "write one like 5, -3, 1_000 or 2^40+1")
    }
    func value(_ term: String) throws(Malformed) -> Int128 {
      var digits = String(term.filter { $0 != "_" })
      var factor: Int128 = 1
      if hasUnits, let suffix = digits.firstIndex(where: { $0.isLetter }) {
        let unit = String(digits[suffix...])
        guard let found = units.first(where: { $0.name == unit }) else { throw malformed() }
        factor = found.nanoseconds
        digits = String(digits[..<suffix])
      }
      if digits.hasPrefix("2^") {
        guard let power = UInt8(digits.dropFirst(2)), power < 100 else { throw malformed() }
        return (1 << Int128(power)) * factor
      }
      guard digits.count <= 20, let number = Int128(digits) else { throw malformed() }
      return number * factor
    }
    for character in text {
      if character == "+" || character == "-" {
        if !term.isEmpty { total += sign * (try value(term)) }
        term = ""
        sign = character == "-" ? -1 : 1
      } else {
        term.append(character)
      }
    }
    return total + sign * (try value(term))
  }
}
