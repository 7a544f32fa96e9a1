"""Forgetting: texts after three days, events two weeks after the later of their date and their last report.

Time here is that of the records, never the wall clock: a backlog that is read days late is decided as it would have
been on time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from agent.state import Table, Tables
from consumers.resolve.rows import EventRow, ReportRow

_SWEEP_EVERY = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long things are kept."""

    text: timedelta = timedelta(hours=72)
    """Sketches, for recognising copies; copies follow by 21 hours at the 95th percentile."""
    event: timedelta = timedelta(days=14)
    """Events, after their date and after their last report."""


class Clock(msgspec.Struct, frozen=True, array_like=True):
    """When expiry last ran."""

    swept: datetime


def clock_table() -> Table[Clock]:
    """Return the empty table that remembers the last sweep."""
    return Table("clock", Clock)


def sweep(tables: Tables, now: datetime, lifetimes: Lifetimes) -> None:
    """Forget what is past its time, at most once in six hours of record time.

    Args:
        tables: The resolver's state.
        now: Time of the record at hand.
        lifetimes: How long things are kept.
    """
    clock: Clock | None = tables["clock"].get("sweep")
    if clock is not None and now - clock.swept < _SWEEP_EVERY:
        return
    tables["clock"].put("sweep", Clock(now))
    if clock is None:
        return
    _expire_events(tables["events"], now, lifetimes)
    _expire_reports(tables["reports"], tables["events"], now, lifetimes)


def expired(row: EventRow, now: datetime, lifetimes: Lifetimes) -> bool:
    """Whether an event takes no more reports.

    An open plan lives until its day; an act told long after it happened lives from its last report.
    """
    day = now.date().toordinal() - lifetimes.event.days
    if now - row.last_report <= lifetimes.event:
        return False
    if row.merged_into or row.withdrawn:
        return True
    return row.facets.span is None or row.facets.status != "planned" or row.facets.span.last < day


def _expire_events(events: Table[EventRow], now: datetime, lifetimes: Lifetimes) -> None:
    for event_id in [key for key, row in events.items() if expired(row, now, lifetimes)]:
        events.delete(event_id)


def _expire_reports(reports: Table[ReportRow], events: Table[EventRow], now: datetime, lifetimes: Lifetimes) -> None:
    for article_id, row in list(reports.items()):
        age = now - row.seen
        if age > lifetimes.event and not any(event_id in events for event_id in row.events):
            reports.delete(article_id)
        elif age > lifetimes.text and row.shingles:
            reports.put(article_id, msgspec.structs.replace(row, shingles=b"", clauses=b""))
