#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Reads the machine code of what signing calls in one form, and names what may depend on a secret.

    audit.py OBJECT FORM

Everywhere: no gather, scatter, compress, expand or conversion of variable time, no division but of counts.
In the functions whose operands are secret, by a walk in the order of the code: what comes from a vector, a
mask or memory that is neither the stack nor a constant is data; so is what is computed from data, and what
is loaded from a place of the stack where data was stored. No address is made of data, and no branch is taken
on flags that data has set. The walk is of straight lines: it is a net for what compilers and people do, not a
proof; valgrind runs the forms that it can.
"""
import re
import subprocess
import sys

# Whose operands are secret.
SECRET = (
    "__regcall3__fe_mul", "sign_together", "sign_alone", "lanes_sum", "point_plus", "sign_encode",
    "sign_invert_together", "sign_invert", "scalar_reduce", "scalar_multiply_add", "sha512_block", "sha512_each_block")
# What moves bytes and makes calls; lengths, counts and addresses are its operands.
PUBLIC = (
    "export_sign", "export_expand", "sign_inside", "sign_group", "sign_hash", "sign_commitments", "sign_wipe",
    "expand_inside", "sha512_one", "sha512_each")
FORBIDDEN = re.compile(r"gather|scatter|compress|expand[dq]|^v?p?expand|^f?i?div|^v?div|sqrt|^v?pcmp[ei]str|^rep|^loop")
DIVIDES_COUNTS = set()
WIDE = {}
for name in "ax bx cx dx si di bp sp".split():
    for spelt in ("r" + name, "e" + name, name, name[0] + "l", name + "l"):
        WIDE[spelt] = "r" + name
for n in range(8, 16):
    for tail in ("", "d", "w", "b"):
        WIDE["r%d%s" % (n, tail)] = "r%d" % n
FLAGS = re.compile(r"^(cmp|test|add|sub|and|or|xor|inc|dec|neg|shl|shr|sar|adc|sbb|bt|kortest|ktest|vptest|vucomi|vcomi)")


def functions(path):
    text = subprocess.run(
        ["objdump", "-d", "--no-show-raw-insn", "-M", "att", path], check=True, capture_output=True, text=True).stdout
    out, name = {}, None
    for line in text.splitlines():
        head = re.match(r"[0-9a-f]+ <([^>]+)>:", line)
        if head:
            name = head[1]
            out[name] = []
        elif name and re.match(r"\s+[0-9a-f]+:\t", line):
            out[name].append(line.split("\t", 1)[1].split("#")[0].strip())
    return out


def operands(text):
    return re.findall(r"[^,(]*\([^)]*\)|[^,]+", text)


def registers(text):
    return [WIDE[r] for r in re.findall(r"%(\w+)", text) if r in WIDE]


def vectors(text):
    return re.search(r"%([xyz]mm|k[0-7])", text) is not None


def walk(code):
    """The faults of a function whose operands are secret."""
    faults, data, slots, flags = [], set(), set(), False
    for line in code:
        words = line.split(None, 1)
        op, ops = words[0], [o.strip() for o in operands(words[1])] if len(words) > 1 else []
        if op.startswith("j") and op != "jmp":
            if flags:
                faults.append("a branch on data: " + line)
            continue
        if "nop" in line or op.startswith(("call", "ret", "push", "pop", "jmp", "prefetch")):
            continue
        memory = [o for o in ops if "(" in o]
        for o in memory if not op.startswith("lea") else []:
            if data.intersection(registers(o)):
                faults.append("an address of data: " + line)
        if not ops:
            continue
        into, sources = ops[-1], ops[:-1]
        if op.startswith("lea"):
            sources = memory
        tainted = any(data.intersection(registers(o)) for o in sources if "(" not in o or op.startswith("lea"))
        tainted = tainted or any(vectors(o) for o in sources)
        for o in sources:
            if "(" in o and not op.startswith("lea"):
                stack = re.match(r"(-?0x[0-9a-f]+|)\(%r[sb]p\)$", o)
                if stack:
                    tainted = tainted or o in slots
                elif "%rip" not in o:
                    tainted = True
        moves = op.startswith(("mov", "lea", "vmov", "kmov", "pextr", "vpextr", "rorx", "sarx", "shlx", "shrx", "set"))
        if FLAGS.match(op):
            flags = tainted or bool(data.intersection(registers(into))) or vectors(into)
        if op.startswith(("cmp", "test", "bt", "kortest", "ktest", "vptest")):
            continue
        if op.startswith("xor") and sources and sources[0] == into:
            data.difference_update(registers(into))
            continue
        if "(" in into:
            if re.match(r"(-?0x[0-9a-f]+|)\(%r[sb]p\)$", into):
                wide = 64 if "%zmm" in line else 32 if "%ymm" in line else 16 if "%xmm" in line else 8
                base = re.match(r"(-?)0x([0-9a-f]+)", into)
                at = (int(base[2], 16) * (-1 if base[1] else 1)) if base else 0
                tail = into[into.index("("):]
                for byte in range(at, at + wide, 8):
                    place = ("-" if byte < 0 else "") + (hex(abs(byte)) if byte else "") + tail
                    (slots.add if tainted else slots.discard)(place)
            continue
        for r in registers(into):
            if tainted:
                data.add(r)
            elif moves:
                data.discard(r)
        if op.startswith("mulx") and tainted and len(sources) > 1:
            data.update(registers(sources[1]))
    return faults


def main():
    path, form = sys.argv[1:]
    code, faults, seen, instructions = functions(path), [], 0, 0
    for name in SECRET + PUBLIC:
        if name not in code:
            continue  # inlined into one that is here
        seen += 1
        instructions += len(code[name])
        for line in code[name]:
            found = FORBIDDEN.search(line.split()[0])
            # A store of every lane to a place of its own, which are counted.
            if found and found[0] == "scatter" and name in PUBLIC:
                continue
            if found and not ("div" in found[0] and name in DIVIDES_COUNTS):
                faults.append("%s: a forbidden instruction: %s" % (name, line))
        if name in SECRET:
            faults += ["%s: %s" % (name, fault) for fault in walk(code[name])]
    called = {
        target for name in SECRET + PUBLIC for line in code.get(name, [])
        for target in re.findall(r"^call\s+\w+ <(\w+)", line)}
    unknown = called - set(SECRET + PUBLIC)
    faults += ["%s is called and not looked at" % name for name in sorted(unknown - {"memcpy", "memset"})
               if name in code]
    if seen < 8 or instructions < 2000:
        faults.append("only %d functions of %d instructions were found" % (seen, instructions))
    print("audit: %s: %d functions, %d instructions" % (form, seen, instructions))
    for fault in faults[:20]:
        print("error: " + fault)
    sys.exit(1 if faults else 0)


main()
