"""The kinds of value that an option can have, and how people write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

_UNITS_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_UNITS_BYTES = {"": 1, "B": 1, "KB": 1000, "MB": 1000**2, "GB": 1000**3, "KIB": 1024, "MIB": 1024**2, "GIB": 1024**3}
_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value."""

    name: str
    parse: Callable[[Any], Any]


def _text(value: Any) -> str:
    if isinstance(value, (dict, list)):
        raise ValueError("expected text")  # noqa: TRY004 - one error type for every wrong value
    return "" if value is None else str(value)


def _name(value: Any) -> str:
    text = _text(value)
    if not re.fullmatch(r"[A-Za-z0-9._-]*", text):
        raise ValueError("expected letters, digits, dots, dashes or underscores")
    return text


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise ValueError("expected true or false")


def _duration(value: Any) -> timedelta:
    text = str(value).strip()
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)", text)
    if match is None:
        raise ValueError("expected a duration with its unit, such as 500ms, 30s, 5m, 2h or 7d")
    return timedelta(seconds=float(match[1]) * _UNITS_SECONDS[match[2]])


def _size(value: Any) -> int:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMG]?I?B?)", str(value).strip().upper())
    if match is None or match[2] not in _UNITS_BYTES:
        raise ValueError("expected a size such as 500KB or 15MiB")
    return int(float(match[1]) * _UNITS_BYTES[match[2]])


def _list(value: Any) -> list[str]:
    if isinstance(value, list):
        return [_text(item) for item in value]
    return [part.strip() for part in _text(value).split(",") if part.strip()]


def _path(value: Any) -> Path:
    text = _text(value)
    if not text:
        raise ValueError("expected a path")
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise ValueError(f"expected a path; {error}") from error


def choice(*allowed: str) -> Kind:
    """Return the kind of one of ``allowed``."""

    def parse(value: Any) -> str:
        # YAML reads a bare `off` as false; say it as it was written.
        text = _text(value).lower()
        if text not in allowed:
            raise ValueError(f"expected one of {', '.join(allowed)}")
        return text

    return Kind(" | ".join(allowed), parse)


def integer(least: int, most: int) -> Kind:
    """Return the kind of a whole number from ``least`` to ``most``."""

    def parse(value: Any) -> int:
        if isinstance(value, bool) or not re.fullmatch(r"[+-]?\d+", str(value).strip()):
            raise ValueError(f"expected a whole number from {least} to {most}")
        number = int(str(value))
        if not least <= number <= most:
            raise ValueError(f"expected a whole number from {least} to {most}")
        return number

    return Kind(f"integer {least} to {most}", parse)


TEXT = Kind("text", _text)
NAME = Kind("name", _name)
BOOLEAN = Kind("true | false", _boolean)
DURATION = Kind("duration (30s, 5m, 2h, 7d)", _duration)
SIZE = Kind("size (500KB, 15MiB)", _size)
LIST = Kind("list", _list)
PATH = Kind("path", _path)
