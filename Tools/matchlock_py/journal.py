# SPDX-License-Identifier: Apache-2.0
"""Reads a journal: every byte of every segment under a check. The format is Journaling.docc's."""
import collections
import functools
import hashlib
import struct

from .damage import Damage

BLOCK = 4096
GROUP_HEAD = 128
SEAL_BYTES = 248
SEGMENT = struct.Struct("<8sIIQQ16sQQ32sIIQ")       # 0..<112
GROUP = struct.Struct("<8sQQQQIIII32s32sI")         # 0..<124

Group = collections.namedtuple(
    "Group", "magic salt number term first count used kind zero previous hash zero_last")
Segment = collections.namedtuple(
    "Segment", "magic version block number bytes venue first_index first_group previous "
    "group_max record_max salt")
Seal = collections.namedtuple("Seal", "place end_index message signature")
Record = collections.namedtuple("Record", "index data place ends_group term")


def _tables():
    first = []
    for n in range(256):
        for _ in range(8):
            n = n >> 1 ^ 0x82F63B78 if n & 1 else n >> 1
        first.append(n)
    tables = [first]
    for _ in range(7):
        tables.append([first[n & 255] ^ n >> 8 for n in tables[-1]])
    return tables


_T = _tables()


@functools.lru_cache(maxsize=1 << 16)
def crc32c(data):
    crc, n = 0xFFFFFFFF, len(data) & ~7
    a, b, c, d, e, f, g, h = reversed(_T)
    for low, high in struct.iter_unpack("<II", data[:n]):
        low ^= crc
        crc = (a[low & 255] ^ b[low >> 8 & 255] ^ c[low >> 16 & 255] ^ d[low >> 24]
               ^ e[high & 255] ^ f[high >> 8 & 255] ^ g[high >> 16 & 255] ^ h[high >> 24])
    for byte in data[n:]:
        crc = h[(crc ^ byte) & 255] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def blake2b(*parts):
    h = hashlib.blake2b(digest_size=32)
    for part in parts:
        h.update(part)
    return h.digest()


def whole_blocks(n):
    return -(-n // BLOCK) * BLOCK


def framed(n):
    return -(-(8 + n) // 8) * 8


def nonzero(data, start, end=None):
    """The offset of the first byte from `start` on that is not zero, or None."""
    part = data[start:end]
    rest = part.lstrip(b"\0")
    return None if not rest else start + len(part) - len(rest)


class Torn(Exception):
    """Bytes that one torn write could have left: only in the last place of an unsealed log."""

    def __init__(self, offset, what):
        super().__init__(what)
        self.offset, self.what = offset, what


class Journal:
    """`segments` is [(file name, bytes)] by number, from 1. Iterate `records`, then read the rest."""

    def __init__(self, segments):
        self.segments = segments
        self.venue = None
        self.groups = self.count = self.index = self.term = 0
        self.group_hash = bytes(32)
        self.log = hashlib.blake2b(digest_size=32)
        self.seals = []
        self.sealed = False
        # Indices that a seal came right after: log groups end there, and so do batches.
        self.seal_ends = set()

    @property
    def log_hash(self):
        return self.log.copy().digest()

    def records(self):
        for at, (name, data) in enumerate(self.segments):
            if nonzero(data, 0) is None:
                self._rest_is_zero(at + 1, name, 0, "an unused segment and then a used one")
                # Whether sealed or not is the last group's to say.
                return
            try:
                head = self._segment(name, data, at + 1)
            except Torn as torn:
                # A header is written alone, before its first group.
                if nonzero(data, BLOCK) is not None:
                    raise Damage(f"{name}: offset {torn.offset}", torn.what) from None
                self._rest_is_zero(at + 1, name, torn.offset, torn.what)
                self.sealed = False
                return
            self.sealed = False
            offset = BLOCK
            while (first := nonzero(data, offset)) is not None:
                if self.sealed:
                    raise Damage(f"{name}: offset {first}", "bytes after the seal are not zero")
                try:
                    group, frames = self._group(name, data, offset, head)
                except Torn as torn:
                    self._is_torn_write(at, name, data, offset, head, torn)
                    return
                yield from self._accept(name, data, offset, group, frames)
                offset += whole_blocks(group.used)
            if not self.sealed and len(data) < head.bytes:
                raise Damage(f"{name}: offset {len(data)}", "the segment is shorter than it says")

    def _rest_is_zero(self, at, name, offset, what):
        for other, data in self.segments[at:]:
            if nonzero(data, 0) is not None:
                raise Damage(f"{name}: offset {offset}", f"{what}, and {other} goes on after it")

    def _segment(self, name, data, number):
        if len(data) < BLOCK:
            raise Damage(f"{name}: offset {len(data)}", "the segment is shorter than its header")
        if data[:8] != b"MLKJSEG1":
            raise Torn(0, "no segment header's magic")
        if crc32c(data[:112]) != struct.unpack_from("<I", data, 112)[0]:
            raise Torn(112, "the segment header's checksum does not hold")
        if (bad := nonzero(data, 116, BLOCK)) is not None:
            raise Torn(bad, "the segment header's block is not zero after the checksum")
        head = Segment._make(SEGMENT.unpack_from(data))

        def expect(holds, offset, what):
            if not holds:
                raise Damage(f"{name}: offset {offset}", what)

        expect(head.version == 1 and head.block == BLOCK, 8,
               f"format version {head.version}, block {head.block}: not 1 and {BLOCK}")
        expect(head.number == number, 16, f"segment number {head.number}, not {number}")
        group_max, record_max = head.group_max, head.record_max
        expect(BLOCK <= group_max <= 16 << 20 and group_max % BLOCK == 0, 96,
               f"groupBytesMax {group_max} is out of range")
        expect(1 <= record_max and GROUP_HEAD + framed(record_max) <= group_max, 100,
               f"recordBytesMax {record_max} is out of range")
        expect(group_max + 2 * BLOCK <= head.bytes <= 1 << 40 and head.bytes % BLOCK == 0, 24,
               f"segmentBytes {head.bytes} is out of range")
        expect(self.venue in (None, head.venue), 32, "another venue than the segment before")
        # Only logs from index 0 are verified here.
        expect(head.first_index == self.index, 48,
               f"begins at index {head.first_index}, not {self.index}")
        expect(head.first_group == self.groups + 1, 56,
               f"begins with group {head.first_group}, not {self.groups + 1}")
        expect(head.previous == self.group_hash, 64, "is not chained to the last group")
        expect(len(data) % BLOCK == 0 and len(data) <= head.bytes, min(len(data), head.bytes),
               f"the file has {len(data)} bytes, the segment {head.bytes}")
        self.venue = head.venue
        return head

    @staticmethod
    def _is_group_header(data, at, salt):
        head = data[at:at + GROUP_HEAD]
        return (len(head) == GROUP_HEAD and head[:8] == b"MLKJGRP1"
                and head[8:16] == salt.to_bytes(8, "little")
                and crc32c(head[:124]) == int.from_bytes(head[124:], "little"))

    def _group(self, name, data, at, head):
        """The group at `at` and its records as (offset, length). Raises Torn or Damage."""
        if not self._is_group_header(data, at, head.salt):
            raise Torn(at, "no group header with the segment's salt and a good checksum")
        group = Group._make(GROUP.unpack_from(data, at))
        end = at + whole_blocks(group.used)

        def expect(holds, offset, what):
            if not holds:
                raise Damage(f"{name}: offset {at + offset}", f"group {group.number}: {what}")

        expect(group.zero == 0 and group.zero_last == 0, 52, "reserved bytes are not zero")
        expect(GROUP_HEAD <= group.used <= head.group_max, 44, f"{group.used} bytes used")
        expect(group.kind in (1, 2), 48, f"kind {group.kind}")
        if group.kind == 1:
            expect(group.count >= 1 and group.used >= GROUP_HEAD + framed(1), 40, "no record")
            expect(end + BLOCK <= head.bytes, 44, "runs into the block kept for a seal")
        else:
            expect(group.count == 0 and group.used == SEAL_BYTES, 40, "not the size of a seal")
            expect(end <= head.bytes, 44, "runs over the segment")
        expect(group.number == self.groups + 1, 16, f"its number, after {self.groups}")
        expect(group.first == self.index, 32, f"first index {group.first}, not {self.index}")
        expect(group.previous == self.group_hash, 56, "is not chained to the group before")
        expect(group.term >= self.term, 24, f"term {group.term} after {self.term}")
        if end > len(data):
            raise Damage(f"{name}: offset {len(data)}", "the segment is cut within a group")
        frames = self._frames(data, at, group, head) if group.kind == 1 else []
        body = data[at + GROUP_HEAD:at + group.used]
        if blake2b(group.previous, body, data[at:at + 56]) != group.hash:
            raise Torn(at + 88, f"group {group.number}: its hash does not hold")
        if (bad := nonzero(data, at + group.used, end)) is not None:
            raise Torn(bad, f"group {group.number}: bytes after it are not zero")
        return group, frames

    @staticmethod
    def _frames(data, at, group, head):
        place, end, frames = at + GROUP_HEAD, at + group.used, []
        for number in range(group.count):
            what = f"group {group.number}: record {number} of it (index {group.first + number}): "
            if end - place < 8:
                raise Torn(place, what + "no room for it")
            length, checksum = struct.unpack_from("<II", data, place)
            if not 1 <= length <= head.record_max or framed(length) > end - place:
                raise Torn(place, what + f"its length, {length}")
            if crc32c(data[place:place + 4] + data[place + 8:place + 8 + length]) != checksum:
                raise Torn(place + 4, what + "its checksum does not hold")
            if nonzero(data, place + 8 + length, place + framed(length)) is not None:
                raise Torn(place + 8 + length, what + "bytes after it are not zero")
            frames.append((place, length))
            place += framed(length)
        if place != end:
            raise Torn(place, f"group {group.number}: more bytes used than its records take")
        return frames

    def _accept(self, name, data, at, group, frames):
        if group.kind == 2:
            end_index, count, log_hash = struct.unpack_from("<QQ32s", data, at + 128)
            place = f"{name}: offset {at + 128}: the seal"
            if (end_index, count) != (self.index, self.count):
                raise Damage(place, f"tells of {count} records before index {end_index}, "
                             f"not {self.count} before {self.index}")
            if log_hash != self.log_hash:
                raise Damage(place, "its log hash is not that of the records")
            digest = hashlib.sha256(self.venue + data[at:at + 88] + data[at + 128:at + 184]).digest()
            self.seals.append(Seal(place, end_index, b"MLK-SEAL-v1".ljust(15, b"\0") + digest,
                                   data[at + 184:at + 248]))
            self.sealed = True
            self.seal_ends.add(self.index - 1)
        self.groups, self.term, self.group_hash = group.number, group.term, group.hash
        for number, (place, length) in enumerate(frames):
            record = data[place + 8:place + 8 + length]
            self.log.update(data[place:place + 4] + record)
            self.index += 1
            self.count += 1
            yield Record(group.first + number, record, f"{name}: record {group.first + number}",
                         number + 1 == group.count, group.term)

    def _is_torn_write(self, at, name, data, offset, head, torn):
        """One write, cut off by a crash, explains what follows the last whole group; or Damage."""
        place = f"{name}: offset {torn.offset}"
        reach = min(offset + head.group_max, len(data))
        if (len(data) < head.bytes or nonzero(data, reach) is not None
                or any(self._is_group_header(data, block, head.salt)
                       for block in range(offset + BLOCK, reach, BLOCK))):
            raise Damage(place, torn.what)
        self._rest_is_zero(at + 1, name, torn.offset, torn.what)
