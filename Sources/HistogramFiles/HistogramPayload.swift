// SPDX-License-Identifier: Apache-2.0

internal import CCompression

/// HdrHistogram's V2 encoding, plain and compressed, big-endian.
///
///     plain        i32 0x1c849313, i32 bytes of counts, i32 0, i32 digits, i64 lowest, i64 highest,
///                  f64 1.0, counts
///     counts       up to the last slot in use, ZigZag LEB128 of at most 9 bytes, the ninth with 8
///                  bits; a run of k empty slots is the one number −k
///     compressed   i32 0x1c849314, i32 bytes that follow, a zlib stream of the plain form
///
/// - Source: `HdrHistogram/HdrHistogram`, `EncodableHistogram`, `ZigZagEncoding`;
///   `HdrHistogram/HdrHistogram_c`, `src/hdr_histogram_log.c`.
enum HistogramPayload {
  static var plainCookie: UInt32 { 0x1c84_9313 }
  static var compressedCookie: UInt32 { 0x1c84_9314 }
  static var headerBytes: Int { 40 }

  // MARK: Encoding

  /// - Precondition: no count above 2⁶³ − 1.
  static func plain(_ histogram: HistogramCounts) -> [UInt8] {
    var counts: [UInt8] = []
    let end = histogram.counts.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
    var empty: Int64 = 0
    for count in histogram.counts[..<end] {
      if count == 0 {
        empty += 1
        continue
      }
      if empty > 0 { append(-empty, to: &counts) }
      empty = 0
      append(Int64(count), to: &counts)
    }
    var bytes: [UInt8] = []
    append(plainCookie, to: &bytes)
    append(UInt32(counts.count), to: &bytes)
    append(UInt32(0), to: &bytes)
    append(UInt32(histogram.geometry.digits), to: &bytes)
    append(histogram.geometry.lowest, to: &bytes)
    append(histogram.geometry.highest, to: &bytes)
    append((1.0).bitPattern, to: &bytes)
    return bytes + counts
  }

  static func compressed(_ histogram: HistogramCounts) -> [UInt8] {
    compressed(plain: plain(histogram))
  }

  static func compressed(plain: [UInt8]) -> [UInt8] {
    var stream = [UInt8](repeating: 0, count: ml_compression_deflate_bound(plain.count))
    let made = unsafe ml_compression_deflate(plain, plain.count, &stream, stream.count)
    precondition(made > 0, "zlib has no memory")
    var bytes: [UInt8] = []
    append(compressedCookie, to: &bytes)
    append(UInt32(made), to: &bytes)
    return bytes + stream[..<made]
  }

  private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
    for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  private static func append(_ value: Int64, to bytes: inout [UInt8]) {
    var rest = UInt64(bitPattern: (value << 1) ^ (value >> 63))
    for _ in 0..<8 {
      if rest < 0x80 {
        bytes.append(UInt8(rest))
        return
      }
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  // MARK: Decoding

  /// Reads either form.
  static func read(_ bytes: [UInt8]) throws(HistogramFileError) -> HistogramCounts {
    var reader = Reader(bytes: bytes[...])
    switch try reader.integer(UInt32.self) {
    case plainCookie: return try readPlain(bytes)
    case compressedCookie:
      let count = try reader.integer(UInt32.self)
      guard Int(count) == reader.bytes.count else {
        throw .payload("\(count) bytes are announced, \(reader.bytes.count) follow")
      }
      return try readPlain(try inflated(Array(reader.bytes)))
    case let cookie: throw .payload("it begins with \(String(cookie, radix: 16))")
    }
  }

  private static func readPlain(_ bytes: [UInt8]) throws(HistogramFileError) -> HistogramCounts {
    var reader = Reader(bytes: bytes[...])
    guard try reader.integer(UInt32.self) == plainCookie else {
      throw .payload("the stream holds something else")
    }
    let size = try reader.integer(UInt32.self)
    let offset = try reader.integer(UInt32.self)
    let digits = try reader.integer(UInt32.self)
    let lowest = try reader.integer(UInt64.self)
    let highest = try reader.integer(UInt64.self)
    _ = try reader.integer(UInt64.self)
    guard offset == 0 else { throw .payload("shifted histograms are not read") }
    guard
      let geometry = HistogramGeometry(lowest: lowest, highest: highest, digits: Int(digits))
    else { throw .payload("\(lowest) to \(highest) at \(digits) digits is no histogram we read") }
    guard Int(size) == reader.bytes.count else {
      throw .payload("\(size) bytes of counts are announced, \(reader.bytes.count) follow")
    }
    var counts = [UInt64](repeating: 0, count: geometry.slotCount)
    var (slot, total) = (0, UInt64(0))
    while !reader.bytes.isEmpty {
      let value = try reader.zigZag()
      if value <= 0 {
        // A single empty slot may also be written as the number 0.
        let (next, overflow) = slot.subtractingReportingOverflow(Int(value == 0 ? -1 : value))
        guard !overflow, next <= geometry.slotCount else {
          throw .payload("more empty slots than there are")
        }
        slot = next
        continue
      }
      guard slot < geometry.slotCount else { throw .payload("more counts than slots") }
      counts[slot] = UInt64(value)
      let (sum, overflow) = total.addingReportingOverflow(UInt64(value))
      guard !overflow, sum <= UInt64(Int64.max) else { throw .payload("the counts overflow") }
      total = sum
      slot += 1
    }
    return HistogramCounts(geometry: geometry, counts: counts, exact: nil)
  }

  /// No plain form is longer: a stream that makes more is none of ours, however small it is.
  private static var plainBytesMax: Int { headerBytes + 9 * HistogramGeometry.slotsMax }

  private static func inflated(_ stream: [UInt8]) throws(HistogramFileError) -> [UInt8] {
    guard let handle = unsafe ml_compression_open(Int32(ML_COMPRESSION_ZLIB), 1 << 20) else {
      throw .payload("zlib has no memory")
    }
    defer { unsafe ml_compression_close(handle) }
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    var input = stream[...]
    while true {
      var (used, made) = (0, 0)
      let status = unsafe input.withUnsafeBufferPointer { input in
        unsafe chunk.withUnsafeMutableBufferPointer { chunk in
          unsafe ml_compression_step(
            handle, input.baseAddress, input.count, 1, chunk.baseAddress, chunk.count, &used, &made)
        }
      }
      output += chunk[..<made]
      input = input.dropFirst(used)
      guard output.count <= plainBytesMax else { throw .payload("it is too large") }
      if status == Int32(ML_COMPRESSION_END) { return output }
      guard status == Int32(ML_COMPRESSION_MORE), used > 0 || made > 0 else {
        throw .payload("the zlib stream is damaged")
      }
    }
  }

  private struct Reader {
    var bytes: ArraySlice<UInt8>

    mutating func integer<T: FixedWidthInteger>(_: T.Type) throws(HistogramFileError) -> T {
      let size = T.bitWidth / 8
      guard bytes.count >= size else { throw .payload("it ends too early") }
      let value = bytes.prefix(size).reduce(T(0)) { $0 << 8 | T($1) }
      bytes = bytes.dropFirst(size)
      return value
    }

    mutating func zigZag() throws(HistogramFileError) -> Int64 {
      var value: UInt64 = 0
      for index in 0..<9 {
        guard let byte = bytes.popFirst() else { throw .payload("a count ends too early") }
        let isNinth = index == 8
        value |= UInt64(isNinth ? byte : byte & 0x7F) << UInt64(7 * index)
        if isNinth || byte < 0x80 { break }
      }
      return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }
  }
}
