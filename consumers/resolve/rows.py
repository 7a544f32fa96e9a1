"""The rows of the resolver's state."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import msgspec

from agent.records import Mention, Report
from agent.state import Table
from consumers.resolve.candidates import found_under
from consumers.resolve.facets import Facets
from consumers.resolve.once import once

Position = tuple[int, str]
"""A report's place in the order in which reports are worked in: time of publication (ms), then article id."""

_HOT_REPORTS = 512
_HOT_EVENTS = 768

KEPT_AFTER = timedelta(days=14)
"""How long an event is kept after its date and after its last report."""


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


class Support(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One mention that an event rests on."""

    article_id: str
    index: int
    """Which mention of the article's report."""
    published: int
    """When its report was published, in milliseconds."""
    seen: int = 0
    """When this version was read, in milliseconds: how long its text is kept."""
    page: int = 0
    """The page that it was read on (hash); 0 if not known."""
    text: int = 0
    """Its text (hash); 0 if there is none."""
    twin: str = ""
    """Article in the same event whose text this one repeats; empty if it speaks for itself."""
    update: bool = False
    """Whether the twin is an earlier version by the same outlet, not another outlet's text."""
    score: float = 0.0
    """How well it fitted what was published before it; 0 for the first."""
    contested: bool = False
    """Whether it fitted several acts."""
    bridges: tuple[str, ...] = ()
    """First mentions of other acts that this one shows to be the same act."""

    @property
    def position(self) -> Position:
        """Its place in the order of reports."""
        return self.published, self.article_id

    @property
    def mention(self) -> tuple[str, int]:
        """The article and which mention of it."""
        return self.article_id, self.index

    @property
    def ref(self) -> str:
        """The mention, as ``bridges`` name it."""
        return f"{self.article_id}/{self.index}"


class Part(msgspec.Struct, frozen=True, array_like=True):
    """Mentions that were found to fit one by one; an event has several where a report showed two to be one act."""

    supports: tuple[Support, ...]
    """In the order of reports."""
    facets: Facets


class EventRow(msgspec.Struct, frozen=True, kw_only=True, array_like=True, dict=True):
    """One event that may still take reports, or the tombstone of one that was withdrawn or merged."""

    revision: int
    parts: tuple[Part, ...]
    last_report: datetime
    """Record time of the last report."""
    visible: str
    """Hash of what a reader sees of the last revision."""
    withdrawn: bool = False
    merged_into: str = ""
    split_from: str = ""

    @once
    def supports(self) -> tuple[Support, ...]:
        """All mentions that it rests on, in the order of reports."""
        if len(self.parts) == 1:
            return self.parts[0].supports
        return tuple(sorted((s for part in self.parts for s in part.supports), key=lambda s: (s.position, s.index)))

    @once
    def keys(self) -> frozenset[int]:
        """What it is found under by parties and day."""
        return frozenset(key for part in self.parts for key in found_under(part.facets))

    @property
    def kept_until(self) -> datetime:
        """When it may be forgotten: an open plan lives until its day, what is past lives from its last report."""
        until = self.last_report + KEPT_AFTER
        for part in self.parts:
            span = part.facets.span
            if span is not None and part.facets.status == "planned":
                planned = until.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(
                    days=min(span.last, _FAR) - until.toordinal() + KEPT_AFTER.days + 1
                )
                until = max(until, planned)
        return until


_FAR = 3_000_000
"""Day (proleptic ordinal) beyond which nothing is planned, so that no date can overflow."""


def milliseconds(moment: datetime) -> int:
    """Return ``moment`` in milliseconds since 1970."""
    return round(moment.timestamp() * 1000)


def report_row(record: Report, now: datetime) -> ReportRow:
    """Return the row of ``record``; its mentions have no events yet.

    All times in the state are UTC: days are told from them, which must be the same when a row comes back from bytes.
    """
    moment = (record.published or record.fetched or now).astimezone(UTC)
    return ReportRow(
        version=record.version,
        outlet=record.outlet or record.source,
        url=record.url,
        title=record.title,
        language=record.language,
        published=min(moment, now.astimezone(UTC)),
        dated=record.published is not None,
        seen=now.astimezone(UTC),
        mentions=record.mentions,
        events=("",) * len(record.mentions),
    )


def _due(row: EventRow) -> Iterable[int]:
    return (row.kept_until.toordinal(),)


def _bridges(row: EventRow) -> Iterable[str]:
    return [ref for part in row.parts for support in part.supports for ref in support.bridges]


def _bare(row: ReportRow) -> Iterable[int]:
    """Yield when a report without events was seen: no event's end will take it along."""
    return () if any(row.events) else ((row.seen + KEPT_AFTER).toordinal(),)


def reports_table() -> Table[ReportRow]:
    """Return the empty table of reports by article id."""
    return Table("reports", ReportRow, {"bare": _bare}, hot=_HOT_REPORTS)


def events_table() -> Table[EventRow]:
    """Return the empty table of events by event id."""
    indexes = {"key": lambda row: row.keys, "due": _due, "bridge": _bridges}
    return Table("events", EventRow, indexes, hot=_HOT_EVENTS)
