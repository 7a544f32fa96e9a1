"""What a feed says about when it wants to be read: ttl, sy:updatePeriod, skipHours, skipDays."""

from __future__ import annotations

from collections.abc import Iterable

_PERIODS = {"hourly": 3600.0, "daily": 86400.0, "weekly": 604800.0, "monthly": 2592000.0, "yearly": 31536000.0}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOURS_A_DAY = 24


def _number(text: str) -> float:
    try:
        return max(0.0, float(text.strip()))
    except ValueError:
        return 0.0


def update_seconds(*, ttl: str = "", period: str = "", frequency: str = "") -> float:
    """Return the longest interval that any of the three asks for, in seconds; 0 when none does.

    Args:
        ttl: RSS ttl, in minutes.
        period: sy:updatePeriod.
        frequency: sy:updateFrequency, times a period.
    """
    syndication = _PERIODS.get(period.strip().lower(), 0.0) / max(_number(frequency), 1.0)
    return max(_number(ttl) * 60.0, syndication)


def hours(texts: Iterable[str]) -> tuple[int, ...]:
    """Return the hours (0-23, UTC) of skipHours; a list of all hours of the day is taken for a slip and ignored."""
    found = sorted({int(text) % _HOURS_A_DAY for text in texts if text.strip().isdigit()})
    return tuple(found) if len(found) < _HOURS_A_DAY else ()


def days(texts: Iterable[str]) -> tuple[int, ...]:
    """Return the days (Monday is 0) of skipDays; a list of all days is taken for a slip and ignored."""
    names = {text.strip().lower() for text in texts}
    found = [number for number, name in enumerate(_DAYS) if name in names or name[:3] in names]
    return tuple(found) if len(found) < len(_DAYS) else ()
