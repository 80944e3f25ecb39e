// SPDX-License-Identifier: Apache-2.0

internal import CStrategy
internal import Memory
internal import Telemetry

/// How strategies end: by their own will, by death, by silence, by what they did. The orders of all go.
extension StrategyPort {
  /// Looks after one that is served.
  ///
  /// - Parameter wasAway: how long the gateway itself did not look: nobody is blamed for that.
  func watch(_ strategy: Strategy, _ now: UInt64, wasAway: UInt64) {
    if let lanes = strategy.lanes {
      // The socket carries nothing any more; its end is the strategy's.
      switch strategy.socket?.receive() ?? .closed {
      case .none: break
      case .closed:
        counters.closed += 1
        return end(strategy, code: nil, "it closed its socket", now)
      case .requests, .broken:
        counters.broken += 1
        return end(strategy, code: Int(MLS_BROKEN), "it sent a packet beside its lanes", now)
      }
      if !lanes.isSound {
        counters.broken += 1
        return end(strategy, code: Int(MLS_BROKEN), "its cursor over the events cannot be", now)
      }
      let heartbeat = lanes.heartbeat
      if heartbeat != strategy.heartbeat {
        strategy.heartbeat = heartbeat
        strategy.heardAt = now
      }
    }
    if options.heartbeatNanoseconds == 0 { return }
    if wasAway > options.heartbeatNanoseconds / 4 { strategy.heardAt = now }
    if now > strategy.heardAt && now - strategy.heardAt > options.heartbeatNanoseconds {
      counters.silent += 1
      end(
        strategy, code: Int(MLS_SILENT),
        "no sign of life for \((now - strategy.heardAt) / 1_000_000) ms", now)
    }
  }

  /// Ends a connection and begins to cancel its orders.
  ///
  /// - Parameter code: what it is told if it can still hear; nil when it cannot.
  func end(_ strategy: Strategy, code: Int?, _ reason: String, _ now: UInt64) {
    if let code, let socket = strategy.socket {
      let last = event(Int(MLS_ENDED), strategy, code: code)
      if let lanes = strategy.lanes {
        _ = lanes.put(last)
      } else {
        _ = socket.send(last, nil, books.prices)
      }
    }
    let wasServed = strategy.state == .serving
    strategy.state = .ending
    strategy.socket = nil
    strategy.lanes = nil
    strategy.outgoing.removeAll()
    strategy.cancelsAll = false
    strategy.endedAt = now
    strategy.endReason = reason
    dropUnsent(strategy)
    strategy.ordersAtEnd = strategy.orders.count
    counters.ordersOfTheDead += UInt64(strategy.ordersAtEnd)
    if wasServed && strategy.ordersAtEnd > 0 {
      tell(
        "strategy \(strategy.place): process \(strategy.peer) ended: \(reason); "
          + "cancelling its \(strategy.ordersAtEnd) orders")
    }
    wantAll(strategy)
    if !wasServed { strategy.ordersAtEnd = 0 }
    finishEnding(strategy, now, isQuiet: !wasServed)
  }

  /// Takes back new orders that have not gone out. Their commands in the queue are passed over.
  private func dropUnsent(_ strategy: Strategy) {
    if strategy.orders.count == 0 { return }
    for place in 1...UInt32(strategy.orders.ordersMax) {
      if strategy.orders.isUsed(place) && strategy.orders[place].state == .waiting {
        strategy.orders.remove(place)
      }
    }
  }

  /// Frees the place when the last order has been seen to leave.
  func finishEnding(_ strategy: Strategy, _ now: UInt64, isQuiet: Bool = false) {
    if strategy.orders.count > 0 { return }
    strategy.state = .free
    if isQuiet { return }
    let fills = strategy.fillsAfterEnd
    let microseconds = (gateway.clock.nanoseconds() - strategy.endedAt) / 1_000
    tell(
      "strategy \(strategy.place): process \(strategy.peer) ended: \(strategy.endReason); "
        + (strategy.ordersAtEnd == 0
          ? "it had no orders"
          : "all \(strategy.ordersAtEnd) orders have left, after \(microseconds) µs, "
            + "\(fills) fills meanwhile"))
  }
}
