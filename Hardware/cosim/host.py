# SPDX-License-Identifier: Apache-2.0
"""A host of the simulated signing device, in Python: for the checks of the RTL, not for use."""
import ctypes
import pathlib
import struct

CRC = []
for n in range(256):
    for _ in range(8):
        n = n >> 1 ^ (0x82F63B78 if n & 1 else 0)
    CRC.append(n)


def crc32c(data):
    c = 0xFFFFFFFF
    for b in data:
        c = CRC[(c ^ b) & 255] ^ c >> 8
    return c ^ 0xFFFFFFFF


def defines(header):
    out = {}
    for line in pathlib.Path(header).read_text().splitlines():
        if line.startswith("#define MLK1_"):
            name, value = line.split("//")[0].split()[1:3]
            value = value.removeprefix("UINT64_C(").removesuffix(")")
            out[name.removeprefix("MLK1_")] = int(value, 0)
    return out


R = defines(pathlib.Path(__file__).resolve().parent / "mlk1_registers.h")
CODES = {v: k.removeprefix("CODE_") for k, v in R.items() if k.startswith("CODE_")}
WRITE = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_uint64, ctypes.c_void_p)


def request(seq, opcode, key, message, cookie=0, deadline=0, length=None, flags=0, crc_mask=0):
    """A request's bytes, its slots whole."""
    length = len(message) if length is None else length
    head = struct.pack("<IBBHQQIIQ", seq & 0xFFFFFFFF, opcode, key, length, cookie, deadline, 0, flags, 0)
    body = message + bytes(-len(message) % 8)
    crc = crc32c(head + body) ^ crc_mask
    return head[:24] + struct.pack("<I", crc) + head[28:] + body


class Device:
    def __init__(self, path):
        self.lib = lib = ctypes.CDLL(str(path))
        u64, u32, p = ctypes.c_uint64, ctypes.c_uint32, ctypes.c_void_p
        for name, result, arguments in (
            ("abi", u32, []), ("new", p, [WRITE, p]), ("free", None, [p]),
            ("write64", None, [p, u32, u64, u64]), ("read64", u64, [p, u32, u64]),
            ("step", u64, [p, u64]), ("set_stall_seed", None, [p, u64, u32]), ("reset", None, [p]),
            ("bits", u64, [p]), ("inject", ctypes.c_int, [p, u64, u64]),
            ("bit_name", ctypes.c_char_p, [p, u64]), ("bit", ctypes.c_int, [p, u64]),
            ("set_unpaired", None, [p, ctypes.c_int]),
        ):
            f = getattr(lib, "mlk1_cosim_" + name)
            f.restype, f.argtypes = result, arguments
            setattr(self, "_" + name, f)
        assert self._abi() == 1
        self.memory = {}
        self.stray = 0
        self.windows = []  # (first address, bytes) that the device may write
        self.callback = WRITE(self.dma)
        self.d = self._new(self.callback, None)

    def dma(self, _, address, line):
        if not any(a <= address < a + n for a, n in self.windows):
            self.stray += 1
            return
        self.memory[address] = ctypes.string_at(line, 64)

    def close(self):
        self._free(self.d)
        self.d = None

    def write(self, offset, value, bar=0):
        self._write64(self.d, bar, offset, value & (1 << 64) - 1)

    def read(self, offset):
        return self._read64(self.d, 0, offset)

    def step(self, n=1):
        return self._step(self.d, n)

    def reset(self):
        self._reset(self.d)
        self.memory.clear()

    def state(self):
        return self.read(R["GLOBAL_STATUS"]) & 255

    def boot(self, limit=20000):
        for _ in range(limit // 100):
            if self.state() in (R["STATE_READY"], R["STATE_DEGRADED"], R["STATE_FAULT"]):
                return self.state()
            self.step(100)
        return self.state()

    def admin(self, name, index=0):
        return R["ADMIN_PAGE"] + R["ADMIN_" + name] + 8 * index

    def key_command(self, command, slot, limit=40000):
        self.write(self.admin("KEY_CMD"), R["KEY_COMMAND_" + command] | slot << 8)
        for _ in range(limit // 50):
            s = self.read(self.admin("KEY_STATUS"))
            if not s & 1:
                return s >> 8 & 255
            self.step(50)
        return None

    def provision(self, slot, seed):
        for i in range(4):
            self.write(self.admin("KEY_DATA", i), int.from_bytes(seed[8 * i:8 * i + 8], "little"))
        code = self.key_command("PROVISION", slot)
        return code, self.public()

    def public(self):
        return b"".join(self.read(self.admin("PUBKEY", i)).to_bytes(8, "little") for i in range(4))


class Queue:
    def __init__(self, device, index, base, log2=6, hb_base=0, hb_period=0):
        self.device, self.index, self.base, self.log2 = device, index, base, log2
        self.page = R["QUEUE_PAGE"] + index * R["QUEUE_STRIDE"]
        self.hb_base, self.hb_period = hb_base, hb_period
        device.windows.append((base, 128 << log2))
        if hb_base:
            device.windows.append((hb_base, 64))

    def set(self, name, value):
        self.device.write(self.page + R["QUEUE_" + name], value)

    def get(self, name):
        return self.device.read(self.page + R["QUEUE_" + name])

    def start(self, limit=20000):
        d = self.device
        self.set("CTRL", 2)
        self.settle(limit)
        self.set("CQ_BASE", self.base)
        self.set("CQ_LOG2", self.log2)
        self.set("HB_BASE", self.hb_base)
        self.set("HB_PERIOD", self.hb_period)
        self.set("CTRL", 3)
        self.settle(limit)
        for a in range(self.base, self.base + (128 << min(self.log2, 12)), 64):
            d.memory.pop(a, None)
        self.submitted = self.completed = self.slots = 0
        return self.get("QSTATUS") & 1 == 1

    def settle(self, limit):
        for _ in range(limit // 20):
            if not self.get("QSTATUS") & 2:
                return True
            self.device.step(20)
        return False

    def push(self, data):
        """Stores a request's bytes at the next slots; no doorbell."""
        for i in range(0, len(data), 8):
            at = (self.slots * 256 + i) % 65536
            self.device.write(self.index * 65536 + at, int.from_bytes(data[i:i + 8], "little"), bar=2)
        self.slots += (len(data) + 255) // 256
        self.submitted += 1

    def doorbell(self):
        self.set("SQ_TAIL", self.slots & 0xFFFFFFFF)

    def submit(self, key, message, **more):
        self.push(request(self.submitted, more.pop("opcode", R["OP_SIGN"]), key, message, **more))
        self.doorbell()

    def poll(self):
        """The next completion, checked as a driver must, or None."""
        s = self.completed
        at = self.base + (s % (1 << self.log2)) * 128
        lines = self.device.memory.get(at), self.device.memory.get(at + 64)
        if None in lines:
            return None
        a, b = (struct.unpack("<8Q", x) for x in lines)
        phase = 1 - (s >> self.log2 & 1)
        for tag in (a[7], b[7]):
            if tag & 0xFFFFFFFF != s & 0xFFFFFFFF or tag >> 47 & 1 != phase or tag >> 56 != R["TAG_COMPLETION"]:
                return None
        code = a[7] >> 48 & 255
        signature = struct.pack("<8Q", *a[:7], b[0])
        crc = crc32c(signature + struct.pack("<QQ", b[1], a[7]))
        self.completed += 1
        return dict(code=code, name=CODES.get(code), signature=signature, cookie=b[1], time=b[2],
                    cycles=b[3] & 0xFFFFFFFF, paired=b[3] >> 32 & 1, pair=b[3] >> 40 & 255,
                    whole=a[7] == b[7] and crc == b[4] & 0xFFFFFFFF)

    def wait(self, limit=20000, stride=64):
        for _ in range(limit // stride):
            c = self.poll()
            if c is not None:
                return c
            self.device.step(stride)
        return self.poll()
