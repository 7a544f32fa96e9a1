"""Counts 8 to 11: what a reader sends, and whether it believes redirects."""

from __future__ import annotations

import gzip
import re
from collections.abc import Sequence
from datetime import datetime

from producers.score.behaviour import PASSED, Answer, Behaviour, Verdict, Visit, failed, gaps, of, rss, waiting

_MONTH = 27 * 86400.0


class NothingAdded(Behaviour):
    """A reader asks for what it was told, and for nothing else."""

    number = 8
    title = "no cookies, no Referer, no added arguments, no guessed addresses"
    feeds = ("/plain?lang=ar&x=%20y",)

    def answers(self, visit: Visit, before: Sequence[Visit]) -> Answer | None:
        """Offer cookies, and a site that could be explored."""
        if visit.path != "/plain":
            return None
        cookies = (("Set-Cookie", "id=1; Path=/"), ("Cache-Control", "max-age=1800"))
        return Answer(200, cookies, rss("plain", len(before)))

    def verdict(self, visits: Sequence[Visit], now: datetime) -> Verdict:
        """Look at all visits."""
        del now
        for visit in visits:
            for name in ("cookie", "referer", "from-referer"):
                if name in visit.headers:
                    return failed(f"{visit.path}: sent {name}: {visit.headers[name][:60]}")
            if visit.answer.status == 404:  # noqa: PLR2004 - only what is nobody's feed answers so
                return failed(f"asked for {visit.target}, which nobody named")
        mine = of(visits, "/plain")
        for visit in mine:
            if visit.target != self.feeds[0]:
                return failed(f"asked for {visit.target}, not {self.feeds[0]}")
        return PASSED if len(mine) > 1 else waiting("needs two visits")


class SaysWhoItIs(Behaviour):
    """Compression is asked for, and the reader has a name."""

    number = 9
    title = "gzip, and one User-Agent with name, version and contact address"
    feeds = ("/packed",)

    def answers(self, visit: Visit, before: Sequence[Visit]) -> Answer | None:
        """Answer packed to whoever can unpack."""
        if visit.path not in self.feeds:
            return None
        body = rss("packed", len(before))
        if "gzip" in visit.headers.get("accept-encoding", ""):
            return Answer(200, (("Content-Encoding", "gzip"), ("Cache-Control", "max-age=1800")), gzip.compress(body))
        return Answer(200, (("Cache-Control", "max-age=1800"),), body)

    def verdict(self, visits: Sequence[Visit], now: datetime) -> Verdict:
        """Look at all visits."""
        del now
        if len(of(visits, *self.feeds)) < 2:  # noqa: PLR2004 - a name can only change between two
            return waiting("needs two visits")
        if any("gzip" not in visit.headers.get("accept-encoding", "") for visit in visits):
            return failed("a request without Accept-Encoding: gzip")
        names = {visit.headers.get("user-agent", "") for visit in visits}
        if len(names) > 1:
            return failed(f"{len(names)} different User-Agents")
        (name,) = names
        if not re.match(r"[^\s/]+/\d[\w.]*", name) or not re.search(r"https?://|@", name):
            return failed(f"User-Agent without name/version or contact address: {name[:80]!r}")
        return PASSED


class Moves(Behaviour):
    """Permanent is permanent, temporary is not, and gone is gone."""

    number = 10
    title = "301 and 308 adopted once they repeat, 302 and 307 never, 410 at most monthly"
    feeds = ("/moved-301", "/moved-308", "/moved-302", "/moved-307", "/gone")
    _tries = 3

    def answers(self, visit: Visit, before: Sequence[Visit]) -> Answer | None:
        """Redirect each address to its own new one."""
        if visit.path == "/gone":
            return Answer(410)
        if visit.path in self.feeds:
            return Answer(int(visit.path[-3:]), (("Location", f"/new-{visit.path[-3:]}"),))
        if visit.path.startswith("/new-"):
            return Answer(200, (("Cache-Control", "max-age=1800"),), rss(visit.path.strip("/"), len(before)))
        return None

    def verdict(self, visits: Sequence[Visit], now: datetime) -> Verdict:
        """Compare the visits of old and new addresses."""
        for code in ("301", "308"):
            old, new = len(of(visits, f"/moved-{code}")), len(of(visits, f"/new-{code}"))
            if old > self._tries:
                return failed(f"/moved-{code} was still asked for after {old} permanent redirects")
            if new <= self._tries:
                return waiting("needs five visits of each address")
        for code in ("302", "307"):
            old, new = len(of(visits, f"/moved-{code}")), len(of(visits, f"/new-{code}"))
            if new > old:
                return failed(f"/new-{code} was asked for directly, after a temporary redirect")
        gone = of(visits, "/gone")
        if any(gap < _MONTH for gap in gaps(gone)):
            return failed(f"/gone was asked for again after {min(gaps(gone)) / 86400:.1f} days")
        silent = gone and (now - gone[-1].time).total_seconds() > 86400  # noqa: PLR2004 - seconds of a day
        return PASSED if silent or len(gone) > 1 else waiting("needs a day after /gone")


class NoFragment(Behaviour):
    """Fragments are the reader's own business."""

    number = 11
    title = "no fragment sent"
    feeds = ("/part#latest",)

    def answers(self, visit: Visit, before: Sequence[Visit]) -> Answer | None:
        """Answer as if nothing were."""
        if visit.path not in {"/part", "/part%23latest"}:
            return None
        return Answer(200, (("Cache-Control", "max-age=1800"),), rss("part", len(before)))

    def verdict(self, visits: Sequence[Visit], now: datetime) -> Verdict:
        """Look for it."""
        del now
        mine = of(visits, "/part", "/part%23latest")
        if any("#" in visit.target or "%23" in visit.target for visit in mine):
            return failed("the fragment was sent")
        return PASSED if len(mine) > 1 else waiting("needs two visits")
