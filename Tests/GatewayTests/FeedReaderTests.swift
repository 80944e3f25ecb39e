// SPDX-License-Identifier: Apache-2.0

import Memory
import OrderFlow
import Testing
import Venue
import WireFormat

@testable import Gateway

/// The feed through a network that loses, repeats and reorders, to a reader that asks and takes pages.
@Suite struct FeedReaderTests {
  /// Both lines lose a tenth each, so a hundredth of the packets comes on neither.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `two lossy lines and requests give the venue's book at every checkpoint`(seed: UInt64)
    throws
  {
    var options = FeedOptions()
    options.asks = true
    var net = try Network(seed: seed, options)
    for round in 0..<10 {
      for _ in 0..<120 { try net.step(commands: 4) }
      try net.settle()
      net.source.compareQueues(net.reader.book, "seed \(seed), round \(round)")
    }
    let (counters, book) = (net.reader.counters, net.checksums)
    #expect(book.compared > 60 && book.different == 0 && book.passed == 0, "\(book)")
    #expect(counters.gaps == 0 && counters.recovered > 20, "\(counters)")
    #expect(counters.firstByB > 100 && counters.duplicates > 1_000 && net.reordered > 100)
    #expect(counters.requests > counters.answersEmpty && net.lostAnswers > 0)
    let isStale = net.reader.book.isStale
    #expect(!isStale)
    net.source.compare(net.reader.book, "seed \(seed)")
  }

  /// Nobody answers requests: what is lost on both lines is made good by pages.
  @Test(arguments: [4, 5, 6] as [UInt64])
  func `what both lines lose, the snapshot makes good`(seed: UInt64) throws {
    var options = FeedOptions()
    options.hasSnapshots = true
    var net = try Network(seed: seed, options)
    // The third line of rounds is without loss, so that a whole walk can be kept up.
    for round in 0..<6 {
      net.loss = round % 3 == 2 ? 0 : 0.1
      for _ in 0..<150 { try net.step(commands: 3) }
    }
    net.loss = 0
    try net.confirm()
    net.source.compareQueues(net.reader.book, "seed \(seed)")
    #expect(net.reader.counters.gaps > 2 && net.reader.counters.snapshotsTaken > 0)
    #expect(net.checksums.different == 0 && net.checksums.compared > 10, "\(net.checksums)")
    #expect(net.reader.counters.requests == 0)
  }

  @Test func `a halted market is halted for who joins late, and an old page does not open it`()
    throws
  {
    var options = FeedOptions()
    options.hasSnapshots = true
    let source = try FeedSource(seed: 12)
    try source.play(200)
    _ = source.packets()
    func walk() -> [[UInt8]] {
      var cursor = SnapshotCursor()
      return (0..<60).map { _ in source.page(&cursor) }
    }
    let before = walk()
    var early = source.reader(options)
    source.halt(2)
    for packet in source.packets(from: 1) { packet.view { _ = early.take(packet: $0) } }
    #expect(early.book.market(2)?.state == .halted)
    for page in before { Packet(sequence: 0, count: 0, bytes: page).view { early.take(page: $0) } }
    #expect(early.book.market(2)?.state == .halted && early.book.market(1)?.state == .open)
    var late = source.reader(options)
    for page in walk() { Packet(sequence: 0, count: 0, bytes: page).view { late.take(page: $0) } }
    try source.play(50)
    for packet in source.packets() { packet.view { _ = late.take(packet: $0) } }
    for page in walk() { Packet(sequence: 0, count: 0, bytes: page).view { late.take(page: $0) } }
    #expect(late.book.market(2)?.state == .halted && late.book.market(1)?.state == .open)
  }

  @Test func `an uncross leaves the reader with the book that the venue has`() throws {
    let source = try FeedSource(seed: 12)
    var feed = source.reader()
    try source.play(600)
    source.auction(1)
    for packet in source.packets() { packet.view { _ = feed.take(packet: $0) } }
    source.compareQueues(feed.book, "after the uncross")
    #expect(source.kinds.isSuperset(of: [93, 94, 95]))
    let (isStale, market) = (feed.book.isStale, feed.book.market(1))
    #expect(!isStale && feed.book.unknownOrders == 0 && feed.book.contradictions == 0)
    #expect(market?.state == .open && market!.auctionLots > 0 && market!.auctionPrice != 0)
    #expect(market!.indication.isComplete && market!.indication.lots > 0)
  }

  @Test(arguments: [7, 8, 9] as [UInt64])
  func `who joins in the middle of the flow has the whole book from pages`(seed: UInt64) throws {
    var options = FeedOptions()
    options.asks = true
    options.hasSnapshots = true
    var net = try Network(seed: seed, options)
    try net.source.play(3_000)
    _ = net.source.packets()
    // Pages come before anything of the feed was heard, and are lost like everything else.
    for _ in 0..<5 { try net.step(commands: 0) }
    var steps = 0
    while !net.reader.isConfirmed {
      try net.step(commands: 3)
      steps += 1
      let isPartial = net.reader.book.isPartial
      if !net.reader.isConfirmed && steps > 20 { #expect(isPartial) }
      try #require(steps < 3_000)
    }
    try net.settle()
    net.source.compareQueues(net.reader.book, "seed \(seed)")
    net.source.compare(net.reader.book, "seed \(seed)")
    for _ in 0..<200 { try net.step(commands: 3) }
    try net.settle()
    net.source.compareQueues(net.reader.book, "seed \(seed), later")
    #expect(net.reader.counters.joinedAt > 1_000 && net.reader.counters.gaps == 0)
    #expect(net.checksums.different == 0 && net.checksums.compared > 5, "\(net.checksums)")
    let market = net.reader.book.market(2)
    #expect(market?.name == "M2", "markets come from pages too")
  }

  @Test func `a gap that is no longer retained turns to the snapshot`() throws {
    var options = FeedOptions()
    options.asks = true
    options.hasSnapshots = true
    var net = try Network(seed: 11, options)
    net.retained = 256
    for _ in 0..<100 { try net.step(commands: 4) }
    net.loss = 0
    try net.settle()
    net.isCut = true
    for _ in 0..<400 { try net.step(commands: 4) }
    net.isCut = false
    for _ in 0..<20 { try net.step(commands: 4) }
    try net.confirm()
    net.source.compareQueues(net.reader.book, "after the cut")
    let counters = net.reader.counters
    #expect(counters.answersGone == 1 && counters.gaps == 1, "\(counters)")
    #expect(counters.messagesLost > 500 && net.checksums.different == 0)
  }

  @Test func `a tail that is lost is seen from a heartbeat, and asked for`() throws {
    var options = FeedOptions()
    options.asks = true
    var net = try Network(seed: 12, options)
    net.loss = 0
    for _ in 0..<20 { try net.step(commands: 4) }
    net.isCut = true
    try net.step(commands: 40)
    for _ in 0..<8 { try net.step(commands: 0) }
    net.isCut = false
    try net.settle()
    #expect(net.reader.counters.recovered > 10 && net.reader.counters.gaps == 0)
    net.source.compareQueues(net.reader.book, "after the tail")
  }

  /// A message is changed on its way, in form and in sense: only the checksum can tell.
  @Test func `a checksum that differs is counted, distrusts the market, and is made good`() throws {
    var options = FeedOptions()
    options.hasSnapshots = true
    var net = try Network(seed: 13, options)
    net.loss = 0
    try net.confirm()
    #expect((0..<4).allSatisfy { net.reader.book.isTrusted(market: $0) })
    for _ in 0..<40 { try net.step(commands: 4) }
    net.withholdsPages = true
    net.forgesNextAdd = true
    while net.checksums.different == 0 { try net.step(commands: 4) }
    let trusted = (0..<4).map { net.reader.book.isTrusted(market: $0) }
    #expect(trusted.count { !$0 } == 1, "one market is in doubt: \(trusted)")
    let isPartial = net.reader.book.isPartial
    #expect(!isPartial, "the others go on")
    for _ in 0..<200 { try net.step(commands: 4) }
    #expect(net.checksums.different == 1 && net.checksums.passed > 0, "said once")
    net.withholdsPages = false
    try net.confirm()
    #expect((0..<4).allSatisfy { net.reader.book.isTrusted(market: $0) })
    net.source.compareQueues(net.reader.book, "after the page")
    for _ in 0..<100 { try net.step(commands: 4) }
    #expect(net.checksums.different == 1)
  }

  @Test func `a venue that was started anew is noticed and read from pages`() throws {
    var options = FeedOptions()
    options.hasSnapshots = true
    options.asks = true
    var net = try Network(seed: 14, options)
    for _ in 0..<100 { try net.step(commands: 4) }
    try net.settle()
    net.restart()
    for _ in 0..<30 { try net.step(commands: 4) }
    try net.confirm()
    net.source.compareQueues(net.reader.book, "after the restart")
    #expect(net.reader.counters.restarts == 1)
    #expect(net.checksums.different == 0)
  }

  /// The first message is number 1 and the books are not empty: the log is older than the feed.
  @Test func `a book that began with message 1 is confirmed or corrected by pages`() throws {
    var options = FeedOptions()
    options.hasSnapshots = true
    var net = try Network(seed: 15, options)
    try net.source.play(2_000)
    net.restart()
    net.loss = 0
    net.withholdsPages = true
    for _ in 0..<5 { try net.step(commands: 4) }
    net.withholdsPages = false
    for _ in 0..<100 { try net.step(commands: 4) }
    try net.confirm()
    net.source.compareQueues(net.reader.book, "an old log")
    for _ in 0..<50 { try net.step(commands: 4) }
    try net.settle()
    net.source.compareQueues(net.reader.book, "an old log, later")
  }

  @Test func `more than the window ahead gives the gap up`() throws {
    var options = FeedOptions()
    options.asks = true
    options.messagesMax = 256
    var net = try Network(seed: 16, options)
    net.loss = 0
    net.isDeaf = true
    for _ in 0..<20 { try net.step(commands: 4) }
    net.isCut = true
    for _ in 0..<4 { try net.step(commands: 4) }
    net.isCut = false
    // No answer comes, no time passes that would end the asking.
    while net.reader.counters.gaps == 0 { try net.step(commands: 20) }
    #expect(net.reader.counters.messagesLost < 40 && net.reader.book.isStale)
  }

  @Test func `50,000 mutated pages never trap and leave the tables whole`() throws {
    var options = FeedOptions()
    options.hasSnapshots = true
    let source = try FeedSource(seed: 17)
    try source.play(2_000)
    let packets = source.packets(bytesMax: 300)
    var cursor = SnapshotCursor()
    var pages: [[UInt8]] = []
    while cursor.cycle == 1 { pages.append(source.page(&cursor)) }
    let place = ByteBuffer(count: 2_048)
    var random = SeededRandom(seed: 17)
    var reader = source.reader(options)
    var taken: UInt64 = 0
    for n in 0..<50_000 {
      if n % 5_000 == 0 {
        checkTables(reader.book)
        taken += reader.counters.pages
        reader = source.reader(options)
        for packet in packets { _ = packet.view { reader.take(packet: $0) } }
      }
      let page = pages[random.index(pages.count)]
      for i in 0..<page.count { place.bytes[i] = page[i] }
      for _ in 0..<random.index(4) {
        let at = random.index(page.count)
        if random.chance(0.3) && at + 8 <= page.count {
          place.bytes.store(random.chance(0.5) ? UInt64.max : 0, at: at)
        } else {
          place.bytes[at] ^= 1 << UInt8(random.index(8))
        }
      }
      let length = random.chance(0.05) ? random.index(page.count) : page.count
      reader.take(page: place.bytes.view.slice(0, count: length))
    }
    checkTables(reader.book)
    #expect(taken > 10_000)
  }
}

@Suite struct FeedRecoveryTests {
  @Test func `the other line first, then requests at doubling times, then no more`() {
    var options = FeedOptions()
    options.asks = true
    options.triesMax = 4
    var recovery = FeedRecovery(options)
    var asked: [UInt64] = []
    var end: UInt64?
    for millisecond in 0..<500 as Range<UInt64> where end == nil {
      switch recovery.step(1_000_000_000 + millisecond * 1_000_000, hasGap: true) {
      case .nothing: break
      case .ask: asked.append(millisecond)
      case .giveUp: end = millisecond
      }
    }
    #expect(asked == [2, 12, 32, 72] && end == 152)
  }

  @Test func `what an answer leaves is asked for at once, what a line brings begins anew`() {
    var options = FeedOptions()
    options.asks = true
    var recovery = FeedRecovery(options)
    _ = recovery.step(0, hasGap: true)
    #expect(recovery.step(2_000_000, hasGap: true) == .ask)
    #expect(recovery.step(2_100_000, hasGap: true) == .nothing)
    recovery.answered()
    #expect(recovery.step(2_200_000, hasGap: true) == .ask)
    recovery.moved()
    #expect(recovery.step(2_300_000, hasGap: true) == .nothing)
    #expect(recovery.step(4_300_000, hasGap: true) == .ask)
    #expect(recovery.step(4_400_000, hasGap: false) == .nothing)
    #expect(recovery.step(9_000_000, hasGap: true) == .nothing)
  }

  @Test func `without requests the wait for the other line is all`() {
    var recovery = FeedRecovery(FeedOptions())
    #expect(recovery.step(0, hasGap: true) == .nothing)
    #expect(recovery.step(1_999_999, hasGap: true) == .nothing)
    #expect(recovery.step(2_000_000, hasGap: true) == .giveUp)
  }
}

/// A venue, two lines, the way of requests and of pages, and a reader: all from one seed, in steps of a
/// quarter of a millisecond.
private struct Network: ~Copyable {
  private enum Load {
    case feed(FeedLine, Packet)
    case page([UInt8])
  }

  let source: FeedSource
  var reader: FeedReader
  private var random: SeededRandom
  private var cursor = SnapshotCursor()
  private var underWay: [(at: Int, load: Load)] = []
  private var clock = 0
  /// What each packet on each way is lost with.
  var loss = 0.1
  var retained = Int.max
  /// Nothing of the feed arrives; requests are not answered; no pages come.
  var isCut = false
  var isDeaf = false
  var withholdsPages = false
  /// One lot more than the venue said is in the next order that is added.
  var forgesNextAdd = false
  private(set) var reordered = 0
  private(set) var lostAnswers = 0
  private var last: [UInt64] = [0, 0]

  init(seed: UInt64, _ options: FeedOptions) throws {
    source = try FeedSource(seed: seed)
    reader = source.reader(options)
    random = SeededRandom(seed: seed &* 77)
  }

  var checksums: (compared: UInt64, different: UInt64, passed: UInt64) {
    (
      reader.book.checksumsCompared, reader.book.checksumsDifferent, reader.book.checksumsPassed
    )
  }

  mutating func restart() {
    source.restart()
    underWay = []
    last = [0, 0]
  }

  /// Plays commands, sends what came of them, and lets time pass.
  mutating func step(commands: Int) throws {
    try source.play(commands)
    for packet in source.packets(bytesMax: 300) {
      let packet = forged(packet)
      send(.feed(.a, packet))
      send(.feed(.b, packet))
    }
    if !withholdsPages { send(.page(source.page(&cursor))) }
    pass()
  }

  private mutating func forged(_ packet: Packet) -> Packet {
    guard forgesNextAdd, packet.count > 0, packet.bytes[24] == 71 else { return packet }
    forgesNextAdd = false
    var bytes = packet.bytes
    // Prefix 2, header 8, then the quantity at 40 of the block.
    bytes[20 + 2 + 8 + 40] ^= 1
    if bytes[(20 + 2 + 8 + 40)..<(20 + 2 + 8 + 48)].allSatisfy({ $0 == 0 }) { bytes[70] = 3 }
    return Packet(sequence: packet.sequence, count: packet.count, bytes: bytes)
  }

  private mutating func send(_ load: Load) {
    if random.chance(loss) { return }
    let copies = random.chance(0.05) ? 2 : 1
    for _ in 0..<copies { underWay.append((clock + random.index(6), load)) }
  }

  private mutating func pass() {
    clock += 1
    let now = UInt64(clock) * 250_000
    let due = underWay.filter { $0.at < clock }
    underWay.removeAll { $0.at < clock }
    // What is due at once comes in any order.
    for item in shuffled(due) {
      switch item.load {
      case .feed(let line, let packet):
        if isCut { continue }
        note(line, packet)
        _ = packet.view { reader.take(packet: $0, line: line, now: now) }
      case .page(let bytes):
        if isCut { continue }
        Packet(sequence: 0, count: 0, bytes: bytes).view { reader.take(page: $0) }
      }
    }
    if let request = reader.request(now: now), !isDeaf {
      if random.chance(loss) {
        lostAnswers += 1
      } else {
        send(.feed(.answer, source.answer(request, retained: retained)))
      }
    }
  }

  private mutating func shuffled(_ loads: [(at: Int, load: Load)]) -> [(at: Int, load: Load)] {
    var loads = loads
    for i in loads.indices.dropFirst() { loads.swapAt(i, random.index(i + 1)) }
    return loads
  }

  private mutating func note(_ line: FeedLine, _ packet: Packet) {
    let place = line == .a ? 0 : 1
    if line == .answer { return }
    if packet.sequence < last[place] { reordered += 1 }
    last[place] = packet.sequence
  }

  /// Lets everything arrive, with heartbeats, until the reader has all of the feed.
  mutating func settle() throws {
    for _ in 0..<4_000 {
      try step(commands: 0)
      if reader.sequenceNext == source.sequenceNext && underWay.allSatisfy({ $0.at > clock + 1 }) {
        return
      }
    }
    Issue.record("the reader never had the whole feed: \(reader.sequenceNext)")
  }

  /// The same, until pages have told everything.
  mutating func confirm() throws {
    for _ in 0..<4_000 where !reader.isConfirmed { try step(commands: 1) }
    let isConfirmed = reader.isConfirmed
    #expect(isConfirmed, "\(reader.counters)")
    try settle()
  }
}
