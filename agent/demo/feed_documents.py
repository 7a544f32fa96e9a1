"""Writes feeds as outlets publish them: RSS 2.0, Atom and JSON Feed. Pure: entries in, bytes out."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape
from xml.etree import ElementTree as ET

from agent.demo.newsroom import FeedFormat, Outlet, Version

CONTENT_TYPES: dict[FeedFormat, str] = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}

_ATOM = "http://www.w3.org/2005/Atom"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"


def document(outlet: Outlet, entries: Sequence[Version], address: str) -> bytes:
    """Return the feed of ``outlet`` with ``entries``, newest first, encoded in the outlet's charset.

    Args:
        outlet: Decides format and charset.
        entries: What the feed shows.
        address: URL of the feed itself.
    """
    return _WRITERS[outlet.format](outlet, entries, address)


def content_type(outlet: Outlet) -> str:
    """Return the value of the Content-Type header of the feed of ``outlet``."""
    return f"{CONTENT_TYPES[outlet.format]}; charset={outlet.charset}"


def _rss(outlet: Outlet, entries: Sequence[Version], address: str) -> bytes:
    root = ET.Element("rss", {"version": "2.0", "xmlns:atom": _ATOM, "xmlns:content": _CONTENT})
    channel = ET.SubElement(root, "channel")
    _put(channel, "title", outlet.outlet)
    _put(channel, "link", _home(outlet))
    _put(channel, "description", outlet.outlet)
    _put(channel, "language", outlet.language)
    ET.SubElement(channel, "atom:link", {"rel": "self", "href": address, "type": CONTENT_TYPES["rss"]})
    for entry in entries:
        item = ET.SubElement(channel, "item")
        _put(item, "title", entry.title)
        _put(item, "link", entry.url)
        _put(item, "guid", entry.guid, isPermaLink="false")
        _put(item, "pubDate", format_datetime(_date(entry)))
        _put(item, "description", _teaser(entry))
        _put(item, "content:encoded", _html(entry))
    return _xml(root, outlet.charset)


def _atom(outlet: Outlet, entries: Sequence[Version], address: str) -> bytes:
    root = ET.Element("feed", {"xmlns": _ATOM})
    _put(root, "id", address)
    _put(root, "title", outlet.outlet)
    if entries:
        _put(root, "updated", max(map(_date, entries)).isoformat())
    ET.SubElement(root, "link", {"rel": "self", "href": address})
    for entry in entries:
        item = ET.SubElement(root, "entry")
        _put(item, "id", entry.guid)
        _put(item, "title", entry.title)
        ET.SubElement(item, "link", {"rel": "alternate", "href": entry.url})
        _put(item, "published", entry.published.isoformat())
        _put(item, "updated", _date(entry).isoformat())
        _put(item, "content", _html(entry), type="html")
    return _xml(root, outlet.charset)


def _json(outlet: Outlet, entries: Sequence[Version], address: str) -> bytes:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.outlet,
        "home_page_url": _home(outlet),
        "feed_url": address,
        "language": outlet.language,
        "items": [
            {
                "id": entry.guid,
                "url": entry.url,
                "title": entry.title,
                "content_html": _html(entry),
                "date_published": entry.published.isoformat(),
                **({"date_modified": entry.updated.isoformat()} if entry.updated else {}),
            }
            for entry in entries
        ],
    }
    return json.dumps(feed, ensure_ascii=False).encode()


_WRITERS: dict[FeedFormat, Callable[[Outlet, Sequence[Version], str], bytes]] = {
    "rss": _rss, "atom": _atom, "json": _json,
}


def _put(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, tag, attributes).text = text


def _xml(root: ET.Element, charset: str) -> bytes:
    # Characters that the charset lacks (Arabic-Indic digits in windows-1256) become references, as on the real web.
    return bytes(ET.tostring(root, encoding=charset, xml_declaration=True))


def _html(entry: Version) -> str:
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in entry.text.splitlines() if line.strip())


def _teaser(entry: Version) -> str:
    """The longest of the first two lines: outlets leave their own credit line out of the teaser."""
    return escape(max(entry.text.splitlines()[:2], key=len), quote=False)


def _date(entry: Version) -> datetime:
    return entry.updated or entry.published


def _home(outlet: Outlet) -> str:
    return f"https://{outlet.id}.example/"
