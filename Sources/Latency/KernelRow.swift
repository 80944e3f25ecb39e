// SPDX-License-Identifier: Apache-2.0

/// One thing done with signatures by one kernel, timed in turn with libsodium: a row of
/// `matchlock bench verify` and `matchlock bench sign`.
public struct KernelRow: Sendable {
  /// What was timed.
  public let name: String
  public let kernel: String
  /// Signatures handed over together.
  public let together: Int
  public let keys: Int
  public let messageBytes: Int
  /// Of each round: microseconds a signature (a key, of `register`), ours and libsodium's.
  public var ours: [Double] = []
  public var theirs: [Double] = []
  /// Verdicts, or signatures, that were not as they must be.
  public var wrong = 0

  public init(name: String, kernel: String, together: Int, keys: Int, messageBytes: Int) {
    self.name = name
    self.kernel = kernel
    self.together = together
    self.keys = keys
    self.messageBytes = messageBytes
  }

  public var median: Double { Self.median(ours) }
  public var least: Double { ours.min() ?? 0 }
  public var libsodium: Double { Self.median(theirs) }
  /// Ours / libsodium's: the median over rounds of what each round gave.
  public var ratio: Double { Self.median(zip(ours, theirs).map { $0 / $1 }) }

  /// The most by which the median round may exceed the best one; beyond, the machine was not quiet.
  public static var noiseMax: Double { 1.25 }
  /// Whether it was not.
  public var isNoisy: Bool { median > least * Self.noiseMax }

  private static func median(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.sorted()[values.count / 2]
  }
}
