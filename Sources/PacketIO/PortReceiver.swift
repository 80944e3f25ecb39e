// SPDX-License-Identifier: Apache-2.0

internal import CDpdk
internal import Lanes
public import Memory

/// A frame as received, and what the NIC found of it.
@frozen
public struct ReceivedFrame: BitwiseCopyable, Sendable {
  /// The Ethernet frame, without its check sequence, 0 to 1,514 bytes: valid until released.
  public let bytes: ByteView
  /// The NIC's verdicts; `unknown` from software ports.
  public let checks: FrameChecks

  @_noAllocation @_noLocks
  init(bytes: ByteView, checks: FrameChecks) {
    self.bytes = bytes
    self.checks = checks
  }
}

/// The receiving end of a port. Used by one thread at a time.
///
/// `@safe`: a frame handed out lies in a buffer the port holds until `releaseReceived`, its index
/// is checked, and its length was checked against `frameBytesMax` when it came in.
@safe
public struct PortReceiver: ~Copyable, @unchecked Sendable {
  /// What is asked seldom; also keeps the device open.
  public let control: PortControl
  /// Frames handed out, and frames refused: longer than `frameBytesMax`, in several pieces, or of
  /// another VLAN.
  public private(set) var counters = ReceiveCounters()
  private let tag: VLANTag
  private let device: OpaquePointer?
  private let frames: UnsafeMutablePointer<ml_dpdk_frame>
  private var memory: MemoryReceiver?
  private var held = 0
  private var isHolding = false

  init(_ control: PortControl, memory: consuming MemoryReceiver? = nil) {
    self.control = control
    tag = control.tag
    unsafe device = control.device
    unsafe frames = control.received
    self.memory = memory
  }

  /// Takes the frames that have come, at most `burstMax`. They are held, unchanged and in arrival
  /// order, until `releaseReceived`.
  ///
  /// - Precondition: the burst before has been released, unless there was nothing in it.
  /// - Returns: how many are held, 0 to 32.
  /// - Complexity: O(burst); nothing allocates.
  @_noAllocation @_noLocks
  public mutating func receive() -> Int {
    precondition(!isHolding)
    isHolding = true
    let count: Int
    if let device = unsafe device {
      count = unsafe Int(ml_dpdk_receive(device, frames))
    } else {
      count = unsafe memory!.receive(into: frames)
    }
    precondition(count >= 0 && count <= Port.burstMax)
    held = keepWhole(count)
    counters.received &+= UInt64(held)
    if held == 0 { releaseReceived() }
    return held
  }

  /// Moves the frames we take to the front of the table; the others are released with them.
  @_noAllocation @_noLocks
  private mutating func keepWhole(_ count: Int) -> Int {
    var kept = 0
    for i in 0..<count {
      var frame = unsafe frames[i]
      if unsafe frame.segments != 1 || frame.length > UInt32(Port.frameBytesMax &+ tag.bytes) {
        counters.refused &+= 1
      } else if unsafe tag.take(off: &frame) {
        unsafe frames[kept] = unsafe frame
        kept &+= 1
      } else {
        counters.otherVLAN &+= 1
      }
    }
    return kept
  }

  /// The frame at `index` of the burst.
  ///
  /// - Precondition: `0 <= index <` the result of `receive`.
  @_noAllocation @_noLocks
  public func received(_ index: Int) -> ReceivedFrame {
    precondition(UInt(bitPattern: index) < UInt(bitPattern: held))
    let frame = unsafe frames[index]
    return unsafe ReceivedFrame(
      bytes: ByteView(UnsafeRawPointer(frame.data), count: Int(frame.length)),
      checks: FrameChecks(ip: Self.verdict(frame.ip), udp: Self.verdict(frame.l4)))
  }

  @_noAllocation @_noLocks
  private static func verdict(_ raw: UInt8) -> ChecksumVerdict {
    switch raw {
    case 1: .good
    case 2: .bad
    default: .unknown
    }
  }

  /// Gives the burst back. Views of its frames are dead.
  ///
  /// - Complexity: O(burst); nothing allocates.
  @_noAllocation @_noLocks
  public mutating func releaseReceived() {
    if !isHolding { return }
    isHolding = false
    held = 0
    if let device = unsafe device {
      unsafe ml_dpdk_release(device)
    } else {
      memory!.release()
    }
  }
}

/// What a receiving end has counted.
@frozen
public struct ReceiveCounters: BitwiseCopyable, Hashable, Sendable {
  /// Frames handed out.
  public var received: UInt64 = 0
  /// Frames refused: longer than 1,514 bytes or in several pieces.
  public var refused: UInt64 = 0
  /// Frames refused on a port with a tag: without it, or with another.
  public var otherVLAN: UInt64 = 0
}
