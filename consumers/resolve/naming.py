"""What headlines call parties, places and officials, in English and in Arabic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from agent.records import Actor
from consumers.gazetteer import Gazetteer

_NOT_AN_ADJECTIVE = ("lander", "konger")
"""Endings of English demonyms that name the people only (New Zealander); the name stands for the adjective."""


class Naming:
    """Looks up display names; where the gazetteer has none, what the report itself says is used."""

    def __init__(self, gazetteer: Gazetteer, short: Mapping[str, Mapping[str, str]]) -> None:
        """Take the names.

        Args:
            gazetteer: Parties, places and officials.
            short: Party -> en, ar, en_adjective, ar_adjective where headlines use others.
        """
        self._gazetteer = gazetteer
        self._short = short
        self._places = _place_names(gazetteer)
        self.party = lru_cache(maxsize=2048)(self._party)
        self.adjective = lru_cache(maxsize=2048)(self._adjective)

    def _party(self, code: str, language: str) -> str:
        """Return the name of a party."""
        return self._short.get(code, {}).get(language) or self._gazetteer.display(code, language)

    def _adjective(self, code: str, language: str) -> str:
        """Return the adjective of a party (in Arabic masculine and definite), or an empty string."""
        chosen = self._short.get(code, {}).get(f"{language}_adjective")
        if chosen:
            return chosen
        record: Mapping[str, Any] = self._gazetteer.records.get(code, {})
        demonyms = record.get("demonyms") or {}
        if language == "en":
            adjective = next(iter(demonyms.get("en") or ()), "")
            return self.party(code, "en") if adjective.lower().endswith(_NOT_AN_ADJECTIVE) else adjective
        forms = (demonyms.get("ar") or {}).get("nisba") or (record.get("adjectives") or {}).get("ar") or ()
        nisba = next(iter(forms), "")
        return " ".join(word if word.startswith("ال") else f"ال{word}" for word in nisba.split())

    def place(self, name: str, language: str) -> str:
        """Return a place's name; empty in Arabic for one that the gazetteer does not know."""
        return name if language == "en" else self._places.get(name.lower(), "")

    def official(self, actor: Actor, language: str) -> str:
        """Return the surname of an official, the name as reported for an unknown one; empty if in another script."""
        person = self._gazetteer.people.get(actor.person)
        if person is not None:
            for forms in (person.short, person.names):
                if forms.get(language):
                    return forms[language][0]
        name = actor.name
        arabic = any("\u0600" <= letter <= "\u06ff" for letter in name)
        latin = not arabic and all(letter < "\u0250" or not letter.isalpha() for letter in name)
        return name if (arabic if language == "ar" else latin) else ""


def _place_names(gazetteer: Gazetteer) -> dict[str, str]:
    found: dict[str, str] = {}
    entries: list[Mapping[str, Sequence[str]]] = [entry.get("names") or {} for entry in gazetteer.places]
    for record in gazetteer.records.values():
        entries += [record.get("capital") or {}, record.get("names") or {}]
    for names in entries:
        if names.get("ar"):
            for english in names.get("en") or ():
                found.setdefault(english.lower(), names["ar"][0])
    return found


def place_kinds(gazetteer: Gazetteer) -> dict[str, str]:
    """Return the kind of every known place by its English name: ``country``, ``city`` or ``venue``."""
    kinds = {str(entry["name"]): str(entry.get("kind", "city")) for entry in gazetteer.places}
    for record in gazetteer.records.values():
        for name in (record.get("names") or {}).get("en") or ():
            kinds[name] = "country"
    return kinds
