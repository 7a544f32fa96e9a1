"""Parsing outside the daemon's process, under a time limit that ends and replaces the worker."""

from __future__ import annotations

from typing import Protocol

from producers.parse_worker import Reply, answer
from producers.parsed import Document, ParsedFeed, Unparsed
from producers.worker_pool import WorkerLost, WorkerPool


class Parser(Protocol):
    """Whatever parses documents."""

    async def parse(self, document: Document) -> ParsedFeed | Unparsed:
        """Return the feed in ``document``, or why there is none; never raises for what is in the document."""


class ParserPool(WorkerPool[Document, Reply]):
    """Worker processes that parse feeds."""

    def __init__(self, workers: int = 1, limit_seconds: float = 10.0) -> None:
        """Make a pool.

        Args:
            workers: Processes at most.
            limit_seconds: How long a document may take before its worker is killed.
        """
        super().__init__("producers.parse_worker", Reply, workers, limit_seconds)

    async def parse(self, document: Document) -> ParsedFeed | Unparsed:
        """Return the feed in ``document``, or why there is none.

        Raises:
            OSError: No process can be started.
        """
        try:
            return _result(await self.ask(document))
        except WorkerLost as lost:
            return Unparsed(reason=str(lost), limit=True)


class InlineParser:
    """Parses in this process and without a limit: for trusted documents and for tests."""

    async def parse(self, document: Document) -> ParsedFeed | Unparsed:
        """Return the feed in ``document``, or why there is none."""
        return _result(answer(document))


def _result(reply: Reply) -> ParsedFeed | Unparsed:
    return reply.feed or reply.unparsed or Unparsed(reason="no reply")
