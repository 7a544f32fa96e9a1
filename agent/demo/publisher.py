"""The newsroom's web server: its feeds on the loopback interface, with validators as a good publisher sends them."""

from __future__ import annotations

import hashlib
import logging
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from agent.demo.feed_documents import content_type, document
from agent.demo.newsroom import Newsroom, Outlet

logger = logging.getLogger("rasid.demo")


@dataclass(slots=True)
class Traffic:
    """What the server has been asked for."""

    polls: int = 0
    """Requests for a feed."""
    not_modified: int = 0
    """Those of them that were answered "not modified" (304)."""
    bytes_sent: int = 0


class Publisher:
    """Serves a newsroom over HTTP on 127.0.0.1; use as a context manager.

    The schedule starts with the first request for a feed: however long its reader takes to start, it misses nothing.
    """

    def __init__(self, newsroom: Newsroom, monotonic: Callable[[], float], port: int = 0) -> None:
        """Bind the port (0: a free one).

        Args:
            newsroom: What is published, and when.
            monotonic: Seconds on a clock that never goes back.
            port: TCP port.

        Raises:
            OSError: The port is taken.
        """
        self._newsroom = newsroom
        self._monotonic = monotonic
        self._opened: float | None = None
        self._lock = threading.Lock()
        self._traffic = Traffic()
        self._complete: set[str] = set()
        self._by_path = {outlet.path: outlet for outlet in newsroom.outlets}
        self._server = _Server(("127.0.0.1", port), self)
        # The default poll of half a second would be waited for at the end of every demo.
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="demo-publisher", daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def elapsed(self) -> float:
        """Seconds since the first request for a feed; negative before it."""
        return -1.0 if self._opened is None else self._monotonic() - self._opened

    @property
    def published(self) -> int:
        """How many versions of articles have appeared."""
        return self._newsroom.published(self.elapsed)

    @property
    def traffic(self) -> Traffic:
        """Return a copy of the counts so far."""
        with self._lock:
            return Traffic(self._traffic.polls, self._traffic.not_modified, self._traffic.bytes_sent)

    @property
    def all_read(self) -> bool:
        """Whether everything has appeared and every feed has been asked for since."""
        with self._lock:
            return len(self._complete) == len(self._newsroom.outlets)

    def address(self, outlet: Outlet) -> str:
        """Return the URL of the feed of ``outlet``."""
        return f"http://127.0.0.1:{self._server.server_port}{outlet.path}"

    def answer(self, path: str, if_none_match: str) -> tuple[HTTPStatus, dict[str, str], bytes]:
        """Return status, headers and body for a GET of ``path``; counts it when it is a feed's."""
        outlet = self._by_path.get(path)
        if outlet is None:
            return self._front_page(path)
        with self._lock:
            if self._opened is None:
                self._opened = self._monotonic()
        elapsed = self.elapsed
        body = document(outlet, self._newsroom.entries(outlet.id, elapsed), self.address(outlet))
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        current = etag in (value.strip() for value in if_none_match.split(","))
        headers = {"ETag": etag, "Cache-Control": "no-cache"}
        with self._lock:
            self._traffic.polls += 1
            self._traffic.not_modified += current
            self._traffic.bytes_sent += 0 if current else len(body)
            if elapsed >= self._newsroom.duration:
                self._complete.add(outlet.id)
        if current:
            return HTTPStatus.NOT_MODIFIED, headers, b""
        return HTTPStatus.OK, {**headers, "Content-Type": content_type(outlet)}, body

    def _front_page(self, path: str) -> tuple[HTTPStatus, dict[str, str], bytes]:
        plain = {"Content-Type": "text/plain; charset=utf-8"}
        if path != "/":
            return HTTPStatus.NOT_FOUND, plain, f"No such page; the feeds are listed on {self.root}/\n".encode()
        lines = [f"{self.address(outlet)}  {outlet.outlet} ({outlet.language})" for outlet in self._newsroom.outlets]
        return HTTPStatus.OK, plain, ("The newsroom of `rasid demo`. Its feeds:\n\n" + "\n".join(lines) + "\n").encode()

    @property
    def root(self) -> str:
        """The address of the front page, without the last slash."""
        return f"http://127.0.0.1:{self._server.server_port}"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], publisher: Publisher) -> None:
        self.publisher = publisher
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - the signature is socketserver's
        # A reader that hangs up in the middle of an answer is no fault of the newsroom's.
        logger.debug("a reader hung up", exc_info=sys.exc_info())


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "newsroom"
    timeout = 30
    server: _Server

    def do_GET(self) -> None:
        self._send(with_body=True)

    def do_HEAD(self) -> None:
        self._send(with_body=False)

    def _send(self, *, with_body: bool) -> None:
        path = self.path.partition("?")[0]
        status, headers, body = self.server.publisher.answer(path, self.headers.get("If-None-Match", ""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that http.server gives it
        logger.debug(format, *args)
