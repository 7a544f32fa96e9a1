"""Towards whom an English or French sentence tells an act that names nobody: `targets` for these languages."""

from __future__ import annotations

from agent.records import Actor
from consumers.extraction.acts import spoken
from consumers.extraction.acts.arguments import Argument
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
from consumers.extraction.story.memory import BACK
from consumers.extraction.story.people import Story
from consumers.extraction.words.lexicon import Frame

_SAID_TO = frozenset({"AGREE", "SUPPORT", "CONCEDE", "AID", "REJECT"})
_SHORT = 4
_GOODS_REACH = 12
_CONDITIONAL = frozenset({"THREATEN", "CONCEDE"})
"""Acts that are towards who must do something for them: offered a truce if *Ukraine* gave up."""
_SUM_REACH = 2
_DONE = frozenset({"past", "present", "gerund"})


def in_talks_with(sentence: Sentence, k: int, frame: Frame, story: Story, actors: list[Actor]) -> list[Actor]:
    """Return to whom, in a language with the subject first, something is said, promised or given that names nobody.

    Who is told it (told his guest that), who was met right before, or who got the like before.
    """
    if sentence.items[k].kind == NOUN and frame.own:  # the recall of its ambassador
        return list(story.hostile.get(actors[0].party, []))
    if sentence.items[k].kind == NOUN or (frame.mode == "praise" and _thanks_many(sentence, k)):
        return []
    own = {a.party for a in actors}
    if _both(sentence, k):
        who = story.doers(own, several=True)  # each of two who did the same
        two = len({a.party for a in who}) == 2  # noqa: PLR2004
        return who if two else [a for a in story.pair if a.party not in own]
    if _his(sentence, k, frame):
        return [a for a in story.before if a.party not in own]
    if frame.mode == "disapprove" and _talks(sentence, k):
        who = next((doers for kind, doers, _ in reversed(story.acts[-BACK:]) if kind == "CONSULT"), [])
        others = [a for a in who if a.party not in own]
        went = any(f.travel for f in sentence.items[k + 2].frames)  # criticised the trip: who went
        return others[:1] if went else others
    if frame.mode == "praise" and _talks(sentence, k):
        return [Actor(party=party) for party in story.consulted if party not in own]
    if of_a_private_person(sentence, k) or (frame.type == "CONCEDE" and _to_the_world(sentence, k)):
        return []
    if frame.type == "REQUEST" and _met_to_ask(sentence, k):
        return _whom_one_met(story, own)
    if frame.type == "REQUEST" and _asks_it(sentence, k):
        return list(story.suffered.get(("REQUEST", ""), []) or story.hostile.get(actors[0].party, []))
    if frame.type in _CONDITIONAL:
        bound = _on_condition(sentence, k, story)
        if any(a.party not in own for a in bound):
            return bound
    said = frame.type in _SAID_TO and not frame.mutual
    if said:
        told = spoken.addressee(sentence, k)
        if told is not None:
            return story.resolve(told, sentence)
    if frame.type == "REJECT" and sentence.items[k].kind == VERB:
        asked = _who_asked(sentence, k, story, own)
        if asked is not None:
            return asked
    asks = frame.type == "REQUEST" and frame.needs == "recipient"
    if (said or asks) and sentence.items[k].kind == VERB and sentence.items[k - 1].value == "and":
        beside = _of_the_act_joined(story, own)
        if beside:
            return beside
    if said and (frame.type != "SUPPORT" or frame.object) and sentence.items[k].kind == VERB:
        if len(story.consulted) == 2 and own < story.consulted:  # noqa: PLR2004 - the two that met
            return [Actor(party=party) for party in story.consulted]
        if frame.type == "CONCEDE":
            return list(story.hostile.get(actors[0].party, []))
    if frame.mode == "praise" and (frame.needs == "aimed" or (not frame.object and _without_object(sentence, k))):
        return list(story.suffered.get(("SUPPORT", "praise"), []))  # Spain also applauded
    if frame.mode == "disapprove" and (frame.needs != "recipient" or frame.clause):
        blamed = [to for (kind, _), to in story.suffered.items() if kind == "ACCUSE"]
        return list(blamed[-1]) if blamed else []
    if frame.type == "REQUEST" and frame.needs in {"recipient", "aimed"} and sentence.items[k].kind == VERB:
        against = story.hostile.get(actors[0].party, [])
        met = [] if frame.object else _whom_one_met(story, own)
        return list(against) or met or [a for a in story.suffered.get(("REQUEST", ""), []) if a.party not in own]
    if frame.type == "RETREAT" and frame.mode == "release" and len(story.consulted) == 2 and own < story.consulted:  # noqa: PLR2004
        return [Actor(party=party) for party in story.consulted]  # with Moscow releasing, in a swap, a reporter
    if frame.type == "RETREAT" and frame.mode == "access":
        return list(story.hostile.get(actors[0].party, []))
    if frame.type == "SANCTION" and sentence.items[k].kind == VERB:
        hit = [to for (kind, _), to in story.suffered.items() if kind == "SANCTION"]
        return list(hit[-1]) if hit else []
    if frame.type in {"AID", "AGREE"} and not frame.mutual:
        helped = story.suffered.get(("AID", ""), []) or story.suffered.get(("AGREE", ""), [])
        relief = any(k < n < k + _GOODS_REACH for n in sentence.tagged("relief"))
        goods = relief or (frame.type == "AID" and bool(frame.object)) or _of_a_sum(sentence, k)
        if not helped and goods and sentence.items[k].form in _DONE and sentence.items[k - 1].kind != COMMA:
            needy = story.other_side(own, clearly=False)
            return [Actor(party=needy)] if needy and not needy.startswith("org:") else []
        return list(helped)
    return []


def _met_to_ask(sentence: Sentence, k: int) -> bool:
    """Whether somebody is met or telephoned in order to ask: rang the minister *to plead* for the border."""
    if sentence.items[k].form != "base" or "to" not in sentence.items[k - 1].tags:
        return False
    governor = next((i for i in reversed(sentence.items[:k]) if i.kind in {VERB, STOP, BREAK}), None)
    return governor is not None and any(f.type == "CONSULT" for f in governor.frames)


def _whom_one_met(story: Story, own: set[str]) -> list[Actor]:
    """Return the state whose officials ``own`` met last: of them something is asked in the talks."""
    if len(story.consulted) != 2 or not own < story.consulted:  # noqa: PLR2004 - the two that met
        return []
    return [Actor(party=p) for p in story.consulted if p not in own and not p.startswith("org:")]


def _of_the_act_joined(story: Story, own: set[str]) -> list[Actor]:
    """Return towards whom, or with whom, the act before "and" was: apologised to Putin *and offered* compensation."""
    if story.last is None:
        return []
    _, _, doers, towards = story.last
    parties = {a.party for a in doers}
    if towards:
        return towards if parties == own else []
    return [a for a in doers if a.party not in own] if own < parties and len(parties) == 2 else []  # noqa: PLR2004


def _his(sentence: Sentence, k: int, frame: Frame) -> bool:
    """Whether what is rejected or condemned is somebody's, named before: dismissed *his* account."""
    if frame.type not in {"REJECT", "ACCUSE"} or k + 2 >= len(sentence.items):
        return False
    whose, thing = sentence.items[k + 1 : k + 3]
    return whose.kind == CLEAR and "his" in sentence.words[whose.i].marks and thing.kind in {WORD, NOUN}


def _talks(sentence: Sentence, k: int) -> bool:
    """Whether it is talks told before that are welcomed: hailed the conversation."""
    if k + 2 >= len(sentence.items) or "definite" not in sentence.items[k + 1].tags:
        return False
    noun = sentence.items[k + 2]
    if noun.kind != NOUN or not any(f.type == "CONSULT" for f in noun.frames):
        return False
    return not any(i.kind == GROUP for i in sentence.items[k + 3 : k + 3 + _SHORT])


def _both(sentence: Sentence, k: int) -> bool:
    """Whether "both" alone stands after the verb, or behind "on": congratulated both, slapped duties on both."""
    items = sentence.items
    for j in range(k + 1, min(len(items), k + 2 * _SHORT)):
        if "both" in sentence.words[items[j].i].marks and (j == k + 1 or items[j - 1].kind == PREP):
            return j + 1 == len(items) or items[j + 1].kind in {PREP, COMMA, BREAK, STOP}
        if items[j].kind not in {WORD, CLEAR, PREP}:
            return False
    return False


def _of_a_sum(sentence: Sentence, k: int) -> bool:
    """Whether a number stands right after the verb: pledged 125 million, offered $9 million."""
    i = sentence.items[k].j
    return any(w.text[:1].isdigit() for w in sentence.words[i : i + _SUM_REACH])


def has_clitic(sentence: Sentence, k: int) -> bool:
    """Return whether an object pronoun stands before the verb at ``k`` or its auxiliary: les appelle, l'a accusé."""
    items = sentence.items
    if "clitic" in items[k - 1].tags:
        return True
    j = k - 1
    if "auxiliary" not in items[j].tags or items[j].kind != CLEAR:
        return False
    while j and items[j - 1].kind == CLEAR and not items[j - 1].tags:
        j -= 1  # the apostrophe
    before = items[j - 1] if j else None
    if before is not None and before.group is not None and before.kind == GROUP:
        return before.group.phrases[0].generic == "third" and not before.group.prep  # lui a demandé
    return before is not None and "clitic" in before.tags


def of_a_private_person(sentence: Sentence, k: int) -> bool:
    """Whether the verb is right before somebody who is no party: rebuked the journalist, accused the judges."""
    following = next((i for i in sentence.items[k + 1 : k + _SHORT] if i.kind != CLEAR), None)
    return following is not None and "private" in following.tags


def _to_the_world(sentence: Sentence, k: int) -> bool:
    """Whether the sentence goes on to say that it is for many: a pause for most countries."""
    return any("world" in i.tags for i in sentence.items[k + 1 : k + _GOODS_REACH])


def _asks_it(sentence: Sentence, k: int) -> bool:
    """Whether who is asked is "it" or "them": appealed to it not to attack."""
    following = next((i for i in sentence.items[k + 1 : k + _SHORT] if i.kind != CLEAR), None)
    return following is not None and following.group is not None and following.group.phrases[0].generic == "pronoun"


def _on_condition(sentence: Sentence, k: int, story: Story) -> list[Actor]:
    """Return who is threatened in case that he does a thing: will strike back if *Hezbollah* breaks the truce."""
    for j in range(k + 1, len(sentence.items) - 1):
        if sentence.items[j].kind == STOP and "hypothetical" in sentence.items[j].tags:
            group = next((i.group for i in sentence.items[j + 1 : j + 3] if i.kind == GROUP), None)
            return story.resolve(group, sentence) if group is not None and not group.prep and not group.weak else []
        if sentence.items[j].kind == BREAK:
            break
    return []


def _who_asked(sentence: Sentence, k: int, story: Story, own: set[str]) -> list[Actor] | None:
    """Return who had asked for what is refused; empty if it is nobody's wish, None if that cannot be told.

    Iran refused. He turned down the offer. But: he opposes the forming of blocs.
    """
    bare = _without_object(sentence, k)
    wish = any("deed" in i.tags or _wished(i) for i in sentence.items[k + 1 : k + _SHORT + 1])
    if not bare and not wish:
        return None if any("to" in i.tags for i in sentence.items[k + 1 : k + 3]) else []
    for kind, actors, recipients in reversed(story.acts[-BACK:]):
        if kind in {"REQUEST", "AGREE"} and own & {a.party for a in recipients}:
            return actors
    return None


def _wished(item: Item) -> bool:
    return item.kind == NOUN and any(f.type in {"REQUEST", "AGREE"} for f in item.frames)


def _without_object(sentence: Sentence, k: int) -> bool:
    following = next((i for i in sentence.items[k + 1 :] if i.kind != CLEAR), None)
    return following is None or following.kind in {COMMA, BREAK}


def _thanks_many(sentence: Sentence, k: int) -> bool:
    """Whether it is several nobody names who are thanked: the states that backed the motion."""
    for other in sentence.items[k + 1 : k + _SHORT]:
        if "world" in other.tags:
            return True
        if other.kind not in {CLEAR, WORD}:
            return False
    return False


def whom_it_worries(sentence: Sentence, k: int, story: Story, actors: list[Actor]) -> list[Actor]:
    """Return at whose deed the story has others take offence, for a sentence that names nobody: voiced concern."""
    for other in sentence.items[k + 1 :]:
        if other.kind in {BREAK, COMMA}:
            break
        if other.kind not in {CLEAR, WORD} or other.value == "and":
            return []
    against = story.hostile.get(actors[0].party, []) if actors else []
    blamed = [to for (kind, _), to in story.suffered.items() if kind == "ACCUSE"]
    asked = story.suffered.get(("REQUEST", ""), [])
    return list(against or (blamed[-1] if blamed else [a for a in asked if a.party != actors[0].party]))


def unknown_office(after: list[Argument], story: Story, sentence: Sentence) -> bool:
    """Whether somebody is asked whose office is of no party: called on *its president* (a university's) to resign."""
    group = after[0][1] if after and after[0][0] in {"direct", "on"} else None
    if group is None or any(p.generic or p.weak or not p.roles for p in group.phrases):
        return False
    return not story.resolve(group, sentence)
