"""``rasid feeds find``: the feeds that a page names."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from typing import TYPE_CHECKING

from agent.cli import EXIT_FINDINGS, EXIT_OK, UsageError

if TYPE_CHECKING:
    from producers.discovery import Found
    from producers.exchange import Response

_KINDS = {"rss10": "rdf", "rss090": "rdf", "rss": "rss", "atom": "atom", "json": "json"}
_EXAMPLES = """examples:
  rasid feeds find https://www.aps.dz/ar/
  rasid feeds find https://example.org/news | jq -r .url

A feed is shown as itself. Of a page only what it names is shown, and nothing is guessed; `rasid feeds parse` shows what
is in a feed.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments to ``parser``."""
    parser.epilog = _EXAMPLES
    parser.add_argument("url", metavar="URL", help="a page of the site")
    parser.add_argument(
        "--allow-private", action="append", default=[], metavar="HOST|NET", help="admit a private address; repeatable"
    )


def run(args: argparse.Namespace) -> int:
    """Show the feeds; 1 when there are none."""
    if not args.url.startswith(("http://", "https://")):
        raise UsageError(f"{args.url}: not an http or https address")
    from producers.commands.live import fetch_once  # noqa: PLC0415 - `rasid --help` does without
    from producers.discovery import feeds_in_page  # noqa: PLC0415
    from producers.exchange import Failure  # noqa: PLC0415

    result = asyncio.run(fetch_once(args.url, tuple(args.allow_private)))
    if isinstance(result, Failure) or not result.body:
        reason = result.detail if isinstance(result, Failure) else f"HTTP status {result.status}"
        sys.stderr.write(f"rasid feeds: {args.url}: {reason}\n")
        return EXIT_FINDINGS
    found = asyncio.run(_itself(result)) or feeds_in_page(
        result.body, result.url, result.headers.get("content-type", "")
    )
    for feed in found:
        if sys.stdout.isatty():
            sys.stdout.write(f"{feed.kind:<6}{feed.url}  {feed.title}\n")
        else:
            row = {"url": feed.url, "title": feed.title, "kind": feed.kind}
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    if not found:
        sys.stderr.write(f"rasid feeds: {args.url}: names no feed, and is none\n")
    return EXIT_OK if found else EXIT_FINDINGS


async def _itself(result: Response) -> list[Found]:
    """Return what was fetched as the one feed there is, if it is a feed and not a page."""
    from producers.discovery import Found  # noqa: PLC0415
    from producers.parse_pool import ParserPool  # noqa: PLC0415
    from producers.parsed import Document, ParsedFeed  # noqa: PLC0415

    content_type = result.headers.get("content-type", "")
    async with ParserPool(1) as parser:
        parsed = await parser.parse(Document(body=result.body, url=result.url, content_type=content_type))
    if not isinstance(parsed, ParsedFeed):
        return []
    kind = next((kind for sign, kind in _KINDS.items() if parsed.kind.startswith(sign)), parsed.kind)
    return [Found(result.url, parsed.title, kind)]
