"""The demo's newsroom: invented outlets that report real diplomatic events of 2023 to 2025, and when each report comes.

The texts lie in ``newsroom/articles.jsonl``, in the order in which they appear. They are of the kinds that make news
hard to count: independent reports, wire copies, edits in place, a page with two stories, visits announced and then
paid or called off, and news that is no diplomacy at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import Literal

import msgspec
import yaml

FeedFormat = Literal["rss", "atom", "json"]
SPREAD_SECONDS = 25.0
"""From the first report to the last, at speed 1."""


class Outlet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An outlet and the one feed that it publishes."""

    id: str
    outlet: str
    language: str
    country: str
    timezone: str
    path: str
    format: FeedFormat
    charset: str = "utf-8"


class Version(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version of one article; versions of the same article share ``guid`` and ``url``."""

    feed: str
    guid: str
    url: str
    title: str
    text: str
    published: datetime
    updated: datetime | None = None
    """Set on a version that edits an earlier one in place."""


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A version and when it appears, in seconds after the newsroom opens."""

    at: float
    version: Version


@dataclass(frozen=True, slots=True)
class Newsroom:
    """All outlets, and everything that they publish, in order of appearance."""

    outlets: tuple[Outlet, ...]
    schedule: tuple[Scheduled, ...]

    @property
    def articles(self) -> int:
        """How many different articles there are."""
        return len({(item.version.feed, item.version.guid) for item in self.schedule})

    @property
    def duration(self) -> float:
        """Seconds until the last version has appeared."""
        return self.schedule[-1].at if self.schedule else 0.0

    def entries(self, feed: str, elapsed: float) -> tuple[Version, ...]:
        """Return what ``feed`` shows ``elapsed`` seconds after opening: the last version of each article, newest first.

        An edited article keeps its place.
        """
        shown: dict[str, Version] = {}
        for item in self.schedule:
            if item.version.feed == feed and item.at <= elapsed:
                shown[item.version.guid] = item.version
        return tuple(reversed(shown.values()))

    def published(self, elapsed: float) -> int:
        """Return how many versions have appeared ``elapsed`` seconds after opening."""
        return sum(item.at <= elapsed for item in self.schedule)


def evenly(versions: Sequence[Version], spread: float) -> tuple[Scheduled, ...]:
    """Return ``versions`` in order, the first at once and the last after ``spread`` seconds."""
    step = spread / max(1, len(versions) - 1)
    return tuple(Scheduled(index * step, version) for index, version in enumerate(versions))


def bundled_newsroom(speed: float = 1.0) -> Newsroom:
    """Return the newsroom that comes with Rasid, ``speed`` times as fast as it usually is."""
    folder = resources.files("agent.demo") / "newsroom"
    feeds = yaml.safe_load((folder / "feeds.yaml").read_text(encoding="utf-8"))
    outlets = msgspec.convert(feeds["feeds"], tuple[Outlet, ...])
    decoder = msgspec.json.Decoder(Version)
    lines = (folder / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    return Newsroom(outlets, evenly([decoder.decode(line) for line in lines], SPREAD_SECONDS / speed))


def bundled_rules() -> str:
    """Return the text of the demo's rules file."""
    return (resources.files("agent.demo") / "newsroom" / "rules.yaml").read_text(encoding="utf-8")
