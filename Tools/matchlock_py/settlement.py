# SPDX-License-Identifier: Apache-2.0
"""Reads receipts and batches, and computes what they commit to. The formats are Settlement.docc's."""
import collections
import functools
import hashlib
import struct

from .damage import Damage
from .sbe_strict import FormError

FILE_HEADER = struct.Struct("<8sII16s32sB7sQ")      # 0..<80, then H of them
KINDS = {"batches": b"MLKBATCH", "receipts": b"MLKRECPT"}

Batch = collections.namedtuple("Batch", "place header records matches data")
Identity = collections.namedtuple("Identity", "venue chain network")


class Unfinished(Exception):
    """The end of a file as a crash may leave it."""

    def __init__(self, place, what):
        super().__init__(f"{place}: {what}")
        self.place, self.what = place, what


def sha256(data):
    return hashlib.sha256(data).digest()


def leaf(data):
    return sha256(b"\0" + data)


def node(left, right):
    return sha256(b"\1" + left + right)


def tree_root(leaves):
    """MTH of RFC 6962, of leaves already hashed."""
    if not leaves:
        return sha256(b"")
    while len(leaves) > 1:
        # Pairs from the left, an odd one carried up as it is: the same tree.
        pairs = [node(leaves[i], leaves[i + 1]) for i in range(0, len(leaves) - 1, 2)]
        leaves = pairs + leaves[len(leaves) & ~1:]
    return leaves[0]


def inclusion_path(leaves, m):
    path = []
    while len(leaves) > 1:
        if m ^ 1 < len(leaves):
            path.append(leaves[m ^ 1])
        pairs = [node(leaves[i], leaves[i + 1]) for i in range(0, len(leaves) - 1, 2)]
        leaves, m = pairs + leaves[len(leaves) & ~1:], m >> 1
    return path


def is_included(hashed, m, n, path, root):
    """Whether `path` leads from leaf number m of n to `root` (RFC 9162, 2.1.3.2)."""
    h, last = hashed, n - 1
    if not 0 <= m <= last:
        return False
    for s in path:
        if last == 0:
            return False
        if m & 1 or m == last:
            h = node(s, h)
            while m and not m & 1:
                m, last = m >> 1, last >> 1
        else:
            h = node(h, s)
        m, last = m >> 1, last >> 1
    return last == 0 and h == root


def statement(tag, identity, term, first, last, root):
    """The 47 bytes that are signed."""
    return tag.ljust(15, b"\0") + sha256(
        identity.venue + identity.chain + bytes([identity.network])
        + struct.pack("<QQQ", term, first, last) + root)


def batch_statement(identity, header, data):
    return statement(b"MLK-BATCH-v1", identity, header.term, header.firstIndex, header.lastIndex,
                     header_hash(data))


def receipt_statement(identity, group):
    return statement(b"MLK-RECEIPT-v1", identity, group.term, group.firstIndex, group.lastIndex,
                     group.root)


def header_hash(data):
    """H of a BatchHeader message with its signature zero."""
    return sha256(data[:-64] + bytes(64))


def file_header(kind, identity, first):
    head = FILE_HEADER.pack(KINDS[kind], 1, 112, identity.venue, identity.chain, identity.network,
                            bytes(7), first)
    return head + sha256(head)


class Units:
    """The units (batches or receipt groups) of all files of a kind, in order."""

    def __init__(self, schema, kind, files, identity, is_signed):
        self.schema, self.kind, self.identity, self.is_signed = schema, kind, identity, is_signed
        self.files = files
        self.next_number = 1
        # Why the last file ends unfinished, if it does.
        self.unfinished = None

    def __iter__(self):
        for name, data in self.files:
            self.unfinished = None
            try:
                self._file_header(name, data)
                read = self._batches if self.kind == "batches" else self._receipts
                yield from read(name, data)
            except Unfinished as unfinished:
                self.unfinished = unfinished

    def _file_header(self, name, data):
        def expect(holds, offset, what):
            if not holds:
                raise Damage(f"{name}: offset {offset}", what)

        if len(data) < 112:
            raise Unfinished(f"{name}: offset {len(data)}", "the file header is cut short")
        expect(sha256(data[:80]) == data[80:112], 80, "the file header's hash does not hold")
        magic, version, length, venue, chain, network, zero, first = FILE_HEADER.unpack_from(data)
        expect(magic == KINDS[self.kind], 0, f"not a file of {self.kind}")
        expect(version == 1, 8, f"format version {version}")
        expect(length == 112, 12, f"a header of {length} bytes")
        expect((venue, chain, network) == self.identity, 16, "of another venue, chain or network")
        expect(not any(zero), 65, "reserved bytes are not zero")
        expect(first == self.next_number, 72, f"begins with number {first}, not {self.next_number}")

    def _form(self, place, data, at, expected=None):
        try:
            return self.schema.form(data, at, expected)
        except FormError as e:
            raise Damage(place, str(e)) from None

    def _receipts(self, name, data):
        message = self.schema["ReceiptGroup"]
        for at in range(112, len(data), message.length):
            place = f"{name}: offset {at}: receipt group {self.next_number}"
            if len(data) - at < message.length:
                raise Unfinished(place, "it is cut short")
            self._form(place, data, at, "ReceiptGroup")
            group = message.read(data, at)
            if group.group != self.next_number:
                raise Damage(place, f"its number is {group.group}")
            if group.firstIndex > group.lastIndex:
                raise Damage(place, f"covers {group.firstIndex} to {group.lastIndex}")
            if not self.is_signed(receipt_statement(self.identity, group), group.signature):
                raise Damage(place, "its signature is refused")
            self.next_number += 1
            yield place, group

    def _batches(self, name, data):
        heads = {m: self.schema[m] for m in ("LogRecord", "MatchRecord", "BatchHeader")}
        at, records, matches = 112, [], []
        start = at
        while at < len(data):
            place = f"{name}: offset {at}: batch {self.next_number}"
            # No entry is shorter than a record's.
            if len(data) - at < 4 + heads["LogRecord"].length:
                raise Unfinished(place, "an entry is cut short")
            length, block, template = struct.unpack_from("<IHH", data, at)
            message = self.schema.by_template.get(template)
            if message is None or message.name not in heads:
                raise Damage(place, f"template {template} may not stand in a batch")
            expected = message.length
            if message.name == "LogRecord":
                expected += struct.unpack_from("<H", data, at + 4 + 42)[0]
            if length != expected:
                raise Damage(place, f"an entry of {length} bytes holds {expected}")
            if len(data) - at - 4 < length:
                raise Unfinished(place, "an entry is cut short")
            entry = data[at + 4:at + 4 + length]
            self._form(place, entry, 0, message.name)
            at += 4 + length
            if message.name == "LogRecord":
                records.append((entry, [], place))
            elif message.name == "MatchRecord":
                if not records:
                    raise Damage(place, "a match before any record")
                records[-1][1].append(entry)
                matches.append(entry)
            else:
                if not any(entry[-64:]):
                    raise Unfinished(place, "its header has no signature")
                yield self._batch(place, entry, records, matches)
                self.next_number += 1
                records, matches, start = [], [], at
        if at != start:
            raise Unfinished(f"{name}: offset {at}: batch {self.next_number}", "it has no header")

    def _batch(self, place, entry, records, matches):
        header = self.schema["BatchHeader"].read(entry)
        read = self.schema["LogRecord"].read

        def expect(holds, what):
            if not holds:
                raise Damage(place, what)

        expect(records, "it has no record")
        first, last = read(records[0][0]), read(records[-1][0])
        expect(header.batch == self.next_number, f"its number is {header.batch}")
        expect(header.recordCount == len(records), f"counts {header.recordCount} records, "
               f"holds {len(records)}")
        expect(header.matchCount == len(matches), f"counts {header.matchCount} matches, "
               f"holds {len(matches)}")
        expect((header.firstIndex, header.lastIndex) == (first.logIndex, last.logIndex),
               f"says indices {header.firstIndex} to {header.lastIndex}, "
               f"holds {first.logIndex} to {last.logIndex}")
        expect((header.firstTime, header.lastTime) == (first.logTime, last.logTime),
               "its times are not its records'")
        expect(header.term == last.term, f"says term {header.term}, its last record {last.term}")
        expect(header.recordsRoot == tree_root([leaf(r[0]) for r in records]),
               "its root of records is not that of its records")
        expect(header.matchesRoot == tree_root([leaf(m) for m in matches]),
               "its root of matches is not that of its matches")
        expect(self.is_signed(batch_statement(self.identity, header, entry), header.signature),
               "its signature is refused")
        return Batch(place, header, records, matches, entry)


class StateTree:
    """The root over all canonical records: buckets of fixed shape, empty ones never stored."""

    def __init__(self, rule_version, sizes):
        """`sizes`: of each section by its number, in ascending order: numbers have gaps."""
        self.rule_version = rule_version
        self.places = {section: place for place, section in enumerate(sizes)}
        # Per section: levels from the buckets up, each {number: hash}, and the hash of an empty one.
        self.depths = [max(0, (size - 1).bit_length()) for size in sizes.values()]
        self.levels = [[{} for _ in range(depth + 1)] for depth in self.depths]
        self.buckets = [{} for _ in sizes]
        self.dirty = [set() for _ in sizes]

    def set(self, section, bucket, key, data):
        place = self.places[section]
        records = self.buckets[place].setdefault(bucket, {})
        if records.get(key) != data:
            records[key] = data
            self.dirty[place].add(bucket)

    def remove(self, section, bucket, key):
        place = self.places[section]
        records = self.buckets[place].get(bucket)
        if records and records.pop(key, None) is not None:
            self.dirty[place].add(bucket)

    def root(self):
        return sha256(b"\2" + struct.pack("<I", self.rule_version)
                      + b"".join(self._section(s) for s in range(len(self.depths))))

    def _section(self, s):
        levels, dirty = self.levels[s], self.dirty[s]
        for bucket in dirty:
            records = self.buckets[s].get(bucket, {})
            levels[0][bucket] = sha256(b"\0" + b"".join(
                struct.pack("<QH", key, len(records[key])) + records[key] for key in sorted(records)))
        for depth in range(self.depths[s]):
            below, dirty, empty = levels[depth], {n >> 1 for n in dirty}, empty_tree(depth)
            for n in dirty:
                levels[depth + 1][n] = node(below.get(2 * n, empty), below.get(2 * n + 1, empty))
        self.dirty[s] = set()
        return levels[-1].get(0, empty_tree(self.depths[s]))


@functools.lru_cache(maxsize=64)
def empty_tree(depth):
    if depth == 0:
        return sha256(b"\0")
    return node(empty_tree(depth - 1), empty_tree(depth - 1))
