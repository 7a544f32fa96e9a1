"""Words and punctuation with their offsets in the original text."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate

from msgspec import Struct

from consumers.text import arabic, latin

_WORD_MARKS = "\u064b-\u0655\u0670\u200c-\u200f"
_INNER = rf"(?:[{_WORD_MARKS}]+[^\W_]*)*"
_LAST = "ة"
"""Ends a word: what follows is another, glued to it (السلطات التركيةطلبا)."""
_LETTERS = rf"(?:[^\W_{_LAST}]+{_LAST}?|{_LAST}){_INNER}"
_TOKEN = re.compile(rf"{_LETTERS}|[{_WORD_MARKS}]+[^\W_]*{_INNER}|\.{{2,}}|[^\w\s#]|\n")  # a hashtag is its words
_AROUND = re.compile(f"({_TOKEN.pattern})")
_ARABIC_LETTER = re.compile("[\u0620-\u06ff]")

MAX_WORD = 60
"""Longer runs of letters are not words of any language here (encoded data, floods); they are read as noise."""


class Token(Struct, frozen=True, gc=False):
    """A word, a punctuation mark or a line break at ``text[start:end]``."""

    text: str
    start: int
    end: int


def tokenize(text: str, start: int = 0, end: int | None = None, *, most: int = 0) -> list[Token]:
    """Return the tokens of ``text[start:end]``, the first ``most`` of them (0: all); offsets count in ``text``."""
    parts = _AROUND.split(text[start:end], maxsplit=most)  # what is no token, then a token, in turns
    offsets = list(accumulate(map(len, parts), initial=start))
    return list(map(Token, parts[1::2], offsets[1::2], offsets[2::2]))


def fold(word: str) -> str:
    """Return ``word`` folded by the rules of its script."""
    if len(word) > MAX_WORD:
        return ""
    return arabic.fold(word) if _ARABIC_LETTER.search(word) else latin.fold(word)


def fold_phrase(phrase: str) -> tuple[str, ...]:
    """Return the folded words of ``phrase``, punctuation left out."""
    return tuple([_fold_known(w) if len(w) <= MAX_WORD else "" for w in _TOKEN.findall(phrase) if w[0].isalnum()])


def first_words(text: str) -> tuple[str, str]:
    """Return the first two words of ``text`` folded; empty where it has none."""
    first = ""
    for match in _TOKEN.finditer(text):
        word: str = match.group()
        if word[0].isalnum():
            folded = _fold_known(word) if len(word) <= MAX_WORD else ""
            if first:
                return first, folded
            first = folded
    return first, ""


_fold_known = lru_cache(maxsize=4096)(fold)
"""`fold` for the words of names and of the beginnings of lines, which come again and again."""
