"""Dates as feeds write them, Arabic ones first, to moments.

feedparser reads no Arabic month, takes ``AST`` for the Atlantic and an epoch for the year 1760; so dates are read
here, from the text as published. A date without a zone is in the feed's own. What cannot be a date of news is cut to
what can be.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from agent.config.folder import bundled_config

_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(minutes=2)
_DIGITS = {
    code: str(unicodedata.digit(chr(code)))
    for start in (0x0660, 0x06F0, 0x0966, 0xFF10)
    for code in range(start, start + 10)
}
_FOLD = {
    **_DIGITS,
    **dict.fromkeys((0x0622, 0x0623, 0x0625, 0x0671), "ا"),
    0x0629: "ه", 0x0649: "ي", 0x06CC: "ي", 0x06A9: "ك",
    **dict.fromkeys((0x0640, *range(0x064B, 0x0653), 0x0670, 0x200B, 0x200C, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C,
                     0x2066, 0x2067, 0x2068, 0x2069, 0x061C, 0xFEFF)),
    **dict.fromkeys((0x5E74, 0x6708, 0xB144, 0xC6D4), "-"), **dict.fromkeys((0x65E5, 0xC77C), " "),
    0x060C: ",", 0x066B: ".", 0x2013: "-", 0x2014: "-", 0x2212: "-", 0x2010: "-", 0x2011: "-", 0x00A0: " ", 0x202F: " ",
}  # fmt: skip
_ISO = re.compile(
    r"(?P<year>\d{4})-?(?P<month>\d{2})-?(?P<day>\d{2})"
    r"(?:(?:[t ,]+|(?=\d{6}))(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2}))?(?:[.,]\d+)?)?(?P<rest>.*)",
    re.DOTALL,
)
_EPOCH = re.compile(r"(\d{9,10}|\d{12,13}|\d{15,16})(?:\.\d+)?\Z")
_EPOCH_UNITS = {9: 1, 10: 1, 12: 1e3, 13: 1e3, 15: 1e6, 16: 1e6}
"""By the number of digits: seconds, milliseconds, microseconds."""
_TIME = re.compile(r"(?<![\d:.+-])(\d{1,2})\s?[:h]\s?(\d{2})(?:\s?:\s?(\d{2}))?(?:[.,]\d+)?(?![\d:])")
_HOUR_ONLY = re.compile(r"(?<![\d:/.-])(\d{1,2})\s?(?=(?:am|pm)\b)")
_OFFSET = re.compile(
    r"(?:(?<=[\s\d)mz])(?P<sign>[+-])|\b(?:utc|gmt)\s?(?P<named>[+-])\s?)"
    r"(?P<hours>1[0-5]|0?\d)(?::?(?P<minutes>[0-5]\d))?(?!\d|[/.-]\d)"
)
_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{1,4})(?!\d)")
_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_MORNING_LETTER = re.compile(r"\s*ص(?!\w)")
_AFTERNOON_LETTER = re.compile(r"\s*م(?!\w)")
_MORNING_FIRST = re.compile(r"(?<!\w)ص\s*\Z")
_AFTERNOON_FIRST = re.compile(r"(?:\A|[,|-]\s*)م\s*\Z")
_NOON = 12
_EVENING = 6
"""From this hour on what is called night belongs to the day before midnight."""
_HIJRI_YEARS = range(1300, 1600)
_DAYS_A_MONTH = 31


def fold(text: str) -> str:
    """Return ``text`` in small letters, with digits of ASCII and one form for letters that are often interchanged."""
    return unicodedata.normalize("NFC", text).translate(_FOLD).lower().replace("i̇", "i").strip()


class DateReader:
    """The names of config/dates.yaml at work."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        """Take the names.

        Args:
            names: The parsed file.
        """
        self._months = self._by_name(names["months"])
        self._hijri = self._by_name(names["hijri_months"])
        self._month_pattern = _either([*self._months, *self._hijri])
        self._morning = _either([fold(name) for name in names["morning"]])
        self._afternoon = _either([fold(name) for name in names["afternoon"]])
        self._night = _either([fold(name) for name in names["night"]])
        self._zones = self._by_zone(names["zones"])
        self._zone_pattern = _either(list(self._zones))
        self._american = self._by_zone(names["american"])
        self._local = {zone: self._by_zone(meanings) for zone, meanings in names["local"].items()}

    @staticmethod
    def _by_zone(meanings: Mapping[str, float | str]) -> dict[str, tzinfo]:
        return {
            fold(str(name)): ZoneInfo(meant) if isinstance(meant, str) else timezone(timedelta(hours=meant))
            for name, meant in meanings.items()
        }

    @staticmethod
    def _by_name(months: Mapping[int, Sequence[str]]) -> dict[str, int]:
        return {fold(name): int(number) for number, group in months.items() for name in group}

    def read(self, raw: str, zone: str, now: datetime) -> datetime | None:
        """Return the moment that ``raw`` names, in UTC, or None for what is no date or one of no news.

        Args:
            raw: As published.
            zone: IANA zone for dates that name none.
            now: Moments after it are cut to it.
        """
        text = fold(raw[:200])
        if not text:
            return None
        try:
            found = self._epoch(text) or self._iso(text, zone) or self._worded(text, zone)
            moment = found.astimezone(UTC) if found else None
        except (ValueError, OverflowError):
            return None
        if moment is None or moment < _EARLIEST:
            return None
        return min(moment, now) if moment > now + _AHEAD else moment

    @staticmethod
    def _epoch(text: str) -> datetime | None:
        match = _EPOCH.match(text)
        if not match:
            return None
        return datetime.fromtimestamp(int(match[1]) / _EPOCH_UNITS[len(match[1])], UTC)

    def _iso(self, text: str, zone: str) -> datetime | None:
        match = _ISO.match(text)
        if not match or int(match["month"]) > _NOON:
            return None
        rest = match["rest"].strip()
        second = min(int(match["second"] or 0), 59)
        hour = self._half_day(int(match["hour"] or 0), rest)
        day = _gregorian(int(match["year"]), int(match["month"]), int(match["day"]))
        return datetime(*day, hour, int(match["minute"] or 0), second, tzinfo=self._zone(" " + rest, zone))

    def _worded(self, text: str, zone: str) -> datetime | None:
        clock = _TIME.search(text)
        hour = minute = second = 0
        rest, tail = text, ""
        if clock:
            hour, minute, second = int(clock[1]), int(clock[2]), min(int(clock[3] or 0), 59)
        else:
            clock = _HOUR_ONLY.search(text)
            hour = int(clock[1]) if clock else 0
        if clock:
            rest, tail = text[: clock.start()] + " " + text[clock.end() :], _NUMERIC.sub(" ", text[clock.end() :])
        day = _numeric_day(rest) or self._named_day(rest)
        if day is None:
            return None
        before = text[: clock.start()] if clock else ""
        hour = self._half_day(hour, tail, before)
        return datetime(*day, hour, minute, second, tzinfo=self._zone(" " + tail, zone))

    def _named_day(self, text: str) -> tuple[int, int, int] | None:
        """Return the day in ``text`` that has a month's name; of two calendars, the Gregorian one."""
        islamic: tuple[int, int, int] | None = None
        for match in self._month_pattern.finditer(text):
            before = _NUMBER.findall(_without_offsets(text[: match.start()]))
            after = _NUMBER.findall(_without_offsets(text[match.end() :]))
            name = match[0]
            if before and len(before[-1]) <= 2 and after:  # noqa: PLR2004 - digits of a day
                day, year = int(before[-1]), _full_year(int(after[0]), after[0])
            elif before and len(before[-1]) == 4 and after and len(after[0]) <= 2:  # noqa: PLR2004 - year first
                day, year = int(after[0]), int(before[-1])
            elif len(after) > 1:
                day, year = int(after[0]), _full_year(int(after[1]), after[1])
            else:
                continue
            if not 1 <= day <= _DAYS_A_MONTH:
                continue
            if name in self._hijri and year in _HIJRI_YEARS:
                islamic = islamic or (year, self._hijri[name], day)
            elif name in self._months and year not in _HIJRI_YEARS:
                return year, self._months[name], day
        return _gregorian(*islamic) if islamic else None

    def _half_day(self, hour: int, text: str, before: str = "") -> int:
        """Return the hour of 24, by what stands behind the time or, in a text that begins with it, before the time."""
        if self._night.search(text) and hour <= _NOON:
            return 0 if hour == _NOON else hour + _NOON if hour >= _EVENING else hour
        # A letter alone counts only right beside the time: م also stands behind years.
        if hour < _NOON and (
            self._afternoon.search(text) or _AFTERNOON_LETTER.match(text) or _AFTERNOON_FIRST.search(before)
        ):
            return hour + _NOON
        if hour == _NOON and (
            self._morning.search(text) or _MORNING_LETTER.match(text) or _MORNING_FIRST.search(before)
        ):
            return 0
        return hour

    def _zone(self, text: str, zone: str) -> tzinfo:
        if offset := _OFFSET.search(text):
            minutes = int(offset["hours"]) * 60 + int(offset["minutes"] or 0)
            ahead = (offset["sign"] or offset["named"]) == "+"
            return timezone(timedelta(minutes=minutes if ahead else -minutes))
        names = self._zone_pattern.findall(text)
        if not names:
            return ZoneInfo(zone)
        return self._meant(names[-1], zone)

    def _meant(self, name: str, zone: str) -> tzinfo:
        if zone.startswith(("America/", "Atlantic/")) and name in self._american:
            return self._american[name]
        return self._local.get(zone, {}).get(name, self._zones[name])


def _either(names: Sequence[str]) -> re.Pattern[str]:
    ordered = sorted(set(names), key=len, reverse=True)
    return re.compile(r"(?<![^\W\d_])(?:" + "|".join(map(re.escape, ordered)) + r")(?![^\W\d_])")


def _numeric_day(text: str) -> tuple[int, int, int] | None:
    match = _NUMERIC.search(text)
    if not match:
        return None
    first, middle, last = int(match[1]), int(match[3]), int(match[4])
    if len(match[1]) == 4:  # noqa: PLR2004 - a year
        return _gregorian(first, middle, last)
    if middle > _NOON >= first:
        first, middle = middle, first  # month first, as Americans write
    return _gregorian(_full_year(last, match[4]), middle, first)


def _without_offsets(text: str) -> str:
    return _OFFSET.sub(" ", text)


def _full_year(year: int, text: str) -> int:
    if len(text) > 2:  # noqa: PLR2004 - digits of a short year
        return year
    return 2000 + year if year < 70 else 1900 + year  # noqa: PLR2004 - the pivot of POSIX


def _gregorian(year: int, month: int, day: int) -> tuple[int, int, int]:
    """Return the day in the Gregorian calendar; years of the 14th to 16th century are Islamic.

    Raises:
        ValueError: There is no such day.
    """
    if year not in _HIJRI_YEARS:
        return year, month, day
    from hijridate import Hijri  # noqa: PLC0415 - few feeds need it

    found = Hijri(year, month, day).to_gregorian()
    return found.year, found.month, found.day


def load_dates(path: Path) -> DateReader:
    """Return a reader with the names in ``path``.

    Raises:
        OSError: The file cannot be read.
        KeyError: A table is missing.
    """
    return DateReader(yaml.safe_load(path.read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def bundled_reader() -> DateReader:
    """Return a reader with the names that come with Rasid."""
    return load_dates(bundled_config() / "dates.yaml")
