"""What the alert stage remembers, and how it forgets.

Everything runs on the time of the records: rows expire when the stream has passed their day, so that reading an old
log anew decides as the first reading did.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import msgspec

from agent.records import Alert, Event
from agent.state import Table, Tables

KEEP = timedelta(days=14)
"""How long a rule remembers an event after its last revision. The resolver stops revising events sooner."""

SKEW = timedelta(hours=1)
"""How far clocks of producers may differ. What lies further ahead was stamped by a clock that was wrong for a while;
it must not stop the time of the stream, and with it every cooldown, until that moment comes."""

_TOUCH = timedelta(days=7)
"""A remembered event is written again only when so little of its time is left: copies cost no state traffic."""


class Handled(msgspec.Struct, frozen=True, kw_only=True):
    """An event that a rule has dealt with."""

    rule: str
    event: str
    statuses: tuple[str, ...]
    revision: int
    expires: datetime
    escalated: bool = False
    alerted: bool = False
    """An alert was published, and not taken back."""
    windows: tuple[str, ...] = ()
    """Keys of the windows in which it was counted."""


class Cooldown(msgspec.Struct, frozen=True, kw_only=True):
    """A key that has alerted a short while ago."""

    since: datetime
    expires: datetime
    held_back: int = 0
    shadow: bool = False
    """Begun by a rule in its shadow stage; says nothing once the rule is live."""


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """One event in a window."""

    event: str
    at: datetime
    value: str = ""


class WindowRow(msgspec.Struct, frozen=True, kw_only=True):
    """One window of one group."""

    window: str
    group: str
    expires: datetime
    entries: tuple[Entry, ...] = ()
    fired: datetime | None = None
    last: Event | None = None
    """The latest matching event, kept by absence windows."""


class Watch(msgspec.Struct, frozen=True, kw_only=True):
    """When a windowed rule first matched anything."""

    since: datetime
    expires: datetime


class Limited(msgspec.Struct, frozen=True, kw_only=True):
    """When a rule with a limit alerted last."""

    times: tuple[datetime, ...]
    expires: datetime


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """An alert that waits for the end of quiet hours."""

    alert: Alert
    key: str


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """How far the stream has come."""

    now: datetime
    swept: date


_EXPIRING = ("handled", "cooldowns", "windows", "watches", "limits")


def is_recent(at: datetime, now: datetime, length: timedelta) -> bool:
    """Return whether ``at`` is less than ``length`` ago, and no further ahead than clocks differ."""
    return -SKEW <= now - at < length


def _day(row: Handled | Cooldown | WindowRow | Watch | Limited) -> tuple[str]:
    return (row.expires.date().isoformat(),)


def alert_tables() -> Tables:
    """Return the empty state of the alert stage."""
    return Tables(
        Table("handled", Handled, {"event": lambda row: (row.event,), "day": _day}),
        Table("cooldowns", Cooldown, {"day": _day}),
        Table("windows", WindowRow, {"window": lambda row: (row.window,), "day": _day}),
        Table("watches", Watch, {"day": _day}),
        Table("limits", Limited, {"day": _day}),
        Table("held", Held, {"event": lambda row: (row.alert.subject_id,)}),
        Table("clock", Clock),
    )


class Store:
    """Typed access to the tables of one task."""

    def __init__(self, tables: Tables) -> None:
        self.handled: Table[Handled] = tables["handled"]
        self.cooldowns: Table[Cooldown] = tables["cooldowns"]
        self.windows: Table[WindowRow] = tables["windows"]
        self.watches: Table[Watch] = tables["watches"]
        self.limits: Table[Limited] = tables["limits"]
        self.held: Table[Held] = tables["held"]
        self._clock: Table[Clock] = tables["clock"]
        self._tables = tables

    @property
    def stream_time(self) -> datetime | None:
        """The latest time seen on a record."""
        row = self._clock.get("clock")
        return row.now if row else None

    def advance(self, now: datetime) -> datetime:
        """Take note of a record's time; on a new day forget what expired before it.

        Returns:
            The time to decide by: the record's, or that of an earlier one that is a little ahead.
        """
        row = self._clock.get("clock")
        if row is None:
            self._clock.put("clock", Clock(now=now, swept=now.astimezone(UTC).date() - timedelta(days=1)))
            return now
        if now < row.now - SKEW:
            self._clock.put("clock", Clock(now=now, swept=now.astimezone(UTC).date() - timedelta(days=1)))
            return now
        now = max(now, row.now)
        today = now.astimezone(UTC).date()
        if today - timedelta(days=1) > row.swept:
            self._sweep(row.swept, today)
            self._clock.put("clock", Clock(now=now, swept=today - timedelta(days=1)))
        elif now - row.now >= timedelta(minutes=1):  # often enough for absence, seldom enough for the changelog
            self._clock.put("clock", Clock(now=now, swept=row.swept))
        return now

    def _sweep(self, swept: date, today: date) -> None:
        for name in _EXPIRING:
            table = self._tables[name]
            for number in range(1, (today - swept).days):
                for key, _ in table.find("day", (swept + timedelta(days=number)).isoformat()):
                    table.delete(key)

    def handled_by(self, rule_id: str, event_id: str) -> Handled | None:
        """Return what a rule remembers of an event."""
        return self.handled.get(f"{rule_id}|{event_id}")

    def remember(self, row: Handled) -> None:
        """Keep what a rule remembers of an event."""
        self.handled.put(f"{row.rule}|{row.event}", row)

    def handle(
        self,
        rule_id: str,
        event: Event,
        now: datetime,
        *,
        escalated: bool = False,
        every_revision: bool = False,
        windows: Iterable[str] = (),
    ) -> None:
        """Note that a rule has dealt with a revision of an event; writes only what is news."""
        row = self.handled_by(rule_id, event.event_id)
        expires = now + KEEP
        if row is None:
            self.remember(
                Handled(
                    rule=rule_id,
                    event=event.event_id,
                    statuses=(event.status,),
                    revision=event.revision,
                    expires=expires,
                    escalated=escalated,
                    windows=tuple(windows),
                )
            )
            return
        statuses = row.statuses if event.status in row.statuses else (*row.statuses, event.status)
        changed = statuses != row.statuses or (escalated and not row.escalated)
        if changed or row.expires - now < _TOUCH or (every_revision and event.revision > row.revision):
            self.remember(
                msgspec.structs.replace(
                    row,
                    statuses=statuses,
                    revision=max(row.revision, event.revision),
                    escalated=row.escalated or escalated,
                    expires=max(row.expires, expires),
                )
            )

    def mark_alerted(self, rule_id: str, event_id: str, *, alerted: bool = True) -> None:
        """Note that an alert of a rule for an event was published, or taken back."""
        row = self.handled_by(rule_id, event_id)
        if row is not None and row.alerted is not alerted:
            self.remember(msgspec.structs.replace(row, alerted=alerted))

    def alerted_by(self, event_id: str) -> list[str]:
        """Return the ids of the rules whose alerts for an event stand."""
        return [row.rule for _, row in self.handled.find("event", event_id) if row.alerted]

    def forget_event(self, event: Event) -> list[Held]:
        """Take back an event that no report supports, or that another one has taken in.

        It leaves every window, and the event that took it in inherits which rules have dealt with it, so that one
        act does not alert again under another id.

        Returns:
            Alerts of the event that were waiting for the end of quiet hours and will not come.
        """
        for _, row in self.handled.find("event", event.event_id):
            heir = self.handled_by(row.rule, event.merged_into) if event.merged_into else None
            renamed = event.merged_into if event.merged_into and heir is None else ""
            for key in row.windows:
                self._replace_in_window(key, event.event_id, renamed)
            if not event.merged_into:
                continue
            if heir is None:
                self.remember(msgspec.structs.replace(row, event=event.merged_into, revision=0))
            else:
                statuses = tuple(dict.fromkeys((*heir.statuses, *row.statuses)))
                joined = msgspec.structs.replace(
                    heir,
                    statuses=statuses,
                    escalated=heir.escalated or row.escalated,
                    alerted=heir.alerted or row.alerted,
                )
                if joined != heir:
                    self.remember(joined)
        if event.merged_into:
            return []
        waiting = self.held.find("event", event.event_id)
        for alert_id, _ in waiting:
            self.held.delete(alert_id)
        return [held for _, held in waiting]

    def _replace_in_window(self, key: str, event_id: str, renamed: str) -> None:
        row = self.windows.get(key)
        if row is None:
            return
        entries = tuple(
            msgspec.structs.replace(entry, event=renamed) if entry.event == event_id else entry
            for entry in row.entries
            if renamed or entry.event != event_id
        )
        if entries != row.entries:
            self.windows.put(key, msgspec.structs.replace(row, entries=entries))
