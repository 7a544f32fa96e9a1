"""The dated file of a refresh, in the format of people/*.yaml, and the differences for a person to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

import yaml

from consumers.gazetteer.model import Gazetteer
from consumers.gazetteer.refresh.proposal import Change, Proposal

_HEAD = """\
# What Wikidata knew on {today} of heads of state and government and foreign ministers and the other
# files did not. Written by `rasid gazetteer refresh`.
#
# Provenance: Wikidata (CC0); `source` names the item of the person, or of the successor where an
# end is the successor's start. Nobody has reviewed these entries: confirm them, move them to the
# file of their region and delete them here. An entry whose id is in another file adds to it; where
# a term begins like an open one there, it is that term with its end.

people:
"""
_MARKS = {"added": "+", "ended": "-", "differs": "~", "left out": "?"}
_LEGEND = "+ added, - ended, ~ Wikidata differs and the gazetteer stands, ? left out for a person to decide"


def people_file(proposal: Proposal, today: date) -> str:
    """Return the text of ``people/wikidata-DATE.yaml``."""
    entries = sorted(proposal.entries.values(), key=lambda entry: str(entry["id"]))
    return _HEAD.format(today=today) + "\n" + "".join(line + "\n" for entry in entries for line in _entry(entry))


def _entry(entry: dict[str, Any]) -> Iterator[str]:
    yield f"  - id: {_flow(entry['id'])}"
    if entry.get("names"):
        yield "    names:"
        for language, forms in entry["names"].items():
            yield f"      {language}: {_flow(forms)}"
    if entry.get("wikidata"):
        yield f"    wikidata: {entry['wikidata']}"
    if entry.get("terms"):
        yield "    terms:"
        for term in entry["terms"]:
            yield f"      - {_flow(term)}"


def _flow(value: Any) -> str:
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=10_000, sort_keys=False)
    return text.removesuffix("...\n").strip()


def summary(proposal: Proposal) -> str:
    """Return one line that counts the changes."""
    counts = Counter(change.kind for change in proposal.changes)
    named = proposal.offices - len(proposal.lost)
    return (
        f"{counts['added']} added, {counts['ended']} ended, {counts['differs']} differ, {counts['left out']} left out; "
        f"Wikidata names a holder for {named} of the {proposal.offices} offices held today"
    )


def differences(proposal: Proposal, gazetteer: Gazetteer, today: date) -> str:
    """Return the changes by country as text."""
    lines = [f"Wikidata and the gazetteer on {today}: {summary(proposal)}", _LEGEND]
    for party, changes in groupby(proposal.changes, key=lambda change: change.party):
        lines += ["", f"{party} {gazetteer.display(party, 'en')}", *(f"  {_line(change)}" for change in changes)]
    return "\n".join(lines) + "\n"


def _line(change: Change) -> str:
    return f"{_MARKS[change.kind]} {change.office.replace('_', ' '):<19}{change.name}: {change.text}  [{change.source}]"


def row(change: Change) -> dict[str, str]:
    """Return a change as it is printed to a pipe."""
    return {
        "change": change.kind, "party": change.party, "office": change.office, "person": change.person,
        "name": change.name, "text": change.text, "source": change.source,
    }  # fmt: skip


def refusal(proposal: Proposal) -> str:
    """Return why nothing is written, and which offices would be lost."""
    offices = ", ".join(f"{party} {office}" for party, office in proposal.lost)
    return (
        f"refused: Wikidata names no holder for {len(proposal.lost)} of the {proposal.offices} offices that have one "
        f"today, more than a quarter; its answer is incomplete or its data model has changed. Try again later. "
        f"Without a holder: {offices}"
    )
