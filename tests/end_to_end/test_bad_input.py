"""What a user or a publisher gets wrong costs one clear line, never the rest."""

import asyncio
import http.server
import sqlite3
import subprocess
import sys
import threading
import time

import pytest
import yaml
from newsroom_run import settled_newsroom

GOOD = """<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><item><guid>g1</guid>
<title>Egyptian foreign minister meets Russian counterpart in Cairo</title><link>http://x.example/1</link>
<description>Egyptian Foreign Minister Badr Abdelatty met his Russian counterpart Sergey Lavrov in Cairo on
Monday.</description><pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate></item></channel></rss>"""
BROKEN = GOOD.replace("g1", "g2").replace("</item></channel></rss>", "<b>&nbsp; no end")
PAGE = "<html><body><h1>502 Bad Gateway</h1></body></html>"


class Outlets(http.server.BaseHTTPRequestHandler):
    """A good feed, one of broken XML, a page that is none, one of 50 MB."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.end_headers()
        try:
            if self.path == "/good":
                self.wfile.write(GOOD.encode())
            elif self.path == "/broken":
                self.wfile.write(BROKEN.encode())
            elif self.path == "/page":
                self.wfile.write(PAGE.encode())
            else:
                self.wfile.write(GOOD[:150].encode())
                for _ in range(50):
                    self.wfile.write(b"<item><title>x</title></item>" * 36_158)
        except OSError:
            return  # the reader has had enough, as it should

    def log_message(self, *_):
        pass


@pytest.fixture
def outlets():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Outlets)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def rasid(folder, *words, timeout=200):
    return subprocess.run(
        [sys.executable, "-m", "agent", *words], capture_output=True, text=True, cwd=folder, timeout=timeout,
        check=False,
    )


@pytest.mark.slow
async def test_broken_feeds_do_not_touch_the_good_one(tmp_path, outlets, daemon_run):
    names = ("page", "huge", "broken", "good")
    with daemon_run(tmp_path, settled_newsroom(1)) as run:
        feeds = [{"id": name, "url": f"{outlets}/{name}", "interval_floor": "1s"} for name in names]
        (tmp_path / "feeds.yaml").write_text(yaml.safe_dump({"feeds": feeds}))
        run.start()
        deadline = time.monotonic() + 200
        while not (all(f"feed={name}" in run.output for name in ("page", "huge")) and len(await run.sources()) == 2):
            assert time.monotonic() < deadline, run.output
            await asyncio.sleep(0.2)
        assert run.stop() == 0
        assert await run.sources() == {"good", "broken"}, "what can be read of a broken feed is read"
        lines = {name: [line for line in run.output.splitlines() if f"feed={name}" in line] for name in names}
        assert "15728640 bytes" in lines["huge"][0]
        assert lines["page"]
        assert "Traceback" not in run.output


@pytest.mark.parametrize(("files", "words", "part"), [
    ({"agent.yaml": "polling:\n  timeout: 5s\n"}, ["run"], "agent.yaml:1: unknown section `polling`; did you mean"),
    ({"rules.yaml": "rules:\n  - id: x\n    title: X\n    match:\n      countrys: [EG]\n"}, ["run"], "rules.yaml:5"),
    ({"feeds.yaml": "feeds:\n  - id: x\n    ulr: http://x.example/\n"}, ["run"], "feeds.yaml:3"),
    ({"feeds.yaml": "feeds: [\n"}, ["config", "check"], "feeds.yaml"),
])
def test_a_slip_in_a_file_is_one_line_with_its_place(tmp_path, files, words, part):
    (tmp_path / "agent.yaml").write_text("http:\n  port: 0\n")
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    done = rasid(tmp_path, *words)
    assert done.returncode == 2
    assert part in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "rasid.db").exists()


def test_a_log_from_the_future_is_not_touched(tmp_path):
    (tmp_path / "agent.yaml").write_text("http:\n  port: 0\n")
    with sqlite3.connect(tmp_path / "rasid.db") as db:
        db.execute("CREATE TABLE topics (from_the_future)")
        db.execute(f"PRAGMA application_id = {0x52415344}")
        db.execute("PRAGMA user_version = 99")
    db.close()
    done = rasid(tmp_path, "run")
    assert done.returncode == 1
    assert "was written by a newer Rasid (format 99" in done.stderr
    assert "Traceback" not in done.stderr
