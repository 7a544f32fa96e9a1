"""Publishers of a test's own: a server each, on a port of its own, that answers as the test says."""

import contextlib
import http.server
import threading


@contextlib.contextmanager
def outlets(**answers):
    """Serve each of ``answers``, a function from the request handler, and give their addresses by name."""
    servers = {}
    for name, answer in answers.items():
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler(answer))
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        servers[name] = server
    try:
        yield {name: f"http://127.0.0.1:{server.server_port}" for name, server in servers.items()}
    finally:
        for server in servers.values():
            server.shutdown()
            server.socket.close()


def handler(answer):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            with contextlib.suppress(OSError):  # the reader has had enough, as it should
                answer(self)

        def log_message(self, *_):
            pass

    return Handler


def reply(request, body, status=200, **headers):
    """Answer with ``body``; header names have underscores for hyphens."""
    data = body if isinstance(body, bytes) else body.encode()
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name.replace("_", "-"), value)
    request.send_header("Content-Length", str(len(data)))
    request.end_headers()
    request.wfile.write(data)


def rss(*entries):
    """Return a feed of (guid, title)."""
    items = "".join(
        f"<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title>"
        f"<link>http://x.example/{guid}</link></item>"
        for guid, title in entries
    )
    return f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>"
