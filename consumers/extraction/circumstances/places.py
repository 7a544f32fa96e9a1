"""Where an act takes place, as its sentence tells: the city or venue that its words, or those of a meeting, lead to."""

from __future__ import annotations

from typing import NamedTuple

from agent.records import Place
from consumers.extraction.acts.act import Act
from consumers.extraction.acts.participants import another_meeting
from consumers.extraction.sentences.clauses import (
    BREAK,
    CLEAR,
    COMMA,
    GROUP,
    NOUN,
    PREP,
    STOP,
    VERB,
    WORD,
    Item,
    Sentence,
)
from consumers.extraction.sentences.phrase import Phrase
from consumers.extraction.words.lexicon import Frame, Lexicon
from consumers.gazetteer.model import COUNTRY, Gazetteer

INSIDE = frozenset({"forum", "في", "ب", "in", "at", "à", "en", "au", "dans"})
"""Prepositions of what happens somewhere."""
_TOWARDS = frozenset({"إلى", "ل", "to", "into", "for", "visit"})
FROM = frozenset({"من", "from", "de"})
"""Prepositions of what comes from somewhere."""
_SEATS = frozenset({"ministry", "government", "parliament", "army"})
"""Bodies that sit in the capital: "at the State Department"."""
_POSTED = frozenset({"ambassador", "mission", "ministry", "envoy", "delegation"})
"""Who is somewhere as a matter of course: "the ambassador in Cairo" tells of no venue."""
_NOT_YET = frozenset({"planned", "hypothetical"})
_TOPICS = ("topic_noun", "attack")
_MEETINGS = frozenset({"CONSULT"})
_FAR = 40
_BEHIND = 8
"""By how many words a place after the trigger is nearer than one before it."""
_HOSTED = 16
"""Items between talks and the verb that tells who hosts them."""
_CLAUSE = 8
"""Words by which a place of another clause, or of another meeting, is farther off."""
_WHERE = 6
"""Items between "where" and the act that it begins."""
_TRIP = 3
"""Items between a trip and where it goes."""


def of_group(phrase: Phrase, gazetteer: Gazetteer) -> Place | None:
    """Return the place that ``phrase`` names, under its English name; None if it names none.

    A venue in a city is that city, and the seat of a ministry or parliament the capital.
    """
    country = phrase.parties[0] if phrase.parties and not phrase.parties[0].startswith("org:") else ""
    if phrase.has_person or phrase.generic:
        return None
    if phrase.roles:
        capital = gazetteer.capital(country) if country and set(phrase.roles) <= _SEATS else ""
        return Place(name=capital, country=country) if capital else None
    if phrase.city:
        return Place(name=gazetteer.cities.get(phrase.city, phrase.city), country=country)
    if COUNTRY in phrase.kinds and country:
        return Place(name=gazetteer.display(country, "en"), country=country)
    return None


class Candidate(NamedTuple):
    """A place that a sentence names."""

    n: int
    """Index of the group that names it."""
    place: Place
    inside: bool
    """Whether the sentence says that something happens there."""
    capital: bool
    """Whether it is called by its country: the Syrian capital."""
    topic: bool
    """Whether it is only where what is talked about happens."""


def candidates(sentence: Sentence, gazetteer: Gazetteer, lexicon: Lexicon) -> list[Candidate]:
    """Return the places that ``sentence`` names, whatever act they may belong to.

    Args:
        sentence: The sentence.
        gazetteer: Names the places in English.
        lexicon: Has the words for capitals that are called by their country, and for palaces, cities and islands.
    """
    found: list[Candidate] = []
    by_country = not lexicon.capitals.isdisjoint(sentence.sought)
    for n, item in enumerate(sentence.items):
        if item.kind != GROUP or item.group is None:
            continue
        place = _capital(sentence, n, gazetteer, lexicon) if by_country else None
        if place is not None:
            found.append(Candidate(n, place, inside=True, capital=True, topic=False))
            continue
        place = of_group(item.group.phrases[0], gazetteer)
        if place is not None:
            inside = item.group.prep in INSIDE or _called(sentence, n, lexicon) or _at(sentence, item.i, lexicon)
            found.append(Candidate(n, place, inside, capital=False, topic=_is_topic(sentence, item.i)))
    return found


def find(sentence: Sentence, act: Act, named: list[Candidate], gazetteer: Gazetteer, lexicon: Lexicon) -> Place | None:
    """Return the venue of the act told at item ``k``: cities before countries, nearer ones before farther ones.

    A place after a noun that tells what is talked about (the war in Gaza) is none. For an act that is no meeting, only
    a place counts that belongs to its own words or to those of a meeting. Nobody travels to a place of his own state.

    Args:
        sentence: The sentence that tells the act.
        act: The act.
        named: The `candidates` of the sentence.
        gazetteer: Names the places in English.
        lexicon: Has the words for palaces, cities and islands.
    """
    item, k, frame = act.item, act.k, act.frame
    travels = frame.travel or frame.mode == "visit"
    own = act.actors[0].party if frame.travel and act.actors and "by" not in frame.roles else ""
    beside = _beside(sentence, item, gazetteer) or _hosted_in(sentence, k, frame, gazetteer)
    beside = beside or _where(act, named)
    if beside is not None:
        return beside
    meeting = frame.type in _MEETINGS or frame.mode in {"sign", "relations"} or frame.type == "COOPERATE"
    best: tuple[tuple[bool, int], Place] | None = None
    for candidate in named:
        other, place = sentence.items[candidate.n], candidate.place
        if abs(other.i - item.i) > _FAR or not _is_venue(candidate, other, act):
            continue
        if own and place.country == own and other.i > item.i:
            continue
        aimed_at = other.group is not None and other.group.prep == "ب" and is_country(place, gazetteer)
        if aimed_at and any(r.party == place.country for r in act.recipients):
            continue  # اعترف بكوسوفو: recognised Kosovo
        at_home = is_country(place, gazetteer) and any(a.party == place.country for a in act.actors)
        if frame.type in _MEETINGS and not travels and at_home and not _belongs(sentence, candidate.n, act, lexicon):
            continue  # human rights in X, on the agenda of a meeting with X
        if frame.type in _MEETINGS and (_of_a_mission(sentence, candidate.n) or _of_talks_held(act, candidate.n)):
            continue
        left = frame.mode == "withdraw" and other.group is not None and other.group.prep in FROM
        if not meeting and not left and not _belongs(sentence, candidate.n, act, lexicon):
            continue
        far = _distance(item, other) + _walls(sentence, item, other)
        if other.j <= item.i and not travels and not _belongs(sentence, candidate.n, act, lexicon):
            if is_country(place, gazetteer) and frame.type in _MEETINGS:
                continue  # the forces in X are on the agenda of the meeting told after them
            far += _CLAUSE
        rank = (is_wide(place, gazetteer), far)
        if best is None or rank < best[0]:
            best = (rank, place)
    if best is None and frame.mode == "relations" and len(act.recipients) == 1:
        return capital_of(act.recipients[0].party, gazetteer)  # an embassy is opened where the other state sits
    return best[1] if best else None


def _is_venue(candidate: Candidate, other: Item, act: Act) -> bool:
    """Whether the words around the place let it be where ``act`` was done."""
    if candidate.capital:
        return True
    if other.group is None or candidate.topic:
        return False
    prep, travel = other.group.prep, act.frame.travel
    if candidate.inside or (act.frame.mode == "withdraw" and prep in FROM):
        return True
    if travel or (act.frame.mode == "relations" and act.recipients and prep in _TOWARDS and other.i > act.item.i):
        return prep in _TOWARDS or other.i >= act.item.j
    if prep not in _TOWARDS:
        return False
    before = act.sentence.items[max(0, candidate.n - _TRIP) : candidate.n]
    between = act.sentence.items[min(act.k, candidate.n) : max(act.k, candidate.n)]
    if any(f.travel for i in before for f in i.frames) and not any(i.kind in {STOP, BREAK} for i in between):
        return True  # talks during a visit to X
    if act.frame.type not in _MEETINGS:
        return False
    return _due_there(act.sentence, candidate.n) or _on_the_way(act, candidate.n)


def _of_a_mission(sentence: Sentence, n: int) -> bool:
    """Whether the place at item ``n`` is where a mission has its seat: the embassy in Kabul, the consul in Osaka."""
    before = sentence.items[n - 2].group if n > 1 and sentence.items[n - 1].kind == PREP else None
    return before is not None and any(phrase.roles == ["mission"] for phrase in before.phrases[-1:])


def _of_talks_held(act: Act, n: int) -> bool:
    """Whether other talks than ``act``, which is to come, were held at the place at item ``n``."""
    if act.status != "planned" or n > act.k:
        return False
    return any(i.kind == NOUN and _of_a_meeting(i) for i in act.sentence.items[max(0, n - _TRIP) : n])


def _due_there(sentence: Sentence, n: int) -> bool:
    """Whether the place at item ``n`` is one that something is set for: talks scheduled for Rome."""
    return n > 1 and any("planned" in i.tags or "planned_after" in i.tags for i in sentence.items[n - 2 : n])


def _where(act: Act, named: list[Candidate]) -> Place | None:
    """Return the place that the clause of ``act`` is about: left for Zambia, where he is to meet its president."""
    items = act.sentence.items
    k = next((j for j in range(act.k - 1, max(-1, act.k - _WHERE), -1) if "where" in items[j].tags), None)
    if k is None or any(i.kind in {STOP, BREAK} for i in items[k + 1 : act.k]):
        return None
    before = k - 1 if k and items[k - 1].kind != COMMA else k - 2
    return next((c.place for c in named if c.n == before), None)


def _on_the_way(act: Act, n: int) -> bool:
    """Whether somebody goes to the place at item ``n`` for the meeting told next: to Singapore for the summit."""
    between = act.sentence.items[n + 1 : act.k]
    there = bool(between) and any(i.kind == PREP and i.value in _TOWARDS for i in between)
    return there and act.k > n and all(i.kind in {PREP, CLEAR} for i in between)


def is_wide(place: Place, gazetteer: Gazetteer) -> bool:
    """Return whether ``place`` is a country or a region: a city says better where something happens."""
    return place.name in gazetteer.regions or is_country(place, gazetteer)


def is_country(place: Place, gazetteer: Gazetteer) -> bool:
    """Return whether ``place`` is no more than a country."""
    return place.name not in gazetteer.city_states and place.name == gazetteer.display(place.country, "en")


def _distance(item: Item, other: Item) -> int:
    return abs(other.i - item.i) + (_BEHIND if other.j <= item.i else 0)


def _walls(sentence: Sentence, item: Item, other: Item) -> int:
    """Return by how much the clauses between the act and a place set it farther off."""
    first, last = sorted((item.i, other.i))
    between = [i for i in sentence.items if first < i.i < last]
    return sum(_CLAUSE for i in between if i.kind in {STOP, BREAK} or (i.kind in {VERB, NOUN} and _of_a_meeting(i)))


def _of_a_meeting(item: Item) -> bool:
    return any(f.type in _MEETINGS for f in item.frames)


def _called(sentence: Sentence, n: int, lexicon: Lexicon) -> bool:
    """Whether the name at item ``n`` follows what it is the name of: بمدينة إسطنبول, in the city of Istanbul."""
    items = sentence.items
    j = n - 1
    while j > 0 and items[j].kind == CLEAR and not items[j].tags:  # quotation marks
        j -= 1
    if j > 0 and items[j].kind == PREP and items[j].value in {"of", "de"}:
        j -= 1
    if j < 0 or not sentence.words[items[j].j - 1].stems & lexicon.venues:
        return False
    if sentence.words[items[j].i].folded[0] == "ب":
        return True
    while j > 0 and items[j - 1].kind == CLEAR:
        j -= 1
    return j > 0 and (items[j - 1].value in INSIDE or _at(sentence, items[j].i, lexicon))


def _at(sentence: Sentence, i: int, lexicon: Lexicon) -> bool:
    """Whether token ``i`` follows a preposition that means "in" as well as "to"."""
    return i > 0 and sentence.words[i - 1].folded in lexicon.at


def _capital(sentence: Sentence, n: int, gazetteer: Gazetteer, lexicon: Lexicon) -> Place | None:
    """Return the capital that is called by its country: في العاصمة السورية, in the Syrian capital."""
    item = sentence.items[n]
    if item.group is None or len(item.group.phrases[0].parties) != 1:
        return None
    country = item.group.phrases[0].parties[0]
    name = gazetteer.capital(country)
    if not name:
        return None
    if item.i and sentence.words[item.i - 1].stems & lexicon.capitals:
        word, before = sentence.words[item.i - 1], sentence.items[n - 2] if n > 1 else None
        inside = word.folded[0] in "بل" or (before is not None and before.value in INSIDE | _TOWARDS)
    else:
        after = sentence.words[item.j].folded if item.j < len(sentence.words) else ""
        inside = after in lexicon.capitals and item.group.prep in INSIDE | _TOWARDS
    return Place(name=name, country=country) if inside else None


def _belongs(sentence: Sentence, n: int, act: Act, lexicon: Lexicon) -> bool:
    """Whether the place at item ``n`` is said of ``act`` or of a meeting, not of a thing or a people."""
    items, k = sentence.items, act.k
    j = n - 1
    while j >= 0 and (
        items[j].kind == PREP
        or (items[j].kind == CLEAR and "topic_noun" not in items[j].tags)
        or sentence.words[items[j].i].stems & lexicon.venues
    ):
        if items[j].tags & _NOT_YET:
            return False
        j -= 1
    if j < 0 or j == k:
        return True
    head = items[j]
    if head.kind == WORD:
        return lexicon.verb_first and j == 0  # a verb that the lexicon lacks: اختُتمت في مسقط
    if head.kind in {VERB, NOUN}:
        told = any(f.type in _MEETINGS or f.mode == "sign" for f in head.frames)
        return told or (head.kind == VERB and (j < k or "say" in head.tags))
    if head.kind == GROUP and head.group is not None:
        if any(not w.stems.isdisjoint(act.frame.object) for w in sentence.words[head.i : head.j]):
            return True  # the consulate in Seattle was closed there
        if j and "host" in items[j - 1].tags:
            return True  # a meeting that X hosted there
        here = items[n].group
        at_home = {c for p in (here.phrases if here is not None else ()) for c in p.parties}
        return all(_may_be_somewhere(p, at_home) for p in head.group.phrases)
    return True


def _may_be_somewhere(phrase: Phrase, there: set[str]) -> bool:
    """Whether a place after ``phrase`` tells where somebody acts: the minister in Cairo, not Russia's policy there.

    A ministry acts in its own capital; ``there`` is whose country it is.
    """
    if phrase.roles == ["ministry"] and set(phrase.parties) <= there:
        return True
    return (bool(phrase.roles) or phrase.has_person or _is_body(phrase)) and not set(phrase.roles) & _POSTED


def _is_body(phrase: Phrase) -> bool:
    """Return whether ``phrase`` names an organisation."""
    return any(party.startswith("org:") for party in phrase.parties)


def _hosted_in(sentence: Sentence, k: int, frame: Frame, gazetteer: Gazetteer) -> Place | None:
    """Return the city whose name stands for who hosts the talks: الرياض تستضيف محادثات."""
    if frame.type not in _MEETINGS:
        return None
    end = another_meeting(sentence, k) if "host" in sentence.tags else 0
    for n in sentence.tagged("host"):
        host = sentence.items[n]
        if host.kind != VERB or abs(n - k) > _HOSTED or host.i >= end:
            continue
        group = host.group
        if (
            (group is None or not group.phrases) and n > k and n + 1 < len(sentence.items)
        ):  # talks that X hosted, in a language of verb first
            group = sentence.items[n + 1].group
        if group is not None and len(group.phrases) == 1 and not group.prep and group.phrases[0].city:
            return of_group(group.phrases[0], gazetteer)
    return None


def capital_of(country: str, gazetteer: Gazetteer) -> Place | None:
    """Return the capital of ``country``, if the gazetteer knows it."""
    name = gazetteer.capital(country)
    return Place(name=name, country=country) if name else None


def offices(organisation: str, gazetteer: Gazetteer) -> list[Place]:
    """Return the cities from which what goes on at ``organisation`` is reported, its seat first."""
    record = gazetteer.records.get(organisation, {})
    cities = [record["seat"], *record.get("offices", ())] if "seat" in record else []
    return [Place(name=str(c["name"]), country=str(c["country"])) for c in cities]


def seat(organisation: str, gazetteer: Gazetteer) -> Place | None:
    """Return the city in which ``organisation`` has its seat, where the gazetteer says so."""
    record = gazetteer.records.get(organisation, {}).get("seat")
    return Place(name=str(record["name"]), country=str(record["country"])) if record else None


def _is_topic(sentence: Sentence, i: int) -> bool:
    """Whether a topic noun or an attack stands in the few words before token ``i``: the situation, the strike in X."""
    return any(i - 4 <= sentence.items[k].i < i for tag in _TOPICS for k in sentence.tagged(tag))


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


def forums(sentence: Sentence) -> list[tuple[int, str]]:
    """Return (token, organisation) of the gatherings at which ``sentence`` says that something happens."""
    found: list[tuple[int, str]] = []
    for item in sentence.groups:
        if item.group is None or (item.group.prep != "forum" and item.group.prep not in INSIDE):
            continue
        for phrase in item.group.phrases:
            organisation = next((p for p in phrase.parties if p.startswith("org:")), None)
            if organisation and (item.group.prep == "forum" or "forum" in phrase.kinds):
                found.append((item.i, organisation))
                break
    return found


def forum(named: list[tuple[int, str]], item: Item) -> str | None:
    """Return the organisation at whose gathering an act takes place: "on the sidelines of the General Assembly".

    Args:
        named: The `forums` of the sentence.
        item: The trigger of the act.
    """
    return next((organisation for i, organisation in named if abs(i - item.i) <= _FAR), None)


def of_forum(organisation: str | None, gazetteer: Gazetteer) -> Place | None:
    """Return where a standing conference meets: Davos, Munich; of other organisations that is not always their seat."""
    if organisation is None or gazetteer.records.get(organisation, {}).get("kind") != "bloc":
        return None
    return seat(organisation, gazetteer)
