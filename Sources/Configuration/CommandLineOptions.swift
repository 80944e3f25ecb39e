// SPDX-License-Identifier: Apache-2.0

/// What a command accepts on its command line, declared once: parsing and `--help` follow from it.
///
///     let options = CommandLineOptions(
///       command: "matchlock run", summary: "Runs the appliance.",
///       options: [
///         .flag("json", help: "print JSON"),
///         .value("config", "PATH", help: "the configuration", default: "matchlock.toml"),
///         .list("set", "KEY=VALUE", help: "a value in place of the file's"),
///       ])
///     let values = try options.parse(Array(CommandLine.arguments.dropFirst(2)))
///
/// Accepted forms: `--flag`, `--name value`, `--name=value`, operands, and `--`, after which
/// everything is an operand. A value that begins with `--` needs the `=` form. `--help` and `-h`
/// are always there.
public struct CommandLineOptions: Sendable {
  /// One option.
  public struct Option: Sendable {
    let name: String
    /// What stands for the value in the help text; nil for a flag, which takes none.
    let placeholder: String?
    let help: String
    let `default`: String?
    let isRepeatable: Bool

    /// An option without a value: there or not.
    public static func flag(_ name: String, help: String) -> Option {
      Option(name: name, placeholder: nil, help: help, default: nil, isRepeatable: false)
    }

    /// An option with a value, given at most once.
    public static func value(
      _ name: String, _ placeholder: String, help: String, default: String? = nil
    ) -> Option {
      Option(
        name: name, placeholder: placeholder, help: help, default: `default`, isRepeatable: false)
    }

    /// An option with a value, given any number of times.
    public static func list(_ name: String, _ placeholder: String, help: String) -> Option {
      Option(name: name, placeholder: placeholder, help: help, default: nil, isRepeatable: true)
    }
  }

  /// One operand: an argument without a name, known by its place.
  public struct Operand: Sendable {
    let name: String
    let help: String
    let count: ClosedRange<Int>

    public static func required(_ name: String, help: String) -> Operand {
      Operand(name: name, help: help, count: 1...1)
    }
    /// May be left out, with those after it.
    public static func optional(_ name: String, help: String) -> Operand {
      Operand(name: name, help: help, count: 0...1)
    }
    /// All that remain, at most `countMax`. Comes last.
    public static func rest(_ name: String, help: String, countMax: Int = 1024) -> Operand {
      Operand(name: name, help: help, count: 0...countMax)
    }
  }

  let command: String
  let summary: String
  let options: [Option]
  let operands: [Operand]

  /// Declares what a command accepts.
  ///
  /// - Precondition: option names are distinct, without dashes in front, and none is `help`; no
  ///   required operand comes after one that may be left out.
  public init(command: String, summary: String, options: [Option], operands: [Operand] = []) {
    var names: Set<String> = ["help"]
    for option in options {
      precondition(!option.name.hasPrefix("-") && !option.name.contains("="))
      precondition(names.insert(option.name).inserted)
    }
    for (earlier, later) in zip(operands, operands.dropFirst()) {
      precondition(earlier.count.lowerBound >= later.count.lowerBound)
      precondition(earlier.count.upperBound == 1)
    }
    self.command = command
    self.summary = summary
    self.options = options + [.flag("help", help: "print this text")]
    self.operands = operands
  }

  /// Parses the arguments that follow the command's name.
  ///
  /// When help is asked for, `wantsHelp` is set and missing operands are no error. What to print
  /// and with which status to exit is the caller's decision.
  ///
  /// - Throws: the first error, from the left.
  public func parse(_ arguments: [String]) throws(CommandLineError) -> CommandLineValues {
    var values = CommandLineValues(options: options, operands: operands)
    var at = 0
    while at < arguments.count {
      let argument = arguments[at]
      at += 1
      if argument == "--" {
        values.rest += arguments[at...]
        break
      }
      if argument == "-h" {
        values.given["help", default: []].append("")
      } else if argument.hasPrefix("--") {
        try parse(argument, following: arguments[at...], &at, &values)
      } else if argument.hasPrefix("-") && argument.count > 1 {
        throw .unknownOption(argument, nearest: nil)
      } else {
        values.rest.append(argument)
      }
    }
    if values.wantsHelp { return values }
    if let absent = operands.dropFirst(values.rest.count).first(where: {
      $0.count.contains(0) == false
    }) {
      throw .missingOperand(absent.name)
    }
    let operandsMax = operands.reduce(0) { $0 + $1.count.upperBound }
    if values.rest.count > operandsMax { throw .unexpectedOperand(values.rest[operandsMax]) }
    return values
  }

  private func parse(
    _ argument: String, following: ArraySlice<String>, _ at: inout Int,
    _ values: inout CommandLineValues
  ) throws(CommandLineError) {
    let body = argument.dropFirst(2)
    let equals = body.firstIndex(of: "=")
    let name = String(body[..<(equals ?? body.endIndex)])
    guard let option = options.first(where: { $0.name == name }) else {
      let nearest = nearestName(to: name, among: options.map(\.name))
      throw .unknownOption("--" + name, nearest: nearest.map { "--" + $0 })
    }
    if values.given[name] != nil && !option.isRepeatable { throw .repeatedOption("--" + name) }
    var value = ""
    if let placeholder = option.placeholder {
      if let equals {
        value = String(body[body.index(after: equals)...])
      } else if let next = following.first, !next.hasPrefix("--") {
        value = next
        at += 1
      } else {
        throw .missingValue("--" + name, placeholder: placeholder)
      }
    } else if equals != nil {
      throw .unexpectedValue("--" + name)
    }
    values.given[name, default: []].append(value)
  }

  /// The help text: usage, summary, operands and options, in the order declared.
  public var help: String {
    var text = "usage: \(command)\(options.isEmpty ? "" : " [options]")"
    for operand in operands {
      let ellipsis = operand.count.upperBound > 1 ? "..." : ""
      text += operand.count.contains(0) ? " [\(operand.name)\(ellipsis)]" : " \(operand.name)"
    }
    text += "\n\n\(summary)\n"
    if !operands.isEmpty {
      text += "\noperands:\n" + table(operands.map { ($0.name, $0.help) })
    }
    let rows = options.map { option -> (String, String) in
      let placeholder = option.placeholder.map { " \($0)" } ?? ""
      let notes =
        (option.default.map { " (default: \($0))" } ?? "")
        + (option.isRepeatable ? " (may be repeated)" : "")
      return ("--\(option.name)\(placeholder)", option.help + notes)
    }
    return text + "\noptions:\n" + table(rows)
  }

  /// Two columns; a left side too long for its column has the line to itself.
  private func table(_ rows: [(left: String, right: String)]) -> String {
    let columnMax = 28
    let width = rows.map(\.left.count).filter { $0 <= columnMax }.max() ?? 0
    return rows.map { left, right in
      let gap = left.count <= width ? String(repeating: " ", count: width - left.count) : nil
      let between = gap ?? "\n  " + String(repeating: " ", count: width)
      return "  \(left)\(between)  \(right)\n"
    }.joined()
  }
}
