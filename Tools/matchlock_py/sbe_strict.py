# SPDX-License-Identifier: Apache-2.0
"""Reads and writes messages of an SBE schema, driven by its XML.

What our schema uses and nothing more: little-endian primitive fields, enums, composites, char arrays,
one level of repeating groups. A composite is handed out as its bytes; an enum as its number. Fields of
the types Zero8, Zero16 ... are reserved: zero, or the message is refused.
"""
import collections
import struct
import xml.etree.ElementTree

FORMATS = {"char": "c", "uint8": "B", "uint16": "H", "uint32": "I", "uint64": "Q",
           "int8": "b", "int16": "h", "int32": "i", "int64": "q"}
SIZES = {name: struct.calcsize("<" + letter) for name, letter in FORMATS.items()}


class FormError(Exception):
    """Bytes that are not the message they should be."""


class Block:
    """The fields of a message or of a group's entry: a fixed number of bytes."""

    def __init__(self, name, fields, types):
        self.names = [f.get("name") for f in fields]
        kinds = [types[f.get("type")] for f in fields]
        self.struct = struct.Struct("<" + "".join(kinds))
        self.length = self.struct.size
        self.value = collections.namedtuple(name, self.names)
        reserved, at = [], 0
        for f, kind in zip(fields, kinds):
            size = struct.calcsize("<" + kind)
            if f.get("type").startswith("Zero"):
                reserved.append((at, at + size))
            at += size
        self.reserved = reserved
        self.zeros = dict(zip(self.names, self.struct.unpack(bytes(self.length))))

    def read(self, data, at):
        return self.value._make(self.struct.unpack_from(data, at))

    def is_reserved_zero(self, data, at):
        return all(not any(data[at + a:at + b]) for a, b in self.reserved)

    def write(self, values):
        known = dict(self.zeros)
        for name in values:
            if name not in known:
                raise KeyError(name)
        known.update(values)
        return self.struct.pack(*(known[name] for name in self.names))


class Message:
    def __init__(self, schema, element, types):
        self.schema = schema
        self.name, self.template = element.get("name"), int(element.get("id"))
        self.block = Block(self.name, element.findall("field"), types)
        group = element.find("group")
        self.group = None if group is None else Block(
            f"{self.name}_{group.get('name')}", group.findall("field"), types)
        # Header and block; a group comes after.
        self.length = 8 + self.block.length
        self.header = struct.pack("<HHHH", self.block.length, self.template, schema.id, schema.version)

    def read(self, data, at=0):
        """The block of the message at `at`, whose form was checked."""
        return self.block.read(data, at + 8)

    def entries(self, data, at=0):
        """The group's entries of a message whose form was checked."""
        at += self.length
        count = struct.unpack_from("<H", data, at + 2)[0]
        return [self.group.read(data, at + 4 + i * self.group.length) for i in range(count)]

    def write(self, entries=None, **values):
        out = self.header + self.block.write(values)
        if self.group:
            entries = entries or []
            out += struct.pack("<HH", self.group.length, len(entries))
            out += b"".join(self.group.write(e) for e in entries)
        return out


class Schema:
    def __init__(self, path):
        root = xml.etree.ElementTree.parse(path).getroot()
        if root.get("byteOrder", "littleEndian") != "littleEndian":
            raise ValueError(f"{path}: not little-endian")
        self.id, self.version = int(root.get("id")), int(root.get("version"))
        types, self.enums = {name: letter for name, letter in FORMATS.items()}, {}
        for t in root.find("types"):
            name = t.get("name")
            if t.tag == "type":
                length, primitive = int(t.get("length", "1")), t.get("primitiveType")
                types[name] = FORMATS[primitive] if length == 1 else f"{length * SIZES[primitive]}s"
            elif t.tag == "composite":
                types[name] = f"{sum(SIZES[m.get('primitiveType')] for m in t.findall('type'))}s"
            elif t.tag == "enum":
                types[name] = FORMATS[t.get("encodingType")]
                self.enums[name] = {v.get("name"): int(v.text) for v in t.findall("validValue")}
        self.by_template = {}
        for element in root:
            if element.tag.endswith("}message"):
                message = Message(self, element, types)
                self.by_template[message.template] = message
        self.by_name = {m.name: m for m in self.by_template.values()}

    def __getitem__(self, name):
        return self.by_name[name]

    def enum(self, name):
        return self.enums[name]

    def form(self, data, at=0, expected=None):
        """Checks the message at `at`: (message, bytes it takes). Raises FormError at the first fault.

        `expected` names the one message that may stand there.
        """
        room = len(data) - at
        if room < 8:
            raise FormError("cut short: no room for a message header")
        block, template, schema, version = struct.unpack_from("<HHHH", data, at)
        if (schema, version) != (self.id, self.version):
            raise FormError(f"schema {schema}, version {version}: not {self.id}, {self.version}")
        message = self.by_template.get(template)
        if message is None:
            raise FormError(f"template {template} is not in the schema")
        if expected is not None and message.name != expected:
            raise FormError(f"a {message.name} message where a {expected} belongs")
        if block != message.block.length:
            raise FormError(f"block length {block}: a {message.name} has {message.block.length}")
        if room < message.length:
            raise FormError(f"a {message.name} message cut short")
        if not message.block.is_reserved_zero(data, at + 8):
            raise FormError(f"reserved fields of a {message.name} are not zero")
        length = message.length
        if message.group:
            if room < length + 4:
                raise FormError(f"a {message.name}'s group cut short")
            size, count = struct.unpack_from("<HH", data, at + length)
            if size != message.group.length:
                raise FormError(f"a {message.name}'s group entries have {size} bytes, "
                                f"not {message.group.length}")
            length += 4
            if room < length + count * size:
                raise FormError(f"a {message.name}'s group cut short")
            for _ in range(count):
                if not message.group.is_reserved_zero(data, at + length):
                    raise FormError(f"reserved fields of a {message.name}'s group are not zero")
                length += size
        return message, length
