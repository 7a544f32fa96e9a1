"""One page: robots.txt, spacing, request, redirects, extraction. All pollers of a process share a reader."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus

from agent.clock import Clock
from agent.records import Article
from agent.stage import Count
from producers import schedule
from producers.decide import status_failure
from producers.exchange import Failure, Fetcher, Request, Response
from producers.failure import FailureClass
from producers.host_gate import HostGate
from producers.pages.boilerplate import Boilerplate
from producers.pages.pacer import Pacer
from producers.pages.questions import ExtractQuestion, PageWorker
from producers.pages.results import PageProblem, PageResult, PageText, Postponed, Why
from producers.pages.robots import Robots
from producers.pages.settings import PageSettings
from producers.parsed import Document

PAGE_TYPES = ("text/html", "application/xhtml+xml")
_RECENT_SECONDS = 600.0
_RECENT_PAGES = 32
_LOG = logging.getLogger("rasid.pages")


class PageReader:
    """Reads the articles in pages."""

    def __init__(
        self,
        fetcher: Fetcher,
        worker: PageWorker,
        gate: HostGate,
        clock: Clock,
        boilerplate: Boilerplate,
        settings: PageSettings,
        observe: Callable[[Count], None],
    ) -> None:
        """Make a reader.

        Args:
            fetcher: Carries out requests, within the limits of pages.
            worker: Finds articles in pages.
            gate: The pollers' own: a host sees one connection from feeds and pages together.
            clock: Tells the time.
            boilerplate: What is taken out of pages.
            settings: The numbers.
            observe: Takes observations.
        """
        self._fetcher = fetcher
        self._worker = worker
        self._gate = gate
        self._clock = clock
        self._boilerplate = boilerplate
        self._settings = settings
        self._observe = observe
        self._places = asyncio.Semaphore(settings.concurrency)
        self._pacer = Pacer(clock)
        self._robots = Robots(fetcher, gate, worker, clock, settings)
        self._recent: OrderedDict[str, tuple[float, PageText]] = OrderedDict()

    async def read(
        self, article: Article, allow_private: tuple[str, ...], *, anew: bool = False
    ) -> PageResult | Postponed:
        """Return the text of the page of ``article``, why there is none, or until when its host wants no visit.

        Several feeds of an outlet have the same article: what was read a moment ago is not asked for again.

        Args:
            article: With the page's address and the title.
            allow_private: Hosts and networks of private addresses that are admitted.
            anew: The page may have changed since it was read.
        """
        known = self._recent.get(article.url)
        if known and not anew and self._clock.monotonic() - known[0] < _RECENT_SECONDS:
            return known[1]
        result = await self._read(article, allow_private)
        if isinstance(result, PageText):
            self._recent[article.url] = self._clock.monotonic(), result
            self._recent.move_to_end(article.url)
            if len(self._recent) > _RECENT_PAGES:
                self._recent.popitem(last=False)
        return result

    async def _read(self, article: Article, allow_private: tuple[str, ...]) -> PageResult | Postponed:
        try:
            url = article.url
            for _ in range(self._settings.max_redirects + 1):
                step = await self._step(url, article.title, allow_private)
                if not isinstance(step, str):
                    return step
                url = step
        except Exception as error:  # noqa: BLE001 - one page that trips over a mistake of ours must not stop the others
            _LOG.exception("page of %s outcome=internal", article.source)
            return PageProblem(reason=FailureClass.INTERNAL, detail=f"{type(error).__name__}: {error}"[:200])
        return PageProblem(
            reason=FailureClass.REDIRECT, detail=f"more than {self._settings.max_redirects} redirects"
        )

    async def _step(self, url: str, title: str, allow_private: tuple[str, ...]) -> PageResult | Postponed | str:
        """Return what is at ``url``, or where it redirects to: that has a host and a robots.txt of its own."""
        if until := self._gate.silent_until(url, self._clock.now()):
            return Postponed(until)
        delay = await self._robots.check(url, allow_private)
        if isinstance(delay, PageProblem):
            return delay
        spacing = max(self._settings.spacing, min(delay, self._settings.max_spacing))
        async with self._pacer.turn(url, spacing), self._places:
            result = await self._fetched(url, allow_private)
            if isinstance(result, Failure):
                return PageProblem(reason=result.kind, detail=result.detail)
            if result.moved_to:
                return result.moved_to
            return await self._text(result, title)

    async def _fetched(self, url: str, allow_private: tuple[str, ...]) -> Response | Failure:
        async with self._gate.turn(url):
            began = self._clock.monotonic()
            request = Request(url=url, allow_private=allow_private, follow=False, media_types=PAGE_TYPES)
            result = await self._fetcher.fetch(request)
        self._observe(Count("page_fetch_duration_seconds", {}, self._clock.monotonic() - began))
        return result

    async def _text(self, page: Response, title: str) -> PageResult:
        now = self._clock.now()
        if page.status != HTTPStatus.OK:
            kind, detail = status_failure(page, now)
            wait = schedule.retry_after(page.headers, now)
            if kind is FailureClass.RATE_LIMITED and wait:
                self._gate.silence(page.url, now + timedelta(seconds=min(wait, self._settings.max_retry_after)))
            return PageProblem(reason=kind, detail=detail)
        if page.media_type not in {"", *PAGE_TYPES}:
            return PageProblem(reason=Why.NOT_HTML, detail=page.media_type[:80])
        began = self._clock.monotonic()
        document = Document(body=page.body, url=page.url, content_type=page.headers.get("content-type", ""))
        result = await self._worker.extract(
            ExtractQuestion(page=document, title=title, rules=self._boilerplate.of(page.url))
        )
        self._observe(Count("page_extract_duration_seconds", {}, self._clock.monotonic() - began))
        return result
