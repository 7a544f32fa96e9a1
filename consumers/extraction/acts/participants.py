"""Who else was at a meeting: told after it ("X attended the opening"), or as the one who carries messages."""

from __future__ import annotations

from agent.records import Actor
from consumers.extraction.acts import owners, subjects
from consumers.extraction.acts.act import Act
from consumers.extraction.acts.arguments import Argument
from consumers.extraction.acts.draft import Draft
from consumers.extraction.sentences.clauses import (
    BREAK,
    CLEAR,
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
from consumers.extraction.story.people import Story, distinct
from consumers.extraction.words.lexicon import Frame

_AT_HOME = frozenset({"", "foreign_minister", "head_of_state", "head_of_government", "spokesperson", "minister"})


_WITH = frozenset({"مع", "بين"})
_OF_WHOM = frozenset({"direct", "attr", "ل"})
_NEAR = 4
_SAID_TO = frozenset({"ل", "إلى"})
_CALL_REACH = 20
_DURING = frozenset({"في", "خلال", "ب", "in", "during", "dans", "lors de", "au cours de", "par", "by", "over", "on"})
_SEVERAL_CALLS = ("ات", "ين", "ان")
"""Endings of calls; one call with several is one: اتصال مع نظرائه الثلاثة."""
_APART = frozenset({"بعد", "قبل", "عشية"})
"""Prepositions that part one meeting from another."""
_BETWEEN = frozenset({"بين", "between", "entre"})
_TITLES = 12
"""Tokens in which ministers are listed before their states."""
PRESENT = frozenset({"host", "attend", "go_between"})
"""Lists of the verbs that tell who else is at a meeting."""


def on_their_border(sentence: Sentence, group: Group) -> bool:
    """Return whether only where they meet is between those of ``group``: on the border between the Koreas."""
    j = next((j for j, item in enumerate(sentence.items) if item.group is group), 0)
    return j > 1 and "border" in sentence.words[sentence.items[j - 2].i].marks


def note_attendance(sentence: Sentence, story: Story, acts: list[Act]) -> None:
    """Remember who, by ``sentence``, was at the meeting that the story told last or mediated it."""
    meeting = next((a for a in acts if a.type == "CONSULT"), None) if acts else None
    parties = frozenset(a.party for a in meeting.actors) if meeting is not None else story.consulted
    if len(parties) < 2 or PRESENT.isdisjoint(sentence.tags):  # noqa: PLR2004 - a meeting has two sides
        return
    for k, item in enumerate(sentence.items):
        if item.kind != VERB or item.group in {None, INHERIT}:
            continue
        earlier = meeting is None or meeting.k > k
        hosting = "host" in item.tags and earlier and item.form in {"past", "present"} and _of_talks(sentence, k)
        if not (hosting or item.tags & {"attend", "go_between"}):
            continue
        if "attend" in item.tags and _joins_a_party(sentence, k):
            continue
        if any("hypothetical" in i.tags or "negation" in i.tags for i in sentence.items[max(0, k - 3) : k]):
            continue
        there = story.resolve(item.group, sentence)
        others = [a for a in there if a.party not in parties]
        own = [a for a in there if a.party in parties and a.name]
        if own and "attend" in item.tags:
            story.attendance.append((parties, own, ""))
        if others:
            mode = "multilateral" if "attend" in item.tags else "mediation"
            story.attendance.append((parties, others, mode))


def _of_talks(sentence: Sentence, k: int) -> bool:
    """Whether what the verb's subject hosts or chairs is a meeting."""
    return any(f.type == "CONSULT" and i.kind == NOUN for i in sentence.items[k + 1 : k + 4] for f in i.frames)


def sayer(sentence: Sentence, story: Story, *, verb_first: bool) -> list[Actor]:
    """Return who says what the sentence tells."""
    for k, item in enumerate(sentence.items):
        if "say" in item.tags and item.kind == VERB:
            group = item.group or subjects.find(sentence, k, verb_first=verb_first)
            if group is not None and group is not INHERIT:
                return story.resolve(group, sentence)
    return []


def sides(sentence: Sentence, k: int, story: Story) -> list[Actor]:
    """Return the two sides named before: "a deal between A and B was signed", "teams from both sides"."""
    verb = sentence.items[k].kind == VERB
    for item in reversed(sentence.items[:k]):
        if item.kind in {BREAK, STOP} or (verb and item.kind == VERB and item.form == "past"):
            break
        if item.kind == GROUP and item.group is not None:
            pair = any(p.generic in {"pair", "many"} for p in item.group.phrases)
            if item.group.prep in {"between", "entre"} or (pair and item.group.prep):
                return story.resolve(item.group, sentence)
    return []


def brokered(sentence: Sentence, k: int, story: Story, after: list[Argument]) -> list[Actor]:
    """Return who brings together whom by the talks at item ``k``: ترعى مصر محادثات توحيد الجيش الليبي."""
    host = _broker(sentence, k)
    if host is None or any(relation in _WITH for relation, _, _ in after):
        return []
    sides = next((g for r, g, n in after if r in _OF_WHOM and n <= _NEAR and _sides(g)), None)
    actors = story.resolve(host, sentence)
    own = {a.party for a in actors}
    others = [a for a in story.resolve(sides, sentence) if a.party not in own] if sides is not None else []
    return distinct([*actors, *others]) if others else []


def _broker(sentence: Sentence, k: int) -> Group | None:
    """Return who, by the verb that governs the talks at item ``k``, hosts or sponsors them; a mere city does not."""
    for other in reversed(sentence.items[max(0, k - _NEAR) : k]):
        if other.kind == VERB:
            group = other.group
            if "host" not in other.tags or group is None or group is INHERIT:
                return None
            return None if "venue" in other.tags and any(p.city and not p.roles for p in group.phrases) else group
        if other.kind not in {GROUP, CLEAR}:
            return None
    return None


def _brings_together(sentence: Sentence, k: int, hosts: list[Actor], parties: set[str]) -> bool:
    """Whether one of two parties only hosts the talks of the other: no "with" or "between" stands there."""
    hosting = {h.party for h in hosts}
    if len(hosting) != 1 or not hosting < parties or _broker(sentence, k) is None:
        return False
    following = sentence.items[k + 1 : k + _NEAR]
    return not any(i.kind == GROUP and i.group is not None and i.group.prep in _WITH for i in following)


def _sides(group: Group) -> bool:
    return group.weak or any(p.role in {"army", "delegation"} for p in group.phrases)


def told_in_call(sentence: Sentence, k: int, story: Story, own: list[Actor]) -> list[Actor]:
    """Return the person to whom something is said in the call at item ``k``: told Mr Netanyahu in a call."""
    known = {a.party for a in own}
    inside = [i for i in sentence.items[max(0, k - 6) : k] if i.kind == PREP]
    if not inside or inside[-1].value not in {"in", "during", "about"}:
        return []
    for item in reversed(sentence.groups):
        if item.i < inside[-1].i and item.group is not None and item.group.prep in {"", "to"}:
            return [a for a in story.resolve(item.group, sentence) if a.party not in known and (a.name or a.role)]
    return []


def signatories(sentence: Sentence, k: int, story: Story, after: list[Argument]) -> list[Actor]:
    """Return who signs what is signed: what the passive verb is said of is no party, who signs it may stand before."""
    agent = next((g for r, g, _ in after if r in {"by", "par"}), None)
    partner = next((g for r, g, _ in after if r in {"with", "avec"}), None)
    between = next((g for r, g, _ in after if r in {"between", "entre"}), None)
    if agent is None and between is not None:
        agent = between
    own = story.resolve(agent, sentence) if agent is not None else []
    if partner is not None:
        own = [*(own or story.subject), *story.resolve(partner, sentence)]
    own = own or sides(sentence, k, story) or list(story.pair)
    return distinct(own) if len({a.party for a in own}) > 1 else []


def _joins_a_party(sentence: Sentence, k: int) -> bool:
    """Whether the verb has a party for its object: "joined Russia in voting", "joined the EU"."""
    for other in sentence.items[k + 1 : k + 3]:
        if other.kind == GROUP and other.group is not None:
            return not other.group.prep
        if "article" not in other.tags:
            return False
    return False


def add_attendants(drafts: list[Draft], story: Story) -> None:
    """Add to each meeting of ``drafts`` who else was there by ``story``."""
    for draft in drafts:
        for parties, others, mode in story.attendance:
            closed = draft.mode == "phone" or (draft.mode == "visit" and mode)
            if draft.type != "CONSULT" or draft.parties != parties or closed:
                continue
            draft.actors = distinct([*draft.actors, *others])
            draft.mode = mode or draft.mode


def with_hosts(
    sentence: Sentence, k: int, frame: Frame, story: Story, actors: list[Actor], *, verb_first: bool
) -> tuple[list[Actor], str]:
    """Return the parties of the meeting at item ``k`` with who hosts or mediates it, and its mode.

    Two sides with a third between them is mediation.
    """
    mode, hosts, companions = frame.mode, [], []
    mediated = bool(sentence.tagged("mediation"))
    end = another_meeting(sentence, k) if verb_first else len(sentence.tokens)
    for other in sentence.groups:
        if other.group is None or other.i <= sentence.items[k].i or other.i >= end:
            continue
        if other.group.prep == "hosted":
            hosts += story.resolve(other.group, sentence)
        elif other.group.prep == "accompanied":
            companions += story.resolve(other.group, sentence)
    for j in range(max(0, k - 16), min(len(sentence.items), k + (15 if verb_first else 7))):
        other = sentence.items[j]
        if other.kind != VERB or "host" not in other.tags or other.i >= end:
            continue
        group = other.group
        if group is None and j > k and verb_first:
            group = subjects.find(sentence, j, verb_first=True)
        if isinstance(group, Group) and group is not INHERIT:
            more = frame.sides > len({a.party for a in actors})  # a trilateral meeting whose third side is the host
            talks = more or (frame.mode == "meeting" and sentence.items[k].kind == NOUN)
            where = verb_first and "venue" in other.tags and group.bare and not mediated and not talks
            hosts += [] if where else story.resolve(group, sentence)  # a summit that Singapore housed
    parties = {a.party for a in actors}
    mediated = mediated or (verb_first and len(parties) == 2 and _brings_together(sentence, k, hosts, parties))  # noqa: PLR2004
    actors = distinct([*actors, *(a for a in (*hosts, *companions) if a.party in parties and a.name)])
    added = [h for h in hosts if h.party not in parties]
    if added and len(parties) > 1 and mode in {"meeting", "multilateral", "", "mediation"}:
        actors, mediated = distinct([*actors, *added]), True
    if mediated and mode in {"meeting", "multilateral", ""}:
        mode = "mediation"
    elif mode in {"meeting", ""} and len({a.party for a in actors}) > 2:  # noqa: PLR2004 - more than two sides
        mode = "multilateral"
    return actors, mode


def by_phone(sentence: Sentence, k: int, mode: str) -> bool:
    """Return whether the clause says that the talks at item ``k`` were held by phone: تحدث مع نظيره عبر الهاتف.

    A call named before or after them is another occasion, and what is *discussed* by phone may be other talks.
    """
    items = sentence.items
    if "phone" not in sentence.tags and not any(f.mode == "phone" for i in items[k + 1 :] for f in i.frames):
        return False
    if items[k].kind == NOUN and _talked_about(sentence, k):
        return False
    before = ""
    for item in items[k + 1 : k + _CALL_REACH]:
        if item.kind in {BREAK, STOP, RELATIVE} or (item.kind == VERB and item.form != "participle"):
            return False
        meets = any(f.type == "CONSULT" for f in item.frames)
        if item.kind == NOUN and any(f.mode == "phone" for f in item.frames):
            return before in _DURING
        if item.kind == NOUN and meets and mode:
            return False
        if "phone" in item.tags:
            return True
        before = item.value if item.kind == PREP else (before if item.kind == CLEAR else "")
    return False


def how_they_talked(sentence: Sentence, k: int, acts: list[Act]) -> bool:
    """Return whether the call at item ``k`` is how those of an act before it talked: discussed it in a phone call."""
    before = next((i for i in reversed(sentence.items[:k]) if i.kind != CLEAR), None)
    during = before is not None and before.kind == PREP and before.value in _DURING
    return during and any(a.mode == "phone" and a.item.kind == VERB and a.sentence is sentence for a in acts)


def _talked_about(sentence: Sentence, k: int) -> bool:
    """Whether the talks at item ``k`` are what a verb of talking before them is about: discussed the Geneva talks."""
    for item in reversed(sentence.items[max(0, k - _CALL_REACH) : k]):
        if item.kind in {BREAK, STOP}:
            return False
        if item.kind == VERB:
            return any(f.type == "CONSULT" for f in item.frames)
    return False


def another_meeting(sentence: Sentence, k: int) -> int:
    """Return the token from which the sentence tells of a meeting before or after that at item ``k``: بعد جولة أولى."""
    for j in range(k + 1, len(sentence.items) - 1):
        item, following = sentence.items[j], sentence.items[j + 1]
        if item.kind == PREP and item.value in _APART and any(f.type == "CONSULT" for f in following.frames):
            return item.i
    return len(sentence.tokens)


def between(sentence: Sentence, k: int, story: Story) -> list[Actor]:
    """Return the sides of a meeting whose host is told first: اجتماع استضافته الرياض بين الوفدين."""
    for item in sentence.items[k + 1 :]:
        if item.kind in {STOP, BREAK, NOUN}:
            break
        if item.kind == GROUP and item.group is not None and item.group.prep in _BETWEEN:
            return story.resolve(item.group, sentence)
    return []


def told_with(
    sentence: Sentence, k: int, frame: Frame, story: Story, acts: list[Act], own: list[Actor]
) -> list[Actor]:
    """Return whose meeting or agreement the noun at item ``k`` is that does not say it: who is there, who met.

    ``own`` is who is known to take part in it.
    """
    if frame.type == "CONSULT":
        others = [] if frame.travel or frame.council else attending(sentence, k, story, several=not own)
        return distinct([*own, *others])
    if frame.type != "AGREE" or not acts or acts[-1].type != "CONSULT" or sentence.items[k].prefix.endswith("ل"):
        return own
    governor = next((i for i in reversed(sentence.items[:k]) if i.kind == VERB), None)
    return acts[-1].actors if governor is not None and "resulting" in governor.tags else own


def sent_by_speaker(sentence: Sentence, k: int, story: Story) -> list[Actor]:
    """Return who sends a delegation, the subject of the verb at item ``k``: who says that it does something."""
    group = sentence.items[k].group
    if not isinstance(group, Group) or len(group.phrases) > 1 or group.phrases[0].roles != ["delegation"]:
        return []
    if group.phrases[0].definite or not any("that" in i.tags for i in sentence.items[:k]):
        return []
    return [Actor(party=a.party, role="delegation") for a in sayer(sentence, story, verb_first=True)[:1]]


def attending(sentence: Sentence, k: int, story: Story, *, several: bool = True) -> list[Actor]:
    """Return whom a meeting brings together that says no more of who meets: بمشاركة مصر, وضم وزراء البلدين."""
    gathered = several and k > 0 and "gathering" in sentence.items[k - 1].tags
    for item in sentence.items[k + 1 :]:
        if item.kind == VERB:
            gathered = several and "gathering" in item.tags
        ends = item.kind in {STOP, BREAK} and "and_that" not in sentence.words[item.i].marks
        if ends or (item.kind == VERB and not (gathered or "light" in item.tags)):
            break
        if item.kind == GROUP and item.group is not None and item.group.prep == ("" if gathered else "hosted"):
            there = [] if not several and _chaired(sentence, item) else story.resolve(item.group, sentence)
            there = there or (_ministers_of(sentence, item, story) if several else [])
            return there if not several or len({a.party for a in there}) > 1 else []
    return []


def _ministers_of(sentence: Sentence, item: Item, story: Story) -> list[Actor]:
    """Return the states whose ministers ``item`` names, others between: وزراء المياه ومديري الأمن في مصر والسودان."""
    behind = [g.group for g in sentence.groups if item.j < g.i < item.j + _TITLES and g.group is not None]
    states = next((g for g in behind if len(g.phrases) > 1 and g.bare and g.prep in {"في", "من", "ب"}), None)
    return story.resolve(states, sentence) if states is not None else []


def _chaired(sentence: Sentence, item: Item) -> bool:
    """Whether a group chairs the meeting, which is then its own: برئاسة."""
    return "chaired_by" in sentence.words[item.i - 1].marks


def of_whom_is_told(sentence: Sentence, k: int, story: Story, partners: list[Actor], *, travel: bool) -> list[Actor]:
    """Return who meets ``partners`` at a meeting that says only with whom: whoever the sentence is about."""
    known = {a.party for a in partners}
    item = sentence.items[k]
    if travel:
        paid = [i for i in sentence.items[k + 1 : k + 4] if i.kind in {RELATIVE, VERB}]
        by_sayer = len(paid) > 1 and paid[0].kind == RELATIVE and "light" in paid[1].tags and paid[1].form == "present"
        own = sayer(sentence, story, verb_first=True) if by_sayer else []  # زيارة الدولة التي يقوم بها
        return [a for a in own if a.party not in known]
    main = subjects.of_main_clause(sentence, k)
    own = [a for a in story.resolve(main, sentence) if a.party not in known] if main is not None else []
    if own:
        return own
    if item.form == "owned":
        several = len({a.party for a in story.subject}) > 1 and owners.of_one(sentence, k)
        single = owners.single_before(sentence, k) if several else None
        own = story.resolve(single, sentence) if single is not None else story.subject
        return [a for a in own if a.party not in known]
    for group in reversed([g for g in sentence.groups if g.i < item.i]):
        if group.group is not None and any(p.roles or p.has_person for p in group.group.phrases):
            others = [a for a in story.resolve(group.group, sentence) if a.party not in known]
            if others:
                return others[:1]
    return []


def of_the_act_meanwhile(acts: list[Act], own: list[Actor]) -> list[Actor]:
    """Return with whom a meeting is during which, in the same sentence, one party did something towards another."""
    parties = {a.party for a in own}
    for act in reversed(acts):
        if act.recipients and parties <= {a.party for a in act.actors}:
            return act.recipients
    return []


def of_what_is_said(
    sentence: Sentence, k: int, story: Story, own: list[Actor]
) -> tuple[list[Actor], list[Actor]]:
    """Return who is on the phone, and with whom, during a call that only says when something is said or done.

    Who says it and to whom (أكد الرئيس لنظيره في مكالمة); who does it together (وخلال مكالمة، اتفق الوزيران).
    """
    if not own:
        main = subjects.of_main_clause(sentence, k)
        together = story.resolve(main, sentence) if main is not None else []
        return (together, []) if len({a.party for a in together}) > 1 else ([], [])
    start = max(0, k - _CALL_REACH)
    verb = next((i for i in reversed(sentence.items[start:k]) if i.kind == VERB), None)
    for item in reversed(sentence.items[start:k]):
        if item.kind in {VERB, STOP, BREAK} or item.group is None:
            if item.kind in {VERB, STOP, BREAK}:
                break
            continue
        group, tells = item.group, verb is not None and "say" in verb.tags and item.group is not verb.group
        if group.prep in _SAID_TO or (tells and not group.prep and not group.weak):  # أبلغ الرئيس نظيره
            told = [a for a in story.resolve(group, sentence) if all(a.party != o.party for o in own)]
            return own, told
    return own, []


def _single(group: Group | None) -> bool:
    if group is None or group is INHERIT:
        return group is INHERIT
    return len(group.phrases) == 1 and group.phrases[0].generic in {"", "pronoun"}


def apart(act: Act, *, verb_first: bool) -> list[Act]:
    """Return ``act`` as the acts that it is: calls to several, and several received by one, are one each."""
    if act.type != "CONSULT" or len(act.actors) < 3:  # noqa: PLR2004 - two sides
        return [act]
    parties = list(dict.fromkeys(a.party for a in act.actors))
    receives = act.frame.travel is False and act.mode == "visit"
    told = act.sentence.words[act.item.i].folded
    several = act.item.kind == NOUN and told.endswith(_SEVERAL_CALLS)
    calls = act.mode == "phone" and (several or bool(act.frame.object))
    calls = calls or (verb_first and _one_by_one(act))
    after = [i for i in act.sentence.items[act.k + 1 :] if i.kind == NOUN]
    if not verb_first:  # who rings several rings each of them, who visits several cities each of them
        several = act.item.kind != VERB or act.actors[0].party == act.actors[1].party
        goes = act.mode == "visit" and act.frame.travel and "by" not in act.frame.roles
        receives = goes and act.item.form != "gerund" and not several and _single(act.item.group)
        calls = act.mode == "phone" and not act.frame.object and not several and _single(act.item.group)
    if len(parties) < 3 or not (receives or calls):  # noqa: PLR2004 - two sides
        return [act]
    if receives and any(f.mode == "multilateral" and not f.council for i in after for f in i.frames):
        act.mode = "multilateral"
        return [act]  # receives both for a summit of three
    own = [a for a in act.actors if a.party == parties[0]]
    return [act.between([*own, *(a for a in act.actors if a.party == other)], act.recipients) for other in parties[1:]]


def _one_by_one(act: Act) -> bool:
    """Whether somebody meets each of several by himself: لقاءات مع نظرائه, التقى كلا من نظيريه."""
    if act.mode not in {"meeting", "multilateral", ""} or act.frame.council:
        return False
    item, after = act.item, act.sentence.items[act.k + 1 :]
    end = next((i.i for i in after if i.kind in {STOP, BREAK, VERB, RELATIVE}), len(act.sentence.words))
    if any(i.kind == PREP and i.value == "بين" and i.i < end for i in after):
        return False
    words = act.sentence.words[item.i if item.kind == NOUN else item.j : end]
    return any("one_by_one" in word.marks for word in words)


def announcer(actors: list[Actor], speakers: list[Actor]) -> list[Actor]:
    """Return the third party that announces or calls off the talks of two others: it mediates between them."""
    parties = {a.party for a in actors}
    if len(parties) != 2:  # noqa: PLR2004 - two sides
        return []
    return [s for s in speakers if s.party not in parties and s.role in _AT_HOME][:1]
