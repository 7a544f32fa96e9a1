"""The score server: plain HTTP/1.1 on loopback, one port a host, every request kept."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from agent.clock import Clock
from producers.score.behaviour import ENDLESS_BYTES, Answer, Behaviour, Mark, Verdict, Visit
from producers.score.bodies import Bomb, Endless, Entities, Truncated, Unasked
from producers.score.conditional import ByteIdentical, NewValidators, NotModifiedIsSuccess, OnePlainRequest
from producers.score.hazards import Circle, Inward, Lies, Slow
from producers.score.manners import Moves, NoFragment, NothingAdded, SaysWhoItIs
from producers.score.timing import Freshness, NeverEarly, RetryAfter, Spread

_MAX_HEAD = 64 * 1024
# Long enough for a second connection of the same reader to show up beside the first.
_THINKING_SECONDS = 0.004


COUNTS = 12
"""How many counts the score has; what is numbered higher is a hazard."""


def behaviours() -> list[Behaviour]:
    """Return the twelve, in order."""
    kinds: tuple[type[Behaviour], ...] = (
        OnePlainRequest, ByteIdentical, NewValidators, NotModifiedIsSuccess, NeverEarly, Freshness, RetryAfter,
        NothingAdded, SaysWhoItIs, Moves, NoFragment, Spread,
    )  # fmt: skip
    return [kind() for kind in kinds]


def hazards() -> list[Behaviour]:
    """Return what is played beside the twelve, in order."""
    kinds: tuple[type[Behaviour], ...] = (
        Lies, Truncated, Bomb, Slow, Inward, Circle, Unasked, Entities, Endless,
    )  # fmt: skip
    return [kind() for kind in kinds]


class Host:
    """One port, the behaviours that live there, and who came."""

    def __init__(self, members: Sequence[Behaviour], clock: Clock) -> None:
        """Make a host.

        Args:
            members: In the order in which they are asked for an answer.
            clock: Tells when requests come.
        """
        self.members = members
        self.visits: list[Visit] = []
        self.port = 0
        self._clock = clock
        self._open = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and close."""
        self._open += 1
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            visit = self._visit(head)
            await asyncio.sleep(_THINKING_SECONDS)
            visit = dataclasses.replace(visit, overlapping=visit.overlapping or self._open > 1)
            before = [other for other in self.visits if other.path == visit.path]
            found = (member.answers(visit, before) for member in self.members)
            answer = next((answer for answer in found if answer is not None), Answer(404))
            place = len(self.visits)
            self.visits.append(dataclasses.replace(visit, answer=answer))
            if answer.drip_seconds:
                self.visits[place] = dataclasses.replace(self.visits[place], stayed_seconds=await _drip(answer, writer))
            elif answer.endless:
                self.visits[place] = dataclasses.replace(self.visits[place], taken_bytes=await _pour(answer, writer))
            else:
                writer.write(_head(answer) + answer.body)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # a reader that hangs up is judged by what it did before
        finally:
            self._open -= 1
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    def _visit(self, head: str) -> Visit:
        first, *lines = head.split("\r\n")
        words = first.split(" ")
        pairs = (line.split(":", 1) for line in lines if ":" in line)
        headers = {name.strip().lower(): value.strip(" \t") for name, value in pairs}
        target = words[1] if len(words) > 1 else ""
        return Visit(self._clock.now(), target, headers, overlapping=self._open > 1)


async def _drip(answer: Answer, writer: asyncio.StreamWriter) -> float:
    """Send an answer byte by byte; return for how many seconds the reader took it."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    with contextlib.suppress(ConnectionError):
        writer.write(_head(answer))
        for byte in answer.body:
            writer.write(bytes((byte,)))
            await writer.drain()
            await asyncio.sleep(answer.drip_seconds)
    return loop.time() - began


async def _pour(answer: Answer, writer: asyncio.StreamWriter) -> int:
    """Send an answer without end; return how many bytes of it went out."""
    taken, piece = len(answer.body), b"<!-- more -->" * 5000
    with contextlib.suppress(ConnectionError):
        writer.write(_head(answer) + answer.body)
        while taken < ENDLESS_BYTES:
            writer.write(piece)
            await writer.drain()
            taken += len(piece)
    return taken


def _head(answer: Answer) -> bytes:
    headers = [*answer.headers, ("Connection", "close")]
    if answer.status != 304:  # noqa: PLR2004 - has no body to measure
        length = len(answer.body) if answer.length is None else answer.length
        headers += [("Content-Type", "application/rss+xml")]
        headers += [] if answer.endless else [("Content-Length", str(length))]
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return f"HTTP/1.1 {answer.status} Score\r\n{lines}\r\n".encode("latin-1")


class ScoreServer:
    """All hosts together."""

    def __init__(self, clock: Clock, members: Sequence[Behaviour] | None = None) -> None:
        """Make a server.

        Args:
            clock: The reader's clock: a test's own, or the machine's.
            members: What is played; the twelve and the hazards if not given.
        """
        self._clock = clock
        members = [*behaviours(), *hazards()] if members is None else members
        together = [member for member in members if not member.own_host]
        self.hosts = [
            *([Host(together, clock)] if together else []),
            *(Host([member], clock) for member in members if member.own_host),
        ]

    @asynccontextmanager
    async def listening(self, port: int = 0) -> AsyncIterator[ScoreServer]:
        """Listen on loopback for the time of the context.

        Args:
            port: Of the first host, the others follow it; 0 takes free ones.
        """
        async with contextlib.AsyncExitStack() as stack:
            for number, host in enumerate(self.hosts):
                wanted = port + number if port else 0
                server = await asyncio.start_server(host.serve, "127.0.0.1", wanted, limit=_MAX_HEAD)
                host.port = server.sockets[0].getsockname()[1]
                stack.push_async_callback(server.wait_closed)
                stack.callback(server.close)
                if any(isinstance(member, Inward) for member in host.members):
                    with contextlib.suppress(OSError):  # not every system has more of loopback than one address
                        inside = await asyncio.start_server(host.serve, "127.0.0.2", host.port, limit=_MAX_HEAD)
                        stack.push_async_callback(inside.wait_closed)
                        stack.callback(inside.close)
            yield self

    def addresses(self) -> list[str]:
        """Return what a reader must subscribe to."""
        return [
            f"http://127.0.0.1:{host.port}{path}"
            for host in self.hosts
            for member in host.members
            for path in member.feeds
        ]

    def score(self) -> list[tuple[Behaviour, Verdict]]:
        """Return the verdict on each count, in order."""
        now = self._clock.now()
        found = [(member, member.verdict(host.visits, now)) for host in self.hosts for member in host.members]
        return sorted(found, key=lambda pair: pair[0].number)

    def passed(self, *, of_hazards: bool = False) -> int:
        """Return on how many of the twelve counts, or of the hazards, the reader did right."""
        return sum(
            verdict.mark is Mark.PASS for member, verdict in self.score() if (member.number > COUNTS) is of_hazards
        )
