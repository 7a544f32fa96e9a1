"""Arabic passives, spelt as the active: اتهم الرئيس is "he was accused" where nobody else is told."""

from __future__ import annotations

from agent.records import Actor
from consumers.extraction.acts.arguments import Argument
from consumers.extraction.acts.voice import voiced_passive
from consumers.extraction.sentences.clauses import BREAK, INHERIT, NOUN, STOP, VERB, Group, Sentence
from consumers.extraction.story.people import Story
from consumers.extraction.words.lexicon import Frame

_ENVOYS = frozenset({"ambassador", "mission"})
_SENT = _ENVOYS | {"official"}
_OFFICES = frozenset({"ministry", "government"})
_CALLED_TO = frozenset({"إلى", "attr", "ل"})
_COMMAS = frozenset("،,")
_OF_WHAT = "ب"
_OBJECT_NEAR = 4
"""Words from the subject of a verb to the qualifier of its object: accused three *Iranian* firms."""


def of_envoys(
    sentence: Sentence, k: int, frame: Frame, story: Story, after: list[Argument]
) -> tuple[list[Actor], list[Actor]] | None:
    """Return who expels or calls in envoys, where an Arabic passive says where that was, and whose they are.

    تم طرد دبلوماسيين إيرانيين من هولندا, استدعي السفير البريطاني إلى الخارجية الروسية. None of any other wording.
    """
    item = sentence.items[k]
    subject = item.group if item.group is not INHERIT else None
    if item.kind == NOUN:
        governor = next((i for i in reversed(sentence.items[:k]) if i.kind in {VERB, STOP, BREAK}), None)
        passive = governor is None or "was_done" in sentence.words[governor.i].marks
    else:
        passive = subject is not None and all(p.role in _ENVOYS for p in subject.phrases)
        passive = passive or voiced_passive(sentence.tokens[item.i].text)
    if not passive:
        return None
    where = next((g for r, g, _ in after if _is_host(frame, r, g)), None)
    suffering = next((g for g in (subject, *(g for _, g, _ in after)) if g is not None and g is not where), None)
    if where is None or suffering is None or suffering.phrases[0].role not in _SENT:
        return None
    hosts, envoys = story.resolve(where, sentence), story.resolve(suffering, sentence)
    return (hosts, envoys) if hosts and {a.party for a in hosts}.isdisjoint(a.party for a in envoys) else None


def _is_host(frame: Frame, relation: str, group: Group) -> bool:
    """Whether a group says by where it is who acts: expelled *from Holland*, called *to the Russian ministry*."""
    if frame.mode == "expel":
        return relation == "من"
    return frame.mode == "summon" and relation in _CALLED_TO and bool(_OFFICES & set(group.phrases[0].roles))


def without_object(sentence: Sentence, k: int, frame: Frame, after: list[Argument]) -> bool:
    """Whether whom the verb at item ``k`` must have for its object is all that it has: who does it is not told.

    اتهم الرئيس بارتكاب جرائم, of somebody named before: the president is accused.
    """
    item = sentence.items[k]
    alone = item.kind == VERB and item.form in {"past", "present"} and "object" not in item.tags and not sentence.title
    towards = frame.needs == "recipient" and frame.roles[:1] == ("direct",)
    if not alone or frame.mode != "allege" or frame.object or not towards:
        return False
    if item.group is None or item.group is INHERIT or item.group.phrases[0].i < item.j:
        return False
    end = item.group.phrases[-1].j
    if end < len(sentence.words) and sentence.words[end].folded.startswith(_OF_WHAT):  # of what he is accused is first
        after = [a for a in after if a[1].phrases[0].i <= end]
    near = (g for r, g, _ in after if r == "direct" or (r == "attr" and _near_object(sentence, g.phrases[0].i, end)))
    return next(near, None) is None


def _near_object(sentence: Sentence, i: int, end: int) -> bool:
    """Whether what begins at token ``i`` may be the object of a verb whose subject ends at ``end``, or of its aside."""
    return i - end < _OBJECT_NEAR or sentence.tokens[i - 1].text in _COMMAS


def is_envoy(group: Group | None, frame: Frame) -> bool:
    """Whether the subject of a verb is one who suffers what it tells: the consul was summoned."""
    return (
        group is not None
        and frame.mode in {"summon", "expel"}
        and bool(group.phrases)
        and all(p.role in {"ambassador", "mission"} for p in group.phrases)
        and not all(" " in thing for thing in frame.object)  # what the ambassador declares to be "not welcome"
    )
