"""Checks of offices: two holders at a time, and none today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from consumers.gazetteer.audit.dates import Span, written
from consumers.gazetteer.audit.document import Entry
from consumers.gazetteer.audit.finding import Finding, Severity
from consumers.gazetteer.audit.vocabulary import SINGLE

_HANDOVER = timedelta(days=31)
"""Sources differ by some weeks on when an office passed on (elected, sworn in, took over)."""
_FOREVER = date(9999, 1, 1)
_EXPECTED = ("head_of_state", "foreign_minister")


@dataclass(frozen=True, slots=True)
class _Tenure:
    entry: Entry
    number: int
    start: Span
    end: Span | None

    @property
    def ident(self) -> str:
        return self.entry.label

    def surely_until(self) -> date:
        return self.end.first if self.end else _FOREVER

    def covers(self, day: date) -> bool:
        return self.start.first <= day and (self.end is None or day <= self.end.last)


class SharedOffices:
    """Offices that several persons hold at a time, as the sections ``overlaps`` list them."""

    def __init__(self, entries: Iterable[dict[str, object]]) -> None:
        """Take the entries: ``party``, ``office`` and, for a single exception, the ``people`` it is for."""
        self._always: set[tuple[str, str]] = set()
        self._people: dict[tuple[str, str], list[set[str]]] = defaultdict(list)
        for entry in entries:
            key = (str(entry.get("party")), str(entry.get("office")))
            people = entry.get("people")
            if isinstance(people, list):
                self._people[key].append(set(map(str, people)))
            else:
                self._always.add(key)

    def always(self, party: str, office: str) -> bool:
        """Return whether ``office`` of ``party`` has several holders by its nature."""
        return (party, office) in self._always

    def allows(self, party: str, office: str, people: set[str]) -> bool:
        """Return whether ``people`` may hold ``office`` of ``party`` at the same time."""
        key = (party, office)
        return key in self._always or any(people <= listed for listed in self._people[key])


def check(entries: Iterable[Entry], states: Iterable[str], today: date) -> Iterator[Finding]:
    """Yield overlapping terms of offices with one holder, and the ``states`` where one has no holder today."""
    known = list(entries)
    tenures = _tenures(known)
    shared = SharedOffices(entry.data for entry in known if entry.section == "overlaps")
    for (party, office), held in sorted(tenures.items()):
        yield from _overlaps(party, office, held, shared)
    countries = {str(e.data.get("code")): e for e in known if e.section == "countries" and not e.supplements}
    for code in states:
        for office in _EXPECTED:
            if code in countries and not any(t.covers(today) for t in tenures.get((code, office), ())):
                problem = f"no {office} is known for {today}"
                mend = "add the term to people/, or run `rasid gazetteer refresh`"
                yield countries[code].finding(Severity.INFO, "vacant", problem, mend)


def _tenures(entries: list[Entry]) -> dict[tuple[str, str], list[_Tenure]]:
    tenures: dict[tuple[str, str], list[_Tenure]] = defaultdict(list)
    for entry in entries:
        terms = entry.data.get("terms") if entry.section == "people" else None
        for number, term in enumerate(terms if isinstance(terms, list) else ()):
            start = written(term.get("start")) if isinstance(term, dict) else None
            if start and term.get("office") in SINGLE:
                held = _Tenure(entry, number, start, written(term.get("end")))
                tenures[str(term.get("party")), str(term["office"])].append(held)
    return {key: _closed(held) for key, held in tenures.items()}


def _closed(held: list[_Tenure]) -> list[_Tenure]:
    """Leave out open terms whose end another file adds (a refresh states the same term again, with its end)."""
    ends = {(t.ident, t.start.first) for t in held if t.end}
    return [t for t in held if t.end or (t.ident, t.start.first) not in ends]


def _overlaps(party: str, office: str, held: list[_Tenure], shared: SharedOffices) -> Iterator[Finding]:
    for earlier, later in combinations(sorted(held, key=lambda t: t.start.first), 2):
        days = min(earlier.surely_until(), later.surely_until()) - max(earlier.start.last, later.start.last)
        if days <= timedelta(0) or shared.allows(party, office, {earlier.ident, later.ident}):
            continue
        at = f"{later.entry.file}:{later.entry.term_lines[later.number]}"
        if earlier.ident == later.ident:
            problem = f"two terms as {office} of {party} overlap (the other: {at})"
            yield earlier.entry.finding(Severity.ERROR, "overlap", problem, "join or correct them", term=earlier.number)
            continue
        severity = Severity.WARNING if days <= _HANDOVER else Severity.ERROR
        if earlier.end is None and later.end is None:
            problem = f"{office} of {party} without end, as is '{later.ident}' ({at})"
            mend = "give it its end"
        else:
            until = min(earlier.surely_until(), later.surely_until())
            problem = f"{office} of {party} together with '{later.ident}' ({at}) from {later.start.last} to {until}"
            mend = "correct the dates"
        mend += ", or list the office under `overlaps` if it is shared"
        yield earlier.entry.finding(severity, "overlap", problem, mend, term=earlier.number)
