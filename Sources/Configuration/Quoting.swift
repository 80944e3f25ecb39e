// SPDX-License-Identifier: Apache-2.0

/// `text` as a TOML basic string on one line. What a terminal would obey is escaped, so that a
/// hostile file cannot paint over the message that refuses it.
func quoted(_ text: String, charactersMax: Int = .max) -> String {
  var result = "\""
  var characters = 0
  for scalar in text.unicodeScalars {
    if characters == charactersMax {
      result += "…"
      break
    }
    characters += 1
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    default:
      if scalar.properties.generalCategory.isShownByEscape {
        result += escaped(scalar)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }
  return result + "\""
}

/// A key as TOML has it written: bare when it may be, quoted otherwise.
func keyText(_ key: String) -> String {
  let isBare = key.utf8.allSatisfy { byte in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
  return isBare && !key.isEmpty ? key : quoted(key)
}

private func escaped(_ scalar: Unicode.Scalar) -> String {
  let digits = String(scalar.value, radix: 16, uppercase: true)
  let width = digits.count <= 4 ? 4 : 8
  let zeros = String(repeating: "0", count: width - digits.count)
  return (width == 4 ? "\\u" : "\\U") + zeros + digits
}

extension Unicode.GeneralCategory {
  /// Control and formatting characters (text direction marks among them) and odd line breaks.
  fileprivate var isShownByEscape: Bool {
    switch self {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
    default: false
    }
  }
}
