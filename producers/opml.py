"""OPML, the lists of feeds that readers exchange, in and out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, ParseError, SubElement, fromstring, indent, tostring

from producers.charset import as_xml, decode
from producers.entry_text import absolute
from producers.feedlist import FeedSpec

_NOT_ID = re.compile(r"[^a-z0-9._-]+")
_MAX_ID = 64
# Many readers write titles and addresses as they are.
_BARE_AMPERSAND = re.compile(rb"&(?!#\d{1,8};|#x[0-9a-fA-F]{1,8};|(?:amp|lt|gt|quot|apos);)")


class NotOpml(ValueError):
    """The document is no OPML; the message says why."""


def read_opml(data: bytes) -> list[FeedSpec]:
    """Return the feeds of an OPML document, each address once, with ids made of their titles.

    Raises:
        NotOpml: It is none.
    """
    xml = as_xml(decode(data))
    if b"<!DOCTYPE" in xml:
        raise NotOpml("an OPML list has no document type")
    try:
        root = fromstring(_BARE_AMPERSAND.sub(b"&amp;", xml))  # noqa: S314 - no DOCTYPE, so no entities
    except ParseError as error:
        raise NotOpml(f"broken XML: {error}") from error
    if root.tag.lower() != "opml":
        raise NotOpml(f"<{root.tag[:40]}>, not <opml>")
    feeds: dict[str, FeedSpec] = {}
    ids: set[str] = set()
    for outline in root.iter("outline"):
        url = absolute(next((value for key, value in outline.items() if key.lower() == "xmlurl"), ""), "")
        if not url or url in feeds:
            continue
        title = (outline.get("title") or outline.get("text") or "").strip()
        feed_id = _id(title, url, ids)
        ids.add(feed_id)
        language = (outline.get("language") or "").lower().partition("-")[0]
        feeds[url] = FeedSpec(id=feed_id, url=url, outlet=title, language=language if len(language) == 2 else "")  # noqa: PLR2004
    return list(feeds.values())


def _id(title: str, url: str, taken: set[str]) -> str:
    """Return an id: the title in ASCII, else the host's name; numbered when it is taken."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = _NOT_ID.sub("-", plain).strip("-._")
    if len(name) < 3:  # noqa: PLR2004 - a title in another script leaves next to nothing
        host = (urlsplit(url).hostname or "feed").removeprefix("www.").removeprefix("feeds.")
        name = _NOT_ID.sub("-", host).strip("-._")
    name = name[: _MAX_ID - 4].strip("-._") or "feed"
    number, unique = 1, name
    while unique in taken:
        number += 1
        unique = f"{name}-{number}"
    return unique


def write_opml(feeds: Iterable[FeedSpec]) -> str:
    """Return an OPML 2.0 document of ``feeds``, grouped by language."""
    root = Element("opml", version="2.0")
    SubElement(SubElement(root, "head"), "title").text = "Feeds of Rasid"
    body = SubElement(root, "body")
    groups: dict[str, Element] = {}
    for feed in feeds:
        language = feed.language or "other"
        if language not in groups:
            groups[language] = SubElement(body, "outline", text=language)
        title = feed.outlet or feed.id
        attributes = {"type": "rss", "text": title, "title": title, "xmlUrl": feed.url}
        if feed.language:
            attributes["language"] = feed.language
        SubElement(groups[language], "outline", attributes)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"
