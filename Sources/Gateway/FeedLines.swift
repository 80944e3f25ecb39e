// SPDX-License-Identifier: Apache-2.0

internal import Memory

/// Where a packet of the feed came by.
public enum FeedLine: Sendable {
  case a, b
  /// An answer to a request of ours.
  case answer
}

/// The stream's last and next messages, by their numbers: those that wait for one before them, and
/// those that were taken, for a snapshot page that is behind.
///
///     oldest ── taken ──▶ next ──── held, with gaps ────▶ end
///     ├──── half the slots ────┼──── half the slots ────┤
///
/// The n-th message lies in slot n modulo their number, whichever line brought it first.
struct FeedLines: ~Copyable {
  /// Of the message in each slot; 0 for none.
  private let numbers: Slab<UInt64>
  private let slots: ByteBuffer
  private let mask: UInt64
  /// The number of the next message to be taken.
  private(set) var next: UInt64 = 1
  /// One more than the highest number that was heard of.
  private(set) var end: UInt64 = 1
  /// The oldest number from which all to `next` are here, if the slots reach back so far.
  private var whole: UInt64 = 1

  private static var slotBytes: Int { @_noAllocation @_noLocks get { 128 } }
  /// The longest message that is kept; no message of the protocol is longer.
  static var messageBytesMax: Int { @_noAllocation @_noLocks get { 126 } }

  /// - Precondition: `messagesMax` is a power of two, 2 or more.
  init(messagesMax: Int) {
    invariant(
      messagesMax > 1 && messagesMax & (messagesMax - 1) == 0,
      "as many messages are kept as a power of two")
    numbers = Slab(count: messagesMax)
    slots = ByteBuffer(count: messagesMax * Self.slotBytes)
    mask = UInt64(messagesMax - 1)
  }

  /// How far ahead of `next` a message may be.
  var window: UInt64 { @_noAllocation @_noLocks get { (mask &+ 1) / 2 } }
  /// The oldest message that can be taken again.
  var oldest: UInt64 {
    @_noAllocation @_noLocks get { next &- whole > window ? next &- window : whole }
  }
  /// Whether messages before `end` are missing.
  var hasGap: Bool { @_noAllocation @_noLocks get { next < end } }

  /// Notes that the stream has reached `number`.
  @_noAllocation @_noLocks
  mutating func hear(end number: UInt64) { if number > end { end = number } }

  /// Whether a message is here.
  @_noAllocation @_noLocks
  func holds(_ number: UInt64) -> Bool { numbers[place(number)] == number }

  /// Keeps a message; one that is too long for the protocol is kept as empty.
  ///
  /// - Precondition: `next <= number < next + window`.
  @_noAllocation @_noLocks
  mutating func store(_ number: UInt64, _ message: ByteView) {
    invariant(number >= next && number - next < window, "a message is kept in its window")
    let at = place(number)
    numbers[at] = number
    let length = message.count <= Self.messageBytesMax ? message.count : 0
    let slot = slots.bytes.slice(at &* Self.slotBytes, count: Self.slotBytes)
    slot.store(UInt16(length), at: 0)
    slot.copy(message.slice(0, count: length), at: 2)
    hear(end: number &+ 1)
  }

  /// A message that is here.
  @_noAllocation @_noLocks
  func message(_ number: UInt64) -> ByteView {
    let slot = slots.bytes.view.slice(place(number) &* Self.slotBytes, count: Self.slotBytes)
    return slot.slice(2, count: Int(slot.load(0, as: UInt16.self)))
  }

  /// The next message was taken.
  @_noAllocation @_noLocks
  mutating func advance() { next &+= 1 }

  /// Goes on at `number`, ahead, without the messages before it.
  @_noAllocation @_noLocks
  mutating func skip(to number: UInt64) {
    next = number
    whole = number
    hear(end: number)
  }

  /// Begins a stream anew.
  @_noAllocation @_noLocks
  mutating func beginAgain() {
    for i in 0..<numbers.count { numbers[i] = 0 }
    next = 1
    end = 1
    whole = 1
  }

  /// The first message that is here after a gap at `next`, or else `end`.
  @_noAllocation @_noLocks
  func firstHeld() -> UInt64 {
    var number = next
    while number < end && number &- next < window {
      if holds(number) { return number }
      number &+= 1
    }
    return end
  }

  /// How many messages are missing at `next`, at most `most`.
  @_noAllocation @_noLocks
  func missing(most: UInt64) -> UInt64 {
    var count: UInt64 = 0
    while count < most && next &+ count < end && !holds(next &+ count) { count &+= 1 }
    return count
  }

  @_noAllocation @_noLocks
  private func place(_ number: UInt64) -> Int { Int(number & mask) }
}
