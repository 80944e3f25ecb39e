// SPDX-License-Identifier: Apache-2.0

/// A sliding window over the content of a recording, cut into lines or into runs of bytes.
///
///     bytes: [ taken | head ... tail | room ]      offset = content bytes before head
///
/// The window never grows: what does not fit in it is an error with its place.
struct ByteWindow: ~Copyable {
  static let windowBytes = 128 << 10
  /// The longest line of a text recording, its end not counted.
  static let lineBytesMax = 4 << 10

  private(set) var bytes: [UInt8]
  /// Where `bytes[head]` lies in the content.
  private(set) var offset: UInt64 = 0
  /// Lines taken so far, which is the number of the last one.
  private(set) var lines: UInt64 = 0
  private(set) var head = 0
  private var tail = 0
  private var source: ByteSource

  init(_ source: consuming ByteSource) {
    self.source = source
    bytes = [UInt8](repeating: 0, count: Self.windowBytes)
  }

  /// What errors call the file.
  var name: String { source.name }

  /// A fault of the line taken last.
  func lineFault(_ problem: FlowError.Problem) -> FlowError {
    FlowError(file: name, place: .line(lines), problem: problem)
  }

  /// A fault at a byte, counted from the window's head.
  func byteFault(_ problem: FlowError.Problem, ahead: Int = 0) -> FlowError {
    FlowError(file: name, place: .offset(offset + UInt64(ahead)), problem: problem)
  }

  /// Makes `count` bytes available from `head` on if the content has as many, and returns how
  /// many there are, possibly more.
  mutating func fill(_ count: Int) throws(FlowError) -> Int {
    if tail - head >= count { return tail - head }
    if head > 0 {
      bytes.replaceSubrange(0..<tail - head, with: bytes[head..<tail])
      tail -= head
      head = 0
    }
    while tail < min(count, Self.windowBytes) {
      let made = try source.read(into: &bytes, from: tail)
      if made == 0 { break }
      tail += made
    }
    return tail
  }

  /// Moves past bytes that `fill` made available.
  mutating func take(_ count: Int) {
    head += count
    offset += UInt64(count)
  }

  /// Takes the next line and returns where it lies in `bytes`, its end removed, or nil at the end.
  /// The range holds until the next call.
  mutating func line() throws(FlowError) -> Range<Int>? {
    var searched = 0
    while true {
      let available = try fill(searched + 1)
      if available == 0 { return nil }
      if available <= searched { return try takeLine(length: available, end: 0) }
      if let end = bytes[(head + searched)..<(head + available)].firstIndex(of: 0x0A) {
        return try takeLine(length: end - head, end: 1)
      }
      searched = available
      if searched > Self.lineBytesMax { return try takeLine(length: searched, end: 0) }
    }
  }

  private mutating func takeLine(length: Int, end: Int) throws(FlowError) -> Range<Int> {
    lines += 1
    guard length <= Self.lineBytesMax else {
      throw lineFault(.lineTooLong(bytesMax: Self.lineBytesMax))
    }
    let range = head..<head + length
    take(length + end)
    if let last = range.last, bytes[last] == 0x0D { return range.lowerBound..<last }
    return range
  }

  /// Cuts a line at its commas into `columns` and returns how many there are, which may be more
  /// than the `columnsMax` that are kept.
  func split(_ line: Range<Int>, into columns: inout [Range<Int>], columnsMax: Int) -> Int {
    columns.removeAll(keepingCapacity: true)
    var count = 1
    var start = line.lowerBound
    for index in line where bytes[index] == UInt8(ascii: ",") {
      if columns.count < columnsMax { columns.append(start..<index) }
      count += 1
      start = index + 1
    }
    if columns.count < columnsMax { columns.append(start..<line.upperBound) }
    return count
  }
}
