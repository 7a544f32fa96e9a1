"""The kinds of plain values in a rules file."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from yaml.nodes import MappingNode, Node

from consumers.alerting.problems import suggestion
from consumers.alerting.reader import Field, Kind, Reader, section

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_DURATION = re.compile(r"(?:\d+[smhdw])+\Z")
_LONGEST = timedelta(days=3660)
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}\Z")
_TIME = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)\Z")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def parse_duration(text: str) -> timedelta | None:
    """Return the length of ``90s``, ``15m``, ``1h30m``, ``7d`` or ``2w``, or None when it is none of that kind."""
    if not _DURATION.match(text):
        return None
    seconds = sum(int(number) * _UNITS[unit] for number, unit in re.findall(r"(\d{1,12})([smhdw])", text))
    return timedelta(seconds=seconds) if seconds <= _LONGEST.total_seconds() else None


def _text(reader: Reader, node: Node) -> str:
    return reader.text(node)


def _filled(reader: Reader, node: Node) -> str:
    return reader.text(node) or reader.reject(node, "must not be empty")


def _identifier(reader: Reader, node: Node) -> str:
    word = reader.text(node, "an id")
    if not _ID.match(word):
        reader.reject(node, f"id {word!r} must be lower-case letters, digits and hyphens, at most 80")
    return word


def _boolean(reader: Reader, node: Node) -> bool:
    word = reader.text(node, "true or false").lower()
    if word not in {"true", "false", "yes", "no"}:
        reader.reject(node, f"expected true or false, found {word!r}")
    return word in {"true", "yes"}


def _duration(reader: Reader, node: Node) -> timedelta:
    word = reader.text(node, "a duration")
    length = parse_duration(word)
    if not length:
        reader.reject(node, f"{word!r} is no duration (90s, 15m, 6h, 1h30m, 7d, 2w; at most ten years)")
    return length


def _moment(reader: Reader, node: Node) -> datetime:
    word = reader.text(node, "a date")
    try:
        moment = datetime.fromisoformat(word)
    except ValueError:
        reader.reject(node, f"{word!r} is no date or time (2026-12-01, 2026-12-01T06:00Z)")
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _time(reader: Reader, node: Node) -> time:
    word = reader.text(node, "a time of day")
    match = _TIME.match(word)
    if not match or (match[1] == "24" and match[2] != "00"):
        reader.reject(node, f"{word!r} is no time of day (22:00)")
    return time(int(match[1]) % 24, int(match[2]))


def _zone(reader: Reader, node: Node) -> str:
    import zoneinfo  # noqa: PLC0415 - few rules need it

    word = reader.text(node, "a time zone")
    try:
        zoneinfo.ZoneInfo(word)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        near = suggestion(word, zoneinfo.available_timezones())
        reader.reject(node, f"unknown time zone {word!r}{near or ' (IANA names such as Africa/Cairo)'}")
    return word


def _days(reader: Reader, node: Node) -> tuple[int, ...]:
    words = [reader.one_of(item, reader.text(item).lower()[:3], DAYS, "weekday") for item in reader.items(node)]
    return tuple(sorted({DAYS.index(word) for word in words}))


TEXT = Kind(_text, {"type": "string"})
FILLED = Kind(_filled, {"type": "string", "minLength": 1})
IDENTIFIER = Kind(_identifier, {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,79}$"})
BOOLEAN = Kind(_boolean, {"type": "boolean"})
DURATION = Kind(_duration, {"type": "string", "pattern": "^([0-9]+[smhdw])+$", "examples": ["15m", "6h", "7d"]})
MOMENT = Kind(_moment, {"type": "string", "examples": ["2026-12-01", "2026-12-01T06:00Z"]})
TIME = Kind(_time, {"type": "string", "pattern": "^([01]?[0-9]|2[0-4]):[0-5][0-9]$", "examples": ["22:00"]})
ZONE = Kind(_zone, {"type": "string", "examples": ["Africa/Cairo"]})
WEEKDAYS = Kind(_days, {"type": ["string", "array"], "items": {"enum": list(DAYS)}})


def choice(names: Sequence[str], what: str) -> Kind:
    """Return the kind of a word out of ``names``."""

    def read(reader: Reader, node: Node) -> str:
        return reader.one_of(node, reader.text(node), names, what)

    return Kind(read, {"enum": list(names)})


def number(low: float, high: float) -> Kind:
    """Return the kind of a number from ``low`` to ``high``."""

    def read(reader: Reader, node: Node) -> float:
        word = reader.text(node, "a number")
        try:
            value = float(word)
        except ValueError:
            reader.reject(node, f"expected a number, found {word!r}")
        if not low <= value <= high:
            reader.reject(node, f"{word} is not between {low:g} and {high:g}")
        return value

    return Kind(read, {"type": "number", "minimum": low, "maximum": high})


def integer(low: int, high: int) -> Kind:
    """Return the kind of a whole number from ``low`` to ``high``."""

    def read(reader: Reader, node: Node) -> int:
        word = reader.text(node, "a whole number")
        if not word.isascii() or not word.isdigit() or len(word) > len(str(high)) or not low <= int(word) <= high:
            reader.reject(node, f"expected a whole number from {low} to {high}, found {word!r}")
        return int(word)

    return Kind(read, {"type": "integer", "minimum": low, "maximum": high})


def bounds(low: float, high: float, build: Callable[..., Any], *, bare: bool) -> Kind:
    """Return the kind of ``{min: …, max: …}``; with ``bare`` a number alone is the minimum."""
    end = number(low, high)
    fields = {"min": Field(end, "At least this."), "max": Field(end, "At most this.")}
    ends = section(fields, "a range (min, max)", build)

    def read(reader: Reader, node: Node) -> Any:
        if bare and not isinstance(node, MappingNode):
            return build(min=end.read(reader, node))
        found = ends.read(reader, node)
        if found.min is None and found.max is None:
            reader.reject(node, "a range needs min, max or both")
        if found.min is not None and found.max is not None and found.min > found.max:
            reader.reject(node, f"min {found.min:g} is above max {found.max:g}: nothing can match")
        return found

    return Kind(read, {"anyOf": [end.schema, ends.schema]} if bare else ends.schema)
