// SPDX-License-Identifier: Apache-2.0

internal import CMachine
internal import CStrategy
internal import Memory
internal import WireFormat

/// What goes to the venue, and when.
extension StrategyPort {
  /// New orders and replacements that a strategy may send now: the session's budget less what is kept
  /// for cancels, or its own share.
  func allowance(_ strategy: Strategy, _ now: UInt64) -> UInt32 {
    let session = budget.available(now)
    let kept = UInt32(options.burst / 4)
    return min(session > kept ? session - kept : 0, strategy.budget.available(now))
  }

  func queueCancel(_ strategy: Strategy, _ place: UInt32) {
    if strategy.orders[place].isQueued { return }
    strategy.orders[place].isQueued = true
    let isTaken = urgent.append(
      StrategyCommand(
        instance: strategy.instance, strategy: UInt32(strategy.place), order: place,
        generation: strategy.orders[place].generation, request: mls_request()))
    // An order that left while its cancel stood here leaves it behind; sending passes over those.
    invariant(isTaken, "there is room for a cancel of every order")
  }

  /// Sends what waits, cancels first, as far as window and budget allow; how many.
  func sendWaiting(_ now: UInt64) -> Int {
    let member = gateway.sessions[session]
    if member.state != .up { return 0 }
    var sent = 0
    while pendingCount < options.inFlightMax && hasRoom(member) {
      if !urgent.isEmpty {
        if isCurrent(urgent.at(0)) {
          // Cancels wait for the budget, and orders wait behind them.
          if budget.available(now) == 0 || !sendCancel(urgent.at(0), now) { return sent }
          budget.charge(1, now)
          sent += 1
        }
        urgent.removeFirst()
      } else if !ordinary.isEmpty {
        if isCurrent(ordinary.at(0)) {
          if !send(ordinary.at(0), now) { return sent }
          sent += 1
        }
        ordinary.removeFirst()
      } else {
        return sent
      }
    }
    return sent
  }

  /// Whether the next nonce's place is free, with the session and here: one that the session gave up is
  /// looked for at the next upkeep only.
  func hasRoom(_ member: MemberSession) -> Bool {
    let next = Int(truncatingIfNeeded: member.nonce &+ 1) & (MemberSession.waitingMax - 1)
    return member.hasRoom && pending[next].nonce == 0
  }

  /// Whether the order that a command is for is still there.
  private func isCurrent(_ command: StrategyCommand) -> Bool {
    let strategy = strategies[Int(command.strategy)]
    return strategy.instance == command.instance && strategy.state != .free
      && strategy.orders.holds(command.order, command.generation)
  }

  private func sendCancel(_ command: StrategyCommand, _ now: UInt64) -> Bool {
    let strategy = strategies[Int(command.strategy)]
    let order = strategy.orders[command.order]
    // By the venue's number, which a replacement does not change.
    let number = order.venueOrder == 0 ? strategy.wireNumber(order.number) : 0
    let isSent = send(order.market, now, isUrgent: true) { writer in
      writer.append(
        CancelOrder(market: order.market, order: order.venueOrder, clientOrder: number))
    }
    if !isSent { return false }
    strategy.orders[command.order].isQueued = false
    strategy.orders[command.order].state = .cancelling
    note(
      command, kind: Int(MLS_CANCEL), tag: order.cancelTag, number: order.number, newNumber: 0,
      isOwn: !order.isAsked)
    return true
  }

  private func send(_ command: StrategyCommand, _ now: UInt64) -> Bool {
    let strategy = strategies[Int(command.strategy)]
    let order = strategy.orders[command.order]
    let request = command.request
    let isNew = Int(request.kind) == MLS_NEW
    let isSent = send(order.market, now) { writer in
      if isNew {
        writer.append(
          NewOrder(
            market: order.market, side: request.side, timeInForce: request.time_in_force,
            flags: request.order_flags, selfTrade: request.self_trade, price: request.price,
            quantity: request.quantity,
            clientOrder: strategy.wireNumber(request.order)))
      } else {
        writer.append(
          ReplaceOrder(
            market: order.market, flags: request.order_flags, selfTrade: request.self_trade,
            order: order.venueOrder,
            clientOrder: order.venueOrder == 0 ? strategy.wireNumber(request.order) : 0,
            newClientOrder: request.new_order == 0 ? 0 : strategy.wireNumber(request.new_order),
            price: request.price, quantity: request.quantity, openSeen: request.open_seen))
      }
    }
    if !isSent { return false }
    if isNew { strategy.orders[command.order].state = .entering }
    note(
      command, kind: Int(request.kind), tag: request.tag, number: request.order,
      newNumber: request.new_order, isOwn: false)
    return true
  }

  /// Sends one command on a market, or on none.
  func send(
    _ market: UInt32?, _ now: UInt64, isUrgent: Bool = false,
    _ fill: (inout CommandDatagramWriter) -> Void
  ) -> Bool {
    let group = market.flatMap { gateway.feed.book.market($0)?.group } ?? options.group
    return gateway.command(
      session, group: group,
      validUntil: ml_machine_realtime_nanoseconds() + options.validityNanoseconds,
      intendedAt: now, isUrgent: isUrgent, fill)
  }

  /// Notes the command that was just sent under its nonce.
  private func note(
    _ command: StrategyCommand, kind: Int, tag: UInt64, number: UInt64, newNumber: UInt64,
    isOwn: Bool
  ) {
    note(
      StrategyPending(
        nonce: 0, instance: command.instance, tag: tag, number: number, newNumber: newNumber,
        strategy: command.strategy, order: command.order, generation: command.generation,
        kind: UInt8(kind), isOwn: isOwn))
  }

  /// Notes a command of no strategy: instance 0 is nobody's.
  func noteOwn() {
    note(
      StrategyPending(
        nonce: 0, instance: 0, tag: 0, number: 0, newNumber: 0, strategy: 0, order: 0,
        generation: 0, kind: 0, isOwn: true))
  }

  private func note(_ command: StrategyPending) {
    let nonce = gateway.sessions[session].nonce
    let slot = Int(truncatingIfNeeded: nonce) & (MemberSession.waitingMax - 1)
    invariant(pending[slot].nonce == 0, "a nonce's place is free when its datagram goes out")
    pending[slot] = command
    pending[slot].nonce = nonce
    pendingCount += 1
  }
}
