#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A market maker on a Unix socket, to copy from: quotes both sides of a market, and again when filled.

  Tools/strategies/maker.py SOCKET [--market 0] [--mid 1000] [--spread 4] [--size 10] [--seconds N]

Python's standard library is all it needs. The records are those of
Sources/CStrategy/include/matchlock_strategy.h, which says what every field means; the page "Strategies"
of Gateway.docc says what the rules are. It prints what it does, a line each, and ends with exit 0 when it
was interrupted or its time is up, 1 when the gateway or the venue would not go on.

What it shows:
  - an order's number is chosen here and never used twice while it is open;
  - every request has a tag, which comes back in its answer;
  - throttled: it waits and tries again, nothing was sent;
  - the session is down: the gateway cancels what was open, so it forgets its quotes, and quotes anew
    when the session is up;
  - before it leaves it cancels everything and waits until that is done. Were it killed, the gateway
    would do it.
"""
import argparse
import select
import signal
import socket
import struct
import sys
import time

VERSION, PACKET_MAX = 2, 16
REQUEST = struct.Struct("<BBBBIQQqQQQBB6x")
EVENT = struct.Struct("<BBBBIQIIQQqQQQQQQqqQBB6x")
FIELDS = ("kind code side flags market sequence budget waiting order new_order price quantity open tag "
          "log_index log_time number fee other_price other_quantity depth request").split()
assert REQUEST.size == 64 and EVENT.size == 128

POST_ONLY, SLIDE = 1, 2
HELLO, NEW, CANCEL, REPLACE, CANCEL_ALL, HEARTBEAT, FOLLOW = range(1, 8)
(WELCOME, RESULT, REFUSED, FILL, CLOSED, RECEIPT, SESSION_UP, SESSION_DOWN, TOP, LEVEL, STATUS, DONE,
 ENDED, BUSY) = range(1, 15)
BUY, SELL = 0, 1
THROTTLED, ORDERS_FULL, QUEUE_FULL, SESSION_IS_DOWN = 201, 202, 207, 206
FLAG_SESSION_UP = 1


class Event:
    """One record of the gateway's, its fields by name."""

    def __init__(self, bytes_):
        self.__dict__.update(zip(FIELDS, EVENT.unpack(bytes_)))


class GatewayEnded(Exception):
    """The gateway has closed the connection: it has cancelled, or its venue will cancel, our orders."""


class Gateway:
    """A connection to `matchlock gateway serve`."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.socket.connect(path)
        self.send(HELLO, order=VERSION)
        self.welcome = self.receive()[0]
        if self.welcome.kind != WELCOME:
            raise GatewayEnded(f"refused with code {self.welcome.code}")
        self.is_up = bool(self.welcome.flags & FLAG_SESSION_UP)

    def send(self, kind, market=0, side=0, time_in_force=0, depth=0, order=0, new_order=0, price=0,
             quantity=0, tag=0, open_seen=0, flags=0, self_trade=0):
        try:
            self.socket.send(REQUEST.pack(kind, side, time_in_force, depth, market, order, new_order,
                                          price, quantity, tag, open_seen, flags, self_trade))
        except (BrokenPipeError, ConnectionResetError):
            # What it said last, code and all, can still be read.
            pass

    def receive(self, seconds=None):
        """The events that come within so long; an empty list when none do."""
        ready, _, _ = select.select([self.socket], [], [], seconds)
        if not ready:
            return []
        try:
            packet = self.socket.recv(PACKET_MAX * EVENT.size)
        except ConnectionResetError:
            # It closed before it had read all: what it said last comes after the reset.
            packet = self.socket.recv(PACKET_MAX * EVENT.size)
        if not packet:
            raise GatewayEnded("the gateway is gone")
        events = [Event(packet[i:i + EVENT.size]) for i in range(0, len(packet), EVENT.size)]
        for event in events:
            if event.kind == ENDED:
                raise GatewayEnded(f"the gateway ends the connection with code {event.code}")
            if event.kind in (SESSION_UP, SESSION_DOWN):
                self.is_up = event.kind == SESSION_UP
        return events


class Maker:
    def __init__(self, gateway, options):
        self.gateway, self.options = gateway, options
        self.mid = options.mid
        self.number = 0
        self.quotes = {BUY: None, SELL: None}   # our order of each side, or None
        self.position = 0
        self.retry_at = 0.0
        self.is_done = False

    def quote(self):
        """Sees to it that an order stands on both sides, if that may be now."""
        if not self.gateway.is_up or time.monotonic() < self.retry_at:
            return
        for side in (BUY, SELL):
            if self.quotes[side] is None:
                self.number += 1
                half = max(1, self.options.spread // 2)
                price = self.mid - half if side == BUY else self.mid + half
                self.quotes[side] = self.number
                self.gateway.send(NEW, self.options.market, side, order=self.number, price=price,
                                  flags=POST_ONLY | SLIDE,
                                  quantity=self.options.size, tag=self.number)
                self.say(f"quote {self.number}: {'buy' if side == BUY else 'sell'} "
                         f"{self.options.size}@{price}")

    def forget(self, order):
        for side, own in self.quotes.items():
            if own == order:
                self.quotes[side] = None

    def take(self, event):
        if event.kind == RESULT and event.request == NEW and event.code:
            self.say(f"order {event.order} rejected by the venue: code {event.code}")
            self.forget(event.order)
            self.retry_at = time.monotonic() + 0.5
        elif event.kind == RESULT and event.request == NEW and event.open:
            self.say(f"order {event.order} rests, log index {event.log_index}")
        elif event.kind == REFUSED:
            why = "throttled" if event.code == THROTTLED else f"code {event.code}"
            self.say(f"order {event.order} refused by the gateway: {why}, budget {event.budget}")
            if event.request == NEW:
                self.forget(event.order)
                self.retry_at = time.monotonic() + 0.1
        elif event.kind == FILL:
            self.position += event.quantity if event.side == BUY else -event.quantity
            # Whoever bought from us may know more: the next quotes are a tick away.
            self.mid += -1 if event.side == BUY else 1
            self.say(f"filled {'buy' if event.side == BUY else 'sell'} {event.quantity}@{event.price}, "
                     f"{event.open} left, position {self.position}")
            if not event.open:
                self.forget(event.order)
        elif event.kind == CLOSED:
            self.say(f"order {event.order} closed, reason {event.code}")
            self.forget(event.order)
        elif event.kind == SESSION_DOWN:
            self.say("session down: the gateway cancels our orders when it is up again")
            self.quotes = {BUY: None, SELL: None}
        elif event.kind == SESSION_UP:
            self.say("session up")
        elif event.kind == TOP:
            self.say(f"market {event.market}: {event.quantity}@{event.price} | "
                     f"{event.other_quantity}@{event.other_price}")
        elif event.kind == DONE:
            self.is_done = True

    def run(self, until, is_interrupted):
        self.gateway.send(FOLLOW, self.options.market, depth=1)
        beat_at = 0.0
        while time.monotonic() < until and not is_interrupted():
            self.quote()
            for event in self.gateway.receive(0.05):
                self.take(event)
            # The loop that decides also says that it lives: one that hangs is to lose its orders.
            if time.monotonic() >= beat_at:
                beat_at = time.monotonic() + 0.2
                self.gateway.send(HEARTBEAT)

    def leave(self):
        """Cancels everything and waits for it, at most two seconds; closing does the same unseen."""
        self.gateway.send(CANCEL_ALL)
        until = time.monotonic() + 2
        while not self.is_done and self.gateway.is_up and time.monotonic() < until:
            for event in self.gateway.receive(0.1):
                self.take(event)
        self.say("all cancelled" if self.is_done else "left it to the gateway to cancel")

    def say(self, line):
        print(line, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("socket")
    for name, default in (("market", 0), ("mid", 1_000), ("spread", 4), ("size", 10)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    options = parser.parse_args()
    stop = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.append(True))
    try:
        maker = Maker(Gateway(options.socket), options)
        maker.say(f"connected: {maker.gateway.welcome.number} orders at most")
        maker.run(time.monotonic() + options.seconds, lambda: bool(stop))
        maker.leave()
    except (OSError, GatewayEnded) as error:
        print(f"maker.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
