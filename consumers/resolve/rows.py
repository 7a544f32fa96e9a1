"""The rows of the resolver's state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from agent.records import Mention, Report
from agent.state import Table
from consumers.relation.sketch import pack
from consumers.resolve.facets import Facets, Span

OPEN_DATE = "*"
"""Day in an event's keys when its date is not known to within two weeks."""

WIDE = 14
"""Days from which a span counts as not known."""


class ReportRow(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """The last version of one article's report, for as long as an event rests on it."""

    version: int
    outlet: str
    url: str
    title: str
    language: str
    published: datetime
    """When it was published, or first seen if the feed does not say."""
    dated: bool
    """Whether the feed says when it was published."""
    seen: datetime
    """Record time of this version."""
    mentions: tuple[Mention, ...]
    events: tuple[str, ...]
    """Event of each mention."""
    scheme: str = ""
    words: int = 0
    shingles: bytes = b""
    """Packed hashes; empty once the text window has passed."""
    clauses: bytes = b""


class Support(msgspec.Struct, frozen=True, array_like=True):
    """One mention that an event rests on."""

    article_id: str
    index: int
    """Which mention of the article's report."""
    twin: str = ""
    """Article in the same event whose text this one repeats; empty if it speaks for itself."""
    update: bool = False
    """Whether the twin is an earlier version by the same outlet, not another outlet's text."""


class EventRow(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One event that may still take reports, or the tombstone of one that was withdrawn or merged."""

    revision: int
    supports: tuple[Support, ...]
    """By time of publication."""
    facets: Facets
    last_report: datetime
    """Record time of the last report."""
    visible: str
    """Hash of what a reader sees of the last revision."""
    withdrawn: bool = False
    merged_into: str = ""
    split_from: str = ""


def report_row(record: Report, now: datetime) -> ReportRow:
    """Return the row of ``record``; its mentions have no events yet."""
    sketch = record.sketch
    moment = record.published or record.fetched or now
    return ReportRow(
        version=record.version,
        outlet=record.outlet or record.source,
        url=record.url,
        title=record.title,
        language=record.language,
        published=min(moment, now) if moment > now else moment,
        dated=record.published is not None,
        seen=now,
        mentions=record.mentions,
        events=("",) * len(record.mentions),
        scheme=sketch.scheme if sketch else "",
        words=sketch.words if sketch else 0,
        shingles=pack(sketch.shingles) if sketch else b"",
        clauses=pack(sketch.clauses) if sketch else b"",
    )


def days_of(span: Span | None) -> Iterator[str]:
    """Yield the days under which an event with ``span`` is found."""
    if span is None or span.last - span.first >= WIDE:
        yield OPEN_DATE
    else:
        yield from map(str, range(span.first, span.last + 1))


def event_keys(row: EventRow) -> Iterator[str]:
    """Yield what an event is found under: its type, each party, each possible day."""
    if row.merged_into:
        return
    facets = row.facets
    for party in sorted(facets.parties):
        for day in days_of(facets.span):
            yield f"{facets.type}|{party}|{day}"


def reports_table() -> Table[ReportRow]:
    """Return the empty table of reports by article id."""
    return Table("reports", ReportRow)


def events_table() -> Table[EventRow]:
    """Return the empty table of events by event id, found by type, party and day."""
    return Table("events", EventRow, {"key": event_keys})
