# SPDX-License-Identifier: Apache-2.0
"""The decision layer, rule version 7, as Venue.docc, Sessions.docc, Margining.docc and Matching.docc
have it: what each record does to accounts, positions, keys, nonces, sessions and orders.

Reports and market data are not made here; only how many reports each session got, because the state
counts them. What a record changed is noted, and `write` brings the state tree up to it.
"""
import bisect
import collections
import heapq
import struct

from .auctions import (AUCTION, CANCEL_ONLY, CLOSED, EXPIRED, HALTED, MARKET_POST_ONLY, OPEN, QUIET,
                       REDUCE_ONLY, SETTLEMENT, SPANS, Auction, Auctions)
from .books import (BUY, GOOD_TILL_CANCEL, IMMEDIATE_OR_CANCEL, SELL, Book, Names, Numbers, Order, Refusal)
from .conditional import INDEX, LAST, MARK, PER_RECORD, Conditional
from .damage import Damage, NotExecuted
from .entering import (ALLOWED, DAY, DAY_SPAN, DECREMENT, FILL_OR_KILL, GOOD_TILL_TIME, POST_ONLY,
                       Entering, check_terms)
from .limits import Limited
from .quotes import PROTECTION, RESERVED, Quoting
from .sbe_strict import FormError
from .settlement import StateTree

FOREVER = (1 << 64) - 1
TRADE, OPERATE, CANCEL, DELEGATE, ORACLE, RISK = 1, 2, 4, 8, 16, 32
DELEGABLE, SCOPES, ANY_GROUP = TRADE | CANCEL, 63, 65_535
PRICE_MAX, QUANTITY_MAX, MULTIPLIER_MAX, FEE_MAX = 1 << 40, 1 << 40, 1 << 24, 100_000
BODY_MAX = 64 + 1232 - 69

# Genesis: the field and what is accepted.
RANGES = {
    "commandsPerDatagramMax": (1, 16), "marketsMax": (1, 65_536), "accountsMax": (2, 1 << 20),
    "keysMax": (1, 1 << 20), "nonceWindow": (1, 65_536), "sessionsMax": (1, 65_536),
    "sessionsPerAccountMax": (1, 16), "ordersMax": (1, 1 << 21),
    "openOrdersPerAccountMax": (1, 1 << 21),
    "fillsPerCommandMax": (1, 4_096), "timersPerCommandMax": (1, 256),
    "batchCommandsMax": (1, 1 << 20), "batchSpanMax": (1_000_000, 3_600_000_000_000),
    "tickSpanMax": (1_000_000, 60_000_000_000), "validitySpanMax": (1_000_000, 86_400_000_000_000),
    "positionLotsMax": (1, 1 << 62), "cancelsPerRecordMax": (16, 4_096),
    "bustsMax": (1, 65_536), "specialOrdersMax": (1, 1 << 21), "quoteGroupsMax": (0, 65_535),
    "conditionalOrdersMax": (1, 1 << 20), "approvalsMin": (1, 16), "proposalsMax": (1, 256),
    "proposalSpan": (1_000_000, 604_800_000_000_000)}
# Of equal times timers fire by kind, then number.
EXPIRY, DEAD_MAN, MASS_CANCEL, PROPOSAL = range(4)
DEAD_MAN_MIN, DEAD_MAN_MAX = 1_000_000, 86_400_000_000_000
EVERYWHERE = 2


class Key:
    __slots__ = ("account", "scope", "revoked", "session", "not_before", "not_after", "public",
                 "floor", "nonces", "entries", "dead_man", "group")

    def __init__(self, account, scope, group, not_before, not_after, public):
        self.account, self.scope, self.revoked, self.session = account, scope, False, 0
        self.not_before, self.not_after, self.public = not_before, not_after, public
        # The nonces remembered, ascending, and of each: digest, index, code, count, codes.
        self.floor, self.nonces, self.entries = 0, [], {}
        self.dead_man, self.group = 0, group


class Session:
    __slots__ = ("up", "generation", "key", "account", "next_report", "opened", "flags")


class Mass:
    """A mass cancel: whose, where, which side, how far it is."""
    __slots__ = ("reason", "owner", "scope", "side", "market", "group", "began", "below", "cancelled",
                 "filters", "tag", "low", "high")

    def __init__(self, reason, owner=0, scope=EVERYWHERE, side=2, market=0, group=0, filters=0, tag=0,
                 low=-(1 << 63), high=(1 << 63) - 1):
        self.filters, self.tag, self.low, self.high = filters, tag, low, high
        self.reason, self.owner, self.scope, self.side = reason, owner, scope, side
        self.market, self.group = market, group
        self.began = self.below = self.cancelled = 0

    def covers(self, other):
        """Of two by commands of one key."""
        return ((self.owner == 1 or other.owner == 0) and self.side in (2, other.side)
                and self.group == other.group and self.low <= other.low and self.high >= other.high
                and (not self.filters & 2 or (other.filters & 2 and self.tag == other.tag))
                and (self.scope == 1 or (other.scope == 0 and self.market == other.market)))


class Rules(Entering, Conditional, Auctions, Limited, Quoting):
    """The state after the records applied so far."""

    def __init__(self, schema, body, place):
        message = schema["Genesis"]
        g = message.read(body)
        if g.ruleVersion != 7:
            raise NotExecuted(place, f"rule version {g.ruleVersion}")
        self.schema, self.genesis = schema, g
        self.names = {n: schema[n].template for n in schema.by_name}
        self.codes = schema.enum("RejectCode")
        self.kinds = {v: k for k, v in schema.enum("RecordKind").items()}
        self.session_ends = set(schema.enum("SessionEnd").values())
        self.operators = message.entries(body)
        self._check_genesis(g, place)
        self.now = self.term = self.index = 0
        self.markets, self.cash, self.positions = {}, {}, {}
        # The group of accounts with one owner that an account is in; 0 none.
        self.owners = {}
        self.keys, self.sessions, self.of_account = {}, {}, {}
        self.numbers, self.order_names = Numbers(g.ordersMax), Names(g.ordersMax)
        # Resting orders by order number, and by entry number.
        self.orders, self.resting, self.open_count = {}, {}, {}
        self.next_order = self.next_match = 1
        # Cold parts: free places, the next one last; the taken ones' orders; ends, some past caring.
        self.places = list(range(g.specialOrdersMax, 0, -1))
        self.specials, self.ends = {}, []
        self.deposited = 0
        # When what is due, and the same in order with some that no longer hold.
        self.due, self.timers = {}, []
        # Mass cancels that are not done, by place.
        self.mass, self.cancels_left, self.begun = {}, 0, None
        # What uncrosses may still do in the record, and the market whose the command began.
        self.levels_left = self.pairs_left = 0
        self.uncross_begun, self.digest = None, bytes(16)
        # The market of which a trade of the command went beyond a limit.
        self.trip = None
        # Busted trades: how many before, the index.
        self.busts = {}
        # Commands that wait for approval, by place: [message, until, keys].
        self.proposals = {}
        self.reasons = schema.enum("CloseReason")
        self.matches = []
        # How often each code was first given, for the summary; a logon's are not counted.
        self.outcomes = collections.Counter()
        self.order_buckets = 1 << (g.ordersMax - 1).bit_length()
        self.tree = StateTree(g.ruleVersion, dict(enumerate((
            1, g.marketsMax, g.accountsMax, g.accountsMax * g.marketsMax, g.keysMax,
            g.keysMax * g.nonceWindow, g.sessionsMax, g.ordersMax, g.keysMax * 2 + g.marketsMax,
            g.bustsMax, g.proposalsMax * 2, g.specialOrdersMax, g.marketsMax,
            g.conditionalOrdersMax * 2), 1)) | {
                20: g.marketsMax, 21: g.marketsMax, 22: g.marketsMax,
                23: max(1, g.quoteGroupsMax), 24: g.ordersMax, 25: max(1, g.quoteGroupsMax) * 8})
        self.empty_root = self.tree.root()
        # What the records changed since the tree was last brought up.
        self.changed = {n: set() for n in (
            "markets", "cash", "positions", "keys", "nonces", "sessions", "orders", "mass", "busts", "proposals",
            "specials", "waiters", "prices", "terms", "auctions", "limits",
            "groups", "sums")}
        self.pending = []
        self._begin_conditionals(g)
        self._begin_quotes(g)
        self.commands = {
            "NewOrder": (TRADE, self._new), "NewSpecialOrder": (TRADE, self._new), "NewConditionalOrder": (TRADE, self._new_conditional),
            "CancelOrder": (TRADE | CANCEL, self._cancel),
            "ReplaceOrder": (TRADE, self._replace), "SetDeadMan": (TRADE, self._set_dead_man),
            "CancelAll": (TRADE | CANCEL, self._cancel_all), "Noop": (0, lambda c, m: None),
            "ListMarket": (OPERATE, self._list), "OpenAccount": (OPERATE, self._open_account),
            "AdjustCash": (OPERATE, self._adjust), "RegisterKey": (OPERATE | DELEGATE, self._register),
            "RevokeKey": (OPERATE | DELEGATE, self._revoke),
            "SetMarketState": (OPERATE | RISK, self._set_state),
            "SetReferencePrice": (ORACLE, self._set_reference),
            "BustTrade": (OPERATE, self._bust), "SetAuctionTerms": (OPERATE, self._set_terms),
            "SetPriceLimits": (OPERATE, self._set_limits),
            "MassQuote": (TRADE, self._mass_quote), "SetProtection": (TRADE, self._set_protection),
            "ResetProtection": (TRADE, self._reset_protection)}

    def _check_genesis(self, g, place):
        for name, (least, most) in RANGES.items():
            if not least <= getattr(g, name) <= most:
                raise Damage(place, f"genesis: {name} is {getattr(g, name)}, not {least}...{most}")
        for product in (("accountsMax", "marketsMax"), ("keysMax", "nonceWindow")):
            if getattr(g, product[0]) * getattr(g, product[1]) > 1 << 21:
                raise Damage(place, f"genesis: {' × '.join(product)} is above 2^21")
        numbers = [o.key for o in self.operators]
        if not 1 <= len(numbers) <= 16 or len(set(numbers)) != len(numbers) \
                or max(numbers) >= g.keysMax:
            raise Damage(place, f"genesis: the operators' keys {numbers}")
        if g.approvalsMin > len(numbers):
            raise Damage(place, f"genesis: {g.approvalsMin} approvals of {len(numbers)} operators")

    # The form of a record: what the sequencer owes, and nobody may assume.

    @staticmethod
    def check_form(schema, data, commands_max):
        """The record and, for commands, [(message, offset in the body)]. Raises FormError."""
        message, _ = schema.form(data, 0, "LogRecord")
        record = message.read(data)
        body = data[message.length:]
        if record.bodyLength != len(body):
            raise FormError(f"says {record.bodyLength} bytes of body, has {len(body)}")
        kinds = schema.enum("RecordKind")
        if record.kind == kinds["genesis"]:
            _, length = schema.form(body, 0, "Genesis")
            if length != len(body):
                raise FormError("bytes after the Genesis message")
        elif record.kind == kinds["logon"]:
            _, length = schema.form(body, 64, "LogonRequest")
            if 64 + length != len(body):
                raise FormError("bytes after the LogonRequest message")
        elif record.kind == kinds["commands"]:
            return record, body, Rules._check_commands(schema, body, commands_max)
        elif record.kind in kinds.values() and body:
            raise FormError("a body where its kind has none")
        return record, body, []

    @staticmethod
    def check_fields(schema, record):
        """What a kind has no use for is zero."""
        kind = {v: k for k, v in schema.enum("RecordKind").items()}.get(record.kind)
        uses = {"commands": ("session", "keyChecks", "digest"), "logon": ("digest",),
                "sessionDown": ("session", "end")}.get(kind, ())
        for name in ("session", "keyChecks", "end", "digest"):
            value = getattr(record, name)
            if name not in uses and (any(value) if isinstance(value, bytes) else value):
                raise FormError(f"has {name}, which a {kind} record has no use for")
        if kind == "sessionDown" and record.end not in schema.enum("SessionEnd").values():
            raise FormError(f"ends a session for no known reason, {record.end}")

    @staticmethod
    def _check_commands(schema, body, commands_max):
        if len(body) > BODY_MAX:
            raise FormError(f"a body of {len(body)} bytes")
        message, length = schema.form(body, 64, "CommandHeader")
        count, at, commands = message.read(body, 64).count, 64 + length, []
        if not 1 <= count <= commands_max:
            raise FormError(f"{count} commands")
        for _ in range(count):
            if len(body) - at < 2:
                raise FormError("cut short before a command")
            length, = struct.unpack_from("<H", body, at)
            if len(body) - at - 2 < length:
                raise FormError("a command cut short")
            message, found = schema.form(body, at + 2)
            if not 21 <= message.template <= 49:
                raise FormError(f"a {message.name} message where a command belongs")
            if found != length:
                raise FormError(f"a command of {found} bytes under a length of {length}")
            commands.append((message, at + 2))
            at += 2 + length
        if at != len(body):
            raise FormError("bytes after the last command")
        return commands

    # Applying

    def apply(self, record, body, commands):
        self.now, self.term, self.index = record.logTime, record.term, record.logIndex
        self.matches, self.cancels_left = [], self.genesis.cancelsPerRecordMax
        self.triggers_left, self.trip = PER_RECORD, None
        self.levels_left, self.pairs_left = self.cancels_left, self.genesis.fillsPerCommandMax
        self.digest = record.digest
        self._fire_timers()
        self._end_orders()
        self._run_conditionals()
        kind = self.kinds[record.kind]
        if kind == "genesis":
            self.cash[0] = 0
            self.changed["cash"].add(0)
            for o in self.operators:
                self._enter_key(o.key, Key(0, OPERATE, ANY_GROUP, 0, FOREVER, o.publicKey))
        elif kind == "commands":
            self._commands(record, body, commands)
        elif kind == "logon":
            self._logon(record, self.schema["LogonRequest"].read(body, 64))
        elif kind == "sessionDown":
            if record.end in self.session_ends and self._is_up(record.session):
                self._close(record.session)
        elif kind == "restart":
            for slot in sorted(self.sessions):
                if self.sessions[slot].up:
                    self._close(self.sessions[slot].generation << 16 | slot)
        self._run_conditionals()

    def _fire_timers(self):
        for _ in range(self.genesis.timersPerCommandMax):
            while self.timers and self.due.get(self.timers[0][1:]) != self.timers[0][0]:
                heapq.heappop(self.timers)
            if not self.timers or self.timers[0][0] > self.now:
                return
            kind, number = self.timers[0][1:]
            if kind == MASS_CANCEL:
                if self.cancels_left == 0:
                    return
                self._work(number)
                continue
            if kind == PROTECTION:
                if self.cancels_left == 0:
                    return
                self._pull(self.places_of_groups[number])
                continue
            if kind == AUCTION:
                if not self._fire_auction(number):
                    return
                continue
            del self.due[kind, number]
            if kind == PROPOSAL:
                del self.proposals[number]
                self.changed["proposals"].add(number)
                continue
            self.changed["keys"].add(number)
            key = self.keys[number]
            if kind == DEAD_MAN:
                key.dead_man = 0
                self._cancel_orders(number, "deadMan")
            elif key.session:
                self._close(key.session)

    def _set_timer(self, kind, number, due):
        if self.due.get((kind, number)) != due:
            self.due[kind, number] = due
            heapq.heappush(self.timers, (due, kind, number))

    # Sessions

    def _is_up(self, number):
        session = self.sessions.get(number & 0xFFFF)
        return session is not None and session.up and session.generation == number >> 16

    def _report(self, number):
        """One more report to a session, if it is up."""
        if self._is_up(number):
            self.sessions[number & 0xFFFF].next_report += 1
            self.changed["sessions"].add(number & 0xFFFF)

    def _tell(self, account):
        for number in self.of_account.get(account, ()):
            self._report(number)

    def _close(self, number, keeps_orders=False):
        self._report(number)
        session = self.sessions[number & 0xFFFF]
        session.up = False
        places = self.of_account[session.account]
        places[places.index(number)] = 0
        self.keys[session.key].session = 0
        self.changed["keys"].add(session.key)
        if session.flags & 1 and not keeps_orders:
            self._cancel_orders(session.key, "sessionLost")

    def _open_session(self, number, key, flags):
        places = self.of_account.setdefault(key.account, [0] * self.genesis.sessionsPerAccountMax)
        if 0 not in places:
            return "accountSessionsMax"
        slot = 0
        while slot in self.sessions and self.sessions[slot].up:
            slot += 1
        if slot == self.genesis.sessionsMax:
            return "sessionsMax"
        session = self.sessions.setdefault(slot, Session())
        session.generation = getattr(session, "generation", 0) % 65_535 + 1
        session.up, session.key, session.account = True, number, key.account
        session.next_report, session.opened, session.flags = 1, self.index, flags
        key.session = session.generation << 16 | slot
        places[places.index(0)] = key.session
        self.changed["sessions"].add(slot)
        self.changed["keys"].add(number)
        return "none"

    def _logon(self, record, request):
        number, key = request.key, self.keys.get(request.key)
        if key is None or self._standing(key, request.nonce) != "fresh":
            return
        code = self._validity(key, request.validUntil)
        if code == "none" and request.flags > 1:
            code = "logonFlagsUnknown"
        if code == "none":
            if key.session:
                self._close(key.session, keeps_orders=request.flags == 1)
            code = self._open_session(number, key, request.flags)
        self._remember(number, key, request.nonce, record, code, 0)

    # Keys and nonces

    def _enter_key(self, number, key):
        self.keys[number] = key
        self.changed["keys"].add(number)
        if key.not_after != FOREVER:
            self._set_timer(EXPIRY, number, key.not_after + 1)

    def _validity(self, key, valid_until):
        if key.revoked:
            return "keyRevoked"
        if self.now < key.not_before:
            return "keyNotYetValid"
        if self.now > key.not_after:
            return "keyExpired"
        if self.now > valid_until:
            return "expired"
        if valid_until - self.now > self.genesis.validitySpanMax:
            return "validUntilTooFar"
        return "none"

    def _standing(self, key, nonce):
        if nonce in key.entries:
            return "used"
        if nonce <= key.floor:
            return "tooOld"
        if len(key.nonces) == self.genesis.nonceWindow and nonce < key.nonces[0]:
            return "tooOld"
        return "fresh"

    def _remember(self, number, key, nonce, record, code, count):
        if len(key.nonces) == self.genesis.nonceWindow:
            key.floor = key.nonces.pop(0)
            del key.entries[key.floor]
            self.changed["nonces"].add((number, key.floor))
            self.changed["keys"].add(number)
        bisect.insort(key.nonces, nonce)
        entry = key.entries[nonce] = (record.digest, record.logIndex, self.codes[code], count,
                                      bytearray())
        self.changed["nonces"].add((number, nonce))
        return entry

    # Commands

    def _commands(self, record, body, commands):
        header = self.schema["CommandHeader"].read(body, 64)
        number, session = header.key, record.session
        if not self._is_up(session) or self.sessions[session & 0xFFFF].key != number:
            return self._refuse(session, header.count, "sessionMismatch")
        key = self.keys[number]
        standing = self._standing(key, header.nonce)
        if standing == "used":
            digest, _, code, count, codes = key.entries[header.nonce]
            if digest != record.digest:
                return self._refuse(session, header.count, "nonceReused")
            for _ in range(count if code == 0 else 1):
                self._report(session)
            return None
        if standing == "tooOld":
            return self._refuse(session, header.count, "nonceTooOld")
        code = self._validity(key, header.validUntil)
        if code == "none" and header.indexLagMax:
            if header.indexSeen >= self.index:
                code = "indexAhead"
            elif self.index - header.indexSeen > header.indexLagMax:
                code = "lagExceeded"
        if code == "none" and key.group not in (ANY_GROUP, header.group):
            code = "keyGroup"
        entry = self._remember(number, key, header.nonce, record, code, header.count)
        if code != "none":
            return self._refuse(session, header.count, code)
        for ordinal, (message, at) in enumerate(commands):
            self.pending = []
            context = (key, header.group, record.keyChecks >> ordinal & 1, number)
            self.begun = self.uncross_begun = self.trip = self.quoting = None
            try:
                if key.revoked:
                    raise Refusal("keyRevoked")
                scope, act = self.commands.get(message.name, (OPERATE, None))
                if scope and not key.scope & scope:
                    raise Refusal("scopeMissing")
                if act is None:
                    raise Refusal("templateRefused")
                length, = struct.unpack_from("<H", body, at - 2)
                m = message.read(body, at)
                self.entries = message.entries(body, at) if message.group else ()
                if message.template >= 30 and scope != TRADE:
                    self._approve(context, message.name, m, body[at:at + length])
                act(context, m)
                entry[4].append(0)
                self.outcomes["none"] += 1
            except Refusal as refusal:
                entry[4].append(self.codes[str(refusal)])
                self.outcomes[str(refusal)] += 1
            self._report(session)
            # Fills and closings, told after the result.
            self._tell_pending()
            if self.quoting is not None:
                self._quote(context, session)
            if self.begun is not None:
                self._work(self.begun)
            self._settle_protection()
            self._settle_trip()
            if self.uncross_begun is not None:
                self._uncross(self.uncross_begun)
            self._run_conditionals()
        return None

    def _refuse(self, session, count, code):
        self._report(session)
        self.outcomes[code] += count

    # Mass cancels: at key × 2 because a session or a dead-man switch ended, at + 1 by command

    def _set_dead_man(self, context, m):
        key, number = context[0], context[3]
        if m.span == 0:
            key.dead_man = 0
            self.due.pop((DEAD_MAN, number), None)
        elif not DEAD_MAN_MIN <= m.span <= DEAD_MAN_MAX:
            raise Refusal("deadManSpan")
        else:
            key.dead_man = min(self.now + m.span, FOREVER)
            self._set_timer(DEAD_MAN, number, key.dead_man)
        self.changed["keys"].add(number)

    def _cancel_all(self, context, m):
        group, place = context[1], context[3] * 2 + 1
        if m.scope > 1 or m.side > 2 or m.owner > 1:
            raise Refusal("massCancelUnknown")
        priced, tagged = m.filters & 1, m.filters & 2
        if (m.filters > 3 or m.priceMin > m.priceMax or (not tagged and m.tag)
                or (not priced and (m.priceMin or m.priceMax))):
            raise Refusal("massCancelUnknown")
        if m.scope == 0:
            self._market(m.market, group)
        elif m.market or priced:
            raise Refusal("massCancelUnknown")
        mass = Mass("massCancelled", m.owner, m.scope, m.side, m.market, group, m.filters, m.tag)
        if priced:
            mass.low, mass.high = m.priceMin, m.priceMax
        if place in self.mass and not mass.covers(self.mass[place]):
            raise Refusal("massCancelPending")
        self._begin_mass(place, mass)
        self.begun = place

    def _cancel_orders(self, number, reason):
        self._begin_mass(number * 2, Mass(reason))
        self._work(number * 2)

    def _begin_mass(self, place, mass):
        old = self.mass.get(place)
        mass.began, mass.cancelled = (old.began, old.cancelled) if old else (self.now, 0)
        mass.below = self.next_order
        if place < self.genesis.keysMax * 2:
            number = place // 2
            mass.cancelled += self._close_waiters(self.keys[number].account, number, mass)
        self.mass[place] = mass

    def _work(self, place):
        if place >= self.genesis.keysMax * 2:
            self._empty_market(place)
            return
        mass, number = self.mass[place], place // 2
        account, complete, taken = self.keys[number].account, True, []
        for order in list(self.resting.values()):
            if (order.account != account or order.sequence >= mass.below
                    or (mass.owner == 0 and order.key != number)
                    or mass.side not in (2, order.side)
                    or not mass.low <= order.price <= mass.high
                    or (mass.filters & 2 and order.client >> 48 != mass.tag)
                    or (mass.scope == 0 and order.market != mass.market)
                    or (mass.scope == 1 and self.markets[order.market].group != mass.group)):
                continue
            if self.cancels_left == 0:
                complete = False
                break
            self._take_out(order)
            taken.append(order)
            mass.cancelled += 1
            self.cancels_left -= 1
        for order in taken:
            self._tell(account)
            self._gone(order)
        self._note_mass(place, complete)
        self._tell(account)

    def _empty_market(self, place):
        """Closed: its buys from the best on, then its sells."""
        number = place - self.genesis.keysMax * 2
        mass, book, taken = self.mass[place], self.markets[number].book, []
        while order := book.first():
            if self.cancels_left == 0:
                break
            self._take_out(order)
            taken.append(order)
            mass.cancelled += 1
            self.cancels_left -= 1
        for gone in taken:
            self._tell(gone.account)
            self._gone(gone)
        complete = order is None and self._close_market_waiters(number, mass.reason)
        self._note_mass(place, complete)

    def _note_mass(self, place, complete):
        if complete:
            self.due.pop((MASS_CANCEL, place), None)
            del self.mass[place]
        else:
            self._set_timer(MASS_CANCEL, place, self.mass[place].began)
        self.changed["mass"].add(place)

    # Orders

    def _take_out(self, order):
        self._leave_book(order)
        self.order_names.remove(order)
        self.numbers.give(order.number)
        self._despecialise(order)

    def _market(self, number, group):
        market = self.markets.get(number)
        if market is None:
            raise Refusal("unknownMarket")
        if market.group != group:
            raise Refusal("wrongGroup")
        return market

    def _position(self, account, market):
        place = account * self.genesis.marketsMax + market
        self.changed["positions"].add(place)
        return self.positions.setdefault(place, [0, 0, 0])

    def _admit(self, account, market, side, lots, less=0):
        """`less`: open lots of that side to be left out."""
        held, *opened = self._position(account, market)
        most = opened[side] - less + lots + (held if side == BUY else -held)
        if most > self.genesis.positionLotsMax:
            raise Refusal("positionMax")

    def _check_size_and_price(self, market, quantity, price):
        if quantity == 0:
            raise Refusal("zeroQuantity")
        if not market.priceMin <= price <= market.priceMax:
            raise Refusal("priceOutsideBand")

    def _open_market(self, number, group, flags, plain=False):
        """`plain`: it can rest as it is."""
        market = self._market(number, group)
        self._check_state(market, flags & POST_ONLY, plain)
        return market

    def _check_order_terms(self, market, m):
        """What of an order means nothing to its market."""
        if m.side not in (BUY, SELL):
            raise Refusal("unknownSide")
        if m.timeInForce > GOOD_TILL_TIME:
            raise Refusal("unknownTimeInForce")
        self._self_trade(m.selfTrade, market)
        if m.clientOrder >= RESERVED:
            raise Refusal("clientNumberReserved")
        if m.quantity > market.quantityMax:
            raise Refusal("quantityAboveMax")
        if (m.timeInForce == GOOD_TILL_TIME) != (getattr(m, "expiresAt", 0) != 0):
            raise Refusal("orderTermsConflict")

    def _check_order(self, market, m, end=None):
        """What of an order means nothing to any book. Returns whether it rests, and its end."""
        rests = m.timeInForce in (GOOD_TILL_CANCEL, DAY, GOOD_TILL_TIME)
        end = self._end_of(m, market) if end is None else end
        self._check_size_and_price(market, m.quantity, m.price)
        if m.clientOrder == 0:
            raise Refusal("zeroClientOrder")
        check_terms(m.flags, GOOD_TILL_CANCEL if rests else m.timeInForce)
        self._check_special(m, rests, getattr(m, "displayQuantity", 0),
                            getattr(m, "minimumQuantity", 0), end)
        return rests, end

    def _new(self, context, m):
        key, group, _, number = context
        market = self._open_market(m.market, group, m.flags, not (
            m.flags or getattr(m, "minimumQuantity", 0)
            or m.timeInForce in (IMMEDIATE_OR_CANCEL, FILL_OR_KILL)))
        self._check_order_terms(market, m)
        self._admit(key.account, m.market, m.side, m.quantity)
        self._check_band(market, m.side, m.price)
        if self._waits(key.account, m.clientOrder):
            raise Refusal("duplicateClientOrder")
        rests, end = self._check_order(market, m)
        self._enter_new(market, m, key.account, number, rests, end)

    def _enter_new(self, market, m, account, number, rests, end):
        """Enters an order all of whose terms are sound."""
        self_trade, display = self._self_trade(m.selfTrade, market), getattr(m, "displayQuantity", 0)
        if (account, m.clientOrder) in self.order_names.orders:
            raise Refusal("duplicateClientOrder")
        if rests:
            bucket = self._place_for(account, m.clientOrder)
        price = m.price if self._collects(market) else self._entry_price(market, m, account, self_trade)
        if (display or end) and not self.places:
            raise Refusal("specialOrdersMax")
        order = Order(m.market, account, m.side, price, m.quantity, m.clientOrder,
                      self.next_order, self.numbers.take(), number)
        order.display, order.ends = display, end
        self.next_order += 1
        if rests:
            self.order_names.add(order, bucket)
        self._enter(order, rests, self_trade, price != m.price)

    def _place_for(self, account, client):
        """The bucket of the name of an order that may rest."""
        if self.open_count.get(account, 0) >= self.genesis.openOrdersPerAccountMax:
            raise Refusal("openOrdersMax")
        if self.numbers.free() < 2:
            raise Refusal("ordersMax")
        bucket = self.order_names.choose(account, client)
        if bucket is None:
            raise Refusal("clientTableFull")
        return bucket

    def _enter(self, order, rests, self_trade, repriced):
        """Trades an order that is in no book yet, then rests what is left or takes it away."""
        market, met, stopped, lost = self.markets[order.market], 0, False, 0
        trades = not self._collects(market)
        while trades and order.open and not stopped and (maker := market.book.maker(order.side, order.price)):
            if met == self.meetings_max:
                stopped = True
                break
            met += 1
            if self._is_over(maker):
                self._take_out(maker)
                self.pending += [maker.account, self._gone_later(maker)]
            elif self_trade != ALLOWED and self._one_owner(order.account, maker.account):
                stopped, lots = self._prevent(self_trade, maker, order)
                lost += lots
            else:
                self._trade(market, maker, order)
        self.met = met
        if lost:
            self.pending.append(order.account)
            if order.open == 0:
                self.pending.append(self._gone_later(order))
        if order.open and rests and not stopped:
            if repriced:
                self.pending.append(order.account)
            self._specialise(order)
            market.book.add(order)
            self.orders[order.number] = order
            self.open_count[order.account] = self.open_count.get(order.account, 0) + 1
            self._position(order.account, order.market)[1 + order.side] += order.total
            self.changed["orders"].add(order.sequence)
            self.resting[order.sequence] = order
            return
        if order.open:
            self.pending += [order.account, self._gone_later(order)]
        if rests:
            self.order_names.remove(order)
        self.numbers.give(order.number)

    def _gone_later(self, order):
        """For `pending`: those that are linked to an order hear that it is gone."""
        return (self._follow, order.account, order.market, order.client, 0, True)

    def _leave_book(self, order):
        """Takes an order out of its book; its name and number stay."""
        self.markets[order.market].book.remove(order)
        self._position(order.account, order.market)[1 + order.side] -= order.total
        self.open_count[order.account] -= 1
        del self.orders[order.number], self.resting[order.sequence]
        self.changed["orders"].add(order.sequence)

    def _trade(self, market, maker, taker, uncross=None):
        """`uncross`: the price, of two that rest, the later of which is the taker."""
        lots, price = min(maker.open, taker.open), maker.price if uncross is None else uncross
        self._note_limit(maker.market, price, uncross is not None)
        notional = price * lots * market.multiplier
        if abs(notional) >= 1 << 62:
            raise ArithmeticError("a fill's notional, which a listing bounds")
        makers = self._position(maker.account, maker.market)
        makers[1 + maker.side] -= lots
        takers = self._position(taker.account, taker.market)
        if uncross is not None:
            takers[1 + taker.side] -= lots
            self.changed["orders"].add(taker.sequence)
        sign = 1 if taker.side == BUY else -1
        takers[0] += sign * lots
        makers[0] -= sign * lots
        fees = market.fees(notional)
        self.cash[taker.account] += -sign * notional - fees[1]
        self.cash[maker.account] += sign * notional - fees[0]
        self.cash[0] += sum(fees)
        self.changed["cash"].update((taker.account, maker.account, 0))
        self.matches.append(self.schema["MatchRecord"].write(
            logIndex=self.index, match=self.next_match, market=maker.market,
            makerAccount=maker.account, takerAccount=taker.account, takerSide=taker.side,
            makerSequence=maker.sequence, takerSequence=taker.sequence, price=price, quantity=lots,
            makerFee=fees[0], takerFee=fees[1]))
        self.next_match += 1
        maker.open -= lots
        taker.open -= lots
        self.changed["orders"].add(maker.sequence)
        self.pending += [
            (self._note_price, maker.market, LAST, price),
            (self._count_quote, taker.account, taker.client, taker.side, lots, taker.weight),
            (self._count_quote, maker.account, maker.client, maker.side, lots, maker.weight),
            taker.account, maker.account,
            (self._follow, maker.account, maker.market, maker.client, lots, maker.total == 0),
            (self._follow, taker.account, taker.market, taker.client, lots,
             (taker.open if uncross is None else taker.total) == 0)]
        for order in (maker,) if uncross is None else (taker, maker):
            if order.open == 0 and not self._refill(order):
                self._take_out(order)
        return lots

    def _find(self, key, m):
        if m.order:
            order = self.orders.get(m.order)
        else:
            order = self.order_names.orders.get((key.account, m.clientOrder))
        if order is None or order.account != key.account or order.market != m.market:
            raise Refusal("unknownOrder")
        return order

    def _cancel(self, context, m):
        key, group, *_ = context
        self._market(m.market, group)
        waiter = self._find_waiter(key, m)
        try:
            order = self._find(key, m)
        except Refusal:
            if waiter is None:
                raise
            self._close_later(waiter, "cancelled")
            return
        self._take_out(order)
        self.pending += [order.account, self._gone_later(order)]

    def _replace(self, context, m):
        key, group, _, number = context
        market = self._market(m.market, group)
        self._check_state(market, True, m.flags == 0)
        self_trade = self._self_trade(m.selfTrade, market)
        waiter = self._find_waiter(key, m)
        try:
            order = self._find(key, m)
        except Refusal:
            if waiter is None:
                raise
            raise Refusal("orderWaits") from None
        if order.client >= RESERVED:
            raise Refusal("orderIsQuote")
        if m.newClientOrder >= RESERVED:
            raise Refusal("clientNumberReserved")
        if m.quantity > market.quantityMax:
            raise Refusal("quantityAboveMax")
        # What traded while the replace was on its way counts towards the new size.
        traded = max(0, m.openSeen - order.total)
        if 0 < m.quantity <= traded:
            self._take_out(order)
            self.pending += [order.account, self._gone_later(order)]
            return
        quantity = m.quantity and m.quantity - traded
        self._admit(order.account, order.market, order.side, quantity, less=order.total)
        if m.price != order.price:
            self._check_band(market, order.side, m.price)
        if m.newClientOrder not in (0, order.client) and self._waits(order.account, m.newClientOrder):
            raise Refusal("duplicateClientOrder")
        self._check_size_and_price(market, quantity, m.price)
        if m.flags > 3:
            raise Refusal("orderTermsConflict")
        check_terms(m.flags, GOOD_TILL_CANCEL)
        price, flags = m.price, m.flags or (
            POST_ONLY if market.options & 1 or market.state == MARKET_POST_ONLY else 0)
        stays = price == order.price and quantity <= order.total
        if flags and not stays and not self._collects(market):
            price = self._passive_price(market, order.side, price, flags)
        if m.newClientOrder not in (0, order.client):
            if (order.account, m.newClientOrder) in self.order_names.orders:
                raise Refusal("duplicateClientOrder")
            if self.order_names.choose(order.account, m.newClientOrder) is None:
                raise Refusal("clientTableFull")
            self.order_names.remove(order)
            bucket = self.order_names.choose(order.account, m.newClientOrder)
            self._rename_links(order.account, order.market, order.client, m.newClientOrder)
            order.client = m.newClientOrder
            self.order_names.add(order, bucket)
        order.key = number
        if stays:
            lots = order.total - quantity
            self._position(order.account, order.market)[1 + order.side] -= lots
            unseen = min(lots, order.hidden)
            order.hidden -= unseen
            order.open -= lots - unseen
            if order.special:
                self.changed["specials"].add(order.special)
            self.changed["orders"].add(order.sequence)
            return
        self._leave_book(order)
        self._despecialise(order)
        order.open, order.price, order.sequence = quantity, price, self.next_order
        self.next_order += 1
        self._enter(order, True, self_trade, price != m.price)

    # Operators

    def _list(self, context, m):
        if m.market >= self.genesis.marketsMax:
            raise Refusal("marketOutOfRange")
        if m.market in self.markets:
            raise Refusal("marketTaken")
        far = max(abs(m.priceMin), abs(m.priceMax))
        ticks = m.priceMax - m.priceMin + 1
        sound = (m.priceMin >= -PRICE_MAX and m.priceMax <= PRICE_MAX and ticks >= 1
                 and 1 <= m.quantityMax <= QUANTITY_MAX and 1 <= m.multiplier <= MULTIPLIER_MAX
                 and abs(m.makerFee) <= FEE_MAX and abs(m.takerFee) <= FEE_MAX
                 and m.makerFee + m.takerFee >= 0 and m.selfTrade <= DECREMENT and m.options <= 1
                 and m.dayEnd < DAY_SPAN
                 and far * m.quantityMax * m.multiplier < 1 << 62)
        if not sound:
            raise Refusal("marketParameters")
        self.markets[m.market] = Market(m)
        self.changed["markets"].add(m.market)

    def _open_account(self, context, m):
        if m.account >= self.genesis.accountsMax or m.owner >= 1 << 31:
            raise Refusal("accountOutOfRange")
        if m.account in self.cash:
            raise Refusal("accountTaken")
        self.owners[m.account] = m.owner
        self.cash[m.account] = 0
        self.changed["cash"].add(m.account)

    def _adjust(self, context, m):
        if m.account not in self.cash:
            raise Refusal("unknownAccount")
        if not -(1 << 127) <= self.cash[m.account] + m.amount < 1 << 127:
            raise Refusal("cashOverflow")
        self.cash[m.account] += m.amount
        self.deposited += m.amount
        self.changed["cash"].add(m.account)

    def _register(self, context, m):
        if not context[2]:
            raise Refusal("keyNotRegistrable")
        if m.scope == 0 or m.scope & ~SCOPES:
            raise Refusal("scopeUnknown")
        if not context[0].scope & OPERATE and not self._may_hand_on(context[0], m):
            raise Refusal("delegationExceeded")
        if m.account not in self.cash:
            raise Refusal("unknownAccount")
        if m.key >= self.genesis.keysMax:
            raise Refusal("keyOutOfRange")
        if m.key in self.keys:
            raise Refusal("keyTaken")
        self._enter_key(m.key, Key(m.account, m.scope, m.group, m.notBefore, m.notAfter,
                                  m.publicKey))

    def _revoke(self, context, m):
        if m.key >= self.genesis.keysMax:
            raise Refusal("keyOutOfRange")
        key = self.keys.get(m.key)
        if key is None:
            raise Refusal("keyUnknown")
        if not context[0].scope & OPERATE and not self._may_revoke(context[0], key):
            raise Refusal("delegationExceeded")
        key.revoked = True
        self.changed["keys"].add(m.key)
        if key.session:
            self._close(key.session)

    # Delegates, and operators who have to agree

    @staticmethod
    def _may_hand_on(by, m):
        return (m.account == by.account and not m.scope & ~(by.scope & DELEGABLE)
                and m.notAfter <= by.not_after and by.group in (ANY_GROUP, m.group))

    @staticmethod
    def _may_revoke(by, key):
        return key.account == by.account and not key.scope & ~(DELEGABLE | DELEGATE)

    def _needs_approval(self, key, name, m):
        if self.genesis.approvalsMin == 1 or not key.scope & OPERATE:
            return False
        if name == "SetMarketState":
            market = self.markets.get(m.market)
            return (m.state != HALTED or m.market >= self.genesis.marketsMax
                    or (market is not None and market.state in (CLOSED, EXPIRED)))
        if key.scope & DELEGATE and name == "RegisterKey":
            return not self._may_hand_on(key, m)
        if key.scope & DELEGATE and name == "RevokeKey":
            return m.key not in self.keys or not self._may_revoke(key, self.keys[m.key])
        return True

    def _approve(self, context, name, m, message):
        """Returns when the command takes effect now."""
        key, number = context[0], context[3]
        if not self._needs_approval(key, name, m):
            return
        place = next((p for p, (data, until, _) in sorted(self.proposals.items())
                      if data == message and until > self.now), None)
        if place is None:
            place = next((p for p in range(self.genesis.proposalsMax) if p not in self.proposals), None)
            if place is None:
                raise Refusal("proposalsMax")
            self.proposals[place] = [message, min(self.now + self.genesis.proposalSpan, FOREVER), []]
        _, until, keys = self.proposals[place]
        keys[:] = [k for k in keys if not self.keys[k].revoked
                   and self.keys[k].not_before <= self.now <= self.keys[k].not_after]
        if number not in keys:
            keys.append(number)
        self.changed["proposals"].add(place)
        if len(keys) < self.genesis.approvalsMin:
            self._set_timer(PROPOSAL, place, until)
            raise Refusal("pendingApproval")
        self.due.pop((PROPOSAL, place), None)
        del self.proposals[place]

    # Markets once listed, and their trades

    def _triggers(self, market):
        """Whether conditional orders enter."""
        return market.state == OPEN and not self._collects(market)

    def _check_state(self, market, never_takes, plain):
        """What the market's state has against an order or a replace. `plain`: it can rest as it is."""
        if self._collects(market):
            if market.auction.phase:
                raise Refusal("auctionUncrossing")
            if not plain:
                raise Refusal("auctionOrder")
        if market.state in (HALTED, CLOSED):
            raise Refusal("marketHalted")
        if market.state == MARKET_POST_ONLY and not never_takes:
            raise Refusal("marketPostOnly")
        if market.state == CANCEL_ONLY:
            raise Refusal("marketCancelOnly")
        if market.state == SETTLEMENT:
            raise Refusal("marketSettling")
        if market.state == EXPIRED:
            raise Refusal("marketExpired")

    def _set_state(self, context, m):
        key, group, *_ = context
        market = self._market(m.market, group)
        if m.state > EXPIRED or m.state == REDUCE_ONLY:
            raise Refusal("marketStateUnknown")
        halts = m.state == HALTED and market.state not in (CLOSED, EXPIRED)
        if not halts and not key.scope & OPERATE:
            raise Refusal("scopeMissing")
        if m.state == market.state:
            return
        if market.state == EXPIRED:
            raise Refusal("marketExpired")
        place = self.genesis.keysMax * 2 + m.market
        if place in self.mass:
            raise Refusal("massCancelPending")
        if market.auction.phase and m.state not in QUIET:
            raise Refusal("auctionUnderWay")
        if ((m.state == MARKET_POST_ONLY or m.state == OPEN and not market.auction.terms["batchSpan"])
                and market.book.is_crossed()):
            self._begin_uncross(m.market, m.state)
            self.uncross_begun = m.market
            return
        self._enter_state(m.market, m.state)
        if m.state in (CLOSED, EXPIRED):
            self._begin_mass(place, Mass("venue", 2, 0, 2, m.market, group))
            self.begun = place

    def _set_reference(self, context, m):
        market = self._market(m.market, context[1])
        if abs(m.price) > PRICE_MAX:
            raise Refusal("referenceOutOfRange")
        time, sequence = market.mark if m.source == 1 else market.reference[1:]
        if m.source > 1 or m.sourceSequence <= sequence or m.sourceTime < time:
            raise Refusal("referenceOutOfOrder")
        if m.source == 1:
            market.mark = (m.sourceTime, m.sourceSequence)
            self._note_price(m.market, MARK, m.price)
            return
        market.reference = (m.price, m.sourceTime, m.sourceSequence)
        self.changed["markets"].add(m.market)
        self._note_price(m.market, INDEX, m.price)

    def _bust(self, context, m):
        market = self._market(m.market, context[1])
        if not 1 <= m.match < self.next_match:
            raise Refusal("unknownMatch")
        if m.makerAccount not in self.cash or m.takerAccount not in self.cash:
            raise Refusal("unknownAccount")
        if m.takerSide not in (BUY, SELL):
            raise Refusal("unknownSide")
        if m.quantity > market.quantityMax:
            raise Refusal("quantityAboveMax")
        self._check_size_and_price(market, m.quantity, m.price)
        notional = m.price * m.quantity * market.multiplier
        if market.fees(notional) != [m.makerFee, m.takerFee]:
            raise Refusal("bustMismatch")
        if m.match in self.busts:
            raise Refusal("tradeBusted")
        if len(self.busts) == self.genesis.bustsMax:
            raise Refusal("bustsMax")
        self.busts[m.match] = (len(self.busts), self.index)
        self.changed["busts"].add(m.match)
        sign = 1 if m.takerSide == BUY else -1
        self._position(m.takerAccount, m.market)[0] -= sign * m.quantity
        self._position(m.makerAccount, m.market)[0] += sign * m.quantity
        self.cash[m.takerAccount] += sign * notional + m.takerFee
        self.cash[m.makerAccount] += -sign * notional + m.makerFee
        self.cash[0] -= m.takerFee + m.makerFee
        self.changed["cash"].update((m.takerAccount, m.makerAccount, 0))
        self._tell(m.takerAccount)
        self._tell(m.makerAccount)

    # Canonical records

    def state_root(self):
        if self.cash:
            self._write_changes()
        return self.tree.root()

    def _write_changes(self):
        g, tree, changed = self.genesis, self.tree, self.changed

        def put(section, bucket, key, data):
            if data is None:
                tree.remove(section, bucket, key)
            else:
                tree.set(section, bucket, key, data)

        put(1, 0, 0, g.venue + g.chain + struct.pack(
            "<BQQQQQ", g.network, self.term, self.index, self.now, self.next_order, self.next_match)
            + self.deposited.to_bytes(16, "little", signed=True) + struct.pack("<Q", self.stamp))
        for n in changed["markets"]:
            put(2, n, n, self.markets[n].record + struct.pack(
                "<BqQQBBQ", self.markets[n].state, *self.markets[n].reference,
                self.markets[n].self_trade, self.markets[n].options, self.markets[n].day_end))
        for n in changed["cash"]:
            put(3, n, n, self.cash[n].to_bytes(16, "little", signed=True)
                + struct.pack("<I", self.owners.get(n, 0)))
        for n in changed["positions"]:
            lots = self.positions[n]
            put(4, n, n, struct.pack("<qQQ", *lots) if any(lots) else None)
        for n in changed["keys"]:
            k = self.keys[n]
            put(5, n, n, struct.pack("<BIIIQQQ", k.revoked, k.scope, k.account, k.session,
                                     k.not_before, k.not_after, k.floor) + k.public
                + struct.pack("<BQH", (EXPIRY, n) in self.due, k.dead_man, k.group))
        for n, nonce in changed["nonces"]:
            e = self.keys[n].entries.get(nonce)
            put(6, n * g.nonceWindow + nonce % g.nonceWindow, nonce,
                e and e[0] + struct.pack("<QBB", *e[1:4]) + bytes(e[4]))
        for n in changed["sessions"]:
            s = self.sessions[n]
            put(7, n, n, struct.pack("<BHIIQQI", s.up, s.generation, s.key, s.account, s.next_report,
                                     s.opened, s.flags))
        for n in changed["orders"]:
            o = self.resting.get(n)
            put(8, n % self.order_buckets, n, o and struct.pack(
                "<IIBqQQI", o.market, o.account, o.side, o.price, o.open, o.client, o.key))
            put(24, n % self.order_buckets, n,
                struct.pack("<I", o.weight) if o and o.client >= RESERVED else None)
        for n in changed["specials"]:
            o = self.specials.get(n)
            put(12, n - 1, n, o and struct.pack("<QQQQ", o.sequence, o.hidden, o.display, o.ends))
        for n in changed["prices"]:
            put(13, n, n, self._price_record(n))
        for n in changed["waiters"]:
            w = self.waiters.get(n)
            for half, data in enumerate(w.records() if w else (None, None)):
                put(14, n * 2 - 2 + half, n * 2 - 2 + half, data)
        for n in changed["mass"]:
            m = self.mass.get(n)
            put(9, n, n, m and struct.pack(
                "<QQIBBBBIHBHqq", m.began, m.below, m.cancelled, self.reasons[m.reason], m.owner,
                m.scope, m.side, m.market, m.group, m.filters, m.tag, m.low, m.high))
        for n in changed["proposals"]:
            message, until, keys = self.proposals.get(n, (None, 0, ()))
            put(11, n * 2, n * 2, message and struct.pack(
                f"<QB{len(keys)}I", until, len(keys), *keys))
            put(11, n * 2 + 1, n * 2 + 1, message)
        for n in changed["terms"]:
            put(20, n, n, struct.pack("<5Q", *(self.markets[n].auction.terms[s] for s in SPANS)))
        for n in changed["auctions"]:
            auction = self.markets[n].auction
            if auction.begun:
                put(21, n, n, auction.record())
        for n in changed["limits"]:
            put(22, n, n, self.markets[n].limits.record())
        for n in changed["groups"]:
            group = self.places_of_groups.get(n)
            put(23, n - 1, n, group and group.record())
        for n in changed["sums"]:
            put(25, n, n, self._sum_record(n))
        for match in changed["busts"]:
            number, index = self.busts[match]
            put(10, number, match, struct.pack("<Q", index))
        for numbers in changed.values():
            numbers.clear()


class Market:
    """A listed market: its terms, its canonical record, its book."""

    def __init__(self, m):
        self.group, self.multiplier, self.quantityMax = m.group, m.multiplier, m.quantityMax
        self.priceMin, self.priceMax = m.priceMin, m.priceMax
        self.makerFee, self.takerFee = m.makerFee, m.takerFee
        self.self_trade, self.options, self.day_end = m.selfTrade, m.options, m.dayEnd
        self.record = struct.pack("<HqqQQii", m.group, m.priceMin, m.priceMax, m.quantityMax,
                                  m.multiplier, m.makerFee, m.takerFee) + m.symbol
        self.book = Book(m.priceMin, m.priceMax)
        # The reference price, its source's time and sequence.
        self.state, self.reference, self.auction, self.limits = OPEN, (0, 0, 0), Auction(), None
        # The mark price's source's time and sequence.
        self.mark = (0, 0)

    def fees(self, notional):
        """The maker's and the taker's: rounded up, towards the venue."""
        return [-(-abs(notional) * rate // 1_000_000) for rate in (self.makerFee, self.takerFee)]
