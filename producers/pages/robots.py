"""robots.txt as RFC 9309 has it: fetched once a day a host, and what its absence means."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from agent.clock import Clock
from producers import schedule
from producers.exchange import Failure, Fetcher, Request, Response
from producers.failure import FailureClass
from producers.host_gate import HostGate
from producers.keyed_locks import KeyedLocks
from producers.pages.questions import PageWorker, RobotsQuestion
from producers.pages.results import PageProblem, Why
from producers.pages.settings import PageSettings

AGENT = "Rasid"
"""The product token: the group of a robots.txt that is meant for us begins ``User-agent: Rasid``."""
_CLIENT_ERRORS = range(400, 500)
# The page would have the same trouble: it is said as it is.
_OF_THE_HOST = {FailureClass.FORBIDDEN_ADDRESS, FailureClass.DNS}


@dataclass(frozen=True, slots=True)
class _Known:
    """What one host said."""

    until: datetime
    rules: bytes = b""
    problem: PageProblem | None = None


class Robots:
    """The robots.txt of many hosts; shared by all pollers of a process."""

    def __init__(
        self, fetcher: Fetcher, gate: HostGate, worker: PageWorker, clock: Clock, settings: PageSettings
    ) -> None:
        """Make a memory of robots.txt files.

        Args:
            fetcher: Carries out requests.
            gate: One connection a host at a time.
            worker: Reads the files, which strangers write, outside the daemon's process.
            clock: Tells the time.
            settings: How long and how much is kept.
        """
        self._fetcher = fetcher
        self._gate = gate
        self._worker = worker
        self._clock = clock
        self._settings = settings
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._locks = KeyedLocks()

    async def check(self, url: str, allow_private: tuple[str, ...]) -> float | PageProblem:
        """Return the seconds between two requests that the host asks for, or why ``url`` is not to be read.

        Args:
            url: The page.
            allow_private: Hosts and networks of private addresses that are admitted.

        Raises:
            OSError: No worker can be started.
        """
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"
        known = await self._of(origin, allow_private)
        if known.problem:
            return known.problem
        if not known.rules:
            return 0.0
        verdict = await self._worker.robots(RobotsQuestion(robots=known.rules, url=url, agent=AGENT))
        if not verdict.allowed:
            return PageProblem(reason=Why.ROBOTS, detail=f"{origin}/robots.txt forbids it")
        return verdict.delay

    async def _of(self, origin: str, allow_private: tuple[str, ...]) -> _Known:
        async with self._locks.held(origin):
            known = self._known.get(origin)
            if known is None or known.until <= self._clock.now():
                known = await self._asked(origin, allow_private, known)
                self._known[origin] = known
                self._shrink()
            self._known.move_to_end(origin)
            return known

    async def _asked(self, origin: str, allow_private: tuple[str, ...], before: _Known | None) -> _Known:
        url = f"{origin}/robots.txt"
        async with self._gate.turn(url):
            result = await self._fetcher.fetch(Request(url=url, allow_private=allow_private))
        now = self._clock.now()
        day = now + timedelta(seconds=self._settings.robots_seconds)
        soon = now + timedelta(seconds=min(self._settings.robots_retry, self._settings.retry_wait))
        if isinstance(result, Response):
            if result.status == HTTPStatus.OK:
                return _Known(day, result.body[: self._settings.robots_bytes])
            if result.status in _CLIENT_ERRORS and result.status != HTTPStatus.TOO_MANY_REQUESTS:
                return _Known(day)  # 2.3.1.3: there is none, everything may be read
            wait = schedule.retry_after(result.headers, now)
            if wait:
                self._gate.silence(url, now + timedelta(seconds=min(wait, self._settings.max_retry_after)))
        elif result.kind is FailureClass.REDIRECT:
            return _Known(day)  # 2.3.1.2: redirected too often counts as none
        if before and not before.problem:
            return _Known(soon, before.rules)  # 2.4: an old copy is better than none while the host is unreachable
        return _Known(soon, problem=_problem(result))

    def _shrink(self) -> None:
        size = sum(len(known.rules) for known in self._known.values())
        while len(self._known) > self._settings.robots_hosts or size > self._settings.robots_memory:
            _, oldest = self._known.popitem(last=False)
            size -= len(oldest.rules)


def _problem(result: Response | Failure) -> PageProblem:
    """Return why nothing may be read (2.3.1.4: an unreachable robots.txt forbids everything)."""
    if isinstance(result, Failure):
        reason = result.kind if result.kind in _OF_THE_HOST else Why.ROBOTS_UNREACHABLE
        return PageProblem(reason=reason, detail=f"robots.txt: {result.detail}")
    return PageProblem(reason=Why.ROBOTS_UNREACHABLE, detail=f"robots.txt: HTTP status {result.status}")
