"""``rasid feeds status``: how far every feed has been read, from the log."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.cli import EXIT_FINDINGS, EXIT_OK, UsageError
from agent.commands.settings import load_config
from producers.commands.feed_list import add_list_argument, read_list

if TYPE_CHECKING:
    from agent.config.loader import Config
    from agent.records import FeedCursor

_EXAMPLES = """examples:
  rasid feeds status                         one line a feed, those that are not well first
  rasid feeds status --failing
  rasid feeds status | jq -c 'select(.entries_remembered == 0)'
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments to ``parser``."""
    parser.epilog = _EXAMPLES
    add_list_argument(parser)
    parser.add_argument("--log-path", metavar="FILE", help="the embedded log's file (log.path)")
    parser.add_argument("--failing", action="store_true", help="only feeds whose last poll failed")


def run(args: argparse.Namespace) -> int:
    """Show the cursors; 1 when a feed is failing."""
    feeds = read_list(args).enabled
    config = load_config(args, {"log.path": args.log_path})
    if config["log.kind"] == "sqlite" and not Path(config["log.path"]).exists():
        raise UsageError(f"{config['log.path']}: no such log; name it with --log-path, or start `rasid run` first")
    from agent.log.api import LogError  # noqa: PLC0415 - `rasid --help` does without

    try:
        cursors = asyncio.run(_cursors(config))
    except LogError as error:
        sys.stderr.write(f"rasid feeds: {error}\n")
        return EXIT_FINDINGS
    rows = [_row(feed.id, cursors.get(feed.id)) for feed in feeds]
    rows.sort(key=lambda row: (row["state"] in {"", "ok"}, not row["failures"], row["last_poll"] is None))
    failing = [row for row in rows if row["failures"]]
    for row in failing if args.failing else rows:
        _show(row)
    unread = sum(row["last_poll"] is None for row in rows)
    lost = sum(row["state"] in {"dead", "gone"} for row in rows)
    quiet = sum(row["state"] == "quiet" for row in rows)
    sys.stderr.write(
        f"{len(rows)} feeds, {len(failing)} failing ({lost} dead or gone), {quiet} quiet, {unread} not read yet\n"
    )
    return EXIT_FINDINGS if failing else EXIT_OK


async def _cursors(config: Config) -> dict[str, FeedCursor]:
    from agent.assembly import open_log, topics_of  # noqa: PLC0415
    from agent.codec import decode  # noqa: PLC0415
    from agent.records import FeedCursor  # noqa: PLC0415
    from agent.topics import FEEDS  # noqa: PLC0415

    found: dict[str, FeedCursor] = {}
    log = await open_log(config, own=False)
    try:
        async for record in log.read(topics_of(config)[FEEDS]):
            key = record.key.decode("utf-8", "replace")
            if record.value is None:
                found.pop(key, None)
            else:
                found[key] = decode(record.value, FeedCursor)
    finally:
        await log.close()
    return found


def _row(feed: str, cursor: FeedCursor | None) -> dict[str, Any]:
    def moment(value: datetime | None) -> str | None:
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if value else None

    return {
        "id": feed,
        "state": cursor.state.value if cursor and cursor.last_poll else "",
        "since": moment(cursor.state_since) if cursor else None,
        "outcome": cursor.last_outcome if cursor else "",
        "failures": cursor.failures if cursor else 0,
        "last_poll": moment(cursor.last_poll) if cursor else None,
        "last_success": moment(cursor.last_success) if cursor else None,
        "next_poll": moment(cursor.next_poll) if cursor else None,
        "newest_entry": moment(cursor.newest_item) if cursor else None,
        "interval_seconds": cursor.interval_seconds if cursor else 0,
        "entries_remembered": len(cursor.seen) if cursor else 0,
        "pages_waiting": len(cursor.pages) if cursor else 0,
        "url": cursor.url if cursor else "",
    }


def _show(row: dict[str, Any]) -> None:
    if not sys.stdout.isatty():
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        return
    times = "once" if row["failures"] == 1 else f"{row['failures']} times"
    failed = f"failed {times}, " if row["failures"] else ""
    state = "" if row["state"] in {"", "ok"} else f"{row['state'].upper()} since {row['since']}, "
    pages = f", {row['pages_waiting']} pages waiting" if row["pages_waiting"] else ""
    when = f"read {row['last_success'] or 'never'}, next {row['next_poll'] or 'now'}{pages}"
    sys.stdout.write(f"{row['id']:<26}{row['outcome'] or 'not read yet':<18}{state}{failed}{when}\n")
