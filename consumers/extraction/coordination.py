"""What names that are joined by "and" or a comma have in common: a title, a clause of their own."""

from __future__ import annotations

from consumers.extraction.items import Group
from consumers.extraction.phrase import Phrase
from consumers.extraction.word import Word
from consumers.gazetteer.model import COUNTRY

AND = "و"


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
