"""What hostile publishers send costs one poll of their own feed: no memory, no hang, no way into the network."""

import asyncio
import gzip
import re
import threading
import time

import psutil
import pytest
import yaml
from newsroom_run import DaemonRun, settled_newsroom
from outlet_server import outlets, reply, rss

MOST_GROWTH = 50 << 20
TIMEOUT = 8.0
"""Long enough for a busy machine to come to the limits of size, of which the others are to be told."""
GZIP_BOMB = gzip.compress(gzip.compress(b"\x00" * 20_000_000) * 50 + b"\x00" * 60_000_000)
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><rss version='2.0'><channel><title>&i;</title></channel></rss>"
)
FILES = (
    "<!DOCTYPE x [<!ENTITY p SYSTEM 'file:///etc/passwd'>]>"
    "<rss version='2.0'><channel><title>&p;</title></channel></rss>"
)
LEAVES_HEAD = "HTTP/1.1 200 OK\r\n"


def slow_headers(request):
    request.wfile.write(LEAVES_HEAD.encode())
    while True:
        request.wfile.write(b"X-Slow: 1\r\n")
        time.sleep(0.1)


def slow_body(request):
    request.send_response(200)
    request.end_headers()
    while True:
        request.wfile.write(b"<!-- -->")
        time.sleep(0.1)


def endless_body(request):
    request.send_response(200)
    request.end_headers()
    while True:
        request.wfile.write(b"<item><title>x</title></item>" * 2000)


def endless_headers(request):
    request.wfile.write(LEAVES_HEAD.encode())
    while True:
        request.wfile.write(b"X-More: " + b"x" * 60_000 + b"\r\n")


def redirect(location):
    return lambda request: reply(request, "", 302, Location=location(request) if callable(location) else location)


def onward(request):
    """Lead on and on, to another address each time."""
    return f"{request.path}x"


BOMBS = {
    # name: (what is sent, the outcomes that refuse it)
    "gzip-bomb": (lambda r: reply(r, GZIP_BOMB, Content_Encoding="gzip"), {"too_large"}),
    "brotli-unasked": (lambda r: reply(r, b"\x8b\x03\x80" * 500, Content_Encoding="br"), {"encoding"}),
    "zstd-unasked": (lambda r: reply(r, b"\x28\xb5\x2f\xfd" * 500, Content_Encoding="zstd"), {"encoding"}),
    "entities": (lambda r: reply(r, LAUGHS), {"not_a_feed"}),
    "files": (lambda r: reply(r, FILES), {"not_a_feed"}),
    "deep": (lambda r: reply(r, "<rss version='2.0'><channel>" + "<a>" * 700_000), {"not_a_feed"}),
    "deep-closed": (lambda r: reply(r, "<a>" * 200_000 + "</a>" * 200_000), {"not_a_feed"}),
    "many-tags": (lambda r: reply(r, "<rss version='2.0'><channel>" + "<a/>" * 700_000), {"not_a_feed"}),
    "slow-headers": (slow_headers, {"timeout"}),
    "slow-body": (slow_body, {"timeout"}),
    "endless-body": (endless_body, {"too_large"}),
    "endless-headers": (endless_headers, {"protocol"}),
    "circle": (redirect("/feed"), {"redirect"}),
    "onward": (redirect(onward), {"redirect"}),
    "to-file": (redirect("file:///etc/passwd"), {"redirect"}),
    "to-metadata": (redirect("http://169.254.169.254/latest/meta-data/"), {"forbidden_address"}),
    "to-mapped": (redirect("http://[::ffff:10.0.0.1]/"), {"forbidden_address"}),
}

# A resolver that says something else each time it is asked, as an attacker's name server does.
REBINDING = """
import socket
_real, _asked = socket.getaddrinfo, {}
def getaddrinfo(host, *args, **more):
    name = host.decode() if isinstance(host, bytes) else host
    if name == "rebind.example":
        _asked[name] = _asked.get(name, 0) + 1
        host = "127.0.0.2" if _asked[name] == 1 else "127.0.0.1"
    elif name == "both.example":
        return _real("127.0.0.2", *args, **more) + _real("10.0.0.1", *args, **more)
    return _real(host, *args, **more)
socket.getaddrinfo = getaddrinfo
"""


class Site:
    """A publisher that behaves until it is armed."""

    def __init__(self, bomb):
        self.bomb, self.behaved, self.asked = bomb, 0, 0

    def __call__(self, request):
        if not Site.armed.is_set():
            self.behaved += 1
            reply(request, rss(("1", "An entry")))
            return
        self.asked += 1
        self.bomb(request)

    armed = threading.Event()


def resident(pid):
    process = psutil.Process(pid)
    total = 0
    for one in (process, *process.children(recursive=True)):
        try:
            total += one.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


@pytest.mark.slow
@pytest.mark.timeout(400)
async def test_each_is_refused_within_its_limit_and_memory_stays(tmp_path, monkeypatch):
    (tmp_path / "hostile").mkdir()
    (tmp_path / "hostile" / "sitecustomize.py").write_text(REBINDING)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "hostile"))
    Site.armed.clear()
    sites = {name: Site(bomb) for name, (bomb, _) in BOMBS.items()}
    inside = Site(lambda request: reply(request, rss(("secret", "Inside"))))
    news = Site(lambda request: reply(request, rss(("2", "Another entry"), ("1", "An entry"))))
    with outlets(**sites, good=news, inside=inside) as urls, DaemonRun(tmp_path, settled_newsroom(1)) as run:
        port = urls.pop("inside").rpartition(":")[2]
        feeds = [{"id": name, "url": f"{url}/feed", "allow_private": ["127.0.0.1"]} for name, url in urls.items()]
        # The first address that the name has is admitted, and nothing listens there; the second is the inside.
        feeds.append(
            {"id": "rebinding", "url": f"http://rebind.example:{port}/feed", "allow_private": ["127.0.0.2/32"]}
        )
        feeds.append({"id": "both", "url": f"http://both.example:{port}/feed", "allow_private": ["127.0.0.2/32"]})
        common = {"interval_floor": "1s", "interval_ceiling": "1s", "full_text": "never"}
        (tmp_path / "feeds.yaml").write_text(yaml.safe_dump({"defaults": common, "feeds": feeds}))
        settings = yaml.safe_load((tmp_path / "agent.yaml").read_text())
        settings["poll"] = {"interval_min": "1s", "interval_max": "1s", "timeout": f"{TIMEOUT:.0f}s", "concurrency": 32}
        (tmp_path / "agent.yaml").write_text(yaml.safe_dump(settings))
        run.start()

        async def warm():
            # Read, and asked twice more: whatever grows with use has grown.
            return await run.sources() == set(urls) and all(site.behaved >= 3 for site in (*sites.values(), news))

        await run.until(warm)
        before = resident(run.pid)
        Site.armed.set()
        began, most = time.monotonic(), before
        expected = {name: outcomes for name, (_, outcomes) in BOMBS.items()}
        expected |= {"rebinding": {"connect"}, "both": {"forbidden_address"}}
        outcomes: dict[str, str] = {}
        while set(outcomes) != set(expected):
            assert time.monotonic() - began < 200, f"not refused: {set(expected) - set(outcomes)}\n{run.output[-3000:]}"
            for _ in range(10):
                most = max(most, resident(run.pid))
                await asyncio.sleep(0.02)
            outcomes = dict(re.findall(r"poll feed=([\w-]+) outcome=(\w+)", run.output))
            outcomes.pop("good", None)
        taken = time.monotonic() - began
        await asyncio.sleep(1.5)
        most = max(most, resident(run.pid))
        print(f"{len(expected)} refused in {taken:.1f} s; {before >> 20} MB before, {most >> 20} MB at most")
        assert {name: outcome for name, outcome in outcomes.items() if outcome not in expected[name]} == {}
        assert most - before < MOST_GROWTH
        assert inside.asked == 0, "what a name was first is where the connection goes"
        assert {article.guid for article in await run.articles() if article.source == "good"} == {"1", "2"}
        assert run.stop() == 0
        assert "Traceback" not in run.output
