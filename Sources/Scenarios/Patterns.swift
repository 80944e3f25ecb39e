// SPDX-License-Identifier: Apache-2.0

/// How a message is said in a scenario: words, `{field}`, and in brackets what is said only if the
/// field in it, or the one before `?`, is not 0. The first pattern whose condition holds is used.
///
/// A field that is not 0 and that its pattern neither says nor hides is said as `field=value`: what
/// is new on the wire shows by itself.
struct Pattern: Sendable {
  let message: String
  let condition: [(field: String, value: String)]
  let pieces: [Piece]
  let hidden: [String]

  struct Piece: Sendable {
    /// The field that must not be 0.
    let onlyIf: String?
    let words: [String]
  }

  init(_ message: String, _ condition: String, _ text: String, hides: String = "") {
    self.message = message
    self.condition = condition.split(separator: " ").map {
      let sides = $0.split(separator: "=").map(String.init)
      return (sides[0], sides[1])
    }
    hidden = hides.split(separator: " ").map(String.init)
    var pieces: [Piece] = []
    var rest = text[...]
    while let open = rest.firstIndex(of: "[") {
      pieces.append(Piece(onlyIf: nil, words: Self.words(rest[..<open])))
      let close = rest[open...].firstIndex(of: "]") ?? rest.endIndex
      var inside = rest[rest.index(after: open)..<close]
      var onlyIf = Self.words(inside).compactMap(Self.placeholder).first
      if let mark = inside.firstIndex(of: "?") {
        onlyIf = String(inside[..<mark])
        inside = inside[inside.index(after: mark)...]
      }
      pieces.append(Piece(onlyIf: onlyIf, words: Self.words(inside)))
      rest = rest[close...].dropFirst()
    }
    pieces.append(Piece(onlyIf: nil, words: Self.words(rest)))
    self.pieces = pieces
  }

  private static func words(_ text: Substring) -> [String] {
    text.split(separator: " ").map(String.init)
  }

  static func placeholder(_ word: String) -> String? {
    word.hasPrefix("{") ? String(word.dropFirst().dropLast()) : nil
  }

  /// The fields that this pattern takes care of.
  var mentioned: Set<String> {
    var names = Set(hidden + condition.map(\.field))
    for piece in pieces {
      if let field = piece.onlyIf { names.insert(field) }
      names.formUnion(piece.words.compactMap(Self.placeholder))
    }
    return names
  }
}

extension Vocabulary {
  /// Fields that say where in the log and in which stream a message stands.
  static let hiddenFields: Set<String> = [
    "reportSequence", "logIndex", "logTime", "nonce", "order", "ordinal", "count", "template",
    "sequence", "match",
  ]

  static let patterns = [
    Pattern("CommandResult", "ordinal=255", "[resent?resent] refused {code}"),
    Pattern("CommandResult", "code=pendingApproval", "[resent?resent] pending"),
    Pattern(
      "CommandResult", "code=none template=NewOrder",
      "[resent?resent] accepted {clientOrder} open {openQuantity}"),
    Pattern(
      "CommandResult", "code=none template=ReplaceOrder",
      "[resent?resent] accepted {clientOrder} open {openQuantity}"),
    Pattern(
      "CommandResult", "code=none",
      "[resent?resent] accepted {clientOrder} [open {openQuantity}]"),
    Pattern("CommandResult", "", "[resent?resent] rejected {code}", hides: "clientOrder"),
    Pattern(
      "LogonReply", "code=none", "logged-on",
      hides: "session key term nonceHighest agreementKey account durability"),
    Pattern(
      "LogonReply", "", "logon-refused {code}",
      hides: "session key term nonceHighest agreementKey account durability"),
    Pattern(
      "Fill", "",
      "fill {clientOrder} {quantity} @ {price} {liquidity} open {openQuantity} [fee {fee}] "
        + "[on {market}]", hides: "side"),
    Pattern(
      "OrderClosed", "",
      "closed {clientOrder} {quantity} {reason} [open {openQuantity}] [on {market}]"
    ),
    Pattern(
      "OrderRepriced", "", "repriced {clientOrder} @ {price} [on {market}]", hides: "openQuantity"),
    Pattern(
      "OrderTriggered", "code=none",
      "triggered {clientOrder} {quantity} open {openQuantity} [on {market}]",
      hides: "conditional triggerPrice"),
    Pattern(
      "OrderTriggered", "", "trigger-refused {clientOrder} {code} [on {market}]",
      hides: "conditional triggerPrice quantity"),
    Pattern(
      "QuoteResult", "", "quoted {clientOrder} {accepted} [refused {refused}] [of {quoteGroup}]"),
    Pattern(
      "QuoteRefused", "", "quote-refused {clientOrder} {entry} {side} {code} [of {quoteGroup}]",
      hides: "market"),
    Pattern("ProtectionTriggered", "", "protection {quoteGroup} {limit}"),
    Pattern("SessionClosed", "", "session-ended {end}"),
    Pattern(
      "MassCancelled", "", "mass-cancelled {count} of {key} {reason} [isComplete?complete]"),
    Pattern(
      "TradeBusted", "",
      "busted {match} {quantity} @ {price} {side} {liquidity} [fee {fee}] [on {market}]"),
    Pattern("OrderAdded", "", "added {order} {side} {quantity} @ {price} [on {market}]"),
    Pattern("OrderExecuted", "", "executed {order} {quantity} [on {market}]"),
    Pattern("OrderReduced", "", "reduced {order} {quantity} [on {market}]"),
    Pattern("OrderDeleted", "", "deleted {order} [on {market}]"),
    Pattern("MarketListed", "", "listed {market}", hides: "group priceMin priceMax symbol"),
    Pattern("MarketStatus", "", "status {market} {state}"),
    Pattern(
      "ReferencePrice", "", "reference {market} @ {price} [source?mark]",
      hides: "sourceTime sourceSequence"),
    Pattern(
      "AuctionIndication", "isComplete=0", "indicated {market} at least {quantity}", hides: "price"),
    Pattern(
      "AuctionIndication", "",
      "indicated {market} {quantity} @ {price} [over {imbalance}]", hides: "isComplete"),
    Pattern(
      "PriceLimits", "",
      "limits {market} {tripState} [within {bandTicks}] [breaker {breakerTicks}] "
        + "[velocity {velocityTicks}] [in {velocitySpan}]"),
    Pattern("LimitTripped", "", "tripped {market} {kind} {price}"),
    Pattern("AuctionResult", "", "auction {market} {quantity} @ {price}"),
    Pattern(
      "AuctionTrade", "", "crossed {buyOrder} {sellOrder} {quantity} @ {price} [on {market}]"),
    Pattern("TradeBroken", "", "broken {match} {quantity} @ {price} [on {market}]"),
  ]
}
