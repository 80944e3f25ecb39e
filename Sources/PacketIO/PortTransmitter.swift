// SPDX-License-Identifier: Apache-2.0

internal import CDpdk
internal import Lanes
public import Memory

/// The sending end of a port. Used by one thread at a time.
///
/// `@safe`: a frame handed out lies in a buffer this end holds until it is transmitted, its index
/// is checked against what was reserved, and its length against its room.
@safe
public struct PortTransmitter: ~Copyable, @unchecked Sendable {
  /// What is asked seldom; also keeps the device open.
  public let control: PortControl
  /// Frames handed over, dropped, and not to be had.
  public private(set) var counters = SendCounters()
  private let tag: VLANTag
  private let device: OpaquePointer?
  private let frames: UnsafeMutablePointer<ml_dpdk_frame>
  private var memory: MemoryTransmitter?
  private var reserved = 0
  /// Frames that the driver refused at the last `offer`: written, and first in line. The next
  /// reservation begins with them.
  public private(set) var held = 0

  init(_ control: PortControl, memory: consuming MemoryTransmitter? = nil) {
    self.control = control
    tag = control.tag
    unsafe device = control.device
    unsafe frames = control.outgoing
    self.memory = memory
  }

  /// Takes empty frames to write, at most `burstMax`. A reservation replaces the one before: frames
  /// reserved and not transmitted are reserved again, their contents undefined.
  ///
  /// Fewer than `wanted` are granted when buffers are short, and on a memory pair when the peer
  /// has not made room; the difference is counted in `noBuffer`.
  ///
  /// Held frames count among those granted and keep their contents.
  ///
  /// - Precondition: `wanted >= held`.
  /// - Returns: how many were granted, 0 to 32.
  /// - Complexity: O(burst); nothing allocates.
  @_noAllocation @_noLocks
  public mutating func reserve(_ wanted: Int) -> Int {
    precondition(wanted >= held)
    let asked = wanted < Port.burstMax ? wanted : Port.burstMax
    let granted: Int
    if let device = unsafe device {
      granted = unsafe Int(ml_dpdk_reserve(device, frames, UInt32(asked)))
    } else {
      granted = unsafe memory!.reserve(asked, into: frames)
    }
    precondition(granted >= held && granted <= asked)
    counters.noBuffer &+= UInt64(asked &- granted)
    reserved = granted
    for i in held..<granted { unsafe frames[i].length = 0 }
    return granted
  }

  /// Tags the frames that are written; those held have their tag.
  @_noAllocation @_noLocks
  private func close(_ count: Int) {
    for i in 0..<count { unsafe precondition(frames[i].length != 0) }
    if count <= held || tag.number == 0 { return }
    for i in held..<count { unsafe tag.put(on: &frames[i]) }
  }

  /// The room of the reserved frame at `index`, `frameBytesMax` bytes of undefined contents.
  ///
  /// - Precondition: `0 <= index <` the result of `reserve`, less what was transmitted since.
  @_noAllocation @_noLocks
  public func outgoing(_ index: Int) -> MutableByteView {
    precondition(UInt(bitPattern: index) < UInt(bitPattern: reserved))
    return unsafe MutableByteView(
      UnsafeMutableRawPointer(frames[index].data) + tag.bytes, count: Port.frameBytesMax)
  }

  /// Sets the length of the reserved frame at `index`.
  ///
  /// - Precondition: as for `outgoing`; `14 <= bytes <= frameBytesMax`.
  @_noAllocation @_noLocks
  public mutating func setLength(_ index: Int, _ bytes: Int) {
    precondition(UInt(bitPattern: index) < UInt(bitPattern: reserved))
    precondition(bytes >= 14 && bytes <= Port.frameBytesMax)
    unsafe frames[index].length = UInt32(truncatingIfNeeded: bytes)
  }

  /// Hands the first `count` reserved frames to the driver, in order. What the driver has no room
  /// for is freed and counted as dropped: the wire gives no promise, so neither do we. The
  /// reservation ends.
  ///
  /// - Precondition: `0 <= count <=` what is reserved, each with its length set.
  /// - Returns: how many the driver took.
  /// - Complexity: O(burst); nothing allocates.
  @_noAllocation @_noLocks
  public mutating func transmit(_ count: Int) -> Int {
    precondition(count >= 0 && count <= reserved)
    close(count)
    reserved = 0
    held = 0
    let sent: Int
    if let device = unsafe device {
      sent = unsafe Int(ml_dpdk_transmit(device, frames, UInt32(count)))
    } else {
      sent = unsafe memory!.transmit(frames, count)
    }
    precondition(sent >= 0 && sent <= count)
    counters.sent &+= UInt64(sent)
    counters.dropped &+= UInt64(count &- sent)
    return sent
  }
}

extension PortTransmitter {
  /// Hands the first `count` reserved frames to the driver as `transmit` does, but keeps what it
  /// refuses: those are `held`, to be offered again. The reservation ends.
  ///
  /// - Precondition: as for `transmit`; `count >= held`.
  /// - Returns: how many the driver took.
  @_noAllocation @_noLocks
  public mutating func offer(_ count: Int) -> Int {
    precondition(count >= held && count <= reserved)
    close(count)
    let sent: Int
    if let device = unsafe device {
      sent = unsafe Int(ml_dpdk_offer(device, frames, UInt32(count)))
    } else {
      sent = unsafe memory!.transmit(frames, count)
    }
    precondition(sent >= 0 && sent <= count)
    counters.sent &+= UInt64(sent)
    held = count &- sent
    for i in 0..<held { unsafe frames[i].length = frames[i &+ sent].length }
    // Their buffers moved to the front: `reserve` says where they are.
    reserved = 0
    return sent
  }
}

/// What a sending end has counted.
@frozen
public struct SendCounters: BitwiseCopyable, Hashable, Sendable {
  /// Frames the driver took.
  public var sent: UInt64 = 0
  /// Frames the driver refused, freed: its queue was full, or the link was down.
  public var dropped: UInt64 = 0
  /// Frames asked for and not granted.
  public var noBuffer: UInt64 = 0
}
