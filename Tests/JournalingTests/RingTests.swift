// SPDX-License-Identifier: Apache-2.0

import CUring
import Glibc
import Testing

/// The ring alone, on descriptors that fail on purpose.
@Suite struct RingTests {
  /// Writes four bytes to `descriptor` and waits for the result; nil where io_uring is refused.
  private func write(to descriptor: Int32, flush: Bool) -> Int32? {
    var made: OpaquePointer?
    guard ml_uring_create(&made) == 0, let ring = made else { return nil }
    defer { ml_uring_destroy(ring) }
    #expect(ml_uring_enable(ring) == 0)
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: 4)
    bytes.initialize(repeating: 7, count: 4)
    defer { bytes.deallocate() }
    #expect(ml_uring_write(ring, descriptor, bytes, 4, 0, flush ? 1 : 0) == 0)
    var result: Int32 = .min
    for _ in 0..<10_000 {
      if ml_uring_reap(ring, &result) != 0 { return result }
      usleep(100)
    }
    return .max
  }

  @Test func `a flush that fails fails the write that it was to complete`() {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    defer { ends.forEach { close($0) } }
    guard let plain = write(to: ends[1], flush: false) else {
      return print("io_uring is refused here: nothing to test")
    }
    // A pipe takes bytes and cannot be flushed.
    #expect(plain == 4)
    #expect(write(to: ends[1], flush: true) == -EINVAL)
  }

  @Test func `a write that fails is reported, not the flush that it cancelled`() {
    let reading = open("/dev/null", O_RDONLY)
    defer { close(reading) }
    guard let plain = write(to: reading, flush: false) else {
      return print("io_uring is refused here: nothing to test")
    }
    #expect(plain == -EBADF)
    #expect(write(to: reading, flush: true) == -EBADF)
  }
}
