"""`rasid schema`: JSON Schemas of the records, and the AsyncAPI document of the topics."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from agent.cli import EXIT_OK, UsageError
from agent.commands.settings import add_config_arguments, load_config

EPILOG = """examples:
  rasid schema                      names of the records
  rasid schema alert                the JSON Schema of one
  rasid schema --write docs/schemas one file for each record
  rasid schema --asyncapi           the AsyncAPI 3 document of this installation's topics, as YAML
  rasid schema --asyncapi --write docs/asyncapi.yaml
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `rasid schema`."""
    parser.epilog = EPILOG
    parser.add_argument("record", nargs="?", help="which record; without it the names are listed")
    parser.add_argument(
        "--asyncapi", action="store_true", help="the topics, their records and who reads them, as an AsyncAPI document"
    )
    parser.add_argument(
        "--write", metavar="PATH", type=Path, help="write every schema to this folder; with --asyncapi, to this file"
    )
    add_config_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Print or write schemas."""
    if args.asyncapi:
        return _asyncapi(args)
    from agent.codec import json_schema  # noqa: PLC0415
    from agent.records import RECORD_TYPES  # noqa: PLC0415

    if args.write is not None:
        args.write.mkdir(parents=True, exist_ok=True)
        for name in RECORD_TYPES:
            (args.write / f"{name}.json").write_text(schema_text(name), encoding="utf-8")
        sys.stderr.write(f"{len(RECORD_TYPES)} schemas written to {args.write}\n")
        return EXIT_OK
    if args.record is None:
        sys.stdout.write("\n".join(RECORD_TYPES) + "\n")
        return EXIT_OK
    if args.record not in RECORD_TYPES:
        raise UsageError(f"no record '{args.record}'; there are {', '.join(RECORD_TYPES)}")
    json.dump(json_schema(args.record), sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
    return EXIT_OK


def _asyncapi(args: argparse.Namespace) -> int:
    if args.record is not None:
        raise UsageError(f"--asyncapi is about all topics: leave '{args.record}' out")
    from agent.assembly import topics_of  # noqa: PLC0415 - heavy, and not for --help
    from agent.asyncapi import asyncapi  # noqa: PLC0415

    config = load_config(args)
    text = asyncapi(topics_of(config), config["kafka.bootstrap"], config["kafka.security_protocol"])
    if args.write is None:
        sys.stdout.write(text)
        return EXIT_OK
    args.write.parent.mkdir(parents=True, exist_ok=True)
    args.write.write_text(text, encoding="utf-8")
    sys.stderr.write(f"written to {args.write}\n")
    return EXIT_OK


def schema_text(name: str) -> str:
    """Return the file under docs/schemas for the record ``name``."""
    from agent.codec import json_schema  # noqa: PLC0415

    return json.dumps(json_schema(name), ensure_ascii=False, indent=2) + "\n"
