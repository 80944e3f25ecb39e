// SPDX-License-Identifier: Apache-2.0

import CMachine
import CUring
import Glibc
import Memory
import Testing

@testable import Journaling

/// Real files: a disk-backed directory and one in memory, by ring and by helper thread.
@Suite(.serialized) struct JournalFileTests {
  /// Where the files lie, and whether io_uring is forbidden.
  static let ways: [(String, Bool)] = [
    ("/tmp", false), ("/tmp", true), ("/dev/shm", false), ("/dev/shm", true),
  ]

  @Test(arguments: ways)
  func `records survive files, rollover and a clean stop`(_ way: (String, Bool)) throws {
    let directory = TestDirectory(under: way.0)
    var options = smallOptions()
    options.forbidsRing = way.1
    var random = Random(5)
    var written: [[UInt8]] = []
    var journal = try Journal.create(.directory(directory.path), options)
    let mechanism = journal.mechanism
    // Where io_uring is refused (a container, a sysctl), the helper does both.
    if way.1 { #expect(mechanism == .helperThread) }
    print("\(way.0): \(mechanism), direct \(journal.directIO)")
    while written.count < 600 {
      let record = random.bytes(1 + random.below(600))
      if journal.appendNext(record) { written.append(record) } else { _ = journal.drain() }
    }
    let state = journal.state
    #expect(state == .open)
    let seal = try journal.stopCleanly()
    let (records, summary) = try readBack(directory: directory.path)
    #expect(records == written)
    #expect(summary.ending == .sealed(seal))
    #expect(summary.segmentsUsed > 3 && summary.segmentsUnused == 0)
    #expect(directory.files.count == Int(summary.segmentsUsed) + 1)
    var status = stat()
    let last = directory.files.filter { $0.hasPrefix("journal-") }.last!
    stat("\(directory.path)/\(last)", &status)
    #expect(status.st_size == Int(seal.offset) + 4096)
  }

  @Test(arguments: [false, true])
  func `a journal that was only dropped is resumed where it ended`(_ forbidsRing: Bool) throws {
    let directory = TestDirectory()
    var options = smallOptions()
    options.forbidsRing = forbidsRing
    var written: [[UInt8]] = []
    for round in 0..<4 {
      var replayed: [[UInt8]] = []
      var journal =
        round == 0
        ? try Journal.create(.directory(directory.path), options)
        : try Journal.resume(.directory(directory.path), options) {
          replayed.append($0.bytes.array)
        }
      #expect(replayed == written)
      let end = journal.committedEnd
      #expect(end == UInt64(written.count))
      for i in 0..<40 {
        let record = [UInt8](repeating: UInt8(i), count: 300 + round)
        while !journal.appendNext(record) { _ = journal.drain() }
        written.append(record)
      }
      _ = journal.drain()
      if round == 1 {
        _ = try journal.stopCleanly()
      } else {
        _ = consume journal
      }
    }
    let (records, summary) = try readBack(directory: directory.path)
    #expect(records == written)
    #expect(summary.seals.count == 1)
    guard case .unsealed(let tail) = summary.ending else {
      Issue.record("dropped, not sealed")
      return
    }
    #expect(tail.flaw == nil)
  }

  @Test func `O_DSYNC can be insisted on`() throws {
    let directory = TestDirectory()
    var options = smallOptions()
    options.flush = .synchronous
    var journal = try Journal.create(.directory(directory.path), options)
    let flushesBehind = journal.flushesBehind
    #expect(!flushesBehind)
    let flags = fcntl(journal.segment.descriptor, F_GETFL)
    #expect(flags & O_DSYNC != 0)
    _ = journal.appendNext([1])
    let groups = journal.drain()
    #expect(groups.count == 1)
    // Without the wish, one of the two has to be there.
    let other = TestDirectory()
    let automatic = try Journal.create(.directory(other.path), smallOptions())
    let isSynchronous = fcntl(automatic.segment.descriptor, F_GETFL) & O_DSYNC != 0
    #expect(isSynchronous != automatic.flushesBehind)
  }

  @Test func `a second owner of a directory is refused in one line`() throws {
    let directory = TestDirectory()
    let journal = try Journal.create(.directory(directory.path), smallOptions())
    let refusal = #expect(throws: JournalError.self) {
      let second = try Journal.resume(.directory(directory.path), smallOptions())
      _ = consume second
    }
    #expect(refusal == .locked(path: directory.path))
    #expect(refusal?.description.contains("\n") == false)
    _ = consume journal
    let third = try Journal.resume(.directory(directory.path), smallOptions())
    _ = consume third
  }

  @Test func `what is there, absent or another venue's is told apart`() throws {
    let directory = TestDirectory()
    func failure(_ body: () throws -> Void) -> JournalError? {
      do { try body() } catch { return error as? JournalError }
      return nil
    }
    let place = JournalPlace.directory(directory.path)
    #expect(
      failure { _ = try Journal.resume(place, smallOptions()) } == .absent(path: directory.path))
    let journal = try Journal.create(place, smallOptions())
    _ = consume journal
    #expect(
      failure { _ = try Journal.create(place, smallOptions()) } == .exists(path: directory.path))
    var other = smallOptions()
    other.venue = Bytes16([UInt8](repeating: 1, count: 16))
    #expect(failure { _ = try Journal.resume(place, other) } == .otherVenue(found: testVenue))
    let nowhere = failure {
      _ = try Journal.create(.directory("/nonexistent/journal"), smallOptions())
    }
    #expect(nowhere?.description.contains("make the parent directory first") == true)
  }

  @Test(arguments: [false, true])
  func `a limit on file size fills the journal, and nothing committed is lost`(
    _ forbidsRing: Bool
  ) async {
    // In a process of its own, because the limit is the process's.
    if forbidsRing {
      await #expect(processExitsWith: .success) { try fillUp(forbidsRing: true) }
    } else {
      await #expect(processExitsWith: .success) { try fillUp(forbidsRing: false) }
    }
  }

  @Test(arguments: [false, true])
  func `a process killed in the middle of a write loses nothing it acknowledged`(
    _ forbidsRing: Bool
  ) async throws {
    let directory = TestDirectory()
    let path = directory.path
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, forbidsRing = forbidsRing as Bool] in
      try acknowledgeUntilKilled(path, forbidsRing: forbidsRing)
    }
    let acknowledged = try acknowledgements(path)
    #expect(acknowledged > 50)
    var replayed = 0
    let resumed = try Journal.resume(.directory(path), smallOptions()) { record in
      #expect(record.index == UInt64(replayed) && record.bytes[0] == UInt8(replayed & 255))
      replayed += 1
    }
    #expect(replayed >= acknowledged)
    let seal = try resumed.stopCleanly()
    #expect(seal.recordCount == UInt64(replayed))
  }

  @Test func `the polling thread may be another than the making one`() throws {
    let directory = TestDirectory()
    let work = PollElsewhere(
      try Journal.create(.directory(directory.path), smallOptions()))
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { argument in
        Unmanaged<PollElsewhere>.fromOpaque(argument!).takeUnretainedValue().run()
        return nil
      }, Unmanaged.passUnretained(work).toOpaque())
    pthread_join(thread, nil)
    #expect(work.committed == 20)
    let journal = work.take()
    _ = try journal.stopCleanly()
    let (records, summary) = try readBack(directory: directory.path)
    #expect(records.count == 20)
    guard case .sealed = summary.ending else {
      Issue.record("sealed from the making thread")
      return
    }
  }
}

/// Makes a journal, then forbids files as large as its next segments, and checks what is left.
private func fillUp(forbidsRing: Bool) throws {
  signal(SIGXFSZ, SIG_IGN)
  let directory = TestDirectory()
  var options = smallOptions()
  options.forbidsRing = forbidsRing
  var journal = try Journal.create(.directory(directory.path), options)
  // The first group ends at the limit, so that the second is refused and not cut short.
  var limit = rlimit(rlim_cur: 12288, rlim_max: 12288)
  precondition(setrlimit(__rlimit_resource_t(1), &limit) == 0)
  var committed: UInt64 = 0
  for _ in 0..<1000 {
    while journal.appendNext([UInt8](repeating: 9, count: 500)) {}
    committed = journal.drain().last.map { $0.lastIndex + 1 } ?? committed
    if journal.state != .open { break }
  }
  guard case .full(let fault) = journal.state else { fatalError("\(journal.state)") }
  precondition(fault.code == EFBIG || fault.code == ENOSPC, "\(fault)")
  precondition(fault.description.contains("free space"), "\(fault)")
  precondition(journal.committedEnd == committed)
  precondition(!journal.appendNext([1]))
  _ = consume journal
  let (records, summary) = try readBack(directory: directory.path)
  precondition(UInt64(records.count) >= committed && committed > 0)
  guard case .unsealed = summary.ending else { fatalError("\(summary.ending)") }
}

/// Commits records, notes each acknowledgement in a file, and dies with a write in flight.
private func acknowledgeUntilKilled(_ path: String, forbidsRing: Bool) throws {
  var options = smallOptions()
  options.forbidsRing = forbidsRing
  var journal = try Journal.create(.directory(path), options)
  let notes = open("\(path)/notes", O_WRONLY | O_CREAT, 0o600)
  while true {
    for _ in 0..<3 {
      _ = journal.appendNext([UInt8](repeating: UInt8(journal.appendedEnd & 255), count: 400))
    }
    _ = journal.poll()
    if journal.committedEnd > 100, !journal.isIdle { kill(getpid(), SIGKILL) }
    if journal.takeCommittedGroup() != nil {
      var end = journal.committedEnd
      precondition(pwrite(notes, &end, 8, 0) == 8)
    }
  }
}

private func acknowledgements(_ path: String) throws -> Int {
  let notes = open("\(path)/notes", O_RDONLY)
  defer { close(notes) }
  var end: UInt64 = 0
  #expect(pread(notes, &end, 8, 0) == 8)
  return Int(end)
}

/// Polls a journal on whatever thread calls `run`.
private final class PollElsewhere: @unchecked Sendable {
  private var journal: Journal?
  var committed: UInt64 = 0

  init(_ journal: consuming Journal) { self.journal = consume journal }

  func run() {
    guard var journal = journal.take() else { return }
    for byte in 0..<20 as Range<UInt8> {
      _ = journal.appendNext([byte])
      _ = journal.drain()
    }
    committed = journal.committedEnd
    self.journal = consume journal
  }

  func take() -> Journal { journal.take()! }
}
