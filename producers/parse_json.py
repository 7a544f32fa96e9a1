"""JSON Feed 1.0 and 1.1 (jsonfeed.org), read with tolerance: one bad item does not spoil the others."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from producers.entry_text import entry_from
from producers.parsed import MAX_ENTRIES, NotAFeed, ParsedEntry, ParsedFeed


def parse(text: str, url: str) -> ParsedFeed:
    """Return the feed in ``text``.

    Args:
        text: A JSON document.
        url: Base of relative addresses.

    Raises:
        NotAFeed: It is not JSON, or JSON of another kind.
    """
    found = _decoded(text)
    version = found.get("version") if isinstance(found, dict) else None
    items = found.get("items") if isinstance(found, dict) else None
    if not isinstance(version, str) or "jsonfeed.org/version/" not in version or not isinstance(items, list):
        raise NotAFeed("JSON, but not a JSON Feed (no 'version' of jsonfeed.org or no 'items')")
    hubs = found.get("hubs")
    return ParsedFeed(
        kind="json" + version.rstrip("/").rpartition("/")[2].replace(".", "")[:4],
        title=_text(found, "title"),
        link=_text(found, "home_page_url"),
        language=_text(found, "language"),
        hub=_text(hubs[0], "url") if isinstance(hubs, list) and hubs and isinstance(hubs[0], dict) else "",
        entries=tuple(_entry(item, url) for item in items[:MAX_ENTRIES] if isinstance(item, dict)),
    )


def _decoded(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        trouble = error
    try:  # which bears control characters in strings, and halves of characters
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        raise NotAFeed(f"broken JSON: {trouble}") from trouble


def _text(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "ignore").decode("utf-8")
    return str(value) if isinstance(value, int | float) else ""


def _entry(item: dict[str, Any], url: str) -> ParsedEntry:
    authors = item.get("authors")
    names = [item.get("author"), *(authors if isinstance(authors, list) else [])]
    return entry_from(
        base=url,
        guid=_text(item, "id"),
        link=_text(item, "external_url") if not item.get("url") else _text(item, "url"),
        title=_text(item, "title"),
        summary=_text(item, "summary"),
        contents=[_text(item, "content_html") or _text(item, "content_text")],
        author=", ".join(_text(name, "name") for name in names if isinstance(name, dict) and name.get("name")),
        published=_text(item, "date_published"),
        updated=_text(item, "date_modified"),
        language=_text(item, "language"),
    )
