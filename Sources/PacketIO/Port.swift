// SPDX-License-Identifier: Apache-2.0

public import Memory

/// A network port: bursts of Ethernet frames in and out.
///
///              ┌ control ─ link, statistics, addresses      any thread, cold
///     Port ────┼ receiver ─ receive, received, release      one thread
///              └ transmitter ─ reserve, outgoing, transmit  one thread, may be another
///
/// Where one tile receives and another sends, take the port apart (`let rx = port.receiver`); where
/// one does both, use the port itself, whose methods are the ends' own.
///
/// A received frame is read in place and belongs to the port until released; a frame to send is
/// written in place and is the driver's once transmitted. Nothing is queued by the port itself.
@frozen
public struct Port: ~Copyable, Sendable {
  /// What is asked seldom.
  public let control: PortControl
  /// The receiving end.
  public var receiver: PortReceiver
  /// The sending end.
  public var transmitter: PortTransmitter

  /// The most frames one burst moves.
  @inlinable public static var burstMax: Int {
    @_noAllocation @_noLocks @inline(__always) get { 32 }
  }
  /// The longest frame, headers and all, without the check sequence.
  @inlinable public static var frameBytesMax: Int {
    @_noAllocation @_noLocks @inline(__always) get { 1514 }
  }

  init(
    control: PortControl, receiver: consuming PortReceiver,
    transmitter: consuming PortTransmitter
  ) {
    self.control = control
    self.receiver = receiver
    self.transmitter = transmitter
  }
}

extension Port {
  /// See `PortReceiver.receive`.
  @_noAllocation @_noLocks
  public mutating func receive() -> Int { receiver.receive() }

  /// See `PortReceiver.received`.
  @_noAllocation @_noLocks
  public func received(_ index: Int) -> ReceivedFrame { receiver.received(index) }

  /// See `PortReceiver.releaseReceived`.
  @_noAllocation @_noLocks
  public mutating func releaseReceived() { receiver.releaseReceived() }

  /// See `PortTransmitter.reserve`.
  @_noAllocation @_noLocks
  public mutating func reserve(_ wanted: Int) -> Int { transmitter.reserve(wanted) }

  /// See `PortTransmitter.outgoing`.
  @_noAllocation @_noLocks
  public func outgoing(_ index: Int) -> MutableByteView { transmitter.outgoing(index) }

  /// See `PortTransmitter.setLength`.
  @_noAllocation @_noLocks
  public mutating func setLength(_ index: Int, _ bytes: Int) {
    transmitter.setLength(index, bytes)
  }

  /// See `PortTransmitter.transmit`.
  @_noAllocation @_noLocks
  public mutating func transmit(_ count: Int) -> Int { transmitter.transmit(count) }

  /// See `PortControl.linkIsUp`.
  public func linkIsUp() -> Bool { control.linkIsUp() }

  /// See `PortControl.statistics`.
  public func statistics() -> PortStatistics { control.statistics() }
}
