"""The group of the sealed board in plain Python, and the proofs over it. Part of the verifier: standard library alone.

This text is put whole into the ``verify.py`` of an archive, before the checks of ``verifier.py``.
"""

from __future__ import annotations

import hashlib
import json
import re

FORMAT = "jinlin.decision/1"
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)
HALF = 2**128
WITNESS = "jinlin.witness/1"
SLIP = re.compile("([0-9a-f]{64}|[0-9a-f]{17}):([0-9a-f]{64}):([0-9a-f]{128})")
"""A head that was signed outside (whole, or the 66 bits that six words stand for), the key, the signature."""


def canonical(value):
    """The one way in which a value is written, so that it has one hash."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(data):
    """SHA-256 as text."""
    return hashlib.sha256(data).hexdigest()


class Group:
    """edwards25519 in plain Python. Points are (X, Y, Z, T); another class with the same methods may be faster."""

    zero = (0, 1, 1, 0)

    def __init__(self):
        self.g = self.decode(b"\x58" + b"\x66" * 31)
        self._g_steps = self._steps(self.g)
        self.h = self._second_base()
        self._h_steps = self._steps(self.h)

    def _second_base(self):
        """A point that nobody chose: the first text number that hashes to one, times 8."""
        number = 0
        while True:
            raw = hashlib.sha512(f"{FORMAT} second base {number}".encode()).digest()[:32]
            point = self._point(raw[:31] + bytes([raw[31] & 127]))
            if point is not None:
                point = self.mul(8, point)
                if self.encode(point) != self.encode(self.zero):
                    return point
            number += 1

    @staticmethod
    def _point(raw):
        """The point that 32 bytes stand for, if they are its one encoding."""
        y = int.from_bytes(raw, "little")
        sign, y = y >> 255, y & (2**255 - 1)
        if y >= P:
            return None
        u, v = y * y - 1, D * y * y + 1
        x = u * pow(v, 3, P) * pow(u * pow(v, 7, P) % P, (P - 5) // 8, P) % P
        if (v * x * x - u) % P:
            x = x * SQRT_M1 % P
            if (v * x * x - u) % P:
                return None
        if x == 0 and sign:
            return None
        if x & 1 != sign:
            x = P - x
        return (x, y, 1, x * y % P)

    def decode(self, raw):
        """A point of the group of prime order, not its neutral element; None for any other 32 bytes."""
        point = self._point(raw) if len(raw) == 32 else None
        if point is None or self.same(point, self.zero) or not self.same(self.mul(L, point), self.zero):
            return None
        return point

    @staticmethod
    def encode(point):
        """The 32 bytes of a point."""
        x, y, z, _ = point
        inverse = pow(z, -1, P)
        x, y = x * inverse % P, y * inverse % P
        return (y | (x & 1) << 255).to_bytes(32, "little")

    @staticmethod
    def same(one, other):
        """Whether two points are one."""
        return (
            not (one[0] * other[2] - other[0] * one[2]) % P
            and not (one[1] * other[2] - other[1] * one[2]) % P
        )

    @staticmethod
    def add(one, other):
        """The sum of two points."""
        a = (one[1] - one[0]) * (other[1] - other[0]) % P
        b = (one[1] + one[0]) * (other[1] + other[0]) % P
        c = 2 * one[3] * other[3] * D % P
        d = 2 * one[2] * other[2] % P
        e, f, g, h = b - a, d - c, d + c, b + a
        return (e * f % P, g * h % P, f * g % P, e * h % P)

    @staticmethod
    def _double(one):
        a, b = one[0] * one[0] % P, one[1] * one[1] % P
        c = 2 * one[2] * one[2]
        h = a + b
        e = h - (one[0] + one[1]) ** 2
        g = a - b
        f = c + g
        return (e * f % P, g * h % P, f * g % P, e * h % P)

    def sub(self, one, other):
        """The difference of two points."""
        return self.add(one, (P - other[0], other[1], other[2], P - other[3]))

    def mul(self, number, point):
        """A point taken so many times."""
        few = [self.zero, point]
        for _ in range(14):
            few.append(self.add(few[-1], point))
        result = self.zero
        for shift in range((number.bit_length() + 3) // 4 * 4 - 4, -4, -4):
            result = self._double(self._double(self._double(self._double(result))))
            part = number >> shift & 15
            if part:
                result = self.add(result, few[part])
        return result

    def _steps(self, point):
        """For a fixed point: its multiples by 1 to 15 at every fourth bit, so that taking it many times is quick."""
        rows = []
        for _ in range(64):
            row = [self.zero, point]
            for _ in range(14):
                row.append(self.add(row[-1], point))
            rows.append(row)
            point = self.add(row[-1], point)
        return rows

    def _fixed(self, steps, number):
        result = self.zero
        for row in steps:
            if number & 15:
                result = self.add(result, row[number & 15])
            number >>= 4
        return result

    def mul_g(self, number):
        """The base point G taken so many times."""
        return self._fixed(self._g_steps, number % L)

    def mul_h(self, number):
        """The second base H taken so many times."""
        return self._fixed(self._h_steps, number % L)


def challenge(*parts):
    """128 bits that follow from everything said so far."""
    whole = hashlib.sha512()
    for part in parts:
        whole.update(len(part).to_bytes(4, "big") + part)
    return int.from_bytes(whole.digest()[:16], "big")


def context(package, row, motion, option):
    """What a proof belongs to, so that it can't be moved to another row, motion or decision."""
    return canonical([FORMAT, package, row, motion, option])


def scalar(text):
    """A number below the group's order from 64 hex digits, else None."""
    number = int.from_bytes(bytes.fromhex(text), "little") if re.fullmatch("[0-9a-f]{64}", text) else L
    return number if number < L else None


def holds_bit(group, point, proof, about):
    """Whether the proof shows that a sealed mark holds 0 or 1 (and nothing about which)."""
    if not isinstance(proof, str) or not re.fullmatch("[0-9a-f]{192}", proof):
        return False
    c0, c1 = int(proof[:32], 16), int(proof[32:64], 16)
    s0, s1 = scalar(proof[64:128]), scalar(proof[128:])
    if s0 is None or s1 is None:
        return False
    first = group.sub(group.mul_h(s0), group.mul(c0, point))
    second = group.sub(group.mul_h(s1), group.mul(c1, group.sub(point, group.g)))
    told = challenge(b"bit", about, group.encode(point), group.encode(first), group.encode(second))
    return (c0 + c1) % HALF == told


def holds_one(group, points, proof, about):
    """Whether the proof shows that exactly one of the sealed marks holds 1."""
    if not isinstance(proof, str) or not re.fullmatch("[0-9a-f]{96}", proof):
        return False
    told, s = int(proof[:32], 16), scalar(proof[32:])
    if s is None:
        return False
    rest = points[0]
    for point in points[1:]:
        rest = group.add(rest, point)
    rest = group.sub(rest, group.g)
    first = group.sub(group.mul_h(s), group.mul(told, rest))
    return told == challenge(b"one", about, group.encode(rest), group.encode(first))


def about_head(head):
    """What a witness signs for a head of the board."""
    return canonical([WITNESS, head])


def shortened(head):
    """The first 66 bits of a hash, which six words stand for, as 17 hex digits."""
    return f"{int(head[:20], 16) >> 14:017x}"


def is_signed(group, key, signature, message):
    """Whether an Ed25519 signature holds."""
    if not re.fullmatch("[0-9a-f]{64}", str(key)) or not re.fullmatch("[0-9a-f]{128}", str(signature)):
        return False
    raw, s = bytes.fromhex(signature), scalar(signature[64:])
    who, first = group.decode(bytes.fromhex(key)), group.decode(raw[:32])
    if who is None or first is None or s is None:
        return False
    k = int.from_bytes(hashlib.sha512(raw[:32] + bytes.fromhex(key) + message).digest(), "little") % L
    return group.encode(group.mul_g(s)) == group.encode(group.add(first, group.mul(k, who)))
