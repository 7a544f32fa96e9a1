"""The daemon's HTTP endpoints: /metrics, /livez, /readyz, and /alerts as server-sent events."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Mapping

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from agent.log.api import Log, LogError, Start
from agent.metrics import Metrics

logger = logging.getLogger("rasid.http")

HealthCheck = Callable[[], Mapping[str, str]]
"""Returns part -> "ok", or what is wrong with it."""


def application(*, metrics: Metrics, log: Log, alerts_topic: str, live: HealthCheck, ready: HealthCheck) -> Starlette:
    """Return the ASGI application.

    Args:
        metrics: What /metrics shows.
        log: Where /alerts reads from.
        alerts_topic: The name of the alerts topic on the log.
        live: Whether every loop goes round; anything but "ok" makes /livez answer 503.
        ready: Whether work can be taken; anything but "ok" makes /readyz answer 503.
    """

    def health(check: HealthCheck) -> Response:
        parts = dict(check())
        well = all(state == "ok" for state in parts.values())
        return JSONResponse({"status": "ok" if well else "failing", "checks": parts}, 200 if well else 503)

    async def show_metrics(_: Request) -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    async def livez(_: Request) -> Response:
        return health(live)

    async def readyz(_: Request) -> Response:
        return health(ready)

    async def alerts(request: Request) -> Response:
        after = request.headers.get("last-event-id") or request.query_params.get("after", "")
        return EventSourceResponse(_alert_stream(log, alerts_topic, after, metrics), ping=15)

    async def index(_: Request) -> Response:
        return PlainTextResponse("Rasid: /metrics /livez /readyz /alerts (server-sent events; ?after=start for all)\n")

    return Starlette(routes=[
        Route("/", index),
        Route("/metrics", show_metrics),
        Route("/livez", livez),
        Route("/readyz", readyz),
        Route("/alerts", alerts),
    ])


async def _alert_stream(log: Log, topic: str, after: str, metrics: Metrics) -> AsyncIterator[ServerSentEvent]:
    """Yield alerts as they come; ``after`` is an event id to go on behind, ``start``, or empty for new ones only."""
    metrics.shift("sse_subscribers", 1)
    try:
        partition, _, offset = after.partition(":")
        known = (int(partition), int(offset)) if partition.isdigit() and offset.isdigit() else None
        start = Start.EARLIEST if known or after == "start" else Start.LATEST
        async for record in log.read(topic, start=start, follow=True):
            if known is not None and record.partition == known[0] and record.offset <= known[1]:
                continue
            yield ServerSentEvent(
                data=(record.value or b"").decode(), event="alert", id=f"{record.partition}:{record.offset}"
            )
    except LogError as error:
        yield ServerSentEvent(data=json.dumps({"error": str(error)}), event="error")
    finally:
        metrics.shift("sse_subscribers", -1)


class _Server(uvicorn.Server):
    """A server that leaves signals to the daemon."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class EndpointServer:
    """Serves an application beside the stages."""

    def __init__(self, app: Starlette, host: str, port: int) -> None:
        """Prepare to listen on ``host`` and ``port`` (0: a free one)."""
        self._app = app
        self._host = host
        self._port = port
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None

    async def start(self) -> str:
        """Listen; return the base URL.

        Raises:
            OSError: The address is taken or not ours.
        """
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((self._host, self._port))
            listener.listen()  # now: whoever is told the address may connect before the server has loaded
        except OSError:
            listener.close()
            raise
        config = uvicorn.Config(
            self._app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1
        )
        self._server = _Server(config)
        self._serving = asyncio.create_task(self._server.serve(sockets=[listener]))
        port = listener.getsockname()[1]
        host = f"[{self._host}]" if family == socket.AF_INET6 else self._host
        return f"http://{host}:{port}"

    async def stop(self) -> None:
        """Stop listening; open streams are cut after a second."""
        if self._server is not None and self._serving is not None:
            self._server.should_exit = True
            with contextlib.suppress(asyncio.CancelledError):
                await self._serving
