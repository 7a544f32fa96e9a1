"""Hazards beside the twelve counts: servers that lie, drip, lead in circles, or point inside the network."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime

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


class Circle(Behaviour):
    """Two addresses that redirect to each other."""

    number = 18
    title = "a circle of redirects is left"
    feeds = ("/circle",)
    own_host = True
    _others = ("/circle/2",)
    _most = 20
    """Requests in a minute: what browsers follow at most."""

    def answers(self, visit: Visit, before: Sequence[Visit]) -> Answer | None:
        """Redirect to the other."""
        del before
        if visit.path in self.feeds:
            return Answer(302, (("Location", self._others[0]),))
        return Answer(302, (("Location", self.feeds[0]),)) if visit.path in self._others else None

    def verdict(self, visits: Sequence[Visit], now: datetime) -> Verdict:
        """Count the requests of a minute."""
        del now
        for visit in visits:
            together = sum(0 <= (other.time - visit.time).total_seconds() < _PATIENCE for other in visits)
            if together > self._most:
                return failed(f"{together} requests in a minute")
        return PASSED if visits else waiting("needs a visit")
