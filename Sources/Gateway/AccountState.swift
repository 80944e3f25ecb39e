// SPDX-License-Identifier: Apache-2.0

internal import WireFormat

/// What a member's account has, as of a report of its session.
public struct AccountState: Sendable, Equatable {
  /// An open order.
  public struct Order: Sendable, Equatable {
    public var order: UInt64
    public var clientOrder: UInt64
    public var market: UInt32
    /// As on the wire.
    public var side: UInt8
    public var price: Int64
    public var open: UInt64

    public init(
      order: UInt64, clientOrder: UInt64, market: UInt32, side: UInt8, price: Int64, open: UInt64
    ) {
      self.order = order
      self.clientOrder = clientOrder
      self.market = market
      self.side = side
      self.price = price
      self.open = open
    }
  }

  public var account: UInt32 = 0
  /// By order number.
  public var orders: [UInt64: Order] = [:]
  /// Lots held, by market; positive is long.
  public var positions: [UInt32: Int64] = [:]
  /// Every report below this is in orders and positions, no other is.
  public var reportSequenceNext: UInt64 = 1
  /// Money as of `cashIndex`, a log index: what was traded and paid in since is not in it.
  public var cash: Int128 = 0
  public var cashIndex: UInt64 = 0
  /// The highest nonce used by the session's key, and the highest forgotten, as of `cashIndex` or
  /// before it.
  public var nonceHighest: UInt64 = 0
  public var nonceFloor: UInt64 = 0

  public init() {}
}

/// Makes an account's state from pages of it, each as of an index of its own, and the reports that
/// came meanwhile.
///
/// A page tells of some orders as of its `reportSequenceNext`: on these only reports from there on
/// are applied. Orders that no page told of were not open when the last page was made, so that only
/// a report from the last page's `reportSequenceNext` on makes one known. An order that was entered
/// anew comes again on a later page, which then stands. Positions likewise, by market.
struct StateMerge {
  /// A report, with the command that its result answers.
  enum Report {
    case result(CommandResult, NewOrder?, ReplaceOrder?)
    case fill(Fill)
    case closed(OrderClosed)
    case repriced(OrderRepriced)
    case busted(TradeBusted)
  }

  private enum Stage { case orders, positions, reports }

  /// The first report that is noted here. A page made before it answers a question of an earlier
  /// time, and what came between is not known here any more.
  private let from: UInt64
  private var stage = Stage.orders
  private var state = AccountState()
  /// By order number, the first report that its page does not know of.
  private var since: [UInt64: UInt64] = [:]
  /// Of each page of positions: the market after its last, the first report it does not know of.
  private var pages: [(end: UInt64, since: UInt64)] = []
  private var ordersSince: UInt64 = 0
  private var cursor: UInt64 = 0
  private var place: UInt64 = 0
  private var reports: [Report] = []

  /// - Parameter from: the next report to be delivered.
  init(from: UInt64) { self.from = from }

  /// What to ask for next; nil when every page has come.
  var request: StateRequest? {
    switch stage {
    case .orders: StateRequest(cursor: cursor, place: place, kind: StateKind.orders.wire)
    case .positions: StateRequest(cursor: cursor, kind: StateKind.positions.wire)
    case .reports: nil
    }
  }

  /// Reports that are kept until the pages have come.
  static let reportsMax = 65_536

  /// Notes a report that was delivered, in the order of delivery; false when there are too many.
  mutating func note(_ report: Report) -> Bool {
    if reports.count == Self.reportsMax { return false }
    reports.append(report)
    return true
  }

  /// Takes a page; false if it is not the one asked for, or was made too early.
  mutating func take(_ page: OrdersPage, _ orders: [OrdersPageOrders]) -> Bool {
    guard case .orders = stage, page.asked == cursor, page.reportSequenceNext >= from else {
      return false
    }
    for order in orders {
      state.orders[order.order] = AccountState.Order(
        order: order.order, clientOrder: order.clientOrder, market: order.market,
        side: order.side, price: order.price, open: order.open)
      since[order.order] = page.reportSequenceNext
    }
    state.account = page.account
    state.nonceHighest = page.nonceHighest
    state.nonceFloor = page.nonceFloor
    (cursor, place) = (page.cursor, page.place)
    if page.isLast == 1 {
      ordersSince = page.reportSequenceNext
      stage = .positions
      (cursor, place) = (0, 0)
    }
    return true
  }

  mutating func take(_ page: PositionsPage, _ positions: [PositionsPagePositions]) -> Bool {
    guard case .positions = stage, page.asked == cursor, page.reportSequenceNext >= from else {
      return false
    }
    for position in positions { state.positions[position.market] = position.position }
    state.cash = Int128(page.cashHigh) << 64 | Int128(page.cashLow)
    state.cashIndex = page.logIndex
    cursor = page.cursor
    pages.append((page.cursor, page.reportSequenceNext))
    if page.isLast == 1 { stage = .reports }
    return true
  }

  /// The state, once all pages have come and all reports below `next` were noted that the last page
  /// knows of; nil before.
  func finish(_ next: UInt64) -> AccountState? {
    guard case .reports = stage, let last = pages.last, next >= max(last.since, ordersSince) else {
      return nil
    }
    var state = state
    for report in reports { apply(report, to: &state) }
    state.positions = state.positions.filter { $0.value != 0 }
    state.reportSequenceNext = next
    return state
  }

  private func apply(_ report: Report, to state: inout AccountState) {
    switch report {
    case .result(let result, let new, let replace):
      // A repeat tells what was, not what is.
      if result.code != 0 || result.resent != 0 { return }
      if result.reportSequence < since[result.order] ?? ordersSince { return }
      if result.openQuantity == 0 {
        state.orders[result.order] = nil
      } else if let new {
        state.orders[result.order] = AccountState.Order(
          order: result.order, clientOrder: result.clientOrder, market: new.market, side: new.side,
          price: new.price, open: result.openQuantity)
      } else if let replace {
        state.orders[result.order]?.price = replace.price
        state.orders[result.order]?.open = result.openQuantity
        state.orders[result.order]?.clientOrder = result.clientOrder
      }
    case .fill(let fill):
      if fill.reportSequence >= since[fill.order] ?? ordersSince {
        state.orders[fill.order]?.open = fill.openQuantity
        if fill.openQuantity == 0 { state.orders[fill.order] = nil }
      }
      let page = pages.first { UInt64(fill.market) < $0.end }
      if let page, fill.reportSequence >= page.since {
        let lots = Int64(fill.quantity)
        state.positions[fill.market, default: 0] += fill.side == 0 ? lots : -lots
      }
    case .busted(let busted):
      let page = pages.first { UInt64(busted.market) < $0.end }
      if let page, busted.reportSequence >= page.since {
        let lots = Int64(busted.quantity)
        state.positions[busted.market, default: 0] -= busted.side == 0 ? lots : -lots
      }
    case .closed(let closed):
      if closed.reportSequence >= since[closed.order] ?? ordersSince {
        state.orders[closed.order]?.open = closed.openQuantity
        if closed.openQuantity == 0 { state.orders[closed.order] = nil }
      }
    case .repriced(let repriced):
      if repriced.reportSequence >= since[repriced.order] ?? ordersSince {
        state.orders[repriced.order]?.price = repriced.price
      }
    }
  }
}
