# SPDX-License-Identifier: Apache-2.0
"""What libmatchlock_engine must answer, from the rules of Matching.docc: for engine_test.py.

Order numbers, names and queues are those of matchlock_py; nothing of the library is used.
"""
from matchlock_py.books import BUY, Book, Names, Numbers, Order

ANSWER, RESTED, EXECUTED, AMENDED, REMOVED, REMAINDER, REPRICED = range(1, 8)
NEW, CANCEL, REPLACE, CANCEL_ALL = range(1, 5)
CANCELLED, MASS_CANCELLED, REPLACED, DID_NOT_REST, FILLS_MAX, SELF_TRADE = 1, 2, 6, 7, 8, 9
(UNKNOWN_MARKET, UNKNOWN_ACCOUNT, ZERO_QUANTITY, QUANTITY_ABOVE_MAX, PRICE_OUTSIDE_BAND,
 ZERO_CLIENT_ORDER, DUPLICATE, CROWDED, OPEN_ORDERS_MAX, POOL_FULL, UNKNOWN_ORDER, CONFLICTING,
 NO_OPPOSITE, WOULD_TRADE, WOULD_NOT_FILL) = range(1, 16)
MALFORMED = 255
POST_ONLY, SLIDE, MARKET, MARKET_TO_LIMIT = 1, 2, 8, 16
ALLOWED, CANCEL_TAKER, CANCEL_MAKER, CANCEL_BOTH, DECREMENT = range(1, 6)


class Refused(Exception):
    """With its code."""


def terms(flags, rests):
    """Whether they go together."""
    return flags == 0 or (flags in (POST_ONLY, POST_ONLY | SLIDE, MARKET_TO_LIMIT) and rests) \
        or (flags == MARKET and not rests)


class Engine:
    """Books that answer a command (a namespace of the record's fields) with a list of reports."""

    def __init__(self, limits):
        self.limits, self.markets, self.groups, self.entry = limits, {}, {}, 0
        self.numbers, self.names = Numbers(limits.orders_max), Names(limits.orders_max)
        self.live = {}

    def list(self, market, price_min, price_max):
        self.markets[market] = Book(price_min, price_max)

    def apply(self, c):
        self.out = []
        try:
            answer = self.form(c) or self.carry_out(c)
        except Refused as refusal:
            answer = dict(code=refusal.args[0])
        return self.out + [dict(kind=ANSWER, account=c.account, **answer)]

    def form(self, c):
        """A malformed command's answer."""
        one = (c.order == 0) != (c.client_order == 0)
        words = {NEW: ("order", "new_client_order"),
                 CANCEL: ("side", "time_in_force", "order_flags", "self_trade", "market", "key",
                          "price", "quantity", "new_client_order"),
                 REPLACE: ("side", "time_in_force", "market"),
                 CANCEL_ALL: ("side", "time_in_force", "order_flags", "self_trade", "market",
                              "key", "price", "quantity", "order", "client_order",
                              "new_client_order")}
        bad = c.kind not in words or any(c.reserved)
        bad = bad or any(getattr(c, word) for word in words[c.kind])
        bad = bad or (c.kind in (NEW, REPLACE) and not ALLOWED <= c.self_trade <= DECREMENT)
        bad = bad or (c.kind == NEW and (c.side > 1 or c.time_in_force > 2))
        bad = bad or (c.kind in (CANCEL, REPLACE) and not one)
        return dict(code=MALFORMED) if bad else None

    def carry_out(self, c):
        if c.kind == NEW:
            return self.enter(c)
        if c.kind == CANCEL_ALL:
            mine = sorted((o for o in self.live.values() if o.account == c.account),
                          key=lambda o: o.sequence)
            taken = mine[:self.limits.fills_per_command_max]
            for order in taken:
                self.cancel(order, MASS_CANCELLED)
            return dict(lots=len(taken), more=int(len(mine) > len(taken)))
        order = self.live.get(c.order) if c.order else self.names.orders.get(
            (c.account, c.client_order))
        if order is None or order.account != c.account:
            raise Refused(UNKNOWN_ORDER)
        if c.kind == REPLACE:
            return self.replace(order, c)
        lots = order.open
        self.cancel(order, CANCELLED)
        return dict(order=order.number, lots=lots)

    # --- entering

    def enter(self, c):
        if c.market not in self.markets:
            raise Refused(UNKNOWN_MARKET)
        if c.account >= self.limits.accounts_max:
            raise Refused(UNKNOWN_ACCOUNT)
        self.check(c.market, c.quantity, c.price)
        if c.client_order == 0:
            raise Refused(ZERO_CLIENT_ORDER)
        rests = c.time_in_force == 0
        if not terms(c.order_flags, rests):
            raise Refused(CONFLICTING)
        if (c.account, c.client_order) in self.names.orders:
            raise Refused(DUPLICATE)
        bucket = self.names.choose(c.account, c.client_order)
        if rests:
            if sum(o.account == c.account for o in self.live.values()) \
                    >= self.limits.open_orders_per_account_max:
                raise Refused(OPEN_ORDERS_MAX)
            if self.numbers.free() < 2:
                raise Refused(POOL_FULL)
            if bucket is None:
                raise Refused(CROWDED)
        price = self.entry_price(c)
        order = Order(c.market, c.account, c.side, price, c.quantity, c.client_order,
                      self.next_entry(), self.numbers.take(), c.key)
        if rests:
            self.names.add(order, bucket)
        return self.settle(order, rests, c.self_trade, price != c.price)

    def check(self, market, quantity, price):
        book = self.markets[market]
        if quantity == 0:
            raise Refused(ZERO_QUANTITY)
        if quantity > self.limits.quantity_max:
            raise Refused(QUANTITY_ABOVE_MAX)
        if not book.price_min <= price <= book.price_max:
            raise Refused(PRICE_OUTSIDE_BAND)

    def next_entry(self):
        self.entry += 1
        return self.entry

    def entry_price(self, c):
        book = self.markets[c.market]
        if c.order_flags in (MARKET, MARKET_TO_LIMIT) and not book.ranks[1 - c.side]:
            raise Refused(NO_OPPOSITE)
        maker = book.maker(c.side, c.price)
        if maker and c.order_flags == MARKET_TO_LIMIT:
            return maker.price
        if c.order_flags & POST_ONLY:
            return self.passive(book, c.side, c.price, c.order_flags)
        if c.time_in_force == 2 and not self.would_fill(c):
            raise Refused(WOULD_NOT_FILL)
        return c.price

    @staticmethod
    def passive(book, side, price, flags):
        maker = book.maker(side, price)
        if maker is None:
            return price
        price = maker.price - 1 if side == BUY else maker.price + 1
        if not flags & SLIDE or not book.price_min <= price <= book.price_max:
            raise Refused(WOULD_TRADE)
        return price

    def would_fill(self, c):
        left = c.quantity
        for met, maker in enumerate(self.markets[c.market].makers(c.side, c.price)):
            if met == self.limits.fills_per_command_max:
                return False
            if c.self_trade != ALLOWED and self.owner(maker.account) == self.owner(c.account):
                if c.self_trade != CANCEL_MAKER:
                    return False
            else:
                left -= maker.open
                if left <= 0:
                    return True
        return False

    def owner(self, account):
        group = self.groups.get(account, 0)
        return (1, group) if group else (0, account)

    def settle(self, order, rests, self_trade, is_repriced):
        wanted = order.open
        stop, lost = self.trade(order, self_trade)
        left = order.open
        answer = dict(order=order.number, lots=wanted - left - lost)
        if lost:
            self.tell(REMAINDER, order, lost, left, SELF_TRADE)
        if left and rests and not stop:
            self.markets[order.market].add(order)
            self.live[order.number] = order
            if is_repriced:
                self.tell(REPRICED, order, 0, left)
            self.tell(RESTED, order, left, left)
            return dict(answer, open=left)
        if left:
            answer["reason"] = stop or DID_NOT_REST
            self.tell(REMAINDER, order, left, 0, answer["reason"])
        elif lost:
            answer["reason"] = SELF_TRADE
        if rests:
            self.names.remove(order)
        self.numbers.give(order.number)
        return answer

    def trade(self, taker, self_trade):
        """(why it stopped, lots that it lost)."""
        book, lost, met = self.markets[taker.market], 0, 0
        while taker.open:
            maker = book.maker(taker.side, taker.price)
            if maker is None:
                break
            if met == self.limits.fills_per_command_max:
                return FILLS_MAX, lost
            met += 1
            lots = min(taker.open, maker.open)
            if self_trade != ALLOWED and self.owner(maker.account) == self.owner(taker.account):
                if self_trade == CANCEL_TAKER:
                    return SELF_TRADE, lost
                if self_trade == DECREMENT:
                    taker.open -= lots
                    lost += lots
                if self_trade != DECREMENT or lots == maker.open:
                    self.cancel(maker, SELF_TRADE)
                else:
                    maker.open -= lots
                    self.tell(AMENDED, maker, lots, maker.open, SELF_TRADE)
                if self_trade == CANCEL_BOTH:
                    return SELF_TRADE, lost
                continue
            taker.open -= lots
            maker.open -= lots
            self.tell(EXECUTED, maker, lots, maker.open, taker=taker)
            if maker.open == 0:
                self.take_out(maker)
        return 0, lost

    # --- leaving and changing

    def take_out(self, order):
        self.markets[order.market].remove(order)
        self.names.remove(order)
        self.numbers.give(order.number)
        del self.live[order.number]

    def cancel(self, order, reason):
        self.tell(REMOVED, order, order.open, 0, reason)
        self.take_out(order)

    def replace(self, order, c):
        self.check(order.market, c.quantity, c.price)
        if c.order_flags not in (0, POST_ONLY, POST_ONLY | SLIDE):
            raise Refused(CONFLICTING)
        keeps = c.price == order.price and c.quantity <= order.open
        price = c.price
        if c.order_flags and not keeps:
            price = self.passive(self.markets[order.market], order.side, c.price, c.order_flags)
        self_before = (order.client, order.key)
        if c.new_client_order not in (0, order.client):
            if (order.account, c.new_client_order) in self.names.orders:
                raise Refused(DUPLICATE)
            if self.names.choose(order.account, c.new_client_order) is None:
                raise Refused(CROWDED)
            self.names.remove(order)
            bucket = self.names.choose(order.account, c.new_client_order)
            order.client = c.new_client_order
            self.names.add(order, bucket)
        if keeps:
            lots, order.open, order.key = order.open - c.quantity, c.quantity, c.key
            self.tell(AMENDED, order, lots, order.open)
            return dict(order=order.number, open=order.open)
        self.tell(REMOVED, order, order.open, 0, REPLACED)
        self.out[-1].update(client_order=self_before[0], key=self_before[1])
        self.markets[order.market].remove(order)
        del self.live[order.number]
        order.open, order.price, order.key = c.quantity, price, c.key
        order.sequence = self.next_entry()
        return self.settle(order, True, c.self_trade, price != c.price)

    def tell(self, kind, order, lots, open_lots, reason=0, taker=None):
        report = dict(kind=kind, reason=reason, side=order.side, market=order.market,
                      account=order.account, key=order.key, order=order.number,
                      client_order=order.client, entry=order.sequence, price=order.price,
                      lots=lots, open=open_lots)
        if taker:
            report.update(taker_order=taker.number, taker_client_order=taker.client,
                          taker_entry=taker.sequence, taker_open=taker.open,
                          taker_account=taker.account)
        self.out.append(report)

    def resting(self):
        """Every order, in the order of a snapshot."""
        for market in sorted(self.markets):
            book = self.markets[market]
            for side in (0, 1):
                for rank in reversed(book.ranks[side]):
                    yield from book.queues[side][rank].values()
