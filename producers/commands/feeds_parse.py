"""``rasid feeds parse``: what Rasid reads in a feed."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from agent.cli import EXIT_FINDINGS, EXIT_OK, UsageError

if TYPE_CHECKING:
    from producers.parsed import Document, ParsedEntry, ParsedFeed, Unparsed

_EXAMPLES = """examples:
  rasid feeds parse https://feeds.bbci.co.uk/arabic/rss.xml
  rasid feeds parse saved.xml --timezone Africa/Cairo | jq .title
  curl -s https://example.org/feed | rasid feeds parse - --base https://example.org/feed
"""


_LONGEST = 3600
_MOST_BYTES = 16 * 1024 * 1024
"""Beyond what a feed may have: the decoder refuses it, and no file or pipe fills the memory."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments to ``parser``."""
    parser.epilog = _EXAMPLES
    parser.add_argument("source", metavar="FILE|URL", help="a file, an http(s) address, or - for standard input")
    parser.add_argument("--timezone", default="UTC", help="zone of dates that name none (default: UTC)")
    parser.add_argument("--base", default="", metavar="URL", help="where the file was read: base of relative links")
    parser.add_argument("--limit", type=float, default=10.0, metavar="SECONDS", help="parsing time (default: 10)")
    parser.add_argument(
        "--allow-private", action="append", default=[], metavar="HOST|NET", help="admit a private address; repeatable"
    )


def run(args: argparse.Namespace) -> int:
    """Show the entries; 1 for what is no feed."""
    try:
        ZoneInfo(args.timezone)
    except (KeyError, OSError, ValueError) as error:
        raise UsageError(f"--timezone {args.timezone}: not a zone of the IANA list, such as Africa/Cairo") from error
    if not 0 < args.limit <= _LONGEST:
        raise UsageError(f"--limit {args.limit:g}: not a number of seconds above 0 and up to {_LONGEST}")
    from producers.parsed import ParsedFeed  # noqa: PLC0415 - `rasid --help` does without

    document = asyncio.run(_document(args))
    parsed = document if isinstance(document, str) else asyncio.run(_parsed(document, args.limit))
    if not isinstance(parsed, ParsedFeed):
        reason = " ".join((parsed if isinstance(parsed, str) else parsed.reason).split())
        sys.stderr.write(f"rasid feeds: {args.source}: {reason}\n")
        return EXIT_FINDINGS
    _show(parsed, args.timezone)
    return EXIT_OK


async def _document(args: argparse.Namespace) -> Document | str:
    from producers.parsed import Document  # noqa: PLC0415

    if not args.source.startswith(("http://", "https://")):
        body = _unpacked(_file(args.source))
        return body if isinstance(body, str) else Document(body=body, url=args.base)
    from producers.commands.live import fetch_once  # noqa: PLC0415
    from producers.exchange import Failure  # noqa: PLC0415

    result = await fetch_once(args.source, tuple(args.allow_private))

    if isinstance(result, Failure):
        return result.detail
    if result.status != 200:  # noqa: PLR2004 - OK
        return f"HTTP status {result.status}"
    return Document(body=result.body, url=result.url, content_type=result.headers.get("content-type", ""))


def _file(name: str) -> bytes:
    try:
        if name == "-":
            return sys.stdin.buffer.read(_MOST_BYTES)
        with Path(name).open("rb") as file:
            return file.read(_MOST_BYTES)
    except OSError as error:
        raise UsageError(f"{name}: {error.strerror or error}") from error


def _unpacked(data: bytes) -> bytes | str:
    from producers.content_encoding import BadEncoding, BodyDecoder, BodyLimits, BodyTooLarge  # noqa: PLC0415

    decoder = BodyDecoder("", BodyLimits())
    try:
        decoder.feed(data)
        return decoder.finish()
    except (BadEncoding, BodyTooLarge) as error:
        return str(error)


async def _parsed(document: Document, limit: float) -> ParsedFeed | Unparsed:
    from producers.parse_pool import ParserPool  # noqa: PLC0415

    async with ParserPool(1, limit) as pool:
        return await pool.parse(document)


def _row(entry: ParsedEntry, zone: str, now: datetime) -> dict[str, Any]:
    from producers.canonical_url import bundled_identity  # noqa: PLC0415
    from producers.dates import bundled_reader  # noqa: PLC0415

    def moment(text: str) -> str | None:
        found = bundled_reader().read(text, zone, now)
        return found.strftime("%Y-%m-%dT%H:%M:%SZ") if found else None

    raw = entry.published or entry.updated
    return {
        "guid": entry.guid,
        "url": entry.link,
        "canonical_url": bundled_identity().canonical(entry.link),
        "title": entry.title,
        "published": moment(raw),
        "published_raw": raw,
        "updated": moment(entry.updated),
        "author": entry.author,
        "language": entry.language,
        "summary": entry.summary,
        "text": entry.text,
    }


def _show(feed: ParsedFeed, zone: str) -> None:
    now = datetime.now(UTC)
    rows = [_row(entry, zone, now) for entry in feed.entries]
    if not sys.stdout.isatty():
        for row in rows:
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        return
    sys.stdout.write(f"{feed.title or '(no title)'}: {feed.kind}, {len(rows)} entries, {feed.encoding}\n\n")
    for row in rows:
        sys.stdout.write(f"{row['published'] or '(no date)':<22}{row['title'] or row['text'][:80]}\n")
        sys.stdout.write(f"{'':<22}{row['url']}\n")
    if feed.problem:
        sys.stderr.write(f"\nread in spite of: {feed.problem}\n")
