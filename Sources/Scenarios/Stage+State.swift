// SPDX-License-Identifier: Apache-2.0

internal import Memory
internal import Venue
internal import WireFormat

/// What a venue has between two records, as lines compare it.
extension Stage {
  /// The words after the colon.
  func shown(_ check: StateCheck) -> [String] {
    switch check {
    case .book(let market): return book(market)
    case .position(let account, let market):
      let lots = position(account, market)
      return [lots > 0 ? "+\(lots)" : "\(lots)"]
    case .cash(let account): return [cash(account).map { "\($0)" } ?? "none"]
    case .state(let market): return [marketState(market) ?? "unlisted"]
    }
  }

  /// Buys from the best on, of a price the first in its queue first; a stroke; sells alike.
  private func book(_ market: UInt32) -> [String] {
    var sides: [[(price: Int64, sequence: UInt64, text: String)]] = [[], []]
    walk { template, page in
      guard template == SnapshotOrders.templateID else { return }
      let group = GroupView(checked: page, at: SnapshotOrders.messageBytes)
      for place in 0..<group.count {
        let order = SnapshotOrdersOrders(block: group[place])
        if order.market != market { continue }
        let name = names.name(order: order.order)
        sides[Int(order.side & 1)].append(
          (order.price, order.sequence, "\(name):\(order.quantity)@\(order.price)"))
      }
    }
    let buys = sides[0].sorted { ($1.price, $0.sequence) < ($0.price, $1.sequence) }
    let sells = sides[1].sorted { ($0.price, $0.sequence) < ($1.price, $1.sequence) }
    return buys.map(\.text) + ["|"] + sells.map(\.text)
  }

  private func marketState(_ market: UInt32) -> String? {
    var state: String?
    walk { template, page in
      guard template == SnapshotMarkets.templateID else { return }
      let group = GroupView(checked: page, at: SnapshotMarkets.messageBytes)
      for place in 0..<group.count {
        let entry = SnapshotMarketsMarkets(block: group[place])
        if entry.market != market { continue }
        state =
          Catalogue.wire.enums["MarketState"]?.first { $0.value == Int128(entry.state) }?.name
          ?? "\(entry.state)"
      }
    }
    return state
  }

  /// Every page of one walk over the public state.
  private func walk(_ body: (UInt16, ByteView) -> Void) {
    var cursor = SnapshotCursor()
    let page = ByteBuffer(count: Venue.snapshotPageBytesMax)
    while true {
      let bytes = venue.snapshotPage(&cursor, into: page.bytes)
      body(
        MessageHeader(page.bytes.view).templateID, page.bytes.view.slice(0, count: bytes))
      if cursor.cycle != 1 { return }
    }
  }

  /// Canonical records say what snapshots do not: whose it is.
  private func cash(_ account: UInt32) -> Int128? {
    state[StateSectionNumber.accounts]?[UInt64(account)].map { Self.littleEndian($0[..<16]) }
  }

  private func position(_ account: UInt32, _ market: UInt32) -> Int128 {
    let place = UInt64(account) * UInt64(genesis.block.marketsMax) + UInt64(market)
    guard let record = state[StateSectionNumber.positions]?[place] else { return 0 }
    return Self.littleEndian(record[..<8])
  }

  private static func littleEndian(_ bytes: ArraySlice<UInt8>) -> Int128 {
    var value: UInt128 = 0
    for byte in bytes.reversed() { value = value << 8 | UInt128(byte) }
    let shift = UInt128(128 - 8 * bytes.count)
    return Int128(truncatingIfNeeded: value << shift) >> Int128(shift)
  }
}
