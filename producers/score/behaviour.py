"""What a behaviour is made of: requests as they came, answers as they went, and a verdict."""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import ClassVar

ENDLESS_BYTES = 128 * 1024 * 1024
"""What is sent of an answer without end; no reader needs so much to see that it is no feed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server sends."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    length: int | None = None
    """What Content-Length says, when that is not the truth."""
    drip_seconds: float = 0.0
    """Between one byte of the body and the next."""
    endless: bool = False
    """More and more follows the body, :data:`ENDLESS_BYTES` at most."""

    def header(self, name: str) -> str:
        """Return the value of a header, '' when it is not sent."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


@dataclass(frozen=True, slots=True)
class Visit:
    """One request, and the answer it got."""

    time: datetime
    target: str
    """Path and query exactly as sent."""
    headers: Mapping[str, str]
    """Names in lower case, values as sent (latin-1)."""
    overlapping: bool
    """Whether another request to the same host was open."""
    answer: Answer = field(default_factory=Answer)
    stayed_seconds: float = 0.0
    """How long the reader took an answer that drips."""
    taken_bytes: int = 0
    """How much the reader took of an answer without end."""

    @property
    def path(self) -> str:
        """Target without query and fragment."""
        return self.target.partition("?")[0].partition("#")[0]

    @property
    def conditional(self) -> bool:
        """Whether it carries a validator."""
        return "if-none-match" in self.headers or "if-modified-since" in self.headers


class Mark(Enum):
    """How a reader did."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    WAITING = "waiting"
    """Too few visits to tell."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A mark, and in one line why."""

    mark: Mark
    detail: str = ""


PASSED = Verdict(Mark.PASS)


def waiting(detail: str) -> Verdict:
    """Return that it is too early to tell."""
    return Verdict(Mark.WAITING, detail)


def failed(detail: str) -> Verdict:
    """Return that the reader did wrong."""
    return Verdict(Mark.FAIL, detail)


class Behaviour(ABC):
    """One count of the score."""

    number: ClassVar[int]
    title: ClassVar[str]
    feeds: ClassVar[tuple[str, ...]] = ()
    """Addresses to subscribe to, as paths on the behaviour's host."""
    own_host: ClassVar[bool] = False
    """Whether it has a port of its own, because what it does concerns a whole host."""

    @abstractmethod
    def answers(self, visit: Visit, before: Sequence[Visit]) -> Answer | None:
        """Return the answer to ``visit``, None when the path is none of this behaviour's.

        Args:
            visit: The request.
            before: Earlier visits of the same path.
        """

    @abstractmethod
    def verdict(self, visits: Sequence[Visit], now: datetime) -> Verdict:
        """Return how the reader did.

        Args:
            visits: All visits of the behaviour's host, oldest first.
            now: The time.
        """


def rss(title: str, serial: int = 0) -> bytes:
    """Return a small feed whose only item is old, so that no reader is in a hurry.

    Args:
        title: Of the feed and its item.
        serial: Makes one body differ from another.
    """
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{title}</title><link>http://localhost/</link><description>score</description>"
        f'<item><guid isPermaLink="false">{title}-{serial}</guid><title>{title} {serial}</title>'
        "<pubDate>Mon, 05 Jan 2026 10:00:00 GMT</pubDate></item></channel></rss>"
    ).encode()


def of(visits: Sequence[Visit], *paths: str) -> list[Visit]:
    """Return the visits of ``paths``."""
    return [visit for visit in visits if visit.path in paths]


def gaps(visits: Sequence[Visit]) -> list[float]:
    """Return the seconds between one visit and the next."""
    return [
        (after.time - before.time).total_seconds() for before, after in itertools.pairwise(visits)
    ]  # fmt: skip
