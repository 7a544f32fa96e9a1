"""``rasid feeds find``: the feeds that a page names."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys

from agent.cli import EXIT_FINDINGS, EXIT_OK, UsageError

_EXAMPLES = """examples:
  rasid feeds find https://www.aps.dz/ar/
  rasid feeds find https://example.org/news | jq -r .url

Only what the page names is shown, and nothing is guessed; `rasid feeds parse` shows what is in a feed.
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
    found = feeds_in_page(result.body, result.url, result.headers.get("content-type", ""))
    for feed in found:
        if sys.stdout.isatty():
            sys.stdout.write(f"{feed.kind:<6}{feed.url}  {feed.title}\n")
        else:
            row = {"url": feed.url, "title": feed.title, "kind": feed.kind}
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    if not found:
        sys.stderr.write(f"rasid feeds: {args.url}: names no feed (if it is one, `rasid feeds parse` shows it)\n")
    return EXIT_OK if found else EXIT_FINDINGS
