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


def parse(xml: bytes, url: str, language: str = "") -> ParsedFeed:
    """Return the feed in ``xml``.

    Args:
        xml: A document in UTF-8 (:func:`producers.charset.as_xml`).
        url: Base of relative addresses.
        language: What the HTTP header says of the language.

    Raises:
        NotAFeed: It is no feed.
    """
    bounded = _LONG_AUTHOR.sub(r"\1", xml.decode("utf-8")).encode("utf-8")
    # No content-location: feedparser would make GUIDs absolute with it, and they would change when the feed moves.
    headers = {"content-type": "application/xml; charset=utf-8"}
    if language:
        headers["content-language"] = language
    try:
        try:
            found = _feedparser(bounded, headers)
        except (TypeError, ValueError, KeyError, AttributeError, IndexError):
            # It trips over broken places, chapters and sizes of images, of which nothing is kept here.
            found = _feedparser(_EXTRAS.sub(b"", bounded), headers)
    except MemoryError:
        raise
    except Exception as error:  # broken feeds still find new ways to make it raise
        raise NotAFeed(f"so broken that feedparser fails on it ({type(error).__name__}: {error})"[:200]) from error
    if not found.get("version") and not found["entries"]:
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


def _feedparser(xml: bytes, headers: dict[str, str]) -> Any:
    return feedparser.parse(
        io.BytesIO(xml), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )


def _head(xml: bytes) -> str:
    """Return what stands before the first entry."""
    return re.split(rb"<(?:\w+:)?(?:item|entry)\b", xml[: 256 * 1024], maxsplit=1)[0].decode("utf-8", "replace")


def _what(xml: bytes) -> str:
    sample = xml[:4096].lower()
    if b"<html" in sample or b"<!doctype html" in sample:
        return "an HTML page, not a feed"
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
    )


def _link(entry: dict[str, Any], link: str) -> str:
    """Return the address of the article: feedburner:origLink before link."""
    return str(dict.get(entry, "feedburner_origlink") or link)
