"""Acts that are done by saying something of somebody: a reproach, a threat.

``He said that Iran violates the agreement`` accuses Iran, whoever violates what; ``he said that his country will
strike`` threatens. The verb tells the deed, the act is that of the speaker.
"""

from __future__ import annotations

from agent.records import Actor
from consumers.extraction.acts import reversals
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
    WORD,
    Group,
    Sentence,
)
from consumers.extraction.story.people import Story

_PRONOUNS = frozenset({"pronoun", "own"})
_JUDGED_REACH = 5
_DONE = frozenset({"past", "first", "participle"})
_PROPOSED_REACH = 12
_IT_IS_REACH = 8
_THAT = "أن"
_DUTY_REACH = 5
_DEEMED_REACH = 5


def speaker(sentence: Sentence, k: int, story: Story) -> list[Actor]:
    """Return who says the clause in which item ``k`` stands; empty if nobody is told to."""
    that, aside = False, False
    for j in range(k - 1, -1, -1):
        other = sentence.items[j]
        if other.kind == VERB and that and "say" not in other.tags and j and sentence.items[j - 1].kind == RELATIVE:
            aside = True  # said aboard the plane *that left Riyadh* that
            continue
        if (other.kind == RELATIVE and aside) or (other.form == "participle" and any(f.travel for f in other.frames)):
            aside = False  # heading for Tel Aviv
            continue
        if other.kind == RELATIVE:
            return []
        what = other.kind == STOP and "what" in sentence.words[other.i].marks
        if what and j and sentence.items[j - 1].kind == STOP:
            continue  # said that *what* they did
        if other.kind == STOP:
            if not that and "that" not in other.tags:
                return []
            that = True
        elif other.kind == BREAK:
            before = [i for i in sentence.items[:j] if i.kind == GROUP and i.group is not None and not i.group.prep]
            return story.resolve(before[0].group, sentence) if before and before[0].group is not None else story.speaker
        elif other.kind == VERB and that and other.group is not None:
            if other.group is INHERIT:
                return list(story.subject)
            return story.resolve(other.group, sentence)
    return []


def declared(sentence: Sentence, k: int, story: Story, actors: list[Actor]) -> bool:
    """Whether ``actors`` say themselves that they do what item ``k`` tells: his country backs, renewed its backing."""
    item = sentence.items[k]
    if sentence.title or (item.kind == VERB and item.form in _DONE):
        return True
    own, aside = {a.party for a in actors}, False
    for j in range(k - 1, -1, -1):
        other = sentence.items[j]
        aside = aside or other.kind == COMMA
        if other.kind == BREAK or (other.kind == RELATIVE and not aside):
            return False
        if other.kind == VERB and "say" in other.tags:
            said = story.resolve(other.group, sentence) if other.group not in {None, INHERIT} else story.subject
            return bool(own & {a.party for a in said})
        if other.kind == VERB and item.kind == NOUN and "light" not in other.tags:
            return False
    return False


def charge(sentence: Sentence, k: int, story: Story) -> tuple[list[Actor], list[Actor]]:
    """Return who reproaches whom for what the verb at item ``k`` says."""
    item = sentence.items[k]
    group = item.group
    if "object" in item.tags and k and sentence.items[k - 1].kind == GROUP:
        return [], []  # an attack that the army is believed to have carried out
    judge, judged = _deemed(sentence, k)
    if judge is not None and judged is not None:
        says = list(story.subject) if judge is INHERIT else story.resolve(judge, sentence)
        accused = [a for a in story.resolve(judged, sentence) if a.party not in {s.party for s in says}]
        return (says, accused) if says and accused else ([], [])
    if item.kind == NOUN:
        group = _of_the_evidence(sentence, k)
    elif item.frames and "direct" in item.frames[0].roles:  # whom a duty binds stands right after it
        after = sentence.items[k + 1 : k + 3]
        that = sentence.tokens[item.j - 1].text == _THAT and after and after[0].kind == WORD
        after = after[1:] if that else after  # the need that Pyongyang *dismantle* ...
        bound = next((i for i in after if i.kind != VERB), None)
        if bound is not None and "world" in bound.tags:  # the international community must act
            return speaker(sentence, k, story), []
        group = bound.group if bound is not None and bound.kind == GROUP else None
        if group is not None and (group.prep or group.weak) and item.j - item.i > 1:
            group = None
        if any("understanding" in sentence.words[i.i].marks for i in sentence.items[k + 1 : k + _DUTY_REACH]):
            group = None  # Tehran must understand that ...
    elif (group is None or group is INHERIT) and item.form == "said":
        group = _of_what_is_judged(sentence, k)
    if item.form == "said" and k > 1 and sentence.items[k - 1].kind == RELATIVE:
        return _who_it_is(sentence, k, story)
    if group is None or group is INHERIT:
        return [], []
    says = speaker(sentence, k, story) or _insists(sentence, k, story) or _shows(sentence, k, story)
    accused = story.resolve(group, sentence)
    own = {a.party for a in says}
    return (says, accused) if says and accused and not own & {a.party for a in accused} else ([], [])


def _of_the_evidence(sentence: Sentence, k: int) -> Group | None:
    """Return whose deed there is evidence of: أدلة قاطعة على تورط روسيا."""
    for other in sentence.items[k + 1 : k + _IT_IS_REACH]:
        if other.kind == GROUP:
            return other.group if other.group is not None and not other.group.prep else None
        if other.kind not in {WORD, CLEAR, PREP, NOUN}:
            return None
    return None


def _who_it_is(sentence: Sentence, k: int, story: Story) -> tuple[list[Actor], list[Actor]]:
    """Return who says of whom that it is he who does it: قال إن الطرف الذي يتحمل المسؤولية هو حماس."""
    for j in range(k + 1, min(len(sentence.items) - 1, k + _IT_IS_REACH)):
        if "it_is" in sentence.words[sentence.items[j].i].marks:
            group = sentence.items[j + 1].group
            if group is None or group.prep or group.weak:
                return [], []
            says, accused = speaker(sentence, k - 1, story), story.resolve(group, sentence)
            own = {a.party for a in says}
            return (says, accused) if says and not own & {a.party for a in accused} else ([], [])
        if sentence.items[j].kind in {VERB, STOP, BREAK}:
            break
    return [], []


def _deemed(sentence: Sentence, k: int) -> tuple[Group | None, Group | None]:
    """Return who deems whose thing what the words at item ``k`` say: طوكيو اعتبرت القرار الكوري غير كاف."""
    if sentence.items[k].form != "said" or not k or sentence.items[k - 1].kind != GROUP:
        return None, None
    for other in reversed(sentence.items[max(0, k - _DEEMED_REACH) : k - 1]):
        if other.kind == VERB:
            judged = sentence.items[k - 1].group
            deems = "say" in other.tags and other.group is not None and other.group is not judged
            return (other.group, judged) if deems else (None, None)
        if other.kind not in {WORD, CLEAR, GROUP} or (other.kind == GROUP and other.group is None):
            return None, None
    return None, None


def _insists(sentence: Sentence, k: int, story: Story) -> list[Actor]:
    """Return who stresses the duty at item ``k``: شددت الإمارات على ضرورة توقف قطر."""
    if sentence.items[k].frames[0].type != "REQUEST":
        return []
    verb = next((i for i in reversed(sentence.items[:k]) if i.kind in {VERB, STOP, BREAK, RELATIVE}), None)
    if verb is None or verb.kind != VERB or "say" not in verb.tags or verb.group is None:
        return []
    return list(story.subject) if verb.group is INHERIT else story.resolve(verb.group, sentence)


def _shows(sentence: Sentence, k: int, story: Story) -> list[Actor]:
    """Return who shows the evidence at item ``k``: عرض التحالف أدلة على تورط إيران."""
    if sentence.items[k].kind != NOUN:
        return []
    verb = next((i for i in reversed(sentence.items[:k]) if i.kind in {VERB, STOP, RELATIVE}), None)
    if verb is None or verb.kind != VERB or verb.group is None or verb.group is INHERIT:
        return []
    return story.resolve(verb.group, sentence)


def addressee(sentence: Sentence, k: int) -> Group | None:
    """Return to whom the clause around item ``k`` is said: told *the president* that he was sorry."""
    items = sentence.items
    for j in range(k - 1, -1, -1):
        if items[j].kind == BREAK:
            return None
        if items[j].kind == VERB and "say" in items[j].tags:
            after = next((i for i in items[j + 1 : k] if i.kind != CLEAR), None)
            group = after.group if after is not None and after.kind == GROUP else None
            if group is None or group is items[k].group or group.prep or group.weak:
                return None
            return None if group.phrases[0].generic in _PRONOUNS else group
    return None


def quoted(sentence: Sentence, k: int, story: Story) -> tuple[list[Actor], Group | None]:
    """Return who says the clause of the verb at item ``k``, and the subject of that clause (None: whoever says it).

    The words of saying stand before it, with or without "that", or after a comma behind it.
    """
    items, group = sentence.items, sentence.items[k].group
    subject = None if group is None or group is INHERIT or group.phrases[0].generic in _PRONOUNS else group
    if group is None:  # "this act is unacceptable", he said
        return teller(sentence, k, story), _whose_thing(sentence, k)
    start = subject.phrases[0].i if subject is not None else items[k].i
    for j in range(k - 1, -1, -1):
        other = items[j]
        if other.kind == RELATIVE or (other.kind == BREAK and other.value != "dateline"):
            break
        if other.kind == VERB and "say" in other.tags and other.i < start and other.group not in {None, subject}:
            says = story.resolve(other.group, sentence) if other.group is not INHERIT else list(story.subject)
            return says, subject
        if other.kind == VERB and other.i < start:
            break
    for j in range(k + 1, len(items) - 1):
        if items[j].kind == VERB and "say" in items[j].tags and j > k + 2:
            behind = items[j - 1] if items[j - 1].kind == GROUP else items[j + 1]
            if behind.kind == GROUP and behind.group is not None and not behind.group.weak and not behind.group.prep:
                return story.resolve(behind.group, sentence), subject
        if items[j].kind == BREAK:
            break
    return [], None


def _whose_thing(sentence: Sentence, k: int) -> Group | None:
    """Return whose a thing is that does what the verb at item ``k`` says: *Russian* drones had crossed the border."""
    for other in reversed(sentence.items[:k]):
        if other.kind == GROUP:
            return other.group if other.group is not None and other.group.weak and not other.group.prep else None
        if other.kind not in {WORD, CLEAR} or "negation" in other.tags:
            return None
    return None


def teller(sentence: Sentence, k: int, story: Story) -> list[Actor]:
    """Return who says the clause in which item ``k`` stands, before it or after a comma; empty if nobody is told to."""
    items = sentence.items
    for j in range(k - 1, -1, -1):
        if items[j].kind == BREAK and items[j].value != "dateline":
            break
        if items[j].kind == VERB and "say" in items[j].tags and items[j].group is not None:
            who = items[j].group
            return list(story.subject) if who is None or who is INHERIT else story.resolve(who, sentence)
    for j in range(k + 1, len(items)):
        if items[j].kind == BREAK:
            break
        if items[j].kind == VERB and "say" in items[j].tags:
            for behind in (items[j - 1], *items[j + 1 : j + 2]):
                group = behind.group if behind.kind == GROUP else None
                if group is not None and not group.weak and not group.prep:
                    return story.resolve(group, sentence)
    return []


def _of_what_is_judged(sentence: Sentence, k: int) -> Group | None:
    """Return whose thing it is of which a clause says what it is: التصريحات البريطانية غير مقبولة."""
    opening = max((j for j in range(k) if sentence.items[j].kind in {STOP, BREAK}), default=-1)
    if opening >= 0 and "what" in sentence.words[sentence.items[opening].i].marks:
        doers = (i.group for i in sentence.items[opening + 1 : min(k, opening + _JUDGED_REACH)] if i.kind == GROUP)
        return next((g for g in doers if g is not None and not g.prep and not g.weak), None)  # what Israel does
    for other in sentence.items[opening + 1 : min(k, opening + 1 + _JUDGED_REACH)]:
        if other.kind == GROUP and other.group is not None:
            return None if reversals.wronged(sentence, other.group) else other.group
        if other.kind in {VERB, RELATIVE}:
            return None
    return None


def threatens(sentence: Sentence, k: int, story: Story) -> list[Actor]:
    """Return who threatens with what the verb at item ``k`` says: the speaker, of its own future deed."""
    item = sentence.items[k]
    ahead = item.prefix.endswith("س") or any("planned" in i.tags for i in sentence.items[max(0, k - 3) : k])
    word = sentence.words[item.i]
    ahead = ahead or "ready" in word.marks or word.folded.lstrip("و").startswith("س")
    if not ahead or item.group is None:
        return []
    says = speaker(sentence, k, story)
    if item.group is INHERIT or (item.form == "first" and not says):
        return says or list(story.speaker if item.form == "first" else story.subject)
    own = story.resolve(item.group, sentence)
    if not says:
        return own if sentence.title else []
    return says if {a.party for a in own} <= {a.party for a in says} else []


def of_a_proposal(sentence: Sentence, k: int) -> bool:
    """Whether what a clause says to be unacceptable is a proposal, which is thereby refused: المقترحات غير مقبولة."""
    if "not" not in sentence.words[sentence.items[k].i].marks:
        return False
    for other in reversed(sentence.items[max(0, k - _PROPOSED_REACH) : k]):
        if other.kind in {STOP, BREAK}:
            return False
        if "proposal" in sentence.words[other.i].marks:
            return True
    return False
