"""`rasid config check|dump|schema`."""

from __future__ import annotations

import argparse
import json
import sys

from agent.cli import EXIT_OK
from agent.commands.settings import add_config_arguments, config_file, load_config

EPILOG = """examples:
  rasid config check --config agent.yaml        every fault with its line and the nearest known option
  rasid config dump                             effective values and where each came from; secrets masked
  rasid config schema                           JSON Schema of agent.yaml, for editors

Values come from the defaults, then agent.yaml, then the environment (RASID_HTTP__PORT=9000), then flags.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `rasid config`."""
    parser.epilog = EPILOG
    parser.add_argument("action", choices=("check", "dump", "schema"))
    add_config_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Run the action; wrong configuration is reported by load_config."""
    if args.action == "schema":
        json.dump(_schema(), sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
        return EXIT_OK
    config = load_config(args)
    if args.action == "check":
        return _check(args, config)
    section = ""
    for option, written, origin in config.shown():
        head, _, key = option.name.partition(".")
        if head != section:
            sys.stdout.write(f"{head}:\n")
            section = head
        line = f"  {key}: {json.dumps(written, ensure_ascii=False)}"
        sys.stdout.write(f"{line:<44} # {origin}\n")
    return EXIT_OK


def _check(args: argparse.Namespace, config: object) -> int:
    from agent.assembly import check_files  # noqa: PLC0415 - loads the stages' readers
    from agent.cli import UsageError  # noqa: PLC0415
    from agent.config.loader import Config, ConfigError  # noqa: PLC0415

    assert isinstance(config, Config)
    try:
        findings = check_files(config)
    except ConfigError as error:
        raise UsageError(str(error)) from error
    named = config_file(args)
    for line in findings:
        sys.stderr.write(line + "\n")
    sys.stderr.write(f"{named or 'the default configuration'}: in order\n")
    return EXIT_OK


def _schema() -> dict[str, object]:
    from agent.config.options import OPTIONS  # noqa: PLC0415

    sections: dict[str, dict[str, object]] = {}
    for option in OPTIONS:
        section, _, key = option.name.partition(".")
        properties = sections.setdefault(section, {})
        properties[key] = {
            "description": f"{option.doc} ({option.kind})", "default": option.default,
            **({"writeOnly": True} if option.secret else {}),
        }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:rasid:schema:agent.yaml",
        "title": "Configuration of Rasid",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            section: {"type": ["object", "null"], "additionalProperties": False, "properties": properties}
            for section, properties in sections.items()
        },
    }
