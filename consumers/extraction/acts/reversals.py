"""Acts whose words stand the other way round (Arabic): whom a relative clause is about, charges against oneself."""

from __future__ import annotations

from agent.records import Actor
from consumers.extraction.acts import subjects
from consumers.extraction.acts.arguments import Argument, single_city
from consumers.extraction.sentences.clauses import (
    BREAK,
    CLEAR,
    COMMA,
    GROUP,
    INHERIT,
    NOUN,
    RELATIVE,
    STOP,
    VERB,
    WORD,
    Group,
    Sentence,
)
from consumers.extraction.story.people import Story
from consumers.extraction.words.lexicon import Frame

_SUFFERED_REACH = 3
_DOING_REACH = 6
_DRAFT_REACH = 24
_DEEDS = frozenset({"attack", "force", "deed", "decision"})
_RELATIVE_REACH = 9
_THERE = frozenset({"في", "إلى", "من"})
_OF_ENVOYS = frozenset({"expel", "summon", "recall"})


def whom_of(sentence: Sentence, k: int, frame: Frame, story: Story) -> list[Actor]:
    """Return whom an Arabic relative clause says that somebody does the act to: الدبلوماسيون الذين طردتهم موسكو."""
    behind = [i for i in sentence.items[max(0, k - 3) : k] if i.kind not in {CLEAR, COMMA}]
    if len(behind) < 2 or behind[-1].kind != RELATIVE or behind[-2].group is None:  # noqa: PLR2004 - who, and "who"
        return []
    whom = behind[-2].group
    if whom.prep in _THERE:
        return []  # the preacher who lives in Turkey, whom it blames
    fits = "direct" in frame.roles and (not whom.weak or frame.mode in _OF_ENVOYS)
    return story.resolve(whom, sentence) if fits else []


def of_a_private_person(sentence: Sentence, k: int, frame: Frame) -> bool:
    """Whether a relative clause says who is accused, of somebody who is no party: الداعية الذي تتهمه أنقرة."""
    behind = [i for i in sentence.items[max(0, k - 3) : k] if i.kind not in {CLEAR, COMMA}]
    if frame.mode != "allege" or len(behind) < 2:  # noqa: PLR2004 - somebody, and "who"
        return False
    who = behind[-2]
    if behind[-1].kind == RELATIVE:
        there = who.group is not None and who.kind == GROUP and who.group.prep in _THERE
        return there or (not frame.object and who.kind == WORD)
    soldiers = behind[-1].group if behind[-1].kind == GROUP else None  # eight Turkish soldiers whom Ankara accuses
    number = soldiers.phrases[0].number if soldiers is not None else ""
    return soldiers is not None and soldiers.weak and not soldiers.prep and number == "p" and who.kind == WORD


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


def suffering(sentence: Sentence, group: Group) -> bool:
    """Whether ``group`` is a people to whom is done what is condemned or refused: تهجير الفلسطينيين."""
    i = group.phrases[0].i
    if _by_many_states(sentence, i):
        return True
    if not group.weak or group.phrases[0].number != "p":
        return False
    before = sentence.words[max(0, i - _SUFFERED_REACH) : i]
    return any("inflicted" in word.marks for word in before)


def _by_many_states(sentence: Sentence, i: int) -> bool:
    """Whether what stands before token ``i`` is done by states that nobody names: انتقد قيام دول عربية بتصنيف الحزب."""
    doing = next((n for n in range(i - 1, max(0, i - _DOING_REACH), -1) if "doing" in sentence.words[n].marks), 0)
    return bool(doing) and "states" in sentence.words[doing + 1].marks


def authors(sentence: Sentence, k: int, frame: Frame, story: Story) -> list[Actor]:
    """Return who drafted what is refused (ضد مشروع قرار أعدته بريطانيا), or did what is condemned."""
    if frame.type != "REJECT":
        return of_relative_deed(sentence, k, story) if frame.mode == "disapprove" else []
    if "object" in sentence.items[k].tags and k and sentence.items[k - 1].kind == RELATIVE:
        return _who_proposed(sentence, k, story)
    for j in range(k + 2, min(len(sentence.items), k + _DRAFT_REACH)):
        other = sentence.items[j]
        if other.kind == BREAK:
            break
        following = sentence.items[j + 1].cues if j + 1 < len(sentence.items) else []
        drafted = "object" in other.tags or any(c.kind == "pronouns" and c.value for c in following)
        if other.kind == VERB and "drafting" in other.tags and drafted:
            group = subjects.find(sentence, j, verb_first=True)
            return story.resolve(group, sentence) if group is not None and group is not INHERIT else []
    return []


def _who_proposed(sentence: Sentence, k: int, story: Story) -> list[Actor]:
    """Return who puts forward what the relative verb at ``k`` refuses: قدمت باريس مقترحا تعارضه موسكو."""
    for other in reversed(sentence.items[max(0, k - _DRAFT_REACH) : k - 1]):
        if other.kind == VERB:
            proposed = "drafting" in other.tags and other.group is not None and other.group is not INHERIT
            return story.resolve(other.group, sentence) if proposed and other.group is not None else []
        if other.kind in {STOP, BREAK}:
            break
    return []


def of_relative_deed(sentence: Sentence, k: int, story: Story) -> list[Actor]:
    """Return who did, by a relative clause, what is condemned: انتقد الضربة التي وجهتها أمريكا لسوريا."""
    deed = False
    for j in range(k + 1, min(len(sentence.items) - 1, k + _RELATIVE_REACH)):
        other, verb = sentence.items[j], sentence.items[j + 1]
        if other.kind == RELATIVE:
            if not (deed or "carrying" in verb.tags) or verb.kind != VERB or "object" not in verb.tags:
                return []
            group = subjects.find(sentence, j + 1, verb_first=True)
            return story.resolve(group, sentence) if group is not None and group is not INHERIT else []
        if other.kind in {BREAK, STOP, VERB}:
            return []
        deed = deed or other.kind == NOUN or not other.tags.isdisjoint(_DEEDS)
    return []


def suffers(sentence: Sentence, frame: Frame, relation: str, group: Group) -> bool:
    """Whether ``group`` is to whom, or where, is done what is refused: the displacement *of the people from Gaza*."""
    return suffering(sentence, group) or (frame.type == "REJECT" and relation == "من" and single_city(group))
