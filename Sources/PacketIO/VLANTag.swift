// SPDX-License-Identifier: Apache-2.0

internal import CDpdk
internal import Memory

/// The one 802.1Q tag of a port on a tagged link, put on every frame sent and taken off every frame
/// received, in place:
///
///      0          6          12      14      16   18
///     ┌──────────┬──────────┬───────┬───────┬────┬─────
///     │ to       │ from     │ 8100  │ TCI   │type│ ...      on the wire
///     └──────────┴──────────┴───────┴───────┴────┴─────
///                ┌──────────┬──────────┬────┬─────
///                │ to       │ from     │type│ ...           to all but the port
///                └──────────┴──────────┴────┴─────
///
/// So the tag costs the twelve bytes' move, and nothing beyond the port knows of it. Frames of another
/// VLAN, of none, or tagged 802.1ad are not ours. Of the tag's control bits the priority and the drop
/// mark are not looked at, and are 0 in what is sent.
///
/// - Source: IEEE 802.1Q-2018, clause 9.
@safe
struct VLANTag: BitwiseCopyable {
  /// 1...4,094; 0 for a port without a tag.
  let number: UInt16
  /// Bytes that the tag takes of a frame on the wire.
  let bytes: Int

  @_noAllocation @_noLocks
  init(_ number: UInt16) {
    self.number = number
    bytes = number == 0 ? 0 : 4
  }

  /// Takes the tag off a received frame; false when it has not exactly that one.
  ///
  /// - Precondition: `frame` describes bytes that may be written.
  @_noAllocation @_noLocks
  func take(off frame: inout ml_dpdk_frame) -> Bool {
    if number == 0 { return true }
    let count = unsafe Int(frame.length)
    if count < 18 { return false }
    let view = unsafe MutableByteView(UnsafeMutableRawPointer(frame.data), count: count)
    if view.view.big16(12) != 0x8100 || view.view.big16(14) & 0xfff != number { return false }
    move(view, from: 0, to: 4)
    unsafe frame.data += 4
    unsafe frame.length -= 4
    return true
  }

  /// Puts the tag on a frame that was written `bytes` behind the start of its buffer.
  ///
  /// - Precondition: `frame` describes the buffer from its start, and the frame's length without tag.
  @_noAllocation @_noLocks
  func put(on frame: inout ml_dpdk_frame) {
    if number == 0 { return }
    unsafe frame.length += 4
    let view = unsafe MutableByteView(
      UnsafeMutableRawPointer(frame.data), count: Int(frame.length))
    move(view, from: 4, to: 0)
    view.big16(0x8100, at: 12)
    view.big16(number, at: 14)
  }

  /// Moves both addresses, whose old and new places overlap.
  @_noAllocation @_noLocks
  private func move(_ frame: MutableByteView, from: Int, to: Int) {
    let destination = frame.view.big48(from)
    let source = frame.view.big48(from &+ 6)
    frame.big48(destination, at: to)
    frame.big48(source, at: to &+ 6)
  }
}
