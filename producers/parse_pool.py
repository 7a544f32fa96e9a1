"""Parsing outside the daemon's process, under a time limit that ends and replaces the worker."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from asyncio.subprocess import PIPE, Process
from typing import Protocol, Self

import msgspec

from producers.parse_worker import FRAME, Reply, answer
from producers.parsed import Document, ParsedFeed, Unparsed


class Parser(Protocol):
    """Whatever parses documents."""

    async def parse(self, document: Document) -> ParsedFeed | Unparsed:
        """Return the feed in ``document``, or why there is none; never raises for what is in the document."""


class ParserPool:
    """A few worker processes, started when first needed, each with one document at a time.

    Use as ``async with ParserPool(...) as pool``, or call :meth:`close`.
    """

    def __init__(self, workers: int = 1, limit_seconds: float = 10.0) -> None:
        """Make a pool.

        Args:
            workers: Processes at most.
            limit_seconds: How long a document may take before its worker is killed.
        """
        self._limit = limit_seconds
        self._idle: list[Process] = []
        self._alive: set[Process] = set()
        self._places = asyncio.Semaphore(workers)
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(Reply)
        self.killed = 0
        """Workers that were killed or died over a document."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def parse(self, document: Document) -> ParsedFeed | Unparsed:
        """Return the feed in ``document``, or why there is none.

        Raises:
            OSError: No process can be started.
        """
        async with self._places:
            worker = self._idle.pop() if self._idle else await self._start()
            try:
                async with asyncio.timeout(self._limit):
                    reply = await self._ask(worker, document)
            except TimeoutError:
                await self._end(worker)
                self.killed += 1
                return Unparsed(reason=f"takes more than {self._limit:g} s to parse", limit=True)
            except (asyncio.IncompleteReadError, ConnectionError, msgspec.MsgspecError):
                await self._end(worker)
                self.killed += 1
                return Unparsed(reason="ends the parser's process (memory or time limit)", limit=True)
            except BaseException:  # cancelled: what the worker is about to say belongs to nobody
                await self._end(worker)
                raise
            self._idle.append(worker)
        return reply.feed or reply.unparsed or Unparsed(reason="no reply")

    async def close(self) -> None:
        """End all workers and wait until they are gone."""
        for worker in list(self._alive):
            await self._end(worker)
        self._idle.clear()

    async def _start(self) -> Process:
        worker = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "producers.parse_worker", str(self._limit), stdin=PIPE, stdout=PIPE
        )
        self._alive.add(worker)
        return worker

    async def _ask(self, worker: Process, document: Document) -> Reply:
        assert worker.stdin is not None
        assert worker.stdout is not None
        data = self._encoder.encode(document)
        worker.stdin.write(FRAME.pack(len(data)))
        worker.stdin.write(data)
        await worker.stdin.drain()
        (size,) = FRAME.unpack(await worker.stdout.readexactly(FRAME.size))
        return self._decoder.decode(await worker.stdout.readexactly(size))

    async def _end(self, worker: Process) -> None:
        self._alive.discard(worker)
        with contextlib.suppress(ProcessLookupError):
            worker.kill()
        assert worker.stdin is not None
        worker.stdin.close()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            await worker.stdin.wait_closed()
        assert worker.stdout is not None
        while await worker.stdout.read(65536):
            pass  # to the end of the pipe, so that its transport closes
        await worker.wait()


class InlineParser:
    """Parses in this process and without a limit: for trusted documents and for tests."""

    async def parse(self, document: Document) -> ParsedFeed | Unparsed:
        """Return the feed in ``document``, or why there is none."""
        reply = answer(document)
        return reply.feed or reply.unparsed or Unparsed(reason="no reply")
