"""Whatever bytes come, there is a reply, in bounded time, and it holds to the bounds of its fields."""

import time
from datetime import UTC, datetime

import msgspec
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from producers.canonical_url import bundled_identity
from producers.charset import may_be_utf8
from producers.dates import bundled_reader
from producers.entry_identity import identify
from producers.parse_worker import answer
from producers.parsed import MAX_AUTHOR, MAX_ENTRIES, MAX_SUMMARY, MAX_TEXT, MAX_TITLE, Document

SEEDS = [
    """<?xml version="1.0" encoding="windows-1256"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>وكالة</title><ttl>5</ttl><item>
<title>خبر &amp;amp; آخر</title>
<link>https://x.example/1</link><guid isPermaLink="false">1</guid><pubDate>Mon, 23 Nov 2026 10:00:00 +0300</pubDate>
<author>a@b.example (N)</author><description><![CDATA[<p>نص <b>غليظ</b></p>]]></description></item></channel></rss>""",
    """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar"><title>A</title><entry><id>1</id>
<title type="html">T</title><link href="/1"/><updated>2026-11-23T10:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
x</div></content></entry></feed>""",
    """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel>
<title>R</title></channel><item rdf:about="1"><title>T</title><link>/1</link></item></rdf:RDF>""",
    """<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:georss="http://www.georss.org/georss"><channel><title>P</title>
<itunes:owner><itunes:name>N</itunes:name><itunes:email>e@x.example</itunes:email></itunes:owner><item><title>T</title>
<itunes:author>A</itunes:author><media:group><media:content url="u"/><media:title>M</media:title></media:group>
<georss:point>33.5 36.3</georss:point><enclosure url="u" length="1"/><category><title>c</title></category>
<pubDate>23 Nov 2026 10:00 AST</pubDate></item></channel></rss>""",
    """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://x.example/1</loc><news:news>
<news:publication><news:name>N</news:name><news:language>ar</news:language></news:publication>
<news:publication_date>2026-11-23</news:publication_date><news:title>T</news:title></news:news></url></urlset>""",
    """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title mode="base64" type="text/html">Rg==</title><entry>
<title>T</title><issued>2026-11-23T10:00:00Z</issued>
<content mode="xml" type="text/html"><p>x</p></content></entry></feed>""",
    """<CHANNEL HREF="https://x.example/"><TITLE>C</TITLE><ITEM HREF="https://x.example/1"><TITLE>T</TITLE>
<ABSTRACT>A</ABSTRACT></ITEM></CHANNEL>""",
    '{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{"id":1,"url":"/1","content_html":"<p>x</p>"}]}',
]
PIECES = st.sampled_from(
    [
        b"<",
        b">",
        b"</",
        b"&",
        b"&#",
        b"&#x0;",
        b"&#xd800;",
        b"\x00",
        b"\xff",
        b"\xef\xbb\xbf",
        b"]]>",
        b"<![CDATA[",
        b"<!--",
        b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
        b"<?xml version='1.0' encoding='utf-16'?>",
        b"encoding='idna'",
        b"{",
        b'"',
        b"\\u",
        b"encoding='undefined'",
        b"encoding='punycode'",
        b"encoding='base64'",
        b"<item>",
        b"</item>",
        b"xml:base='http://[::1'",
        b"http://x.example/?" + b"a=1&" * 120,
        b"http://x.example:99999/",
        b"//[",
        b"<ttl>1e999</ttl>",
        b"<pubDate>99 99 9999 99:99:99 +9999</pubDate>",
        b"<guid>" + b"x" * 3000 + b"</guid>",
        b" a='" + b"x" * 30_000 + b"'",
    ]
)


ENCODINGS = ["utf-8", "utf-8", "cp1256", "utf-16", "utf-16-be", "utf-32", "utf-32-le", "cp037"]


@st.composite
def mutated(draw):
    seed = draw(st.sampled_from(SEEDS))
    data = bytearray(seed.encode(draw(st.sampled_from(ENCODINGS)), "replace"))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(data)))
        match draw(st.integers(0, 3)):
            case 0:
                data[at : at + draw(st.integers(0, 40))] = b""
            case 1:
                data[at:at] = draw(PIECES) * draw(st.sampled_from([1, 1, 1, 50]))
            case 2:
                data[at : at + 1] = bytes([draw(st.integers(0, 255))])
            case _:
                start = draw(st.integers(0, len(data)))
                data[at:at] = data[start : start + 200]
    return bytes(data)


def check(body, content_type=""):
    began = time.process_time()
    reply = answer(Document(body=body, url="https://f.example/rss", content_type=content_type))
    assert time.process_time() - began < 10
    if may_be_utf8(body):  # what is read at once is what is read with care
        assert answer(Document(body=b" " + body, url="https://f.example/rss", content_type=content_type)) == reply
    if reply.feed is None:
        assert reply.unparsed is not None
        assert reply.unparsed.reason
        assert "the parser fails" not in reply.unparsed.reason, reply.unparsed.reason
        return
    assert len(reply.feed.entries) <= MAX_ENTRIES
    msgspec.msgpack.encode(reply)
    now = datetime.now(UTC)
    for entry in reply.feed.entries:
        bundled_reader().read(entry.published, "Africa/Cairo", now)
        assert len(entry.title) <= MAX_TITLE
        assert len(entry.text) <= MAX_TEXT
        assert len(entry.summary) <= MAX_SUMMARY
        assert len(entry.author) <= MAX_AUTHOR
        assert entry.link.startswith(("http://", "https://")) or not entry.link
        assert "\n" not in entry.title
        assert "\x00" not in entry.text
    identify("f", reply.feed.entries, {}, bundled_identity())


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    mutated(), st.sampled_from(["", "text/xml; charset=windows-1256", "text/xml; charset=base64", "x; charset=utf-7"])
)
def test_mutated_feeds(body, content_type):
    check(body, content_type)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
@example(b"\x00\x00\x00\x00")
@example(b"<rss version='2.0'><channel><item><title>&#xd800;</title></item></channel></rss>")
@example(b"[" * 5000)
@example(b"<a " * 2000)
@example(b"<rss><item><title>x</title>" + b"encoding='zlib'" * 1500)
def test_any_bytes(body):
    check(body)
