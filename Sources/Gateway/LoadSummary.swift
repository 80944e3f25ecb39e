// SPDX-License-Identifier: Apache-2.0

public import Telemetry
internal import WireFormat

/// What a load did, as the gateway saw it.
public final class LoadSummary {
  public var flow = ""
  /// Commands sent, each in a datagram of its own, resends not counted.
  public var sent: UInt64 = 0
  /// Of them, the operator's before the flow.
  public var setUpCommands: UInt64 = 0
  public var logons: UInt64 = 0
  public var logouts: UInt64 = 0
  public var heartbeats: UInt64 = 0
  /// Command frames beyond those: sent again after silence or BUSY, and no-ops that burn a nonce.
  public var resent: UInt64 = 0
  /// BUSY answers; nonces burnt; commands refused until their valid-until passed.
  public var busy: UInt64 = 0
  public var burnt: UInt64 = 0
  public var notSequenced: UInt64 = 0
  /// Whether it was asked to end early.
  public var isInterrupted = false
  public var accepted: UInt64 = 0
  public var rejected: UInt64 = 0
  /// Answers to commands that had theirs already.
  public var repeated: UInt64 = 0
  /// Commands given up without an answer.
  public var unknown: UInt64 = 0
  public var rejects: [String: UInt64] = [:]
  /// Fill reports received, two a trade when both sides are ours.
  public var fills: UInt64 = 0
  public var receipts: UInt64 = 0
  public var reportsMissed: UInt64 = 0
  /// Reports that came because they were asked for again, and states brought up to date from pages.
  public var reportsRecovered: UInt64 = 0
  public var resyncs: UInt64 = 0
  public var sessionsLost: UInt64 = 0
  public var feedMessages: UInt64 = 0
  public var feed = FeedCounters()
  /// The venue's checksums of its books: compared with ours, of those different; not compared.
  public var checksumsCompared: UInt64 = 0
  public var checksumsDifferent: UInt64 = 0
  public var checksumsPassed: UInt64 = 0
  public var portDropped: UInt64 = 0
  public var gateway = GatewayCounters()
  public var flowNanoseconds: UInt64 = 0
  /// From sending to the result; from when it was to be sent to the result.
  public var service = Histogram()
  public var response = Histogram()
  public var goldenRows: UInt64 = 0
  public var goldenSeeds = 0
  public var goldenWithdrawals = 0
  /// The first difference between our book and the golden one.
  public var goldenMismatch: String?
  /// The last log index that changed a public book, as far as reports tell.
  var logIndexOfFeed: UInt64 = 0

  public init() {}

  func count(_ result: CommandResult, _ trailer: ReportTrailer) {
    if result.code == 0 {
      accepted += UInt64(result.count)
      let template = result.template
      if template == CancelOrder.templateID || template == ReplaceOrder.templateID
        || ((template == NewOrder.templateID || template == NewSpecialOrder.templateID)
          && result.openQuantity > 0)
      {
        noteFeed(result.logIndex)
      }
    } else {
      rejected += UInt64(result.count)
      let name = result.codeValue.map { "\($0)" } ?? "code \(result.code)"
      rejects[name, default: 0] += UInt64(result.count)
    }
  }

  func noteFeed(_ logIndex: UInt64) {
    if logIndex > logIndexOfFeed { logIndexOfFeed = logIndex }
  }
}
