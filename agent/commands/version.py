"""`rasid version`."""

from __future__ import annotations

import argparse
import platform
import sqlite3
import sys

from agent import __version__
from agent.cli import EXIT_OK

LIBRARIES = ("aiokafka", "camel-tools", "feedparser", "httpx", "msgspec", "prometheus-client")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `rasid version`: none."""
    parser.epilog = "Put its output into a report of a fault."


def run(_: argparse.Namespace) -> int:
    """Print the versions of Rasid and of what it stands on."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415
    from importlib.util import find_spec  # noqa: PLC0415

    lines = [f"rasid {__version__}", f"python {platform.python_version()}", f"sqlite {sqlite3.sqlite_version}"]
    for library in LIBRARIES:
        try:
            lines.append(f"{library} {version(library)}")
        except PackageNotFoundError:
            lines.append(f"{library} missing")
    engine = find_spec("consumers.extraction.engine")
    plain = engine is None or str(engine.origin).endswith(".py")
    lines.append(f"extraction {'plain Python' if plain else 'compiled'}")
    sys.stdout.write("\n".join(lines) + "\n")
    return EXIT_OK
