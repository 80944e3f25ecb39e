// SPDX-License-Identifier: Apache-2.0

/// One setting of a message under construction.
struct Setting {
  let field: FieldShape
  let value: Value
  /// Whether the bits are added to those that are there.
  let adds: Bool
}

/// A message as a line says it.
struct Draft {
  let shape: MessageShape
  private(set) var settings: [Setting] = []
  /// What its repeating group has, if it has one.
  private(set) var entries: [Draft] = []

  init(_ shape: MessageShape) { self.shape = shape }

  /// Reads a command: a verb and what follows it, or `send` with a message's name and its fields.
  init(command text: String) throws(Malformed) {
    var tokens = Self.tokens(text)
    guard let first = tokens.first else {
      throw Malformed("there is no command", "write one, like buy 5 @ 100 as a")
    }
    tokens.removeFirst()
    if first == "send" {
      let name = tokens.isEmpty ? "" : tokens.removeFirst()
      guard let shape = Catalogue.wire.messages[name], (21...49).contains(shape.template) else {
        throw Malformed(
          name.isEmpty ? "send names no command" : "\(name) is no command of the schema",
          "write one of \(Catalogue.wire.commandNames.joined(separator: ", "))")
      }
      self.init(shape)
    } else {
      guard let verb = Vocabulary.verbs.first(where: { $0.name == first }) else {
        throw Malformed(
          "\(first) is no command",
          "write one of \(Vocabulary.verbs.map(\.name).joined(separator: ", ")), or send")
      }
      try self.init(verb, tokens)
      return
    }
    try add(tokens)
  }

  private init(_ verb: Verb, _ tokens: [String]) throws(Malformed) {
    var first: Malformed?
    for name in verb.messages {
      self.init(Catalogue.wire.message(name))
      do throws(Malformed) {
        var tokens = tokens
        try add(settings: verb.presets)
        try take(verb, &tokens)
        try add(tokens)
        return
      } catch {
        if first == nil { first = error }
      }
    }
    throw first ?? Malformed("\(verb.name) means nothing", "write another command")
  }

  /// Words, with `@` on its own.
  static func tokens(_ text: String) -> [String] {
    var spaced = ""
    for character in text { spaced += character == "@" ? " @ " : String(character) }
    return spaced.split(whereSeparator: \.isWhitespace).map(String.init)
  }

  private mutating func take(_ verb: Verb, _ tokens: inout [String]) throws(Malformed) {
    for place in verb.places {
      let field = shape.field(place)
      guard let token = tokens.first, field != nil || token == place else {
        throw Malformed(
          "\(verb.name) is not complete", "write \(verb.name) \(verb.places.joined(separator: " "))"
        )
      }
      tokens.removeFirst()
      if let field { try set(field, token) }
    }
  }

  /// Reads words of the vocabulary and `field=value`; after each `+`, those of an entry of the group.
  mutating func add(_ tokens: [String]) throws(Malformed) {
    var parts = tokens.split(separator: "+", omittingEmptySubsequences: false)
    try addWords(Array(parts.removeFirst()))
    for part in parts {
      guard let entry = Catalogue.wire.entries[shape.name] else {
        throw Malformed("\(shape.name) has no group for +", "write it without +")
      }
      var draft = Draft(entry)
      try draft.addWords(Array(part))
      entries.append(draft)
    }
  }

  private mutating func addWords(_ tokens: [String]) throws(Malformed) {
    var rest = tokens[...]
    while let token = rest.popFirst() {
      if token.contains("=") || token.contains("|") {
        try add(settings: token)
        continue
      }
      guard
        let word = Vocabulary.words.first(where: {
          $0.name == token && $0.messages.contains(shape.name)
        })
      else {
        let words = Vocabulary.words.filter { $0.messages.contains(shape.name) }.map(\.name)
        throw Malformed(
          "\(token) means nothing in \(shape.name)",
          "write one of \((words + ["FIELD=VALUE"]).joined(separator: ", "))")
      }
      var settings = word.settings
      if settings.contains("$") {
        guard let argument = rest.popFirst() else {
          throw Malformed("\(token) has nothing after it", "write its value")
        }
        var ends = argument
        if rest.first == "@", settings.contains("$1"), rest.count > 1 {
          ends += ".." + rest[rest.startIndex + 1]
          rest = rest.dropFirst(2)
        }
        settings = try Self.filled(settings, ends, token)
      }
      try add(settings: settings)
    }
  }

  private static func filled(
    _ settings: String, _ argument: String, _ word: String
  ) throws(Malformed) -> String {
    var ends = [argument, argument]
    if settings.contains("$1") {
      let parts = argument.split(separator: "..").map(String.init)
      guard parts.count == 2 else {
        throw Malformed("\(argument) is no range", "write \(word) LOW..HIGH")
      }
      ends = parts
    }
    return settings.replacing("$1", with: ends[0]).replacing("$2", with: ends[1])
      .replacing("$", with: argument)
  }

  /// Reads `field=value` and `field|bits`, with spaces between.
  mutating func add(settings text: String) throws(Malformed) {
    for setting in text.split(separator: " ") {
      guard let mark = setting.firstIndex(where: { $0 == "=" || $0 == "|" }) else {
        throw Malformed("\(setting) sets nothing", "write FIELD=VALUE")
      }
      let name = String(setting[..<mark])
      guard let field = shape.field(name), !field.isReserved else {
        throw Malformed(
          "\(shape.name) has no field \(name)", "write one of \(shape.settableNames)")
      }
      try set(field, String(setting[setting.index(after: mark)...]), adds: setting[mark] == "|")
    }
  }

  private mutating func set(
    _ field: FieldShape, _ text: String, adds: Bool = false
  ) throws(Malformed) {
    let value = try Value(text, for: field, of: shape.name)
    settings.append(Setting(field: field, value: value, adds: adds))
  }

  /// Sets a field that is known to be there.
  mutating func set(_ name: String, _ value: Value) {
    guard let field = shape.field(name) else {
      fatalError("invariant: \(shape.name) has no field \(name)")
    }
    settings.append(Setting(field: field, value: value, adds: false))
  }
}
