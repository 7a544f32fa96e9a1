"""Sketches: what is kept of a text to recognise it again without keeping the text.

Clause hashes are the best cheap index for wire copy and say where the copied part is; hashes of runs of three words
verify it. Both are of normalised text (without that, the word-3 Jaccard of one and the same Arabic text in two
spellings falls to .2). 32 bits a hash: two texts of 300 words share one by chance once in 50,000 comparisons.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from typing import NamedTuple

import xxhash

from agent.records import Sketch

CLAUSE_WORDS = 6
"""Shorter clauses recur by chance (datelines, "said in a statement")."""

MAX_WORDS = 4000
"""Longer texts are sketched by their beginning: no feed's news is longer, and a page cannot fill the memory."""

_CLAUSE_END = re.compile(r"[.!?؟。！？،,;؛:：\n\r«»\"“”()\[\]{}|•…–—]+|\s-\s")
_WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """Return the words of a normalised text; a combining mark that survived does not cut a word."""
    return _WORD.findall(text)


class Clause(NamedTuple):
    """One clause of a text, normalised."""

    words: list[str]
    hash: int | None
    """None for one of less than :data:`CLAUSE_WORDS` words."""


class Sketcher:
    """Makes sketches with one normaliser; sketches of different schemes are never compared."""

    def __init__(self, normalise: Callable[[str], str], normaliser: str) -> None:
        """Make a sketcher.

        Args:
            normalise: Folds the spellings of one text to one (alef and hamza forms, digits, diacritics, case).
            normaliser: Name and version of that function, for the scheme.
        """
        self._normalise = normalise
        self.scheme = f"w3-c{CLAUSE_WORDS}-xxh32/1+{normaliser}"

    def clauses(self, text: str) -> list[Clause]:
        """Return the clauses of ``text`` (a title and body as published), normalised."""
        clauses: list[Clause] = []
        total = 0
        for part in _CLAUSE_END.split(text):
            words = words_of(self._normalise(part))
            if words:
                clauses.append(Clause(words, _hash(" ".join(words)) if len(words) >= CLAUSE_WORDS else None))
                total += len(words)
                if total >= MAX_WORDS:
                    break
        return clauses

    def sketch(self, text: str) -> Sketch:
        """Return the sketch of ``text`` (a title and body as published)."""
        return self.sketch_of(self.clauses(text))

    def sketch_of(self, clauses: Iterable[Clause], without: AbstractSet[int] = frozenset()) -> Sketch:
        """Return the sketch of a text.

        Args:
            clauses: What :meth:`clauses` made of it.
            without: Hashes of clauses to leave out (formulas of its outlet), with all their words.
        """
        kept = [clause for clause in clauses if clause.hash not in without] if without else list(clauses)
        words = [word for clause in kept for word in clause.words]
        shingles = {_hash(" ".join(words[at : at + 3])) for at in range(max(1, len(words) - 2))} if words else set()
        return Sketch(
            scheme=self.scheme,
            words=len(words),
            shingles=tuple(sorted(shingles)),
            clauses=tuple(dict.fromkeys(clause.hash for clause in kept if clause.hash is not None)),
        )


def _hash(text: str) -> int:
    return xxhash.xxh32_intdigest(text.encode())


def pack(hashes: tuple[int, ...]) -> bytes:
    """Return 32-bit hashes as bytes: a tenth of what a tuple of them takes in memory."""
    return array("I", hashes).tobytes()


def unpack(packed: bytes) -> frozenset[int]:
    """Return what :func:`pack` packed, as a set."""
    hashes = array("I")
    hashes.frombytes(packed)
    return frozenset(hashes)
