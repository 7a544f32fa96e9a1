"""Dates as they are written in the gazetteer: to the day, month or year."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any, NamedTuple

_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class Span(NamedTuple):
    """The days that a written date may mean."""

    first: date
    last: date
    precision: str
    """``day``, ``month`` or ``year``."""


def written(value: Any) -> Span | None:
    """Return the days that ``value`` may mean (a YAML date, ``2024-07`` or ``2024``); None if it is no date."""
    if isinstance(value, date):
        return Span(value, value, "day")
    match = _WRITTEN.fullmatch(str(value))
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        if day:
            exact = date(year, month or 1, day)
            return Span(exact, exact, "day")
        if month:
            following = date(year + month // 12, month % 12 + 1, 1)
            return Span(date(year, month, 1), following - timedelta(days=1), "month")
        return Span(date(year, 1, 1), date(year, 12, 31), "year")
    except ValueError:
        return None
