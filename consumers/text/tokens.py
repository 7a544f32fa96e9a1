"""Words and punctuation with their offsets in the original text."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate, chain

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
_MAX_CHUNKS = 40_000
"""Chunks that are remembered, some 8 MB."""


class Token:
    """A word, a punctuation mark or a line break at ``text[start:end]``."""

    __slots__ = (
        "end",
        "start",
        "text",
    )

    text: str
    start: int
    end: int

    def __init__(
        self,
        text: str,
        start: int,
        end: int,
    ) -> None:
        """Take the token and its offsets."""
        self.text = text
        self.start = start
        self.end = end


class _Loose(Exception):
    """A space follows what is no token: a hash sign, a tab."""


class _Chunks(dict[str, tuple[str, ...]]):
    """What stands between two spaces, taken apart once: what is no token, then a token, in turns, a space before all.

    Words come again and again. To look them up takes a quarter of the time that the regular expression takes.
    """

    def __missing__(self, chunk: str) -> tuple[str, ...]:
        """Return the parts of ``chunk`` and remember them; `_Loose` when they do not end in a token."""
        parts: tuple[str, ...] = (" ", chunk)
        if not chunk.isalnum() or _LAST in chunk[:-1]:
            apart = _AROUND.split(chunk)
            if apart[-1]:
                raise _Loose
            parts = (f" {apart[0]}", *apart[1:-1])
        if len(chunk) <= MAX_WORD:
            if len(self) >= _MAX_CHUNKS:
                self.clear()
            self[chunk] = parts
        return parts


_chunks = _Chunks()


def tokenize(text: str, start: int = 0, end: int | None = None, *, most: int = 0) -> list[Token]:
    """Return the tokens of ``text[start:end]``, the first ``most`` of them (0: all); offsets count in ``text``."""
    read = text[start:end].replace("\xa0", " ")  # which differ only on a screen
    chunks = read.split(" ", most or -1)
    try:
        parts = list(chain.from_iterable(map(_chunks.__getitem__, _spaced(chunks) if "" in chunks else chunks)))
        offsets = list(accumulate(map(len, parts), initial=start - 1))  # no space stands before the first chunk
    except _Loose:
        parts = _AROUND.split(read, maxsplit=most)
        offsets = list(accumulate(map(len, parts), initial=start))
    tokens = list(map(Token, parts[1::2], offsets[1::2], offsets[2::2]))
    return tokens[:most] if most else tokens


def _spaced(chunks: list[str]) -> list[str]:
    """Return ``chunks`` with each of several spaces in a row at the beginning of the chunk after them."""
    spaced, spaces = [], 0
    for chunk in chunks:
        if chunk:
            spaced.append(" " * spaces + chunk)
            spaces = 0
        else:
            spaces += 1
    return spaced


def fold(word: str) -> str:
    """Return ``word`` folded by the rules of its script."""
    if len(word) > MAX_WORD:
        return ""
    return arabic.fold(word) if _ARABIC_LETTER.search(word) else latin.fold(word)


def fold_phrase(phrase: str) -> tuple[str, ...]:
    """Return the folded words of ``phrase``, punctuation left out."""
    return tuple([fold_known(w) if len(w) <= MAX_WORD else "" for w in _TOKEN.findall(phrase) if w[0].isalnum()])


def first_words(text: str) -> tuple[str, str]:
    """Return the first two words of ``text`` folded; empty where it has none."""
    first = ""
    for chunk in text.split():
        for folded in fold_known_phrase(chunk):
            if first:
                return first, folded
            first = folded
    return first, ""


fold_known = lru_cache(maxsize=4096)(fold)
"""`fold` for the words of names and of the beginnings of lines, which come again and again."""
fold_known_phrase = lru_cache(maxsize=4096)(fold_phrase)
