// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Telemetry

@Suite struct HostFilesTests {
  @Test func `folders are listed as people count, without hidden names`() throws {
    let names = ["cpu10", "cpu2", "cpu1", "cpu02", "online", "0000:3b:00.10", "0000:3b:00.2", ".x"]
    let made = try MadeUpHost(
      Dictionary(uniqueKeysWithValues: names.map { ("sys/\($0)", "") }))
    #expect(
      made.host.names("sys").filter { $0 != "cpu2" && $0 != "cpu02" } == [
        "0000:3b:00.2", "0000:3b:00.10", "cpu1", "cpu10", "online",
      ])
    let all = made.host.names("sys")
    #expect(all.count == names.count - 1)
    #expect(made.host.names("sys/online").isEmpty && made.host.names("absent").isEmpty)
  }

  @Test func `numbers, links and what exists are told apart`() throws {
    let made = try MadeUpHost(["a": " 12\n", "b": "12 13\n", "c": "-1\n", "folder/x": "1"])
    #expect(made.host.integer("a") == 12 && made.host.integer("c") == -1)
    #expect(made.host.integer("b") == nil && made.host.integer("folder") == nil)
    #expect(made.host.exists("folder") && !made.host.exists("d"))
    #expect(made.host.linkName("a") == nil && made.host.linkName("d") == nil)
    #expect(HostFiles().linkName("proc/self") != nil)
  }
}
