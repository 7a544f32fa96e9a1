"""What the demo shows: alerts on stdout, everything else on stderr, with one line of progress on a terminal."""

from __future__ import annotations

import os
import shutil
from typing import TextIO

from agent.alert_text import AlertPrinter
from agent.records import Alert

_ERASE_LINE = "\r\x1b[K"


class Screen:
    """Keeps alerts, notes and the line of progress out of each other's way."""

    def __init__(self, out: TextIO, err: TextIO) -> None:
        """Write alerts to ``out`` and the rest to ``err``."""
        self._printer = AlertPrinter(out)
        self._err = err
        self._live = err.isatty() and os.environ.get("TERM") != "dumb"
        self._progress = ""

    def alert(self, alert: Alert) -> None:
        """Show an alert."""
        self._erase()
        self._printer.show(alert)
        self._draw()

    def note(self, text: str = "") -> None:
        """Show a line for people."""
        self._erase()
        self._err.write(f"{text}\n")
        self._draw()

    def progress(self, text: str) -> None:
        """Change the line of progress; empty takes it away. Without a terminal nothing is shown."""
        if text != self._progress:
            self._erase()
            self._progress = text
            self._draw()

    def _erase(self) -> None:
        if self._live and self._progress:
            self._err.write(_ERASE_LINE)
            self._err.flush()

    def _draw(self) -> None:
        if self._live and self._progress:
            self._err.write(self._progress[: shutil.get_terminal_size().columns - 1])
        self._err.flush()
