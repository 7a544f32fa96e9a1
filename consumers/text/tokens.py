"""Words and punctuation with their offsets in the original text."""

from __future__ import annotations

import re
from typing import NamedTuple

from consumers.text import arabic, latin

_WORD_MARKS = "\u064b-\u0655\u0670\u200c-\u200f"
_TOKEN = re.compile(rf"(?:[^\W_]|[{_WORD_MARKS}])+|[^\w\s]|\n")
_ARABIC_LETTER = re.compile("[\u0620-\u06ff]")

MAX_WORD = 60
"""Longer runs of letters are not words of any language here (encoded data, floods); they are read as noise."""


class Token(NamedTuple):
    """A word, a punctuation mark or a line break at ``text[start:end]``."""

    text: str
    start: int
    end: int


def tokenize(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the tokens of ``text[start:end]``, offsets counting from the start of ``text``."""
    found = _TOKEN.finditer(text, start, len(text) if end is None else end)
    return [Token(m.group(), *m.span()) for m in found]


def fold(word: str) -> str:
    """Return ``word`` folded by the rules of its script."""
    if len(word) > MAX_WORD:
        return ""
    return arabic.fold(word) if _ARABIC_LETTER.search(word) else latin.fold(word)


def fold_phrase(phrase: str) -> tuple[str, ...]:
    """Return the folded words of ``phrase``, punctuation left out."""
    return tuple(fold(m.group()) for m in _TOKEN.finditer(phrase) if m.group()[0].isalnum())
