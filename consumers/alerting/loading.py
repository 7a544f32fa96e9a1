"""From a rules file to its rules; everything that is wrong with it comes in one error."""

from __future__ import annotations

from pathlib import Path

from yaml.nodes import Node, SequenceNode

from agent.config.folder import bundled_config
from consumers.alerting.defaults import with_defaults
from consumers.alerting.document import DOCUMENT
from consumers.alerting.fields import build_rule
from consumers.alerting.model import Rule, RuleFile
from consumers.alerting.problems import Problem, RuleError
from consumers.alerting.reader import Reader, RejectedError, compose
from consumers.alerting.ruleset import RuleSet
from consumers.alerting.vocabulary import Vocabulary

MAX_BYTES = 10_000_000
"""A thousand rules with their tests are under one megabyte."""


def load_rules(path: Path, vocabulary: Vocabulary | None = None) -> RuleSet:
    """Return the rules in the file ``path``, compiled and indexed.

    Args:
        path: A YAML file as docs/rules.md describes it.
        vocabulary: The codes that rules may name; those of the bundled configuration if none are given.

    Raises:
        RuleError: The file is missing or unreadable, or something in it is wrong: every problem names its line, its
            rule and the nearest valid word.
    """
    return RuleSet(read_rules(path, vocabulary)[0], source=str(path))


def read_rules(path: Path, vocabulary: Vocabulary | None = None) -> tuple[RuleFile, frozenset[str]]:
    """Return the content of the file ``path``, and the names of the lists that no rule uses.

    Raises:
        RuleError: As for :func:`load_rules`.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise RuleError([Problem(str(path), 0, "", f"{size:,} bytes is too large for a rules file")])
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise RuleError([Problem(str(path), 0, "", "there is no such rules file")]) from error
    except UnicodeDecodeError as error:
        raise RuleError([Problem(str(path), 0, "", f"not UTF-8 text (byte {error.start})")]) from error
    except OSError as error:
        raise RuleError([Problem(str(path), 0, "", f"cannot be read: {error.strerror}")]) from error
    return parse_rules(text, str(path), vocabulary)


def parse_rules(
    text: str, file: str = "rules", vocabulary: Vocabulary | None = None
) -> tuple[RuleFile, frozenset[str]]:
    """Return the content of a rules file given as text, and the names of the lists that no rule uses.

    Raises:
        RuleError: As for :func:`load_rules`.
    """
    reader = Reader(file, vocabulary if vocabulary is not None else Vocabulary.load(bundled_config()))
    try:
        root = compose(text, file)
        _read_lists(reader, root)
        values = reader.section(root, DOCUMENT, "a rules file", partly=True)
        # Defaults that are wrong have been reported once; they are not filled into every rule.
        defaults = next((node for key, _, node in reader.pairs(root, "a rules file") if key == "defaults"), None)
        rules = _read_rules(reader, values["rules"], defaults if "defaults" in values else None)
    except RejectedError:
        rules = ()
    if reader.problems:
        raise RuleError(sorted(reader.problems, key=lambda problem: problem.line))
    return RuleFile(rules=rules, lists=reader.lists), frozenset(reader.lists) - reader.used_lists


def _read_lists(reader: Reader, root: Node) -> None:
    """Read the named lists first, wherever they stand; their codes are checked where they are used."""
    for key, _, value in reader.pairs(root, "a rules file"):
        if key != "lists":
            continue
        for name, name_node, items in reader.pairs(value, "lists"):
            words = [reader.text(item, "a name") for item in reader.items(items)]
            if not words or any(word.startswith("$") or not word for word in words):
                reader.note(name_node, f"list {name!r} must hold names, and no other list")
            reader.lists[name] = tuple(dict.fromkeys(words))


def _read_rules(reader: Reader, node: Node, defaults: Node | None) -> tuple[Rule, ...]:
    if not isinstance(node, SequenceNode):
        reader.reject(node, "'rules' must be a list of rules (- id: …)")
    found: dict[str, Rule] = {}
    for item in node.value:
        reader.rule = _id_of(item)
        try:
            rule = build_rule(reader, with_defaults(item, defaults))
        except RejectedError:
            continue
        if rule.id in found:
            reader.note(item, f"id {rule.id!r} is taken by the rule on line {found[rule.id].line}")
        found.setdefault(rule.id, rule)
    reader.rule = ""
    return tuple(found.values())


def _id_of(node: Node) -> str:
    """Return the id of the rule in ``node``, or where it stands, to name it in problems."""
    pairs = node.value if isinstance(node.value, list) else []
    for pair in pairs:
        if isinstance(pair, tuple) and pair[0].value == "id" and isinstance(pair[1].value, str):
            return str(pair[1].value)
    return f"on line {node.start_mark.line + 1}"
