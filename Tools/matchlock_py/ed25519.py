# SPDX-License-Identifier: Apache-2.0
"""Ed25519 by the one rule of this venue, `cofactored_strict`, and what a public key must be.

    S < L;  A and R canonical and not of small order;  [8]([S]B - [k]A - R) = O
    k = SHA-512(R | A | M) over the bytes as received, the factor 8 last

`verdict` decides by plain integers alone. `is_valid` asks libsodium's group operations (PyNaCl) first:
where [S]B - [k]A has the very bytes of R the equation holds, so honest signatures end there. Their
refusals decide nothing, because they refuse points with a component of small order.
"""
import functools
import hashlib

import nacl.bindings
import nacl.exceptions

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
IDENTITY = (0, 1, 1, 0)


def add(p, q):
    """The sum of two points in extended coordinates; complete, for doubling too."""
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def negate(p):
    return (-p[0] % P, p[1], p[2], -p[3] % P)


def multiply(scalar, p):
    out = IDENTITY
    for bit in bin(scalar)[2:]:
        out = add(out, out)
        if bit == "1":
            out = add(out, p)
    return out


def is_identity(p):
    return p[0] % P == 0 and (p[1] - p[2]) % P == 0


def decode(encoding):
    """The point of a canonical encoding, or None: y below p, on the curve, no sign where x is 0."""
    y = int.from_bytes(encoding, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P == -u % P:
        x = x * ROOT % P
    elif v * x * x % P != u:
        return None
    if x == 0 and sign:
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


def encode(p):
    inverse = pow(p[2], P - 2, P)
    x, y = p[0] * inverse % P, p[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def is_small(p):
    return is_identity(multiply(8, p))


BASE = decode((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


@functools.lru_cache(maxsize=1 << 16)
def public_point(key):
    """The point of a public key that the rule admits (canonical, not of small order), or None."""
    point = decode(key) if len(key) == 32 else None
    return None if point is None or is_small(point) else point


@functools.lru_cache(maxsize=1 << 16)
def is_registrable(key):
    """Whether a key may be given a number: as the rule wants it, and free of torsion."""
    point = public_point(key)
    return point is not None and is_identity(multiply(L, point))


def challenge(commitment, key, message):
    return int.from_bytes(hashlib.sha512(commitment + key + message).digest(), "little") % L


def verdict(key, message, signature):
    """By integers alone."""
    if len(key) != 32 or len(signature) != 64:
        return False
    scalar = int.from_bytes(signature[32:], "little")
    if scalar >= L:
        return False
    a, r = public_point(key), decode(signature[:32])
    if a is None or r is None or is_small(r):
        return False
    k = challenge(signature[:32], key, message)
    rest = add(multiply(scalar, BASE), negate(add(multiply(k, a), r)))
    return is_small(rest)


def is_certain(key, message, signature):
    """Whether libsodium's group finds the bytes of R in [S]B - [k]A. False says nothing."""
    try:
        k = challenge(signature[:32], key, message)
        left = nacl.bindings.crypto_scalarmult_ed25519_base_noclamp(signature[32:])
        right = nacl.bindings.crypto_scalarmult_ed25519_noclamp(k.to_bytes(32, "little"), key)
        return nacl.bindings.crypto_core_ed25519_sub(left, right) == signature[:32]
    except (nacl.exceptions.CryptoError, ValueError, TypeError):
        return False


def is_valid(key, message, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    if int.from_bytes(signature[32:], "little") >= L or public_point(key) is None:
        return False
    if is_certain(key, message, signature):
        r = decode(signature[:32])
        return r is not None and not is_small(r)
    return verdict(key, message, signature)


# A verdict is a function of these bytes and nothing else, so it may be remembered.
is_valid_remembered = functools.lru_cache(maxsize=1 << 18)(is_valid)


def public_key(seed):
    """The public key of a secret seed: for tests and demonstrations."""
    return nacl.bindings.crypto_sign_seed_keypair(seed)[0]


def sign(seed, message, torsion=None):
    """RFC 8032's signature; with `torsion`, a point added to R before k is taken (for tests)."""
    digest = hashlib.sha512(seed).digest()
    a = (int.from_bytes(digest[:32], "little") & (1 << 254) - 8) | 1 << 254
    r = int.from_bytes(hashlib.sha512(digest[32:] + message).digest(), "little") % L
    commitment = multiply(r, BASE)
    if torsion is not None:
        commitment = add(commitment, torsion)
    encoded = encode(commitment)
    s = (r + challenge(encoded, public_key(seed), message) * a) % L
    return encoded + s.to_bytes(32, "little")
