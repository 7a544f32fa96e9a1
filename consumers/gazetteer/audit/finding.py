"""What a check of the gazetteer found: where, what, and how to mend it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import IntEnum
from typing import Any


class Severity(IntEnum):
    """How much a finding matters."""

    INFO = 0
    """A gap that may be right: an office without a holder."""
    WARNING = 1
    """Worth a look: an entry nobody has reviewed for a year."""
    ERROR = 2
    """Wrong or contradictory: extraction would say something false, or not load the file."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not in order."""

    severity: Severity
    check: str
    """Short name of the check, e.g. ``overlap``; docs/gazetteer.md lists them."""
    file: str
    """Path below the gazetteer folder."""
    line: int
    entry: str
    """Code, id or form of the entry."""
    problem: str
    mend: str

    def row(self) -> dict[str, Any]:
        """Return the finding as it is printed to a pipe."""
        return {**asdict(self), "severity": self.severity.name.lower()}

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.entry}: {self.problem}; {self.mend}"
