// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Recorded samples that lie outside the repository. Tests read them when they are there and say
/// so when they are not.
enum SharedData {
  static let bitstamp = "bitstamp_btcusd_l3_2015-05-01_orders.csv.xz"
  static let itch = "ritch_ex20101224.TEST_ITCH_50.gz"
  static let lobsterMessages = "lobster_AAPL_2012-06-21_first998_message_10.csv.xz"
  static let lobsterBook = "lobster_AAPL_2012-06-21_first998_orderbook_10.csv.xz"

  /// The path of a sample, or nil, with a printed line, when it is absent.
  static func path(_ name: String) -> String? {
    let path = folder + "/data/" + name
    if FileManager.default.isReadableFile(atPath: path) { return path }
    print("note: absent, not tested with: \(path)")
    return nil
  }

  private static var folder: String {
    if let given = ProcessInfo.processInfo.environment["MATCHLOCK_SHARED"] { return given }
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return root.deletingLastPathComponent().appending(path: "shared").path
  }
}
