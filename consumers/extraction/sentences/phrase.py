"""A phrase: the words that name one actor, and what they say of him."""

from __future__ import annotations

from typing import Any

from consumers.extraction.words.lexicon import Title
from consumers.gazetteer.model import (
    CITY,
    COUNTRY,
    DEMONYM,
    METONYM,
    ORGANISATION,
    PERSON,
    STRANGER,
    SURNAME,
    VENUE,
    Doubt,
    Name,
)

BODIES = frozenset({"ministry", "government", "army", "parliament", "mission", "official", "delegation"})
"""Roles that speak for a state without being a person whose name would follow."""
_WEAK = frozenset({DEMONYM})
BOTH = "both"
"""Kind of a dual that stands for both its candidates: the two Koreas."""


class Phrase:
    """One actor as the text names it; tokens ``[i, j)``."""

    __slots__ = (
        "city",
        "definite",
        "doubt",
        "everyday",
        "former",
        "full_name",
        "gender",
        "generic",
        "i",
        "inherited",
        "j",
        "kinds",
        "name",
        "number",
        "of_role",
        "owned",
        "parties",
        "persons",
        "possessive",
        "prefix",
        "roles",
    )

    i: int
    j: int
    prefix: str
    roles: list[str]
    parties: tuple[str, ...]
    """Candidates when ambiguous."""
    kinds: set[str]
    persons: tuple[str, ...]
    """Ids of the officials that the name may mean."""
    full_name: bool
    name: tuple[int, int] | None
    """Tokens of the personal name."""
    gender: str
    number: str
    definite: bool
    city: str
    """English name, when the phrase is a city or venue."""
    generic: str
    """``pair``, ``own``, ``third``, ``pronoun``: stands for parties named before."""
    of_role: str
    """Of a ``pair``: the office of the two."""
    former: bool
    possessive: bool
    """Followed by a possessive: stands for its state beside another noun only."""
    inherited: bool
    owned: str
    """Preceded by a possessive: ``s`` its ambassador, ``p`` their leaders."""
    doubt: Doubt | None
    everyday: bool
    """A surname that is a word as well."""

    def __init__(
        self,
        i: int,
        j: int,
        prefix: str = "",
        roles: list[str] | None = None,
        parties: tuple[str, ...] = (),
        kinds: set[str] | None = None,
        persons: tuple[str, ...] = (),
        full_name: bool = False,
        name: tuple[int, int] | None = None,
        gender: str = "",
        number: str = "s",
        definite: bool = False,
        city: str = "",
        generic: str = "",
        of_role: str = "",
        former: bool = False,
        possessive: bool = False,
        inherited: bool = False,
        owned: str = "",
        doubt: Doubt | None = None,
        everyday: bool = False,
    ) -> None:
        """Take the range and what its words say of the actor."""
        self.i = i
        self.j = j
        self.prefix = prefix
        self.roles = [] if roles is None else roles
        self.parties = parties
        self.kinds = set() if kinds is None else kinds
        self.persons = persons
        self.full_name = full_name
        self.name = name
        self.gender = gender
        self.number = number
        self.definite = definite
        self.city = city
        self.generic = generic
        self.of_role = of_role
        self.former = former
        self.possessive = possessive
        self.inherited = inherited
        self.owned = owned
        self.doubt = doubt
        self.everyday = everyday

    def copy(self) -> Phrase:
        """Return a phrase of the same content, which can be changed apart."""
        return Phrase(
            self.i,
            self.j,
            self.prefix,
            self.roles.copy(),
            self.parties,
            self.kinds.copy(),
            self.persons,
            self.full_name,
            self.name,
            self.gender,
            self.number,
            self.definite,
            self.city,
            self.generic,
            self.of_role,
            self.former,
            self.possessive,
            self.inherited,
            self.owned,
            self.doubt,
            self.everyday,
        )

    @property
    def weak(self) -> bool:
        """Only an adjective: qualifies another noun unless the grammar makes it an actor."""
        return not (self.roles or self.persons or self.name or self.generic) and self.kinds <= _WEAK

    @property
    def role(self) -> str:
        """The most telling role."""
        for role in self.roles:
            if role not in BODIES:
                return role
        return self.roles[0] if self.roles else ""

    @property
    def has_person(self) -> bool:
        """Whether a person is named."""
        return bool(self.persons) or self.name is not None


def whole_names(phrases: list[Phrase]) -> list[Phrase]:
    """Return ``phrases`` with a surname right behind a title's unknown name as part of it: Hassan Hamid *Hassan*."""
    whole: list[Phrase] = []
    for phrase in phrases:
        last = whole[-1] if whole else None
        bare = phrase.name is not None and not (phrase.full_name or phrase.roles or phrase.parties)
        titled = last is not None and last.roles and not last.persons
        if last is not None and bare and titled and last.name is not None and last.j == phrase.i:
            last.j, last.name = phrase.j, (last.name[0], phrase.j)
            continue
        whole.append(phrase)
    return whole


def atom(values: list[Any]) -> Phrase:
    """Return the pattern of a phrase that stands for ``values``."""
    phrase = Phrase(0, 1)
    titles = [v for v in values if isinstance(v, Title)]
    names = [v for v in values if isinstance(v, Name)]
    if titles and not any(n.kind in {PERSON, ORGANISATION} for n in names):
        title = titles[0]
        phrase.roles = [title.role]
        phrase.gender, phrase.number, phrase.definite = title.gender, title.number, title.definite
        phrase.kinds = {"title"}
        return phrase
    persons = [n for n in names if n.kind in {PERSON, SURNAME}]
    others = [n for n in names if n.kind not in {PERSON, SURNAME}]
    if any(n.kind in {DEMONYM, CITY} for n in others):
        persons = [n for n in persons if n.kind == PERSON]  # السوداني is a nationality before it is a surname
    phrase.kinds = {n.kind for n in others}
    named_as_city = {CITY, METONYM} & phrase.kinds and all(n.kind == SURNAME for n in persons)
    if names and names[0].kind == STRANGER:
        phrase.name, phrase.kinds = (0, 1), {PERSON}
        return phrase
    if persons and not named_as_city and not any(n.kind == COUNTRY for n in others):
        full = [n for n in persons if n.kind == PERSON]
        phrase.persons = tuple(dict.fromkeys(n.ident for n in (full or persons)))
        phrase.full_name = bool(full)
        phrase.everyday = not full and all(n.everyday for n in persons)
        phrase.name = (0, 1)
        phrase.kinds = {PERSON}
        return phrase
    best = _preferred(others)
    phrase.parties = tuple(dict.fromkeys(n.code for n in best if n.code))
    first = best[0]
    phrase.doubt = first.doubt
    if first.doubt is not None:
        phrase.parties = first.doubt.codes
    phrase.gender, phrase.number = first.gender if first.gender in {"m", "f"} else "", first.number
    phrase.definite = first.definite or first.kind != DEMONYM
    phrase.kinds = {n.kind for n in best}
    if phrase.kinds == _WEAK and phrase.number == "d" and phrase.definite and len(phrase.parties) == 2:  # noqa: PLR2004
        phrase.kinds = {COUNTRY, BOTH}  # الكوريتان
    if phrase.kinds == {COUNTRY} and len(phrase.parties) == 2 and phrase.doubt is None:  # noqa: PLR2004 - a pair
        phrase.kinds = {COUNTRY, BOTH}  # كوريا الشمالية والجنوبية
    if any(n.gender == "venue" for n in others):
        phrase.kinds.add("forum")
    places = sorted((n for n in others if n.kind in {CITY, VENUE}), key=lambda n: n.kind != VENUE)
    phrase.city = places[0].ident if places else ""  # a state may have two capitals: its own entry names the city
    return phrase


_PREFERENCE = (ORGANISATION, COUNTRY, DEMONYM, METONYM, CITY, VENUE)


def _preferred(names: list[Name]) -> list[Name]:
    for kind in _PREFERENCE:
        found = [n for n in names if n.kind == kind]
        if found:
            return found
    return names


def sent_by(delegation: Phrase, body: Phrase) -> Phrase:
    """Give a delegation the party of the body that sent it: وفد من الكونغرس الأميركي."""
    roles = delegation.roles.copy()
    extend(delegation, body)
    delegation.roles = roles
    return delegation


def extend(phrase: Phrase, atom: Phrase) -> None:
    """Take what ``atom``, a title or name beside it, says into ``phrase``: its party, person, title and city."""
    if not phrase.name:
        phrase.name = atom.name
    phrase.j = max(phrase.j, atom.j)
    phrase.roles += atom.roles
    if not phrase.parties:
        phrase.parties = atom.parties
    elif atom.parties and set(phrase.parties) & set(atom.parties):
        phrase.parties = tuple(p for p in phrase.parties if p in atom.parties)
    phrase.persons = phrase.persons or atom.persons
    phrase.doubt = phrase.doubt or atom.doubt
    phrase.full_name = phrase.full_name or atom.full_name
    phrase.kinds |= atom.kinds
    if not (phrase.roles and COUNTRY in atom.kinds):  # the emir of Qatar is no woman for all that Qatar is feminine
        phrase.gender = phrase.gender or atom.gender
    if atom.kinds == {"title"}:
        phrase.number = atom.number
    phrase.definite = phrase.definite or atom.definite
    phrase.city = phrase.city or (atom.city if not phrase.roles else "")
    phrase.former = phrase.former or atom.former


def one_of(phrase: Phrase, party: str) -> Phrase:
    """Return ``phrase``, a dual of two states, as it stands for one of them."""
    one = phrase.copy()
    one.parties, one.kinds, one.number, one.doubt = (party,), phrase.kinds - {BOTH}, "s", None
    return one


def is_place(phrase: Phrase) -> bool:
    """Return whether ``phrase`` names a city or venue rather than a government."""
    return (
        bool(phrase.city)
        and not phrase.roles
        and not phrase.has_person
        and phrase.kinds & {CITY, VENUE, METONYM} != set()
    )
