"""Who speaks in a paper: whose statement, resolution or article it is that condemns or demands (Arabic)."""

from __future__ import annotations

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

_FROM = frozenset({"", "ل", "عن", "من"})
"""Prepositions between a statement and who issues it."""
_OF_PAPERS = frozenset({"object", "drafting"})
"""Verbs that say who wrote a paper, not what it says."""
_DESCRIBED = 3
_ADOPTED = 3
"""Items of the clause that tells who adopts what: verb, body and paper."""
_AUTHOR_REACH = 10
_PAPER_AND_AUTHOR = 6
_PAPER_REACH = 12


def whose(sentence: Sentence, k: int) -> Group | None:
    """Return whose statement or resolution it is that says what the verb at ``k`` tells: بيان لمجلس الأمن يدعو."""
    if k < 2 or sentence.items[k].conjoined:  # noqa: PLR2004 - the paper and its author
        return None
    paper, author = sentence.items[k - 2], sentence.items[k - 1]
    said = paper.kind in {WORD, NOUN} and "paper" in sentence.words[paper.i].marks
    return author.group if said and author.kind == GROUP and author.group is not None else None


def who_says_in_it(sentence: Sentence, k: int) -> Group | None:
    """Return whose words it is said in: تصريح لمسؤول صيني ألقى فيه باللائمة على تايوان."""
    following = sentence.items[k + 1] if k + 1 < len(sentence.items) else None
    if following is None or "in_it" not in sentence.words[following.i].marks:
        return None
    for j in range(k - 1, max(-1, k - _AUTHOR_REACH), -1):
        group = sentence.items[j].group
        if sentence.items[j].kind == VERB and "light" in sentence.items[j].tags and group is not INHERIT:
            words = (sentence.words[i.i] for i in sentence.items[j + 1 : k])
            return group if any("paper" in w.marks for w in words) else None  # أصدر المجلس بيانا أدان فيه
        if sentence.items[j].kind in {VERB, STOP, BREAK, RELATIVE}:
            return None
        if group is not None and group.prep == "ل" and any(p.roles or p.has_person for p in group.phrases):
            return group
    return None


def indefinite(sentence: Sentence, k: int) -> bool:
    """Whether the noun at item ``k`` has no article: a paper, not the paper."""
    return not sentence.words[sentence.items[k].i].folded.startswith("ال")


def _is_paper(sentence: Sentence, j: int) -> bool:
    """Whether item ``j`` is a resolution, a statement or the like."""
    return j > 0 and "paper" in sentence.words[sentence.items[j].i].marks


def who_adopts(sentence: Sentence, k: int) -> Group | None:
    """Return who adopts or issues the paper that says what the verb at ``k`` tells: تبنى المجلس قرارا يدين."""
    item = sentence.items[k]
    if k < _ADOPTED or item.conjoined or not item.tags.isdisjoint(_OF_PAPERS):
        return None
    paper = next((j for j in range(k - 1, k - _DESCRIBED, -1) if _is_paper(sentence, j)), 0)  # بيانا مشتركا يدين
    if not paper or any(i.kind not in {WORD, CLEAR} for i in sentence.items[paper + 1 : k]):
        return None
    verb = next((i for i in reversed(sentence.items[:paper]) if i.kind in {VERB, STOP, BREAK, RELATIVE}), None)
    adopts = verb is not None and verb.kind == VERB and "light" in verb.tags and verb.group is not None
    return verb.group if adopts and verb is not None and verb.group is not INHERIT else None


def author(sentence: Sentence, j: int) -> Group | None:
    """Return who issued the statement at item ``j``: بيان للخارجية, بيان صادر عن الخارجية."""
    for other in sentence.items[j + 1 : j + 5]:
        if other.kind == GROUP and other.group is not None:
            return other.group if other.group.prep in _FROM and not other.group.weak else None
        if other.kind not in {WORD, CLEAR, PREP}:
            return None
    return None


def said_in_paper(sentence: Sentence, k: int) -> bool:
    """Whether the verb is what a statement says that somebody asks for or refuses: رفضت تبني بيان يدعو إلى التهدئة."""
    items = sentence.items
    if not k:
        return False
    if items[k].conjoined:
        paper = _drafted(sentence, k)
        return paper is not None and _undone(sentence, paper)
    for j in range(k - 1, max(-1, k - _PAPER_AND_AUTHOR), -1):  # a statement *of the Council* that condemns
        if items[j].kind in {WORD, NOUN} and "statement" in sentence.words[items[j].i].marks:
            break
        if items[j].kind not in {GROUP, PREP, CLEAR, COMMA}:
            return False
    else:
        return False
    return _undone(sentence, k - 1)


def _undone(sentence: Sentence, paper: int) -> bool:
    """Whether the paper at item ``paper`` is what somebody asks for, refuses or could not pass."""
    items = sentence.items[max(0, paper + 1 - _PAPER_REACH) : paper]
    before = [i for i in items if "light" not in i.tags]  # who votes for it asks not
    undone = any("negation" in i.tags or "failing" in i.tags for i in before)  # the Council could not pass it
    return undone or any(f.type in {"REQUEST", "REJECT"} for i in before for f in i.frames)


def _drafted(sentence: Sentence, k: int) -> int | None:
    """Return the paper that the verb goes on with after who drafted it: قرار أعدته بريطانيا ويدعو إلى التهدئة."""
    for j in range(k - 1, max(0, k - _PAPER_AND_AUTHOR), -1):
        other = sentence.items[j]
        if other.kind == VERB:
            papers = range(j - 1, max(-1, j - _AUTHOR_REACH), -1)
            said = (n for n in papers if "statement" in sentence.words[sentence.items[n].i].marks)
            return next(said, None) if other.tags >= _OF_PAPERS else None
        if other.kind not in {GROUP, CLEAR, WORD}:
            return None
    return None
