"""The fast path says what feedparser says, or nothing."""

from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from producers import parse_fast, parse_reference
from producers.charset import Decoded, as_xml

URL = "https://f.example/rss"

WORDS = st.sampled_from(
    [
        "وزير",
        "الخارجية",
        "meets",
        "<p>",
        "</p>",
        "<b>x</b>",
        "&",
        "&amp;",
        "&lt;b&gt;",
        "&quot;",
        "&#1575;",
        "&nbsp;",
        "\n",
        "<!-- c -->",
        "<br/>",
        "a < b",
        "]]>",
        "é",
        "\x93quoted\x94",
        "https://x.example/?a=1&b=2",
        "  ",
        "<![CDATA[",
        "'",
    ]
)
TEXTS = st.one_of(st.lists(WORDS, max_size=6).map(" ".join), st.text(max_size=20))
LINKS = st.sampled_from(
    ["https://x.example/1", "/2", "3", "", "//y.example/4", "http://[::1", " https://x.example/5\n"]
)
GUIDS = st.sampled_from(["g1", "https://x.example/g", "/rel", "", " spaced ", "tag:x,2026:1", "a<b"])
DATES = st.sampled_from(["Mon, 23 Nov 2026 10:00:00 GMT", "٢٣ نوفمبر ٢٠٢٦", "", "1795428000", " x "])


NO_ATTRIBUTES = st.just("")


def element(name, values, attributes=NO_ATTRIBUTES):
    def build(value, attribute, cdata):
        if cdata and "]]>" not in value:
            return f"<{name}{attribute}><![CDATA[{value}]]></{name}>"
        return f"<{name}{attribute}>{escape(value)}</{name}>"

    return st.builds(build, values, attributes, st.booleans())


PERMALINK = st.sampled_from(["", ' isPermaLink="true"', ' isPermaLink="false"'])
RSS_ITEM = st.lists(
    st.one_of(
        element("title", TEXTS),
        element("link", LINKS),
        element("guid", GUIDS, PERMALINK),
        element("description", TEXTS),
        element("content:encoded", TEXTS),
        element("pubDate", DATES),
        element("dc:date", DATES),
        element("dc:creator", TEXTS),
        element("author", TEXTS),
        element("category", TEXTS),
        element("feedburner:origLink", LINKS),
        element("media:credit", TEXTS),
        element("media:title", TEXTS),
        element("media:description", TEXTS),
        element("itunes:summary", TEXTS),
        element("comments", TEXTS),
        element("slash:comments", TEXTS),
        element("source", TEXTS),
        element("unheard", TEXTS),
        st.just('<media:thumbnail url="/x.jpg"/>'),
        st.just('<enclosure url="/x.mp3" type="audio/mpeg" length="1"/>'),
        st.just('<atom:link rel="self" href="/self"/>'),
        st.just('<atom:link href="/alternate"/>'),
    ),
    max_size=8,
).map("".join)
SPACES = "".join(
    f" xmlns:{prefix}={quoteattr(name)}"
    for prefix, name in {
        "content": "http://purl.org/rss/1.0/modules/content/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "media": "http://search.yahoo.com/mrss/",
        "slash": "http://purl.org/rss/1.0/modules/slash/",
        "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "sy": "http://purl.org/rss/1.0/modules/syndication/",
        "atom": "http://www.w3.org/2005/Atom",
        "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    }.items()
)
HEADS = st.lists(
    st.sampled_from(
        [
            "<title>F</title>",
            "<language>ar-EG</language>",
            "<ttl>15</ttl>",
            "<ttl>x</ttl>",
            "<link>https://h.example/</link>",
            "<skipHours><hour>3</hour><hour> 4 </hour></skipHours>",
            "<skipDays><day>Friday</day></skipDays>",
            "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
            '<atom:link rel="hub" href="https://hub.example/"/>',
            "<image><url>/i.png</url><title>I</title></image>",
        ]
    ),
    max_size=5,
    unique=True,
).map("".join)
TYPES = st.sampled_from(["", ' type="text"', ' type="html"', ' type="text/html"'])
ATOM_ENTRY = st.lists(
    st.one_of(
        element("id", GUIDS),
        element("title", TEXTS, TYPES),
        element("summary", TEXTS, TYPES),
        element("content", TEXTS, TYPES),
        element("published", DATES),
        element("updated", DATES),
        element("rights", TEXTS),
        st.builds(
            "<author>{}{}</author>".format, element("name", TEXTS), st.sampled_from(["", "<email>a@b.example</email>"])
        ),
        st.builds(lambda link: f"<link href={quoteattr(link)}/>", LINKS),
        st.just('<link rel="enclosure" href="/x.mp3"/>'),
        st.just('<link rel="alternate" type="application/json" href="/x.json"/>'),
        st.just("<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>x</div></content>"),
    ),
    max_size=8,
).map("".join)
RDF_ITEM = st.lists(
    st.one_of(
        element("title", TEXTS),
        element("link", LINKS),
        element("description", TEXTS),
        element("dc:date", DATES),
        element("dc:creator", TEXTS),
        element("content:encoded", TEXTS),
    ),
    max_size=5,
).map("".join)
RSS = st.builds(
    lambda head, items: (
        f'<rss version="2.0"{SPACES}><channel>{head}'
        + "".join(f"<item>{item}</item>" for item in items)
        + "</channel></rss>"
    ),
    HEADS,
    st.lists(RSS_ITEM, max_size=3),
)
ATOM = st.builds(
    lambda items, lang: (
        f'<feed xmlns="http://www.w3.org/2005/Atom"{lang}><title>A</title>'
        + "".join(f"<entry>{item}</entry>" for item in items)
        + "</feed>"
    ),
    st.lists(ATOM_ENTRY, max_size=3),
    st.sampled_from(["", ' xml:lang="ar-SA"']),
)
RDF = st.builds(
    lambda items: (
        f'<rdf:RDF xmlns="http://purl.org/rss/1.0/"{SPACES}><channel rdf:about="/c"><title>R</title></channel>'
        + "".join(f'<item rdf:about="https://x.example/{n}">{item}</item>' for n, item in enumerate(items))
        + "</rdf:RDF>"
    ),
    st.lists(RDF_ITEM, max_size=3),
)


def both(text):
    xml = as_xml(Decoded(text, "utf-8"))
    fast = parse_fast.parse(xml, URL)
    return fast, parse_reference.parse(xml, URL) if fast else None


@pytest.mark.parametrize("documents", [RSS, ATOM, RDF], ids=["rss", "atom", "rdf"])
def test_equal_to_the_reference(documents):
    taken = []

    @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
    @given(documents)
    def check(document):
        fast, reference = both(document)
        if fast is None:
            return
        taken.append(len(fast.entries))
        assert fast.entries == reference.entries
        head = ("kind", "ttl_seconds", "skip_hours", "skip_days", "hub", "title", "language")
        assert [getattr(fast, name) for name in head] == [getattr(reference, name) for name in head]

    check()
    assert sum(taken) > 30


CLEAN = f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"{SPACES}><channel><title>F</title>
<link>https://f.example/</link><atom:link rel="self" href="https://f.example/rss"/><language>ar</language>
<sy:updatePeriod>hourly</sy:updatePeriod><image><url>https://f.example/i.png</url><title>F</title></image>
<item><title><![CDATA[وزير الخارجية يبحث]]></title><link>https://f.example/1</link><dc:creator><![CDATA[سانا]]></dc:creator>
<pubDate>Mon, 23 Nov 2026 10:00:00 +0000</pubDate><category><![CDATA[سياسة]]></category>
<guid isPermaLink="false">https://f.example/?p=1</guid><description><![CDATA[<p>ملخص</p>]]></description>
<content:encoded><![CDATA[<p>نص</p>]]></content:encoded><slash:comments>0</slash:comments>
<media:thumbnail url="https://f.example/i.jpg" width="1"/></item></channel></rss>"""


@pytest.mark.parametrize(
    "entry",
    [
        '<link href=""/><id>https://x.example/g</id>',
        "<id>https://x.example/g</id>",
        "<author><name>Ù\x88Ø§</name><email>a@b.example</email></author>",
        "<title>Ù\x88Ø§</title>",
    ],
)
def test_corners_of_atom_in_which_the_two_once_differed(entry):
    fast, reference = both(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry>{entry}</entry></feed>')
    assert fast.entries == reference.entries


def test_what_wordpress_and_the_bbc_write_is_clean():
    fast, reference = both(CLEAN)
    assert fast == reference
    assert fast.entries[0].text == "ملخص"


@pytest.mark.parametrize(
    "document",
    [
        "<rss version='2.0'><channel><ttl>1</ttl><ttl>2</ttl></channel></rss>",
        "<!DOCTYPE rss><rss version='2.0'><channel/></rss>",
        "<rss version='2.0' xml:base='https://x/'><channel/></rss>",
        "<rss version='2.0'><channel><item><title>a<b>c</b></title></item></channel></rss>",
        "<rss version='2.0'><channel><item><title>a</title><title>b</title></item></channel></rss>",
        "<rss version='2.0'><channel><item><title>a & b</title></item></channel></rss>",
        "<rss version='2.0'><channel><item><title>a&nbsp;b</title></item></channel></rss>",
        "<rss version='2.0'><channel><item><unheard/></item></channel></rss>",
        "<rss version='0.91'><channel/></rss>",
        "<rss><channel/></rss>",
        "<feed/>",
        "<rss",
    ],
)
def test_the_rest_is_left_to_the_reference(document):
    xml = as_xml(Decoded(document, "utf-8"))
    assert parse_fast.parse(xml, URL) is None


def test_what_was_encoded_twice_is_read_as_feedparser_reads_it():
    double = "الخارجية – é".encode().decode("latin-1")
    fast, reference = both(f"<rss version='2.0'><channel><item><title>{double}</title></item></channel></rss>")
    assert fast.entries == reference.entries
    assert fast.entries[0].title == "الخارجية – é"


ENTRIES = {
    "rss": (
        "<rss version='2.0'><channel><title>F</title><item>{}</item></channel></rss>",
        ["<title>T</title>", "<link>https://x.example/1</link>", "<description>D</description>", "<guid>g</guid>",
         "<pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate>", "<author>A</author>"],
    ),
    "rdf": (
        ("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
        "<channel><title>F</title></channel><item rdf:about='a'>{}</item></rdf:RDF>"),
        ["<title>T</title>", "<link>https://x.example/1</link>", "<description>D</description>"],
    ),
    "atom": (
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title><entry>{}</entry></feed>",
        ["<id>g</id>", "<title>T</title>", "<link href='https://x.example/1'/>", "<summary>D</summary>",
         "<published>2026-11-23T10:00:00Z</published>", "<author><name>A</name></author>"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", ENTRIES)
@pytest.mark.parametrize("element", sorted({name for name, value in parse_fast._ITEM.items() if value == ""}))
def test_elements_that_give_nothing_give_nothing_to_feedparser_either(kind, element):
    space, _, name = element.rpartition("}")
    if not space and kind != "rss":
        return
    frame, parts = ENTRIES[kind]
    opening = f'p:{name} xmlns:p="{space[1:]}"' if space else name
    for value in ("value 12", "https://v.example/", "2001-01-01T00:00:00Z"):
        for attributes in ("", ' url="https://u.example/" href="https://u.example/"'):
            idle = f"<{opening}{attributes}>{value}</{'p:' if space else ''}{name}>"
            for missing in range(len(parts) + 1):
                rest = parts[:missing] + parts[missing + 1 :]
                for document in (frame.format("".join([idle, *rest, idle])), frame.format("".join([*rest, idle]))):
                    xml = as_xml(Decoded(document, "utf-8"))
                    fast = parse_fast.parse(xml, "https://f.example/")
                    assert fast is not None
                    assert fast.entries == parse_reference.parse(xml, "https://f.example/").entries
