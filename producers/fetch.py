"""HTTP as a polite and wary feed reader speaks it; the only module that knows httpx.

Every hop is resolved, its addresses are checked, and the connection goes to a checked address (nothing is resolved
twice, so no rebinding). Redirects are followed by hand: at most five, never from https to http, without cookies or
Referer, and with validators for the very address that they came from. Bodies are unpacked in bounded steps.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urljoin

import httpx

from agent import __version__
from producers.address_policy import forbidden
from producers.content_encoding import BadEncoding, BodyDecoder, BodyLimits, BodyTooLarge
from producers.exchange import Failure, Request, Response
from producers.failure import FailureClass
from producers.kept_open import Kept, KeptOpen

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""From host and port to IP addresses; raises OSError when there are none."""

FEED_TYPES = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5"
)
PAGE_TYPES = "text/html, application/xhtml+xml, text/plain;q=0.5, */*;q=0.1"
_REDIRECTS = {301, 302, 303, 307, 308}
_PERMANENT = {301, 308}
_ATTEMPTS = 3
_SHORT = 64 * 1024
_KEPT_HOSTS = 64
_KEPT_SECONDS = 15.0
"""Connections stay open for the next hop of a redirect and the next feed or page of the host."""
_RESOLVER_THREADS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """How requests are made."""

    contact: str = ""
    """Address of a page that tells publishers who reads their feeds; part of the User-Agent."""
    total_seconds: float = 20.0
    """From the first byte out to the last byte in, over all redirects: a slow sender cannot hold us longer."""
    connect_seconds: float = 10.0
    max_redirects: int = 5
    limits: BodyLimits = field(default_factory=BodyLimits)
    accept: str = FEED_TYPES
    proxy: str = ""
    """Proxy for all requests. It resolves names itself: addresses are still checked, but it is the proxy that connects,
    so it must keep private networks out as well."""

    @property
    def user_agent(self) -> str:
        """Name, version and contact address."""
        return f"Rasid/{__version__} (+{self.contact})" if self.contact else f"Rasid/{__version__} (feed reader)"


class _Refused(Exception):
    def __init__(self, kind: FailureClass, detail: str) -> None:
        super().__init__(detail)
        self.failure = Failure(kind, detail)


class HttpFetcher:
    """A :class:`producers.exchange.Fetcher` over real connections."""

    def __init__(
        self,
        settings: FetchSettings | None = None,
        *,
        resolve: Resolver | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Make a fetcher.

        Args:
            settings: How requests are made.
            resolve: Instead of the system's resolver.
            transport: Instead of real connections; it sees the checked address as the host of each request.
        """
        self._settings = settings or FetchSettings()
        self._threads = ThreadPoolExecutor(_RESOLVER_THREADS, "resolver") if resolve is None else None
        self._resolve = resolve or self._system_resolve
        # Addresses stand in for hosts in them, and a TLS session must not serve two hosts: so each host has its own.
        self._given = transport
        self._tls = ssl.create_default_context() if transport is None else True
        self._transports = KeptOpen(
            self._new_transport, lambda old: old.aclose(), most=_KEPT_HOSTS, seconds=_KEPT_SECONDS
        )

    async def fetch(self, request: Request) -> Response | Failure:
        """Carry out ``request``; every trouble with the network or the server is a :class:`Failure`."""
        try:
            async with asyncio.timeout(self._settings.total_seconds):
                return await self._follow(request)
        except TimeoutError:
            return Failure(FailureClass.TIMEOUT, f"not done within {self._settings.total_seconds:g} s")
        except _Refused as refused:
            return refused.failure
        except BodyTooLarge as error:
            return Failure(FailureClass.TOO_LARGE, str(error))
        except BadEncoding as error:
            return Failure(FailureClass.ENCODING, str(error))
        except httpx.TimeoutException:
            return Failure(FailureClass.TIMEOUT, "the connection took too long")
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError) as error:
            return Failure(FailureClass.REDIRECT, f"not an address: {error}")
        except httpx.HTTPError as error:
            return Failure(FailureClass.PROTOCOL, str(error)[:200] or type(error).__name__)

    async def close(self) -> None:
        """Let go of connections and of the resolver's threads."""
        await self._transports.close()
        if self._threads:
            self._threads.shutdown(wait=False, cancel_futures=True)

    def _new_transport(self) -> httpx.AsyncBaseTransport:
        return self._given or httpx.AsyncHTTPTransport(
            verify=self._tls,
            proxy=self._settings.proxy or None,
            trust_env=False,
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=2, keepalive_expiry=_KEPT_SECONDS),
        )

    async def _follow(self, request: Request) -> Response:
        url = httpx.URL(request.url).copy_with(fragment=None)
        visited = {str(url)}
        moved_to, permanent = "", True
        for _ in range(self._settings.max_redirects + 1):
            async with self._transports.of(f"{url.scheme}://{url.netloc.decode('ascii')}") as kept:
                answer = await self._once(url, request, kept)
                if answer.status_code not in _REDIRECTS:
                    return await self._finish(answer, url, moved_to, request.media_types)
                location = answer.headers.get("location", "")
                await self._leave(answer)
            target = self._target(url, location)
            if not request.follow:
                return Response(status=answer.status_code, url=str(url), moved_to=str(target))
            permanent = permanent and answer.status_code in _PERMANENT
            if permanent:
                moved_to = str(target)
            if str(target) in visited:
                raise _Refused(FailureClass.REDIRECT, f"redirects in a circle at {target}")
            visited.add(str(target))
            url = target
        raise _Refused(FailureClass.REDIRECT, f"more than {self._settings.max_redirects} redirects")

    @staticmethod
    def _target(url: httpx.URL, location: str) -> httpx.URL:
        with contextlib.suppress(UnicodeError):  # else it is no UTF-8 in disguise
            location = location.encode("latin-1").decode("utf-8")
        if not location.strip():
            raise _Refused(FailureClass.REDIRECT, "redirects to nowhere (no Location)")
        try:
            target = httpx.URL(urljoin(str(url), location.strip())).copy_with(fragment=None)
        except ValueError as error:
            raise _Refused(FailureClass.REDIRECT, f"redirects to what is no address: {error}") from error
        if target.scheme not in {"http", "https"} or not target.host:
            raise _Refused(FailureClass.REDIRECT, f"redirects to {str(target)[:80]}, which is not http or https")
        if url.scheme == "https" and target.scheme == "http":
            raise _Refused(FailureClass.REDIRECT, "redirects from https to http")
        return target

    @staticmethod
    async def _leave(answer: httpx.Response) -> None:
        """Read the rest of a short answer, so that its connection can serve again; close on a longer one."""
        left = _SHORT
        try:
            assert isinstance(answer.stream, httpx.AsyncByteStream)
            with contextlib.suppress(httpx.HTTPError):
                async for piece in answer.stream:
                    left -= len(piece)
                    if left < 0:
                        break
        finally:
            await answer.aclose()

    async def _once(
        self, url: httpx.URL, request: Request, kept: Kept[httpx.AsyncBaseTransport]
    ) -> httpx.Response:
        if url.scheme not in {"http", "https"} or not url.host:
            raise _Refused(FailureClass.REDIRECT, "not an http or https address")
        host = url.raw_host.decode("ascii")
        addresses = await self._addresses(host, url.port or (443 if url.scheme == "https" else 80), request)
        trouble: Exception | None = None
        for address in addresses[:_ATTEMPTS]:
            try:
                return await self._ask(self._message(url, host, address, request), kept)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                trouble = error
        detail = str(trouble)[:200] or "no connection in time"
        raise _Refused(FailureClass.CONNECT, f"{host}: {detail}") from trouble

    @staticmethod
    async def _ask(message: httpx.Request, kept: Kept[httpx.AsyncBaseTransport]) -> httpx.Response:
        try:
            return await kept.thing.handle_async_request(message)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            if not kept.uses:
                raise
        # The host has closed the connection that was kept, just now: it has not heard the question.
        return await kept.thing.handle_async_request(message)

    async def _addresses(self, host: str, port: int, request: Request) -> list[str]:
        try:
            found = list(dict.fromkeys(await self._resolve(host, port)))
        except (OSError, UnicodeError) as error:
            if self._settings.proxy:
                return [host]  # behind a proxy there is often no resolver for the world outside
            raise _Refused(FailureClass.DNS, f"{host}: {getattr(error, 'strerror', None) or error}") from error
        if not found:
            raise _Refused(FailureClass.DNS, f"{host}: no address")
        if refused := forbidden(host, found, request.allow_private):
            raise _Refused(FailureClass.FORBIDDEN_ADDRESS, f"{host} leads to the private address {refused}")
        return sorted(found, key=lambda address: ":" in address)  # a host with broken IPv6 should not cost a wait

    async def _system_resolve(self, host: str, port: int) -> Sequence[str]:
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )
        return [str(entry[4][0]) for entry in found]

    def _message(self, url: httpx.URL, host: str, address: str, request: Request) -> httpx.Request:
        headers = [
            (b"Host", url.netloc),
            (b"User-Agent", self._settings.user_agent.encode("latin-1", "replace")),
            (b"Accept", self._settings.accept.encode("ascii")),
            (b"Accept-Encoding", b"gzip"),
        ]
        if str(url) == request.validators_url:
            if request.etag:
                headers.append((b"If-None-Match", request.etag.encode("latin-1", "replace")))
            if request.last_modified:
                headers.append((b"If-Modified-Since", request.last_modified.encode("latin-1", "replace")))
        connect = self._settings.connect_seconds
        total = self._settings.total_seconds
        timeout = {"connect": connect, "read": total, "write": total, "pool": total}
        return httpx.Request(
            "GET", url if self._settings.proxy else url.copy_with(host=address), headers=headers,
            extensions={"timeout": timeout, "sni_hostname": host},
        )  # fmt: skip

    async def _finish(
        self, answer: httpx.Response, url: httpx.URL, moved_to: str, media_types: tuple[str, ...]
    ) -> Response:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers.raw}
        head = Response(status=answer.status_code, url=str(url), headers=headers, moved_to=moved_to)
        body, wire = b"", 0
        try:
            if head.status == HTTPStatus.OK and (not media_types or head.media_type in {"", *media_types}):
                decoder = BodyDecoder(headers.get("content-encoding", ""), self._settings.limits)
                assert isinstance(answer.stream, httpx.AsyncByteStream)
                async for piece in answer.stream:  # as sent; nothing of httpx's own decoding
                    decoder.feed(piece)
                body, wire = decoder.finish(), decoder.wire_bytes
        finally:
            await answer.aclose()
        return dataclasses.replace(head, body=body, wire_bytes=wire)
