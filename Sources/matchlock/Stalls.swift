// SPDX-License-Identifier: Apache-2.0

internal import CMachine
internal import Glibc
internal import Synchronization

/// Holds a thread of this process up, again and again: a signal whose handler spins. For tests of the tool.
final class Stalls: @unchecked Sendable {
  private let target: Int32
  private let every: UInt32
  private let isEnding = Atomic<Bool>(false)
  private var count = 0
  private var thread = pthread_t()
  private static let milliseconds = Atomic<UInt64>(0)
  private static let logged = Atomic<Int>(0)
  private static let logMax = 1_024
  /// When each began and ended; the handler writes, whoever ended them reads.
  nonisolated(unsafe) private static let log = UnsafeMutablePointer<(UInt64, UInt64)>.allocate(
    capacity: logMax)

  /// - Parameters:
  ///   - thread: its name.
  ///   - every: milliseconds between two.
  init(thread name: String, milliseconds: UInt64, every: UInt32) throws {
    guard let target = Self.thread(named: name) else {
      throw CommandFailure("there is no thread \(name) to hold up")
    }
    self.target = target
    self.every = every
    Self.milliseconds.store(milliseconds, ordering: .relaxed)
    Self.logged.store(0, ordering: .relaxed)
    signal(SIGUSR1) { _ in
      let start = ml_machine_monotonic_nanoseconds()
      let length = Stalls.milliseconds.load(ordering: .relaxed) * 1_000_000
      var now = start
      while now - start < length { now = ml_machine_monotonic_nanoseconds() }
      let place = Stalls.logged.load(ordering: .relaxed)
      if place < Stalls.logMax { unsafe Stalls.log[place] = (start, now) }
      Stalls.logged.store(place + 1, ordering: .releasing)
    }
    let box = unsafe Unmanaged.passRetained(self).toOpaque()
    _ = unsafe pthread_create(
      &thread, nil,
      { raw in
        unsafe Unmanaged<Stalls>.fromOpaque(raw!).takeRetainedValue().go()
        return nil
      }, box)
  }

  private func go() {
    while true {
      for _ in 0..<every {
        usleep(1_000)
        if isEnding.load(ordering: .acquiring) { return }
      }
      _ = ml_machine_signal_thread(target, SIGUSR1)
      count += 1
    }
  }

  /// No more of them; when each began and ended, by CLOCK_MONOTONIC_RAW.
  func end() -> [(from: UInt64, to: UInt64)] {
    isEnding.store(true, ordering: .releasing)
    pthread_join(thread, nil)
    // The last may be under way.
    for _ in 0..<1_000 where Self.logged.load(ordering: .acquiring) < count { usleep(1_000) }
    let logged = min(Self.logged.load(ordering: .acquiring), Self.logMax)
    return (0..<logged).map { unsafe (from: Self.log[$0].0, to: Self.log[$0].1) }
  }

  private static func thread(named name: String) -> Int32? {
    guard let folder = unsafe opendir("/proc/self/task") else { return nil }
    defer { unsafe closedir(folder) }
    while let entry = unsafe readdir(folder) {
      let task = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      guard let number = Int32(task), let text = try? readFile("/proc/self/task/\(task)/comm")
      else {
        continue
      }
      if text.split(separator: "\n").first.map(String.init) == name { return number }
    }
    return nil
  }
}
