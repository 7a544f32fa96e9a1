"""The rules of config/boilerplate.yaml: what stands in article pages and is no part of the article.

They are read and checked here, in the daemon, and put to work by :mod:`producers.pages.clean` in the process that
reads pages.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import yaml

from agent.config.folder import bundled_config

SELECTOR = re.compile(r"(?P<tag>[a-z][a-z0-9-]*)?(?:\.(?P<class>[A-Za-z0-9_-]+)|#(?P<id>[A-Za-z0-9_-]+))?")
"""``tag``, ``.class``, ``tag.class`` or ``tag#id``."""
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z0-9-]+|[0-9.]+|localhost")


class BoilerplateError(ValueError):
    """The rules cannot be used; the message names file, line and the mend."""


class HostRules(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Rules for the pages of one host, or of all. Patterns match from the beginning of a line, in any case."""

    elements: tuple[str, ...] = ()
    """HTML elements that are taken out before the article is looked for, as :data:`SELECTOR`."""
    lines: tuple[str, ...] = ()
    """Such a line is left out."""
    blocks: tuple[str, ...] = ()
    """Such a line heads a list of other stories: it is left out with the headlines that follow it."""
    ends: tuple[str, ...] = ()
    """Such a line and all that follows is left out."""
    parts: tuple[str, ...] = ()
    """Such a part of a line, wherever it stands, is left out."""


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """All rules."""

    everywhere: HostRules = field(default_factory=HostRules)
    hosts: Mapping[str, HostRules] = field(default_factory=dict)
    """By host; a rule is for the hosts under it too."""

    def of(self, url: str) -> tuple[HostRules, ...]:
        """Return the rules for the page at ``url``."""
        labels = (urlsplit(url).hostname or "").split(".")
        names = (".".join(labels[start:]) for start in range(len(labels)))
        return (self.everywhere, *(self.hosts[name] for name in names if name in self.hosts))


def load_boilerplate(path: Path) -> Boilerplate:
    """Return the rules in ``path``.

    Raises:
        BoilerplateError: The file cannot be read, is no YAML, or a rule is not in order.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BoilerplateError(f"{path}: cannot be read: {error}") from error
    return parse_boilerplate(text, path)


@lru_cache(maxsize=1)
def bundled_boilerplate() -> Boilerplate:
    """Return the rules that come with Rasid."""
    return load_boilerplate(bundled_config() / "boilerplate.yaml")


def parse_boilerplate(text: str, path: Path) -> Boilerplate:
    """Return the rules in the YAML ``text``; ``path`` is what messages call it.

    Raises:
        BoilerplateError: As :func:`load_boilerplate`.
    """
    reader = _Reader(path)
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise BoilerplateError(f"{path}{line}: not YAML: {getattr(error, 'problem', None) or error}") from error
    if root is None:
        return Boilerplate()
    top = reader.mapping(root, "the rules", ("everywhere", "hosts"))
    everywhere = reader.rules(top["everywhere"], "everywhere") if "everywhere" in top else HostRules()
    hosts = {}
    if "hosts" in top:
        for host, node in reader.mapping(top["hosts"], "hosts", None).items():
            if not _HOST.fullmatch(host):
                raise reader.error(node, f"hosts: '{host}' is not the name of a host, such as news.example")
            hosts[host] = reader.rules(node, host)
    return Boilerplate(everywhere, hosts)


class _Reader:
    """Walks the YAML nodes, so that every complaint has a line."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def error(self, node: yaml.Node, message: str) -> BoilerplateError:
        return BoilerplateError(f"{self._path}:{node.start_mark.line + 1}: {message}")

    def mapping(self, node: yaml.Node, what: str, keys: tuple[str, ...] | None) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            raise self.error(node, f"{what} must have the form 'key: value'")
        found: dict[str, yaml.Node] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if keys is not None and key not in keys:
                near = difflib.get_close_matches(key, keys, n=1)
                mend = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(keys)}"
                raise self.error(key_node, f"{what}: unknown key '{key}'; {mend}")
            if key in found:
                raise self.error(key_node, f"{what}: '{key}' is given twice")
            found[key] = value_node
        return found

    def rules(self, node: yaml.Node, what: str) -> HostRules:
        kinds = HostRules.__struct_fields__
        found = self.mapping(node, what, kinds)
        return HostRules(**{kind: self._texts(value, f"{what}: {kind}", kind) for kind, value in found.items()})

    def _texts(self, node: yaml.Node, what: str, kind: str) -> tuple[str, ...]:
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(node, f"{what} must be a list, each rule on a line that begins with '- '")
        check = _selector if kind == "elements" else _pattern
        return tuple(self._checked(item, what, check) for item in node.value)

    def _checked(self, node: yaml.Node, what: str, check: Callable[[str], None]) -> str:
        text = node.value if isinstance(node, yaml.ScalarNode) else None
        if not isinstance(text, str) or not text.strip():
            raise self.error(node, f"{what}: a rule is a text; put one that has ': ' or '#' in it in single quotes")
        try:
            check(text)
        except ValueError as error:
            raise self.error(node, f"{what}: '{text}' {error}") from error
        return text


def _pattern(text: str) -> None:
    try:
        compiled = re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from error
    if compiled.match("") or compiled.match("\U0001f600"):  # a sign that no outlet's boilerplate begins with
        raise ValueError("matches every line")


def _selector(text: str) -> None:
    if not SELECTOR.fullmatch(text):
        raise ValueError("is none of: tag, .class, tag.class, tag#id")
