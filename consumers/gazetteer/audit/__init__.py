"""Checks of the gazetteer files: what would make extraction say something false, with the line and the mend."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from consumers.gazetteer.audit import clashes, entries, offices, people
from consumers.gazetteer.audit.document import read
from consumers.gazetteer.audit.finding import Finding, Severity

__all__ = ["Finding", "Severity", "audit"]

_STATES = "sources/foreign-minister-positions.csv"


def audit(folder: Path, today: date) -> list[Finding]:
    """Return all findings on the gazetteer in ``folder``, the gravest first, each kind by file and line.

    Args:
        folder: The gazetteer folder, as `consumers.gazetteer.load` takes it.
        today: Decides which terms lie in the future, which reviews are stale and which offices are vacant.
    """
    document = read(folder)
    found = [
        *document.findings,
        *entries.check(document.entries, today),
        *people.repeated_keys(document.entries),
        *people.check(document.entries),
        *clashes.check(document.entries),
        *offices.check(document.entries, _states(folder), today),
    ]
    return sorted(set(found), key=lambda f: (-f.severity, f.file, f.line, f.problem))


def _states(folder: Path) -> Iterator[str]:
    """Yield the codes of the states that have a foreign minister, from the table of positions if it is there."""
    table = folder / _STATES
    if table.is_file():
        lines = (line for line in table.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
        yield from sorted({row["country"] for row in csv.DictReader(lines)})
