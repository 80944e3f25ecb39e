# SPDX-License-Identifier: Apache-2.0
"""A codec for FIX Simple Binary Encoding 1.0, driven by a schema's XML alone.

    schema = Schema("matchlock.xml")
    bytes_ = schema.encode("NewOrder", {"market": 3, "side": "buy", "quantity": 2})
    message = schema.decode(bytes_)          # message.name, message.fields, message.length

It reads what the schema's own comment promises: fixed fields of named types, composites of integers
(bytes here), arrays of char (text here), enums (names here, numbers where a number has no name) and
repeating groups of such fields, last in their message. Fields left out are zero. Nothing is skipped: another
schema, version or block length is an error, as the wire has one encoding per meaning.
"""
import collections
import struct
import xml.etree.ElementTree as ElementTree

NAMESPACE = "{http://fixprotocol.io/2016/sbe}"
INTEGERS = {"uint8": "B", "uint16": "H", "uint32": "I", "uint64": "Q",
            "int8": "b", "int16": "h", "int32": "i", "int64": "q"}

Message = collections.namedtuple("Message", "name fields length")


class SchemaError(ValueError):
    """Bytes that are not a message of the schema, or fields that do not fit one."""


class Type:
    """How one named type lies in a block: its bytes, and the way to and from a Python value."""

    def __init__(self, element, order):
        self.name = element.get("name")
        self.values, self.names = {}, {}
        if element.tag == "composite":
            self.kind = "bytes"
            self.length = struct.calcsize(order + "".join(
                INTEGERS[part.get("primitiveType")] for part in element))
        elif element.tag == "enum":
            self.kind = "integer"
            self.format = order + INTEGERS[element.get("encodingType")]
            self.values = {v.get("name"): int(v.text) for v in element}
            self.names = {number: name for name, number in self.values.items()}
        elif element.get("primitiveType") == "char":
            self.kind, self.length = "text", int(element.get("length", 1))
        else:
            self.kind, self.format = "integer", order + INTEGERS[element.get("primitiveType")]
        if self.kind == "integer":
            self.length = struct.calcsize(self.format)

    def encode(self, value):
        if self.kind == "integer":
            if isinstance(value, str):
                if value not in self.values:
                    raise SchemaError(f"{self.name} has no value {value!r}; it has: "
                                      + ", ".join(self.values))
                value = self.values[value]
            try:
                return struct.pack(self.format, value or 0)
            except struct.error as error:
                raise SchemaError(f"{self.name}: {value!r}: {error}") from None
        bytes_ = value.encode("latin-1") if isinstance(value, str) else bytes(value or b"")
        if self.kind == "text":
            bytes_ = bytes_.ljust(self.length, b"\0")
        elif not bytes_:
            bytes_ = bytes(self.length)
        if len(bytes_) != self.length:
            raise SchemaError(f"{self.name} has {self.length} bytes, not {len(bytes_)}")
        return bytes_

    def decode(self, bytes_):
        if self.kind == "integer":
            number, = struct.unpack(self.format, bytes_)
            return self.names.get(number, number)
        return bytes_.rstrip(b"\0").decode("latin-1") if self.kind == "text" else bytes(bytes_)


class Block:
    """The fields of a message, or of a group's entries, in order."""

    def __init__(self, element, types):
        self.fields = [(f.get("name"), types[f.get("type")]) for f in element.findall("field")]
        self.length = sum(type_.length for _, type_ in self.fields)

    def encode(self, values, known=()):
        strangers = set(values) - {name for name, _ in self.fields} - set(known)
        if strangers:
            raise SchemaError(f"no such field: {', '.join(sorted(strangers))}")
        return b"".join(type_.encode(values.get(name, 0)) for name, type_ in self.fields)

    def decode(self, bytes_, offset):
        values = {}
        for name, type_ in self.fields:
            values[name] = type_.decode(bytes_[offset:offset + type_.length])
            offset += type_.length
        return values


class Schema:
    """The messages of one schema file."""

    def __init__(self, path):
        root = ElementTree.parse(path).getroot()
        self.id, self.version = int(root.get("id")), int(root.get("version"))
        self.order = ">" if root.get("byteOrder") == "bigEndian" else "<"
        self.types, headers = {}, {}
        for element in root.find("types"):
            name = element.get("name")
            if name in (root.get("headerType", "messageHeader"), "groupSizeEncoding"):
                headers[name] = struct.Struct(self.order + "".join(
                    INTEGERS[part.get("primitiveType")] for part in element))
            else:
                self.types[name] = Type(element, self.order)
        self.header = headers[root.get("headerType", "messageHeader")]
        self.group_header = headers.get("groupSizeEncoding")
        self.messages, self.templates = {}, {}
        for element in root.findall(NAMESPACE + "message"):
            groups = [(g.get("name"), Block(g, self.types)) for g in element.findall("group")]
            entry = (element.get("name"), int(element.get("id")), Block(element, self.types), groups)
            self.messages[entry[0]] = self.templates[entry[1]] = entry

    def length(self, name):
        """Bytes of a message without groups, its header included."""
        return self.header.size + self.messages[name][2].length

    def template(self, bytes_):
        """The name of the message that begins `bytes_`, or None."""
        if len(bytes_) < self.header.size:
            return None
        _, template, schema, version = self.header.unpack_from(bytes_)
        ours = (schema, version) == (self.id, self.version) and template in self.templates
        return self.templates[template][0] if ours else None

    def encode(self, name, fields):
        """A message, header and all. A group is a list of dictionaries under its name."""
        _, template, block, groups = self.messages[name]
        parts = [self.header.pack(block.length, template, self.id, self.version),
                 block.encode(fields, [group for group, _ in groups])]
        for group, entry in groups:
            entries = fields.get(group, [])
            parts.append(self.group_header.pack(entry.length, len(entries)))
            parts += [entry.encode(values) for values in entries]
        return b"".join(parts)

    def decode(self, bytes_):
        """The message that `bytes_` begin with: its name, its fields, and how long it is."""
        if len(bytes_) < self.header.size:
            raise SchemaError(f"{len(bytes_)} bytes are shorter than a message's header")
        length, template, schema, version = self.header.unpack_from(bytes_)
        if (schema, version) != (self.id, self.version):
            raise SchemaError(f"schema {schema} version {version}, not {self.id} and {self.version}")
        if template not in self.templates:
            raise SchemaError(f"template {template} is unknown")
        name, _, block, groups = self.templates[template]
        end = self.header.size + block.length
        if length != block.length or len(bytes_) < end:
            raise SchemaError(f"{name}: a block of {length} bytes, {len(bytes_)} in all, "
                              f"where {block.length} are due")
        fields = block.decode(bytes_, self.header.size)
        for group, entry in groups:
            if len(bytes_) < end + self.group_header.size:
                raise SchemaError(f"{name}.{group}: cut off")
            length, count = self.group_header.unpack_from(bytes_, end)
            end += self.group_header.size
            if length != entry.length or len(bytes_) < end + length * count:
                raise SchemaError(f"{name}.{group}: {count} entries of {length} bytes do not fit")
            fields[group] = [entry.decode(bytes_, end + i * length) for i in range(count)]
            end += length * count
        return Message(name, fields, end)
