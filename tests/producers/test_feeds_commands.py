import asyncio
import contextlib
import json
import signal
import subprocess
import sys
import threading
import urllib.request
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from agent.cli import main
from agent.codec import encode
from agent.records import FeedCursor, FeedHealth, FeedState
from producers.discovery import feeds_in_page
from producers.feedlist import parse_feeds
from producers.opml import NotOpml, read_opml, write_opml

FEED = (
    "<rss version='2.0'><channel><title>F</title><language>ar</language><item><title>x</title><link>/1</link>"
    "<pubDate>Mon, 05 Jan 2026 10:00:00 GMT</pubDate></item></channel></rss>"
)
PAGE = """<html><head><link rel="alternate" type="application/rss+xml" title="كل الأخبار" href="/rss.xml">
<link rel='alternate' type='application/atom+xml' href='https://other.example/atom'>
<link rel="stylesheet" type="text/css" href="/feed.css"><link rel="alternate" hreflang="ar" href="/ar"></head>
<body><a href="/feeds/world">RSS</a><a href="/feedback">no</a><a href="javascript:feed()">no</a></body></html>"""


@contextmanager
def site(pages):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = pages.get(self.path)
            self.send_response(200 if body is not None else 404)
            self.end_headers()
            self.wfile.write((body or "").encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def listed(tmp_path):
    def write(*feeds):
        path = tmp_path / "feeds.yaml"
        path.write_text(
            "feeds:\n" + "".join(f"  - {{id: {name}, url: '{url}', language: ar}}\n" for name, url in feeds)
        )
        return str(path)

    return write


class TestCheck:
    def test_each_feed_has_its_line_and_findings_their_exit_code(self, listed, capsys):
        with site({"/good": FEED, "/page": "<html>"}) as url:
            path = listed(("good", f"{url}/good"), ("page", f"{url}/page"), ("none", f"{url}/none"))
            code = main(["feeds", "check", "--list", path, "--set", "poll.allow_private=127.0.0.1"])
        captured = capsys.readouterr()
        rows = {row["id"]: row for row in map(json.loads, captured.out.splitlines())}
        assert code == 1
        assert rows["good"]["ok"]
        assert rows["good"]["entries"] == 1
        shown = {"status": 200, "kind": "rss20", "charset": "utf-8", "language": "ar", "pages": 1}
        assert shown.items() <= rows["good"].items()
        assert rows["good"]["words"] < 10
        assert 120 <= rows["good"]["interval_seconds"] <= 7200
        assert rows["none"]["status"] == 404
        assert any("nothing new" in note for note in rows["good"]["notes"])
        assert "HTML" in rows["page"]["problem"]
        assert "404" in rows["none"]["problem"]
        assert "1 of 3 feeds" in captured.err

    def test_on_a_terminal_a_table_and_how_far_it_is(self, listed, capsys, monkeypatch):
        monkeypatch.setattr("sys.stdout.isatty", lambda: True)
        monkeypatch.setattr("sys.stderr.isatty", lambda: True)
        with site({"/good": FEED}) as url:
            path = listed(("good", f"{url}/good"), ("none", f"{url}/none"))
            assert main(["feeds", "check", "--list", path, "--set", "poll.allow_private=127.0.0.1"]) == 1
        captured = capsys.readouterr()
        assert "format  lang  charset" in captured.out
        assert "ok    good" in captured.out
        assert "FAIL  none" in captured.out
        assert "0 of 2 feeds read" in captured.err
        assert "1 of 2 feeds read" in captured.err

    def test_private_addresses_need_leave(self, listed, capsys):
        path = listed(("a", "http://127.0.0.1:9/"))
        assert main(["feeds", "check", "--list", path]) == 1
        assert "forbidden_address" in capsys.readouterr().out

    def test_only_and_offline(self, listed, capsys):
        path = listed(("a", "http://a.example/"), ("b", "http://b.example/"))
        assert main(["feeds", "check", "--list", path, "--offline", "--only", "a"]) == 0
        assert "1 feeds in order" in capsys.readouterr().err
        assert main(["feeds", "check", "--list", path, "--only", "c"]) == 2

    def test_a_wrong_list_is_usage(self, tmp_path, capsys):
        path = tmp_path / "feeds.yaml"
        path.write_text("feeds:\n  - {id: a}\n")
        assert main(["feeds", "check", "--list", str(path)]) == 2
        assert "feeds.yaml:2" in capsys.readouterr().err


class TestStatus:
    def test_cursors_beside_the_list(self, listed, tmp_path, capsys, now):
        from agent.log.api import Output, TopicSpec
        from agent.log.sqlite import SqliteLog

        async def fill(path):
            log = await SqliteLog.open(path, own=False)
            await log.ensure_topics([TopicSpec("rasid.feeds")])
            old = FeedCursor(feed="b", failures=9)
            new = FeedCursor(feed="b", failures=2, last_outcome="timeout", last_poll=now, next_poll=now)
            for cursor in (FeedCursor(feed="a", last_outcome="updated", last_poll=now, last_success=now), old, new):
                await log.append([Output("rasid.feeds", cursor.feed.encode(), encode(cursor))])
            await log.close()

        log_path = str(tmp_path / "x.db")
        asyncio.run(fill(tmp_path / "x.db"))
        path = listed(("a", "http://a.example/"), ("b", "http://b.example/"), ("c", "http://c.example/"))
        assert main(["feeds", "status", "--list", path, "--log-path", log_path]) == 1
        captured = capsys.readouterr()
        rows = [json.loads(line) for line in captured.out.splitlines()]
        assert [(row["id"], row["failures"]) for row in rows] == [("b", 2), ("a", 0), ("c", 0)]
        assert rows[0]["outcome"] == "timeout"
        assert "3 feeds, 1 failing (0 dead or gone), 0 quiet, 1 not read yet" in captured.err
        assert main(["feeds", "status", "--list", path, "--log-path", log_path, "--failing"]) == 1
        assert len(capsys.readouterr().out.splitlines()) == 1

    def test_without_a_log(self, listed, tmp_path, capsys):
        path = listed(("a", "http://a.example/"))
        assert main(["feeds", "status", "--list", path, "--log-path", str(tmp_path / "none.db")]) == 2
        assert "no such log" in capsys.readouterr().err


class TestHistory:
    def test_changes_of_the_health_topic(self, tmp_path, capsys, now):
        from agent.log.api import Output, TopicSpec
        from agent.log.sqlite import SqliteLog

        async def fill(path):
            log = await SqliteLog.open(path, own=False)
            await log.ensure_topics([TopicSpec("rasid.health")])
            for feed in ("a", "b"):
                health = FeedHealth(feed=feed, revision=1, state=FeedState.DEAD, since=now, at=now, error="dns")
                await log.append([Output("rasid.health", feed.encode(), encode(health))])
            await log.close()

        asyncio.run(fill(tmp_path / "x.db"))
        assert main(["feeds", "history", "--log-path", str(tmp_path / "x.db")]) == 0
        captured = capsys.readouterr()
        assert [json.loads(line)["feed"] for line in captured.out.splitlines()] == ["a", "b"]
        assert "2 changes" in captured.err
        assert main(["feeds", "history", "--log-path", str(tmp_path / "x.db"), "--feed", "b"]) == 0
        assert len(capsys.readouterr().out.splitlines()) == 1
        assert main(["feeds", "history", "--log-path", str(tmp_path / "none.db")]) == 2


class TestFind:
    def test_what_a_page_names(self):
        found = feeds_in_page(PAGE.encode("cp1256"), "https://site.example/ar/", "text/html; charset=windows-1256")
        assert [(feed.url, feed.kind, feed.title) for feed in found] == [
            ("https://site.example/rss.xml", "rss", "كل الأخبار"),
            ("https://other.example/atom", "atom", ""),
            ("https://site.example/feeds/world", "link", ""),
        ]

    def test_links_count_from_the_base_of_the_page(self):
        page = b"<base href='/news/'><link rel=alternate type=application/rss+xml href=feed.xml>"
        assert [feed.url for feed in feeds_in_page(page, "https://x.example/")] == ["https://x.example/news/feed.xml"]

    def test_a_feed_is_found_as_itself(self, capsys):
        feed = "<rss version='2.0'><channel><title>F</title><item><title>T</title></item></channel></rss>"
        with site({"/feed": feed}) as url:
            assert main(["feeds", "find", f"{url}/feed", "--allow-private", "127.0.0.1"]) == 0
        assert json.loads(capsys.readouterr().out) == {"url": f"{url}/feed", "title": "F", "kind": "rss"}

    def test_command(self, capsys):
        with site({"/": PAGE, "/bare": "<html>"}) as url:
            assert main(["feeds", "find", f"{url}/", "--allow-private", "127.0.0.1"]) == 0
            assert json.loads(capsys.readouterr().out.splitlines()[0])["url"] == f"{url}/rss.xml"
            assert main(["feeds", "find", f"{url}/bare", "--allow-private", "127.0.0.1"]) == 1
            assert main(["feeds", "find", f"{url}/none", "--allow-private", "127.0.0.1"]) == 1
        assert main(["feeds", "find", "example.org"]) == 2

    @pytest.mark.parametrize("piece", ["<link ", "<a href='", '<a href="', "<link rel=", "<a a=b ", "< a"])
    def test_no_page_is_slow(self, piece):
        feeds_in_page((piece * 50_000).encode(), "https://x.example/")


OPML = """<?xml version="1.0"?><opml version="1.0"><body><outline text="Arabic">
<outline text="وكالة الأنباء" xmlUrl="https://www.aps.dz/ar/rss.xml" language="ar-DZ"/>
<outline title="BBC News" xmlUrl="https://feeds.bbci.co.uk/news/rss.xml"/>
<outline title="BBC News" xmlUrl="https://feeds.bbci.co.uk/arabic/rss.xml"/></outline>
<outline text="twice" xmlUrl="https://feeds.bbci.co.uk/news/rss.xml"/><outline text="none" xmlUrl="ftp://x/"/>
</body></opml>"""


class TestOpml:
    def test_what_readers_write_carelessly(self):
        body = (
            "<OPML><body><outline text='News & Views' XMLURL='https://x.example/?a=1&b=2'/>"
            "<outline xmlUrl='http://[::1'/><outline xmlUrl=' https://y.example/\n'/></body></OPML>"
        )
        feeds = read_opml(body.encode())
        assert [(feed.id, feed.url) for feed in feeds] == [
            ("news-views", "https://x.example/?a=1&b=2"),
            ("y.example", "https://y.example/"),
        ]

    def test_import_is_a_feed_list_and_export_its_inverse(self, tmp_path, capsys):
        from pathlib import Path

        from producers.feedlist import parse_feeds

        path = tmp_path / "in.opml"
        path.write_text(OPML)
        assert main(["feeds", "import", str(path)]) == 0
        text = capsys.readouterr().out
        feeds = parse_feeds(text, Path("x"))
        assert [(feed.id, feed.language) for feed in feeds] == [("aps.dz", "ar"), ("bbc-news", ""), ("bbc-news-2", "")]
        (tmp_path / "feeds.yaml").write_text(text)
        assert main(["feeds", "export", "--list", str(tmp_path / "feeds.yaml")]) == 0
        again = read_opml(capsys.readouterr().out.encode())
        assert {feed.url for feed in again} == {feed.url for feed in feeds}
        assert main(["feeds", "import", str(path), "--without", str(tmp_path / "feeds.yaml")]) == 1
        assert capsys.readouterr().out == ""

    @pytest.mark.parametrize("data", [b"", b"<rss/>", b"<opml", b'<!DOCTYPE x [<!ENTITY a "b">]><opml/>'])
    def test_what_is_no_opml(self, data):
        with pytest.raises(NotOpml):
            read_opml(data)

    def test_titles_are_escaped(self):
        from producers.feedlist import FeedSpec

        text = write_opml([FeedSpec(id="a", url="https://x.example/?a=1&b=2", outlet='<"&>', language="ar")])
        (feed,) = read_opml(text.encode())
        assert (feed.url, feed.outlet) == ("https://x.example/?a=1&b=2", '<"&>')


class TestScoreServer:
    def test_the_feed_list_on_one_side_the_score_on_the_other(self, capsys):
        code = main(["feeds", "score-server", "--port", "0", "--for", "0.3", "--every", "0.2"])
        captured = capsys.readouterr()
        assert code == 0, "nobody came, so nobody failed"
        assert len(parse_feeds(captured.out, Path("score.yaml"))) >= 12
        assert "0 of 12" in captured.err

    def test_a_rude_reader_is_seen(self, tmp_path):
        command = [sys.executable, "-m", "agent", "feeds", "score-server", "--port", "0", "--for", "100"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
            head = [server.stdout.readline() for _ in range(2)]
            url = head[1].partition('url: "')[2].partition('"')[0]
            for _ in range(4):
                with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=60) as answer:
                    answer.read()
            server.send_signal(signal.SIGINT)
            _, score = server.communicate(timeout=60)
            assert server.returncode == 1
        assert "fail" in score.lower()
