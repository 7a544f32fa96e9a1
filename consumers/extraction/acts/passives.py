"""Who does, and who suffers, what English and French tell without saying it: by a passive, "at the request of"."""

from __future__ import annotations

from agent.records import Actor
from consumers.extraction.acts import spoken, subjects
from consumers.extraction.acts.arguments import Argument
from consumers.extraction.sentences.clauses import BREAK, CLEAR, GROUP, INHERIT, PREP, STOP, VERB, Sentence
from consumers.extraction.story.memory import BACK, HOSTILE
from consumers.extraction.story.people import Story
from consumers.extraction.words.lexicon import Frame

_FROM_WHERE = {"expel": frozenset({"from", "in"}), "summon": frozenset({"to", "into", "à"})}
"""Relation in which the state stands that expels or summons: expelled *from Poland*, summoned *to the ministry*."""

_ENVOYS = frozenset({"ambassador", "mission", "envoy"})
_AT = frozenset({"at", "à", "a"})
_NEAR = 5
"""Items from a verb to the request that it answers."""
_INVITED = "invit"
"""How the words for an invitation begin, at which one comes and does not do a favour."""


def patient(sentence: Sentence, k: int, frame: Frame, story: Story, after: list[Argument]) -> list[Actor]:
    """Return who suffers what the passive verb at item ``k`` tells: its subject, or whose thing its subject is."""
    group = sentence.items[k].group
    if group is not None and group is not INHERIT:
        return story.resolve(group, sentence)
    for other in reversed(sentence.items[:k]):
        if other.kind in {BREAK, STOP} or (other.kind == VERB and other.form in {"past", "present"}):
            break
        if other.kind != GROUP or other.group is None:
            continue
        whose = all(p.weak or p.possessive for p in other.group.phrases)
        relation = other.group.prep if other.group.prep and not whose else "attr"
        if relation in frame.roles:
            found = story.resolve(other.group, sentence)
            if found:
                return found
    for relation, behind, _ in after:
        if (
            relation in frame.roles
            and relation not in {"direct", "attr"}
            and relation not in _FROM_WHERE.get(frame.mode, ())
        ):
            return story.resolve(behind, sentence)
    return []


def agent(
    sentence: Sentence, k: int, frame: Frame, story: Story, after: list[Argument], suffers: list[Actor]
) -> list[Actor]:
    """Return who does what a passive without "by" tells: from where one is expelled, who says so, who acted before."""
    hit = {a.party for a in suffers}
    for relation, group, _ in after:
        if relation in _FROM_WHERE.get(frame.mode, ()):
            found = [a for a in story.resolve(group, sentence, travel=True) if a.party not in hit]
            if found:
                return found
    if frame.mode == "summon" or (frame.mode == "expel" and not story.subject):
        posted = _posted_to(sentence, k, story)
        if any(a.party not in hit for a in posted):
            return posted
    for kind, doers, towards in reversed(story.acts[-BACK:]):
        if kind == frame.type and towards and not hit & {a.party for a in doers} and frame.type == "RETREAT":
            return doers  # others were freed as well
    own = next((i.group for i in sentence.items[:k] if i.kind == GROUP), None)
    if own is not None and all(p.weak or p.possessive for p in own.phrases) and frame.type == "SANCTION":
        found = [a for a in story.resolve(own, sentence) if a.party not in hit]
        if found:
            return found  # Canadian sanctions on Russia were extended
    says = spoken.teller(sentence, k, story)
    for known in (says, story.subject, story.before if frame.type == "SANCTION" else []):
        if known and not hit & {a.party for a in known}:
            return list(known)
    return list(story.hostile.get(suffers[0].party, [])) if suffers and frame.type in HOSTILE else []


def _posted_to(sentence: Sentence, k: int, story: Story) -> list[Actor]:
    """Return where the envoy is posted of whom the passive at item ``k`` tells: Iran's ambassador *to Sweden* was."""
    groups = [i for i in sentence.items[:k] if i.kind == GROUP and i.group is not None]
    if len(groups) < 2:  # noqa: PLR2004 - the envoy and where
        return []
    envoy, where = groups[-2].group, groups[-1].group
    if envoy is None or where is None or where.prep not in {"to", "in", "at"}:
        return []
    return story.resolve(where, sentence, travel=True) if envoy.phrases[-1].role in _ENVOYS else []


def posting(sentence: Sentence, k: int, story: Story, after: list[Argument]) -> list[Actor]:
    """Return from where the envoy is called home that the passive at item ``k`` is said of."""
    behind = next((g for r, g, _ in after if r in {"from", "in"}), None)
    found = story.resolve(behind, sentence, travel=True) if behind is not None else []
    return found or _posted_to(sentence, k, story)


def turned_down_by(sentence: Sentence, k: int, story: Story) -> list[Actor]:
    """Return who refuses or grants the request at item ``k``: *Kazakhstan* turned down a Russian request."""
    for item in reversed(sentence.items[max(0, k - _NEAR) : k]):
        if item.kind == VERB:
            answers = any(f.type == "REJECT" for f in item.frames)
            group = item.group
            return story.resolve(group, sentence) if answers and group is not None and group is not INHERIT else []
        if item.kind in {STOP, BREAK, PREP}:
            break
    return []


def upon_request(sentence: Sentence, k: int) -> bool:
    """Whether the noun at item ``k`` says at whose request something is done; an invitation is no such request."""
    if sentence.words[sentence.items[k].i].folded.startswith(_INVITED):
        return False
    words = sentence.words
    before = [i for i in sentence.items[max(0, k - 4) : k] if i.kind != CLEAR and words[i.i].folded != "s"]
    if before and before[-1].kind == GROUP and before[-1].group is not None:
        return before[-1].group.prep == "at"  # at Syria's request
    return bool(before) and before[-1].kind == PREP and before[-1].i >= sentence.items[k].i - 2 and (
        sentence.words[before[-1].i].folded in _AT
    )


def asked(sentence: Sentence, k: int, story: Story, asking: list[Actor]) -> list[Actor]:
    """Return who does what ``asking`` want: the subject of the clause around item ``k``, or who follows it."""
    subject = subjects.clause_subject(sentence, k)
    if subject is not None:
        return list(story.subject) if subject is INHERIT else story.resolve(subject, sentence)
    for item in sentence.items[k + 1 :]:
        if item.kind == GROUP and item.group is not None and not item.group.prep and not item.group.weak:
            return story.resolve(item.group, sentence)
        if item.kind in {STOP, BREAK, VERB}:
            break
    return list(story.pair) if {a.party for a in asking} <= {a.party for a in story.pair} else []
