"""Which daemon owns an embedded log: an advisory lock on a file beside it, gone with its process however it ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO

from agent.log.api import LogInUse, Unavailable


class Ownership:
    """A claim on a log file, held until it is released or the process ends."""

    def __init__(self, handle: IO[str]) -> None:
        self._handle = handle

    @classmethod
    def claim(cls, log: Path) -> Ownership:
        """Claim ``log`` for this process.

        Raises:
            LogInUse: Another process holds the claim; the message names it.
            Unavailable: The lock file cannot be created.
        """
        path = log.with_name(log.name + ".lock")
        try:
            handle = path.open("a+", encoding="ascii")
        except OSError as error:
            raise Unavailable(f"cannot open {path}: {error.strerror}; does the folder exist and may Rasid write there?"
                              ) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.seek(0)
            holder = handle.read().strip()
            handle.close()
            raise LogInUse(
                f"{log} is in use by another daemon{f' (process {holder})' if holder else ''}: "
                "stop that one, or give this one its own file with --log-path"
            ) from None
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        return cls(handle)

    def release(self) -> None:
        """Give the claim up."""
        self._handle.close()
