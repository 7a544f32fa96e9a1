"""The `rasid` command: one table of subcommands, each loaded only when it is called."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from agent import __version__


@dataclass(frozen=True, slots=True)
class Command:
    """A subcommand: where it lives and what it does, in one line.

    Its module has ``configure(parser)``, which adds arguments and examples, and ``run(args) -> int``, the exit code.
    """

    module: str
    summary: str


COMMANDS: dict[str, Command] = {
    "demo": Command("agent.commands.demo", "the whole daemon on a bundled newsroom; shows alerts as they come"),
    "run": Command("agent.commands.run", "the daemon: poll feeds, extract, resolve, alert"),
    "extract": Command("consumers.commands.extract", "articles in, diplomatic acts out"),
    "events": Command("consumers.commands.events", "articles in, resolved events out, without a log"),
    "compare": Command("consumers.commands.compare", "pairs of articles in, how they are related out"),
    "eval": Command("consumers.commands.evaluate", "score extraction or text relations against annotated data"),
    "feeds": Command("producers.commands.feeds", "parse, check and list feeds"),
    "rules": Command("consumers.commands.rules", "check, test and explain alert rules"),
    "alerts": Command("agent.commands.alerts", "follow the alerts of a running daemon"),
    "deadletter": Command("agent.commands.deadletter", "list, show and replay records that could not be processed"),
    "topics": Command("agent.commands.topics", "create the topics on a Kafka cluster, or check them"),
    "gazetteer": Command("consumers.commands.gazetteer", "look up and check names of countries, people and places"),
    "config": Command("agent.commands.config", "check the configuration, show it, print its schema"),
    "schema": Command("agent.commands.schema", "JSON Schemas of the records on the topics"),
    "doctor": Command("agent.commands.doctor", "check this installation and say how to mend what is wrong"),
    "health": Command("agent.commands.health", "ask a running daemon whether it is live and ready"),
    "version": Command("agent.commands.version", "version of Rasid and of what it runs on"),
}

EXIT_OK = 0
EXIT_FINDINGS = 1
"""The command ran and what it looked at is not in order (bad lines, failing checks)."""
EXIT_USAGE = 2
"""The command line, the configuration or a file named in it is wrong."""


class UsageError(Exception):
    """What the user gave cannot be worked with; the message names the place and the mend."""


def _overview() -> str:
    width = max(map(len, COMMANDS))
    lines = "\n".join(f"  {name:<{width}}  {command.summary}" for name, command in COMMANDS.items())
    return f"""usage: rasid COMMAND [OPTIONS]

Rasid (راصد) watches the world's news for diplomatic events and raises alerts that can be explained.

commands:
{lines}

  rasid demo                        see it at work; needs no network
  rasid run --config agent.yaml     run the daemon
  rasid COMMAND --help              what a command takes, with examples

stdout is data (one JSON object a line when piped), stderr is for people.
Exit codes: 0 in order, 1 findings, 2 wrong usage or configuration.
"""


def _nearest(word: str) -> str:
    import difflib  # noqa: PLC0415 - only on the way to an error

    close = difflib.get_close_matches(word, COMMANDS, n=1)
    return f"; did you mean '{close[0]}'?" if close else ""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line ``argv`` (default: the process's own) and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in {"-h", "--help", "help"}:
        sys.stdout.write(_overview())
        return EXIT_OK if words else EXIT_USAGE
    if words[0] in {"-V", "--version"}:
        sys.stdout.write(f"rasid {__version__}\n")
        return EXIT_OK
    name = words[0]
    if name not in COMMANDS:
        sys.stderr.write(f"rasid: no command '{name}'{_nearest(name)} `rasid --help` lists them\n")
        return EXIT_USAGE
    command = COMMANDS[name]
    module = importlib.import_module(command.module)
    parser = argparse.ArgumentParser(
        prog=f"rasid {name}", description=command.summary, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    module.configure(parser)
    try:
        return int(module.run(parser.parse_args(words[1:])))
    except UsageError as error:
        sys.stderr.write(f"rasid {name}: {error}\n")
        return EXIT_USAGE
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone (`| head`): no traceback
        return EXIT_OK
    except KeyboardInterrupt:
        return 130
