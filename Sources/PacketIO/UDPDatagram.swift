// SPDX-License-Identifier: Apache-2.0

public import Memory

/// A UDP datagram over IPv4 and Ethernet II, read from or written to a frame.
///
///      0          6          12   14                34           42
///     ┌──────────┬──────────┬────┬─────────────────┬────────────┬───────────┬─────────┐
///     │ to (MAC) │ from     │type│ IPv4, no options│ UDP header │ payload   │ padding │
///     └──────────┴──────────┴────┴─────────────────┴────────────┴───────────┴─────────┘
///
/// Lengths and ports are big-endian on the wire and in host order here.
@frozen
public struct UDPDatagram: BitwiseCopyable, Sendable {
  /// The payload, in the frame it was parsed from and valid as long as that.
  public let payload: ByteView
  /// The sender, as the frame says: not to be trusted before a MAC or a signature is checked.
  public let source: Endpoint
  /// Whom it was sent to: us, or a group.
  public let destination: Endpoint

  /// Where a payload starts in a frame: 14 + 20 + 8 bytes.
  @inlinable public static var payloadOffset: Int {
    @_noAllocation @_noLocks @inline(__always) get { 42 }
  }
  /// The longest payload that fits an untagged frame of 1,514 bytes.
  @inlinable public static var payloadBytesMax: Int {
    @_noAllocation @_noLocks @inline(__always) get { 1472 }
  }
  /// The shortest frame on a wire, without its check sequence.
  @inlinable public static var frameBytesMin: Int {
    @_noAllocation @_noLocks @inline(__always) get { 60 }
  }

  @inlinable
  @_noAllocation @_noLocks
  init(payload: ByteView, source: Endpoint, destination: Endpoint) {
    self.payload = payload
    self.source = source
    self.destination = destination
  }
}

/// Which datagrams a port takes.
@frozen
public struct DatagramFilter: BitwiseCopyable, Sendable {
  /// Our own address. A UDP port of 0 takes every port.
  public var local: Endpoint
  /// Whether datagrams to IPv4 groups are taken, whatever their UDP port. Which groups arrive is
  /// the network's affair; the caller looks at `destination`.
  public var takesMulticast: Bool

  /// A filter for `local`.
  @inlinable
  @_noAllocation @_noLocks
  public init(local: Endpoint, takesMulticast: Bool = false) {
    self.local = local
    self.takesMulticast = takesMulticast
  }
}

/// What a frame turned out to be.
@frozen
public enum ParseResult: BitwiseCopyable, Sendable {
  /// A datagram for us, every length and checksum right.
  case datagram(UDPDatagram)
  /// The first fault found.
  case fault(FrameFault)
}
