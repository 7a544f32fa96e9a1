"""Acts whose words stand the other way round (Arabic): whom a relative clause is about, charges against oneself."""

from __future__ import annotations

from agent.records import Actor
from consumers.extraction import subjects
from consumers.extraction.arguments import Argument
from consumers.extraction.clauses import BREAK, CLEAR, COMMA, INHERIT, NOUN, RELATIVE, STOP, VERB, WORD, Group, Sentence
from consumers.extraction.lexicon import Frame
from consumers.extraction.people import Story

_DEEDS = frozenset({"attack", "force", "deed", "decision"})
_RELATIVE_REACH = 9
_OF_ENVOYS = frozenset({"expel", "summon", "recall"})


def whom_of(sentence: Sentence, k: int, frame: Frame, story: Story) -> list[Actor]:
    """Return whom an Arabic relative clause says that somebody does the act to: الدبلوماسيون الذين طردتهم موسكو."""
    behind = [i for i in sentence.items[max(0, k - 3) : k] if i.kind not in {CLEAR, COMMA}]
    if len(behind) < 2 or behind[-1].kind != RELATIVE or behind[-2].group is None:  # noqa: PLR2004 - who, and "who"
        return []
    whom = behind[-2].group
    fits = "direct" in frame.roles and (not whom.weak or frame.mode in _OF_ENVOYS)
    return story.resolve(whom, sentence) if fits else []


def of_a_private_person(sentence: Sentence, k: int, frame: Frame) -> bool:
    """Whether a relative clause says who is accused, of somebody who is no party: الداعية الذي تتهمه أنقرة."""
    behind = [i for i in sentence.items[max(0, k - 3) : k] if i.kind not in {CLEAR, COMMA}]
    relative = len(behind) > 1 and behind[-1].kind == RELATIVE
    return relative and frame.mode == "allege" and not frame.object and behind[-2].kind == WORD


def by_another(
    sentence: Sentence, k: int, frame: Frame, story: Story, after: list[Argument], actors: list[Actor]
) -> list[Actor]:
    """Return who does what a noun with a pronoun names to whom the pronoun means: انتقادها من حلفائها اليمنيين."""
    of_another = all("من" not in f.roles for f in sentence.items[k].frames)  # not dismay, which is *at* others
    reproach = frame.mode in {"disapprove", "allege"} and of_another
    following = sentence.items[k + 1] if k + 1 < len(sentence.items) else None
    if not reproach or sentence.items[k].form != "owned" or not after or following is None:
        return []
    if following.value not in {"من", "من قبل"} or after[0][1].phrases[0].i - following.j > 1:
        return []
    return [a for a in story.resolve(after[0][1], sentence) if a.party not in {own.party for own in actors}]


def against_oneself(sentence: Sentence, story: Story, after: list[Argument], actors: list[Actor]) -> bool:
    """Whether a charge is against those whose clause it stands in: رفض لافروف اتهامات وجهت إلى موسكو."""
    aimed = next((g for r, g, _ in after if r in {"إلى", "ل", "ضد"}), None)
    charged = {a.party for a in story.resolve(aimed, sentence)} if aimed is not None else set()
    return bool(charged) and charged <= {a.party for a in actors}


def wronged(sentence: Sentence, group: Group) -> bool:
    """Whether what stands before ``group`` is what others violate, not what it does: its sovereignty, its soil."""
    i = group.phrases[0].i
    return i > 0 and "violated" in sentence.words[i - 1].marks


def of_relative_deed(sentence: Sentence, k: int, story: Story) -> list[Actor]:
    """Return who did, by a relative clause, what is condemned: انتقد الضربة التي وجهتها أمريكا لسوريا."""
    deed = False
    for j in range(k + 1, min(len(sentence.items) - 1, k + _RELATIVE_REACH)):
        other, verb = sentence.items[j], sentence.items[j + 1]
        if other.kind == RELATIVE:
            if not deed or verb.kind != VERB or "object" not in verb.tags:
                return []
            group = subjects.find(sentence, j + 1, verb_first=True)
            return story.resolve(group, sentence) if group is not None and group is not INHERIT else []
        if other.kind in {BREAK, STOP, VERB}:
            return []
        deed = deed or other.kind == NOUN or not other.tags.isdisjoint(_DEEDS)
    return []
