"""`rasid deadletter list|show|replay`: records that a stage could not take."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path

from agent.cli import EXIT_FINDINGS, EXIT_OK, UsageError
from agent.commands.settings import add_config_arguments, load_config
from agent.config.loader import Config

EPILOG = """examples:
  rasid deadletter list                     one line each: id, stage, reason, where it came from
  rasid deadletter show 0:12                one in full, with its key, value and headers
  rasid deadletter replay 0:12 0:13         write them back to the topics they came from
  rasid deadletter replay --all --stage extract

A replayed record is written byte for byte as it was; if its fault is not mended, it becomes a dead letter again.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `rasid deadletter`."""
    parser.epilog = EPILOG
    parser.add_argument("action", choices=("list", "show", "replay"))
    parser.add_argument("ids", nargs="*", metavar="ID", help="ids as `list` shows them")
    add_config_arguments(parser)
    parser.add_argument("--log-path", metavar="FILE", help="the embedded log's file (log.path)")
    parser.add_argument("--stage", default="", help="only those of this stage")
    parser.add_argument("--all", action="store_true", help="replay: every one, instead of naming ids")


def run(args: argparse.Namespace) -> int:
    """Run the action."""
    if args.action in {"show", "replay"} and not args.ids and not args.all:
        raise UsageError(f"name the ids to {args.action} (`rasid deadletter list` shows them), or --all")
    config = load_config(args, {"log.path": args.log_path})
    if config["log.kind"] == "sqlite" and not Path(config["log.path"]).exists():
        raise UsageError(f"{config['log.path']}: no such log; name it with --log-path, or start `rasid run` first")
    from agent.log.api import LogError  # noqa: PLC0415

    try:
        return asyncio.run(_run(args, config))
    except LogError as error:
        sys.stderr.write(f"rasid deadletter: {error}\n")
        return EXIT_FINDINGS


async def _run(args: argparse.Namespace, config: Config) -> int:
    from agent.assembly import open_log, topics_of  # noqa: PLC0415
    from agent.codec import to_builtins  # noqa: PLC0415
    from agent.deadletters import describe, original  # noqa: PLC0415
    from agent.log.api import Output  # noqa: PLC0415
    from agent.topics import DEADLETTERS  # noqa: PLC0415

    wanted = set(args.ids)
    found: set[str] = set()
    replayed: list[Output] = []
    log = await open_log(config, own=False)
    try:
        async for record in log.read(topics_of(config)[DEADLETTERS]):
            letter = describe(record)
            if (args.stage and letter.stage != args.stage) or (wanted and letter.id not in wanted):
                continue
            found.add(letter.id)
            if args.action == "replay":
                replayed.append(original(record))
            elif args.action == "show" or not sys.stdout.isatty():
                sys.stdout.write(json.dumps(to_builtins(letter), ensure_ascii=False) + "\n")
            else:
                where = f"{letter.topic}/{letter.partition}@{letter.offset}"
                sys.stdout.write(f"{letter.id:>8}  {letter.stage:<8} {letter.reason}: {letter.message}  ({where})\n")
        if replayed:
            await log.append(replayed)
    finally:
        await log.close()
    missing = sorted(wanted - found)
    for letter_id in missing:
        sys.stderr.write(f"rasid deadletter: no dead letter {letter_id}; `rasid deadletter list` shows what there is\n")
    if args.action == "replay":
        sys.stderr.write(f"{len(replayed)} written back\n")
    elif args.action == "list" and not found:
        sys.stderr.write("no dead letters\n")
    return EXIT_FINDINGS if missing else EXIT_OK
