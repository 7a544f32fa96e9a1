"""Hazards beside the twelve counts: answers that cannot be read."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from datetime import datetime
from functools import cache

from producers.score.behaviour import ENDLESS_BYTES, PASSED, Answer, Behaviour, Verdict, Visit, failed, rss, waiting


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


class Unasked(_Unreadable):
    """An answer packed in a way that the request did not name; both are known for bombs."""

    number = 19
    title = "an encoding that was not asked for (zstd, br) leaves no validators"
    feeds = ("/unasked",)

    def answers(self, visit: Visit, before: Sequence[Visit]) -> Answer | None:
        """Choose one of the two, or what is none where the reader takes both."""
        if visit.path not in self.feeds:
            return None
        asked = visit.headers.get("accept-encoding", "")
        name = next((name for name in ("zstd", "br") if name not in asked), "x-unheard")
        return Answer(200, (("ETag", f'"unasked-{len(before)}"'), ("Content-Encoding", name)), b"\x28\xb5\x2f\xfd" * 50)


class Entities(_Unreadable):
    """A small document whose entities make ten thousand million characters."""

    number = 20
    title = "a bomb of XML entities leaves no validators, and the reader lives"
    feeds = ("/entities",)

    def answers(self, visit: Visit, before: Sequence[Visit]) -> Answer | None:
        """Send it."""
        if visit.path not in self.feeds:
            return None
        declared = '<!ENTITY e0 "0123456789">' + "".join(
            f'<!ENTITY e{number} "{f"&e{number - 1};" * 10}">' for number in range(1, 10)
        )
        body = rss("entities").replace(b"<rss", f"<!DOCTYPE rss [{declared}]><rss".encode(), 1)
        body = body.replace(b"<title>entities</title>", b"<title>&e9;</title>", 1)
        return Answer(200, (("ETag", f'"entities-{len(before)}"'),), body)


class Endless(Behaviour):
    """A body that never ends."""

    number = 21
    title = f"a body without end is left before {ENDLESS_BYTES >> 20} MiB"
    feeds = ("/endless",)
    own_host = True

    def answers(self, visit: Visit, before: Sequence[Visit]) -> Answer | None:
        """Begin it."""
        del before
        return Answer(200, (), rss("endless")[:150], endless=True) if visit.path in self.feeds else None

    def verdict(self, visits: Sequence[Visit], now: datetime) -> Verdict:
        """Look how much the reader took."""
        del now
        if taken := max((visit.taken_bytes for visit in visits), default=0):
            return PASSED if taken < ENDLESS_BYTES else failed(f"took {taken >> 20} MiB")
        return waiting("needs a visit that is over")
