"""The kinds of values that name things: parties, people, acts, dyads; with named lists filled in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from yaml.nodes import MappingNode, Node

from consumers.alerting.kinds import DURATION, choice
from consumers.alerting.model import Age, Dyad, Sets
from consumers.alerting.reader import Field, Kind, Reader, RejectedError, section
from consumers.alerting.vocabulary import EVENT_TYPES, STATUSES

Check = Callable[[Reader, Node, str], str]

_STATE = re.compile(r"[A-Z]{2}\Z")
_GROUP = re.compile(r"org:[a-z0-9-]+\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}\Z")
_DYAD = re.compile(r"(\S+)\s*(->|-|<->|→)\s*(\S+)\Z")


def _known_party(reader: Reader, node: Node, word: str, known: frozenset[str], what: str) -> str:
    if word not in known:
        meant = reader.vocabulary.party_called(word)
        if meant:
            reader.reject(node, f"unknown {what} {word!r}; did you mean '{meant}'?")
    return reader.one_of(node, word, known, what)


def country(reader: Reader, node: Node, word: str) -> str:
    """Return ``word`` if it is the code of a state or territory."""
    if _GROUP.match(word):
        reader.reject(node, f"{word!r} is an organisation: put it under 'organisations' or 'parties'")
    if reader.vocabulary.countries is not None:
        return _known_party(reader, node, word, reader.vocabulary.countries, "country code")
    return word if _STATE.match(word) else reader.reject(node, f"{word!r} is no ISO 3166-1 alpha-2 code (RU, EG)")


def organisation(reader: Reader, node: Node, word: str) -> str:
    """Return ``word`` if it is the code of an organisation or group."""
    if _STATE.match(word):
        reader.reject(node, f"{word!r} is a country: put it under 'countries' or 'parties'")
    if reader.vocabulary.organisations is not None:
        return _known_party(reader, node, word, reader.vocabulary.organisations, "organisation")
    return word if _GROUP.match(word) else reader.reject(node, f"{word!r} is no organisation code (org:un)")


def party(reader: Reader, node: Node, word: str) -> str:
    """Return ``word`` if it is the code of a country or of an organisation."""
    if word.startswith("org:"):
        return organisation(reader, node, word)
    if reader.vocabulary.countries is None or reader.vocabulary.organisations is None:
        return country(reader, node, word)
    known = reader.vocabulary.countries | reader.vocabulary.organisations
    return _known_party(reader, node, word, known, "party code")


def person(reader: Reader, node: Node, word: str) -> str:
    """Return ``word`` if it is the gazetteer's id of a person."""
    if reader.vocabulary.people is None:
        return word
    return reader.one_of(node, word, reader.vocabulary.people, "person")


def role(reader: Reader, node: Node, word: str) -> str:
    """Return ``word`` if it is an office."""
    return word if reader.vocabulary.roles is None else reader.one_of(node, word, reader.vocabulary.roles, "role")


def office(reader: Reader, node: Node, word: str) -> str:
    """Return ``word`` if it is a party and an office, ``EG/foreign_minister``."""
    code, slash, title = word.partition("/")
    if not slash:
        reader.reject(node, f"{word!r} is no office of a party (EG/foreign_minister)")
    return f"{party(reader, node, code)}/{role(reader, node, title)}"


def event_type(reader: Reader, node: Node, word: str) -> str:
    """Return ``word`` if it is an event type."""
    return reader.one_of(node, word, EVENT_TYPES, "event type")


def mode(reader: Reader, node: Node, word: str) -> str:
    """Return ``word`` if it is a mode of some type."""
    if reader.vocabulary.modes is None:
        return word
    known = [name for modes in reader.vocabulary.modes.values() for name in modes]
    return reader.one_of(node, word, dict.fromkeys(known), "mode")


def status(reader: Reader, node: Node, word: str) -> str:
    """Return ``word`` if it is a status."""
    return reader.one_of(node, word, STATUSES, "status")


def topic(reader: Reader, node: Node, word: str) -> str:
    """Return ``word`` if it is a topic of config/topics.yaml."""
    return word if reader.vocabulary.topics is None else reader.one_of(node, word, reader.vocabulary.topics, "topic")


def language(reader: Reader, node: Node, word: str) -> str:
    """Return ``word`` if it has the form of a language code."""
    return word if _LANGUAGE.match(word) else reader.reject(node, f"{word!r} is no language code (ar, en, fr)")


def anything(reader: Reader, node: Node, word: str) -> str:
    """Return ``word`` unless it is empty."""
    return word or reader.reject(node, "must not be empty")


def expand(reader: Reader, node: Node, check: Check) -> tuple[str, ...]:
    """Return the checked names in ``node``: a name, ``$list`` or a list of these, in order and without repeats."""
    found: dict[str, None] = {}
    rejected = False
    for item in reader.items(node):
        try:
            word = reader.text(item, "a name")
            for name in _list(reader, item, word) if word.startswith("$") else (word,):
                found[check(reader, item, name)] = None
        except RejectedError:
            rejected = True
    if rejected:
        raise RejectedError
    if not found:
        reader.reject(node, "the list is empty")
    return tuple(found)


def _list(reader: Reader, node: Node, word: str) -> tuple[str, ...]:
    """Return what ``$name`` stands for; with ``$name/office`` that office of each."""
    name, slash, title = word[1:].partition("/")
    name = reader.one_of(node, name, reader.lists, "list")
    reader.used_lists.add(name)
    return tuple(f"{item}{slash}{title}" for item in reader.lists[name])


def names(check: Check, values: tuple[str, ...] = ()) -> Kind:
    """Return the kind of a plain list of names; ``values`` are all there are, where that is fixed."""
    item: dict[str, Any] = {"type": "string", "minLength": 1}
    if values:
        item = {"anyOf": [{"enum": list(values)}, {"type": "string", "pattern": r"^\$"}]}
    schema = {"anyOf": [item, {"type": "array", "items": item, "minItems": 1}]}
    return Kind(lambda reader, node: expand(reader, node, check), schema)


def set_of(check: Check, values: tuple[str, ...] = ()) -> Kind:
    """Return the kind of a condition on a set: ``{any, all, none, only}``, or a list alone for ``any``."""
    listed = names(check, values)
    fields = {
        "any": Field(listed, "At least one of these."),
        "all": Field(listed, "Every one of these."),
        "none": Field(listed, "Not one of these."),
        "only": Field(listed, "Nothing but these, and at least one of them."),
    }
    parts = section(fields, "a set condition (any, all, none, only)", Sets)

    def read(reader: Reader, node: Node) -> Sets:
        if not isinstance(node, MappingNode):
            return Sets(any=listed.read(reader, node))
        found: Sets = parts.read(reader, node)
        if found == Sets():
            reader.reject(node, "a set condition needs any, all, none or only")
        excluded = set(found.none)
        clash = set(found.all) & excluded or (set(found.any) if found.any and set(found.any) <= excluded else set())
        if clash:
            reader.reject(node, f"{', '.join(sorted(clash))} is both wanted and excluded: nothing can match")
        return found

    return Kind(read, {"anyOf": [listed.schema, parts.schema]})


OFFICES = set_of(office)


def _dyad(reader: Reader, node: Node) -> Dyad:
    text = reader.text(node, "a dyad")
    match = _DYAD.match(text)
    if not match:
        reader.reject(node, f"{text!r} is no dyad (RU -> UA directed, RU - UA either way)")
    left, arrow, right = match.groups()
    sides = [
        tuple(
            dict.fromkeys(
                party(reader, node, name)
                for name in (_list(reader, node, side) if side.startswith("$") else (side,))
            )
        )
        for side in (left, right)
    ]
    if len(set(sides[0]) | set(sides[1])) < 2:  # noqa: PLR2004 - a dyad is two
        reader.reject(node, f"{text!r} names one party twice")
    directed = arrow in {"->", "→"}
    return Dyad(text=f"{left} {'->' if directed else '-'} {right}", left=sides[0], right=sides[1], directed=directed)


def _dyads(reader: Reader, node: Node) -> tuple[Dyad, ...]:
    found = []
    for item in reader.items(node):
        try:
            found.append(_dyad(reader, item))
        except RejectedError:
            continue
    if not found:
        raise RejectedError
    return tuple(found)


_ONE_DYAD = {
    "type": "string",
    "pattern": r"^\S+\s*(->|-|<->|→)\s*\S+$",
    "examples": ["RU -> UA", "EG - ET", "$gcc - IR"],
}
DYADS = Kind(_dyads, {"anyOf": [_ONE_DYAD, {"type": "array", "items": _ONE_DYAD, "minItems": 1}]})

_AGE_FIELDS = {
    "max": Field(DURATION, "How old it may be.", required=True),
    "of": Field(
        choice(("date", "first_seen", "when_reported"), "age"),
        "Age of the act (date), of its first report (first_seen), or of the act at its first report (when_reported).",
    ),
}
_AGE = section(_AGE_FIELDS, "age", Age)


def _age(reader: Reader, node: Node) -> Age:
    if isinstance(node, MappingNode):
        found: Age = _AGE.read(reader, node)
        return found
    length: timedelta = DURATION.read(reader, node)
    return Age(max=length)


AGE = Kind(_age, {"anyOf": [DURATION.schema, _AGE.schema]})
