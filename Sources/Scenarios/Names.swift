// SPDX-License-Identifier: Apache-2.0

internal import WireFormat

/// The names that a scenario gives to orders, and the numbers they stand for.
///
/// A name is a client number: the n-th name of the scenario is n. `7/a` has tag 7, which is in the
/// number's high 16 bits. A quote has its own: `bid.7.0` is
/// the bid of quote group 7 in market 0.
struct Names {
  private var clients: [String: UInt64] = [:]
  private var names: [UInt64: String] = [:]
  private var orders: [String: UInt64] = [:]
  private var ordersNamed: [UInt64: String] = [:]

  mutating func client(_ name: String) throws(Malformed) -> UInt64 {
    if let number = clients[name] { return number }
    var number = UInt64(clients.count) + 1
    if let stroke = name.firstIndex(of: "/") {
      guard let tag = UInt16(name[..<stroke]) else {
        throw Malformed("\(name) has no tag before its stroke", "write TAG/NAME, as in 7/a")
      }
      number |= UInt64(tag) << 48
    }
    clients[name] = number
    names[number] = name
    return number
  }

  /// The order number last given to that name; 0 if none was.
  func order(_ name: String) -> UInt64 { orders[name] ?? 0 }

  /// Notes the order number that an accepted command's result told.
  mutating func note(order: UInt64, client: UInt64) {
    guard order != 0, client != 0 else { return }
    let name = name(client: client)
    orders[name] = order
    ordersNamed[order] = name
  }

  func name(client: UInt64) -> String {
    if let quote = QuoteName(client) {
      return "\(quote.side == 0 ? "bid" : "ask").\(quote.quoteGroup).\(quote.market)"
    }
    return client == 0 ? "" : names[client] ?? "\(client)"
  }

  /// The client number of a quote by its name, or nil for what is none.
  static func quote(_ name: String) -> UInt64? {
    let parts = name.split(separator: ".")
    guard parts.count == 3, parts[0] == "bid" || parts[0] == "ask", let group = UInt16(parts[1]),
      let market = UInt32(parts[2])
    else { return nil }
    return QuoteName(quoteGroup: group, market: market, side: parts[0] == "bid" ? 0 : 1).value
  }
  func name(order: UInt64) -> String { order == 0 ? "" : ordersNamed[order] ?? "\(order)" }
}
