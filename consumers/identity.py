"""What the extract stage remembers of every article, so that one version is extracted once.

A desk that reads 100,000 articles a day has three million of them in thirty days: a row for each would fill the
memory of the daemon. So articles are spread over shards by a hash of their id, and a shard is one row of packed
entries of 33 bytes (about 105 MB for three million articles). Ids and contents are kept as 64-bit hashes; two of
three million ids collide with a probability of one in four million.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import xxhash

from agent.state import Table

MEMORY = timedelta(days=30)
"""How long an article is remembered after it was last seen; feeds seldom show an entry for longer."""

_SHARDS = 65_536
_SWEEP_SHARDS = 64
"""Shards swept by one tick: all of them in about seventeen minutes at a tick a second."""

_TOUCH_HOURS = 24

_ENTRY = struct.Struct("<QQQIIB")
"""Id hash, content hash, sketch of the words, version, hour last seen (since 1970), flags."""

_BINS = 16
_MAX_CHARACTERS = 40_000

_MENTIONED = 1
_NUMBERED = 2


class Identity(StrEnum):
    """What an article is to what was seen of it before."""

    NEW = "new"
    VERSION = "version"
    REWRITTEN = "rewritten"
    """A version with less than half of the words of the one before: a running story told under one id."""
    UNCHANGED = "unchanged"
    STALE = "stale"
    """An older version, come again after a newer one."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of one article."""

    content: int
    """64-bit hash of title and text."""
    version: int
    words: int = 0
    """Sketch of its words, by :func:`word_sketch`."""
    mentioned: bool = False
    """Whether its last version had mentions, which a new version must replace."""
    numbered: bool = False
    """Whether its producer counts versions: such numbers are believed, a constant 1 is not."""
    hour: int = 0
    """Hour since 1970 in which it was last seen; set when it is remembered."""


def content_hash(title: str, text: str) -> str:
    """Return the hash of an article's title and text, as 16 hex digits."""
    return xxhash.xxh3_64_hexdigest(f"{title}\n{text}".encode())


def fingerprint(digest: str) -> int:
    """Return any producer's content hash as the 64 bits that are remembered of it."""
    return xxhash.xxh3_64_intdigest(digest.encode())


def word_sketch(title: str, text: str) -> int:
    """Return 64 bits by which the share of words that two versions have in common can be told.

    The words are dealt into sixteen bins by their hash, and four bits are kept of the smallest hash in each (one
    permutation, b-bit minhash): two texts agree in a bin about as often as they share words.
    """
    smallest = [0xFFFFFFFF] * _BINS
    for word in set(f"{title} {text}"[:_MAX_CHARACTERS].split()):
        hashed = xxhash.xxh32_intdigest(word.encode(errors="surrogatepass"))
        place = hashed % _BINS
        smallest[place] = min(smallest[place], hashed)
    return sum((hashed >> 4 & 0xF) << 4 * place for place, hashed in enumerate(smallest))


def rewritten(one: int, other: int) -> bool:
    """Whether two word sketches are of versions that share less than half of their words."""
    differ = one ^ other
    equal = sum(not differ >> 4 * place & 0xF for place in range(_BINS))
    return equal < _BINS // 2


def _hour(moment: datetime) -> int:
    return max(0, int(moment.astimezone(UTC).timestamp() // 3600))


def _unpack(row: bytes) -> Iterator[tuple[int, Known]]:
    for key, content, words, version, hour, flags in _ENTRY.iter_unpack(row):
        yield key, Known(content, version, words, bool(flags & _MENTIONED), bool(flags & _NUMBERED), hour)


def _pack(entries: dict[int, Known]) -> bytes:
    return b"".join(
        _ENTRY.pack(
            key,
            known.content,
            known.words,
            known.version,
            known.hour,
            _MENTIONED * known.mentioned + _NUMBERED * known.numbered,
        )
        for key, known in entries.items()
    )


class IdentityMemory:
    """Reads and writes what is known of articles in a state table."""

    def __init__(self, memory: timedelta = MEMORY) -> None:
        """Make the reader and writer; the rows live in the table handed to its methods.

        Args:
            memory: How long an article is remembered after it was last seen.
        """
        self._hours = max(1, int(memory.total_seconds() // 3600))

    @staticmethod
    def table() -> Table[bytes]:
        """Return the empty table that the methods read and write."""
        return Table("articles", bytes)

    def get(self, table: Table[bytes], article_id: str) -> Known | None:
        """Return what is known of ``article_id``, or None."""
        key = xxhash.xxh3_64_intdigest(article_id.encode())
        row = table.get(_shard(key))
        return None if row is None else next((known for found, known in _unpack(row) if found == key), None)

    def put(self, table: Table[bytes], article_id: str, known: Known, now: datetime) -> None:
        """Remember a version of ``article_id``; forgets what is too old in its shard on the way.

        Args:
            table: The table made by :meth:`table`.
            article_id: The article.
            known: What to remember of it.
            now: When it was seen.
        """
        key = xxhash.xxh3_64_intdigest(article_id.encode())
        shard = _shard(key)
        entries = self._fresh(table.get(shard), now)
        entries[key] = replace(known, hour=_hour(now))
        table.put(shard, _pack(entries))

    def touch(self, table: Table[bytes], article_id: str, known: Known, now: datetime) -> None:
        """Note that ``article_id`` was seen again unchanged; writes at most once a day for an article."""
        if _hour(now) - known.hour >= _TOUCH_HOURS:
            self.put(table, article_id, known, now)

    def sweep(self, table: Table[bytes], now: datetime) -> int:
        """Forget articles not seen for longer than the memory, in the shards whose turn it is.

        The turn follows from ``now`` alone, so that no cursor needs to be kept.

        Args:
            table: The table made by :meth:`table`.
            now: The wall-clock time.

        Returns:
            How many articles were forgotten.
        """
        first = int(now.timestamp()) * _SWEEP_SHARDS % _SHARDS
        forgotten = 0
        for number in range(first, first + _SWEEP_SHARDS):
            shard = f"{number:04x}"
            row = table.get(shard)
            if row is None:
                continue
            entries = self._fresh(row, now)
            gone = len(row) // _ENTRY.size - len(entries)
            if gone:
                forgotten += gone
                if entries:
                    table.put(shard, _pack(entries))
                else:
                    table.delete(shard)
        return forgotten

    def _fresh(self, row: bytes | None, now: datetime) -> dict[int, Known]:
        oldest = _hour(now) - self._hours
        return {key: known for key, known in _unpack(row or b"") if known.hour >= oldest}


def _shard(key: int) -> str:
    return f"{key % _SHARDS:04x}"
