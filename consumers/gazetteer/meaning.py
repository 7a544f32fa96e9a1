"""What a name can mean: every party, person and place it stands for, and the rules that hold for it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from consumers.gazetteer.audit.clashes import covered_forms, walk
from consumers.gazetteer.index import build
from consumers.gazetteer.model import CITY, PERSON, SURNAME, SWALLOW, VENUE, Gazetteer, Name, Official, Term
from consumers.gazetteer.skeleton import skeleton
from consumers.text.tokens import fold_phrase

LANGUAGES = ("ar", "en", "fr")
_ARABIC = re.compile("[\u0620-\u06ff]")
_PROCLITICS = re.compile("^(?:[وف]?(?:[بك](?=ال)|لل|[بلك])|[وف])")
_NEAR = 0.72
"""Likeness from which a name is offered as what may have been meant (difflib's ratio)."""

AS_WRITTEN = "as written"
CAPITALS = "only in capitals"
PREFIXED = "after its prefix"
SPELLING = "another spelling"


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that the name stands for."""

    language: str
    form: str
    """The form in the index, folded."""
    how: str
    """`AS_WRITTEN`, `CAPITALS`, `PREFIXED` or `SPELLING`."""
    name: Name
    display: str
    terms: tuple[Term, ...] = ()
    """For a person: the terms of the day asked for; if there are none, the last one before or after it."""
    serving: bool = False
    """Whether ``terms`` are of the day asked for."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of ambiguous.yaml that speaks of the name."""

    kind: str
    """``ambiguous``, ``blocked`` or ``place_only``."""
    row: dict[str, Any]


@dataclass(slots=True)
class Answer:
    """All that is known of a name."""

    meanings: list[Meaning] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    near: list[str] = field(default_factory=list)
    """Names that are spelt alike, when the name itself is not known."""


def look_up(gazetteer: Gazetteer, name: str, on: date, language: str | None = None) -> Answer:
    """Return what ``name`` can mean on the day ``on`` in ``language`` (default: the languages of its script)."""
    answer = Answer()
    languages = (language,) if language else ("ar",) if _ARABIC.search(name) else LANGUAGES[1:]
    forms: dict[str, str] = {}
    for tongue in languages:
        entries = _entries(gazetteer, tongue)
        found = [*_exact(entries, name)] or [*_unprefixed(entries, name, tongue)]
        found = found or [*_respelt(entries, name)]
        answer.meanings += [_meaning(gazetteer, tongue, form, how, entry, on) for form, how, entry in found]
        answer.rules += _rules(gazetteer, tongue, {form for form, _, _ in found} | {" ".join(fold_phrase(name))})
        # A form that several languages share is shown as the first of them writes it.
        forms = {form: _shown(gazetteer, names[0][1], form, tongue) for form, names in entries.items()} | forms
    answer.meanings = _distinct(answer.meanings)
    if not answer.meanings:
        close = difflib.get_close_matches(" ".join(fold_phrase(name)), _comparable(forms, name), n=8, cutoff=_NEAR)
        answer.near = list(dict.fromkeys(forms[form] for form in close))[:5]
    return answer


Found = tuple[str, str, Name]
Entries = dict[str, list[tuple[str, Name]]]
"""Folded form -> (`AS_WRITTEN` or `CAPITALS`, what it stands for)."""


def _entries(gazetteer: Gazetteer, language: str) -> Entries:
    entries: Entries = {}
    for words, plain, capitals in walk(build(gazetteer, language)):
        names = [(how, name) for how, group in ((AS_WRITTEN, plain), (CAPITALS, capitals)) for name in group]
        named = [(how, name) for how, name in names if name.kind != SWALLOW]  # a blocked phrase: its rule tells
        if named:
            entries[" ".join(words)] = named
    return entries


def _exact(entries: Entries, name: str) -> Iterator[Found]:
    form = " ".join(fold_phrase(name))
    for how, entry in entries.get(form, ()):
        yield form, AS_WRITTEN if name.isupper() else how, entry


def _unprefixed(entries: Entries, name: str, language: str) -> Iterator[Found]:
    if language != "ar":
        return
    form = " ".join(fold_phrase(name))
    for bare in _without_prefix(form):
        names = entries.get(bare, ())
        yield from ((bare, PREFIXED, entry) for _, entry in names)
        if names:
            return


def _without_prefix(form: str) -> Iterator[str]:
    """Yield ``form`` without the particles that Arabic writes onto the next word (و ف ب ل ك, لل for ل and ال)."""
    for length in (1, 2, 3):
        match = _PROCLITICS.match(form)
        prefix = form[:length]
        if match and length <= match.end():
            yield "ال" + form[length:] if prefix.endswith("لل") else form[length:]


def _respelt(entries: Entries, name: str) -> Iterator[Found]:
    key = skeleton(name)
    if " " not in key:
        return
    for form, names in entries.items():
        for _, entry in names:
            if entry.kind == PERSON and skeleton(form) == key:
                yield form, SPELLING, entry


def _meaning(gazetteer: Gazetteer, language: str, form: str, how: str, name: Name, on: date) -> Meaning:
    if name.kind not in {PERSON, SURNAME}:
        display = name.ident if name.kind in {CITY, VENUE} else gazetteer.display(name.code, "en")
        return Meaning(language, form, how, name, display)
    person = gazetteer.people[name.ident]
    serving = tuple(term for term in person.terms if term.covers(on))
    return Meaning(language, form, how, name, person.display("en"), serving or _nearest(person, on), bool(serving))


def _nearest(person: Official, on: date) -> tuple[Term, ...]:
    """Return the last term before ``on``, else the first after it."""
    past = [term for term in person.terms if term.end and term.end < on]
    if past:
        return (max(past, key=lambda term: term.end or on),)
    return tuple(sorted(person.terms, key=lambda term: term.start)[:1])


def _rules(gazetteer: Gazetteer, language: str, forms: set[str]) -> list[Rule]:
    wanted = {tuple(form.split()) for form in forms}
    sources = (("ambiguous", gazetteer.ambiguous), ("blocked", gazetteer.blocked), ("place_only", gazetteer.place_only))
    return [
        Rule(kind, row)
        for kind, rows in sources
        for row in rows
        if row.get("language", language) == language
        and wanted & covered_forms(str(row["form"]), language, exact=bool(row.get("exact")) or kind == "place_only")
    ]


def _distinct(meanings: list[Meaning]) -> list[Meaning]:
    """Return ``meanings`` without those that another language or a surname beside the full name repeats."""
    kept: dict[tuple[str, ...], Meaning] = {}
    for meaning in meanings:
        name = meaning.name
        is_person = name.kind in {PERSON, SURNAME}
        key: tuple[str, ...] = (name.kind, name.code, name.ident, name.gender, name.number)
        if is_person:
            key = ("person", name.ident)
        elif name.kind in {CITY, VENUE}:
            key = ("place", name.code, name.ident)
        kept.setdefault(key, meaning)
    return list(kept.values())


def _comparable(forms: dict[str, str], name: str) -> list[str]:
    length = len(name)
    return [form for form in forms if abs(len(form) - length) <= max(2, length // 3)]


def _shown(gazetteer: Gazetteer, name: Name, form: str, language: str) -> str:
    """Return ``form`` as a person would write it, where the gazetteer has such a spelling."""
    person = gazetteer.people.get(name.ident) if name.kind in {PERSON, SURNAME} else None
    if person is None:
        record = gazetteer.records.get(name.code, {})
        spellings = [f for key in ("names", "capital", "metonyms", "organs") for f in _list(record.get(key), language)]
    else:
        spellings = [*person.names.get(language, ()), *person.short.get(language, ())]
    return next((s for s in spellings if " ".join(fold_phrase(s)) == form), form)


def _list(names: Any, language: str) -> list[str]:
    forms = names.get(language) if isinstance(names, dict) else None
    return forms if isinstance(forms, list) else []
