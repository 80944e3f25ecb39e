# SPDX-License-Identifier: Apache-2.0
"""Orders that wait for a price or for another order, as Venue.docc has them."""
import heapq
import struct

from .books import Refusal
DORMANT, ARMED, CLOSING = range(3)
LAST, MARK, INDEX = 1, 2, 3
ABOVE = 1
TICKS, MILLIONTHS = 1, 2
PER_ACCOUNT, TRAILING, LINKS, PER_RECORD = 64, 64, 4, 16
MOST = 1 << 40


class Waiter:
    """One that waits. `due`: its time has come, whatever the price."""
    __slots__ = ("place", "entered", "stamp", "account", "key", "market", "side", "timeInForce", "flags",
                 "selfTrade", "source", "when", "trailKind", "phase", "reason", "price", "quantity",
                 "clientOrder", "minimumQuantity", "displayQuantity", "expiresAt", "trigger", "trail",
                 "extreme", "after", "other", "traded", "due", "armed")

    def __init__(self, m, place, stamp, account, key, end):
        for name in ("market", "side", "timeInForce", "flags", "selfTrade", "source", "when", "trailKind",
                     "price", "quantity", "clientOrder", "minimumQuantity", "displayQuantity", "trail",
                     "after", "other"):
            setattr(self, name, getattr(m, name))
        self.place, self.entered, self.stamp, self.account, self.key = place, stamp, stamp, account, key
        self.expiresAt, self.trigger = end, m.triggerPrice
        self.phase = self.reason = self.extreme = self.traded = self.armed = 0
        self.due = False

    @property
    def number(self):
        return (self.entered & 0xFFFFFFFF) << 32 | 1 << 31 | self.place

    def trigger_behind(self, extreme):
        distance = self.trail if self.trailKind == TICKS else max(1, abs(extreme) * self.trail // 1_000_000)
        return extreme + distance if self.when == ABOVE else extreme - distance

    def is_met(self, low, high):
        return high >= self.trigger if self.when == ABOVE else low <= self.trigger

    def rank(self):
        """Which of several that are met comes first."""
        if self.due:
            return (LAST, 0, -(1 << 63), self.stamp)
        above = self.when == ABOVE
        return (self.source, 0 if above else 1, self.trigger if above else -self.trigger, self.stamp)

    def records(self):
        """What it was sent as, and how it stands."""
        return struct.pack(
            "<QIII5BqQQQQQ", self.entered, self.account, self.market, self.key, self.side,
            self.timeInForce, self.flags, self.selfTrade, self.trailKind, self.price, self.clientOrder,
            self.minimumQuantity, self.displayQuantity, self.expiresAt, self.trail), struct.pack(
                "<Q4BQqqQQQ", self.stamp, self.source, self.when, self.phase, self.reason, self.quantity,
                self.trigger, self.extreme, self.after, self.other, self.traded)


class Price:
    """Of one source in one market: what it is, if known, and its range since triggers were looked for."""
    __slots__ = ("price", "low", "high")

    def __init__(self):
        self.price = self.low = self.high = None

    def record(self):
        return struct.pack("<qqqBB", self.price or 0, self.low or 0, self.high or 0,
                           self.price is not None, self.low is not None)


class Conditional:
    """What of the rules is about orders that wait."""

    def _begin_conditionals(self, g):
        self.waiters, self.waiting_of, self.armed = {}, {}, {}
        self.free_waiters = list(range(g.conditionalOrdersMax, 0, -1))
        self.stamp, self.triggers_left = 0, 0
        # Prices by market and source; how far the search is in a market, 0 or absent for not at all.
        self.prices, self.stages = {}, {}

    def _take_stamp(self, w):
        self.stamp += 1
        w.stamp = self.stamp
        self.changed["waiters"].add(w.place)

    def _price(self, market, source):
        return self.prices.setdefault((market, source), Price())

    # Entering

    def _new_conditional(self, context, m):
        key, group, _, number = context
        market = self._open_market(m.market, group, m.flags)
        self._check_order_terms(market, m)
        rests, end = self._check_order(market, m)
        if not self._is_sound(m):
            raise Refusal("conditionalTerms")
        account, mine = key.account, self._waiting(key.account)
        if (account, m.clientOrder) in self.order_names.orders or self._waits(account, m.clientOrder):
            raise Refusal("duplicateClientOrder")
        for link in (m.after, m.other):
            if link and (not self._is_named(account, m.market, link) or sum(
                    w.market == m.market and link in (w.after, w.other) for w in mine) >= LINKS):
                raise Refusal("linkUnknown")
        if not self.free_waiters:
            raise Refusal("conditionalOrdersMax")
        if len(mine) >= PER_ACCOUNT:
            raise Refusal("accountConditionalMax")
        if m.trailKind and self._trailing_count(m.market) >= TRAILING:
            raise Refusal("trailingOrdersMax")
        if not m.after:
            price = self._price(m.market, m.source).price
            if m.trailKind and price is None:
                raise Refusal("triggerPriceUnknown")
            met = price is not None and (price >= m.triggerPrice if m.when == ABOVE
                                         else price <= m.triggerPrice)
            if not m.trailKind and met:
                raise Refusal("triggerPassed")
        self.stamp += 1
        w = Waiter(m, self.free_waiters.pop(), self.stamp, account, number, end)
        self.waiters[w.place] = w
        self.waiting_of.setdefault(account, {})[w.place] = w
        self.changed["waiters"].add(w.place)
        if end:
            heapq.heappush(self.ends, (end, self.genesis.specialOrdersMax + 1 + w.place, w.number))
        if not m.after:
            self._arm(w)

    @staticmethod
    def _is_sound(m):
        links = [n for n in (m.after, m.other) if n]
        if len(set(links + [m.clientOrder])) != len(links) + 1:
            return False
        if m.source > INDEX or m.when > 2 or m.trailKind > MILLIONTHS:
            return False
        if m.source == 0:
            return not (m.when or m.trailKind or m.triggerPrice or m.trail) and m.after != 0
        if m.when == 0:
            return False
        if m.trailKind == 0:
            return m.trail == 0 and abs(m.triggerPrice) <= MOST
        return m.triggerPrice == 0 and 1 <= m.trail <= (MOST if m.trailKind == TICKS else 999_999)

    def _waiting(self, account):
        """Those of an account that wait, as they entered."""
        return list(self.waiting_of.get(account, {}).values())

    def _waits(self, account, client):
        return next((w for w in self._waiting(account) if w.clientOrder == client), None)

    def _is_named(self, account, market, client):
        w = self._waits(account, client)
        if w is not None:
            return w.market == market
        order = self.order_names.orders.get((account, client))
        return order is not None and order.market == market and order.number in self.orders

    def _find_waiter(self, key, m):
        return next((w for w in self._waiting(key.account) if w.market == m.market and (
            w.number == m.order if m.order else w.clientOrder == m.clientOrder)), None)

    def _trailing_count(self, market):
        return sum(w.trailKind != 0 for w in self.armed.get(market, {}).values())

    # Prices

    def _note_price(self, market, source, price):
        p = self._price(market, source)
        p.price = price
        self.changed["prices"].add(market)
        if self.armed.get(market):
            p.low = price if p.low is None else min(p.low, price)
            p.high = price if p.high is None else max(p.high, price)
            self._pend(market)

    def _pend(self, market):
        self.stages[market] = 1
        self.changed["prices"].add(market)

    def _arm(self, w):
        price = self._price(w.market, w.source).price
        self.changed["waiters"].add(w.place)
        if w.trailKind:
            if price is None or self._trailing_count(w.market) >= TRAILING:
                self._close_later(w, "linked")
                return
            w.extreme, w.trigger = price, w.trigger_behind(price)
        elif w.source == 0 or (price is not None and w.is_met(price, price)):
            w.due, w.source, w.when = True, 0, ABOVE
            self._pend(w.market)
        w.phase = ARMED
        self._take_stamp(w)
        w.armed = w.stamp
        self.armed.setdefault(w.market, {})[w.place] = w

    # Links

    def _follow(self, account, market, client, lots, gone):
        if not self.waiting_of.get(account):
            return
        for w in self._waiting(account):
            if w.market != market:
                continue
            if w.after == client:
                w.traded += lots
                self.changed["waiters"].add(w.place)
                if gone:
                    w.after, w.quantity = 0, min(w.quantity, w.traded)
                    if w.traded == 0:
                        self._close_later(w, "linked")
                    else:
                        self._arm(w)
            elif w.other == client:
                w.quantity -= min(w.quantity, lots)
                self.changed["waiters"].add(w.place)
                if w.quantity == 0 or gone:
                    self._close_later(w, "linked")

    def _rename_links(self, account, market, old, new):
        for w in self._waiting(account):
            if w.market == market and old in (w.after, w.other):
                w.after = new if w.after == old else w.after
                w.other = new if w.other == old else w.other
                self.changed["waiters"].add(w.place)

    # Going

    def _close_later(self, w, reason):
        del self.waiting_of[w.account][w.place]
        self.armed.get(w.market, {}).pop(w.place, None)
        w.phase, w.reason = CLOSING, self.reasons[reason]
        self._take_stamp(w)

    def _close_waiters(self, account, number, mass):
        """Those of an account that a mass cancel means; returns how many."""
        count = 0
        for w in self._waiting(account):
            if ((mass.owner == 0 and w.key != number) or mass.side not in (2, w.side)
                    or not mass.low <= w.price <= mass.high
                    or (mass.filters & 2 and w.clientOrder >> 48 != mass.tag)
                    or (mass.scope == 0 and w.market != mass.market)
                    or (mass.scope == 1 and self.markets[w.market].group != mass.group)):
                continue
            self._close_later(w, mass.reason)
            count += 1
        return count

    def _close_market_waiters(self, number, reason):
        """As many as the record may take: dormant ones as they came, then the next to trigger. Whether
        all are gone."""
        left = [w for w in self.waiters.values() if w.market == number and w.phase != CLOSING]
        left.sort(key=lambda w: (w.phase == ARMED, w.rank() if w.phase == ARMED else (w.stamp,)))
        taken = left[:self.cancels_left]
        for w in taken:
            self._close_later(w, reason)
        self.cancels_left -= len(taken)
        return len(taken) == len(left)

    # Running

    def _run_conditionals(self):
        while self.triggers_left:
            closing = [w for w in self.waiters.values() if w.phase == CLOSING]
            if closing:
                self.triggers_left -= 1
                self._finish(min(closing, key=lambda w: w.stamp))
                continue
            pending = [n for n, stage in self.stages.items() if stage]
            if not pending:
                return
            market = min(pending)
            if not self._triggers(self.markets[market]):
                self._unpend(market)
                continue
            met = self._next_met(market)
            if met is not None:
                self.triggers_left -= 1
                self._fire(met)

    def _unpend(self, market):
        self.stages[market] = 0
        self.changed["prices"].add(market)

    def _next_met(self, market):
        armed = self.armed.get(market, {}).values()
        met = []
        for w in armed:
            p = self._price(market, w.source)
            if w.due or (p.low is not None and w.is_met(p.low, p.high)):
                met.append(w)
        if met:
            return min(met, key=lambda w: w.rank())
        prices = [self._price(market, source) for source in (LAST, MARK, INDEX)]
        if self.stages[market] == 1 and self._move_trailing(market):
            self.stages[market] = 2
            for p in prices:
                if p.low is not None:
                    p.low = p.high = p.price
            self.changed["prices"].add(market)
            return None
        for p in prices:
            p.low = p.high = None
        self._unpend(market)
        return None

    def _move_trailing(self, market):
        moved = False
        trailing = [w for w in self.armed.get(market, {}).values() if w.trailKind]
        for w in sorted(trailing, key=lambda w: w.armed):
            p = self._price(market, w.source)
            if p.low is None:
                continue
            best = min(w.extreme, p.low) if w.when == ABOVE else max(w.extreme, p.high)
            if best != w.extreme:
                w.extreme, w.trigger, moved = best, w.trigger_behind(best), True
                self._take_stamp(w)
        return moved

    def _remove(self, w):
        del self.waiters[w.place]
        self.waiting_of.get(w.account, {}).pop(w.place, None)
        self.armed.get(w.market, {}).pop(w.place, None)
        self.free_waiters.append(w.place)
        self.changed["waiters"].add(w.place)

    def _finish(self, w):
        self._remove(w)
        self._tell(w.account)
        self._follow(w.account, w.market, w.clientOrder, 0, True)

    def _fire(self, w):
        self._remove(w)
        if w.other:
            other = self._waits(w.account, w.other)
            order = self.order_names.orders.get((w.account, w.other))
            if other is not None and other.market == w.market:
                self._close_later(other, "linked")
            elif order is not None and order.market == w.market:
                self._take_out(order)
                self._tell(order.account)
                self._gone(order)
        self.pending = []
        w.minimumQuantity = min(w.minimumQuantity, w.quantity)
        if w.displayQuantity >= w.quantity:
            w.displayQuantity = 0
        refused = False
        try:
            self._admit(w.account, w.market, w.side, w.quantity)
            self._check_band(self.markets[w.market], w.side, w.price)
            rests, _ = self._check_order(self.markets[w.market], w, w.expiresAt)
            self._enter_new(self.markets[w.market], w, w.account, w.key, rests, w.expiresAt)
        except Refusal:
            refused = True
        self._tell(w.account)
        if refused:
            self._follow(w.account, w.market, w.clientOrder, 0, True)
        else:
            self._tell_pending()
            self._settle_protection()
            self._settle_trip()

    def _gone(self, order):
        self._follow(order.account, order.market, order.client, 0, True)

    def _tell_pending(self):
        """What happened in the books, in order: whom it is told, what prices and links make of it."""
        pending, self.pending = self.pending, []
        for what in pending:
            if isinstance(what, int):
                self._tell(what)
            else:
                what[0](*what[1:])

    def _end_conditional(self, place, number):
        """At its end; whether it still waited."""
        w = self.waiters.get(place)
        if w is None or w.number != number or w.phase == CLOSING:
            return False
        self._close_later(w, "expired")
        return True

    # State

    def _price_record(self, number):
        market = self.markets[number]
        return struct.pack("<QQB", *market.mark, self.stages.get(number, 0)) + b"".join(
            self._price(number, source).record() for source in (LAST, MARK, INDEX))
