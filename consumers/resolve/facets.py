"""What of a mention, and of an event so far, decides whether the two tell of one act."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

import msgspec

from agent.records import EventDate, Mention, Status
from consumers.resolve.once import once
from consumers.resolve.wording import Wording, wording

_ONE_MODE = {
    "CONSULT": frozenset({"meeting", "visit", "multilateral", "mediation", ""}),
    "ACCUSE": frozenset({"disapprove", "allege", ""}),
}
"""Modes of a type that reports of one act use for each other; any other mode fits itself and none."""

PLAN_HORIZON = 21
"""Days ahead in which a planned act of unnamed date may take place."""


MOST_APART = 2
"""Days between two reports' dates of one act, at the most."""

_TELLINGS = 6

LASTING = frozenset(
    {
        ("SANCTION", "recall"),
        ("SANCTION", "expel"),
        ("SANCTION", "break"),
        ("SANCTION", "withdraw"),
        ("SUPPORT", "sign"),
        ("SUPPORT", "recognise"),
        ("SUPPORT", "relations"),
        ("ACCUSE", "summon"),
    }
)
"""Acts that the same parties do not repeat within days: a day's difference is a difference of reports."""

_ONCE = LASTING - {("SUPPORT", "sign"), ("ACCUSE", "summon")}
"""Those of them that are news once: what a text tells of them without a day may be days old."""

_BETWEEN = frozenset({("SANCTION", "break"), ("SUPPORT", "relations"), ("SUPPORT", "sign")})
"""Acts that make or undo what two have between them: whoever is told to have done it, it is done once."""

_TOLD_AGAIN = 12
"""Days for which such an act is recalled in other news without its day."""

_LATE = 6
"""Days by which such an act may come later than planned: embassies open and treaties are signed when all is ready."""


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


class Told(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How many reports give one date and status."""

    span: Span | None
    status: Status
    reports: int = 1


class Facets(msgspec.Struct, frozen=True, array_like=True, kw_only=True, dict=True):
    """One mention, or all mentions of one event together, as matching sees them.

    For a mention every count is 1; for an event it says how many of its reports agree. A further report adds to the
    counts, so that nothing but them is needed to go on.
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
    dates: tuple[Told, ...]
    places: dict[str, int]
    """Places as ``kind:name``."""
    place_countries: dict[str, int]
    published: tuple[int, int]
    """Days of the first and the last report, as ordinals."""
    lone: bool = False
    """Whether a report names one party alone."""
    said: tuple[Wording, ...] = ()
    """What an act made of words was said to be about, by the first few reports in different words."""

    @once
    def parties(self) -> frozenset[str]:
        """All who take part, in whichever role."""
        return frozenset(self.actors) | frozenset(self.recipients)

    @once
    def alone(self) -> bool:
        """Whether one party is all that is known."""
        return len(self.actors) + len(self.recipients) == 1

    @once
    def mode(self) -> str:
        """The mode that most reports give, or an empty string."""
        return max(self.modes, key=lambda mode: (self.modes[mode], mode), default="")

    @once
    def span(self) -> Span | None:
        """The days that most reports of the event's own status give, the narrowest first."""
        dated = [told for told in self.dates if told.span is not None]
        counts: dict[Span, int] = {}
        for told in [told for told in dated if told.status == self.status] or dated:
            if told.span is not None:
                counts[told.span] = counts.get(told.span, 0) + told.reports
        return min(
            counts, key=lambda span: (not span.stated, span.last - span.first, -counts[span], span.first), default=None
        )

    @once
    def acting(self) -> frozenset[str]:
        """Who acts, by any report."""
        return frozenset(self.actors)

    @once
    def receiving(self) -> frozenset[str]:
        """To whom, by any report."""
        return frozenset(self.recipients)

    @once
    def core(self) -> frozenset[str]:
        """Those parties that at least half of the reports name, in whichever role."""
        return self._core(self.actors) | self._core(self.recipients)

    @once
    def core_acting(self) -> frozenset[str]:
        """Those actors that at least half of the reports name."""
        return self._core(self.actors)

    @once
    def core_receiving(self) -> frozenset[str]:
        """Those recipients that at least half of the reports name."""
        return self._core(self.recipients)

    @once
    def place_kinds(self) -> frozenset[str]:
        """Kinds of the places named: country, city, venue."""
        return frozenset(place.partition(":")[0] for place in self.places)

    def _core(self, side: Mapping[str, int]) -> frozenset[str]:
        if self.reports <= 2:  # noqa: PLR2004 - any one of two is half of them
            return frozenset(side)
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
    actors = dict.fromkeys((actor.party for actor in mention.actors), 1)
    recipients = dict.fromkeys((actor.party for actor in mention.recipients), 1)
    if (mention.type, mention.mode) in _BETWEEN:
        actors, recipients = actors | recipients, {}
    place = mention.place
    return Facets(
        reports=1,
        type=mention.type,
        modes={mention.mode: 1} if mention.mode else {},
        status=mention.status,
        actors=actors,
        recipients=recipients,
        persons=_by_party(mention, "person"),
        roles=_by_party(mention, "role"),
        dates=(Told(_span(mention, day), mention.status),),
        places={f"{kinds.get(place.name, 'city')}:{place.name}": 1} if place is not None else {},
        place_countries={place.country: 1} if place is not None and place.country else {},
        published=(day.toordinal(), day.toordinal()),
        lone=len(actors.keys() | recipients.keys()) == 1,
        said=tuple(filter(None, (wording(mention),))),
    )


def _span(mention: Mention, published: date) -> Span | None:
    span = span_of(mention.date, mention.status, published)
    if span is not None and span.exact and mention.status == "planned" and (mention.type, mention.mode) in LASTING:
        return Span(span.first, span.last + _LATE, stated=True)
    if span is not None and not span.stated and mention.status == "occurred" and (mention.type, mention.mode) in _ONCE:
        return Span(span.last - _TOLD_AGAIN, span.last)
    return span


def _by_party(mention: Mention, field: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for side in (mention.actors, mention.recipients):
        for actor in side:
            value: str = getattr(actor, field)
            if value:
                known = found.get(actor.party, ())
                if value not in known:
                    found[actor.party] = (*known, value)
    return found


def joined(event: Facets, report: Facets) -> Facets:
    """Return the facets of an event together with those of one more mention, published after all others.

    Args:
        event: The event so far.
        report: The facets of the mention.
    """
    return Facets(
        reports=event.reports + report.reports,
        type=event.type,
        modes=_added(event.modes, report.modes),
        status=next_status(event.status, report.status),
        actors=_added(event.actors, report.actors),
        recipients=_added(event.recipients, report.recipients),
        persons=_united(event.persons, report.persons),
        roles=_united(event.roles, report.roles),
        dates=_dated(event.dates, report.dates),
        places=_added(event.places, report.places),
        place_countries=_added(event.place_countries, report.place_countries),
        published=(
            min(event.published[0], report.published[0]),
            max(event.published[1], report.published[1]),
        ),
        lone=event.lone or report.lone,
        said=tuple(dict.fromkeys((*event.said, *report.said)))[:_TELLINGS] if report.said else event.said,
    )


def modes_fit(one: Facets, other: Facets) -> bool:
    """Whether two reports' modes can be those of one act: the same, one not named, or of one family."""
    first, second = one.mode, other.mode
    if first == second or not first or not second:
        return True
    family = _ONE_MODE.get(one.type)
    return family is not None and first in family and second in family


def next_status(status: Status, said: Status) -> Status:
    """Return an event's status after one more report.

    A plan told after the act does not undo it; a denial, or a new report that it took place, changes whatever was
    said before.

    Args:
        status: The status after the reports before.
        said: What the next report says, by publication.
    """
    return said if said != "planned" or status == "denied" else status


def _added(counts: dict[str, int], more: dict[str, int]) -> dict[str, int]:
    if not more:
        return counts
    total = dict(counts)
    for key, value in more.items():
        total[key] = total.get(key, 0) + value
    return total


def _united(known: dict[str, tuple[str, ...]], more: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    total = known
    for party, names in more.items():
        have = total.get(party, ())
        if not all(name in have for name in names):
            if total is known:
                total = dict(known)
            total[party] = tuple(sorted({*have, *names}))
    return total


def _dated(known: tuple[Told, ...], more: tuple[Told, ...]) -> tuple[Told, ...]:
    total = list(known)
    for said in more:
        for n, told in enumerate(total):
            if told.span == said.span and told.status == said.status:
                total[n] = Told(told.span, told.status, told.reports + said.reports)
                break
        else:
            total.append(said)
    return tuple(total)
