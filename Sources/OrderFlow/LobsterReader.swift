// SPDX-License-Identifier: Apache-2.0

internal import Quantities

/// Reads a LOBSTER message file.
///
///     34200.004241176,1,16113575,18,5853300,1      time,type,id,size,price × 10000,direction
///
/// Direction is that of the order in the book: an execution with 1 takes from a bid, so its
/// aggressor sold.
/// - Source: LOBSTER, "Data structure", message file.
struct LobsterReader {
  private static let names = ["time", "type", "id", "size", "price", "direction"]
  private var columns: [Range<Int>] = []

  mutating func next(_ window: inout ByteWindow) throws(FlowError) -> (FlowEvent, type: UInt8)? {
    guard let line = try window.line() else { return nil }
    let found = window.split(line, into: &columns, columnsMax: Self.names.count)
    guard found == Self.names.count else {
      throw window.lineFault(.columnCount(expected: "\(Self.names.count)", found: found))
    }
    func fault(_ column: Int, _ expected: String) -> FlowError {
      let text = FlowText.excerpt(window.bytes, columns[column])
      return window.lineFault(.field(name: Self.names[column], text: text, expected: expected))
    }
    guard let time = FlowText.scaled(window.bytes, columns[0], decimals: 9), time >= 0 else {
      throw fault(0, "seconds since midnight with at most 9 decimals")
    }
    guard columns[1].count == 1, let type = window.bytes[columns[1]].first,
      let kind = Self.kind(type)
    else { throw fault(1, "a digit from 1 to 7") }
    guard let id = FlowText.unsigned(window.bytes, columns[2]) else {
      throw fault(2, "an order id")
    }
    guard let size = FlowText.unsigned(window.bytes, columns[3]) else {
      throw fault(3, "a number of shares")
    }
    guard let price = FlowText.signed(window.bytes, columns[4]) else {
      throw fault(4, "a price in 1/10000 dollar")
    }
    let side: Side
    switch FlowText.signed(window.bytes, columns[5]) {
    case 1: side = .buy
    case -1: side = .sell
    default: throw fault(5, "1 (buy) or -1 (sell)")
    }
    let event = FlowEvent(
      timeNanoseconds: UInt64(time), instrument: 0, kind: kind, side: side, price: price,
      size: size, id: id)
    return (event, type)
  }

  private static func kind(_ type: UInt8) -> FlowEvent.Kind? {
    switch type {
    case UInt8(ascii: "1"): .add
    case UInt8(ascii: "2"): .reduce
    case UInt8(ascii: "3"): .delete
    case UInt8(ascii: "4"): .executeVisible
    case UInt8(ascii: "5"): .executeHidden
    // A cross trade has no order of the book behind it.
    case UInt8(ascii: "6"): .other
    case UInt8(ascii: "7"): .status
    default: nil
    }
  }
}
