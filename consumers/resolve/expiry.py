"""Forgetting: texts after three days, events two weeks after the later of their date and their last report.

Time here is that of the records, never the wall clock: a backlog that is read days late is decided as it would have
been on time.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from agent.state import Table, Tables
from consumers.resolve.rows import EventRow, ReportRow
from consumers.resolve.texts import TextRow
from consumers.resolve.workspace import TEXT_KEPT

_SWEEP_EVERY = timedelta(hours=6)

_FRESH_IN_A_ROW = 500
"""Texts within their time, one after another, from which on no older one is looked for until the next sweep."""


class Clock(msgspec.Struct, frozen=True, array_like=True):
    """When expiry last ran."""

    swept: datetime


def clock_table() -> Table[Clock]:
    """Return the empty table that remembers the last sweep."""
    return Table("clock", Clock)


def sweep(tables: Tables, now: datetime) -> None:
    """Forget what is past its time, at most once in six hours of record time.

    Args:
        tables: The resolver's state.
        now: Time of the record at hand.
    """
    clock: Clock | None = tables["clock"].get("sweep")
    if clock is not None and now - clock.swept < _SWEEP_EVERY:
        return
    tables["clock"].put("sweep", Clock(now))
    if clock is None:
        return
    # What came due on the day of the last sweep but after it is looked at again.
    due = range(clock.swept.toordinal(), now.toordinal() + 1)
    _forget_events(tables["events"], tables["reports"], now, due)
    _forget_bare_reports(tables["reports"], due)
    _forget_texts(tables["texts"], now)


def _forget_events(events: Table[EventRow], reports: Table[ReportRow], now: datetime, due: range) -> None:
    orphaned: dict[str, None] = {}
    for day in due:
        for event_id, row in events.find("due", day):
            if row.kept_until < now:
                events.delete(event_id)
                orphaned.update((support.article_id, None) for support in row.supports)
    for article_id in orphaned:
        report = reports.get(article_id)
        if report is not None and not any(event_id in events for event_id in report.events):
            reports.delete(article_id)


def _forget_bare_reports(reports: Table[ReportRow], due: range) -> None:
    for day in due:
        if day < due[-1]:
            for article_id, _ in reports.find("bare", day):
                reports.delete(article_id)


def _forget_texts(texts: Table[TextRow], now: datetime) -> None:
    old: list[str] = []
    fresh = 0
    for article_id, row in texts.items():  # the oldest first, but for those of articles that came in a new version
        if now - row.seen > TEXT_KEPT:
            old.append(article_id)
            fresh = 0
        else:
            fresh += 1
            if fresh == _FRESH_IN_A_ROW:
                break
    for article_id in old:
        texts.delete(article_id)
