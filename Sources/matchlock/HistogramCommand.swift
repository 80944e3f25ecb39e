// SPDX-License-Identifier: Apache-2.0

internal import Configuration
internal import Glibc
internal import HistogramFiles
internal import Telemetry

/// `matchlock histogram`: what an HdrHistogram log says, ours or another tool's.
enum HistogramCommand {
  private static let options = CommandLineOptions(
    command: "matchlock histogram",
    summary:
      "Adds up the intervals of an HdrHistogram log (V2, .hlog) by tag and prints percentiles; none "
      + "with\nfewer than ten values beyond it. A last line that was cut short is left out, and said.",
    options: [
      .value("tag", "TAG", help: "this tag alone"),
      .flag("hgrm", help: "prints the percentile distribution of one tag, for plotters"),
      .flag("json", help: "prints one JSON object"),
    ], operands: [.required("FILE", help: "the log")])

  private static var bytesMax: Int { 1 << 30 }

  static func run(_ arguments: [String]) throws -> Int32 {
    let values = try options.parse(arguments)
    if values.wantsHelp {
      print(options.help)
      return 0
    }
    let path = values.operand("FILE") ?? ""
    let content = try bytes(path)
    let log: HistogramLog
    do throws(HistogramFileError) {
      log = try HistogramLog(content)
    } catch {
      throw CommandFailure("\(path): \(error)")
    }
    guard let summary = HistogramSummary(log, tag: values.value("tag")) else {
      throw CommandFailure(
        "\(path): histograms under one tag differ in range or precision: split the log")
    }
    if summary.isEmpty {
      throw CommandFailure(
        "\(path): no interval\(values.value("tag").map { " with tag \($0)" } ?? ""): "
          + "its tags: \(log.tags.joined(separator: ", "))")
    }
    if log.isCutShort { complain("\(path): its last line was cut short, and is left out") }
    if values.flag("hgrm") {
      guard let table = summary.table else {
        throw UsageError("--hgrm wants one tag; accepted: \(log.tags.joined(separator: ", "))")
      }
      print(table.text(), terminator: "")
    } else if values.flag("json") {
      var json = JSONWriter()
      json.beginObject()
      json.field("valid", true)
      json.key("reason")
      json.null()
      json.field("cut_short", log.isCutShort)
      json.key("tags")
      summary.write(to: &json)
      json.endObject()
      print(json.finish())
    } else {
      print(summary.text)
    }
    return 0
  }

  private static func bytes(_ path: String) throws -> [UInt8] {
    guard let file = unsafe fopen(path, "r") else {
      throw CommandFailure("\(path): \(unsafe String(cString: strerror(errno)))")
    }
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe fread(&chunk, 1, chunk.count, file)
      bytes += chunk[..<count]
      if count == 0 { break }
      if bytes.count > bytesMax { throw CommandFailure("\(path): more than 1 GiB: split it") }
    }
    if unsafe ferror(file) != 0 { throw CommandFailure("\(path): cannot be read") }
    return bytes
  }
}
