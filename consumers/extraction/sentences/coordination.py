"""What names that are joined by "and" or a comma have in common: a title, a clause of their own."""

from __future__ import annotations

from consumers.extraction.sentences.attachments import of_several
from consumers.extraction.sentences.items import Group
from consumers.extraction.sentences.phrase import Phrase
from consumers.extraction.words.readings import CLEAR, PREP
from consumers.extraction.words.word import CueHit, Word
from consumers.gazetteer.model import COUNTRY
from consumers.text.tokens import Token

AND = "و"
_COMMAS = frozenset(",،")
GENITIVE = frozenset({"of", "the", "de", "du", "des", "la", "le", "les", "l", "d"})
_LISTING = GENITIVE | {",", "et", "'", "’"}
_SCENES = frozenset({"in", "at", "to", "from", "about"})
"""Prepositions of a place or source at the start of a sentence."""
_SCENE_REACH = 4
_VERB_REACH = 6
_BEFORE_VERBS = frozenset({"auxiliary", "planned", "transparent"})


def two_subjects(left: Group, right: Group) -> bool:
    """Whether "A, B" at the start of a headline are two subjects."""
    first, second = left.phrases[-1], right.phrases[0]
    if left.bare and right.bare:
        return True
    if first.has_person and second.has_person:
        return not first.roles and not second.roles and not set(first.persons) & set(second.persons)
    many = second.number == "p" or "delegation" in second.roles
    return many and not first.has_person and not first.roles and bool(second.parties)


def and_apart(left: Phrase, right: Phrase, words: list[Word]) -> bool:
    """Whether "and" stands before ``right`` alone or on what it is to ``left``: روسيا وحليفتها سوريا."""
    if right.prefix or right.i <= left.j:
        return False
    before = words[right.i - 1]
    return before.folded == AND or (before.folded.startswith(AND) and "ally" in before.marks)


def inherit(left: Phrase, right: Phrase) -> None:
    """``the Russian foreign minister and the Turkish``: the title holds for both."""
    if left.weak and right.roles:
        left.roles = list(right.roles)
        left.inherited = True
    elif left.roles and not right.roles and (right.kinds <= {"demonym", "person"} or shares_title(left, right)):
        right.roles, right.number = list(left.roles), left.number
        right.inherited = True


def shares_title(left: Phrase, right: Phrase) -> bool:
    """Whether the title of several is that of ``right`` as well: the foreign ministers of Egypt and Sudan."""
    several = left.number in {"d", "p"} or bool({"delegation", "army"} & set(left.roles))
    return several and not left.has_person and not right.has_person and right.kinds == {COUNTRY}


def ends_headline(left: Group, right: Group, tokens: list[Token]) -> bool:
    """Return whether "A, B" end the clause of a headline: lifts veto on *Finland, Sweden*; summit opens."""
    end = right.phrases[-1].j
    return left.bare and right.bare and end < len(tokens) and tokens[end].text == ";"


def sets_scene(left: Group, right: Group, tokens: list[Token], cues: dict[int, CueHit]) -> bool:
    """Return whether ``left`` opens a sentence: In Ankara, *Erdogan and Putin* signed; According to Moscow, ...."""
    first, end = left.phrases[0].i, right.phrases[-1].j
    if len(left.phrases) > 1 or not 0 < first < _SCENE_REACH or (end < len(tokens) and tokens[end].text in _COMMAS):
        return False  # in France, Germany and Italy, ministers met
    before = next((cues[k] for k in range(first - 1, -1, -1) if k in cues and cues[k].reading.kind == PREP), None)
    return before is not None and before.reading.value in _SCENES


def alike(left: Group, right: Group) -> bool:
    """Return whether "A" before "B and C" is of their kind: all adjectives, or a title that is of all."""
    titled = bool(left.phrases[-1].roles) and not right.phrases[0].roles
    return left.weak == right.weak and (not titled or of_several(left, right))


def _listed(left: Phrase, right: Phrase, tokens: list[Token]) -> bool:
    gap = [tokens[t].text.lower() for t in range(left.j, right.i)]
    return len(gap) > 1 and gap[0] in {",", "et"} and gap[1] != "et" and _LISTING.issuperset(gap)


def join_genitives(groups: list[Group], tokens: list[Token]) -> list[Group]:
    """Join states to a title of several before them: les chefs d'État du Mali, *du Niger et de la Mauritanie*."""
    joined = groups[:1]
    for right in groups[1:]:
        left = joined[-1]
        last, first = left.phrases[-1], right.phrases[0]
        if last.roles and not first.roles and shares_title(last, first) and _listed(last, first, tokens):
            for phrase in right.phrases:
                inherit(left.phrases[-1], phrase)
                left.phrases.append(phrase)
        else:
            joined.append(right)
    return joined


def go_on_with_title(left: Group, right: Group) -> bool:
    """Return whether adjectives go on with a title in the plural: les ministres français, *allemand et britannique*."""
    title = left.phrases[-1]
    return right.weak and title.number == "p" and bool(title.roles)


def after_auxiliaries(cues: dict[int, CueHit], k: int) -> CueHit | None:
    """Return the cue at token ``k``, auxiliaries and words of time before a verb aside: and France *has* also said."""
    for _ in range(_VERB_REACH):
        hit = cues.get(k)
        if hit is None or hit.reading.kind != CLEAR or hit.reading.tags.isdisjoint(_BEFORE_VERBS):
            return hit
        k += hit.length
    return None


def among_states(phrase: Phrase, group: Group) -> bool:
    """Whether the name of a state, or of a city elsewhere, stands among states: الكويت وعمان والبحرين."""
    others = [p for p in group.phrases if p is not phrase]
    return COUNTRY in phrase.kinds and not phrase.roles and bool(others) and all(COUNTRY in p.kinds for p in others)


def covers(phrases: list[Phrase], i: int, j: int) -> bool:
    """Whether a name stands among the words ``[i, j)``."""
    return any(p.i < j and i < p.j for p in phrases)
