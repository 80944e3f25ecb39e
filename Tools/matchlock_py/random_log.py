# SPDX-License-Identifier: Apache-2.0
"""Logs of random records, sound and not, that one number decides: for two implementations to agree on.

Small limits, so that every table fills: nonces far and near, keys that expire or are revoked, repeats,
orders found by any number, signatures with torsion in R, restarts. The rules here only steer (which
sessions are up, which orders open); what follows from the log is for the verifiers to say.
"""
import collections
import random
import struct

from . import ed25519, settlement, write
from .rules import FOREVER, Rules

KEYS = range(1, 9)
BTC = b"BTC".ljust(16, b"\0")


def torsion_point():
    """A point of order 8."""
    for y in range(2, 100):
        point = ed25519.decode(y.to_bytes(32, "little"))
        if point is not None:
            small = ed25519.multiply(ed25519.L, point)
            if not ed25519.is_identity(ed25519.multiply(4, small)):
                return small
    raise AssertionError("half of all points have one")


def make(schema, number, records_max=150):
    return Log(schema, number, records_max)


class Log:
    def __init__(self, schema, number, records_max):
        self.schema, self.chance = schema, random.Random(number)
        self.identity = settlement.Identity(b"RANDOM VENUE".ljust(16, b"\0"), bytes(range(32)), 1)
        self.seed = write.demo_seed(number, 0)
        self.secrets = {0: write.demo_seed(number, 1)} | {
            k: write.demo_seed(number, 2, k) for k in KEYS}
        self.publics = {k: ed25519.public_key(s) for k, s in self.secrets.items()}
        torsion = torsion_point()
        self.torsions = [ed25519.multiply(n, torsion) for n in range(8)]
        self.bad_keys = [bytes(32), b"\xff" * 32, b"\2" + bytes(31),
                         ed25519.encode(ed25519.add(ed25519.BASE, torsion))]
        self.records, self.now, self.term, self.matches = [], 10**15, 1, []
        self.nonces, self.sent = collections.Counter(), []
        self.limits = self._limits()
        self._append(0, schema["Genesis"].write(
            entries=[dict(key=k, publicKey=self.publics[k]) for k in (0, 7)], **self.limits))
        self.proposed = []
        self._begin()
        while len(self.records) < records_max:
            self._record()
        self._end()
        self.groups = []
        at = 0
        while at < len(self.records):
            size = self.chance.randrange(1, 6)
            self.groups.append(self.records[at:at + size])
            at += size

    def mangled(self):
        """The groups with a byte or two of the records another, signatures and all left as they were."""
        groups, chance = [list(g) for g in self.groups], self.chance
        for _ in range(chance.randrange(1, 3)):
            group = chance.choice(groups)
            at = chance.randrange(len(group))
            record = bytearray(group[at])
            byte = chance.choice((chance.randrange(len(record)), chance.randrange(8, 64)))
            record[byte] = chance.choice((0, 255, record[byte] ^ 1, record[byte] ^ 128))
            group[at] = bytes(record)
        return groups

    def codes(self):
        """How often each code was given to a command, or to a side of a mass quote."""
        return self.rules.outcomes + self.rules.refused_sides

    def _limits(self):
        pick = self.chance.choice
        orders = pick((2, 5, 9, 64))
        return dict(
            ruleVersion=7, network=1, commandsPerDatagramMax=pick((4, 16)),
            venue=self.identity.venue, chain=self.identity.chain,
            venueKey=ed25519.public_key(self.seed), marketsMax=3, accountsMax=6, keysMax=8,
            sessionsMax=pick((2, 5)), sessionsPerAccountMax=pick((1, 2)),
            ordersMax=orders, openOrdersPerAccountMax=50 if orders == 64 else pick((2, 4, 50)),
            nonceWindow=pick((1, 3, 16)),
            fillsPerCommandMax=pick((1, 2, 10)), timersPerCommandMax=pick((1, 4)),
            batchCommandsMax=pick((5, 20, 1000)), batchSpanMax=pick((10**6, 10**12)),
            tickSpanMax=10**6, validitySpanMax=pick((10**6, 10**9)),
            positionLotsMax=pick((30, 10**6, 1 << 62)), cancelsPerRecordMax=16,
            specialOrdersMax=pick((1, 3, 50)), conditionalOrdersMax=pick((1, 4, 80, 80)),
            quoteGroupsMax=pick((0, 2, 5, 40)),
            bustsMax=pick((1, 2, 100)), approvalsMin=pick((1, 1, 2)), proposalsMax=pick((3, 16)),
            proposalSpan=pick((10**6, 10**9)))

    # Records

    def _append(self, kind, body=b"", **fields):
        self.now += self.chance.choice((0, 1, 1000, 10**5, 10**6))
        if kind in (2, 3):
            fields["digest"] = write.digest(body)
        data = self.schema["LogRecord"].write(
            logIndex=len(self.records), logTime=self.now, term=self.term, kind=kind,
            bodyLength=len(body), **fields) + body
        if not self.records:
            self.rules = Rules(self.schema, body, "record 0")
        self.records.append(data)
        self.rules.apply(*Rules.check_form(self.schema, data, self.limits["commandsPerDatagramMax"]))
        self.matches += self.rules.matches

    def _begin(self):
        for k in (0, 7):
            self._logon(k, True)
        write_ = {name: self.schema[name].write for name in self.schema.by_name}
        key = dict(notBefore=0, notAfter=FOREVER, scope=1, group=65_535)
        self._datagram(0, [
            write_["OpenAccount"](account=1, owner=3), write_["OpenAccount"](account=2, owner=3),
            write_["ListMarket"](market=0, group=0, priceMin=90, priceMax=110, quantityMax=20,
                                 multiplier=3, makerFee=-100, takerFee=333, symbol=BTC),
            write_["RegisterKey"](key=1, account=1, publicKey=self.publics[1], **key)], True)
        self._datagram(0, [
            write_["RegisterKey"](key=k, account=2, publicKey=self.publics[k], **key)
            for k in (2, 3)] + [write_["AdjustCash"](account=1, amount=10**6, reference=1)], True)
        for k in (1, 2):
            if k in self.rules.keys:
                self._logon(k, True)
        if self.limits["ordersMax"] == 64 and 1 in self.rules.keys:
            self._crowd()
        elif 1 in self.rules.keys and 2 in self.rules.keys:
            self._trip(2)

    def _trip(self, key):
        """Quotes of a key that trip, also when the record may cancel few orders or no more."""
        pick, write_ = self.chance.choice, {
            name: self.schema[name].write for name in self.schema.by_name}
        limit = pick(("quantityMax", "tradesMax", "deltaMax", "vegaMax"))
        most = 1 if key == 1 else pick((1, 3, 6))
        entries = [dict(market=0, bidPrice=99, bidQuantity=5, askPrice=101, askQuantity=6, weight=pick((0, 3)))]
        group = dict(quoteGroup=pick((1, 9)))
        self._datagram(key, [
            write_["SetProtection"](span=10**7, frozenSpan=pick((0, 10**6)), **{limit: most}, **group),
            write_["MassQuote"](entries=entries, **group)], True)
        order = dict(market=0, timeInForce=1, quantity=pick((2, 4)))
        self._datagram(1, [
            write_["CancelAll"](scope=1, side=2, owner=1, filters=2),
            write_["NewOrder"](side=0, price=101, clientOrder=91, **order),
            write_["NewOrder"](side=1, price=99, clientOrder=92, **order),
            write_["NewOrder"](side=0, price=101, clientOrder=93, **order)], True)
        self._append(1)
        self._datagram(key, [
            write_["MassQuote"](entries=entries, **group), write_["ResetProtection"](**group)], True)

    def _crowd(self):
        """More names for two buckets than they hold, and a rename into them."""
        names, clients, n = self.rules.order_names, [], 1 << 20
        while len(clients) < 20:
            n += 1
            if set(names.pair(1, n)) == {2, 3}:
                clients.append(n)
        order = dict(market=0, side=0, timeInForce=0, price=91, quantity=1)
        commands = [self.schema["NewOrder"].write(clientOrder=c, **order) for c in clients]
        commands.insert(3, self.schema["NewOrder"].write(clientOrder=7, **order))
        commands.append(self.schema["ReplaceOrder"].write(
            market=0, clientOrder=7, newClientOrder=clients[-1], price=91, quantity=1))
        commands.append(self.schema["CancelOrder"].write(market=0, clientOrder=clients[5]))
        commands.append(commands[-2])
        size = self.limits["commandsPerDatagramMax"]
        for at in range(0, len(commands), size):
            self._datagram(1, commands[at:at + size], True)
        self._datagram(1, [self.schema["NewOrder"].write(clientOrder=100 + n, **order)
                           for n in range(size // 2)], True)
        self._trip(1)
        # More than one record takes, and another that does not cover what is left.
        both = [self.schema["CancelAll"].write(scope=1, side=side) for side in (2, 0)]
        self._datagram(1, both + [self.schema["NewOrder"].write(clientOrder=3, **order)], True)

    def _end(self):
        """An operator revokes his own key between other commands; then keys expire, a few a record."""
        if not self.rules.keys[0].revoked:
            self._logon(0, True)
            keys = [dict(key=k, account=1, scope=1, group=65_535, notBefore=0, publicKey=self.publics[k],
                         notAfter=self.now + 10**8 + k) for k in KEYS if k not in self.rules.keys][:4]
            if keys:
                self._datagram(0, [self.schema["RegisterKey"].write(**k) for k in keys], True)
            for k in keys:
                # Refused where, say, the nonce spent last was the largest.
                if k["key"] in self.rules.keys:
                    self._logon(k["key"], True)
            noop, market = self.schema["Noop"].write(), self.schema["OpenAccount"].write(account=5)
            self._datagram(0, [noop, self.schema["RevokeKey"].write(key=0), noop, market], True)
        self.now += 2 * 10**8
        for _ in range(5):
            self._append(1)

    def _record(self):
        chance, keys = self.chance.random(), self.rules.keys
        known = [k for k in keys if keys[k].public == self.publics.get(k)]
        key = self.chance.choice(known)
        if chance < 0.10:
            self._logon(key)
        elif chance < 0.13:
            self._append(1)
        elif chance < 0.15:
            self._append(4, session=keys[key].session or 1 << 16, end=self.chance.choice((0, 1)))
        elif chance < 0.155:
            self.term += 1
            self._append(5)
        elif chance < 0.20 and self.sent:
            body, checks = self.chance.choice(self.sent[-6:])
            session = keys[struct.unpack_from("<I", body, 72)[0]].session
            self._append(2, body, session=session, keyChecks=checks)
        else:
            up = [k for k in known if keys[k].session]
            if up and self.chance.random() < 0.9:
                key = self.chance.choice([k for k in up if k] or up)
            operators = [k for k in up if keys[k].scope & 2]
            if self.proposed and operators and self.chance.random() < 0.15:
                self._datagram(self.chance.choice(operators), self.proposed)
                return
            count = self.chance.randrange(1, self.limits["commandsPerDatagramMax"] + 1)
            commands = [self._command(key) for _ in range(count)]
            # Conditional orders are long: sixteen of them are no datagram.
            while sum(len(c) + 2 for c in commands) > 1_050:
                commands.pop()
            self._datagram(key, commands)

    def _logon(self, key, sound=False):
        message = self.schema["LogonRequest"].write(
            key=key, heartbeatMilliseconds=1000, nonce=self._nonce(key, sound),
            validUntil=self._valid(sound),
            flags=0 if sound else self.chance.choice([0] * 12 + [1] * 7 + [2]))
        self._append(3, write.signed_body(self.secrets[key], "logon", self.identity, message))

    def _datagram(self, key, commands, sound=False):
        """`sound`: nothing about the datagram as a whole is amiss."""
        chance, ours = self.chance, self.schema["RegisterKey"]
        if sound and key == 0 and self.limits["approvalsMin"] == 2 and not self.rules.keys[7].revoked:
            # Both operators: what the second sends takes effect.
            self._approved(commands)
        if self.rules.keys[key].scope & 2:
            self.proposed = commands
        message = self.schema["CommandHeader"].write(
            key=key, group=0 if sound else chance.choice([0] * 30 + [1]), count=len(commands),
            nonce=self._nonce(key, sound), validUntil=self._valid(sound),
            indexSeen=max(0, len(self.records) - chance.randrange(-1, 6)),
            indexLagMax=0 if sound else chance.choice((0, 0, 0, 3, 50)))
        message += b"".join(struct.pack("<H", len(c)) + c for c in commands)
        torsion = chance.choice(self.torsions) if chance.random() < 0.05 else None
        body = write.signed_body(self.secrets[key], "commands", self.identity, message, torsion)
        session = self.rules.keys[key].session
        if not sound and chance.random() < 0.05:
            session = chance.choice((0, 1 << 16, 1 << 16 | 1, 2 << 16, session ^ 1, 65_535 << 16))
        checks = sum(1 << i for i, c in enumerate(commands)
                     if c[:8] == ours.header and ed25519.is_registrable(ours.read(c).publicKey))
        self.sent.append((body, checks))
        self._append(2, body, session=session, keyChecks=checks)

    def _approved(self, commands):
        if not self.rules.keys[7].session:
            self._logon(7, True)
        self._datagram(7, commands, True)

    def _nonce(self, key, sound):
        chance, n = 0 if sound else self.chance.random(), self.nonces[key]
        if chance < 0.75:
            n += 1
        elif chance < 0.85:
            n += self.chance.randrange(1, 9)
        elif chance < 0.95:
            return max(0, n - self.chance.randrange(0, 5))
        elif chance < 0.96:
            return self.chance.choice((0, FOREVER))
        self.nonces[key] = max(self.nonces[key], n)
        return n

    def _valid(self, sound):
        if sound or self.chance.random() < 0.9:
            return self.now + self.chance.choice((10**6, 10**6, self.limits["validitySpanMax"]))
        return self.chance.choice((0, self.now, self.now + 10**12, FOREVER))

    # Commands

    def _command(self, key):
        chance, pick = self.chance.random(), self.chance.choice
        scope = self.rules.keys[key].scope
        if chance < (0.6 if scope & 2 else 0.3 if scope & 56 else 0.03):
            return self._operator_command()
        if chance < 0.1:
            return self.schema["Noop"].write()
        if chance < 0.14:
            return self._mass_command()
        if chance < 0.22:
            return self._quote_command(key)
        market = pick([0] * 30 + [1, 1, 2, 3, 0xFFFFFFFF])
        price = pick([self.chance.randrange(95, 106)] * 8 + [0, -5, 10**6, (1 << 63) - 1, -(1 << 63)])
        quantity = pick([self.chance.randrange(1, 12)] * 8 + [0, 50, 1 << 40, FOREVER])
        client = pick([self.chance.randrange(1, 20) | pick((0, 1 << 48))] * 9 + [0])
        if self.chance.random() < 0.01:
            client = (0xFFFF << 48) + self.chance.randrange(-1, 3)
        if chance < 0.7:
            time_in_force, flags = pick(
                [(0, 0)] * 12 + [(1, 0)] * 4 + [(2, 0), (2, 0), (7, 0), (1, 8), (2, 8), (0, 16), (0, 1), (0, 3)]
                + [(pick((0, 1, 2)), self.chance.randrange(64))])
            if self.chance.random() < 0.4:
                return self._special(market, price, quantity, client)
            if self.chance.random() < 0.4:
                return self._conditional(market, price, quantity, client)
            return self.schema["NewOrder"].write(
                market=market, side=pick([0, 1] * 6 + [2]), timeInForce=time_in_force, flags=flags,
                selfTrade=self._self_trade(), price=price, quantity=quantity, clientOrder=client)
        order = self._order() if self.chance.random() < 0.6 else 0
        if chance < 0.82:
            return self.schema["CancelOrder"].write(market=market, order=order, clientOrder=client)
        return self.schema["ReplaceOrder"].write(
            market=market, order=order, clientOrder=client, price=price, quantity=quantity,
            newClientOrder=pick((0, 0, self.chance.randrange(0, 20))),
            flags=pick([0] * 6 + [1, 3, 3, 2, 16]), selfTrade=self._self_trade(),
            openSeen=pick([0] * 4 + [self.chance.randrange(1, 15)]))

    def _special(self, market, price, quantity, client):
        pick, some = self.chance.choice, self.chance.randrange
        time_in_force = pick([0, 0, 0, 3, 3, 4, 4, 4, 1, 2])
        flags = pick([0] * 8 + [1, 3, 16])
        return self.schema["NewSpecialOrder"].write(
            market=market, side=pick((0, 1)), timeInForce=time_in_force, flags=flags,
            selfTrade=self._self_trade(), price=price, quantity=quantity, clientOrder=client,
            minimumQuantity=pick([0] * 4 + [some(1, 6)]),
            displayQuantity=pick([0] * 2 + [max(1, min(quantity, 12) // 3)] * 3 + [some(1, 12)]),
            expiresAt=(self.now + pick((0, 10**6, 10**6, 2 * 10**6, 10**7))
                       if (time_in_force == 4) != (self.chance.random() < 0.05) else 0))

    def _conditional(self, market, price, quantity, client):
        pick, some = self.chance.choice, self.chance.randrange
        time_in_force = pick([0, 0, 1, 1, 1, 3, 4])
        source = pick((0, 1, 1, 1, 2, 3, 3))
        trail = pick((0, 0, 1, 2)) if source else 0
        names = [o.client for o in self.rules.orders.values()] + [w.clientOrder for w in self.rules.waiters.values()]
        name = lambda share: pick(names) if names and self.chance.random() < share else 0
        values = dict(
            market=market, side=pick((0, 1)), timeInForce=time_in_force, selfTrade=self._self_trade(),
            flags=pick((0, 0, 8)) if time_in_force == 1 else pick([0] * 8 + [1, 3, 16]), price=price,
            quantity=quantity, clientOrder=client, minimumQuantity=pick([0] * 6 + [1]),
            displayQuantity=pick([0] * 4 + [1]) if time_in_force != 1 else 0,
            expiresAt=self.now + pick((10**6, 2 * 10**6, 10**7)) if time_in_force == 4 else 0,
            source=source, when=pick((1, 2)) if source else 0, trailKind=trail,
            triggerPrice=some(94, 107) if source and not trail else 0,
            trail=some(1, 5) if trail == 1 else pick((1, 20_000, 50_000)) if trail else 0,
            after=name(0.3 if source else 1), other=name(0.3))
        if self.chance.random() < 0.04:
            name, value = pick((("source", 4), ("when", 3), ("trailKind", 3), ("triggerPrice", 1 << 41),
                                ("trail", 1 << 41), ("after", client), ("other", 9999)))
            values[name] = value
        return self.schema["NewConditionalOrder"].write(**values)

    def _quote_command(self, key):
        chance, pick, some = self.chance.random(), self.chance.choice, self.chance.randrange
        account = self.rules.keys[key].account
        own = [number for a, number in self.rules.groups if a == account]
        group = some(0, 20) if not own or chance < 0.1 else pick(own)
        if not own or chance < 0.3:
            if own and self.chance.random() < 0.3:
                return self.schema["ResetProtection"].write(quoteGroup=group)
            if own and self.chance.random() < 0.15:
                return self.schema["SetProtection"].write(quoteGroup=group, flags=1)
            limits = dict(quantityMax=pick((0, 0, 3, 9)), tradesMax=pick((0, 0, 1, 3)),
                          deltaMax=pick((0, 0, 5)), vegaMax=pick((0, 0, 12)))
            return self.schema["SetProtection"].write(
                quoteGroup=some(0, 20) if self.chance.random() < 0.3 else group,
                flags=pick([0] * 20 + [1, 2]),
                span=pick((10**6, 10**7, 10**7 + 3)) if any(limits.values()) else pick([0] * 9 + [10**6]),
                frozenSpan=pick((0, 10**6, 10**6, 5 * 10**6, 5)), **limits)
        entries = []
        for _ in range(some(0, 4) if self.chance.random() < 0.1 else some(1, 4)):
            bid, ask = (sorted if self.chance.random() < 0.9 else list)(
                [some(94, 107), some(94, 107)])
            entries.append(dict(
                market=pick([0] * 20 + [1, 1, 3]), weight=pick((0, 0, 1, 3, 1 << 20, 1 << 21)),
                bidPrice=bid, askPrice=pick([ask] * 12 + [1 << 41]),
                bidQuantity=pick((0, 1, 2, 5, 9)), askQuantity=pick((0, 1, 2, 5, 30))))
        return self.schema["MassQuote"].write(
            entries=entries, clientOrder=some(0, 9), quoteGroup=group, flags=pick([0] * 6 + [1] * 4 + [2]),
            selfTrade=self._self_trade())

    def _self_trade(self):
        return self.chance.choice([0] * 6 + [1, 2, 3, 4, 5] * 2 + [6])

    def _mass_command(self):
        pick = self.chance.choice
        if self.chance.random() < 0.4:
            return self.schema["SetDeadMan"].write(
                span=pick((0, 10**6, 10**6, 2 * 10**6, 10**7, 86_400 * 10**9, 10**6 - 1, FOREVER)))
        scope = pick([0] * 10 + [1] * 10 + [2])
        return self.schema["CancelAll"].write(
            market=pick([0, 0, 0, 1]) if scope == 0 else pick([0] * 20 + [1]), scope=scope,
            side=pick([0, 1, 2, 2] * 6 + [3]), owner=pick([0, 1] * 10 + [2]), **self._filters(scope))

    def _filters(self, scope):
        chance, pick = self.chance.random(), self.chance.choice
        if chance < 0.5:
            return {}
        filters = pick((0, 1, 2, 3)) if chance > 0.55 else pick((1, 4))
        if scope == 1 and chance > 0.6:
            filters &= 2
        low = self.chance.randrange(94, 106)
        values = dict(filters=filters)
        if filters & 1:
            values.update(priceMin=low, priceMax=low + self.chance.randrange(-1, 9))
        if filters & 2:
            values.update(tag=pick((0, 0, 1)))
        return values

    def _order(self):
        if self.chance.random() < 0.1 and self.rules.waiters:
            return self.chance.choice(list(self.rules.waiters.values())).number
        if self.chance.random() < 0.6 and self.rules.orders:
            return self.chance.choice(list(self.rules.orders))
        stale = self.chance.randrange(1, 4) << 32 | self.chance.randrange(0, 8)
        return self.chance.choice((0, 1, 1 << 32 | 1, FOREVER, stale))

    def _bust(self):
        pick, values = self.chance.choice, {}
        if self.matches:
            match = self.schema["MatchRecord"].read(pick(self.matches[-6:]))
            values = {n: getattr(match, n) for n in (
                "match", "price", "quantity", "makerFee", "takerFee", "market", "makerAccount",
                "takerAccount", "takerSide")}
        if self.chance.random() < 0.3:
            name, value = pick((
                ("match", 0), ("match", 1 << 40), ("price", 91), ("price", 1 << 50), ("quantity", 0),
                ("quantity", 1 << 41), ("makerFee", 1), ("takerFee", -1), ("market", 1),
                ("makerAccount", 5), ("takerAccount", 2), ("takerSide", 2), ("takerSide", 0)))
            values[name] = value
        return self.schema["BustTrade"].write(**values)

    def _operator_command(self):
        pick = self.chance.choice
        name = pick(("ListMarket", "OpenAccount", "AdjustCash", "RegisterKey", "RevokeKey",
                     "SetMarketState", "SetMarketState", "SetReferencePrice", "BustTrade",
                     "SetAuctionTerms", "SetPriceLimits"))
        if name == "SetMarketState":
            return self.schema[name].write(
                market=pick([0, 0, 0, 1, 1, 3]),
                state=pick([0] * 12 + [1, 1, 2, 6, 6, 8, 10, 12] + [3, 4, 4, 4, 5, 9] * 2
                           + [11] * (self.chance.random() < 0.1)))
        if name == "SetPriceLimits":
            velocity = pick((0, 0, 1, 3))
            return self.schema[name].write(
                market=pick([0, 0, 0, 1, 3]), tripState=pick((1, 5, 5, 5, 5, 0)),
                bandTicks=pick((0, 0, 3, 6, 1 << 42)), breakerTicks=pick((0, 0, 2, 5)),
                velocityTicks=velocity, velocitySpan=pick((10**6, 10**7)) if velocity else pick((0, 0, 5)))
        if name == "SetAuctionTerms":
            return self.schema[name].write(market=pick([0, 0, 0, 1, 3]), **{
                span: pick((0, 0, 10**6, 2 * 10**6, 10**5)) if self.chance.random() < 0.97
                else 86_400 * 10**9 + 1 for span in (
                    "openingSpan", "volatilitySpan", "closingSpan", "randomSpan", "batchSpan")})
        if name == "SetReferencePrice":
            market = self.rules.markets.get(0)
            price, time, sequence = market.reference if market else (0, 0, 0)
            source = pick([0] * 6 + [1] * 6 + [2])
            if source == 1 and market:
                time, sequence = market.mark
            return self.schema[name].write(
                source=source, market=pick([0] * 6 + [1, 3]),
                price=pick([self.chance.randrange(94, 107)] * 4 + [price, price + 1, 1 << 40, 1 << 41]),
                sourceTime=pick((time, time + 9, self.now, max(0, time - 1))),
                sourceSequence=sequence + pick((0, 1, 1, 5)))
        if name == "BustTrade":
            return self._bust()
        if name == "ListMarket":
            values = dict(
                market=pick([0, 1, 1, 2, 3]), group=pick((0, 0, 1)),
                priceMin=pick((90, 90, -10, 0, -(1 << 40), -(1 << 63))),
                priceMax=pick((110, 110, 120, 5, 1 << 40, (1 << 63) - 1)),
                quantityMax=pick((10, 20, 1 << 40, 0)), multiplier=pick((1, 3, 1 << 24, 0)),
                makerFee=pick((0, -100, 250, 100_000, -100_001)),
                takerFee=pick((100, 333, 100_000)), symbol=BTC,
                selfTrade=pick((0, 0, 2, 3, 4, 5, 6)), options=pick((0, 0, 1, 2)),
                dayEnd=pick((0, 7, 10**15 % (86_400 * 10**9) + 3 * 10**6, 86_400 * 10**9)))
        elif name == "OpenAccount":
            values = dict(account=self.chance.randrange(7), owner=pick((0, 0, 3, 3, 1 << 31)))
        elif name == "AdjustCash":
            values = dict(account=self.chance.randrange(7), reference=7,
                          amount=pick((1000, -500, (1 << 63) - 1, -(1 << 63))))
        elif name == "RegisterKey":
            key = pick(KEYS)
            public = self.publics[key] if self.chance.random() < 0.9 else pick(self.bad_keys)
            values = dict(
                key=key, account=self.chance.randrange(7), scope=pick((1, 1, 1, 1, 3, 2, 0, 4, 5, 8, 9, 13, 17, 33, 48, 64)), group=pick([65_535] * 5 + [0, 1]),
                notBefore=pick((0, 0, self.now, self.now + 10**6)), publicKey=public,
                notAfter=pick([FOREVER] * 3 + [FOREVER - 1]
                              + [self.now + n for n in (0, 10**6, 3 * 10**6)]))
        else:
            values = dict(key=pick([99] * 12 + list(KEYS)))
        return self.schema[name].write(**values)
