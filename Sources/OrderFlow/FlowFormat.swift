// SPDX-License-Identifier: Apache-2.0

/// A format of recorded order flow.
public enum FlowFormat: String, CaseIterable, Sendable {
  /// CSV with a header naming at least id, timestamp, price, volume, action and direction.
  case bitstamp
  /// LOBSTER message CSV: time, type, id, size, price, direction; no header.
  case lobster
  /// NASDAQ TotalView-ITCH 5.0, two bytes before each message.
  case itch

  /// Decimal digits in a tick: prices are money times ten to this.
  public var priceDecimals: Int {
    switch self {
    case .bitstamp: 2
    case .lobster, .itch: 4
    }
  }

  /// Decimal digits in a lot: sizes are units (bitcoin, shares) times ten to this.
  public var lotDecimals: Int {
    switch self {
    case .bitstamp: 8
    case .lobster, .itch: 0
    }
  }

  /// Tells the format by content, or nil when it is none of these.
  static func detect(_ window: inout ByteWindow) throws(FlowError) -> FlowFormat? {
    let available = try window.fill(512)
    let start = window.head
    let seen = window.bytes[start..<start + available]
    if seen.starts(with: Array("id,timestamp,".utf8)) { return .bitstamp }
    if ItchReader.recognises(seen) { return .itch }
    // A time in seconds, and five commas before the first line ends.
    let line = seen.prefix { $0 != 0x0A && $0 != 0x0D }
    let digits = line.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let commas = line.count { $0 == UInt8(ascii: ",") }
    return !digits.isEmpty && commas == 5 ? .lobster : nil
  }
}
