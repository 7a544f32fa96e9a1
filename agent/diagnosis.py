"""Checks of an installation, for `rasid doctor`: each says what it found and how to mend it."""

from __future__ import annotations

import asyncio
import importlib
import os
import shutil
import socket
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from agent.config.loader import Config, ConfigError, load

LEAST_FREE_BYTES = 1024**3
LIBRARIES = (
    "aiokafka", "camel_tools.utils.normalize", "chardet", "feedparser", "httpx", "msgspec", "protego", "trafilatura",
    "uvicorn",
)  # fmt: skip


class Verdict(IntEnum):
    """How a check went."""

    OK = 0
    WARN = 1
    FAIL = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found."""

    check: str
    verdict: Verdict
    message: str
    mend: str = ""


def diagnose(file: Path | None, overrides: Sequence[str]) -> Iterator[Finding]:
    """Yield the finding of every check, in order; those that need the configuration end with it.

    Args:
        file: agent.yaml, or None for the defaults.
        overrides: ``OPTION=VALUE`` texts of the command line.
    """
    yield Finding("python", Verdict.OK, f"{sys.version.split()[0]} at {sys.executable}")
    yield _libraries()
    try:
        config = load(file, flags=dict(override.split("=", 1) for override in overrides if "=" in override))
    except ConfigError as error:
        yield Finding("configuration", Verdict.FAIL, str(error), "correct the lines named here")
        return
    yield Finding("configuration", Verdict.OK, str(file or "defaults"))
    yield _files(config)
    yield from _log(config)
    yield _port(config)
    yield _contact(config)


def _libraries() -> Finding:
    missing = []
    for name in LIBRARIES:
        try:
            importlib.import_module(name)
        except ImportError as error:
            missing.append(f"{name} ({error})")
    if missing:
        return Finding("libraries", Verdict.FAIL, f"cannot import {', '.join(missing)}",
                       "install the lock: pip install --require-hashes --no-deps -r requirements.lock")
    return Finding("libraries", Verdict.OK, f"{len(LIBRARIES)} found")


def _files(config: Config) -> Finding:
    from agent.assembly import check_files  # noqa: PLC0415

    try:
        lines = check_files(config)
    except ConfigError as error:
        return Finding("files", Verdict.FAIL, str(error), "correct the place named here")
    return Finding("files", Verdict.OK, "; ".join(lines))


def _log(config: Config) -> Iterator[Finding]:
    if config["log.kind"] == "kafka":
        yield asyncio.run(_cluster(config))
        return
    path: Path = config["log.path"].absolute()
    folder = path.parent
    if not folder.is_dir():
        yield Finding("log", Verdict.FAIL, f"{folder} does not exist", f"mkdir -p {folder}")
        return
    if not os.access(folder, os.W_OK):
        yield Finding("log", Verdict.FAIL, f"{folder} cannot be written", "give the daemon's user write permission")
        return
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        yield Finding("disk", Verdict.WARN, f"{free / 1e9:.1f} GB free at {folder}", "free some disk space")
    else:
        yield Finding("disk", Verdict.OK, f"{free / 1e9:.1f} GB free at {folder}")
    if not path.exists():
        yield Finding("log", Verdict.OK, f"{path} will be created at the first start")
        return
    yield asyncio.run(_open(config))


async def _cluster(config: Config) -> Finding:
    from agent.assembly import topics_of  # noqa: PLC0415
    from agent.log.api import LogError  # noqa: PLC0415
    from agent.log.kafka import KafkaLog  # noqa: PLC0415
    from agent.log.kafka_settings import KafkaSettings  # noqa: PLC0415
    from agent.log.kafka_topics import compare  # noqa: PLC0415

    try:
        settings = KafkaSettings.of(config)
        log = await KafkaLog.open(settings, config["log.prefix"], patient=False)
        try:
            found = await compare(log.topology, list(topics_of(config).specs.values()), settings)
        finally:
            await log.close()
    except LogError as error:
        return Finding("log", Verdict.FAIL, str(error), "docs/kafka.md, When something is wrong")
    where = ", ".join(settings.bootstrap)
    if found:
        verdict = Verdict.FAIL if any(difference.serious for difference in found) else Verdict.WARN
        what = f"{where}: {len(found)} differences from the configuration"
        return Finding("log", verdict, what, "rasid topics check")
    return Finding("log", Verdict.OK, f"{where}: topics as configured")


async def _open(config: Config) -> Finding:
    from agent.assembly import open_log  # noqa: PLC0415
    from agent.log.api import LogError, LogInUse  # noqa: PLC0415

    try:
        log = await open_log(config, own=True)
    except LogInUse as error:
        return Finding("log", Verdict.OK, f"in use by a running daemon ({error})")
    except LogError as error:
        return Finding("log", Verdict.FAIL, str(error), "see the message")
    await log.close()
    return Finding("log", Verdict.OK, f"{config['log.path']} opens")


def _port(config: Config) -> Finding:
    if not config["http.enabled"]:
        return Finding("endpoints", Verdict.WARN, "http.enabled is false: no metrics, no health",
                       "set http.enabled to true")
    host, port = config["http.host"], config["http.port"]
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return Finding("endpoints", Verdict.WARN, f"cannot listen on {host}:{port}: {error.strerror}",
                           "a daemon runs there already, or choose another http.port")
    return Finding("endpoints", Verdict.OK, f"{host}:{port} is free")


def _contact(config: Config) -> Finding:
    if not config["poll.contact"]:
        return Finding("contact", Verdict.WARN, "poll.contact is empty: publishers cannot tell who reads them",
                       "set poll.contact to a URL or address by which publishers can reach you")
    return Finding("contact", Verdict.OK, str(config["poll.contact"]))
