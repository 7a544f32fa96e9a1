"""What a refresh adds to the gazetteer, and what it leaves for a person to decide. No I/O."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

from consumers.gazetteer.model import Gazetteer, Official, Term
from consumers.gazetteer.refresh.people import ItemNames, Register, written_names
from consumers.gazetteer.refresh.results import Moment
from consumers.gazetteer.refresh.tenures import HORIZON, Findings, Tenure

OFFICES = ("head_of_state", "head_of_government", "foreign_minister")
"""The offices that the queries ask for."""
_SAME_DAY = timedelta(days=31)
"""Sources differ by some weeks on when somebody took office."""
_LARGEST_LOSS = 0.25

Kind = Literal["added", "ended", "differs", "left out"]


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the differences."""

    kind: Kind
    party: str
    office: str
    person: str
    """Id in the gazetteer, or the item."""
    name: str
    text: str
    source: str


@dataclass(slots=True)
class Proposal:
    """What to write, and what to tell."""

    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Person id -> entry in the format of people/*.yaml, with what is new alone."""
    changes: list[Change] = field(default_factory=list)
    offices: int = 0
    """Offices that have a holder today in the gazetteer."""
    lost: list[tuple[str, str]] = field(default_factory=list)
    """(party, office) of those that would have none by Wikidata's account."""

    @property
    def refused(self) -> bool:
        """Whether so many offices would be lost that the answer must have been incomplete."""
        return len(self.lost) > self.offices * _LARGEST_LOSS


def unknown_items(gazetteer: Gazetteer, findings: Findings) -> list[str]:
    """Return the items whose names are needed: those of no person in the gazetteer."""
    register = Register(gazetteer.people)
    items = [*(t.person for t in findings.tenures), *(left.person for left in findings.left_out)]
    return [item for item in dict.fromkeys(items) if not register.by_item(item)]


def propose(
    gazetteer: Gazetteer, findings: Findings, names: Mapping[str, ItemNames], today: date,
    shared: Callable[[str, str], bool],
) -> Proposal:
    """Compare ``findings`` with ``gazetteer``.

    Args:
        gazetteer: What is known.
        findings: What Wikidata says.
        names: Names of the items of `unknown_items`.
        today: Day of the refresh.
        shared: Whether several persons hold the office of the party at a time.
    """
    return _Comparison(gazetteer, findings, names, today, shared).run()


class _Comparison:
    def __init__(
        self, gazetteer: Gazetteer, findings: Findings, names: Mapping[str, ItemNames], today: date,
        shared: Callable[[str, str], bool],
    ) -> None:
        self._gazetteer = gazetteer
        self._findings = findings
        self._names = names
        self._today = today
        self._shared = shared
        self._register = Register(gazetteer.people)
        self._proposal = Proposal()
        self._idents: dict[str, str] = {}
        self._held: dict[tuple[str, str], list[tuple[str, Term]]] = defaultdict(list)
        for ident, person in gazetteer.people.items():
            for term in person.terms:
                self._held[term.party, term.office].append((ident, term))

    def run(self) -> Proposal:
        self._identify()
        for tenure in self._findings.tenures:
            self._tenure(tenure)
        for tenure in self._findings.current(self._today):
            self._end_predecessors(tenure)
        for left in self._findings.left_out:
            name = self._name(left.person)
            self._tell("left out", left.party, left.office, left.person, name, left.why)
        self._count_losses()
        self._proposal.changes = sorted(set(self._proposal.changes), key=lambda c: (c.party, c.office, c.text))
        return self._proposal

    def _identify(self) -> None:
        """Find the entry of each item: by the item, by the sound of the name, or a new one."""
        parties: dict[str, set[str]] = defaultdict(set)
        for tenure in self._findings.tenures:
            parties[tenure.person].add(tenure.party)
        for item, acted_for in parties.items():
            known = self._register.by_item(item)
            if not known and item in self._names:
                known = self._register.by_name(self._names[item], acted_for)
            self._idents[item] = known

    def _tenure(self, tenure: Tenure) -> None:
        ident = self._idents[tenure.person]
        same = next((t for t in self._terms(ident) if _same(t, tenure)), None) if ident else None
        if same is not None:
            self._compare(ident, same, tenure)
            return
        rivals = [] if self._shared(tenure.party, tenure.office) else list(self._rivals(ident, tenure))
        if rivals:
            other, term = rivals[0]
            end = f" to {tenure.end}" if tenure.end else ""
            why = f"from {tenure.start}{end} by Wikidata, but the gazetteer has {self._display(other)} {_period(term)}"
            self._tell("differs", tenure.party, tenure.office, tenure.person, self._name(tenure.person), why)
        elif not ident and tenure.person not in self._names:
            self._tell("left out", tenure.party, tenure.office, tenure.person, tenure.person, "has no name we can read")
        else:
            self._add(tenure)

    def _terms(self, ident: str) -> tuple[Term, ...]:
        return self._gazetteer.people[ident].terms

    def _compare(self, ident: str, known: Term, tenure: Tenure) -> None:
        name = self._display(ident)
        if known.end is None and tenure.end is not None:
            if tenure.end.last < self._today:
                self._end(ident, known, tenure.end, tenure.person, inferred=tenure.inferred)
        elif known.end is not None and tenure.end is None:
            why = f"still in office by Wikidata, until {known.end} in the gazetteer"
            self._tell("differs", tenure.party, tenure.office, tenure.person, name, why)
        elif known.end and tenure.end and not tenure.inferred and not _near(known.end, tenure.end):
            why = f"until {tenure.end} by Wikidata, until {known.end} in the gazetteer"
            self._tell("differs", tenure.party, tenure.office, tenure.person, name, why)
        if tenure.start.first >= HORIZON and not _near(known.start, tenure.start, known.precision):
            why = f"since {tenure.start} by Wikidata, since {_start(known)} in the gazetteer"
            self._tell("differs", tenure.party, tenure.office, tenure.person, name, why)
        if not self._gazetteer.people[ident].wikidata:
            self._entry(ident)["wikidata"] = tenure.person

    def _rivals(self, ident: str, tenure: Tenure) -> Iterator[tuple[str, Term]]:
        """Yield the terms of others in the gazetteer that leave no room for ``tenure``."""
        for other, term in self._held[tenure.party, tenure.office]:
            if other == ident:
                continue
            begins = max(term.start, tenure.start.first)
            ends = min(term.end or date.max, tenure.end.last if tenure.end else date.max)
            succeeded = term.end is None and term.start < tenure.start.first and tenure in self._current
            if ends - begins > _SAME_DAY and not succeeded:
                yield other, term

    @property
    def _current(self) -> list[Tenure]:
        return self._findings.current(self._today)

    def _end_predecessors(self, tenure: Tenure) -> None:
        """End those who are in office in the gazetteer since before somebody else took over."""
        if self._shared(tenure.party, tenure.office):
            return
        for ident, term in self._held[tenure.party, tenure.office]:
            earlier = term.start < tenure.start.first
            if term.end is None and earlier and ident != self._idents[tenure.person]:
                self._end(ident, term, tenure.start, tenure.person, inferred=True)

    def _add(self, tenure: Tenure) -> None:
        ident = self._idents[tenure.person] or self._new_person(tenure.person)
        self._idents[tenure.person] = ident
        entry = self._entry(ident)
        known = self._gazetteer.people.get(ident)
        if known and not known.wikidata:
            entry["wikidata"] = tenure.person
        entry.setdefault("terms", []).append(self._term(tenure))
        end = f" to {tenure.end}" if tenure.end else ""
        note = " (end inferred from the successor)" if tenure.inferred else ""
        self._tell("added", tenure.party, tenure.office, tenure.person, self._name(tenure.person),
                   f"from {tenure.start}{end}{note}")

    def _new_person(self, item: str) -> str:
        ident = self._register.new_id(self._names[item], item)
        self._register.people[ident] = Official(ident, {}, {}, (), item)
        self._proposal.entries[ident] = {
            "id": ident, "names": written_names(self._names[item]), "wikidata": item, "terms": [],
        }  # fmt: skip
        return ident

    def _end(self, ident: str, known: Term, end: Moment, item: str, *, inferred: bool) -> None:
        entry = self._entry(ident)
        terms = entry.setdefault("terms", [])
        if any(t["office"] == known.office and t["party"] == known.party for t in terms):
            return
        terms.append({
            "office": known.office, "party": known.party, "start": _start(known), "precision": known.precision,
            "end": _scalar(end), "source": f"wikidata:{item}", "reviewed_on": self._today,
        })  # fmt: skip
        note = f" (inferred: {self._name(item)} took over)" if inferred else ""
        self._tell("ended", known.party, known.office, item, self._display(ident), f"until {end}{note}")

    def _entry(self, ident: str) -> dict[str, Any]:
        return self._proposal.entries.setdefault(ident, {"id": ident})

    def _term(self, tenure: Tenure) -> dict[str, Any]:
        return {
            "office": tenure.office, "party": tenure.party, "start": _scalar(tenure.start),
            "precision": tenure.start.precision, "end": _scalar(tenure.end) if tenure.end else None,
            "source": f"wikidata:{tenure.person}", "reviewed_on": self._today,
        }  # fmt: skip

    def _count_losses(self) -> None:
        current = {(t.party, t.office) for t in self._current}
        for key, held in sorted(self._held.items()):
            if key[1] in OFFICES and any(term.covers(self._today) for _, term in held):
                self._proposal.offices += 1
                if key not in current:
                    self._proposal.lost.append(key)

    def _tell(self, kind: Kind, party: str, office: str, item: str, name: str, text: str) -> None:
        ident = self._idents.get(item) or item
        self._proposal.changes.append(Change(kind, party, office, ident, name, text, f"wikidata:{item}"))

    def _display(self, ident: str) -> str:
        return self._gazetteer.people[ident].display("en")

    def _name(self, item: str) -> str:
        known = self._register.by_item(item) or self._idents.get(item, "")
        if known in self._gazetteer.people:
            return self._display(known)
        written = written_names(self._names.get(item, {}))
        return next((written[language][0] for language in ("en", "fr", "ar") if language in written), item)


def _same(term: Term, tenure: Tenure) -> bool:
    """Whether a known term and a tenure of the same person are one: they overlap or begin together."""
    if (term.party, term.office) != (tenure.party, tenure.office):
        return False
    begins = max(term.start, tenure.start.first)
    ends = min(term.end or date.max, tenure.end.last if tenure.end else date.max)
    return begins <= ends or _near(term.start, tenure.start, term.precision)


def _near(known: date, moment: Moment, precision: str = "day") -> bool:
    slack = {"year": timedelta(days=365), "month": timedelta(days=31)}.get(precision, timedelta(0)) + _SAME_DAY
    return moment.first - slack <= known <= moment.last + _SAME_DAY


def _start(term: Term) -> date | str | int:
    return _scalar(Moment(term.start, term.precision))


def _scalar(moment: Moment) -> date | str | int:
    """Return a date as YAML is to write it: a date, ``2024-07`` or the year as a number."""
    if moment.precision == "day":
        return moment.first
    return int(str(moment)) if moment.precision == "year" else str(moment)


def _period(term: Term) -> str:
    return f"from {_start(term)} to {term.end}" if term.end else f"since {_start(term)}"
