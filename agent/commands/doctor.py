"""`rasid doctor`: check this installation."""

from __future__ import annotations

import argparse
import json
import sys

from agent.cli import EXIT_FINDINGS, EXIT_OK
from agent.commands.settings import add_config_arguments, config_file

EPILOG = """examples:
  rasid doctor
  rasid doctor --config /etc/rasid/agent.yaml

Each check is OK, WARN or FAIL, with its cause and how to mend it. Exit code 1 when one fails.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `rasid doctor`."""
    parser.epilog = EPILOG
    add_config_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Run every check; print a line each (JSON lines when piped)."""
    from agent.diagnosis import Verdict, diagnose  # noqa: PLC0415

    worst = Verdict.OK
    for finding in diagnose(config_file(args), args.overrides):
        worst = max(worst, finding.verdict)
        if sys.stdout.isatty():
            sys.stdout.write(f"{finding.verdict.name:<4}  {finding.check:<14} {finding.message}\n")
            if finding.mend:
                sys.stdout.write(f"      {'':<14} -> {finding.mend}\n")
        else:
            row = {"check": finding.check, "verdict": finding.verdict.name, "message": finding.message}
            sys.stdout.write(json.dumps({**row, "mend": finding.mend}, ensure_ascii=False) + "\n")
    return EXIT_FINDINGS if worst is Verdict.FAIL else EXIT_OK
