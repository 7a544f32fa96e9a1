"""`rasid topics create|check`: the topics of an installation on a Kafka cluster."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from typing import TYPE_CHECKING

from agent.cli import EXIT_FINDINGS, EXIT_OK, UsageError
from agent.commands.settings import add_config_arguments, load_config
from agent.config.loader import Config

if TYPE_CHECKING:
    from agent.log.kafka_topics import Difference

EPILOG = """examples:
  rasid topics create                       make the topics that are missing; existing ones are left alone
  rasid topics check                        compare the cluster with the configuration
  rasid topics check --config /etc/rasid/agent.yaml | jq .

`create` needs an account that may create topics; the daemon itself then needs no such right.
`check` exits with 1 when something is wrong, and with 0 when there are only notes.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `rasid topics`."""
    parser.epilog = EPILOG
    parser.add_argument("action", choices=("create", "check"))
    add_config_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Run the action."""
    config = load_config(args)
    if config["log.kind"] != "kafka":
        raise UsageError(
            "topics are for log.kind: kafka; the embedded log makes its own (--set log.kind=kafka to ask a cluster)"
        )
    from agent.log.api import LogError  # noqa: PLC0415 - heavy, and not for --help

    try:
        return asyncio.run(_run(args.action, config))
    except LogError as error:
        sys.stderr.write(f"rasid topics: {error}\n")
        return EXIT_FINDINGS


async def _run(action: str, config: Config) -> int:
    from agent.assembly import topics_of  # noqa: PLC0415
    from agent.log.kafka import KafkaLog  # noqa: PLC0415
    from agent.log.kafka_settings import KafkaSettings  # noqa: PLC0415
    from agent.log.kafka_topics import compare, create_missing  # noqa: PLC0415

    settings = KafkaSettings.of(config)
    specs = list(topics_of(config).specs.values())
    log = await KafkaLog.open(settings, config["log.prefix"], patient=False)
    try:
        if action == "check":
            return _show([spec.name for spec in specs], await compare(log.topology, specs, settings))
        created = await create_missing(log.topology, specs, settings)
    finally:
        await log.close()
    for spec in specs:
        state = "created" if spec.name in created else "exists"
        if sys.stdout.isatty():
            sys.stdout.write(f"{state:<8} {spec.name}\n")
        else:
            sys.stdout.write(json.dumps({"topic": spec.name, "state": state}) + "\n")
    return EXIT_OK


def _show(names: list[str], found: list[Difference]) -> int:
    for difference in found:
        verdict = "FAIL" if difference.serious else "NOTE"
        if sys.stdout.isatty():
            sys.stdout.write(f"{verdict}  {difference.topic} {difference.what}\n      -> {difference.mend}\n")
        else:
            row = {"topic": difference.topic, "verdict": verdict, "message": difference.what, "mend": difference.mend}
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    wrong = {difference.topic for difference in found}
    sys.stderr.write(f"{len(names) - len(wrong)} of {len(names)} topics as configured\n")
    return EXIT_FINDINGS if any(difference.serious for difference in found) else EXIT_OK
