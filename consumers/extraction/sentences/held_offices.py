"""Whether who is named beside a title is who holds that office, by all offices that officials have held."""

from __future__ import annotations

from collections.abc import Mapping

from consumers.extraction.sentences.phrase import BODIES, Phrase

Offices = Mapping[str, frozenset[str]]
"""Official's id -> the roles and parties of all his or her terms."""
_NONE: frozenset[str] = frozenset()
_PRESIDED = frozenset(
    {"head_of_state", "head_of_government", "vice_president", "crown_prince", "group_leader", "speaker"}
)
"""Offices whose holders are called "the president"."""
_ONE_HOLDS = frozenset({"head_of_state", "head_of_government", "crown_prince", "foreign_minister", "defence_minister"})
"""Offices that one person holds, who is known in most states."""


def another(title: Phrase, person: Phrase, offices: Offices) -> bool:
    """Return whether "the president" alone is not who is named after it: استقبل الرئيس وزيرا بعينه."""
    if title.roles != ["head_of_state"] or title.parties or not title.definite or not person.full_name:
        return False
    held = [offices.get(p, _NONE) for p in person.persons]
    return all(o and not o & _PRESIDED for o in held)


def holds(person: Phrase, title: Phrase, offices: Offices) -> bool:
    """Return whether the person named is known to have held the office that follows: غروسي مدير عام الوكالة."""
    return any(
        title.role in held and (not title.parties or not held.isdisjoint(title.parties))
        for held in (offices.get(p, _NONE) for p in person.persons)
    )


def of_elsewhere(title: Phrase, person: Phrase, offices: Offices, *, by_surname: bool = False) -> bool:
    """Return whether an official has held office for other states only: by the king of Morocco, *the French president*.

    With ``by_surname``, so does a surname, after a body or an office that one person holds: الرئيس الروسي أردوغان.
    """
    told = person.full_name or (by_surname and (title.role in _ONE_HOLDS or title.role in BODIES))
    if not title.parties or not told:
        return False
    held = [offices.get(p, _NONE) for p in person.persons]
    return all(o and o.isdisjoint(title.parties) for o in held)


def calls_in(ministry: Phrase, envoy: Phrase) -> bool:
    """Whether an ambassador after a ministry is whom it calls in: استدعت وزارة الخارجية السفير الإيراني."""
    return ministry.roles == ["ministry"] and envoy.roles[:1] == ["ambassador"]
