// SPDX-License-Identifier: Apache-2.0

internal import CSodium
internal import CUring
internal import Memory

extension Journal {
  /// Makes a new journal, with its first segment ready to be written.
  ///
  /// Segments that were prepared but never used are no journal yet, and are replaced.
  ///
  /// - Parameter firstIndex: the log index of its first record.
  /// - Throws: `options`, `system`, `locked`, `exists`, `damaged`; a begun segment may be left.
  public static func create(
    _ place: JournalPlace, _ options: JournalOptions, firstIndex: UInt64 = 0
  ) throws(JournalError) -> Journal {
    try check(options)
    let opened = try OpenPlace(place, makes: true)
    var reader = JournalReader(try opened.image())
    var summary = try reader.finish()
    if summary.venue != nil { throw .exists(path: opened.path) }
    let unused = reader.image.count
    summary = JournalSummary()
    summary.endIndex = firstIndex
    var journal = try Journal(opened, options, summary, reader.logState)
    try journal.removeSegments(after: 0, upTo: unused)
    try journal.beginSegment()
    return journal
  }

  /// Opens a journal after its last whole group: verifies all of it, cleans a torn tail away, and
  /// goes on; after a seal in a new segment. Everything found whole is committed.
  ///
  /// - Parameter replay: is given every record in order, on this thread; the view is good during
  ///   the call. Damage found later is thrown after the records before it were given.
  /// - Throws: `options`, `system`, `locked`, `absent`, `otherVenue`, `damaged`.
  public static func resume(
    _ place: JournalPlace, _ options: JournalOptions, replay: (JournalRecord) -> Void = { _ in }
  ) throws(JournalError) -> Journal {
    try check(options)
    let opened = try OpenPlace(place, makes: false)
    var reader = JournalReader(try opened.image())
    while let record = try reader.next() { replay(record) }
    let summary = reader.summary
    guard let venue = summary.venue else { throw .absent(path: opened.path) }
    if venue != options.venue { throw .otherVenue(found: venue) }
    var journal = try Journal(opened, options, summary, reader.logState)
    try journal.removeSegments(after: summary.segmentsUsed, upTo: reader.image.count)
    try journal.goOn(summary, reader.header, at: Int(reader.tail.offset))
    return journal
  }

  private static func check(_ options: JournalOptions) throws(JournalError) {
    if let fault = options.fault { throw .options(fault) }
    if ml_sodium_start() != 0 { throw .options("libsodium does not start on this machine") }
  }

  /// A journal at the end of what `summary` found, with no segment open yet.
  private init(
    _ opened: consuming OpenPlace, _ options: JournalOptions, _ summary: JournalSummary,
    _ hashed: borrowing RunningHash
  ) throws(JournalError) {
    let made = try JournalDevice(
      place: opened.place, directory: opened.directory.descriptor, options: options)
    unsafe device = .allocate(capacity: 1)
    unsafe device.initialize(to: made)
    self.opened = opened
    self.options = options
    recovered = summary
    term = max(options.term, summary.term)
    nextIndex = summary.endIndex
    nextGroup = summary.groupCount + 1
    previousHash = summary.groupHash
    committedUpTo = summary.endIndex
    cursor = CommitCursor(end: summary.endIndex)
    logState = RunningHash()
    logState.copy(hashed)
    groupState = RunningHash()
    groupState.update(summary.groupHash)
    segment = SegmentHandle(number: summary.segmentsUsed)
    segmentSalt = 0
    segmentOffset = 0
  }

  /// Removes segments that were prepared and not used, and a half-made one.
  private func removeSegments(after used: UInt64, upTo count: Int) throws(JournalError) {
    var number = UInt64(count)
    while number > used {
      try unsafe device.pointee.remove(number)
      number -= 1
    }
    try unsafe device.pointee.removeUnfinished()
  }

  /// Opens the last used segment where it ends, or leaves it as it is and begins the next.
  private mutating func goOn(
    _ summary: JournalSummary, _ header: SegmentHeader, at offset: Int
  ) throws(JournalError) {
    segment = try unsafe device.pointee.open(summary.segmentsUsed)
    switch summary.ending {
    case .sealed:
      // The stop may have been cut short between the seal and the truncation.
      try unsafe device.pointee.truncate(segment, bytes: offset)
      return try beginSegment()
    case .unsealed(let tail):
      if tail.flaw != nil && tail.segment == segment.number { try clean(offset, header) }
      // What was found whole may still be on its way: the process died, not the machine.
      try unsafe device.pointee.flush(segment)
    }
    let isAlike =
      Int(header.segmentBytes) == options.segmentBytes
      && Int(header.groupBytesMax) == options.groupBytesMax
      && Int(header.recordBytesMax) == options.recordBytesMax
    // A segment keeps the limits that its header states.
    if !isAlike { return try beginSegment() }
    segmentSalt = header.salt
    segmentOffset = offset
    prepareNext()
  }

  /// Zeros what a torn write can have left from `offset` on, and waits until that is on the medium:
  /// before anything else is written, so that no later group ever stands beside an old remnant.
  private func clean(_ offset: Int, _ header: SegmentHeader) throws(JournalError) {
    let block = unsafe device.pointee.block
    block.clear()
    let end = min(offset + Int(header.groupBytesMax), Int(header.segmentBytes))
    for at in stride(from: offset, to: end, by: block.count) {
      try unsafe device.pointee.writeNow(segment, offset: UInt64(at), bytes: block.view)
    }
  }

  /// Prepares the next segment and writes its header, waiting for both; then has the one after it
  /// prepared in the background.
  private mutating func beginSegment() throws(JournalError) {
    let number = segment.number + 1
    if number > JournalFormat.segmentsMax {
      throw .options("all \(JournalFormat.segmentsMax) segments are used: start a new journal")
    }
    unsafe device.pointee.prepare(number)
    let next = try unsafe device.pointee.waitPrepared(number)
    unsafe device.pointee.retire(segment)
    segment = next
    let block = unsafe device.pointee.block
    header(number).store(block)
    try unsafe device.pointee.writeNow(segment, offset: 0, bytes: block.view)
    segmentOffset = block.count
    prepareNext()
  }
}

/// A place that is open and locked; gives both back when it goes.
struct OpenPlace: ~Copyable, Sendable {
  let place: JournalPlace
  let path: String
  let directory: OpenDirectory
  private let lock: JournalLock?

  init(_ place: JournalPlace, makes: Bool) throws(JournalError) {
    self.place = place
    switch place {
    case .memory:
      path = "in memory"
      directory = OpenDirectory()
      lock = nil
    case .directory(let path):
      self.path = path
      let directory = try OpenDirectory(path, makes: makes)
      lock = try JournalLock(directory: directory.descriptor, path: path)
      self.directory = directory
    }
  }

  /// The segments that are there, with nothing of a dead owner's still under way to them.
  func image() throws(JournalError) -> JournalImage {
    switch place {
    case .memory(let disk): return JournalImage(disk.segments())
    case .directory(let path):
      let found = try JournalImage(path: path, sharing: directory.descriptor)
      // One write was in flight at most: to the segment in use, or to the one after it.
      for number in max(1, found.count - 1)..<(found.count + 1) {
        let code = ml_file_settle(directory.descriptor, UInt64(number))
        if code < 0 {
          throw .system(operation: "settle segment \(number)", path: path, code: -code)
        }
      }
      return found
    }
  }
}

/// A directory that is open while this lives.
struct OpenDirectory: ~Copyable, Sendable {
  /// -1 for none.
  let descriptor: Int32

  init() { descriptor = -1 }

  init(_ path: String, makes: Bool) throws(JournalError) {
    descriptor = unsafe ml_file_open_directory(path, makes ? 1 : 0)
    if descriptor < 0 {
      throw .system(operation: "open the directory", path: path, code: -descriptor)
    }
  }

  deinit { if descriptor >= 0 { ml_file_close(descriptor) } }
}
