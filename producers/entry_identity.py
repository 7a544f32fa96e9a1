"""Which article an entry is, and whether what it says is new.

An entry is known by its GUID, else its canonical address, else a hash of title and text. Dates never count: whoever
keys on them loses entries that share one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import xxhash

from agent.records import SeenEntry
from producers.canonical_url import UrlIdentity
from producers.parsed import ParsedEntry

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Identified:
    """An entry with its identity."""

    article_id: str
    entry: ParsedEntry
    canonical_url: str
    content_hash: str
    url_hash: str
    stamp: str


class Change(Enum):
    """What an entry is to what was read of it before."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


def content_hash(title: str, text: str) -> str:
    """Return the hash by which two versions of an article are one; runs of space do not count."""
    return xxhash.xxh3_64_hexdigest(_SPACES.sub(" ", f"{title}\n{text}").strip().encode())


def _short(text: str) -> str:
    return xxhash.xxh3_64_hexdigest(text.encode())[:8] if text else ""


def _id(feed: str, *parts: str) -> str:
    return xxhash.xxh3_128_hexdigest("\x00".join((feed, *parts)).encode())[:20]


def identify(
    feed: str, entries: Sequence[ParsedEntry], seen: Mapping[str, SeenEntry], urls: UrlIdentity
) -> list[Identified]:
    """Return the entries with their ids, in their order, each id once.

    Two entries under one GUID with different addresses are two articles: the one whose address was read under that
    GUID before keeps its id, the others get one of GUID and address. A single entry whose address changed stays the
    article that it was.

    Args:
        feed: Id of the feed.
        entries: As parsed.
        seen: What was read of the feed before, by article id.
        urls: What makes two addresses one.
    """
    canonicals = [urls.canonical(entry.link) for entry in entries]
    by_guid: dict[str, set[str]] = defaultdict(set)
    for entry, canonical in zip(entries, canonicals, strict=True):
        if entry.guid:
            by_guid[entry.guid].add(canonical)
    found: dict[str, Identified] = {}
    fresh: dict[str, str] = {}  # GUID -> address that takes the plain id when none was read under it before
    for entry, canonical in zip(entries, canonicals, strict=True):
        digest = content_hash(entry.title, entry.text)
        article_id = _article_id(feed, entry, canonical, digest, seen, by_guid, fresh)
        stamp = _short(entry.published + entry.updated)
        found.setdefault(article_id, Identified(article_id, entry, canonical, digest, _short(canonical), stamp))
    return list(found.values())


def _article_id(
    feed: str,
    entry: ParsedEntry,
    canonical: str,
    digest: str,
    seen: Mapping[str, SeenEntry],
    by_guid: Mapping[str, set[str]],
    fresh: dict[str, str],
) -> str:
    if not entry.guid:
        return _id(feed, "url", canonical) if canonical else _id(feed, "text", digest)
    plain, own = _id(feed, "guid", entry.guid), _id(feed, "guid", entry.guid, canonical)
    if own in seen:
        return own
    if len(by_guid[entry.guid]) == 1:
        return plain
    known = seen.get(plain)
    if known is not None:
        return plain if known.url == _short(canonical) else own
    return plain if fresh.setdefault(entry.guid, canonical) == canonical else own


def compare(identified: Identified, known: SeenEntry | None, *, max_silent: int, max_versions: int) -> Change:
    """Return what an entry is to what was read of it before.

    Args:
        identified: The entry.
        known: What is remembered of it.
        max_silent: How many updates without a new date are believed; counters and clocks in the text change always.
        max_versions: How many versions there may be at all.
    """
    if known is None:
        return Change.NEW
    if known.content_hash == identified.content_hash or known.version >= max_versions:
        return Change.UNCHANGED
    if known.stamp == identified.stamp and known.silent >= max_silent:
        return Change.UNCHANGED
    return Change.UPDATED
