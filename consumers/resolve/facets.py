"""What of a mention, and of an event so far, decides whether the two tell of one act."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType

import msgspec

from agent.records import Actor, EventDate, Mention, Status

PLAN_HORIZON = 21
"""Days ahead in which a planned act of unnamed date may take place."""


class Span(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The days on which an act may have taken place, as proleptic ordinals, both inclusive."""

    first: int
    last: int
    stated: bool = False
    """Whether the text names the day; else it follows from the publication alone."""

    @property
    def exact(self) -> bool:
        """Whether it is one day."""
        return self.first == self.last

    def gap(self, other: Span) -> int:
        """Return the days between the two spans; 0 if they overlap."""
        return max(0, self.first - other.last, other.first - self.last)


def span_of(stated: EventDate | None, status: Status, published: date) -> Span | None:
    """Return the days that a mention's date allows; None when nothing is known of it.

    Args:
        stated: The mention's date.
        status: A date that is only that of publication means "just now" for what occurred, "soon" for a plan.
        published: Day of the report, UTC.
    """
    if stated is None:
        return None
    if stated.basis == "published":
        day = published.toordinal()
        return Span(day, day + PLAN_HORIZON) if status == "planned" else Span(day - 1, day)
    try:
        year, *rest = (int(part) for part in stated.value.split("-"))
        if stated.precision == "day" and len(rest) > 1:
            day = date(year, rest[0], rest[1]).toordinal()
            return Span(day, day, stated=True)
        if rest:
            last = calendar.monthrange(year, rest[0])[1]
            return Span(date(year, rest[0], 1).toordinal(), date(year, rest[0], last).toordinal(), stated=True)
        return Span(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal(), stated=True)
    except ValueError:
        return None  # no such day: the act is kept, its date is not


class Facets(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """One mention, or all mentions of one event together, as matching sees them.

    For a mention every count is 1; for an event it says how many of its reports agree.
    """

    reports: int
    type: str
    modes: dict[str, int]
    status: Status
    actors: dict[str, int]
    recipients: dict[str, int]
    persons: dict[str, tuple[str, ...]]
    """Party -> gazetteer ids of its officials."""
    roles: dict[str, tuple[str, ...]]
    """Party -> offices named for it."""
    span: Span | None
    places: tuple[str, ...] = ()
    """Places as ``kind:name``, the most reported first."""
    place_countries: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    published: tuple[int, int] = (0, 0)
    """Days of the first and the last report, as ordinals."""

    @property
    def parties(self) -> frozenset[str]:
        """All who take part, in whichever role."""
        return frozenset(self.actors) | frozenset(self.recipients)

    @property
    def mode(self) -> str:
        """The mode that most reports give, or an empty string."""
        return max(self.modes, key=lambda mode: (self.modes[mode], mode), default="")

    def core(self, side: Mapping[str, int]) -> frozenset[str]:
        """Return those parties of ``side`` that at least half of the reports name."""
        return frozenset(party for party, count in side.items() if 2 * count >= self.reports)


def facets_of(mention: Mention, published: datetime, kinds: Mapping[str, str] = MappingProxyType({})) -> Facets:
    """Return the facets of one mention.

    Args:
        mention: The mention.
        published: When its article was published (or first seen).
        kinds: Place name -> ``country``, ``city``, ``venue``; of an unknown place, city. Only places of one kind can
            contradict each other: a palace stands in a city, a city in a country.
    """
    day = published.date()
    return Facets(
        reports=1,
        type=mention.type,
        modes={mention.mode: 1} if mention.mode else {},
        status=mention.status,
        actors=dict.fromkeys((actor.party for actor in mention.actors), 1),
        recipients=dict.fromkeys((actor.party for actor in mention.recipients), 1),
        persons=_by_party(mention, "person"),
        roles=_by_party(mention, "role"),
        span=span_of(mention.date, mention.status, day),
        places=(f"{kinds.get(mention.place.name, 'city')}:{mention.place.name}",) if mention.place is not None else (),
        place_countries=(mention.place.country,) if mention.place is not None and mention.place.country else (),
        topics=mention.topics,
        published=(day.toordinal(), day.toordinal()),
    )


def _by_party(mention: Mention, field: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for actor in _actors(mention):
        value: str = getattr(actor, field)
        if value:
            found.setdefault(actor.party, {})[value] = None
    return {party: tuple(values) for party, values in found.items()}


def _actors(mention: Mention) -> Iterable[Actor]:
    yield from mention.actors
    yield from mention.recipients


def combine(members: Sequence[Facets], status: Status) -> Facets:
    """Return the facets of an event from those of its mentions.

    Args:
        members: One for each mention, the earliest report first; at least one.
        status: The event's status, which its reports decide in the order of their publication.
    """
    if len(members) == 1:
        return msgspec.structs.replace(members[0], status=status)
    return Facets(
        reports=len(members),
        type=members[0].type,
        modes=_tally(member.modes for member in members),
        status=status,
        actors=_tally(member.actors for member in members),
        recipients=_tally(member.recipients for member in members),
        persons=_union(member.persons for member in members),
        roles=_union(member.roles for member in members),
        span=_narrowest(members, status),
        places=_ranked(member.places for member in members),
        place_countries=_ranked(member.place_countries for member in members),
        topics=_ranked(member.topics for member in members),
        published=(min(member.published[0] for member in members), max(member.published[1] for member in members)),
    )


def _tally(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for count in counts:
        for key, value in count.items():
            total[key] = total.get(key, 0) + value
    return total


def _union(values: Iterable[Mapping[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for value in values:
        for party, names in value.items():
            found.setdefault(party, {}).update(dict.fromkeys(names))
    return {party: tuple(sorted(names)) for party, names in found.items()}


def _ranked(values: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    counts: dict[str, int] = {}
    for value in values:
        for name in value:
            counts[name] = counts.get(name, 0) + 1
    return tuple(sorted(counts, key=lambda name: (-counts[name], name)))


def _narrowest(members: Sequence[Facets], status: Status) -> Span | None:
    """Return the span that most members of the event's own status give, the narrowest first."""
    telling = [m.span for m in members if m.span is not None and m.status == status]
    spans = telling or [m.span for m in members if m.span is not None]
    if not spans:
        return None
    counts: dict[Span, int] = {}
    for span in spans:
        counts[span] = counts.get(span, 0) + 1
    return min(counts, key=lambda span: (not span.stated, span.last - span.first, -counts[span], span.first))
