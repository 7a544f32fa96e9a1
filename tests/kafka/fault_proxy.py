"""A TCP proxy that knows Kafka's frames: loses chosen requests, or the answers to them, on their way.

A frame is four bytes of length and what they count. A request begins with the key of its API (2 bytes), the version (2)
and a number (4), which its answer begins with.
"""

from __future__ import annotations

import asyncio
import contextlib
import struct
from dataclasses import dataclass

PRODUCE, ADD_PARTITIONS, ADD_OFFSETS, END_TXN, TXN_OFFSET_COMMIT = 0, 24, 25, 26, 28
APIS = {
    "Produce": PRODUCE, "AddPartitionsToTxn": ADD_PARTITIONS, "AddOffsetsToTxn": ADD_OFFSETS, "EndTxn": END_TXN,
    "TxnOffsetCommit": TXN_OFFSET_COMMIT,
}


@dataclass
class Loss:
    """What is to be lost."""

    api: int
    side: str
    """``request`` or ``answer``."""
    cut: bool
    """Cut the connection too; otherwise it stays, and nothing comes."""
    times: int = 1
    happened: int = 0

    def takes(self, api, side):
        """Return whether this frame is to be lost, and count it."""
        if api != self.api or side != self.side or self.happened >= self.times:
            return False
        self.happened += 1
        return True


class FaultProxy:
    """Listens on a socket and passes frames on to a port of this machine."""

    def __init__(self, listening, upstream):
        """Prepare.

        Args:
            listening: A bound socket, on the address that the broker tells its clients.
            upstream: The port on which the broker itself listens.
        """
        self._socket = listening
        self._upstream = upstream
        self._losses = []
        self._connections = set()

    def lose(self, api, side, *, cut=False, times=1):
        """Lose the next frames of this API in one direction; return what counts them."""
        loss = Loss(APIS[api], side, cut, times)
        self._losses.append(loss)
        return loss

    async def __aenter__(self):
        self._server = await asyncio.start_server(self._serve, sock=self._socket.dup())
        return self

    async def __aexit__(self, *_):
        self._server.close()
        for task in list(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _serve(self, reader, writer):
        task = asyncio.current_task()
        self._connections.add(task)
        try:
            await self._connect(reader, writer)
        except asyncio.CancelledError:
            pass
        finally:
            self._connections.discard(task)

    async def _connect(self, reader, writer):
        try:
            broker_reader, broker_writer = await asyncio.open_connection("127.0.0.1", self._upstream)
        except OSError:
            writer.close()
            return
        waiting = {}
        ways = {
            asyncio.create_task(self._requests(reader, broker_writer, waiting)),
            asyncio.create_task(self._answers(broker_reader, writer, waiting)),
        }
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            for end in (writer, broker_writer):
                end.close()
                with contextlib.suppress(OSError):
                    await end.wait_closed()

    async def _requests(self, reader, writer, waiting):
        while (frame := await _frame(reader)) is not None:
            api, _, number = struct.unpack_from(">hhi", frame, 4)
            waiting[number] = api
            if (loss := self._loss(api, "request")) is None:
                writer.write(frame)
                await writer.drain()
            elif loss.cut:
                return

    async def _answers(self, reader, writer, waiting):
        while (frame := await _frame(reader)) is not None:
            api = waiting.pop(struct.unpack_from(">i", frame, 4)[0], None)
            if (loss := self._loss(api, "answer")) is None:
                writer.write(frame)
                await writer.drain()
            elif loss.cut:
                return

    def _loss(self, api, side):
        return next((loss for loss in self._losses if loss.takes(api, side)), None)


async def _frame(reader):
    """Return the next frame with its length, or None at the end."""
    try:
        head = await reader.readexactly(4)
        return head + await reader.readexactly(struct.unpack(">i", head)[0])
    except (asyncio.IncompleteReadError, OSError):
        return None
