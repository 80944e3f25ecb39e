# SPDX-License-Identifier: Apache-2.0
"""Writes runs: journal, batches, receipts. For tests, which need runs that no appliance would make."""
import hashlib
import struct

from . import ed25519, settlement
from .journal import BLOCK, GROUP, GROUP_HEAD, SEGMENT, blake2b, crc32c, framed, whole_blocks
from .rules import Rules
from .verify import TAGS, counted

GROUP_MAX, RECORD_MAX = 1 << 16, 2048


def demo_seed(number, role, index=0):
    """The secret seeds of a demonstration: roles 0 venue, 1 operator, 2 member."""
    return hashlib.blake2b(b"MLK-DEMO-KEY-v1" + struct.pack("<BQQ", role, number, index),
                           digest_size=32).digest()


def signed_body(seed, kind, identity, message, torsion=None):
    """The body of a commands or logon record."""
    preimage = (TAGS[kind].ljust(20, b"\0") + identity.venue + identity.chain
                + bytes([identity.network]) + message)
    return ed25519.sign(seed, preimage, torsion) + message


def digest(body):
    return hashlib.blake2b(body, digest_size=32).digest()[:16]


def journal(venue, groups, seed=None, spoil=None):
    """The one segment of a log: `groups` of records, sealed with `seed` if there is one.

    `spoil` makes one thing wrong and everything around it right: "hash" of the first group,
    "padding" of the first record that has any.
    """
    salt = 0x5A17
    blocks, index, previous, log = [], 0, bytes(32), hashlib.blake2b(digest_size=32)

    def close(number, term, count, kind, body):
        nonlocal previous
        used = GROUP_HEAD + len(body)
        head = GROUP.pack(b"MLKJGRP1", salt, number, term, index, count, used, kind, 0, previous,
                          bytes(32), 0)
        group_hash = blake2b(previous, body, head[:56])
        if spoil == "hash" and number == 1:
            group_hash = bytes([group_hash[0] ^ 1]) + group_hash[1:]
        head = head[:88] + group_hash + head[120:]
        previous = head[88:120]
        head += struct.pack("<I", crc32c(head))
        blocks.append((head + body).ljust(whole_blocks(used), b"\0"))

    number, term = 0, 1
    for number, records in enumerate(groups, 1):
        body = b""
        for record in records:
            length = struct.pack("<I", len(record))
            frame = length + struct.pack("<I", crc32c(length + record)) + record
            padded = frame.ljust(framed(len(record)), b"\1" if spoil == "padding" else b"\0")
            body += padded
            if len(padded) > len(frame):
                spoil = None if spoil == "padding" else spoil
            log.update(length + record)
        term = struct.unpack_from("<Q", records[-1], 24)[0]
        close(number, term, len(records), 1, body)
        index += len(records)
    if seed is not None:
        fields = struct.pack("<QQ32sQ", index, index, log.digest(), 1)
        head = GROUP.pack(b"MLKJGRP1", salt, number + 1, term, index, 0, 248, 2, 0, previous,
                          bytes(32), 0)
        message = b"MLK-SEAL-v1".ljust(15, b"\0") + hashlib.sha256(
            venue + head[:88] + fields).digest()
        close(number + 1, term, 0, 2, fields + ed25519.sign(seed, message))
    data = b"".join(blocks)
    size = max(GROUP_MAX + 2 * BLOCK, BLOCK + whole_blocks(len(data)) + BLOCK)
    head = SEGMENT.pack(b"MLKJSEG1", 1, BLOCK, 1, size, venue, 0, 1, bytes(32), GROUP_MAX,
                        RECORD_MAX, salt)
    head = (head + struct.pack("<I", crc32c(head))).ljust(BLOCK, b"\0")
    whole = head + data
    return whole if seed is not None else whole.ljust(size, b"\0")


def receipts(schema, identity, seed, records, ranges, wrong_term=None):
    out = settlement.file_header("receipts", identity, 1)
    message, read = schema["ReceiptGroup"], schema["LogRecord"].read
    for number, (first, last) in enumerate(ranges, 1):
        values = dict(group=number, term=read(records[last]).term, firstIndex=first, lastIndex=last,
                      root=settlement.tree_root([settlement.leaf(r) for r in records[first:last + 1]]))
        if number == wrong_term:
            values["term"] += 1
        group = message.block.value(**values, signature=bytes(64))
        out += message.write(**values, signature=ed25519.sign(
            seed, settlement.receipt_statement(identity, group)))
    return out


class Execution:
    """Every record's matches and the state root after each batch, by the rules here."""

    def __init__(self, schema, records, ends):
        self.matches, self.roots = [], {}
        body = records[0][64:]
        rules = self.rules = Rules(schema, body, "record 0")
        self.empty = rules.empty_root
        for index, data in enumerate(records):
            record, body, commands = Rules.check_form(
                schema, data, rules.genesis.commandsPerDatagramMax)
            rules.apply(record, body, commands)
            self.matches.append(rules.matches)
            if index in ends:
                self.roots[index] = rules.state_root()


def batches(schema, identity, seed, records, ends, execution=None, alter=None):
    """Batches up to each index of `ends`. `alter(number, entries, values)` may spoil a batch before it
    is hashed and signed: entries are lists [record, [matches]], values the header's."""
    execution = execution or Execution(schema, records, set(ends))
    out, first, previous, before = settlement.file_header("batches", identity, 1), 0, bytes(32), \
        execution.empty
    message, read = schema["BatchHeader"], schema["LogRecord"].read
    for number, last in enumerate(ends, 1):
        entries = [[records[i], list(execution.matches[i])] for i in range(first, last + 1)]
        values = dict(stateBefore=before, stateAfter=execution.roots[last], previous=previous)
        if alter:
            alter(number, entries, values)
        matches = [m for _, made in entries for m in made]
        a, b = read(entries[0][0]), read(entries[-1][0])
        values = dict(
            batch=number, term=b.term, firstIndex=a.logIndex, lastIndex=b.logIndex,
            firstTime=a.logTime, lastTime=b.logTime, recordCount=len(entries),
            matchCount=len(matches),
            recordsRoot=settlement.tree_root([settlement.leaf(e[0]) for e in entries]),
            matchesRoot=settlement.tree_root([settlement.leaf(m) for m in matches])) | values
        unsigned = message.write(**values)
        header = message.block.value(**values, signature=bytes(64))
        data = message.write(**values, signature=ed25519.sign(
            seed, settlement.batch_statement(identity, header, unsigned)))
        for record, made in entries:
            for entry in [record] + made:
                out += struct.pack("<I", len(entry)) + entry
        out += struct.pack("<I", len(data)) + data
        first, previous, before = last + 1, settlement.header_hash(data), values["stateAfter"]
    return out


def due_ends(records, groups, commands_max, span_max):
    """Where batches end: at log groups' ends, when due, and at the last."""
    ends, index, commands, start = [], 0, 0, None
    for group in groups:
        for record in group:
            time = struct.unpack_from("<Q", record, 16)[0]
            start = time if start is None else start
            commands += counted(record)
            index += 1
        if commands >= commands_max or time - start >= span_max:
            ends.append(index - 1)
            commands, start = 0, None
    if not ends or ends[-1] != index - 1:
        ends.append(index - 1)
    return ends


def run(schema, identity, seed, groups, receipt_ranges=None, alter=None, sealed=True):
    """A whole run's files. Receipts: a group a log group, unless ranges are given."""
    records = [r for g in groups for r in g]
    genesis = schema["Genesis"].read(records[0], 64)
    if receipt_ranges is None:
        receipt_ranges, first = [], 0
        for group in groups:
            if any(r[40] in (2, 3) for r in group):
                receipt_ranges.append((first, first + len(group) - 1))
            first += len(group)
    ends = due_ends(records, groups, genesis.batchCommandsMax, genesis.batchSpanMax)
    return {
        "journal": [("journal-000001.mlj", journal(identity.venue, groups, seed if sealed else None))],
        "batches": [("batches-000001.mlb", batches(schema, identity, seed, records, ends,
                                                   alter=alter))],
        "receipts": [("receipts-000001.mlr", receipts(schema, identity, seed, records,
                                                      receipt_ranges))]}


def store(files, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for kind in files.values():
        for name, data in kind:
            (folder / name).write_bytes(data)
