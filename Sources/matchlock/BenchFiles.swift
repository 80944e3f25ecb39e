// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import HistogramFiles
internal import Latency
internal import Telemetry

/// The files of a measurement, written as it goes: what is there when it is killed can be read.
///
///     load-1.hlog …   an interval a second, whole lines, by stage     while a load runs
///     results.csv     a line a distribution                           after each load
///     the others                                                      at the end
@safe
final class BenchFiles {
  let folder: String
  private(set) var written: [String] = []
  private let run: String
  private let comments: [String]
  private var loads = 0
  private var logFile: UnsafeMutablePointer<FILE>?

  init(_ folder: String, _ suite: LoadSuite) throws {
    self.folder = folder
    run = suite.run
    comments =
      ["run \(suite.run): " + suite.command.joined(separator: " "), "on: \(suite.host.line)"]
      + suite.conditions.map { "\($0.name): \($0.value)" }
    unsafe logFile = nil
    if unsafe mkdir(folder, 0o755) != 0 && errno != EEXIST {
      throw CommandFailure(
        "cannot make \(folder): \(unsafe String(cString: strerror(errno))): name another with --out"
      )
    }
    try writeFile(LoadSuite.csvHead + "\n", to: folder + "/results.csv")
    written.append("results.csv")
  }

  deinit { if let file = unsafe logFile { _ = unsafe fclose(file) } }

  var names: String { written.joined(separator: ", ") }

  /// A new log, for the next load: its maker of lines, and where they go.
  func log() -> (HistogramLogWriter, (String) -> Void) {
    if let file = unsafe logFile { _ = unsafe fclose(file) }
    loads += 1
    let name = "load-\(loads).hlog"
    unsafe logFile = fopen(folder + "/" + name, "w")
    written.append(name)
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    let writer = HistogramLogWriter(
      startNanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    append(writer.heading(comments: comments))
    return (writer, { [weak self] in self?.append($0) })
  }

  private func append(_ text: String) {
    guard let file = unsafe logFile else { return }
    unsafe fputs(text, file)
    unsafe fflush(file)
  }

  func add(_ result: LoadResult) throws {
    guard let file = unsafe fopen(folder + "/results.csv", "a") else { return }
    defer { unsafe fclose(file) }
    unsafe fputs(result.csv(run: run).joined(separator: "\n") + "\n", file)
  }

  func finish(_ suite: LoadSuite, png: Bool) throws {
    if let told = suite.results.last(where: \.isValid) ?? suite.results.last {
      for distribution in told.stages + [told.service, told.response] {
        let name = distribution.name + ".hgrm"
        try writeFile(PercentileTable(distribution.counts).text(), to: folder + "/" + name)
        written.append(name)
      }
    }
    try writeFile(suite.json + "\n", to: folder + "/results.json")
    try writeFile(suite.html, to: folder + "/report.html")
    written += ["results.json", "report.html"]
    if png {
      try Chromium.picture(of: folder + "/report.html", to: folder + "/report.png")
      written.append("report.png")
    }
  }
}

/// The browser that draws a report as a picture.
enum Chromium {
  static func picture(of page: String, to file: String) throws {
    let programs = ["chromium", "chromium-browser", "google-chrome"]
    for program in programs {
      let full = realpath(page)
      let words = [
        program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        "--window-size=1100,2600", "--screenshot=\(file)", "file://\(full)",
      ]
      if try Programs.run(words) == 0, unsafe access(file, R_OK) == 0 { return }
    }
    throw CommandFailure(
      "no picture: chromium cannot be run; open the report in a browser and use its PNG buttons")
  }

  private static func realpath(_ path: String) -> String {
    guard let full = unsafe Glibc.realpath(path, nil) else { return path }
    defer { unsafe free(full) }
    return unsafe String(cString: full)
  }
}

/// Other programs, run to their end.
enum Programs {
  /// Runs a program found on the path, its output thrown away; its exit code, or 127 when there is none.
  static func run(_ words: [String]) throws -> Int32 {
    var pid: pid_t = 0
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for descriptor: Int32 in [0, 1, 2] {
      _ = unsafe posix_spawn_file_actions_addopen(
        &actions, descriptor, "/dev/null", descriptor == 0 ? O_RDONLY : O_WRONLY, 0)
    }
    var pointers: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) }
    unsafe pointers.append(nil)
    defer {
      for i in 0..<words.count { unsafe free(pointers[i]) }
    }
    let code = unsafe posix_spawnp(&pid, words[0], &actions, nil, pointers, environ)
    if code != 0 { return 127 }
    var status: Int32 = 0
    while unsafe waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
  }
}
