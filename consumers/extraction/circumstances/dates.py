"""The day of an act, from the words near its trigger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from agent.records import EventDate, Status
from consumers.extraction.sentences.clauses import BREAK, NOUN, RELATIVE, STOP, VERB, Item, Sentence
from consumers.text.tokens import fold, fold_phrase

_VAGUE, _ORDINAL, _MONTH, _RELATIVE, _WEEKDAY, _THIS_MONTH, _ANCHORED, _AFTER, _BEFORE = (
    "vague",
    "ordinals",
    "months",
    "relative",
    "weekdays",
    "this_month",
    "anchored",
    "after",
    "before",
)
"""Sections of a lexicon's ``dates``."""
_Entry = tuple[tuple[str, ...], str, int]
"""Folded words, the section they stand in, and what they mean there: a month, a weekday, a number of days."""
_OF = frozenset({"من", "of", "de"})
_TO = frozenset({"-", "–", "و", "الي", "to", "and", "et", "au"})
_DURING = frozenset({"في", "خلال", "شهر", "بشهر", "in", "during", "en"})
_CENTURIES = frozenset({"19", "20"})
"""How years of our calendar begin: 25/3/1447 is of another."""
_STROKES = frozenset("/-")
_SHIFT_FAR = 14
"""Words between "a day after" and the act that it is said of."""
_MAX_DAY = 31
FAR = 40
"""Tokens beyond which a date of the same sentence is another act's."""


@dataclass(frozen=True, slots=True)
class Found:
    """A date expression at token ``position``."""

    position: int
    value: EventDate | None
    """None: the text gives a time that is no day (last year, some days ago)."""
    end: int = 0
    """The token after it."""
    weekday: bool = False
    """Whether it is a weekday and no more: on the nearest such day, before or after."""


class DateFinder:
    """Reads the date expressions of one language."""

    def __init__(self, words: dict[str, Any]) -> None:
        """Take the ``dates`` section of a lexicon."""
        self._next = {fold(w) for w in words.get("next") or ()}
        self._last = {fold(w) for w in words.get("last") or ()}
        self._phrases: dict[str, list[_Entry]] = {}
        for kind in (_VAGUE, _ORDINAL, _MONTH, _RELATIVE, _WEEKDAY, _THIS_MONTH, _ANCHORED, _AFTER, _BEFORE):
            content = words.get(kind) or {}
            for value, forms in content.items() if isinstance(content, dict) else [(0, content)]:
                for form in forms:
                    phrase = fold_phrase(str(form))
                    self._phrases.setdefault(phrase[0], []).append((phrase, kind, int(value)))
        self.beginnings = frozenset(self._phrases)
        for entries in self._phrases.values():
            entries.sort(key=lambda entry: len(entry[0]), reverse=True)  # of equal length in the order of the kinds

    def find(
        self, sentence: Sentence, today: date, status: Status = "occurred", *, told: date | None = None
    ) -> list[Found]:
        """Return the date expressions of ``sentence``.

        Args:
            sentence: The sentence.
            today: The day of the report.
            status: Of the act that is dated: weekdays lie before ``today`` for what occurred, ahead for what is
                planned, on the nearer side for what was called off.
            told: The day that was told last, from which "the same day" and "a day earlier" count; default ``today``.
        """
        folded = sentence.folded
        found: list[Found] = []
        free = 0
        for k in sentence.dating:
            hit = self._at(folded, sentence, k, today, status) if k >= free else None
            if hit is not None:
                value, free = hit
                if isinstance(value, int):
                    value = _days_from(found, told or today, value)
                if value is not None and "of_it" in sentence.words[free - 1].marks:
                    value = _in_that_month(found, value)
                found.append(Found(k, value, free, self._bare_weekday(folded, k)))
        return _merge([f for f in found if not _in_a_name(f.position, sentence)]) if found else found

    def reported_on(self, sentences: list[Sentence], today: date) -> date:
        """Return the day that a report calls today, by a weekday beside "today" or "yesterday", if next to ``today``.

        The clock of the publisher may be in another zone than that of the report, or past midnight.
        """
        for sentence in sentences:
            folded = sentence.folded
            for k in sentence.dating:
                entry = self._entry(folded, k, _RELATIVE)
                if entry is None or entry[1] not in (0, -1):
                    continue
                weekday = self._entry(folded, entry[2], _WEEKDAY)
                if weekday is None:
                    continue
                off = (weekday[1] - (today + timedelta(days=entry[1])).weekday() + 3) % 7 - 3
                return today + timedelta(days=off) if abs(off) == 1 else today
        return today

    def opening(self, sentence: Sentence, today: date, *, dateline: int = 0) -> EventDate | None:
        """Return the day in the main clause of the ``sentence`` that a story begins with, its dateline left out.

        Or in what its main clause says: the ministry said that X had received Y on Tuesday.
        """
        first = next((i for i in sentence.items if i.i >= dateline), None)
        if first is not None and "aux" in first.tags and sentence.words[first.i].folded.startswith("و"):
            return None  # وكان قد: what came before
        walls = [i.i for i in sentence.items if i.kind in {STOP, RELATIVE} and i.i >= dateline]
        limit = [*walls, FAR, FAR][1]
        for found in self.find(sentence, today):
            if not dateline <= found.position < limit or possessive(found, sentence):
                continue
            if found.value is not None and found.value.precision == "day":
                return found.value
        return None

    def shift(self, sentence: Sentence, act: Item) -> int | None:
        """Return by how many days ``act`` came before (negative) or comes after what else its sentence tells.

        "a day after X met Y", غداة لقاء: the meeting was a day earlier. None: some weeks, months or years.
        """
        for k in reversed(sentence.dating):
            if k >= act.i:
                continue
            if k <= act.i - _SHIFT_FAR:
                break
            entry = self._entry(sentence.folded, k, _AFTER, _BEFORE)
            if entry is None or entry[2] > act.i:
                continue
            between = (i for i in sentence.items if entry[2] <= i.i < act.i)
            if any(i.kind in {STOP, BREAK} or (i.kind in {VERB, NOUN} and i.frames) for i in between):
                return 0
            if not entry[1]:
                return None
            return -entry[1] if entry[0] == _AFTER else entry[1]
        return 0

    def dateline_day(self, sentence: Sentence, end: int, today: date) -> date:
        """Return the day in the dateline that the first ``end`` words are, if it is next to ``today``; else ``today``.

        Where the report was written it may be the day before or after the one that the publisher's clock shows.
        """
        for found in self.find(sentence, today):
            if found.position < end and found.value is not None and found.value.basis == "explicit":
                day = date.fromisoformat(found.value.value) if found.value.precision == "day" else today
                return day if abs((day - today).days) == 1 else today
        return today

    def _bare_weekday(self, folded: list[str], k: int) -> bool:
        """Whether word ``k`` is a weekday that is not said to be the last or the next."""
        entry = self._entry(folded, k, _WEEKDAY)
        if entry is None or entry[0] != _WEEKDAY:
            return False
        beside = {*folded[max(0, k - 1) : k], *folded[entry[2] : entry[2] + 1]}
        return beside.isdisjoint(self._last) and beside.isdisjoint(self._next)

    def _entry(self, folded: list[str], k: int, *kinds: str) -> tuple[str, int, int] | None:
        """Return (kind, value, end) of the longest phrase at word ``k``; of one of ``kinds``, where they are given."""
        if k >= len(folded):
            return None
        word = folded[k]
        stem = word
        if word not in self._phrases and word[:1] in {"و", "ب", "ل", "ف"} and word[1:] in self._phrases:
            stem = word[1:]
        for phrase, kind, value in self._phrases.get(stem, ()):
            length = len(phrase)
            if (not kinds or kind in kinds) and (length == 1 or tuple(folded[k + 1 : k + length]) == phrase[1:]):
                return kind, value, k + length
        return None

    def _at(
        self, folded: list[str], sentence: Sentence, k: int, today: date, status: Status
    ) -> tuple[EventDate | int | None, int] | None:
        """Return (date, end) of the expression at word ``k``; a number of days for one that counts from another."""
        word = folded[k].removeprefix("ال")
        if word.isascii() and word.isdigit():
            return self._numbered(folded, sentence, k, today, status) if len(word) <= 2 else None  # noqa: PLR2004 - a day
        entry = self._entry(folded, k)
        if entry is None or entry[0] in {_THIS_MONTH, _AFTER, _BEFORE}:
            return None
        kind, value, end = entry
        if kind == _ANCHORED:
            return value, end
        if kind == _VAGUE:
            return None, end
        if kind == _ORDINAL:
            link = end + 1 if end < len(folded) and folded[end] in _OF else end
            return self._in_month(folded, value, link, today, status)
        if kind == _MONTH:
            return self._month(folded, sentence, value, k, end, today, status)
        if kind == _RELATIVE:
            return EventDate(value=(today + timedelta(days=value)).isoformat(), basis="relative"), end
        return self._weekday(folded, value, k, end, today, status), end

    def _numbered(
        self, folded: list[str], sentence: Sentence, k: int, today: date, status: Status
    ) -> tuple[EventDate | None, int] | None:
        """Read a day of a month that begins with its number: 12 May; of several days (12-15 May) the first."""
        day, end = int(folded[k].removeprefix("ال")), k + 1
        if not 1 <= day <= _MAX_DAY:
            return None
        hit = self._in_figures(folded, k)
        if hit is not None:
            return hit
        if end < len(folded) and folded[end] in _OF:  # الـ12 من يونيو
            hit = self._in_month(folded, day, end + 1, today, status)
            if hit is not None:
                return hit
        last = end + 1 if end < len(folded) and (folded[end] in _TO or sentence.tokens[end].text in _TO) else end
        if last < len(folded):
            other = folded[last].removeprefix("و")
            if other.isdigit() and (last > end or folded[last] != other) and day < int(other[:3]) <= _MAX_DAY:
                end = last + 1
        return self._in_month(folded, day, end, today, status)

    def _in_month(
        self, folded: list[str], day: int, k: int, today: date, status: Status
    ) -> tuple[EventDate | None, int] | None:
        """Read the month after a day: its name, or "of this month"."""
        entry = self._entry(folded, k, _MONTH)
        if entry is not None:
            return self._calendar(folded, day, entry[1], entry[2], today, status)
        for start in (k, k + 1):
            entry = self._entry(folded, start, _THIS_MONTH)
            if entry is not None and (start == k or folded[k] in _OF):
                if not entry[1]:
                    return self._calendar(folded, day, today.month, entry[2], today, "occurred")
                months = 12 * today.year + today.month - 1 + entry[1]  # the third of last month
                return _day(day, months % 12 + 1, months // 12), entry[2]
        return None

    def _in_figures(self, folded: list[str], k: int) -> tuple[EventDate | None, int] | None:
        """Read a day that is written in figures: 12/5/2025."""
        written = folded[k : k + 5]
        if len(written) < 5 or written[1] not in _STROKES or written[3] != written[1]:  # noqa: PLR2004 - 3 figures, 2 strokes
            return None
        if not (written[2].isdigit() and written[4].isdigit() and written[4][:2] in _CENTURIES):
            return None
        value = _day(int(written[0].removeprefix("ال")), int(written[2][:3]), int(written[4]))
        return (value, k + 5) if value is not None else None

    def _named_again(self, folded: list[str], month: int, end: int) -> int:
        """Return the end of a month's name, which may be told twice: كانون الأول/ديسمبر."""
        start = end + 1 if end < len(folded) and folded[end] in _STROKES else end
        again = self._entry(folded, start, _MONTH)
        return again[2] if again is not None and again[1] == month else end

    def _calendar(
        self, folded: list[str], day: int, month: int, end: int, today: date, status: Status
    ) -> tuple[EventDate | None, int] | None:
        year = None
        end = self._named_again(folded, month, end)
        written = folded[end].removesuffix("م") if end < len(folded) else ""  # 2023م: of the Christian era
        if written.isdigit() and len(written) == 4:  # noqa: PLR2004 - a year
            year, end = int(written), end + 1
        try:
            value = date(year, month, day) if year else _nearest(day, month, today, status)
        except ValueError:
            return None
        return EventDate(value=value.isoformat(), basis="explicit"), end

    def _month(
        self, folded: list[str], sentence: Sentence, month: int, k: int, end: int, today: date, status: Status
    ) -> tuple[EventDate | None, int]:
        end = self._named_again(folded, month, end)
        step = end + 1 if end < len(folded) and sentence.tokens[end].text in {".", ","} else end
        if step < len(folded) and folded[step].isdigit():
            number = int(folded[step][:4])
            if 1 <= number <= _MAX_DAY and len(folded[step]) <= 2:  # noqa: PLR2004 - a day of the month
                hit = self._calendar(folded, number, month, step + 1, today, status)
                if hit:
                    return hit
            if len(folded[step]) == 4:  # noqa: PLR2004 - a year
                return EventDate(value=f"{number:04d}-{month:02d}", precision="month"), step + 1
        if end - k > 1 or (k and folded[k - 1] in _DURING):
            return _nearest_month(month, today, status), end
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
        elif status == "occurred" or (status == "denied" and ahead < forward):
            day = today - timedelta(days=ahead)
        else:
            day = today + timedelta(days=forward)
        return EventDate(value=day.isoformat(), basis="relative")


def possessive(found: Found, sentence: Sentence) -> bool:
    """Whether a date says when something was, by a possessive: Tuesday's talks."""
    return [t.text for t in sentence.tokens[found.end : found.end + 2]] in (["'", "s"], ["’", "s"])


def _in_a_name(position: int, sentence: Sentence) -> bool:
    """Whether a token is part of somebody's name: Theresa May is no month."""
    return any(
        phrase.name is not None and phrase.name[0] <= position < phrase.name[1]
        for item in sentence.groups
        if item.i <= position < item.j and item.group is not None
        for phrase in item.group.phrases
    )


def _in_that_month(found: list[Found], value: EventDate) -> EventDate:
    """Return a day "of it" in the month that was named before: في 3 مايو وفي الخامس منه."""
    named = next((f.value.value for f in reversed(found) if f.value is not None and f.value.basis == "explicit"), None)
    if named is None:
        return value
    try:
        day = date.fromisoformat(named[:7] + value.value[7:])
    except ValueError:  # that month is shorter
        return value
    return EventDate(value=day.isoformat(), basis="explicit")


def _days_from(found: list[Found], told: date, days: int) -> EventDate:
    """Return the day that lies ``days`` after the one that was told last."""
    for before in reversed(found):
        if before.value is not None and before.value.precision == "day":
            told = date.fromisoformat(before.value.value)
            break
    return EventDate(value=(told + timedelta(days=days)).isoformat(), basis="relative")


def _merge(found: list[Found]) -> list[Found]:
    """Of expressions side by side (``الثلاثاء 15 أبريل``, ``مساء أمس الأربعاء``) the explicit one counts."""
    merged: list[Found] = []
    for item in found:
        last = merged[-1] if merged else None
        if last is not None and item.position - last.position <= 3:  # noqa: PLR2004 - a word or two between
            if item.value is None or last.value is None:
                merged[-1] = Found(last.position, last.value or item.value, item.end)
                continue
            if item.value.basis == "explicit" or last.value.basis == "explicit":
                value = item.value if item.value.basis == "explicit" else last.value
                merged[-1] = Found(last.position, value, item.end)
                continue
            if item.position - last.position <= 2 and last.value.basis == "relative":  # noqa: PLR2004
                merged[-1] = Found(last.position, last.value, item.end)
                continue
        merged.append(item)
    return merged


def _day(day: int, month: int, year: int) -> EventDate | None:
    """Return a day of the calendar, None where it has no such day."""
    try:
        return EventDate(value=date(year, month, day).isoformat(), basis="explicit")
    except ValueError:
        return None


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


def _nearest_month(month: int, today: date, status: Status) -> EventDate:
    """Return the month of that name nearest to ``today``, for what is planned the one that is not over."""
    year = today.year
    if status == "planned":
        year += month < today.month
    else:
        year += (month - today.month < -6) - (month - today.month > 6)  # noqa: PLR2004 - half a year
    return EventDate(value=f"{year:04d}-{month:02d}", precision="month", basis="explicit")
