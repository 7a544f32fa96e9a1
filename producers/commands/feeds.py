"""``rasid feeds``: look at feeds and at the feed list."""

from __future__ import annotations

import argparse
import importlib

_ACTIONS = {
    "parse": ("producers.commands.feeds_parse", "read one feed from a file or an address and show its entries"),
    "score-server": ("producers.commands.feeds_score", "play a publisher and score how well a feed reader behaves"),
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the actions to ``parser``."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, (module, summary) in _ACTIONS.items():
        action = actions.add_parser(
            name, help=summary, description=summary, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        importlib.import_module(module).configure(action)


def run(args: argparse.Namespace) -> int:
    """Carry out the action of ``args`` and return the exit code."""
    module, _ = _ACTIONS[args.action]
    return int(importlib.import_module(module).run(args))
