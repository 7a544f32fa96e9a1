"""From a body's bytes to a parsed feed, whatever its format, charset and state. Runs in the parse workers."""

from __future__ import annotations

import dataclasses
import re

from producers import parse_fast, parse_json, parse_reference, parse_sitemap
from producers.charset import Decoded, as_xml, decode, may_be_utf8, with_legal_references
from producers.entry_text import absolute
from producers.markup import to_plain
from producers.parsed import Document, NotAFeed, ParsedFeed

# Parameter entities from files are the way of old document types (HTML's names for letters); nobody fetches them.
_NESTED_ENTITY = re.compile(
    r"""<!ENTITY\s+(?:[^\s>%][^\s>]{0,99}\s+(?:SYSTEM|PUBLIC)\b|(?:%\s*)?[^\s>]{1,100}\s+["'][^"']*&(?!\#))"""
)
_PROLOG = 64 * 1024
_ORDERLY = re.compile(r"[\ufeff\s\x00]*+(?:<(?:[?!]|(?:rss|rdf:RDF|feed)[\s>])|[{\[])")
_ROOT = re.compile(
    r"(?:<\?xml[\s?][^<>]*+>\s*+(?:<\?[^<>]*+>\s*+)*+)?"
    r"<(?:rss\s[^<>]*\bversion|rss\s*>\s*<channel|rdf:RDF\s[^<>]*xmlns|feed\s[^<>]*xmlns)"
)
_MAX_TAGS = 500_000
_MAX_MARKUP = 20_000
_MANY_TAGS = 20_000
_DEEP = 5000
"""Tags without an end tag between them: in a feed, and in the HTML that it quotes, there is one sooner."""


def parse(document: Document) -> ParsedFeed:
    """Return the feed in ``document``.

    Raises:
        NotAFeed: It is no feed, or one that defines entities in terms of others or of files.
    """
    feed = _read_at_once(document)
    if feed is not None:
        return _finished(feed, document.url, "utf-8", damaged=False)
    decoded = _without_preamble(decode(document.body, document.content_type))
    head = decoded.text.lstrip("\ufeff \t\r\n")[:1]
    if not head:
        raise NotAFeed("an empty document")
    if head in {"{", "["}:
        feed = parse_json.parse(decoded.text.lstrip("\ufeff"), document.url)
    elif head != "<":
        raise NotAFeed("neither XML nor JSON")
    else:
        _refuse_entities(decoded.text)
        xml = as_xml(decoded)
        feed = _parse_xml(xml, document.url)
    return _finished(feed, document.url, decoded.encoding, damaged=decoded.damaged)


def _read_at_once(document: Document) -> ParsedFeed | None:
    """Return the feed in a document that needs no mending: one that a strict parser takes for UTF-8 as it came.

    The parser sees itself what :func:`producers.charset.decode` and :func:`producers.charset.as_xml` would see to.
    """
    xml = document.body
    if not may_be_utf8(xml):
        return None
    _refuse_masses(xml)
    return parse_fast.parse(with_legal_references(xml), document.url)


def _without_preamble(decoded: Decoded) -> Decoded:
    """Return a document without what a server's script has said before it: its warnings, in text or in HTML."""
    if _ORDERLY.match(decoded.text):
        return decoded
    root = _ROOT.search(decoded.text, 0, _PROLOG)
    return dataclasses.replace(decoded, text=decoded.text[root.start() :], utf8=b"") if root else decoded


def _parse_xml(xml: bytes, url: str) -> ParsedFeed:
    _refuse_masses(xml)
    if parse_sitemap.is_sitemap(xml) and b"<!DOCTYPE" not in xml:
        return parse_sitemap.parse(xml, url)
    return parse_fast.parse(xml, url) or parse_reference.parse(xml, url)


def _refuse_masses(xml: bytes) -> None:
    # A tree takes many times the bytes of its tags: what no feed has would fill the memory before it could be seen.
    tags = xml.count(b"<")
    if tags > _MAX_TAGS:
        raise NotAFeed(f"XML with more than {_MAX_TAGS:,} tags")
    if tags > _MANY_TAGS and any(run.count(b"<") > _DEEP for run in xml.replace(b"/>", b"</").split(b"</")):
        raise NotAFeed("XML whose elements are nested without end")


def _refuse_entities(text: str) -> None:
    # Only a feed that wants to harm defines entities by other entities or by files; simple ones stay readable.
    if text.find("<!ENTITY", 0, _PROLOG) >= 0 and _NESTED_ENTITY.search(text, 0, _PROLOG):
        raise NotAFeed("XML that defines entities by other entities or by files")


def _finished(feed: ParsedFeed, url: str, encoding: str, *, damaged: bool) -> ParsedFeed:
    return ParsedFeed(
        kind=feed.kind,
        title=to_plain(feed.title[:_MAX_MARKUP])[:500],
        link=absolute(feed.link, url),
        language=feed.language.strip().lower().replace("_", "-").partition("-")[0][:3],
        ttl_seconds=feed.ttl_seconds,
        skip_hours=feed.skip_hours,
        skip_days=feed.skip_days,
        hub=absolute(feed.hub, url),
        encoding=encoding,
        problem=feed.problem or ("broken characters" if damaged else ""),
        entries=feed.entries,
    )
