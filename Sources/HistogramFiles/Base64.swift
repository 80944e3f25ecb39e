// SPDX-License-Identifier: Apache-2.0

/// Base 64 with padding and the standard alphabet (RFC 4648, section 4), strictly.
enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let values: [UInt8: UInt32] = Dictionary(
    uniqueKeysWithValues: alphabet.enumerated().map { ($1, UInt32($0)) })

  static func encoded(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits =
        group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
      for place in 0..<4 {
        let digit = alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)]
        text.append(place <= group.count ? digit : 0x3D)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// - Returns: nil for anything that `encoded` does not make.
  static func decoded(_ text: Substring.UTF8View) -> [UInt8]? {
    if text.count % 4 != 0 { return nil }
    let padding = text.reversed().prefix { $0 == 0x3D }.count
    if padding > 2 { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    var (bits, count) = (UInt32(0), 0)
    for character in text.dropLast(padding) {
      guard let value = values[character] else { return nil }
      bits = bits << 6 | value
      count += 1
      if count == 4 {
        bytes += [UInt8(bits >> 16), UInt8(bits >> 8 & 255), UInt8(bits & 255)]
        (bits, count) = (0, 0)
      }
    }
    switch padding {
    case 0: return bytes
    case 1: return bits & 3 == 0 ? bytes + [UInt8(bits >> 10), UInt8(bits >> 2 & 255)] : nil
    default: return bits & 15 == 0 ? bytes + [UInt8(bits >> 4)] : nil
    }
  }
}
