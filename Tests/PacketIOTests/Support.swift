// SPDX-License-Identifier: Apache-2.0

import Glibc
import Memory
import PacketIO
import Testing

/// A seeded generator, so that a failure can be run again: SplitMix64.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

/// The seeds of a property test: a fixed few, or the one in MATCHLOCK_SEED.
var propertySeeds: [UInt64] {
  if let one = getenv("MATCHLOCK_SEED").flatMap({ UInt64(String(cString: $0)) }) { return [one] }
  return [1, 2, 3]
}

/// Runs `body` with `bytes` as a view.
func withView<R>(_ bytes: [UInt8], _ body: (ByteView) throws -> R) rethrows -> R {
  try bytes.withUnsafeBytes { raw in
    // An empty array may have no address; a view needs one.
    let base = raw.baseAddress ?? UnsafeRawPointer(bitPattern: 64)!
    return try body(ByteView(base, count: raw.count))
  }
}

/// Runs `body` with `bytes` as a view to write to.
func withMutableView<R>(_ bytes: inout [UInt8], _ body: (MutableByteView) throws -> R) rethrows -> R
{
  try bytes.withUnsafeMutableBytes { raw in
    try body(MutableByteView(raw.baseAddress!, count: raw.count))
  }
}

extension ByteView {
  /// The bytes, copied.
  var array: [UInt8] { (0..<count).map { self[$0] } }
}

/// The bytes that hexadecimal text spells; white space is ignored.
func hex(_ text: String) -> [UInt8] {
  let digits = text.compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

/// Two parties for frames.
enum Party {
  static let venue = Endpoint(
    mac: MACAddress("02:00:00:00:00:01")!, ipv4: IPv4Address(10, 0, 0, 1), udpPort: 9000)
  static let maker = Endpoint(
    mac: MACAddress("02:00:00:00:00:02")!, ipv4: IPv4Address(10, 0, 0, 2), udpPort: 40_000)
}

/// A whole frame made by our own writer.
func frame(
  from source: Endpoint = Party.maker, to destination: Endpoint = Party.venue, payload: [UInt8]
) -> [UInt8] {
  var bytes = [UInt8](repeating: 0xa5, count: Port.frameBytesMax)
  bytes.replaceSubrange(
    UDPDatagram.payloadOffset..<UDPDatagram.payloadOffset + payload.count, with: payload)
  let length = withMutableView(&bytes) {
    UDPDatagram.write(
      into: $0, source: source, destination: destination, payloadCount: payload.count)
  }
  return Array(bytes.prefix(length))
}

/// A folder that is removed with the value.
final class TemporaryFolder {
  let path: String
  init() {
    var template = Array("/tmp/matchlock-packetio-XXXXXX".utf8CString)
    path = String(cString: mkdtemp(&template)!)
  }
  deinit {
    if let folder = opendir(path) {
      while let entry = readdir(folder) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) {
          String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        unlink("\(path)/\(name)")
      }
      closedir(folder)
    }
    rmdir(path)
  }
}

/// The whole of a file.
func readFile(_ path: String) throws -> [UInt8] {
  let file = try #require(fopen(path, "r"), "\(path): \(String(cString: strerror(errno)))")
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = fread(&chunk, 1, chunk.count, file)
    if count == 0 { return bytes }
    bytes += chunk[..<count]
  }
}

func writeFile(_ path: String, _ bytes: [UInt8]) throws {
  let file = try #require(fopen(path, "w"), "\(path): \(String(cString: strerror(errno)))")
  defer { fclose(file) }
  #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
}

func sleepMilliseconds(_ milliseconds: UInt32) { usleep(milliseconds * 1000) }
