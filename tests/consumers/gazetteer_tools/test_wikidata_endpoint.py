"""Asking over HTTP: a loopback server plays the query service."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from agent.cli import main
from consumers.gazetteer.refresh.collect import Patient
from consumers.gazetteer.refresh.endpoint import Endpoint, EndpointError

EMPTY = b'{"head": {"vars": []}, "results": {"bindings": []}}'


class Service:
    """A query service that answers what it is told to, and remembers who asked."""

    def __init__(self):
        self.requests = []
        self.respond = lambda _query: (200, {}, EMPTY)
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                query = parse_qs(body)["query"][0]
                service.requests.append((query, dict(self.headers)))
                status, headers, payload = service.respond(query)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, *_args):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/sparql"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def close(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def service():
    service = Service()
    yield service
    service.close()


def test_a_query_is_posted_with_a_user_agent_that_says_who_asks(service):
    answer = Endpoint(service.url, contact="https://desk.example/rasid")("SELECT ?a {}")
    assert answer == json.loads(EMPTY)
    ((query, headers),) = service.requests
    assert query == "SELECT ?a {}"
    assert "https://desk.example/rasid" in headers["User-Agent"]
    assert headers["User-Agent"].startswith("Rasid/")
    assert headers["Accept"] == "application/sparql-results+json"


@pytest.mark.parametrize(
    ("status", "headers", "retriable", "wait"),
    [(429, {"Retry-After": "17"}, True, 17), (500, {}, True, None), (503, {"Retry-After": "soon"}, True, None),
     (403, {}, False, None), (400, {}, False, None)],
)  # fmt: skip
def test_a_refusal_says_whether_a_repeat_can_help(service, status, headers, retriable, wait):
    service.respond = lambda _query: (status, headers, b"")
    with pytest.raises(EndpointError, match=str(status)) as caught:
        Endpoint(service.url, contact="x")("q")
    assert (caught.value.retriable, caught.value.wait_seconds) == (retriable, wait)


def test_an_answer_cut_off_by_a_timeout_is_no_answer(service):
    service.respond = lambda _query: (200, {}, EMPTY[:-4] + b"\njava.util.concurrent.TimeoutException\n")
    with pytest.raises(EndpointError, match="breaks off") as caught:
        Endpoint(service.url, contact="x")("q")
    assert caught.value.retriable


def test_an_endpoint_that_is_not_there_is_named():
    with pytest.raises(EndpointError, match=r"127\.0\.0\.1:9/sparql cannot be reached"):
        Endpoint("http://127.0.0.1:9/sparql", contact="x")("q")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "query.wikidata.org", "ftp://x/y"])
def test_only_http_is_spoken(url):
    with pytest.raises(ValueError, match="http"):
        Endpoint(url, contact="x")


def test_failures_that_may_pass_are_repeated_after_growing_pauses_and_as_asked():
    errors = [EndpointError("busy", retriable=True), EndpointError("busy", retriable=True, wait_seconds=90)]
    waits, told = [], []

    def ask(query):
        if errors:
            raise errors.pop(0)
        return {"asked": query}

    assert Patient(ask, waits.append, told.append)("q") == {"asked": "q"}
    assert waits == [5, 90]
    assert told == ["busy; again in 5 s", "busy; again in 90 s"]


def test_a_failure_that_stays_is_given_up():
    asked = []

    def ask(query):
        asked.append(query)
        raise EndpointError("busy", retriable=True)

    with pytest.raises(EndpointError):
        Patient(ask, lambda _seconds: None, lambda _line: None)("q")
    assert len(asked) == 4


def test_a_failure_that_cannot_pass_is_not_repeated():
    asked = []

    def ask(query):
        asked.append(query)
        raise EndpointError("banned", retriable=False)

    with pytest.raises(EndpointError):
        Patient(ask, lambda _seconds: None, lambda _line: None)("q")
    assert len(asked) == 1


def refresh_command(service, folder, *more):
    return main(["gazetteer", "refresh", "--gazetteer", str(folder), "--endpoint", service.url, *more])


def test_refresh_writes_the_dated_file_and_the_differences(service, gazetteer_folder, answer, capsys):
    service.respond = lambda query: (200, {}, answer(query))
    assert refresh_command(service, gazetteer_folder) == 0
    (written,) = (gazetteer_folder / "people").glob("wikidata-*.yaml")
    assert "jean-noel-barrot" in written.read_text(encoding="utf-8")
    differences = written.with_suffix(".diff").read_text(encoding="utf-8")
    assert "+ foreign minister   Jean-Noël Barrot: from 2024-09" in differences
    assert sorted(p.name for p in (gazetteer_folder / "people").iterdir()) == [
        "officials.yaml", written.with_suffix(".diff").name, written.name,
    ]  # fmt: skip
    out, err = capsys.readouterr()
    rows = [json.loads(line) for line in out.splitlines()]
    assert {"added", "ended", "differs", "left out"} == {row["change"] for row in rows}
    assert str(written) in err
    assert refresh_command(service, gazetteer_folder) == 2  # not twice a day
    assert "is there already" in capsys.readouterr().err


def test_a_dry_run_writes_nothing(service, gazetteer_folder, answer, capsys):
    service.respond = lambda query: (200, {}, answer(query))
    assert refresh_command(service, gazetteer_folder, "--dry-run") == 0
    assert [p.name for p in (gazetteer_folder / "people").iterdir()] == ["officials.yaml"]
    assert "jean-noel-barrot" in capsys.readouterr().out


def test_the_file_can_go_to_another_folder(service, gazetteer_folder, answer, tmp_path):
    service.respond = lambda query: (200, {}, answer(query))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert refresh_command(service, gazetteer_folder, "--output", str(elsewhere)) == 0
    assert list((elsewhere / "people").glob("wikidata-*.yaml"))
    assert not list((gazetteer_folder / "people").glob("wikidata-*"))


def test_an_empty_answer_is_refused_and_the_offices_are_named(service, gazetteer_folder, capsys):
    assert refresh_command(service, gazetteer_folder) == 1
    assert not list((gazetteer_folder / "people").glob("wikidata-*"))
    err = capsys.readouterr().err
    assert "no holder for 8 of the 8 offices" in err
    assert "RU foreign_minister" in err


def test_a_service_that_refuses_leaves_nothing_behind(service, gazetteer_folder, capsys):
    service.respond = lambda _query: (403, {}, b"")
    assert refresh_command(service, gazetteer_folder) == 1
    assert "nothing was written" in capsys.readouterr().err
    assert not list((gazetteer_folder / "people").glob("wikidata-*"))


def test_a_folder_that_is_not_there_is_named_before_anything_is_asked(service, gazetteer_folder, capsys):
    assert refresh_command(service, gazetteer_folder, "--output", str(gazetteer_folder / "nowhere")) == 2
    assert "nowhere: no such folder" in capsys.readouterr().err
    assert service.requests == []
