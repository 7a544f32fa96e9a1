"""`rasid gazetteer check|lookup|refresh`."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

EPILOG = """examples:
  rasid gazetteer check                               find duplicates, clashes, overlapping terms, wrong codes
  rasid gazetteer lookup السوداني                     what a name can mean, and which rules hold for it
  rasid gazetteer lookup "Sergei Lavrov" --on 2020-05-01
  rasid gazetteer refresh --dry-run                   what Wikidata knows of officials that the gazetteer does not

`rasid gazetteer ACTION --help` tells more. Exit codes: 0 in order, 1 findings (errors, a name not
known, an answer too thin to use), 2 wrong usage. docs/gazetteer.md explains the files.
"""

_CHECK = """Each finding names the file, the line, the entry and the mend. Errors make the exit code 1; warnings (such
as terms that nobody has reviewed for a year) and gaps (a state without a foreign minister today) do not. One JSON
object a finding when piped."""

_LOOKUP = """Takes a name in any spelling, with or without the particles that Arabic writes onto a word, and shows every
person, country, organisation and place it can mean. Persons come with what they were on the day `--on`. Exit code 1
when nothing is found; names that are spelt alike are then on stderr."""

_REFRESH = """Asks Wikidata for heads of state and government and foreign ministers, and writes what the gazetteer lacks
to people/wikidata-DATE.yaml, with the differences a person has to decide on beside it in people/wikidata-DATE.diff.
Reviewed entries are never overwritten. Takes some minutes, and nothing is written when more than a quarter of the
offices would be without a holder afterwards: then the answer was incomplete."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the actions of `rasid gazetteer`."""
    parser.epilog = EPILOG
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = _action(actions, "check", "find what is wrong in the gazetteer files", _CHECK)
    check.add_argument("--on", type=_day, metavar="DATE", help="check as of this day (default: today)")
    lookup = _action(actions, "lookup", "show what a name can mean", _LOOKUP)
    lookup.add_argument("name", metavar="NAME", nargs="+", help="several words need no quotes")
    lookup.add_argument("--language", choices=("ar", "en", "fr"), help="default: the languages of the name's script")
    lookup.add_argument("--on", type=_day, metavar="DATE", help="the day for which offices are told (default: today)")
    refresh = _action(actions, "refresh", "bring officials up to date from Wikidata", _REFRESH)
    refresh.add_argument("--output", type=Path, metavar="FOLDER",
                         help="gazetteer folder to write into (default: the one that is read)")
    refresh.add_argument("--dry-run", action="store_true", help="only show the differences")
    refresh.add_argument("--endpoint", metavar="URL", help="SPARQL endpoint (default: that of Wikidata)")
    refresh.add_argument("--contact", metavar="TEXT",
                         help="URL or address in the User-Agent, for Wikidata to reach you (default: the project's)")


def _action(actions: argparse._SubParsersAction[argparse.ArgumentParser], name: str, summary: str,
            description: str) -> argparse.ArgumentParser:
    parser = actions.add_parser(
        name, help=summary, description=f"{summary}\n\n{description}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--gazetteer", type=Path, metavar="FOLDER", help="default: the one that comes with Rasid")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no day; write YYYY-MM-DD") from None


def run(args: argparse.Namespace) -> int:
    """Run the action.

    Raises:
        agent.cli.UsageError: The folder, a file in it or an argument cannot be worked with.
    """
    if args.action == "check":
        from consumers.commands import gazetteer_check as action  # noqa: PLC0415
    elif args.action == "lookup":
        from consumers.commands import gazetteer_lookup as action  # type: ignore[no-redef] # noqa: PLC0415
    else:
        from consumers.commands import gazetteer_refresh as action  # type: ignore[no-redef] # noqa: PLC0415
    return action.run(args, folder(args.gazetteer))


def folder(given: Path | None) -> Path:
    """Return the gazetteer folder to read: ``given``, or the one that comes with Rasid.

    Raises:
        agent.cli.UsageError: There is no such folder, or no gazetteer in it.
    """
    from agent.cli import UsageError  # noqa: PLC0415
    from agent.config.folder import bundled_config  # noqa: PLC0415

    chosen = given or bundled_config() / "gazetteer"
    if not chosen.is_dir():
        raise UsageError(f"{chosen}: no such folder; name the one that holds countries.yaml")
    if not any(chosen.rglob("*.yaml")):
        raise UsageError(f"{chosen}: no *.yaml in it; name the folder that holds countries.yaml")
    return chosen
