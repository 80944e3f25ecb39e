// SPDX-License-Identifier: Apache-2.0

public import Memory
public import Quantities

/// A command that waits for more operators to send the same bytes.
@frozen
public struct ProposalRecord: BitwiseCopyable, Sendable {
  public var isOpen: Bool
  /// Bytes of the command's message.
  public var length: UInt8
  /// Keys that approved it.
  public var count: UInt8
  /// The log time from which on it is nothing any more.
  public var until: UInt64
}

/// Commands that wait for approval, by place, with the keys that approved each and its bytes.
///
/// Bytes are compared, not hashed: there are few, and the decision layer does not hash.
public struct ProposalTable: ~Copyable {
  /// Keys that one command may need.
  @inlinable public static var approvalsMax: Int { @_noAllocation @_noLocks get { 16 } }
  /// Bytes of the longest command that can wait, header included.
  @inlinable public static var messageBytesMax: Int { @_noAllocation @_noLocks get { 96 } }

  /// The proposals; places not in use are not open.
  public let proposals: Slab<ProposalRecord>
  private let keys: Slab<UInt32>
  private let messages: ByteBuffer

  public init(proposalsMax: Int) {
    proposals = Slab(count: proposalsMax)
    keys = Slab(count: proposalsMax * Self.approvalsMax)
    messages = ByteBuffer(count: proposalsMax * Self.messageBytesMax)
  }

  /// The place of the command that waits with these bytes at log time `now`, or nil.
  @_noAllocation @_noLocks
  public func find(_ message: ByteView, at now: UInt64) -> Int? {
    var place = 0
    while place < proposals.count {
      if proposals[place].isOpen && proposals[place].until > now && isSame(place, message) {
        return place
      }
      place += 1
    }
    return nil
  }

  /// Enters a command at the lowest free place, approved by nobody yet; nil when there is none.
  @_noAllocation @_noLocks
  public func open(_ message: ByteView, until: UInt64) -> Int? {
    invariant(message.count <= Self.messageBytesMax, "a command fits among the proposals")
    var place = 0
    while place < proposals.count && proposals[place].isOpen { place += 1 }
    if place == proposals.count { return nil }
    proposals[place] = ProposalRecord(
      isOpen: true, length: UInt8(message.count), count: 0, until: until)
    messages.bytes.slice(place * Self.messageBytesMax, count: Self.messageBytesMax).copy(message)
    return place
  }

  @_noAllocation @_noLocks
  public func close(_ place: Int) { proposals[place].isOpen = false }

  /// The message of the command at `place`.
  @_noAllocation @_noLocks
  public func message(_ place: Int) -> ByteView {
    messages.bytes.view.slice(
      place * Self.messageBytesMax, count: Int(proposals[place].length))
  }

  /// The `number`-th key that approved the command at `place`.
  @_noAllocation @_noLocks
  public func key(_ place: Int, _ number: Int) -> KeyID {
    KeyID(keys[place * Self.approvalsMax + number])
  }

  /// Adds a key, unless it is there.
  ///
  /// - Precondition: fewer than `approvalsMax` are.
  @_noAllocation @_noLocks
  public func approve(_ place: Int, _ key: KeyID) {
    let count = Int(proposals[place].count)
    for number in 0..<count where self.key(place, number) == key { return }
    invariant(count < Self.approvalsMax, "a command needs at most approvalsMax keys")
    keys[place * Self.approvalsMax + count] = key.value
    proposals[place].count += 1
  }

  /// Takes back the approvals of keys that may not be used at log time `now`; the others keep their order.
  @_noAllocation @_noLocks
  public func dropUnfit(_ place: Int, _ registry: borrowing KeyRegistry, at now: UInt64) {
    let count = Int(proposals[place].count)
    var kept = 0
    for number in 0..<count {
      let key = key(place, number)
      if let _ = registry.refusal(key, at: now) { continue }
      keys[place * Self.approvalsMax + kept] = key.value
      kept += 1
    }
    proposals[place].count = UInt8(kept)
  }

  @_noAllocation @_noLocks
  private func isSame(_ place: Int, _ message: ByteView) -> Bool {
    if Int(proposals[place].length) != message.count { return false }
    let start = place * Self.messageBytesMax
    for i in 0..<message.count where messages.bytes.view[start + i] != message[i] { return false }
    return true
  }
}
