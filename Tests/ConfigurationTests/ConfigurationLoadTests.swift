// SPDX-License-Identifier: Apache-2.0

import Configuration
import Foundation
import Testing

@Suite struct ConfigurationLoadTests {
  private func withFile<Result>(_ bytes: Data, _ body: (String) throws -> Result) throws -> Result {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("matchlock-configuration-\(UUID().uuidString).toml").path
    try bytes.write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  @Test func `a file is read whole and named in its errors`() throws {
    let text = "# \(String(repeating: "x", count: 200_000))\nx = 3\n"
    try withFile(Data(text.utf8)) { path in
      let file = try ConfigurationFile.load(path: path)
      #expect(try file.root.integer("x", in: 0...9) == 3)
      let error = #expect(throws: ConfigurationError.self) {
        try file.root.integer("x", in: 0...2)
      }
      #expect(error?.file == path && error?.position == SourcePosition(line: 2, column: 5))
    }
  }

  @Test func `what cannot be a configuration is refused before it is read`() throws {
    func kind(_ path: String) -> ConfigurationError.Kind? {
      do {
        _ = try ConfigurationFile.load(path: path)
        return nil
      } catch {
        return error.kind
      }
    }
    #expect(kind("/nonexistent/matchlock.toml") == .unreadable)
    #expect(kind("/") == .unreadable)
    #expect(kind("/dev/zero") == .unreadable)
    try withFile(Data(count: ConfigurationFile.bytesMax + 1)) { #expect(kind($0) == .tooLarge) }
    try withFile(Data([0x61, 0x3D, 0x27, 0xFF, 0x27])) { #expect(kind($0) == .syntax) }
    try withFile(Data()) { #expect(kind($0) == nil) }
  }
}
