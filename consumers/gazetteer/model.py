"""The gazetteer in memory."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from consumers.text.tokens import fold_known_phrase, fold_phrase

COUNTRY = "country"
DEMONYM = "demonym"
CITY = "city"
METONYM = "metonym"
ORGANISATION = "organisation"
VENUE = "venue"
PERSON = "person"
SURNAME = "surname"
STRANGER = "stranger"
"""A person whom the gazetteer does not know and a recogniser of names does."""
SWALLOW = "swallow"
"""A phrase that only contains a name (Gulf of Oman, Washington Post) and stands for none."""


class Doubt(NamedTuple):
    """A form that several parties share, or that is another word as well."""

    codes: tuple[str, ...]
    default: str
    context: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    """Code -> folded phrases, one of which somewhere in the text decides for it."""


class Name(NamedTuple):
    """What one form of a name stands for."""

    kind: str
    """One of the constants of this module."""
    code: str
    """Party code; for a place, the country it lies in; for a person, empty (it depends on the date)."""
    ident: str = ""
    """Official's id, or the English name of a place."""
    gender: str = ""
    """``m`` or ``f`` where the form tells, for agreement with verbs."""
    number: str = "s"
    """``s``, ``d`` (dual) or ``p``."""
    definite: bool = False
    after: frozenset[str] = frozenset()
    """Where not empty, the name counts only right after one of these words."""
    doubt: Doubt | None = None
    """Where set, the form is shared and the text decides."""
    everyday: bool = False
    """A surname that is an everyday word as well: nobody's until the story names him or her in full."""


@dataclass(frozen=True, slots=True)
class Term:
    """An office held by a person from a day to a day."""

    office: str
    party: str
    start: date
    end: date | None
    """None: in office as far as known when the entry was reviewed."""
    source: str = ""
    reviewed_on: str = ""
    precision: str = "day"

    def covers(self, day: date, slack_days: int = 0) -> bool:
        """Return whether the office was held on ``day``, give or take ``slack_days``."""
        ordinal = day.toordinal()
        if ordinal + slack_days < self.start.toordinal():
            return False
        return self.end is None or ordinal - slack_days <= self.end.toordinal()


@dataclass(frozen=True, slots=True)
class Official:
    """A person with the offices that make him or her act for a party."""

    ident: str
    names: dict[str, list[str]]
    """Language -> full names, the display form first."""
    short: dict[str, list[str]]
    """Language -> forms that name this person only in context (a surname)."""
    terms: tuple[Term, ...]
    wikidata: str = ""

    def display(self, language: str) -> str:
        """Return the name to show in ``language``, or in whatever language there is one."""
        for tongue in (language, "en", "ar", *self.names):
            if self.names.get(tongue):
                return self.names[tongue][0]
        return self.ident


_OFFICE_RANK = (
    "head_of_state",
    "head_of_government",
    "crown_prince",
    "foreign_minister",
    "organisation_head",
    "group_leader",
    "defence_minister",
    "vice_president",
    "national_security_adviser",
)
_MONTHS_OF_GRACE_DAYS = 45
"""News goes on calling a minister by the office for some weeks, and sources disagree on the day of a handover."""


@dataclass(slots=True)
class Gazetteer:
    """Everything that was read from the gazetteer files."""

    parties: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """Party code -> language -> names, the display form first."""
    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Party code -> the entry as written."""
    members: dict[str, frozenset[str]] = field(default_factory=dict)
    """Organisation -> the states in it, for those blocs whose entry says so."""
    places: list[dict[str, Any]] = field(default_factory=list)
    cities: dict[str, str] = field(default_factory=dict)
    """English name of a venue -> that of the city it is in."""
    authorities: dict[str, tuple[str, date]] = field(default_factory=dict)
    """English name of a city -> who holds it against its state, and since when: whoever travels there goes to them."""
    regions: set[str] = field(default_factory=set)
    """English names of the places that are wider than a city: provinces, peninsulas."""
    venues: set[str] = field(default_factory=set)
    """English names of the venues that lie in no city: bases, border villages."""
    city_states: set[str] = field(default_factory=set)
    """English names of states that are a city: Singapore."""
    people: dict[str, Official] = field(default_factory=dict)
    ambiguous: list[dict[str, Any]] = field(default_factory=list)
    blocked: list[dict[str, Any]] = field(default_factory=list)
    place_only: list[dict[str, Any]] = field(default_factory=list)
    _councils: frozenset[tuple[str, ...]] = frozenset()
    _holders: dict[tuple[str, str], list[tuple[Term, str]]] = field(default_factory=dict)

    def index_offices(self) -> None:
        """Prepare `holder` and `is_council`; to be called once after loading."""
        self._councils = frozenset(
            fold_phrase(str(form))
            for record in self.records.values()
            for forms in (record.get("councils") or {}).values()
            for form in forms
        )
        cities = [entry for entry in self.places if entry.get("kind") == "city"]
        self.city_states = {str(c["name"]) for c in cities if c["name"] == self.display(str(c.get("country")), "en")}
        holders: dict[tuple[str, str], list[tuple[Term, str]]] = defaultdict(list)
        for person in self.people.values():
            for term in person.terms:
                holders[term.party, term.office].append((term, person.ident))
        for terms in holders.values():
            terms.sort(key=lambda pair: pair[0].start)
        self._holders = dict(holders)

    def holder(self, party: str, office: str, day: date) -> str:
        """Return the id of who held ``office`` for ``party`` on ``day``; the latest to start wins; empty if unknown."""
        for term, ident in reversed(self._holders.get((party, office), ())):
            if term.covers(day):
                return ident
        return ""

    def officials_of(self, party: str, day: date) -> list[str]:
        """Return the ids of all who held any office for ``party`` around ``day``."""
        return [
            ident
            for (code, _), terms in self._holders.items()
            if code == party
            for term, ident in terms
            if term.covers(day, _MONTHS_OF_GRACE_DAYS)
        ]

    def term_at(self, ident: str, day: date) -> Term | None:
        """Return the term in which person ``ident`` acted on ``day``, the highest office first; None if in none."""
        terms = [t for t in self.people[ident].terms if t.covers(day, _MONTHS_OF_GRACE_DAYS)]
        return min(terms, key=_rank) if terms else None

    def is_council(self, name: str) -> bool:
        """Return whether ``name`` is that of a council that acts at the seat of its organisation."""
        return fold_known_phrase(name) in self._councils

    def capital(self, country: str) -> str:
        """Return the English name of the capital of ``country``; empty if unknown."""
        names = (self.records.get(country, {}).get("capital") or {}).get("en") or ""
        return names if isinstance(names, str) else str(names[0])

    def display(self, party: str, language: str) -> str:
        """Return the name of ``party`` to show in ``language``."""
        names = self.parties.get(party, {})
        for tongue in (language, "en"):
            if names.get(tongue):
                return names[tongue][0]
        return party


def _rank(term: Term) -> tuple[int, int]:
    rank = _OFFICE_RANK.index(term.office) if term.office in _OFFICE_RANK else len(_OFFICE_RANK)
    return rank, -term.start.toordinal()
