// SPDX-License-Identifier: Apache-2.0

internal import CUring
internal import Glibc
internal import Memory

/// What happens at start and at a clean stop, and may wait.
extension JournalDevice {
  /// Opens an existing segment to go on writing to it.
  func open(_ number: UInt64) throws(JournalError) -> SegmentHandle {
    if mechanism == .memory { return SegmentHandle(number: number) }
    var flags = settings.flags
    let descriptor = unsafe ml_file_open_segment(directory, number, &flags)
    if descriptor < 0 { throw failure("open segment \(number)", descriptor) }
    return SegmentHandle(number: number, descriptor: descriptor, flags: flags)
  }

  /// Waits for the segment that is being prepared.
  mutating func waitPrepared(_ number: UInt64) throws(JournalError) -> SegmentHandle {
    while true {
      switch prepared() {
      case .ready(let handle): return handle
      case .failed(let code): throw failure("prepare segment \(number)", -code)
      case .notYet: usleep(100)
      }
    }
  }

  /// Writes `bytes` now and waits until the medium has them, whatever the durability.
  func writeNow(_ segment: SegmentHandle, offset: UInt64, bytes: ByteView) throws(JournalError) {
    if let state = unsafe diskState {
      let file = unsafe state.pointee.file(Int(segment.number) - 1)
      file.slice(Int(offset), count: bytes.count).copy(bytes)
      return
    }
    let wrote = unsafe ml_file_write(segment.descriptor, bytes.address, bytes.count, offset)
    if wrote < 0 { throw failure("write segment \(segment.number)", Int32(wrote)) }
    if wrote != Int64(bytes.count) { throw failure("write segment \(segment.number)", -EIO) }
    try flush(segment)
  }

  /// Waits until the medium has all that was written to the segment.
  func flush(_ segment: SegmentHandle) throws(JournalError) {
    if mechanism == .memory { return }
    let code = ml_file_sync(segment.descriptor)
    if code < 0 { throw failure("flush segment \(segment.number)", code) }
  }

  /// Cuts the segment's file after `bytes`.
  func truncate(_ segment: SegmentHandle, bytes: Int) throws(JournalError) {
    if let state = unsafe diskState {
      unsafe state.pointee.sizes[Int(segment.number) - 1] = bytes
      return
    }
    let code = ml_file_truncate(segment.descriptor, UInt64(bytes))
    if code < 0 { throw failure("truncate segment \(segment.number)", code) }
    try flush(segment)
  }

  /// Removes a segment's file; one that is not there is none to remove.
  func remove(_ number: UInt64) throws(JournalError) {
    if let state = unsafe diskState {
      let slot = Int(number) - 1
      if slot < (unsafe state.pointee.sizes.count) { unsafe state.pointee.sizes[slot] = 0 }
      return
    }
    let code = ml_file_remove_segment(directory, number)
    if code < 0 { throw failure("remove segment \(number)", code) }
  }

  /// Ends the helpers, waits for a write in flight, and gives everything back save the segment that
  /// the journal has open. The device cannot be used afterwards.
  mutating func close() {
    preparer?.stop()
    while let reply = preparer?.answer() {
      if reply.descriptor >= 0 { ml_file_close(reply.descriptor) }
    }
    writer?.stop()
    var polls = 0
    while mechanism != .memory && isWriting && polls < Self.closePollsMax {
      if case .inFlight = reap() { usleep(100) }
      polls += 1
    }
    unsafe ml_uring_destroy(ring)
    // If the kernel still reads a buffer (the ring was another thread's, or the disk hangs), it is
    // better lost than used again for something else.
    if mechanism == .memory || !isWriting { unsafe memory.deallocate() }
  }

  /// Half a second and more: a write takes microseconds, so what is not done by then hangs.
  private static var closePollsMax: Int { 5_000 }

  /// Removes a segment file that was never finished.
  func removeUnfinished() throws(JournalError) {
    if mechanism == .memory { return }
    let code = ml_file_remove_unfinished(directory)
    if code < 0 { throw failure("remove an unfinished segment", code) }
  }

  func failure(_ operation: String, _ code: Int32) -> JournalError {
    .system(operation: operation, path: path, code: -code)
  }
}
