"""`rasid rules`: check, test, explain, backtest and list alert rules, or print their schema."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.cli import EXIT_FINDINGS, EXIT_OK, EXIT_USAGE, UsageError

if TYPE_CHECKING:
    from agent.records import Event, FeedHealth
    from consumers.alerting.ruleset import RuleSet

_EXAMPLES = """examples:
  rasid rules check                              the rules that come with Rasid
  rasid rules check my-rules.yaml                0 in order, 1 findings or failing tests, 2 cannot be used
  rasid rules test my-rules.yaml                 run the tests that stand in the rules
  rasid events --revisions articles.jsonl > events.jsonl    then ask what the rules make of these events:
  rasid rules backtest events.jsonl --rules my-rules.yaml
  rasid rules explain events.jsonl --rule nile-dam
  rasid rules schema > rules.schema.json         for completion in an editor

docs/rules.md explains every field.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands and their arguments to ``parser``."""
    parser.epilog = _EXAMPLES
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(name: str, summary: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=summary, description=summary)

    for name, summary in (
        ("check", "find what is wrong or doubtful in a rules file, and run its tests"),
        ("test", "run the tests that stand in the rules"),
        ("list", "list the rules of a file"),
    ):
        sub = command(name, summary)
        sub.add_argument("file", nargs="?", type=Path, help="rules file (default: the one that comes with Rasid)")
        _add_common(sub)
        if name == "test":
            sub.add_argument("--rule", metavar="ID", help="only this rule")
    for name, summary in (
        ("explain", "say for each event which conditions hold; without --rule, rules that match or nearly do"),
        ("backtest", "say which alerts a file of events would have raised"),
    ):
        sub = command(name, summary)
        sub.add_argument("events", metavar="EVENTS", help="events as JSON lines, '-' for standard input")
        sub.add_argument("--rules", metavar="F", type=Path, help="rules file (default: the one that comes with Rasid)")
        sub.add_argument("--rule", metavar="ID", help="only this rule, as if it were live")
        _add_common(sub)
        if name == "backtest":
            sub.add_argument("--all", action="store_true", help="also what was held back, and why (the audit trail)")
    command("schema", "print the JSON Schema of a rules file")


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config", metavar="DIR", type=Path, help="folder with gazetteer/ (default: the one that comes with Rasid)"
    )
    parser.add_argument(
        "--format", choices=("text", "json"), help="text for people, json for programs (default: by whether piped)"
    )


def run(args: argparse.Namespace) -> int:
    """Run the subcommand and return its exit code.

    Raises:
        UsageError: A file that was named cannot be used.
    """
    commands: dict[str, Callable[[argparse.Namespace], int]] = {
        "check": _check,
        "test": _test,
        "explain": _explain,
        "backtest": _backtest,
        "list": _list,
        "schema": _schema,
    }
    return commands[args.command](args)


def _as_text(args: argparse.Namespace) -> bool:
    return bool(args.format == "text" or (args.format is None and sys.stdout.isatty()))


def _write(record: Any) -> None:
    from agent.codec import encode  # noqa: PLC0415 - loads msgspec

    sys.stdout.write(encode(record).decode() + "\n")


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _rules_file(given: Path | None) -> Path:
    from agent.config.folder import bundled_config  # noqa: PLC0415

    return given if given is not None else bundled_config() / "rules.yaml"


def _vocabulary(args: argparse.Namespace) -> Any:
    from agent.config.folder import bundled_config  # noqa: PLC0415
    from consumers.alerting.vocabulary import Vocabulary  # noqa: PLC0415

    folder = args.config if args.config is not None else bundled_config()
    if not (folder / "gazetteer").is_dir():
        raise UsageError(f"there is no gazetteer/ in {folder}: --config wants the folder that holds it")
    return Vocabulary.load(folder)


def _load(args: argparse.Namespace, file: Path | None) -> RuleSet:
    import msgspec  # noqa: PLC0415

    from consumers.alerting.loading import load_rules  # noqa: PLC0415
    from consumers.alerting.problems import RuleError  # noqa: PLC0415
    from consumers.alerting.ruleset import RuleSet  # noqa: PLC0415

    try:
        rules = load_rules(_rules_file(file), _vocabulary(args))
    except RuleError as error:
        raise UsageError(f"the rules cannot be used:\n{error}") from error
    chosen = getattr(args, "rule", None)
    if chosen is None:
        return rules
    # A rule that is asked for by name is tried as if it were live: that is what one wants to know of it.
    kept = tuple(msgspec.structs.replace(rule, stage="live") for rule in rules.rules if rule.id == chosen)
    if not kept:
        from consumers.alerting.problems import suggestion  # noqa: PLC0415

        near = suggestion(chosen, (rule.id for rule in rules.rules))
        raise UsageError(f"{rules.source} has no rule '{chosen}'{near}")
    return RuleSet(msgspec.structs.replace(rules.content, rules=kept), rules.source)


def _check(args: argparse.Namespace) -> int:
    from consumers.alerting.inline import failures  # noqa: PLC0415
    from consumers.alerting.lint import findings  # noqa: PLC0415
    from consumers.alerting.loading import read_rules  # noqa: PLC0415
    from consumers.alerting.problems import RuleError  # noqa: PLC0415
    from consumers.alerting.ruleset import RuleSet  # noqa: PLC0415

    file = _rules_file(args.file)
    vocabulary = _vocabulary(args)
    try:
        content, unused = read_rules(file, vocabulary)
    except RuleError as error:
        _report(args, error.problems, "error")
        _say(f"{file}: cannot be used ({_many(len(error.problems), 'error')})")
        return EXIT_USAGE
    doubtful = findings(content, unused, str(file), datetime.now(UTC), vocabulary)
    found = [*failures(RuleSet(content, str(file))), *doubtful]
    _report(args, found, "finding")
    tests = sum(len(rule.tests) for rule in content.rules)
    _say(f"{file}: {_many(len(content.rules), 'rule')}, {_many(tests, 'test')}, {_many(len(found), 'finding')}")
    return EXIT_FINDINGS if found else EXIT_OK


def _report(args: argparse.Namespace, problems: Any, level: str) -> None:
    for problem in problems:
        _say(str(problem))
        if not _as_text(args):
            _write(
                {
                    "level": level,
                    "file": problem.file,
                    "line": problem.line,
                    "rule": problem.rule,
                    "message": problem.message,
                }
            )


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _test(args: argparse.Namespace) -> int:
    from consumers.alerting.inline import run_tests  # noqa: PLC0415

    rules = _load(args, args.file)
    outcomes = [outcome for rule in rules.rules for outcome in run_tests(rule)]
    for outcome in outcomes:
        rule, test = outcome.rule, outcome.test
        if _as_text(args):
            why = "" if outcome.passed else f"\n        {outcome.why}"
            sys.stdout.write(f"{'PASS' if outcome.passed else 'FAIL'}  {rule.id}: {test.name}{why}\n")
        else:
            _write(
                {
                    "rule": rule.id,
                    "test": test.name,
                    "line": test.line,
                    "passed": outcome.passed,
                    "alerts": len(outcome.alerts),
                    "why": outcome.why,
                }
            )
    failed = sum(not outcome.passed for outcome in outcomes)
    _say(f"{rules.source}: {_many(len(outcomes), 'test')}, {failed} failed")
    return EXIT_FINDINGS if failed else EXIT_OK


def _list(args: argparse.Namespace) -> int:
    rules = _load(args, args.file)
    width = max((len(rule.id) for rule in rules.rules), default=0)
    for rule in rules.rules:
        if _as_text(args):
            mute = f"  [muted until {rule.mute.until:%Y-%m-%d}]" if rule.mute else ""
            sys.stdout.write(f"{rule.id:<{width}}  {rule.stage:<6}  {rule.severity:<8}  {rule.title}{mute}\n")
        else:
            _write(rule)
    return EXIT_OK


def _schema(_args: argparse.Namespace) -> int:
    import json  # noqa: PLC0415

    from consumers.alerting.schema import rules_schema  # noqa: PLC0415

    sys.stdout.write(json.dumps(rules_schema(), indent=2, ensure_ascii=False) + "\n")
    return EXIT_OK


class _Events:
    """Events, or records of the health topic, in a file of JSON lines; other lines are named and passed over."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.bad = 0
        self.read = 0

    def __iter__(self) -> Iterator[tuple[Event | FeedHealth, datetime]]:
        from agent.codec import RecordError, decode  # noqa: PLC0415
        from agent.records import Event, FeedHealth  # noqa: PLC0415
        from consumers.alerting.backtest import event_time  # noqa: PLC0415

        previous: datetime | None = None
        for number, line in enumerate(self._lines(), 1):
            if not line.strip():
                continue
            now, wrong = None, "it has neither last_seen nor first_seen"
            try:
                is_feed = b'"event_id"' not in line and b'"configured_url"' in line
                event: Event | FeedHealth = decode(line, FeedHealth) if is_feed else decode(line, Event)
                now = event_time(event, previous)
            except RecordError as error:
                wrong = str(error)
            if now is None:
                self.bad += 1
                _say(f"{self.name}:{number}: no event: {wrong}")
                continue
            self.read += 1
            previous = now
            yield event, now

    def _lines(self) -> Iterator[bytes]:
        if self.name == "-":
            yield from sys.stdin.buffer
            return
        try:
            with Path(self.name).open("rb") as file:
                yield from file
        except OSError as error:
            raise UsageError(f"{self.name}: cannot be read: {error.strerror}") from error


def _explain(args: argparse.Namespace) -> int:
    from agent.records import Event  # noqa: PLC0415
    from consumers.alerting.explain import explain, render  # noqa: PLC0415
    from consumers.alerting.facts import Facts  # noqa: PLC0415
    from consumers.alerting.feeds.facts import FeedFacts  # noqa: PLC0415

    rules, events = _load(args, args.rules), _Events(args.events)
    for event, now in events:
        if isinstance(event, Event):
            explained = [explain(rule, Facts(event, now)) for rule in rules.compiled]
        else:
            explained = [explain(rule, FeedFacts(event, now)) for rule in rules.feeds]
        if args.rule is None:
            explained = [e for e in explained if e.matches or sum(not v.holds for v in e.conditions) <= 1]
        for explanation in explained:
            if _as_text(args):
                sys.stdout.write("\n".join(render(explanation)) + "\n")
            else:
                _write(explanation)
    _say(f"{args.events}: {_many(events.read, 'event')} against {_many(len(rules), 'rule')}{_bad(events)}")
    return EXIT_FINDINGS if events.bad else EXIT_OK


def _bad(events: _Events) -> str:
    return f", {_many(events.bad, 'line')} passed over" if events.bad else ""


def _backtest(args: argparse.Namespace) -> int:
    from agent.records import Alert  # noqa: PLC0415
    from consumers.alerting.backtest import backtest  # noqa: PLC0415

    rules, events = _load(args, args.rules), _Events(args.events)
    alerts = 0
    for record in backtest(rules, events):
        is_alert = isinstance(record, Alert)
        alerts += is_alert
        if isinstance(record, Alert) and not args.all:
            if _as_text(args):
                sys.stdout.write(f"{record.created:%Y-%m-%d %H:%M}  {record.rule.severity:<8}  {record.reason}\n")
            else:
                _write(record)
        elif not isinstance(record, Alert) and args.all:
            if _as_text(args):
                head = f"{record.at:%Y-%m-%d %H:%M}  {record.disposition:<9}"
                sys.stdout.write(f"{head}  {record.rule}: {record.note}. {record.reason}\n")
            else:
                _write(record)
    _say(f"{args.events}: {_many(events.read, 'event')}, {_many(alerts, 'alert')}{_bad(events)}")
    return EXIT_FINDINGS if events.bad else EXIT_OK
