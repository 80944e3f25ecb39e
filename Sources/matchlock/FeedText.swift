// SPDX-License-Identifier: Apache-2.0

internal import Gateway
internal import Telemetry

/// What is said of the public feed, in every result that has one.
extension LoadSummary {
  /// Messages, and how what was lost was had again.
  var feedText: String {
    var text = "\(feedMessages) messages, \(feed.gaps) gaps"
    if feed.recovered > 0 { text += ", \(feed.recovered) recovered by requests" }
    if feed.firstByB > 0 { text += "; \(feed.firstByB) by line B first" }
    if feed.snapshotsTaken > 0 { text += "; snapshots \(feed.snapshotsTaken)" }
    return text
  }

  /// What came of comparing the books.
  var checksumsText: String {
    var text = "\(checksumsCompared) checksums compared, \(checksumsDifferent) different"
    if checksumsPassed > 0 { text += ", \(checksumsPassed) passed over while in doubt" }
    return text
  }

  /// Why the books do not count, or nil.
  var checksumFault: String? {
    checksumsDifferent == 0
      ? nil : "\(checksumsDifferent) checksums of the venue's books differ from ours"
  }

  /// Writes the feed's fields into an object.
  func writeFeed(to json: inout JSONWriter) {
    json.field("feed_gaps", feed.gaps)
    json.field("feed_recovered", feed.recovered)
    json.field("feed_requests", feed.requests)
    json.field("snapshots", feed.snapshotsTaken)
    json.field("checksums_compared", checksumsCompared)
    json.field("checksums_different", checksumsDifferent)
    json.field("checksums_passed", checksumsPassed)
  }
}
