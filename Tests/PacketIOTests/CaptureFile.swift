// SPDX-License-Identifier: Apache-2.0

import Testing

/// A capture file in the classic format, read and written without libpcap: the other opinion on
/// what the pcap port does.
///
/// - Source: IETF draft-ietf-opsawg-pcap: magic 0xa1b2c3d4 (microseconds) or 0xa1b23c4d
///   (nanoseconds), version 2.4, link type 1 for Ethernet; 16-byte record headers.
struct CaptureFile {
  var frames: [[UInt8]]

  init(frames: [[UInt8]]) { self.frames = frames }

  init(reading path: String) throws {
    let bytes = try readFile(path)
    func word(_ offset: Int) -> Int {
      (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }
    try #require(bytes.count >= 24)
    try #require([0xa1b2_c3d4, 0xa1b2_3c4d].contains(word(0)))
    try #require(word(20) == 1)
    frames = []
    var offset = 24
    while offset < bytes.count {
      try #require(offset + 16 <= bytes.count)
      let count = word(offset + 8)
      try #require(offset + 16 + count <= bytes.count)
      frames.append(Array(bytes[offset + 16..<offset + 16 + count]))
      offset += 16 + count
    }
  }

  func write(_ path: String) throws {
    var bytes: [UInt8] = []
    func word(_ value: Int, bytesCount: Int = 4) {
      for i in 0..<bytesCount { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * i))) }
    }
    word(0xa1b2_c3d4)
    word(2, bytesCount: 2)
    word(4, bytesCount: 2)
    for value in [0, 0, 262_144, 1] { word(value) }
    for (i, frame) in frames.enumerated() {
      for value in [1_700_000_000, i, frame.count, frame.count] { word(value) }
      bytes += frame
    }
    try writeFile(path, bytes)
  }
}
