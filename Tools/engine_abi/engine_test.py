#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""libmatchlock_engine through ctypes: the flow that engine_test left in a folder, carried out again and
compared byte for byte with C's reports, and command by command with a naive engine in Python.

    engine_test.py LIBRARY FOLDER [DEFECT]

DEFECT makes the naive engine wrong: fifo, price or names. It must then be found: exit 1.
"""
import ctypes
import hashlib
import pathlib
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from engine_abi import naive  # noqa: E402

U8, U32, U64, I64 = ctypes.c_uint8, ctypes.c_uint32, ctypes.c_uint64, ctypes.c_int64
MARKETS, ACCOUNTS, ORDERS, FILLS = 3, 6, 64, 8


class Limits(ctypes.Structure):
    _fields_ = [("version", U32), ("reserved", U32)] + [(name, U64) for name in (
        "markets_max", "accounts_max", "orders_max", "open_orders_per_account_max",
        "fills_per_command_max", "quantity_max", "reports_max", "window_ticks", "windows_max",
    )] + [("reserved_words", U64 * 3)]


class Command(ctypes.Structure):
    _fields_ = [(name, U8) for name in ("kind", "side", "time_in_force", "order_flags",
                                        "self_trade")] + [("reserved", U8 * 3)] \
        + [(name, U32) for name in ("market", "account", "key", "tag")] \
        + [(name, U64) for name in ("order", "client_order", "new_client_order")] \
        + [("price", I64), ("quantity", U64)]


class Report(ctypes.Structure):
    _fields_ = [(name, U8) for name in ("kind", "code", "reason", "side", "more")] \
        + [("reserved", U8 * 3)] \
        + [(name, U32) for name in ("market", "account", "key", "tag")] \
        + [(name, U64) for name in ("command", "order", "client_order", "entry")] \
        + [("price", I64)] \
        + [(name, U64) for name in ("lots", "open", "taker_order", "taker_client_order",
                                    "taker_entry", "taker_open")] \
        + [("taker_account", U32), ("reserved_word", U32), ("reserved_last", U64)]


def load(path):
    library = ctypes.CDLL(str(path))
    library.mle_create.argtypes = [ctypes.POINTER(Limits), ctypes.POINTER(ctypes.c_void_p)]
    library.mle_destroy.argtypes, library.mle_destroy.restype = [ctypes.c_void_p], None
    library.mle_list.argtypes = [ctypes.c_void_p, U32, I64, I64]
    library.mle_group.argtypes = [ctypes.c_void_p, U32, U32]
    library.mle_submit.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t]
    library.mle_drain.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t]
    library.mle_snapshot.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t]
    library.mle_submit.restype = library.mle_drain.restype = library.mle_snapshot.restype = I64
    library.mle_hash.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
    library.mle_checksum.argtypes = [ctypes.c_void_p, U32, ctypes.POINTER(U64)]
    library.mle_best.argtypes = [ctypes.c_void_p, U32, U8, ctypes.POINTER(I64), ctypes.POINTER(U64)]
    return library


def fail(what):
    sys.exit(f"engine_test.py: failed: {what}")


def word(order):
    """What an open order adds to its book's checksum: OrderMix of Quantities."""
    def finish(z):
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & naive_mask
        z = (z ^ z >> 27) * 0x94D049BB133111EB & naive_mask
        return z ^ z >> 31
    naive_mask = (1 << 64) - 1
    z = finish(0x9E3779B97F4A7C15 ^ order.number)
    z = finish(z ^ order.sequence)
    z = finish(z ^ (order.price & naive_mask))
    return finish(z ^ (order.open << 1 | order.side))


def run(library, engine, commands):
    """All reports of the commands, as bytes: batches of 64, drained whenever the library says so."""
    out, done, some = bytearray(), 0, (Report * 100)()
    while done < len(commands):
        batch = (Command * min(64, len(commands) - done)).from_buffer_copy(
            memoryview(commands)[done:done + 64])
        done += library.mle_submit(engine, batch, len(batch))
        while (count := library.mle_drain(engine, some, len(some))) > 0:
            out += bytes(some)[:count * ctypes.sizeof(Report)]
    return bytes(out)


def compare(model, commands, reports):
    """The library's reports with the model's, field by field."""
    at = 0
    for number, command in enumerate(commands, 1):
        for wanted in model.apply(command):
            got, at = reports[at], at + 1
            wanted.update(command=number, tag=command.tag)
            for name, _ in Report._fields_:
                value = getattr(got, name)
                value = any(value) if name == "reserved" else value
                if value != wanted.get(name, 0):
                    fail(f"command {number}, report {at}: {name} is {value}, "
                         f"not {wanted.get(name, 0)}; it should be {wanted}")
    if at != len(reports):
        fail(f"{len(reports)} reports, not {at}")


def spoil(model, defect):
    """Makes the naive engine wrong, to see that the comparison finds it."""
    if defect == "fifo":
        right = naive.Book.maker
        naive.Book.maker = lambda book, side, price: (
            m := right(book, side, price)) and list(
                book.queues[1 - side][book.ranks[1 - side][-1]].values())[-1]
    elif defect == "price":
        model.passive = lambda book, side, price, flags: price
    elif defect == "names":
        model.names.choose = lambda account, client: None if client == 77 else 0
    else:
        fail(f"there is no defect {defect}; accepted: fifo, price, names")


def main(path, folder, defect=None):
    library, folder = load(path), pathlib.Path(folder)
    sizes = [ctypes.sizeof(kind) for kind in (Limits, Command, Report)]
    if library.mle_version() != 1 or sizes != [104, 64, 128]:
        fail(f"version {library.mle_version()}, sizes {sizes}")
    limits = Limits(version=1, markets_max=MARKETS + 1, accounts_max=ACCOUNTS, orders_max=ORDERS,
                    open_orders_per_account_max=16, fills_per_command_max=FILLS, quantity_max=50,
                    reports_max=200, window_ticks=256, windows_max=4)
    engine, model = ctypes.c_void_p(), naive.Engine(limits)
    if library.mle_create(ctypes.byref(limits), ctypes.byref(engine)) != 0:
        fail("no engine")
    for market in range(MARKETS):
        library.mle_list(engine, market, 1 if market else -2000, 2000)
        model.list(market, 1 if market else -2000, 2000)
    for account in (4, 5):
        library.mle_group(engine, account, 9)
        model.groups[account] = 9
    if defect:
        spoil(model, defect)

    data = (folder / "commands").read_bytes()
    commands = (Command * (len(data) // 64)).from_buffer_copy(data)
    out = run(library, engine, commands)
    if out != (folder / "reports").read_bytes():
        fail("the reports are not those that C got")
    compare(model, commands, (Report * (len(out) // 128)).from_buffer_copy(out))

    size = library.mle_snapshot(engine, None, 0)
    snapshot = ctypes.create_string_buffer(size)
    if library.mle_snapshot(engine, snapshot, size) != size:
        fail("no snapshot")
    resting = list(model.resting())
    wanted = b"MLEBOOK1" + struct.pack("<QQ", model.entry, len(resting)) + b"".join(
        struct.pack("<QQQqQIIIB19x", o.number, o.client, o.sequence, o.price, o.open, o.market,
                    o.account, o.key, o.side) for o in resting)
    if snapshot.raw != wanted or wanted != (folder / "snapshot").read_bytes():
        fail("the snapshot is not the naive engine's, or not C's")
    digest = ctypes.create_string_buffer(32)
    library.mle_hash(engine, digest)
    if digest.raw != hashlib.sha256(wanted).digest():
        fail("the hash is not that of the snapshot")
    check_books(library, engine, model, resting)
    library.mle_destroy(engine)
    print(f"engine_test.py: {len(commands)} commands, {len(out) // 128} reports, "
          f"{len(resting)} orders rest, {hashlib.sha256(out).hexdigest()[:16]}")


def check_books(library, engine, model, resting):
    """The checksums and best prices."""
    for market in range(MARKETS):
        checksum, price, lots = U64(), I64(), U64()
        library.mle_checksum(engine, market, ctypes.byref(checksum))
        if checksum.value != sum(word(o) for o in resting if o.market == market) % (1 << 64):
            fail(f"market {market}: its checksum")
        for side in (0, 1):
            library.mle_best(engine, market, side, ctypes.byref(price), ctypes.byref(lots))
            first = [o for o in resting if (o.market, o.side) == (market, side)][:1]
            best = [o.open for o in resting if first and (o.market, o.side, o.price)
                    == (market, side, first[0].price)]
            if (lots.value, price.value) != (sum(best), first[0].price if first else 0):
                fail(f"market {market}, side {side}: its best price")


main(*sys.argv[1:])
