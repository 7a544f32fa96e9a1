"""Every form of every name, in one trie of folded words per language.

A node is a dict from the next word to its node; under ``""`` it holds what the words so far stand for, and under
``"^"`` what they stand for only when written in capitals (US, WHO).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from consumers.gazetteer.demonyms import nisba_forms, plural_forms
from consumers.gazetteer.model import (
    CITY,
    COUNTRY,
    DEMONYM,
    METONYM,
    ORGANISATION,
    PERSON,
    SURNAME,
    SWALLOW,
    VENUE,
    Doubt,
    Gazetteer,
    Name,
)
from consumers.text.arabic import bare
from consumers.text.tokens import fold_phrase

Trie = dict[str, Any]
_MAX_ABBREVIATION = 6
_MASCULINE_COUNTRIES = frozenset(["JO", "LB", "IQ", "YE", "MA", "SD", "SO", "GA", "SN", "CM", "BR"])
"""States whose Arabic name takes a masculine verb, or either; all others are feminine."""


def add(trie: Trie, form: str, value: Any, *, upper: bool = False) -> None:
    """Put ``value`` under the words of ``form``."""
    words = fold_phrase(form)
    if not words or not all(words):
        return
    node = trie
    for word in words:
        node = node.setdefault(word, {})
    values = node.setdefault("^" if upper else "", [])
    if value not in values:
        values.append(value)


def build(gazetteer: Gazetteer, language: str) -> Trie:
    """Return the trie of all names in ``language``; words that only look like names are left out."""
    trie: Trie = {}
    for form, name in _names(gazetteer, language):
        add(trie, form, name, upper=language != "ar" and form.isupper() and len(form) <= _MAX_ABBREVIATION)
    for entry in _of_language(gazetteer.place_only, language):
        _place_only(trie, entry)
    for entry in _of_language(gazetteer.blocked, language):
        _block(trie, entry)
    for entry in _of_language(gazetteer.ambiguous, language):
        _doubt(trie, entry)
    return trie


def exact_blocks(gazetteer: Gazetteer, language: str) -> frozenset[str]:
    """Return the spellings that are never a name although their folded form is one (اليمنى)."""
    return frozenset(bare(str(e["form"])) for e in _of_language(gazetteer.blocked, language) if e.get("exact"))


def _of_language(entries: list[dict[str, Any]], language: str) -> Iterator[dict[str, Any]]:
    return (e for e in entries if e.get("language") in {language, None})


def _names(gazetteer: Gazetteer, language: str) -> Iterator[tuple[str, Name]]:
    for code, record in gazetteer.records.items():
        yield from _party_names(code, record, language)
    for place in gazetteer.places:
        for form in _forms(place.get("names"), language):
            yield form, Name(VENUE, str(place.get("country") or ""), str(place["name"]), "f")
    for person in gazetteer.people.values():
        for form in _personal(person.names, language):
            for variant in _spellings(form):
                yield variant, Name(PERSON, "", person.ident)
        for form in _personal(person.short, language):
            for variant in _spellings(form):
                yield variant, Name(SURNAME, "", person.ident)


def _party_names(code: str, record: dict[str, Any], language: str) -> Iterator[tuple[str, Name]]:
    organisation = code.startswith("org:")
    kind = ORGANISATION if organisation else COUNTRY
    gender = "" if organisation else ("" if code in _MASCULINE_COUNTRIES else "f")
    english = _forms(record.get("names"), "en")
    for form in _forms(record.get("names"), language):
        yield form, Name(kind, code, english[0] if english else "", gender)
    for form in _forms(record.get("organs"), language):
        yield form, Name(ORGANISATION, code)
    for form in _forms(record.get("venue_organs"), language):
        yield form, Name(ORGANISATION, code, "venue")
    for form in _forms(record.get("metonyms"), language):
        yield form, Name(METONYM, code)
    capitals = _forms(record.get("capital"), "en")
    for form in _forms(record.get("capital"), language):
        yield form, Name(CITY, code, capitals[0] if capitals else form, "f")
    demonyms = record.get("demonyms") or {}
    if language == "ar":
        nisbas = [*((demonyms.get("ar") or {}).get("nisba") or ()), *_forms(record.get("adjectives"), "ar")]
        for nisba in nisbas:
            for form, sex, number, definite in nisba_forms(nisba):
                yield form, Name(DEMONYM, code, "", sex, number, definite)
        for plural in (demonyms.get("ar") or {}).get("plural") or ():
            for form, sex, number, definite in plural_forms(plural):
                yield form, Name(DEMONYM, code, "", sex, number, definite)
        return
    for form in [*_forms(demonyms, language), *_forms(record.get("adjectives"), language)]:
        for variant in _latin_adjectives(form, language):
            yield variant, Name(DEMONYM, code, "", "", "p" if variant.endswith("s") else "s")


def _latin_adjectives(form: str, language: str) -> Iterable[str]:
    if language != "fr":
        return (form,)
    plain = form if form.endswith("s") else f"{form}s"
    feminine = form if form.endswith("e") else f"{form}e"
    return {form, plain, feminine, f"{feminine}s"}


def _personal(names: Any, language: str) -> list[str]:
    """Return personal names; one of Latin script is the same in every language written in it, save where listed."""
    forms = _forms(names, language)
    return forms if language in {"ar", "en"} else [*forms, *(f for f in _forms(names, "en") if f not in forms)]


def _forms(names: Any, language: str) -> list[str]:
    if not isinstance(names, dict):
        return []
    forms = names.get(language) or []
    return [forms] if isinstance(forms, str) else [str(f) for f in forms]


def _spellings(form: str) -> Iterator[str]:
    """Yield the spellings of an Arabic personal name that differ only in where the spaces are."""
    yield form
    if "عبد " in form:
        yield form.replace("عبد ", "عبد")
    if "أبو " in form:
        yield form.replace("أبو ", "أبو")


def _node(trie: Trie, form: str) -> Trie:
    node = trie
    for word in fold_phrase(form):
        node = node.get(word) or {}
    return node


def _derived(entry: dict[str, Any]) -> list[str]:
    """Return the forms that share the fate of an entry: for an Arabic adjective all its inflections."""
    form = str(entry["form"])
    adjective = entry.get("kind") == "demonym" or form.endswith("ي")
    if entry.get("language") != "ar" or entry.get("exact") or not adjective:
        return [form]
    return [form, *(f for f, *_ in nisba_forms(form))]


_BLOCKED_KINDS = {"name": {COUNTRY}, "demonym": {DEMONYM}, "capital": {CITY}}


def _block(trie: Trie, entry: dict[str, Any]) -> None:
    if entry.get("exact"):
        return  # by spelling: see exact_blocks
    if entry.get("kind") == "phrase":
        add(trie, str(entry["form"]), Name(SWALLOW, ""))
        return
    if entry.get("kind") == "surname":
        node = _node(trie, str(entry["form"]))
        node[""] = [n._replace(everyday=True) if n.kind == SURNAME else n for n in node.get("", ())]
        return
    after = frozenset(fold_phrase(str(p))[-1] for p in entry.get("unless_after") or ())
    kinds = _BLOCKED_KINDS.get(str(entry.get("kind")), set())
    for form in _derived(entry):
        node = _node(trie, form)
        for key in ("", "^"):
            if key in node:
                kept = [
                    n if n.kind not in kinds or n.code != entry["code"] else n._replace(after=after) for n in node[key]
                ]
                node[key] = [n for n in kept if n.after or n.kind not in kinds or n.code != entry["code"]]


def _doubt(trie: Trie, entry: dict[str, Any]) -> None:
    context = tuple(
        (str(code), tuple(fold_phrase(str(p)) for p in phrases))
        for code, phrases in (entry.get("context") or {}).items()
    )
    doubt = Doubt(tuple(map(str, entry["codes"])), str(entry.get("default") or ""), context)
    for form in _derived(entry):
        node = _node(trie, form)
        if "" in node:
            node[""] = [n._replace(doubt=doubt) if n.code in doubt.codes else n for n in node[""]]
    if not any(n.code in doubt.codes for key in ("", "^") for n in _node(trie, str(entry["form"])).get(key, ())):
        for code in doubt.codes:  # a word that is nobody's name and means one of them (the Kingdom)
            kind = ORGANISATION if code.startswith("org:") else COUNTRY
            add(trie, str(entry["form"]), Name(kind, code, "", "f" if kind == COUNTRY else "", doubt=doubt))


def _place_only(trie: Trie, entry: dict[str, Any]) -> None:
    form = str(entry["form"])
    node = _node(trie, form)
    if "" in node:
        node[""] = [n._replace(kind=VENUE, ident=n.ident or form) for n in node[""]]
    else:
        add(trie, form, Name(VENUE, str(entry.get("code") or ""), form))
