// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Configuration

/// What the TOML layer itself must refuse, and where it says the mistake is.
@Suite struct TomlValueTests {
  @Test func `values keep their type, their order and their place`() throws {
    let root = try TomlValue.parse(
      text: """
        zebra = 1
        apple = "x"
        [nested.deeper]
        list = [ true, 2.5 ]
        """, name: "t.toml")
    guard case .table(let entries) = root.content else { return #expect(Bool(false)) }
    #expect(entries.map(\.key) == ["zebra", "apple", "nested"])
    #expect(entries[0].value == TomlValue(.integer(1), .file(.init(line: 1, column: 9))))
    #expect(entries[1].keyOrigin == .file(.init(line: 2, column: 1)))
    guard case .table(let nested) = entries[2].value.content,
      case .table(let deeper) = nested[0].value.content,
      case .array(let list) = deeper[0].value.content
    else { return #expect(Bool(false)) }
    #expect(list.map(\.content) == [.boolean(true), .float(2.5)])
    #expect(list[1].origin == .file(.init(line: 4, column: 16)))
  }

  @Test(arguments: [
    ("a = 1\na = 2\n", 2),  // a duplicate key
    ("[a]\nx = 1\n[a]\ny = 2\n", 3),  // a table opened twice
    ("a = 9223372036854775808\n", 1),  // one above the largest integer
    ("a = 1e\n", 1),
    ("a = \"unterminated\nb = 1\n", 1),
    ("a = [1, 2\n", 1),
    ("a = \"\\q\"\n", 1),
    ("\n\n= 3\n", 3),
    ("a = 01\n", 1),
    ("a = \u{7}\n", 1),
    ("a\n", 1),
    // What toml++ asserts about its input and does not check.
    ("x = 1\n[=]\ny = 2\n", 2), ("[.a]", 1), ("\n[[#", 2), ("[a]\n[\u{e9}]\n[b]", 2),
  ])
  func `what is not TOML is refused with its line`(text: String, line: Int) {
    let error = #expect(throws: ConfigurationError.self) {
      try TomlValue.parse(text: text, name: "t.toml")
    }
    #expect(error?.kind == .syntax)
    #expect(error?.position?.line == line, "\(error.map(String.init(describing:)) ?? "")")
    #expect(error?.problem.hasPrefix("not valid TOML: ") == true)
  }

  @Test func `nesting and key parts are bounded, in every way to write them`() throws {
    let sixteen = Array(repeating: "a", count: 16).joined(separator: ".")
    _ = try TomlValue.parse(text: "[\(sixteen)]\n", name: "t")
    _ = try TomlValue.parse(text: "x = \"\(sixteen).a.a\" # \(sixteen).a.a\n", name: "t")
    _ = try TomlValue.parse(
      text: "x = \"\"\"\n\(sixteen).a\"\"\"\"\"\ny = '\(sixteen).a'", name: "t")
    let refused = [
      "[\(sixteen).a]", "\(sixteen).a = 1", "x = { \(sixteen).\"b.c\" = 1 }",
      "\n\n  '' . \(sixteen) = 1", "x = \"\"\"a\"\"\"\"\"\n\(sixteen).a = 1",
      "x = { y = \"\"\"a\"\"\"\", \(sixteen).a = 1 }",
      "x = \"\"\n\(sixteen).a = 1", "x = '\\'\n\(sixteen).a = 1",
      "x = " + String(repeating: "[", count: 40) + String(repeating: "]", count: 40),
    ]
    for text in refused {
      let error = #expect(throws: ConfigurationError.self) {
        try TomlValue.parse(text: text, name: "t")
      }
      #expect(error?.kind == .syntax, "\(text)")
    }
    // Deep enough to run off the stack if nothing stopped it.
    let deep = Array(repeating: "a", count: 400_000).joined(separator: ".")
    #expect(throws: ConfigurationError.self) {
      try TomlValue.parse(text: "[\(deep)]", name: "t")
    }
  }

  /// toml++ declares some of its answers about these characters unreachable.
  @Test func `characters beyond ASCII are refused outside strings and kept inside`() throws {
    for code in Array(0x80...0x2FF) + [0x1680, 0x2028, 0x3000, 0xFEFF, 0x1F600] {
      let character = try #require(Unicode.Scalar(UInt32(code)).map(String.init))
      let error = #expect(throws: ConfigurationError.self) {
        try TomlValue.parse(text: "x = [ 1,\n2 \(character)z]", name: "t")
      }
      #expect(error?.kind == .syntax && error?.position?.line == 2, "\(code)")
      let root = try TomlValue.parse(text: "x = '\(character)'", name: "t")
      guard case .table(let entries) = root.content else { return #expect(Bool(false)) }
      #expect(entries[0].value.content == .string(character), "\(code)")
    }
  }

  @Test func `a text above the limit is refused unread`() throws {
    let comment = "#" + String(repeating: "x", count: ConfigurationFile.bytesMax - 1)
    _ = try TomlValue.parse(text: comment, name: "t")
    let error = #expect(throws: ConfigurationError.self) {
      try TomlValue.parse(text: comment + "x", name: "t")
    }
    #expect(error?.kind == .tooLarge)
  }

  /// Any bytes are either a tree or an error that names a line of the text, and never a crash.
  @Test(arguments: 0..<20) func `mutated documents parse or are refused`(seed: UInt64) {
    let base = """
      name = "matchlock" # comment
      [port]
      driver = 'ring'
      queues = [ 1, 2, 3 ]
      ratio = 2.5e3
      [[market]]
      tick = { size = 5, note = \"\"\"multi
      line\"\"\" }
      when = 2024-01-01T00:00:00Z
      """
    let alphabet = Array("\"'[]{}=.,#\n\\ \tabz019-_+:TZ\u{0}\u{7f}é".utf8)
    var random = SplitMix(seed: seed)
    for _ in 0..<300 {
      var bytes = Array(base.utf8)
      for _ in 0..<Int(random.next() % 8) + 1 {
        let at = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 3 {
        case 0: bytes[at] = alphabet[Int(random.next() % UInt64(alphabet.count))]
        case 1: bytes.insert(alphabet[Int(random.next() % UInt64(alphabet.count))], at: at)
        default: bytes.remove(at: at)
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      do {
        let root = try TomlValue.parse(text: text, name: "t")
        guard case .table = root.content else { return #expect(Bool(false), "seed \(seed)") }
      } catch {
        let lines = text.utf8.count(where: { $0 == 10 }) + 1
        #expect(error.kind == .syntax, "seed \(seed)")
        #expect((1...lines + 1).contains(error.position?.line ?? 0), "seed \(seed): \(error)")
      }
    }
  }
}

/// A small seeded generator, so that a failing run can be run again.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
