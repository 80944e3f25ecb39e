# SPDX-License-Identifier: Apache-2.0
"""Checks a run as an outsider: nothing is believed but the genesis record's keys.

    journal ─▶ every byte ─▶ records ─▶ form ─▶ signature by the key of that index ─▶ rules
                                                          │ matches, state roots
    batches ─▶ entries, counts, roots, signatures ────────┤ compared, record by record
    receipts ─▶ signatures ─▶ roots, inclusion paths ─────┘
"""
import dataclasses
import hashlib
import os
import re
import struct

from . import ed25519, settlement
from .damage import Damage, NotExecuted
from .journal import Journal
from .rules import Rules
from .sbe_strict import FormError

NAMES = {"journal": re.compile(r"journal-([0-9]{6,})\.mlj\Z"),
         "batches": re.compile(r"batches-([0-9]{6,})\.mlb\Z"),
         "receipts": re.compile(r"receipts-([0-9]{6,})\.mlr\Z")}
TAGS = {"commands": b"MATCHLOCK-COMMAND-1", "logon": b"MATCHLOCK-LOGON-1"}


@dataclasses.dataclass
class Result:
    """What was found to hold."""
    records: int = 0
    log_groups: int = 0
    commands: int = 0
    accepted: int = 0
    rejected: int = 0
    matches: int = 0
    batches: int = 0
    batched: int = 0
    receipt_groups: int = 0
    receipts: int = 0
    signatures: int = 0
    state_root: str = ""
    log_hash: str = ""
    # The last index of a log without a seal; None when it is sealed.
    unsealed_after: int = None
    # What the rules do not know; None when everything was executed again.
    not_executed: str = None


def read_files(folder):
    """The files of a run: kind to [(name, bytes)] in order."""
    found = {kind: {} for kind in NAMES}
    for name in os.listdir(folder):
        for kind, pattern in NAMES.items():
            if match := pattern.match(name):
                if int(match[1]) in found[kind] or not int(match[1]):
                    raise Damage(name, "its number is 0 or another file's")
                path = os.path.join(folder, name)
                if not os.path.isfile(path):
                    raise Damage(name, "is not a file")
                with open(path, "rb") as f:
                    found[kind][int(match[1])] = (name, f.read())
    for kind, files in found.items():
        for wanted, (number, (name, _)) in enumerate(sorted(files.items()), 1):
            if number != wanted:
                raise Damage(name, f"number {wanted} of the {kind} files is missing before it")
    return {kind: [files[n] for n in sorted(files)] for kind, files in found.items()}


def verify(files, schema):
    """Raises Damage at the first thing that does not hold; else a Result."""
    return Walk(files, schema).run()


class Walk:
    def __init__(self, files, schema):
        self.files, self.schema = files, schema
        self.result = Result()
        self.rules = None
        # Batches that end before they are due: last index to place.
        self.ends_at_stop = {}
        # The last place looked at, for what nobody thought of.
        self.place = "journal"

    def run(self):
        try:
            self._run()
            return self.result
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, MemoryError,
                RecursionError, struct.error) as e:
            raise Damage(self.place, f"cannot be verified ({type(e).__name__}: {e})") from e

    def _run(self):
        journal = Journal(self.files["journal"])
        records = list(journal.records())
        if not records:
            raise Damage("journal", "it holds no record")
        self._take_genesis(journal, records[0])
        for seal in journal.seals:
            if not self._is_signed(seal.message, seal.signature):
                raise Damage(seal.place, "its signature is refused")
        batches, receipts = (settlement.Units(self.schema, kind, self.files[kind], self.identity,
                                              self._is_signed) for kind in ("batches", "receipts"))
        self.batches, self.receipts = list(batches), list(receipts)
        self._check_batches(records)
        leaves, owed, restarts = self._execute(journal, records)
        self._check_receipts(records, leaves, owed)
        r = self.result
        r.records, r.log_groups, r.log_hash = len(records), journal.groups, journal.log_hash.hex()
        if journal.sealed:
            for units in (batches, receipts):
                if units.unfinished:
                    raise Damage(units.unfinished.place,
                                 f"{units.unfinished.what}, though the log is sealed")
            if r.batched != len(records):
                raise Damage("batches", f"record {r.batched} and those after it are in no batch, "
                             "though the log is sealed")
            self._check_missing(owed, [r for r in restarts if r - 1 not in journal.seal_ends])
        else:
            r.unsealed_after = len(records) - 1

    def _is_signed(self, message, signature):
        self.result.signatures += 1
        return ed25519.is_valid_remembered(self.venue_key, message, signature)

    def _take_genesis(self, journal, first):
        self.place = first.place
        try:
            record, body, _ = Rules.check_form(self.schema, first.data, 1)
        except FormError as e:
            raise Damage(first.place, str(e)) from None
        if record.kind != self.schema.enum("RecordKind")["genesis"]:
            raise Damage(first.place, "is not a genesis")
        g = self.schema["Genesis"].read(body)
        self.identity = settlement.Identity(g.venue, g.chain, g.network)
        self.venue_key = g.venueKey
        if journal.venue != g.venue:
            raise Damage(first.place, "the genesis is of another venue than the segments")
        try:
            self.rules = Rules(self.schema, body, first.place)
        except NotExecuted as e:
            self.result.not_executed = str(e)
        self.commands_max = min(max(g.commandsPerDatagramMax, 1), 32)
        self.batch_commands, self.batch_span = g.batchCommandsMax, g.batchSpanMax

    # Batches: what needs no rules

    def _check_batches(self, records):
        previous, after, index = bytes(32), None, 0
        for batch in self.batches:
            header, place = batch.header, batch.place
            self.place = place
            if header.previous != previous:
                raise Damage(place, "is not chained to the batch before")
            if after is not None and header.stateBefore != after:
                raise Damage(place, "its state before is not the last batch's state after")
            for data, _, at in batch.records:
                if index >= len(records):
                    raise Damage(at, f"holds record {index}, which the journal does not")
                if data != records[index].data:
                    raise Damage(at, f"its record {index} is not the journal's")
                index += 1
            self._check_closing(batch, records)
            previous, after = settlement.header_hash(batch.data), header.stateAfter
        self.result.batches, self.result.batched = len(self.batches), index

    def _check_closing(self, batch, records):
        """Whether the batch ends at the first log group's end at which it was due."""
        read, first, commands = self.schema["LogRecord"].read, batch.header.firstIndex, 0
        last = batch.header.lastIndex
        for record in records[first:last + 1]:
            commands += counted(record.data)
            span = read(record.data).logTime - batch.header.firstTime
            due = commands >= self.batch_commands or span >= self.batch_span
            if due and record.ends_group and record.index < last:
                raise Damage(batch.place, f"was to end at record {record.index}")
        if not records[last].ends_group:
            raise Damage(batch.place, f"ends at record {last}, within a log group")
        if not due:
            self.ends_at_stop[last] = batch.place

    # The log

    def _execute(self, journal, records):
        read = self.schema["LogRecord"].read
        kinds = {v: k for k, v in self.schema.enum("RecordKind").items()}
        ends = {b.header.lastIndex: b for b in self.batches}
        starts = {b.header.firstIndex: b for b in self.batches}
        made = {}
        for batch in self.batches:
            for data, matches, place in batch.records:
                made[read(data).logIndex] = (matches, place)
        leaves, owed, restarts, time, term = [], set(), [], 0, 0
        for index, item in enumerate(records):
            self.place = place = item.place
            try:
                record, body, commands = Rules.check_form(self.schema, item.data, self.commands_max)
            except FormError as e:
                raise Damage(place, str(e)) from None
            kind = kinds.get(record.kind)
            if record.logIndex != index:
                raise Damage(place, f"its index says {record.logIndex}")
            if record.logTime < time or record.term < term:
                raise Damage(place, "its time or term is below the last record's")
            if (kind == "genesis") != (index == 0):
                raise Damage(place, f"a record of kind {record.kind}")
            time, term = record.logTime, record.term
            leaves.append(settlement.leaf(item.data))
            if kind in TAGS:
                owed.add(index)
            if kind == "restart":
                restarts.append(index)
            # A batch that was not due ends a run: at a seal, or before the restart after a crash.
            early = self.ends_at_stop.get(index - 1)
            if early and index - 1 not in journal.seal_ends and kind != "restart":
                raise Damage(early, f"ends at record {index - 1}, before it was due")
            if self.result.not_executed:
                continue
            if kind is None:
                self.result.not_executed = f"{place}: kind {record.kind}"
                continue
            try:
                Rules.check_fields(self.schema, record)
            except FormError as e:
                raise Damage(place, str(e)) from None
            if kind in TAGS:
                self._check_signature(place, record, kind, body, commands)
            if batch := starts.get(index):
                root = self.rules.state_root() if index else self.rules.empty_root
                if batch.header.stateBefore != root:
                    raise Damage(batch.place, "re-execution gives another state before it")
            self.rules.apply(record, body, commands)
            self.result.commands += len(commands)
            self.result.matches += len(self.rules.matches)
            if index in made:
                self._compare(index, *made[index])
            if batch := ends.get(index):
                if batch.header.stateAfter != self.rules.state_root():
                    raise Damage(batch.place, "re-execution gives another state after it")
        if not self.result.not_executed:
            outcomes = self.rules.outcomes
            self.result.accepted = outcomes["none"]
            self.result.rejected = sum(outcomes.values()) - outcomes["none"]
            self.result.state_root = self.rules.state_root().hex()
        return leaves, owed, restarts

    def _compare(self, index, matches, place):
        ours = self.rules.matches
        for n, (theirs, mine) in enumerate(zip(matches, ours)):
            if theirs != mine:
                read = self.schema["MatchRecord"].read
                a, b = read(theirs), read(mine)
                differing = [name for name in a._fields if getattr(a, name) != getattr(b, name)]
                raise Damage(place, f"match {n} of record {index}: re-execution gives another "
                             f"{', '.join(differing)}")
        if len(matches) != len(ours):
            raise Damage(place, f"record {index} has {len(matches)} matches, re-execution gives "
                         f"{len(ours)}")

    def _check_signature(self, place, record, kind, body, commands):
        name = "CommandHeader" if kind == "commands" else "LogonRequest"
        number = self.schema[name].read(body, 64).key
        key = self.rules.keys.get(number)
        if key is None:
            raise Damage(place, f"key {number} is not registered before it")
        if hashlib.blake2b(body, digest_size=32).digest()[:16] != record.digest:
            raise Damage(place, "its digest is not that of its body")
        preimage = (TAGS[kind].ljust(20, b"\0") + self.identity.venue + self.identity.chain
                    + bytes([self.identity.network]) + body[64:])
        if not ed25519.is_valid_remembered(key.public, preimage, body[:64]):
            raise Damage(place, f"its signature by key {number} is refused")
        self.result.signatures += 1
        checks = 0
        for ordinal, (message, at) in enumerate(commands):
            if message.name == "RegisterKey" \
                    and ed25519.is_registrable(message.read(body, at).publicKey):
                checks |= 1 << ordinal
        if checks != record.keyChecks:
            raise Damage(place, f"says of its public keys {record.keyChecks:#x}, not {checks:#x}")

    # Receipts

    def _check_receipts(self, records, leaves, owed):
        self.covered = set()
        read, next_index = self.schema["LogRecord"].read, 0
        for place, group in self.receipts:
            self.place = place
            first, last = group.firstIndex, group.lastIndex
            if first < next_index:
                raise Damage(place, f"begins at record {first}, which another group covers")
            if last >= len(records):
                raise Damage(place, f"ends at record {last}, which the journal does not hold")
            if not records[last].ends_group or first and not records[first - 1].ends_group:
                raise Damage(place, f"covers records {first} to {last}: not whole log groups")
            if group.term != read(records[last].data).term:
                raise Damage(place, f"says term {group.term}, which its last record does not")
            mine = leaves[first:last + 1]
            if settlement.tree_root(mine) != group.root:
                raise Damage(place, "its root is not that of the journal's records")
            for index in range(first, last + 1):
                if index in owed:
                    self.covered.add(index)
                    path = settlement.inclusion_path(mine, index - first)
                    if not settlement.is_included(mine[index - first], index - first, len(mine),
                                                  path, group.root):
                        raise Damage(place, f"no path leads from record {index} to its root")
            next_index = last + 1
        self.result.receipt_groups = len(self.receipts)
        self.result.receipts = len(self.covered)


    def _check_missing(self, owed, crashes):
        """A crash may leave the last receipts before it unsigned; nothing else is missing."""
        start = 0
        for end in crashes + [None]:
            run = sorted(i for i in owed if start <= i and (end is None or i < end))
            covered = [i for i in run if i in self.covered]
            last = covered[-1] if covered else -1
            for index in run:
                if index not in self.covered and (end is None or index < last):
                    raise Damage("receipts", f"record {index} is in no receipt group, "
                                 "though the log is sealed")
            start = end


def counted(data):
    """Commands of a record, as batches count them."""
    if data[40] != 2:
        return 0
    if len(data) < 176 or struct.unpack_from("<H", data, 130)[0] != 20:
        return 1
    return data[142] or 1
