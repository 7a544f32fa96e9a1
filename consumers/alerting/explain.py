"""Why a rule did, or did not, match an event: every condition, by the evaluator that runs in production."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from consumers.alerting.compiled import CompiledRule
from consumers.alerting.conditions import Condition
from consumers.alerting.facts import Facts
from consumers.alerting.feeds.facts import FeedFacts


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """One condition and whether it holds."""

    condition: str
    holds: bool
    wanted: str
    found: list[str]
    """What the event has there."""


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """One rule on one event."""

    rule: str
    title: str
    event_id: str
    """Of the event, or of the feed."""
    revision: int
    matches: bool
    conditions: list[Verdict]
    exceptions: dict[str, list[Verdict]]
    """Exceptions of the rule; one of which every condition holds keeps the rule from matching."""
    note: str = ""
    """Why no alert may come though every condition holds."""


def _verdict(condition: Condition, facts: Facts | FeedFacts) -> Verdict:
    return Verdict(
        condition=condition.name,
        holds=condition.check(facts) is not None,
        wanted=condition.wanted,
        found=condition.found(facts),
    )


def explain(rule: CompiledRule, facts: Facts | FeedFacts) -> Explanation:
    """Return every condition of ``rule`` with its verdict on an event, or on what has become of a feed."""
    gone = _is_gone(facts)
    subject, revision = _subject(facts)
    note = "the event is withdrawn or merged into another: no rule matches it" if gone else ""
    if not note and rule.rule.window:
        note = f"a match is counted in the rule's {rule.rule.window.type} window"
    return Explanation(
        rule=rule.rule.id,
        title=rule.rule.title,
        event_id=subject,
        revision=revision,
        matches=not gone and rule.match(facts, {}) is not None,
        conditions=[_verdict(condition, facts) for condition in rule.conditions],
        exceptions={name: [_verdict(condition, facts) for condition in parts] for name, parts in rule.exceptions},
        note=note,
    )


def _is_gone(facts: Facts | FeedFacts) -> bool:
    return isinstance(facts, Facts) and (facts.event.withdrawn or bool(facts.event.merged_into))


def _subject(facts: Facts | FeedFacts) -> tuple[str, int]:
    if isinstance(facts, Facts):
        return facts.event.event_id, facts.event.revision
    return facts.health.feed, facts.health.revision


def first_failure(rule: CompiledRule, facts: Facts | FeedFacts) -> str:
    """Return the first thing that keeps ``rule`` from matching, in words; nothing when it matches."""
    if _is_gone(facts):
        return "the event is withdrawn"
    for condition in rule.conditions:
        if condition.check(facts) is None:
            found = ", ".join(condition.found(facts)) or "nothing"
            what = "event" if isinstance(facts, Facts) else "feed"
            return f"{condition.name} wants {condition.wanted}, the {what} has {found}"
    name = rule.exception(facts)
    return f"the exception {name!r} applies" if name else ""


def render(explanation: Explanation) -> Iterator[str]:
    """Yield the explanation as lines of a tree."""
    mark = "MATCH" if explanation.matches else "NO MATCH"
    yield f"{mark}  {explanation.rule} ({explanation.title}) on {explanation.event_id} revision {explanation.revision}"
    for verdict in explanation.conditions:
        yield _line(verdict, 1)
    for name, verdicts in explanation.exceptions.items():
        applies = all(verdict.holds for verdict in verdicts)
        yield f"  {'FAIL' if applies else 'PASS'}  exception {name!r} {'applies' if applies else 'does not apply'}"
        yield from (_line(verdict, 2, "holds", "fails") for verdict in verdicts)
    if explanation.note:
        yield f"        {explanation.note}"


def _line(verdict: Verdict, depth: int, holds: str = "PASS", fails: str = "FAIL") -> str:
    found = ", ".join(verdict.found) or "nothing"
    mark = holds if verdict.holds else fails
    return f"{'  ' * depth}{mark}  {verdict.condition}: wants {verdict.wanted}; has {found}"
