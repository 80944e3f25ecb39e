// SPDX-License-Identifier: Apache-2.0

internal import Configuration
internal import Glibc
internal import Scenarios

/// `matchlock scenario`: rules as tables of steps and reports, played at a real venue.
enum ScenarioCommand {
  private static let options = CommandLineOptions(
    command: "matchlock scenario",
    summary: """
      Plays scenarios and compares every report with what they expect. Exit 0: all hold; 1: one does
      not, and where; 2: a line is malformed. A scenario is a text like this:

      \(ScenarioFile.example)
      Sources/Scenarios/Scenarios.docc/Scenarios.md says all of it; the folder Scenarios has many.
      """,
    options: [
      .flag(
        "fill",
        help: "prints the one FILE with what came; it is right only if the documented rule says so"),
      .flag("titles", help: "prints the title of each scenario that holds"),
    ],
    operands: [.rest("FILE|DIR", help: "scenarios; of a folder its files named *.scenario")])

  static func run(_ arguments: [String]) throws -> Int32 {
    let values = try options.parse(arguments)
    if values.wantsHelp {
      print(options.help)
      return 0
    }
    if values.rest.isEmpty {
      throw UsageError("no FILE is named; `matchlock scenario --help` shows what one says")
    }
    let paths = try values.rest.flatMap(ScenarioFiles.paths)
    if values.flag("fill") {
      guard paths.count == 1 else { throw UsageError("--fill takes one FILE; name one at a time") }
      let text = try ScenarioFiles.text(paths[0])
      print(try ScenarioFile(name: paths[0], text: text).filled(), terminator: "")
      return 0
    }
    var held = 0
    var failed = 0
    for path in paths {
      let file = try ScenarioFile(name: path, text: ScenarioFiles.text(path))
      for result in try file.run() {
        if let failure = result.failure {
          failed += 1
          print("failed: \(failure)")
        } else {
          held += 1
          if values.flag("titles") { print("holds: \(path): \(result.title)") }
        }
      }
    }
    print("\(held) of \(held + failed) scenarios hold, in \(paths.count) files")
    return failed == 0 ? 0 : 1
  }
}

/// Files of scenarios on the disk.
private enum ScenarioFiles {
  /// A file itself; of a folder the files in it, and in folders in it, named `*.scenario`, by name.
  static func paths(_ path: String) throws -> [String] {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      throw CommandFailure("\(path): no file or folder of that name: check the path")
    }
    if status.st_mode & S_IFMT != S_IFDIR { return [path] }
    let found = try entries(path).sorted().flatMap { name -> [String] in
      let inner = path + (path.hasSuffix("/") ? "" : "/") + name
      var status = stat()
      guard unsafe stat(inner, &status) == 0 else { return [] }
      if status.st_mode & S_IFMT == S_IFDIR { return (try? paths(inner)) ?? [] }
      return name.hasSuffix(".scenario") ? [inner] : []
    }
    if found.isEmpty {
      throw CommandFailure("\(path): holds no file named *.scenario: name another")
    }
    return found
  }

  private static func entries(_ folder: String) throws -> [String] {
    guard let directory = unsafe opendir(folder) else {
      throw CommandFailure("\(folder): cannot be read: check its permissions")
    }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }

  static func text(_ path: String) throws -> String {
    guard let file = unsafe fopen(path, "r") else {
      throw CommandFailure("\(path): cannot be read: check path and permissions")
    }
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe fread(&chunk, 1, chunk.count, file)
      if count == 0 { break }
      bytes += chunk[..<count]
      if bytes.count > 1 << 24 {
        throw CommandFailure("\(path): more than 16 MiB: split it")
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CommandFailure("\(path): not UTF-8: save it as that")
    }
    return text
  }
}
