# SPDX-License-Identifier: Apache-2.0
"""Call phases and uncrosses, as Venue.docc and Matching.docc have them."""
import struct

from .books import BUY, MASK, SELL, Refusal
from .entering import ALLOWED, CANCEL_BOTH, CANCEL_MAKER, CANCEL_TAKER, DAY_SPAN, DECREMENT

(OPEN, HALTED, CLOSED, PRE_OPEN, OPENING_AUCTION, VOLATILITY_AUCTION, MARKET_POST_ONLY, REDUCE_ONLY,
 CANCEL_ONLY, CLOSING_AUCTION, SETTLEMENT, EXPIRED) = range(12)
CALLS = {OPENING_AUCTION: "openingSpan", VOLATILITY_AUCTION: "volatilitySpan",
         CLOSING_AUCTION: "closingSpan"}
QUIET = (HALTED, CLOSED, CANCEL_ONLY, SETTLEMENT, EXPIRED)
SPANS = ("openingSpan", "volatilitySpan", "closingSpan", "randomSpan", "batchSpan")
BATCH_MIN, FOREVER = 1_000_000, MASK
NONE, PRICING, TRADING = range(3)
AUCTION = 4    # the kind of timer


def finish(z):
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
    return z ^ z >> 31


class Auction:
    __slots__ = ("terms", "has_terms", "begun", "phase", "next", "drawn", "price", "last", "lots", "began", "due",
                 "walk")

    def __init__(self):
        self.terms, self.has_terms = dict.fromkeys(SPANS, 0), False
        self.begun, self.phase, self.next, self.drawn = False, NONE, OPEN, False
        self.price, self.last, self.lots, self.began, self.due = 0, None, 0, 0, 0
        # Steps made, and the open orders and the checksum of the book that they were made in.
        self.walk = (0, 0, 0)

    def record(self):
        return struct.pack("<BBBBQQqQqIIQ", self.phase, self.next, self.drawn, self.last is not None,
                           self.began, self.due, self.price, self.lots, self.last or 0, *self.walk)

    def span(self, state):
        """How long orders collect at least, 0 without end; None where they do not."""
        if state == PRE_OPEN:
            return 0
        if state in CALLS:
            return self.terms[CALLS[state]]
        return self.terms["batchSpan"] or None if state == OPEN else None


class Auctions:
    """What of the rules is about orders that collect."""

    def _collects(self, market):
        return market.auction.span(market.state) is not None

    def _set_terms(self, context, m):
        market = self._market(m.market, context[1])
        spans = {name: getattr(m, name) for name in SPANS}
        if max(spans.values()) > DAY_SPAN or 0 < m.batchSpan < BATCH_MIN:
            raise Refusal("auctionTerms")
        auction, is_open = market.auction, market.state == OPEN
        batches = auction.terms["batchSpan"]
        if (auction.phase or market.state in CALLS
                or (is_open and batches and market.book.is_crossed())):
            raise Refusal("auctionUnderWay")
        auction.terms, auction.has_terms = spans, True
        self.changed["terms"].add(m.market)
        if is_open and batches != m.batchSpan:
            self._collect(m.market)
            self._resume_triggers(m.market)

    def _collect(self, number):
        """What begins with a market's state."""
        market = self.markets[number]
        auction, span = market.auction, market.auction.span(market.state)
        auction.phase, auction.next, auction.drawn, auction.walk = NONE, market.state, False, (0, 0, 0)
        auction.began = self.now if span is not None else 0
        auction.begun = auction.begun or span is not None
        self._auction_due(number, min(self.now + span, FOREVER) if span else 0)

    def _auction_due(self, number, due):
        self.markets[number].auction.due = due
        if due:
            self._set_timer(AUCTION, number, due)
        else:
            self.due.pop((AUCTION, number), None)
        self.changed["auctions"].add(number)

    def _begin_uncross(self, number, state):
        auction = self.markets[number].auction
        auction.phase, auction.next, auction.lots, auction.begun = PRICING, state, 0, True
        auction.walk = (0, 0, 0)
        self._auction_due(number, self.now)

    def _enter_state(self, number, state):
        self.markets[number].state = state
        self.changed["markets"].add(number)
        self._resume_triggers(number)
        self._collect(number)

    def _resume_triggers(self, number):
        if self._triggers(self.markets[number]) and self.armed.get(number):
            self._pend(number)

    def _fire_auction(self, number):
        """False when the record may do no more of it."""
        market = self.markets[number]
        auction, state = market.auction, market.state
        if auction.phase:
            return self._uncross(number)
        if state == OPEN and not market.book.is_crossed():
            self._finish_uncross(number)
            return True
        most = auction.terms["randomSpan"]
        if state != OPEN and not auction.drawn and most:
            auction.drawn = True
            late = self._chance(number) % (most + 1)
            self._auction_due(number, min(auction.due + late, FOREVER))
            if auction.due > self.now:
                return True
        self._begin_uncross(number, SETTLEMENT if state == CLOSING_AUCTION else OPEN)
        return self._uncross(number)

    def _chance(self, number):
        """What the log says about chance."""
        word = 0x9E3779B97F4A7C15
        for part in (number, *struct.unpack("<4Q", self.genesis.chain), self.index, self.now,
                     *struct.unpack("<2Q", self.digest), self._checksum(number)):
            word = finish(word ^ part)
        return word

    def _checksum(self, number):
        """The sum over a market's open orders."""
        total = 0
        for order in self.markets[number].book.orders():
            word = finish(0x9E3779B97F4A7C15 ^ order.number)
            word = finish(word ^ order.sequence)
            word = finish(word ^ order.price & MASK)
            total += finish(word ^ (order.open * 2 + order.side) & MASK)
        return total & MASK

    def _uncross(self, number):
        """Goes on with an uncross; False when the record may do no more of it."""
        auction = self.markets[number].auction
        self.changed["auctions"].add(number)
        while auction.phase:
            if not (self._find_price if auction.phase == PRICING else self._trade_at_price)(number):
                return False
        self._finish_uncross(number)
        return True

    def _find_price(self, number):
        market = self.markets[number]
        auction, book = market.auction, market.book
        now = (sum(1 for _ in book.orders()), self._checksum(number))
        done = auction.walk[0] if auction.walk[1:] == now else 0
        found = self._uncross_price(market)
        needed = found[2] if found else 0
        may = min(needed - done, self.levels_left)
        self.levels_left -= may
        if done + may < needed:
            auction.walk = (done + may, *now)
            return False
        auction.walk, auction.lots, auction.phase = (0, 0, 0), 0, NONE
        if found:
            auction.phase, auction.price = TRADING, found[0]
        return True

    def _uncross_price(self, market):
        """(price, lots, steps): levels are paired, the best first, until they do not reach each other."""
        buys, sells = market.book.levels(BUY), market.book.levels(SELL)
        buy, sell, lots, steps, last = next(buys, None), next(sells, None), 0, 0, None
        while buy and sell and buy[0] >= sell[0]:
            paired, last = min(buy[1], sell[1]), (buy[0], sell[0])
            lots, steps = lots + paired, steps + 1
            buy = (buy[0], buy[1] - paired) if buy[1] > paired else next(buys, None)
            sell = (sell[0], sell[1] - paired) if sell[1] > paired else next(sells, None)
        if last is None:
            return None
        return self._best(market, last, buy, sell), lots, steps

    @staticmethod
    def _best(market, last, buy, sell):
        high, low = last
        if buy and buy[0] == high:
            return high
        if sell and sell[0] == low:
            return low
        if buy:
            low = max(low, buy[0] + 1)
        if sell:
            high = min(high, sell[0] - 1)
        if low > high:
            # A tick apart: at the one price buyers are left over, at the other sellers.
            if buy[1] != sell[1]:
                return buy[0] if buy[1] < sell[1] else sell[0]
            low, high = buy[0], sell[0]
        reference = market.reference[0] if market.reference[2] else market.auction.last
        if reference is None:
            return (low + high) // 2
        return min(max(reference, low), high)

    def _trade_at_price(self, number):
        market = self.markets[number]
        auction, book = market.auction, market.book
        rule = market.self_trade or ALLOWED
        self.pending = []
        while book.reaches(auction.price):
            if self.pairs_left == 0:
                self._tell_pending()
                self._settle_protection()
                return False
            self.pairs_left -= 1
            two = [book.head(BUY), book.head(SELL)]
            late = next((o for o in two if self._is_over(o)), None)
            if late is not None:
                self._cancel_told(late)
                continue
            earlier, later = sorted(two, key=lambda o: o.sequence)
            if rule != ALLOWED and self._one_owner(earlier.account, later.account):
                self._part(rule, later, earlier)
            else:
                auction.lots += self._trade(market, earlier, later, auction.price)
        self._tell_pending()
        self._settle_protection()
        auction.phase = PRICING
        if auction.lots:
            auction.last = auction.price
        return True

    def _cancel_told(self, order):
        self._take_out(order)
        self.pending += [order.account, self._gone_later(order)]

    def _part(self, rule, later, earlier):
        """Two orders of one owner."""
        if rule in (CANCEL_TAKER, CANCEL_BOTH):
            self._cancel_told(later)
        if rule in (CANCEL_MAKER, CANCEL_BOTH):
            self._cancel_told(earlier)
        if rule != DECREMENT:
            return
        lots = min(later.open, earlier.open)
        for order in (later, earlier):
            if lots == order.total:
                self._cancel_told(order)
                continue
            self.pending.append(order.account)
            order.open -= lots
            self._position(order.account, order.market)[1 + order.side] -= lots
            self.changed["orders"].add(order.sequence)
            if order.open == 0:
                self._refill(order)

    def _finish_uncross(self, number):
        """Nothing crosses any more."""
        market = self.markets[number]
        auction = market.auction
        auction.phase, auction.walk = NONE, (0, 0, 0)
        span = auction.terms["batchSpan"]
        if market.state == OPEN and auction.next == OPEN and span:
            self._auction_due(number, min(
                auction.began + ((self.now - auction.began) // span + 1) * span, FOREVER))
        else:
            self._enter_state(number, auction.next)
