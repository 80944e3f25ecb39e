// SPDX-License-Identifier: Apache-2.0

/// How a gap in the feed is filled.
public struct FeedOptions: Sendable {
  /// Whether the venue answers requests of ours.
  public var asks = false
  /// Whether the venue's snapshot pages come to us.
  public var hasSnapshots = false
  /// How long the other line is waited for before anything else is done.
  public var waitNanoseconds: UInt64 = 2_000_000
  /// How long an answer is waited for, the first time; then twice as long each time.
  public var answerNanoseconds: UInt64 = 10_000_000
  /// How often one gap is asked for before it is given up.
  public var triesMax = 6
  /// Messages kept, a power of two; 136 bytes each. Half of them may wait for a gap before them.
  public var messagesMax = 16_384
  /// Pages kept that are ahead of the feed; 1.5 kB each.
  public var pagesMax = 32

  public init() {}

  /// A reader of one line that goes on at once after a gap, its book stale.
  public static var plain: FeedOptions {
    var options = FeedOptions()
    options.waitNanoseconds = 0
    return options
  }
}

/// What to do about a gap, and when.
///
///     none ─ gap ─▶ waiting for the other line ─▶ asking, again and again ─▶ given up: snapshot
///       ▲                     │                        │
///       └──── filled ─────────┴────────────────────────┘
struct FeedRecovery {
  enum Step { case nothing, ask, giveUp }

  private let options: FeedOptions
  /// Since when there is a gap; nil when there is none.
  private var openedAt: UInt64?
  private var askedAt: UInt64?
  private var tries = 0

  init(_ options: FeedOptions) { self.options = options }

  /// What is to be done now, with a gap or without.
  mutating func step(_ now: UInt64, hasGap: Bool) -> Step {
    if !hasGap {
      openedAt = nil
      askedAt = nil
      return .nothing
    }
    let opened = openedAt ?? now
    openedAt = opened
    if now - min(now, opened) < options.waitNanoseconds { return .nothing }
    if !options.asks { return .giveUp }
    if let askedAt {
      let timeout = options.answerNanoseconds << UInt64(min(tries - 1, 5))
      if now - min(now, askedAt) < timeout { return .nothing }
      if tries >= options.triesMax { return .giveUp }
    } else {
      tries = 0
    }
    tries += 1
    askedAt = now
    return .ask
  }

  /// An answer filled a part of the gap: the rest is asked for at once.
  mutating func answered() { askedAt = nil }

  /// A line filled a part of the gap, or it was given up: what is missing now is another gap.
  mutating func moved() {
    openedAt = nil
    askedAt = nil
  }
}
