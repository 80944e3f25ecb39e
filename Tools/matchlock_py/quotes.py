# SPDX-License-Identifier: Apache-2.0
"""Mass quotes and market-maker protection, as Venue.docc has them."""
import collections
import struct

from .books import BUY, SELL, Order, Refusal
from .entering import DAY_SPAN, DECREMENT, FOREVER, POST_ONLY

PROTECTION = 5               # a timer's kind, after an auction's
RESERVED = 0xFFFF << 48      # client numbers from here on are quotes'
PER_ACCOUNT, SLICES, SPAN_MIN = 16, 8, 10**6
WEIGHT_MAX, SUM_MAX = 1 << 20, (1 << 63) - 1
LIMITS = ("quantityMax", "tradesMax", "deltaMax", "vegaMax")


def quote_name(group, market, side):
    return RESERVED | group << 32 | market << 1 | side


class Group:
    """A quote group of an account."""
    __slots__ = ("place", "account", "number", "span", "limits", "frozen_span", "frozen_until",
                 "pulled_since", "slices")

    def __init__(self, place, account, number):
        self.place, self.account, self.number = place, account, number
        self.frozen_until, self.pulled_since = 0, None
        # By slice mod 8: [slice, quantity, delta, vega, trades].
        self.slices = {}

    def record(self):
        return struct.pack("<IH8Q", self.account, self.number, self.span, *self.limits,
                           self.frozen_span, self.frozen_until, self.pulled_since or 0)

    def add(self, slice_, lots, signed, weight):
        part = self.slices.get(slice_ % SLICES)
        if part is None or part[0] != slice_:
            part = self.slices[slice_ % SLICES] = [slice_, 0, 0, 0, 0]
        part[1] = min(part[1] + lots, SUM_MAX)
        part[2] = max(min(part[2] + signed, SUM_MAX), -SUM_MAX)
        part[3] = min(part[3] + lots * (weight or 1), SUM_MAX)
        part[4] = min(part[4] + 1, SUM_MAX)

    def has_reached(self, slice_):
        parts = [p for p in self.slices.values() if slice_ - p[0] < SLICES]
        quantity, delta, vega, trades = (sum(p[i] for p in parts) for i in (1, 2, 3, 4))
        return any(limit and total >= limit for limit, total in zip(
            self.limits, (quantity, trades, abs(delta), vega)))


class Quoting:
    """What of the rules is about quotes."""

    def _begin_quotes(self, g):
        self.groups, self.group_places = {}, list(range(g.quoteGroupsMax, 0, -1))
        self.places_of_groups = {}
        # Groups that a trade of the command tripped, in order.
        self.tripped = []
        self.quoting, self.entries = None, ()
        # How often each code was given to a side of a mass quote.
        self.refused_sides = collections.Counter()
        self.meetings_max, self.met = g.fillsPerCommandMax, 0

    def _group_of(self, order):
        """The quote group of an order, or None for one that is no quote."""
        if order.client < RESERVED:
            return None
        return self.groups.get((order.account, order.client >> 32 & 0xFFFF))

    def _is_frozen(self, group):
        return self.now < group.frozen_until or group.pulled_since is not None

    def _is_over(self, order):
        """Whether an order that rests does not trade any more."""
        if order.ends and order.ends <= self.now:
            return True
        group = self._group_of(order)
        return group is not None and group.pulled_since is not None

    def _quotes_of(self, group):
        return [o for o in self.resting.values() if self._group_of(o) is group]

    # Commands

    def _set_protection(self, context, m):
        account, limits = context[0].account, [getattr(m, name) for name in LIMITS]
        group = self.groups.get((account, m.quoteGroup))
        if m.flags == 1:
            if any(limits) or m.span or m.frozenSpan:
                raise Refusal("protectionTerms")
            if group is None:
                raise Refusal("unknownQuoteGroup")
            if group.pulled_since is not None or self._quotes_of(group):
                raise Refusal("quotesOpen")
            self._forget(group)
            del self.groups[account, m.quoteGroup], self.places_of_groups[group.place]
            self.group_places.append(group.place)
            self.changed["groups"].add(group.place)
            return
        if m.flags or any(limits) != (m.span != 0) or any(
                span and not SPAN_MIN <= span <= DAY_SPAN for span in (m.span, m.frozenSpan)):
            raise Refusal("protectionTerms")
        if group is None:
            if sum(a == account for a, _ in self.groups) >= PER_ACCOUNT:
                raise Refusal("accountQuoteGroupsMax")
            if not self.group_places:
                raise Refusal("quoteGroupsMax")
            group = Group(self.group_places.pop(), account, m.quoteGroup)
            self.groups[account, m.quoteGroup] = self.places_of_groups[group.place] = group
        group.span, group.limits, group.frozen_span = m.span, limits, m.frozenSpan
        self._forget(group)

    def _reset_protection(self, context, m):
        group = self.groups.get((context[0].account, m.quoteGroup))
        if group is None:
            raise Refusal("unknownQuoteGroup")
        if group.pulled_since is not None:
            raise Refusal("quotesOpen")
        group.frozen_until = 0
        self._forget(group)

    def _forget(self, group):
        self.changed["groups"].add(group.place)
        self.changed["sums"].update((group.place - 1) * SLICES + n for n in group.slices)
        group.slices = {}

    def _mass_quote(self, context, m):
        group = self.groups.get((context[0].account, m.quoteGroup))
        if group is None:
            raise Refusal("unknownQuoteGroup")
        if m.flags > POST_ONLY or not self.entries:
            raise Refusal("quoteTerms")
        if m.selfTrade > DECREMENT:
            raise Refusal("unknownSelfTrade")
        if self._is_frozen(group):
            raise Refusal("quoteGroupFrozen")
        self.quoting = (m, self.entries)

    # Quotes

    def _quote(self, context, session):
        """Does the entries of a mass quote that was accepted."""
        (m, entries), key = self.quoting, context[0]
        group, left = self.groups[key.account, m.quoteGroup], self.genesis.fillsPerCommandMax
        for entry in entries:
            ask = self.order_names.orders.get(
                (key.account, quote_name(m.quoteGroup, entry.market, SELL)))
            is_ask_first = entry.market in self.markets and entry.bidQuantity and ask is not None and ask.price <= entry.bidPrice
            for side in (SELL, BUY) if is_ask_first else (BUY, SELL):
                self.pending, self.meetings_max, self.met = [], left, 0
                try:
                    self._quote_side(context, m, group, entry, side)
                except Refusal as refusal:
                    self.refused_sides[str(refusal)] += 1
                    self._report(session)
                left -= self.met
                self._tell_pending()
                self._settle_protection()
                self._settle_trip()
        self.meetings_max = self.genesis.fillsPerCommandMax
        self._report(session)

    def _quote_side(self, context, m, group, entry, side):
        key, market_group, _, number = context
        if self._is_frozen(group):
            raise Refusal("quoteGroupFrozen")
        if entry.weight > WEIGHT_MAX:
            raise Refusal("quoteTerms")
        market = self._market(entry.market, market_group)
        name = quote_name(m.quoteGroup, entry.market, side)
        old = self.order_names.orders.get((key.account, name))
        price, quantity = ((entry.bidPrice, entry.bidQuantity) if side == BUY
                           else (entry.askPrice, entry.askQuantity))
        if quantity == 0:
            if old is not None:
                self._cancel_told(old)
            return
        if entry.bidQuantity and entry.askQuantity and entry.bidPrice >= entry.askPrice:
            raise Refusal("quoteCrossed")
        self._check_state(market, m.flags == POST_ONLY, m.flags == 0)
        if quantity > market.quantityMax:
            raise Refusal("quantityAboveMax")
        self._admit(key.account, entry.market, side, quantity, less=old.total if old else 0)
        if old is None or old.price != price:
            self._check_band(market, side, price)
        self._check_size_and_price(market, quantity, price)
        stays = old is not None and old.price == price and quantity <= old.open
        if old is None:
            bucket = self._place_for(key.account, name)
        if m.flags == POST_ONLY and not stays and not self._collects(market):
            self._passive_price(market, side, price, POST_ONLY)
        if stays:
            self._position(old.account, old.market)[1 + side] -= old.open - quantity
            old.open, old.key, old.weight = quantity, number, entry.weight
            self.changed["orders"].add(old.sequence)
            return
        if old is None:
            order = Order(entry.market, key.account, side, price, quantity, name, self.next_order,
                          self.numbers.take(), number)
            self.order_names.add(order, bucket)
        else:
            order = old
            self._leave_book(order)
            order.open, order.price, order.sequence, order.key = quantity, price, self.next_order, number
        order.weight = entry.weight
        self.next_order += 1
        self._enter(order, True, self._self_trade(m.selfTrade, market), False)

    # Protection

    def _count_quote(self, account, client, side, lots, weight):
        """A trade of what may be a quote."""
        if client < RESERVED:
            return
        group = self.groups[account, client >> 32 & 0xFFFF]
        if not any(group.limits):
            return
        slice_ = self.now // -(-group.span // 7)
        group.add(slice_, lots, lots if side == BUY else -lots, weight)
        self.changed["sums"].add((group.place - 1) * SLICES + slice_ % SLICES)
        if group not in self.tripped and group.has_reached(slice_):
            self.tripped.append(group)

    def _settle_protection(self):
        tripped, self.tripped = self.tripped, []
        for group in tripped:
            group.frozen_until = (min(self.now + group.frozen_span, FOREVER) if group.frozen_span
                                  else FOREVER)
            self._forget(group)
            self._tell(group.account)
            self._pull(group)

    def _pull(self, group):
        """As many quotes of a group as the record may; a timer goes on with the rest."""
        meant = self._quotes_of(group)
        taken = meant[:self.cancels_left]
        for order in taken:
            self._take_out(order)
        for order in taken:
            self._tell(order.account)
            self._gone(order)
        self.cancels_left -= len(taken)
        if len(taken) < len(meant):
            group.pulled_since = self.now if group.pulled_since is None else group.pulled_since
            self._set_timer(PROTECTION, group.place, group.pulled_since)
        else:
            group.pulled_since = None
            self.due.pop((PROTECTION, group.place), None)
        self.changed["groups"].add(group.place)

    # State

    def _sum_record(self, number):
        group = self.places_of_groups.get(number // SLICES + 1)
        part = group and group.slices.get(number % SLICES)
        return part and struct.pack("<QQqQQ", *part)
