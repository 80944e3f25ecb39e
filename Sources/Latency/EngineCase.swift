// SPDX-License-Identifier: Apache-2.0

/// One of the flows that `matchlock bench engine` runs: how many books, and how many orders rest in them.
public enum EngineCase: String, CaseIterable, Sendable {
  case one10k = "1x10k"
  case one100k = "1x100k"
  case one1m = "1x1m"
  case thousand100k = "1000x100k"
  case thousand1m = "1000x1m"

  /// Books; orders go to them by Zipf's law with exponent 1.
  public var markets: Int {
    switch self {
    case .one10k, .one100k, .one1m: 1
    case .thousand100k, .thousand1m: 1_000
    }
  }

  /// Orders resting at one time, over all books.
  public var resting: Int {
    switch self {
    case .one10k: 10_000
    case .one100k, .thousand100k: 100_000
    case .one1m, .thousand1m: 1_000_000
    }
  }
}

/// The limits of every case, of all that runs it.
enum EngineLimits {
  /// Prices are 1 to this.
  static var priceMax: Int64 { 4_096 }
  /// Lots of one order are 1 to this.
  static var lotsMax: UInt64 { 1_000 }
  /// Accounts that trade, numbered from 1.
  static var accounts: Int { 1_024 }
  static var fillsPerCommandMax: Int { 256 }
  /// Orders that may rest: a quarter more than do.
  static func ordersMax(resting: Int) -> Int { resting + resting / 4 }
}
