// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// The kernel's own account of the machine: small text files under proc and sys.
///
/// The root is a parameter so that every reading can be tried on a made-up machine. Cold.
public struct HostFiles: Sendable {
  /// The most that is read of one file, in bytes; what follows is ignored.
  public static var bytesMax: Int { 1 << 20 }

  let root: String

  /// The files under `root`, which is the machine itself unless a test says otherwise.
  public init(root: String = "/") { self.root = root.hasSuffix("/") ? root : root + "/" }

  /// The text of a file, without white space around it; nil when it cannot be read.
  public func text(_ path: String) -> String? {
    guard let bytes = bytes(path, countMax: Self.bytesMax) else { return nil }
    let isSpace = { (byte: UInt8) in byte == 0x20 || (9...13).contains(byte) || byte == 0 }
    guard let first = bytes.firstIndex(where: { !isSpace($0) }),
      let last = bytes.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(decoding: bytes[first...last], as: UTF8.self)
  }

  /// The first `countMax` bytes of a file; nil when it cannot be read.
  func bytes(_ path: String, countMax: Int) -> [UInt8]? {
    let descriptor = unsafe open(root + path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 { return nil }
    defer { _ = close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while bytes.count < countMax {
      let wanted = min(chunk.count, countMax - bytes.count)
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe read(descriptor, $0.baseAddress, wanted)
      }
      if count < 0 && errno == EINTR { continue }
      if count < 0 { return nil }
      if count == 0 { break }
      bytes += chunk[..<count]
    }
    return bytes
  }

  /// The value of the first `name : value` line of a text such as proc/cpuinfo.
  public static func field(_ name: String, in text: String) -> String? {
    for line in text.split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      if trimmed(line[..<colon]) == name { return trimmed(line[line.index(after: colon)...]) }
    }
    return nil
  }

  /// How many numbers a kernel list such as `0-3,8` has; nil when it is none.
  static func count(ofList list: String) -> Int? {
    var total = 0
    for part in list.split(separator: ",") {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      switch (ends.count, ends.first ?? nil, ends.last ?? nil) {
      case (1, .some, _): total += 1
      case (2, let first?, let last?) where first <= last: total += last - first + 1
      default: return nil
      }
    }
    return total
  }

  private static func trimmed(_ text: Substring) -> String {
    let isSpace = { (character: Character) in character.isWhitespace }
    guard let first = text.firstIndex(where: { !isSpace($0) }),
      let last = text.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(text[first...last])
  }
}
