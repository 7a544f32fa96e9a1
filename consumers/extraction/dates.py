"""The day of an act, from the words near its trigger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from agent.records import EventDate, Status
from consumers.extraction.clauses import Sentence
from consumers.text.tokens import fold, fold_phrase

_MAX_DAY = 31
_FAR = 40
"""Tokens beyond which a date of the same sentence is another act's."""


@dataclass(frozen=True, slots=True)
class Found:
    """A date expression at token ``position``."""

    position: int
    value: EventDate | None
    """None: the text gives a time that is no day (last year, some days ago)."""


class DateFinder:
    """Reads the date expressions of one language."""

    def __init__(self, words: dict[str, Any]) -> None:
        """Take the ``dates`` section of a lexicon."""
        self._months = _phrases(words.get("months"))
        self._weekdays = _phrases(words.get("weekdays"))
        self._relative = _phrases(words.get("relative"))
        self._ordinals = _phrases(words.get("ordinals"))
        self._next = {fold(w) for w in words.get("next") or ()}
        self._last = {fold(w) for w in words.get("last") or ()}
        self._vague = {fold_phrase(p) for p in words.get("vague") or ()}
        self._this_month = {fold_phrase(p) for p in words.get("this_month") or ()}
        self._first = {p[0] for table in (self._months, self._weekdays, self._relative, self._ordinals) for p in table}
        self._first |= {p[0] for p in self._vague}

    def find(self, sentence: Sentence, today: date, status: Status = "occurred") -> list[Found]:
        """Return the date expressions of ``sentence``; weekdays lie before ``today`` for past acts, else after."""
        folded = [w.folded for w in sentence.words]
        found: list[Found] = []
        first, free = self._first, 0
        for k in [k for k, word in enumerate(folded) if word in first or word[1:] in first or word.isdigit()]:
            hit = self._at(folded, sentence, k, today, status) if k >= free else None
            if hit is not None:
                value, free = hit
                found.append(Found(k, value))
        return _merge(found)

    def _at(
        self, folded: list[str], sentence: Sentence, k: int, today: date, status: Status
    ) -> tuple[EventDate | None, int] | None:
        word = folded[k]
        stem = word
        if word not in self._first and word[:1] in {"و", "ب", "ل", "ف"} and word[1:] in self._first:
            stem = word[1:]
        number = int(word) if word.isascii() and word.isdigit() and len(word) <= 4 else None  # noqa: PLR2004 - a year
        if number is None and stem not in self._first:
            return None
        for phrase in self._vague:
            if (stem, *folded[k + 1 : k + len(phrase)]) == phrase:
                return None, k + len(phrase)
        if number is not None and 1 <= number <= _MAX_DAY:
            this = next(
                (k + n for n in (1, 2) for p in self._this_month if tuple(folded[k + n : k + n + len(p)]) == p), 0
            )
            if this:
                return self._calendar(folded, number, today.month, this + 2, today, "occurred")
            month, end = _longest(self._months, folded, k + 1)
            if month:
                return self._calendar(folded, number, month, end, today, status)
            return None
        ordinal, end = _longest(self._ordinals, [*folded[:k], stem, *folded[k + 1 :]], k)
        if ordinal:
            link = end + 1 if end < len(folded) and folded[end] in {"من", "of"} else end
            month, after = _longest(self._months, folded, link)
            return self._calendar(folded, ordinal, month, after, today, status) if month else None
        month, end = _longest(self._months, [*folded[:k], stem, *folded[k + 1 :]], k)
        if month:
            return self._month(folded, sentence, month, end, today, status)
        relative, end = _longest_or_none(self._relative, [*folded[:k], stem, *folded[k + 1 :]], k)
        if relative is not None:
            return EventDate(value=(today + timedelta(days=relative)).isoformat(), basis="relative"), end
        weekday, end = _longest_or_none(self._weekdays, [*folded[:k], stem, *folded[k + 1 :]], k)
        if weekday is not None:
            return self._weekday(folded, weekday, k, end, today, status), end
        return None

    def _calendar(
        self, folded: list[str], day: int, month: int, end: int, today: date, status: Status
    ) -> tuple[EventDate | None, int] | None:
        year = None
        second, after = _longest(self._months, folded, end)
        if second == month:
            end = after
        if end < len(folded) and folded[end].isdigit() and len(folded[end]) == 4:  # noqa: PLR2004 - a year
            year, end = int(folded[end]), end + 1
        try:
            value = date(year, month, day) if year else _nearest(day, month, today, status)
        except ValueError:
            return None
        return EventDate(value=value.isoformat(), basis="explicit"), end

    def _month(
        self, folded: list[str], sentence: Sentence, month: int, end: int, today: date, status: Status
    ) -> tuple[EventDate | None, int]:
        second, after = _longest(self._months, folded, end)
        end = after if second == month else end
        step = end + 1 if end < len(folded) and sentence.tokens[end].text in {".", ","} else end
        if step < len(folded) and folded[step].isdigit():
            number = int(folded[step][:4])
            if 1 <= number <= _MAX_DAY and len(folded[step]) <= 2:  # noqa: PLR2004 - a day of the month
                hit = self._calendar(folded, number, month, step + 1, today, status)
                if hit:
                    return hit
            if len(folded[step]) == 4:  # noqa: PLR2004 - a year
                return EventDate(value=f"{number:04d}-{month:02d}", precision="month"), step + 1
        return None, end

    def _weekday(self, folded: list[str], weekday: int, k: int, end: int, today: date, status: Status) -> EventDate:
        after = folded[end : end + 1]
        ahead = (today.weekday() - weekday) % 7
        forward = (weekday - today.weekday()) % 7
        if (after and after[0] in self._next) or (
            k and folded[k - 1] in self._next and folded[k - 1] not in self._last
        ):
            day = today + timedelta(days=forward or 7)
        elif (after and after[0] in self._last) or (k and folded[k - 1] in self._last):
            day = today - timedelta(days=ahead or 7)
        elif status == "occurred":
            day = today - timedelta(days=ahead)
        else:
            day = today + timedelta(days=forward)
        return EventDate(value=day.isoformat(), basis="relative")


def choose(
    found: list[Found], trigger: int, today: date, status: Status, *, default: EventDate | None
) -> EventDate | None:
    """Return the date nearest the trigger token, or ``default`` when the sentence has none.

    Of several, one on the right side of ``today`` is preferred: what is planned lies ahead, what occurred does not.
    """
    near = [f for f in found if abs(f.position - trigger) <= _FAR]
    if not near:
        return default
    fitting = [f for f in near if f.value is None or _fits(f.value, today, status)] or near
    if status != "occurred":
        fitting = [f for f in fitting if f.value is not None] or fitting
    best = min(fitting, key=lambda f: abs(f.position - trigger))
    return best.value


def _fits(value: EventDate, today: date, status: Status) -> bool:
    day = today.isoformat()[: len(value.value)]
    return value.value <= day if status == "occurred" else value.value > day


def _merge(found: list[Found]) -> list[Found]:
    """Of expressions side by side (``الثلاثاء 15 أبريل``, ``مساء أمس الأربعاء``) the explicit one counts."""
    merged: list[Found] = []
    for item in found:
        last = merged[-1] if merged else None
        if last is not None and item.position - last.position <= 3:  # noqa: PLR2004 - a word or two between
            if item.value is None or last.value is None:
                merged[-1] = Found(last.position, last.value or item.value)
                continue
            if item.value.basis == "explicit" or last.value.basis == "explicit":
                merged[-1] = Found(last.position, item.value if item.value.basis == "explicit" else last.value)
                continue
            if item.position - last.position <= 2 and last.value.basis == "relative":  # noqa: PLR2004
                merged[-1] = last
                continue
        merged.append(item)
    return merged


_SOON = timedelta(days=35)


def _nearest(day: int, month: int, today: date, status: Status) -> date:
    """Return the day of that name nearest ``today``; a planned act lies ahead where both are as near.

    A day a few weeks ahead is that one even of an act told as done: nobody leaves out the year of a day eleven months
    ago, and what follows from such a day (an agreement that envoys be back by it) is often told in the past tense.
    """
    candidates = [date(today.year + offset, month, day) for offset in (-1, 0, 1)]
    soon = [c for c in candidates if today < c <= today + _SOON]
    if status == "occurred" and not soon:
        past = [c for c in candidates if c <= today]
        return max(past)
    return min(candidates, key=lambda c: abs((c - today).days) + (0 if c >= today else 60))


def _phrases(table: Any) -> dict[tuple[str, ...], int]:
    return {fold_phrase(str(form)): int(value) for value, forms in (table or {}).items() for form in forms}


def _longest(table: dict[tuple[str, ...], int], folded: list[str], k: int) -> tuple[int, int]:
    value, end = _longest_or_none(table, folded, k)
    return value or 0, end


def _longest_or_none(table: dict[tuple[str, ...], int], folded: list[str], k: int) -> tuple[int | None, int]:
    for length in (3, 2, 1):
        phrase = tuple(folded[k : k + length])
        if len(phrase) == length and phrase in table:
            return table[phrase], k + length
    return None, k
