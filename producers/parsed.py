"""What parsing makes of a feed, before anything is decided about it."""

from __future__ import annotations

import msgspec

# Longer values are no ids, names or texts of news but accidents or attacks; they are cut, never refused.
MAX_ENTRIES = 1000
MAX_TEXT = 100_000
MAX_SUMMARY = 10_000
MAX_TITLE = 1_000
MAX_ADDRESS = 2_000
MAX_AUTHOR = 300


class NotAFeed(ValueError):
    """The document is no feed; the message says what it seems to be."""


class ParsedEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One entry: texts clean, addresses absolute, dates as the feed wrote them."""

    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    text: str = ""
    """The longer of content and summary."""
    author: str = ""
    published: str = ""
    updated: str = ""
    language: str = ""


class ParsedFeed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A feed: what it says of itself, and its entries in its order."""

    kind: str
    """Format and version: rss20, atom10, rss10, json11, ..."""
    title: str = ""
    link: str = ""
    language: str = ""
    ttl_seconds: float = 0.0
    """The longer of ttl and sy:updatePeriod over sy:updateFrequency."""
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    """Monday is 0."""
    hub: str = ""
    """WebSub hub that the feed announces."""
    encoding: str = "utf-8"
    problem: str = ""
    """What is wrong with the document although entries could be read."""
    entries: tuple[ParsedEntry, ...] = ()


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A body that is to be parsed, with what decides how."""

    body: bytes
    url: str = ""
    """Where it was read: the base of relative addresses."""
    content_type: str = ""


class Unparsed(msgspec.Struct, frozen=True, kw_only=True):
    """Why there is no parsed feed."""

    reason: str
    limit: bool = False
    """Time or memory ran out, rather than the document being no feed."""
