// SPDX-License-Identifier: Apache-2.0

import OrderFlow
import Testing

@Suite struct ByteSourceTests {
  @Test func `gzip and xz are told by content and give the same events as plain text`() {
    let plain = Reading(Recordings.lobster)
    #expect(plain.events.count == 3)
    for bytes in [Recordings.lobsterGzip, Recordings.lobsterXZ] {
      let reading = Reading(bytes)
      #expect(reading.error == nil)
      #expect(reading.events == plain.events)
    }
  }

  @Test func `members one after the other are one stream`() {
    for bytes in [Recordings.lobsterGzip, Recordings.lobsterXZ] {
      let reading = Reading(bytes + bytes)
      #expect(reading.error == nil)
      #expect(reading.events.count == 6)
    }
  }

  @Test func `a stream that stops early is a clear error wherever it stops`() {
    for bytes in [Recordings.lobsterGzip, Recordings.lobsterXZ] {
      for length in 7..<bytes.count {
        let reading = Reading(Array(bytes[..<length]))
        #expect(reading.error?.problem == .compressionTruncated, "\(length) of \(bytes.count)")
      }
    }
  }

  @Test func `a changed byte in a compressed stream is never read as if nothing were wrong`() {
    let plain = Reading(Recordings.lobster)
    for bytes in [Recordings.lobsterGzip, Recordings.lobsterXZ] {
      var harmless = 0
      for index in bytes.indices {
        var damaged = bytes
        damaged[index] ^= 0x10
        let reading = Reading(damaged)
        // gzip has header bytes and padding that mean nothing to the content.
        if reading.error == nil {
          #expect(reading.events == plain.events, "byte \(index)")
          harmless += 1
        }
      }
      #expect(harmless < 10)
    }
  }

  @Test func `bytes behind the last member are not ignored`() {
    for bytes in [Recordings.lobsterGzip, Recordings.lobsterXZ] {
      let more = [UInt8](repeating: 7, count: 24)
      #expect(Reading(bytes + more).error?.problem == .compressionCorrupt)
    }
  }

  @Test func `content longer than its bound is refused`() throws {
    let text = String(repeating: Recordings.lobster, count: 10_000)
    var file = try FlowFile(
      bytes: Recordings.gzip(Array(text.utf8)), name: "test", contentBytesMax: 500_000)
    var thrown: FlowError?
    var events = 0
    do {
      while try file.next() != nil { events += 1 }
    } catch {
      thrown = error
    }
    #expect(thrown?.problem == .contentTooLong(bytesMax: 500_000))
    #expect(events > 9_000)
  }
}
