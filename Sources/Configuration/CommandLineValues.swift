// SPDX-License-Identifier: Apache-2.0

/// What was given on a command line. Asking for what was never declared stops the program: that is
/// a mistake in the program, not on the command line.
public struct CommandLineValues: Sendable {
  private let options: [CommandLineOptions.Option]
  private let operands: [CommandLineOptions.Operand]
  var given: [String: [String]] = [:]
  /// The arguments without a name, in order.
  public internal(set) var rest: [String] = []

  init(options: [CommandLineOptions.Option], operands: [CommandLineOptions.Operand]) {
    self.options = options
    self.operands = operands
  }

  /// Whether `--help` or `-h` was given.
  public var wantsHelp: Bool { given["help"] != nil }

  /// Whether the option was given, rather than left to its default.
  public func isGiven(_ name: String) -> Bool {
    _ = option(name)
    return given[name] != nil
  }

  /// Whether the flag was given.
  public func flag(_ name: String) -> Bool {
    precondition(option(name).placeholder == nil)
    return given[name] != nil
  }

  /// The option's value, or its default; nil without either.
  public func value(_ name: String) -> String? {
    let option = option(name)
    precondition(option.placeholder != nil && !option.isRepeatable)
    return given[name]?.first ?? option.default
  }

  /// Every value given to a repeatable option, in order.
  public func values(_ name: String) -> [String] {
    precondition(option(name).isRepeatable)
    return given[name] ?? []
  }

  /// The option's value, or its default, as an integer in `range`; nil without either.
  ///
  /// - Throws: `.malformedValue`.
  public func integer<Value: FixedWidthInteger>(
    _ name: String, in range: ClosedRange<Value>
  ) throws(CommandLineError) -> Value? {
    guard let text = value(name) else { return nil }
    guard let integer = Value(text), range.contains(integer) else {
      throw .malformedValue("--" + name, value: text, accepted: "integers \(range)")
    }
    return integer
  }

  /// The option's value, or its default, as a finite number in `range`; nil without either.
  ///
  /// - Throws: `.malformedValue`.
  public func number(
    _ name: String, in range: ClosedRange<Double>
  ) throws(CommandLineError) -> Double? {
    guard let text = value(name) else { return nil }
    guard let number = Double(text), range.contains(number) else {
      throw .malformedValue("--" + name, value: text, accepted: "numbers \(range)")
    }
    return number
  }

  /// The option's value, or its default, as a case of an enumeration; nil without either.
  ///
  /// - Throws: `.malformedValue`.
  public func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, of type: Choice.Type
  ) throws(CommandLineError) -> Choice? {
    guard let text = value(name) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      let names = Choice.allCases.map(\.rawValue)
      let nearest = nearestName(to: text, among: names).map { " (is \($0) meant?)" } ?? ""
      throw .malformedValue(
        "--" + name, value: text, accepted: names.joined(separator: ", ") + nearest)
    }
    return choice
  }

  /// The operand of that name, or nil when it was left out.
  public func operand(_ name: String) -> String? {
    guard let at = operands.firstIndex(where: { $0.name == name }) else {
      fatalError("invariant: the operand \(name) was not declared")
    }
    return at < rest.count ? rest[at] : nil
  }

  private func option(_ name: String) -> CommandLineOptions.Option {
    guard let option = options.first(where: { $0.name == name }) else {
      fatalError("invariant: the option \(name) was not declared")
    }
    return option
  }
}
