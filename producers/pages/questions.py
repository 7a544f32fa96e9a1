"""What the daemon asks the process that reads pages, and what that answers."""

from __future__ import annotations

from typing import Protocol

import msgspec

from producers.pages.boilerplate import HostRules
from producers.pages.results import PageProblem, PageResult, PageText, Why
from producers.parsed import Document
from producers.worker_pool import WorkerLost, WorkerPool


class RobotsQuestion(msgspec.Struct, frozen=True, kw_only=True, tag="robots"):
    """May this address be read?"""

    robots: bytes
    """The host's robots.txt."""
    url: str
    agent: str
    """Name of the reader, as robots.txt calls it."""


class RobotsVerdict(msgspec.Struct, frozen=True, kw_only=True, tag="verdict"):
    """What a robots.txt says of an address."""

    allowed: bool
    delay: float = 0.0
    """Seconds between two requests that it asks for."""


class ExtractQuestion(msgspec.Struct, frozen=True, kw_only=True, tag="extract"):
    """Which article is in this page?"""

    page: Document
    title: str
    """Of the article, as the feed has it: a first line that repeats it goes."""
    rules: tuple[HostRules, ...] = ()
    """What is to be taken out."""


class Told(msgspec.Struct, frozen=True, kw_only=True, tag="told"):
    """The answer to :class:`ExtractQuestion`."""

    text: PageText | None = None
    problem: PageProblem | None = None


Question = RobotsQuestion | ExtractQuestion
Answer = RobotsVerdict | Told


class PageWorker(Protocol):
    """Whatever answers such questions."""

    async def robots(self, question: RobotsQuestion) -> RobotsVerdict:
        """Return what the robots.txt says."""

    async def extract(self, question: ExtractQuestion) -> PageResult:
        """Return the article in the page, or why there is none; never raises for what is in the page."""


class PagePool(WorkerPool[Question, Answer]):
    """Worker processes that read pages and robots.txt."""

    def __init__(self, workers: int = 1, limit_seconds: float = 10.0) -> None:
        """Make a pool.

        Args:
            workers: Processes at most.
            limit_seconds: How long a page may take before its worker is killed.
        """
        # The Union is what msgspec decodes to; typing has no way to say "the type of this union".
        super().__init__("producers.pages.worker", Answer, workers, limit_seconds)  # type: ignore[arg-type]

    async def robots(self, question: RobotsQuestion) -> RobotsVerdict:
        """Return what the robots.txt says; one that costs the worker forbids everything.

        Raises:
            OSError: No process can be started.
        """
        try:
            answer = await self.ask(question)
        except WorkerLost:
            return RobotsVerdict(allowed=False)
        assert isinstance(answer, RobotsVerdict)
        return answer

    async def extract(self, question: ExtractQuestion) -> PageResult:
        """Return the article in the page, or why there is none.

        Raises:
            OSError: No process can be started.
        """
        try:
            answer = await self.ask(question)
        except WorkerLost as lost:
            return PageProblem(reason=Why.EXTRACT_LIMIT, detail=str(lost))
        assert isinstance(answer, Told)
        return answer.text or answer.problem or PageProblem(reason=Why.NO_TEXT)
