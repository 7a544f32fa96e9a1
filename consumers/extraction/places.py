"""Where an act takes place: the city or venue under a place preposition near its trigger."""

from __future__ import annotations

from agent.records import Place
from consumers.extraction.clauses import GROUP, NOUN, Item, Sentence
from consumers.extraction.phrases import Phrase
from consumers.gazetteer.model import COUNTRY, VENUE, Gazetteer

_IN = frozenset({"forum", "في", "ب", "in", "at", "à", "en", "au", "dans"})
_TOWARDS = frozenset({"إلى", "ل", "to", "into", "for", "visit"})
_FAR = 40
_DATELINE = 14
"""Tokens after the city within which the dash of a dateline comes."""
_DASHES = frozenset("-–—")


def of_group(phrase: Phrase, gazetteer: Gazetteer) -> Place | None:
    """Return the place that ``phrase`` names, under its English name; None if it names none."""
    if phrase.roles or phrase.has_person or phrase.generic:
        return None
    country = phrase.parties[0] if phrase.parties and not phrase.parties[0].startswith("org:") else ""
    if phrase.city:
        return Place(name=phrase.city, country=country)
    if COUNTRY in phrase.kinds and country:
        return Place(name=gazetteer.display(country, "en"), country=country)
    return None


def find(sentence: Sentence, item: Item, gazetteer: Gazetteer, *, travel: bool) -> Place | None:
    """Return the venue nearest the trigger ``item``; cities before countries, "in" before "to".

    A place after a noun that tells what is talked about (the war in Gaza) is none.
    """
    named = _beside(sentence, item, gazetteer)
    if named is not None:
        return named
    best: tuple[tuple[bool, int], Place] | None = None
    for other in sentence.groups:
        if other.group is None:
            continue
        prep = other.group.prep
        if prep not in _IN and not (travel and (prep in _TOWARDS or other.i >= item.j)):
            continue
        if abs(other.i - item.i) > _FAR or _is_topic(sentence, other.i):
            continue
        for phrase in other.group.phrases[:1]:
            place = of_group(phrase, gazetteer)
            if place is None or (prep not in _IN and VENUE not in phrase.kinds and not travel):
                continue
            rank = (not phrase.city, abs(other.i - item.i) + (8 if other.j <= item.i else 0))
            if best is None or rank < best[0]:
                best = (rank, place)
    return best[1] if best else None


def dateline(sentences: list[Sentence], gazetteer: Gazetteer) -> Place | None:
    """Return the city that a story is datelined: ``RIYADH, Feb 18 (Agency) - ...``, ``الرياض - ...``; one city only."""
    for sentence in sentences[:4]:
        first = sentence.items[0]
        if sentence.title or first.kind != GROUP or first.group is None or len(first.group.phrases) != 1:
            continue
        phrase, opening = first.group.phrases[0], [t.text for t in sentence.tokens[first.j : first.j + _DATELINE]]
        if phrase.city and not phrase.prefix and opening and opening[0] != "/" and set(opening) & _DASHES:
            return of_group(phrase, gazetteer)
    return None


def dateline_end(sentence: Sentence) -> int:
    """Return how many tokens at the start of ``sentence`` say where, and by whom, it was written; 0 if none do."""
    first = sentence.items[0] if sentence.items else None
    if sentence.title or first is None or first.kind != GROUP or first.group is None or not first.group.phrases[0].city:
        return 0
    opening = [t.text for t in sentence.tokens[: first.j + _DATELINE]]
    return next((k + 1 for k in range(first.j, len(opening)) if opening[k] in _DASHES), 0)


def _is_topic(sentence: Sentence, i: int) -> bool:
    """Whether a topic noun stands in the few words before token ``i``: the developments in X."""
    return any(i - 4 <= sentence.items[k].i < i for k in sentence.tagged("topic_noun"))


def _beside(sentence: Sentence, item: Item, gazetteer: Gazetteer) -> Place | None:
    """Return the city that a noun carries with it: محادثات إسطنبول, the Istanbul talks."""
    if item.kind != NOUN:
        return None
    for other in sentence.groups:
        if other.group is not None and len(other.group.phrases) == 1 and not other.group.prep:
            phrase = other.group.phrases[0]
            if phrase.city and item.i in (other.j, other.i - (item.j - item.i)):
                return of_group(phrase, gazetteer)
    return None


def forum(sentence: Sentence, item: Item) -> str | None:
    """Return the organisation at whose gathering the act takes place: "on the sidelines of the General Assembly"."""
    for other in sentence.groups:
        if other.group is None or abs(other.i - item.i) > _FAR:
            continue
        for phrase in other.group.phrases:
            organisation = next((p for p in phrase.parties if p.startswith("org:")), None)
            if organisation and (other.group.prep == "forum" or ("forum" in phrase.kinds and other.group.prep in _IN)):
                return organisation
    return None
