"""The fields of an event that windows and cooldowns go by."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping

from consumers.alerting.conditions import pairs_of
from consumers.alerting.facts import Facts
from consumers.alerting.model import Match, Sets

MAX_GROUPS = 100
"""A summit of forty states has 780 dyads; beyond this many groups the rest are not counted."""


def _dyad(pair: tuple[str, str]) -> str:
    return f"{min(pair)}~{max(pair)}"


def _dyads(facts: Facts) -> list[str]:
    return sorted(set(map(_dyad, facts.pairs)))


EACH: Mapping[str, Callable[[Facts], Iterable[str]]] = {
    "event": lambda facts: (facts.event.event_id,),
    "dyad": _dyads,
    "parties": lambda facts: sorted(facts.parties),
    "countries": lambda facts: sorted(facts.countries),
    "actors": lambda facts: sorted(facts.actors),
    "recipients": lambda facts: sorted(facts.recipients),
    "people": lambda facts: sorted(facts.people),
    "roles": lambda facts: sorted(facts.roles),
    "type": lambda facts: (facts.event.type,),
    "mode": lambda facts: (facts.event.mode,),
    "status": lambda facts: (facts.event.status,),
    "topics": lambda facts: sorted(facts.topics),
    "outlets": lambda facts: sorted(facts.outlets),
    "languages": lambda facts: sorted(facts.languages),
}
"""Field -> its values in an event, in a fixed order."""


def watched_values(match: Match) -> dict[str, frozenset[str]]:
    """Return the values that a rule asks for, by the field whose conditions name them.

    A rule on Gulf states that counts by country is to count Gulf states, not whoever they deal with.
    """
    watched = {field: sets for field in EACH if isinstance(sets := getattr(match, field, None), Sets)}
    found = {field: frozenset((*sets.any, *sets.all, *sets.only)) for field, sets in watched.items()}
    if match.dyads:
        found["dyad"] = frozenset(map(_dyad, pairs_of(match.dyads)))
    return {field: values for field, values in found.items() if values}


def watched_of(facts: Facts, field: str, watched: Mapping[str, frozenset[str]]) -> list[str]:
    """Return the values of a field in an event, of those that the rule asks for where it names any."""
    values = EACH[field](facts)
    return [value for value in values if value in watched[field]] if field in watched else list(values)


def groups(facts: Facts, fields: tuple[str, ...], watched: Mapping[str, frozenset[str]]) -> list[str]:
    """Return the windows that an event falls into: one for each combination of the fields' watched values."""
    if not fields:
        return [""]
    combinations = itertools.product(*(watched_of(facts, field, watched) for field in fields))
    return ["|".join(values) for values in itertools.islice(combinations, MAX_GROUPS)]


def notify_key(rule_id: str, facts: Facts, fields: tuple[str, ...]) -> str:
    """Return the key that tells alerts of a rule apart; alerts with one key share a cooldown and a partition.

    An act of one party has no dyad and goes by the party; what has none of the fields stands alone, so that it never
    falls under the cooldown of something else.
    """
    if not fields:
        return rule_id
    values = ["+".join(EACH[field](facts) or (sorted(facts.parties) if field == "dyad" else ())) for field in fields]
    return "|".join((rule_id, *(values if any(values) else (facts.event.event_id,))))
