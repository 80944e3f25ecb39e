// SPDX-License-Identifier: Apache-2.0

public import Memory

/// What a key may sign. A message says by its first bytes what it is, and a signer refuses one that
/// is not for the key.
///
/// | purpose     | messages begin with                                                        |
/// |-------------|----------------------------------------------------------------------------|
/// | `receipt`   | `MLK-RECEIPT-v1`                                                           |
/// | `batch`     | `MLK-BATCH-v1`, and `MLK-SEAL-v1` of a journal's end                       |
/// | `session`   | `MATCHLOCK-COMMAND-1`, `-LOGON-1`, `-REPLY-1`, `-REGISTER-1`, `-WITHDRAW-1` |
/// | `consensus` | anything else                                                              |
///
/// A venue's key has `receipt`, `batch` and `session`, a member's `session`. `consensus` stands alone:
/// what it signs is judged by position (`PositionGuard`), not by form.
public struct KeyPurposes: OptionSet, Hashable, Sendable, BitwiseCopyable {
  public let rawValue: UInt8

  @inlinable
  @_noAllocation @_noLocks
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let receipt = KeyPurposes(rawValue: 1)
  public static let batch = KeyPurposes(rawValue: 2)
  public static let session = KeyPurposes(rawValue: 4)
  public static let consensus = KeyPurposes(rawValue: 8)
  /// What a venue's key does.
  public static let venue: KeyPurposes = [.receipt, .batch, .session]

  private static let names: [(KeyPurposes, String)] = [
    (.receipt, "receipt"), (.batch, "batch"), (.session, "session"), (.consensus, "consensus"),
  ]

  /// The words, with commas; `venue` stands for receipt, batch and session. Nil when a word is none, or
  /// consensus is with others.
  public init?(words: String) {
    var purposes: KeyPurposes = []
    for word in words.split(separator: ",", omittingEmptySubsequences: false) {
      if word == "venue" {
        purposes.formUnion(.venue)
      } else if let known = Self.names.first(where: { $0.1 == word }) {
        purposes.formUnion(known.0)
      } else {
        return nil
      }
    }
    if !purposes.isPossible { return nil }
    self = purposes
  }

  /// The words, with commas.
  public var words: String {
    Self.names.filter { contains($0.0) }.map(\.1).joined(separator: ",")
  }

  /// Whether it is not empty, has no unknown bit, and consensus stands alone.
  var isPossible: Bool {
    rawValue != 0 && rawValue & ~15 == 0 && (rawValue & 8 == 0 || rawValue == 8)
  }

  /// Whether a key with these purposes may sign the message.
  @_noAllocation @_noLocks
  public func allows(_ message: ByteView) -> Bool {
    rawValue & Self.bit(of: message) != 0
  }

  /// The purpose a message is for, by its first bytes.
  @_noAllocation @_noLocks
  private static func bit(of message: ByteView) -> UInt8 {
    if message.count < 15 { return 8 }
    let first = message.load(0, as: UInt64.self)
    let next = message.load(7, as: UInt64.self) >> 8  // bytes 8 to 14
    if first == 0x4543_4552_2d4b_4c4d && next == 0x00_3176_2d54_5049 { return 1 }
    if first == 0x4354_4142_2d4b_4c4d && next == 0x00_0000_3176_2d48 { return 2 }
    if first == 0x4c41_4553_2d4b_4c4d && next & 0xff_ffff == 0x31_762d { return 2 }
    // "MATCHLOC", "K-": the tags of WireFormat.
    if first == 0x434f_4c48_4354_414d && next & 0xffff == 0x2d4b { return 4 }
    return 8
  }
}
