# SPDX-License-Identifier: Apache-2.0
"""The books: price, then entry number. Order numbers and the table of names as Matching.docc has them."""
import bisect

BUY, SELL = 0, 1
GOOD_TILL_CANCEL, IMMEDIATE_OR_CANCEL = 0, 1
MASK = (1 << 64) - 1


class Refusal(Exception):
    """A reject code's name."""


class Order:
    __slots__ = ("market", "account", "side", "price", "open", "client", "sequence", "number",
                 "key", "special", "hidden", "display", "ends", "weight")

    def __init__(self, market, account, side, price, quantity, client, sequence, number,
                 key):
        self.market, self.account, self.side, self.price = market, account, side, price
        self.open, self.client, self.sequence, self.number = quantity, client, sequence, number
        self.key = key
        # The place of its cold part, lots that do not show, that a refill shows, and its end.
        self.special = self.hidden = self.display = self.ends = 0
        # The vega weight of a quote.
        self.weight = 0

    @property
    def total(self):
        return self.open + self.hidden


class Numbers:
    """Order numbers: slots from 1, the one given back last taken first, a generation a slot."""

    def __init__(self, orders_max):
        # One slot beyond ordersMax is for an order that gives it back at once.
        self.slots = orders_max + 1
        self.fresh, self.given, self.generations = 1, [], {}

    def free(self):
        return self.slots - self.fresh + 1 + len(self.given)

    def take(self):
        if self.given:
            slot = self.given.pop()
        else:
            slot, self.fresh = self.fresh, self.fresh + 1
        return self.generations.setdefault(slot, 1) << 32 | slot

    def give(self, number):
        slot, generation = number & 0xFFFFFFFF, number >> 32
        self.generations[slot] = 1 if generation == 0xFFFFFFFF else generation + 1
        self.given.append(slot)


class Names:
    """(account, client number) of every order that may rest: each in one of two buckets of eight."""

    def __init__(self, orders_max):
        buckets = 2
        while buckets * 8 < 2 * orders_max:
            buckets *= 2
        self.mask, self.counts, self.place, self.orders = buckets - 1, {}, {}, {}

    def pair(self, account, client):
        """The two buckets of a name."""
        h = client + account * 0x9E3779B97F4A7C15 & MASK
        h = (h ^ h >> 30) * 0xBF58476D1CE4E5B9 & MASK
        h = (h ^ h >> 27) * 0x94D049BB133111EB & MASK
        h ^= h >> 31
        first, second = h & self.mask, h >> 36 & self.mask
        return (first, first ^ 1) if second == first else (first, second)

    def choose(self, account, client):
        """The bucket a name would go to, or None where both are full."""
        first, second = self.pair(account, client)
        a, b = self.counts.get(first, 0), self.counts.get(second, 0)
        if min(a, b) == 8:
            return None
        return first if a <= b else second

    def add(self, order, bucket):
        name = (order.account, order.client)
        self.place[name], self.orders[name] = bucket, order
        self.counts[bucket] = self.counts.get(bucket, 0) + 1

    def remove(self, order):
        name = (order.account, order.client)
        self.counts[self.place.pop(name)] -= 1
        del self.orders[name]


class Book:
    """One market: for each side its prices, best last, and a queue by entry number at each."""

    def __init__(self, price_min, price_max):
        self.price_min, self.price_max = price_min, price_max
        self.ranks = ([], [])        # of a buy its price, of a sell its price negated, ascending
        self.queues = ({}, {})       # rank: {entry number: order}, in order of entry

    @staticmethod
    def rank(side, price):
        return price if side == BUY else -price

    def add(self, order):
        rank = self.rank(order.side, order.price)
        queue = self.queues[order.side].get(rank)
        if queue is None:
            queue = self.queues[order.side][rank] = {}
            bisect.insort(self.ranks[order.side], rank)
        queue[order.sequence] = order

    def remove(self, order):
        rank = self.rank(order.side, order.price)
        queue = self.queues[order.side][rank]
        del queue[order.sequence]
        if not queue:
            del self.queues[order.side][rank]
            ranks = self.ranks[order.side]
            del ranks[bisect.bisect_left(ranks, rank)]

    def head(self, side):
        """The oldest of the best price of a side that has one."""
        return next(iter(self.queues[side][self.ranks[side][-1]].values()))

    def orders(self):
        for queues in self.queues:
            for queue in queues.values():
                yield from queue.values()

    def levels(self, side):
        """(price, lots that show), the best first."""
        for rank in reversed(self.ranks[side]):
            yield (rank if side == BUY else -rank,
                   sum(order.open for order in self.queues[side][rank].values()))

    def is_crossed(self):
        buys, sells = self.ranks
        return bool(buys) and bool(sells) and buys[-1] >= -sells[-1]

    def reaches(self, price):
        """Whether the best of both sides trade at a price."""
        return all(ranks and ranks[-1] >= self.rank(side, price)
                   for side, ranks in enumerate(self.ranks))

    def first(self):
        """The oldest of the best buys, or else of the best sells, or None."""
        for side in (BUY, SELL):
            if self.ranks[side]:
                return next(iter(self.queues[side][self.ranks[side][-1]].values()))
        return None

    def makers(self, side, price):
        """The orders that a taker of `side` at `price` meets, in order."""
        other = 1 - side
        for rank in reversed(self.ranks[other]):
            if rank < self.rank(other, price):
                return
            yield from self.queues[other][rank].values()

    def maker(self, side, price):
        """The first order that a taker of `side` at `price` meets, or None."""
        other = 1 - side
        if not self.ranks[other]:
            return None
        best = self.ranks[other][-1]
        if best < self.rank(other, price):
            return None
        return next(iter(self.queues[other][best].values()))
