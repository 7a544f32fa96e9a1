"""The texts of reports as the resolver keeps them: packed sketches, compared without being unpacked where possible.

A sketch is kept as the gaps between its sorted shingle hashes, cut to 20 bits: two bytes a shingle. Two unrelated
texts of 300 words share a tenth of one such hash by chance; the least overlap that means anything is three tenths of
the shorter text. A bitmap of each text bounds what two can share from above, exactly, in a fraction of a microsecond;
only pairs that could reach that least overlap are unpacked and counted.
"""

from __future__ import annotations

import sys
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import accumulate, pairwise
from typing import NamedTuple

import msgspec
import xxhash

from agent.records import Mention, Sketch
from agent.state import Table
from consumers.relation.overlap import NONE, Overlap, TextPrint, overlap
from consumers.relation.rules import FITTED, TextRelation, text_relation
from consumers.relation.sketch import Sketcher

_CUT = 12
"""Bits cut off a 32-bit hash."""

_BITMAP = 8192
_PRINTS = 4096
"""Bitmaps at hand, a kilobyte each."""

_EXACT = 96
"""Unpacked sketches at hand, some 25 kilobytes each."""

_HOT = 2048

_LEAST = min(
    FITTED.same_copy_jaccard,
    FITTED.same_update_jaccard,
    FITTED.same_contained,
    FITTED.other_copy_day,
    FITTED.other_copy_window,
    FITTED.other_contained,
)
"""Share of the shorter text below which no rule names a relation."""

_STRENGTH = (TextRelation.NONE, TextRelation.CONTAINED, TextRelation.UPDATE, TextRelation.COPY)


class TextRow(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """What is kept of one report's text for as long as copies of it may follow."""

    outlet: str
    page: int
    """Hash of its address; 0 if it has none."""
    published: datetime
    dated: bool
    """Whether the feed says when it was published."""
    seen: datetime
    """Record time of this version."""
    scheme: int = 0
    """Hash of the scheme's name; sketches of different schemes are never compared."""
    words: int = 0
    shingles: bytes = b""
    """Gaps between the sorted hashes, after a byte that says how wide they are."""
    clauses: bytes = b""


def texts_table() -> Table[TextRow]:
    """Return the empty table of texts by article id."""
    return Table("texts", TextRow, hot=_HOT)


def text_row(
    sketch: Sketch | None, *, outlet: str, url: str, published: datetime, dated: bool, seen: datetime
) -> TextRow:
    """Return the row of one report's text.

    Args:
        sketch: As the extract stage made it; None for a report without.
        outlet: Who published it.
        url: Where.
        published: When.
        dated: Whether the feed says so.
        seen: Record time.
    """
    return TextRow(
        outlet=outlet,
        page=xxhash.xxh3_64_intdigest(url.encode()) >> 1 if url else 0,
        published=published,
        dated=dated,
        seen=seen,
        scheme=xxhash.xxh32_intdigest(sketch.scheme.encode()) if sketch else 0,
        words=sketch.words if sketch else 0,
        shingles=pack_gaps(sorted({shingle >> _CUT for shingle in sketch.shingles})) if sketch else b"",
        clauses=_little(array("I", sketch.clauses)).tobytes() if sketch else b"",
    )


def pack_gaps(hashes: Sequence[int]) -> bytes:
    """Return sorted whole numbers of up to 32 bits as bytes, two for each where no gap is wider than that."""
    if not hashes:
        return b""
    gaps = [hashes[0], *(later - earlier for earlier, later in pairwise(hashes))]
    narrow = max(gaps) < 1 << 16
    return (b"H" if narrow else b"I") + _little(array("H" if narrow else "I", gaps)).tobytes()


def unpack_gaps(packed: bytes) -> Iterable[int]:
    """Return what :func:`pack_gaps` packed."""
    if not packed:
        return ()
    gaps = array("H" if packed[:1] == b"H" else "I")
    gaps.frombytes(packed[1:])
    return accumulate(_little(gaps))


def closest(relations: Iterable[TextRelation]) -> TextRelation:
    """Return the strongest of several relations; none of none."""
    return max(relations, key=_STRENGTH.index, default=TextRelation.NONE)


class _Bits(NamedTuple):
    """A bitmap of a text's shingles."""

    bitmap: int
    size: int
    """Shingles."""
    collided: int
    """Shingles whose bit another one had set already."""


class TextComparer:
    """Compares the texts of reports by their sketches.

    It keeps what it has unpacked at hand, by the packed form: nothing depends on what is cached.
    """

    def __init__(self, sketcher: Sketcher) -> None:
        """Make a comparer.

        Args:
            sketcher: The one that made the sketches in the reports; finds the clauses of an evidence sentence.
        """
        self._sketcher = sketcher
        self._bits: OrderedDict[bytes, _Bits] = OrderedDict()
        self._exact: OrderedDict[bytes, frozenset[int]] = OrderedDict()

    def relation(self, one: TextRow, other: TextRow) -> TextRelation:
        """Return what two reports' texts are to each other."""
        same_outlet = one.outlet == other.outlet
        same_page = same_outlet and one.page != 0 and one.page == other.page
        if not same_page and not self._may_share(one, other):
            return TextRelation.NONE
        known = self._overlap(one, other) if one.shingles and other.shingles else NONE
        apart = one.published - other.published if one.dated and other.dated else None
        return text_relation(known, same_outlet=same_outlet, apart=apart, same_page=same_page)

    def quoted(self, mention: Mention, other: TextRow) -> bool:
        """Whether a clause of the sentence that ``mention`` rests on stands in another report's text."""
        clauses = self._sketcher.sketch(mention.evidence.sentence).clauses
        return bool(clauses) and not _clauses(other).isdisjoint(clauses)

    def _may_share(self, one: TextRow, other: TextRow) -> bool:
        """Whether the two could share what any rule asks for; never False for a pair that does."""
        if one.scheme != other.scheme or not one.shingles or not other.shingles:
            return False
        first, second = self._bitmap(one.shingles), self._bitmap(other.shingles)
        most = (first.bitmap & second.bitmap).bit_count() + min(first.collided, second.collided)
        return most >= _LEAST * min(first.size, second.size)

    def _bitmap(self, packed: bytes) -> _Bits:
        found = self._bits.get(packed)
        if found is None:
            bits = bytearray(_BITMAP // 8)
            size = 0
            for shingle in unpack_gaps(packed):
                bits[shingle >> 3 & _BITMAP // 8 - 1] |= 1 << (shingle & 7)
                size += 1
            bitmap = int.from_bytes(bits, "little")
            found = self._bits[packed] = _Bits(bitmap, size, size - bitmap.bit_count())
            if len(self._bits) > _PRINTS:
                self._bits.popitem(last=False)
        return found

    def _overlap(self, one: TextRow, other: TextRow) -> Overlap:
        first, second = (
            TextPrint(str(row.scheme), row.words, self._shingles(row.shingles), frozenset()) for row in (one, other)
        )
        return overlap(first, second)

    def _shingles(self, packed: bytes) -> frozenset[int]:
        found = self._exact.get(packed)
        if found is None:
            found = self._exact[packed] = frozenset(unpack_gaps(packed))
            if len(self._exact) > _EXACT:
                self._exact.popitem(last=False)
        return found


def _clauses(row: TextRow) -> frozenset[int]:
    clauses = array("I")
    clauses.frombytes(row.clauses)
    return frozenset(_little(clauses))


def _little(numbers: array[int]) -> array[int]:
    """Return ``numbers`` in little-endian order, whichever the machine's: state may move between machines."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
