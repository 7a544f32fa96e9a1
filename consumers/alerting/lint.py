"""What is doubtful in a rules file that can be used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from consumers.alerting.model import Match, Rule, RuleFile
from consumers.alerting.problems import Problem
from consumers.alerting.vocabulary import Vocabulary


def findings(
    content: RuleFile, unused_lists: Iterable[str], file: str, now: datetime, vocabulary: Vocabulary
) -> list[Problem]:
    """Return what should be looked at in the rules of ``file``.

    Args:
        content: What was read from it.
        unused_lists: Named lists that no rule uses.
        file: Its name, for the findings.
        now: The wall-clock time, to find mutes that have ended.
        vocabulary: Which types have which modes.
    """
    found = [Problem(file, rule.line, rule.id, message) for rule in content.rules for message in _of_rule(rule, now)]
    found += [
        Problem(file, rule.line, rule.id, message)
        for rule in content.rules
        for match in (rule.match, *rule.exceptions.values())
        for message in _modeless(match, vocabulary)
    ]
    found += [Problem(file, rule.line, rule.id, message) for rule, message in _repeated(content.rules)]
    found += [Problem(file, 0, "", f"list {name!r} is used by no rule") for name in sorted(unused_lists)]
    return sorted(found, key=lambda problem: problem.line)


def _of_rule(rule: Rule, now: datetime) -> Iterator[str]:
    if rule.stage != "off" and not any(test.fires for test in rule.tests):
        yield "no test shows that it can fire: add one under 'tests'"
    if rule.stage == "live" and not rule.owner:
        yield "nobody answers for it: add 'owner'"
    if rule.mute and rule.mute.until <= now:
        yield f"its mute ended at {rule.mute.until:%Y-%m-%d %H:%M} UTC: remove it"
    if rule.notify.escalate and rule.notify.escalate.matches and not rule.notify.cooldown:
        yield "'escalate: matches' counts what a cooldown holds back, and there is no cooldown"
    if rule.feeds and rule.notify.repeat == "revision":
        yield "'repeat: revision' says nothing for a rule on feeds: each change of state alerts as it is"
    if rule.window and rule.notify.repeat != "status":
        yield "'repeat' says nothing for a rule with a window: an event counts once"
    if rule.window and rule.notify.retract:
        yield "'retract' says nothing for a rule with a window: its alert is about several events"
    if rule.feeds is None and _is_wide(rule.match):
        yield "it asks for nobody and no kind of act: it will match much"


def _modeless(match: Match, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield the types that cannot match beside the modes that are asked for."""
    if match.types and match.modes and match.modes.any and vocabulary.modes is not None:
        for kind in match.types.any:
            if not set(match.modes.any) & set(vocabulary.modes_of(kind) or ()):
                yield f"{kind} has no mode {' or '.join(match.modes.any)}: asking for both leaves it out"


def _is_wide(match: Match) -> bool:
    narrow = msgspec.structs.asdict(match)
    for name in ("score", "confidence", "independent_sources", "age", "languages", "outlets", "status"):
        narrow.pop(name)
    return not any(narrow.values())


def _repeated(rules: Iterable[Rule]) -> Iterator[tuple[Rule, str]]:
    seen: dict[bytes, Rule] = {}
    for rule in rules:
        if rule.stage == "off":
            continue
        what = msgspec.json.encode((rule.match, rule.feeds, rule.exceptions, rule.window))
        if what in seen:
            yield rule, f"it matches exactly what rule {seen[what].id!r} matches"
        seen.setdefault(what, rule)
