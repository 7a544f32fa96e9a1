"""Where a story is reported from, as its dateline, its headline or its first words say."""

from __future__ import annotations

from agent.records import Place
from consumers.extraction.circumstances.places import FROM, INSIDE, of_group, seat
from consumers.extraction.sentences.clauses import BREAK, GROUP, NOUN, PREP, VERB, Sentence
from consumers.extraction.sentences.phrase import Phrase
from consumers.extraction.words.lexicon import Lexicon
from consumers.gazetteer.model import Gazetteer

_DATELINE = 14
"""Tokens after the city within which the dash of a dateline comes."""
_BYLINE = 10
"""Tokens of a line that says no more than where, and by whom, a report was written."""
_DASHES = frozenset("-–—")


def datelines(sentences: list[Sentence], gazetteer: Gazetteer, lexicon: Lexicon) -> list[Place]:
    """Return the cities that a story is datelined: ``RIYADH, Feb 18 (Agency) - ...``, ``الرياض - ...``, A/B - ...

    A report datelined at an organisation's seat ("UNITED NATIONS") is from there.
    """
    for sentence in sentences[:4]:
        end = dateline_end(sentence)
        if end:
            groups = [i.group for i in sentence.groups if i.group is not None and i.j <= end]
            named = [of_group(p, gazetteer) for group in groups for p in group.phrases if p.city]
            if named:
                return [place for place in named if place is not None]
        first = sentence.items[0]
        origin = _headlined(sentence)
        if origin is not None:
            place = of_group(origin, gazetteer)
            return [place] if place is not None else []
        if sentence.title or first.kind != GROUP or first.group is None or len(first.group.phrases) != 1:
            continue
        phrase, opening = first.group.phrases[0], [t.text for t in sentence.tokens[first.j : first.j + _DATELINE]]
        if phrase.prefix or phrase.has_person or not set(opening) & _DASHES:
            continue
        arabic = lexicon.script == "arabic" and "(" in opening[:1]  # الأمم المتحدة (سديم) -
        if len(phrase.parties) == 1 and (arabic or sentence.tokens[first.i].text.isupper()):
            place = seat(phrase.parties[0], gazetteer)
            return [place] if place is not None else []
    return []


def dateline_end(sentence: Sentence) -> int:
    """Return how many tokens at the start of ``sentence`` say where, and by whom, it was written; 0 if none do.

    A line of its own may say so: ``Meridian Wire, Pyongyang and Seoul``, ``إسطنبول: «واحة الخليج»``.
    """
    first = sentence.items[0] if sentence.items else None
    if sentence.title or first is None:
        return 0
    if len(sentence.tokens) <= _BYLINE and _is_byline(sentence):
        return len(sentence.tokens)
    if first.kind != GROUP or first.group is None or not first.group.phrases[0].city:
        return 0
    opening = [t.text for t in sentence.tokens[: first.j + _DATELINE]]
    if opening[first.j : first.j + 1] == [":"]:  # PUTRAJAYA: Thailand and Cambodia ...
        return first.j + 1
    return next((k + 1 for k in range(first.j, len(opening)) if opening[k] in _DASHES), 0)


def _is_byline(sentence: Sentence) -> bool:
    """Whether ``sentence`` is a short line that tells nothing and names only cities."""
    if not sentence.groups:
        return False
    if any(item.kind in {VERB, NOUN, PREP} for item in sentence.items):
        return False
    phrases = [p for item in sentence.groups if item.group is not None for p in item.group.phrases]
    return all(p.city and not p.roles and not p.has_person for p in phrases)


def _headlined(sentence: Sentence) -> Phrase | None:
    """Return the city that a headline is from: من الرباط.. ماكرون, بارو من الجزائر: ..."""
    for item in sentence.groups[:2] if sentence.title else ():
        if item.group is None or item.group.prep not in FROM or len(item.group.phrases) != 1:
            continue
        phrase, after = item.group.phrases[0], sentence.items[sentence.items.index(item) + 1 :]
        if phrase.city and not phrase.roles and (not after or after[0].kind == BREAK):
            return phrase
    return None


def standing_for(sentences: list[Sentence], gazetteer: Gazetteer) -> tuple[Place, ...]:
    """Return the capitals that stand for their governments in the headline of a story: Lima cuts ties with Mexico."""
    found: list[Place] = []
    for sentence in sentences:
        for item in sentence.groups if sentence.title else ():
            for phrase in item.group.phrases if item.group is not None and not item.group.prep else ():
                place = of_group(phrase, gazetteer) if phrase.city and not phrase.roles else None
                if place is not None and place.name == gazetteer.capital(place.country):
                    found.append(place)
    return tuple(found)


def lead_venue(sentences: list[Sentence], gazetteer: Gazetteer) -> Place | None:
    """Return the city of the palace or headquarters that a story begins with: X left the White House ..."""
    body = next((n for n, s in enumerate(sentences) if not s.title), 0)
    for sentence in sentences[: body + 1]:
        for item in sentence.groups:
            group = item.group
            if group is None or group.claimed or len(group.phrases) != 1 or item.i == 0:
                continue
            if group.prep and group.prep not in INSIDE:
                continue
            if group.phrases[0].city in gazetteer.cities and not group.phrases[0].roles:
                return of_group(group.phrases[0], gazetteer)
    return None
