"""``rasid feeds history``: what has become of feeds, from the health topic."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from agent.cli import EXIT_FINDINGS, EXIT_OK, UsageError
from agent.commands.settings import add_config_arguments, load_config

if TYPE_CHECKING:
    from agent.config.loader import Config
    from agent.records import FeedHealth

_EXAMPLES = """examples:
  rasid feeds history                        every change that is kept, oldest first
  rasid feeds history --feed sana
  rasid feeds history > health.jsonl         then: rasid rules backtest health.jsonl --rules my-rules.yaml
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments to ``parser``."""
    parser.epilog = _EXAMPLES
    add_config_arguments(parser)
    parser.add_argument("--log-path", metavar="FILE", help="the embedded log's file (log.path)")
    parser.add_argument("--feed", metavar="ID", help="only this feed")


def run(args: argparse.Namespace) -> int:
    """Show the changes; records as JSON lines when piped."""
    config = load_config(args, {"log.path": args.log_path})
    if config["log.kind"] == "sqlite" and not Path(config["log.path"]).exists():
        raise UsageError(f"{config['log.path']}: no such log; name it with --log-path, or start `rasid run` first")
    from agent.log.api import LogError  # noqa: PLC0415 - `rasid --help` does without

    try:
        shown = asyncio.run(_show_all(config, args.feed))
    except LogError as error:
        sys.stderr.write(f"rasid feeds: {error}\n")
        return EXIT_FINDINGS
    sys.stderr.write(f"{shown} change{'' if shown == 1 else 's'}\n")
    return EXIT_OK


async def _show_all(config: Config, feed: str | None) -> int:
    shown = 0
    async for health in _changes(config):
        if feed in {None, health.feed}:
            _show(health)
            shown += 1
    return shown


async def _changes(config: Config) -> AsyncIterator[FeedHealth]:
    from agent.assembly import open_log, topics_of  # noqa: PLC0415
    from agent.codec import decode  # noqa: PLC0415
    from agent.records import FeedHealth  # noqa: PLC0415
    from agent.topics import HEALTH  # noqa: PLC0415

    log = await open_log(config, own=False)
    try:
        async for record in log.read(topics_of(config)[HEALTH]):
            if record.value is not None:
                yield decode(record.value, FeedHealth)
    finally:
        await log.close()


def _show(health: FeedHealth) -> None:
    if not sys.stdout.isatty():
        from agent.codec import encode  # noqa: PLC0415

        sys.stdout.write(encode(health).decode() + "\n")
        return
    why = f": {health.error} {health.detail}".rstrip() if health.error else ""
    when = f"{health.at.astimezone(UTC):%Y-%m-%d %H:%M}"
    sys.stdout.write(
        f"{when}  {health.feed:<26}{health.was.value} -> {health.state.value}"
        f" (since {health.since.astimezone(UTC):%Y-%m-%d %H:%M}){why}\n"
    )
