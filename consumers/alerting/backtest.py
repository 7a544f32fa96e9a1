"""Which alerts a file of events would have raised: the stage itself, run on the time of the events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from agent.records import Alert, AuditEntry, Event
from agent.stage import Decision
from consumers.alerting.facts import aware
from consumers.alerting.ruleset import RuleSet
from consumers.alerting.stage import AlertStage

_TICK = timedelta(minutes=5)
"""How finely time passes between two events, where a rule heeds the clock on the wall."""


def event_time(event: Event, previous: datetime | None) -> datetime | None:
    """Return when an event came to the alert stage: when it was last seen, but not before the event ahead of it."""
    seen = event.last_seen or event.first_seen or previous
    if seen is None:
        return None
    return aware(seen) if previous is None else max(aware(seen), previous)


def backtest(rules: RuleSet, events: Iterable[tuple[Event, datetime]]) -> Iterator[Alert | AuditEntry]:
    """Yield the alerts and audit entries that ``events`` raise, in order.

    Args:
        rules: The rules to try.
        events: Events with the time at which each came, oldest first.
    """
    stage = AlertStage(rules)
    tables = stage.tables()
    heeds_clock = bool(rules.absences) or any(rule.rule.quiet for rule in rules.compiled)
    clock: datetime | None = None
    for event, now in events:
        while heeds_clock and clock is not None and clock < now:
            yield from _records(stage.tick(tables, clock))
            tables.apply()
            clock += _TICK
        clock = now
        yield from _records(stage.decide(event, tables, now))
        tables.apply()


def _records(decision: Decision) -> Iterator[Alert | AuditEntry]:
    for output in decision.outputs:
        if isinstance(output.record, (Alert, AuditEntry)):
            yield output.record
