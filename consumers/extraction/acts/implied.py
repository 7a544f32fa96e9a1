"""Acts that a sentence tells without a frame of their own: demands in indirect speech, acts done to each other."""

from __future__ import annotations

from agent.records import Actor, Status
from consumers.extraction.acts import spoken, subjects
from consumers.extraction.acts.act import Act
from consumers.extraction.acts.arguments import Argument
from consumers.extraction.sentences.clauses import (
    BREAK,
    CLEAR,
    COMMA,
    GROUP,
    INHERIT,
    NOUN,
    PREP,
    RELATIVE,
    STOP,
    VERB,
    Group,
    Item,
    Sentence,
)
from consumers.extraction.story.memory import BACK
from consumers.extraction.story.people import Story, distinct
from consumers.extraction.words.lexicon import Frame

_RECIPROCAL_REACH = 12
_EXCHANGE_REACH = 6
_PRESENT = frozenset({"in", "at", "à", "en"})
_TOLD = frozenset({"REQUEST", "ACCUSE", "SUPPORT"})
_AT_THE_PALACE = frozenset({"at"})
_TELLING = frozenset({"say", "verb"})
"""Tags of verbs that tell somebody something."""
_VISITORS = frozenset(
    {
        "delegation",
        "envoy",
        "official",
        "head_of_state",
        "head_of_government",
        "foreign_minister",
        "minister",
        "defence_minister",
        "crown_prince",
    }
)
_VISIT = Frame("CONSULT", "visit", mutual=True, roles=("in",), needs="partner", strength=0.75, travel=True)
Told = tuple[str, str, list[Actor], list[Actor]]
"""Type, mode, doers and recipients of an act."""
_REACTIONS = frozenset({"ACCUSE", "REQUEST", "CONSULT"})
_PRAISE = ("SUPPORT", "praise")
_LIKEWISE = frozenset({"so", "as", "tout", "de"})
"""So did Iran, as did India: who does the same stands behind."""
_AS = frozenset({"", "after", "before", "après", "avant"})
_GOODS = Frame("AID", "", mutual=False, roles=("in",), needs="recipient", strength=0.7)
_DEMAND = Frame("REQUEST", "", mutual=False, roles=(), needs="recipient", strength=0.6)


def demands(sentence: Sentence, story: Story, acts: list[Act]) -> list[Act]:
    """Return the demands of ``sentence`` besides ``acts``: "told the envoy that Russia must halt the cooperation"."""
    found: list[Act] = []
    for k in sentence.tagged("demand"):
        addressee = _right_before(sentence, k) or spoken.addressee(sentence, k)
        if addressee is None or not k or k + 1 >= len(sentence.items):
            continue
        if "auxiliary" in sentence.items[k + 1].tags:
            continue  # must have misread history
        speakers = _speakers(sentence, k, story)
        recipients = story.resolve(addressee, sentence)
        own = {a.party for a in speakers}
        others = {a.party for a in recipients}
        told = any({a.party for a in (*act.actors, *act.recipients)} == own | others for act in acts)
        if speakers and recipients and not own & others and not told:
            item = sentence.items[k]
            found.append(
                Act(_DEMAND, "", "occurred", speakers, recipients, sentence, item, _DEMAND.strength, "REQUEST", k)
            )
    return found


def _right_before(sentence: Sentence, k: int) -> Group | None:
    for item in reversed(sentence.items[:k]):
        if item.kind == GROUP and item.group is not None:
            group = item.group
            return None if group.prep or group.weak or group.phrases[0].generic == "pronoun" else group
        if item.kind != CLEAR:
            return None
    return None


def _speakers(sentence: Sentence, k: int, story: Story) -> list[Actor]:
    """Return who says the clause around item ``k``."""
    for j in range(k - 1, -1, -1):
        item = sentence.items[j]
        if item.kind in (BREAK, RELATIVE):
            return []
        if item.kind == VERB:
            if "say" not in item.tags or item.group is None:
                return []
            return story.resolve(item.group, sentence) if item.group is not INHERIT else list(story.subject)
    return _who_says_behind(sentence, k, story)


def _who_says_behind(sentence: Sentence, k: int, story: Story) -> list[Actor]:
    """Return who is named behind what he says: Washington must stop, *Wang told* Blinken."""
    items = sentence.items
    for j in range(k + 1, len(items)):
        if items[j].kind in (BREAK, RELATIVE):
            return []
        if items[j].kind == VERB and "say" in items[j].tags and items[j].form == "past":
            group = items[j - 1].group
            if group is None or items[j - 2].kind != COMMA or group.prep or group.weak:
                return []
            return story.resolve(group, sentence)
    return []


def presences(sentence: Sentence, story: Story, acts: list[Act]) -> list[Act]:
    """Return the visits that a sentence tells by where somebody is: the delegation was in Riyadh for talks."""
    found: list[Act] = []
    items = sentence.items
    for k in sentence.tagged("be"):
        who = next((i for i in reversed(items[:k]) if i.kind != CLEAR), None)
        where = next((n for n in range(k + 1, len(items)) if items[n].kind != CLEAR), None)
        if who is None or who.group is None or who.group.prep or who.group.weak or where is None:
            continue
        if items[where].kind != PREP or items[where].value not in _PRESENT or where + 1 >= len(items):
            continue
        place = items[where + 1].group
        persons = all(p.has_person or p.role in _VISITORS for p in who.group.phrases)
        if place is None or not persons or place.phrases[0].roles or len(place.phrases) > 1:
            continue
        near = items[max(0, k - 2) : where]
        if any({"negation", "hypothetical"} & i.tags for i in near) or not _with_a_purpose(items, where + 2):
            continue
        actors = story.resolve(who.group, sentence)
        hosts = story.resolve(place, sentence, travel=True)
        parties = {a.party for a in (*actors, *hosts)}
        told = any(act.type == "CONSULT" and {a.party for a in act.actors} & parties == parties for act in acts)
        if actors and hosts and len(parties) > 1 and not told:
            status: Status = "planned" if any("planned" in i.tags for i in near) else "occurred"
            both = [*actors, *(h for h in hosts if h.party not in {a.party for a in actors})]
            found.append(
                Act(_VISIT, "visit", status, both, [], sentence, items[where], _VISIT.strength, "CONSULT", where)
            )
            story.pair = both
    return found


def told_there(sentence: Sentence, story: Story, acts: list[Act]) -> list[Act]:
    """Return the visit in which one leader tells another something where one of them is at home.

    In Ankara, Mr Zelenskiy told Mr Erdogan that no deal could be made behind his back.
    """
    if any(act.type == "CONSULT" for act in acts):
        return []
    items = sentence.items
    for k, item in enumerate(items[:-1]):
        tells = item.tags >= _TELLING
        said = item.kind == VERB and item.form in {"past", "present"}
        speaks = said and (tells or any(f.type in _TOLD for f in item.frames))
        other = items[k + 1].group if speaks else None
        if other is None or item.group in {None, INHERIT} or other.prep or not other.phrases[0].has_person:
            continue
        if other.phrases[-1].possessive:
            continue
        if any({"negation", "hypothetical", "planned"} & i.tags for i in items[max(0, k - 3) : k]):
            continue
        actors = [*story.resolve(item.group, sentence), *story.resolve(other, sentence)] if item.group else []
        parties = {a.party for a in actors}
        if len(parties) != 2 or not all(a.name or a.role for a in actors):  # noqa: PLR2004 - one and the other
            continue
        there = _PRESENT if tells else _AT_THE_PALACE
        where = next((n for n, i in enumerate(items) if i.group is not None and i.group.prep in there), None)
        place = items[where].group if where is not None else None
        hosts = story.resolve(place, sentence, travel=True) if place is not None and not place.phrases[0].roles else []
        if {a.party for a in hosts} <= parties and hosts:
            story.pair = actors
            return [Act(_VISIT, "visit", "occurred", actors, [], sentence, item, _VISIT.strength, "CONSULT", k)]
    return []


def arrivals(sentence: Sentence, story: Story, acts: list[Act]) -> list[Act]:
    """Return the aid that a sentence tells by its arrival: an Indian plane with relief goods landed in Yangon."""
    found: list[Act] = []
    items = sentence.items
    goods = sentence.tagged("relief")
    for k, item in enumerate(items) if goods else ():
        if item.kind != VERB or not any(f.travel for f in item.frames) or _travellers(item.group):
            continue
        start = max((j for j in range(k) if items[j].kind in {BREAK, STOP}), default=-1) + 1
        if not any(start <= n < k for n in goods) or any("hypothetical" in i.tags for i in items[max(0, k - 3) : k]):
            continue
        place = next((i.group for i in items[k + 1 : k + 4] if i.kind == GROUP), None)
        givers = [i.group for i in items[start:k] if i.kind == GROUP and i.group is not None and _gives(i.group)]
        actors = story.resolve(givers[0], sentence) if givers else []
        recipients = story.resolve(place, sentence, travel=True) if place is not None else []
        if actors and recipients and not {a.party for a in actors} & {r.party for r in recipients}:
            status: Status = "planned" if any("planned" in i.tags for i in items[max(0, k - 3) : k]) else "occurred"
            story.remember("AID", "", actors, recipients)
            acts[:] = [act for act in acts if act.k != k or act.type != "CONSULT"]
            found.append(Act(_GOODS, "", status, actors, recipients, sentence, item, _GOODS.strength, "AID", k))
    return found


def _travellers(group: Group | None) -> bool:
    """Whether persons or officials travel rather than goods."""
    if group is None or group is INHERIT:
        return False
    return any(p.has_person or (p.role in _VISITORS and p.role != "delegation") for p in group.phrases)


def _gives(group: Group) -> bool:
    """Whether goods can be those of ``group``: Indian, India's, from India, of India."""
    return group.prep in {"from", "of", "by"} or (not group.prep and (group.weak or group.bare))


def again(sentence: Sentence, story: Story, acts: list[Act], last: Told | None) -> list[Act]:
    """Return the act told last as one that another does too: Managua had done the same, so did Iran.

    ``last`` is the act that the story told before the sentence.
    """
    found: list[Act] = []
    for k in sentence.tagged("again"):
        before = next((act for act in reversed(acts) if act.k < k), None)
        told = (before.type, before.mode, before.actors, before.recipients) if before is not None else last
        if sentence.words[sentence.items[k].i].folded not in _LIKEWISE:
            praised = {id(actors) for kind, actors in story.deeds if kind == "SUPPORT praise"}
            told_acts = (a for a in reversed(story.acts[-BACK:]) if a[0] not in _REACTIONS and id(a[1]) not in praised)
            deed = next(told_acts, None)
            told = (
                (deed[0], _mode_of(deed[0], deed[1], story), deed[1], deed[2])
                if deed is not None and (told is None or told[0] in _REACTIONS or told[:2] == _PRAISE)
                else told
            )
        if told is None:
            break
        if any({"hypothetical", "negation"} & i.tags for i in sentence.items[max(0, k - 3) : k]):
            continue
        kind, mode, doers, towards = told
        items = sentence.items
        near = items[k + 1 : k + 3] if sentence.words[items[k].i].folded in _LIKEWISE else []
        who = next((i.group for i in near if i.kind == GROUP), None)
        if who is None:
            who = next(
                (
                    i.group
                    for i in reversed(items[max(0, k - 4) : k])
                    if i.kind == GROUP and i.group is not None and i.group.prep in _AS
                ),
                None,
            )
        actors = story.resolve(who, sentence) if who is not None else []
        own = {a.party for a in actors}
        recipients = doers if own & {a.party for a in towards} else towards
        recipients = [r for r in recipients if r.party not in own]
        if not actors or not recipients or own & {a.party for a in doers} or kind == "CONSULT":
            continue
        frame = Frame(kind, mode, mutual=False, roles=(), needs="recipient", strength=0.7)
        story.remember(kind, mode, actors, recipients)
        ahead = any("planned" in i.tags for i in sentence.items[max(0, k - 3) : k])
        status: Status = "planned" if ahead else "occurred"
        found.append(Act(frame, mode, status, actors, recipients, sentence, items[k], frame.strength, kind, k))
    return found


def _mode_of(kind: str, doers: list[Actor], story: Story) -> str:
    """Return the mode of the act that ``doers`` are told to have done."""
    told = (deed for deed, actors in reversed(story.deeds[-BACK:]) if actors is doers and deed.startswith(f"{kind} "))
    return next(told, f"{kind} ").removeprefix(f"{kind} ")


def _with_a_purpose(items: list[Item], n: int) -> bool:
    """Whether why or when somebody is there follows the place: for talks, to meet, on a visit, on Tuesday."""
    following = items[n] if n < len(items) else None
    if following is None:
        return False
    return following.value in {"for", "on", "to", "pour"} or "to" in following.tags or "transparent" in following.tags


def reciprocal(sentence: Sentence, k: int) -> bool:
    """Whether what the verb at ``k`` tells is done by each to the other: "expelled six diplomats each"."""
    for item in sentence.items[k + 1 : k + _RECIPROCAL_REACH]:
        if item.kind in {BREAK, STOP} or (item.kind == VERB and item.form in {"past", "present"}):
            return False
        if "reciprocal" in item.tags:
            return True
    return False


def exchanged(sentence: Sentence, k: int) -> bool:
    """Whether what the noun at ``k`` names is exchanged: تبادلت موسكو وكييف الاتهامات, اتهامات متبادلة بينهما."""
    following = sentence.items[k + 1] if k + 1 < len(sentence.items) else None
    if following is not None and following.kind == CLEAR and "exchange" in following.tags:
        return True
    for other in reversed(sentence.items[max(0, k - _EXCHANGE_REACH) : k]):
        if other.kind in {VERB, NOUN}:
            return "exchange" in other.tags
        if other.kind in {STOP, BREAK, RELATIVE}:
            return False
    return False


def exchanging(sentence: Sentence, k: int, story: Story, after: list[Argument]) -> list[Actor]:
    """Return the two sides that exchange what the noun at ``k`` names; nobody if they are of one party."""
    between = next((g for relation, g, _ in after if relation == "بين"), None)
    sides = between or subjects.clause_subject(sentence, k)
    if sides is None:
        return []
    actors = distinct(story.resolve(sides, sentence) if sides is not INHERIT else list(story.pair))
    return actors if len({a.party for a in actors}) == 2 else []  # noqa: PLR2004 - each to the other


def each_other(actors: list[Actor]) -> tuple[list[Actor], list[Actor]]:
    """Return two parties as who acts and towards whom; others as they are."""
    if len({a.party for a in actors}) != 2:  # noqa: PLR2004 - each to the other
        return actors, []
    own = actors[0].party
    return [a for a in actors if a.party == own], [a for a in actors if a.party != own]
