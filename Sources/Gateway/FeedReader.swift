// SPDX-License-Identifier: Apache-2.0

public import Memory
public import WireFormat

/// What became of a packet of the public feed.
@frozen
public enum FeedOutcome: UInt8, BitwiseCopyable, Sendable {
  /// At least one message was new, and none is missing before it.
  case applied
  /// No messages; none is missing. An end of the session is also told by `FeedReader.hasEnded`.
  case heartbeat
  /// Every message was had before: the other line's copy, or a late packet.
  case duplicate
  /// Messages before this packet are missing. Its own wait for them, or were applied without them.
  case gap
  /// The packet, or a message in it, is not of the protocol. A bad packet is ignored whole; of one
  /// with a bad message the other messages were applied.
  case malformed
  /// It belongs to another stream than the first packet did, and is ignored.
  case otherSession
}

/// The public feed from all its sources, and the book that results.
///
///     line A ──┐                      ┌─▶ book ◀── pages of the snapshot stream
///     line B ──┼▶ FeedLines ─ in order ┘    │
///     answers ─┘   first copy wins          └─ checksum differs ─▶ snapshot
///                   │ gap: FeedRecovery ─▶ wait for the other line ─▶ ask ─▶ snapshot
///
/// Who joins late, or has lost what cannot be had any more, empties the book and lets pages fill it: each
/// tells a range of slots as of one message, and the feed keeps up what was told. No cycle has to be taken
/// whole: pages of several make one book. A book that began with message 1 is used at once, and pages
/// confirm it meanwhile: the venue may have orders from before its start.
///
/// One thread. Time is the caller's.
public struct FeedReader: ~Copyable {
  public var book: FeedBook
  public private(set) var counters = FeedCounters()
  /// Whether the feed said that its session is over.
  public private(set) var hasEnded = false
  private let options: FeedOptions
  private var lines: FeedLines
  private var recovery: FeedRecovery
  private var hasStarted = false
  private var session = MoldSession("")!
  /// Pages ahead of the feed, in the order of their coming.
  private let pages: ByteBuffer
  private var heldPages: [(length: Int, feedSequence: UInt64)] = []
  /// Whether the book has had a message since the last skip: what an old number's index is judged by.
  private var knowsIndex = false

  private static let pageBytesMax = Frame.bytesMax
  /// Messages asked for at once: more than an answer holds.
  private static let askedMax: UInt64 = 64

  public init(book: consuming FeedBook, options: FeedOptions) {
    self.book = book
    self.options = options
    lines = FeedLines(messagesMax: options.messagesMax)
    recovery = FeedRecovery(options)
    pages = ByteBuffer(count: max(1, options.pagesMax) * Self.pageBytesMax)
  }

  /// The next message's number in the stream.
  public var sequenceNext: UInt64 { lines.next }
  /// Whether messages are missing that are waited for.
  public var hasGap: Bool { lines.hasGap }
  /// Whether everything was told by pages since the last doubt; always false without snapshots.
  public var isConfirmed: Bool { options.hasSnapshots && book.coverage.isWhole }

  // MARK: Packets

  /// Takes one MoldUDP64 packet of the feed or an answer, a datagram's payload, of any content.
  @discardableResult
  public mutating func take(packet: ByteView, line: FeedLine = .a, now: UInt64 = 0) -> FeedOutcome {
    guard let cursor = try? MoldCursor(parsing: packet) else {
      counters.malformed += 1
      return .malformed
    }
    if !hasStarted {
      hasStarted = true
      session = cursor.header.session
      // Who comes late leaves the past to the pages.
      if cursor.header.sequence > 1 && options.hasSnapshots {
        counters.joinedAt = cursor.header.sequence
        skip(to: cursor.header.sequence)
      }
    }
    if cursor.header.session != session {
      counters.otherSessions += 1
      return .otherSession
    }
    if line == .answer && cursor.header.isHeartbeat { return takeEmptyAnswer(cursor.header) }
    if cursor.header.isEnd { hasEnded = true }
    return take(cursor, line, now)
  }

  private mutating func take(_ packet: MoldCursor, _ line: FeedLine, _ now: UInt64) -> FeedOutcome {
    var cursor = packet
    let before = (malformed: book.malformed, next: lines.next)
    var fresh = 0
    var seen = 0
    while let message = cursor.next() {
      seen += 1
      if message.sequence < lines.next || lines.holds(message.sequence) {
        if message.sequence < lines.next && knowsIndex && book.isNews(message.bytes) {
          beginAgain()
        } else {
          counters.duplicates += 1
          continue
        }
      }
      makeRoom(for: message.sequence)
      lines.store(message.sequence, message.bytes)
      fresh += 1
    }
    lines.hear(end: packet.header.sequence &+ UInt64(seen))
    counters.count(fresh, of: seen, by: line)
    deliver()
    if lines.next > before.next {
      if line == .answer { recovery.answered() } else { recovery.moved() }
    }
    if lines.hasGap && options.waitNanoseconds == 0 && !options.asks { giveUp() }
    if book.malformed > before.malformed { return .malformed }
    if packet.header.sequence > before.next { return .gap }
    if seen == 0 { return .heartbeat }
    return fresh == 0 ? .duplicate : .applied
  }

  /// An answer without messages: what was asked for is gone, or not there yet.
  private mutating func takeEmptyAnswer(_ header: MoldHeader) -> FeedOutcome {
    if lines.hasGap && header.sequence > lines.next {
      counters.answersGone += 1
      giveUp()
      return .gap
    }
    counters.answersEmpty += 1
    return .heartbeat
  }

  /// Gives the book every message that has none missing before it.
  private mutating func deliver() {
    while lines.hasGap && lines.holds(lines.next) {
      _ = book.take(message: lines.message(lines.next))
      lines.advance()
      knowsIndex = true
      if options.hasSnapshots && book.wantsSnapshot { beginSnapshot() }
      if !heldPages.isEmpty { takeHeldPages() }
    }
  }

  // MARK: Gaps

  /// Gives gaps up until a message fits the window.
  private mutating func makeRoom(for number: UInt64) {
    while number - lines.next >= lines.window {
      let held = lines.firstHeld()
      lose(to: held < number && held > lines.next ? held : number)
      deliver()
    }
  }

  /// Goes on without what is missing.
  private mutating func giveUp() {
    lose(to: lines.firstHeld())
    deliver()
  }

  private mutating func lose(to number: UInt64) {
    counters.gaps += 1
    // A hostile feed can make more of it than there are numbers.
    counters.messagesLost &+= number - lines.next
    skip(to: number)
  }

  private mutating func skip(to number: UInt64) {
    lines.skip(to: number)
    knowsIndex = false
    recovery.moved()
    if options.hasSnapshots { beginPartial() } else { book.doubt() }
  }

  /// The stream begins again under its old name: the venue was started anew, and its log goes on.
  private mutating func beginAgain() {
    counters.restarts += 1
    lines.beginAgain()
    recovery.moved()
    heldPages.removeAll(keepingCapacity: true)
    book.contradict()
    book.beginAgain()
    if options.hasSnapshots { beginPartial() }
  }

  private mutating func beginPartial() {
    counters.snapshotsBegun += 1
    book.beginPartial()
    book.wantsSnapshot = false
  }

  /// Lets pages correct a market whose checksum differs, the rest going on; a book that as a whole is in
  /// doubt, or not whole yet, is told from the start: what is not in it would be doubted again and again.
  private mutating func beginSnapshot() {
    if book.isStale || book.isPartial { return beginPartial() }
    counters.snapshotsBegun += 1
    book.coverage.begin()
    book.wantsSnapshot = false
  }

  /// What is to be asked for now, if anything: to be sent to the venue at once. Call it often.
  public mutating func request(now: UInt64) -> MoldHeader? {
    switch recovery.step(now, hasGap: lines.hasGap) {
    case .nothing: return nil
    case .giveUp:
      giveUp()
      return nil
    case .ask:
      counters.requests += 1
      return MoldHeader(
        session: session, sequence: lines.next,
        count: UInt16(lines.missing(most: Self.askedMax)))
    }
  }

  // MARK: Snapshots

  /// Takes one packet of the snapshot stream, of any content.
  public mutating func take(page packet: ByteView) {
    guard options.hasSnapshots else { return }
    guard let page = try? SnapshotPage(packet: packet), packet.count <= Self.pageBytesMax else {
      counters.malformed += 1
      return
    }
    counters.pages += 1
    if !hasStarted || page.head.feedSequence > lines.next {
      hold(packet, page.head.feedSequence)
    } else {
      apply(page)
    }
  }

  private mutating func hold(_ packet: ByteView, _ feedSequence: UInt64) {
    if heldPages.count >= options.pagesMax {
      counters.pagesDropped += 1
      return
    }
    pages.bytes.slice(heldPages.count * Self.pageBytesMax, count: packet.count).copy(packet)
    heldPages.append((packet.count, feedSequence))
  }

  /// Takes the pages that the feed has come up to.
  private mutating func takeHeldPages() {
    let next = lines.next
    if !heldPages.contains(where: { $0.feedSequence <= next }) { return }
    var kept = 0
    for i in heldPages.indices {
      let packet = pages.bytes.view.slice(i * Self.pageBytesMax, count: heldPages[i].length)
      if heldPages[i].feedSequence <= next {
        if let page = try? SnapshotPage(packet: packet) { apply(page) }
        continue
      }
      if kept < i { pages.bytes.slice(kept * Self.pageBytesMax, count: packet.count).copy(packet) }
      heldPages[kept] = heldPages[i]
      kept += 1
    }
    heldPages.removeSubrange(kept...)
  }

  /// Puts a page in the place of what is known of its range, unless everything was told already.
  private mutating func apply(_ page: SnapshotPage) {
    if book.coverage.isWhole { return }
    if page.head.feedSequence < lines.oldest {
      counters.pagesDropped += 1
      return
    }
    if !book.replace(page) {
      counters.malformed += 1
      return
    }
    if !page.isOfMarkets {
      var number = page.head.feedSequence
      while number < lines.next {
        book.take(again: lines.message(number), slots: page.head)
        number += 1
      }
    }
    if book.wantsSnapshot { return beginSnapshot() }
    if book.coverage.isWhole {
      counters.snapshotsTaken += 1
      book.finishSnapshot()
    }
  }
}

/// What a reader of the feed counts beside its book.
public struct FeedCounters: Sendable {
  /// Messages that a line brought first, messages had before, and messages that answers brought.
  public var firstByA: UInt64 = 0
  public var firstByB: UInt64 = 0
  public var duplicates: UInt64 = 0
  public var recovered: UInt64 = 0
  /// The first number of a reader that came late; 0 for one that was there from the start.
  public var joinedAt: UInt64 = 0
  /// Gaps given up, and the messages that were lost with them.
  public var gaps: UInt64 = 0
  public var messagesLost: UInt64 = 0
  /// Requests, and answers that what was asked for is gone, or not there.
  public var requests: UInt64 = 0
  public var answersGone: UInt64 = 0
  public var answersEmpty: UInt64 = 0
  /// Times that the venue began its stream again.
  public var restarts: UInt64 = 0
  /// Packets that are not of the protocol, or of another stream.
  public var malformed: UInt64 = 0
  public var otherSessions: UInt64 = 0
  /// Pages, and those of no use: behind what is kept of the feed, or too far ahead of it.
  public var pages: UInt64 = 0
  public var pagesDropped: UInt64 = 0
  /// Times that the book was to be told anew, and was told whole.
  public var snapshotsBegun: UInt64 = 0
  public var snapshotsTaken: UInt64 = 0

  public init() {}

  mutating func count(_ fresh: Int, of seen: Int, by line: FeedLine) {
    switch line {
    case .a: firstByA += UInt64(fresh)
    case .b: firstByB += UInt64(fresh)
    case .answer: recovered += UInt64(fresh)
    }
  }
}
