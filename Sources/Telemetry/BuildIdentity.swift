// SPDX-License-Identifier: Apache-2.0

/// What was built, as the linker knows it.
enum BuildIdentity {
  /// "debug" or "release": how this module was compiled, and with it the program.
  static var configuration: String {
    #if DEBUG
      "debug"
    #else
      "release"
    #endif
  }

  /// The GNU build identifier of an ELF file, which the linker computes from its contents, in
  /// hexadecimal; nil when it has none.
  ///
  /// - Parameter bytes: the beginning of the file. Anything that does not fit in it is not there.
  /// - Source: System V ABI, ELF-64 header, program headers and notes.
  static func identifier(ofExecutable bytes: [UInt8]) -> String? {
    func load(_ offset: Int, _ count: Int) -> Int? {
      guard offset >= 0, count >= 0, offset <= bytes.count - count else { return nil }
      let value = bytes[offset..<(offset + count)].reversed().reduce(UInt64(0)) {
        $0 << 8 | UInt64($1)
      }
      return Int(exactly: value)
    }
    let isELF64LittleEndian = bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1])
    guard isELF64LittleEndian, let table = load(32, 8), let stride = load(54, 2),
      let count = load(56, 2)
    else { return nil }
    for index in 0..<count {
      let (header, overflow) = table.addingReportingOverflow(index * stride)
      let isNote = !overflow && load(header, 4) == 4
      guard isNote, let start = load(header + 8, 8), let size = load(header + 32, 8) else {
        continue
      }
      var at = start
      while at >= start, at - start < size, let nameSize = load(at, 4),
        let textSize = load(at + 4, 4),
        let kind = load(at + 8, 4)
      {
        let name = at + 12
        let text = name + (nameSize + 3) & ~3
        guard text <= bytes.count, textSize <= bytes.count - text else { break }
        if kind == 3 && bytes[name..<text].starts(with: [0x47, 0x4E, 0x55, 0]) {
          return bytes[text..<(text + textSize)].map { hexadecimal(UInt64($0), digits: 2) }.joined()
        }
        at = text + (textSize + 3) & ~3
      }
    }
    return nil
  }
}

/// A number in hexadecimal, with leading zeros.
func hexadecimal(_ value: UInt64, digits: Int) -> String {
  let text = String(value, radix: 16)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}
