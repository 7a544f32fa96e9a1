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
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import accumulate, islice
from operator import sub
from typing import NamedTuple

import msgspec
import xxhash

from agent.records import Mention, Sketch
from agent.state import Table
from consumers.relation.overlap import Overlap, TextPrint, overlap
from consumers.relation.rules import FITTED, TextRelation, text_relation
from consumers.relation.sketch import Sketcher

_CUT = 12
"""Bits cut off a 32-bit hash."""

_BITMAP = 4096
_LOW = _BITMAP - 1
_FOLDS = tuple(
    (7 * step, int.from_bytes((bytes([2 ** (2 * step) - 1]) + bytes(2 * step - 1)) * (_BITMAP // (2 * step)), "little"))
    for step in (1, 2, 4)
)
"""Two, four and eight flags to a byte."""

_PRINTS = 8192
"""Bitmaps at hand, half a kilobyte each."""

_EXACT = 48
"""Unpacked sketches at hand, some 25 kilobytes each."""

_HOT = 256

_LEAST = min(
    FITTED.same_copy_jaccard,
    FITTED.same_update_jaccard,
    FITTED.same_contained,
    FITTED.other_copy_day,
    FITTED.other_copy_window,
    FITTED.other_contained,
)
"""Share of the shorter text below which no rule names a relation."""


class TextRow(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """What is kept of one report's text for as long as copies of it may follow."""

    outlet: str
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

    def fingerprint(self, article_id: str) -> int:
        """Return a number that stands for this version of the text of this article; 0 if it has no words."""
        if not self.shingles:
            return 0
        whose = f"{article_id}\n{self.outlet}\n{self.published}\n{self.dated}\n{self.scheme}\n".encode()
        return xxhash.xxh3_64_intdigest(whose + self.shingles) >> 1


def texts_table() -> Table[TextRow]:
    """Return the empty table of texts by article id."""
    return Table("texts", TextRow, hot=_HOT)


def text_row(sketch: Sketch | None, *, outlet: str, published: datetime, dated: bool, seen: datetime) -> TextRow:
    """Return the row of one report's text.

    Args:
        sketch: As the extract stage made it; None for a report without.
        outlet: Who published it.
        published: When.
        dated: Whether the feed says so.
        seen: Record time.
    """
    return TextRow(
        outlet=outlet,
        published=published,
        dated=dated,
        seen=seen,
        scheme=xxhash.xxh32_intdigest(sketch.scheme.encode()) if sketch else 0,
        words=sketch.words if sketch else 0,
        shingles=pack_gaps([*dict.fromkeys([h >> _CUT for h in sorted(sketch.shingles)])]) if sketch else b"",
        clauses=_little(array("I", sketch.clauses)).tobytes() if sketch else b"",
    )


def page_of(outlet: str, url: str) -> int:
    """Return a number that stands for one page of one outlet; 0 if its address is not known."""
    return xxhash.xxh3_64_intdigest(f"{outlet}\n{url}".encode()) >> 1 if url else 0


def pack_gaps(hashes: Sequence[int]) -> bytes:
    """Return sorted whole numbers of up to 32 bits as bytes, two for each where no gap is wider than that."""
    if not hashes:
        return b""
    gaps = [hashes[0], *map(sub, islice(hashes, 1, None), hashes)]
    narrow = max(gaps) < 1 << 16
    return (b"H" if narrow else b"I") + _little(array("H" if narrow else "I", gaps)).tobytes()


def unpack_gaps(packed: bytes) -> Iterable[int]:
    """Return what :func:`pack_gaps` packed."""
    if not packed:
        return ()
    gaps = array("H" if packed[:1] == b"H" else "I")
    gaps.frombytes(packed[1:])
    return accumulate(_little(gaps))


class Imprint(NamedTuple):
    """A text ready to be compared."""

    bitmap: int
    size: int
    """Shingles."""
    collided: int
    """Shingles whose bit another one had set already."""
    row: TextRow

    def may_share(self, other: Imprint) -> bool:
        """Whether the two could share what any rule asks for; never False for a pair that does."""
        most = (self.bitmap & other.bitmap).bit_count()
        most += min(other.collided, self.collided)
        return most >= _LEAST * (min(other.size, self.size))


class TextComparer:
    """Compares the texts of reports by their sketches.

    It keeps what it has unpacked at hand, by a hash of the text: nothing depends on what is cached.
    """

    def __init__(self, sketcher: Sketcher) -> None:
        """Make a comparer.

        Args:
            sketcher: The one that made the sketches in the reports; finds the clauses of an evidence sentence.
        """
        self._sketcher = sketcher
        self.imprints: OrderedDict[int, Imprint] = OrderedDict()
        """Texts at hand, by fingerprint."""
        self._exact: OrderedDict[bytes, frozenset[int]] = OrderedDict()

    def imprint(self, fingerprint: int, load: Callable[[str], TextRow], article_id: str) -> Imprint:
        """Return a text ready to be compared.

        Args:
            fingerprint: Of its row.
            load: Returns the row, if it is not at hand.
            article_id: Whose text it is.
        """
        found = self.imprints.get(fingerprint)
        if found is None:
            found = self.imprints[fingerprint] = _imprint(load(article_id))
            if len(self.imprints) > _PRINTS:
                self.imprints.popitem(last=False)
        return found

    def relation(self, one: Imprint, other: Imprint, *, same_page: bool) -> TextRelation:
        """Return what two reports' texts are to each other."""
        if not same_page and (one.row.scheme != other.row.scheme or not one.may_share(other)):
            return TextRelation.NONE
        apart = one.row.published - other.row.published if one.row.dated and other.row.dated else None
        same_outlet = one.row.outlet == other.row.outlet
        return text_relation(self._overlap(one, other), same_outlet=same_outlet, apart=apart, same_page=same_page)

    def quoted(self, mention: Mention, other: TextRow) -> bool:
        """Whether a clause of the sentence that ``mention`` rests on stands in another report's text."""
        clauses = self._sketcher.sketch(mention.evidence.sentence).clauses
        return bool(clauses) and not _clauses(other).isdisjoint(clauses)

    def _overlap(self, one: Imprint, other: Imprint) -> Overlap:
        first, second = (
            TextPrint(str(row.scheme), row.words, self._shingles(row.shingles), frozenset())
            for row in (one.row, other.row)
        )
        return overlap(first, second)

    def _shingles(self, packed: bytes) -> frozenset[int]:
        found = self._exact.get(packed)
        if found is None:
            found = self._exact[packed] = frozenset(unpack_gaps(packed))
            if len(self._exact) > _EXACT:
                self._exact.popitem(last=False)
        return found


def _imprint(row: TextRow) -> Imprint:
    hashes = list(unpack_gaps(row.shingles))
    flags = bytearray(_BITMAP)
    for bit in map(_LOW.__and__, hashes):
        flags[bit] = 1
    bitmap = _squeezed(flags)
    return Imprint(bitmap, len(hashes), len(hashes) - bitmap.bit_count(), row)


def _squeezed(flags: bytearray) -> int:
    """Return flags of a byte each as one number, a bit each: all at once, which is four times as fast as one by one."""
    wide = int.from_bytes(flags, "little")
    for shift, mask in _FOLDS:
        wide = (wide | wide >> shift) & mask
    return int.from_bytes(wide.to_bytes(_BITMAP, "little")[::8], "little")


def _clauses(row: TextRow) -> frozenset[int]:
    clauses = array("I")
    clauses.frombytes(row.clauses)
    return frozenset(_little(clauses))


def _little(numbers: array[int]) -> array[int]:
    """Return ``numbers`` in little-endian order, whichever the machine's: state may move between machines."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
