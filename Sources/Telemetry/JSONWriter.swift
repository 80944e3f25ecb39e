// SPDX-License-Identifier: Apache-2.0

/// Writes one JSON value (RFC 8259), piece by piece, on one line.
///
///     var json = JSONWriter()
///     json.beginObject()
///     json.field("p50_ns", 1250)
///     json.key("stages"); json.beginArray(); json.string("verify"); json.endArray()
///     json.endObject()
///     print(json.finish())
///
/// Integers are written exactly, whatever their size; floating-point numbers in the shortest form
/// that reads back as the same number. JSON has no infinity and no NaN: both become `null`. Cold:
/// it allocates.
///
/// - Precondition: the calls make a valid value: a key before each value of an object and nowhere
///   else, ends that match, nothing after the end. Anything else stops the program.
public struct JSONWriter: Sendable {
  private enum Place {
    case value, end
    case firstKey, key, fieldValue
    case firstElement, element
  }

  /// How deep values may nest.
  public static var depthMax: Int { 64 }

  private var text = ""
  private var place = Place.value
  private var outer: [Place] = []

  public init() {}

  /// The finished text.
  ///
  /// - Precondition: a whole value has been written.
  public consuming func finish() -> String {
    precondition(place == .end && outer.isEmpty, "a JSON value is not complete")
    return text
  }

  public mutating func beginObject() { begin("{", .firstKey) }

  public mutating func endObject() {
    precondition(place == .firstKey || place == .key, "no JSON object ends here")
    end("}")
  }

  public mutating func beginArray() { begin("[", .firstElement) }

  public mutating func endArray() {
    precondition(place == .firstElement || place == .element, "no JSON array ends here")
    end("]")
  }

  /// Writes the key of the next value. Keys are not checked for being distinct.
  public mutating func key(_ name: String) {
    precondition(place == .firstKey || place == .key, "a JSON key belongs into an object")
    if place == .key { text += "," }
    appendQuoted(name)
    text += ":"
    place = .fieldValue
  }

  public mutating func string(_ value: String) {
    beforeValue()
    appendQuoted(value)
    afterValue()
  }

  public mutating func integer(_ value: some BinaryInteger) { append(String(value)) }

  public mutating func number(_ value: Double) {
    append(value.isFinite ? String(value) : "null")
  }

  public mutating func boolean(_ value: Bool) { append(value ? "true" : "false") }

  public mutating func null() { append("null") }

  // MARK: Fields

  public mutating func field(_ name: String, _ value: String) {
    key(name)
    string(value)
  }

  public mutating func field(_ name: String, _ value: some BinaryInteger) {
    key(name)
    integer(value)
  }

  public mutating func field(_ name: String, _ value: Double) {
    key(name)
    number(value)
  }

  public mutating func field(_ name: String, _ value: Bool) {
    key(name)
    boolean(value)
  }

  /// An integer, or `null`.
  public mutating func field(_ name: String, _ value: (some BinaryInteger)?) {
    key(name)
    if let value { integer(value) } else { null() }
  }

  // MARK: Pieces

  private mutating func append(_ piece: String) {
    beforeValue()
    text += piece
    afterValue()
  }

  private mutating func begin(_ bracket: String, _ inner: Place) {
    beforeValue()
    precondition(outer.count < Self.depthMax, "JSON values nest too deep")
    text += bracket
    outer.append(place)
    place = inner
  }

  private mutating func end(_ bracket: String) {
    text += bracket
    guard let around = outer.popLast() else { fatalError("invariant: what ends has begun") }
    place = around
    afterValue()
  }

  private mutating func beforeValue() {
    switch place {
    case .value, .fieldValue, .firstElement: break
    case .element: text += ","
    case .end, .firstKey, .key: preconditionFailure("no JSON value belongs here")
    }
  }

  private mutating func afterValue() {
    switch place {
    case .value: place = .end
    case .fieldValue: place = .key
    case .firstElement, .element: place = .element
    case .end, .firstKey, .key: preconditionFailure("no JSON value belongs here")
    }
  }

  private mutating func appendQuoted(_ value: String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      // The two line separators are legal in JSON but end a line of JavaScript; and DEL and the
      // C1 controls would reach a terminal.
      case "\0"..<" ", "\u{7f}"..."\u{9f}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
