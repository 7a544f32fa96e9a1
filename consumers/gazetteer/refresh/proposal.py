"""What a refresh adds to the gazetteer, and what it leaves for a person to decide. No I/O."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
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
        self._current = findings.current(today)
        self._idents: dict[str, str] = {}
        """Item -> id of the entry; empty for those that have none yet."""
        self._ends: dict[tuple[str, Term], date] = {}
        """Terms that this refresh ends."""
        self._held: dict[tuple[str, str], list[tuple[str, Term]]] = defaultdict(list)
        for ident, person in gazetteer.people.items():
            for term in person.terms:
                self._held[term.party, term.office].append((ident, term))

    def run(self) -> Proposal:
        self._identify()
        self._find_ends()
        for tenure in self._findings.tenures:
            self._tenure(tenure)
        for left in self._findings.left_out:
            known = self._terms(self._idents[left.person])
            ends = [term.end for term in known if (term.party, term.office) == (left.party, left.office)]
            if not ends or None in ends:  # what is known and over needs no decision
                self._tell("left out", left.party, left.office, left.person, left.why)
        self._count_losses()
        self._proposal.changes = sorted(set(self._proposal.changes), key=lambda c: (c.party, c.office, c.text))
        return self._proposal

    def _identify(self) -> None:
        """Find the entry of each item: by the item, by the sound of the name, or a new one."""
        parties: dict[str, set[str]] = defaultdict(set)
        for tenure in self._findings.tenures:
            parties[tenure.person].add(tenure.party)
        for left in self._findings.left_out:
            parties[left.person].add(left.party)
        for item, acted_for in parties.items():
            known = self._register.by_item(item)
            if not known and item in self._names:
                known = self._register.by_name(self._names[item], acted_for)
            self._idents[item] = known

    def _find_ends(self) -> None:
        """End the terms that are open in the gazetteer and over by Wikidata's account."""
        tenures: dict[tuple[str, str], list[Tenure]] = defaultdict(list)
        for tenure in self._findings.tenures:
            tenures[tenure.party, tenure.office].append(tenure)
        for key, found in tenures.items():
            for ident, term in self._held[key]:
                if term.end is None:
                    self._find_end(ident, term, found)

    def _find_end(self, ident: str, term: Term, tenures: list[Tenure]) -> None:
        own = [t for t in tenures if self._idents[t.person] == ident and _same(term, t)]
        if own:
            last = max(own, key=lambda t: t.start)
            if last.end is not None and last.end.last < self._today:
                self._end(ident, term, last.end, last.person, "inferred from the successor" if last.inferred else "")
            return
        others = [t for t in tenures if self._idents[t.person] != ident]
        current = [t for t in others if t in self._current]
        if self._shared(term.party, term.office) or not current or any(t.start.first <= term.start for t in current):
            return
        successor = min((t for t in others if t.start.first > term.start), key=lambda t: t.start)
        note = f"inferred: {self._name(successor.person)} took over"
        self._end(ident, term, successor.start, successor.person, note)

    def _end(self, ident: str, known: Term, end: Moment, item: str, note: str) -> None:
        self._ends[ident, known] = end.first
        self._entry(ident).setdefault("terms", []).append({
            "office": known.office, "party": known.party, "start": _start(known), "precision": known.precision,
            "end": _scalar(end), "source": f"wikidata:{item}", "reviewed_on": self._today,
        })  # fmt: skip
        text = f"until {end}{f' ({note})' if note else ''}"
        change = Change("ended", known.party, known.office, ident, self._display(ident), text, f"wikidata:{item}")
        self._proposal.changes.append(change)

    def _tenure(self, tenure: Tenure) -> None:
        ident = self._idents[tenure.person]
        same = [term for term in self._terms(ident) if _same(term, tenure)]
        if same:
            self._compare(ident, same, tenure)
            return
        rival = None if self._shared(tenure.party, tenure.office) else self._rival(ident, tenure)
        end = f" to {tenure.end}" if tenure.end else ""
        if rival:
            other, term = rival
            why = f"from {tenure.start}{end} by Wikidata, but the gazetteer has {self._display(other)} {_period(term)}"
            self._tell("differs", tenure.party, tenure.office, tenure.person, why)
        elif not ident and not written_names(self._names.get(tenure.person, {})):
            self._tell("left out", tenure.party, tenure.office, tenure.person, "has no Arabic, English or French name")
        else:
            self._add(tenure)
            note = " (end inferred from the successor)" if tenure.inferred else ""
            self._tell("added", tenure.party, tenure.office, tenure.person, f"from {tenure.start}{end}{note}")

    def _terms(self, ident: str) -> tuple[Term, ...]:
        return self._gazetteer.people[ident].terms if ident in self._gazetteer.people else ()

    def _compare(self, ident: str, known: list[Term], tenure: Tenure) -> None:
        """Tell where the dates differ; ``known`` are the terms that ``tenure`` spans (re-elections are joined)."""
        why = []
        first, end = min(known, key=lambda term: term.start), max(term.end or date.max for term in known)
        if end < date.max and tenure.end is None:
            why.append(f"still in office by Wikidata, until {end} in the gazetteer")
        elif end < date.max and tenure.end and not tenure.inferred and not _near(end, tenure.end):
            why.append(f"until {tenure.end} by Wikidata, until {end} in the gazetteer")
        if tenure.start.first >= HORIZON and not _near(first.start, tenure.start, first.precision):
            why.append(f"since {tenure.start} by Wikidata, since {_start(first)} in the gazetteer")
        for text in why:
            self._tell("differs", tenure.party, tenure.office, tenure.person, text)
        self._state_item(ident, tenure.person)

    def _rival(self, ident: str, tenure: Tenure) -> tuple[str, Term] | None:
        """Return somebody else's term in the gazetteer that leaves no room for ``tenure``."""
        for other, term in self._held[tenure.party, tenure.office]:
            end = self._ends.get((other, term), term.end) or date.max
            shared = min(end, tenure.end.last if tenure.end else date.max) - max(term.start, tenure.start.first)
            if other != ident and shared > _SAME_DAY:
                return other, term
        return None

    def _state_item(self, ident: str, item: str) -> None:
        """Add the Wikidata item to a person that the gazetteer has without one."""
        known = self._gazetteer.people.get(ident)
        if known and not known.wikidata:
            self._entry(ident)["wikidata"] = item

    def _add(self, tenure: Tenure) -> None:
        ident = self._idents[tenure.person] or self._new_person(tenure.person)
        self._idents[tenure.person] = ident
        self._state_item(ident, tenure.person)
        self._entry(ident).setdefault("terms", []).append(self._term(tenure))

    def _new_person(self, item: str) -> str:
        ident = self._register.new_id(self._names[item], item)
        self._register.people[ident] = Official(ident, {}, {}, (), item)
        self._proposal.entries[ident] = {
            "id": ident, "names": written_names(self._names[item]), "wikidata": item, "terms": [],
        }  # fmt: skip
        return ident

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
            asked_for = key[1] in OFFICES and not key[0].startswith("org:")
            if asked_for and any(term.covers(self._today) for _, term in held):
                self._proposal.offices += 1
                if key not in current:
                    self._proposal.lost.append(key)

    def _tell(self, kind: Kind, party: str, office: str, item: str, text: str) -> None:
        ident = self._idents.get(item) or item
        self._proposal.changes.append(Change(kind, party, office, ident, self._name(item), text, f"wikidata:{item}"))

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
    if (known.month, known.day) == (12, 31) and known.year == moment.first.year:
        return True  # an end that is known to the year; the model keeps its last day
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
