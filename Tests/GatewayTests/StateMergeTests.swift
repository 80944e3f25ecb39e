// SPDX-License-Identifier: Apache-2.0

import Memory
import Quantities
import Testing
import Venue
import WireFormat

@testable import Gateway

/// Pages of state taken one by one while both members of a venue trade, merged with reports that
/// come late: what is put together is what the venue had after the last of these reports.
@Suite struct StateMergeTests {
  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `pages and late reports merge to the venue's state`(seed: UInt64) {
    let world = MergeWorld(seed: seed)
    for _ in 0..<4_000 {
      world.trade()
      world.read()
      if let difference = world.difference {
        Issue.record("seed \(seed): \(difference)")
        return
      }
    }
    #expect(world.merged > 60, "seed \(seed): \(world.merged) states were merged")
    #expect(world.pagesMost > 3 && world.ordersMost > 8 && world.lateMost > 20)
  }

  @Test(arguments: MergeWorld.Defect.allCases)
  func `a reader that merges wrongly is seen`(_ defect: MergeWorld.Defect) {
    for seed in 1...6 as ClosedRange<UInt64> {
      let world = MergeWorld(seed: seed, defect)
      for _ in 0..<4_000 where world.difference == nil {
        world.trade()
        world.read()
      }
      if world.difference != nil { return }
    }
    Issue.record("\(defect) was not seen")
  }
}

/// What a merge refuses and ignores.
@Suite struct StateMergeRuleTests {
  @Test func `a page that was made before the reports noted is not taken`() {
    var merge = StateMerge(from: 10)
    let early = merge.take(OrdersPage(reportSequenceNext: 9, isLast: 1), [])
    let other = merge.take(OrdersPage(reportSequenceNext: 10, asked: 3, isLast: 1), [])
    let right = merge.take(OrdersPage(reportSequenceNext: 10, isLast: 1), [])
    let again = merge.take(OrdersPage(reportSequenceNext: 10, isLast: 1), [])
    #expect(!early && !other && right && !again)
    let earlyToo = merge.take(PositionsPage(reportSequenceNext: 9, cursor: 1, isLast: 1), [])
    #expect(!earlyToo && merge.finish(10) == nil)
  }

  @Test func `a repeated result changes nothing, and reports that are due are waited for`() {
    var merge = StateMerge(from: 1)
    let order = OrdersPageOrders(order: 7, clientOrder: 1, sequence: 4, price: 5, open: 3)
    _ = merge.take(OrdersPage(reportSequenceNext: 5, isLast: 1), [order])
    _ = merge.take(PositionsPage(reportSequenceNext: 6, cursor: 1, isLast: 1), [])
    let repeated = CommandResult(
      reportSequence: 6, order: 7, clientOrder: 1, openQuantity: 9,
      template: NewOrder.templateID, count: 1, resent: 1)
    _ = merge.note(.result(repeated, NewOrder(price: 5), nil))
    #expect(merge.finish(5) == nil)
    let state = merge.finish(7)
    #expect(state?.orders[7]?.open == 3 && state?.reportSequenceNext == 7)
  }
}

/// A venue with two members, and a reader of the first one's state.
final class MergeWorld {
  enum Defect: CaseIterable, Sendable {
    /// A page is taken for the state as of the next record.
    case pageNewerThanItSays
    /// Reports are not kept while pages come.
    case reportsForgotten
  }

  private struct Report {
    var sequence: UInt64
    var noted: StateMerge.Report?
  }

  private(set) var difference: String?
  private(set) var merged = 0
  private(set) var pagesMost = 0
  private(set) var ordersMost = 0
  private(set) var lateMost = 0
  private let defect: Defect?
  private var random: MergeRandom
  private var venue: Venue
  private var events: VenueEvents
  private let record = ByteBuffer(count: LogRecordView.bytesMax)
  private let frame = ByteBuffer(count: 2_048)
  private let page = ByteBuffer(count: 2_048)
  private var index: UInt64 = 0
  private var nonces: [UInt64] = [0, 0, 0]
  private var clientOrder: UInt64 = 0
  private var sessions: [UInt32] = [0, 0, 0]
  private var commands: [UInt64: any CommandMessage] = [:]
  /// Reports of the first member on their way to it, a record's together.
  private var late: [[Report]] = []
  private var next: UInt64 = 1
  private var merge: StateMerge?
  private var pages = 0
  /// What the account had, by the first report that is not in it.
  private var truth: [UInt64: AccountState] = [:]

  init(seed: UInt64, _ defect: Defect? = nil) {
    self.defect = defect
    random = MergeRandom(state: seed)
    let block = Genesis(
      ruleVersion: VenueGenesis.ruleVersion, network: 1, commandsPerDatagramMax: 4, marketsMax: 4,
      accountsMax: 3,
      keysMax: 3, sessionsMax: 3, sessionsPerAccountMax: 1, ordersMax: 60,
      openOrdersPerAccountMax: 24, nonceWindow: 16, fillsPerCommandMax: 4,
      timersPerCommandMax: 1, batchCommandsMax: 10, batchSpanMax: 1_000_000_000,
      tickSpanMax: 1_000_000_000, validitySpanMax: 60_000_000_000, positionLotsMax: 10_000,
      specialOrdersMax: 1, conditionalOrdersMax: 1, cancelsPerRecordMax: 16, bustsMax: 1,
      approvalsMin: 1, proposalsMax: 1, proposalSpan: 1_000_000_000)
    let genesis = try! VenueGenesis(
      block: block, operators: [GenesisOperators(key: 0, publicKey: Bytes32(word0: 1))])
    venue = try! Venue(genesis)
    events = VenueEvents(capacity: venue.eventsPerRecordMax)
    apply(.genesis, genesis.body)
    logon(0)
    for market in 0..<3 as Range<UInt32> {
      send(
        0, [ListMarket(market: market, priceMin: 1, priceMax: 40, quantityMax: 99, multiplier: 2)])
    }
    for account in 1...2 as ClosedRange<UInt32> {
      send(
        0,
        [
          OpenAccount(account: account),
          RegisterKey(
            key: account, account: account, scope: 1, group: .max, notAfter: .max,
            publicKey: Bytes32(word0: UInt64(account) + 1)),
        ])
      logon(account)
    }
    late = []
  }

  // MARK: The venue

  /// One random command of one of the members.
  func trade() {
    let key = UInt32(1 + random.below(2))
    var batch: [any CommandMessage] = []
    for _ in 0..<(1 + random.below(3)) { batch.append(command()) }
    send(key, batch)
  }

  private func command() -> any CommandMessage {
    let market = UInt32(random.below(3))
    let known = UInt64(max(1, Int(clientOrder) - random.below(40)))
    switch random.below(10) {
    case 0...4:
      clientOrder += 1
      return NewOrder(
        market: market, side: UInt8(random.below(2)), timeInForce: random.below(5) == 0 ? 1 : 0,
        price: Int64(18 + random.below(5)), quantity: UInt64(1 + random.below(9)),
        clientOrder: clientOrder)
    case 5...6: return CancelOrder(market: market, clientOrder: known)
    default:
      return ReplaceOrder(
        market: market, clientOrder: known, newClientOrder: 0, price: Int64(18 + random.below(5)),
        quantity: UInt64(1 + random.below(9)))
    }
  }

  private func logon(_ key: UInt32) {
    nonces[Int(key)] += 1
    let length = FrameWriter.logon(
      into: frame.bytes,
      request: LogonRequest(key: key, nonce: nonces[Int(key)], validUntil: index + 1_000))
    apply(.logon, body(length))
    for i in 0..<events.count {
      if case .logonAnswered = events.event(i).kind { sessions[Int(key)] = events.event(i).session }
    }
  }

  private func send(_ key: UInt32, _ batch: [any CommandMessage]) {
    nonces[Int(key)] += 1
    var writer = CommandDatagramWriter(
      into: frame.bytes, session: 1, sequence: 1,
      header: CommandHeader(key: key, nonce: nonces[Int(key)], validUntil: index + 1_000))
    for (i, command) in batch.enumerated() {
      append(command, to: &writer)
      commands[nonces[Int(key)] << 8 | UInt64(key) << 4 | UInt64(i)] = command
    }
    apply(.commands, body(writer.finish()), session: sessions[Int(key)], keyChecks: .max)
  }

  private func append(_ command: some CommandMessage, to writer: inout CommandDatagramWriter) {
    writer.append(command)
  }

  private func body(_ length: Int) -> [UInt8] {
    (Frame.headBytes..<length).map { frame.bytes[$0] }
  }

  private func apply(
    _ kind: RecordKind, _ body: [UInt8], session: UInt32 = 0, keyChecks: UInt32 = 0
  ) {
    let head = LogRecord(
      logIndex: index, logTime: index, term: 1, session: session, keyChecks: keyChecks,
      kind: kind.wire, bodyLength: UInt16(body.count), digest: Bytes16(word0: index))
    let length = body.withUnsafeBytes {
      LogRecordView.write(
        into: record.bytes, record: head, body: ByteView($0.baseAddress!, count: $0.count))
    }
    index += 1
    events.removeAll()
    venue.apply(record.bytes.view.slice(0, count: length), into: &events)
    var reports: [Report] = []
    for i in 0..<events.count {
      guard case .report = events.event(i).kind, events.event(i).session == sessions[1],
        sessions[1] != 0
      else { continue }
      reports.append(report(events.payload(i)))
    }
    if !reports.isEmpty { late.append(reports) }
    if sessions[1] != 0 { noteTruth() }
  }

  private func report(_ bytes: ByteView) -> Report {
    let sequence = bytes.load(8, as: UInt64.self)
    switch Template(wire: MessageHeader(bytes).templateID) {
    case .commandResult:
      let result = CommandResult(block: bytes, at: 8)
      let command = commands[result.nonce << 8 | 1 << 4 | UInt64(result.ordinal)]
      return Report(
        sequence: sequence,
        noted: .result(result, command as? NewOrder, command as? ReplaceOrder))
    case .fill: return Report(sequence: sequence, noted: .fill(Fill(block: bytes, at: 8)))
    case .orderClosed:
      return Report(sequence: sequence, noted: .closed(OrderClosed(block: bytes, at: 8)))
    default: return Report(sequence: sequence)
    }
  }

  /// What the account has now, from two pages at one index.
  private func noteTruth() {
    let (page, orders) = ordersPage(StateRequest(kind: 0), entries: 26)
    let (_, positions) = positionsPage(StateRequest(kind: 1), entries: 26)
    var state = AccountState()
    for order in orders {
      state.orders[order.order] = AccountState.Order(
        order: order.order, clientOrder: order.clientOrder, market: order.market,
        side: order.side, price: order.price, open: order.open)
    }
    for position in positions where position.position != 0 {
      state.positions[position.market] = position.position
    }
    truth[page.reportSequenceNext] = state
    ordersMost = max(ordersMost, orders.count)
  }

  // MARK: The reader

  /// A page, reports or nothing come to the reader.
  func read() {
    if merge == nil && random.below(4) == 0 {
      merge = StateMerge(from: next)
      pages = 0
    }
    if random.below(3) == 0, let request = merge?.request { takePage(request) }
    lateMost = max(lateMost, late.count)
    if random.below(30) != 0 && late.count < 30 { return }
    for _ in 0..<(1 + random.below(40)) where !late.isEmpty {
      for report in late.removeFirst() {
        next = report.sequence + 1
        if let noted = report.noted, defect != .reportsForgotten {
          _ = merge?.note(noted)
        }
      }
      if let state = merge?.finish(next) { compare(state) }
    }
  }

  private func takePage(_ request: StateRequest) {
    let entries = 1 + random.below(4)
    pages += 1
    let step: UInt64 = defect == .pageNewerThanItSays ? 1 : 0
    if request.kind == 0 {
      var (page, orders) = ordersPage(request, entries: entries)
      page.reportSequenceNext += step
      _ = merge?.take(page, orders)
    } else {
      var (page, positions) = positionsPage(request, entries: entries)
      page.reportSequenceNext += step
      _ = merge?.take(page, positions)
    }
    pagesMost = max(pagesMost, pages)
  }

  private func compare(_ state: AccountState) {
    merge = nil
    merged += 1
    guard let truth = truth[state.reportSequenceNext] else { return }
    if state.orders != truth.orders {
      difference = "orders \(state.orders), not \(truth.orders)"
    } else if state.positions != truth.positions {
      difference = "positions \(state.positions), not \(truth.positions)"
    }
  }

  private func ordersPage(_ request: StateRequest, entries: Int) -> (
    OrdersPage, [OrdersPageOrders]
  ) {
    let room = OrdersPage.messageBytes + 4 + entries * OrdersPageOrders.blockBytes
    _ = venue.answer(request, of: sessions[1], into: page.bytes.slice(0, count: room))
    let group = GroupView(checked: page.bytes.view, at: OrdersPage.messageBytes)
    return (
      OrdersPage(block: page.bytes.view, at: 8),
      (0..<group.count).map { OrdersPageOrders(block: group[$0]) }
    )
  }

  private func positionsPage(_ request: StateRequest, entries: Int) -> (
    PositionsPage, [PositionsPagePositions]
  ) {
    let room = PositionsPage.messageBytes + 4 + entries * PositionsPagePositions.blockBytes
    _ = venue.answer(request, of: sessions[1], into: page.bytes.slice(0, count: room))
    let group = GroupView(checked: page.bytes.view, at: PositionsPage.messageBytes)
    return (
      PositionsPage(block: page.bytes.view, at: 8),
      (0..<group.count).map { PositionsPagePositions(block: group[$0]) }
    )
  }
}

/// SplitMix64.
struct MergeRandom {
  var state: UInt64

  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return Int((z ^ (z >> 31)) % UInt64(bound))
  }
}
