"""Conditions of a rule, compiled: the one evaluator behind matching, explaining, testing and backtesting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from consumers.alerting.facts import Facts
from consumers.alerting.model import Age, Dyad, FeedMatch, Match, Range, Sets

Values = list[str]
Check = Callable[[Any], Values | None]
"""From the facts of an event, or of a feed."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a rule."""

    name: str
    """The key in the rules file."""
    wanted: str
    """What the rule asks for, for people."""
    check: Check
    """Return the event's values that satisfy it, or None when it does not hold."""
    found: Callable[[Any], Values]
    """Return what the event has where the condition looks."""
    value: Callable[[Any], object] | None = None
    """Return the field itself, where an event without it fails for want of it."""


def compile_match(match: Match) -> tuple[Condition, ...]:
    """Return the conditions of ``match``, those that cost least and fail most first."""
    return tuple(_conditions(match))


def compile_feeds(match: FeedMatch) -> tuple[Condition, ...]:
    """Return the conditions on what has become of a feed."""
    return tuple(
        set_condition(name, sets, attrgetter(attribute))
        for name, attribute in _FEED_SETS.items()
        if (sets := getattr(match, name)) is not None
    )


# Key in the rules file -> attribute of FeedFacts.
_FEED_SETS = {
    "states": "state",
    "was": "was",
    "feeds": "feed",
    "outlets": "outlet",
    "languages": "language",
    "countries": "country",
}
# Key in the rules file -> attribute of Facts.
_SETS = {
    "types": "type",
    "modes": "mode",
    "status": "status",
    "people": "people",
    "parties": "parties",
    "countries": "countries",
    "organisations": "organisations",
    "actors": "actors",
    "recipients": "recipients",
    "offices": "offices",
    "roles": "roles",
    "topics": "topics",
    "forums": "forum",
    "places": "place",
    "languages": "languages",
    "outlets": "outlets",
}
_NUMBERS = ("score", "confidence", "independent_sources")


def _conditions(match: Match) -> Iterator[Condition]:
    for name, attribute in _SETS.items():
        sets: Sets | None = getattr(match, name)
        if sets is not None:
            yield set_condition(name, sets, attrgetter(attribute))
    if match.dyads:
        yield _dyad_condition(match.dyads)
    for name in _NUMBERS:
        bounds: Range | None = getattr(match, name)
        if bounds is not None:
            yield _number_condition(name, bounds)
    if match.age is not None:
        yield _age_condition(match.age)


def set_condition(name: str, sets: Sets, of: Callable[[Any], frozenset[str]]) -> Condition:
    """Return the condition that ``sets`` puts on a set of values.

    Args:
        name: The key in the rules file.
        sets: What is asked for.
        of: From facts to the values.
    """
    wanted_any, wanted_all, unwanted, only = map(frozenset, (sets.any, sets.all, sets.none, sets.only))
    absent = [f"none of {', '.join(sets.none)}"] if unwanted else []

    def check_any(facts: Any) -> Values | None:
        hits = wanted_any & of(facts)
        return sorted(hits) if hits else None

    def check(facts: Any) -> Values | None:
        values = of(facts)
        if not (wanted_all <= values and unwanted.isdisjoint(values)):
            return None
        hits = wanted_any & values
        if (wanted_any and not hits) or (only and not (values and values <= only)):
            return None
        return [*sorted(hits | wanted_all | (values & only)), *absent]

    asked = (("any", sets.any), ("all", sets.all), ("none", sets.none), ("only", sets.only))
    parts = [f"{word} of {_some(values)}" for word, values in asked if values]
    return Condition(
        name=name,
        wanted=" and ".join(parts),
        check=check if wanted_all or unwanted or only else check_any,
        found=lambda facts: sorted(of(facts)),
        value=of if wanted_any or wanted_all or only else None,
    )


def pairs_of(dyads: Iterable[Dyad]) -> frozenset[tuple[str, str]]:
    """Return the (actor, other) pairs that satisfy one of ``dyads``."""
    pairs = {(a, b) for dyad in dyads for a in dyad.left for b in dyad.right if a != b}
    pairs |= {(b, a) for dyad in dyads if not dyad.directed for a in dyad.left for b in dyad.right if a != b}
    return frozenset(pairs)


def _written(pairs: Iterable[tuple[str, str]], facts: Facts) -> Values:
    if facts.mutual:
        return sorted({f"{min(pair)} - {max(pair)}" for pair in pairs})
    return sorted([f"{a} -> {b}" for a, b in pairs])


def _dyad_condition(dyads: Sequence[Dyad]) -> Condition:
    wanted = pairs_of(dyads)

    def check(facts: Facts) -> Values | None:
        hits = facts.pairs & wanted
        return _written(hits, facts) if hits else None

    return Condition(
        name="dyads",
        wanted=" or ".join(dyad.text for dyad in dyads),
        check=check,
        found=lambda facts: _written(facts.pairs, facts),
        value=attrgetter("pairs"),
    )


def _number_condition(name: str, bounds: Range) -> Condition:
    low = float("-inf") if bounds.min is None else bounds.min
    high = float("inf") if bounds.max is None else bounds.max
    of: Callable[[Facts], float] = attrgetter(f"event.{name}")

    def check(facts: Facts) -> Values | None:
        value = of(facts)
        return [f"{value:g}"] if low <= value <= high else None

    ends = [f"{word} {end:g}" for word, end in (("at least", bounds.min), ("at most", bounds.max)) if end is not None]
    return Condition(name, " and ".join(ends), check, lambda facts: [f"{of(facts):g}"])


_AGES = {"date": "act", "first_seen": "first report", "when_reported": "act at its first report"}


def _age_condition(age: Age) -> Condition:
    def found(facts: Facts) -> Values:
        length = facts.age(age.of)
        return [] if length is None else [_length(length.total_seconds())]

    def check(facts: Facts) -> Values | None:
        length = facts.age(age.of)
        return None if length is None or length > age.max else [_length(length.total_seconds())]

    wanted = f"{_AGES[age.of]} at most {_length(age.max.total_seconds())} old"
    return Condition("age", wanted, check, found, found)


def _length(seconds: float) -> str:
    for unit, size in (("d", 86_400), ("h", 3600), ("m", 60)):
        if seconds >= size:
            return f"{seconds / size:.3g}{unit}"
    return f"{seconds:.0f}s"


def _some(values: Sequence[str], shown: int = 12) -> str:
    more = f" … ({len(values)})" if len(values) > shown else ""
    return f"[{', '.join(values[:shown])}{more}]"
