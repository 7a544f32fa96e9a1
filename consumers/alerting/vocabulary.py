"""The codes that a rule may name, as the configuration knows them.

The files are scanned for their ids with one regular expression each: checking a rule must not cost the second that
reading a whole gazetteer takes. What a file would tell is not checked when the file is not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from agent.records import EventType, Status

EVENT_TYPES: tuple[str, ...] = get_args(EventType)
STATUSES: tuple[str, ...] = get_args(Status)

MODES: Mapping[str, tuple[str, ...]] = {
    "CONSULT": ("meeting", "phone", "visit", "multilateral", "mediation"),
    "SUPPORT": ("sign", "recognise", "relations", "praise"),
    "RETREAT": ("withdraw", "release", "ceasefire", "access"),
    "ACCUSE": ("disapprove", "allege", "summon", "investigate"),
    "SANCTION": ("impose", "expel", "recall", "break", "withdraw"),
}
"""Modes of each type that has any (PLOVER codebook, 2024-02); config/ontology.yaml, where it is there, goes first."""

OFFICES = (
    "foreign_minister", "head_of_state", "head_of_government", "defence_minister", "deputy_foreign_minister",
    "ambassador", "envoy", "minister", "spokesperson", "speaker", "crown_prince", "vice_president",
    "national_security_adviser", "group_leader", "organisation_head", "official",
)  # fmt: skip
"""Roles that the extraction gives an official, in the gazetteer or out of it."""

_CODE = re.compile(r"""^\s*-\s*\{?\s*code:\s*["']?([A-Za-z:][\w:-]*)""", re.MULTILINE)
_PERSON = re.compile(r"""^\s*-\s*\{?\s*id:\s*["']?([\w-]+)""", re.MULTILINE)
_OFFICE = re.compile(r"""\boffice:\s*["']?([a-z_]+)""")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Known codes by what they name; None where nothing is known and any well-formed code passes."""

    countries: frozenset[str] | None = None
    organisations: frozenset[str] | None = None
    people: frozenset[str] | None = None
    topics: frozenset[str] | None = None
    roles: frozenset[str] = frozenset(OFFICES)
    modes: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict(MODES))

    @classmethod
    def load(cls, folder: Path) -> Vocabulary:
        """Return the codes in the configuration ``folder`` (the one that holds ``gazetteer/``).

        Raises:
            OSError: A file is there but cannot be read.
        """
        gazetteer = folder / "gazetteer"
        people = sorted((gazetteer / "people").glob("*.yaml"))
        countries = _scan([gazetteer / "countries.yaml"], _CODE)
        organisations = _scan([gazetteer / "organisations.yaml"], _CODE)
        return cls(
            countries=countries,
            organisations=organisations,
            people=_scan(people, _PERSON),
            topics=_topics(folder / "topics.yaml"),
            roles=frozenset(OFFICES) | (_scan(people, _OFFICE) or frozenset()),
        )

    @property
    def mode_names(self) -> frozenset[str]:
        """Every mode of every type."""
        return frozenset(mode for modes in self.modes.values() for mode in modes)


def _scan(files: Iterable[Path], pattern: re.Pattern[str]) -> frozenset[str] | None:
    found = {
        name for file in files if file.is_file() for name in pattern.findall(file.read_text(encoding="utf-8"))
    }
    return frozenset(found) or None


def _topics(file: Path) -> frozenset[str] | None:
    if not file.is_file():
        return None
    import yaml  # noqa: PLC0415 - most callers have loaded it already; the file is small

    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    topics = document.get("topics", document) if isinstance(document, dict) else document
    if isinstance(topics, dict):
        return frozenset(map(str, topics)) or None
    if isinstance(topics, list):
        ids = (entry.get("id") or entry.get("name") if isinstance(entry, dict) else entry for entry in topics)
        return frozenset(str(name) for name in ids if name) or None
    return None
