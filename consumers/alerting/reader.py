"""Reading YAML by tables of fields, with the line of everything that is wrong.

Scalars are read as they are written, so that ``NO`` is Norway, ``22:00`` a time and ``no`` the word. Every problem is
collected: a file is mended in one go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from consumers.alerting.problems import Problem, RuleError, suggestion
from consumers.alerting.vocabulary import LOADER, Vocabulary

Read = Callable[["Reader", Node], Any]


class RejectedError(Exception):
    """A value that cannot be used; the problem is already recorded."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What may stand in a field: how it is read, and its JSON Schema."""

    read: Read
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A key of a section of the rules file."""

    kind: Kind
    doc: str
    """One line for the schema; docs/rules.md says more."""
    required: bool = False
    attribute: str = ""
    """Name in the model where it is not the key's own."""


@dataclass(slots=True)
class Reader:
    """What is being read, and what was found wrong with it."""

    file: str
    vocabulary: Vocabulary
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    used_lists: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    rule: str = ""

    def note(self, node: Node, message: str) -> None:
        """Record a problem at ``node``."""
        self.problems.append(Problem(self.file, node.start_mark.line + 1, self.rule, message))

    def reject(self, node: Node, message: str) -> NoReturn:
        """Record a problem at ``node`` and give its value up."""
        self.note(node, message)
        raise RejectedError

    def text(self, node: Node, what: str = "text") -> str:
        """Return a scalar as written, without surrounding blanks."""
        if not isinstance(node, ScalarNode):
            self.reject(node, f"expected {what}, found {_name_of(node)}")
        return str(node.value).strip()

    def items(self, node: Node) -> list[Node]:
        """Return the entries of a list; a single value counts as a list of one."""
        return list(node.value) if isinstance(node, SequenceNode) else [node]

    def pairs(self, node: Node, what: str) -> list[tuple[str, Node, Node]]:
        """Return (key, key's node, value's node) of a mapping; a key that comes twice is a problem."""
        if not isinstance(node, MappingNode):
            self.reject(node, f"{what} must be a mapping (key: value), found {_name_of(node)}")
        found: dict[str, tuple[str, Node, Node]] = {}
        for key_node, value_node in node.value:
            key = self.text(key_node, "a key")
            if key in found:
                self.note(key_node, f"{key!r} stands twice in {what}")
            else:
                found[key] = (key, key_node, value_node)
        return list(found.values())

    def section(self, node: Node, fields: Mapping[str, Field], what: str, *, partly: bool = False) -> dict[str, Any]:
        """Return the values of a mapping by attribute name.

        Args:
            node: The mapping.
            fields: What may stand in it.
            what: Its name, for problems.
            partly: Whether values are wanted though others are wrong.

        Raises:
            RejectedError: It is no mapping, a required key is missing, or (unless ``partly``) anything is wrong.
        """
        before = len(self.problems)
        values: dict[str, Any] = {}
        present: set[str] = set()
        for key, key_node, value_node in self.pairs(node, what):
            known = fields.get(key)
            present.add(key)
            if known is None:
                self.note(key_node, f"unknown key {key!r} in {what}{suggestion(key, fields)}")
                continue
            try:
                values[known.attribute or key] = known.kind.read(self, value_node)
            except RejectedError:
                continue
        missing = [key for key, known in fields.items() if known.required and key not in present]
        if missing:
            self.reject(node, f"{what} needs {' and '.join(map(repr, missing))}")
        if len(self.problems) > before and not partly:
            raise RejectedError
        return values

    def one_of(self, node: Node, word: str, known: Iterable[str], what: str) -> str:
        """Return ``word`` if it is one of ``known``, else a problem that names the nearest one."""
        names = known if isinstance(known, (frozenset, set, dict)) else list(known)
        if word not in names:
            short = f" (one of {', '.join(sorted(names))})" if len(names) <= 8 else ""  # noqa: PLR2004 - fits a line
            self.reject(node, f"unknown {what} {word!r}{suggestion(word, names)}{short}")
        return word


def section(fields: Mapping[str, Field], what: str, build: Callable[..., Any]) -> Kind:
    """Return the kind of a nested section that ``build`` makes a part of the model from."""

    def read(reader: Reader, node: Node) -> Any:
        return build(**reader.section(node, fields, what))

    return Kind(read, object_schema(fields))


def object_schema(fields: Mapping[str, Field]) -> dict[str, Any]:
    """Return the JSON Schema of a section."""
    schema: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {key: {**known.kind.schema, "description": known.doc} for key, known in fields.items()},
    }
    required = [key for key, known in fields.items() if known.required]
    return {**schema, "required": required} if required else schema


def compose(text: str, file: str) -> Node:
    """Return the root node of a YAML document.

    Raises:
        RuleError: It is no YAML, or there is nothing in it.
    """
    try:
        node = yaml.compose(text, Loader=LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "cannot be read"
        raise RuleError([Problem(file, mark.line + 1 if mark else 0, "", f"not YAML: {what}")]) from error
    except RecursionError as error:
        raise RuleError([Problem(file, 0, "", "not a rules file: nested too deeply")]) from error
    if node is None:
        raise RuleError([Problem(file, 0, "", "there is nothing in this file; a rules file has a list 'rules'")])
    assert isinstance(node, Node)
    return node


def _name_of(node: Node) -> str:
    if isinstance(node, MappingNode):
        return "a mapping"
    return "a list" if isinstance(node, SequenceNode) else f"{node.value!r}"
