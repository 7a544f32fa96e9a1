"""Parsing by feedparser, which reads every dialect of RSS, RDF and Atom, broken ones too; its only importer.

Its sanitiser and its resolving of addresses in HTML are off: the first can be made quadratic by an attacker, and both
work on markup of which only the text is kept here. It still can be slow on purpose-made input, so it runs in
:mod:`producers.parse_pool`, never in the daemon itself.
"""

from __future__ import annotations

import io
import re
from typing import Any

import feedparser

from producers.entry_text import entry_from
from producers.parsed import MAX_AUTHOR, MAX_ENTRIES, NotAFeed, ParsedEntry, ParsedFeed
from producers.polling_hints import days, hours, update_seconds

_LONG_AUTHOR = re.compile(
    r"(<(?P<name>(?:\w+:)?(?:author|creator|managingEditor|webMaster|contributor|publisher|owner|name|email))\b[^<>]*>"
    rf"(?:<!\[CDATA\[)?[^<>]{{{MAX_AUTHOR}}})[^<>]*(?=(?:\]\]>)?</)"
)
_EXTRAS = re.compile(rb"</?(?:(?:georss|gml|geo|psc):[^<>]*+|width|height)>?", re.IGNORECASE)
# What an entry or the text in it can be made of; the rest of a feed is not worth its loss.
_ESSENTIALS = (
    rb"rss|rdf:rdf|feed|channel|item|entry|title|link|guid|id|description|summary|abstract|tagline|subtitle|content"
    rb"|content:encoded|encoded|body|fullitem|pubdate|published|updated|modified|issued|created|date|dc:date|author|name"
    rb"|creator|dc:creator|language|ttl|p|br|div|li|ul|ol|h[1-6]|blockquote|td|tr|table|a|b|i|em|strong|span"
)
_BESIDES = re.compile(rb"</?(?!(?:" + _ESSENTIALS + rb")[\s/>])[a-z][^<>]*+>?", re.IGNORECASE)
_NAMESPACE = re.compile(rb"""\sxmlns(?::[\w.-]{1,40})?\s{0,9}=\s{0,9}(?:"[^"<>]*+"|'[^'<>]*+')""")
_CDF = re.compile(rb"(?:\s++|<\?[^>]*+>|<!--(?:[^-]++|-(?!->))*+-->)*+<channel[\s>]", re.IGNORECASE)
"""Of 1997; feedparser has no name for it."""


def parse(xml: bytes, url: str) -> ParsedFeed:
    """Return the feed in ``xml``.

    Args:
        xml: A document in UTF-8 (:func:`producers.charset.as_xml`).
        url: Base of relative addresses.

    Raises:
        NotAFeed: It is no feed.
    """
    bounded = _LONG_AUTHOR.sub(r"\1", xml.decode("utf-8")).encode("utf-8")
    found = _found(bounded)
    if not found.get("version") and not found["entries"] and not _CDF.match(xml):
        raise NotAFeed(_what(xml))
    head: dict[str, Any] = found["feed"]
    problem = found.get("bozo_exception") if found.get("bozo") else None
    return ParsedFeed(
        kind=str(found.get("version") or "unknown"),
        title=str(dict.get(head, "title") or ""),
        link=str(dict.get(head, "link") or ""),
        language=str(dict.get(head, "language") or ""),
        ttl_seconds=update_seconds(
            ttl=str(dict.get(head, "ttl") or ""),
            period=str(dict.get(head, "sy_updateperiod") or ""),
            frequency=str(dict.get(head, "sy_updatefrequency") or ""),
        ),
        skip_hours=hours(re.findall(r"<hour>\s*(\d{1,2})\s*</hour>", _head(bounded), re.IGNORECASE)),
        skip_days=days(re.findall(r"<day>\s*([A-Za-z]{3,9})\s*</day>", _head(bounded), re.IGNORECASE)),
        hub=next((str(link.get("href", "")) for link in dict.get(head, "links") or () if link.get("rel") == "hub"), ""),
        problem=f"{type(problem).__name__}: {problem}"[:200] if problem else "",
        entries=tuple(_entry(entry, url, str(head.get("language", ""))) for entry in found["entries"][:MAX_ENTRIES]),
    )


def _found(xml: bytes) -> Any:
    """Return what feedparser finds in ``xml``, or in less of it where it trips over the rest.

    It raises on broken places, chapters, licences, players and sizes of images, of which nothing is kept here.

    Raises:
        NotAFeed: It trips over what remains, too.
    """
    trouble: Exception | None = None
    for bearable in (_as_it_is, _without_extras, _essentials):
        try:
            return _feedparser(bearable(xml))
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - broken feeds still find new ways to make it raise
            trouble = error
    raise NotAFeed(f"so broken that feedparser fails on it ({type(trouble).__name__}: {trouble})"[:200]) from trouble


def _as_it_is(xml: bytes) -> bytes:
    return xml


def _without_extras(xml: bytes) -> bytes:
    return _EXTRAS.sub(b"", xml)


def _essentials(xml: bytes) -> bytes:
    return _BESIDES.sub(b"", _NAMESPACE.sub(b"", xml))


def _feedparser(xml: bytes) -> Any:
    # No content-location: feedparser would make GUIDs absolute with it, and they would change when the feed moves.
    return feedparser.parse(
        io.BytesIO(xml),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )


def _head(xml: bytes) -> str:
    """Return what stands before the first entry."""
    return re.split(rb"<(?:\w+:)?(?:item|entry)\b", xml[: 256 * 1024], maxsplit=1)[0].decode("utf-8", "replace")


def _what(xml: bytes) -> str:
    sample = xml[:4096].lower()
    if b"<html" in sample or b"<!doctype html" in sample:
        return "an HTML page, not a feed (rasid feeds find shows the feeds that a page names)"
    if b"<urlset" in sample or b"<sitemapindex" in sample:
        return "a sitemap, not a feed"
    if b"<opml" in sample:
        return "an OPML list of feeds, not a feed (rasid feeds import takes it)"
    return "not RSS, RDF, Atom or JSON Feed"


def _entry(entry: dict[str, Any], url: str, language: str) -> ParsedEntry:
    # dict.get: feedparser's own lookup answers for one key with the value of another, with a warning.
    def text(key: str) -> str:
        return str(dict.get(entry, key) or "")

    contents = [str(part.get("value") or "") for part in dict.get(entry, "content") or ()]
    own = str((dict.get(entry, "title_detail") or {}).get("language") or "")
    return entry_from(
        base=url,
        guid=text("id"),
        link=_link(entry, text("link")),
        title=text("title"),
        summary=text("summary"),
        contents=contents,
        author=text("author"),
        published=text("published") or text("created"),
        updated=text("updated"),
        language=own if own != language else "",
        permanent=dict.get(entry, "guidislink") is not False or "link" in dict.keys(entry),
    )


def _link(entry: dict[str, Any], link: str) -> str:
    """Return the address of the article: feedburner:origLink before link."""
    return str(dict.get(entry, "feedburner_origlink") or link)
