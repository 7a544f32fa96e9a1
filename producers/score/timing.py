"""Counts 5, 6, 7 and 12: when a reader comes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import format_datetime

from producers.score.behaviour import PASSED, Answer, Behaviour, Verdict, Visit, failed, gaps, of, rss, waiting

_TOLERANCE = 1.0


class NeverEarly(Behaviour):
    """The time of the next visit outlives the reader's process."""

    number = 5
    title = "never early, also not after a restart"
    feeds = ("/steady",)
    _age = 3600

    def answers(self, visit: Visit, before: Sequence[Visit]) -> Answer | None:
        """Ask for an hour."""
        if visit.path not in self.feeds:
            return None
        return Answer(200, (("Cache-Control", f"max-age={self._age}"),), rss("steady", len(before)))

    def verdict(self, visits: Sequence[Visit], now: datetime) -> Verdict:
        """Look for a short gap; restart the reader while this runs."""
        del now
        between = gaps(of(visits, *self.feeds))
        if any(gap < self._age - _TOLERANCE for gap in between):
            return failed(f"came again after {min(between):.0f} s, not {self._age} s")
        return PASSED if len(between) > 1 else waiting("needs three visits, and a restart of the reader between them")


class Freshness(Behaviour):
    """What is called fresh is not asked for."""

    number = 6
    title = "Cache-Control: max-age, else Expires"
    feeds = ("/max-age", "/expires", "/both")
    _age = 7200

    def answers(self, visit: Visit, before: Sequence[Visit]) -> Answer | None:
        """Say so in three ways; where both are given, max-age counts."""
        late = format_datetime(visit.time + timedelta(seconds=self._age), usegmt=True)
        soon = format_datetime(visit.time + timedelta(seconds=60), usegmt=True)
        control = ("Cache-Control", f"public, max-age={self._age}")
        headers = {"/max-age": (control,), "/expires": (("Expires", late),), "/both": (control, ("Expires", soon))}
        if visit.path not in headers:
            return None
        return Answer(200, headers[visit.path], rss(visit.path.strip("/"), len(before)))

    def verdict(self, visits: Sequence[Visit], now: datetime) -> Verdict:
        """Look for a short gap at any of the three."""
        del now
        for path in self.feeds:
            between = gaps(of(visits, path))
            if any(gap < self._age - _TOLERANCE for gap in between):
                return failed(f"{path}: came again after {min(between):.0f} s, not {self._age} s")
            if not between:
                return waiting("needs two visits of each address")
        return PASSED


class RetryAfter(Behaviour):
    """A host that asks for silence gets it, for all its feeds."""

    number = 7
    title = "Retry-After of 429 and 503, in seconds and as a date, for the whole host"
    feeds = ("/busy", "/down", "/sibling")
    own_host = True
    _silence = 5400

    def answers(self, visit: Visit, before: Sequence[Visit]) -> Answer | None:
        """Refuse the second visits of two of the feeds."""
        if visit.path not in self.feeds:
            return None
        second = len(before) == 1
        if visit.path == "/busy" and second:
            return Answer(429, (("Retry-After", str(self._silence)),))
        if visit.path == "/down" and second:
            until = format_datetime(visit.time + timedelta(seconds=self._silence), usegmt=True)
            return Answer(503, (("Retry-After", until),))
        return Answer(200, (("Cache-Control", "max-age=600"),), rss(visit.path.strip("/"), len(before)))

    def verdict(self, visits: Sequence[Visit], now: datetime) -> Verdict:
        """Look for visits in the silence."""
        del now
        refused = [visit for visit in visits if visit.answer.header("retry-after")]
        for visit in refused:
            until = visit.time + timedelta(seconds=self._silence - _TOLERANCE)
            for other in visits:
                if visit.time < other.time < until:
                    after = (other.time - visit.time).total_seconds()
                    return failed(f"{other.path} came {after:.0f} s after {visit.path} asked for {self._silence} s")
        last = refused[-1].time if refused else None
        done = {visit.path for visit in refused} == {"/busy", "/down"} and visits[-1].time > (last or visits[-1].time)
        return PASSED if done else waiting("needs three visits of each address")


class Spread(Behaviour):
    """A reader's feeds do not fall upon a host together."""

    number = 12
    title = "jitter, and one connection a host at a time"
    feeds = tuple(f"/spread/{number}" for number in range(1, 6))

    def answers(self, visit: Visit, before: Sequence[Visit]) -> Answer | None:
        """Ask for the same interval everywhere."""
        if visit.path not in self.feeds:
            return None
        return Answer(200, (("Cache-Control", "max-age=5000"),), rss(visit.path.strip("/"), len(before)))

    def verdict(self, visits: Sequence[Visit], now: datetime) -> Verdict:
        """Look for overlaps, and for intervals that are all the same."""
        del now
        if overlap := next((visit for visit in visits if visit.overlapping), None):
            return failed(f"{overlap.path} was asked for while another request was open")
        between = [gaps(of(visits, path))[:1] for path in self.feeds]
        if not all(between):
            return waiting("needs two visits of each address")
        intervals = sorted(gap for first in between for gap in first)
        if intervals[-1] - intervals[0] < _TOLERANCE:
            return failed(f"five feeds came again after the same {intervals[0]:.0f} s")
        return PASSED
