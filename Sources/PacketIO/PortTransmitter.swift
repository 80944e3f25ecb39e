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
  private let device: OpaquePointer?
  private let frames: UnsafeMutablePointer<ml_dpdk_frame>
  private var memory: MemoryTransmitter?
  private var reserved = 0

  init(_ control: PortControl, memory: consuming MemoryTransmitter? = nil) {
    self.control = control
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
  /// - Precondition: `wanted >= 0`.
  /// - Returns: how many were granted, 0 to 32.
  /// - Complexity: O(burst); nothing allocates.
  @_noAllocation @_noLocks
  public mutating func reserve(_ wanted: Int) -> Int {
    precondition(wanted >= 0)
    let asked = wanted < Port.burstMax ? wanted : Port.burstMax
    let granted: Int
    if let device = unsafe device {
      granted = unsafe Int(ml_dpdk_reserve(device, frames, UInt32(asked)))
    } else {
      granted = unsafe memory!.reserve(asked, into: frames)
    }
    precondition(granted >= 0 && granted <= asked)
    counters.noBuffer &+= UInt64(asked &- granted)
    reserved = granted
    for i in 0..<granted { unsafe frames[i].length = 0 }
    return granted
  }

  /// The room of the reserved frame at `index`, `frameBytesMax` bytes of undefined contents.
  ///
  /// - Precondition: `0 <= index <` the result of `reserve`, less what was transmitted since.
  @_noAllocation @_noLocks
  public func outgoing(_ index: Int) -> MutableByteView {
    precondition(UInt(bitPattern: index) < UInt(bitPattern: reserved))
    return unsafe MutableByteView(
      UnsafeMutableRawPointer(frames[index].data), count: Port.frameBytesMax)
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
    for i in 0..<count { unsafe precondition(frames[i].length != 0) }
    reserved = 0
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
