"""``rasid feeds check``: whether every feed of the list can be read."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from agent.cli import EXIT_FINDINGS, EXIT_OK, UsageError
from agent.commands.settings import load_config
from producers.commands.feed_list import add_list_argument, read_list

if TYPE_CHECKING:
    from producers.exchange import Failure, Response
    from producers.feedlist import FeedSpec
    from producers.fetch import HttpFetcher
    from producers.host_gate import HostGate
    from producers.parse_pool import ParserPool

_EXAMPLES = """examples:
  rasid feeds check                          read every feed once, as the daemon would
  rasid feeds check --only sana,aps-ar
  rasid feeds check --offline                the list alone, without any request
  rasid feeds check | jq -c 'select(.ok | not)'
"""
_STALE_DAYS = 30


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments to ``parser``."""
    parser.epilog = _EXAMPLES
    add_list_argument(parser)
    parser.add_argument("--only", default="", metavar="ID,ID", help="only these feeds")
    parser.add_argument("--offline", action="store_true", help="check the list without reading any feed")


def run(args: argparse.Namespace) -> int:
    """Check; 1 when a feed cannot be read."""
    feeds = list(read_list(args).enabled)
    wanted = {name.strip() for name in args.only.split(",") if name.strip()}
    if unknown := wanted - {feed.id for feed in feeds}:
        raise UsageError(f"--only: no enabled feed '{min(unknown)}' in the list")
    feeds = [feed for feed in feeds if not wanted or feed.id in wanted]
    if args.offline:
        sys.stderr.write(f"{len(feeds)} feeds in order\n")
        return EXIT_OK
    config = load_config(args)
    failing = asyncio.run(
        _check(feeds, config["poll.contact"], config["poll.proxy"], tuple(config["poll.allow_private"]))
    )
    sys.stderr.write(f"{len(feeds) - failing} of {len(feeds)} feeds can be read\n")
    return EXIT_FINDINGS if failing else EXIT_OK


async def _check(feeds: list[FeedSpec], contact: str, proxy: str, allow_private: tuple[str, ...]) -> int:
    from producers.fetch import FetchSettings, HttpFetcher  # noqa: PLC0415 - `rasid --help` does without
    from producers.host_gate import HostGate  # noqa: PLC0415
    from producers.parse_pool import ParserPool  # noqa: PLC0415

    fetcher, gate, failing = HttpFetcher(FetchSettings(contact=contact, proxy=proxy)), HostGate(16), 0
    try:
        async with ParserPool(1) as parser:
            tasks = [asyncio.create_task(_one(feed, allow_private, fetcher, gate, parser)) for feed in feeds]
            for task in asyncio.as_completed(tasks):
                row = await task
                failing += not row["ok"]
                _show(row)
    finally:
        await fetcher.close()
    return failing


async def _one(
    feed: FeedSpec, allow_private: tuple[str, ...], fetcher: HttpFetcher, gate: HostGate, parser: ParserPool
) -> dict[str, Any]:
    from producers.exchange import Request  # noqa: PLC0415

    async with gate.turn(feed.url):
        result = await fetcher.fetch(Request(url=feed.url, allow_private=(*feed.allow_private, *allow_private)))
    row: dict[str, Any] = {"id": feed.id, "url": feed.url, "ok": False}
    return {**row, **await _judged(feed, result, parser)}


async def _judged(feed: FeedSpec, result: Response | Failure, parser: ParserPool) -> dict[str, Any]:
    from producers.dates import bundled_reader  # noqa: PLC0415
    from producers.exchange import Failure  # noqa: PLC0415
    from producers.parsed import Document, Unparsed  # noqa: PLC0415

    if isinstance(result, Failure):
        return {"problem": f"{result.kind}: {result.detail}"}
    moved = {"moved_to": result.moved_to} if result.moved_to else {}
    if result.status != 200:  # noqa: PLR2004 - OK
        return {**moved, "problem": f"HTTP status {result.status}"}
    content_type = result.headers.get("content-type", "")
    parsed = await parser.parse(Document(body=result.body, url=result.url, content_type=content_type))
    if isinstance(parsed, Unparsed):
        return {**moved, "problem": parsed.reason}
    now, zone = datetime.now(UTC), feed.timezone
    found = [bundled_reader().read(entry.published or entry.updated, zone, now) for entry in parsed.entries]
    dates = [date for date in found if date]
    notes = [
        note
        for note, holds in (
            ("no entries", not parsed.entries),
            ("no date can be read", bool(parsed.entries) and not dates),
            (f"nothing new for {_STALE_DAYS} days", bool(dates) and (now - max(dates)).days >= _STALE_DAYS),
            (f"says its language is {parsed.language}", bool(parsed.language) and parsed.language != feed.language),
            (parsed.problem, bool(parsed.problem)),
        )
        if holds
    ]
    newest = max(dates).strftime("%Y-%m-%dT%H:%M:%SZ") if dates else None
    return {"ok": True, **moved, "kind": parsed.kind, "entries": len(parsed.entries), "newest": newest, "notes": notes}


def _show(row: dict[str, Any]) -> None:
    if not sys.stdout.isatty():
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        return
    said = row.get("problem") or f"{row['kind']}, {row['entries']} entries, newest {row['newest'] or 'undated'}"
    moved = f"; moved for good to {row['moved_to']}" if row.get("moved_to") else ""
    notes = "".join(f"; {note}" for note in row.get("notes", ()))
    sys.stdout.write(f"{'ok  ' if row['ok'] else 'FAIL'}  {row['id']:<24}{said}{moved}{notes}\n")
