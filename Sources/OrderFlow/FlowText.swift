// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Numbers out of text and text out of hostile bytes. Nothing here depends on a locale.
enum FlowText {
  /// The longest piece of a file that an error repeats.
  static let excerptBytesMax = 40

  /// A short printable copy of bytes out of a file.
  static func excerpt(_ bytes: [UInt8], _ range: Range<Int>) -> String {
    var text = ""
    for byte in bytes[range].prefix(excerptBytesMax) {
      let printable = (0x20...0x7E).contains(byte)
      text.unicodeScalars.append(Unicode.Scalar(printable ? byte : UInt8(ascii: "?")))
    }
    return range.count > excerptBytesMax ? text + "..." : text
  }

  /// A byte as an error names it: `'A'`, or its number when it does not print.
  static func byteText(_ byte: UInt8) -> String {
    (0x21...0x7E).contains(byte) ? "'\(Unicode.Scalar(byte))'" : "\(byte)"
  }

  /// The system's own words for an error number.
  static func errnoText(_ code: Int32) -> String {
    guard let words = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: words)
  }

  /// An unsigned decimal number, digits only; nil when it is anything else or does not fit.
  static func unsigned(_ bytes: [UInt8], _ range: Range<Int>) -> UInt64? {
    guard !range.isEmpty else { return nil }
    var value: UInt64 = 0
    for index in range {
      let digit = bytes[index] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = shifted.addingReportingOverflow(UInt64(digit))
      guard !overflow, !carry else { return nil }
      value = sum
    }
    return value
  }

  /// A decimal number with an optional minus sign; nil when it is anything else or does not fit.
  static func signed(_ bytes: [UInt8], _ range: Range<Int>) -> Int64? {
    scaled(bytes, range, decimals: 0)
  }

  /// A decimal fraction times ten to the `decimals`, exactly; nil when it has finer digits than
  /// that (zeros apart), is not a number, or does not fit.
  static func scaled(_ bytes: [UInt8], _ range: Range<Int>, decimals: Int) -> Int64? {
    var index = range.lowerBound
    var negative = false
    if index < range.upperBound, bytes[index] == UInt8(ascii: "-") {
      negative = true
      index += 1
    }
    var value: Int64 = 0
    var digits = 0
    var fraction: Int?
    while index < range.upperBound {
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "."), fraction == nil, decimals > 0 {
        fraction = 0
        continue
      }
      let digit = byte &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      digits += 1
      if let places = fraction {
        if places == decimals {
          if digit != 0 { return nil }
          continue
        }
        fraction = places + 1
      }
      guard append(digit, to: &value) else { return nil }
    }
    guard digits > 0 else { return nil }
    for _ in (fraction ?? 0)..<decimals {
      guard append(0, to: &value) else { return nil }
    }
    return negative ? -value : value
  }

  private static func append(_ digit: UInt8, to value: inout Int64) -> Bool {
    let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
    let (sum, carry) = shifted.addingReportingOverflow(Int64(digit))
    value = sum
    return !overflow && !carry
  }
}
