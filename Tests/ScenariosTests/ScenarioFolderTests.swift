// SPDX-License-Identifier: Apache-2.0

import Foundation
import Memory
import Testing
import Venue
import WireFormat

@testable import NaiveRules
@testable import Scenarios

/// The scenarios of the folder, and what they cover.
@Suite struct ScenarioFolderTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Scenarios").standardizedFileURL
  static let names =
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?
    .filter { $0.hasSuffix(".scenario") }.sorted() ?? []

  static func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  private static func buffer(_ record: [UInt8]) -> ByteBuffer {
    let buffer = ByteBuffer(count: record.count)
    for (i, byte) in record.enumerated() { buffer.bytes[i] = byte }
    return buffer
  }

  private static func genesis(_ record: [UInt8]) throws -> VenueGenesis {
    let buffer = buffer(record)
    return try VenueGenesis(body: LogRecordView(parsing: buffer.bytes.view).body)
  }

  @Test(arguments: names) func `each scenario holds`(_ name: String) throws {
    for result in try ScenarioFile(name: name, text: Self.text(name)).run() {
      #expect(result.failure == nil)
    }
  }

  @Test func `the folder is there and holds as many as are claimed`() throws {
    let count = try Self.names.reduce(0) {
      $0 + (try ScenarioFile(name: $1, text: Self.text($1)).count)
    }
    #expect(count >= 230)
  }

  @Test func `the README has a row for each file`() throws {
    let readme = try String(
      contentsOf: Self.folder.appending(path: "../README.md"), encoding: .utf8)
    for name in Self.names { #expect(readme.contains("(Scenarios/\(name))"), "\(name)") }
    let links = readme.split(separator: "(Scenarios/").dropFirst().map { $0.prefix { $0 != ")" } }
    for link in links { #expect(Self.names.contains(String(link)), "\(link)") }
  }

  /// Ingress drops what no rule version knows, and it takes 2^64 deposits to fill an account.
  static let unreachable: Set<RejectCode> = [.templateRefused, .cashOverflow]

  @Test func `each reject code is met`() throws {
    var words: Set<Substring> = []
    for name in Self.names {
      for line in try Self.text(name).split(separator: "\n") where line.hasPrefix("  ") {
        words.formUnion(line.split(separator: " "))
      }
    }
    for code in RejectCode.allCases
    where code != .none && code != .pendingApproval && !Self.unreachable.contains(code) {
      #expect(words.contains("\(code)"), "no scenario meets \(code)")
    }
    #expect(words.contains("pending"))
  }

  /// The naive rules are written from the same pages and by sorting and searching: what a scenario
  /// expects of the venue is what they do, too.
  @Test(arguments: names) func `the naive rules play each scenario alike`(_ name: String) throws {
    for result in try ScenarioFile(name: name, text: Self.text(name)).run() {
      let genesis = try Self.genesis(result.records[0])
      let engine = Engine(genesis)
      var model = NaiveVenue(genesis)
      for record in result.records {
        let buffer = Self.buffer(record)
        let found = try engine.apply(logged: buffer.bytes.view)
        let expected = model.apply(engine.head, Array(record.dropFirst(LogRecordView.headBytes)))
        // They have no table of names, which may be full.
        if found.results.contains(where: { $0.codeValue == .clientTableFull }) { break }
        let difference = Difference.of(found, expected) ?? Difference.of(engine, model)
        #expect(difference == nil, "\(name): \(result.title)")
        if difference != nil { break }
      }
    }
  }

  /// A line that nobody would miss says nothing.
  @Test(arguments: names) func `no scenario holds without one of its lines`(_ name: String) throws {
    let isLong = ProcessInfo.processInfo.environment["MATCHLOCK_LONG"] == "1"
    let lines = try Self.text(name).split(separator: "\n", omittingEmptySubsequences: false)
    let heard = lines.indices.filter { lines[$0].hasPrefix("  ") && !lines[$0].hasPrefix("  #") }
    for place in heard.filter({ !lines[$0].contains("feed") }).shuffled().prefix(isLong ? .max : 4)
    {
      var fewer = lines
      fewer.remove(at: place)
      let results = try ScenarioFile(name: name, text: fewer.joined(separator: "\n")).run()
      #expect(results.filter { $0.failure != nil }.count == 1, "\(name):\(place + 1)")
    }
  }
}

extension [Output] {
  fileprivate var results: [CommandResult] {
    compactMap { if case .result(_, let result) = $0 { result } else { nil } }
  }
}
