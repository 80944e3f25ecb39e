// SPDX-License-Identifier: Apache-2.0

public import CEngineABI
internal import Memory
internal import Quantities

// The calls of `matchlock_engine.h`, which says what each of them does. The compiler compares each with
// its declaration there.

/// The engine behind a handle.
private typealias Handle = UnsafeMutablePointer<Engine>

@inline(__always)
@_noAllocation @_noLocks
private func handle(_ engine: OpaquePointer?) -> Handle? {
  guard let engine = unsafe engine else { return nil }
  return unsafe Handle(engine)
}

@c @implementation
public func mle_version() -> UInt32 { MLE_VERSION }

@c @implementation
public func mle_create(
  _ limits: UnsafePointer<mle_limits>?, _ engine: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
  guard let engine = unsafe engine else { return Int32(MLE_BAD_ARGUMENT) }
  unsafe engine.pointee = nil
  guard let limits = unsafe limits?.pointee else { return Int32(MLE_BAD_ARGUMENT) }
  let words = limits.reserved_words
  if limits.version != MLE_VERSION || limits.reserved != 0 || words.0 | words.1 | words.2 != 0 {
    return Int32(MLE_BAD_ARGUMENT)
  }
  guard let made = Engine(limits) else { return Int32(MLE_BAD_LIMITS) }
  let handle = Handle.allocate(capacity: 1)
  unsafe handle.initialize(to: made)
  unsafe engine.pointee = OpaquePointer(handle)
  return Int32(MLE_OK)
}

@c @implementation
public func mle_destroy(_ engine: OpaquePointer?) {
  guard let handle = unsafe handle(engine) else { return }
  unsafe handle.deinitialize(count: 1)
  unsafe handle.deallocate()
}

@c @implementation
public func mle_list(
  _ engine: OpaquePointer?, _ market: UInt32, _ price_min: Int64, _ price_max: Int64
) -> Int32 {
  guard let handle = unsafe handle(engine) else { return Int32(MLE_BAD_ARGUMENT) }
  return unsafe handle.pointee.books.list(market, price_min, price_max)
}

@c @implementation
public func mle_group(_ engine: OpaquePointer?, _ account: UInt32, _ group: UInt32) -> Int32 {
  guard let handle = unsafe handle(engine) else { return Int32(MLE_BAD_ARGUMENT) }
  return unsafe handle.pointee.books.group(account, group)
}

@c @implementation
@_noAllocation @_noLocks
public func mle_submit(
  _ engine: OpaquePointer?, _ commands: UnsafePointer<mle_command>?, _ count: Int
) -> Int64 {
  guard let handle = unsafe handle(engine), count >= 0 else { return Int64(MLE_BAD_ARGUMENT) }
  if count == 0 { return 0 }
  guard let commands = unsafe commands else { return Int64(MLE_BAD_ARGUMENT) }
  let distance = unsafe handle.pointee.books.foresightDistance
  var done = 0
  while unsafe done < count && handle.pointee.hasRoom {
    if distance > 0 && count &- done > 2 &* distance {
      unsafe handle.pointee.books.foresee(commands[done &+ 2 &* distance])
      unsafe handle.pointee.books.foreseeMore(commands[done &+ distance])
    }
    unsafe handle.pointee.apply(commands[done])
    done &+= 1
  }
  return Int64(done)
}

@c @implementation
@_noAllocation @_noLocks
public func mle_drain(
  _ engine: OpaquePointer?, _ reports: UnsafeMutablePointer<mle_report>?, _ count: Int
) -> Int64 {
  guard let handle = unsafe handle(engine), count >= 0 else { return Int64(MLE_BAD_ARGUMENT) }
  if count == 0 { return 0 }
  guard let reports = unsafe reports else { return Int64(MLE_BAD_ARGUMENT) }
  var taken = 0
  while unsafe taken < count && handle.pointee.reports.count > 0 {
    unsafe reports[taken] = handle.pointee.reports.removeFirst()
    taken &+= 1
  }
  return Int64(taken)
}

@c @implementation
public func mle_best(
  _ engine: OpaquePointer?, _ market: UInt32, _ side: UInt8, _ price: UnsafeMutablePointer<Int64>?,
  _ lots: UnsafeMutablePointer<UInt64>?
) -> Int32 {
  guard let handle = unsafe handle(engine), let price = unsafe price, let lots = unsafe lots,
    let side = Side(wire: side)
  else { return Int32(MLE_BAD_ARGUMENT) }
  if unsafe !handle.pointee.books.isListed(market) { return Int32(MLE_UNKNOWN) }
  let best = unsafe handle.pointee.books.best(market, side)
  unsafe price.pointee = best?.price ?? 0
  unsafe lots.pointee = best?.lots ?? 0
  return Int32(MLE_OK)
}

@c @implementation
public func mle_open_orders(_ engine: OpaquePointer?) -> UInt64 {
  guard let handle = unsafe handle(engine) else { return 0 }
  return unsafe UInt64(handle.pointee.books.openOrders)
}

@c @implementation
public func mle_checksum(
  _ engine: OpaquePointer?, _ market: UInt32, _ checksum: UnsafeMutablePointer<UInt64>?
) -> Int32 {
  guard let handle = unsafe handle(engine), let checksum = unsafe checksum else {
    return Int32(MLE_BAD_ARGUMENT)
  }
  if unsafe !handle.pointee.books.isListed(market) { return Int32(MLE_UNKNOWN) }
  unsafe checksum.pointee = handle.pointee.books.checksum(market)
  return Int32(MLE_OK)
}

@c @implementation
public func mle_snapshot(
  _ engine: OpaquePointer?, _ bytes: UnsafeMutableRawPointer?, _ size: Int
) -> Int64 {
  guard let handle = unsafe handle(engine), size >= 0 else { return Int64(MLE_BAD_ARGUMENT) }
  let wanted = unsafe Snapshot.bytes(handle.pointee.books)
  guard let bytes = unsafe bytes else { return Int64(wanted) }
  if size < wanted { return Int64(MLE_NO_ROOM) }
  unsafe Snapshot.write(handle.pointee.books, to: MutableByteView(bytes, count: wanted))
  return Int64(wanted)
}

@c @implementation
public func mle_hash(_ engine: OpaquePointer?, _ hash: UnsafeMutablePointer<UInt8>?) -> Int32 {
  guard let handle = unsafe handle(engine), let hash = unsafe hash else {
    return Int32(MLE_BAD_ARGUMENT)
  }
  unsafe Snapshot.hash(handle.pointee.books, to: MutableByteView(hash, count: 32))
  return Int32(MLE_OK)
}
