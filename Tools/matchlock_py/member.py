# SPDX-License-Identifier: Apache-2.0
"""A member's half of a session, and a reader of the public feed: bytes in, bytes out, no sockets.

Written from Sources/WireFormat/matchlock.xml and the page beside it, for PyNaCl (libsodium).
"""
import hashlib
import os
import stat
import struct

from nacl import bindings, exceptions, signing

from .sbe import SchemaError

HEAD_BYTES, TAG_OFFSET, SIGNATURE_BYTES = 40, 24, 64
FRAME_BYTES_MAX, REQUEST_BYTES_MIN, HELD_MAX = 1_472, 288, 1_024
TAGS = {"command": b"MATCHLOCK-COMMAND-1", "logon": b"MATCHLOCK-LOGON-1",
        "reply": b"MATCHLOCK-REPLY-1"}
WHOLE_DATAGRAM = 255


class ProtocolError(ValueError):
    """A frame that is not of this session, or not of the protocol. It is dropped and counted."""


class DemoKeys:
    """The demonstration's keys, all from one number."""
    ROLES = {"venue": 0, "operator": 1, "member": 2}

    def __init__(self, number):
        self.number = number

    def seed(self, role, index=0):
        data = b"MLK-DEMO-KEY-v1" + struct.pack("<BQQ", self.ROLES[role], self.number, index)
        return hashlib.blake2b(data, digest_size=32).digest()

    def public(self, role, index=0):
        return bytes(signing.SigningKey(self.seed(role, index)).verify_key)


def read_key_file(path):
    """The seed in a file made by `matchlock keys new`: of this user, and of nobody else."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(descriptor) as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_mode & 0o177 or status.st_uid != os.geteuid():
            raise ValueError(f"{path}: others may read it: chmod 600 {path}")
        tag, _, digits = file.read(128).rstrip("\n").partition(" ")
    if tag != "MLK-ED25519-SEED-v1" or len(digits) != 64:
        raise ValueError(f"{path}: not a key file of `matchlock keys new`")
    return bytes.fromhex(digits)


class Identity:
    """What ties a signature to one venue; constants that are never sent."""

    def __init__(self, venue, chain, network, venue_key):
        self.venue, self.chain, self.network, self.venue_key = venue, chain, network, venue_key

    def preimage(self, tag, message):
        return (TAGS[tag].ljust(20, b"\0") + self.venue + self.chain + bytes([self.network])
                + message)


class Window:
    """Which sequences of the peer were seen, as far back as 64."""

    def __init__(self):
        self.highest, self.seen, self.missing = 0, 0, 0

    def admit(self, sequence):
        if sequence > self.highest:
            self.missing += sequence - self.highest - 1
            self.seen = (self.seen << (sequence - self.highest) | 1) & (1 << 64) - 1
            self.highest = sequence
            return True
        bit = 1 << (self.highest - sequence)
        if bit >= 1 << 64 or self.seen & bit:
            return False
        self.seen |= bit
        self.missing = max(0, self.missing - 1)
        return True


class MemberSession:
    """One key's session: logon, command datagrams, heartbeats, logout; reports.

        idle ── logon() ──▶ asking ── take(reply) ──▶ up ── take(SessionClosed) ──▶ ended
                                └── refused: back to idle, `code` says why

    Reports are handed out in their order, each once. What comes early is held until what is missing
    has come; `resend_request` asks for it.
    """

    def __init__(self, schema, identity, key, seed, nonce):
        self.schema, self.identity, self.key = schema, identity, key
        self.signer = signing.SigningKey(seed)
        self.nonce = nonce
        self.state, self.code, self.session, self.account = "idle", None, 0, None
        self.sequence, self.window = 0, Window()
        self.report_next, self.held, self.end = 1, {}, None
        self.reports_missed = self.reports_recovered = 0
        self.bodies = {}
        self.logon_frame = b""

    # --- sending

    def _sign(self, tag, message):
        return self.signer.sign(self.identity.preimage(tag, message)).signature

    def _frame(self, name, body):
        """A frame of the session: the next sequence, tagged."""
        self.sequence += 1
        head = self.schema.encode(name, {"session": self.session, "bodyLength": len(body),
                                         "sequence": self.sequence})
        return head[:TAG_OFFSET] + self._tag("C2V", head, body) + body

    def _tag(self, direction, head, body):
        return hashlib.blake2b(head[:TAG_OFFSET] + body, key=self.keys[direction],
                               digest_size=16).digest()

    def logon(self, valid_until, heartbeat_milliseconds, flags=0):
        """A logon under a fresh nonce. To ask again, send the same bytes."""
        self.nonce += 1
        self.secret = os.urandom(32)
        self.public = bindings.crypto_scalarmult_base(self.secret)
        message = self.schema.encode("LogonRequest", {
            "key": self.key, "heartbeatMilliseconds": heartbeat_milliseconds, "nonce": self.nonce,
            "validUntil": valid_until, "agreementKey": self.public, "flags": flags})
        self.logon_body = self._sign("logon", message) + message
        self.logon_frame = self.schema.encode(
            "LogonFrame", {"bodyLength": len(self.logon_body)}) + self.logon_body
        self.state = "asking"
        return self.logon_frame

    def commands(self, commands, valid_until, group=0, **header):
        """The body of a datagram of `commands`, (name, fields) each, and its nonce. Signed once."""
        self.nonce += 1
        header = {"key": self.key, "group": group, "count": len(commands), "nonce": self.nonce,
                  "validUntil": valid_until} | header
        signed = self.schema.encode("CommandHeader", header)
        for name, fields in commands:
            message = self.schema.encode(name, fields)
            signed += struct.pack("<H", len(message)) + message
        self.bodies[header["nonce"]] = self._sign("command", signed) + signed
        while len(self.bodies) > 1_024:
            del self.bodies[next(iter(self.bodies))]
        return header["nonce"]

    def command_frame(self, nonce):
        """The frame of a datagram: at every call a new sequence and tag, the same signed bytes."""
        return self._frame("CommandFrame", self.bodies[nonce])

    def heartbeat(self, now):
        return self._frame("HeartbeatFrame", self.schema.encode(
            "Heartbeat", {"sequenceReceived": self.window.highest, "sent": now}))

    def logout(self):
        return self._frame("LogoutFrame", b"")

    def request(self, name, fields, frame_bytes=FRAME_BYTES_MAX):
        """A question, padded: its answer is never larger than it."""
        bare = HEAD_BYTES + len(self.schema.encode(name, fields))
        words = (max(frame_bytes, REQUEST_BYTES_MIN + 7) - bare) // 8
        padding = [{"zero": 0}] * words
        return self._frame("RequestFrame", self.schema.encode(name, fields | {"padding": padding}))

    def is_missing(self):
        """Whether a report is missing, or a frame that may have held some."""
        return self.state == "up" and bool(self.held or self.window.missing)

    def resend_request(self):
        count = 1
        if self.held:
            count = min(self.held) - self.report_next
        return self.request("ResendRequest", {"fromSequence": self.report_next, "count": count})

    def give_up(self, sequence=None):
        """Gives up what is missing below `sequence`, or all that is, and returns what was held up."""
        fresh = []
        while self.held and (sequence is None or self.report_next < sequence):
            if self.report_next not in self.held:
                self.reports_missed += 1
                self.report_next += 1
            fresh += self._held()
        while sequence is not None and self.report_next < sequence:
            self.reports_missed += 1
            self.report_next += 1
        return fresh

    # --- receiving

    def take(self, datagram):
        """The messages of a datagram from the venue: (name, fields) each, the trailer's last.

        Raises ProtocolError for what is to be dropped.
        """
        try:
            head = self.schema.decode(datagram)
            if head.length != HEAD_BYTES or not head.name.endswith("Frame"):
                raise ProtocolError(f"{head.name} is no frame")
            body = datagram[HEAD_BYTES:]
            if head.fields["bodyLength"] != len(body) or head.fields["reserved"] != 0:
                raise ProtocolError("lengths or reserved bits of a frame's head")
            if head.name == "LogonReplyFrame":
                return self._take_reply(datagram, head.fields, body)
            if self.state != "up" or head.fields["session"] != self.session:
                raise ProtocolError("of another session")
            if self._tag("V2C", datagram, body) != head.fields["tag"]:
                raise ProtocolError("its tag is not the session's")
            if not self.window.admit(head.fields["sequence"]):
                raise ProtocolError("its sequence was seen before")
            if head.name == "HeartbeatFrame":
                return [self._whole(body, "Heartbeat")]
            if head.name == "BusyFrame":
                return [self._whole(body, "Busy")]
            if head.name != "ReportFrame":
                raise ProtocolError(f"{head.name} is not for members")
            return self._reports(body)
        except SchemaError as error:
            raise ProtocolError(str(error)) from None

    def _whole(self, bytes_, name=None):
        message = self.schema.decode(bytes_)
        if message.length != len(bytes_) or name not in (None, message.name):
            raise ProtocolError(f"{message.name} with {len(bytes_)} bytes")
        return message.name, message.fields

    def _take_reply(self, datagram, head, body):
        if self.state != "asking":
            raise ProtocolError("a logon reply nobody asked for")
        name, reply = self._whole(body[SIGNATURE_BYTES:], "LogonReply")
        if (reply["key"], reply["nonce"]) != (self.key, self.nonce):
            raise ProtocolError("a reply to another logon")
        transcript = self.identity.preimage("reply", self.logon_body + body[SIGNATURE_BYTES:])
        try:
            signing.VerifyKey(self.identity.venue_key).verify(transcript, body[:SIGNATURE_BYTES])
        except exceptions.BadSignatureError:
            raise ProtocolError("a logon reply that the venue did not sign") from None
        if reply["code"] != "none":
            self.state, self.code = "idle", reply["code"]
            return [(name, reply)]
        hash_ = hashlib.blake2b(transcript, digest_size=32).digest()
        try:
            shared = bindings.crypto_scalarmult(self.secret, reply["agreementKey"])
        except exceptions.RuntimeError:
            raise ProtocolError("an agreement key of small order") from None
        self.keys = {
            direction: hashlib.blake2b(
                f"MLK-SESSION-{direction}-v1".encode().ljust(20, b"\0") + hash_ + self.public
                + reply["agreementKey"], key=shared, digest_size=32).digest()
            for direction in ("C2V", "V2C")}
        if self._tag("V2C", datagram, body) != head["tag"]:
            raise ProtocolError("a logon reply whose tag is not the new session's")
        if head["session"] != reply["session"]:
            raise ProtocolError("a logon reply of two sessions")
        self.session, self.account, self.state = head["session"], reply["account"], "up"
        self.secret = None
        self.nonce = max(self.nonce, reply["nonceHighest"])
        self.sequence, self.window = 0, Window()
        self.report_next, self.held, self.end = 1, {}, None
        return [(name, reply)]

    def _reports(self, body):
        messages, offset = [], 0
        while offset < len(body):
            length = int.from_bytes(body[offset:offset + 2], "little")
            messages.append(self._whole(body[offset + 2:offset + 2 + length]))
            offset += 2 + length
        if not messages or messages[-1][0] != "ReportTrailer" or offset != len(body):
            raise ProtocolError("reports that do not end with a trailer")
        fresh = []
        for name, fields in messages:
            sequence = fields.get("reportSequence")
            if sequence is None:
                if name == "ReportsRetained":
                    fresh += self._take_retained(fields)
                fresh.append((name, fields))
            elif self.report_next <= sequence < self.report_next + HELD_MAX:
                if sequence not in self.held and messages[-1][1]["resent"]:
                    self.reports_recovered += 1
                if name == "SessionClosed":
                    self.end = sequence
                self.held.setdefault(sequence, (name, fields))
                fresh += self._held()
        return fresh

    def _held(self):
        """What is held from the next report on."""
        fresh = []
        while self.report_next in self.held:
            name, fields = self.held.pop(self.report_next)
            self.report_next += 1
            if name == "SessionClosed":
                self.state = "ended"
            fresh.append((name, fields))
        return fresh

    def _take_retained(self, fields):
        """What is below `first` is gone; at `next` nothing is missing."""
        if fields["asked"] != self.report_next:
            return []
        if fields["next"] == self.report_next:
            self.window.missing = 0
        return self.give_up(fields["first"]) if fields["first"] > self.report_next else []


class MoldFeed:
    """Follows a MoldUDP64 stream: its messages once each, in order; gaps are counted, not filled."""
    END = 0xFFFF

    def __init__(self, schema):
        self.schema = schema
        self.name, self.next, self.joined_at, self.has_ended = None, None, None, False
        self.messages = self.gaps = self.lost = self.duplicates = self.malformed = 0

    def take(self, packet):
        """The new messages of a packet: (sequence, name, fields) each."""
        if len(packet) < 20:
            self.malformed += 1
            return []
        name, (sequence, count) = packet[:10], struct.unpack(">QH", packet[10:20])
        self.name = self.name or name
        if name != self.name or sequence == 0:
            self.malformed += 1
            return []
        messages, offset = [], 20
        while offset + 2 <= len(packet) and count not in (0, self.END):
            length = int.from_bytes(packet[offset:offset + 2], "big")
            messages.append(packet[offset + 2:offset + 2 + length])
            offset += 2 + length
        is_last = sequence + len(messages) >= 1 << 64
        if offset != len(packet) or len(messages) != count % self.END or is_last:
            self.malformed += 1
            return []
        if self.next is None:
            self.next = self.joined_at = sequence
        if sequence > self.next:
            self.gaps += 1
            self.lost += sequence - self.next
            self.next = sequence
        self.has_ended = self.has_ended or count == self.END
        return self._new(sequence, messages)

    def _new(self, sequence, messages):
        new = []
        for number, message in enumerate(messages, sequence):
            if number < self.next:
                self.duplicates += 1
                continue
            self.next = number + 1
            try:
                decoded = self.schema.decode(message)
                if decoded.length != len(message):
                    raise SchemaError(f"{decoded.name} with {len(message)} bytes")
            except SchemaError:
                self.malformed += 1
                continue
            self.messages += 1
            new.append((number, decoded.name, decoded.fields))
        return new
