"""The rules in force: compiled, indexed, and replaced as a whole."""

from __future__ import annotations

from collections.abc import Mapping

from consumers.alerting.compiled import CompiledRule, Matched, compile_rule
from consumers.alerting.facts import Facts
from consumers.alerting.index import RuleIndex
from consumers.alerting.model import Rule, RuleFile


class RuleSet:
    """An immutable set of rules."""

    def __init__(self, content: RuleFile, source: str = "") -> None:
        """Compile and index the rules of a file.

        Args:
            content: The checked content of a rules file.
            source: Where it was read from, for people.
        """
        self.content = content
        self.source = source
        in_force = [compile_rule(rule) for rule in content.rules if rule.stage != "off"]
        self.compiled: tuple[CompiledRule, ...] = tuple(rule for rule in in_force if not rule.rule.feeds)
        self.feeds: tuple[CompiledRule, ...] = tuple(rule for rule in in_force if rule.rule.feeds)
        self.absences = tuple(
            rule for rule in self.compiled if rule.rule.window and rule.rule.window.type == "absence"
        )
        self._index = RuleIndex(self.compiled)
        self._by_id: Mapping[str, CompiledRule] = {rule.rule.id: rule for rule in in_force}

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule of the file, those that are off too."""
        return self.content.rules

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, rule_id: str) -> CompiledRule | None:
        """Return the rule of that id if it is in force."""
        return self._by_id.get(rule_id)

    def matches(self, facts: Facts, missing: dict[str, int]) -> list[tuple[CompiledRule, Matched]]:
        """Return the rules that match an event, and what satisfied each, in the order of the file."""
        return _matches(self._index.candidates(facts), facts, missing)

    def matches_linear(self, facts: Facts, missing: dict[str, int]) -> list[tuple[CompiledRule, Matched]]:
        """Return the same as :meth:`matches` by trying every rule; what the index is measured against."""
        return _matches(self.compiled, facts, missing)


def _matches(
    rules: tuple[CompiledRule, ...] | list[CompiledRule], facts: Facts, missing: dict[str, int]
) -> list[tuple[CompiledRule, Matched]]:
    found = []
    for rule in rules:
        matched = rule.match(facts, missing)
        if matched is not None:
            found.append((rule, matched))
    return found
