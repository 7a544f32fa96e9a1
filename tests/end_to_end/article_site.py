"""A publisher on loopback: a feed of summaries, a robots.txt, and pages of every kind, for tests."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

ARABIC = [
    "القاهرة - بحث وزير الخارجية المصري بدر عبد العاطي مع نظيره الروسي سيرغي لافروف في موسكو العلاقات بين البلدين.",
    "وتناول الوزيران تطورات الأوضاع في السودان وليبيا وقطاع غزة، وأكدا ضرورة وقف إطلاق النار وإدخال المساعدات.",
    "واتفق الجانبان على عقد جولة جديدة من المشاورات السياسية في القاهرة قبل نهاية العام الجاري.",
]
SUMMARY = "بحث وزير الخارجية المصري مع نظيره الروسي في موسكو العلاقات بين البلدين."


def article_page(paragraphs=ARABIC, charset="utf-8"):
    """A page as outlets make them: the article between navigation, captions, share lines and other stories."""
    links = "".join(f'<li><a href="/s/{n}">قسم {n}</a></li>' for n in range(20))
    others = "".join(f'<li><a href="/n/{n}">خبر آخر رقم {n}</a></li>' for n in range(8))
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="ar"><head><meta charset="{charset}"><title>الموقع</title></head><body>'
        f"<header><nav><ul>{links}</ul></nav></header><main><article><h1>لقاء في موسكو</h1>"
        f"<figure><img src='x'><figcaption>الوزيران (رويترز)</figcaption></figure>{text}"
        "<p>اقرأ أيضا: <a href='/n/1'>خبر سابق</a></p><p>تابعونا على فيسبوك وتويتر</p></article>"
        f"<aside><ul>{others}</ul></aside></main><footer><p>جميع الحقوق محفوظة</p></footer></body></html>"
    ).encode(charset)


@dataclass
class Reply:
    """What an address answers."""

    body: bytes = b""
    status: int = 200
    headers: dict = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    endless: bytes = b""
    """Sent again and again after the body."""
    gate: threading.Event | None = None
    """Waited for before anything is sent."""


class ArticleSite:
    """Serves what is put at its paths; use as a context manager."""

    def __init__(self):
        self.replies = {}
        self.visits = []
        self.entries = []
        self._lock = threading.Lock()
        self._server = _Server(self)
        self.root = f"http://127.0.0.1:{self._server.server_port}"
        self.pages_root = self.root
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        for reply in self.replies.values():
            if reply.gate:
                reply.gate.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def put(self, path, reply):
        """Let ``path`` answer with ``reply``."""
        self.replies[path] = reply

    def publish(self, path, title="لقاء وزيري خارجية مصر وروسيا في موسكو", summary=SUMMARY, reply=None):
        """Put an entry into the feed and its page at ``path``."""
        self.entries.insert(0, (path, title, summary))
        self.put(path, reply or Reply(article_page()))

    def feed(self):
        """The feed as it is now."""
        items = "".join(
            f"<item><guid isPermaLink='false'>{path}</guid><link>{self.pages_root}{path}</link>"
            f"<title>{escape(title)}</title>"
            f"<description>{escape(summary)}</description><pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate></item>"
            for path, title, summary in self.entries
        )
        return f"<rss version='2.0'><channel><title>F</title>{items}</channel></rss>".encode()

    def answer(self, path):
        """What ``path`` answers; the visit is kept."""
        with self._lock:
            self.visits.append((path, time.monotonic()))
        if path == "/rss":
            return Reply(self.feed(), headers={"Content-Type": "application/rss+xml"})
        return self.replies.get(path, Reply(b"nothing here", 404))

    def times(self, path=None):
        """When ``path``, or else any page, was asked for."""
        with self._lock:
            return [t for p, t in self.visits if p == path or (path is None and p not in {"/rss", "/robots.txt"})]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, site):
        self.site = site
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request, client_address):
        pass  # a reader that hangs up


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self):
        reply = self.server.site.answer(self.path)
        if reply.gate:
            reply.gate.wait(60)
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Connection", "close")
        if not reply.endless:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)
        while reply.endless:
            self.wfile.write(reply.endless)

    def log_message(self, *_):
        pass
