"""`rasid demo`: the whole daemon on a bundled newsroom."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from agent.cli import UsageError

EPILOG = """examples:
  rasid demo                                   half a minute of news; ends by itself
  rasid demo | jq -r .event.headline.en        alerts as JSON, one object a line
  rasid demo --stay                            goes on until Ctrl-C, with the daemon's endpoints to look at
  rasid demo --keep /tmp/rasid-demo            keeps configuration, rules and log for a closer look
  rasid demo --log kafka --bootstrap localhost:9092   on a cluster; its topics, demo-XXXXXX.*, stay there

Nine invented outlets publish reports of real diplomatic events of 2023 to 2025, in Arabic and English, as RSS, Atom,
JSON Feed and RSS in windows-1256, on the loopback interface; no network is needed. The daemon is `rasid run` in a
process of its own. Alerts go to stdout: blocks to read on a terminal, one JSON object a line when piped. Progress and
summary go to stderr.

Exit codes: 0 everything went through, 1 the daemon failed (its last lines are shown), 2 wrong usage, 130 interrupted.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `rasid demo`."""
    parser.epilog = EPILOG
    parser.add_argument(
        "--speed", type=float, default=1.0, metavar="FACTOR", help="publish faster or slower (default: 1, 25 seconds)"
    )
    parser.add_argument("--stay", action="store_true", help="go on after everything was read, until Ctrl-C")
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="work in this new folder and keep it (default: a temporary one)"
    )
    parser.add_argument(
        "--log", choices=("sqlite", "kafka"), default="sqlite", help="which log the daemon uses (default: sqlite)"
    )
    parser.add_argument(
        "--bootstrap", metavar="HOST:PORT", help="with --log kafka: the cluster (default: localhost:9092)"
    )


def run(args: argparse.Namespace) -> int:
    """Run the demo."""
    if not 0.1 <= args.speed <= 10:  # noqa: PLR2004 - slower bores, faster outruns the poller
        raise UsageError(f"--speed {args.speed:g}: choose from 0.1 to 10")
    if args.bootstrap and args.log != "kafka":
        raise UsageError("--bootstrap goes with --log kafka")
    import asyncio  # noqa: PLC0415 - heavy, and not for --help

    from agent.demo.screen import Screen  # noqa: PLC0415
    from agent.demo.show import Options, run_demo  # noqa: PLC0415

    kafka = (args.bootstrap or "localhost:9092") if args.log == "kafka" else ""
    options = Options(speed=args.speed, stay=args.stay, keep=args.keep, kafka=kafka)
    try:
        return asyncio.run(run_demo(options, Screen(sys.stdout, sys.stderr)))
    except FileExistsError as error:
        raise UsageError(f"--keep: {error}") from error
