"""Five hazards beside the twelve counts: servers that lie, break off, drip, send bombs, or point inside the network."""

from __future__ import annotations

import gzip
import itertools
from collections.abc import Sequence
from datetime import datetime
from functools import cache

from producers.score.behaviour import PASSED, Answer, Behaviour, Verdict, Visit, failed, rss, waiting

_HOUR = 3600.0
_PATIENCE = 60.0


class Lies(Behaviour):
    """Some servers say "not modified" for ever once they have seen a validator."""

    number = 13
    title = 'endless "not modified" is doubted: one plain request a day at most, but one'
    feeds = ("/lies",)
    own_host = True

    def answers(self, visit: Visit, before: Sequence[Visit]) -> Answer | None:
        """Say 304 to whatever is conditional, although the feed has changed."""
        if visit.path not in self.feeds:
            return None
        if visit.conditional:
            return Answer(304)
        return Answer(200, (("ETag", '"for-ever"'),), rss("lies", len(before)))

    def verdict(self, visits: Sequence[Visit], now: datetime) -> Verdict:
        """Look at the plain requests after the first."""
        del now
        plain = [visit.time for visit in visits if not visit.conditional]
        for earlier, later in itertools.pairwise(plain):
            if (later - earlier).total_seconds() < 23 * _HOUR:
                return failed(f"two plain requests within {(later - earlier).total_seconds() / _HOUR:.1f} h")
        if len(plain) > 1:
            return PASSED
        if visits and (visits[-1].time - visits[0].time).total_seconds() > 120 * _HOUR:
            return failed("believed for five days")
        return waiting("needs a few days")


class _Unreadable(Behaviour):
    """An answer that cannot be read leaves no validators behind."""

    own_host = True

    def verdict(self, visits: Sequence[Visit], now: datetime) -> Verdict:
        """Look for validators of answers that could not be read."""
        del now
        sent = {visit.answer.header("etag") for visit in visits}
        if any(visit.headers.get("if-none-match") in sent for visit in visits):
            return failed("took over the validators of an answer that cannot be read")
        return PASSED if len(visits) > 1 else waiting("needs two visits")


class Truncated(_Unreadable):
    """An answer that breaks off is none."""

    number = 14
    title = "an answer that breaks off leaves no validators"
    feeds = ("/truncated",)

    def answers(self, visit: Visit, before: Sequence[Visit]) -> Answer | None:
        """Promise more than is sent."""
        if visit.path not in self.feeds:
            return None
        body = rss("truncated", len(before))
        return Answer(200, (("ETag", f'"cut-{len(before)}"'),), body[: len(body) // 2], length=len(body))


class Bomb(_Unreadable):
    """A small answer that unpacks to a gigabyte."""

    number = 15
    title = "a gzip bomb leaves no validators, and the reader lives"
    feeds = ("/bomb",)

    def answers(self, visit: Visit, before: Sequence[Visit]) -> Answer | None:
        """Send the bomb."""
        if visit.path not in self.feeds:
            return None
        return Answer(200, (("ETag", f'"bomb-{len(before)}"'), ("Content-Encoding", "gzip")), _bomb())


@cache
def _bomb() -> bytes:
    member = gzip.compress(bytes(1 << 20), mtime=0)
    return gzip.compress(rss("bomb")[:150], mtime=0) + member * 1024


class Slow(Behaviour):
    """A server that holds its readers."""

    number = 16
    title = f"an answer that drips is given up within {_PATIENCE:.0f} s"
    feeds = ("/slow",)
    own_host = True

    def answers(self, visit: Visit, before: Sequence[Visit]) -> Answer | None:
        """Send a byte at a time."""
        del before
        if visit.path not in self.feeds:
            return None
        return Answer(200, (), b" " * 600, drip_seconds=0.2)

    def verdict(self, visits: Sequence[Visit], now: datetime) -> Verdict:
        """Look how long the reader stayed."""
        del now
        if stayed := max((visit.stayed_seconds for visit in visits), default=0.0):
            return PASSED if stayed <= _PATIENCE else failed(f"stayed for {stayed:.0f} s")
        return waiting("needs a visit that is over")


class Inward(Behaviour):
    """A public feed that redirects to an address which was not to be read."""

    number = 17
    title = "a redirect to another private address (127.0.0.2) is not followed"
    feeds = ("/inward",)
    own_host = True

    def answers(self, visit: Visit, before: Sequence[Visit]) -> Answer | None:
        """Redirect to the same port of another loopback address."""
        del before
        if visit.path == "/inside":
            return Answer(200, (), rss("inside"))
        if visit.path not in self.feeds:
            return None
        port = visit.headers.get("host", "").rpartition(":")[2]
        return Answer(302, (("Location", f"http://127.0.0.2:{port}/inside"),))

    def verdict(self, visits: Sequence[Visit], now: datetime) -> Verdict:
        """Look who came to the inside."""
        del now
        if any(visit.path == "/inside" for visit in visits):
            return failed("followed it")
        return PASSED if visits else waiting("needs a visit")
