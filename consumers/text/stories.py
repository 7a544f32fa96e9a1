"""The stories of one page: readers' pages splice several, with promotional lines between them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from consumers.text.tokens import first_words, fold_phrase

_LINE = re.compile(r"\S[^\n]*")
_LONG_LINE = 120
"""A line of more characters is a paragraph; shorter ones are headlines, datelines and promotions."""
_MARKER = 40
"""Characters at the start of a line in which a marker is looked for."""
_MIN_STORY = 150
"""What follows "read also" is a story of its own from this many characters; less is a list of links."""


@dataclass(frozen=True, slots=True)
class Markers:
    """Phrases that open promotional lines, folded."""

    read_also: tuple[tuple[str, ...], ...] = ()
    boilerplate: tuple[tuple[str, ...], ...] = ()
    opening: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The first words of all of them, with the second words; empty where there is none."""

    @classmethod
    def of(cls, read_also: tuple[str, ...], boilerplate: tuple[str, ...]) -> Markers:
        """Return the markers with their phrases folded."""
        links, promotions = tuple(map(fold_phrase, read_also)), tuple(map(fold_phrase, boilerplate))
        opening: dict[str, set[str]] = {}
        for phrase in filter(None, (*links, *promotions)):
            opening.setdefault(phrase[0], set()).add(phrase[1] if len(phrase) > 1 else "")
        return cls(links, promotions, {first: frozenset(second) for first, second in opening.items()})


def split(text: str, markers: Markers) -> list[list[tuple[int, int]]]:
    """Return the stories of ``text``, each as the ranges of its lines, promotional lines left out.

    A story ends at a "read also" line; what follows is a story if it has the length of one, else it is dropped. The
    headline that such a line often carries itself belongs to the story after it.
    """
    stories: list[list[tuple[int, int]]] = [[]]
    for start, end in _lines(text):
        first, second = first_words(text[start : min(end, start + _MARKER)])
        following = markers.opening.get(first)
        if following is None or not ("" in following or second in following):
            stories[-1].append((start, end))
            continue
        line = text[start:end]
        words = fold_phrase(line[:_MARKER])
        marker = _opens_with(words, markers.read_also)
        if marker:
            stories.append([])
            rest = _after_marker(line, len(marker))
            if rest < len(line):
                stories[-1].append((start + rest, end))
        elif not (_opens_with(words, markers.boilerplate) and len(line) < _LONG_LINE):
            stories[-1].append((start, end))
    return [s for n, s in enumerate(stories) if s and (n == 0 or _is_story(s))]


def _lines(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _LINE.finditer(text)]


def _opens_with(words: tuple[str, ...], phrases: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    return max((p for p in phrases if p and words[: len(p)] == p), key=len, default=())


def _after_marker(line: str, words: int) -> int:
    """Return where the line goes on after its first ``words`` words and the colon after them."""
    seen, inside = 0, False
    for position, char in enumerate(line):
        wordlike = char.isalnum() or (not char.isascii() and not char.isspace() and char not in ":،.…|")
        if inside and not wordlike:
            seen += 1
            if seen == words:
                return next((p for p in range(position, len(line)) if line[p].isalnum()), len(line))
        inside = wordlike
    return len(line)


def _is_story(lines: list[tuple[int, int]]) -> bool:
    return any(end - start >= _LONG_LINE for start, end in lines) and sum(e - s for s, e in lines) >= _MIN_STORY
