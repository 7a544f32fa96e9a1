"""A rule made ready to be applied to events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

import msgspec

from consumers.alerting.conditions import Condition, compile_feeds, compile_match
from consumers.alerting.facts import Facts
from consumers.alerting.feeds.facts import FeedFacts
from consumers.alerting.grouping import watched_values
from consumers.alerting.model import Rule

Matched = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule with its conditions as functions."""

    rule: Rule
    conditions: tuple[Condition, ...]
    exceptions: tuple[tuple[str, tuple[Condition, ...]], ...]
    window_id: str
    """Names the rule's window in the state; another one once an edit changes what the window counts."""
    watched: Mapping[str, frozenset[str]]
    """Field of an event -> the values that the rule asks for; what its window is kept apart by."""

    def match(self, facts: Facts | FeedFacts, missing: dict[str, int]) -> Matched | None:
        """Return condition -> values that satisfied it; None when the rule does not match.

        Args:
            facts: The event, or what has become of a feed.
            missing: Where conditions are counted that failed because the field is not there.
        """
        matched: Matched = {}
        for condition in self.conditions:
            values = condition.check(facts)
            if values is None:
                if condition.value is not None and not condition.value(facts):
                    missing[condition.name] = missing.get(condition.name, 0) + 1
                return None
            matched[condition.name] = values
        return None if self.exceptions and self.exception(facts) else matched

    def exception(self, facts: Facts | FeedFacts) -> str:
        """Return the name of the first exception that holds, or nothing."""
        for name, conditions in self.exceptions:
            if all(condition.check(facts) is not None for condition in conditions):
                return name
        return ""


def compile_rule(rule: Rule) -> CompiledRule:
    """Return ``rule`` ready for use."""
    window = msgspec.json.encode(rule.window)
    return CompiledRule(
        rule=rule,
        conditions=compile_feeds(rule.feeds) if rule.feeds else compile_match(rule.match),
        exceptions=tuple((name, compile_match(match)) for name, match in rule.exceptions.items()),
        watched=watched_values(rule.match) if rule.window else {},
        window_id=f"{rule.id}#{blake2b(window, digest_size=4).hexdigest()}" if rule.window else "",
    )
