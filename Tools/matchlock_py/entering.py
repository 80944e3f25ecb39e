# SPDX-License-Identifier: Apache-2.0
"""How orders enter, and whom they may not trade with, as Matching.docc and Venue.docc have it."""
import heapq
import itertools

from .books import BUY, GOOD_TILL_CANCEL, Refusal

FILL_OR_KILL, DAY, GOOD_TILL_TIME = 2, 3, 4
DAY_SPAN, FOREVER = 86_400 * 10**9, (1 << 64) - 1
POST_ONLY, SLIDE, MARKET, MARKET_TO_LIMIT = 1, 2, 8, 16
ALLOWED, CANCEL_TAKER, CANCEL_MAKER, CANCEL_BOTH, DECREMENT = range(1, 6)


def check_terms(flags, time_in_force):
    """Which flags go together, and with which time in force."""
    rests = time_in_force == GOOD_TILL_CANCEL
    if not (flags == 0 or (flags in (POST_ONLY, POST_ONLY | SLIDE, MARKET_TO_LIMIT) and rests)
            or (flags == MARKET and not rests)):
        raise Refusal("orderTermsConflict")


class Entering:
    """What of the rules is about an order on its way into a book."""

    def _self_trade(self, asked, market):
        if asked > DECREMENT:
            raise Refusal("unknownSelfTrade")
        return asked or market.self_trade or ALLOWED

    def _one_owner(self, account, other):
        owner = self.owners.get(account, 0)
        return account == other or (owner != 0 and owner == self.owners.get(other))

    def _entry_price(self, market, m, account, self_trade):
        """The price at which a new order enters."""
        maker = market.book.maker(m.side, m.price)
        if m.flags in (MARKET, MARKET_TO_LIMIT) and not market.book.ranks[1 - m.side]:
            raise Refusal("noOpposite")
        price = maker.price if m.flags == MARKET_TO_LIMIT and maker else m.price
        if m.flags & POST_ONLY:
            return self._passive_price(market, m.side, m.price, m.flags)
        if m.timeInForce == FILL_OR_KILL and not self._can_trade(
                market, m, price, m.quantity, account, self_trade):
            raise Refusal("wouldNotFill")
        minimum = getattr(m, "minimumQuantity", 0)
        if minimum and not self._can_trade(market, m, price, minimum, account, self_trade):
            raise Refusal("minimumNotMet")
        return price

    @staticmethod
    def _passive_price(market, side, price, flags):
        maker = market.book.maker(side, price)
        if maker is None:
            return price
        price = maker.price - 1 if side == BUY else maker.price + 1
        if not flags & SLIDE or not market.priceMin <= price <= market.priceMax:
            raise Refusal("wouldTrade")
        return price

    def _can_trade(self, market, m, price, lots, account, self_trade):
        """Whether so many lots would trade at once. A level with hidden lots counts whole."""
        left, met, most = lots, 0, self.genesis.fillsPerCommandMax
        for _, level in itertools.groupby(market.book.makers(m.side, price), lambda o: o.price):
            hides = False
            for maker in level:
                met += 1
                if met > most:
                    return False
                if self._is_over(maker):
                    continue
                if self_trade != ALLOWED and self._one_owner(account, maker.account):
                    if self_trade != CANCEL_MAKER:
                        return False
                    continue
                if not hides and maker.open >= left:
                    return True
                left -= min(left, maker.total)
                if maker.hidden:
                    hides = True
                    met += -(-maker.hidden // maker.display)
                    if met > most:
                        return False
            if left == 0:
                return True
        return False

    def _check_special(self, m, rests, display, minimum, end):
        if (display or end) and not rests:
            raise Refusal("orderTermsConflict")
        if minimum and (m.flags & POST_ONLY or m.timeInForce == FILL_OR_KILL):
            raise Refusal("orderTermsConflict")
        if minimum > m.quantity:
            raise Refusal("minimumQuantity")
        if display and not -(-m.quantity // 64) <= display < m.quantity:
            raise Refusal("displayQuantity")
        if end and end <= self.now:
            raise Refusal("expiryPassed")

    def _end_of(self, m, market):
        """When an order ends; 0 for never."""
        if m.timeInForce != DAY:
            return getattr(m, "expiresAt", 0)
        end = self.now // DAY_SPAN * DAY_SPAN + market.day_end
        return min(FOREVER, end if end > self.now else end + DAY_SPAN)

    def _specialise(self, order):
        """What is left of an order is about to rest: some of it may not show."""
        if order.display and order.display < order.open:
            order.hidden, order.open = order.open - order.display, order.display
        elif order.ends:
            order.hidden = 0
        else:
            order.display = 0
            return
        order.special = self.places.pop()
        self.specials[order.special] = order
        self.changed["specials"].add(order.special)
        if order.ends:
            heapq.heappush(self.ends, (order.ends, order.special, order.number))

    def _despecialise(self, order):
        if order.special:
            self.places.append(order.special)
            del self.specials[order.special]
            self.changed["specials"].add(order.special)
            order.special = order.hidden = 0

    def _refill(self, order):
        """An order all of whose shown lots went shows more, last in its queue."""
        if not order.hidden:
            return False
        del self.resting[order.sequence]
        self.markets[order.market].book.remove(order)
        order.open = min(order.hidden, order.display)
        order.hidden -= order.open
        order.sequence = self.next_order
        self.next_order += 1
        self.markets[order.market].book.add(order)
        self.resting[order.sequence] = order
        self.changed["orders"].add(order.sequence)
        self.changed["specials"].add(order.special)
        return True

    def _end_orders(self):
        """Takes out what has come to its end, as far as the record may."""
        taken = []
        while self.ends and self.ends[0][0] <= self.now:
            due, place, number = self.ends[0]
            if self.cancels_left == 0:
                break
            heapq.heappop(self.ends)
            if place > self.genesis.specialOrdersMax:
                if self._end_conditional(place - self.genesis.specialOrdersMax - 1, number):
                    self.cancels_left -= 1
                continue
            order = self.specials.get(place)
            if order is not None and order.number == number and order.ends == due:
                self._take_out(order)
                taken.append(order)
                self.cancels_left -= 1
        for order in taken:
            self._tell(order.account)
            self._gone(order)

    def _prevent(self, self_trade, maker, taker):
        """(whether the taker stops, lots that it lost)."""
        if self_trade == CANCEL_TAKER:
            return True, 0
        lots = min(maker.open, taker.open)
        self.pending.append(maker.account)
        if self_trade != DECREMENT or lots == maker.total:
            self._take_out(maker)
            self.pending.append(self._gone_later(maker))
        else:
            maker.open -= lots
            self._position(maker.account, maker.market)[1 + maker.side] -= lots
            self.changed["orders"].add(maker.sequence)
            if maker.open == 0:
                self._refill(maker)
        if self_trade == DECREMENT:
            taker.open -= lots
            return False, lots
        return self_trade == CANCEL_BOTH, 0
