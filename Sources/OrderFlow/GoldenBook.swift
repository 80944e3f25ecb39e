// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// The visible levels of both sides of a book, best first.
public struct GoldenLevels: Hashable, Sendable {
  public var bids: [BookLevel]
  public var asks: [BookLevel]

  public init(bids: [BookLevel], asks: [BookLevel]) {
    self.bids = bids
    self.asks = asks
  }

  /// The levels of a side.
  public subscript(side: Side) -> [BookLevel] { side == .buy ? bids : asks }
}

/// Reads a LOBSTER order book file: the best levels after each message of its message file.
///
///     ask price 1, ask size 1, bid price 1, bid size 1, ask price 2, …
///
/// A level that does not exist has size 0 and a price of ±9999999999. Plain, gzip or xz.
/// - Source: LOBSTER, "Data structure", order book file.
public struct GoldenBook: ~Copyable {
  /// The most levels a side that are read; LOBSTER's largest files have 200.
  public static let levelsMax = 200
  private static let noLevel: Int64 = 9_999_999_999

  /// Levels a side in every row, from the first row.
  public let depth: Int
  private var window: ByteWindow
  private var columns: [Range<Int>] = []
  private var first: Range<Int>?

  /// - Throws: what opening the file or its first row says.
  public static func open(_ path: String) throws(FlowError) -> GoldenBook {
    try GoldenBook(ByteSource(path: path, contentBytesMax: FlowFile.contentBytesMaxDefault))
  }

  /// Reads a file that is in memory already; errors call it `name`.
  public init(bytes: [UInt8], name: String) throws(FlowError) {
    try self.init(
      ByteSource(name: name, bytes: bytes, contentBytesMax: FlowFile.contentBytesMaxDefault))
  }

  private init(_ source: consuming ByteSource) throws(FlowError) {
    window = ByteWindow(source)
    guard let line = try window.line() else {
      throw FlowError(file: window.name, place: .file, problem: .empty)
    }
    let found = window.split(line, into: &columns, columnsMax: Self.levelsMax * 4)
    guard found % 4 == 0, found <= Self.levelsMax * 4 else {
      throw window.lineFault(
        .columnCount(expected: "4 for each of 1 to \(Self.levelsMax) levels", found: found))
    }
    depth = found / 4
    first = line
  }

  /// Rows read so far, which is the number of the last one.
  public var row: UInt64 { first == nil ? window.lines : 0 }

  /// What errors call the file.
  public var name: String { window.name }

  /// The next row, or nil at the end.
  /// - Throws: where and how the file is wrong.
  public mutating func next() throws(FlowError) -> GoldenLevels? {
    if let line = first {
      first = nil
      return try levels(line)
    }
    guard let line = try window.line() else { return nil }
    return try levels(line)
  }

  private mutating func levels(_ line: Range<Int>) throws(FlowError) -> GoldenLevels {
    let found = window.split(line, into: &columns, columnsMax: Self.levelsMax * 4)
    guard found == depth * 4 else {
      throw window.lineFault(.columnCount(expected: "\(depth * 4)", found: found))
    }
    return GoldenLevels(bids: try side(.buy, from: 2), asks: try side(.sell, from: 0))
  }

  private func side(_ side: Side, from start: Int) throws(FlowError) -> [BookLevel] {
    let name = side == .buy ? "bid" : "ask"
    var levels: [BookLevel] = []
    for level in 0..<depth {
      let price = columns[start + level * 4]
      let size = columns[start + level * 4 + 1]
      guard let ticks = FlowText.signed(window.bytes, price) else {
        throw fault("\(name) price \(level + 1)", price, "a price in 1/10000 dollar")
      }
      guard let lots = FlowText.unsigned(window.bytes, size), lots <= ShadowBook.lotsMax else {
        throw fault("\(name) size \(level + 1)", size, "a number of shares")
      }
      if lots == 0, abs(ticks) == Self.noLevel { continue }
      guard lots > 0, (1...ShadowBook.priceTicksMax).contains(ticks) else {
        throw fault("\(name) level \(level + 1)", price.lowerBound..<size.upperBound, "a level")
      }
      if let last = levels.last?.priceTicks {
        guard side == .buy ? ticks < last : ticks > last else {
          throw window.lineFault(.levelOrder(side: name, level: level + 1))
        }
      }
      levels.append(BookLevel(priceTicks: ticks, lots: lots))
    }
    return levels
  }

  private func fault(_ name: String, _ range: Range<Int>, _ expected: String) -> FlowError {
    let text = FlowText.excerpt(window.bytes, range)
    return window.lineFault(.field(name: name, text: text, expected: expected))
  }
}
