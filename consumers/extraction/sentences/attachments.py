"""What stands beside a group of actors and belongs to it: its preposition, the body of an official, each of several."""

from __future__ import annotations

from consumers.extraction.sentences.items import Group, Item
from consumers.extraction.words.readings import CLEAR, COMMA, GROUP, PREP, WORD
from consumers.extraction.words.word import Word
from consumers.gazetteer.model import COUNTRY, ORGANISATION

_CARRIED = frozenset({"article", "each", "seat"})
"""What may stand between a preposition and its group: with *the* ministers, مع *كل من* الوزيرين, في *العاصمة* باكو."""
_SIDE, _IN = "جهة", "في"
"""From the south of Lebanon is from Lebanon; fighting south of Gaza is in Gaza."""
_SEATED = frozenset({"in", "at", "à"})
_SEATED_BODIES = frozenset({"ministry", "government", "delegation", "spokesperson", "parliament"})
_CALLED_IN = 9
"""Items after a ministry in which whom it calls in and where he is posted stand."""
_POSTED_AT = frozenset({"لدى", "في", "ب"})
_POSTED = frozenset({"envoy", "ambassador"})
_POSTED_TO = frozenset({"إلى", "لدى", "في", "ل"})
_OF_SEVERAL = frozenset({"في", "من", "ب"})
_MINISTER, _CABINET = "minister", "government"
_WITHIN = 7
_OF_A_BODY = (["official"], ["organisation_head"])
_SIDES = frozenset({"head_of_state", "foreign_minister"})
CLITIC_PREPS = {"ب": "ب", "ل": "ل", "ك": "ك"}


def attach_offices(items: list[Item], groups: list[int]) -> None:
    """Give officials the party of the body that they are "in": مسؤول في وزارة الخارجية الروسية."""
    for k in groups:
        group = items[k].group
        official = group.phrases[-1] if group is not None else None
        if official is None or official.parties or official.roles not in _OF_A_BODY or k + 1 == len(items):
            continue
        following = items[k + 2] if items[k + 1].kind == PREP and k + 2 < len(items) else items[k + 1]
        if following.kind != GROUP or following.group is None:
            continue
        body = following.group.phrases[0]
        named = body.roles or ORGANISATION in body.kinds or (official.number == "p" and COUNTRY in body.kinds)
        if following.group.prep in {"في", "ب"} and not body.city and named:  # مسؤولين في ميانمار
            official.parties, official.doubt = body.parties, body.doubt
            if official.roles == ["organisation_head"] and following is items[k + 1]:
                items[k + 1] = Item(CLEAR, following.i, following.j)  # مسؤولة السياسة الخارجية بالاتحاد الأوروبي


def attach_cabinets(items: list[Item], groups: list[int]) -> None:
    """Let a minister have the name, and the state, after his cabinet: وزير الدفاع في الحكومة السورية مرهف أبو قصرة."""
    for k in groups:
        group = items[k].group
        minister = group.phrases[-1] if group is not None else None
        if minister is None or minister.has_person or not minister.role.endswith(_MINISTER) or k + 2 >= len(items):
            continue
        cabinet = items[k + 2].group
        if items[k + 1].value != _IN or cabinet is None or cabinet.phrases[0].roles != [_CABINET]:
            continue
        named = cabinet.phrases[0]
        minister.parties, minister.doubt = minister.parties or named.parties, minister.doubt or named.doubt
        if named.has_person and len(cabinet.phrases) == 1:
            minister.persons, minister.name, minister.full_name = named.persons, named.name, named.full_name
            items[k + 1 : k + 3] = [Item(CLEAR, i.i, i.j) for i in items[k + 1 : k + 3]]


def attach_posted(items: list[Item], groups: list[int]) -> None:
    """Give an envoy the known name that stands after his posting: المبعوث الأميركي إلى سوريا توم باراك."""
    size = len(items)
    for k in groups:
        group = items[k].group
        envoy = group.phrases[-1] if group is not None else None
        if group is None or envoy is None or not envoy.roles or envoy.persons or not envoy.parties:
            continue
        if envoy.role not in _POSTED:
            continue
        at = k + 2 if k + 1 < size and items[k + 1].value in _POSTED_TO else k + 1
        seat = items[at].group if at < size else None
        named = items[at + 1].group if at + 1 < size else None
        if seat is None or named is None or (at == k + 1 and seat.prep != "ل") or named.prep or len(seat.phrases) > 1:
            continue
        person = named.phrases[0]
        place = seat.phrases[0]
        elsewhere = ORGANISATION in place.kinds or place.roles or place.has_person
        if elsewhere or not person.full_name or person.roles:
            continue
        envoy.persons, envoy.name, envoy.full_name = person.persons, person.name, person.full_name
        group.phrases += named.phrases[1:]
        items[k + 1 : at + 2] = [Item(CLEAR, i.i, i.j) for i in items[k + 1 : at + 2]]


def attach_rivals(items: list[Item], groups: list[int], words: list[Word]) -> None:
    """Join to somebody who is called his rival or neighbour: الرئيس سلفا كير وخصمه زعيم المتمردين، رياك مشار."""
    size = len(items)
    for k in groups:
        group = items[k].group
        at = k + 1 + (k + 1 < size and items[k + 1].kind == COMMA)
        if at >= size or group is None or items[at].kind != WORD or "rival" not in words[items[at].i].marks:
            continue
        for n in range(at + 1, min(at + _WITHIN, size)):
            rival = items[n].group
            if rival is not None and not rival.prep and (rival.phrases[0].has_person or (rival.weak and n == at + 1)):
                for phrase in rival.phrases if rival.weak else ():
                    phrase.roles = list(group.phrases[-1].roles)  # وغريمه الأوغندي
                group.phrases += rival.phrases
                items[k + 1 : n + 1] = [Item(CLEAR, i.i, i.j) for i in items[k + 1 : n + 1]]
            if items[n].kind not in {WORD, CLEAR, COMMA}:
                break


def attach_pairs(items: list[Item], groups: list[int]) -> None:
    """Let "the two sides" be the states that are named right after: اتفق الجانبان المصري والتركي."""
    for k in groups:
        group = items[k].group
        if group is None or group.phrases[0].generic != "pair" or len(group.phrases) > 1 or k + 1 == len(items):
            continue
        named = items[k + 1].group
        if named is None or named.prep or not named.weak or len(named.phrases) != 2:  # noqa: PLR2004 - a pair
            continue
        for phrase in named.phrases:
            phrase.roles = [group.phrases[0].of_role] if group.phrases[0].of_role in _SIDES else ["government"]
        group.phrases[0:] = named.phrases
        items[k + 1] = Item(CLEAR, items[k + 1].i, items[k + 1].j)


def attach_ministries(items: list[Item], groups: list[int]) -> None:
    """Give a ministry the state where whom it calls in is posted: استدعت وزارة الخارجية السفير الهندي لدى بغداد."""
    for k in groups:
        group = items[k].group
        if group is None or group.phrases[0].roles != ["ministry"] or group.phrases[0].parties:
            continue
        after = [i for i in items[k + 1 : k + _CALLED_IN] if i.kind not in {CLEAR, COMMA}]
        if len(after) < 3 or after[0].kind != GROUP or after[0].group is None or after[1].kind != PREP:  # noqa: PLR2004
            continue
        envoy, seat = after[0].group.phrases[0], after[2].group
        if envoy.roles[:1] == ["ambassador"] and envoy.parties and seat is not None and seat.prep in _POSTED_AT:
            group.phrases[0].parties, group.phrases[0].doubt = seat.phrases[0].parties, seat.phrases[0].doubt


def attach_each(items: list[Item], groups: list[int]) -> None:
    """Give the states of a list the title before it: عقد رؤساء كل من تركيا وإيران قمة, وزراء من مصر والسودان."""
    for k in groups:
        if k + 2 >= len(items) or not ("each" in items[k + 1].tags or items[k + 1].value in _OF_SEVERAL):
            continue
        each = "each" in items[k + 1].tags or "each" in items[k + 2].tags
        last = k + 3 if "each" in items[k + 2].tags else k + 2  # وزراء الخارجية في كل من مصر والسودان
        title, states = items[k].group, items[last].group if last < len(items) else None
        if title is None or states is None:
            continue
        first = title.phrases[0]
        if not each and not (first.number == "p" and _of_states(states)):
            continue
        offices = all(p.roles and not p.parties and not p.has_person for p in title.phrases)
        if offices and states.bare:
            for phrase in states.phrases:
                phrase.roles, phrase.number, phrase.gender = list(first.roles), first.number, first.gender
            states.prep = title.prep
            items[k] = Item(CLEAR, items[k].i, items[k].j)
            if last == k + 3:
                items[k + 1] = Item(CLEAR, items[k + 1].i, items[k + 1].j)


def attach_members(items: list[Item], groups: list[int], words: list[Word]) -> None:
    """Give ministers of states the body that those are in, or the states that are named: الدول الأعضاء في المنظمة."""
    for k in groups:
        group = items[k].group
        if group is None or k + 2 >= len(items) or items[k + 1].kind != WORD:
            continue
        title = group.phrases[-1]
        if title.number != "p" or not title.roles or title.parties or title.has_person:
            continue
        if "states" not in words[items[k + 1].i].marks:
            continue
        named = next((n for n in range(k + 2, min(k + _WITHIN, len(items))) if items[n].kind == GROUP), None)
        body = items[named].group if named is not None else None
        if body is None or body.weak:
            continue
        if body.prep in _OF_SEVERAL and ORGANISATION in body.phrases[0].kinds:
            title.parties, title.doubt = body.phrases[0].parties, body.phrases[0].doubt
        elif named == k + 2 and _of_states(body) and len(group.phrases) == 1:
            for phrase in body.phrases:
                phrase.roles, phrase.number, phrase.gender = list(title.roles), title.number, title.gender
            body.prep = group.prep
            items[k] = Item(CLEAR, items[k].i, items[k].j)


def _of_states(group: Group) -> bool:
    """Whether ``group`` is of several states: ministers from *Egypt and Sudan*."""
    return len(group.phrases) > 1 and all(COUNTRY in p.kinds for p in group.phrases)


def attach_seats(items: list[Item], groups: list[int]) -> None:
    """Give a body without a name the party in whose city it is: the foreign ministry in Bangkok, officials in Kyiv."""
    for k in groups:
        group = items[k].group
        if group is None or k + 2 >= len(items) or items[k + 1].kind != PREP or items[k + 1].value not in _SEATED:
            continue
        office, seat = group.phrases[-1], items[k + 2].group
        if office.parties or office.has_person or office.role not in _SEATED_BODIES or office.owned or seat is None:
            continue
        place = seat.phrases[0]
        if len(seat.phrases) == 1 and place.city and not place.roles and place.parties:
            office.parties, office.doubt = place.parties, place.doubt


def of_several(left: Group, right: Group) -> bool:
    """Whether one title is of all: the leaders of France, Germany and Britain."""
    first = left.phrases[-1]
    several = first.number == "p" or bool({"delegation", "army"} & set(first.roles))
    return right.bare and not first.has_person and several


def attach_prepositions(items: list[Item], groups: list[int]) -> None:
    """Give each group the preposition before it, articles and quotes between them aside."""
    for k in groups:
        item = items[k]
        if item.group is None or item.group.prep:
            continue
        back = k - 1
        while back >= 0 and items[back].kind == CLEAR and not items[back].cues:
            back -= 1
        if back >= 0 and items[back].kind == PREP:
            of = items[back - 1] if back and items[back].value == _SIDE else items[back]
            item.group.prep = of.value if of.kind == PREP else _IN
        elif (
            back >= 0
            and items[back].kind == CLEAR
            and not items[back].tags.isdisjoint(_CARRIED)
            and back
            and items[back - 1].kind == PREP
        ):
            item.group.prep = items[back - 1].value
        elif back >= 0 and back == k - 1 and "seat" in items[back].tags:
            item.group.prep = CLITIC_PREPS.get(items[back].prefix[-1:], "")  # بالعاصمة
