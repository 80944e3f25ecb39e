// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A packet capture (classic pcap, Ethernet): when its frames came, and what their UDP datagrams hold.
///
///     24 bytes: magic (µs or ns, either byte order), version, link type     then for each frame
///     16 bytes: seconds, fraction, bytes kept, bytes on the wire; the bytes kept
///
/// - Source: IETF draft-ietf-opsawg-pcap.
public struct CaptureTimes: Sendable {
  public let name: String
  /// Nanoseconds from the first frame, never falling.
  public let offsets: [UInt64]
  /// The payload of each frame's UDP datagram over IPv4; empty where a frame has none.
  public let payloads: [[UInt8]]

  private static let bytesMax = 1 << 30

  /// - Throws: what the file is not, and what to do about it.
  public init(path: String) throws(BenchError) {
    try self.init(path, Self.read(path))
  }

  init(_ path: String, _ bytes: [UInt8]) throws(BenchError) {
    name = path.split(separator: "/").last.map(String.init) ?? path
    guard bytes.count >= 24 else {
      throw BenchError("\(path): \(bytes.count) bytes are no capture: its head alone has 24")
    }
    let magic = Self.word(bytes, 0, isBig: false)
    let (isBig, isNano): (Bool, Bool)
    switch magic {
    case 0xA1B2_C3D4: (isBig, isNano) = (false, false)
    case 0xA1B2_3C4D: (isBig, isNano) = (false, true)
    case 0xD4C3_B2A1: (isBig, isNano) = (true, false)
    case 0x4D3C_B2A1: (isBig, isNano) = (true, true)
    case 0x0A0D_0D0A:
      throw BenchError("\(path) is pcapng: make it pcap with `tshark -F pcap -r IN -w OUT`")
    default:
      throw BenchError("\(path) is no packet capture: give a pcap file, uncompressed")
    }
    let link = Self.word(bytes, 20, isBig: isBig) & 0xFFFF
    guard link == 1 else {
      throw BenchError("\(path): link type \(link), and only Ethernet (1) is read: capture a NIC")
    }
    var offsets: [UInt64] = []
    var payloads: [[UInt8]] = []
    var first: UInt64?
    var at = 24
    while at < bytes.count {
      let kept = bytes.count - at >= 16 ? Int(Self.word(bytes, at + 8, isBig: isBig)) : 0
      guard bytes.count - at >= 16, kept <= 262_144, bytes.count - at - 16 >= kept else {
        throw BenchError(
          "\(path) is cut short or damaged at byte \(at), after \(offsets.count) frames: "
            + "mend it with `tshark -F pcap -r IN -w OUT`")
      }
      let fraction = UInt64(Self.word(bytes, at + 4, isBig: isBig)) * (isNano ? 1 : 1_000)
      let time = UInt64(Self.word(bytes, at, isBig: isBig)) * 1_000_000_000 + fraction
      let begin = first ?? time
      first = begin
      offsets.append(max(time > begin ? time - begin : 0, offsets.last ?? 0))
      payloads.append(Self.payload(bytes[(at + 16)..<(at + 16 + kept)]))
      at += 16 + kept
    }
    if offsets.isEmpty {
      throw BenchError("\(path) holds no frames: capture while there is traffic")
    }
    self.offsets = offsets
    self.payloads = payloads
  }

  /// The UDP payload of an untagged IPv4 frame; empty if it has none.
  private static func payload(_ frame: ArraySlice<UInt8>) -> [UInt8] {
    let f = Array(frame)
    guard f.count >= 42, f[12] == 8, f[13] == 0, f[14] >> 4 == 4, f[23] == 17 else { return [] }
    let head = 14 + Int(f[14] & 15) * 4
    guard head + 8 <= f.count else { return [] }
    let length = Int(f[head + 4]) << 8 | Int(f[head + 5])
    guard length >= 8, head + length <= f.count else { return [] }
    return Array(f[(head + 8)..<(head + length)])
  }

  private static func word(_ bytes: [UInt8], _ at: Int, isBig: Bool) -> UInt32 {
    (0..<4).reduce(0) { sum, i in
      sum | UInt32(bytes[at + i]) << UInt32(8 * (isBig ? 3 - i : i))
    }
  }

  private static func read(_ path: String) throws(BenchError) -> [UInt8] {
    guard let file = unsafe fopen(path, "r") else {
      throw BenchError("cannot read \(path): \(unsafe String(cString: strerror(errno)))")
    }
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe fread(&chunk, 1, chunk.count, file)
      if count == 0 { return bytes }
      bytes += chunk[..<count]
      if bytes.count > bytesMax {
        throw BenchError("\(path) is larger than 1 GiB: cut it with `editcap`")
      }
    }
  }
}
