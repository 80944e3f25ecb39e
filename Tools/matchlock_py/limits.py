# SPDX-License-Identifier: Apache-2.0
"""Price bands, velocity limits and circuit breakers, as Venue.docc has them."""
import struct

from .auctions import HALTED, OPEN, VOLATILITY_AUCTION
from .books import BUY, Refusal
from .entering import DAY_SPAN

TICKS_MAX = 1 << 41


class Limits:
    __slots__ = ("state", "band", "breaker", "velocity", "span", "last", "window")

    def __init__(self, m):
        self.state, self.band, self.breaker = m.tripState, m.bandTicks, m.breakerTicks
        self.velocity, self.span = m.velocityTicks, m.velocitySpan
        # The last price, and of the velocity's window when it began, its lowest and highest price.
        self.last, self.window = None, None

    def record(self):
        return struct.pack("<BQQQQBqQqq", self.state, self.band, self.breaker, self.velocity, self.span,
                           self.last is not None, self.last or 0, *(self.window or (0, 0, 0)))


class Limited:
    """What of the rules is about how far prices may go."""

    def _set_limits(self, context, m):
        market = self._market(m.market, context[1])
        if (m.tripState not in (HALTED, VOLATILITY_AUCTION)
                or max(m.bandTicks, m.breakerTicks, m.velocityTicks) > TICKS_MAX
                or m.velocitySpan > DAY_SPAN or bool(m.velocityTicks) != bool(m.velocitySpan)):
            raise Refusal("limitsParameters")
        market.limits = Limits(m)
        self.changed["limits"].add(m.market)

    @staticmethod
    def _source_price(market):
        return market.reference[0] if market.reference[2] else None

    def _check_band(self, market, side, price):
        limits = market.limits
        if limits is None or not limits.band:
            return
        centre = limits.last if limits.last is not None else self._source_price(market)
        if centre is not None and (price - centre if side == BUY else centre - price) > limits.band:
            raise Refusal("priceLimit")

    def _note_limit(self, number, price, uncross):
        market = self.markets[number]
        limits = market.limits
        if limits is None or not (limits.band or limits.breaker or limits.velocity):
            return
        self.changed["limits"].add(number)
        limits.last = price
        if uncross:
            limits.window = None
            return
        tripped = False
        if limits.velocity:
            window = limits.window
            if window is None or self.now - window[0] >= limits.span:
                window = (self.now, price, price)
            limits.window = (window[0], min(window[1], price), max(window[2], price))
            tripped = limits.window[2] - limits.window[1] > limits.velocity
        anchor = self._source_price(market)
        anchor = market.auction.last if anchor is None else anchor
        if limits.breaker and anchor is not None and abs(price - anchor) > limits.breaker:
            tripped = True
        if tripped and self.trip is None:
            self.trip = number

    def _settle_trip(self):
        """The market whose limit was tripped, if one was, gets its state."""
        number, self.trip = self.trip, None
        if number is not None:
            self._stop(number)

    def _stop(self, number):
        market = self.markets[number]
        if market.state != OPEN:
            return
        market.limits.window = None
        self.changed["limits"].add(number)
        self._enter_state(number, market.limits.state)
