// SPDX-License-Identifier: Apache-2.0

internal import Quantities

/// Reads Bitstamp's order-by-order feed as CSV.
///
///     id,timestamp,exchange.timestamp,price,volume,action,direction
///     65595247,1430438404518,1430438404000,236.47,200000000,created,bid
///
/// `timestamp` is when the recorder saw the event, in milliseconds since 1970, and the file is in
/// that order; the exchange's own has whole seconds only and is not used. `volume` is what is open
/// after the event, in 1e-8 bitcoin, except in `deleted`, where it is what the order had left.
struct BitstampReader {
  static let columnsMax = 16
  private static let names = ["id", "timestamp", "price", "volume", "action", "direction"]

  // Where each of `names` stands in a line.
  private let places: [Int]
  private let columnCount: Int
  private var columns: [Range<Int>] = []

  init(_ window: inout ByteWindow) throws(FlowError) {
    guard let header = try window.line() else { throw window.lineFault(.empty) }
    columnCount = window.split(header, into: &columns, columnsMax: Self.columnsMax)
    guard columnCount <= Self.columnsMax else {
      throw window.lineFault(
        .columnCount(expected: "at most \(Self.columnsMax)", found: columnCount))
    }
    var places: [Int] = []
    for name in Self.names {
      guard
        let place = columns.firstIndex(where: { window.bytes[$0].elementsEqual(name.utf8) })
      else { throw window.lineFault(.columnMissing(name: name)) }
      places.append(place)
    }
    self.places = places
  }

  mutating func next(_ window: inout ByteWindow) throws(FlowError) -> (FlowEvent, type: UInt8)? {
    guard let line = try window.line() else { return nil }
    let found = window.split(line, into: &columns, columnsMax: Self.columnsMax)
    guard found == columnCount else {
      throw window.lineFault(.columnCount(expected: "\(columnCount)", found: found))
    }
    func fault(_ column: Int, _ expected: String) -> FlowError {
      let text = FlowText.excerpt(window.bytes, columns[places[column]])
      return window.lineFault(.field(name: Self.names[column], text: text, expected: expected))
    }
    guard let id = FlowText.unsigned(window.bytes, columns[places[0]]) else {
      throw fault(0, "an order id")
    }
    guard
      let milliseconds = FlowText.unsigned(window.bytes, columns[places[1]]),
      milliseconds <= UInt64.max / 1_000_000
    else { throw fault(1, "milliseconds since 1970") }
    let decimals = FlowFormat.bitstamp.priceDecimals
    guard
      let price = FlowText.scaled(window.bytes, columns[places[2]], decimals: decimals)
    else { throw fault(2, "a price with at most \(decimals) decimals") }
    guard let volume = FlowText.unsigned(window.bytes, columns[places[3]]) else {
      throw fault(3, "a whole number of 1e-8 lots")
    }
    guard let (kind, type) = Self.kind(window.bytes[columns[places[4]]]) else {
      throw fault(4, "created, changed or deleted")
    }
    guard let side = Self.side(window.bytes[columns[places[5]]]) else {
      throw fault(5, "bid or ask")
    }
    let event = FlowEvent(
      timeNanoseconds: milliseconds * 1_000_000, instrument: 0, kind: kind, side: side,
      price: price, size: volume, id: id)
    return (event, type)
  }

  private static func kind(_ text: ArraySlice<UInt8>) -> (FlowEvent.Kind, UInt8)? {
    if text.elementsEqual("created".utf8) { return (.add, UInt8(ascii: "c")) }
    if text.elementsEqual("changed".utf8) { return (.restate, UInt8(ascii: "u")) }
    if text.elementsEqual("deleted".utf8) { return (.delete, UInt8(ascii: "d")) }
    return nil
  }

  private static func side(_ text: ArraySlice<UInt8>) -> Side? {
    if text.elementsEqual("bid".utf8) { return .buy }
    if text.elementsEqual("ask".utf8) { return .sell }
    return nil
  }
}
