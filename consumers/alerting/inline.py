"""Running the tests that stand in the rules, on the stage that runs in production."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from agent.records import Alert, AuditEntry, Disposition
from agent.stage import Decision
from consumers.alerting.explain import first_failure
from consumers.alerting.facts import Facts
from consumers.alerting.feeds.facts import FeedFacts
from consumers.alerting.feeds.stage import FeedAlertStage
from consumers.alerting.loading import load_rules
from consumers.alerting.model import Rule, RuleFile, RuleTest
from consumers.alerting.problems import Problem, RuleError
from consumers.alerting.ruleset import RuleSet
from consumers.alerting.shortform import TEST_TIME
from consumers.alerting.stage import CATCH_UP, AlertStage
from consumers.alerting.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one test came to."""

    rule: Rule
    test: RuleTest
    alerts: tuple[Alert, ...]
    passed: bool
    why: str
    """What was expected and what came, where it failed."""


def run_tests(rule: Rule) -> list[Outcome]:
    """Return the outcome of every test of ``rule``.

    The rule is taken as live, whatever its stage, and without mute, quiet hours and limit: a test says what the rule
    is for, at any hour.
    """
    notify = msgspec.structs.replace(rule.notify, limit=None)
    bare = msgspec.structs.replace(rule, stage="live", mute=None, quiet=None, notify=notify)
    rules = RuleSet(RuleFile(rules=(bare,)))
    return [_run(rule, test, rules) for test in rule.tests]


def _run(rule: Rule, test: RuleTest, rules: RuleSet) -> Outcome:
    if rule.feeds:
        return _outcome(rule, test, rules, _feed_decisions(test, rules))
    stage = AlertStage(rules)
    tables = stage.tables()
    decisions: list[Decision] = []
    now = TEST_TIME
    for step in test.events:
        now = max(now, TEST_TIME + step.after)
        decisions.append(stage.decide(step.event, tables, now))
        tables.apply()
    if rule.window and rule.window.type == "absence":
        stage.tick(tables, now)
        decisions.append(stage.tick(tables, now + max(rule.window.over, CATCH_UP)))
    return _outcome(rule, test, rules, decisions)


def _feed_decisions(test: RuleTest, rules: RuleSet) -> list[Decision]:
    stage = FeedAlertStage(rules)
    tables = stage.tables()
    decisions: list[Decision] = []
    for step in test.feeds:
        decisions.append(stage.decide(step.health, tables, TEST_TIME + step.after))
        tables.apply()
    return decisions


def _outcome(rule: Rule, test: RuleTest, rules: RuleSet, decisions: list[Decision]) -> Outcome:
    alerts = tuple(
        output.record for decision in decisions for output in decision.outputs if isinstance(output.record, Alert)
    )
    expected = test.alerts if test.alerts is not None else None
    passed = len(alerts) == expected if expected is not None else bool(alerts) == test.fires
    return Outcome(rule, test, alerts, passed, "" if passed else _why(test, alerts, decisions, rules))


def _why(test: RuleTest, alerts: tuple[Alert, ...], decisions: list[Decision], rules: RuleSet) -> str:
    wanted = f"{test.alerts} alerts" if test.alerts is not None else ("an alert" if test.fires else "no alert")
    if alerts:
        return f"expected {wanted}, got {len(alerts)}: {alerts[0].reason}"
    entries = [output.record for decision in decisions for output in decision.outputs]
    held = next((e for e in entries if isinstance(e, AuditEntry) and e.disposition is not Disposition.EMITTED), None)
    if held:
        return f"expected {wanted}, got none: {held.note}"
    if test.feeds:
        change = test.feeds[-1]
        missed = first_failure(rules.feeds[0], FeedFacts(change.health, TEST_TIME + change.after))
        return f"expected {wanted}, got none: {missed or 'it was told before'}"
    last = test.events[-1]
    failure = first_failure(rules.compiled[0], Facts(last.event, TEST_TIME + last.after))
    return f"expected {wanted}, got none: {failure or 'the window is not full'}"


def failures(rules: RuleSet) -> list[Problem]:
    """Return a problem for every test that fails."""
    return [
        Problem(rules.source, outcome.test.line, rule.id, f"test {outcome.test.name!r} fails: {outcome.why}")
        for rule in rules.rules
        for outcome in run_tests(rule)
        if not outcome.passed
    ]


def load_tested_rules(path: Path, vocabulary: Vocabulary | None = None) -> RuleSet:
    """Return the rules in ``path`` if every test in them passes: what a daemon puts in force.

    Raises:
        RuleError: The file cannot be used, or a test fails; every problem names its line and rule.
    """
    rules = load_rules(path, vocabulary)
    failed = failures(rules)
    if failed:
        raise RuleError(failed)
    return rules
