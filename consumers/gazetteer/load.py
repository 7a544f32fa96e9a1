"""The gazetteer files into memory, with errors that name file and entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from agent.config import plain_yaml
from consumers.gazetteer.model import Gazetteer, Official, Term

_LONG_AGO = date(1900, 1, 1)
_SECTIONS = ("countries", "organisations", "places", "people", "ambiguous", "blocked", "place_only")


class GazetteerError(ValueError):
    """A gazetteer file cannot be read; the message names the file, the entry and the mend."""


def files(folder: Path) -> list[Path]:
    """Return the gazetteer files below ``folder``, the supplement last, so that it adds to all others."""
    found = sorted(folder.rglob("*.yaml"))
    return sorted(found, key=lambda path: path.name.startswith("supplement"))


def load(folder: Path) -> Gazetteer:
    """Return the gazetteer in ``folder`` (its ``*.yaml`` and those in sub-folders, merged by code and id).

    Raises:
        GazetteerError: A file is not YAML, or an entry lacks what makes it usable.
    """
    gazetteer = Gazetteer()
    for path in files(folder):
        for section, entry in _entries(path):
            try:
                _READERS[section](gazetteer, entry)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise GazetteerError(f"{path}: {section}: {_label(entry)}: {error!r}") from error
    gazetteer.index_offices()
    return gazetteer


def _entries(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        data = plain_yaml.load(path.read_text(encoding="utf-8")) or {}
    except yaml.YAMLError as error:
        raise GazetteerError(f"{path}: not valid YAML: {error}") from error
    for section in _SECTIONS:
        for entry in data.get(section) or ():
            yield section, entry


def _label(entry: Any) -> str:
    if not isinstance(entry, dict):
        return repr(entry)
    return str(next((entry[k] for k in ("code", "id", "name", "form") if k in entry), entry))


def _merge(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Return ``old`` with what ``new`` adds: lists grow, mappings merge, scalars of ``new`` win."""
    merged = dict(old)
    for key, value in new.items():
        have = merged.get(key)
        if isinstance(have, dict) and isinstance(value, dict):
            merged[key] = _merge(have, value)
        elif isinstance(have, list) and isinstance(value, list):
            merged[key] = have + [v for v in value if v not in have]
        else:
            merged[key] = value
    return merged


def _party(gazetteer: Gazetteer, entry: dict[str, Any]) -> None:
    code = str(entry["code"])
    record = _merge(gazetteer.records.get(code, {}), entry)
    gazetteer.records[code] = record
    gazetteer.parties[code] = record.get("names", {})
    if record.get("members"):
        gazetteer.members[code] = frozenset(map(str, record["members"]))


def _place(gazetteer: Gazetteer, entry: dict[str, Any]) -> None:
    gazetteer.places.append(entry)
    if entry.get("city"):
        gazetteer.cities[str(entry["name"])] = str(entry["city"])
    elif entry.get("kind") == "venue":
        gazetteer.venues.add(str(entry["name"]))
    if entry.get("authority"):
        since = _day(entry["authority"].get("since"), _LONG_AGO, last=False)
        gazetteer.authorities[str(entry["name"])] = (str(entry["authority"]["party"]), since)
    if entry.get("kind") == "region":
        gazetteer.regions.add(str(entry["name"]))


def _person(gazetteer: Gazetteer, entry: dict[str, Any]) -> None:
    ident = str(entry["id"])
    terms = [
        Term(
            office=t["office"],
            party=str(t["party"]),
            start=_day(t.get("start"), _LONG_AGO, last=False),
            end=_day(t["end"], None, last=True) if t.get("end") else None,
            source=str(t.get("source", "")),
            reviewed_on=str(t.get("reviewed_on", "")),
            precision=str(t.get("precision", "day")),
        )
        for t in entry.get("terms") or ()
    ]
    names, short = entry.get("names") or {}, entry.get("short") or {}
    known = gazetteer.people.get(ident)
    if known:
        names, short = _merge(known.names, names), _merge(known.short, short)
        # A refresh that knows the end of a term replaces the term that was still open.
        ended = {(t.office, t.party, t.start) for t in terms if t.end}
        still = [t for t in known.terms if t.end or (t.office, t.party, t.start) not in ended]
        terms = [*still, *(t for t in terms if t not in known.terms)]
    wikidata = str(entry.get("wikidata") or (known.wikidata if known else ""))
    gazetteer.people[ident] = Official(ident, names, short, tuple(terms), wikidata)


def _day(value: Any, default: date | None, *, last: bool) -> Any:
    """Return the first or last day of a date written to the day, month or year."""
    if value is None:
        return default
    if isinstance(value, date):
        return value
    parts = [int(p) for p in str(value).split("-")]
    if len(parts) == 3:  # noqa: PLR2004 - year, month, day
        return date(*parts)
    month = parts[1] if len(parts) > 1 else (12 if last else 1)
    if not last:
        return date(parts[0], month, 1)
    following = date(parts[0] + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


_READERS: dict[str, Callable[[Gazetteer, dict[str, Any]], None]] = {
    "countries": _party,
    "organisations": _party,
    "places": _place,
    "people": _person,
    "ambiguous": lambda gazetteer, entry: gazetteer.ambiguous.append(entry),
    "blocked": lambda gazetteer, entry: gazetteer.blocked.append(entry),
    "place_only": lambda gazetteer, entry: gazetteer.place_only.append(entry),
}
