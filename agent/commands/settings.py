"""How commands take the configuration: --config, --set, and the environment."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from agent.cli import UsageError
from agent.config.loader import Config, ConfigError, load
from agent.config.options import BY_NAME


def add_config_arguments(parser: argparse.ArgumentParser) -> None:
    """Add --config and --set to ``parser``."""
    parser.add_argument(
        "-c", "--config", metavar="FILE", type=Path,
        help="agent.yaml (default: $RASID_CONFIG, else ./agent.yaml if it is there, else the defaults)",
    )
    parser.add_argument(
        "--set", metavar="OPTION=VALUE", action="append", default=[], dest="overrides",
        help="override one option, e.g. --set http.port=9000; may be given again",
    )


def config_file(args: argparse.Namespace) -> Path | None:
    """Return the configuration file that the command line, the environment or the working folder names."""
    if args.config is not None:
        return Path(args.config)
    if named := os.environ.get("RASID_CONFIG"):
        return Path(named)
    here = Path("agent.yaml")
    return here if here.exists() else None


def load_config(args: argparse.Namespace, flags: dict[str, object] | None = None) -> Config:
    """Return the configuration for ``args``.

    Raises:
        UsageError: It is wrong; every fault is named.
    """
    given = dict(flags or {})
    for override in args.overrides:
        name, equals, value = override.partition("=")
        if not equals or name not in BY_NAME:
            import difflib  # noqa: PLC0415 - only on the way to an error

            close = difflib.get_close_matches(name, BY_NAME, n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            raise UsageError(f"--set {override}: " + (f"unknown option{hint}" if equals else "write OPTION=VALUE"))
        given[name] = value
    try:
        return load(config_file(args), flags=given)
    except ConfigError as error:
        raise UsageError(str(error)) from error
