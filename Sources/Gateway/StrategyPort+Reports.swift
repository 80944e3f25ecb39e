// SPDX-License-Identifier: Apache-2.0

internal import CStrategy
internal import Memory
internal import WireFormat

/// What the venue says, and whom it concerns.
extension StrategyPort {
  func take(_ event: GatewayEvent) {
    switch event {
    case .result(let result, _, _, _): take(result)
    case .lateResult: break
    case .fill(let fill): take(fill)
    case .closed(let closed): take(closed)
    case .repriced(let repriced): take(repriced)
    // A busted trade is the account's to settle: no strategy owns it any more.
    case .massCancelled, .busted: break
    // No strategy quotes through the port.
    case .quoted, .quoteRefused, .protection: break
    case .resynced(let state): take(state)
    case .unknown(let nonce, _): settleGivenUp(nonce)
    case .receipt(let receipt): take(receipt)
    case .up: sessionIsUp()
    case .refused(let code): sessionIsRefused(code)
    case .busy(let busy): take(busy)
    case .notSequenced(let nonce): settleNotSequenced(nonce)
    case .ended(let reason): sessionIsLost(code: reason.map { Int($0.rawValue) } ?? 0)
    }
  }

  // MARK: Results

  private func take(_ result: CommandResult) {
    guard let waited = takePending(result.nonce) else { return }
    if waited.kind == 0 { return takeDeadMan(result) }
    let strategy = strategies[Int(waited.strategy)]
    guard isHere(strategy, waited.instance) else {
      counters.reportsForNobody += 1
      return
    }
    if !waited.isOwn {
      strategy.waiting -= min(strategy.waiting, 1)
      var answer = event(
        Int(MLS_RESULT), strategy, code: Int(result.code), tag: waited.tag)
      answer.request = waited.kind
      answer.order = waited.number
      answer.new_order = waited.newNumber
      answer.open = result.openQuantity
      answer.number = result.order
      answer.log_index = result.logIndex
      answer.log_time = result.logTime
      if result.resent != 0 { answer.flags |= UInt8(MLS_FLAG_RESENT) }
      strategy.tell(answer)
    }
    if strategy.wantsReceipts && result.resent == 0 {
      receipts[Int(truncatingIfNeeded: result.logIndex) & (receipts.count - 1)] =
        StrategyReceiptPlace(
          logIndex: result.logIndex, instance: waited.instance, tag: waited.tag,
          strategy: waited.strategy)
    }
    if strategy.orders.holds(waited.order, waited.generation) { settle(strategy, waited, result) }
  }

  /// The venue's answer to the dead-man switch.
  private func takeDeadMan(_ result: CommandResult) {
    if result.code == 0 || isDeadManRefused { return }
    isDeadManRefused = true
    let code = result.codeValue.map { "\($0)" } ?? "?"
    tell("the venue refuses the dead-man switch: \(code)")
  }

  /// The command that a nonce stands for; it waits no longer.
  private func takePending(_ nonce: UInt64) -> StrategyPending? {
    let slot = Int(truncatingIfNeeded: nonce) & (MemberSession.waitingMax - 1)
    let waited = pending[slot]
    if nonce == 0 || waited.nonce != nonce { return nil }
    pending[slot].nonce = 0
    pendingCount -= 1
    return waited
  }

  private func isHere(_ strategy: Strategy, _ instance: UInt64) -> Bool {
    strategy.instance == instance && strategy.state != .free
  }

  /// What a result says of its order.
  private func settle(_ strategy: Strategy, _ waited: StrategyPending, _ result: CommandResult) {
    if result.codeValue == .nonceTooOld { return settleUnknown(strategy, waited) }
    let place = waited.order
    let isGone = result.codeValue == .unknownOrder
    switch Int(waited.kind) {
    case MLS_NEW:
      if result.code != 0 { return leave(strategy, place) }
      strategy.orders[place].venueOrder = result.order
      settle(strategy, place, open: result.openQuantity)
    case MLS_REPLACE:
      if isGone { return leave(strategy, place, isUnseen: true) }
      if result.code == 0 {
        if waited.newNumber != 0 { strategy.orders.rename(place, waited.newNumber) }
        strategy.orders[place].venueOrder = result.order
        strategy.orders[place].isHeard = result.resent != 0 && strategy.orders[place].isHeard
      }
      let open = result.code == 0 ? result.openQuantity : strategy.orders[place].open
      settle(strategy, place, open: open)
    default:
      if result.code == 0 {
        // The close that follows finds its strategy by its number.
        leave(strategy, place)
      } else if isGone {
        leave(strategy, place, isUnseen: waited.isOwn)
      } else {
        // It was refused for another reason and the order is still there.
        strategy.orders[place].state = .open
        strategy.orders[place].isAsked = false
        // Not at once again: what refused it (a key that expired, say) may last.
        strategy.orders[place].wantsCancel = waited.isOwn || mustLeave(strategy)
      }
    }
  }

  /// An order rests with `open` lots, or has left when that is none.
  private func settle(_ strategy: Strategy, _ place: UInt32, open: UInt64) {
    var order = strategy.orders[place]
    // A fill that was heard of is newer than a first result that had to be asked for again.
    order.open = order.isHeard ? min(order.open, open) : open
    order.state = .open
    strategy.orders[place] = order
    if order.open == 0 { return leave(strategy, place) }
    if order.wantsCancel || mustLeave(strategy) { want(strategy, place) }
  }

  /// Whether no order of this strategy is to stay.
  private func mustLeave(_ strategy: Strategy) -> Bool {
    strategy.state == .ending || strategy.cancelsAll || isSweeping
  }

  /// Nobody knows what became of a command: what it may have left behind is cancelled.
  func settleUnknown(_ strategy: Strategy, _ waited: StrategyPending) {
    strategy.orders[waited.order].state = .open
    if Int(waited.kind) == MLS_CANCEL { strategy.orders[waited.order].isAsked = false }
    want(strategy, waited.order)
  }

  /// Takes an order out of the table.
  func leave(_ strategy: Strategy, _ place: UInt32, isUnseen: Bool = false) {
    let order = strategy.orders[place]
    if order.isAsked && order.state != .cancelling {
      // Its cancel was asked for and never sent: it is answered here.
      strategy.waiting -= min(strategy.waiting, 1)
      var refused = event(
        Int(MLS_REFUSED), strategy, code: Int(MLS_ORDER_UNKNOWN), tag: order.cancelTag)
      refused.order = order.number
      refused.request = UInt8(MLS_CANCEL)
      strategy.tell(refused)
    }
    if isUnseen {
      counters.closedUnseen += 1
      var closed = event(Int(MLS_CLOSED), strategy, code: Int(MLS_CLOSED_UNSEEN))
      closed.order = order.number
      closed.market = order.market
      strategy.tell(closed)
    }
    strategy.orders.remove(place)
    finishCancelAll(strategy)
  }

  /// The venue was busy until a command was no longer good: it was never applied, and never will be.
  private func settleNotSequenced(_ nonce: UInt64) {
    guard let waited = takePending(nonce), waited.kind != 0 else { return }
    let strategy = strategies[Int(waited.strategy)]
    if !isHere(strategy, waited.instance) { return }
    refuse(waited, strategy, Int(MLS_NOT_SEQUENCED))
    let place = waited.order
    if !strategy.orders.holds(place, waited.generation) { return }
    switch Int(waited.kind) {
    case MLS_NEW: leave(strategy, place)
    case MLS_REPLACE: settle(strategy, place, open: strategy.orders[place].open)
    default: settleUnknown(strategy, waited)
    }
  }

  /// Answers a command that the venue did not answer, if its strategy asked for it.
  private func refuse(_ waited: StrategyPending, _ strategy: Strategy, _ code: Int) {
    if waited.isOwn { return }
    strategy.waiting -= min(strategy.waiting, 1)
    var refused = event(Int(MLS_REFUSED), strategy, code: code, tag: waited.tag)
    refused.order = waited.number
    refused.new_order = waited.newNumber
    refused.request = waited.kind
    strategy.tell(refused)
  }

  private func take(_ busy: Busy) {
    counters.busy += 1
    let slot = Int(truncatingIfNeeded: busy.nonce) & (MemberSession.waitingMax - 1)
    let waited = pending[slot]
    if waited.nonce != busy.nonce || waited.isOwn { return }
    let strategy = strategies[Int(waited.strategy)]
    if !isHere(strategy, waited.instance) { return }
    var news = event(Int(MLS_BUSY), strategy, tag: waited.tag)
    news.order = waited.number
    news.new_order = waited.newNumber
    news.request = waited.kind
    news.quantity = UInt64(busy.backlog)
    strategy.tell(news)
  }

  /// The outcome of a command cannot be had: what it may have left behind is cancelled.
  private func settleGivenUp(_ nonce: UInt64) {
    guard let waited = takePending(nonce) else { return }
    counters.outcomesUnknown += 1
    if waited.kind == 0 { return }
    let strategy = strategies[Int(waited.strategy)]
    if !isHere(strategy, waited.instance) { return }
    refuse(waited, strategy, Int(MLS_OUTCOME_UNKNOWN))
    if strategy.orders.holds(waited.order, waited.generation) { settleUnknown(strategy, waited) }
  }

  /// Reports were lost for good, and the venue has said what is open: what is not has left unseen.
  private func take(_ state: AccountState) {
    for strategy in strategies where strategy.orders.count > 0 {
      for place in 1...UInt32(strategy.orders.ordersMax) where strategy.orders.isUsed(place) {
        let order = strategy.orders[place]
        if order.state != .open || order.venueOrder == 0 { continue }
        if let found = state.orders[order.venueOrder] {
          strategy.orders[place].open = found.open
        } else {
          leave(strategy, place, isUnseen: true)
        }
      }
    }
  }

  // MARK: Fills, closes, receipts

  /// The strategy of a number on the wire, and the number that it knows.
  private func owner(_ number: UInt64) -> (Strategy, UInt64)? {
    let instance = number >> UInt64(MLS_ORDER_BITS)
    for strategy in strategies where isHere(strategy, instance) {
      return (strategy, number & (1 << UInt64(MLS_ORDER_BITS) - 1))
    }
    counters.reportsForNobody += 1
    return nil
  }

  private func take(_ fill: Fill) {
    guard let (strategy, number) = owner(fill.clientOrder) else { return }
    if strategy.state == .ending { strategy.fillsAfterEnd += 1 }
    var news = event(Int(MLS_FILL), strategy)
    news.order = number
    news.market = fill.market
    news.side = fill.side
    news.price = fill.price
    news.quantity = fill.quantity
    news.open = fill.openQuantity
    news.fee = fill.fee
    news.number = fill.match
    news.log_index = fill.logIndex
    news.log_time = fill.logTime
    if fill.liquidity == 0 { news.flags |= UInt8(MLS_FLAG_MAKER) }
    strategy.tell(news)
    let place = strategy.orders.find(number)
    if place == 0 { return }
    strategy.orders[place].open = fill.openQuantity
    strategy.orders[place].isHeard = true
    if fill.openQuantity == 0 { leave(strategy, place) }
  }

  private func take(_ report: OrderClosed) {
    guard let (strategy, number) = owner(report.clientOrder) else { return }
    var news = event(Int(MLS_CLOSED), strategy, code: Int(report.reason))
    news.order = number
    news.market = report.market
    news.quantity = report.quantity
    news.open = report.openQuantity
    news.number = report.order
    news.log_index = report.logIndex
    news.log_time = report.logTime
    strategy.tell(news)
    let place = strategy.orders.find(number)
    if place == 0 { return }
    if report.openQuantity == 0 { return leave(strategy, place) }
    strategy.orders[place].open = report.openQuantity
    strategy.orders[place].isHeard = true
  }

  private func take(_ report: OrderRepriced) {
    guard let (strategy, number) = owner(report.clientOrder) else { return }
    var news = event(Int(MLS_REPRICED), strategy)
    news.order = number
    news.market = report.market
    news.price = report.price
    news.open = report.openQuantity
    news.number = report.order
    news.log_index = report.logIndex
    news.log_time = report.logTime
    strategy.tell(news)
  }

  private func take(_ receipt: ReceiptReport) {
    let place = receipts[Int(truncatingIfNeeded: receipt.logIndex) & (receipts.count - 1)]
    if place.logIndex != receipt.logIndex || place.instance == 0 { return }
    let strategy = strategies[Int(place.strategy)]
    if !isHere(strategy, place.instance) { return }
    var news = event(Int(MLS_RECEIPT), strategy, tag: place.tag)
    news.log_index = receipt.logIndex
    news.number = receipt.group
    strategy.tell(news)
  }
}
