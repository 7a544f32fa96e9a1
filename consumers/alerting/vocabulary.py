"""The codes that a rule may name, as the configuration knows them.

The gazetteer is scanned for its ids with regular expressions: checking a rule must not cost the second that reading
all of it takes. What a file would tell is not checked when the file is not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import yaml

from agent.records import EventType, Status

EVENT_TYPES: tuple[str, ...] = get_args(EventType)
STATUSES: tuple[str, ...] = get_args(Status)

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The fastest safe YAML loader there is."""

_CODE = re.compile(r"""^\s*-\s*\{?\s*code:\s*["']?([A-Za-z:][\w:-]*)""", re.MULTILINE)
_PERSON = re.compile(r"""^\s*-\s*\{?\s*id:\s*["']?([\w-]+)""", re.MULTILINE)
_OFFICE = re.compile(r"""\b(?:office|role):\s*["']?([a-z_]+)""")
_PLAIN_TITLES = re.compile(r"^plain_titles:\n((?:[ \t#].*\n|\n)*)", re.MULTILINE)
_TITLE = re.compile(r"^  ([a-z_]+):", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Known codes by what they name; None where nothing is known and any well-formed code passes."""

    countries: frozenset[str] | None = None
    organisations: frozenset[str] | None = None
    people: frozenset[str] | None = None
    topics: frozenset[str] | None = None
    roles: frozenset[str] | None = None
    modes: Mapping[str, tuple[str, ...]] | None = None
    """Modes by the type that has them."""
    scores: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """Conflict-cooperation score by type and mode; the mode is empty for the type's own."""
    gazetteer: Path | None = None
    """Where names can be looked up once a code is not found."""

    @classmethod
    def load(cls, folder: Path) -> Vocabulary:
        """Return the codes in the configuration ``folder`` (the one that holds ``gazetteer/``).

        Raises:
            OSError: A file is there but cannot be read.
            ValueError: The ontology or the topics are no YAML; the message names the file.
        """
        gazetteer = folder / "gazetteer"
        people = sorted((gazetteer / "people").glob("*.yaml"))
        types: dict[str, dict[str, Any]] = _section(folder / "ontology.yaml", "types") or {}
        modes = {name: tuple(entry.get("modes") or ()) for name, entry in types.items()}
        topics = _section(folder / "topics.yaml", "topics")
        return cls(
            countries=_scan([gazetteer / "countries.yaml"], _CODE),
            organisations=_scan([gazetteer / "organisations.yaml"], _CODE),
            people=_scan(people, _PERSON),
            topics=None if topics is None else frozenset(_ids(topics)),
            roles=_roles(people, sorted((folder / "lexicon").glob("*.yaml"))),
            modes=modes or None,
            scores={key: score for name, entry in types.items() for key, score in _scores(name, entry)},
            gazetteer=gazetteer,
        )

    def party_called(self, name: str) -> str:
        """Return the code of the country or organisation that goes by ``name`` in any language or case, or nothing.

        Reads the gazetteer's files: only for telling what was meant.
        """
        if name.upper() in (self.countries or ()):
            return name.upper()
        if self.gazetteer is None or not name:
            return ""
        listed = re.compile(rf"""[\[,]\s*["']?{re.escape(name)}["']?\s*[,\]]""", re.IGNORECASE)
        for file in (self.gazetteer / "countries.yaml", self.gazetteer / "organisations.yaml"):
            text = file.read_text(encoding="utf-8") if file.is_file() else ""
            codes = list(_CODE.finditer(text))
            for code, following in zip(codes, [*codes[1:], None], strict=True):
                if listed.search(text, code.end(), following.start() if following else len(text)):
                    return code[1]
        return ""

    def modes_of(self, kind: str) -> tuple[str, ...] | None:
        """Return the modes of an event type, or None when they are not known."""
        return None if self.modes is None else self.modes.get(kind, ())

    def score(self, kind: str, mode: str) -> float:
        """Return the conflict-cooperation score of a type and mode, 0 when it is not known."""
        return self.scores.get((kind, mode), self.scores.get((kind, ""), 0.0))


def _scan(files: Iterable[Path], pattern: re.Pattern[str]) -> frozenset[str] | None:
    found = {name for file in files if file.is_file() for name in pattern.findall(file.read_text(encoding="utf-8"))}
    return frozenset(found) or None


def _roles(people: Iterable[Path], lexicons: Sequence[Path]) -> frozenset[str] | None:
    """Return the offices of the gazetteer and the titles of the lexicons, which list them in two ways."""
    titles = {
        title
        for lexicon in lexicons
        for block in _PLAIN_TITLES.findall(lexicon.read_text(encoding="utf-8"))
        for title in _TITLE.findall(block)
    }
    found = _scan([*people, *lexicons], _OFFICE) or frozenset()
    return (found | titles) or None


def _section(file: Path, name: str) -> Any:
    """Return the part of a small YAML file called ``name``, the whole where it has none; None without a file."""
    if not file.is_file():
        return None
    try:
        document = yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        raise ValueError(f"{file}: not YAML: {error}") from error
    return document.get(name, document) if isinstance(document, dict) else document


def _ids(topics: Any) -> Iterator[str]:
    for entry in topics:
        yield str((entry.get("id") or entry.get("name")) if isinstance(entry, dict) else entry)


def _scores(name: str, entry: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], float]]:
    own = float(entry.get("goldstein", 0.0))
    yield (name, ""), own
    for mode, refined in (entry.get("modes") or {}).items():
        yield (name, mode), float((refined or {}).get("goldstein", own))
