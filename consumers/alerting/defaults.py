"""What rules of a file have in common: filled into each that does not say otherwise.

It is done on the nodes of the file, before a rule is read, so that a default is checked and reported like anything that
stands in the rule itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode

from consumers.alerting.fields import MATCH, RULE
from consumers.alerting.reader import Field, Kind, Reader, object_schema, section

DEFAULTS: Mapping[str, Field] = {
    "owner": RULE["owner"],
    "stage": RULE["stage"],
    "severity": RULE["severity"],
    "match": Field(section(MATCH, "match", dict), "Conditions that every rule has besides its own."),
    "quiet": RULE["quiet"],
    "notify": RULE["notify"],
}


def _read(reader: Reader, node: Node) -> dict[str, Any]:
    return reader.section(node, DEFAULTS, "defaults")


DEFAULTS_KIND = Kind(_read, object_schema(DEFAULTS))


def with_defaults(rule: Node, defaults: Node | None) -> Node:
    """Return the node of a rule with the defaults that it does not set; a key set to nothing (``~``) takes none."""
    if not isinstance(rule, MappingNode):
        return rule
    given = list(defaults.value) if isinstance(defaults, MappingNode) else []
    if any(key.value == "feeds" for key, _ in rule.value):
        given = [(key, value) for key, value in given if key.value != "match"]  # it asks for events
    return _merged(rule, [(key, value) for key, value in given if key.value in DEFAULTS])


def _merged(node: MappingNode, given: list[tuple[Node, Node]]) -> MappingNode:
    own = {key.value: value for key, value in node.value if isinstance(key, ScalarNode)}
    pairs: list[tuple[Node, Node]] = []
    for key, value in node.value:
        default = next((default for name, default in given if name.value == key.value), None)
        if key.value == "match" and isinstance(value, MappingNode) and isinstance(default, MappingNode):
            pairs.append((key, _merged(value, default.value)))
        elif default is None or not _is_nothing(value):
            pairs.append((key, value))
    pairs += [(key, value) for key, value in given if key.value not in own]
    return MappingNode(node.tag, pairs, node.start_mark, node.end_mark)


def _is_nothing(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.tag == "tag:yaml.org,2002:null"
