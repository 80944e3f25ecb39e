// SPDX-License-Identifier: Apache-2.0

internal import CStrategy
internal import Memory
internal import Telemetry

/// What strategies ask.
extension StrategyPort {
  /// Takes what a strategy has sent, a bounded number of requests; how many.
  func takeRequests(_ strategy: Strategy, _ now: UInt64) -> Int {
    if let lanes = strategy.lanes { return takeRequests(strategy, lanes, now) }
    guard let socket = strategy.socket else { return 0 }
    switch socket.receive() {
    case .none: return 0
    case .closed:
      counters.closed += 1
      end(strategy, code: nil, "it closed its socket", now)
      return 1
    case .broken:
      counters.broken += 1
      end(strategy, code: Int(MLS_BROKEN), "a packet is no whole number of requests", now)
      return 1
    case .requests(let count):
      strategy.heardAt = now
      for n in 0..<count {
        let request = socket.request(n)
        if strategy.state == .greeting {
          greet(strategy, request, isAlone: count == 1, now)
        } else if strategy.state == .serving {
          take(request, strategy, now)
        }
      }
      return count
    }
  }

  private func takeRequests(_ strategy: Strategy, _ lanes: StrategyLanes, _ now: UInt64) -> Int {
    for n in 0..<Int(MLS_PACKET_MAX) {
      switch lanes.take() {
      case .none: return n
      case .broken:
        counters.broken += 1
        end(strategy, code: Int(MLS_BROKEN), "its cursor over the requests cannot be", now)
        return n + 1
      case .request(let request):
        strategy.heardAt = now
        take(request, strategy, now)
        if strategy.state != .serving { return n + 1 }
      }
    }
    return Int(MLS_PACKET_MAX)
  }

  private func greet(_ strategy: Strategy, _ hello: mls_request, isAlone: Bool, _ now: UInt64) {
    let known = UInt64(MLS_HELLO_MEMORY | MLS_HELLO_RECEIPTS)
    let isHello =
      Int(hello.kind) == MLS_HELLO && hello.order == UInt64(MLS_VERSION)
      && hello.tag & ~known == 0 && hello.reserved == (0, 0, 0, 0, 0, 0)
    guard isAlone, isHello, let socket = strategy.socket else {
      counters.notGreeted += 1
      end(strategy, code: Int(MLS_NO_HELLO), "its first packet is no hello of this version", now)
      return
    }
    var lanes: StrategyLanes?
    if hello.tag & UInt64(MLS_HELLO_MEMORY) != 0 {
      do { lanes = try StrategyLanes() } catch {
        end(strategy, code: Int(MLS_STRATEGIES_FULL), "\(error)", now)
        return
      }
    }
    var welcome = event(Int(MLS_WELCOME), strategy)
    welcome.order = UInt64(MLS_VERSION)
    welcome.number = UInt64(options.ordersMax)
    welcome.market = UInt32(options.marketsMax)
    welcome.log_time = options.heartbeatNanoseconds
    welcome.open = lanes == nil ? 0 : UInt64(MLS_LANES_BYTES)
    welcome.quantity = lanes == nil ? 0 : UInt64(books.prices.bytes)
    guard socket.send(welcome, lanes, books.prices) else {
      counters.closed += 1
      end(strategy, code: nil, "it left before its welcome", now)
      return
    }
    strategy.lanes = lanes
    strategy.wantsReceipts = hello.tag & UInt64(MLS_HELLO_RECEIPTS) != 0
    strategy.state = .serving
    tell(
      "strategy \(strategy.place): process \(strategy.peer) connected, \(lanes == nil ? "socket" : "memory")"
    )
  }

  private func take(_ request: mls_request, _ strategy: Strategy, _ now: UInt64) {
    counters.requests += 1
    if request.reserved != (0, 0, 0, 0, 0, 0) {
      return refuse(request, strategy, Int(MLS_MALFORMED))
    }
    switch Int(request.kind) {
    case MLS_NEW: enter(request, strategy, now)
    case MLS_CANCEL: cancel(request, strategy)
    case MLS_REPLACE: replace(request, strategy, now)
    case MLS_CANCEL_ALL: cancelAll(request, strategy)
    case MLS_HEARTBEAT: break
    case MLS_FOLLOW: follow(request, strategy)
    default: refuse(request, strategy, Int(MLS_MALFORMED))
    }
  }

  /// Answers a request that goes nowhere.
  func refuse(_ request: mls_request, _ strategy: Strategy, _ code: Int) {
    switch code {
    case MLS_MALFORMED: counters.malformed += 1
    case MLS_THROTTLED: counters.throttled += 1
    case MLS_ORDERS_FULL: counters.ordersFull += 1
    case MLS_QUEUE_FULL: counters.queueFull += 1
    case MLS_SESSION_IS_DOWN: counters.sessionDown += 1
    default: counters.orderNumbers += 1
    }
    var refused = event(Int(MLS_REFUSED), strategy, code: code, tag: request.tag)
    refused.order = request.order
    refused.new_order = request.new_order
    refused.market = request.market
    refused.request = request.kind
    strategy.tell(refused)
  }

  private func isNumber(_ number: UInt64) -> Bool {
    number != 0 && number >> UInt64(MLS_ORDER_BITS) == 0
  }

  private func enter(_ request: mls_request, _ strategy: Strategy, _ now: UInt64) {
    // The venue judges side, size and price; the gateway what it needs itself.
    if !isNumber(request.order) || Int(request.market) >= options.marketsMax {
      return refuse(request, strategy, Int(MLS_MALFORMED))
    }
    if !isReady { return refuse(request, strategy, Int(MLS_SESSION_IS_DOWN)) }
    if strategy.cancelsAll { return refuse(request, strategy, Int(MLS_ORDER_BUSY)) }
    if strategy.orders.find(request.order) != 0 {
      return refuse(request, strategy, Int(MLS_ORDER_TAKEN))
    }
    if allowance(strategy, now) == 0 { return refuse(request, strategy, Int(MLS_THROTTLED)) }
    if ordinary.room == 0 { return refuse(request, strategy, Int(MLS_QUEUE_FULL)) }
    let place = strategy.orders.insert(
      request.order, market: request.market, open: request.quantity)
    if place == 0 { return refuse(request, strategy, Int(MLS_ORDERS_FULL)) }
    queue(request, strategy, place, now)
  }

  private func replace(_ request: mls_request, _ strategy: Strategy, _ now: UInt64) {
    if !isNumber(request.order) || request.new_order != 0 && !isNumber(request.new_order) {
      return refuse(request, strategy, Int(MLS_MALFORMED))
    }
    if !isReady { return refuse(request, strategy, Int(MLS_SESSION_IS_DOWN)) }
    let place = strategy.orders.find(request.order)
    if place == 0 { return refuse(request, strategy, Int(MLS_ORDER_UNKNOWN)) }
    let order = strategy.orders[place]
    if order.state != .open || order.wantsCancel || order.isQueued || strategy.cancelsAll {
      return refuse(request, strategy, Int(MLS_ORDER_BUSY))
    }
    if request.new_order != 0 && request.new_order != request.order
      && strategy.orders.find(request.new_order) != 0
    {
      return refuse(request, strategy, Int(MLS_ORDER_TAKEN))
    }
    if allowance(strategy, now) == 0 { return refuse(request, strategy, Int(MLS_THROTTLED)) }
    if ordinary.room == 0 { return refuse(request, strategy, Int(MLS_QUEUE_FULL)) }
    strategy.orders[place].state = .replacing
    strategy.orders[place].newNumber = request.new_order
    queue(request, strategy, place, now)
  }

  /// Queues a new order or a replacement; its room was checked.
  private func queue(
    _ request: mls_request, _ strategy: Strategy, _ place: UInt32, _ now: UInt64
  ) {
    budget.charge(1, now)
    strategy.budget.charge(1, now)
    strategy.waiting += 1
    _ = ordinary.append(
      StrategyCommand(
        instance: strategy.instance, strategy: UInt32(strategy.place), order: place,
        generation: strategy.orders[place].generation, request: request))
  }

  private func cancel(_ request: mls_request, _ strategy: Strategy) {
    if !isNumber(request.order) { return refuse(request, strategy, Int(MLS_MALFORMED)) }
    if !isReady { return refuse(request, strategy, Int(MLS_SESSION_IS_DOWN)) }
    let place = strategy.orders.find(request.order)
    if place == 0 { return refuse(request, strategy, Int(MLS_ORDER_UNKNOWN)) }
    let order = strategy.orders[place]
    if order.wantsCancel || order.state == .cancelling {
      return refuse(request, strategy, Int(MLS_ORDER_BUSY))
    }
    strategy.orders[place].isAsked = true
    strategy.orders[place].cancelTag = request.tag
    strategy.waiting += 1
    want(strategy, place)
  }

  /// An order is to be cancelled: now, or when its answer has come.
  func want(_ strategy: Strategy, _ place: UInt32) {
    strategy.orders[place].wantsCancel = true
    if strategy.orders[place].state == .open { queueCancel(strategy, place) }
  }

  private func cancelAll(_ request: mls_request, _ strategy: Strategy) {
    if !isReady { return refuse(request, strategy, Int(MLS_SESSION_IS_DOWN)) }
    if strategy.cancelsAll { return refuse(request, strategy, Int(MLS_ORDER_BUSY)) }
    strategy.cancelsAll = true
    strategy.cancelAllTag = request.tag
    wantAll(strategy)
    finishCancelAll(strategy)
  }

  /// Every order of a strategy is to be cancelled.
  func wantAll(_ strategy: Strategy) {
    if strategy.orders.count == 0 { return }
    for place in 1...UInt32(strategy.orders.ordersMax) {
      if strategy.orders.isUsed(place) && !strategy.orders[place].wantsCancel {
        want(strategy, place)
      }
    }
  }

  func finishCancelAll(_ strategy: Strategy) {
    if !strategy.cancelsAll || strategy.orders.count > 0 { return }
    strategy.cancelsAll = false
    var done = event(Int(MLS_DONE), strategy, tag: strategy.cancelAllTag)
    done.request = UInt8(MLS_CANCEL_ALL)
    strategy.tell(done)
  }

  private func follow(_ request: mls_request, _ strategy: Strategy) {
    if Int(request.market) >= options.marketsMax || Int(request.depth) > MLS_DEPTH_MAX {
      return refuse(request, strategy, Int(MLS_MALFORMED))
    }
    let market = Int(request.market)
    strategy.depths[market] = request.depth
    // What is there now is news to it.
    strategy.told[market] = 0
  }
}
