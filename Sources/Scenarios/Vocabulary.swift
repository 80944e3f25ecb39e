// SPDX-License-Identifier: Apache-2.0

/// A command's word, the message it means, what follows it in order, and what else it sets. Of
/// several messages it means the first that has all that is said.
struct Verb: Sendable {
  let name: String
  let messages: [String]
  /// Fields by name, and marks that stand as they are.
  let places: [String]
  let presets: String

  init(_ name: String, _ messages: String, _ places: String, _ presets: String = "") {
    self.name = name
    self.messages = messages.split(separator: " ").map(String.init)
    self.places = places.split(separator: " ").map(String.init)
    self.presets = presets
  }
}

/// A word after a command, for which messages, and what it sets: `field=value` or, of a field of
/// bits, `field|bits`. `$` is the argument that follows the word, `$1` and `$2` its ends around
/// `..`.
struct Word: Sendable {
  let name: String
  let messages: [String]
  let settings: String

  init(_ name: String, _ messages: String, _ settings: String) {
    self.name = name
    self.messages = messages.split(separator: " ").map(String.init)
    self.settings = settings
  }
}

/// How steps are said. A new field has its schema name at once; a line here gives it a shorter one.
enum Vocabulary {
  static let verbs = [
    Verb("buy", "NewOrder NewSpecialOrder NewConditionalOrder", "quantity @ price", "side=buy"),
    Verb("sell", "NewOrder NewSpecialOrder NewConditionalOrder", "quantity @ price", "side=sell"),
    Verb("cancel", "CancelOrder", "clientOrder"),
    Verb("cancel-number", "CancelOrder", "order"),
    Verb("replace", "ReplaceOrder", "clientOrder quantity @ price"),
    Verb("replace-number", "ReplaceOrder", "order quantity @ price"),
    Verb("cancel-all", "CancelAll", "", "side=both"),
    Verb("quote", "MassQuote", "quoteGroup"),
    Verb("protect", "SetProtection", "quoteGroup"),
    Verb("reset", "ResetProtection", "quoteGroup"),
    Verb("dead-man", "SetDeadMan", "span"),
    Verb("noop", "Noop", ""),
    Verb(
      "list", "ListMarket", "market",
      "priceMin=1 priceMax=1000 quantityMax=1000 multiplier=1"),
    Verb("open", "OpenAccount", "account"),
    Verb("deposit", "AdjustCash", "account amount"),
    Verb("register", "RegisterKey", "key of account", "scope=trade group=any notAfter=max"),
    Verb("revoke", "RevokeKey", "key"),
    Verb("state", "SetMarketState", "market state"),
    Verb("auctions", "SetAuctionTerms", "market"),
    Verb("limits", "SetPriceLimits", "market"),
    Verb("reference", "SetReferencePrice", "market @ price number sourceSequence"),
    Verb("bust", "BustTrade", "match quantity @ price"),
    Verb("logon", "LogonRequest", "", "heartbeatMilliseconds=1000"),
  ]

  static let words = [
    Word(
      "on",
      "NewOrder NewSpecialOrder NewConditionalOrder CancelOrder ReplaceOrder CancelAll BustTrade "
        + "MassQuoteQuotes", "market=$"),
    Word("bid", "MassQuoteQuotes", "bidQuantity=$1 bidPrice=$2"),
    Word("ask", "MassQuoteQuotes", "askQuantity=$1 askPrice=$2"),
    Word("weight", "MassQuoteQuotes", "weight=$"),
    Word("quantity", "SetProtection", "quantityMax=$"),
    Word("trades", "SetProtection", "tradesMax=$"),
    Word("delta", "SetProtection", "deltaMax=$"),
    Word("vega", "SetProtection", "vegaMax=$"),
    Word("in", "SetProtection", "span=$"),
    Word("frozen", "SetProtection", "frozenSpan=$"),
    Word("remove", "SetProtection", "flags|remove"),
    Word("as", "NewOrder NewSpecialOrder NewConditionalOrder MassQuote", "clientOrder=$"),
    Word("as", "ReplaceOrder", "newClientOrder=$"),
    Word("ioc", "NewOrder NewSpecialOrder NewConditionalOrder", "timeInForce=immediateOrCancel"),
    Word("fok", "NewOrder NewSpecialOrder NewConditionalOrder", "timeInForce=fillOrKill"),
    Word(
      "post-only", "NewOrder NewSpecialOrder NewConditionalOrder ReplaceOrder MassQuote",
      "flags|post-only"),
    Word("slide", "NewOrder NewSpecialOrder NewConditionalOrder ReplaceOrder", "flags|slide"),
    Word("market", "NewOrder NewSpecialOrder NewConditionalOrder", "flags|market"),
    Word(
      "market-to-limit", "NewOrder NewSpecialOrder NewConditionalOrder", "flags|market-to-limit"),
    Word("day", "NewOrder NewSpecialOrder NewConditionalOrder", "timeInForce=day"),
    Word("until", "NewSpecialOrder NewConditionalOrder", "timeInForce=goodTillTime expiresAt=$"),
    Word("display", "NewSpecialOrder NewConditionalOrder", "displayQuantity=$"),
    Word("minimum", "NewSpecialOrder NewConditionalOrder", "minimumQuantity=$"),
    Word("last-above", "NewConditionalOrder", "source=last when=atOrAbove triggerPrice=$"),
    Word("last-below", "NewConditionalOrder", "source=last when=atOrBelow triggerPrice=$"),
    Word("mark-above", "NewConditionalOrder", "source=mark when=atOrAbove triggerPrice=$"),
    Word("mark-below", "NewConditionalOrder", "source=mark when=atOrBelow triggerPrice=$"),
    Word("index-above", "NewConditionalOrder", "source=index when=atOrAbove triggerPrice=$"),
    Word("index-below", "NewConditionalOrder", "source=index when=atOrBelow triggerPrice=$"),
    Word(
      "trail-last-down", "NewConditionalOrder", "source=last when=atOrBelow trailKind=ticks trail=$"
    ),
    Word(
      "trail-last-up", "NewConditionalOrder", "source=last when=atOrAbove trailKind=ticks trail=$"),
    Word(
      "trail-mark-down", "NewConditionalOrder", "source=mark when=atOrBelow trailKind=ticks trail=$"
    ),
    Word(
      "trail-mark-up", "NewConditionalOrder", "source=mark when=atOrAbove trailKind=ticks trail=$"),
    Word("ppm", "NewConditionalOrder", "trailKind=partsPerMillion"),
    Word("after", "NewConditionalOrder", "after=$"),
    Word("other", "NewConditionalOrder", "other=$"),
    Word("mark", "SetReferencePrice", "source=mark"),
    Word("day-ends", "ListMarket", "dayEnd=$"),
    Word(
      "self-trade",
      "NewOrder NewSpecialOrder NewConditionalOrder ReplaceOrder ListMarket MassQuote",
      "selfTrade=$"),
    Word("seen", "ReplaceOrder", "openSeen=$"),
    Word("buys", "CancelAll", "side=buy"),
    Word("sells", "CancelAll", "side=sell"),
    Word("of-account", "CancelAll", "owner=account"),
    Word("whole-group", "CancelAll", "scope=group"),
    Word("prices", "CancelAll", "filters|prices priceMin=$1 priceMax=$2"),
    Word("tag", "CancelAll", "filters|tag tag=$"),
    Word("band", "ListMarket", "priceMin=$1 priceMax=$2"),
    Word("lots", "ListMarket", "quantityMax=$"),
    Word("replaces-do-not-take", "ListMarket", "options|replaces-do-not-take"),
    Word("trips", "SetPriceLimits", "tripState=$"),
    Word("within", "SetPriceLimits", "bandTicks=$"),
    Word("breaker", "SetPriceLimits", "breakerTicks=$"),
    Word("velocity", "SetPriceLimits", "velocityTicks=$"),
    Word("in", "SetPriceLimits", "velocitySpan=$"),
    Word("opening", "SetAuctionTerms", "openingSpan=$"),
    Word("volatility", "SetAuctionTerms", "volatilitySpan=$"),
    Word("closing", "SetAuctionTerms", "closingSpan=$"),
    Word("random", "SetAuctionTerms", "randomSpan=$"),
    Word("batches", "SetAuctionTerms", "batchSpan=$"),
    Word("group", "ListMarket RegisterKey", "group=$"),
    Word("owner", "OpenAccount", "owner=$"),
    Word("scope", "RegisterKey", "scope=$"),
    Word("maker", "BustTrade", "makerAccount=$"),
    Word("taker", "BustTrade", "takerAccount=$"),
    Word("side", "BustTrade", "takerSide=$"),
    Word("cancel-on-disconnect", "LogonRequest", "flags|cancel-on-disconnect"),
  ]

  /// The names of bits, from the lowest on.
  static let bits = [
    "NewOrder.flags": ["post-only", "slide", "", "market", "market-to-limit"],
    "NewSpecialOrder.flags": ["post-only", "slide", "", "market", "market-to-limit"],
    "NewConditionalOrder.flags": ["post-only", "slide", "", "market", "market-to-limit"],
    "ReplaceOrder.flags": ["post-only", "slide"],
    "MassQuote.flags": ["post-only"],
    "SetProtection.flags": ["remove"],
    "CancelAll.filters": ["prices", "tag"],
    "ListMarket.options": ["replaces-do-not-take"],
    "RegisterKey.scope": ["trade", "operate", "cancel", "delegate", "oracle", "risk"],
    "LogonRequest.flags": ["cancel-on-disconnect"],
  ]

  /// The genesis of a scenario that says nothing else. The first operator's key is 0. A count that
  /// is not named here, because it is newer, is `countUsual`.
  static let genesis = """
    network=1 commandsPerDatagramMax=16 marketsMax=8 accountsMax=16 keysMax=32 sessionsMax=24 \
    sessionsPerAccountMax=4 ordersMax=256 openOrdersPerAccountMax=64 nonceWindow=64 \
    fillsPerCommandMax=16 timersPerCommandMax=8 batchCommandsMax=1000 batchSpanMax=1s \
    tickSpanMax=1s validitySpanMax=60s positionLotsMax=1_000_000 cancelsPerRecordMax=16 \
    bustsMax=16 approvalsMin=1 proposalsMax=8 proposalSpan=10s
    """
  static let countUsual: Int128 = 64
}
