"""An event as conditions see it: its sets and pairs, worked out once for all rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from agent.records import Event

_DAY = timedelta(days=1)


class Facts:
    """What an event offers to the conditions of rules."""

    __slots__ = (
        "actors", "countries", "event", "forum", "languages", "mode", "mutual", "now", "offices", "organisations",
        "outlets", "pairs", "parties", "people", "place", "recipients", "roles", "status", "topics", "type",
    )  # fmt: skip

    def __init__(self, event: Event, now: datetime) -> None:
        """Work out the sets.

        Args:
            event: The event.
            now: When it was written to the log.
        """
        self.event = event
        self.now = now
        everyone = event.actors + event.recipients
        self.actors = frozenset([actor.party for actor in event.actors])
        self.recipients = frozenset([actor.party for actor in event.recipients])
        self.parties = self.actors | self.recipients
        self.organisations = frozenset([code for code in self.parties if code.startswith("org:")])
        self.countries = self.parties - self.organisations
        self.people = frozenset([actor.person for actor in everyone if actor.person])
        self.roles = frozenset([actor.role for actor in everyone if actor.role])
        self.offices = frozenset([f"{actor.party}/{actor.role}" for actor in everyone if actor.role])
        self.mutual = not self.recipients
        others = self.actors if self.mutual else self.recipients
        self.pairs = frozenset([(actor, other) for actor in self.actors for other in others if actor != other])
        self.topics = frozenset(event.topics)
        self.languages = frozenset([source.language for source in event.sources if source.language])
        self.outlets = frozenset([source.outlet for source in event.sources if source.outlet])
        self.type = frozenset((event.type,))
        self.mode = frozenset((event.mode,)) if event.mode else frozenset()
        self.status = frozenset((event.status,))
        self.forum = frozenset((event.forum,)) if event.forum else frozenset()
        self.place = frozenset((event.place.country,)) if event.place and event.place.country else frozenset()

    def age(self, of: str) -> timedelta | None:
        """Return an age, never below zero; None where the event does not say.

        An act without a date is as old as its first report; one dated by month or year is as young as it can be.

        Args:
            of: ``date`` for that of the act now, ``first_seen`` for that of its first report now, ``when_reported``
                for that of the act when it was first reported.
        """
        event = self.event
        seen = None if event.first_seen is None else aware(event.first_seen)
        ended = _end_of(event.date.value) if event.date else None
        until = seen if of == "when_reported" else self.now
        since = seen if of == "first_seen" or ended is None else ended
        return None if until is None or since is None else max(timedelta(), until - since)


def aware(moment: datetime) -> datetime:
    """Return ``moment`` in UTC; one without a zone, which another producer may have written, is taken as UTC."""
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _end_of(value: str) -> datetime | None:
    """Return the end of the day, month or year that ``value`` names, or None when it names none."""
    try:
        if len(value) == 4:  # noqa: PLR2004 - YYYY
            last = date(int(value), 12, 31)
        elif len(value) == 7:  # noqa: PLR2004 - YYYY-MM
            first = date.fromisoformat(f"{value}-01")
            last = (first.replace(day=28) + 4 * _DAY).replace(day=1) - _DAY
        else:
            last = date.fromisoformat(value)
        return datetime.combine(last, time(), UTC) + _DAY
    except (ValueError, OverflowError):
        return None
