// SPDX-License-Identifier: Apache-2.0

extension ConfigurationSection {
  /// An array of strings, each as `string` takes them; absent, it is `substitute` or, without one,
  /// an error.
  ///
  /// - Parameter count: how many there may be.
  public func stringList(
    _ key: String, count: ClosedRange<Int>, oneOf choices: [String] = [], bytesMax: Int = 1024,
    default substitute: [String]? = nil
  ) throws(ConfigurationError) -> [String] {
    let reader = StringReader(
      section: self, key: key, choices: choices, bytesMax: bytesMax, isConcealed: false)
    return try list(
      key, count, "strings, each \(choices.isEmpty ? "" : "one of ")\(reader.accepted)",
      default: substitute, show: { quoted($0) }
    ) { (value) throws(ConfigurationError) in try reader.convert(value) }
  }

  /// An array of integers in `range`; absent, it is `substitute` or, without one, an error.
  ///
  /// - Parameter count: how many there may be.
  public func integerList<Value: FixedWidthInteger>(
    _ key: String, in range: ClosedRange<Value>, count: ClosedRange<Int>,
    default substitute: [Value]? = nil
  ) throws(ConfigurationError) -> [Value] {
    try list(key, count, "integers \(range)", default: substitute, show: { String($0) }) {
      (value) throws(ConfigurationError) in
      try convertInteger(value, key: key, range: range)
    }
  }

  /// Exactly `count` bytes, written as a string of two hexadecimal digits each.
  ///
  /// - Parameter isConcealed: keep the value out of every message and of the effective
  ///   configuration.
  public func hexBytes(
    _ key: String, count: Int, isConcealed: Bool = false
  ) throws(ConfigurationError) -> [UInt8] {
    let bytes = try optionalHexBytes(key, count: count, isConcealed: isConcealed)
    guard let bytes else { throw missing(key, "\(count * 2) hexadecimal digits") }
    return bytes
  }

  /// Bytes, as above, or nil when the key is absent.
  public func optionalHexBytes(
    _ key: String, count: Int, isConcealed: Bool = false
  ) throws(ConfigurationError) -> [UInt8]? {
    let accepted = "\(count * 2) hexadecimal digits"
    let reader = StringReader(
      section: self, key: key, choices: [], bytesMax: .max, isConcealed: isConcealed)
    return try read(
      key, default: nil, isConcealed: isConcealed, show: { quoted(hexText($0)) }
    ) { (value) throws(ConfigurationError) in
      let isText = if case .string = value.content { true } else { false }
      let isFlag = if case .flag = value.origin { true } else { false }
      if !isText && !isFlag {
        let shown = isConcealed ? value.typeName : value.shownWithType
        throw failure(.wrongType, key, value.origin, shown, "a string of \(accepted)")
      }
      let text = try reader.convert(value)
      if text.utf8.count != count * 2 {
        throw failure(
          .notAccepted, key, value.origin, "\(text.utf8.count) characters are not that many",
          accepted)
      }
      guard let bytes = bytes(ofHex: text) else {
        throw failure(
          .notAccepted, key, value.origin, "a character is no hexadecimal digit", accepted)
      }
      return bytes
    }
  }

  private func list<Element>(
    _ key: String, _ count: ClosedRange<Int>, _ what: String, default substitute: [Element]?,
    show: (Element) -> String,
    convert: (TomlValue) throws(ConfigurationError) -> Element
  ) throws(ConfigurationError) -> [Element] {
    let accepted = "an array of \(text(count)) \(what)"
    let result = try withoutActuallyEscaping(show) { show throws(ConfigurationError) in
      try read(
        key, default: substitute,
        show: { elements in "[" + elements.map(show).joined(separator: ", ") + "]" }
      ) { (value) throws(ConfigurationError) -> [Element] in
        guard case .array(let values) = value.content else {
          throw failure(.wrongType, key, value.origin, value.shownWithType, accepted)
        }
        if !count.contains(values.count) {
          throw failure(
            .outOfRange, key, value.origin, "\(values.count) elements are out of range", accepted)
        }
        var elements: [Element] = []
        for value in values { elements.append(try convert(value)) }
        return elements
      }
    }
    guard let result else { throw missing(key, accepted) }
    return result
  }
}

private func hexText(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

private func bytes(ofHex text: String) -> [UInt8]? {
  let digits = text.utf8.map { byte -> UInt8? in
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
  var bytes: [UInt8] = []
  for at in stride(from: 0, to: digits.count, by: 2) {
    guard let high = digits[at], let low = digits[at + 1] else { return nil }
    bytes.append(high << 4 | low)
  }
  return bytes
}
