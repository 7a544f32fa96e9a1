"""Sets of hashes packed small: the codes of a text's shingles, about a byte each.

A hash is cut to so many leading bits that a text's codes lie about a hundred apart: 15 bits for up to 512 shingles, one
more for each doubling. What two texts share by chance, at most one code in 64 of the longer text's, can then be
reckoned and is taken off. Codes are kept as gaps: a byte each, 255 for "add 255 and read on"; two bytes each where that
is less.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate, islice
from operator import sub

_HASH_BITS = 32
_FEWEST_BITS = 15
_SPARSE = 64
"""Possible codes for each one in use, at the least."""

_RUN = 255
_BYTES, _PAIRS = 0x40, 0x80
"""Kinds of packing, added to the number of bits in the first byte."""


def _step(gap: int) -> bytes:
    return bytes([_RUN] * (gap // _RUN) + [gap % _RUN])


_STEPS = tuple(map(_step, range(2048)))


def codes_of(hashes: Sequence[int]) -> tuple[int, list[int]]:
    """Return how many bits the codes of sorted 32-bit hashes have, and the codes, in order, each once."""
    bits = max(_FEWEST_BITS, (_SPARSE * len(hashes) - 1).bit_length())
    cut = _HASH_BITS - bits
    return bits, list(dict.fromkeys([code >> cut for code in hashes]))


def pack_codes(bits: int, codes: Sequence[int]) -> bytes:
    """Return codes of ``bits`` bits, in order, as bytes."""
    if not codes:
        return b""
    gaps = [codes[0], *map(sub, islice(codes, 1, None), codes)]
    widest = max(gaps)
    if codes[-1] // _RUN > len(gaps) and widest < 1 << 16:
        return bytes([_PAIRS + bits]) + little(array("H", gaps)).tobytes()
    step = _STEPS.__getitem__ if widest < len(_STEPS) else _step
    return bytes([_BYTES + bits]) + b"".join(map(step, gaps))


def bits_of(packed: bytes) -> int:
    """Return how many bits the codes in ``packed`` have; 0 if there are none."""
    return packed[0] & (_BYTES - 1) if packed else 0


def unpack_codes(packed: bytes) -> Iterable[int]:
    """Return the codes that :func:`pack_codes` packed, in order."""
    if not packed:
        return ()
    if packed[0] & _PAIRS:
        gaps = array("H")
        gaps.frombytes(packed[1:])
        return accumulate(little(gaps))
    steps = memoryview(packed)[1:]
    if _RUN not in steps:
        return accumulate(steps)
    return [code for code, step in zip(accumulate(steps), steps, strict=True) if step != _RUN]


def shared_codes(one: frozenset[int], other: frozenset[int], bits: int) -> int:
    """Return how many of two texts' shingles are the same, less what chance alone would give.

    Args:
        one: Codes of one text.
        other: Of the other, of as many bits.
        bits: So many.
    """
    smaller, larger = sorted((len(one), len(other)))
    chance = larger / (1 << bits)
    return max(0, round((len(one & other) - smaller * chance) / (1.0 - chance)))


def coarser(codes: frozenset[int], bits: int, wanted: int) -> frozenset[int]:
    """Return ``codes`` of ``bits`` bits as codes of ``wanted`` bits, which are no more."""
    return codes if bits == wanted else frozenset(code >> (bits - wanted) for code in codes)


def little(numbers: array[int]) -> array[int]:
    """Return ``numbers`` in little-endian order, whichever the machine's: state may move between machines."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
