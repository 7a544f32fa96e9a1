import json
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import feedparser
import pytest

from agent.demo.feed_documents import content_type, document
from agent.demo.newsroom import Outlet, Version, bundled_newsroom

ADDRESS = "http://127.0.0.1:1/feed"
NEWER = Version(
    feed="x", guid="tag:x,2025:2", url="https://x.example/2", title="وزيرا خارجية مصر & قطر <يبحثان> غزة",
    text="الدوحة\nالتقى الوزيران ٣ مرات.", published=datetime(2025, 2, 3, 10, tzinfo=UTC),
    updated=datetime(2025, 2, 3, 12, tzinfo=UTC),
)  # fmt: skip
OLDER = Version(
    feed="x", guid="tag:x,2025:1", url="https://x.example/1", title="Older", text="One.\nTwo.",
    published=datetime(2025, 2, 1, tzinfo=UTC),
)  # fmt: skip


def outlet(form: str, charset: str = "utf-8") -> Outlet:
    return Outlet(
        id="x", outlet="صحيفة", language="ar", country="QA", timezone="Asia/Qatar",
        path="/x", format=form, charset=charset,
    )  # fmt: skip


@pytest.mark.parametrize(("form", "charset"), [("rss", "utf-8"), ("rss", "windows-1256"), ("atom", "utf-8")])
def test_a_feed_reader_gets_back_what_was_published(form, charset):
    parsed = feedparser.parse(
        document(outlet(form, charset), [NEWER, OLDER], ADDRESS),
        response_headers={"content-type": content_type(outlet(form, charset))},
    )
    assert not parsed.bozo
    assert parsed.feed.title == "صحيفة"
    assert [(e.id, e.link, e.title) for e in parsed.entries][1] == (OLDER.guid, OLDER.url, "Older")
    first = parsed.entries[0]
    assert first.id == NEWER.guid
    assert "٣ مرات" in first.content[0].value
    assert first.updated_parsed[:4] == (2025, 2, 3, 12) if form == "atom" else first.published_parsed[3] == 12


def test_markup_in_a_headline_stays_text():
    root = ET.fromstring(document(outlet("rss"), [NEWER], ADDRESS))
    assert root.findtext("channel/item/title") == NEWER.title


def test_windows_1256_is_on_the_wire_as_declared():
    body = document(outlet("rss", "windows-1256"), [NEWER], ADDRESS)
    assert body.startswith(b"<?xml version='1.0' encoding='windows-1256'?>")
    assert "الدوحة".encode("windows-1256") in body
    assert b"&#1635;" in body  # the charset has no Arabic-Indic three


def test_json_feed_tells_what_was_edited_and_when():
    items = json.loads(document(outlet("json"), [NEWER, OLDER], ADDRESS))["items"]
    assert [item["id"] for item in items] == [NEWER.guid, OLDER.guid]
    assert items[0]["date_modified"] == "2025-02-03T12:00:00+00:00"
    assert "date_modified" not in items[1]
    assert items[1]["content_html"] == "<p>One.</p><p>Two.</p>"


@pytest.mark.parametrize("empty", ["rss", "atom", "json"])
def test_a_feed_without_entries_is_still_a_feed(empty):
    body = document(outlet(empty), [], ADDRESS)
    assert json.loads(body)["items"] == [] if empty == "json" else ET.fromstring(body) is not None


def test_every_bundled_feed_can_be_written_in_its_charset():
    newsroom = bundled_newsroom()
    for each in newsroom.outlets:
        entries = newsroom.entries(each.id, newsroom.duration)
        assert entries
        assert document(each, entries, ADDRESS)
