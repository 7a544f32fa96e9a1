import http.client
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from agent.demo.newsroom import Newsroom, Outlet, Version, evenly
from agent.demo.publisher import Publisher

ARABIC = Outlet(id="a", outlet="أ", language="ar", country="QA", timezone="UTC", path="/a/rss.php", format="rss",
                charset="windows-1256")  # fmt: skip
ENGLISH = Outlet(id="b", outlet="B", language="en", country="QA", timezone="UTC", path="/b.json", format="json")


def version(feed, guid, title):
    return Version(feed=feed, guid=guid, url=f"https://{feed}.example/{guid}", title=title, text="x",
                   published=datetime(2025, 1, 1, tzinfo=UTC))  # fmt: skip


@pytest.fixture
def clock():
    return [100.0]


@pytest.fixture
def publisher(clock):
    versions = [version("a", "1", "الأردن يستدعي سفيره"), version("b", "2", "Later")]
    with Publisher(Newsroom((ARABIC, ENGLISH), evenly(versions, 10)), lambda: clock[0]) as publisher:
        yield publisher


def get(publisher, path, method="GET", **headers):
    address = urlsplit(publisher.address(ARABIC))
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=5)
    try:
        connection.request(method, path, headers=headers)
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def test_a_feed_comes_with_its_type_charset_and_validator(publisher):
    response, body = get(publisher, "/a/rss.php")
    assert response.status == 200
    assert response.getheader("Content-Type") == "application/rss+xml; charset=windows-1256"
    assert response.getheader("ETag")
    assert "الأردن يستدعي سفيره" in body.decode("windows-1256")


def test_an_unchanged_feed_answers_304_without_a_body_and_a_changed_one_does_not(publisher, clock):
    etag = get(publisher, "/b.json")[0].getheader("ETag")
    response, body = get(publisher, "/b.json", **{"If-None-Match": etag})
    assert (response.status, body, response.getheader("ETag")) == (304, b"", etag)
    clock[0] += 10
    response, body = get(publisher, "/b.json", **{"If-None-Match": etag})
    assert response.status == 200
    assert b"Later" in body
    assert response.getheader("ETag") != etag
    traffic = publisher.traffic
    assert (traffic.polls, traffic.not_modified) == (3, 1)
    assert traffic.bytes_sent > 0


def test_the_schedule_waits_for_the_first_reader(publisher, clock):
    clock[0] += 1000
    assert publisher.published == 0
    get(publisher, "/a/rss.php")
    assert publisher.published == 1
    clock[0] += 10
    assert publisher.published == 2


def test_all_is_read_when_every_feed_was_asked_for_after_the_last_report(publisher, clock):
    get(publisher, "/a/rss.php")
    get(publisher, "/b.json")
    assert not publisher.all_read
    clock[0] += 10
    get(publisher, "/b.json")
    assert not publisher.all_read
    get(publisher, "/a/rss.php")
    assert publisher.all_read


def test_the_front_page_lists_the_feeds_and_other_pages_are_not_there(publisher):
    response, body = get(publisher, "/")
    assert response.status == 200
    assert publisher.address(ENGLISH) in body.decode()
    assert get(publisher, "/nothing")[0].status == 404
    assert publisher.traffic.polls == 0


def test_head_gives_the_headers_alone(publisher):
    response, body = get(publisher, "/b.json", method="HEAD")
    assert response.status == 200
    assert int(response.getheader("Content-Length")) > 0
    assert body == b""
