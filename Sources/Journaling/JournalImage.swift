// SPDX-License-Identifier: Apache-2.0

internal import CUring
internal import Memory

/// The segment files of a journal, to be read one at a time: from a directory or from memory.
struct JournalImage: ~Copyable {
  private let path: String
  /// -1 for an image in memory.
  private let directory: Int32
  private let held: [[UInt8]]
  /// The segment numbers; always 1 to `count`.
  let count: Int
  private var buffer = ByteBuffer(count: JournalFormat.blockBytes, alignment: 4096)
  private var bufferUsed = 0

  /// An image in memory, which it keeps and does not change.
  init(_ segments: [[UInt8]]) {
    path = "in memory"
    directory = -1
    held = segments
    count = segments.count
  }

  /// The segments of a directory.
  ///
  /// - Throws: `system` when it cannot be read; `damaged` when the numbers have a gap.
  init(path: String) throws(JournalError) {
    let opened = unsafe ml_file_open_directory(path, 0)
    if opened < 0 { throw .system(operation: "open", path: path, code: -opened) }
    try self.init(path: path, taking: opened)
  }

  /// The segments of a directory that is open as `directory`, which stays the caller's.
  init(path: String, sharing directory: Int32) throws(JournalError) {
    let copy = ml_file_duplicate(directory)
    if copy < 0 { throw .system(operation: "open", path: path, code: -copy) }
    try self.init(path: path, taking: copy)
  }

  private init(path: String, taking directory: Int32) throws(JournalError) {
    self.path = path
    held = []
    do throws(JournalError) {
      count = try Self.count(path, directory)
    } catch {
      ml_file_close(directory)
      throw error
    }
    self.directory = directory
  }

  deinit { if directory >= 0 { ml_file_close(directory) } }

  private static func count(_ path: String, _ directory: Int32) throws(JournalError) -> Int {
    let found = ml_file_segments(directory, nil, 0)
    if found < 0 { throw .system(operation: "list", path: path, code: Int32(-found)) }
    if found == 0 { return 0 }
    var numbers = [UInt64](repeating: 0, count: Int(found))
    let again = unsafe numbers.withUnsafeMutableBufferPointer { buffer in
      unsafe ml_file_segments(directory, buffer.baseAddress, buffer.count)
    }
    if again < 0 { throw .system(operation: "list", path: path, code: Int32(-again)) }
    numbers = numbers.prefix(Int(min(again, found))).sorted()
    for (position, number) in numbers.enumerated() where number != UInt64(position + 1) {
      throw .damaged(JournalDamage(segment: number, offset: 0, what: .segmentMissing))
    }
    return numbers.count
  }

  /// The bytes of the segment loaded last.
  var bytes: ByteView { buffer.bytes.view.slice(0, count: bufferUsed) }

  /// Reads segment `number` whole.
  mutating func load(_ number: UInt64) throws(JournalError) {
    if directory < 0 {
      let source = held[Int(number) - 1]
      reserve(source.count)
      bufferUsed = source.count
      let target = buffer.bytes
      unsafe source.withUnsafeBytes { from in
        guard let base = from.baseAddress else { return }
        unsafe target.copy(ByteView(base, count: from.count))
      }
      return
    }
    var size: UInt64 = 0
    let descriptor = unsafe ml_file_open_reader(directory, number, &size)
    if descriptor < 0 {
      throw .system(operation: "open segment \(number)", path: path, code: -descriptor)
    }
    defer { ml_file_close(descriptor) }
    reserve(Int(size))
    bufferUsed = Int(size)
    let code = unsafe ml_file_read(descriptor, buffer.bytes.address, Int(size), 0)
    if code < 0 { throw .system(operation: "read segment \(number)", path: path, code: -code) }
  }

  private mutating func reserve(_ bytes: Int) {
    if bytes > buffer.count { buffer = ByteBuffer(count: bytes, alignment: 4096) }
  }
}
