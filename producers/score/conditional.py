"""Counts 1 to 4: conditional requests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from producers.score.behaviour import PASSED, Answer, Behaviour, Verdict, Visit, failed, gaps, of, rss, waiting

# Nothing in a validator is for the reader to understand; these look odd on purpose.
_ODD_ETAG = 'W/"5f-a\'b,c=d; \xfc"'
_ODD_DATE = "monday, 5-Jan-26 10:00:00 +0000"


class OnePlainRequest(Behaviour):
    """The first request is plain, every other conditional."""

    number = 1
    title = "one unconditional request only: the first"
    feeds = ("/once",)

    def answers(self, visit: Visit, before: Sequence[Visit]) -> Answer | None:
        """Answer 304 to whatever is conditional."""
        if visit.path not in self.feeds:
            return None
        headers = (("ETag", '"once"'), ("Last-Modified", "Mon, 05 Jan 2026 10:00:00 GMT"))
        return Answer(304, headers) if before and visit.conditional else Answer(200, headers, rss("once"))

    def verdict(self, visits: Sequence[Visit], now: datetime) -> Verdict:
        """Look for a second plain request."""
        del now
        mine = of(visits, *self.feeds)
        plain = sum(not visit.conditional for visit in mine)
        if mine and mine[0].conditional:
            return failed("the first request already carried validators")
        if plain > 1:
            return failed(f"{plain} of {len(mine)} requests carried no validators")
        return PASSED if len(mine) > 2 else waiting("needs three visits")  # noqa: PLR2004


class ByteIdentical(Behaviour):
    """Validators come back as they were sent."""

    number = 2
    title = "validators returned byte for byte, quotes and W/ included"
    feeds = ("/odd",)

    def answers(self, visit: Visit, before: Sequence[Visit]) -> Answer | None:
        """Send odd validators."""
        if visit.path not in self.feeds:
            return None
        headers = (("ETag", _ODD_ETAG), ("Last-Modified", _ODD_DATE))
        return Answer(304, headers) if before and visit.conditional else Answer(200, headers, rss("odd"))

    def verdict(self, visits: Sequence[Visit], now: datetime) -> Verdict:
        """Compare."""
        del now
        later = of(visits, *self.feeds)[1:]
        for visit in later:
            for name, sent in (("if-none-match", _ODD_ETAG), ("if-modified-since", _ODD_DATE)):
                if visit.headers.get(name) != sent:
                    return failed(f"sent {name}: {visit.headers.get(name)!r}, not {sent!r}")
        return PASSED if len(later) > 1 else waiting("needs three visits")


class NewValidators(Behaviour):
    """Each successful answer brings the validators of the next request."""

    number = 3
    title = "new validators from every 200 that parses, Last-Modified also from a 304"
    feeds = ("/turns",)
    _first, _second = "Mon, 05 Jan 2026 10:00:00 GMT", "Tue, 06 Jan 2026 10:00:00 GMT"
    _script = (
        (Answer(200, (("ETag", '"1"'), ("Last-Modified", _first)), rss("turns", 1)), '"1"', _first),
        (Answer(304, (("Last-Modified", _second),)), '"1"', _second),
        (Answer(200, (("ETag", '"2"'),), rss("turns", 2)), '"2"', ""),
        (Answer(200, (("ETag", '"broken"'),), b"<html><body>maintenance</body></html>"), '"2"', ""),
        (Answer(200, (("Last-Modified", _second),), rss("turns", 3)), "", _second),
        (Answer(200, (("ETag", '"4"'),), rss("turns", 4)), '"4"', ""),
    )

    def answers(self, visit: Visit, before: Sequence[Visit]) -> Answer | None:
        """Play the script, then repeat its last answer."""
        if visit.path not in self.feeds:
            return None
        return self._script[min(len(before), len(self._script) - 1)][0]

    def verdict(self, visits: Sequence[Visit], now: datetime) -> Verdict:
        """Compare each request with the answers before it."""
        del now
        mine = of(visits, *self.feeds)
        for (answer, etag, date), visit in zip(self._script, mine[1:], strict=False):
            sent = (visit.headers.get("if-none-match", ""), visit.headers.get("if-modified-since", ""))
            if sent != (etag, date):
                return failed(f"after {answer.status} {dict(answer.headers)} came {sent}, not {(etag, date)}")
        need = len(self._script) + 1
        return PASSED if len(mine) >= need else waiting(f"needs {need} visits")


class NotModifiedIsSuccess(Behaviour):
    """Nothing new is no failure."""

    number = 4
    title = "304 is success: no backing off"
    feeds = ("/same",)
    _enough = 6

    def answers(self, visit: Visit, before: Sequence[Visit]) -> Answer | None:
        """Answer 304 for ever."""
        if visit.path not in self.feeds:
            return None
        headers = (("ETag", '"same"'), ("Cache-Control", "max-age=1800"))
        return Answer(304, headers) if before and visit.conditional else Answer(200, headers, rss("same"))

    def verdict(self, visits: Sequence[Visit], now: datetime) -> Verdict:
        """Look whether the visits grow rarer."""
        mine = of(visits, *self.feeds)
        if len(mine) < self._enough:
            return waiting(f"needs {self._enough} visits")
        between = [*gaps(mine)[:12], min((now - mine[-1].time).total_seconds(), gaps(mine)[0])]
        if max(between) > 2 * between[0]:
            return failed(f"visits grow rarer: from {between[0]:.0f} s to {max(between):.0f} s")
        return PASSED
