"""Feeds as servers and editors break them: what can be read of each, in pairs of document and entries."""

import json

import pytest

from producers.parse import parse
from producers.parse_worker import answer
from producers.parsed import Document, NotAFeed

XML = "<?xml version='1.0' encoding='utf-8'?>\n"
RSS = "<rss version='2.0'><channel><title>F</title><item><title>خبر</title><guid>1</guid></item></channel></rss>"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><entry><title>خبر</title><id>1</id></entry></feed>'


def read(body, content_type=""):
    data = body.encode() if isinstance(body, str) else body
    return parse(Document(body=data, url="https://f.example/rss", content_type=content_type))


def rss(item, head="", spaces=""):
    return f"<rss version='2.0'{spaces}><channel>{head}<item><title>T</title>{item}</item></channel></rss>"


@pytest.mark.parametrize("document", [RSS, XML + RSS, ATOM, XML + "<?xml-stylesheet href='x'?>" + ATOM])
@pytest.mark.parametrize(
    "preamble",
    [
        "\r\n\n",
        "Notice: Undefined index: id in /var/www/feed.php on line 3\n",
        "<br />\n<b>Warning</b>: mysql_connect(): refused in <b>/var/www/db.php</b> on line <b>7</b><br />\n",
        "<!-- cached 12:00 -->\n",
    ],
)
def test_what_a_servers_script_says_before_the_feed_costs_nothing(preamble, document):
    feed = read(preamble + document)
    assert [(entry.title, entry.guid) for entry in feed.entries] == [("خبر", "1")]


def test_a_page_that_shows_a_feed_is_a_page():
    with pytest.raises(NotAFeed, match="an HTML page"):
        read("<html><body><pre>&lt;rss version='2.0'> <b>rss</b></pre></body></html>")


@pytest.mark.parametrize(
    "junk",
    [
        "</license>",
        "<creativeCommons:license/></creativeCommons:license>",
        "<media:player/></media:player></media:player>",
        "</textinput></textInput>",
        "<width>x</width>",
        "&#99999999999; &#xFFFFFFFFF &#x110000;",
    ],
)
def test_what_no_reader_needs_costs_nothing_but_itself(junk):
    spaces = " xmlns:media='http://search.yahoo.com/mrss/' xmlns:x='http://a b/'"
    feed = read(rss(f"{junk}<description>one & two</description>{junk}", junk, spaces))
    (entry,) = feed.entries
    assert entry.title == "T"
    assert "one & two" in entry.text


def test_a_namespace_with_a_space_in_it():
    feed = read(rss("<x:y>z</x:y><description>d</description>", spaces=" xmlns:x='http://a b/c'"))
    assert [(entry.title, entry.text) for entry in feed.entries] == [("T", "d")]


def test_entries_that_say_next_to_nothing_are_shown_as_they_are():
    feed = read(rss("", head="<item/><item><pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate></item>"))
    assert [(entry.title, entry.published) for entry in feed.entries] == [
        ("", ""),
        ("", "Mon, 23 Nov 2026 10:00:00 GMT"),
        ("T", ""),
    ]


@pytest.mark.parametrize(
    ("guid", "link"),
    [
        ("<guid>https://f.example/1</guid>", "https://f.example/1"),
        ("<guid isPermaLink='false'>https://f.example/?p=1</guid>", ""),
        ("<guid isPermaLink='false'>https://f.example/1</guid><link>https://f.example/1</link>", "https://f.example/1"),
        ("<guid>1</guid>", ""),
    ],
)
@pytest.mark.parametrize("broken", ["", "&"], ids=["clean", "broken"])
def test_a_guid_is_an_address_unless_the_publisher_says_that_it_is_none(guid, link, broken):
    assert read(rss(f"{guid}<description>{broken}</description>")).entries[0].link == link


def test_an_address_in_capitals():
    assert read(rss("<link>HTTPS://F.example/A</link>")).entries[0].link == "https://F.example/A"


def test_a_title_is_a_title_whatever_is_put_into_it():
    title = "<![CDATA[Talks <script>steal('x < y')</script>in <b>Cairo</b><style>b{}</style>]]>"
    item = f"<item><title>{title}</title></item>"
    feed = read(f"<rss version='2.0'><channel><title>{title}</title>{item}</channel></rss>")
    assert feed.title == feed.entries[0].title == "Talks in Cairo"


JSON = {"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": [{"id": "1", "title": "T"}]}


@pytest.mark.parametrize(
    ("document", "title"),
    [
        (json.dumps(JSON).replace('"T"', '"two\nlines\x01"'), "two lines"),
        (json.dumps(JSON).replace('"T"', '"half \\ud800 a character"'), "half a character"),
        ("\ufeff" + json.dumps(JSON), "T"),
        (json.dumps({**JSON, "language": "\ud800", "hubs": [{"url": "\ud800"}], "x": float("nan")}), "T"),
    ],
)
def test_json_with_what_json_forbids(document, title):
    reply = answer(Document(body=document.encode()))
    assert reply.feed is not None
    assert [entry.title for entry in reply.feed.entries] == [title]


@pytest.mark.parametrize("document", ["[" * 50_000, '{"a":' + "1" * 6000 + "}", '{"version": "https://jsonfeed.org/'])
def test_json_that_is_none(document):
    with pytest.raises(NotAFeed, match="JSON"):
        read(document)


def test_a_channel_of_1997_without_items_is_a_feed():
    assert read("<CHANNEL HREF='https://f.example/'><TITLE>C</TITLE></CHANNEL>").title == "C"


def test_a_header_cannot_choose_how_bytes_are_read():
    body = b"<rss version='2.0'><channel><item><title>\\u003cx\\u003e \xe9t\xe9</title></item></channel></rss>"
    for label in ("utf-16", "utf-32-be", "unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined"):
        assert read(body, f"text/xml; charset={label}").entries[0].title == "\\u003cx\\u003e été"


def test_utf8_with_broken_characters_stays_utf8():
    body = rss("<description>«الخارجية»X</description>").encode().replace(b"X", b"\xa9")
    feed = read(body)
    assert (feed.encoding, feed.problem) == ("utf-8", "broken characters")
    assert feed.entries[0].text.startswith("«الخارجية»")
