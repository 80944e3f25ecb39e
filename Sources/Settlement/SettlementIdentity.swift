// SPDX-License-Identifier: Apache-2.0

public import Memory

/// Which venue, chain and network signatures are for. Fixed by the genesis record; a statement
/// made under one identity means nothing under another.
@frozen
public struct SettlementIdentity: BitwiseCopyable, Hashable, Sendable {
  /// The venue's name.
  public var venue: Bytes16
  /// The chain's hash.
  public var chain: Bytes32
  /// The network's number.
  public var network: UInt8

  @_noAllocation @_noLocks
  public init(venue: Bytes16, chain: Bytes32, network: UInt8) {
    self.venue = venue
    self.chain = chain
    self.network = network
  }
}
