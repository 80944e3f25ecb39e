// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Another engine, as a program that is given a flow file and prints one line of words:
///
///     ns_per_op P fills COUNT DIGEST events COUNT DIGEST p50 NS p99 NS p999 NS p9999 NS
///
/// with P a decimal fraction and digests in hexadecimal. `Tools/engine_twin` is one.
struct AgainstProgram {
  let path: String

  struct Answer {
    var nanosecondsPerOperation: Double
    var fills: (count: UInt64, digest: UInt64)
    var events: (count: UInt64, digest: UInt64)
    var percentiles: [UInt64]
  }

  func run(flow: String) throws(EngineBenchError) -> Answer {
    let line = try output(of: flow)
    let words = line.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init)
    guard words.count == 16, words[0] == "ns_per_op", let rate = Double(words[1]),
      words[2] == "fills", let fills = UInt64(words[3]),
      let fillsDigest = UInt64(words[4], radix: 16),
      words[5] == "events", let events = UInt64(words[6]),
      let eventsDigest = UInt64(words[7], radix: 16)
    else { throw EngineBenchError("\(path): it did not print a result, but \"\(line)\"") }
    let percentiles = stride(from: 9, to: 16, by: 2).compactMap { UInt64(words[$0]) }
    guard percentiles.count == 4 else {
      throw EngineBenchError("\(path): its percentiles are no numbers: \"\(line)\"")
    }
    return Answer(
      nanosecondsPerOperation: rate, fills: (fills, fillsDigest), events: (events, eventsDigest),
      percentiles: percentiles)
  }

  private func output(of flow: String) throws(EngineBenchError) -> String {
    var ends: [Int32] = [0, 0]
    guard unsafe pipe(&ends) == 0 else { throw EngineBenchError("no pipe: \(errno)") }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    unsafe posix_spawn_file_actions_addclose(&actions, ends[0])
    defer { unsafe _ = posix_spawn_file_actions_destroy(&actions) }
    var arguments = unsafe [strdup(path), strdup(flow), nil]
    defer { unsafe arguments.forEach { unsafe free($0) } }
    var process: pid_t = 0
    let code = unsafe posix_spawn(&process, path, &actions, nil, &arguments, environ)
    close(ends[1])
    guard code == 0 else {
      close(ends[0])
      throw EngineBenchError("\(path): cannot be run: \(unsafe String(cString: strerror(code)))")
    }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = unsafe read(ends[0], &block, block.count)
      if count <= 0 { break }
      bytes += block[..<count]
    }
    close(ends[0])
    var status: Int32 = 0
    unsafe waitpid(process, &status, 0)
    guard status == 0 else { throw EngineBenchError("\(path): it failed (status \(status))") }
    return String(decoding: bytes, as: UTF8.self)
  }
}
