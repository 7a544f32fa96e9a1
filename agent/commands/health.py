"""`rasid health`: ask a running daemon; made for container health checks."""

from __future__ import annotations

import argparse
import json
import sys
import urllib.error
import urllib.request

from agent.cli import EXIT_FINDINGS, EXIT_OK
from agent.commands.settings import add_config_arguments, load_config

EPILOG = """examples:
  rasid health                      live and ready, at the address of the configuration
  rasid health --live               only whether its loops go round
  rasid health --url http://127.0.0.1:8710

Exit code 0 when it is well, 1 when it is not or cannot be reached.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `rasid health`."""
    parser.epilog = EPILOG
    add_config_arguments(parser)
    parser.add_argument("--url", help="base URL of the daemon's endpoints")
    parser.add_argument("--live", action="store_true", help="ask /livez only")
    parser.add_argument("--timeout", type=float, default=5.0, metavar="SECONDS", help="for each answer (default: 5)")


def run(args: argparse.Namespace) -> int:
    """Ask, and print what is wrong."""
    base = args.url
    if base is None:
        config = load_config(args)
        host = config["http.host"]
        base = f"http://{'127.0.0.1' if host in {'0.0.0.0', '::'} else host}:{config['http.port']}"  # noqa: S104
    well = True
    for path in ("/livez",) if args.live else ("/livez", "/readyz"):
        status, answer = _ask(base.rstrip("/") + path, args.timeout)
        well = well and status
        sys.stdout.write(json.dumps({"check": path.strip("/"), **answer}, ensure_ascii=False) + "\n")
    return EXIT_OK if well else EXIT_FINDINGS


def _ask(url: str, timeout: float) -> tuple[bool, dict[str, object]]:
    try:
        with urllib.request.urlopen(url, timeout=timeout) as response:  # noqa: S310 - the user names the address
            return True, json.load(response)
    except urllib.error.HTTPError as error:
        try:
            return False, json.load(error)
        except ValueError:
            return False, {"status": f"{url} answered {error.code}"}
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        return False, {"status": f"{url} does not answer: {reason}; is the daemon running with http.enabled?"}
