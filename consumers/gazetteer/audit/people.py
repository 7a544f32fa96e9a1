"""Checks among persons: one person twice, and names that cannot be told apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from consumers.gazetteer.audit.dates import written
from consumers.gazetteer.audit.document import Entry
from consumers.gazetteer.audit.finding import Finding, Severity
from consumers.text.tokens import fold_phrase


def check(entries: Iterable[Entry]) -> Iterator[Finding]:
    """Yield ids, Wikidata ids and names that two entries share without being told apart by their terms."""
    people = [entry for entry in entries if entry.section == "people"]
    yield from _ids(people)
    yield from _wikidata(people)
    yield from _names(people)


def repeated_keys(entries: Iterable[Entry]) -> Iterator[Finding]:
    """Yield codes of countries and organisations, and places of one country, that have two entries."""
    seen: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        if entry.section not in {"countries", "organisations", "places"} or entry.supplements:
            continue
        key = (entry.section, f"{entry.label} ({entry.data.get('country', '')})")
        if key in seen:
            yield entry.finding(Severity.ERROR, "duplicate", f"is also at {_at(seen[key])}", "join the two entries")
        seen.setdefault(key, entry)


def _at(entry: Entry) -> str:
    return f"{entry.file}:{entry.line}"


def _ids(people: list[Entry]) -> Iterator[Finding]:
    first: dict[str, Entry] = {}
    for entry in people:
        if entry.supplements:
            continue
        other = first.setdefault(entry.label, entry)
        if other is not entry:
            mend = "join the entries if they are one person, give one another id if not"
            yield entry.finding(Severity.ERROR, "duplicate", f"the id is also at {_at(other)}", mend)


def _wikidata(people: list[Entry]) -> Iterator[Finding]:
    first: dict[str, Entry] = {}
    for entry in people:
        item = entry.data.get("wikidata")
        if not item:
            continue
        other = first.setdefault(str(item), entry)
        if other.label != entry.label:
            problem = f"has the Wikidata id {item} of '{other.label}' ({_at(other)})"
            yield entry.finding(Severity.ERROR, "duplicate", problem, "correct the id, or join them if they are one")


def _names(people: list[Entry]) -> Iterator[Finding]:
    by_name: dict[tuple[str, ...], dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for entry in people:
        for forms in _languages(entry):
            for form in forms:
                if isinstance(form, str):
                    by_name[fold_phrase(form)][entry.label].append(entry)
    told: set[tuple[str, str]] = set()
    for bearers in by_name.values():
        for left, right in combinations(sorted(bearers), 2):
            shared = _confusable(bearers[left], bearers[right])
            if shared and (left, right) not in told:
                told.add((left, right))
                entry, other = bearers[right][0], bearers[left][0]
                problem = f"shares a name and the party {shared} with '{left}' ({_at(other)})"
                mend = "join them if they are one person; if not, add what tells the names apart or both Wikidata ids"
                yield entry.finding(Severity.ERROR, "duplicate", problem, mend)


def _languages(entry: Entry) -> list[list[object]]:
    names = entry.data.get("names")
    return [forms for forms in names.values() if isinstance(forms, list)] if isinstance(names, dict) else []


def _confusable(left: list[Entry], right: list[Entry]) -> str:
    """Return the party by which two namesakes cannot be told apart; empty if their terms or items do it."""
    items = [{str(e.data["wikidata"]) for e in side if e.data.get("wikidata")} for side in (left, right)]
    distinct_items = bool(items[0] and items[1] and not items[0] & items[1])
    for mine in _terms(left):
        for theirs in _terms(right):
            if mine[0] == theirs[0] and not (distinct_items and (mine[2] < theirs[1] or theirs[2] < mine[1])):
                return mine[0]
    return ""


def _terms(entries: list[Entry]) -> list[tuple[str, str, str]]:
    """Return (party, first day, last day) of each term, days as text that sorts."""
    terms = []
    for entry in entries:
        for term in entry.data.get("terms") or ():
            if isinstance(term, dict):
                start, end = written(term.get("start")), written(term.get("end"))
                first, last = (str(start.first) if start else ""), (str(end.last) if end else "9999")
                terms.append((str(term.get("party")), first, last))
    return terms
