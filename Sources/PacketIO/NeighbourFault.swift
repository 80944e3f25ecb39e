// SPDX-License-Identifier: Apache-2.0

/// Why a frame is no question of a neighbour that we answer. The raw value is dense from 0, to index
/// counters.
@frozen
public enum NeighbourFault: UInt8, CaseIterable, Sendable {
  /// Neither ARP nor ICMP, or refused already for its Ethernet or IP header: the fault of
  /// `UDPDatagram.parse` says what it is.
  case unrelated
  /// Lengths, types or padding that no host sends.
  case malformed
  /// An ARP reply, or ICMP other than an echo request. Nothing is learnt from it.
  case notRequest
  /// About an address that is not ours.
  case elsewhere
  /// The sender is a group, nobody, or another in ARP than in Ethernet: an answer would reach
  /// somebody who did not ask.
  case senderImpossible
  /// The sender says that it has our own address: another host has it too, or wants to.
  case addressTaken
  /// The ICMP checksum is wrong.
  case checksum

  /// The number of cases: the size of a table of counters.
  @inlinable public static var count: Int {
    @_noAllocation @_noLocks @inline(__always) get { 7 }
  }

  /// The raw value, for code that is proved not to allocate.
  @inlinable public var number: Int {
    @_noAllocation @_noLocks get { Int(unsafe unsafeBitCast(self, to: UInt8.self)) }
  }
}
