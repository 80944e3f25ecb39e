// SPDX-License-Identifier: Apache-2.0

/// Why a command line was refused. Options carry their dashes.
public enum CommandLineError: Error, Equatable, Sendable, CustomStringConvertible {
  case unknownOption(String, nearest: String?)
  case missingValue(String, placeholder: String)
  case unexpectedValue(String)
  case repeatedOption(String)
  case malformedValue(String, value: String, accepted: String)
  case missingOperand(String)
  case unexpectedOperand(String)

  /// Cause and remedy on one line.
  public var description: String {
    switch self {
    case .unknownOption(let option, let nearest):
      let remedy = nearest.map { "is \($0) meant?" } ?? "--help lists what there is"
      return "\(shown(option)): unknown option; \(remedy)"
    case .missingValue(let option, let placeholder):
      return "\(option): needs a value; write \(option) \(placeholder), or \(option)=\(placeholder)"
    case .unexpectedValue(let option):
      return "\(option): takes no value; leave out the = and what follows"
    case .repeatedOption(let option):
      return "\(option): given twice; leave out one"
    case .malformedValue(let option, let value, let accepted):
      return "\(option): \(quoted(value, charactersMax: 48)) is not accepted; accepted: \(accepted)"
    case .missingOperand(let operand):
      return "\(operand) is missing; --help shows where it goes"
    case .unexpectedOperand(let argument):
      return "\(quoted(argument, charactersMax: 48)) is one argument too many; --help lists them"
    }
  }

  /// An option as typed, with anything a terminal would obey escaped.
  private func shown(_ option: String) -> String {
    let quotedOption = quoted(option, charactersMax: 48)
    return quotedOption == "\"\(option)\"" ? option : quotedOption
  }
}
