"""Windows: how many matching events, in how long, make one alert.

Time is that of the records. An event counts once in a window however many reports of it come; once a window has fired
it starts empty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from agent.records import Event
from consumers.alerting.compiled import CompiledRule
from consumers.alerting.facts import Facts
from consumers.alerting.grouping import groups, watched_of
from consumers.alerting.model import Window
from consumers.alerting.state import Entry, Store, Watch, WindowRow, is_recent

_LONG = timedelta(days=3660)
_MAX_ENTRIES = 10_000
"""More than any threshold; a spike's history beyond it is forgotten, oldest first."""


@dataclass(frozen=True, slots=True)
class Fired:
    """A window that has fired."""

    group: str
    anchor: str
    """What names this firing: the event that opened the window, or completed it where there is no opening."""
    note: str


@dataclass(frozen=True, slots=True)
class _Step:
    """One matching event come to one window."""

    rule: CompiledRule
    window: Window
    row: WindowRow
    facts: Facts
    now: datetime
    since: datetime
    """When the rule first matched anything."""

    def recent(self, over: timedelta) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.row.entries if is_recent(entry.at, self.now, over))

    def entry(self, value: str = "") -> Entry:
        return Entry(self.facts.event.event_id, self.now, value)


_Result = tuple[WindowRow, Fired | None]


def observe(rule: CompiledRule, facts: Facts, store: Store, now: datetime) -> tuple[list[Fired], list[str]]:
    """Count a matching event in the windows it falls into.

    Returns:
        The windows that fired, and the keys of all in which the event was counted.
    """
    window = rule.rule.window
    assert window is not None
    watch = store.watches.get(rule.window_id)
    since = min(watch.since, now) if watch else now
    if watch is None or since < watch.since or watch.expires - now < _LONG / 2:
        store.watches.put(rule.window_id, Watch(since=since, expires=now + _LONG))
    fired, keys = [], []
    for group in groups(facts, window.by, rule.watched):
        key = f"{rule.window_id}|{group}"
        expires = now + _memory(window)
        row = store.windows.get(key) or WindowRow(window=rule.window_id, group=group, expires=expires)
        row, result = _STEPS[window.type](_Step(rule, window, row, facts, now, since))
        store.windows.put(key, msgspec.structs.replace(row, expires=max(row.expires, expires)))
        keys.append(key)
        if result:
            fired.append(result)
    return fired, keys


def _memory(window: Window) -> timedelta:
    if window.type == "spike":
        return window.over * (window.baseline + 1)
    if window.type == "absence":
        return max(window.over * 4, timedelta(days=30))
    return window.over


def _where(row: WindowRow, window: Window) -> str:
    return f" for {' and '.join(window.by)} {row.group}" if row.group else ""


def _count(step: _Step) -> _Result:
    entries = (*step.recent(step.window.over), step.entry())
    if len(entries) < step.window.gte:
        return msgspec.structs.replace(step.row, entries=entries), None
    note = f"{len(entries)} such events within {_span(entries, step.now)}{_where(step.row, step.window)}."
    return _emptied(step), Fired(step.row.group, entries[0].event, note)


def _distinct(step: _Step) -> _Result:
    values = watched_of(step.facts, step.window.of, step.rule.watched)
    kept = tuple(entry for entry in step.recent(step.window.over) if entry.value not in values)
    entries = (*kept, *(step.entry(value) for value in values if value))[-_MAX_ENTRIES:]
    if len(entries) < step.window.gte:
        return msgspec.structs.replace(step.row, entries=entries), None
    named = ", ".join(sorted(entry.value for entry in entries))
    note = (
        f"{len(entries)} different {step.window.of} ({named}) within {_span(entries, step.now)}"
        f"{_where(step.row, step.window)}."
    )
    return _emptied(step), Fired(step.row.group, entries[0].event, note)


def _new(step: _Step) -> _Result:
    before = step.row.entries[-1] if step.row.entries else None
    row = msgspec.structs.replace(step.row, entries=(step.entry(),))
    if (before and is_recent(before.at, step.now, step.window.over)) or step.now - step.since < step.window.warmup:
        return row, None
    watched = min(step.window.over, step.now - step.since)
    note = f"The first{_where(step.row, step.window)} in {_words(watched) if watched else 'what this rule has seen'}."
    return row, Fired(step.row.group, step.facts.event.event_id, note)


def _spike(step: _Step) -> _Result:
    window, over = step.window, step.window.over
    entries = (*step.recent(over * (window.baseline + 1)), step.entry())[-_MAX_ENTRIES:]
    row = msgspec.structs.replace(step.row, entries=entries)
    current = sum(1 for entry in entries if is_recent(entry.at, step.now, over))
    observed = min(over * window.baseline, step.now - over - step.since)
    resting = step.row.fired is not None and is_recent(step.row.fired, step.now, over)
    if observed < over or current < window.gte or resting:
        return row, None
    usual = (len(entries) - current) / (observed / over)
    if current < window.times * usual:
        return row, None
    note = f"{current} such events in {_words(over)}{_where(row, window)}, where {usual:.2g} are usual."
    return msgspec.structs.replace(row, fired=step.now), Fired(row.group, step.facts.event.event_id, note)


def _absence(step: _Step) -> _Result:
    return msgspec.structs.replace(step.row, entries=(step.entry(),), last=step.facts.event, fired=None), None


_STEPS: Mapping[str, Callable[[_Step], _Result]] = {
    "count": _count,
    "distinct": _distinct,
    "new": _new,
    "spike": _spike,
    "absence": _absence,
}


def _emptied(step: _Step) -> WindowRow:
    return msgspec.structs.replace(step.row, entries=(), fired=step.now)


def overdue(rule: CompiledRule, store: Store, now: datetime) -> list[tuple[Fired, Event]]:
    """Return the absence windows of ``rule`` that fire at ``now``, with the last event before the silence."""
    window = rule.rule.window
    assert window is not None
    found = []
    for key, row in store.windows.find("window", rule.window_id):
        if row.fired or row.last is None or not row.entries or now - row.entries[-1].at < window.over:
            continue
        last = row.entries[-1].at
        store.windows.put(key, msgspec.structs.replace(row, fired=now))
        where, length = _where(row, window), _words(window.over)
        note = f"No such event{where} for {length}; the last came at {last:%Y-%m-%d %H:%M} UTC."
        found.append((Fired(row.group, f"{row.last.event_id} {last.isoformat()}", note), row.last))
    return found


def _span(entries: tuple[Entry, ...], now: datetime) -> str:
    return _words(now - min(entry.at for entry in entries))


def _words(length: timedelta) -> str:
    seconds = length.total_seconds()
    for unit, size in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:.0f} seconds"
