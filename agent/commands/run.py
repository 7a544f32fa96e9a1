"""`rasid run`: the daemon."""

from __future__ import annotations

import argparse
import asyncio
import logging

from agent.cli import EXIT_OK, UsageError
from agent.commands.settings import add_config_arguments, load_config

EXIT_FAILED = 1

EPILOG = """examples:
  rasid run                                     everything, with ./agent.yaml or the defaults
  rasid run --config /etc/rasid/agent.yaml
  rasid run --stages poll,extract               some stages here, the others in another process
  rasid run --log-path /var/lib/rasid/rasid.db --http-port 9000

SIGTERM or Ctrl-C ends it gracefully: what is in hand is finished and committed. A second signal ends it at once;
nothing is lost then either, the batch at work is done again at the next start.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `rasid run`."""
    parser.epilog = EPILOG
    add_config_arguments(parser)
    parser.add_argument(
        "--stages", default="poll,extract,resolve,alert",
        help="which stages this process runs (default: all four)",
    )
    parser.add_argument("--log-path", metavar="FILE", help="the embedded log's file (log.path)")
    parser.add_argument("--http-port", metavar="PORT", help="port of the endpoints, 0 for a free one (http.port)")
    parser.add_argument("--log-level", metavar="LEVEL", help="debug, info, warning or error (logging.level)")


def run(args: argparse.Namespace) -> int:
    """Run the daemon to its end; return 0 when it was asked to end, 1 when it failed."""
    stages = _stages(args.stages)
    config = load_config(
        args, {"log.path": args.log_path, "http.port": args.http_port, "logging.level": args.log_level}
    )
    from agent.assembly import assemble  # noqa: PLC0415 - heavy, and not for --help
    from agent.config.loader import ConfigError  # noqa: PLC0415
    from agent.log.api import LogError  # noqa: PLC0415
    from agent.logs import set_up  # noqa: PLC0415

    set_up(config["logging.level"], config["logging.format"])

    async def main() -> None:
        assembled = await assemble(config, stages)
        await assembled.run()

    try:
        asyncio.run(main())
    except ConfigError as error:
        raise UsageError(str(error)) from error
    except (LogError, OSError) as error:
        logging.getLogger("rasid").error("ended: %s", error)  # noqa: TRY400 - the message names place and mend
        return EXIT_FAILED
    return EXIT_OK


def _stages(text: str) -> list[str]:
    from agent.metrics import STAGES  # noqa: PLC0415

    stages = [stage.strip() for stage in text.split(",") if stage.strip()]
    for stage in stages:
        if stage not in STAGES:
            raise UsageError(f"--stages: no stage '{stage}'; there are {', '.join(STAGES)}")
    if not stages:
        raise UsageError(f"--stages: name at least one of {', '.join(STAGES)}")
    return stages
