import asyncio
import dataclasses
import gzip
import socket
import tracemalloc
import zlib
from contextlib import asynccontextmanager

import httpx
import pytest

from producers.content_encoding import BadEncoding, BodyDecoder, BodyLimits, BodyTooLarge
from producers.exchange import Failure, Request, Response
from producers.failure import FailureClass
from producers.fetch import FetchSettings, HttpFetcher

LOOPBACK = ("127.0.0.0/8", "::1")
SMALL = BodyLimits(wire_bytes=200_000, decoded_bytes=500_000, ratio=50)
# No answer here is late: the time is for machines that are busy.
PATIENT = FetchSettings(total_seconds=60.0, connect_seconds=60.0, limits=SMALL, contact="https://rasid.example/bot")


@asynccontextmanager
async def server(handler):
    """Serve raw bytes: ``handler(head, writer)`` answers one request; yields the address and the request heads."""
    heads = []

    async def serve(reader, writer):
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            heads.append(head)
            result = handler(head, writer)
            if asyncio.iscoroutine(result):
                await result
            elif result:
                writer.write(result)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}", heads
    finally:
        listening.close()
        await listening.wait_closed()


def http(status="200 OK", body=b"", **headers):
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{lines}\r\n".encode("latin-1") + body


async def fetch(url, settings=PATIENT, allow=LOOPBACK, **request):
    fetcher = HttpFetcher(settings)
    try:
        return await fetcher.fetch(Request(url=url, allow_private=allow, **request))
    finally:
        await fetcher.close()


def header(head, name):
    return [line.split(": ", 1)[1] for line in head.split("\r\n") if line.lower().startswith(name.lower() + ":")]


class TestRequest:
    async def test_says_who_we_are_and_nothing_else(self):
        async with server(lambda *_: http(body=b"x", Set_Cookie="a=b", ETag='W/"é"')) as (url, heads):
            result = await fetch(f"{url}/feed?a=1&b=%20#part")
        assert isinstance(result, Response)
        assert (result.status, result.body, result.wire_bytes) == (200, b"x", 1)
        assert result.headers["etag"] == 'W/"é"'
        names = {line.split(":")[0].lower() for line in heads[0].split("\r\n")[1:] if line}
        assert heads[0].startswith("GET /feed?a=1&b=%20 HTTP/1.1\r\n")
        assert names == {"host", "user-agent", "accept", "accept-encoding"}
        assert header(heads[0], "accept-encoding") == ["gzip"]
        assert "Rasid/" in header(heads[0], "user-agent")[0]
        assert "https://rasid.example/bot" in header(heads[0], "user-agent")[0]

    async def test_validators_are_byte_identical(self):
        etag, date = 'W/"a\'é-1"', "mon, 23 Nov 2026 10:00:00 +0000"
        async with server(lambda *_: http("304 Not Modified")) as (url, heads):
            result = await fetch(f"{url}/", etag=etag, last_modified=date, validators_url=f"{url}/")
        assert result.status == 304
        assert header(heads[0], "if-none-match") == [etag]
        assert header(heads[0], "if-modified-since") == [date]

    async def test_validators_go_to_no_other_address(self):
        def answer(head, _):
            return http("302 Found", Location="/other") if "GET /feed" in head else http(body=b"y")

        async with server(answer) as (url, heads):
            await fetch(f"{url}/feed", etag='"1"', validators_url=f"{url}/feed")
            await fetch(f"{url}/feed", etag='"1"', validators_url=f"{url}/other")
        assert [bool(header(head, "if-none-match")) for head in heads] == [True, False, False, True]

    async def test_body_of_an_error_is_not_read(self):
        async with server(lambda *_: http("404 Not Found", body=b"x" * 100_000)) as (url, _):
            result = await fetch(url)
        assert (result.status, result.body) == (404, b"")


class TestRedirects:
    async def chain(self, *hops, start="/0"):
        """Fetch ``/0`` where hop n is (status, location) of ``/n``."""

        def answer(head, _):
            number = int(head.split()[1].strip("/"))
            if number >= len(hops):
                return http(body=b"end", Set_Cookie="c=1")
            status, location = hops[number]
            return http(f"{status} Moved", Location=location, Set_Cookie="c=1")

        async with server(answer) as (url, heads):
            return await fetch(url + start), url, heads

    async def test_permanent_ones_are_told_apart(self):
        result, url, heads = await self.chain((301, "/1"), (308, "/2"), (302, "/3"))
        assert (result.url, result.moved_to, result.body) == (f"{url}/3", f"{url}/2", b"end")
        assert not any(header(head, "cookie") or header(head, "referer") for head in heads)

    async def test_a_temporary_one_hides_what_is_behind_it(self):
        result, _, _ = await self.chain((307, "/1"), (301, "/2"))
        assert result.moved_to == ""

    async def test_five_hops_and_no_more(self):
        result, _, _ = await self.chain(*((302, f"/{n + 1}") for n in range(5)))
        assert result.body == b"end"
        result, _, heads = await self.chain(*((302, f"/{n + 1}") for n in range(9)))
        assert result.kind is FailureClass.REDIRECT
        assert len(heads) == 6

    @pytest.mark.parametrize(
        ("location", "reason"),
        [("/0", "circle"), ("", "nowhere"), ("ftp://x/", "not http"), ("file:///etc/passwd", "not http"),
         ("http://[::1", "no address"), ("gopher://127.0.0.1/", "not http")],
    )  # fmt: skip
    async def test_refused(self, location, reason):
        result, _, _ = await self.chain((302, location))
        assert result.kind is FailureClass.REDIRECT
        assert reason in result.detail

    async def test_never_from_https_to_http(self):
        transport = httpx.MockTransport(lambda _: httpx.Response(301, headers={"location": "http://pub.example/"}))
        result = await web(transport).fetch(Request(url="https://pub.example/"))
        assert result.kind is FailureClass.REDIRECT
        assert "https to http" in result.detail


def web(transport, addresses=None, settings=PATIENT):
    """A fetcher over ``transport`` where every host is at a public address, or as ``addresses`` says."""

    async def resolve(host, _port):
        found = (addresses or {}).get(host, ["93.184.215.14"])
        if callable(found):
            found = found()
        if isinstance(found, Exception):
            raise found
        return found

    return HttpFetcher(settings, resolve=resolve, transport=transport)


class TestAddresses:
    @pytest.mark.parametrize(
        "address",
        ["127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
         "255.255.255.255", "198.18.0.1", "192.0.2.1", "240.0.0.1", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1",
         "::ffff:127.0.0.1", "::127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::1",
         "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1",
         "2606:2800:21f::5efe:10.0.0.1", "2606:2800:21f::200:5efe:8.8.8.8", "nonsense"],
    )  # fmt: skip
    async def test_reserved_ones_are_refused_also_beside_a_public_one(self, address):
        asked = []
        transport = httpx.MockTransport(lambda request: asked.append(request) or httpx.Response(200))
        fetcher = web(transport, {"evil.example": ["93.184.215.14", address]})
        result = await fetcher.fetch(Request(url="http://evil.example/"))
        assert result.kind is FailureClass.FORBIDDEN_ADDRESS
        assert not asked

    async def test_public_ones_are_connected_to_as_checked(self):
        asked = []
        transport = httpx.MockTransport(lambda request: asked.append(request) or httpx.Response(200, content=b"x"))
        fetcher = web(transport, {"good.example": ["2606:2800:21f::1", "93.184.215.14"]})
        result = await fetcher.fetch(Request(url="https://good.example:8443/p"))
        assert result.url == "https://good.example:8443/p"
        (request,) = asked
        assert request.url.host == "93.184.215.14"
        assert request.headers["host"] == "good.example:8443"
        assert request.extensions["sni_hostname"] == "good.example"

    async def test_nothing_is_resolved_twice_so_rebinding_finds_no_gap(self):
        answers = iter([["93.184.215.14"], ["127.0.0.1"]])
        asked = []
        transport = httpx.MockTransport(lambda request: asked.append(request.url.host) or httpx.Response(200))
        fetcher = web(transport, {"rebind.example": lambda: next(answers)})
        assert (await fetcher.fetch(Request(url="http://rebind.example/"))).status == 200
        assert asked == ["93.184.215.14"]
        result = await fetcher.fetch(Request(url="http://rebind.example/"))
        assert result.kind is FailureClass.FORBIDDEN_ADDRESS

    async def test_every_hop_is_checked(self):
        transport = httpx.MockTransport(lambda _: httpx.Response(302, headers={"location": "http://inside.example/"}))
        fetcher = web(transport, {"inside.example": ["192.168.0.10"]})
        result = await fetcher.fetch(Request(url="http://pub.example/"))
        assert result.kind is FailureClass.FORBIDDEN_ADDRESS
        assert "192.168.0.10" in result.detail

    @pytest.mark.parametrize(
        "host", ["127.0.0.1", "127.1", "0x7f.1", "2130706433", "localhost", "[::1]", "[::ffff:127.0.0.1]"]
    )
    async def test_spellings_of_loopback(self, host):
        result = await fetch(f"http://{host}:9/", allow=())
        assert result.kind in {FailureClass.FORBIDDEN_ADDRESS, FailureClass.DNS, FailureClass.REDIRECT}

    @pytest.mark.parametrize("allow", [("inside.example",), ("192.168.0.0/16",), ("192.168.0.10",)])
    async def test_configuration_can_admit_private_ones(self, allow):
        transport = httpx.MockTransport(lambda _: httpx.Response(200, content=b"x"))
        fetcher = web(transport, {"inside.example": ["192.168.0.10"]})
        assert (await fetcher.fetch(Request(url="http://inside.example/", allow_private=allow))).body == b"x"

    async def test_the_next_address_is_tried(self):
        def answer(request):
            if request.url.host == "93.184.215.14":
                raise httpx.ConnectError("refused")
            return httpx.Response(200, content=b"x")

        fetcher = web(httpx.MockTransport(answer), {"two.example": ["93.184.215.14", "93.184.215.15"]})
        assert (await fetcher.fetch(Request(url="http://two.example/"))).body == b"x"

    @pytest.mark.parametrize(
        ("trouble", "kind"),
        [(OSError("no such host"), FailureClass.DNS), ([], FailureClass.DNS)],
    )
    async def test_names_that_do_not_resolve(self, trouble, kind):
        fetcher = web(httpx.MockTransport(lambda _: httpx.Response(200)), {"none.example": trouble})
        assert (await fetcher.fetch(Request(url="http://none.example/"))).kind is kind


class TestHostility:
    async def test_a_connection_that_is_refused(self):
        with socket.socket() as taken:  # and nobody listens
            taken.bind(("127.0.0.1", 0))
            result = await fetch(f"http://127.0.0.1:{taken.getsockname()[1]}")
        assert result.kind is FailureClass.CONNECT

    @pytest.mark.parametrize(
        ("answer", "kind"),
        [
            (b"garbage\r\n\r\n", FailureClass.PROTOCOL),
            (b"", FailureClass.PROTOCOL),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", FailureClass.PROTOCOL),
            (b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 200_000 + b"\r\n\r\n", FailureClass.PROTOCOL),
            (http(body=b"x", Content_Encoding="br"), FailureClass.ENCODING),
            (http(body=b"x", Content_Encoding="zstd"), FailureClass.ENCODING),
            (http(body=b"x", Content_Encoding="deflate"), FailureClass.ENCODING),
            (http(body=b"x", Content_Encoding="gzip, gzip"), FailureClass.ENCODING),
            (http(body=b"\x1f\x8bnonsense", Content_Encoding="gzip"), FailureClass.ENCODING),
            (http(body=gzip.compress(b"x" * 1000)[:-9], Content_Encoding="gzip"), FailureClass.ENCODING),
            (http(body=b"x" * 300_000), FailureClass.TOO_LARGE),
            (http(body=gzip.compress(b"x" * 50_000_000), Content_Encoding="gzip"), FailureClass.TOO_LARGE),
        ],
    )
    async def test_answers_that_are_none(self, answer, kind):
        async with server(lambda *_: answer) as (url, _):
            result = await fetch(url)
        assert isinstance(result, Failure)
        assert result.kind is kind

    async def test_slow_loris_in_head_and_body(self):
        async def drip(_head, writer):
            writer.write(b"HTTP/1.1 200 OK\r\n")
            while True:
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.02)

        async def drip_body(_head, writer):
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            await drip(_head, writer)

        hasty = FetchSettings(total_seconds=0.3)
        for handler in (drip, drip_body):
            async with server(handler) as (url, _):
                result = await fetch(url, hasty)
                assert result.kind is FailureClass.TIMEOUT

    async def test_an_endless_body_costs_no_more_than_the_limit(self):
        async def pour(_head, writer):
            writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while True:
                writer.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")
                await writer.drain()

        async with server(pour) as (url, _):
            assert (await fetch(url)).kind is FailureClass.TOO_LARGE

    async def test_bombs_cost_no_memory(self):
        bomb = gzip.compress(gzip.compress(b"\0" * 100_000_000))
        single = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
        flat = single.compress(b"\0" * 100_000_000) + single.flush()
        async with server(lambda *_: http(body=flat, Content_Encoding="gzip")) as (url, _):
            tracemalloc.start()
            result = await fetch(url)
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        assert result.kind is FailureClass.TOO_LARGE
        assert peak < 8_000_000
        async with server(lambda *_: http(body=bomb, Content_Encoding="gzip")) as (url, _):
            result = await fetch(url)
        assert len(result.body) < 500_000  # unpacked once, and no further


class TestBodyDecoder:
    def unpack(self, data, encoding="gzip", step=7, limits=SMALL):
        decoder = BodyDecoder(encoding, limits)
        for start in range(0, len(data), step):
            decoder.feed(data[start : start + step])
        return decoder.finish()

    @pytest.mark.parametrize("step", [1, 2, 3, 1000])
    def test_whatever_the_pieces(self, step):
        text = b"abc" * 1000
        assert self.unpack(gzip.compress(text), step=step) == text
        assert self.unpack(gzip.compress(text) + gzip.compress(b"more"), step=step) == text + b"more"
        assert self.unpack(gzip.compress(text) + b"\0" * 20, step=step) == text
        assert self.unpack(gzip.compress(text), "", step=step) == text
        assert self.unpack(text, "gzip", step=step) == text
        assert self.unpack(text, "identity", step=step) == text

    @pytest.mark.parametrize("data", [b"", b"\x1f", b"<"])
    def test_hardly_anything(self, data):
        assert self.unpack(data, "") == data

    def test_real_ratios_pass(self):
        limits = BodyLimits()
        text = b"".join(b"<item><title>%d</title></item>" % n for n in range(300_000))
        assert self.unpack(gzip.compress(text), step=65536, limits=limits) == text

    def test_limits(self):
        with pytest.raises(BodyTooLarge, match="200 times"):
            self.unpack(gzip.compress(b"\0" * 10_000_000), step=65536, limits=BodyLimits())
        with pytest.raises(BodyTooLarge, match="when unpacked"):
            self.unpack(gzip.compress(bytes(range(256)) * 4000), limits=BodyLimits(decoded_bytes=1000))
        with pytest.raises(BadEncoding):
            BodyDecoder("compress", SMALL)


@asynccontextmanager
async def patient(answer, serve=10):
    """Serve up to ``serve`` requests a connection; yields the port and how many requests each connection had."""
    connections = []

    async def talk(reader, writer):
        connections.append(0)
        mine = len(connections) - 1
        try:
            while connections[mine] < serve:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                connections[mine] += 1
                writer.write(answer(head))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield listening.sockets[0].getsockname()[1], connections
    finally:
        listening.close()
        await listening.wait_closed()


class TestConnections:
    async def ask(self, fetcher, *urls):
        return [await fetcher.fetch(Request(url=url, allow_private=LOOPBACK)) for url in urls]

    async def test_stay_open_for_the_next_feed_and_the_next_hop(self):
        def answer(head):
            return http("301 Moved", body=b"x" * 500, Location="/new") if "GET /old" in head else http(body=b"feed")

        async with patient(answer) as (port, connections):
            fetcher = HttpFetcher(PATIENT)
            results = await self.ask(fetcher, *(f"http://127.0.0.1:{port}/{path}" for path in ("a", "b", "old")))
            await fetcher.close()
        assert [result.body for result in results] == [b"feed"] * 3
        assert connections == [4]

    async def test_serve_one_host_alone(self):
        async def resolve(_host, _port):
            return ["127.0.0.1"]

        async with patient(lambda _: http(body=b"x")) as (port, connections):
            fetcher = HttpFetcher(PATIENT, resolve=resolve)
            await self.ask(fetcher, *(f"http://{host}.example:{port}/" for host in ("a", "b", "a")))
            await fetcher.close()
        assert connections == [2, 1]

    async def test_one_that_was_closed_meanwhile_costs_nothing(self):
        async with patient(lambda _: http(body=b"x"), serve=1) as (port, connections):
            fetcher = HttpFetcher(PATIENT)
            for _ in range(3):
                (result,) = await self.ask(fetcher, f"http://127.0.0.1:{port}/")
                assert isinstance(result, Response), result
            await fetcher.close()
        assert connections == [1, 1, 1]

    async def test_a_host_that_only_hangs_up_is_asked_once(self):
        def hang_up(_head, writer):
            writer.close()

        async with server(hang_up) as (url, heads):
            result = await fetch(url)
        assert result.kind is FailureClass.PROTOCOL
        assert len(heads) == 1

    async def test_addresses_are_checked_although_a_connection_is_open(self):
        addresses = [["127.0.0.1"], ["10.0.0.1"]]

        async def resolve(_host, _port):
            return addresses.pop(0)

        async with patient(lambda _: http(body=b"x")) as (port, connections):
            fetcher = HttpFetcher(PATIENT, resolve=resolve)
            first, second = await self.ask(fetcher, *[f"http://a.example:{port}/"] * 2)
            await fetcher.close()
        assert first.body == b"x"
        assert second.kind is FailureClass.FORBIDDEN_ADDRESS
        assert connections == [1]

    async def test_a_proxy_is_asked_for_the_address_itself_and_private_ones_never(self):
        def answer(head):
            return http(body=head.split("\r\n")[0].encode())

        async def resolve(host, _port):
            if host == "unknown.example":
                raise OSError("no such host")
            return ["10.0.0.1"] if host == "inside.example" else ["93.184.215.14"]

        async with patient(answer) as (port, connections):
            fetcher = HttpFetcher(dataclasses.replace(PATIENT, proxy=f"http://127.0.0.1:{port}"), resolve=resolve)
            hosts = ("pub", "unknown", "inside")
            found = [await fetcher.fetch(Request(url=f"http://{host}.example/feed")) for host in hosts]
            await fetcher.close()
        assert found[0].body == b"GET http://pub.example/feed HTTP/1.1"
        assert found[1].body == b"GET http://unknown.example/feed HTTP/1.1"
        assert found[2].kind is FailureClass.FORBIDDEN_ADDRESS
        assert sum(connections) == 2
