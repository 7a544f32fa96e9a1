"""What comes of reading a page, and why there may be no text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import msgspec

from producers.failure import FailureClass


class Why(StrEnum):
    """Why an article has not the text of its page; the classes of failed requests come beside these."""

    WAITING = "waiting"
    """The page is on the queue."""
    NO_LINK = "no_link"
    """The feed gives no address."""
    QUEUE_FULL = "queue_full"
    """Too many pages of the feed were waiting."""
    OFF = "off"
    """Pages are no longer read, of this feed or at all."""
    ROBOTS = "robots"
    """The host's robots.txt forbids it."""
    ROBOTS_UNREACHABLE = "robots_unreachable"
    """The host's robots.txt cannot be fetched, which forbids everything."""
    NOT_HTML = "not_html"
    """What is there is no HTML page."""
    NO_TEXT = "no_text"
    """No article was found in the page."""
    NOT_LONGER = "not_longer"
    """The page gives no more text than the feed."""
    UNRELATED = "unrelated"
    """The page is about something else: a consent form, a log-in, the front page."""
    EXTRACT_LIMIT = "extract_limit"
    """Finding the article in the page took too much time or memory."""


# What goes away by itself is tried again. 404: a feed can be ahead of its site.
RETRIED: frozenset[str] = frozenset({
    Why.ROBOTS_UNREACHABLE,
    FailureClass.DNS, FailureClass.CONNECT, FailureClass.TIMEOUT, FailureClass.PROTOCOL, FailureClass.RATE_LIMITED,
    FailureClass.NOT_FOUND, FailureClass.SERVER_ERROR, FailureClass.INTERNAL,
})  # fmt: skip
REASONS: tuple[str, ...] = (
    *(why.value for why in Why),
    *(kind.value for kind in FailureClass if kind not in {FailureClass.NOT_A_FEED, FailureClass.PARSE_LIMIT}),
)
"""Every value of an article's ``text_reason``; docs/feeds.md documents each (a test compares)."""


class PageText(msgspec.Struct, frozen=True, kw_only=True):
    """The article in a page."""

    text: str
    """Clean text, a paragraph a line, without what config/boilerplate.yaml names."""
    title: str = ""
    """What the page calls itself."""


class PageProblem(msgspec.Struct, frozen=True, kw_only=True):
    """Why there is no text."""

    reason: str
    """One of :data:`REASONS`."""
    detail: str = ""
    """One line for people."""


@dataclass(frozen=True, slots=True)
class Postponed:
    """The host asked to be left alone; that is no attempt."""

    until: datetime


PageResult = PageText | PageProblem
