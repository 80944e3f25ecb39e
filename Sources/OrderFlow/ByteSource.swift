// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// The content of a recording as a stream of bytes, decompressed on the way.
///
///     file or memory ─▶ raw (64 KiB) ─▶ [zlib | liblzma | as it is] ─▶ the caller's buffer
///
/// Memory is bounded whatever the file says: one raw buffer here, and what the decompressor is
/// allowed. The kind of compression is told by the first bytes, never by the name.
struct ByteSource: ~Copyable {
  /// Raw bytes read at a time.
  static let rawBytes = 64 << 10
  /// What a decompressor may hold. `xz -9` needs 65 MiB.
  static let decompressorBytesMax: UInt64 = 128 << 20
  static let gzipMagic: [UInt8] = [0x1F, 0x8B]
  static let xzMagic: [UInt8] = [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]

  /// What errors call this source.
  let name: String
  private let contentBytesMax: UInt64
  // -1 when the raw bytes were given in memory.
  private let descriptor: Int32
  private var raw: [UInt8]
  private var rawHead = 0
  private var rawTail: Int
  private var rawEnded: Bool
  private var decompressor: Decompressor?
  private var ended = false
  private var contentBytes: UInt64 = 0

  init(path: String, contentBytesMax: UInt64) throws(FlowError) {
    name = path
    self.contentBytesMax = contentBytesMax
    decompressor = nil
    descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
    raw = [UInt8](repeating: 0, count: Self.rawBytes)
    rawTail = 0
    rawEnded = false
    guard descriptor >= 0 else {
      throw FlowError(file: path, place: .file, problem: .cannotOpen(errno: errno))
    }
    try detectCompression()
  }

  init(name: String, bytes: [UInt8], contentBytesMax: UInt64) throws(FlowError) {
    self.name = name
    self.contentBytesMax = contentBytesMax
    decompressor = nil
    descriptor = -1
    raw = bytes
    rawTail = bytes.count
    rawEnded = true
    try detectCompression()
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Writes content into `buffer` from `start` on and returns how many bytes; 0 is the end.
  mutating func read(into buffer: inout [UInt8], from start: Int) throws(FlowError) -> Int {
    guard !ended, start < buffer.count else { return 0 }
    let made: Int
    if decompressor == nil {
      made = try copy(into: &buffer, from: start)
    } else {
      made = try inflate(into: &buffer, from: start)
    }
    contentBytes += UInt64(made)
    guard contentBytes <= contentBytesMax else {
      throw fault(.contentTooLong(bytesMax: contentBytesMax))
    }
    return made
  }

  private func fault(_ problem: FlowError.Problem) -> FlowError {
    FlowError(
      file: name, place: contentBytes == 0 ? .file : .offset(contentBytes), problem: problem)
  }

  private mutating func detectCompression() throws(FlowError) {
    while !rawEnded, rawTail < Self.xzMagic.count { try readRaw() }
    guard rawTail > 0 else { throw fault(.empty) }
    let kind: Decompressor.Kind
    if raw[..<rawTail].starts(with: Self.gzipMagic) {
      kind = .gzip
    } else if raw[..<rawTail].starts(with: Self.xzMagic) {
      kind = .xz
    } else {
      return
    }
    decompressor = Decompressor(kind, bytesMax: Self.decompressorBytesMax)
    guard decompressor != nil else {
      throw fault(.compressionMemory(bytesMax: Self.decompressorBytesMax))
    }
  }

  /// Reads once behind what is there; only called when there is room.
  private mutating func readRaw() throws(FlowError) {
    if rawHead == rawTail {
      rawHead = 0
      rawTail = 0
    }
    while true {
      let tail = rawTail
      let count = unsafe raw.withUnsafeMutableBytes { bytes in
        unsafe Glibc.read(descriptor, bytes.baseAddress! + tail, bytes.count - tail)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw fault(.cannotRead(errno: errno)) }
      if count == 0 { rawEnded = true }
      rawTail += count
      return
    }
  }

  private mutating func copy(into buffer: inout [UInt8], from start: Int) throws(FlowError) -> Int {
    if rawHead == rawTail, !rawEnded { try readRaw() }
    let count = min(rawTail - rawHead, buffer.count - start)
    buffer.replaceSubrange(start..<start + count, with: raw[rawHead..<rawHead + count])
    rawHead += count
    if count == 0 { ended = true }
    return count
  }

  private mutating func inflate(
    into buffer: inout [UInt8], from start: Int
  ) throws(FlowError) -> Int {
    while true {
      if rawHead == rawTail, !rawEnded { try readRaw() }
      guard
        let step = decompressor?.step(
          raw[rawHead..<rawTail], last: rawEnded, into: &buffer, from: start)
      else { return 0 }
      rawHead += step.used
      try judge(step.status)
      if step.made > 0 || ended { return step.made }
    }
  }

  private mutating func judge(_ status: Decompressor.Status) throws(FlowError) {
    switch status {
    case .more: return
    case .end: ended = true
    case .truncated: throw fault(.compressionTruncated)
    case .corrupt: throw fault(.compressionCorrupt)
    case .unsupported: throw fault(.compressionUnsupported)
    case .memory: throw fault(.compressionMemory(bytesMax: Self.decompressorBytesMax))
    }
  }
}
