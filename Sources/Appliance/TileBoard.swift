// SPDX-License-Identifier: Apache-2.0

internal import Telemetry
internal import Tiles

/// Which of a board's entries belong to which tile, and how a thread's tiles tell of themselves.
///
/// Each thread copies its own tiles' counters, about a hundred times a second, with plain stores; the stages'
/// histograms a piece at a time, so that no copy holds the thread up for more than a microsecond or two.
struct TileBoard: BitwiseCopyable, @unchecked Sendable {
  var writer = BoardWriter.none
  /// Entries from here on are the thread's own: rounds, rounds with work, publications.
  var thread = 0
  var ingress = 0
  var sequence = 0
  var journal = 0
  var match = 0
  var settle = 0
  var sign = 0
  var egress = 0
  /// The first verify tile's; each next one's follow.
  var verify = 0

  /// Time-stamp counts between two publications: some ten milliseconds.
  static var interval: UInt64 { @_noAllocation @_noLocks get { 25_000_000 } }
  /// Slots of histograms in one publication: a tenth of one.
  static var piece: Int { @_noAllocation @_noLocks get { 2_560 } }

  /// The names of all entries, and the places, for tiles as they are laid over `threads`.
  static func names(
    verifyLanes: Int, threads: [String]
  ) -> (names: [String], places: TileBoard) {
    var names: [String] = []
    var places = TileBoard()
    func add<Name: CounterName>(_ tile: String, _: Name.Type) -> Int {
      defer { names += Name.allCases.map { "\(tile).\($0.text)" } }
      return names.count
    }
    places.ingress = add("ingress", IngressCounter.self)
    places.sequence = add("sequence", SequenceCounter.self)
    places.journal = add("journal", JournalCounter.self)
    places.match = add("match", MatchCounter.self)
    places.settle = add("settle", SettleCounter.self)
    places.sign = add("sign", SignCounter.self)
    places.egress = add("egress", EgressCounter.self)
    places.verify = names.count
    for lane in 0..<verifyLanes { _ = add("verify \(lane)", VerifyCounter.self) }
    places.thread = names.count
    for thread in threads {
      names += ["rounds", "busy", "publications"].map { "thread \(thread).\($0)" }
    }
    return (names, places)
  }

  static var verifyCounters: Int { VerifyCounter.allCases.count }
  static var histograms: [String] { Stage.allCases.map { "\($0)" } }
}

extension TilePlan {
  /// Tells the board of this thread's tiles; `cursor` is the next slot of the stages' histograms.
  @_noAllocation @_noLocks
  func publish(_ rounds: UInt64, _ busy: UInt64, _ publications: UInt64, _ cursor: Int) -> Int {
    let board = self.board
    let writer = board.writer
    writer.store(board.thread, rounds)
    writer.store(board.thread &+ 1, busy)
    if let tile = unsafe ingress {
      unsafe tile.pointee.counters.publish(to: writer, at: board.ingress)
    }
    publishVerify(writer, board.verify)
    if let tile = unsafe sequence {
      unsafe tile.pointee.counters.publish(to: writer, at: board.sequence)
    }
    if let tile = unsafe journal {
      unsafe tile.pointee.counters.publish(to: writer, at: board.journal)
    }
    if let tile = unsafe match {
      unsafe tile.pointee.counters.publish(to: writer, at: board.match)
    }
    if let tile = unsafe settle {
      unsafe tile.pointee.counters.publish(to: writer, at: board.settle)
    }
    if let tile = unsafe sign {
      unsafe tile.pointee.counters.publish(to: writer, at: board.sign)
    }
    var next = cursor
    if let tile = unsafe egress {
      unsafe tile.pointee.counters.publish(to: writer, at: board.egress)
      unsafe tile.pointee.publishLatencies(to: writer, from: cursor, count: TileBoard.piece)
      next = cursor &+ TileBoard.piece
      if next >= Histogram.slotCount &* 6 { next = 0 }
    }
    // Last: a reader that sees it grow knows that the thread lives.
    writer.store(board.thread &+ 2, publications)
    return next
  }
}
