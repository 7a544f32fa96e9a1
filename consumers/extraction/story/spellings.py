"""Officials whose names the text spells otherwise than the gazetteer: سيرجي لافرف, Sergey Lavroff."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from consumers.gazetteer import Gazetteer
from consumers.gazetteer.skeleton import skeleton

_ENOUGH = 3
"""Consonants that a single name must have to mean somebody."""


class Spellings:
    """Knows the officials of one language by the consonants of their names (see `consumers.gazetteer.skeleton`)."""

    def __init__(self, gazetteer: Gazetteer, language: str) -> None:
        """Take the gazetteer; the names of a party are prepared when they are first asked for."""
        self._gazetteer = gazetteer
        self._language = language
        self._known: dict[str, list[tuple[str, frozenset[str]]]] = {}

    def official(self, name: str, party: str, role: str, day: date) -> str:
        """Return the id of the official of ``party`` whom ``name`` spells; empty if none or several may be meant.

        A name of two words or more is evidence by itself; a single one only beside a title that the official held.

        Args:
            name: The name as the text has it.
            party: Code of the state or organisation that the text names.
            role: The office that the text names; empty if none.
            day: The day on which the office must have been held.
        """
        key = skeleton(name)
        single = " " not in key
        if single and (not role or len(key) < _ENOUGH):
            return ""
        found = {
            ident
            for ident, keys in self._of(party)
            if (key in {k.rpartition(" ")[2] for k in keys} if single else key in keys)
            and (term := self._gazetteer.term_at(ident, day)) is not None
            and term.party == party
            and (not single or term.office == role)
        }
        return found.pop() if len(found) == 1 else ""

    def _of(self, party: str) -> Iterable[tuple[str, frozenset[str]]]:
        if party not in self._known:
            self._known[party] = [
                (ident, frozenset(map(skeleton, person.names.get(self._language, ()))))
                for ident, person in self._gazetteer.people.items()
                if any(term.party == party for term in person.terms)
            ]
        return self._known[party]


def past_clitics(text: str, start: int, letters: int) -> int:
    """Return the offset after the first ``letters`` letters from ``start``, their vowel signs included."""
    while letters > 0:
        letters -= text[start].isalpha()
        start += 1
    while not text[start].isalpha():
        start += 1
    return start
