"""How the feeds commands take the feed list: --list, else the one that agent.yaml names."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from agent.cli import UsageError
from agent.commands.settings import add_config_arguments, load_config

if TYPE_CHECKING:
    from producers.feedlist import FeedList


def add_list_argument(parser: argparse.ArgumentParser) -> None:
    """Add --list, --config and --set to ``parser``."""
    parser.add_argument("--list", type=Path, metavar="FILE", help="the feed list (default: files.feeds of agent.yaml)")
    add_config_arguments(parser)


def read_list(args: argparse.Namespace) -> FeedList:
    """Return the feed list that ``args`` means.

    Raises:
        UsageError: It cannot be used.
    """
    return load(args.list or load_config(args).data_file("files.feeds"))


def load(path: Path) -> FeedList:
    """Return the feed list in ``path``.

    Raises:
        UsageError: It cannot be used.
    """
    from producers.feedlist import FeedListError, load_feeds  # noqa: PLC0415 - `rasid --help` does without

    try:
        return load_feeds(path)
    except FeedListError as error:
        raise UsageError(str(error)) from error
