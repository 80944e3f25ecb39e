// SPDX-License-Identifier: Apache-2.0

import Foundation

/// An environment variable, or nil when it is absent or empty.
func environment(_ name: String) -> String? {
  ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
}

/// The repository, found from this file.
var repository: URL {
  URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
}

/// The path of a program on PATH, or nil.
func program(_ name: String) -> String? {
  if name.contains("/") { return name }
  let folders = (environment("PATH") ?? "").split(separator: ":")
  return folders.map { "\($0)/\(name)" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }
}

/// Runs a program to its end and gives its status and what it printed.
func run(_ path: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
  let process = Process()
  let pipe = Pipe()
  process.executableURL = URL(fileURLWithPath: path)
  process.arguments = arguments
  process.standardOutput = pipe
  process.standardError = FileHandle.nullDevice
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: output, as: UTF8.self))
}

/// A file that is removed when the call returns.
func withTemporaryFile<Result>(_ name: String, _ body: (URL) throws -> Result) rethrows -> Result {
  let url = FileManager.default.temporaryDirectory
    .appendingPathComponent("\(UUID().uuidString)-\(name)")
  defer { try? FileManager.default.removeItem(at: url) }
  return try body(url)
}
