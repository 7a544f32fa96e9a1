"""Which alerts a file of events would have raised: the stage itself, run on the time of the events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from agent.records import Alert, AuditEntry, Event, FeedHealth
from agent.stage import Decision
from consumers.alerting.facts import aware
from consumers.alerting.feeds.stage import FeedAlertStage
from consumers.alerting.ruleset import RuleSet
from consumers.alerting.stage import AlertStage

_TICK = timedelta(minutes=5)
"""How finely time passes between two events, where a rule heeds the clock on the wall."""


def event_time(event: Event | FeedHealth, previous: datetime | None) -> datetime | None:
    """Return when a record came to the alert stage: when it was last seen, but not before the one ahead of it."""
    seen = event.at if isinstance(event, FeedHealth) else event.last_seen or event.first_seen or previous
    if seen is None:
        return None
    return aware(seen) if previous is None else max(aware(seen), previous)


def backtest(rules: RuleSet, events: Iterable[tuple[Event | FeedHealth, datetime]]) -> Iterator[Alert | AuditEntry]:
    """Yield the alerts and audit entries that ``events`` raise, in order.

    Args:
        rules: The rules to try.
        events: Events and changes in how feeds are doing, with the time at which each came, oldest first.
    """
    stage, feeds = AlertStage(rules), FeedAlertStage(rules)
    tables, feed_tables = stage.tables(), feeds.tables()
    heeds_clock = bool(rules.absences) or any(rule.rule.quiet for rule in (*rules.compiled, *rules.feeds))
    clock: datetime | None = None
    for event, now in events:
        while heeds_clock and clock is not None and clock < now:
            yield from _records(stage.tick(tables, clock))
            yield from _records(feeds.tick(feed_tables, clock))
            tables.apply()
            feed_tables.apply()
            clock += _TICK
        clock = now
        if isinstance(event, FeedHealth):
            yield from _records(feeds.decide(event, feed_tables, now))
            feed_tables.apply()
        else:
            yield from _records(stage.decide(event, tables, now))
            tables.apply()


def _records(decision: Decision) -> Iterator[Alert | AuditEntry]:
    for output in decision.outputs:
        if isinstance(output.record, (Alert, AuditEntry)):
            yield output.record
