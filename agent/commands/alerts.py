"""`rasid alerts tail`: follow the alerts of a running daemon."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from agent.cli import EXIT_FINDINGS, EXIT_OK, UsageError
from agent.commands.settings import add_config_arguments, load_config

EPILOG = """examples:
  rasid alerts tail                         new alerts as they come
  rasid alerts tail --from start --no-follow | jq .event.headline.en
  rasid alerts tail --config /etc/rasid/agent.yaml --severity high,critical
"""
SEVERITIES = ("info", "low", "medium", "high", "critical")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `rasid alerts`."""
    parser.epilog = EPILOG
    parser.add_argument("action", choices=("tail",))
    add_config_arguments(parser)
    parser.add_argument("--log-path", metavar="FILE", help="the embedded log's file (log.path)")
    parser.add_argument("--from", dest="start", choices=("start", "now"), default="now", help="where to begin")
    parser.add_argument("--no-follow", action="store_true", help="end instead of waiting for more")
    parser.add_argument("--severity", default="", metavar="LIST", help=f"only these: {', '.join(SEVERITIES)}")
    parser.add_argument("--rule", default="", metavar="ID", help="only alerts of this rule")


def run(args: argparse.Namespace) -> int:
    """Print alerts: a readable block each on a terminal, one JSON object a line when piped."""
    wanted = {word.strip() for word in args.severity.split(",") if word.strip()}
    if unknown := wanted - set(SEVERITIES):
        raise UsageError(f"--severity: no severity '{min(unknown)}'; there are {', '.join(SEVERITIES)}")
    config = load_config(args, {"log.path": args.log_path})
    from agent.alert_text import AlertPrinter  # noqa: PLC0415
    from agent.assembly import open_log, topics_of  # noqa: PLC0415
    from agent.codec import RecordError, decode  # noqa: PLC0415
    from agent.log.api import LogError, Start  # noqa: PLC0415
    from agent.records import Alert  # noqa: PLC0415
    from agent.topics import ALERTS  # noqa: PLC0415

    if config["log.kind"] == "sqlite" and not Path(config["log.path"]).exists():
        raise UsageError(f"{config['log.path']}: no such log; name it with --log-path, or start `rasid run` first")
    printer = AlertPrinter(sys.stdout)

    async def tail() -> None:
        log = await open_log(config, own=False)
        try:
            start = Start.EARLIEST if args.start == "start" else Start.LATEST
            async for record in log.read(topics_of(config)[ALERTS], start=start, follow=not args.no_follow):
                try:
                    alert = decode(record.value or b"", Alert)
                except RecordError as error:
                    sys.stderr.write(f"rasid alerts: record {record.partition}:{record.offset}: {error}\n")
                    continue
                if (not wanted or alert.rule.severity in wanted) and args.rule in {"", alert.rule.id}:
                    printer.show(alert)
        finally:
            await log.close()

    try:
        asyncio.run(tail())
    except LogError as error:
        sys.stderr.write(f"rasid alerts: {error}\n")
        return EXIT_FINDINGS
    return EXIT_OK
