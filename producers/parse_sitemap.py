"""Google News sitemaps (sitemap-news/0.9): for outlets that keep one up to date and have no feed."""

from __future__ import annotations

import io
import re
from xml.etree.ElementTree import Element, ParseError, iterparse

from producers.entry_text import entry_from
from producers.parsed import MAX_ENTRIES, NotAFeed, ParsedEntry, ParsedFeed

_SITEMAP = re.compile(
    rb"(?:\s++|<\?[^>]*+>|<!--(?:[^-]++|-(?!->))*+-->)*+<(?:[\w.-]{1,40}:)?(?:urlset|sitemapindex)[\s>]"
)
_NEWS = "http://www.google.com/schemas/sitemap-news/"


def is_sitemap(xml: bytes) -> bool:
    """Return whether the root of the document is that of a sitemap or of an index of sitemaps."""
    return _SITEMAP.match(xml) is not None


def parse(xml: bytes, url: str) -> ParsedFeed:
    """Return the news in a sitemap; of a broken one, what stands before the break.

    Args:
        xml: A document in UTF-8 (:func:`producers.charset.as_xml`) without a document type.
        url: Base of relative addresses.

    Raises:
        NotAFeed: It is an index of sitemaps, or a sitemap without news.
    """
    root = problem = name = language = ""
    entries: list[ParsedEntry] = []
    try:
        for event, element in iterparse(io.BytesIO(xml), events=("start", "end")):  # noqa: S314 - no DOCTYPE comes here
            tag = _local(element)
            if event == "start":
                root = root or tag
            elif tag == "url" and (news := _news(element)) is not None:
                found = _entry(element, news, url)
                name, language = name or _value(news, "name"), language or found.language
                entries.append(found)
            if len(entries) >= MAX_ENTRIES:
                break
    except ParseError as error:
        problem = f"ParseError: {error}"
    if root == "sitemapindex":
        raise NotAFeed("an index of sitemaps, not a feed; name one of the sitemaps in it")
    if root != "urlset" or not entries:
        raise NotAFeed("a sitemap without news (no news:news in any of its addresses)")
    return ParsedFeed(
        kind="newssitemap", title=name, language=language, problem=problem[:200], entries=tuple(entries)
    )


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _news(address: Element) -> Element | None:
    return next((child for child in address if _local(child) == "news" and _NEWS in child.tag), None)


def _value(parent: Element, name: str) -> str:
    return next((child.text or "" for child in parent.iter() if _local(child) == name), "").strip()


def _entry(address: Element, news: Element, url: str) -> ParsedEntry:
    location = next((child.text or "" for child in address if _local(child) == "loc"), "")
    return entry_from(
        base=url,
        guid="",
        link=location.strip(),
        title=_value(news, "title"),
        summary="",
        contents=(),
        author="",
        published=_value(news, "publication_date"),
        updated=next((child.text or "" for child in address if _local(child) == "lastmod"), ""),
        language=_value(news, "language"),
    )
