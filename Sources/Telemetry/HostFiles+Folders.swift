// SPDX-License-Identifier: Apache-2.0

internal import Glibc

extension HostFiles {
  /// The most names that are taken from one folder; the others are ignored.
  public static var namesMax: Int { 65_536 }

  /// The names in a folder, sorted as people count (`cpu2` before `cpu10`), without those that
  /// begin with a dot; empty when it cannot be read.
  public func names(_ folder: String) -> [String] {
    guard let directory = unsafe opendir(root + folder) else { return [] }
    defer { _ = unsafe closedir(directory) }
    var names: [String] = []
    while names.count < Self.namesMax, let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.map { ($0, Self.sortKey($0)) }.sorted { $0.1 < $1.1 }.map(\.0)
  }

  /// The last part of what a symbolic link points to, as sysfs names a device's driver; nil when
  /// it is none.
  public func linkName(_ path: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe readlink(
        root + path, $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count)
    }
    if count <= 0 { return nil }
    let target = String(decoding: buffer[..<count], as: UTF8.self)
    return target.split(separator: "/").last.map(String.init)
  }

  /// Whether there is something of that name, readable or not.
  public func exists(_ path: String) -> Bool { unsafe access(root + path, F_OK) == 0 }

  /// The whole number that is all of a file's text; nil when there is none.
  public func integer(_ path: String) -> Int? { text(path).flatMap { Int($0) } }

  /// Digits give way to their count and themselves, so that numbers sort by value.
  private static func sortKey(_ name: String) -> String {
    var key = ""
    var digits = ""
    func flush() {
      if digits.isEmpty { return }
      let significant = digits.drop { $0 == "0" }
      key.unicodeScalars.append(Unicode.Scalar(UInt8(48 + Swift.min(significant.count, 40))))
      key += significant
      digits = ""
    }
    for character in name {
      if character.isASCII && character.isNumber {
        digits.append(character)
      } else {
        flush()
        key.append(character)
      }
    }
    flush()
    return key
  }
}
