// SPDX-License-Identifier: Apache-2.0

/// A recorded order flow, read from its beginning one event at a time.
///
/// The file may be plain, gzip or xz, and in any `FlowFormat`; both are told by content. About
/// 0.5 MiB are held however long it is (and up to 128 MiB more by liblzma, if the file asks).
/// For one thread; it allocates.
public struct FlowFile: ~Copyable {
  /// Content that may come out of one file unless another bound is given.
  public static let contentBytesMaxDefault: UInt64 = 64 << 30

  public let format: FlowFormat
  /// The instruments met so far, in order of appearance; one nameless one in formats that hold
  /// a single instrument. At most 65,536.
  public private(set) var symbols: [String]
  public private(set) var statistics = FlowStatistics()
  private var window: ByteWindow
  private var reader: Reader
  private var failure: FlowError?

  private enum Reader {
    case bitstamp(BitstampReader)
    case lobster(LobsterReader)
    case itch(ItchReader)
    case taken
  }

  /// Opens a file.
  /// - Parameters:
  ///   - format: overrides what the content looks like.
  ///   - contentBytesMax: decompressed bytes after which reading it fails.
  /// - Throws: what opening, the first block of decompression, or the header says.
  public static func open(
    _ path: String, format: FlowFormat? = nil,
    contentBytesMax: UInt64 = FlowFile.contentBytesMaxDefault
  ) throws(FlowError) -> FlowFile {
    try FlowFile(ByteSource(path: path, contentBytesMax: contentBytesMax), format: format)
  }

  /// Reads a recording that is in memory already; errors call it `name`.
  /// - Throws: as `open`.
  public init(
    bytes: [UInt8], name: String, format: FlowFormat? = nil,
    contentBytesMax: UInt64 = FlowFile.contentBytesMaxDefault
  ) throws(FlowError) {
    try self.init(
      ByteSource(name: name, bytes: bytes, contentBytesMax: contentBytesMax), format: format)
  }

  private init(_ source: consuming ByteSource, format: FlowFormat?) throws(FlowError) {
    var window = ByteWindow(source)
    guard try window.fill(1) > 0 else {
      throw FlowError(file: window.name, place: .file, problem: .empty)
    }
    var found = format
    if found == nil { found = try FlowFormat.detect(&window) }
    guard let detected = found else {
      throw FlowError(file: window.name, place: .file, problem: .formatUnknown)
    }
    switch detected {
    case .bitstamp: reader = .bitstamp(try BitstampReader(&window))
    case .lobster: reader = .lobster(LobsterReader())
    case .itch: reader = .itch(try ItchReader(&window))
    }
    self.format = detected
    symbols = detected == .itch ? [] : [""]
    self.window = window
  }

  /// The path or name that errors give.
  public var name: String { window.name }

  /// The next event, or nil at the end of the file.
  /// - Throws: where and how the file is wrong. The same error is thrown ever after.
  public mutating func next() throws(FlowError) -> FlowEvent? {
    if let failure { throw failure }
    do {
      guard let (event, type) = try decode() else { return nil }
      statistics.record(event, type: type)
      return event
    } catch {
      failure = error
      throw error
    }
  }

  private mutating func decode() throws(FlowError) -> (FlowEvent, type: UInt8)? {
    let taken = reader
    // A reader's tables must not be held twice, or each event would copy them.
    reader = .taken
    switch consume taken {
    case .bitstamp(var bitstamp):
      defer { reader = .bitstamp(bitstamp) }
      return try bitstamp.next(&window)
    case .lobster(var lobster):
      defer { reader = .lobster(lobster) }
      return try lobster.next(&window)
    case .itch(var itch):
      defer { reader = .itch(itch) }
      return try itch.next(&window, symbols: &symbols)
    case .taken:
      return nil
    }
  }
}
