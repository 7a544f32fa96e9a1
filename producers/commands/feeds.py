"""``rasid feeds``: look at feeds and at the feed list."""

from __future__ import annotations

import argparse
import importlib
from typing import NamedTuple


class _Action(NamedTuple):
    module: str
    summary: str
    suffix: str = ""
    """Of ``configure`` and ``run`` in a module that has two actions."""


_ACTIONS = {
    "parse": _Action("feeds_parse", "read one feed from a file or an address and show its entries"),
    "check": _Action("feeds_check", "read every feed of the list once and say which cannot be read"),
    "status": _Action("feeds_status", "how far every feed has been read, from the log"),
    "history": _Action("feeds_history", "how feeds have failed, fallen silent, moved and recovered, from the log"),
    "find": _Action("feeds_find", "the feeds that a page names"),
    "import": _Action("feeds_opml", "an OPML file as a feed list", "_import"),
    "export": _Action("feeds_opml", "the feed list as OPML", "_export"),
    "score-server": _Action("feeds_score", "play a publisher and score how well a feed reader behaves"),
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the actions to ``parser``."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, action in _ACTIONS.items():
        sub = actions.add_parser(
            name, help=action.summary, description=action.summary, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        getattr(_module(action), f"configure{action.suffix}")(sub)


def run(args: argparse.Namespace) -> int:
    """Carry out the action of ``args`` and return the exit code."""
    action = _ACTIONS[args.action]
    return int(getattr(_module(action), f"run{action.suffix}")(args))


def _module(action: _Action) -> object:
    return importlib.import_module(f"producers.commands.{action.module}")
