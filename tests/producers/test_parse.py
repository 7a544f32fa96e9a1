import json

import pytest

from producers.parse import parse
from producers.parsed import MAX_AUTHOR, MAX_ENTRIES, MAX_TEXT, Document, NotAFeed


def read(body, url="https://f.example/rss", content_type=""):
    data = body.encode() if isinstance(body, str) else body
    return parse(Document(body=data, url=url, content_type=content_type))


RSS = """<?xml version="1.0" encoding="windows-1256"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>وكالة الأنباء</title><link>/home</link><language>ar-EG</language><ttl>5</ttl>
<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>
<atom:link rel="hub" href="https://hub.example/"/>
<skipHours><hour>3</hour><hour>24</hour></skipHours><skipDays><day>Friday</day></skipDays>
<item><title>وزير الخارجية &amp;quot;يبحث&amp;quot;</title><link>/a/1</link><guid isPermaLink="false">g1</guid>
<pubDate>الاثنين، 23 تشرين الثاني 2026 10:00</pubDate><dc:creator>سانا</dc:creator>
<description><![CDATA[<p>ملخص</p>]]></description>
<content:encoded><![CDATA[<p>نص <b>كامل</b></p><script>evil()</script><p>ثان</p>]]></content:encoded></item>
<item><title>بلا محتوى</title><link>https://f.example/2</link><guid>https://f.example/2</guid>
<description>موجز أطول</description></item>
<item></item>
</channel></rss>"""


@pytest.mark.parametrize("encoding", ["utf-8", "cp1256"])
def test_rss_with_all_that_matters(encoding):
    feed = read(RSS.encode(encoding))
    assert (feed.kind, feed.title, feed.language) == ("rss20", "وكالة الأنباء", "ar")
    assert (feed.link, feed.hub) == ("https://f.example/home", "https://hub.example/")
    assert (feed.ttl_seconds, feed.skip_hours, feed.skip_days) == (1800.0, (0, 3), (4,))
    first, second, _ = feed.entries
    assert (first.guid, first.link, first.author) == ("g1", "https://f.example/a/1", "سانا")
    assert first.title == 'وزير الخارجية "يبحث"'
    assert (first.summary, first.text) == ("ملخص", "نص كامل\nثان")
    assert first.published == "الاثنين، 23 تشرين الثاني 2026 10:00"
    assert second.text == second.summary == "موجز أطول"


def test_atom():
    feed = read(
        """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>A</title>
        <entry><id>tag:x,2026:1</id><title type="html">A &amp;amp; B</title><link rel="alternate" href="/1"/>
        <link rel="enclosure" href="/x.mp3"/>
        <published>2026-11-23T10:00:00Z</published><updated>2026-11-23T11:00:00Z</updated>
        <author><name>N</name></author><summary>short</summary>
        <content type="html">&lt;p&gt;the long text&lt;/p&gt;</content>
        </entry></feed>"""
    )
    (entry,) = feed.entries
    assert feed.kind == "atom10"
    assert (entry.guid, entry.link, entry.title) == ("tag:x,2026:1", "https://f.example/1", "A & B")
    assert (entry.published, entry.updated) == ("2026-11-23T10:00:00Z", "2026-11-23T11:00:00Z")
    assert (entry.summary, entry.text, entry.author, feed.language) == ("short", "the long text", "N", "en")


def test_rdf():
    feed = read(
        """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>R</title></channel>
        <item rdf:about="https://f.example/1"><title>T</title><link>https://f.example/1</link>
        <dc:date>2026-11-23T10:00:00Z</dc:date></item></rdf:RDF>"""
    )
    assert feed.kind == "rss10"
    assert (feed.entries[0].link, feed.entries[0].updated or feed.entries[0].published)[1] == "2026-11-23T10:00:00Z"


def test_json_feed():
    feed = read(
        json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "title": "J",
                "items": [
                    {
                        "id": 7,
                        "url": "/7",
                        "title": "T",
                        "content_html": "<p>a</p><p>b</p>",
                        "authors": [{"name": "N"}],
                    },
                    "nonsense",
                    {"id": "8", "content_text": "x", "url": None, "external_url": "https://e.example/8"},
                ],
            }
        )
    )
    assert feed.kind == "json11"
    assert [(e.guid, e.link, e.text, e.author) for e in feed.entries] == [
        ("7", "https://f.example/7", "a\nb", "N"),
        ("8", "https://e.example/8", "x", ""),
    ]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "an empty document"),
        ("  \n", "an empty document"),
        ("<!DOCTYPE html><html><body>x", "HTML page"),
        ("<urlset xmlns='x'/>", "sitemap"),
        ("<opml version='2.0'/>", "OPML"),
        ("just text", "neither XML nor JSON"),
        ("{", "broken JSON"),
        ("[" * 100_000, "broken JSON"),
        ('{"a": 1}', "not a JSON Feed"),
        ("<a/>", "not RSS"),
        ('<!DOCTYPE l [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><rss version="2.0"><channel/></rss>', "entities"),
        ('<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel/></rss>', "entities"),
    ],
)
def test_what_is_no_feed_says_what_it_is(body, reason):
    with pytest.raises(NotAFeed, match=reason):
        read(body)


def test_a_broken_feed_is_read_as_far_as_it_goes():
    feed = read(
        "<rss version='2.0'><channel><item><title>A & B</title><link>https://f.example/1</link><p></item></channel>"
    )
    assert feed.entries[0].link == "https://f.example/1"
    assert feed.problem


def test_everything_is_bounded():
    title, author, text = "t" * 9000, "a@" * 9000, "x" * 300_000
    item = f"<item><title>{title}</title><author>{author}</author><description>{text}</description></item>"
    feed = read(f"<rss version='2.0'><channel>{item}{'<item><title>x</title></item>' * 2000}</channel></rss>")
    assert len(feed.entries) == MAX_ENTRIES
    assert len(feed.entries[0].text) == MAX_TEXT
    assert len(feed.entries[0].author) <= MAX_AUTHOR


def test_an_id_does_not_depend_on_where_the_feed_lies():
    body = "<rss version='2.0'><channel><item><guid>123</guid><title>x</title></item></channel></rss>"
    one, other = (read(body, url).entries[0] for url in ("https://a.example/", "https://b.example/"))
    assert one.guid == other.guid == "123"
    assert one.link == ""


def test_links_that_are_no_addresses_of_pages():
    for link in ("javascript:alert(1)", "data:text/html,x", "http://", "x" * 5000, "http://[::1"):
        body = f"<rss version='2.0'><channel><item><title>x</title><link>{link}</link></item></channel></rss>"
        assert read(body).entries[0].link in {"", "https://f.example/http://"}


SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://f.example/a/1</loc><lastmod>2026-11-23T11:00:00Z</lastmod><news:news><news:publication>
<news:name>وكالة</news:name><news:language>ar</news:language></news:publication>
<news:publication_date>2026-11-23T10:00:00+03:00</news:publication_date>
<news:title>وزير الخارجية &amp; نظيره</news:title>
</news:news><image:image><image:loc>https://f.example/1.jpg</image:loc></image:image></url>
<url><loc>https://f.example/about</loc></url>
<url><loc>/a/2</loc><news:news><news:title>ثان</news:title></news:news></url>
</urlset>"""


class TestNewsSitemap:
    def test_its_news_are_entries(self):
        feed = read(SITEMAP, url="https://f.example/news-sitemap.xml")
        assert (feed.kind, feed.title, feed.language) == ("newssitemap", "وكالة", "ar")
        first, second = feed.entries
        assert (first.link, first.title) == ("https://f.example/a/1", "وزير الخارجية & نظيره")
        assert first.published == "2026-11-23T10:00:00+03:00"
        assert second.link == "https://f.example/a/2"

    def test_of_a_broken_one_what_stands_before_the_break(self):
        feed = read(SITEMAP.replace("<url><loc>/a/2", "</x><url><loc>/a/2"))
        assert [entry.link for entry in feed.entries] == ["https://f.example/a/1"]
        assert "ParseError" in feed.problem

    @pytest.mark.parametrize(
        ("document", "said"),
        [
            ('<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap/></sitemapindex>', "an index"),
            ("<!-- a --><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url/></urlset>", "without news"),
            ("<urlset ", "without news"),
        ],
    )
    def test_other_sitemaps_are_none(self, document, said):
        with pytest.raises(NotAFeed, match=said):
            read(document)

    def test_a_feed_that_speaks_of_sitemaps_stays_a_feed(self):
        item = "<item><title>t</title><description><![CDATA[<urlset > <urlset>]]></description></item>"
        assert read(f"<rss version='2.0'><channel>{item}</channel></rss>").kind == "rss20"


def test_links_count_from_xml_base():
    feed = read(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://b.example/dir/"><title>x</title><link href="."/>'
        '<entry xml:base="sub/"><id>1</id><title>t</title><link href="a.html"/></entry>'
        '<entry><id>2</id><title>t</title><link href="/b.html"/></entry></feed>'
    )
    assert feed.link == "https://b.example/dir/"
    assert [entry.link for entry in feed.entries] == ["https://b.example/dir/sub/a.html", "https://b.example/b.html"]
    rss = '<rss version="2.0" xml:base="https://b.example/d/"><channel><item><title>t</title><link>a</link></item>'
    assert read(f"{rss}</channel></rss>").entries[0].link == "https://b.example/d/a"


def test_the_document_type_of_old_feeds_is_no_attack():
    feed = read(
        '<!DOCTYPE rdf:RDF [<!ENTITY % HTMLlat1 PUBLIC "-//W3C//ENTITIES Latin 1 for XHTML//EN" "http://x/lat1.ent">'
        '%HTMLlat1;]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        "<channel><title>R</title></channel><item><title>T</title></item></rdf:RDF>"
    )
    assert feed.entries[0].title == "T"


@pytest.mark.parametrize(
    "declaration",
    [
        '<!ENTITY a "b"><!ENTITY c "&a;&a;">',
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
        '<!ENTITY % p "&a;">',
        '<!ENTITY x PUBLIC "p" "http://x/">',
    ],
)
def test_entities_of_entities_and_of_files_are_refused(declaration):
    with pytest.raises(NotAFeed, match="entities"):
        read(f"<!DOCTYPE rss [{declaration}]><rss version='2.0'><channel><title>&x;</title></channel></rss>")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<a>" * 50_000, "nested without end"),
        ("<rss version='2.0'><channel><item><title>x</title></item>" + "<a x='1'>t" * 50_000, "nested without end"),
        ("<rss version='2.0'><channel>" + "<a/>" * 600_000, "more than 500,000 tags"),
    ],
)
def test_masses_of_tags_are_refused_before_they_become_a_tree(body, said):
    with pytest.raises(NotAFeed, match=said):
        read(body)


def test_a_large_feed_of_sloppy_html_is_no_mass_of_tags():
    item = "<item><title>x</title><description><![CDATA[" + "<p>text<br><br>" * 400 + "<b>y</b>]]></description></item>"
    assert len(read(f"<rss version='2.0'><channel>{item * 40}</channel></rss>").entries) == 40


@pytest.mark.parametrize("junk", ["<width/>", "<georss:point>x</georss:point>", "<psc:chapter start='1'/>"])
def test_broken_extras_cost_nothing_but_themselves(junk):
    spaces = 'xmlns:georss="http://www.georss.org/georss" xmlns:psc="http://podlove.org/simple-chapters"'
    image = f"<image>{junk}</image>{junk}<item>{junk}<title>T</title>&</item>"
    assert read(f"<rss version='2.0' {spaces}><channel>{image}</channel></rss>").entries[0].title == "T"
