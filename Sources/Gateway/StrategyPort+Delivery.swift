// SPDX-License-Identifier: Apache-2.0

internal import CStrategy
internal import Memory
internal import Quantities

/// What strategies are told, and what becomes of one that does not listen.
extension StrategyPort {
  /// Adds what is news of books and status, then hands over what waits.
  func deliver(_ strategy: Strategy, _ now: UInt64) {
    if strategy.outgoing.isEmpty {
      if strategy.isStatusDue { addStatus(strategy) }
      addBooks(strategy)
    }
    if strategy.isSlow {
      counters.slow += 1
      return end(strategy, code: Int(MLS_SLOW), "it does not take its events", now)
    }
    if strategy.outgoing.isEmpty { return }
    if let lanes = strategy.lanes {
      hand(strategy, lanes, now)
    } else if let socket = strategy.socket {
      hand(strategy, socket, now)
    }
  }

  private func hand(_ strategy: Strategy, _ lanes: StrategyLanes, _ now: UInt64) {
    while !strategy.outgoing.isEmpty {
      switch lanes.put(strategy.outgoing.at(0)) {
      case .put: strategy.outgoing.removeFirst()
      case .full: return
      case .broken:
        counters.broken += 1
        return end(strategy, code: nil, "its cursor over the events cannot be", now)
      }
    }
  }

  private func hand(_ strategy: Strategy, _ socket: StrategySocket, _ now: UInt64) {
    // As many as wait, so that the loop ends: nothing is added meanwhile.
    while !strategy.outgoing.isEmpty {
      guard let count = socket.send(strategy.outgoing) else {
        counters.closed += 1
        return end(strategy, code: nil, "it closed its socket", now)
      }
      if count == 0 { return }
      strategy.outgoing.removeFirst(count)
    }
  }

  private func addStatus(_ strategy: Strategy) {
    strategy.isStatusDue = false
    var status = event(Int(MLS_STATUS), strategy)
    status.number = gateway.sessions[session].counters.reportsMissed
    status.quantity = UInt64(pendingCount)
    if gateway.feed.book.isStale { status.flags |= UInt8(MLS_FLAG_STALE) }
    _ = strategy.outgoing.append(status)
  }

  /// The changes of one market after the other, while a whole one has room: the rest come later, as
  /// they are then.
  private func addBooks(_ strategy: Strategy) {
    if books.version == 0 { return }
    for market in 0..<books.marketsMax {
      let depth = Int(strategy.depths[market])
      if depth == 0 || books.changed(market) <= strategy.told[market] { continue }
      if strategy.outgoing.room < 2 * StrategyBooks.depth { return }
      let told = strategy.told[market]
      strategy.told[market] = books.changed(market)
      if books.topChanged(market) > told { _ = strategy.outgoing.append(top(strategy, market)) }
      for rank in 1..<max(depth, 1) {
        for side in [Side.buy, .sell] where books.level(market, side, rank).version > told {
          _ = strategy.outgoing.append(level(strategy, market, side, rank))
        }
      }
    }
  }

  private func top(_ strategy: Strategy, _ market: Int) -> mls_event {
    let bid = books.level(market, .buy, 0)
    let ask = books.level(market, .sell, 0)
    var top = event(Int(MLS_TOP), strategy)
    top.market = UInt32(market)
    (top.price, top.quantity) = (bid.price, bid.lots)
    (top.other_price, top.other_quantity) = (ask.price, ask.lots)
    top.log_index = gateway.feed.book.logIndexLast
    top.flags |= books.flags(market)
    return top
  }

  private func level(
    _ strategy: Strategy, _ market: Int, _ side: Side, _ rank: Int
  ) -> mls_event {
    let found = books.level(market, side, rank)
    var news = event(Int(MLS_LEVEL), strategy)
    news.market = UInt32(market)
    news.side = side.wire
    news.depth = UInt8(rank)
    (news.price, news.quantity) = (found.price, found.lots)
    news.log_index = gateway.feed.book.logIndexLast
    news.flags |= books.flags(market)
    return news
  }
}
