"""Failures as values of a class, and the one table that says what each class means for the schedule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class FailureClass(StrEnum):
    """Why a poll failed; the label of ``feed_failures_total``."""

    DNS = "dns"
    """The host's name does not resolve."""
    CONNECT = "connect"
    """No connection, or no TLS session, to any of its addresses."""
    TIMEOUT = "timeout"
    """Not done within the total time."""
    PROTOCOL = "protocol"
    """What came back is not HTTP, or broke off."""
    FORBIDDEN_ADDRESS = "forbidden_address"
    """The host leads into a private or otherwise reserved network."""
    REDIRECT = "redirect"
    """Too many redirects, a loop, or one that must not be followed."""
    ENCODING = "encoding"
    """A content encoding that was not asked for, or one that is broken."""
    TOO_LARGE = "too_large"
    """More bytes, or more decoded bytes, than a feed may have."""
    RATE_LIMITED = "rate_limited"
    """429, or 503 with Retry-After."""
    NOT_FOUND = "not_found"
    """404."""
    GONE = "gone"
    """410."""
    CLIENT_ERROR = "client_error"
    """Another 4xx."""
    SERVER_ERROR = "server_error"
    """5xx."""
    UNEXPECTED = "unexpected_status"
    """A status that no feed should answer with."""
    NOT_A_FEED = "not_a_feed"
    """The body is no feed."""
    PARSE_LIMIT = "parse_limit"
    """The body could not be parsed within the limits of time and memory."""
    INTERNAL = "internal"
    """Rasid itself failed over this feed; the log has the traceback."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What follows from a class of failure."""

    weight: float
    """How much one failure adds to the backoff; the wait is backoff times the base interval."""
    meaning: str
    """One line for people."""
    fixed: timedelta | None = None
    """A wait that does not grow."""


# Weights: rss-fetcher (Media Cloud, 180k feeds) learnt that 404, 429 and 5xx go away again and DNS sooner still.
_HARD, _SOFT, _DNS = 1.0, 0.5, 0.25

POLICY: dict[FailureClass, Policy] = {
    FailureClass.DNS: Policy(_DNS, "the host's name does not resolve"),
    FailureClass.CONNECT: Policy(_SOFT, "no connection to the host"),
    FailureClass.TIMEOUT: Policy(_SOFT, "the host is too slow"),
    FailureClass.PROTOCOL: Policy(_SOFT, "the answer is not HTTP or broke off"),
    FailureClass.FORBIDDEN_ADDRESS: Policy(_HARD, "the host has a private address; allow_private can admit it"),
    FailureClass.REDIRECT: Policy(_HARD, "redirected in a way that is not followed"),
    FailureClass.ENCODING: Policy(_HARD, "the answer is packed in a way that was not asked for"),
    FailureClass.TOO_LARGE: Policy(_HARD, "the answer is larger than a feed may be"),
    FailureClass.RATE_LIMITED: Policy(_SOFT, "the host asks to be polled less"),
    FailureClass.NOT_FOUND: Policy(_SOFT, "not found"),
    FailureClass.GONE: Policy(_HARD, "gone for good; looked at once a month", timedelta(days=30)),
    FailureClass.CLIENT_ERROR: Policy(_HARD, "the host refuses the request"),
    FailureClass.SERVER_ERROR: Policy(_SOFT, "the host has an error of its own"),
    FailureClass.UNEXPECTED: Policy(_HARD, "an answer that no feed gives"),
    FailureClass.NOT_A_FEED: Policy(_HARD, "what is there is not a feed"),
    FailureClass.PARSE_LIMIT: Policy(_HARD, "the feed cannot be parsed within the limits"),
    FailureClass.INTERNAL: Policy(_HARD, "Rasid itself fails over this feed; please report it"),
}
"""Every class has its row; tests hold it so."""
