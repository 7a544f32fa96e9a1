"""The one place where the values of an entry, from whichever parser, become clean and bounded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit

from producers.markup import to_plain, to_text
from producers.parsed import MAX_ADDRESS, MAX_AUTHOR, MAX_SUMMARY, MAX_TEXT, MAX_TITLE, ParsedEntry

_MAX_MARKUP = 2_000_000
_PLAIN_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:[/?#]\S*)?")


def entry_from(
    *,
    base: str,
    guid: str,
    link: str,
    title: str,
    summary: str,
    contents: Sequence[str],
    author: str,
    published: str,
    updated: str,
    language: str = "",
    permanent: bool = True,
) -> ParsedEntry:
    """Return a clean entry.

    Args:
        base: Address of the feed; relative links count from it.
        guid: As published.
        link: As published; when it is missing, a GUID that is an address stands in.
        title: Text or HTML.
        summary: Text or HTML.
        contents: Text or HTML, in any number.
        author: Text or HTML.
        published: As published.
        updated: As published.
        language: As published.
        permanent: Whether the GUID may be an address; publishers can say that it is none.
    """
    short = to_text(summary[:_MAX_MARKUP])
    bodies = [to_text(content[:_MAX_MARKUP]) for content in contents if content and content != summary]
    longest = max([short, *bodies], key=len)
    if not link or link == guid:  # an id that only by default counts as a permanent link
        link = guid if (permanent or link) and guid.lower().startswith(("http://", "https://", "/")) else ""
    address = absolute(link, base)
    return ParsedEntry(
        guid=_encodable(guid.strip()[:MAX_ADDRESS]),
        link=_encodable(address),
        title=to_plain(title[: MAX_TITLE * 20])[:MAX_TITLE],
        summary=short[:MAX_SUMMARY],
        text=longest[:MAX_TEXT],
        author=to_plain(author[: MAX_AUTHOR * 4])[:MAX_AUTHOR],
        published=_encodable(published.strip()[:100]),
        updated=_encodable(updated.strip()[:100]),
        language=language.strip().lower().replace("_", "-").partition("-")[0][:3],
    )


def _encodable(text: str) -> str:
    """Return ``text`` without lone surrogates, which no encoding takes (references make them)."""
    return text if text.isascii() else text.encode("utf-8", "ignore").decode("utf-8")


def absolute(link: str, base: str) -> str:
    """Return ``link`` as an http(s) address, or nothing when it is none.

    Args:
        link: As published: absolute, without a scheme, or relative.
        base: Address of the document that has it.
    """
    if len(link) <= MAX_ADDRESS and _PLAIN_ADDRESS.fullmatch(link):
        return link
    link = "".join(link.split()) if "\n" in link else link.strip()
    if not link or len(link) > MAX_ADDRESS:
        return ""
    try:
        joined = urljoin(base, link) if base else link
        parts = urlsplit(joined)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return ""
    return parts.scheme + joined[len(parts.scheme) :]  # urlsplit has it in small letters
