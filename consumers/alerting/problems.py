"""What is wrong with a rules file, and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or doubtful, in a rules file."""

    file: str
    line: int
    """Counted from 1; 0 when the whole file is meant."""
    rule: str
    """Rule id; empty outside a rule."""
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {f'rule {self.rule!r}: ' if self.rule else ''}{self.message}"


class RuleError(ValueError):
    """A rules file cannot be used; ``problems`` holds everything that is wrong with it, in the file's order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean 'x'?`` for the known word nearest to ``word``, or nothing when none is near."""
    import difflib  # noqa: PLC0415 - only on the way to an error

    folded = {name.lower(): name for name in sorted(known)}
    # A slip in the case is the likeliest of all.
    close = [word.lower()] if word.lower() in folded else difflib.get_close_matches(word.lower(), folded, 1, 0.5)
    return f"; did you mean '{folded[close[0]]}'?" if close else ""
