// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Memory

/// What a `FaultDisk` does to one write.
public enum DiskFault: Sendable, BitwiseCopyable {
  /// Completes at the reap after `polls` that find it still in flight.
  case delay(polls: Int)
  /// Stays in flight until `FaultDisk.release` or `FaultDisk.crash`.
  case hold
  /// Fails with this errno; nothing is written.
  case error(Int32)
  /// Writes only the first `bytes`, and says so.
  case short(bytes: Int)
  /// Writes all and says so, but with the lowest bit of one byte turned over.
  case flip(byte: Int)
}

/// A disk in memory that delays, fails, tears and corrupts on request, for tests.
///
/// A journal writes to it through the same code as to files. Writes are counted from 0; the sector
/// that a crash tears at is 512 bytes. Everything happens on the thread that polls the journal: the
/// test's own, between polls.
///
/// It is `@safe`: the state is owned by this object, and every access to it is checked.
@safe
public final class FaultDisk: @unchecked Sendable {
  let state: UnsafeMutablePointer<FaultDiskState>

  /// Allocates room for `segmentsMax` segments of `segmentBytes` each.
  public init(segmentBytes: Int, segmentsMax: Int = 16) {
    unsafe state = .allocate(capacity: 1)
    unsafe state.initialize(
      to: FaultDiskState(segmentBytes: segmentBytes, segmentsMax: segmentsMax))
  }

  deinit {
    unsafe state.deinitialize(count: 1)
    unsafe state.deallocate()
  }

  /// Does `fault` to the write with number `write`, counted over the disk's life.
  public func inject(_ fault: DiskFault, atWrite write: Int) {
    unsafe state.pointee.plan(fault, write)
  }

  /// The number of writes that were submitted.
  public var writes: Int { unsafe state.pointee.writes }

  /// Lets a held write complete at the next reap.
  public func release() { unsafe state.pointee.pending.holds = 0 }

  /// How many polls the next preparations take, and the errno they end with (0: they succeed).
  public func prepare(polls: Int, error: Int32 = 0) {
    unsafe state.pointee.preparePolls = polls
    unsafe state.pointee.prepareError = error
  }

  /// Cuts the power: of a write in flight a random part of the sectors is on the disk, the rest is
  /// as it was. A journal that was using the disk must be dropped, not polled.
  ///
  /// - Returns: the number of sectors of that write that did reach the disk.
  @discardableResult
  public func crash(seed: UInt64) -> Int { unsafe state.pointee.tear(seed) }

  /// The segment files, in order of their numbers, as a reader would find them. Allocates.
  public func segments() -> [[UInt8]] {
    var result: [[UInt8]] = []
    for slot in 0..<(unsafe state.pointee.sizes.count) {
      let bytes = unsafe state.pointee.file(slot)
      if bytes.count > 0 { result.append((0..<bytes.count).map { bytes[$0] }) }
    }
    return result
  }
}

/// A write that a `FaultDisk` has taken and not yet completed.
struct PendingWrite: BitwiseCopyable {
  var slot = 0
  var offset = 0
  var bytes: ByteView?
  /// Reaps that still find it in flight; `Int.max` for one that is held.
  var holds = 0
  var fault = DiskFault.hold
}

/// The memory of a `FaultDisk`, reached by pointer so that hot code counts no references.
@safe
struct FaultDiskState: ~Copyable {
  let storage: ByteBuffer
  /// What was submitted, as it was then: a buffer that changes in flight is found out, and a crash
  /// can be played after the journal and its buffers are gone.
  let staging: ByteBuffer
  let segmentBytes: Int
  /// The size of each segment's file; 0 where there is none.
  let sizes: Slab<Int>
  /// Two planned faults to a slot would be a mistake of the test's: the last planned wins.
  let planned: Slab<PlannedFault>
  var plannedCount = 0
  var writes = 0
  var pending = PendingWrite()
  var preparePolls = 0
  var prepareError: Int32 = 0
  var preparing = 0
  var preparingPolls = 0

  struct PlannedFault: BitwiseCopyable {
    var write = 0
    var kind = 0
    var value = 0
  }

  static var sectorBytes: Int { 512 }
  static var faultsMax: Int { 256 }

  init(segmentBytes: Int, segmentsMax: Int) {
    storage = ByteBuffer(count: segmentBytes * segmentsMax, alignment: 4096)
    staging = ByteBuffer(count: segmentBytes, alignment: 4096)
    self.segmentBytes = segmentBytes
    sizes = Slab(count: segmentsMax)
    planned = Slab(count: Self.faultsMax)
  }

  mutating func plan(_ fault: DiskFault, _ write: Int) {
    invariant(plannedCount < Self.faultsMax, "a fault disk takes so many faults")
    let plan: PlannedFault =
      switch fault {
      case .delay(let polls): PlannedFault(write: write, kind: 1, value: polls)
      case .hold: PlannedFault(write: write, kind: 2, value: 0)
      case .error(let code): PlannedFault(write: write, kind: 3, value: Int(code))
      case .short(let bytes): PlannedFault(write: write, kind: 4, value: bytes)
      case .flip(let byte): PlannedFault(write: write, kind: 5, value: byte)
      }
    planned[plannedCount] = plan
    plannedCount += 1
  }

  /// The fault for write number `write`; none is a delay of nothing.
  @_noAllocation @_noLocks
  private func fault(_ write: Int) -> DiskFault {
    var found = DiskFault.delay(polls: 0)
    for i in 0..<plannedCount where planned[i].write == write {
      let value = planned[i].value
      switch planned[i].kind {
      case 1: found = .delay(polls: value)
      case 2: found = .hold
      case 3: found = .error(Int32(value))
      case 4: found = .short(bytes: value)
      default: found = .flip(byte: value)
      }
    }
    return found
  }

  /// The bytes of the file in `slot`.
  @_noAllocation @_noLocks
  func file(_ slot: Int) -> MutableByteView {
    storage.bytes.slice(slot * segmentBytes, count: sizes[slot])
  }

  @_noAllocation @_noLocks
  mutating func submit(segment: UInt64, offset: UInt64, bytes: ByteView) {
    invariant(pending.bytes == nil, "one write is in flight at a time")
    staging.bytes.copy(bytes)
    let fault = fault(writes)
    writes += 1
    var holds = 0
    if case .delay(let polls) = fault { holds = polls }
    if case .hold = fault { holds = .max }
    pending = PendingWrite(
      slot: Int(segment) - 1, offset: Int(offset), bytes: bytes, holds: holds, fault: fault)
  }

  /// The completed write's result, or nil while it is in flight.
  @_noAllocation @_noLocks
  mutating func reap() -> Int32? {
    guard let bytes = pending.bytes else { return nil }
    if pending.holds > 0 {
      if pending.holds != .max { pending.holds -= 1 }
      return nil
    }
    pending.bytes = nil
    invariant(
      bytes.equals(staging.bytes.view.slice(0, count: bytes.count)),
      "a buffer does not change while it is written")
    let target = file(pending.slot).slice(pending.offset, count: bytes.count)
    switch pending.fault {
    case .error(let code): return -code
    case .short(let count):
      target.copy(bytes.slice(0, count: count))
      return Int32(count)
    case .flip(let byte):
      target.copy(bytes)
      target[byte] ^= 1
    default: target.copy(bytes)
    }
    return Int32(bytes.count)
  }

  @_noAllocation @_noLocks
  mutating func startPreparing(_ segment: UInt64) {
    preparing = Int(segment)
    preparingPolls = preparePolls
  }

  /// 0 when the segment asked for is there, a positive errno if it cannot be had, nil before.
  @_noAllocation @_noLocks
  mutating func takePrepared() -> Int32? {
    if preparing == 0 { return nil }
    if preparingPolls > 0 {
      preparingPolls -= 1
      return nil
    }
    let slot = preparing - 1
    preparing = 0
    if prepareError != 0 { return prepareError }
    if slot >= sizes.count { return ENOSPC }
    sizes[slot] = segmentBytes
    file(slot).clear()
    return 0
  }

  mutating func tear(_ seed: UInt64) -> Int {
    guard let submitted = pending.bytes else { return 0 }
    pending.bytes = nil
    let bytes = staging.bytes.view.slice(0, count: submitted.count)
    let target = file(pending.slot).slice(pending.offset, count: bytes.count)
    var random = seed | 1
    var reached = 0
    for sector in 0..<(bytes.count / Self.sectorBytes) {
      // Xorshift64: enough to choose sectors by.
      random ^= random << 13
      random ^= random >> 7
      random ^= random << 17
      if random & 4 == 0 { continue }
      let at = sector * Self.sectorBytes
      target.copy(bytes.slice(at, count: Self.sectorBytes), at: at)
      reached += 1
    }
    return reached
  }
}
