// SPDX-License-Identifier: Apache-2.0

extension ConfigurationSection {
  // MARK: Strings

  /// A string of at most `bytesMax` bytes; one of `choices`, when there are any.
  ///
  /// - Parameter isConcealed: keep the value out of every message and of the effective
  ///   configuration. Secrets still belong in files of their own.
  public func string(
    _ key: String, oneOf choices: [String] = [], bytesMax: Int = 1024, isConcealed: Bool = false
  ) throws(ConfigurationError) -> String {
    let reader = StringReader(
      section: self, key: key, choices: choices, bytesMax: bytesMax, isConcealed: isConcealed)
    guard let value = try reader.read(default: nil) else { throw missing(key, reader.accepted) }
    return value
  }

  /// A string, as above, or `substitute` when the key is absent.
  public func string(
    _ key: String, oneOf choices: [String] = [], bytesMax: Int = 1024, isConcealed: Bool = false,
    default substitute: String
  ) throws(ConfigurationError) -> String {
    let reader = StringReader(
      section: self, key: key, choices: choices, bytesMax: bytesMax, isConcealed: isConcealed)
    return try reader.read(default: substitute) ?? substitute
  }

  /// A string, as above, or nil when the key is absent.
  public func optionalString(
    _ key: String, oneOf choices: [String] = [], bytesMax: Int = 1024, isConcealed: Bool = false
  ) throws(ConfigurationError) -> String? {
    try StringReader(
      section: self, key: key, choices: choices, bytesMax: bytesMax, isConcealed: isConcealed
    ).read(default: nil)
  }

  // MARK: Choices

  /// One case of an enumeration, written as its raw value.
  public func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, of type: Choice.Type
  ) throws(ConfigurationError) -> Choice {
    let names = Choice.allCases.map(\.rawValue)
    let name = try string(key, oneOf: names)
    return self.case(named: name)
  }

  /// One case of an enumeration, or `substitute` when the key is absent.
  public func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, of type: Choice.Type = Choice.self, default substitute: Choice
  ) throws(ConfigurationError) -> Choice {
    let names = Choice.allCases.map(\.rawValue)
    let name = try string(key, oneOf: names, default: substitute.rawValue)
    return self.case(named: name)
  }

  private func `case`<Choice: RawRepresentable<String>>(named name: String) -> Choice {
    guard let choice = Choice(rawValue: name) else {
      fatalError("invariant: the raw value of a case makes that case")
    }
    return choice
  }

  // MARK: Integers

  /// An integer in `range`.
  public func integer<Value: FixedWidthInteger>(
    _ key: String, in range: ClosedRange<Value>
  ) throws(ConfigurationError) -> Value {
    guard let value = try optionalInteger(key, in: range) else {
      throw missing(key, "integers \(range)")
    }
    return value
  }

  /// An integer in `range`, or `substitute` when the key is absent.
  ///
  /// - Precondition: `substitute` is in `range`.
  public func integer<Value: FixedWidthInteger>(
    _ key: String, in range: ClosedRange<Value>, default substitute: Value
  ) throws(ConfigurationError) -> Value {
    precondition(range.contains(substitute))
    return try readInteger(key, range, default: substitute) ?? substitute
  }

  /// An integer in `range`, or nil when the key is absent.
  public func optionalInteger<Value: FixedWidthInteger>(
    _ key: String, in range: ClosedRange<Value>
  ) throws(ConfigurationError) -> Value? {
    try readInteger(key, range, default: nil)
  }

  private func readInteger<Value: FixedWidthInteger>(
    _ key: String, _ range: ClosedRange<Value>, default substitute: Value?
  ) throws(ConfigurationError) -> Value? {
    try read(key, default: substitute, show: { String($0) }) {
      (value) throws(ConfigurationError) in
      try convertInteger(value, key: key, range: range)
    }
  }

  func convertInteger<Value: FixedWidthInteger>(
    _ value: TomlValue, key: String, range: ClosedRange<Value>
  ) throws(ConfigurationError) -> Value {
    let accepted = "integers \(range)"
    guard case .integer(let integer) = value.content else {
      throw failure(.wrongType, key, value.origin, value.shownWithType, accepted)
    }
    guard let exact = Value(exactly: integer), range.contains(exact) else {
      throw failure(.outOfRange, key, value.origin, "\(integer) is out of range", accepted)
    }
    return exact
  }

  // MARK: Numbers

  /// A finite number in `range`; an integer that a `Double` holds exactly is one too.
  public func number(
    _ key: String, in range: ClosedRange<Double>
  ) throws(ConfigurationError) -> Double {
    guard let value = try optionalNumber(key, in: range) else {
      throw missing(key, "numbers \(range)")
    }
    return value
  }

  /// A number, as above, or `substitute` when the key is absent.
  ///
  /// - Precondition: `substitute` is in `range`.
  public func number(
    _ key: String, in range: ClosedRange<Double>, default substitute: Double
  ) throws(ConfigurationError) -> Double {
    precondition(range.contains(substitute))
    return try readNumber(key, range, default: substitute) ?? substitute
  }

  /// A number, as above, or nil when the key is absent.
  public func optionalNumber(
    _ key: String, in range: ClosedRange<Double>
  ) throws(ConfigurationError) -> Double? {
    try readNumber(key, range, default: nil)
  }

  private func readNumber(
    _ key: String, _ range: ClosedRange<Double>, default substitute: Double?
  ) throws(ConfigurationError) -> Double? {
    try read(key, default: substitute, show: { String($0) }) {
      (value) throws(ConfigurationError) in
      let accepted = "numbers \(range)"
      let number: Double
      switch value.content {
      case .float(let float): number = float
      case .integer(let integer):
        guard let exact = Double(exactly: integer) else {
          throw failure(
            .outOfRange, key, value.origin, "\(integer) has too many digits for a number", accepted)
        }
        number = exact
      default: throw failure(.wrongType, key, value.origin, value.shownWithType, accepted)
      }
      if !number.isFinite {
        throw failure(.outOfRange, key, value.origin, "\(number) is not finite", accepted)
      }
      if !range.contains(number) {
        throw failure(.outOfRange, key, value.origin, "\(number) is out of range", accepted)
      }
      return number
    }
  }

  // MARK: Booleans

  /// `true` or `false`.
  public func boolean(_ key: String) throws(ConfigurationError) -> Bool {
    guard let value = try optionalBoolean(key) else { throw missing(key, "true, false") }
    return value
  }

  /// `true` or `false`, or `substitute` when the key is absent.
  public func boolean(
    _ key: String, default substitute: Bool
  ) throws(ConfigurationError) -> Bool {
    try readBoolean(key, default: substitute) ?? substitute
  }

  /// `true` or `false`, or nil when the key is absent.
  public func optionalBoolean(_ key: String) throws(ConfigurationError) -> Bool? {
    try readBoolean(key, default: nil)
  }

  private func readBoolean(
    _ key: String, default substitute: Bool?
  ) throws(ConfigurationError) -> Bool? {
    try read(key, default: substitute, show: { String($0) }) {
      (value) throws(ConfigurationError) in
      guard case .boolean(let boolean) = value.content else {
        throw failure(.wrongType, key, value.origin, value.shownWithType, "true, false")
      }
      return boolean
    }
  }
}

/// What the three ways to read a string have in common.
struct StringReader {
  let section: ConfigurationSection
  let key: String
  let choices: [String]
  let bytesMax: Int
  let isConcealed: Bool

  var accepted: String {
    choices.isEmpty
      ? "a string of at most \(bytesMax) bytes"
      : choices.map { quoted($0) }.joined(separator: ", ")
  }

  func read(default substitute: String?) throws(ConfigurationError) -> String? {
    try section.read(
      key, default: substitute, isConcealed: isConcealed, show: { quoted($0) }
    ) { (value) throws(ConfigurationError) in try convert(value) }
  }

  func convert(_ value: TomlValue) throws(ConfigurationError) -> String {
    let text: String
    switch (value.content, value.origin) {
    case (.string(let string), _): text = string
    // On a command line nobody quotes twice: `--set name=12` may mean the string.
    case (_, .flag(_, let argument)): text = argument
    default:
      throw section.failure(
        .wrongType, key, value.origin, isConcealed ? value.typeName : value.shownWithType, accepted)
    }
    if text.utf8.count > bytesMax {
      throw section.failure(
        .outOfRange, key, value.origin, "\(text.utf8.count) bytes are too many", accepted)
    }
    if !choices.isEmpty && !choices.contains(text) {
      let shown = isConcealed ? "the value" : quoted(text, charactersMax: 48)
      let nearest = nearestName(to: text, among: choices).map { " (is \(quoted($0)) meant?)" }
      throw section.failure(
        .notAccepted, key, value.origin,
        "\(shown) is not accepted\(isConcealed ? "" : nearest ?? "")", accepted)
    }
    return text
  }
}
