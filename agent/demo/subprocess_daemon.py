"""The daemon as a process of its own, unmodified: what a user would start by hand, started for them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

STOP_SECONDS = 10.0
"""How long the daemon may take to end; after that it is killed."""


class DaemonProcess:
    """`python -m agent run --config FILE`; use as an async context manager, which ends it at the latest."""

    def __init__(self, config: Path, output: Path) -> None:
        """Prepare.

        Args:
            config: agent.yaml.
            output: File for what the daemon writes.
        """
        self._config = config
        self._output = output
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        # What the user has set for their own daemon is not meant for this one.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("RASID_")}
        with self._output.open("wb") as output:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "agent", "run", "--config", str(self._config),
                stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output,
                cwd=self._config.parent, env=environment,
                # Ctrl-C in the terminal is the demo's to handle: it ends the daemon in good order.
                start_new_session=True,
            )  # fmt: skip
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def process_id(self) -> int:
        """Its process id."""
        assert self._process is not None
        return self._process.pid

    async def ended(self) -> int:
        """Wait until it has ended; return its exit code."""
        assert self._process is not None
        return await self._process.wait()

    async def stop(self) -> None:
        """End it: gracefully, and by force when that takes too long."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(STOP_SECONDS):
                    await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
