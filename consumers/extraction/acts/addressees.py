"""Whom a call is to that names no party: whoever is at odds, the world at large, a body of one's own."""

from __future__ import annotations

from agent.records import Actor
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
    Group,
    Item,
    Sentence,
)
from consumers.extraction.story.memory import BACK, HOSTILE
from consumers.extraction.story.people import Story, distinct
from consumers.extraction.words.lexicon import Frame

_TO_ALL = frozenset({"ACCUSE", "REQUEST", "THREATEN"})
_WORLD_REACH = 8
_APPOSITION_REACH = 18
_SHORT = 4
_PARTIES_REACH = 6
_MEETING_REACH = 8
_JOINING, _TWO_CLITICS = "و", 2
_BETWEEN = frozenset({CLEAR, COMMA})
_PURPOSE = 4
"""Letters of a word that begins with "in order to", at least."""
_ITS = ("ه", "ها")
_HIS = ("يه", "يها", "يهم")
"""Endings of a plural with a pronoun: his advisers, their followers."""


def calls_parties(sentence: Sentence, k: int) -> int:
    """Return the item that says that whoever is at odds is called upon; 0 if none does."""
    near = sentence.items[k + 1 : k + _PARTIES_REACH]
    return next((j for j, i in enumerate(near, k + 1) if "at_odds" in i.tags), 0)


def at_odds(sentence: Sentence, k: int, story: Story, actors: list[Actor]) -> list[Actor]:
    """Return who "the parties" are: those of the country that follows, else the two whom the story told of last.

    كافة الأطراف *الليبية*, جميع الأطراف *في ليبيا*.
    """
    named = calls_parties(sentence, k)
    if not named:
        return []
    for other in sentence.items[named + 1 : named + _SHORT]:
        if other.kind == GROUP and other.group is not None and (other.group.weak or other.group.prep == "في"):
            return _others(story.resolve(other.group, sentence), actors)
        if other.kind not in {CLEAR, WORD} and other.value != "في":
            break
    for kind, doers, recipients in reversed(story.acts[-BACK:]):
        two = distinct([*doers, *recipients])
        if kind in HOSTILE and len({a.party for a in two}) == 2:  # noqa: PLR2004 - a pair
            return _others(two, actors)
    return []


def addresses_all(sentence: Sentence, k: int, frame: Frame) -> bool:
    """Whether a call or a reproach is to the world at large: calls on the international community."""
    if frame.type not in _TO_ALL or sentence.items[k].kind != VERB:
        return False
    apart = next((j for j in sentence.tagged("world") if k < j < k + _APPOSITION_REACH), 0)
    if apart and sentence.items[apart - 1].kind == COMMA:
        return True  # called on, the coordinator of the UN for Syria, the great powers
    for j, other in enumerate(sentence.items[k + 1 : k + _WORLD_REACH], k + 1):
        if "world" in other.tags:
            after = sentence.items[j + 1 : j + _SHORT]
            named = next((i for i in after if i.kind not in _BETWEEN and not _above_all(sentence, i)), None)
            group = named.group if named is not None else None  # the world, above all the Security Council
            return group is None or bool(group.prep) or group.weak
        if other.kind in {VERB, STOP, PREP, NOUN, WORD}:
            return False
    return False


def lays_claim(sentence: Sentence, k: int) -> bool:
    """Whether a verb of demanding says who lays claim to a thing: islands that Hanoi claims, تطالب بها هانوي.

    Or who had called for what the sentence is about: يوم غضب دعت إلى تنظيمه الحركة.
    """
    following = sentence.items[k + 1] if k + 1 < len(sentence.items) else None
    if following is None or following.kind != PREP or k + _SHORT > len(sentence.items):
        return following is not None and _pronoun(following) == "ب"
    it, who = sentence.items[k + 2 : k + _SHORT]
    worn = it.kind in {WORD, NOUN} and sentence.words[it.i].text.endswith(_ITS)
    return worn and who.group is not None and not who.group.prep and not who.group.weak


def to_own_body(sentence: Sentence, k: int, frame: Frame, story: Story, actors: list[Actor]) -> bool:
    """Whether a state calls on a body of its own: طلب الوزير من إدارة السجون."""
    own = {a.party for a in actors}
    items = sentence.items
    if items[k].form not in {"past", "present"}:
        return False
    j = k + 1
    if j < len(items) and items[j].kind == GROUP and items[j].group is items[k].group:
        j += 1
    while j < len(items) and items[j].kind in {CLEAR, COMMA}:
        j += 1
    asked = j < len(items) and items[j].kind == PREP and items[j].value in frame.roles
    if j < len(items) and items[j].kind == WORD and sentence.tokens[items[j].i].text.endswith(_HIS):
        return True  # حض مستشاريه
    for other in items[j + asked : j + asked + (_SHORT if asked else 1)]:
        if other.kind == GROUP and other.group is not None:
            told = {a.party for a in story.resolve(other.group, sentence)}
            if not asked and not told and other.group.phrases[0].role == "army" and not other.group.prep:
                return True  # دعا الرئيس الجيش إلى
            return bool(told) and told <= own and (asked or not other.group.weak) and not other.group.prep
        if other.kind != WORD:
            return False
    return False


def opposed(sentence: Sentence, group: Group) -> bool:
    """Whether ``group`` is whom others are called on to stand up to: دعا إلى التصدي لأطماع طهران."""
    i = group.phrases[0].i
    return any("opposing" in word.marks for word in sentence.words[max(0, i - _SHORT) : i])


def body_asked(story: Story) -> list[Actor]:
    """Return the international body that a story names most: to it a draft resolution is put that names none."""
    named = (p for p, _ in story.parties.most_common() if story.gazetteer.records.get(p, {}).get("kind") == "igo")
    return [Actor(party=party) for party in named][:1]


def asked_to_meet(sentence: Sentence, k: int, frame: Frame, after: list[Argument]) -> list[Argument]:
    """Return those of ``after`` that may be asked to a meeting that is called for: not what it is *to discuss*."""
    if frame.type != "REQUEST":
        return after
    meeting = meeting_asked(sentence, k)
    if not meeting:
        return after
    for other in sentence.items[meeting + 1 :]:
        word = sentence.words[other.i].folded
        if other.kind in {WORD, NOUN} and word[0] == "ل" and word[1] != "ل" and len(word) > _PURPOSE:
            return [a for a in after if a[1].phrases[0].i < other.i]
    return after


def meeting_asked(sentence: Sentence, k: int) -> int:
    """Return the item of the meeting that the verb at item ``k`` calls for: دعت إلى اجتماع عاجل; 0 if it is none."""
    for j in range(k + 1, min(len(sentence.items), k + _MEETING_REACH)):
        other = sentence.items[j]
        if other.kind == NOUN:
            return j if any(f.type == "CONSULT" and not f.travel for f in other.frames) else 0
        if other.kind in {VERB, STOP}:
            return 0
    return 0


def _above_all(sentence: Sentence, item: Item) -> bool:
    return "above_all" in sentence.words[item.i].marks


def _others(named: list[Actor], actors: list[Actor]) -> list[Actor]:
    """Return ``named`` without the parties that act."""
    own = {a.party for a in actors}
    return [a for a in distinct(named) if a.party not in own]


def _pronoun(item: Item) -> str:
    """Return the preposition that ``item`` joins to a pronoun; empty if it is no such word."""
    return next((c.value for c in item.cues if c.kind == "pronouns"), "")


def named_again(following: list[Argument], relation: str, story: Story, sentence: Sentence) -> list[Actor]:
    """Return whom the same preposition names again behind "and": شكر لقطر ومصر، وللولايات المتحدة."""
    found: list[Actor] = []
    latin = story.language != "ar"
    for other, group, between in following:
        if latin:
            if other != relation or between > 1 or not _joined(sentence, group):
                break
            found += story.resolve(group, sentence)
            continue
        prefix = group.phrases[0].prefix
        if other != relation or not prefix.startswith(_JOINING) or len(prefix) < _TWO_CLITICS:
            break
        found += story.resolve(group, sentence)
    return found


def _joined(sentence: Sentence, group: Group) -> bool:
    """Whether "and" stands before the preposition of ``group``: des États-Unis *et de* l'ONU, *and to* Peru."""
    j = next((j for j, item in enumerate(sentence.items) if item.group is group), 0) - 1
    while j > 0 and sentence.items[j].kind in {CLEAR, PREP}:
        j -= 1
    return j > 0 and sentence.items[j].value == "and"


def asked_in_clause(sentence: Sentence, k: int, story: Story) -> list[Actor]:
    """Return who is to act in the clause asked for: demanded that Russia withdraw."""
    for j in range(k + 1, len(sentence.items) - 1):
        item = sentence.items[j]
        if item.kind == STOP:
            following = next((i for i in sentence.items[j + 1 :] if i.kind != CLEAR), None)
            if following is not None and following.kind == GROUP and following.group is not None:
                return story.resolve(following.group, sentence)
            return []
        if item.kind in {BREAK, VERB}:
            return []
    return []
