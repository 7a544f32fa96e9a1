"""Finding the few rules that an event can match at all.

For each event type on which it can fire a rule is filed under the values of one condition of which an event must have
at least one: the condition whose values are rarest in the news. An event then looks up its own values; rules that
demand nothing of the kind are tried on every event of the type. What is found is a superset of what matches, in the
order of the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from consumers.alerting.compiled import CompiledRule
from consumers.alerting.conditions import pairs_of
from consumers.alerting.facts import Facts
from consumers.alerting.model import Match, Sets
from consumers.alerting.vocabulary import EVENT_TYPES

Key = tuple[str, ...]

# Field of a match -> (attribute of Facts, how often one value of it occurs in the news, roughly).
_FIELDS: dict[str, tuple[str, float]] = {
    "people": ("people", 0.003),
    "offices": ("offices", 0.01),
    "organisations": ("parties", 0.01),
    "parties": ("parties", 0.03),
    "countries": ("parties", 0.03),
    "actors": ("parties", 0.03),
    "recipients": ("parties", 0.03),
    "topics": ("topics", 0.05),
    "forums": ("forum", 0.02),
    "places": ("place", 0.02),
    "modes": ("mode", 0.08),
    "roles": ("roles", 0.2),
}
_DYAD_RARITY = 0.002


def _required(match: Match) -> Iterable[tuple[float, list[Key]]]:
    """Yield, for each condition that can be filed, how common its values are and the keys to file it under."""
    if match.dyads:
        pairs = pairs_of(match.dyads)
        yield _DYAD_RARITY * len(pairs), [("pairs", *pair) for pair in pairs]
    for name, (attribute, rarity) in _FIELDS.items():
        sets = getattr(match, name)
        if sets is None:
            continue
        if sets.all:
            # The last in the alphabet is as good as any: all must be there.
            yield rarity, [(attribute, max(sets.all))]
        elif sets.any or sets.only:
            values = sets.any or sets.only
            yield rarity * len(values), [(attribute, value) for value in values]


class RuleIndex:
    """Rules by what an event must have to match them, apart for each type of event."""

    def __init__(self, rules: Sequence[CompiledRule]) -> None:
        """File ``rules``; their order is kept."""
        self._rules = tuple(rules)
        self._of_type = {kind: _TypeIndex() for kind in EVENT_TYPES}
        for number, rule in enumerate(self._rules):
            options = sorted(_required(rule.rule.match), key=lambda option: option[0])
            keys = options[0][1] if options else []
            types = rule.rule.match.types or Sets()
            for kind, index in self._of_type.items():
                if (not types.any or kind in types.any) and kind not in types.none:
                    index.file(number, keys)

    def candidates(self, facts: Facts) -> list[CompiledRule]:
        """Return the rules that may match, each once, in the order of the file."""
        rules = self._rules
        return [rules[number] for number in sorted(self._of_type[facts.event.type].find(facts))]


class _TypeIndex:
    """The rules that can match events of one type, by number."""

    __slots__ = ("_always", "_by_pair", "_by_value")

    def __init__(self) -> None:
        self._always: list[int] = []
        self._by_pair: dict[tuple[str, str], list[int]] = {}
        self._by_value: dict[str, dict[str, list[int]]] = {}

    def file(self, number: int, keys: Sequence[Key]) -> None:
        if not keys:
            self._always.append(number)
        for attribute, *values in keys:
            if attribute == "pairs":
                self._by_pair.setdefault((values[0], values[1]), []).append(number)
            else:
                self._by_value.setdefault(attribute, {}).setdefault(values[0], []).append(number)

    def find(self, facts: Facts) -> set[int]:
        found = set(self._always)
        by_pair = self._by_pair
        if by_pair:
            for pair in facts.pairs:
                if pair in by_pair:
                    found.update(by_pair[pair])
        for attribute, filed in self._by_value.items():
            for value in getattr(facts, attribute):
                if value in filed:
                    found.update(filed[value])
        return found
