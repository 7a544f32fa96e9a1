"""``rasid feeds score-server``: how well a feed reader behaves."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys
from typing import TYPE_CHECKING

from agent.cli import EXIT_FINDINGS, EXIT_OK, UsageError

if TYPE_CHECKING:
    from producers.score.server import ScoreServer

_EXAMPLES = """The feed list to subscribe to goes to standard output, the score to standard error: every few minutes,
and at the end.
It judges any reader on this machine; give it a day. Twelve counts make the score; hazards are played beside them.

examples:
  rasid feeds score-server > score-feeds.yaml
  rasid run --set files.feeds=$PWD/score-feeds.yaml --stages poll
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments to ``parser``."""
    parser.epilog = _EXAMPLES
    parser.add_argument("--port", type=int, default=8730, help="first of the ports on loopback (default: 8730)")
    parser.add_argument("--every", type=float, default=300.0, metavar="SECONDS", help="between scores (default: 300)")
    parser.add_argument("--for", type=float, default=0.0, metavar="SECONDS", dest="duration", help="end after so long")


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted; 1 when the reader failed on a count."""
    from agent.clock import SystemClock  # noqa: PLC0415 - `rasid --help` does without
    from producers.score.behaviour import Mark  # noqa: PLC0415
    from producers.score.server import ScoreServer  # noqa: PLC0415

    server = ScoreServer(SystemClock())
    try:
        asyncio.run(_serve(server, args))
    except OSError as error:
        raise UsageError(f"port {args.port}: {error.strerror or error}; choose another with --port") from error
    return EXIT_FINDINGS if any(verdict.mark is Mark.FAIL for _, verdict in server.score()) else EXIT_OK


async def _serve(server: ScoreServer, args: argparse.Namespace) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    async with server.listening(args.port):
        sys.stdout.write("feeds:\n")
        for number, url in enumerate(server.addresses(), 1):
            sys.stdout.write(f'  - {{id: score-{number:02}, url: "{url}", allow_private: [127.0.0.1]}}\n')
        sys.stdout.flush()
        end = loop.time() + args.duration if args.duration else float("inf")
        while not stop.is_set() and loop.time() < end:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(args.every, end - loop.time())):
                    await stop.wait()
            sys.stderr.write(_table(server))


def _table(server: ScoreServer) -> str:
    lines = [
        f"{member.number:>3}  {verdict.mark.value:<8}{member.title}{': ' + verdict.detail if verdict.detail else ''}\n"
        for member, verdict in server.score()
    ]
    from producers.score.server import COUNTS  # noqa: PLC0415

    hazards = f"{server.passed(of_hazards=True)} of {len(lines) - COUNTS} hazards"
    return "".join([*lines, f"     {server.passed()} of {COUNTS}, {hazards}\n\n"])
