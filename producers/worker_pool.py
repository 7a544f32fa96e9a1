"""Work outside the daemon's process, under a time limit that ends and replaces the worker."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from asyncio.subprocess import PIPE, Process
from typing import Generic, Self, TypeVar

import msgspec

from producers.worker import ANSWER_FRAME, FRAME, READY

START_SECONDS = 60.0
"""How long a process may take to load its libraries: less than a second, unless the machine is busy."""
_PIECE = 256 * 1024

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class WorkerLost(Exception):
    """A question cost its worker: it took too long, or ended the process."""


class WorkerPool(Generic[Question, Answer]):
    """A few worker processes, started when first needed, each with one question at a time.

    Use as ``async with WorkerPool(...) as pool``, or call :meth:`close`.
    """

    def __init__(self, module: str, answer: type[Answer], workers: int = 1, limit_seconds: float = 10.0) -> None:
        """Make a pool.

        Args:
            module: What each process runs, see :mod:`producers.worker`.
            answer: What it answers.
            workers: Processes at most.
            limit_seconds: How long a question may take before its worker is killed.
        """
        self._module = module
        self._limit = limit_seconds
        self._idle: list[Process] = []
        self._alive: set[Process] = set()
        self._places = asyncio.Semaphore(workers)
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(answer)
        self.killed = 0
        """Workers that were killed or died over a question."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def ask(self, question: Question) -> Answer:
        """Return the answer to ``question``.

        Raises:
            WorkerLost: It took too long or ended its process, or no process comes up.
            OSError: No process can be started.
        """
        async with self._places:
            worker = self._idle.pop() if self._idle else await self._start()
            try:
                async with asyncio.timeout(self._limit):
                    answer, last = await self._exchange(worker, question)
            except TimeoutError:
                await self._end(worker)
                self.killed += 1
                raise WorkerLost(f"takes more than {self._limit:g} s to parse") from None
            except (asyncio.IncompleteReadError, ConnectionError, msgspec.MsgspecError):
                await self._end(worker)
                self.killed += 1
                raise WorkerLost("ends the parser's process (memory or time limit)") from None
            except BaseException:  # cancelled: what the worker is about to say belongs to nobody
                await self._end(worker)
                raise
            if last:
                await self._end(worker)
            else:
                self._idle.append(worker)
        return answer

    async def close(self) -> None:
        """End all workers and wait until they are gone."""
        for worker in list(self._alive):
            await self._end(worker)
        self._idle.clear()

    async def _start(self) -> Process:
        worker = await asyncio.create_subprocess_exec(
            sys.executable, "-m", self._module, str(self._limit), stdin=PIPE, stdout=PIPE
        )
        self._alive.add(worker)
        assert worker.stdout is not None
        try:
            async with asyncio.timeout(START_SECONDS):
                await worker.stdout.readexactly(len(READY))
        except (TimeoutError, asyncio.IncompleteReadError):
            await self._end(worker)
            raise WorkerLost("the parser's process does not start") from None
        except BaseException:
            await self._end(worker)
            raise
        return worker

    async def _exchange(self, worker: Process, question: Question) -> tuple[Answer, bool]:
        assert worker.stdin is not None
        assert worker.stdout is not None
        data = self._encoder.encode(question)
        worker.stdin.write(FRAME.pack(len(data)))
        rest = memoryview(data)
        while rest:  # in pieces, for what a pipe does not take at once is copied
            worker.stdin.write(rest[:_PIECE])
            await worker.stdin.drain()
            rest = rest[_PIECE:]
        del data
        size, last = ANSWER_FRAME.unpack(await worker.stdout.readexactly(ANSWER_FRAME.size))
        return self._decoder.decode(await worker.stdout.readexactly(size)), last

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
