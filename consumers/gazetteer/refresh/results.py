"""W3C SPARQL 1.1 JSON answers of the Wikidata Query Service as typed rows.

https://www.w3.org/TR/sparql11-results-json/; the precision of a Wikidata time is 9 for the year, 10 for the month and
11 for the day (https://www.wikidata.org/wiki/Help:Dates); coarser ones say nothing of use here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

Binding = dict[str, dict[str, str]]
_TIME = re.compile(r"\+?(\d{4})-(\d{2})-(\d{2})T")
_PRECISIONS = {"9": "year", "10": "month", "11": "day"}
_PREFERRED = "PreferredRank"


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A day, or the first day of a month or year of which more is not known."""

    first: date
    precision: str

    @property
    def last(self) -> date:
        """The last day it may mean."""
        if self.precision == "day":
            return self.first
        months = 12 if self.precision == "year" else 1
        year, month = divmod(self.first.year * 12 + self.first.month - 1 + months, 12)
        return date(year, month + 1, 1) - timedelta(days=1)

    def __str__(self) -> str:
        return self.first.isoformat()[: {"year": 4, "month": 7}.get(self.precision, 10)]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement that a person holds an office."""

    ident: str
    party: str
    """ISO 3166-1 code."""
    office: str
    person: str
    """Wikidata item."""
    start: Moment | None
    end: Moment | None
    ended: bool
    """Whether the term is over; Wikidata can know that there is an end, or who followed, and not when."""
    preferred: bool


@dataclass(frozen=True, slots=True)
class Position:
    """An item of the office of foreign minister."""

    item: str
    party: str


def bindings(answer: dict[str, Any]) -> list[Binding]:
    """Return the rows of an answer.

    Raises:
        ValueError: The answer is not in the W3C format.
    """
    try:
        rows = answer["results"]["bindings"]
    except (KeyError, TypeError):
        raise ValueError("the answer has no results.bindings: not W3C SPARQL JSON") from None
    if not isinstance(rows, list):
        raise ValueError("results.bindings is not a list: not W3C SPARQL JSON")  # noqa: TRY004 - what came is wrong
    return rows


def heads(rows: Iterable[Binding]) -> list[Statement]:
    """Return the statements of ``heads.rq``, each once (a state of two classes comes twice)."""
    return _merged(_statement(row, _text(row, "iso2"), _text(row, "role")) for row in rows)


def positions(rows: Iterable[Binding]) -> list[Position]:
    """Return the positions of ``positions.rq`` that have not been abolished."""
    listed = list(rows)
    abolished = {_item(row, "position") for row in listed if "abolished" in row}
    found = {Position(_item(row, "position"), _text(row, "iso2")) for row in listed}
    return sorted((p for p in found if p.item not in abolished), key=lambda p: (p.party, p.item))


def holders(rows: Iterable[Binding], parties: dict[str, str]) -> list[Statement]:
    """Return the statements of ``holders.rq``; ``parties`` gives the party of each position."""
    return _merged(_statement(row, parties.get(_item(row, "position"), ""), "foreign_minister") for row in rows)


def names(rows: Iterable[Binding]) -> dict[str, dict[str, list[str]]]:
    """Return item -> language -> names, the label before the aliases, of ``labels.rq``."""
    found: dict[str, dict[str, list[str]]] = {}
    for row in sorted(rows, key=lambda row: _text(row, "kind") != "label"):
        forms = found.setdefault(_item(row, "item"), {}).setdefault(row["name"].get("xml:lang", ""), [])
        if row["name"]["value"] not in forms:
            forms.append(row["name"]["value"])
    return found


def _statement(row: Binding, party: str, office: str) -> Statement:
    return Statement(
        ident=_text(row, "st").rpartition("/")[2],
        party=party,
        office=office,
        person=_item(row, "person"),
        start=_moment(row, "start"),
        end=_moment(row, "end"),
        ended="end" in row or "replacedBy" in row,
        preferred=_text(row, "rank").endswith(_PREFERRED),
    )


def _merged(statements: Iterable[Statement]) -> list[Statement]:
    """Join the rows of one statement (several dates make several rows); drop those without a party or a person."""
    merged: dict[tuple[str, str], Statement] = {}
    for new in statements:
        if not new.party or not new.person:
            continue
        old = merged.setdefault((new.ident, new.party), new)
        start = min(filter(None, (old.start, new.start)), default=None)
        end = max(filter(None, (old.end, new.end)), default=None)
        merged[new.ident, new.party] = replace(old, start=start, end=end, ended=old.ended or new.ended)
    return list(merged.values())


def _text(row: Binding, name: str) -> str:
    return row[name]["value"] if name in row else ""


def _item(row: Binding, name: str) -> str:
    """Return the Q-number; empty for a blank node, which stands for somebody unknown."""
    tail = _text(row, name).rpartition("/")[2]
    return tail if re.fullmatch(r"Q\d+", tail) else ""


def _moment(row: Binding, name: str) -> Moment | None:
    """Return the date; None when it is missing, unknown (a blank node) or coarser than a year."""
    match = _TIME.match(_text(row, name))
    precision = _PRECISIONS.get(_text(row, f"{name}Prec") or "11")
    if not match or not precision:
        return None
    year, month, day = (int(part) for part in match.groups())
    try:
        return Moment(date(year, month if precision != "year" else 1, day if precision == "day" else 1), precision)
    except ValueError:
        return None


