"""The feed list (feeds.yaml): which feeds are read, checked so strictly that a slip is found before the first poll."""

from __future__ import annotations

import difflib
import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import yaml

FullText = Literal["auto", "always", "never"]

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}\Z")
_COUNTRY = re.compile(r"[A-Z]{2}\Z|org:[a-z0-9-]+\Z")
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|h|d)?\Z")
_UNITS = {None: 1.0, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


class FeedListError(ValueError):
    """The feed list cannot be used; the message names file, line, key and the mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSpec:
    """One feed, as feeds.yaml gives it."""

    id: str
    """Name in metrics, records and logs."""
    url: str
    outlet: str = ""
    language: str = ""
    """ISO 639-1 code of its entries; empty: whatever the feed says."""
    country: str = ""
    """Where the outlet sits: ISO 3166-1 alpha-2 or ``org:<short-name>``."""
    timezone: str = "UTC"
    """IANA zone of dates that name none."""
    interval_floor: float | None = None
    """Seconds; never polled more often than that."""
    interval_ceiling: float | None = None
    """Seconds; polled at least that often while it works, unless its server asks for less."""
    quiet_after: float | None = None
    """Seconds without a new entry after which the feed counts as quiet; None goes by its rhythm."""
    full_text: FullText = "auto"
    """Whether the pages of its articles are read: ``auto`` where the feed gives only a summary."""
    enabled: bool = True
    allow_private: tuple[str, ...] = ()
    """Hosts and networks (CIDR) of private addresses that this feed may be read from."""


@dataclass(frozen=True, slots=True)
class FeedList:
    """All feeds of one feeds.yaml, in its order."""

    feeds: tuple[FeedSpec, ...]
    path: Path | None = None
    by_id: Mapping[str, FeedSpec] = field(default_factory=dict)

    @property
    def enabled(self) -> tuple[FeedSpec, ...]:
        """The feeds that are to be polled."""
        return tuple(feed for feed in self.feeds if feed.enabled)

    def __iter__(self) -> Iterator[FeedSpec]:
        return iter(self.feeds)

    def __len__(self) -> int:
        return len(self.feeds)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be a text")
    return value.strip()


def _matching(pattern: re.Pattern[str], wanted: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        # YAML reads the country code of Norway as a boolean.
        text = "NO" if value is False and pattern is _COUNTRY else _text(value)
        if not pattern.match(text):
            raise ValueError(f"'{text}' is not {wanted}")
        return text

    return check


def _url(value: Any) -> str:
    text = _text(value)
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"'{text}' is not an http or https address")
    return text


def _timezone(value: Any) -> str:
    text = _text(value)
    try:
        ZoneInfo(text)
    except (KeyError, OSError, ValueError) as error:
        raise ValueError(f"'{text}' is not a time zone of the IANA list, such as Africa/Cairo or UTC") from error
    return text


def _duration(value: Any) -> float:
    match = None if isinstance(value, bool) else _DURATION.match(str(value).strip())
    if not match or float(match[1]) <= 0:
        raise ValueError(f"'{value}' is not a duration such as 90s, 5m, 1h or 1d")
    return float(match[1]) * _UNITS[match[2]]


def _full_text(value: Any) -> FullText:
    if value not in {"auto", "always", "never"}:
        raise ValueError(f"'{value}' is none of auto, always, never")
    return cast("FullText", value)


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"'{value}' is neither true nor false")  # noqa: TRY004 - what a person wrote, not a type
    return value


def _networks(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError("must be a list of hosts or networks such as [intranet.example, 10.1.0.0/16]")  # noqa: TRY004
    for item in value:
        text = _text(item)
        if "/" in text:
            ipaddress.ip_network(text)
    return tuple(str(item).strip().lower() for item in value)


_KEYS: dict[str, Callable[[Any], Any]] = {
    "id": _matching(_ID, "an id: small letters, digits, '-', '.' and '_', at most 64"),
    "url": _url,
    "outlet": _text,
    "language": _matching(_LANGUAGE, "an ISO 639 code such as ar or en"),
    "country": _matching(_COUNTRY, "an ISO 3166 code such as EG, or org:un"),
    "timezone": _timezone,
    "interval_floor": _duration,
    "interval_ceiling": _duration,
    "quiet_after": _duration,
    "full_text": _full_text,
    "enabled": _boolean,
    "allow_private": _networks,
}


class _Reader:
    """Walks the YAML nodes, so that every complaint has a line."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._constructor = yaml.SafeLoader("")

    def error(self, node: yaml.Node | None, message: str) -> FeedListError:
        line = f":{node.start_mark.line + 1}" if node is not None else ""
        return FeedListError(f"{self._path}{line}: {message}")

    def mapping(self, node: yaml.Node, what: str, keys: tuple[str, ...]) -> dict[str, tuple[yaml.Node, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            raise self.error(node, f"{what} must have the form 'key: value'")
        found: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key not in keys:
                near = difflib.get_close_matches(key, keys, n=1)
                mend = f"did you mean '{near[0]}'?" if near else f"{what} has {', '.join(keys)}"
                raise self.error(key_node, f"{what}: unknown key '{key}'; {mend}")
            if key in found:
                raise self.error(key_node, f"{what}: '{key}' is given twice")
            found[key] = (key_node, value_node)
        return found

    def values(self, node: yaml.Node, what: str, keys: tuple[str, ...]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, (_, value_node) in self.mapping(node, what, keys).items():
            value = self._constructor.construct_object(value_node, deep=True)
            if value is None:
                continue
            try:
                values[key] = _KEYS[key](value)
            except (ValueError, TypeError) as error:
                raise self.error(value_node, f"{what}: {key}: {error}") from error
        return values


def load_feeds(path: Path) -> FeedList:
    """Return the feeds in ``path``.

    Raises:
        FeedListError: The file is not there, is no YAML, or one of its feeds is not in order.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FeedListError(f"{path}: cannot be read: {error}") from error
    return parse_feeds(text, path)


def parse_feeds(text: str, path: Path) -> FeedList:
    """Return the feeds in the YAML ``text``; ``path`` is what messages call it.

    Raises:
        FeedListError: As :func:`load_feeds`.
    """
    reader = _Reader(path)
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise FeedListError(f"{path}{line}: not YAML: {getattr(error, 'problem', None) or error}") from error
    if root is None:
        raise FeedListError(f"{path}: is empty; it must have 'feeds:' with a list")
    top = reader.mapping(root, "the feed list", ("defaults", "feeds"))
    common = tuple(key for key in _KEYS if key not in {"id", "url"})
    defaults = reader.values(top["defaults"][1], "defaults", common) if "defaults" in top else {}
    if "feeds" not in top or not isinstance(top["feeds"][1], yaml.SequenceNode):
        raise reader.error(root, "must have 'feeds:' with a list of feeds, each with at least 'id' and 'url'")
    feeds: dict[str, FeedSpec] = {}
    lines: dict[str, int] = {}
    for node in top["feeds"][1].value:
        spec = _feed(reader, node, defaults)
        for name, value in (("id", spec.id), ("url", spec.url)):
            if value in lines:
                raise reader.error(node, f"{name} '{value}' is already that of the feed at line {lines[value]}")
            lines[value] = node.start_mark.line + 1
        feeds[spec.id] = spec
    return FeedList(tuple(feeds.values()), path, feeds)


def _feed(reader: _Reader, node: yaml.Node, defaults: Mapping[str, Any]) -> FeedSpec:
    values = reader.values(node, "a feed", tuple(_KEYS))
    for key in ("id", "url"):
        if key not in values:
            raise reader.error(node, f"a feed without '{key}': every feed has at least 'id' and 'url'")
    spec = FeedSpec(**{**defaults, **values})
    if spec.interval_floor and spec.interval_ceiling and spec.interval_floor > spec.interval_ceiling:
        raise reader.error(node, f"feed '{spec.id}': interval_floor is above interval_ceiling")
    return spec
