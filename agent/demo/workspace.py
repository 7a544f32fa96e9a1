"""The folder that the demo's daemon works in: its configuration, feed list, rules and log."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from agent.demo.newsroom import Outlet, bundled_rules
from agent.demo.publisher import Publisher

POLL_INTERVAL = "1s"
"""No publisher would like it; this one is on the same machine, and the demo is to be over in half a minute."""


@contextmanager
def workspace(keep: Path | None) -> Iterator[Path]:
    """Give a folder to work in: ``keep`` (created, kept) or a temporary one that is removed at the end.

    Raises:
        OSError: It cannot be created.
        FileExistsError: ``keep`` has something in it already.
    """
    if keep is None:
        folder = Path(tempfile.mkdtemp(prefix="rasid-demo-"))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return
    keep.mkdir(parents=True, exist_ok=True)
    if any(keep.iterdir()):
        raise FileExistsError(f"{keep} is not empty; name a new folder")
    yield keep.resolve()


def write_configuration(folder: Path, publisher: Publisher, outlets: tuple[Outlet, ...], log: dict[str, Any]) -> Path:
    """Write agent.yaml, feeds.yaml and rules.yaml into ``folder``; return the first.

    Args:
        folder: Where to.
        publisher: Knows the addresses of the feeds.
        outlets: The feeds.
        log: The sections that say which log is used.
    """
    (folder / "rules.yaml").write_text(bundled_rules(), encoding="utf-8")
    feeds = {
        "defaults": {"interval_floor": POLL_INTERVAL, "interval_ceiling": POLL_INTERVAL, "full_text": "never"},
        "feeds": [
            {
                "id": outlet.id,
                "url": publisher.address(outlet),
                "outlet": outlet.outlet,
                "language": outlet.language,
                "country": outlet.country,
                "timezone": outlet.timezone,
            }
            for outlet in outlets
        ],
    }
    _write(folder / "feeds.yaml", feeds)
    settings = {
        "files": {"feeds": "feeds.yaml", "rules": "rules.yaml"},
        **log,
        "poll": {"interval_min": POLL_INTERVAL, "interval_max": POLL_INTERVAL, "allow_private": ["127.0.0.1"]},
        "alerts": {"installation": "demo"},
        "http": {"host": "127.0.0.1", "port": 0},
        "logging": {"level": "info", "format": "text"},
    }
    _write(folder / "agent.yaml", settings)
    return folder / "agent.yaml"


def _write(file: Path, content: dict[str, Any]) -> None:
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
