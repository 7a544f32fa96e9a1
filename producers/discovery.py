"""Where a site's feeds are, by what its page says: link elements, and links that look like feeds; no guesses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from producers.charset import decode
from producers.entry_text import absolute

_TAG = re.compile(r"<(?P<name>link|a|base)\b(?P<rest>(?:[^>\"']|\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))*+)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]{1,40})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_TYPES = {
    "application/rss+xml": "rss",
    "application/atom+xml": "atom",
    "application/rdf+xml": "rdf",
    "application/feed+json": "json",
}
_LOOKS_LIKE_FEED = re.compile(r"(?:^|[/._?=-])(?:rss2?|atom|feeds?|rdf)(?:[/._?&=-]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A feed that a page names."""

    url: str
    title: str
    kind: str
    """rss, atom, rdf or json for what is declared; link for what only looks like a feed."""


def feeds_in_page(body: bytes, url: str, content_type: str = "") -> list[Found]:
    """Return the feeds that an HTML page names, declared ones first, each once.

    Args:
        body: The page.
        url: Its address.
        content_type: The HTTP header's value.
    """
    page = decode(body, content_type).text
    declared: dict[str, Found] = {}
    looking: dict[str, Found] = {}
    base = url
    for tag in _TAG.finditer(page):
        attributes = {
            match[1].lower(): unescape(match[2] or match[3] or match[4] or "")
            for match in _ATTRIBUTE.finditer(tag["rest"])
        }
        target = absolute(attributes.get("href", ""), base)
        if not target:
            continue
        if tag["name"].lower() == "base":
            base = target
            continue
        kind = _TYPES.get(attributes.get("type", "").lower().partition(";")[0].strip(), "")
        if tag["name"].lower() == "link":
            if kind and "alternate" in attributes.get("rel", "").lower().split():
                declared.setdefault(target, Found(target, attributes.get("title", ""), kind))
        elif kind or _LOOKS_LIKE_FEED.search(target.partition("//")[2].partition("/")[2]):
            looking.setdefault(target, Found(target, attributes.get("title", ""), kind or "link"))
    return [*declared.values(), *(found for target, found in looking.items() if target not in declared)]
