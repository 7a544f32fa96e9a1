"""The line that a person reads: an event's fields as an English and an Arabic headline, from templates.

English lines are clauses (the verb agrees with its subject), Arabic lines are noun phrases, in which nothing has to
agree with the gender of a state. The templates are data: ``config/headlines.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from agent.records import Actor, Event, Headline
from consumers.gazetteer import Gazetteer
from consumers.resolve.naming import Naming

MAX_NAMED = 4
"""Parties named on one side; the others are counted."""

_OPTIONAL = re.compile(r"\[([^\]]*)\]")
_CHOICE = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")
_THIRD = re.compile(r"(\w+)~s")
_ES = ("ch", "sh", "ss", "x", "z", "o")


class Headliner:
    """Writes headlines; callable on an event."""

    def __init__(self, templates: Mapping[str, Any], gazetteer: Gazetteer) -> None:
        """Take the templates and the names.

        Args:
            templates: The parsed ``headlines.yaml``.
            gazetteer: Parties, places and officials.
        """
        self._templates = templates
        self._acts: Mapping[str, Mapping[str, Any]] = templates["acts"]
        self._offices: Mapping[str, Mapping[str, Sequence[str]]] = templates["offices"]
        self._naming = Naming(gazetteer, templates.get("short") or {})

    @classmethod
    def load(cls, config_folder: Path, gazetteer: Gazetteer) -> Headliner:
        """Return a headliner with the templates in ``config_folder``.

        Raises:
            ValueError: The file is not what it should be; the message names it.
        """
        path = config_folder / "headlines.yaml"
        try:
            return cls(yaml.safe_load(path.read_text(encoding="utf-8")), gazetteer)
        except (yaml.YAMLError, KeyError, TypeError) as error:
            raise ValueError(f"{path}: not headline templates (acts, offices, ...): {error!r}") from error

    def __call__(self, event: Event) -> Headline:
        """Return the headline of ``event``."""
        act = self._acts.get(f"{event.type}/{event.mode}") or self._acts[event.type]
        return Headline(en=self._english(event, act), ar=self._arabic(event, act))

    def _english(self, event: Event, act: Mapping[str, Any]) -> str:
        together = bool(act.get("both")) and not event.recipients
        subject = self._officials(event, "en") if together else ""
        actors = _codes(event.actors)
        one = len(actors) == 1
        template = self._form(act, "en", event)
        if event.status == "planned":
            verb = str(self._templates["planned"]["en"]) + _inflect(template, third=False, one=one)
        elif event.status == "denied":
            denied = self._templates["denied"]
            verb = str(denied["en_one" if one else "en_many"]) + _inflect(template, third=False, one=one)
        else:
            verb = _inflect(template, third=one, one=one)
        recipients = self._list(_codes(event.recipients), "en")
        verb = _fill(verb, b=recipients, ambassador=self._ambassador(event, "en"))
        line = f"{subject or self._list(actors, 'en')} {verb}{self._venue(event, act, 'en')}"
        return (line[:1].upper() + line[1:] + self._persons(event, "en")).strip()

    def _arabic(self, event: Event, act: Mapping[str, Any]) -> str:
        together = bool(act.get("both"))
        actors, recipients = _codes(event.actors), _codes(event.recipients)
        everyone = actors + [code for code in recipients if code not in actors]
        specific = act.get(f"ar_{event.status}") if len(everyone) > 1 else None
        template = str(specific or self._form(act, "ar", event))
        if not specific and event.status != "occurred":
            template = str(self._templates[event.status]["ar"]) + template
        officials = self._officials(event, "ar") if together and not recipients else ""
        by, to = self._list(actors, "ar"), self._list(recipients, "ar")
        slots = {"a": by, "b": to, "l:a": _to(by), "l:b": _to(to) if to else ""}
        slots["all"] = officials or self._list(everyone, "ar")
        slots["ambassador"] = self._ambassador(event, "ar")
        line = _fill(template, **slots)
        return (line + self._venue(event, act, "ar") + self._persons(event, "ar")).strip()

    @staticmethod
    def _form(act: Mapping[str, Any], language: str, event: Event) -> str:
        if not event.recipients:
            parties = len(_codes(event.actors))
            variant = act.get(f"{language}_alone") if parties == 1 else act.get(f"{language}_mutual")
            if variant:
                return str(variant)
        return str(act[language])

    def _officials(self, event: Event, language: str) -> str:
        """Return the actors by the one office that all of them hold: "Egyptian and Russian foreign ministers"."""
        parties = _codes(event.actors)
        roles = {actor.role for actor in event.actors}
        if len(roles) != 1 or len(event.actors) != len(parties) or not 1 < len(parties) <= MAX_NAMED:
            return ""
        office = self._offices.get(roles.pop())
        if office is None:
            return ""
        adjectives = [self._naming.adjective(party, language) for party in parties]
        if language == "en":
            return f"{_and(adjectives, 'en')} {office['en'][1]}" if all(adjectives) else ""
        form = 1 if len(parties) == 2 else 2  # noqa: PLR2004 - Arabic has a dual
        if all(adjectives) and "ar" in office:
            return f"{office['ar'][form]} {_and(adjectives, 'ar')}"
        return f"{office['ar_of'][form]} {self._list(parties, 'ar')}"

    def _ambassador(self, event: Event, language: str) -> str:
        """Return the word for as many ambassadors as there are states to send them and to take them."""
        many = len(_codes(event.actors)) * max(1, len(_codes(event.recipients)))
        return str(self._templates["ambassador"][language][{1: "one", 2: "two"}.get(many, "many")])

    def _list(self, codes: Sequence[str], language: str) -> str:
        names = [self._naming.party(code, language) for code in codes[:MAX_NAMED]]
        if len(codes) > MAX_NAMED + 1:
            names.append(str(self._templates["more"][language]).replace("{n}", str(len(codes) - MAX_NAMED)))
        elif len(codes) > MAX_NAMED:
            names.append(self._naming.party(codes[MAX_NAMED], language))
        return _and(names, language)

    def _venue(self, event: Event, act: Mapping[str, Any], language: str) -> str:
        if event.place is None or event.mode == "phone" or not act.get("both"):
            return ""
        place = self._naming.place(event.place.name, language)
        form = act.get(f"venue_{language}") or self._templates["venue"][language]
        return _fill(str(form), place=place) if place else ""

    def _persons(self, event: Event, language: str) -> str:
        names = [self._naming.official(actor, language) for actor in (*event.actors, *event.recipients)]
        named = list(dict.fromkeys(name for name in names if name))[:MAX_NAMED]
        if not named:
            return ""
        return f" ({', '.join(named)})" if language == "en" else f" ({_and(named, 'ar')})"


def _codes(actors: Sequence[Actor]) -> list[str]:
    return list(dict.fromkeys(actor.party for actor in actors))


def _and(names: Sequence[str], language: str) -> str:
    if language == "ar":
        return " و".join(names)
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + f" and {names[-1]}" if names else ""


def _to(name: str) -> str:
    """Return ``name`` after the preposition ل: السودان -> للسودان، اللجنة -> للجنة."""
    if name.startswith("الل"):
        return "ل" + name[2:]
    return "لل" + name[2:] if name.startswith("ال") else "ل" + name


def _inflect(template: str, *, third: bool, one: bool) -> str:
    chosen = _CHOICE.sub(lambda found: found[1 if one else 2], template)
    return _THIRD.sub(lambda found: _third(found[1]) if third else found[1], chosen)


def _third(verb: str) -> str:
    if verb.endswith(_ES):
        return verb + "es"
    return verb[:-1] + "ies" if verb.endswith("y") and verb[-2:-1] not in "aeiou" else verb + "s"


def _fill(template: str, **values: str) -> str:
    """Return ``template`` with its slots filled; an optional part goes when one of its slots is empty."""

    def kept(found: re.Match[str]) -> str:
        part = found[1]
        return "" if any("{" + name + "}" in part and not value for name, value in values.items()) else part

    filled = _OPTIONAL.sub(kept, template)
    for name, value in values.items():
        filled = filled.replace("{" + name + "}", value)
    return filled
